"""The list of tasks: filtered, in an order of one's choice, page by page; and how a task stands in one row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, cast

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.base.instants import parse
from lianfang.board.pages import ways
from lianfang.board.pages.asking import Asked, asked
from lianfang.board.pages.cards import age
from lianfang.board.pages.frames import framed, told
from lianfang.board.work import DUES, SORTS, WHICH, Due, Sort, TaskPage, Wanted, Which, owners, tasks
from lianfang.entry.rules import may
from lianfang.fronts.command.shapes import TaskListed
from lianfang.registers.models.tasks import STATES
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.forms import Field, FilterBar, Option
from lianfang.ui.parts.marks import Link, Notice, State, Status
from lianfang.ui.parts.tables import Bulk, Cell, Column, Pager, Row, Table
from lianfang.ui.writing import moment, number, spoken

FILTERS = ("which", "due", "owner", "mine", "decision", "directive", "sort")
LOOKS: Mapping[str, Status] = {
    "assigned": "waiting", "received": "waiting", "evidence": "waiting", "verified": "met", "closed": "met",
    "returned": "excused",
}  # fmt: skip
"""State → the status whose shape and colour it has; the word is its own."""
PICKED: Mapping[str, str] = {"receive": "write", "reassign": "assign"}
"""What can be done with several tasks at once → the right that it needs."""
LIMIT = 50


@dataclass(frozen=True)
class TaskTag:
    """A task's state: a shape and its word."""

    template: ClassVar[str] = "ui/parts/tag.html"
    status: Status
    word: str
    more: str = ""


@dataclass(frozen=True)
class TasksPage:
    """What the list shows."""

    page: Page
    notices: Sequence[Notice]
    acts: Sequence[Link]
    filters: FilterBar
    table: Table


@may("gaps")
@require_safe
@told
def show(request: Any) -> HttpResponse:
    """The tasks in the reader's area."""
    ask = now_unless_named(asked(request), request.at)
    said, wanted, sort = wanted_of(request, ask)
    found = tasks(
        wanted, reader=ask.reader, as_of=ask.as_of, at=ask.at, sort=sort, limit=LIMIT, after=request.GET.get("after", "")
    )  # fmt: skip
    page = framed(request, ask, _("Tasks"), current="board:tasks", trail=(Crumb(_("Tasks")),))
    acts = [Link(_("Hand out work"), reverse("board:hand_out"))] if request.who.may("assign") else []
    notices = [
        *_handed(request.session.pop("handed", None)), *_moved(request.session.pop("moved", None)), *_following(wanted),
    ]  # fmt: skip
    acts.append(Link(_("Directives"), reverse("board:directives")))
    away = ways.export_href(request, "tasks")
    acts += [Link(_("Export"), away)] if away else []
    context = TasksPage(
        page, notices, acts, _filters(ask, wanted, sort),
        _table(ask, found, said, sort, is_first="after" not in request.GET, bulk=_picking(request, ask)),
    )  # fmt: skip
    return render(request, "board/tasks.html", vars(context))


def wanted_of(request: Any, ask: Asked) -> tuple[Mapping[str, str], Wanted, Sort]:
    """What a request asks of the list: as it says it, and what that means."""
    said = {name: request.GET[name].strip() for name in FILTERS if request.GET.get(name, "").strip()}
    return said, _wanted(ask, said), cast(Sort, said["sort"] if said.get("sort") in SORTS else "due")


def now_unless_named(ask: Asked, at: int) -> Asked:
    """Work is done by the clock, in a made-up city too: as of now where no instant was named."""
    return replace(ask, as_of=at) if ask.is_now else ask


def _wanted(ask: Asked, said: Mapping[str, str]) -> Wanted:
    which = cast(Which, said["which"] if said.get("which") in WHICH else "open")
    due = cast(Due, said["due"] if said.get("due") in DUES else "")
    return Wanted(
        ask.area,
        which,
        due,
        said.get("owner", ""),
        "mine" in said,
        said.get("decision", ""),
        said.get("directive", ""),
    )


def _handed(counts: Sequence[int] | None) -> Iterator[Notice]:
    """What became of gaps that were handed out just now."""
    if counts is None:
        return
    made, already, gone = counts
    more = []
    if already:
        more.append(_("{n} had an open task already.").format(n=number(already)))
    if gone:
        more.append(_("{n} were no gaps any more.").format(n=number(gone)))
    yield Notice(
        "success" if made else "warning",
        _("{n} tasks were handed out.").format(n=number(made)),
        " ".join(more),
    )


def _following(wanted: Wanted) -> Iterator[Notice]:
    """That only the tasks of one decision, or of one directive or objective, are listed."""
    if wanted.decision:
        link = Link(_("The decision"), reverse("board:decision", args=[wanted.decision]))
        yield Notice("info", _("Only tasks that follow one decision are listed."), wanted.decision, link)
    if wanted.directive:
        link = Link(_("The directive"), reverse("board:directive", args=[wanted.directive]))
        yield Notice(
            "info", _("Only tasks on one directive or objective are listed."), wanted.directive, link
        )


