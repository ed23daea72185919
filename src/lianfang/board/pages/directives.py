"""Directives: the list with how far each has come, one with its objectives and the work on them, and the forms that issue and change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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
from lianfang.board.directives import COUNTS, Come, State, come, every
from lianfang.board.one_task import unit_named
from lianfang.board.pages.asking import Asked, asked
from lianfang.board.pages.cards import age
from lianfang.board.pages.frames import framed, told
from lianfang.board.pages.hand_out import unit_choices
from lianfang.board.pages.tasks import TaskTag, columns, now_unless_named, row
from lianfang.board.work import Wanted, tasks
from lianfang.board.work_forms import AddObjective, Issue, MoveDirective, WithdrawDirective
from lianfang.entry.forms import Plain, new_client
from lianfang.entry.pages.frame import tell
from lianfang.entry.rules import may
from lianfang.entry.tables import area_names
from lianfang.fronts.command.gap_list import called
from lianfang.fronts.command.setting import city_of
from lianfang.gaps import directing, plans
from lianfang.registers.models import Objective
from lianfang.registers.models.codes import ORGANISATION_KIND
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import Fact, Facts
from lianfang.ui.parts.figures import Figure, Figures
from lianfang.ui.parts.forms import Field, FilterBar, Form, fields_of, general_of
from lianfang.ui.parts.marks import Link, Notice, Status, status_word
from lianfang.ui.parts.marks import State as Instead
from lianfang.ui.parts.tables import Cell, Column, Pager, Row, Table
from lianfang.ui.writing import moment, number, spoken

CURRENT = "board:directives"
NAV = "board:tasks"
LIMIT = 50
SERVING = 20
AT_FIELD = {
    "directive/not-yet": "issued_at", "directive/due-before-issued": "due", "directive/number-taken": "number",
    "directive/due-past": "due", "directive/due-as-before": "due", "directive/objective-later": "due",
    "task/clause-unknown": "clause", "task/no-such-unit": "other",
}  # fmt: skip
LOOKS: Mapping[State, Status] = {
    "overdue": "overdue", "open": "waiting", "cannot_tell": "cannot_tell", "reached": "met", "withdrawn": "excused",
}  # fmt: skip


@dataclass(frozen=True)
class DirectivesPage:
    """What the list shows."""

    page: Page
    acts: Sequence[Link]
    filters: FilterBar
    table: Table


@dataclass(frozen=True)
class Further:
    """A form for a further entry, folded in until it is wanted or has to be mended."""

    key: str
    title: str
    lead: str
    form: Form
    is_open: bool


@dataclass(frozen=True)
class DirectivePage:
    """What one directive shows."""

    page: Page
    lead: str
    notices: Sequence[Notice]
    facts: Facts
    figures: Figures | None
    objectives: Table
    table: Table | None
    forms: Sequence[Further]


@dataclass(frozen=True)
class IssuePage:
    """The form of a new directive."""

    page: Page
    form: Form


@may("gaps")
@require_safe
@told
def listed(request: Any) -> HttpResponse:
    """The directives within the reader's reach, the overdue first."""
    ask = now_unless_named(asked(request), request.at)
    words, standing = request.GET.get("words", "").strip()[:60], "standing" in request.GET
    found = every(reader=ask.reader, as_of=ask.as_of, words=words, standing=standing)
    refs, after = [one.directive.one.ref for one in found], request.GET.get("after", "")
    start = refs.index(after) + 1 if after in refs else 0
    shown = found[start : start + LIMIT]
    said = {"words": words, "standing": "1" if standing else ""}
    has_more = start + LIMIT < len(found)
    pager = Pager(
        len(shown), len(found), ask.href("directives", **said) if start else "",
        ask.href("directives", **said, after=shown[-1].directive.one.ref) if has_more else "",
    )  # fmt: skip
    title = _("Directives")
    page = framed(request, ask, title, current=NAV, trail=(_tasks(), Crumb(title)))
    acts = [Link(_("Issue a directive"), reverse("board:issue"))] if request.who.may("assign") else []
    fields = [
        Field("words", _("Words"), "search", words, is_optional=True),
        Field("standing", _("Only those still to be carried out"), "check", "True" if standing else ""),
    ]
    filters = FilterBar(reverse(CURRENT), fields, ask.href("directives"), kept=list(ask.kept.items()))
    context = DirectivesPage(page, acts, filters, _list(ask, shown, pager if found else None))
    return render(request, "board/directives.html", vars(context))


def _tasks() -> Crumb:
    return Crumb(_("Tasks"), reverse("board:tasks"))


