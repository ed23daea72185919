"""Failings, near misses and undecidable records of orders, and of those who come from key areas and are isolated at home.

Each has a household, an order and, where someone came, a stay of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from lianfang.synth.calendar import AS_OF, DAY, HOUR, MINUTE, midnight
from lianfang.synth.draft import Draft
from lianfang.synth.isolating import APPEAL_JUDGES, TERM, Isolating
from lianfang.synth.ledger import Finding

SIGNED, WRITTEN, TOLD = "order-signed-twice", "oral-order-served-in-writing", "appeal-way-told"
UNSIGNED = "unsigned-order-lapses"
LAPSED, BY_ANOTHER = "oral-order-lapses", "appeal-decided-by-another"
NAMED = "order-names-evidence-and-decider"
DECIDED, LONGEST, RELEASED = "appeal-decided", "order-within-longest-term", "order-released-when-due"
HISTORY = "arrival-history-taken"
PLANNED = "vulnerable-have-care-plan"
SUPPORTED, ISOLATED = "isolated-have-support", "key-area-arrival-isolated"
SIGNED_WITHIN, TOLD_WITHIN, WRITTEN_WITHIN = 2 * HOUR, 2 * HOUR, DAY
PLANNED_WITHIN = 12 * HOUR
DECIDED_WITHIN, RELEASED_WITHIN, ISOLATED_WITHIN = 2 * DAY, HOUR, DAY
FROM, UNTIL = midnight(date(2020, 2, 7)) + 6 * HOUR, AS_OF - 4 * DAY
"""Who comes between these is due before the city's as-of instant, with room for being late."""
BEFORE_THE_PLAN = midnight(date(2020, 1, 14)) + 9 * HOUR
UNDATED = "the order is dated before the plan's values begin"


class After(NamedTuple):
    """So many seconds after another instant of the same row."""

    column: str
    seconds: int


Changes = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """A few facts told otherwise than they should be, and what the musts of it find: nothing, where it is a near miss."""

    why: str
    found: tuple[tuple[str, str, Finding], ...] = ()
    order: Changes = field(default_factory=dict)
    stay: Changes = field(default_factory=dict)
    household: Changes = field(default_factory=dict)
    starts: int = 6 * HOUR
    """So long after the arrival the order starts."""


def _gap(why: str, must: str, register: str = "order", **changes: Changes) -> Told:
    return Told(why, ((must, register, "gap"),), **changes)  # type: ignore[arg-type]


def _unknown(why: str, must: str, register: str = "order", **changes: Changes) -> Told:
    return Told(why, ((must, register, "cannot_tell"),), **changes)  # type: ignore[arg-type]


def _edge(column: str, since: str, within: int) -> tuple[Told, Told]:
    """At the last second, and a second late."""
    return tuple(Told("near", order={column: After(since, within + late)}) for late in (0, 1))  # type: ignore[return-value]


