"""People by a name that is typed as it sounds, and by a name alone among one's own tasks.

No sound of a name is kept: whoever else comes into question is few, their names are decrypted for the comparison alone, and
the journal says how many. So nothing at rest tells more of a name than its exact fingerprint, and no import is slower.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from lianfang.base.pinyin import letters, sounds_like
from lianfang.base.problems import Problem, Refused
from lianfang.gaps import plans
from lianfang.registers import keys
from lianfang.registers.access import Reader, rows
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import REGISTERS, Identifier, Journal, Person, Task

COMPARED = 15_000
"""So many names are decrypted for one look at most: under a third of a second."""
TASKS = 1000
"""So many of one's own tasks are looked at, the newest."""
STEPS = ("record", "update")
"""What the journal calls giving a task out and every step of it."""
AT_ONCE = 500


def is_sound(text: str) -> bool:
    """Is a name typed in Latin letters, as it sounds or as it is written?"""
    return bool(letters(text))


def own_people(reader: Reader) -> set[int]:
    """Whom the open tasks are about that the reader gave, received or answered, as far as they may see those records."""
    found: set[int] = set()
    for register, refs in _subjects(reader).items():
        shape = catalogue()[register]
        columns = ["id"] if register == "person" else [
            link.column for link in shape.links.values() if link.to == "person"
        ]  # fmt: skip
        if not columns or not reader.reads(register):
            continue
        for piece in _pieces(refs):
            named = rows(REGISTERS[register], reader).filter(ref__in=piece).values_list(*columns)
            found.update(one for row in named for one in row if one is not None)
    return found


def _subjects(reader: Reader) -> dict[str, list[str]]:
    """Register → references of the records on which the reader's own open tasks are."""
    force = plans.current()
    if force is None:
        return {}
    open_ = rows(Task, reader).filter(closed_at=None, returned_at=None, must__isnull=False).order_by("-id")
    asked = {row: (must, ref) for row, must, ref in open_.values_list("id", "must", "subject")[:TASKS]}
    found: dict[str, list[str]] = defaultdict(list)
    for piece in _pieces(list(asked)):
        steps = Journal.objects.filter(register="task", row__in=piece, actor=reader.name)
        for row in set(steps.filter(verb__in=STEPS).values_list("row", flat=True)):
            must, ref = asked[row]
            if must in force.plan.musts:
                found[force.plan.musts[must].every].append(ref)
    return found


def bearing_name(fingerprint: bytes, people: Collection[int]) -> set[int]:
    """Those of some people who bear exactly this name; nothing is decrypted."""
    found: set[int] = set()
    for piece in _pieces(sorted(people)):
        query = Identifier.objects.filter(person_id__in=piece, kind="name", match=fingerprint)
        found.update(query.values_list("person_id", flat=True))
    return found


def alike(telephone: bytes | None, birth_year: int | None, reader: Reader) -> set[int]:
    """Who bears another fact: a telephone, or a year of birth among those recorded in the reader's area.

    Raises:
        Refused: too many are born that year to compare their names.
    """
    if telephone:
        # By the fingerprint alone, wherever they are recorded; what of them is shown is in the reader's reach.
        bearers = Identifier.objects.filter(kind="telephone", match=telephone, person__isnull=False)
        about = bearers if birth_year is None else bearers.filter(person__birth_year=birth_year)
        found = set(about.values_list("person_id", flat=True).distinct()[: COMPARED + 1])
    else:
        born = rows(Person, reader).filter(birth_year=birth_year)
        found = set(born.values_list("id", flat=True)[: COMPARED + 1])
    if len(found) > COMPARED:
        raise Refused(Problem("form/too-many-alike", facts={"field": "birth_year", "most": COMPARED}))
    return found


def sounding(text: str, people: Collection[int]) -> tuple[set[int], int]:
    """Those of some people whose name sounds as it was typed, and how many names were decrypted to know it."""
    typed, found, looked = letters(text), set(), 0
    for piece in _pieces(sorted(people)[:COMPARED]):
        query = Identifier.objects.filter(person_id__in=piece, kind="name").values_list("person_id", "cipher")
        for person, cipher in query:
            looked += 1
            if sounds_like(keys.unseal(cipher, "identifiers"), typed):
                found.add(person)
    return found, looked


def _pieces(items: list[Any]) -> list[list[Any]]:
    return [items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE)]
