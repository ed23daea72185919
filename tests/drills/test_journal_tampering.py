"""Whoever owns the database changes the journal in hundreds of ways; the verifier finds each, at the right place."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from lianfang.base import anchors
from lianfang.base.instants import DAY
from lianfang.registers import journal, keys, sealing
from lianfang.registers.access import By
from lianfang.registers.models import Journal, Seal
from lianfang.registers.verifying import Finding, Report, verify

pytestmark = pytest.mark.django_db

BEGIN = 1581465600
SIZES = (40, 1, 33, 7, 64, 2, 25, 40)
"""Entries a seal: of one, of two, of powers of two, and others."""
FIELDS = ("at", "actor", "role", "area", "purpose", "verb", "register", "row", "ref", "fields", "request")

ANCHORED = {"cut_tail", "cut_seals_only", "remove_all_seals", "rehash_with_the_key"}
"""What leaves a perfect chain behind: only a root that was printed shows it. All else is found without."""

Expected = Callable[[Report], bool]
Way = tuple[str, Callable[[], Expected]]


class Place(NamedTuple):
    """An entry where the untouched chain has it."""

    position: int
    entry: int
    seal: int


def write(count: int, rng: random.Random) -> None:
    """Entries as a busy site writes them, some numbers given out and never used."""
    for _ in range(count):
        by = By(rng.choice(["ann", "bob", "凌"]), rng.choice(["gate", "operator"]), rng.choice([0, 10**16]))
        row = rng.choice([None, rng.randrange(1000)])
        entry = journal.Entry(
            BEGIN + rng.randrange(DAY), by, "record", "passage", row, "k" * 16, "at,gate", "r:1"
        )
        journal.append([entry])
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(id) FROM registers_journal")
        high = cursor.fetchone()[0]
        cursor.execute(f"DELETE FROM registers_journal WHERE id > {high - count} AND id % 17 = 5")


def seal_all(sizes: tuple[int, ...], first: int) -> None:
    """Seal in given pieces, a day and an hour apart: what was awaited is not awaited any more."""
    for number, size in enumerate(sizes, first):
        assert sealing.seal_next(at=BEGIN + number * (DAY + 3600), most=size, new_key=True) == size


def look(wanted: list[anchors.Anchor] | None = None) -> Report:
    """Verify inside this transaction."""

    def read(sql: str) -> Iterator[tuple[object, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return iter(cursor.fetchall())

    return verify(read, keys=TRUSTED, wanted=wanted or [])


def run(sql: str, *values: object) -> None:
    """As the owner."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


TRUSTED: set[bytes] = set()


