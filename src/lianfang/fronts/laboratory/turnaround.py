"""How long a laboratory takes from receipt to result, those still waiting counted as waiting. Plain values, no tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lianfang.outlook.lasting import lasting

MINUTE, HOUR = 60, 3600


@dataclass(frozen=True)
class Turnaround:
    """Hours from receipt to result.

    Attributes:
        n: samples received.
        pending: of these, without an answer yet; they count for as long as they have waited.
        reversed: answered before they were received; their time is not known, and they are left out.
        naive: median of those answered alone; too short while others wait.
        median: by Kaplan-Meier; None while less than half are expected to be answered within what was seen.
        low, high: its 95 % interval.
    """

    n: int
    pending: int
    reversed: int
    naive: float | None
    median: float | None
    low: float | None
    high: float | None


def turnaround(spells: Iterable[tuple[int, int | None]], at: int) -> Turnaround:
    """From (received, answered or None) at an instant; to the minute."""
    told = list(spells)
    sound = [(received, answered) for received, answered in told if answered is None or answered >= received]
    lost = len(told) - len(sound)
    if not sound:
        return Turnaround(0, 0, lost, None, None, None, None)
    ended = [answered is not None for _, answered in sound]
    seconds = [(at if answered is None else answered) - received for received, answered in sound]
    stay = lasting([max(each, 0) // MINUTE / 60 for each in seconds], ended)
    return Turnaround(
        len(sound), len(sound) - stay.ended, lost, stay.naive_median, stay.median, stay.low, stay.high
    )
