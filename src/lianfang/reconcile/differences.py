"""The four lists of what does not agree, and what cannot be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lianfang.base.words import Text
from lianfang.reconcile.parties import SEEN, Side, Traveller


class Difference(StrEnum):
    """What does not agree."""

    DECLARED_NOT_SEEN = "declared_not_seen"
    SEEN_NOT_DECLARED = "seen_not_declared"
    MANIFEST_NOT_SCREENED = "manifest_not_screened"
    RELEASED_NOT_ARRIVED = "released_not_arrived"


TITLES: Mapping[Difference, Text] = {
    Difference.DECLARED_NOT_SEEN: Text("已申报未见到", "declared and not seen"),
    Difference.SEEN_NOT_DECLARED: Text("已见到未申报", "seen and not declared"),
    Difference.MANIFEST_NOT_SCREENED: Text("名单上有而未查验", "on the manifest and not screened"),
    Difference.RELEASED_NOT_ARRIVED: Text("已放行未到达", "released and not arrived"),
}


@dataclass(frozen=True)
class Facts:
    """What the records say of one party, as far as known.

    Attributes:
        released_at: when it was let go to its community.
        held: it was sent to a clinic or isolated instead of being let go.
        must_declare: None where that cannot be told.
        arrival_undated: a stay was recorded without saying when it began.
        overdue: the time for which it declared has run out; if not, it may still come.
    """

    released_at: int | None = None
    held: bool = False
    must_declare: bool | None = True
    arrival_undated: bool = False
    overdue: bool = True


@dataclass(frozen=True)
class Undecided:
    """A traveller of whom a list cannot be told, and the fact that is missing."""

    keys: tuple[int, ...]
    difference: Difference
    missing: Text


NO_RELEASE = Text("放行时间", "the time of release")
NO_RULE = Text("放行时刻生效的到达时限", "a time to arrive in force at the release")
NO_ARRIVAL = Text("到达时间", "the time of arrival")
NO_SCOPE = Text(
    "车辆类别或车上人员（是否须申报）", "its class or who is in it, which say whether it must declare"
)


@dataclass(frozen=True)
class Differences:
    """The lists, each traveller by its keys, and those not yet due to arrive."""

    lists: Mapping[Difference, tuple[tuple[int, ...], ...]]
    undecided: tuple[Undecided, ...]
    waiting: int


@dataclass(frozen=True)
class Time:
    """The instant asked about, and how long after a release one may be on the way: by the instants from which it holds."""

    as_of: int
    arrive_within: Sequence[tuple[int, int]] = ()

    def allowed(self, released_at: int) -> int | None:
        """The time to arrive in force at an instant; None before the first."""
        found = [seconds for since, seconds in self.arrive_within if since <= released_at]
        return found[-1] if found else None


def differences(travellers: Iterable[Traveller], facts: Mapping[int, Facts], time: Time) -> Differences:
    """Hold each traveller's sides against each other.

    Args:
        facts: by party.
        time: when, and the plan's time to arrive.
    """
    lists: dict[Difference, list[tuple[int, ...]]] = {kind: [] for kind in Difference}
    undecided: list[Undecided] = []
    waiting = 0
    for traveller in travellers:
        own = [facts[key] for key in traveller.keys]
        seen = bool(traveller.sides & SEEN)
        if Side.DECLARED in traveller.sides and not seen and any(one.overdue for one in own):
            lists[Difference.DECLARED_NOT_SEEN].append(traveller.keys)
        if seen and Side.DECLARED not in traveller.sides:
            must = _must_declare(own)
            if must:
                lists[Difference.SEEN_NOT_DECLARED].append(traveller.keys)
            elif must is None:
                undecided.append(Undecided(traveller.keys, Difference.SEEN_NOT_DECLARED, NO_SCOPE))
        if Side.MANIFEST in traveller.sides and Side.SCREENED not in traveller.sides:
            lists[Difference.MANIFEST_NOT_SCREENED].append(traveller.keys)
        if seen and Side.ARRIVED not in traveller.sides and not any(one.held for one in own):
            found = _late(own, time)
            if isinstance(found, Text):
                undecided.append(Undecided(traveller.keys, Difference.RELEASED_NOT_ARRIVED, found))
            elif found:
                lists[Difference.RELEASED_NOT_ARRIVED].append(traveller.keys)
            else:
                waiting += 1
    return Differences({kind: tuple(found) for kind, found in lists.items()}, tuple(undecided), waiting)


def _must_declare(own: Sequence[Facts]) -> bool | None:
    said = {one.must_declare for one in own}
    return True if True in said else None if None in said else False


def _late(own: Sequence[Facts], time: Time) -> bool | Text:
    """Released so long ago that it should have arrived; or the fact for want of which that cannot be told."""
    if any(one.arrival_undated for one in own):
        return NO_ARRIVAL
    released = [one.released_at for one in own if one.released_at is not None]
    if not released:
        return NO_RELEASE
    allowed = time.allowed(min(released))
    return NO_RULE if allowed is None else min(released) + allowed <= time.as_of