def _list(ask: Asked, shown: Sequence[Come], pager: Pager | None) -> Table:
    titles = [
        Column(_("directive")), Column(_("area"), is_kept=True), Column(_("due by"), is_kept=True),
        Column(_("state"), is_kept=True), Column(_("objectives reached"), is_number=True), *_counted(),
    ]  # fmt: skip
    names = area_names({each.directive.one.area_id for each in shown})
    made = []
    for each in shown:
        one = each.directive.one
        made.append(Row([
            Cell(one.title, ask.href("directive", one.ref), one.number), Cell(names.get(one.area_id, "")),
            _due(ask, each.directive.due_at, each.state), Cell(part=_tag(each.state)),
            _reached(each),
            *_counts(ask, each, one.ref),
        ]))  # fmt: skip
    empty = Instead(
        "empty", _("No directive is like that"), _("What the command demands until a deadline is entered here."),
    )  # fmt: skip
    return Table(_("Directives, the overdue first"), titles, made, empty, pager=pager)


def _reached(each: Come) -> Cell:
    """How many objectives are reached, of how many, and how many are late."""
    directive = each.directive
    if any(each.state_of(one.ref, directive.due_of(one)) == "cannot_tell" for one in directive.objectives):
        return Cell(is_unknown=True)
    note = _("{n} overdue").format(n=number(each.late)) if each.late else ""
    said = _("{n} of {of}").format(n=number(each.reached), of=number(len(each.directive.objectives)))
    return Cell(said, note=note)


def _titles() -> dict[str, str]:
    return {
        "assigned": _("to receive"), "received": _("to answer"), "evidence": _("to verify"),
        "verified": _("to close"), "closed": _("closed"), "returned": _("returned"), "overdue": _("overdue"),
    }  # fmt: skip


def _counted() -> list[Column]:
    return [Column(title, is_number=True) for title in _titles().values()]


def _counts(ask: Asked, each: Come, ref: str, objective: str = "") -> list[Cell]:
    """The tasks in each state; a count opens them."""
    if each.tasks is None:
        return [Cell(is_unknown=True) for _key in COUNTS]
    counts = {key: each.count(key, objective) for key in COUNTS}
    return [
        Cell(number(n), _opened(ask, key, ref), tone="bad" if key == "overdue" and n else "")
        for key, n in counts.items()
    ]


def _opened(ask: Asked, key: str, ref: str) -> str:
    """The list of the tasks that are counted."""
    if key == "overdue":
        return ask.href("tasks", due="overdue", directive=ref)
    return ask.href("tasks", which=key, directive=ref)


def _due(ask: Asked, due_at: int, state: State) -> Cell:
    if state != "overdue" or due_at >= ask.as_of:
        return Cell(_moment(due_at))
    note = _("{age} over").format(age=age(max(60, ask.as_of - due_at)))
    return Cell(_moment(due_at), note=note, tone="bad")


def _tag(state: State) -> TaskTag:
    words = {
        "overdue": _("overdue"), "open": _("under way"), "cannot_tell": status_word("cannot_tell"),
        "reached": _("reached"), "withdrawn": _("withdrawn"),
    }  # fmt: skip
    return TaskTag(LOOKS[state], words[state])


@may("gaps")
@require_safe
@told
def show(request: Any, ref: str) -> HttpResponse:
    """One directive, by its reference or by that of an objective."""
    return _shown(request, ref)


@may("assign")
@require_http_methods(["GET", "HEAD", "POST"])
@told
def issue(request: Any) -> HttpResponse:
    """The form of a new directive; and when it is sent, the directive."""
    ask = asked(request)
    clauses = [
        (one.key, f"{one.key} {one.title.to(spoken())}") for one in plans.in_force().plan.clauses.values()
    ]
    offered = {"clauses": [("", _("none")), *clauses]}
    if request.method != "POST":
        form = Issue(initial={"client": new_client(), "issued_at": _written(request.at)}, **offered)
    else:
        form = Issue(request.POST, **offered)
        if form.is_valid():
            draft = _draft(form.cleaned_data, ask.reader.area or city_of(plans.in_force()))
            try:
                ref = directing.issue(
                    draft=draft, by=request.who.by, at=request.at, request=form.cleaned_data["client"]
                )
            except Refused as refusal:
                tell(form, refusal, AT_FIELD)
            else:
                return HttpResponseRedirect(reverse("board:directive", args=[ref]), status=303)
    title, back = _("Issue a directive"), Link(_("Directives"), reverse(CURRENT))
    trail = (_tasks(), Crumb(back.title, back.href), Crumb(title))
    page = framed(request, ask, title, current=NAV, trail=trail, has_errors=bool(form.errors))
    made = Form(reverse("board:issue"), fields_of(form), _("Issue"), general=general_of(form), cancel=back)
    context = IssuePage(replace(page, as_of="", as_of_action=""), made)
    return render(request, "board/issue.html", vars(context), status=422 if form.errors else 200)


