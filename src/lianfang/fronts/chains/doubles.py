"""Who of the registers may stand there twice: found by keyed fingerprints and plain facts, nothing decrypted; what was decided stays so."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db.models import QuerySet

from lianfang.reconcile.likely import Floats, Likely, Longs, People, Signs, likely
from lianfang.registers.access import Reader, rows
from lianfang.registers.models import Declaration, Identifier, Person, ReviewMatch, Stay

AT_ONCE = 50_000
LIVE = 50_000
"""Up to so many people a page looks through them as it is asked for; of more it shows what was last found."""
KEPT = "doubles.npz"
"""In the home: the pairs last found in the whole site, by the ids of their rows; nothing of what identifies anyone."""
MOST = 20_000
"""Pairs that are kept, the likeliest ones."""
SIGNED = np.dtype(">i8")


@dataclass(frozen=True)
class Doubles:
    """Pairs that nobody has decided not to be one.

    Attributes:
        likely: the pairs and why.
        at: when they were found.
        people: among how many.
    """

    likely: Likely
    at: int
    people: int


def find(*, reader: Reader, at: int) -> Doubles:
    """Look through everyone within the reader's reach."""
    people = gather(reader)
    return Doubles(_undecided(likely(people, limit=MOST), reader), at, len(people.ids))


def gather(reader: Reader) -> People:
    """Everyone within reach in columns; of identifiers the first eight bytes of their fingerprints."""
    known = rows(Person, reader).order_by("id")
    table = np.array(
        [
            (key, year or 0, _CODES.get(sex, 0), area)
            for key, year, sex, area in _each(known, "id", "birth_year", "sex", "area_id")
        ],
        dtype=np.int64,
    ).reshape(-1, 4)
    ids = table[:, 0]
    facts = {
        name: _column(np.arange(len(ids)), table[:, at])
        for at, name in ((1, "year"), (2, "sex"), (3, "place"))
    }
    for kind in ("document", "telephone", "name"):
        facts[kind] = _prints(ids, kind, reader)
    facts["home"] = _placed(ids, _homes(reader))
    if reader.reads("declaration"):
        cars = rows(Declaration, reader).exclude(vehicle=None).exclude(person=None)
        facts["plate"] = _placed(ids, cars.values_list("person_id", "vehicle_id").iterator(AT_ONCE))
    return People(ids, facts)


_CODES = {"female": 1, "male": 2}


def _each(query: QuerySet[Any], *columns: str) -> Iterator[tuple[Any, ...]]:
    return query.values_list(*columns).iterator(AT_ONCE)


def _column(who: Longs, what: Longs) -> tuple[Longs, Longs]:
    there = what != 0
    return who[there], what[there]


def _prints(ids: Longs, kind: str, reader: Reader) -> tuple[Longs, Longs]:
    query = Identifier.objects.filter(kind=kind, person__isnull=False)
    if reader.area:
        query = query.filter(person__in=rows(Person, reader))
    who: list[Longs] = []
    what: list[Longs] = []
    people: list[int] = []
    first: list[bytes] = []
    for person, fingerprint in _each(query, "person_id", "match"):
        people.append(person)
        first.append(bytes(fingerprint)[:8])
        if len(people) == AT_ONCE:
            who.append(np.array(people, dtype=np.int64))
            what.append(np.frombuffer(b"".join(first), dtype=SIGNED).astype(np.int64))
            people, first = [], []
    who.append(np.array(people, dtype=np.int64))
    what.append(np.frombuffer(b"".join(first), dtype=SIGNED).astype(np.int64))
    return _within(ids, np.concatenate(who), np.concatenate(what))


def _within(ids: Longs, who: Longs, what: Longs) -> tuple[Longs, Longs]:
    """Ids as places among the people; those who are not there fall out."""
    place = np.searchsorted(ids, who)
    there = (place < len(ids)) & (what != 0)
    there[there] = ids[place[there]] == who[there]
    return place[there].astype(np.int64), what[there]


def _homes(reader: Reader) -> Iterator[tuple[int, int]]:
    """Person → household; where none is known, the place of a stay, told apart by its sign."""
    if reader.reads("stay"):
        query = rows(Stay, reader).exclude(person=None)
        for person, household, site in _each(query, "person_id", "household_id", "site_id"):
            if household or site:
                yield person, household or -site


def _placed(ids: Longs, pairs: Iterator[tuple[int, int]]) -> tuple[Longs, Longs]:
    table = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
    return _within(ids, table[:, 0], table[:, 1])


def _undecided(found: Likely, reader: Reader) -> Likely:
    """Without those that a person decided not to be one."""
    parted = {
        (one, other)
        for one, other in ReviewMatch.objects.filter(decision="not_same", person__isnull=False).values_list("person_id", "other_person_id")
    }  # fmt: skip
    return _picked(found, [(one, other) not in parted for one, other in _pairs(found)])


def _pairs(found: Likely) -> Iterator[tuple[int, int]]:
    return zip(found.one.tolist(), found.other.tolist(), strict=True)


def _picked(found: Likely, stays: Sequence[bool]) -> Likely:
    keep = np.array(stays, dtype=bool)
    return Likely(
        found.kinds, found.one[keep], found.other[keep], found.says[keep], found.bits[keep], found.chance[keep],
        found.compared, found.skipped,
    )  # fmt: skip


def keep(found: Doubles) -> None:
    """Keep what was found in the whole site in the home, readable by its owner alone; a page shows it until the next time."""
    path = Path(settings.HOME) / KEPT
    partial = path.with_suffix(".partial")
    one = found.likely
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        np.savez(
            file, kinds=np.array(one.kinds), one=one.one, other=one.other, says=one.says, bits=one.bits, chance=one.chance,
            counts=np.array([one.compared, one.skipped, found.at, found.people]),
        )  # fmt: skip
    partial.replace(path)


def kept(reader: Reader) -> Doubles | None:
    """What was last found in the whole site, as far as both are within the reader's reach and nobody parted them since."""
    path = Path(settings.HOME) / KEPT
    if not path.exists():
        return None
    with np.load(path) as file:
        said: Mapping[str, Any] = dict(file)
    compared, skipped, at, people = (int(one) for one in said["counts"])
    one: Longs = said["one"]
    other: Longs = said["other"]
    says: Signs = said["says"]
    bits: Floats = said["bits"]
    found = Likely(tuple(said["kinds"].tolist()), one, other, says, bits, said["chance"], compared, skipped)
    there: set[int] = set()
    named = sorted({*one.tolist(), *other.tolist()})
    for start in range(0, len(named), 900):
        there.update(
            rows(Person, reader).filter(id__in=named[start : start + 900]).values_list("id", flat=True)
        )
    found = _picked(found, [a in there and b in there for a, b in _pairs(found)])
    return Doubles(_undecided(found, reader), at, people)


def answer(*, reader: Reader, at: int) -> Doubles | None:
    """What a page shows: looked through now where there are few people, else what was last found; None before the first time."""
    if rows(Person, reader)[: LIVE + 1].count() <= LIVE:
        return find(reader=reader, at=at)
    return kept(reader)