AN_APPEAL = {"appealed_at": After("starts_at", HOUR)}
BY_A_JUDGE = {"appeal_decided_by": APPEAL_JUDGES[0]}
UNSIGNED_FOR = {"second_signed_at": None, "second_signer": None, "ends_at": After("starts_at", DAY)}
AN_OLD_MAN = {"vulnerable": "elderly_alone", "care_plan_at": After("registered_at", HOUR)}
NEAR = (
    *_edge("second_signed_at", "starts_at", SIGNED_WITHIN),
    *_edge("appeal_told_at", "starts_at", TOLD_WITHIN),
    *_edge("support_at", "starts_at", 0),
    Told("in writing a day after", order={"oral": True, "written_at": After("starts_at", WRITTEN_WITHIN)}),
    Told("a second later", order={"oral": True, "written_at": After("starts_at", WRITTEN_WITHIN + 1)}),
    Told("on paper at once", order={"oral": False, "written_at": None}),
    Told(
        "two days", order=AN_APPEAL | BY_A_JUDGE | {"appeal_decided_at": After("appealed_at", DECIDED_WITHIN)}
    ),
    Told(
        "a second more",
        order=AN_APPEAL | BY_A_JUDGE | {"appeal_decided_at": After("appealed_at", DECIDED_WITHIN + 1)},
    ),
    Told("appealed a moment ago", order={"appealed_at": AS_OF - DECIDED_WITHIN + 1}),
    Told("a day after the arrival", starts=ISOLATED_WITHIN),
    Told("a second later", starts=ISOLATED_WITHIN + 1),
    Told("left a key area by way of elsewhere", stay={"came_from_id": None}),
    Told("care arranged before", household=AN_OLD_MAN),
    Told(
        "12 hours after",
        household=AN_OLD_MAN | {"care_plan_at": After("registered_at", 6 * HOUR + PLANNED_WITHIN)},
    ),
    Told(
        "a second later",
        household=AN_OLD_MAN | {"care_plan_at": After("registered_at", 6 * HOUR + PLANNED_WITHIN + 1)},
    ),
    Told("needs no care", household={"vulnerable": "none", "care_plan_at": None}),
    Told("in a hospital", order={"kind": "hospital_isolation"}),
)
GAPS = (
    Told(
        "no second signature, of 14 days",
        ((SIGNED, "order", "gap"), (UNSIGNED, "order", "gap")),
        order={"second_signed_at": None},
    ),
    _gap(
        "no second signature, and it lapsed",
        SIGNED,
        order=UNSIGNED_FOR | {"released_at": After("ends_at", 0)},
    ),
    Told(
        "no second signature, and a second longer than it may last",
        ((SIGNED, "order", "gap"), (UNSIGNED, "order", "gap")),
        order=UNSIGNED_FOR | {"ends_at": After("starts_at", DAY + 1), "released_at": After("ends_at", 0)},
    ),
    _gap("nobody told them how to appeal", TOLD, order={"appeal_told_at": None}),
    _gap("nobody to turn to", SUPPORTED, order={"support_at": None}),
    Told(
        "an oral order never put in writing, of 14 days",
        ((WRITTEN, "order", "gap"), (LAPSED, "order", "gap")),
        order={"oral": True, "written_at": None},
    ),
    _gap("an appeal not decided", DECIDED, order=AN_APPEAL),
    _gap("an appeal due this second", DECIDED, order={"appealed_at": AS_OF - DECIDED_WITHIN}),
    _gap("a second longer than allowed", LONGEST, order={"ends_at": After("starts_at", TERM + 1)}),
    _gap("three weeks", LONGEST, order={"ends_at": After("starts_at", 21 * DAY)}),
    _gap("nobody arranged care", PLANNED, household=AN_OLD_MAN | {"care_plan_at": None}),
    _gap("under health watch alone", ISOLATED, "stay", order={"kind": "home_observation"}),
    _gap("the order names no stay", ISOLATED, "stay", order={"stay_id": None}),
)
CANNOT_TELL = (
    _unknown("which household it is, is not known", PLANNED, order={"household_id": None}),
    _unknown("whether anyone needs care is not known", PLANNED, household={"vulnerable": None}),
    Told(
        "whether the order was oral is not known",
        ((WRITTEN, "order", "cannot_tell"), (LAPSED, "order", "cannot_tell")),
        order={"oral": None},
    ),
    Told(
        "no second signature, and when it was decided is not known",
        ((SIGNED, "order", "gap"), (UNSIGNED, "order", "cannot_tell")),
        order={"second_signed_at": None, "decided_at": None},
    ),
    _unknown("when they left the key area is not known", ISOLATED, "stay", stay={"left_key_area_at": None}),
    _unknown(
        "where they came from is not known",
        ISOLATED,
        "stay",
        stay={"came_from_id": None, "left_key_area_at": None},
    ),
)


