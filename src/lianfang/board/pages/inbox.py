"""The inbox: what waits in a reader's area, counted and in front; every count opens its list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.base.instants import iso
from lianfang.board.pages.asking import Asked, asked
from lianfang.board.pages.frames import framed, told
from lianfang.board.pages.tasks import columns, now_unless_named, row
from lianfang.board.work import Waiting, Wanted, tasks, waiting
from lianfang.entry.rules import may
from lianfang.gaps import plans
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.figures import Figure, Figures
from lianfang.ui.parts.marks import Link, State
from lianfang.ui.parts.tables import Pager, Table
from lianfang.ui.writing import moment

SHOWN = 10


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


@may("gaps")
@require_safe
@told
def show(request: Any) -> HttpResponse:
    """What waits in the reader's area."""
    ask = now_unless_named(asked(request), request.at)
    counts = waiting(reader=ask.reader, as_of=ask.as_of, area=ask.area)
    page = framed(request, ask, _("Inbox"), current="board:inbox", trail=(Crumb(_("Inbox")),))
    acts = [Link(_("All tasks"), reverse("board:tasks"))]
    if request.who.may("assign"):
        acts.append(Link(_("Hand out work"), reverse("board:hand_out")))
    sections = list(_sections(ask, counts, verifies=request.who.may("assign")))
    context = InboxPage(page, acts, _figures(ask, counts), sections)
    return render(request, "board/inbox.html", vars(context))


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
        ("overdue", _("Overdue"), {"due": "overdue"}, counts.overdue, _("Nothing is overdue")),
        ("today", _("Due today"), {"due": "today"}, counts.today, _("Nothing falls due today")),
        ("receive", _("To receive"), {"which": "assigned"}, counts.assigned, _("Everything was received")),
    ]
    if verifies:
        asked_for.append(
            ("verify", _("To verify"), {"which": "evidence"}, counts.evidence, _("No evidence waits"))
        )
        asked_for.append(
            ("close", _("To close"), {"which": "verified"}, counts.verified, _("Nothing waits to be closed"))
        )
    else:
        asked_for.append(
            (
                "answer",
                _("To answer"),
                {"which": "received"},
                counts.received,
                _("Nothing waits for evidence"),
            )
        )
    for key, title, query, count, nothing in asked_for:
        rows = () if not count else tasks(
            Wanted(ask.area, **query), reader=ask.reader, as_of=ask.as_of, at=ask.at, limit=SHOWN  # type: ignore[arg-type]
        ).rows  # fmt: skip
        pager = Pager(len(rows), count, next=ask.href("tasks", **query)) if count > len(rows) else None
        table = Table(title, columns(), [row(ask, one) for one in rows], State("empty", nothing), pager=pager)
        yield Section(key, title, table)
