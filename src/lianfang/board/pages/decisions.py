"""The decision log: its list, one entry with what follows from it, and the forms that enter and correct."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.instants import iso
from lianfang.base.problems import Refused
from lianfang.board.pages.asking import Asked, asked
from lianfang.board.pages.frames import framed, told
from lianfang.board.pages.tasks import columns, now_unless_named, row
from lianfang.board.work import Wanted, followed, tasks
from lianfang.board.work_forms import CorrectDecision, Decide
from lianfang.entry.forms import new_client
from lianfang.entry.pages.frame import tell
from lianfang.entry.rules import may
from lianfang.entry.tables import area_names
from lianfang.fronts.command import freezing
from lianfang.fronts.command.setting import city_of
from lianfang.gaps import deciding, plans
from lianfang.gaps.picking import read_key, write_key
from lianfang.registers.models import Decision
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import Fact, Facts
from lianfang.ui.parts.figures import Figure, Figures
from lianfang.ui.parts.forms import Field, FilterBar, Form, fields_of, general_of
from lianfang.ui.parts.marks import Link, Notice, State
from lianfang.ui.parts.tables import Cell, Column, Pager, Row, Table
from lianfang.ui.writing import moment, number, spoken

CURRENT = "board:decisions"
LIMIT = 50
BRIEFS = 20
FOLLOWING = 20
AT_FIELD = {
    "decision/not-yet": "decided_at", "decision/figures-after": "figures_as_of", "task/clause-unknown": "clause",
    "record/not-found": "brief", "decision/no-reason": "reason",
}  # fmt: skip


@dataclass(frozen=True)
class DecisionsPage:
    """What the log shows."""

    page: Page
    acts: Sequence[Link]
    filters: FilterBar
    table: Table


@dataclass(frozen=True)
class DecisionPage:
    """What one entry shows; ``form`` corrects it."""

    page: Page
    lead: str
    notices: Sequence[Notice]
    acts: Sequence[Link]
    facts: Facts
    figures: Figures | None
    table: Table | None
    form: Form | None
    is_open: bool


@dataclass(frozen=True)
class DecidePage:
    """The form of a new entry."""

    page: Page
    form: Form


@may("gaps")
@require_safe
@told
def listed(request: Any) -> HttpResponse:
    """The entries within the reader's reach."""
    ask = asked(request)
    words, standing = request.GET.get("words", "").strip()[:60], "standing" in request.GET
    kept = deciding.log(reader=ask.reader, words=words, standing=standing)
    total, after = kept.count(), request.GET.get("after", "")
    if after:
        at, last = read_key(after, "decided", 2)
        kept = kept.filter(decided_at__lte=at).exclude(decided_at=at, id__gte=last)
    found = list(kept[: LIMIT + 1])
    said = {"words": words, **({"standing": "1"} if standing else {})}
    shown = found[:LIMIT]
    key = write_key([shown[-1].decided_at, shown[-1].pk], "decided") if len(found) > LIMIT else ""
    pager = Pager(
        len(shown), total, _href(said) if after else "", _href({**said, "after": key}) if key else ""
    )
    title = _("Decision log")
    page = replace(
        framed(request, ask, title, current=CURRENT, trail=(Crumb(title),)), as_of="", as_of_action=""
    )
    acts = [Link(_("Enter a decision"), reverse("board:decide"))] if request.who.may("sign") else []
    acts.append(Link(_("Directives"), reverse("board:directives")))
    fields = [
        Field("words", _("Words"), "search", words, is_optional=True),
        Field("standing", _("Without those that were corrected"), "check", "True" if standing else ""),
    ]
    filters = FilterBar(reverse(CURRENT), fields, reverse(CURRENT))
    context = DecisionsPage(page, acts, filters, _table(shown, pager if total else None))
    return render(request, "board/decisions.html", vars(context))


def _href(said: Mapping[str, str]) -> str:
    asked_for = {name: value for name, value in said.items() if value}
    return reverse(CURRENT) + ("?" + urlencode(asked_for) if asked_for else "")


def _table(found: Sequence[Decision], pager: Pager | None) -> Table:
    titles = [
        Column(_("what was decided")), Column(_("decided at"), is_kept=True), Column(_("decided by")), Column(_("why")),
        Column(_("figures as of"), is_kept=True), Column(_("area"), is_kept=True),
    ]  # fmt: skip
    names = area_names({one.area_id for one in found})
    rows = [
        Row([
            Cell(one.what, reverse("board:decision", args=[one.ref]), _standing(one)), Cell(_moment(one.decided_at)),
            Cell(one.decided_by), Cell(one.why),
            Cell(_moment(one.figures_as_of)) if one.figures_as_of is not None else Cell(_("none"), tone="soft"),
            Cell(names.get(one.area_id, "")),
        ])
        for one in found
    ]  # fmt: skip
    empty = State(
        "empty",
        _("No decision is entered"),
        _("What the command decides is entered here, with why and on which figures."),
    )
    return Table(_("Decisions, the newest first"), titles, rows, empty, pager=pager)