def plant(draft: Draft, *, planted: bool) -> None:
    """Near misses always; failings and undecidable records where asked."""
    telling = Isolating(draft, "planted orders")
    ended(telling, planted=planted)
    strangers(telling)
    for told in NEAR:
        home(telling, told)
    if not planted:
        return
    for _ in range(max(1, len(draft.isolated) // 100)):
        for told in (*GAPS, *CANNOT_TELL):
            home(telling, told)
        unisolated(telling)
    before_the_plan(telling)


def home(telling: Isolating, told: Told) -> None:
    """Someone from a key area, isolated at home, with the facts changed as told, and the checks that follow from them."""
    at, area = telling.chance.randrange(FROM, UNTIL), telling.community()
    starts = at + told.starts
    rows = {"household": telling.household(at, area)}
    change(telling, "household", rows["household"], told.household)
    rows["stay"] = telling.from_key_area(at, area, household_id=rows["household"])
    change(telling, "stay", rows["stay"], told.stay)
    rows["order"] = telling.at_home(starts, area, household_id=rows["household"], stay_id=rows["stay"])
    change(telling, "order", rows["order"], told.order)
    telling.watch(rows["order"])
    for must, register, finding in told.found:
        telling.draft.find(must, register, rows[register], finding, told.why, area)


def change(telling: Isolating, register: str, row: int, changes: Changes) -> None:
    """Tell some facts of a row otherwise."""
    told = telling.draft.kept.told(register, row)
    for column, value in changes.items():
        told[column] = told[value.column] + value.seconds if isinstance(value, After) else value


def ended(telling: Isolating, *, planted: bool) -> None:
    """Orders whose term is over: lifted at the last second, a second late, due this moment, early; or not at all."""
    for lifted in (HOUR, HOUR + 1, -2 * DAY):
        _over(telling, AS_OF - 5 * DAY, lifted)
    _over(telling, AS_OF - RELEASED_WITHIN + 1, None)
    if planted:
        for ends_at, why in ((AS_OF - RELEASED_WITHIN, "due this second"), (AS_OF - 3 * DAY, "days over")):
            order = _over(telling, ends_at, None)
            area = telling.draft.kept.told("order", order)["area_id"]
            telling.draft.find(RELEASED, "order", order, "gap", f"not lifted, {why}", area)


def _over(telling: Isolating, ends_at: int, lifted: int | None) -> int:
    released = None if lifted is None else ends_at + lifted
    order = telling.at_home(ends_at - TERM, telling.community(), ends_at=ends_at, released_at=released)
    telling.watch(order)
    return order


def strangers(telling: Isolating) -> None:
    """Near misses: left the key area more than 14 days ago; came the second before the must began; a moment ago."""
    draft, area = telling.draft, telling.community()
    at = telling.chance.randrange(FROM, UNTIL)
    telling.stay(at, area, draft.tree.hubei[0], left_key_area_at=at - 14 * DAY - 1)
    telling.from_key_area(midnight(date(2020, 2, 7)) - 1, area)
    telling.from_key_area(AS_OF - ISOLATED_WITHIN + 1, area, history_at=AS_OF - ISOLATED_WITHIN + MINUTE)


def unisolated(telling: Isolating) -> None:
    """Gaps: nobody ordered anything, on the last day that counts too. Cannot tell: nobody knows when they came."""
    at, area = telling.chance.randrange(FROM, UNTIL), telling.community()
    draft, hubei = telling.draft, telling.draft.tree.hubei[0]
    stay = telling.from_key_area(at, area)
    draft.find(ISOLATED, "stay", stay, "gap", "no order", area)
    stay = telling.stay(at, area, hubei, left_key_area_at=at - 14 * DAY)
    draft.find(ISOLATED, "stay", stay, "gap", "no order for who left it 14 days ago to the second", area)
    stay = telling.from_key_area(at, area, arrived_at=None)
    for must in (ISOLATED, HISTORY):
        draft.find(must, "stay", stay, "cannot_tell", "when they came is not known", area)


def before_the_plan(telling: Isolating) -> None:
    """An order with a date before the plan: no value holds for it, and nothing that hangs on one can be told."""
    at, area = BEFORE_THE_PLAN, telling.community()
    home = telling.household(at, area, vulnerable="pregnant", care_plan_at=at)
    order = telling.at_home(
        at,
        area,
        household_id=home,
        oral=True,
        written_at=None,
        appealed_at=at + HOUR,
        appeal_decided_at=at + DAY,
        **BY_A_JUDGE,
    )
    for must in (
        SIGNED,
        UNSIGNED,
        WRITTEN,
        LAPSED,
        NAMED,
        TOLD,
        DECIDED,
        LONGEST,
        RELEASED,
        SUPPORTED,
        PLANNED,
    ):
        telling.draft.find(must, "order", order, "cannot_tell", UNDATED, area)
