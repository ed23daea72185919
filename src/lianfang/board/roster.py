"""The duty roster of a reader's area: who is on, who comes, where nobody is, and what shifts left for one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet, Window
from django.db.models.functions import RowNumber

from lianfang.base.problems import Problem, Refused
from lianfang.registers.access import Reader, rows
from lianfang.registers.models import Handover, Shift

HOUR = 3600
AHEAD = 48 * HOUR
"""Seconds ahead for which a roster is to be without gaps."""
BEHIND = 7 * 24 * HOUR
"""A unit and place that had a shift within so many seconds is one that is to be manned."""
MOST = 500
"""Shifts, and gaps, of which each list shows as many; how many there are more is said."""
NOTES = 30
"""Shifts that have ended, of which as many are shown, the newest."""


@dataclass(frozen=True)
class Unmanned:
    """A unit's place where nobody is on from an instant until another; ``until`` is None where nobody comes that is known of."""

    last: Shift
    since: int
    until: int | None


@dataclass(frozen=True)
class Roster:
    """The roster at an instant.

    Attributes:
        on: who is on.
        coming: whose shift begins within :data:`AHEAD`.
        unmanned: where nobody is on.
        left: shifts that have ended within :data:`BEHIND`, the newest first.
        notes: of ``on`` and ``left``, by their shift's reference.
        waiting: how many notes of these and of all that are not shown nobody has taken over.
        more: how many each of the lists has beyond what is shown, by its name.
    """

    on: Sequence[Shift]
    coming: Sequence[Shift]
    unmanned: Sequence[Unmanned]
    left: Sequence[Shift]
    notes: Mapping[str, Handover]
    waiting: int
    more: Mapping[str, int]


def roster(*, reader: Reader, at: int) -> Roster:
    """The roster of a reader's area at an instant; gaps are looked for among all shifts, whatever is shown."""
    kept = rows(Shift, reader).filter(ends_at__gt=at - BEHIND, begins_at__lt=at + AHEAD)
    ended = kept.filter(ends_at__lte=at)
    now = list(_lean(kept.filter(ends_at__gt=at)))
    on, coming = ([shift for shift in now if (shift.begins_at > at) is later] for later in (False, True))
    gaps = unmanned(sorted([*_last(ended), *now], key=lambda shift: (shift.begins_at, shift.pk)), at)
    shown = [*on[:MOST], *coming[:MOST], *(one.last for one in gaps[:MOST])]
    whole = kept.select_related("unit", "area").in_bulk({shift.pk for shift in shown})
    left = list(ended.select_related("unit", "area").order_by("-ends_at", "-id")[:NOTES])
    notes = Handover.objects.filter(shift__in=[shift.ref for shift in (*_of(on, whole), *left)])
    begun = kept.filter(begins_at__lte=at).values("ref")
    return Roster(
        _of(on, whole), _of(coming, whole), [replace(one, last=whole[one.last.pk]) for one in gaps[:MOST]], left,
        {one.shift: one for one in notes}, Handover.objects.filter(shift__in=begun, taken_at=None).count(),
        {"on": len(on[MOST:]), "coming": len(coming[MOST:]), "unmanned": len(gaps[MOST:]), "left": ended.count() - len(left)},
    )  # fmt: skip


def _lean(shifts: QuerySet[Shift]) -> QuerySet[Shift]:
    """With what is needed to find gaps, in order of their beginning: there may be many."""
    return shifts.only("id", "unit_id", "place", "begins_at", "ends_at").order_by("begins_at", "id")


def _last(ended: QuerySet[Shift]) -> QuerySet[Shift]:
    """Of each unit and place the shift that ended last."""
    newest = Window(RowNumber(), partition_by=["unit_id", "place"], order_by=["-ends_at", "-id"])
    return _lean(ended.annotate(newest=newest).filter(newest=1))


def _of(shifts: Sequence[Shift], whole: Mapping[int, Shift]) -> list[Shift]:
    return [whole[shift.pk] for shift in shifts[:MOST]]


def on_duty(*, reader: Reader, at: int, most: int) -> list[Shift]:
    """Who is on now in a reader's area, the widest areas first."""
    kept = rows(Shift, reader).filter(begins_at__lte=at, ends_at__gt=at)
    return list(kept.select_related("unit", "area").order_by("area", "unit", "place", "id")[:most])


def unmanned(shifts: Sequence[Shift], at: int) -> list[Unmanned]:
    """Where nobody is on, from now until :data:`AHEAD`: by unit and place, in order of time.

    Args:
        shifts: in order of their beginning, of those that ended within :data:`BEHIND` at least the last of each unit and place.
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
