"""The duty roster of a reader's area: who is on, who comes, where nobody is, and what shifts left for one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lianfang.base.problems import Problem, Refused
from lianfang.registers.access import Reader, rows
from lianfang.registers.models import Handover, Shift

HOUR = 3600
AHEAD = 48 * HOUR
"""Seconds ahead for which a roster is to be without gaps."""
BEHIND = 7 * 24 * HOUR
"""A unit and place that had a shift within so many seconds is one that is to be manned."""
MOST = 500
NOTES = 30


@dataclass(frozen=True)
class Unmanned:
    """A unit's place where nobody is on from an instant until another; ``until`` is None where nobody comes that is known of."""

    last: Shift
    since: int
    until: int | None


@dataclass(frozen=True)
class Roster:
    """The roster at an instant: ``notes`` by their shift's reference; ``left`` are shifts that have ended."""

    on: Sequence[Shift]
    coming: Sequence[Shift]
    unmanned: Sequence[Unmanned]
    left: Sequence[Shift]
    notes: Mapping[str, Handover]


def roster(*, reader: Reader, at: int) -> Roster:
    """The roster of a reader's area at an instant."""
    kept = rows(Shift, reader).filter(ends_at__gt=at - BEHIND, begins_at__lt=at + AHEAD)
    found = list(kept.select_related("unit", "area").order_by("begins_at", "id")[: MOST + 1])[:MOST]
    ended = [shift for shift in found if shift.ends_at <= at]
    on = [shift for shift in found if shift.begins_at <= at < shift.ends_at]
    left = sorted(ended, key=lambda shift: (-shift.ends_at, -shift.pk))[:NOTES]
    notes = Handover.objects.filter(shift__in=[shift.ref for shift in (*on, *left)])
    return Roster(
        on, [shift for shift in found if shift.begins_at > at], unmanned(found, at), left,
        {one.shift: one for one in notes},
    )  # fmt: skip


def on_duty(*, reader: Reader, at: int, most: int) -> list[Shift]:
    """Who is on now in a reader's area, the widest areas first."""
    kept = rows(Shift, reader).filter(begins_at__lte=at, ends_at__gt=at)
    return list(kept.select_related("unit", "area").order_by("area", "unit", "place", "id")[:most])


def unmanned(shifts: Sequence[Shift], at: int) -> list[Unmanned]:
    """Where nobody is on, from now until :data:`AHEAD`: by unit and place, in order of time.

    Args:
        shifts: in order of their beginning, those that ended within :data:`BEHIND` too.
        at: now.
    """
    posts: dict[tuple[int, str], list[Shift]] = defaultdict(list)
    for shift in shifts:
        posts[shift.unit_id, shift.place].append(shift)
    found = []
    for theirs in posts.values():
        manned, last = at, theirs[0]
        for shift in theirs:
            if shift.begins_at > manned:
                found.append(Unmanned(last, manned, shift.begins_at))
            if shift.ends_at >= manned or shift.ends_at > last.ends_at:
                last = shift
            manned = max(manned, int(shift.ends_at))  # type: ignore[call-overload]
        if manned < at + AHEAD:
            found.append(Unmanned(last, manned, None))
    return sorted(found, key=lambda one: (one.since, one.last.pk))


def shift_of(ref: str, *, reader: Reader) -> tuple[Shift, Handover | None]:
    """A shift and its note.

    Raises:
        Refused: there is none in the reader's reach.
    """
    found = rows(Shift, reader).filter(ref=ref).select_related("unit", "area").first()
    if found is None:
        raise Refused(Problem("shift/not-found", facts={"ref": ref[:16]}))
    return found, Handover.objects.filter(shift=found.ref).first()


def before(shift: Shift, *, reader: Reader) -> tuple[Shift, Handover | None] | None:
    """The shift of the same unit and place that ended last before this one began; None where there is none."""
    earlier = rows(Shift, reader).filter(unit=shift.unit_id, place=shift.place, begins_at__lt=shift.begins_at)
    found = earlier.select_related("unit", "area").order_by("-ends_at", "-id").first()
    return None if found is None else (found, Handover.objects.filter(shift=found.ref).first())
