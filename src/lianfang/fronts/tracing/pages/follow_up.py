"""The grid of follow-up: days against contacts; and the entry of one contact's day, or of a whole household's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lianfang.base.problems import Refused
from lianfang.entry.pages.frame import tell
from lianfang.entry.pages.working import to, told
from lianfang.entry.rules import may
from lianfang.fronts.tracing.finding import case_of, contact_of
from lianfang.fronts.tracing.following import enter, enter_household, in_household
from lianfang.fronts.tracing.forms import EntryForHome, day_in
from lianfang.fronts.tracing.grid import IN_A_ROW, Followed, Grid, Square, grid
from lianfang.fronts.tracing.pages.around import (
    address,
    for_investigators,
    page_of,
    tabs,
    today,
    when,
    word,
)  # fmt: skip
from lianfang.fronts.tracing.pages.case_tables import team_of
from lianfang.gaps.lists import journal
from lianfang.registers.access import rows
from lianfang.registers.models import Contact, HealthCheck, Organisation, codes
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import Tabs
from lianfang.ui.parts.forms import Field, FilterBar, Form, Option, fields_of, general_of
from lianfang.ui.parts.marks import Link, State
from lianfang.ui.parts.tables import Pager
from lianfang.ui.writing import spoken

ROUTE = "tracing:follow_up"
SHAPES: Mapping[Square, str] = {
    "SEEN_OK": "met", "SEEN_NOT_OK": "overdue", "MISSED": "late", "NOT_ATTEMPTED": "open", "NOT_PERFORMED": "withheld",
    "no_entry": "cannot_tell", "due": "waiting", "planned": "waiting", "none": "",
}  # fmt: skip
"""Square → the shape of its mark; the word says the same."""


@dataclass(frozen=True)
class SquareShown:
    """One square: its shape, what it says, where it is entered, and how it is set."""

    shape: str
    text: str
    href: str
    tone: str
    day: str


@dataclass(frozen=True)
class LineShown:
    """One contact's line."""

    ref: str
    href: str
    note: str
    missed: str
    squares: Sequence[SquareShown]


@dataclass(frozen=True)
class GridPage:
    """What the grid shows."""

    page: Page
    tabs: Tabs
    filters: FilterBar
    days: Sequence[tuple[str, str]]
    lines: Sequence[LineShown]
    key: Sequence[tuple[str, str]]
    caption: str
    empty: State
    pager: Pager | None


@dataclass(frozen=True)
class EntryPage:
    """The form of one contact's day."""

    page: Page
    lead: str
    form: Form


@may("people")
@told
@for_investigators
@require_safe
def show(request: Any) -> HttpResponse:
    """The contacts under follow-up, day by day."""
    said = {name: request.GET.get(name, "").strip()[:40] for name in ("until", "team", "case", "after")}
    reader = request.who.reader
    case = case_of(said["case"], reader).pk if said["case"] else None
    team = Organisation.objects.filter(kind="team", ref=said["team"]).values_list("id", flat=True).first()
    after = int(said["after"]) if said["after"].isdecimal() and len(said["after"]) < 19 else 0
    found = grid(
        reader=reader,
        at=request.at,
        zone=settings.TIME_ZONE,
        until=day_in(said["until"]),
        team=team,
        case=case,
        after=after,
    )
    journal(reader, at=request.at, counts={"contact": len(found.lines)})
    more = str(found.lines[-1].contact.pk) if found.lines and _is_more(found, after, reader) else ""
    kept = {name: value for name, value in said.items() if name != "after"}
    pager = Pager(
        len(found.lines), found.total, address(ROUTE, kept) if after else "",
        address(ROUTE, {**kept, "after": more}) if more else "",
    )  # fmt: skip
    now = today(request.at)
    context = GridPage(
        page_of(request, _("Follow-up")), tabs(request, ROUTE), _filters(said, reader),
        [(day.strftime("%m-%d"), _("today") if day == now else "") for day in found.days],
        [_line(one, found.days, request.who.may("write")) for one in found.lines], _key(),
        _("Contacts and what became of each day"),
        State("empty", _("Nobody is followed up"), _("The follow-up is planned on the page of a case.")),
        pager if found.total else None,
    )  # fmt: skip
    return render(request, "tracing/follow_up.html", vars(context))


