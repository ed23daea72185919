"""People and vehicles by the exact number that each bears: found by its fingerprint, and made where none has it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from django.db import transaction

from lianfang.base.problems import Problem, Refused
from lianfang.registers import changes, keys
from lianfang.registers.access import By
from lianfang.registers.actions.recording import record
from lianfang.registers.inserting import insert
from lianfang.registers.models import Identifier, Person

AT_ONCE = 500
Kind = Literal["plate", "document", "source"]
KINDS: tuple[tuple[Literal["vehicle", "person"], Kind], ...] = (
    ("vehicle", "plate"), ("person", "document"), ("person", "source"),
)  # fmt: skip
"""By what a row of a register is found again, exactly; ``source`` is another system's number of a person."""


@dataclass(frozen=True)
class Bearer:
    """A person or vehicle as a source names it: by a document's number, a plate, or the source's own number of a person, in
    the form in which it is compared.

    Nothing of it is shown where the object is printed. ``sex`` and ``birth_year`` are those of a person who is made.
    """

    register: Literal["person", "vehicle"]
    kind: Kind
    number: str = field(repr=False)
    name: str = field(default="", repr=False)
    telephone: str = field(default="", repr=False)
    sex: str | None = field(default=None, repr=False)
    birth_year: int | None = field(default=None, repr=False)

    @cached_property
    def print(self) -> bytes:
        """The keyed fingerprint of the number."""
        return keys.match(self.kind, self.number)

    @cached_property
    def name_print(self) -> bytes:
        """The keyed fingerprint of the name; empty where none is given."""
        return keys.match("name", self.name) if self.name else b""

    def texts(self) -> Iterator[tuple[str, str, bytes]]:
        """(kind, text, fingerprint) of whatever is known."""
        yield self.kind, self.number, self.print
        if self.name:
            yield "name", self.name, self.name_print
        if self.telephone:
            yield "telephone", self.telephone, keys.match("telephone", self.telephone)


@dataclass
class Identified:
    """Fingerprint → the row that bears the number, and how many rows were made, by register."""

    ids: dict[bytes, int]
    made: dict[str, int]


def bearing(prints: Collection[bytes], kind: str, register: str) -> Mapping[bytes, set[int]]:
    """Fingerprint → the rows that bear the number; nothing is decrypted."""
    found: dict[bytes, set[int]] = defaultdict(set)
    for piece in _pieces(list(prints)):
        query = Identifier.objects.filter(match__in=piece, kind=kind, **{f"{register}__isnull": False})
        for fingerprint, row in query.values_list("match", f"{register}_id"):
            found[bytes(fingerprint)].add(row)
    return found


def names_of(people: Collection[int]) -> Mapping[int, set[bytes]]:
    """Person → the fingerprints of the names that are kept; nothing is decrypted."""
    found: dict[int, set[bytes]] = defaultdict(set)
    for piece in _pieces(sorted(people)):
        query = Identifier.objects.filter(person_id__in=piece, kind="name")
        for row, fingerprint in query.values_list("person_id", "match"):
            found[row].add(bytes(fingerprint))
    return found


def called(name: bytes, *, telephone: bytes = b"", birth_year: int | None = None) -> set[int]:
    """The people who bear a name and another fact, by their fingerprints; nothing is decrypted.

    Whoever asks shows a reader no more of them than what :func:`lianfang.registers.access.rows` lets them see.

    Raises:
        ValueError: a name alone finds nobody.
    """
    if not telephone and birth_year is None:
        raise ValueError("a name alone")
    query = Person.objects.filter(identifiers__kind="name", identifiers__match=name)
    if telephone:
        query = query.filter(identifiers__kind="telephone", identifiers__match=telephone)
    if birth_year is not None:
        query = query.filter(birth_year=birth_year)
    return set(query.values_list("id", flat=True))


def identify(
    *, bearers: Sequence[tuple[Bearer, int]], by: By, at: int, batch: int | None = None
) -> Identified:
    """Find whoever bears these numbers, and make the others: a row, and what identifies it, encrypted.

    Args:
        bearers: whom, and the area that records them where they are not known yet. One number is one row, however often it
            comes; its first name and telephone are kept.
        by: who writes.
        at: when.
        batch: the import to which new rows belong, so that they can be taken back.

    Raises:
        Refused: more than one row bears a number.
    """
    if not bearers:
        return Identified({}, {})
    with transaction.atomic():
        changes.begin()  # nobody else makes the same one between the look and the making
        ids: dict[bytes, int] = {}
        made: dict[str, int] = {}
        for register, kind in KINDS:
            own: dict[bytes, tuple[Bearer, int]] = {}
            for bearer, area in bearers:
                if bearer.kind == kind:
                    own.setdefault(bearer.print, (bearer, area))
            found = bearing(list(own), kind, register)
            if any(len(rows) > 1 for rows in found.values()):
                raise Refused(Problem("import/several-bearers", facts={"register": register}))
            ids |= {fingerprint: next(iter(rows)) for fingerprint, rows in found.items()}
            fresh = [one for fingerprint, one in own.items() if fingerprint not in found]
            if fresh:
                ids |= _make(register, fresh, by, at, batch)
                made[register] = made.get(register, 0) + len(fresh)
        return Identified(ids, made)


def _make(
    register: str, fresh: Sequence[tuple[Bearer, int]], by: By, at: int, batch: int | None
) -> dict[bytes, int]:
    rows = [{"area": area, **_told(bearer)} for bearer, area in fresh]
    receipt = record(register=register, rows=rows, by=by, at=at, batch=batch)
    known = [
        (row, kind, keys.seal(text, "identifiers"), fingerprint, at)
        for (bearer, _), row in zip(fresh, receipt.ids, strict=True)
        for kind, text, fingerprint in bearer.texts()
    ]
    insert(Identifier, (f"{register}_id", "kind", "cipher", "match", "recorded_at"), known)
    return {bearer.print: row for (bearer, _), row in zip(fresh, receipt.ids, strict=True)}


def _told(bearer: Bearer) -> dict[str, Any]:
    told = {"sex": bearer.sex, "birth_year": bearer.birth_year}
    return {name: value for name, value in told.items() if value is not None}


def _pieces(items: list[Any]) -> Iterator[list[Any]]:
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))
