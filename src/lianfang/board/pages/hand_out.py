"""Handing out: gaps that were picked, or a clause of the plan, become tasks; a form sent twice makes nothing twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianfang.base import areas as paths
from lianfang.base.instants import day_of, iso, start_of
from lianfang.base.problems import Problem, Refused
from lianfang.board.one_task import unit_named
from lianfang.board.pages.asking import Asked, asked, present
from lianfang.board.pages.cards import age
from lianfang.board.pages.frames import framed, told
from lianfang.board.shapes import DutySaid
from lianfang.board.work_forms import Choices, HandOut, HandOutClause
from lianfang.entry.forms import new_client
from lianfang.entry.pages.frame import tell
from lianfang.entry.rules import may
from lianfang.fronts.command.gap_list import called
from lianfang.fronts.command.shapes import GapSaid
from lianfang.gaps import deciding, directing, keyed, plans
from lianfang.gaps.keyed import Key, Open
from lianfang.gaps.lists import Gap
from lianfang.gaps.tasking import Handed, assign_clause, assign_picked
from lianfang.registers.access import Reader, rows
from lianfang.registers.models import Organisation
from lianfang.registers.roles import ROLES
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import Fact
from lianfang.ui.parts.forms import Field, Form, fields_of, general_of
from lianfang.ui.parts.marks import Link, Notice, State
from lianfang.ui.parts.tables import Bulk, Cell, Column, Row, Table
from lianfang.ui.writing import moment, number, spoken

FEW = 20
"""How many gaps may be handed out at once without the right to change many records, and a fresh second factor."""
MOST = 500
SHOWN = 20
UNITS = 60
DECISIONS = 30
DIRECTIVES = 20
AT_FIELD = {
    "task/due-before-assigned": "due", "task/no-such-unit": "other", "task/no-unit": "unit",
    "task/clause-unknown": "clause", "task/same-unit": "unit",
    "task/no-such-decision": "decision", "task/no-such-objective": "objective", "directive/withdrawn": "objective",
}  # fmt: skip


@dataclass(frozen=True)
class HandOutPage:
    """What is to be handed out, and the form."""

    page: Page
    lead: str
    notices: Sequence[Notice]
    gaps: Table | None
    form: Form


def gap_key(gap: GapSaid) -> str:
    """How a list names a gap to this page, in a field called ``gap``: must, record, and the day where there is one for each.

    Of a record that is withheld it is empty: what nobody is shown cannot be picked.
    """
    if not gap.subject:
        return ""
    return "/".join([gap.must, gap.subject, gap.period or ""])


def hand_out_href(gap: GapSaid) -> str:
    """Where one gap is handed out."""
    return reverse("board:hand_out") + "?" + urlencode({"gap": gap_key(gap)})


def picking(ask: Asked, kind: str) -> Bulk | None:
    """What a list as of now offers with the rows that are picked, to who may hand out work."""
    offered = kind in keyed.KINDS and ask.is_now and _gives(ask)
    return Bulk(reverse("board:hand_out"), _("Hand out"), name="gap") if offered else None


def way(ask: Asked, duty: DutySaid, tasks: Mapping[tuple[str, int], str], *, zone: str) -> Fact | None:
    """Where the work on an open duty is: at the task on it, else where it can be handed out; of another instant nothing."""
    day = duty.duty.period
    ref = tasks.get((duty.duty.must, start_of(date.fromisoformat(day), zone) if day else 0))
    if ref is not None:
        return Fact(_("task"), _("open the task"), reverse("board:task", args=[ref]))
    if duty.gap is None or duty.state not in keyed.KINDS or not ask.is_now or not _gives(ask):
        return None
    return Fact(_("task"), _("hand this out"), hand_out_href(duty.gap))


def _gives(ask: Asked) -> bool:
    role = ROLES.get(ask.reader.role)
    return role is not None and "assign" in role.rights


@may("assign")
@require_http_methods(["GET", "HEAD", "POST"])
@told
def show(request: Any) -> HttpResponse:
    """The form; and when it is sent, the tasks."""
    ask = replace(asked(request), as_of=request.at)
    typed = _typed(request)
    picked = list(dict.fromkeys(typed.getlist("gap")))
    if not picked and request.method == "POST" and "client" not in typed:
        raise Refused(Problem("task/no-gap-picked"))
    if not picked:
        return _clause(request, ask, typed)
    if len(picked) > MOST or (len(picked) > FEW and not request.who.may("bulk")):
        raise Refused(
            Problem(
                "task/too-many", facts={"n": len(picked), "most": MOST if request.who.may("bulk") else FEW}
            )
        )
    if len(picked) > FEW and not request.who.is_fresh:
        return _once_more(request, typed)
    found = keyed.gaps(_keys(picked), reader=ask.reader, at=present(ask.at), now=ask.at)
    is_sent = request.method == "POST" and "client" in typed
    if not found.rows and not is_sent:
        raise Refused(Problem("task/no-gap-left", facts={"n": found.gone}))
    units = _units({gap.area for gap in found.rows}, ask.reader)
    offered = [("", _("each gap's own owner: {names}").format(names=_owner_names(found.rows))), *units]
    form = HandOut(
        typed if is_sent else None, initial={"client": new_client(), **typed.dict()}, units=offered,
        decisions=_decisions(ask.reader, typed.get("decision", "")[:16]),
        objectives=_objectives(ask, typed.get("objective", "")[:16]),
    )  # fmt: skip
    answer = _hand_out(request, form, picked) if is_sent and form.is_valid() else None
    if answer is not None:
        return answer
    return _shown(request, ask, form, found, picked)


def _typed(request: Any) -> Any:
    """What was sent; or what was kept when the second factor had to be shown once more."""
    if request.method == "POST":
        return request.POST
    typed = request.GET.copy()
    if "kept" in typed:
        for name, values in request.session.get("handing_out", {}).items():
            typed.setlist(name, values)
    return typed


def _once_more(request: Any, typed: Any) -> HttpResponse:
    """The second factor, then this page again with all that was picked and typed."""
    names = ("gap", "title", "unit", "other", "due", "decision", "objective", "client")
    request.session["handing_out"] = {name: typed.getlist(name) for name in names if name in typed}
    back = {"next": reverse("board:hand_out") + "?kept=1"}
    return HttpResponseRedirect(reverse("entry:again") + "?" + urlencode(back), status=303)


def _keys(picked: Iterable[str]) -> list[Key]:
    """Raises Refused where one is no gap of a list."""
    zone = plans.in_force().plan.zone
    keys = []
    for text in picked:
        must, _slash, rest = text.partition("/")
        subject, _slash, day = rest.partition("/")
        try:
            keys.append(Key(must, subject, start_of(date.fromisoformat(day), zone) if day else 0))
        except ValueError as error:
            raise Refused(Problem("task/no-such-gap", facts={"key": text[:80]})) from error
    return keys


def _hand_out(request: Any, form: HandOut, picked: Sequence[str]) -> HttpResponse | None:
    """The tasks, and on to them; None where the form has to be mended."""
    reader, at = request.who.reader, request.at
    try:
        handed = assign_picked(
            keys=_keys(picked), unit=unit_named(form.named, reader=reader) if form.named else None,
            due_at=form.cleaned_data["due"], title=form.cleaned_data["title"].strip(),
            decision=form.cleaned_data["decision"], objective=form.cleaned_data["objective"], reader=reader, by=request.who.by,
            as_of=present(at), at=at, request=form.cleaned_data["client"],
        )  # fmt: skip
    except Refused as refusal:
        tell(form, refusal, AT_FIELD)
        return None
    request.session.pop("handing_out", None)
    return _on(request, handed)


def _on(request: Any, handed: Handed) -> HttpResponse:
    """To the one task, or to the list with what became of all."""
    if len(handed.refs) == 1 and not handed.open_already and not handed.gone:
        return HttpResponseRedirect(reverse("board:task", args=handed.refs), status=303)
    request.session["handed"] = [len(handed.refs), handed.open_already, handed.gone]
    return HttpResponseRedirect(reverse("board:tasks") + "?sort=newest", status=303)


def _clause(request: Any, ask: Asked, typed: Any) -> HttpResponse:
    """A task that is on no gap: on a clause of the directive, or simply work."""
    plan = plans.in_force().plan
    clauses = [
        ("", _("none")),
        *((one.key, f"{one.key} {one.title.to(spoken())}") for one in plan.clauses.values()),
    ]
    units = [("", _("choose")), *_units({ask.reader.area} if ask.reader.area else set(), ask.reader)]
    chosen, serves = typed.get("decision", "")[:16], typed.get("objective", "")[:16]
    offered: dict[str, Any] = {
        "units": units,
        "clauses": clauses,
        "decisions": _decisions(ask.reader, chosen),
        "objectives": _objectives(ask, serves),
    }
    if request.method != "POST":
        initial = {"client": new_client(), "decision": chosen, **_begun(ask, serves, offered)}
        form = HandOutClause(initial=initial, **offered)
        return _shown(request, ask, form)
    form = HandOutClause(typed, **offered)
    if form.is_valid():
        answer = _hand_out_clause(request, form)
        if answer is not None:
            return answer
    return _shown(request, ask, form)


def _hand_out_clause(request: Any, form: HandOutClause) -> HttpResponse | None:
    said = form.cleaned_data
    try:
        unit = unit_named(form.named, reader=request.who.reader)
        refs = assign_clause(
            clause=said["clause"], title=said["title"].strip(), unit=unit, due_at=said["due"], decision=said["decision"],
            objective=said["objective"], by=request.who.by, at=request.at, request=said["client"],
        )  # fmt: skip
    except Refused as refusal:
        tell(form, refusal, AT_FIELD)
        return None
    return HttpResponseRedirect(reverse("board:task", args=refs), status=303)


def unit_choices(area: int, reader: Reader) -> Choices:
    """The units near an area that a form offers."""
    return _units({area}, reader)


def _units(places: set[int], reader: Reader) -> Choices:
    """Units of the areas themselves and of those above, as far as the reader sees; where there are none, the first of them."""
    above = {step for place in places if place for step in paths.ancestors(place)}
    near = Q(area__in=above) if above else Q()
    for place in list(places)[:SHOWN]:
        if place:
            low, high = paths.span(place)
            near |= Q(area__gte=low, area__lt=high)
    found = rows(Organisation, reader).filter(near).order_by("area", "id")[:UNITS]
    return [(one.ref, called(one).to(spoken())) for one in found]


def _decisions(reader: Reader, chosen: str) -> Choices:
    """The newest decisions that stand, and none; the one that was chosen too, however old it is."""
    found = deciding.log(reader=reader, standing=True)[:DECISIONS]
    zone = plans.in_force().plan.zone
    said = [(one.ref, f"{moment(iso(one.decided_at, zone))} {one.what[:60]}") for one in found]
    if chosen and chosen not in {ref for ref, _title in said}:
        said.append((chosen, chosen))
    return [("", _("none")), *said]


def _objectives(ask: Asked, chosen: str) -> Choices:
    """The objectives of the newest directives that stand, and none; the one that was chosen too, whatever became of it."""
    found = directing.listed(reader=ask.reader, as_of=ask.at)[:DIRECTIVES]
    said = [
        (one.ref, f"{directive.one.number} {one.what[:60]}")
        for directive in (directing.standing(each, ask.at) for each in found)
        if directive.withdrawn is None
        for one in directive.objectives
    ]
    if chosen and chosen not in {ref for ref, _title in said}:
        said.append((chosen, chosen))
    return [("", _("none")), *said]


def _begun(ask: Asked, serves: str, offered: Mapping[str, Any]) -> dict[str, str]:
    """What an objective says of the work that is handed out for it: all of it can be changed."""
    if not serves:
        return {}
    directive, one = directing.objective(serves, ask.reader, ask.at)
    unit = {"unit": one.unit.ref} if one.unit.ref in dict(offered["units"]) else {"other": one.unit.ref}
    due = iso(directive.due_of(one), plans.in_force().plan.zone)[:16]
    return {"objective": serves, "title": one.what[:200], "clause": directive.one.clause, "due": due, **unit}


def _owner_names(gaps: Sequence[Gap]) -> str:
    names = list(dict.fromkeys(called(gap.owner).to(spoken()) for gap in gaps if gap.owner is not None))
    if not names:
        return _("nobody")
    more = len(names) - 3
    return _(", ").join(names[:3]) + (_(" and {n} more").format(n=more) if more > 0 else "")


def _shown(
    request: Any,
    ask: Asked,
    form: HandOut | HandOutClause,
    found: Open | None = None,
    picked: Sequence[str] = (),
) -> HttpResponse:
    count = 0 if found is None else len(found.rows)
    title = _("Hand out work") if found is None else _("Hand out gaps")
    hidden = [Field("gap", "", "hidden", key) for key in picked]
    cancel = (
        Link(_("Gaps"), reverse("board:gaps"))
        if found is not None
        else Link(_("Tasks"), reverse("board:tasks"))
    )
    button = _("Hand out {n}").format(n=number(count)) if count else _("Hand out")
    page = framed(
        request, ask, title, current="board:tasks", trail=(Crumb(_("Tasks"), reverse("board:tasks")), Crumb(title)),
        has_errors=bool(form.errors),
    )  # fmt: skip
    # Work is handed out now; another instant cannot be chosen, and would lose what was picked.
    page = replace(page, as_of="", as_of_action="")
    made = Form(
        reverse("board:hand_out"), [*fields_of(form), *hidden], button, general=general_of(form), cancel=cancel
    )  # fmt: skip
    lead = (
        ""
        if found is None
        else _("A task for each; none where one is open already. Closing a task closes no gap.")
    )
    table = None if found is None else _gaps(found.rows)
    context = HandOutPage(page, lead, list(_notices(found)), table, made)
    return render(request, "board/hand_out.html", vars(context), status=422 if form.errors else 200)


def _notices(found: Open | None) -> Iterable[Notice]:
    if found is not None and found.gone:
        yield Notice(
            "warning",
            _("{n} of those that were picked are no gaps any more; they are left out.").format(n=found.gone),
        )


def _gaps(gaps: Sequence[Gap]) -> Table:
    columns = [
        Column(_("record"), is_kept=True), Column(_("must")), Column(_("owner")), Column(_("since"), is_kept=True),
        Column(_("standing"), is_number=True, is_kept=True), Column(_("task"), is_kept=True),
    ]  # fmt: skip
    zone = plans.in_force().plan.zone
    more = len(gaps) - SHOWN
    note = _("{n} more are not shown").format(n=number(more)) if more > 0 else ""
    return Table(
        _("Gaps to hand out"), columns, [_gap(gap, zone) for gap in gaps[:SHOWN]],
        State("empty", _("None of them is a gap any more")), note,
    )  # fmt: skip


def _gap(gap: Gap, zone: str) -> Row:
    language = spoken()
    owner = Cell(called(gap.owner).to(language)) if gap.owner else Cell(is_unknown=True)
    since = Cell(moment(iso(gap.since, zone))) if gap.since else Cell(is_unknown=True)
    day = day_of(gap.period, zone).isoformat() if gap.must.each_day else ""
    return Row([
        Cell(gap.subject, reverse("board:record", args=[gap.must.every, gap.subject]), note=day),
        Cell(gap.must.title.to(language)), owner, since, Cell("" if gap.age is None else age(gap.age)),
        _open_task(gap),
    ])  # fmt: skip


def _open_task(gap: Gap) -> Cell:
    task = gap.task
    if task is None or task.closed_at is not None or task.returned_at is not None:
        return Cell()
    return Cell(_("open already"), reverse("board:task", args=[task.ref]))