def _standing(one: Decision) -> str:
    """Whether it stands, or what came after it."""
    parts = [one.ref]
    if one.corrects is not None:
        parts.append(_("corrects {ref}").format(ref=one.corrects.ref))
    if _later(one) is not None:
        parts.append(_("corrected since"))
    return " · ".join(parts)


def _later(one: Decision) -> Decision | None:
    later: Decision | None = getattr(one, "corrected_by", None)
    return later


@may("gaps")
@require_safe
@told
def show(request: Any, ref: str) -> HttpResponse:
    """One entry."""
    return _shown(request, deciding.read(ref, request.who.reader))


@may("sign")
@require_http_methods(["GET", "HEAD", "POST"])
@told
def decide(request: Any) -> HttpResponse:
    """The form of a new entry; and when it is sent, the entry."""
    ask = asked(request)
    offered = _offered(ask)
    if request.method != "POST":
        initial = {"client": new_client(), "decided_at": _written(request.at)}
        form = Decide(initial=initial, **offered)
    else:
        form = Decide(request.POST, **offered)
        if form.is_valid():
            draft = _draft(form.cleaned_data, ask.reader.area or city_of(plans.in_force()))
            try:
                ref = deciding.decide(
                    draft=draft, by=request.who.by, at=request.at, request=form.cleaned_data["client"]
                )
            except Refused as refusal:
                tell(form, refusal, AT_FIELD)
            else:
                return HttpResponseRedirect(reverse("board:decision", args=[ref]), status=303)
    title = _("Enter a decision")
    trail = (Crumb(_("Decision log"), reverse(CURRENT)), Crumb(title))
    page = framed(request, ask, title, current=CURRENT, trail=trail, has_errors=bool(form.errors))
    made = Form(
        reverse("board:decide"), fields_of(form), _("Enter"), general=general_of(form),
        cancel=Link(_("Decision log"), reverse(CURRENT)),
    )  # fmt: skip
    context = DecidePage(replace(page, as_of="", as_of_action=""), made)
    return render(request, "board/decide.html", vars(context), status=422 if form.errors else 200)


@may("sign")
@require_POST
@told
def correct(request: Any, ref: str) -> HttpResponse:
    """A further entry that corrects one."""
    old = deciding.find(ref, request.who.reader)
    form = CorrectDecision(request.POST, auto_id="correct-%s", **_offered(asked(request), old))
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = deciding.correct(
                ref=ref, draft=_draft(said, old.area_id), reason=said["reason"], by=request.who.by, at=request.at,
                request=said["client"],
            )  # fmt: skip
        except Refused as refusal:
            tell(form, refusal, AT_FIELD)
        else:
            return HttpResponseRedirect(reverse("board:decision", args=[made]), status=303)
    return _shown(request, deciding.find(ref, request.who.reader), form)


def _draft(said: Mapping[str, Any], area: int) -> deciding.Draft:
    return deciding.Draft(
        area, said["decided_at"], said["decided_by"], said["what"], said["why"], said["clause"], said["figures_as_of"],
        said["brief"],
    )  # fmt: skip


def _offered(ask: Asked, old: Decision | None = None) -> dict[str, Any]:
    """The frozen briefs and clauses that a form offers; those of the entry that is corrected among them."""
    language = spoken()
    kept = freezing.listing(reader=ask.reader, limit=BRIEFS).rows
    briefs = [(one.ref, f"{one.area.name.to(language)} {moment(one.as_of)}") for one in kept]
    clauses = [
        (one.key, f"{one.key} {one.title.to(language)}") for one in plans.in_force().plan.clauses.values()
    ]
    if old is not None and old.brief and old.brief not in dict(briefs):
        briefs.append((old.brief, old.brief))
    return {"briefs": [("", _("none")), *briefs], "clauses": [("", _("none")), *clauses]}


def _shown(request: Any, one: Decision, form: CorrectDecision | None = None) -> HttpResponse:
    ask = now_unless_named(asked(request), request.at)
    name = area_names({one.area_id}).get(one.area_id, "")
    title = _("Decision {ref}").format(ref=one.ref)
    page = framed(
        request, ask, title, current=CURRENT, trail=(Crumb(_("Decision log"), reverse(CURRENT)), Crumb(one.ref)),
        has_errors=form is not None, path=reverse("board:decision", args=[one.ref]),
    )  # fmt: skip
    acts, is_mine = [], ask.reader.sees(one.area_id)
    if is_mine and request.who.may("assign") and _later(one) is None:
        acts.append(
            Link(_("Hand out work on it"), reverse("board:hand_out") + "?" + urlencode({"decision": one.ref}))
        )
    figures, table = _work(ask, one) if ask.reader.reads("task") else (None, None)
    context = DecisionPage(
        page, name, list(_notices(one)), acts, _facts(ask, one), figures, table,
        _to_correct(request, ask, one, form) if is_mine else None, form is not None,
    )  # fmt: skip
    return render(request, "board/decision.html", vars(context), status=422 if form is not None else 200)


