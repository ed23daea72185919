"""Ages as files say them: in years, months or days, on some day; and the year of birth that this comes to.

An age in whole years leaves two years of birth open; the likelier one is taken, so it may be one off. The other way round the age
is that of somebody born in the middle of the year, or of as much of it as is over. There and back nothing moves: the year that
comes of such an age, on the same day, is the year that it was written from. Where no age in a form's units does that, as for a
child born in the first half of this year in a form that knows years alone, none is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import floor

_WHOLE, _MOST_PARTS = 1e-6, 400
OLDEST = 150
"""Years. Nobody is older; an age beyond it says no year of birth."""


def parted(age: float, per: Mapping[str, float]) -> tuple[float, str]:
    """An age in years as a form writes it: the number, and the first unit's word of which it is a whole number, else years.

    Args:
        per: word of a unit → how many of them make a year; the first is of years.
    """
    for word, parts in per.items():
        if parts <= _MOST_PARTS and abs(age * parts - round(age * parts)) < _WHOLE * parts:
            return round(age * parts), word
    return age, next(iter(per))


def birth_year(age: float, on: date) -> int | None:
    """The year of birth of somebody of this age in years on a day; None where nobody is of such an age."""
    if not 0 <= age <= OLDEST:
        return None
    is_whole = age >= 1 and abs(age - round(age)) < _WHOLE
    return floor(_years(on) - age - (0.5 if is_whole or age == 0 else 0))


def age_in(year: int, on: date, per: Mapping[str, float]) -> tuple[int, str] | None:
    """The age, on a day, of somebody born in a year: the number, and the first unit's word in which a whole number says that
    year; None where none does, nor of a year that is to come.

    Args:
        per: as of `parted`.
    """
    since = _years(on) - year
    age = since - min(since, 1) / 2
    for word, parts in per.items():
        number = floor(age * parts)
        if birth_year(number / parts, on) == year:
            return number, word
    return None


def _years(on: date) -> float:
    """A day as years and the part of the year that is over by it."""
    begins = date(on.year, 1, 1)
    return on.year + (on - begins).days / (date(on.year + 1, 1, 1) - begins).days
