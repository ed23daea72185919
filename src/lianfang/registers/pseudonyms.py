"""The way between persons of the registers and the names under which the visits log knows them.

There is made by a keyed digest, and back only by a table whose entries are encrypted: neither the database nor the log says
whose visits these are without the site's keys. Who may take the way back is for the callers to say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from lianfang.registers import keys
from lianfang.registers.models import Merge, Pseudonym

PURPOSE = "pseudonyms"
AT_ONCE = 500


def of(person: int) -> int:
    """The pseudonym of a person's row."""
    return keys.pseudonym("person", person)


def names_of(person: int) -> list[int]:
    """All names under which the log may know one person: their own first, then those of rows that were merged into theirs."""
    gone = Merge.objects.filter(register="person", kept=person, unmerged_at=None).order_by("id")
    return [of(person), *(of(row) for row in gone.values_list("gone", flat=True))]


def merged() -> Mapping[int, int]:
    """Pseudonym of a row that went into another → that of the row that is kept."""
    standing = Merge.objects.filter(register="person", unmerged_at=None).values_list("gone", "kept")
    return {of(gone): of(kept) for gone, kept in standing}


def remember(people: Collection[int]) -> None:
    """Keep the way back to some persons."""
    names = {of(person): person for person in people}
    for piece in _pieces(list(names)):
        known = set(Pseudonym.objects.filter(number__in=piece).values_list("number", flat=True))
        fresh = [
            Pseudonym(number=one, cipher=keys.seal(str(names[one]), PURPOSE))
            for one in piece
            if one not in known
        ]
        Pseudonym.objects.bulk_create(fresh, ignore_conflicts=True)


def known() -> Iterator[list[int]]:
    """All pseudonyms to which a way back is kept, ascending, in pieces."""
    last = -1
    while found := list(
        Pseudonym.objects.filter(number__gt=last)
        .order_by("number")
        .values_list("number", flat=True)[:AT_ONCE]
    ):
        yield found
        last = found[-1]


def remembered() -> Iterator[int]:
    """The rows of all persons to whom a way back is kept, also of those that were merged into others."""
    for piece in known():
        for cipher in Pseudonym.objects.filter(number__in=piece).values_list("cipher", flat=True):
            text = keys.read_or_none(cipher, PURPOSE)
            if text is not None:
                yield int(text)


def forget(numbers: Collection[int]) -> None:
    """Keep the way back from these no longer: nothing is left of them to come back from."""
    for piece in _pieces(list(numbers)):
        Pseudonym.objects.filter(number__in=piece).delete()


def people(numbers: Collection[int]) -> dict[int, int]:
    """Pseudonym → the person's row, or the row into which it was merged; those that the registers never knew are left out."""
    found: dict[int, int] = {}
    for piece in _pieces(list(numbers)):
        for number, cipher in Pseudonym.objects.filter(number__in=piece).values_list("number", "cipher"):
            text = keys.read_or_none(cipher, PURPOSE)
            if text is not None:
                found[number] = int(text)
    kept = dict(
        Merge.objects.filter(register="person", unmerged_at=None, gone__in=list(found.values())).values_list(
            "gone", "kept"
        )
        if len(found) <= AT_ONCE
        else Merge.objects.filter(register="person", unmerged_at=None).values_list("gone", "kept")
    )
    return {number: kept.get(row, row) for number, row in found.items()}


def sealed(person: int) -> bytes:
    """A person's row, encrypted as the way back is."""
    return keys.seal(str(person), PURPOSE)


def opened(cipher: bytes) -> int | None:
    """The row that :func:`sealed` was given; None for what other keys sealed, and for nothing."""
    text = keys.read_or_none(cipher, PURPOSE) if cipher else None
    return None if text is None else int(text)


def _pieces(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE))
