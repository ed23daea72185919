"""Failings, near misses and undecidable records of shifts, of independent counts and of quarantine rooms.

The limits are those of the plan's sentences, written down again on purpose: one hour after a shift, two after a day.
"""

from __future__ import annotations

from typing import Any

from lianfang.synth import posts
from lianfang.synth.calendar import AS_OF, DAY, HOUR, midnight
from lianfang.synth.draft import DailyReturn, Draft
from lianfang.synth.planting_records import NO_COUNT, UNKNOWN_OPENING
from lianfang.synth.scene import Scene, cycle, many

MANNED, SENT, COUNTED, ROOMS = (
    "road-gate-manned-day-and-night", "shift-tally-sent", "counted-independently-each-day", "quarantine-rooms-reported",
)  # fmt: skip
SENT_WITHIN, DAY_WITHIN = HOUR, 2 * HOUR
DUE_DAYS = [midnight(day) for day in posts.post_days() if midnight(day) + DAY + DAY_WITHIN <= AS_OF]


class Shifts:
    """The shifts of ordinary gates on days that are due; each is taken once."""

    def __init__(self, scene: Scene):
        self.scene, self.draft = scene, scene.draft
        usual = {site.id for site in scene.draft.gates.usual["road"]}
        rows = [
            (number, told)
            for number, told in scene.draft.kept.every("shift_tally")
            if told["site_id"] in usual and _day(told) in DUE_DAYS
        ]
        scene.chance.shuffle(rows)
        self.left = {kind: [row for row in rows if row[1]["kind"] == kind] for kind in ("post", "counter")}
        self.taken: set[tuple[int, int]] = set()

    def take(self, kind: str) -> tuple[int, dict[str, Any]]:
        """A shift or an independent count of a gate and day to which nothing has happened yet."""
        while True:
            number, told = self.left[kind].pop()
            where = told["site_id"], _day(told)
            if where not in self.taken:
                self.taken.add(where)
                return number, told


def _day(told: dict[str, Any]) -> int:
    """00:00 of the day of a shift."""
    start: int = told["starts_at"]
    return start - (start + 8 * HOUR) % DAY


def shifts_just(shifts: Shifts, count: int) -> None:
    """Near misses: sent to the last second, a second late; a count of zero; manned by one."""
    for late in cycle((0, 1), count):
        _, told = shifts.take("post")
        told["made_at"] = told["ends_at"] + SENT_WITHIN + late
        _, told = shifts.take("counter")
        told["made_at"] = _day(told) + DAY + DAY_WITHIN + late
    shifts.take("post")[1]["staff"] = 1


def shifts_not(shifts: Shifts, count: int) -> None:
    """Gaps of a gate's day: nobody on duty. Of a shift: no count. Cannot-tells: how many, or when it was sent."""
    words = {"staff": "how many were on duty is not known", "made_at": "when the count was sent is not known"}
    for kind in cycle(("nobody", "vehicles", *words), count):
        number, told = shifts.take("post")
        gate_day = ("site", told["site_id"])
        if kind == "nobody":
            told["staff"] = 0
            shifts.draft.find(
                MANNED, *gate_day, "gap", "nobody was on duty in a shift", told["area_id"], _day(told)
            )
        elif kind == "vehicles":
            told["vehicles"] = None
            shifts.draft.find(SENT, "shift_tally", number, "gap", "a shift without a count", told["area_id"])
        elif kind == "staff":
            told["staff"] = None
            shifts.draft.find(MANNED, *gate_day, "cannot_tell", words[kind], told["area_id"], _day(told))
        else:
            told["made_at"] = None
            shifts.draft.find(SENT, "shift_tally", number, "cannot_tell", words[kind], told["area_id"])


def counts_not(shifts: Shifts, count: int) -> None:
    """Gaps: an independent count without its number or its time."""
    for kind in cycle(("vehicles", "made_at"), count):
        _, told = shifts.take("counter")
        told[kind] = None
        why = "no independent count"
        shifts.draft.find(COUNTED, "site", told["site_id"], "gap", why, told["area_id"], _day(told))


def never_decided(draft: Draft) -> None:
    """The gate that opened at an unknown time and the one whose mode is not known: nobody can tell on any day."""
    for site in draft.gates.sites:
        if site.kind != "gate" or (site.opened_at is not None and site.mode is not None):
            continue
        why = UNKNOWN_OPENING if site.opened_at is None else "by which mode is not known"
        for day in DUE_DAYS:
            for must in (MANNED, COUNTED):
                draft.find(must, "site", site.id, "cannot_tell", why, site.area, day)


def rooms(scene: Scene, *, planted: bool) -> None:
    """Near: to the last second, a second late, a zero. Gaps: none, no value, no time. A site that opened at no known time."""
    draft = scene.draft
    sent = [row for row in draft.returns if row.figure == posts.ROOMS and midnight(row.day) in DUE_DAYS]
    undated = next(site for site in draft.gates.sites if site.kind == "quarantine_site")
    chosen = scene.chance.sample([row for row in sent if row.site != undated.id], 6)
    for late, near in enumerate(chosen[:2]):
        near.made_at = midnight(near.day) + DAY + DAY_WITHIN + late
    chosen[2].value = 0
    if not planted:
        return
    gone: list[DailyReturn] = []
    for kind, bad in zip(("missing", "value", "instant"), chosen[3:], strict=True):
        if kind == "missing":
            gone.append(bad)
        elif kind == "value":
            bad.value = None
        else:
            bad.made_at = None
        draft.find(ROOMS, "site", bad.site or 0, "gap", NO_COUNT[kind], bad.area, midnight(bad.day))
    draft.returns = [row for row in draft.returns if not any(row is lost for lost in gone)]
    undated.opened_at = None
    for day in DUE_DAYS:
        why = "when the site opened is not known"
        draft.find(ROOMS, "site", undated.id, "cannot_tell", why, undated.area, day)


def plant(scene: Scene, *, planted: bool) -> None:
    """Near misses always; failings and undecidable records where asked."""
    shifts = Shifts(scene)
    shifts_just(shifts, 4)
    rooms(scene, planted=planted)
    if not planted:
        return
    shifts_not(shifts, many(len(shifts.left["post"])))
    counts_not(shifts, many(len(shifts.left["counter"])))
    never_decided(scene.draft)