def _notices(one: Decision) -> Iterator[Notice]:
    later = _later(one)
    if later is not None:
        link = Link(_("The correction"), reverse("board:decision", args=[later.ref]))
        yield Notice(
            "warning", _("This entry was corrected; it stands here as it was entered."), later.reason, link
        )
    if one.corrects is not None:
        link = Link(_("What was entered before"), reverse("board:decision", args=[one.corrects.ref]))
        yield Notice("info", _("This entry corrects an earlier one."), one.reason, link)


def _facts(ask: Asked, one: Decision) -> Facts:
    facts = [
        Fact(_("what was decided"), one.what), Fact(_("why"), one.why), Fact(_("decided by"), one.decided_by),
        Fact(_("decided at"), _moment(one.decided_at)), _figures_fact(ask, one),
        Fact(_("entered"), _moment(one.recorded_at), note=one.recorded_by),
    ]  # fmt: skip
    if one.clause:
        clause = plans.in_force().plan.clauses.get(one.clause)
        facts.append(Fact(_("clause"), one.clause, note="" if clause is None else clause.title.to(spoken())))
    return Facts(facts)


def _figures_fact(ask: Asked, one: Decision) -> Fact:
    """The figures on which it was decided, as they were shown then."""
    if one.brief:
        said = "" if one.figures_as_of is None else _moment(one.figures_as_of)
        return Fact(
            _("figures as of"),
            said or _("frozen brief"),
            reverse("board:frozen", args=[one.brief]) if ask.reader.sees(one.area_id) else "",
            note=one.brief,
        )
    if one.figures_as_of is None:
        return Fact(_("figures as of"), _("none"))
    at = iso(one.figures_as_of, settings.TIME_ZONE)
    return Fact(_("figures as of"), moment(at), reverse("board:board") + "?" + urlencode({"as_of": at}))


def _work(ask: Asked, one: Decision) -> tuple[Figures, Table]:
    """How far the tasks that follow from it have come; each count opens them."""
    counts = followed(one.ref, reader=ask.reader, as_of=ask.as_of, at=ask.at)
    at, unit = moment(iso(ask.as_of, settings.TIME_ZONE)), _("tasks")
    titles = {
        "assigned": _("to receive"), "received": _("to answer"), "evidence": _("to verify"),
        "verified": _("to close"), "closed": _("closed"), "returned": _("returned"),
    }  # fmt: skip
    made = [
        Figure(title, counts[key], unit, as_of=at, href=ask.href("tasks", which=key, decision=one.ref))
        for key, title in titles.items()
    ]
    late = ask.href("tasks", due="overdue", decision=one.ref)
    made.append(Figure(_("overdue"), counts["overdue"], unit, as_of=at, href=late))
    found = tasks(
        Wanted(which="all", decision=one.ref), reader=ask.reader, as_of=ask.as_of, at=ask.at, limit=FOLLOWING
    )
    pager = Pager(len(found.rows), found.total, next=ask.href("tasks", which="all", decision=one.ref))
    table = Table(
        _("Tasks that follow from it"), columns(), [row(ask, task) for task in found.rows],
        State("empty", _("No task follows from it yet")), pager=pager if found.next_key else None,
        note=_("{n} in your area").format(n=number(found.total)) if found.total else "",
    )  # fmt: skip
    return Figures(made, _("tasks that follow from it")), table


def _to_correct(request: Any, ask: Asked, one: Decision, form: CorrectDecision | None) -> Form | None:
    if not request.who.may("sign") or (_later(one) is not None and form is None):
        return None
    if form is None:
        initial = {
            "client": new_client(), "decided_at": _written(one.decided_at), "decided_by": one.decided_by, "what": one.what,
            "why": one.why, "clause": one.clause, "brief": one.brief,
            "figures_as_of": "" if one.figures_as_of is None else _written(one.figures_as_of),
        }  # fmt: skip
        form = CorrectDecision(initial=initial, auto_id="correct-%s", **_offered(ask, one))
    return Form(
        reverse("board:correct_decision", args=[one.ref]), fields_of(form), _("Enter the correction"), general=general_of(form)
    )  # fmt: skip


def _moment(at: int) -> str:
    return moment(iso(at, settings.TIME_ZONE))


def _written(at: int) -> str:
    """An instant as a form's field takes it."""
    return iso(at, settings.TIME_ZONE)[:16]
