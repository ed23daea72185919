"""Who is on which list: one party is one row of the register of people or of vehicles, before anyone is taken for another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from lianfang.base.words import Text


class Side(StrEnum):
    """The lists that are held against each other."""

    MANIFEST = "manifest"
    DECLARED = "declared"
    SCREENED = "screened"
    PASSED = "passed"
    ARRIVED = "arrived"


SEEN = frozenset({Side.SCREENED, Side.PASSED})
AT_WILL = frozenset({Side.DECLARED})
"""Where one may stand twice: a second declaration is nothing out of the way."""

REASONS: Mapping[str, Text] = {
    "decided": Text("人工认定为同一人（车）", "a person decided that they are the same"),
    "same_document": Text("证件号码相同", "the same document number"),
    "lookalike_document": Text("证件号码仅形近字符不同（如 0/O）", "document numbers differ only in signs that look alike (0/O …)"),
    "one_document": Text("证件号码一位不同", "one character of the document number is off"),
    "swapped_document": Text("证件号码相邻两位互换", "two neighbouring characters of the document number are swapped"),
    "length_document": Text("证件号码多或少一位", "the document number has one character too many or too few"),
    "same_name": Text("姓名相同", "the same name"),
    "sound_name": Text("姓名拼音相近", "names that sound alike in pinyin"),
    "same_telephone": Text("电话相同", "the same telephone"),
    "near_telephone": Text("电话号码相近", "telephone numbers that are nearly equal"),
    "misread_plate": Text("号牌字母 O、I 应为数字 0、1", "O and I on the plate can only be 0 and 1"),
    "lookalike_plate": Text("号牌仅形近字符不同", "plates differ only in signs that look alike"),
    "one_plate": Text("号牌一位不同", "one character of the plate is off"),
    "swapped_plate": Text("号牌相邻两位互换", "two neighbouring characters of the plate are swapped"),
    "length_plate": Text("号牌多或少一位", "the plate has one character too many or too few"),
    "same_company": Text("车上有同一人", "the same person in the car"),
    "other_name": Text("但姓名不同", "but the names differ"),
    "anothers": Text("但其中一个号码正是另一人的", "but one of the numbers is exactly another person's"),
    "other_document": Text("但证件号码不同", "but the document numbers differ"),
    "seen_twice": Text("但两者都在同一份查验、通行或到达记录中", "but both were checked, let through or arrived"),
    "several": Text("但不止一人相符", "but more than one fits"),
}  # fmt: skip
"""Why two parties are, or may be, one: what a person reads who has to decide."""


@dataclass(frozen=True)
class Party:
    """One person or vehicle as the registers know it, with what identifies it in normal form.

    ``companions`` are the people known to be in a car; ``anothers`` says that its number is exactly that of someone who
    is not on these lists.
    """

    key: int
    sides: frozenset[Side]
    documents: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    telephones: frozenset[str] = frozenset()
    plates: frozenset[str] = frozenset()
    companions: frozenset[int] = frozenset()
    anothers: bool = False


@dataclass(frozen=True)
class Pair:
    """Two parties that are one, or may be; ``one`` has the smaller key."""

    one: int
    other: int
    sure: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Traveller:
    """One person or vehicle as far as can be told: the parties it goes under and the lists it is on."""

    keys: tuple[int, ...]
    sides: frozenset[Side]
    joined: tuple[Pair, ...] = ()


Decision = Literal["same", "not_same"]
Decisions = Mapping[tuple[int, int], Decision]
"""What people decided of two parties, the smaller key first."""


@dataclass(frozen=True)
class Joined:
    """Everyone once, and the pairs that a person has to decide."""

    travellers: tuple[Traveller, ...]
    review: tuple[Pair, ...]
