"""The journal as it is read: of one record for whoever sees the record, of everything in an area for who audits it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from lianfang.base.problems import Problem, Refused
from lianfang.registers import journal
from lianfang.registers.access import Reader, rows
from lianfang.registers.models import REGISTERS, Journal
from lianfang.registers.withholding import LISTED, is_open

LIMIT = 100


@dataclass(frozen=True)
class Wanted:
    """What the entries are narrowed by; an empty word narrows by nothing."""

    register: str = ""
    ref: str = ""
    actor: str = ""
    verb: str = ""


@dataclass(frozen=True)
class Line:
    """One entry: who did what to which row when, what for and in which fields; never a value. ``at`` is an instant."""

    at: int
    actor: str
    role: str
    purpose: str
    verb: str
    register: str
    ref: str
    fields: str


@dataclass(frozen=True)
class Lines:
    """Some entries, the newest first; ``next_key`` leads to those before them, None where these are the first."""

    rows: tuple[Line, ...]
    next_key: int | None


def of_record(register: str, ref: str, *, reader: Reader, before: int | None = None) -> Lines:
    """What was done to one record.

    Raises:
        Refused: there is no such record in the reader's reach.
    """
    kept = rows(REGISTERS[register], reader).filter(ref=ref) if register in REGISTERS else None
    row = None if kept is None else kept.values_list("id", flat=True).first()
    if row is None:
        raise Refused(Problem("record/not-found", facts={"register": register, "value": ref[:40]}))
    return _page(Journal.objects.filter(register=register, row=row), before)


def of_area(wanted: Wanted, *, reader: Reader, at: int, before: int | None = None) -> Lines:
    """What was done by whoever acts in the reader's area; that it was looked at is an entry too.

    An entry on a row that is withheld from everybody says what was done, and has no reference.

    Args:
        before: the ``next_key`` of the page before.
    """
    kept = Journal.objects.filter(reader.scope("area"), _narrowed(wanted))
    found = _page(kept, before, _withheld)
    journal.append([journal.Entry(at, reader, "read", "journal", ref=wanted.ref[:16])])
    return found


def _narrowed(wanted: Wanted) -> Q:
    plain = {name: value for name in ("actor", "verb", "register") if (value := getattr(wanted, name))}
    if not wanted.ref:
        return Q(**plain)
    if wanted.register not in REGISTERS:
        return Q(**plain, ref=wanted.ref)
    # By the row's number, for which there is an index; who only read it left its reference.
    row = REGISTERS[wanted.register].objects.filter(ref=wanted.ref).values_list("id", flat=True).first()
    return Q(**plain) & (Q(row=row, row__isnull=False) | Q(row=None, ref=wanted.ref))


def _withheld(found: Sequence[Journal]) -> set[int]:
    """The entries that are about rows which nobody is shown, by the row's number or, where it was only read, its reference."""
    hidden: set[int] = set()
    for register in LISTED:
        mine = [one for one in found if one.register == register and (one.row is not None or one.ref)]
        if not mine:
            continue
        asked = Q(id__in={one.row for one in mine if one.row is not None}) | Q(
            ref__in={one.ref for one in mine}
        )
        shut = list(
            REGISTERS[register].objects.filter(asked).exclude(is_open(register)).values_list("id", "ref")
        )
        ids, refs = {row for row, _ in shut}, {ref for _, ref in shut}
        hidden.update(one.pk for one in mine if one.row in ids or one.ref in refs)
    return hidden


def _nothing(found: Sequence[Journal]) -> set[int]:
    return set()


def _page(
    kept: QuerySet[Journal], before: int | None, withheld: Callable[[Sequence[Journal]], set[int]] = _nothing
) -> Lines:
    older = kept if before is None else kept.filter(id__lt=before)
    found = list(older.order_by("-id")[: LIMIT + 1])
    hidden = withheld(found)
    lines = tuple(
        Line(
            one.at,
            one.actor,
            one.role,
            one.purpose,
            one.verb,
            one.register,
            "" if one.pk in hidden else one.ref,
            one.fields,
        )
        for one in found[:LIMIT]
    )
    return Lines(lines, found[LIMIT - 1].pk if len(found) > LIMIT else None)
