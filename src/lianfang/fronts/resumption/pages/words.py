"""How states, ranges and what is held the same are said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from lianfang.fronts.resumption.policies import FIXED, worst_said
from lianfang.fronts.resumption.spec import Measures
from lianfang.registers.models import OutlookRun
from lianfang.registers.models.outlook_runs import RUN_STATES
from lianfang.ui.parts.marks import State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import number, spoken

BAD = ("failed", "interrupted")
TEN_THOUSAND, HUNDRED_MILLION, MILLION = 1e4, 1e8, 1e6


def state_cell(run: OutlookRun) -> Cell:
    """A run's state, and how far it is."""
    said = RUN_STATES[run.state].to(spoken())  # type: ignore[index]
    far = _("%(done)s of %(of)s") % {"done": number(run.done), "of": number(run.of)}
    note = far if run.state == "running" and run.of else ""
    return Cell(said, note=note, tone="bad" if run.state in BAD else "strong" if run.state == "done" else "")


def fixed_table(*, with_worst: bool = True) -> Table:
    """What is the same in all scenarios; the last line is of the planned worst case."""
    language = spoken()
    said = (*FIXED, worst_said()) if with_worst else FIXED
    rows = [Row((Cell(what.to(language)), Cell(how.to(language)))) for what, how in said]
    columns = (Column(_("What")), Column(_("Assumed")))
    return Table(_("Held the same in all scenarios"), columns, rows, State("empty", _("none")))


def called(measures: Measures) -> str:
    """A scenario's name."""
    return str(_("Planned worst case")) if measures.is_worst else measures.name


def scale_of(value: float) -> tuple[float, str, int]:
    """In what a number of this size is written: its unit, the unit's word, and how many digits after the point."""
    if spoken() == "zh":
        if value >= HUNDRED_MILLION:
            return HUNDRED_MILLION, " 亿", 2
        return (TEN_THOUSAND, " 万", 1) if value >= 10 * TEN_THOUSAND else (1, "", 0)
    return (MILLION, " m", 1) if value >= MILLION else (1, "", 0)


def large(value: float, like: float = 0) -> str:
    """A number of people or days as a command reads it, in the unit of the larger of two; no more digits than it has."""
    unit, word, digits = scale_of(max(abs(value), abs(like)))
    return f"{value / unit:,.{digits}f}{word}"


def apart(value: float, like: float = 0) -> str:
    """A difference with its sign."""
    said = large(abs(value), like)
    return said if not any(digit in said for digit in "123456789") else ("+" if value > 0 else "−") + said


def ranged(spread: Sequence[float], *, difference: bool = False) -> Cell:
    """A median over its 90 % range, all three in one unit."""
    low, middle, high = spread
    most = max(abs(value) for value in spread)
    if difference:
        return Cell(apart(middle, most), note=f"{apart(low, most)} … {apart(high, most)}")
    return Cell(large(middle, most), note=f"{large(low, most)}–{large(high, most)}")


def share(hits: int, of: int) -> str:
    """So many of so many seeds."""
    return str(_("%(hits)s of %(of)s seeds") % {"hits": hits, "of": of})


def limit(value: Any) -> str:
    """A capacity; none is no limit."""
    return str(_("no limit")) if value is None else number(value)