def _filters(ask: Asked, wanted: Wanted, sort: Sort) -> FilterBar:
    language = spoken()
    states = {"open": _("not ended"), **_state_titles(), "all": _("all")}
    dues = {"": _("any"), "overdue": _("overdue"), "today": _("due today")}
    units = owners(reader=ask.reader, as_of=ask.as_of, at=ask.at, area=ask.area)
    named = {"": _("any"), **{one.ref: f"{one.name.to(language)} ({one.count})" for one in units}}
    if wanted.owner and wanted.owner not in named:
        named[wanted.owner] = wanted.owner
    sorts = {"due": _("due first"), "newest": _("newest first"), "unit": _("by unit")}
    fields = [
        _select("which", _("State"), states, wanted.which), _select("due", _("Due"), dues, wanted.due),
        _select("owner", _("Unit"), named, wanted.owner), _select("sort", _("Order"), sorts, sort),
        Field("mine", _("Only units of my own level"), "check", "True" if wanted.is_mine else ""),
    ]  # fmt: skip
    about = {"decision": wanted.decision, "directive": wanted.directive}
    kept = [*ask.kept.items(), *((name, ref) for name, ref in about.items() if ref)]
    saved = [
        Link(_("overdue"), ask.href("tasks", due="overdue")), Link(_("to receive"), ask.href("tasks", which="assigned")),
        Link(_("to verify"), ask.href("tasks", which="evidence")),
    ]  # fmt: skip
    return FilterBar(reverse("board:tasks"), fields, ask.href("tasks"), saved, kept)


def _state_titles() -> dict[str, str]:
    return {key: text.to(spoken()) for key, text in STATES.items()}


def _select(name: str, label: str, titles: Mapping[str, str], chosen: str) -> Field:
    return Field(
        name, label, "select", options=[Option(key, title, key == chosen) for key, title in titles.items()]
    )


def _table(
    ask: Asked, found: TaskPage, said: Mapping[str, str], sort: Sort, *, is_first: bool, bulk: Bulk | None
) -> Table:
    here = ask.href("tasks", **{**said, "sort": sort})
    pager = Pager(
        len(found.rows), found.total, "" if is_first else here,
        ask.href("tasks", **{**said, "sort": sort, "after": found.next_key}) if found.next_key else "",
    )  # fmt: skip
    empty = State("empty", _("No task is like that"), _("Choose another state, or clear the filters."))
    rows = [replace(row(ask, one), key=_key(one)) for one in found.rows]
    offered = bulk if any(one.key for one in rows) else None
    return Table(
        _("Tasks"), columns(), rows, empty, pager=pager if found.total else None, bulk=offered
    )  # fmt: skip


def _key(one: TaskListed) -> str:
    """Empty where nothing more can be done with it."""
    return "" if one.state in ("closed", "returned") else key_of(one.ref, one.state)


def key_of(ref: str, state: str) -> str:
    """How a list names a task that is picked, with the state in which it showed it."""
    return f"{ref}/{state}"


def picked_titles() -> dict[str, str]:
    """What can be done with tasks that are picked."""
    return {"receive": _("Receive"), "reassign": _("Hand to another unit")}


def _picking(request: Any, ask: Asked) -> Bulk | None:
    """What a list as of now offers with the rows that are picked."""
    steps = [step for step, right in PICKED.items() if request.who.may(right)]
    if not ask.is_now or not steps:
        return None
    options = [Option(step, picked_titles()[step]) for step in steps]
    return Bulk(
        reverse("board:picked"), _("Go on"), [Field("step", _("What is done"), "select", options=options)]
    )


def _moved(done: Sequence[Any] | None) -> Iterator[Notice]:
    """What became of tasks that were picked just now."""
    if done is not None:
        said = {"receive": _("{n} tasks were received."), "reassign": _("{n} tasks went to another unit.")}
        yield Notice("success", said[str(done[0])].format(n=number(int(done[1]))))


def columns() -> list[Column]:
    """The columns of a list of tasks."""
    return [
        Column(_("task")), Column(_("unit")), Column(_("area"), is_kept=True), Column(_("due by"), is_kept=True),
        Column(_("state"), is_kept=True),
    ]  # fmt: skip


def row(ask: Asked, one: TaskListed) -> Row:
    """One task: where it leads, whose it is, and how it stands."""
    language = spoken()
    return Row([
        Cell(title_of(one), ask.href("task", one.ref), note=_about(one)),
        Cell(one.unit_name.to(language)), Cell(one.area_name.to(language)),
        Cell(moment(one.due_at), note=_late(ask, one), tone="bad" if one.is_overdue else ""), Cell(part=tag(one)),
    ])  # fmt: skip


def title_of(one: TaskListed) -> str:
    """A task's title; of one made from a must's own title, the half in the page's language."""
    zh, slash, en = one.title.partition(" / ")
    return (zh if spoken() == "zh" else en) if slash and one.must else one.title


def tag(one: TaskListed) -> TaskTag:
    """How a task stands."""
    word = _("answered") if one.state == "evidence" else one.state_words.to(spoken())
    return TaskTag(LOOKS[one.state], word)


def _about(one: TaskListed) -> str:
    parts = [part for part in (one.subject, one.period) if part]
    if one.clause:
        parts.append(_("clause {clause}").format(clause=one.clause))
    return " · ".join(parts)


def _late(ask: Asked, one: TaskListed) -> str:
    if not one.is_overdue:
        return ""
    return _("{age} over").format(age=age(max(60, ask.as_of - parse(one.due_at, "UTC"))))
