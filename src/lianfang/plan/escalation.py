"""How long a gap may stand before it rises, and to which level of the tree: dated steps, one ladder a must or one for all.

::

    escalation: default
    title: {zh: …, en: …}
    must: declared-before-the-lane          # optional; without it, the ladder of every must that has none of its own
    dated:
      - from: 2020-01-25
        steps:
          - {after: 24 hours, to: district}
          - {after: 3 days, to: city}
        source: {document: …, status: assumed}

A gap's ladder is that of the day on which its duty fell due; nothing is stored, and the passing of time alone lifts it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import NamedTuple

from lianfang.base import areas
from lianfang.base.instants import start_of
from lianfang.base.words import Text
from lianfang.plan.entries import read_source
from lianfang.plan.kinds import nearest
from lianfang.plan.model import Ladder, Place, Plan, Rung, Step
from lianfang.plan.nodes import Type
from lianfang.plan.parser import parse_literal
from lianfang.plan.sheets import Sheet
from lianfang.plan.tokens import Unreadable

KEYS = ("escalation", "title", "must", "dated")
ENTRY_KEYS = ("from", "steps", "source")
LEVELS = tuple(reversed(areas.LEVELS))
"""From the lowest up: the way a gap rises."""


class Rise(NamedTuple):
    """The level that a gap has risen to, and since when."""

    level: str
    since: int


def read_ladder(sheet: Sheet, musts: Collection[str]) -> Ladder | None:
    """One ladder; None, with findings, where it cannot be read."""
    sheet.allow(KEYS)
    before = len(sheet.findings.problems)
    key, title, must = sheet.text("escalation"), sheet.words("title"), sheet.text("must", required=False)
    if must and must not in musts:
        sheet.refuse("plan/escalation-of-no-must", "must", must=must, **nearest(must, list(musts)))
    rungs = [(row, _rung(row)) for row in sheet.sheets("dated", ENTRY_KEYS)]
    found = [(row, rung) for row, rung in rungs if rung is not None]
    for (_, earlier), (row, later) in pairwise(found):
        if later.since <= earlier.since:
            dates = {"date": later.since.isoformat(), "before": earlier.since.isoformat()}
            row.refuse("plan/dates-out-of-order", "from", **dates)
    if len(sheet.findings.problems) > before or not found:
        return None
    return Ladder(
        key, title or Text(key, key), must, tuple(r for _, r in found), Place(sheet.file, sheet.line)
    )


def _rung(row: Sheet) -> Rung | None:
    since, source = row.day("from"), read_source(row)
    steps = [(inner, _step(inner)) for inner in row.sheets("steps", ("after", "to"))]
    for (_, lower), (inner, upper) in pairwise(steps):
        if lower is None or upper is None:
            continue
        if upper.after <= lower.after or LEVELS.index(upper.to) <= LEVELS.index(lower.to):
            inner.refuse("plan/escalation-does-not-rise", "to", to=upper.to, before=lower.to)
    kept = tuple(step for _, step in steps if step is not None)
    return Rung(since, kept, source) if since is not None and kept else None


def _step(sheet: Sheet) -> Step | None:
    written, to = sheet.text("after"), sheet.choice("to", LEVELS)
    if not written or not to:
        return None
    try:
        literal = parse_literal(written)
    except Unreadable:
        literal = None
    if (
        literal is None
        or literal.type is not Type.DURATION
        or not isinstance(literal.value, int)
        or literal.value <= 0
    ):
        sheet.refuse("plan/wrong-type", "after", expected="24 hours")
        return None
    return Step(literal.value, to)


def check_ladders(ladders: Mapping[str, Ladder], sheets: Mapping[str, Sheet]) -> None:
    """Refuse a second ladder of one must, and a second for all others: which holds would be left to chance."""
    first: dict[str, str] = {}
    for key, ladder in ladders.items():
        if ladder.must in first:
            facts = {"must": ladder.must or "–", "other": first[ladder.must]}
            sheets[key].refuse("plan/escalation-twice", "must" if ladder.must else "escalation", **facts)
        first.setdefault(ladder.must, key)


def ladder_of(must: str, plan: Plan) -> Ladder | None:
    """The must's own ladder, else that of all others, else none."""
    by_must = {ladder.must: ladder for ladder in plan.ladders.values()}
    return by_must.get(must) or by_must.get("")


def risen(must: str, due_at: int, at: int, plan: Plan) -> Rise | None:
    """How far a gap that fell due at ``due_at`` has risen by ``at``: the slow, obvious reading of one gap."""
    ladder = ladder_of(must, plan)
    if ladder is None:
        return None
    begun = [rung for rung in ladder.rungs if start_of(rung.since, plan.zone) <= due_at]
    if not begun:
        return None
    taken = [step for step in begun[-1].steps if due_at + step.after <= at]
    return Rise(taken[-1].to, due_at + taken[-1].after) if taken else None


def risen_area(area: int, level: str) -> int:
    """Where a gap of an area has risen to: the area of that level above it, or its own where that is as high already."""
    unit = areas.unit_of(level)
    above = area // unit * unit
    return above if areas.LEVELS.index(level) < areas.LEVELS.index(areas.level_of(area)) else area
