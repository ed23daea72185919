"""Scarce goods by stated priorities with floors, in whole units (deciding.md §1)."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.deciding.orders import Asking, Good

Why = Literal["in_full", "floor_and_part", "floor_only", "part_of_floor", "part", "nothing", "asked_nothing"]


@dataclass(frozen=True)
class Given:
    """What one line gets, and why.

    Attributes:
        line: what was asked.
        of_floor: units of its floor.
        above: units beyond its floor.
        why: in full; its floor and a part of the rest; its floor and nothing else; a part of its floor; a part (it has no
            floor); nothing; or it asked for nothing.
        class_wanted: units that its whole priority still wanted when its turn came: beyond the floors, or of the floors
            where these could not all be met.
        class_given: of these, how many there were.
    """

    line: Asking
    of_floor: int
    above: int
    why: Why
    class_wanted: int
    class_given: int

    @property
    def given(self) -> int:
        """Units."""
        return self.of_floor + self.above


@dataclass(frozen=True)
class Allocation:
    """One good shared out.

    Attributes:
        good: what and how much.
        lines: in the order of the file.
        left: units at hand and not given, what is kept back among them.
        floors_short: units of floors that could not be met.
    """

    good: Good
    lines: tuple[Given, ...]
    left: int
    floors_short: int


def allocate(good: Good) -> Allocation:
    """Floors first, by priority; then what else was asked, by priority; within one priority by equal parts of what is wanted.

    Raises:
        Refused: ``deciding/twice``, ``deciding/floor-above-asked`` or ``deciding/keep-above-stock``.
    """
    _refuse(good)
    at_hand = good.stock - good.keep
    floors, floor_turns = _rounds(good.lines, [line.floor for line in good.lines], at_hand)
    wanted = [line.asked - line.floor for line in good.lines]
    above, turns = _rounds(good.lines, wanted, at_hand - sum(floors))
    lines = []
    for at, line in enumerate(good.lines):
        turn = floor_turns[line.priority] if floors[at] < line.floor else turns[line.priority]
        lines.append(Given(line, floors[at], above[at], _why(line, floors[at], above[at]), *turn))
    given = sum(each.given for each in lines)
    short = sum(line.floor for line in good.lines) - sum(floors)
    return Allocation(good, tuple(lines), good.stock - given, short)


def share(wanted: Sequence[int], units: int) -> list[int]:
    """Units shared out so that each gets as nearly as whole units allow the same part of what it wants.

    The next unit goes to whoever has the least (given + ½) ÷ wanted, to the earlier one where two are equal (Webster, Sainte-
    Laguë). So more at hand never means less for anyone, and no one gets more than it wants. Here all units but a few go
    out at once: ``slowly`` is the same, unit by unit.

    Args:
        wanted: units; shape (lines,).
        units: at hand; whatever is beyond the sum of ``wanted`` stays.
    """
    whole = sum(wanted)
    if units >= whole:
        return list(wanted)
    # Every unit whose (2g − 1) ÷ 2w is at most x has its turn before the others: with this x there are no more than ``units``.
    top, bottom = max(2 * units - len(wanted), 0), 2 * whole
    given = [(2 * top * want + bottom) // (2 * bottom) for want in wanted]
    queue = [
        (Fraction(2 * have + 1, want), at)
        for at, (have, want) in enumerate(zip(given, wanted, strict=True))
        if want
    ]
    heapq.heapify(queue)
    for _ in range(units - sum(given)):
        _, at = queue[0]
        given[at] += 1
        heapq.heapreplace(queue, (Fraction(2 * given[at] + 1, wanted[at]), at))
    return given


def slowly(wanted: Sequence[int], units: int) -> list[int]:
    """As ``share``, one unit after the other."""
    given = [0] * len(wanted)
    for _ in range(min(units, sum(wanted))):
        open_ = [at for at, want in enumerate(wanted) if given[at] < want]
        given[min(open_, key=lambda at: (Fraction(2 * given[at] + 1, 2 * wanted[at]), at))] += 1
    return given


def _rounds(
    lines: Sequence[Asking], wanted: list[int], units: int
) -> tuple[list[int], dict[int, tuple[int, int]]]:
    """Units by line, and by priority how many were wanted and given: one priority after the other."""
    given, turns = [0] * len(lines), {}
    for priority in sorted({line.priority for line in lines}):
        members = [at for at, line in enumerate(lines) if line.priority == priority]
        shared = share([wanted[at] for at in members], units)
        for at, got in zip(members, shared, strict=True):
            given[at] = got
        turns[priority] = (sum(wanted[at] for at in members), sum(shared))
        units -= sum(shared)
    return given, turns


def _why(line: Asking, of_floor: int, above: int) -> Why:
    if line.asked == 0:
        return "asked_nothing"
    if of_floor + above == line.asked:
        return "in_full"
    if of_floor < line.floor:
        return "part_of_floor" if of_floor else "nothing"
    if line.floor:
        return "floor_and_part" if above else "floor_only"
    return "part" if above else "nothing"


def _refuse(good: Good) -> None:
    """Refuse a good of which the lines contradict themselves."""
    found = []
    if good.keep > good.stock:
        found.append(
            Problem(
                "deciding/keep-above-stock", facts={"name": good.good, "keep": good.keep, "stock": good.stock}
            )
        )
    seen = set[str]()
    for line in good.lines:
        if line.name in seen:
            found.append(Problem("deciding/twice", facts={"name": line.name}))
        seen.add(line.name)
        if line.floor > line.asked:
            facts = {"name": line.name, "floor": line.floor, "asked": line.asked}
            found.append(Problem("deciding/floor-above-asked", facts=facts))
    if found:
        raise Refused(found)
