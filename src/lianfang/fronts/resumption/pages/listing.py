"""What was asked so far, and the ways to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.base.instants import iso
from lianfang.entry.pages.working import framed, told
from lianfang.entry.rules import may
from lianfang.fronts.resumption import runs
from lianfang.fronts.resumption.pages.words import state_cell
from lianfang.registers.models import OutlookRun
from lianfang.registers.models.outlook_runs import RUN_KINDS, UNDER_WAY
from lianfang.ui.pages import Page
from lianfang.ui.parts.marks import Link, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import moment, spoken

CURRENT = "resumption:runs"
MOST = 100
EVERY = 5
"""Seconds between two looks while a run is under way."""


@dataclass(frozen=True)
class RunsPage:
    """What the list shows."""

    page: Page
    acts: Sequence[Link]
    table: Table


@may("what_if")
@require_safe
@told
def show(request: Any) -> HttpResponse:
    """The runs of the reader's area, the newest first."""
    asked = runs.runs(request.who.reader)
    found = list(asked.defer("spec", "outcome").order_by("-asked_at", "-id")[: MOST + 1])
    note = (
        _("The newest %(count)s; older ones open by their address.") % {"count": MOST}
        if len(found) > MOST
        else ""
    )
    del found[MOST:]
    is_moving = any(run.state in UNDER_WAY for run in found)
    acts = [
        Link(_("Compare scenarios"), reverse("resumption:compare")),
        Link(_("Weigh calendars of resumption"), reverse("resumption:frontier")),
    ]
    page = framed(request, _("What if"), current=CURRENT, every=EVERY if is_moving else 0)
    return render(request, "resumption/runs.html", vars(RunsPage(page, acts, _table(found, note))))


def _table(found: Sequence[OutlookRun], note: str) -> Table:
    columns = (
        Column(_("Question")), Column(_("Kind"), is_kept=True), Column(_("State")), Column(_("Asked at"), is_kept=True),
        Column(_("Asked by")),
    )  # fmt: skip
    rows = [
        Row(
            (
                Cell(run.title, reverse("resumption:run", args=[run.ref])), Cell(RUN_KINDS[run.kind].to(spoken())), state_cell(run),
                Cell(moment(iso(run.asked_at, settings.TIME_ZONE))), Cell(run.asked_by),
            )
        )
        for run in found
    ]  # fmt: skip
    empty = State(
        "empty", _("Nothing was asked yet"), _("Compare scenarios, or weigh calendars of resumption."),
        Link(_("Compare scenarios"), reverse("resumption:compare")),
    )  # fmt: skip
    return Table(_("What was asked"), columns, rows, empty, note=note)
