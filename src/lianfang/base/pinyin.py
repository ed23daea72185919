"""Does a name sound like what was typed? In full or by its initials, whichever of its characters' readings is meant."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONELESS = str.maketrans({"ü": "v", "Ü": "v"})
_UMLAUT = "u\u0308"


def letters(text: str) -> str:
    """Latin letters alone, small and without tones; ü is v. Empty where the text has letters of another script."""
    plain = unicodedata.normalize("NFC", text).translate(_TONELESS)
    bare = "".join(
        "v" if unicodedata.normalize("NFD", one).startswith(_UMLAUT) else unicodedata.normalize("NFD", one)[0]
        for one in plain
    )
    if any(one.isalpha() and not one.isascii() for one in bare):
        return ""
    return re.sub(r"[^a-z]", "", bare.lower())


def sounds_like(name: str, typed: str) -> bool:
    """Is ``typed``, as :func:`letters` gives it, a name's pinyin in full, its initials, or the name itself in Latin letters?

    ü may be typed v, u or yu. A character with several readings may have any of them: 单 is dan or shan.
    """
    if not typed:
        return False
    own = letters(name)
    if own:
        return own == typed
    readings = [_readings(one) for one in name if one.isalpha()]
    if not readings or any(not each for each in readings):
        return False
    if len(typed) == len(readings) and all(
        any(said[0] == one for said in each) for one, each in zip(typed, readings, strict=True)
    ):
        return True
    ends = {0}
    for each in readings:
        ends = {end + len(said) for end in ends for said in each if typed.startswith(said, end)}
    return len(typed) in ends


@lru_cache(maxsize=8192)
def _readings(character: str) -> frozenset[str]:
    """All readings of a character without tones; none where it is no Chinese one."""
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    said = {letters(one) for each in found for one in each}
    return frozenset(
        form for one in said if one for form in (one, one.replace("v", "u"), one.replace("v", "yu"))
    )