def _draft(said: Mapping[str, Any], area: int) -> directing.Draft:
    return directing.Draft(
        area, said["number"], said["title"], said["text"], said["issued_by"], said["issued_at"], said["due"], said["clause"]
    )  # fmt: skip


@may("assign")
@require_POST
@told
def add_objective(request: Any, ref: str) -> HttpResponse:
    """A further objective of a directive."""
    directive = directing.find(ref, request.who.reader, request.at)
    units = unit_choices(directive.one.area_id, request.who.reader)
    form = AddObjective(request.POST, auto_id="objective-%s", units=[("", _("choose")), *units])

    def enter(said: Mapping[str, Any]) -> None:
        directing.add_objective(
            ref=ref, what=said["what"], unit=unit_named(form.named, reader=request.who.reader), due_at=said["due"],
            by=request.who.by, at=request.at, request=said["client"],
        )  # fmt: skip

    return _entered(request, ref, "objective", form, enter)


@may("assign")
@require_POST
@told
def move(request: Any, ref: str) -> HttpResponse:
    """Another deadline, with the reason."""
    directing.find(ref, request.who.reader, request.at)

    def enter(said: Mapping[str, Any]) -> None:
        directing.move(
            ref=ref, due_at=said["due"], reason=said["reason"], by=request.who.by, at=request.at, request=said["client"]
        )  # fmt: skip

    return _entered(request, ref, "move", MoveDirective(request.POST, auto_id="move-%s"), enter)


@may("assign")
@require_POST
@told
def withdraw(request: Any, ref: str) -> HttpResponse:
    """The directive is withdrawn, with the reason."""
    directing.find(ref, request.who.reader, request.at)

    def enter(said: Mapping[str, Any]) -> None:
        directing.withdraw(
            ref=ref, reason=said["reason"], by=request.who.by, at=request.at, request=said["client"]
        )

    return _entered(request, ref, "withdraw", WithdrawDirective(request.POST, auto_id="withdraw-%s"), enter)


def _entered(
    request: Any, ref: str, key: str, form: Plain, enter: Callable[[Mapping[str, Any]], None]
) -> HttpResponse:
    """On to the directive once it is entered; else its page with what has to be mended."""
    if form.is_valid():
        try:
            enter(form.cleaned_data)
        except Refused as refusal:
            tell(form, refusal, AT_FIELD)
        else:
            return HttpResponseRedirect(reverse("board:directive", args=[ref]), status=303)
    return _shown(request, ref, key, form)


def _shown(request: Any, ref: str, key: str = "", failed: Plain | None = None) -> HttpResponse:
    ask = now_unless_named(asked(request), request.at)
    directive = directing.read(ref, ask.reader, ask.as_of)
    each = come([directive], reader=ask.reader, as_of=ask.as_of)[0]
    one = directive.one
    trail = (_tasks(), Crumb(_("Directives"), reverse(CURRENT)), Crumb(one.number))
    page = framed(
        request, ask, one.title, current=NAV, trail=trail, has_errors=failed is not None,
        path=reverse("board:directive", args=[one.ref]),
    )  # fmt: skip
    lead = " · ".join([one.number, area_names({one.area_id}).get(one.area_id, "")])
    is_mine = ask.reader.sees(one.area_id)
    gives = is_mine and request.who.may("assign") and ask.is_now and directive.withdrawn is None
    figures, table = _work(ask, each) if ask.reader.reads("task") else (None, None)
    forms = list(_forms(ask, directive, key, failed)) if gives or failed is not None else []
    context = DirectivePage(
        page, lead, list(_notices(directive)), _facts(ask, each), figures, _objectives(ask, each, gives), table, forms
    )  # fmt: skip
    return render(request, "board/directive.html", vars(context), status=200 if failed is None else 422)


def _notices(directive: directing.Standing) -> Iterator[Notice]:
    entry = directive.withdrawn
    if entry is not None:
        said = _("This directive was withdrawn; the tasks that were handed out stand as they are.")
        yield Notice("warning", said, _entry(entry.reason, entry.recorded_at, entry.recorded_by))
    for moved in directive.moves:
        said = _("The deadline was moved to {moment}.").format(moment=_moment(moved.due_at or 0))
        yield Notice("info", said, _entry(moved.reason, moved.recorded_at, moved.recorded_by))


def _entry(reason: str, at: int, name: str) -> str:
    return f"{reason} ({_moment(at)}, {name})"


