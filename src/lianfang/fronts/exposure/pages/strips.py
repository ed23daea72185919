"""The picture of company: a row for each place, a column for each day; how many were met there, and for how long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext as _

from lianfang.ui.pictures.behind import Behind
from lianfang.ui.writing import number

LEFT, WIDE, HIGH, HEAD = 180.0, 46.0, 26.0, 22.0
PLACES = 12
STEPS = (1, 60, 240, 960)
"""Minutes together, of all who were met, from which a square is a step darker."""


@dataclass(frozen=True)
class Square:
    """One place on one day: persons met, minutes together of all of them; ``step`` 1 to 4 is how dark."""

    x: float
    y: float
    people: str
    step: int
    said: str

    @property
    def middle(self) -> tuple[float, float]:
        """Where its number stands."""
        return self.x + WIDE / 2 - 1, self.y + HIGH / 2 + 4


@dataclass(frozen=True)
class Strip:
    """The picture and the table behind it."""

    template: ClassVar[str] = "exposure/strip.html"
    title: str
    note: str
    places: Sequence[tuple[float, str]]
    days: Sequence[tuple[float, str]]
    squares: Sequence[Square]
    behind: Behind
    width: float
    height: float
    wide: float = WIDE - 2
    high: float = HIGH - 2
    left: float = LEFT - 8


Company = Mapping[tuple[str, date], tuple[int, int]]
"""(place, day) → persons met, minutes together of all of them."""


def strip(title: str, company: Company, days: Sequence[date]) -> Strip:
    """Draw it: the places with the most time together first, those beyond a dozen left to the table behind."""
    total: dict[str, int] = {}
    for (place, _day), (_people, minutes) in company.items():
        total[place] = total.get(place, 0) + minutes
    places = sorted(total, key=lambda one: (-total[one], one))
    squares = [
        _square(row, column, place, day, company[place, day])
        for row, place in enumerate(places[:PLACES])
        for column, day in enumerate(days)
        if (place, day) in company
    ]
    left_out = len(places) - PLACES
    note = _("persons met; darker is longer together")
    if left_out > 0:
        note += " · " + _("{n} more places stand in the table").format(n=number(left_out))
    return Strip(
        title, note,
        [(HEAD + HIGH * row + HIGH / 2 + 3, _cut(place)) for row, place in enumerate(places[:PLACES])],
        [(LEFT + WIDE * column + WIDE / 2 - 1, day.isoformat()[5:]) for column, day in enumerate(days)],
        squares, _behind(title, company, places, days), LEFT + WIDE * len(days),
        HEAD + HIGH * min(PLACES, len(places)) + 2,
    )  # fmt: skip


def _square(row: int, column: int, place: str, day: date, met: tuple[int, int]) -> Square:
    people, minutes = met
    said = _("{place}, {day}: {people} persons, {minutes} minutes together").format(
        place=place, day=day.isoformat(), people=number(people), minutes=number(minutes)
    )
    step = max(1, sum(minutes >= one for one in STEPS))
    return Square(LEFT + WIDE * column, HEAD + HIGH * row, number(people), step, said)


def _cut(place: str, most: int = 26) -> str:
    """A name as it fits beside the picture; a Chinese character is as wide as two letters."""
    width = 0
    for at, letter in enumerate(place):
        width += 2 if ord(letter) > 0x2E80 else 1
        if width > most:
            return place[:at] + "…"
    return place


def _behind(title: str, company: Company, places: Sequence[str], days: Sequence[date]) -> Behind:
    columns = [_("place"), *(day.isoformat()[5:] for day in days)]
    said = _("{people} ({minutes} min)")
    rows = [
        [
            place,
            *(
                said.format(people=number(met[0]), minutes=number(met[1]))
                if (met := company.get((place, day)))
                else ""
                for day in days
            ),
        ]
        for place in places
    ]
    return Behind(title, columns, rows)