class Drill:
    """An untouched chain, and every way to touch it."""

    def __init__(self) -> None:
        self.rng = random.Random(20200213)  # noqa: S311
        write(230, self.rng)
        TRUSTED.clear()
        TRUSTED.add(keys.public_sealing_key())
        seal_all(SIZES, 1)
        self.seals = list(Seal.objects.order_by("number"))
        self.anchors = [anchors.of(seal.last, bytes(seal.root)) for seal in self.seals]
        self.places = [
            Place(seal.first + at, int.from_bytes(bytes(seal.entries)[at * 40 : at * 40 + 8]), seal.number)
            for seal in self.seals
            for at in range(seal.last - seal.first + 1)
        ]
        ids = {place.entry for place in self.places}
        self.unused = [number for number in range(1, max(ids)) if number not in ids]
        # On PostgreSQL an entry may still be committed under a number that was given out within the day.
        awaited = {n for a, b, _ in json.loads(self.seals[-1].awaited) for n in range(a, b + 1)}
        self.free = [number for number in self.unused if number not in awaited]
        self.waiting = Journal.objects.count() - len(ids)

    def ways(self) -> Iterator[Way]:
        """All of them: kinds times places."""
        for name in FIELDS:
            for _ in range(6):
                yield f"{name} changed", lambda name=name: self.change(name)  # type: ignore[misc]
        kinds = {
            self.boundary: 6, self.null: 4, self.delete: 12, self.delete_many: 6, self.renumber: 8, self.insert: 12,
            self.insert_below: 4, self.swap_rows: 10, self.swap_numbers: 8, self.swap_positions: 10,
            self.swap_positions_of_seals: 6, self.cut_tail: 7, self.cut_seals_only: 4, self.cut_entries_only: 4,
            self.rehash: 8, self.rehash_with_the_key: 8, self.remove_seal: 7, self.remove_and_renumber: 4,
            self.reorder_seals: 8, self.relist: 8, self.relist_up_to_the_root: 6, self.relist_and_sign_anew: 6,
            self.append_a_seal: 3, self.remove_all_seals: 1,
        }  # fmt: skip
        for way, times in kinds.items():
            for _ in range(times):
                yield way.__name__, way
        for column in (
            "first",
            "last",
            "at",
            "high",
            "awaited",
            "merkle",
            "previous",
            "root",
            "key",
            "signature",
        ):
            for _ in range(3):
                yield f"seal's {column}", lambda column=column: self.alter_seal(column)  # type: ignore[misc]

    def any(self) -> Place:
        """Some entry."""
        return self.rng.choice(self.places)

    def two(self) -> tuple[Place, Place]:
        """Two entries, in order."""
        a, b = sorted(self.rng.sample(self.places, 2))
        return a, b

    # ── entries

    def change(self, name: str) -> Expected:
        place = self.any()
        old = Journal.objects.values_list(name, flat=True).get(id=place.entry)
        new = (old or 0) + self.rng.choice([-1, 1]) if name in ("at", "area", "row") else old + "x"
        if name == "ref":
            new = "z" + old[1:]
        run(f'UPDATE registers_journal SET "{name}" = %s WHERE id = %s', new, place.entry)
        return exactly("journal/changed", place)

    def boundary(self) -> Expected:
        """The same letters, another column: the end of one goes to the beginning of the next."""
        place = self.any()
        run("UPDATE registers_journal SET fields = 'at,gat', request = 'er:1' WHERE id = %s", place.entry)
        return exactly("journal/changed", place)

    def null(self) -> Expected:
        """No row is not row 0, and the other way round."""
        place = self.any()
        row = Journal.objects.values_list("row", flat=True).get(id=place.entry)
        run('UPDATE registers_journal SET "row" = %s WHERE id = %s', 0 if row is None else None, place.entry)
        return exactly("journal/changed", place)

    def delete(self) -> Expected:
        place = self.any()
        run("DELETE FROM registers_journal WHERE id = %s", place.entry)
        return exactly("journal/deleted", place)

    def delete_many(self) -> Expected:
        gone = sorted(self.rng.sample(self.places, self.rng.randrange(2, 9)))
        for place in gone:
            run("DELETE FROM registers_journal WHERE id = %s", place.entry)
        return exactly("journal/deleted", *gone)

    def renumber(self) -> Expected:
        place, free = self.any(), self.rng.choice(self.free)
        run("UPDATE registers_journal SET id = %s WHERE id = %s", free, place.entry)
        return findings(of("journal/deleted", place), Finding("journal/inserted", entry=free))

    def insert(self) -> Expected:
        place, free = self.any(), self.rng.choice(self.free)
        copy = ", ".join(f'"{name}"' for name in FIELDS)
        run(
            f"INSERT INTO registers_journal (id, {copy}) SELECT %s, {copy} FROM registers_journal WHERE id = %s",
            free,
            place.entry,
        )
        return findings(Finding("journal/inserted", entry=free))

    def insert_below(self) -> Expected:
        self.free, kept = [0, -1, -(10**6)], self.free
        try:
            return self.insert()
        finally:
            self.free = kept

    def swap_rows(self) -> Expected:
        """Everything but the number: what is equal in both is no change."""
        a, b = self.two()
        one, other = (Journal.objects.get(id=place.entry) for place in (a, b))
        one.actor, other.actor = "first", "second"
        one.id, other.id = other.id, one.id
        one.save()
        other.save()
        return exactly("journal/changed", a, b)

    def swap_numbers(self) -> Expected:
        a, b = self.two()
        run("UPDATE registers_journal SET at = id WHERE id IN (%s, %s)", a.entry, b.entry)
        for old, new in ((a.entry, -7), (b.entry, a.entry), (-7, b.entry)):
            run("UPDATE registers_journal SET id = %s WHERE id = %s", new, old)
        return exactly("journal/changed", a, b)

    # ── positions

    def swap_positions(self) -> Expected:
        seal = self.rng.choice([seal for seal in self.seals if seal.last > seal.first])
        i, j = sorted(self.rng.sample(range(seal.last - seal.first + 1), 2))
        listed = self._listed(seal)
        listed[i], listed[j] = listed[j], listed[i]
        self._list(seal, listed)
        here, there = self.places[seal.first - 1 + i], self.places[seal.first - 1 + j]
        return findings(Finding("journal/seal-altered", seal.number, here.position, seal.last, there.entry))

    def swap_positions_of_seals(self) -> Expected:
        one, other = sorted(self.rng.sample(self.seals, 2), key=lambda seal: seal.number)
        mine, theirs = self._listed(one), self._listed(other)
        mine[0], theirs[0] = theirs[0], mine[0]
        self._list(one, mine)
        self._list(other, theirs)
        return seals("journal/seal-altered", one.number, other.number)

    def _listed(self, seal: Seal) -> list[bytes]:
        whole = bytes(seal.entries)
        return [whole[at : at + 40] for at in range(0, len(whole), 40)]

    def _list(self, seal: Seal, listed: list[bytes]) -> None:
        run("UPDATE registers_seal SET entries = %s WHERE number = %s", b"".join(listed), seal.number)

    def relist(self) -> Expected:
        """An entry and what its seal says of it, both: the seal is altered, and names nobody for certain."""
        seal = self._touch()
        return seals("journal/seal-altered", seal.number)

    def _touch(self) -> Seal:
        """Change an entry, and its digest in the seal."""
        place = self.any()
        run("UPDATE registers_journal SET actor = 'eve' WHERE id = %s", place.entry)
        seal = self.seals[place.seal - 1]
        listed = self._listed(seal)
        with connection.cursor() as cursor:
            cursor.execute(sealing.ENTRY + " WHERE id = %s", [place.entry])
            digest = sealing._digest(cursor.fetchone())
        listed[place.position - seal.first] = place.entry.to_bytes(8) + digest
        self._list(seal, listed)
        return seal

    def relist_up_to_the_root(self) -> Expected:
        """The Merkle root too, and the seal's own; the old signature stays, and so does the next seal."""
        seal = self._touch()
        self._root_anew(seal)
        return (
            seals("journal/seal-forged", seal.number) if seal is self.seals[-1] else first_seal(seal.number)
        )

    def relist_and_sign_anew(self) -> Expected:
        """With a key of the owner's own."""
        seal = self._touch()
        own = Ed25519PrivateKey.generate()
        self._root_anew(seal, own)
        return first_seal(seal.number)

    def _root_anew(self, seal: Seal, own: Ed25519PrivateKey | None = None) -> None:
        fresh = Seal.objects.get(number=seal.number)
        fresh.entries = bytes(fresh.entries)
        fresh.merkle = sealing.merkle_root([item[8:] for item in self._listed(fresh)])
        if own is not None:
            fresh.key = own.public_key().public_bytes_raw()
        fresh.root = sealing._root(fresh)
        if own is not None:
            fresh.signature = own.sign(b"lianfang seal\0" + fresh.root)
        fresh.save()

    # ── the tail

    def cut_tail(self) -> Expected:
        """The last seals with their entries, and all that was written since: what is left is perfect."""
        first = self._cut()
        run("DELETE FROM registers_journal WHERE id > %s", self.places[first - 2].entry)
        assert not look().found
        return self._cuts(first)

    def _cuts(self, first: int) -> Expected:
        """Every root printed for a position that is not there any more says from where on it is lost."""
        lost = [anchor.position for anchor in self.anchors if anchor.position >= first]
        return findings(*(Finding("journal/cut", 0, first, position) for position in lost))

    def _cut(self) -> int:
        seal = self.rng.choice(self.seals[1:])
        run("DELETE FROM registers_seal WHERE number >= %s", seal.number)
        return int(seal.first)

    def cut_seals_only(self) -> Expected:
        first = self._cut()
        return self._cuts(first)

    def cut_entries_only(self) -> Expected:
        place = self.rng.choice(self.places[1:])
        run("DELETE FROM registers_journal WHERE id >= %s", place.entry)
        return exactly("journal/deleted", *self.places[place.position - 1 :])

    def remove_all_seals(self) -> Expected:
        run("DELETE FROM registers_seal")
        return self._cuts(1)

    # ── the chain

    def rehash(self) -> Expected:
        """The chain made anew by someone without the key, from an entry on."""
        place = self.any()
        with key_of_its_own():
            self._reseal(place)
        return seals("journal/seal-forged", *range(place.seal, len(self.seals) + 1))

    def rehash_with_the_key(self) -> Expected:
        """By someone with the key: perfect, but not what was printed."""
        place = self.any()
        self._reseal(place)
        assert not look().found
        return seals("journal/other-root", *range(place.seal, len(self.seals) + 1))

    def _reseal(self, place: Place) -> None:
        run("UPDATE registers_journal SET purpose = 'supervision' WHERE id = %s", place.entry)
        run("DELETE FROM registers_seal WHERE number >= %s", place.seal)
        seal_all(SIZES[place.seal - 1 :], place.seal)

    def remove_seal(self) -> Expected:
        seal = self.rng.choice(self.seals[:-1])
        run("DELETE FROM registers_seal WHERE number = %s", seal.number)
        return findings(Finding("journal/seal-missing", seal.number, seal.first))

    def remove_and_renumber(self) -> Expected:
        seal = self.rng.choice(self.seals[:-1])
        run("DELETE FROM registers_seal WHERE number = %s", seal.number)
        for number in range(seal.number + 1, len(self.seals) + 1):
            run("UPDATE registers_seal SET number = %s WHERE number = %s", number - 1, number)
        return first_seal(seal.number)

    def reorder_seals(self) -> Expected:
        one, other = self.rng.sample(self.seals, 2)
        for old, new in ((one.number, -1), (other.number, one.number), (-1, other.number)):
            run("UPDATE registers_seal SET number = %s WHERE number = %s", new, old)
        return seals("journal/seal-altered", one.number, other.number)

    def append_a_seal(self) -> Expected:
        with key_of_its_own():
            sealing.seal_next(at=self.seals[-1].at, most=self.rng.randrange(1, 4), new_key=True)
        return seals("journal/seal-forged", len(self.seals) + 1)

    def alter_seal(self, column: str) -> Expected:
        seal = self.rng.choice(self.seals)
        old = getattr(seal, column)
        if isinstance(old, int):
            new: object = old + self.rng.choice([-1, 1])
        elif isinstance(old, str):
            new = json.dumps([[self.free[0], self.free[0], seal.at]])
        else:
            at = self.rng.randrange(len(old))
            new = bytes(old)[:at] + bytes([bytes(old)[at] ^ 1]) + bytes(old)[at + 1 :]
        run(f'UPDATE registers_seal SET "{column}" = %s WHERE number = %s', new, seal.number)
        return first_seal(seal.number)