def _is_more(found: Grid, after: int, reader: Any) -> bool:
    return (
        len(found.lines) < found.total
        and rows(Contact, reader).filter(id__gt=found.lines[-1].contact.pk).exists()
    )


def _filters(said: Mapping[str, str], reader: Any) -> FilterBar:
    teams = rows(Organisation, reader).filter(kind="team").order_by("id")[:200]
    named = [Option("", _("all"))] + [
        Option(one.ref, one.name_zh if spoken() == "zh" else one.name_en, one.ref == said["team"])
        for one in teams
    ]
    fields = [
        Field("until", _("Last day shown"), "date", said["until"], is_optional=True),
        Field("team", _("Team"), "select", options=named, is_optional=True),
        Field("case", _("Of case"), "search", said["case"], is_optional=True),
    ]
    return FilterBar(reverse(ROUTE), fields, reverse(ROUTE))


def words_of(square: Square) -> str:
    """What a square says."""
    more = {
        "no_entry": _("no entry"), "due": _("due today"), "planned": _("planned"), "none": "",
    }  # fmt: skip
    return more[square] if square in more else word(codes.CHECK_RESULT, square)


def _line(one: Followed, days: Sequence[date], writes: bool) -> LineShown:
    contact = one.contact
    asked = _("another area is asked to take over, and has not answered") if contact.letter_to_id else ""
    lost = _("lost, to be searched for") if contact.status == "LOST" else ""
    said = (word(codes.CONTACT_CATEGORY, contact.category), team_of(contact), asked, lost)
    note = " · ".join(part for part in said if part)
    squares = []
    for day, square in zip(days, one.squares, strict=True):
        can = writes and square not in ("none", "planned")
        href = reverse("tracing:enter", args=[contact.ref, day.isoformat()]) if can else ""
        squares.append(
            SquareShown(SHAPES[square], words_of(square), href, square.lower(), day.strftime("%m-%d"))
        )
    missed = _("not seen {n} days in a row").format(n=IN_A_ROW) if one.missed else ""
    return LineShown(contact.ref, reverse("tracing:contact", args=[contact.ref]), note, missed, squares)


def _key() -> list[tuple[str, str]]:
    return [(shape, words_of(square)) for square, shape in SHAPES.items() if square != "none"]


@may("write")
@told
@for_investigators
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: Any, ref: str, day: str) -> HttpResponse:
    """The form of one contact's day; with ``for=household`` the same answer for all who live together."""
    one, on = contact_of(ref, request.who.reader), day_in(day)
    if on is None:
        raise Http404
    together = in_household(one, request.who.reader)
    form = EntryForHome(request.POST or None, initial=_known(one, on), many=len(together))
    if request.method == "POST" and form.is_valid():
        said, client = form.said(), form.cleaned_data["client"]
        given = {"reader": request.who.reader, "by": request.who.by, "at": request.at, "request": client}
        try:
            if form.cleaned_data.get("all") and one.household is not None:
                enter_household(
                    household=one.household.ref, day=on, said={c.ref: said for c in together}, **given
                )
            else:
                enter(contact=ref, day=on, said=said, **given)
        except Refused as refusal:
            tell(form, refusal, {"tracing/not-that-day": "seen_at"})
        else:
            return to("tracing:contact", ref)
    title = _("{day}: contact {ref}").format(day=on.isoformat(), ref=one.ref)
    page = page_of(request, title, Crumb(_("Follow-up"), reverse(ROUTE)), has_errors=bool(form.errors))
    lead = _("Last together with the case: {at}").format(at=when(one.last_contact_at) or _("not known"))
    shown = Form(
        reverse("tracing:enter", args=[ref, day]), fields_of(form), _("Enter"), general=general_of(form),
        cancel=Link(_("Follow-up"), reverse(ROUTE)),
    )  # fmt: skip
    return render(
        request,
        "tracing/open_case.html",
        vars(EntryPage(page, lead, shown)),
        status=422 if form.errors else 200,
    )


def _known(one: Contact, day: date) -> dict[str, Any]:
    found = HealthCheck.objects.filter(contact=one, day=day).exclude(result=None).order_by("id").first()
    if found is None:
        return {"origin": "visit"}
    return {
        "result": found.result, "temperature": found.temperature, "origin": found.origin or "visit",
        "symptoms": {True: "yes", False: "no", None: ""}[found.symptoms],
    }  # fmt: skip
