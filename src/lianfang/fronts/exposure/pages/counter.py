"""The counter: how many questions were asked of the visits log lately, by day and district. Everyone who is in may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.entry.pages.working import framed
from lianfang.entry.rules import signed_in
from lianfang.entry.tables import area_names
from lianfang.fronts.exposure.asking import COUNTED_DAYS, counted
from lianfang.gaps import plans
from lianfang.ui.pages import Page
from lianfang.ui.parts.marks import State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import number


@dataclass(frozen=True)
class CounterPage:
    """What the counter shows."""

    page: Page
    table: Table


@signed_in
@require_safe
def show(request: Any) -> HttpResponse:
    """Days below one another, the newest first."""
    force = plans.current()
    found = counted(force.plan.zone, request.at) if force is not None else {}
    areas = sorted({area for _day, area in found})
    names = area_names(set(areas))
    columns = [Column(_("day"), is_kept=True), *(Column(names.get(one, str(one)), is_number=True) for one in areas),
               Column(_("all"), is_number=True)]  # fmt: skip
    days = sorted({day for day, _area in found}, reverse=True)
    rows = [
        Row([
            Cell(day.isoformat()), *(Cell(number(found.get((day, one), 0))) for one in areas),
            Cell(number(sum(found.get((day, one), 0) for one in areas)), tone="strong"),
        ])
        for day in days
    ]  # fmt: skip
    empty = State("empty", _("No question was asked yet"))
    table = Table(
        _("Questions asked in the last {n} days").format(n=COUNTED_DAYS),
        columns,
        rows,
        empty,
        is_stacked=False,
    )
    page = framed(request, _("Questions to the visits log"))
    return render(request, "exposure/counter.html", vars(CounterPage(page, table)))
