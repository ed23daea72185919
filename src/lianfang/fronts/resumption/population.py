"""The margins of the made-up population: the registers' where they hold them, else those that come with the product.

Residents by district leave the registers as counts. Of households by size and people by age band only rounded shares do, and none of fewer
than ``LEAST``: a run is open to all who may ask what if in the area, whether or not they may read persons. Nobody is in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count

from lianfang.base.areas import span
from lianfang.fronts.resumption.engines import CITY, engine, margins, residents
from lianfang.fronts.resumption.spec import SIZES, Margin, Population, Sized
from lianfang.records import Privacy
from lianfang.registers.access import Reader, rows, shown
from lianfang.registers.models import Area, Household, Person

COVERED = 0.9
"""A register tells how large households are, or how old people, where it holds at least so many of the residents. Whom an encounter or
an order brought into the registers is no sample of a city: in a made-up one there is not one child among them."""
LEAST = 10
"""Households of a size, or people of an age band, are told of no fewer; the only one of seventeen would be known to its neighbours."""
WHOLE = 10_000
"""Shares are told in so many parts."""
LARGEST = 20
"""More than so many behind one door are a dormitory, and no household."""
LEVELS = ("district", "subdistrict", "community")
YEARS = 10
"""Of an age band; the last one is open."""


def population(*, reader: Reader, at: int) -> Population:
    """What the made-up population of a question follows.

    Args:
        reader: who asks; of registers that they do not read, or of which they see a part, the published figures are taken.
        at: the instant, by whose year ages are.
    """
    counted = counted_residents()
    districts, is_scaled = modelled(counted)
    told = (
        Margin(name="districts", source="registers", held=sum(counted.values()))
        if counted
        else _kept("districts", "not_all")
    )
    total = sum(counted.values()) or residents()
    homes, of_homes = _households(reader, total)
    ages, of_ages = _ages(reader, total, datetime.fromtimestamp(at, ZoneInfo(settings.TIME_ZONE)).year)
    return Population(
        as_of=at, districts=districts, is_scaled=is_scaled, households=homes, ages=ages,
        margins=[told, of_homes, of_ages, _kept("work", "none")],
    )  # fmt: skip


def counted_residents() -> dict[str, int]:
    """District → residents by the register of areas, at the highest level at which all are known; empty where none is."""
    names = list(margins().districts)
    there = dict(
        Area.objects.filter(level="district", ends_on=None, name_zh__in=names).values_list("name_zh", "id")
    )
    if set(there) != set(names):
        return {}
    for level in LEVELS:
        of = list(Area.objects.filter(level=level, ends_on=None).values_list("id", "residents"))
        found = {name: _within(of, *span(there[name])) for name in names}
        if all(found.values()):
            return {name: count or 0 for name, count in found.items()}
    return {}


def _within(of: Sequence[tuple[int, float | None]], low: int, high: int) -> int | None:
    """Residents of the areas in a range of path codes; None where one of them is not known, or there is none."""
    counts = [count for area, count in of if low <= area < high]
    return None if not counts or None in counts else round(sum(count or 0 for count in counts))


def modelled(counted: Mapping[str, int]) -> tuple[dict[str, int], bool]:
    """Residents of the model by district, and whether only their shares are the registers': a town of fewer than the largest model has
    agents is drawn out to the published number, for an agent stands for one resident at least.
    """
    published = margins().districts
    if not counted:
        return dict(published), False
    if sum(counted.values()) >= SIZES[-1]:
        return dict(counted), False
    import numpy as np

    shares = np.array(list(counted.values()), float)
    shared = engine("scenario.building").apportioned(sum(published.values()), shares)
    return {name: int(many) for name, many in zip(counted, shared, strict=True)}, True


def _households(reader: Reader, total: int) -> tuple[list[float] | None, Margin]:
    if not _opens(reader, "household"):
        return None, _kept("households", "rights")
    of = rows(Household, reader).filter(members__gte=1, members__lte=LARGEST)
    counts = [0] * LARGEST
    for size, many in of.values_list("members").annotate(Count("id")).order_by():
        counts[int(size) - 1] = many
    told, margin = _told("households", counts, sum(size * many for size, many in enumerate(counts, 1)), total)
    if told is not None:
        told = told[: max(size for size, share in enumerate(told, 1) if share)]
    return told, margin


def _ages(reader: Reader, total: int, year: int) -> tuple[list[float] | None, Margin]:
    if not _opens(reader, "person"):
        return None, _kept("ages", "rights")
    of = rows(Person, reader).filter(birth_year__isnull=False, birth_year__lte=year)
    bands = [0] * len(margins().ages)
    for born, many in of.values_list("birth_year").annotate(Count("id")).order_by():
        bands[min((year - int(born)) // YEARS, len(bands) - 1)] += many
    return _told("ages", bands, sum(bands), total)


def _told(name: str, counts: Sequence[int], held: int, total: int) -> tuple[list[float] | None, Margin]:
    """Shares of a register that holds so many people of the total, where it holds enough."""
    share = round(held / total, 2)
    if held < COVERED * total:
        return None, _kept(name, "few", share)
    if sum(counts) < LEAST:
        return None, _kept(name, "small")
    return rounded(pooled(counts)), Margin(name=name, source="registers", share=share)


def pooled(counts: Sequence[int]) -> list[int]:
    """Counts none of which is from 1 to ``LEAST`` − 1, unless all together are: the smallest goes to the nearest that is not empty, of two
    as near to the earlier, until none is left. What is empty stays so, and the sum is the same.
    """
    found = list(counts)
    while len(there := [at for at, many in enumerate(found) if many]) > 1:
        least = min(there, key=lambda at: (found[at], -at))
        if found[least] >= LEAST:
            break
        into = min((at for at in there if at != least), key=lambda at: (abs(at - least), at))
        found[into] += found[least]
        found[least] = 0
    return found


def rounded(counts: Sequence[int]) -> list[float]:
    """Their shares to four digits, which add up to 1, by largest remainders."""
    import numpy as np

    parts = engine("scenario.building").apportioned(WHOLE, np.array(counts, float))
    return [int(part) / WHOLE for part in parts]


def _opens(reader: Reader, register: str) -> bool:
    """May they read this register of people, for what they read?"""
    return reader.reads(register) and Privacy.PERSONAL in shown(reader)


def _kept(name: str, why: str, share: float = 0.0) -> Margin:
    """A margin as it comes with the product, and why."""
    figures = {"districts": "districts", "households": "households", "ages": "ages", "work": "sectors"}
    assumed = figures[name] in engine("scenario.figures").assumed(CITY)
    return Margin(name=name, source="assumed" if assumed else "published", why=why, share=share)


def followed(asked: Sized) -> Any:
    """The margins of a question; those of one that was asked before the registers were looked at are the product's."""
    of = asked.population
    if of is None:
        return margins()
    changed: dict[str, Any] = {"districts": dict(of.districts)}
    changed |= {
        name: tuple(told) for name in ("households", "ages") if (told := getattr(of, name)) is not None
    }
    return replace(margins(), **changed)


def people(asked: Sized) -> int:
    """How many residents the made-up city of a question stands for."""
    return int(sum(followed(asked).districts.values()))