def _facts(ask: Asked, each: Come) -> Facts:
    directive, one = each.directive, each.directive.one
    first = _("at first {moment}").format(moment=_moment(one.due_at)) if directive.moves else ""
    facts = [
        Fact(_("state"), part=_tag(each.state)), Fact(_("what is demanded"), one.text),
        Fact(_("issued by"), one.issued_by), Fact(_("issued at"), _moment(one.issued_at)),
        Fact(_("due by"), _moment(directive.due_at), note=first),
        Fact(_("entered"), _moment(one.recorded_at), note=one.recorded_by), Fact(_("reference"), one.ref),
    ]  # fmt: skip
    if one.clause:
        clause = plans.in_force().plan.clauses.get(one.clause)
        facts.append(Fact(_("clause"), one.clause, note="" if clause is None else clause.title.to(spoken())))
    return Facts(facts)


def _objectives(ask: Asked, each: Come, gives: bool) -> Table:
    """Each objective in a line: whose it is, by when, how it stands, and its tasks."""
    titles = [
        Column(_("objective")), Column(_("unit")), Column(_("due by"), is_kept=True), Column(_("state"), is_kept=True),
        *_counted(), *([Column(_("work"), is_kept=True)] if gives else []),
    ]  # fmt: skip
    made = [_objective(ask, each, one, gives) for one in each.directive.objectives]
    empty = Instead(
        "empty", _("It has no objective yet"), _("Work is handed out for an objective: add one below.")
    )
    return Table(_("Objectives, the next due first"), titles, made, empty)


def _objective(ask: Asked, each: Come, one: Objective, gives: bool) -> Row:
    due_at = each.directive.due_of(one)
    state = each.state_of(one.ref, due_at)
    kind = ORGANISATION_KIND.codes[one.unit.kind].to(spoken())
    cells = [
        Cell(one.what, ask.href("tasks", which="all", directive=one.ref)),
        Cell(called(one.unit).to(spoken()), note=kind), _due(ask, due_at, state), Cell(part=_tag(state)),
        *_counts(ask, each, one.ref, one.ref),
    ]  # fmt: skip
    if gives:
        way = reverse("board:hand_out") + "?" + urlencode({"objective": one.ref})
        cells.append(Cell(_("Hand out"), way))
    return Row(cells)


def _work(ask: Asked, each: Come) -> tuple[Figures | None, Table]:
    """How far its tasks have come, told to whoever may see them all; each count opens them."""
    ref, unit = each.directive.one.ref, _("tasks")
    at = moment(iso(ask.as_of, settings.TIME_ZONE))
    made = [
        Figure(title, each.count(key), unit, as_of=at, href=_opened(ask, key, ref))
        for key, title in _titles().items()
    ]
    found = tasks(
        Wanted(which="all", directive=ref), reader=ask.reader, as_of=ask.as_of, at=ask.at, limit=SERVING
    )
    pager = Pager(len(found.rows), found.total, next=ask.href("tasks", which="all", directive=ref))
    table = Table(
        _("Tasks on it"), columns(), [row(ask, task) for task in found.rows],
        Instead("empty", _("No task was handed out on it yet")), pager=pager if found.next_key else None,
        note=_("{n} in your area").format(n=number(found.total)) if found.total else "",
    )  # fmt: skip
    return None if each.tasks is None else Figures(made, _("tasks on it")), table


def _forms(ask: Asked, directive: directing.Standing, key: str, failed: Plain | None) -> Iterator[Further]:
    """What may be entered further on it."""
    ref = directive.one.ref
    units = [("", _("choose")), *unit_choices(directive.one.area_id, ask.reader)]
    begun = {"client": new_client(), "due": _written(directive.due_at)}
    offered: dict[str, tuple[Plain, str, str, str]] = {
        "objective": (
            AddObjective(initial=begun, auto_id="objective-%s", units=units),
            reverse("board:add_objective", args=[ref]), _("Add an objective"), _("What, which unit, until when"),
        ),
        "move": (
            MoveDirective(initial=begun, auto_id="move-%s"),
            reverse("board:move_directive", args=[ref]), _("Move the deadline"), _("By a further entry, with the reason"),
        ),
        "withdraw": (
            WithdrawDirective(initial=begun, auto_id="withdraw-%s"),
            reverse("board:withdraw_directive", args=[ref]), _("Withdraw it"), _("By a further entry, with the reason"),
        ),
    }  # fmt: skip
    for name, (fresh, action, title, lead) in offered.items():
        form = failed if failed is not None and name == key else fresh
        made = Form(action, fields_of(form), title, general=general_of(form), is_grave=name == "withdraw")
        yield Further(name, title, lead, made, form is failed)


def _moment(at: int) -> str:
    return moment(iso(at, settings.TIME_ZONE))


def _written(at: int) -> str:
    """An instant as a form's field takes it."""
    return iso(at, settings.TIME_ZONE)[:16]
