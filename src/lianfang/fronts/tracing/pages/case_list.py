"""The list of cases, and the form of a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lianfang.base import areas
from lianfang.base.instants import iso
from lianfang.base.problems import Refused
from lianfang.entry.pages.frame import tell
from lianfang.entry.pages.working import to, told
from lianfang.entry.rules import may
from lianfang.entry.tables import area_names
from lianfang.fronts.tracing import evening
from lianfang.fronts.tracing.case_list import SHOWN, Wanted, cases, contacts_of
from lianfang.fronts.tracing.cases import NewCase, first_positive, open_case
from lianfang.fronts.tracing.clocks import open_on
from lianfang.fronts.tracing.finding import person_of, sample_of
from lianfang.fronts.tracing.forms import OpenCase, choices_of, day_in, origins
from lianfang.fronts.tracing.pages.around import (
    CURRENT,
    address,
    coded,
    dated,
    for_investigators,
    onset_of,
    page_of,
    tabs,
    word,
)  # fmt: skip
from lianfang.gaps import plans
from lianfang.gaps.lists import journal
from lianfang.gaps.picking import read_key, write_key
from lianfang.registers.models import Area, Case, clinical_codes, codes
from lianfang.ui.pages import Page
from lianfang.ui.parts.facts import Tabs
from lianfang.ui.parts.forms import Field, FilterBar, Form, Option, fields_of, general_of
from lianfang.ui.parts.marks import Link, Notice, State, Tag
from lianfang.ui.parts.tables import Cell, Column, Pager, Row, Table
from lianfang.ui.writing import spoken

AT_FIELD = {
    "tracing/no-reason": "reason", "tracing/not-defined": "classification", "tracing/onset-turned": "onset_until_on",
    "tracing/not-found": "person",
}  # fmt: skip


@dataclass(frozen=True)
class CasesPage:
    """What the list shows."""

    page: Page
    tabs: Tabs
    acts: Sequence[Link]
    notices: Sequence[Notice]
    filters: FilterBar
    table: Table


@dataclass(frozen=True)
class OpenPage:
    """The form of a new case."""

    page: Page
    lead: str
    form: Form


@may("people")
@told
@for_investigators
@require_safe
def listed(request: Any) -> HttpResponse:
    """The cases within the reader's reach."""
    reader, said = request.who.reader, _said(request)
    wanted, notices = _wanted(request, said)
    found = cases(wanted, reader=reader, at=request.at)
    total, after = found.count(), request.GET.get("after", "")
    if after:
        offset = int(read_key(after, "cases", 1)[0])
        found = found[offset:]
    else:
        offset = 0
    shown = list(found[:SHOWN])
    journal(reader, at=request.at, counts={"case": len(shown)})
    more = write_key([offset + SHOWN], "cases") if offset + len(shown) < total else ""
    pager = Pager(
        len(shown), total, address(CURRENT, said) if after else "",
        address(CURRENT, {**said, "after": more}) if more else "",
    )  # fmt: skip
    acts = [Link(_("Open a case"), reverse("tracing:open_case"))] if request.who.may("write") else []
    context = CasesPage(
        page_of(request, _("Cases")), tabs(request, CURRENT), acts, notices, _filters(said),
        _table(shown, request.at, pager if total else None),
    )  # fmt: skip
    return render(request, "tracing/cases.html", vars(context))


def _said(request: Any) -> dict[str, str]:
    names = ("words", "classification", "origin", "since", "until", "day", "set", "unsure")
    return {name: request.GET.get(name, "").strip()[:40] for name in names}


def _wanted(request: Any, said: Mapping[str, str]) -> tuple[Wanted, list[Notice]]:
    """What is wanted; with ``set`` the cases behind a figure of the evening."""
    ids, notices = behind(request, said, (*evening.NEW, "suspects", evening.QUIET))
    return Wanted(
        said["words"], said["classification"], said["origin"], day_in(said["since"]), day_in(said["until"]), ids=ids
    ), notices  # fmt: skip


def behind(
    request: Any, said: Mapping[str, str], keys: Sequence[str]
) -> tuple[RawSQL | QuerySet[Any] | None, list[Notice]]:
    """The rows behind a figure of the evening, with what the list then says of itself; all rows where none is asked for."""
    day = day_in(said["day"])
    if day is None or said["set"] not in keys:
        return None, []
    ids = evening.behind(
        said["set"], day, reader=request.who.reader, at=request.at, zone=settings.TIME_ZONE, sure=not said["unsure"]
    )  # fmt: skip
    if ids is None:
        return None, []
    quiet = said["set"] == evening.QUIET
    title = _("Without symptoms") if quiet else plans.in_force().plan.figures[said["set"]].title.to(spoken())
    text = (
        _("Of these records nobody can tell whether they belong to '{figure}', as of {at}.")
        if said["unsure"]
        else _("These are the records behind '{figure}', as of {at}, as far as they are within your reach.")
    )
    back = Link(_("Figures of the evening"), address("tracing:evening", {"day": day.isoformat()}))
    return ids, [Notice("info", text.format(figure=title, at=day), "", back)]


