"""What identifies a few people or cars, such as those of one trip, decrypted for comparison only, and journalled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from lianfang.reconcile import alike
from lianfang.registers import journal, keys
from lianfang.registers.access import Reader
from lianfang.registers.models import Identifier

_COMPARES = frozenset({"response", "case_investigation", "demonstration"})
T = TypeVar("T")
Whose = Literal["person", "vehicle"]
AT_ONCE = 900


@dataclass
class Identity:
    """One row's identifiers in the form in which they are compared, and whether its number is exactly another's."""

    document: set[str] = field(default_factory=set)
    name: set[str] = field(default_factory=set)
    telephone: set[str] = field(default_factory=set)
    plate: set[str] = field(default_factory=set)
    anothers: bool = False


def may_compare(reader: Reader) -> bool:
    """May this reader have names, numbers and telephones of a few rows decrypted to be held against each other?

    Who supervises or maintains does not need to know who is who: for them only what is the same row is the same.
    """
    return reader.purpose in _COMPARES


def identities(whose: Whose, ids: Collection[int], *, reader: Reader, now: int) -> Mapping[int, Identity]:
    """Decrypt the identifiers of these rows and no others; leave a trace of it.

    The only look beyond them is by the exact fingerprint of a document number: does somebody else have it?
    """
    found: dict[int, Identity] = defaultdict(Identity)
    prints: dict[bytes, set[int]] = defaultdict(set)
    rows = 0
    for row, kind, cipher, fingerprint in _kept(whose, ids):
        known = getattr(found[row], kind, None)
        if isinstance(known, set):
            text = keys.unseal(cipher, "identifiers")
            known.add(alike.normal_name(text) if kind == "name" else alike.normal(text))
            rows += 1
        if kind == "document":
            prints[bytes(fingerprint)].add(row)
    for row in _anothers(whose, prints, set(ids)):
        found[row].anothers = True
    journal.append([journal.Entry(now, reader, "read", whose, fields=f"identifiers={rows}")])
    return found


def _kept(whose: Whose, ids: Collection[int]) -> Iterator[tuple[int, str, bytes, bytes]]:
    for piece in pieces(sorted(ids)):
        query = Identifier.objects.filter(**{f"{whose}_id__in": piece})
        yield from query.values_list(f"{whose}_id", "kind", "cipher", "match")


def _anothers(whose: Whose, prints: Mapping[bytes, set[int]], own: set[int]) -> Iterator[int]:
    """Rows whose document number is exactly that of a row which is not among them."""
    for piece in pieces(list(prints)):
        query = Identifier.objects.filter(match__in=piece, kind="document", **{f"{whose}__isnull": False})
        for row, fingerprint in query.values_list(f"{whose}_id", "match"):
            if row not in own:
                yield from prints[bytes(fingerprint)]


def pieces(items: list[T]) -> Iterator[list[T]]:
    """A list in parts that a statement can name."""
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))


def nobody(ids: Iterable[int]) -> Mapping[int, Identity]:
    """For a reader who may not compare: rows without anything to tell them by."""
    return {row: Identity() for row in ids}
