"""Failings, near misses and undecidable records of those who treat.

The limits are those of the plan's sentences, written down again on purpose: six hours, a day, two days, seven and fourteen days.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from lianfang.synth.calendar import AS_OF, DAY, HOUR, midnight
from lianfang.synth.draft import Draft
from lianfang.synth.laboratories import Bench, of_staff
from lianfang.synth.ledger import Finding
from lianfang.synth.staffing import TURN, Staffing

HOURS, ASKED, ASSESSED = (
    "zone-hours-within-limit", "staff-health-asked-each-shift", "exposure-of-staff-assessed",
)  # fmt: skip
NEED, FAMILIES, WATCHED = (
    "family-need-of-staff-met", "mission-families-have-a-contact", "mission-watched-on-return",
)  # fmt: skip
REST, DATED, CLUSTER = "rest-before-the-zone", "illness-of-staff-dated", "cluster-of-staff-looked-into"
TESTED, ANSWERED = "staff-tested-on-schedule", "sample-is-answered"
MOST, TOLD_WITHIN, MET_WITHIN, TESTED_WITHIN = 6.0, DAY, 2 * DAY, 7 * DAY
LEAST, TOGETHER, LOOKED_WITHIN = 12 * HOUR, 14 * DAY, DAY
FROM = midnight(date(2020, 2, 8))


class Planting:
    """Plants shifts, needs and missions with subjects of their own."""

    def __init__(self, draft: Draft, name: str = "failings of staff"):
        self.draft, self.telling = draft, Staffing(draft, name)

    def shift(self, changes: Mapping[str, Any], starts_at: int | None = None) -> int:
        """A shift of a member of staff to whom nothing else happens; instants of changes count from its start."""
        at = starts_at if starts_at is not None else self.at()
        told = {
            name: at + value if name.endswith("_at") and value is not None else value
            for name, value in changes.items()
        }
        return self.telling.shift(self.telling.member(), at, **told)

    def after(self, rest: int, before: Mapping[str, Any] | None = None, **told: Any) -> int:
        """The second shift of a member of staff, so long after the end of the first; less than nothing is into the first."""
        member, at = self.telling.member(), self.at()
        self.telling.shift(member, at, **before or {})
        return self.telling.shift(member, at + TURN + rest, **told)

    def pair(self, apart: int, second: int | None = None) -> tuple[int, int, int]:
        """Two of a ward who fell ill so long apart: the ward, the second of them, and when that one did."""
        ward, at = self.telling.ward(), self.at() if second is None else second
        self.telling.ill(ward, at - apart)
        return ward, self.telling.ill(ward, at), at

    def again(self, before: int) -> int:
        """A shift before which someone says that they are ill, with a time on record from so long before it."""
        at = self.at()
        return self.telling.shift(self.telling.ill(self.telling.ward(), at - before), at, ill=True)

    def need(self, met: int | None, asked_at: int) -> int:
        """A need of a family, met so long after it was asked, or not."""
        return self.telling.need(
            self.telling.member(), asked_at, met_at=None if met is None else asked_at + met
        )

    def at(self) -> int:
        """An instant with room around it."""
        return self.telling.chance.randrange(FROM, AS_OF - 4 * DAY)

    def find(self, must: str, register: str, subject: int, finding: Finding, why: str) -> None:
        """Write a finding into the ledger."""
        area = self.draft.kept.told(register, subject)["area_id"]
        self.draft.find(must, register, subject, finding, why, area)


def plant(draft: Draft, *, planted: bool) -> None:
    """Near misses always; failings and undecidable records where asked."""
    planting = Planting(draft)
    _just(planting)
    if planted:
        _shifts(planting)
        _rest(planting)
        _ill(planting)
        _needs(planting)
        _missions(planting)


def _just(planting: Planting) -> None:
    """At the last second and a second late, at the limit, allowed beyond it, outside the zone, due in a second."""
    planting.shift({"hours_in_zone": MOST})
    planting.shift({"hours_in_zone": MOST + 2, "approved_by": "王主任"})
    planting.shift({"hours_in_zone": None, "approved_by": "王主任"})
    planting.shift({"zone": "clean", "hours_in_zone": None})
    planting.shift({"hours_in_zone": MOST + 1}, AS_OF - TURN + 1)
    for late in (0, 1):
        planting.shift({"exposed_at": HOUR, "exposure_assessed_at": HOUR + TOLD_WITHIN + late})
        planting.need(MET_WITHIN + late, planting.at())
    planting.shift({"exposed_at": HOUR}, AS_OF - TOLD_WITHIN - HOUR + 1)
    planting.need(None, AS_OF - MET_WITHIN + 1)
    for number, late in ((3, 0), (4, 1)):
        left = planting.at()
        planting.telling.mission(number, left, families_named_at=left + TOLD_WITHIN + late)
    planting.telling.mission(5, AS_OF - TOLD_WITHIN + 1, families_named_at=None)
    _rest_just(planting)
    _ill_just(planting)


def _rest_just(planting: Planting) -> None:
    """Twelve hours to the dot, less as someone allowed it, less before a shift elsewhere."""
    planting.after(LEAST)
    planting.after(LEAST, {"zone": "clean", "hours_in_zone": None})
    planting.after(LEAST - 1, approved_by="王主任")
    planting.after(HOUR, zone="clean", hours_in_zone=None)


def _ill_just(planting: Planting) -> None:
    """Fourteen days apart; looked into at the last second, and a second late; due in a second; alone; said again just in time."""
    planting.pair(TOGETHER)
    for late in (0, 1):
        ward, _, at = planting.pair(HOUR)
        planting.telling.event(ward, at - HOUR, reported_at=at + LOOKED_WITHIN + late)
    planting.pair(HOUR, AS_OF - LOOKED_WITHIN + 1)
    planting.telling.ill(planting.telling.ward(), planting.at())
    planting.shift({"ill": True}, AS_OF - TOLD_WITHIN + 1)
    planting.again(TOGETHER - 1)


def _shifts(planting: Planting) -> None:
    for changes, must, finding, why in (
        ({"hours_in_zone": MOST + 0.5}, HOURS, "gap", "half an hour beyond the limit, and nobody allowed it"),
        ({"hours_in_zone": None}, HOURS, "cannot_tell", "hours in the zone are not known"),
        ({"exposed_at": HOUR, "exposure_assessed_at": None}, ASSESSED, "gap", "an exposure that nobody assessed"),
    ):  # fmt: skip
        planting.find(must, "staff_shift", planting.shift(changes), finding, why)  # type: ignore[arg-type]
    number = planting.shift({"ill": None})
    planting.find(ASKED, "staff_shift", number, "gap", "nobody asked whether they were well")
    planting.find(DATED, "staff_shift", number, "cannot_tell", "whether they were well nobody asked")
    number = planting.shift({"zone": None, "exposed_at": HOUR, "exposure_assessed_at": 2 * HOUR})
    for must in (HOURS, REST, ASKED, ASSESSED, TESTED):
        planting.find(must, "staff_shift", number, "cannot_tell", "in which zone is not known")


def _rest(planting: Planting) -> None:
    clean = {"zone": "clean", "hours_in_zone": None}
    for number, why in (
        (planting.after(LEAST - 1), "a second less than twelve hours of rest, and nobody allowed it"),
        (planting.after(HOUR, clean), "an hour after a shift outside the zone"),
        (planting.after(-HOUR), "on duty twice at once"),
    ):
        planting.find(REST, "staff_shift", number, "gap", why)
    member, at = planting.telling.member(), planting.at()
    for _ in range(2):
        number = planting.telling.shift(member, at)
        planting.find(REST, "staff_shift", number, "gap", "two shifts that begin at the same second")


def _ill(planting: Planting) -> None:
    said = planting.shift({"ill": True})
    planting.find(DATED, "staff_shift", said, "gap", "since when they are ill nobody wrote down")
    said = planting.shift({"ill": True}, AS_OF - TOLD_WITHIN)
    planting.find(
        DATED, "staff_shift", said, "gap", "since when they are ill is not on record, due this second"
    )
    said = planting.again(TOGETHER)
    planting.find(DATED, "staff_shift", said, "gap", "the time on record is of an illness fourteen days ago")
    for told, why in (
        (None, "a second short of fourteen days apart, and nobody looks into it"),
        ({"investigation": "PENDING"}, "reported, and nobody looks into it"),
        ({"reported_at": None}, "when it was reported is not known"),
        ({"site_id": None}, "on which ward is not known of what is looked into"),
    ):
        ward, second, at = planting.pair(TOGETHER - 1)
        if told is not None:
            planting.telling.event(ward, at, **told)
        _cluster(planting, second, at, "gap", why)
    at = planting.at()
    _cluster(
        planting,
        planting.telling.member(site_id=None, ill_at=at),
        at,
        "cannot_tell",
        "of which ward is not known",
    )


def _cluster(planting: Planting, member: int, at: int, finding: Finding, why: str) -> None:
    area = planting.draft.kept.told("staff_member", member)["area_id"]
    planting.draft.find(CLUSTER, "staff_member", member, finding, why, area, midnight(_day(at)))


def _needs(planting: Planting) -> None:
    planting.find(NEED, "need", planting.need(None, planting.at()), "gap", "the need of a family was not met")
    planting.find(NEED, "need", planting.need(None, AS_OF - MET_WITHIN), "gap", "not met, due this second")
    untold = planting.telling.need(planting.telling.member(), planting.at(), asked_at=None)
    planting.find(NEED, "need", untold, "cannot_tell", "when the family asked is not known")


def _missions(planting: Planting) -> None:
    number = planting.telling.mission(6, planting.at(), families_named_at=None)
    planting.find(FAMILIES, "mission", number, "gap", "families have nobody to turn to")
    number = planting.telling.mission(6, planting.at(), place_id=None)
    planting.find(FAMILIES, "mission", number, "cannot_tell", "where they were sent is not known")
    for days, finding, why in (
        (13, "gap", "watched for thirteen days"),
        (None, "cannot_tell", "until when is not known"),
    ):
        left = planting.at()
        back = left + DAY
        until = None if days is None else _day(back) + timedelta(days=days)
        number = planting.telling.mission(7, left, back_at=back, watch_until=until)
        planting.find(WATCHED, "mission", number, finding, why)  # type: ignore[arg-type]


def plant_tests(draft: Draft, *, planted: bool) -> None:
    """Shifts of members of whom no test is told but these: the laboratories did their ordinary work before."""
    planting, bench = Planting(draft, "failings of tests"), Bench(draft, "failings in tests of staff")
    for since in (-TESTED_WITHIN, 0, 1):
        _tested(planting, bench, since)
    _tested(planting, bench, -HOUR, -2 * HOUR)
    planting.shift({"zone": "clean", "hours_in_zone": None})
    planting.shift({}, AS_OF + 1)
    if not planted:
        return
    for shift, why in (
        (_tested(planting, bench, None), "never tested"),
        (_tested(planting, bench, -TESTED_WITHIN - 1), "tested a second too long before the shift"),
        (_tested(planting, bench, None, -HOUR), "the swab could not be tested, and none was taken again"),
        (planting.shift({}, AS_OF), "never tested, due this second"),
    ):
        planting.find(TESTED, "staff_shift", shift, "gap", why)
    _undated(planting, bench)


def _tested(planting: Planting, bench: Bench, since: int | None, spoilt: int | None = None) -> int:
    """A shift, with a swab so long after its start (before, where less than zero), and one that could not be tested."""
    member, at = planting.telling.member(), planting.at()
    if spoilt is not None:
        of_staff(bench, member, at + spoilt, condition="NOT_ADEQUATE")
    if since is not None:
        of_staff(bench, member, at + since)
    return planting.telling.shift(member, at)


def _undated(planting: Planting, bench: Bench) -> None:
    """A swab without a time counts for no shift; nor can it be told by when its answer is due."""
    member, at = planting.telling.member(), planting.at()
    number = of_staff(bench, member, at - DAY, condition=None, taken_at=None)
    planting.find(ANSWERED, "sample", number, "cannot_tell", "when the sample was taken is not known")
    shift = planting.telling.shift(member, at)
    planting.find(TESTED, "staff_shift", shift, "gap", "when the only swab was taken is not known")


def _day(at: int) -> date:
    first = date(2020, 2, 1)
    return first + timedelta(days=(at - midnight(first)) // DAY)
