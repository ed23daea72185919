"""The inbox: what waits in a reader's area, counted and in front; every count opens its list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.base.instants import iso
from lianfang.board.pages.asking import Asked, asked
from lianfang.board.pages.frames import framed, told
from lianfang.board.pages.roster import duty_table
from lianfang.board.pages.tasks import columns, now_unless_named, row
from lianfang.board.roster import on_duty
from lianfang.board.work import Waiting, Wanted, tasks, waiting
from lianfang.entry.rules import may
from lianfang.gaps import plans
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.figures import Figure, Figures
from lianfang.ui.parts.marks import Link, State
from lianfang.ui.parts.tables import Pager, Table
from lianfang.ui.writing import moment, number

SHOWN = 10
ON_DUTY = 6


@dataclass(frozen=True)
class Section:
    """What waits for one thing."""

    id: str
    title: str
    table: Table


@dataclass(frozen=True)
class InboxPage:
    """What the inbox shows."""

    page: Page
    acts: Sequence[Link]
    figures: Figures
    sections: Sequence[Section]
    nothing: State | None
    duty: Table | None


@may("gaps")
@require_safe
@told
def show(request: Any) -> HttpResponse:
    """What waits in the reader's area."""
    ask = now_unless_named(asked(request), request.at)
    counts = waiting(reader=ask.reader, as_of=ask.as_of, at=ask.at, area=ask.area)
    page = framed(request, ask, _("Inbox"), current="board:inbox", trail=(Crumb(_("Inbox")),))
    acts = [Link(_("All tasks"), reverse("board:tasks")), Link(_("Excuses"), reverse("board:excuses"))]
    if ask.reader.reads("shift"):
        acts.append(Link(_("Duty roster"), reverse("board:roster")))
    if request.who.may("assign"):
        acts.append(Link(_("Hand out work"), reverse("board:hand_out")))
    sections = list(_sections(ask, counts, verifies=request.who.may("assign")))
    nothing = (
        None if sections else State("empty", _("Nothing waits"), _("No task in your area waits for you now."))
    )
    context = InboxPage(page, acts, _figures(ask, counts), sections, nothing, _on_duty(ask, request.at))
    return render(request, "board/inbox.html", vars(context))


def _on_duty(ask: Asked, at: int) -> Table | None:
    """Whom to call now; nothing for a reader of no rosters."""
    if not ask.reader.reads("shift"):
        return None
    link = Link(_("Duty roster"), reverse("board:roster"))
    empty = State("empty", _("Nobody is on the roster now"), link=link)
    found = on_duty(reader=ask.reader, at=at, most=ON_DUTY)
    table = duty_table(_("On duty now in your area"), found, empty)
    return replace(table, note=_("the first {n}").format(n=ON_DUTY)) if len(found) == ON_DUTY else table


def _figures(ask: Asked, counts: Waiting) -> Figures:
    at, unit = moment(iso(ask.as_of, plans.in_force().plan.zone)), _("tasks")
    shown = [
        (_("overdue"), counts.overdue, {"due": "overdue"}), (_("due today"), counts.today, {"due": "today"}),
        (_("to receive"), counts.assigned, {"which": "assigned"}), (_("to answer"), counts.received, {"which": "received"}),
        (_("to verify"), counts.evidence, {"which": "evidence"}), (_("to close"), counts.verified, {"which": "verified"}),
    ]  # fmt: skip
    made = [
        Figure(title, count, unit, as_of=at, href=ask.href("tasks", **query)) for title, count, query in shown
    ]
    return Figures(made, _("tasks that wait"))


def _sections(ask: Asked, counts: Waiting, *, verifies: bool) -> Iterator[Section]:
    asked_for = [
        ("overdue", _("Overdue"), {"due": "overdue"}, counts.overdue),
        ("today", _("Due today"), {"due": "today"}, counts.today),
        ("receive", _("To receive"), {"which": "assigned"}, counts.assigned),
    ]
    if verifies:
        asked_for.append(("verify", _("To verify"), {"which": "evidence"}, counts.evidence))
        asked_for.append(("close", _("To close"), {"which": "verified"}, counts.verified))
    else:
        asked_for.append(("answer", _("To answer"), {"which": "received"}, counts.received))
    for key, title, query, count in asked_for:
        if count:
            yield Section(key, title, _table(ask, query, count))


def _table(ask: Asked, query: Mapping[str, str], count: int) -> Table:
    """The first of what waits, and the way to the rest."""
    found = tasks(
        Wanted(ask.area, **query), reader=ask.reader, as_of=ask.as_of, at=ask.at, limit=SHOWN  # type: ignore[arg-type]
    )  # fmt: skip
    pager = Pager(len(found.rows), found.total, next=ask.href("tasks", **query)) if found.next_key else None
    caption = _("{n} of {total}").format(n=number(len(found.rows)), total=number(count))
    rows = [row(ask, one) for one in found.rows]
    return Table(caption, columns(), rows, State("empty", _("Nothing waits")), pager=pager)
