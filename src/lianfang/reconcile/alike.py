"""How two written identifiers are alike: the ways in which one is mistyped for the other, and no others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal

Likeness = Literal["same", "lookalike", "one", "swapped", "length"]
"""Equal; equal but for signs that look alike; one character off; two neighbours swapped; one too many or too few."""

SHORTEST = 6
"""Shorter ones are alike too easily."""
_LOOKALIKE = str.maketrans({"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8"})
_NEVER_ON_A_PLATE = str.maketrans({"O": "0", "I": "1"})
_PROVINCE_AND_CITY = 2
_SOUNDS = (("ZH", "Z"), ("CH", "C"), ("SH", "S"), ("NG", "N"), ("L", "N"), ("F", "H"), ("R", "L"))
_BETWEEN = re.compile(r"[\s\-·•.,，。'’]+")


def normal(text: str) -> str:
    """A number or plate as it is compared: NFKC, upper case, nothing between the characters."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).upper()


def normal_name(text: str) -> str:
    """A name as it is compared: NFKC, upper case; the words of one in Latin letters in the order of the alphabet."""
    plain = unicodedata.normalize("NFKC", text).upper()
    words = [word for word in _BETWEEN.split(plain) if word]
    return " ".join(sorted(words)) if all(word.isascii() for word in words) else "".join(words)


def folded(text: str) -> str:
    """With every sign that looks like a digit read as that digit."""
    return text.translate(_LOOKALIKE)


def how(one: str, other: str) -> Likeness | None:
    """How two numbers or plates are alike; None where they are not.

    The check character of a resident identity number (GB 11643, ISO 7064 MOD 11-2) finds every single wrong digit and every
    swap of neighbours: two numbers that both pass it, of twins as of strangers, are never alike here.
    """
    if one == other:
        return "same"
    if min(len(one), len(other)) < SHORTEST:
        return None
    if folded(one) == folded(other):
        return "lookalike"
    if len(one) == len(other):
        return _replaced(one, other)
    long, short = (one, other) if len(one) > len(other) else (other, one)
    return "length" if short in shortened(long) else None


def _replaced(one: str, other: str) -> Likeness | None:
    """Of equal length: one character off, or two neighbours swapped."""
    places = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(places) == 1:
        return "one"
    if len(places) == 2 and places[1] == places[0] + 1:
        first, second = places
        if (one[first], one[second]) == (other[second], other[first]):
            return "swapped"
    return None


def shortened(text: str) -> Iterator[str]:
    """The text with each of its characters left out in turn."""
    return (text[:i] + text[i + 1 :] for i in range(len(text)))


def keys_of(text: str) -> set[str]:
    """What two alike texts have at least one of in common: the folded text, and it less one character."""
    plain = folded(text)
    return {plain, *shortened(plain)}


def is_misread_plate(one: str, other: str) -> bool:
    """Equal once O and I, which no serial of a plate holds, are read as 0 and 1?"""
    return one != other and _serial(one) == _serial(other)


def _serial(plate: str) -> str:
    return plate[:_PROVINCE_AND_CITY] + plate[_PROVINCE_AND_CITY:].translate(_NEVER_ON_A_PLATE)


def sounds_alike(one: str, other: str) -> bool:
    """Two names in pinyin that are told apart by what many speakers do not tell apart (zh/z, ng/n, l/n, h/f …), or spacing?"""
    return one.isascii() and other.isascii() and one != other and _sound(one) == _sound(other)


def _sound(name: str) -> str:
    """Letters only: the words run together in whatever order, so that XIAO MING and XIAOMING are one."""
    for written, heard in _SOUNDS:
        name = name.replace(written, heard)
    return "".join(sorted(name.replace(" ", "")))
