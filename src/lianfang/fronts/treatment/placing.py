"""Whoever waits, matched with the rooms that are free: what is known of each, and why this room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lianfang.base.words import Text
from lianfang.fronts.treatment import bed_board
from lianfang.fronts.treatment.matching import Proposal, Reason, Waiting, proposals
from lianfang.fronts.treatment.queue import AT_HOME, Waits
from lianfang.registers.access import Reader
from lianfang.registers.models import Bed

INFANT_BELOW = 3
PREGNANT = ("FIRST_TRIMESTER", "SECOND_TRIMESTER", "THIRD_TRIMESTER", "PREGNANT")
WORDS: Mapping[Reason, Text] = {
    "household": Text("与家人同住", "with the household"),
    "room_for_household": Text("可容全家", "room for the household"),
    "own_sex": Text("同性别同室", "shared with the same sex"),
    "alone": Text("单间", "a room alone"),
    "intensive": Text("重症床", "intensive care"),
    "dialysis": Text("可透析", "dialysis can be given"),
    "dialysis_not_known": Text("能否透析未登记", "whether dialysis can be given is not on record"),
    "infant": Text("可收婴幼儿", "fit for an infant"),
    "wheelchair": Text("轮椅可达", "a wheelchair can enter"),
    "wheelchair_not_known": Text("轮椅能否进入未登记", "whether a wheelchair can enter is not on record"),
    "pregnant_alone": Text("孕妇单间", "alone, as pregnant"),
    "near": Text("就近", "near"),
}


@dataclass(frozen=True)
class Proposed:
    """A bed for someone who waits, with the reasons in words; None where none that is left is fit."""

    bed: Bed | None
    reasons: tuple[Text, ...]


def proposed(waiting: Iterable[Waits], reader: Reader, at: int) -> dict[str, Proposed]:
    """The proposals, by the key of who waits."""
    rooms, there = bed_board.free_rooms(reader, at)
    asked = [told(one) for one in waiting if one.how == "waits" and one.owed.place not in (None, AT_HOME)]
    return {one.who: _said(one, there) for one in proposals(asked, rooms)}


def _said(one: Proposal, there: Mapping[str, Bed]) -> Proposed:
    return Proposed(there.get(one.bed), tuple(WORDS[reason] for reason in one.reasons))


def told(one: Waits) -> Waiting:
    """What is known of someone who waits, as matching takes it."""
    row: Any = one.owed.row
    needs = getattr(getattr(row, "household", None), "vulnerable", None)
    age = getattr(row, "age", None)
    return Waiting(
        one.owed.key, one.rank, one.waited if one.waited is not None else 1 << 40, one.owed.place or "", sex=_sex(row),
        household=getattr(row, "household_id", None), area=row.area_id, alone=one.owed.group in ("suspect", "fever"),
        intensive=getattr(row, "severity", None) in ("SEVERE", "CRITICAL"),
        pregnant=getattr(row, "pregnancy", None) in PREGNANT or needs == "pregnant",
        infant=(age is not None and age < INFANT_BELOW) or needs == "infant", dialysis=needs == "dialysis",
        wheelchair=True if needs == "disabled" else None,
    )  # fmt: skip


def _sex(row: Any) -> str | None:
    said = getattr(row, "sex", None) or getattr(row.person, "sex", None)
    return str(said) if said else None
