"""Failings, near misses and undecidable records of how orders go on: extended, lapsed, appealed; and of passes.

Each has an order and a household of its own, or a pass.
"""

from __future__ import annotations

from typing import Any

from lianfang.synth import passing
from lianfang.synth.calendar import AS_OF, DAY, HOUR
from lianfang.synth.draft import Draft
from lianfang.synth.isolating import APPEAL_JUDGES, Isolating
from lianfang.synth.planting_orders import BEFORE_THE_PLAN, BY_ANOTHER, FROM, LAPSED, NAMED, UNTIL, WRITTEN

NEWER, SHORT = "extension-on-newer-evidence", "pass-within-a-day"


def plant(draft: Draft, *, planted: bool) -> None:
    """Near misses always; failings and undecidable records where asked."""
    telling = Isolating(draft, "planted lives of orders")
    _extended(telling, 1)
    _extended(telling, 0, oral=True)
    _appealed(telling, appeal_decided_by=f"{APPEAL_JUDGES[0]}（市）")
    passing.one(telling, AS_OF - 2 * DAY, DAY)
    if planted:
        _failings(telling)
        _unknowns(telling)


def _failings(telling: Isolating) -> None:
    for column in ("evidence", "evidence_at", "decider"):
        _found(telling, NAMED, "gap", f"no {column}", _home(telling, **{column: None}))
    same = _home(telling)
    _told(telling, same)["second_signer"] = _told(telling, same)["decider"]
    _found(telling, NAMED, "gap", "one person decided and signed", same)
    _found(telling, NEWER, "gap", "extended on the same evidence", _extended(telling, 0))
    _found(telling, NEWER, "gap", "extended on older evidence", _extended(telling, -DAY))
    for late in (0, 1):
        order = _oral(telling, DAY + late)
        _found(telling, WRITTEN, "gap", "lapsed without paper", order)
        if late:
            _found(telling, LAPSED, "gap", "without paper, and a second longer than the time for it", order)
    for who in ("decider", "second_signer"):
        order = _appealed(telling)
        _told(telling, order)["appeal_decided_by"] = _told(telling, order)[who]
        _found(telling, BY_ANOTHER, "gap", f"the {who} decided the appeal", order)
    slip = passing.one(telling, AS_OF - 3 * DAY, DAY + 1)
    area = telling.draft.kept.told("pass", slip)["area_id"]
    telling.draft.find(SHORT, "pass", slip, "gap", "a second longer than a day", area)


def _unknowns(telling: Isolating) -> None:
    order = _extended(telling, None)
    _found(telling, NEWER, "cannot_tell", "of when the evidence is, is not known", order)
    _found(telling, NAMED, "gap", "of when the evidence is, is not known", order)
    order = _extended(telling, DAY, was_oral=None)
    _found(telling, NEWER, "cannot_tell", "whether the one before was oral is not known", order)
    before = _told(telling, order)["replaces_id"]
    for must in (WRITTEN, LAPSED):
        _found(telling, must, "cannot_tell", "whether the order was oral is not known", before)
    order = _appealed(telling, appeal_decided_by=None)
    _found(telling, BY_ANOTHER, "cannot_tell", "who decided the appeal is not known", order)
    slip = passing.one(telling, BEFORE_THE_PLAN, HOUR)
    area = telling.draft.kept.told("pass", slip)["area_id"]
    telling.draft.find(
        SHORT, "pass", slip, "cannot_tell", "the pass is dated before the plan's values begin", area
    )


def _home(telling: Isolating, starts: int | None = None, **told: Any) -> int:
    at = starts if starts is not None else telling.chance.randrange(FROM, UNTIL)
    order = telling.at_home(at, telling.community(), **told)
    telling.watch(order)
    return order


def _extended(
    telling: Isolating, newer: int | None, *, oral: bool = False, was_oral: bool | None = False
) -> int:
    """An order that takes the place of one of a day before, on evidence newer by so many seconds (None: of an unknown time)."""
    at = telling.chance.randrange(FROM, UNTIL - DAY)
    area, person = telling.community(), None
    home = telling.household(at - HOUR, area)
    person = telling.person(area)
    facts: dict[str, Any] = {"household_id": home, "person_id": person}
    first = telling.at_home(at, area, **facts, oral=oral or was_oral, released_at=at + DAY)
    if oral:
        _told(telling, first)["written_at"] = at + DAY
    telling.watch(first)
    evidence = None if newer is None else at + newer
    second = telling.at_home(at + DAY, area, **facts, replaces_id=first, evidence_at=evidence)
    telling.watch(second)
    return second


def _oral(telling: Isolating, lasts: int) -> int:
    at = telling.chance.randrange(FROM, UNTIL)
    return _home(telling, at, oral=True, written_at=None, ends_at=at + lasts)


def _appealed(telling: Isolating, **told: Any) -> int:
    at = telling.chance.randrange(FROM, UNTIL)
    said = {"appealed_at": at + HOUR, "appeal_decided_at": at + DAY, "appeal_decided_by": APPEAL_JUDGES[1]}
    return _home(telling, at, **said | told)


def _told(telling: Isolating, order: int) -> dict[str, Any]:
    return telling.draft.kept.told("order", order)


def _found(telling: Isolating, must: str, finding: Any, why: str, order: int) -> None:
    telling.draft.find(must, "order", order, finding, why, _told(telling, order)["area_id"])
