"""Whoever waits, matched with the rooms that are free: what is known of each, and why this room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lianfang.base.words import Text
from lianfang.fronts.treatment import bed_board, needs
from lianfang.fronts.treatment.matching import Proposal, Reason, Waiting, proposals
from lianfang.fronts.treatment.needs import Needs
from lianfang.fronts.treatment.queue import AT_HOME, Waits
from lianfang.registers.access import Reader
from lianfang.registers.models import Bed

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
OF_HOME: Mapping[str, Text] = {
    "dialysis": Text("家中有人需透析，请问明是谁", "someone of the household is on dialysis: ask who"),
    "disabled": Text(
        "家中有残疾人，请问明是谁、能否使用轮椅",
        "someone of the household is disabled: ask who, and whether by wheelchair",
    ),
    "pregnant": Text("家中有孕产妇，请问明是谁", "someone of the household is pregnant: ask who"),
    "infant": Text("家中有婴幼儿，请问明是谁", "there is an infant in the household: ask who"),
}


@dataclass(frozen=True)
class Proposed:
    """A bed for someone who waits, with the reasons in words; None where none that is left is fit."""

    bed: Bed | None
    reasons: tuple[Text, ...]


def proposed(waiting: Iterable[Waits], reader: Reader, at: int) -> dict[str, Proposed]:
    """The proposals, by the key of who waits."""
    rooms, there = bed_board.free_rooms(reader, at)
    asked = [one for one in waiting if one.how == "waits" and one.owed.place not in (None, AT_HOME)]
    of = needs.of_persons((one.owed.row.person_id for one in asked), at)
    known = {one.owed.key: of.get(one.owed.row.person_id or 0, Needs()) for one in asked}
    found = proposals([told(one, known[one.owed.key]) for one in asked], rooms)
    return {one.who: _said(one, there, known[one.who]) for one in found}


def _said(one: Proposal, there: Mapping[str, Bed], of: Needs) -> Proposed:
    return Proposed(there.get(one.bed), (*(WORDS[reason] for reason in one.reasons), *_to_ask(of)))


def _to_ask(of: Needs) -> Iterator[Text]:
    """What nobody has said, and whoever lays them into a bed had better ask."""
    if of.of_home:
        yield OF_HOME[of.of_home]
    elif of.dialysis is None and of.wheelchair is None:
        yield Text("特殊需要未登记", "needs not on record")


def told(one: Waits, of: Needs) -> Waiting:
    """What is known of someone who waits, as matching takes it."""
    row: Any = one.owed.row
    return Waiting(
        one.owed.key, one.rank, one.waited if one.waited is not None else 1 << 40, one.owed.place or "", sex=_sex(row),
        household=of.household, area=row.area_id, alone=one.owed.group in ("suspect", "fever"),
        intensive=getattr(row, "severity", None) in ("SEVERE", "CRITICAL"),
        pregnant=of.pregnant, infant=of.infant, dialysis=of.dialysis, wheelchair=of.wheelchair,
    )  # fmt: skip


def _sex(row: Any) -> str | None:
    said = getattr(row, "sex", None) or getattr(row.person, "sex", None)
    return str(said) if said else None
