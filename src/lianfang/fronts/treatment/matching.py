"""Who goes into which free room: in order of urgency, each takes the best of what is left, with the reasons. A person decides.

Pure. :func:`proposals` is quick for thousands of each; :func:`proposals_slowly` says the same in the obvious way, and a
property test holds the one to the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from lianfang.base import areas

Reason = Literal[
    "household", "room_for_household", "own_sex", "alone", "intensive", "dialysis", "dialysis_not_known", "infant",
    "wheelchair", "wheelchair_not_known", "pregnant_alone", "near",
]  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """Someone to be placed. What is not known is None, and is not taken for no.

    Attributes:
        key: by which the caller knows them; smaller first among equals.
        rank: 0 is the most urgent.
        place: the kind of place they belong into.
        household: of whom they may share a room with, whoever they are.
        alone: must they have a room to themselves?
    """

    key: str
    rank: int
    waited: int
    place: str
    sex: str | None = None
    household: int | None = None
    area: int = 0
    alone: bool = False
    intensive: bool = False
    pregnant: bool | None = None
    infant: bool | None = None
    dialysis: bool | None = None
    wheelchair: bool | None = None


@dataclass(frozen=True)
class Room:
    """A room with free beds: for whom it is fit, and who is in it."""

    key: str
    place: str
    free: tuple[str, ...]
    sex: str | None = None
    area: int = 0
    intensive: bool = False
    dialysis: bool | None = None
    infant: bool | None = None
    wheelchair: bool | None = None
    sexes: frozenset[str | None] = frozenset()
    households: frozenset[int | None] = frozenset()
    held_alone: bool = False


@dataclass(frozen=True)
class Proposal:
    """A bed for someone, and why this one; without a bed where none that is left is fit."""

    who: str
    bed: str = ""
    reasons: tuple[Reason, ...] = ()


def order(waiting: Iterable[Waiting]) -> list[Waiting]:
    """The most urgent first; among equals who has waited longest."""
    return sorted(waiting, key=lambda one: (one.rank, -one.waited, one.key))


def fits(one: Waiting, room: Room) -> bool:
    """May this person lie in this room?"""
    kin = one.household is not None and room.households == {one.household}
    if room.place != one.place or not room.free or room.held_alone:
        return False
    if one.alone and room.sexes:
        return False
    if (one.dialysis and room.dialysis is False) or (one.wheelchair and room.wheelchair is False):
        return False
    if one.infant and room.infant is False and not kin:
        return False
    if kin:
        return True
    if room.sex is not None and one.sex != room.sex:
        return False
    # Strangers share with their own sex; of whom it is not known, with nobody.
    return not room.sexes or (one.sex is not None and room.sexes == {one.sex})


def worth(one: Waiting, room: Room, kin_waiting: int) -> tuple[int, tuple[Reason, ...]]:
    """How well a room fits someone whom it fits, and why. ``kin_waiting`` is how many of the household wait, they included."""
    marks = [*_of_company(one, room, kin_waiting), *_of_needs(one, room)]
    if one.area and room.area and areas.is_within(one.area, room.area):
        marks.append((2, "near"))
    # What few need is left to them.
    spared = 96 * (room.intensive and not one.intensive) + 6 * (bool(room.dialysis) and not one.dialysis)
    spared += 3 * (bool(room.wheelchair) and not one.wheelchair)
    return sum(mark for mark, _ in marks) - spared, tuple(reason for _, reason in marks)


def _of_company(one: Waiting, room: Room, kin_waiting: int) -> Iterator[tuple[int, Reason]]:
    """With whom the room is shared."""
    if one.household is not None and room.households == {one.household}:
        yield 64, "household"
    elif kin_waiting > 1 and not room.sexes and len(room.free) >= kin_waiting:
        yield 32, "room_for_household"
    if one.alone and not room.sexes:
        yield 16, "alone"
    elif one.pregnant and not room.sexes:
        yield 20, "pregnant_alone"
    if room.sexes and room.sexes == {one.sex}:
        yield 8, "own_sex"


def _of_needs(one: Waiting, room: Room) -> Iterator[tuple[int, Reason]]:
    """What the room has that the person needs."""
    if one.intensive and room.intensive:
        yield 128, "intensive"
    if one.dialysis:
        yield (48, "dialysis") if room.dialysis else (-8, "dialysis_not_known")
    if one.wheelchair:
        yield (40, "wheelchair") if room.wheelchair else (-4, "wheelchair_not_known")
    if one.infant and room.infant:
        yield 24, "infant"


def _taken(room: Room, one: Waiting) -> Room:
    return replace(
        room, free=room.free[1:], sexes=room.sexes | {one.sex}, households=room.households | {one.household},
        held_alone=room.held_alone or one.alone,
    )  # fmt: skip


def proposals(waiting: Sequence[Waiting], rooms: Sequence[Room]) -> list[Proposal]:
    """A bed for each, in order of urgency. Rooms that are alike to whoever asks are looked at once.

    Args:
        waiting: whoever is to be placed.
        rooms: those with free beds.
    """
    left = {room.key: room for room in rooms}
    alike: dict[str, dict[Room, list[str]]] = defaultdict(lambda: defaultdict(list))
    for room in sorted(rooms, key=lambda one: one.key):
        alike[room.place][_look(room)].append(room.key)
    kin = _kin(waiting)
    found = []
    for one in order(waiting):
        best = _best(one, alike[one.place], kin.get(one.household, 1) if one.household is not None else 1)
        if one.household is not None:
            kin[one.household] -= 1
        if best is None:
            found.append(Proposal(one.key))
            continue
        look, reasons = best
        key = alike[one.place][look][0]
        room = left[key]
        found.append(Proposal(one.key, room.free[0], reasons))
        _again(alike[one.place], look, key)
        left[key] = _taken(room, one)
        if left[key].free:
            _insert(alike[one.place][_look(left[key])], key)
    return found


def _look(room: Room) -> Room:
    """A room without what tells it from one that is alike: its name, and which beds are free but for how many."""
    return replace(room, key="", free=("",) * len(room.free))


def _best(one: Waiting, looks: dict[Room, list[str]], kin: int) -> tuple[Room, tuple[Reason, ...]] | None:
    best: tuple[int, str] | None = None
    answer: tuple[Room, tuple[Reason, ...]] | None = None
    for look, keys in looks.items():
        if not keys or not fits(one, look):
            continue
        mark, reasons = worth(one, look, kin)
        if best is None or (-mark, keys[0]) < best:
            best, answer = (-mark, keys[0]), (look, reasons)
    return answer


def _again(looks: dict[Room, list[str]], look: Room, key: str) -> None:
    looks[look].remove(key)
    if not looks[look]:
        del looks[look]


def _insert(keys: list[str], key: str) -> None:
    keys.append(key)
    keys.sort()


def _kin(waiting: Sequence[Waiting]) -> dict[int, int]:
    kin: dict[int, int] = defaultdict(int)
    for one in waiting:
        if one.household is not None:
            kin[one.household] += 1
    return kin


def proposals_slowly(waiting: Sequence[Waiting], rooms: Sequence[Room]) -> list[Proposal]:
    """The same, every room looked at for everyone."""
    left, found, kin = list(rooms), [], _kin(waiting)
    for one in order(waiting):
        count = kin.get(one.household, 1) if one.household is not None else 1
        if one.household is not None:
            kin[one.household] -= 1
        fit = [room for room in left if fits(one, room)]
        if not fit:
            found.append(Proposal(one.key))
            continue
        best = min(fit, key=lambda room: (-worth(one, room, count)[0], room.key))
        found.append(Proposal(one.key, best.free[0], worth(one, best, count)[1]))
        left[left.index(best)] = _taken(best, one)
    return found