class key_of_its_own:  # noqa: N801
    """Seal with a key that nobody trusts."""

    def __enter__(self) -> None:
        own = Ed25519PrivateKey.generate()
        self._kept, keys._sealing_key = keys._sealing_key, lambda home: own  # type: ignore[assignment]

    def __exit__(self, *error: object) -> None:
        keys._sealing_key = self._kept


def of(code: str, place: Place) -> Finding:
    """A finding at an entry."""
    return Finding(code, place.seal, place.position, 0, place.entry)


def findings(*wanted: Finding) -> Expected:
    """These, and no others."""
    return lambda report: sorted(report.findings) == sorted(wanted) and report.found == len(wanted)


def exactly(code: str, *places: Place) -> Expected:
    """These entries, and no others."""
    return findings(*(of(code, place) for place in places))


def seals(code: str, *numbers: int) -> Expected:
    """These seals under this code; of entries, at most that they and an altered seal disagree."""

    def fits(report: Report) -> bool:
        named = [found.seal for found in report.findings if found.code == code]
        rest = [found for found in report.findings if found.code != code]
        return named == sorted(numbers) and all(found.code == "journal/disputed" for found in rest)

    return fits


def first_seal(number: int) -> Expected:
    """The first seal found wrong is this one."""
    return lambda report: bool(report.findings) and report.findings[0].seal == number


def test_every_tampering_is_found_at_its_place_and_nothing_is_found_without_one() -> None:
    drill = Drill()
    before = look(drill.anchors)
    assert (before.found, before.seals, before.sealed) == (0, len(SIZES), sum(SIZES))
    assert (before.unsealed, before.unused) == (drill.waiting, len(drill.unused))
    assert before.anchor == drill.anchors[-1]
    tried, missed = 0, []
    for name, touch in drill.ways():
        with transaction.atomic():
            is_found = touch()
            report = look(drill.anchors if name in ANCHORED else [])
            tried += 1
            if not is_found(report):
                missed.append(f"{name}: {report.findings[:4]}")
            transaction.set_rollback(True)
    assert missed == []
    assert tried >= 200, tried
    assert look(drill.anchors) == before