def _filters(said: Mapping[str, str]) -> FilterBar:
    every = Option("", _("all"))
    classes = [
        every,
        *(Option(c, t, c == said["classification"]) for c, t in choices_of(codes.CLASSIFICATION)),
    ]
    sources = [every, *(Option(c, str(t), c == said["origin"]) for c, t in origins())]
    fields = [
        Field("words", _("Reference or number"), "search", said["words"], is_optional=True),
        Field("classification", _("Classification"), "select", options=classes, is_optional=True),
        Field("origin", _("Origin"), "select", options=sources, is_optional=True),
        Field("since", _("Reported from"), "date", said["since"], is_optional=True),
        Field("until", _("Reported until"), "date", said["until"], is_optional=True),
    ]
    return FilterBar(reverse(CURRENT), fields, reverse(CURRENT))


def _table(shown: Sequence[Case], at: int, pager: Pager | None) -> Table:
    titles = [
        Column(_("case"), is_kept=True), Column(_("classification"), is_kept=True), Column(_("reported on"), is_kept=True),
        Column(_("onset"), is_kept=True), Column(_("origin")), Column(_("severity"), is_kept=True),
        Column(_("area"), is_kept=True), Column(_("contacts"), is_number=True), Column(_("clocks")),
    ]  # fmt: skip
    names = area_names({one.area_id for one in shown})
    contacts, clocks = contacts_of(shown), open_on("case", [one.pk for one in shown], at=at)
    rows = [
        Row([
            Cell(one.ref, reverse("tracing:case", args=[one.ref]), _("no. {n}").format(n=int(one.number)) if one.number else ""),
            coded(codes.CLASSIFICATION, one.classification), dated(one.reported_on),
            Cell(onset_of(one), is_unknown=one.onset_on is None), origin_cell(one), coded(codes.SEVERITY, one.severity),
            Cell(names.get(one.area_id, "")), Cell(str(contacts.get(one.pk, 0))), _clock_cell(*clocks.get(one.pk, (0, 0))),
        ])
        for one in shown
    ]  # fmt: skip
    empty = State("empty", _("No case is like that"), _("Ask for less, or open a case."))
    return Table(_("Cases, the newest first"), titles, rows, empty, pager=pager)


def origin_cell(one: Case) -> Cell:
    """The origin with its reason; *cannot be told* where somebody said so, *not told yet* where nobody did."""
    why = word(clinical_codes.ORIGIN_REASON, one.origin_reason)
    if one.origin_of_case is not None:
        return Cell(word(codes.ORIGIN_OF_CASE, one.origin_of_case), note=why)
    return Cell(_("cannot be told"), note=why, tone="unsure") if why else Cell(_("not told yet"), tone="soft")


def _clock_cell(gaps: int, unsure: int) -> Cell:
    if gaps:
        return Cell(part=Tag("overdue", str(gaps)))
    return Cell(part=Tag("cannot_tell", str(unsure))) if unsure else Cell(_("none open"), tone="soft")


@may("write")
@told
@for_investigators
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    """The form of a new case, by hand or from the sample that came out positive; and when it is sent, the case."""
    reader = request.who.reader
    ref = request.GET.get("sample", "").strip()
    taken = sample_of(ref, reader) if ref else None
    offered = [] if taken is not None else _areas(reader.area)
    if request.method != "POST":
        form = OpenCase(initial=_initial(request.at, taken), areas=offered)
    else:
        form = OpenCase(request.POST, areas=offered)
        if form.is_valid():
            try:
                made = open_case(
                    new=_new(form.cleaned_data, reader), reader=reader, by=request.who.by, at=request.at, sample=ref,
                    request=form.cleaned_data["client"],
                )  # fmt: skip
            except Refused as refusal:
                tell(form, refusal, AT_FIELD)
            else:
                return to("tracing:case", made)
    lead = _("By hand: who is found without a sample of this site")
    if taken is not None:
        lead = _("From the positive result of sample {ref}").format(ref=taken.barcode or taken.ref)
    page = page_of(request, _("Open a case"), has_errors=bool(form.errors))
    shown = Form(
        address("tracing:open_case", {"sample": ref}), fields_of(form), _("Open the case"), general=general_of(form),
        cancel=Link(_("Cases"), reverse(CURRENT)),
    )  # fmt: skip
    context = OpenPage(page, lead, shown)
    return render(request, "tracing/open_case.html", vars(context), status=422 if form.errors else 200)


def _initial(at: int, taken: Any) -> dict[str, str]:
    result = first_positive(taken) if taken is not None else None
    found = result.resulted_at if result is not None and result.resulted_at is not None else at
    return {
        "found_at": iso(found, settings.TIME_ZONE)[:16], "classification": "" if taken is None else "CONFIRMED",
        "reason": _("positive result of the laboratory") if result is not None else "",
    }  # fmt: skip


def _new(said: Mapping[str, Any], reader: Any) -> NewCase:
    person = person_of(said["person"], reader).pk if said["person"] else None
    area = said.get("area")
    return NewCase(
        classification=said["classification"], found_at=said["found_at"], reason=said["reason"], person=person,
        area=int(area) if area else None, onset_on=said["onset_on"], onset_until_on=said["onset_until_on"],
        facts={"severity": said["severity"]} if said["severity"] else None,
    )  # fmt: skip


def _areas(inside: int) -> list[tuple[str, str]]:
    """The districts in reach; of whoever acts below one, their own area."""
    found = Area.objects.filter(level="district", ends_on=None).order_by("id").values_list("id", flat=True)
    mine = [one for one in found if not inside or areas.is_within(one, inside)] or [inside]
    names = area_names(set(mine))
    return [(str(one), names.get(one, str(one))) for one in mine]
