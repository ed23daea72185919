"""One account's word binds for a day: what was not signed is not issued again on the same evidence as if it were another order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from lianfang.base.problems import Problem
from lianfang.fronts.orders.policies import Draft
from lianfang.registers.models import Order

AT_ONCE = 500
Whom = tuple[str, int]


@dataclass(frozen=True)
class Unsigned:
    """An order, or one of the same batch, that rests on one account's word.

    Attributes:
        ends_at: when it stopped binding, or will unless it is signed.
        row: of the order; 0 of one that is not written yet.
    """

    whom: Whom | None
    kind: str
    evidence_at: int | None
    starts_at: int
    ends_at: int
    row: int = 0
    ref: str = ""


def whom_of(person: int | None, household: int | None, site: int | None) -> Whom | None:
    """Whom an order binds: a person wherever they are, else a household, else who is at a place."""
    for register, row in (("person", person), ("household", household), ("site", site)):
        if row is not None:
            return register, row
    return None


def unsigned(drafts: Sequence[Draft], since: int) -> list[Unsigned]:
    """The oral orders and those without a second signature that bound anybody of some drafts after an instant."""
    wanted: dict[str, set[int]] = {}
    for whom in (whom_of(*one.whom) for one in drafts):
        if whom is not None:
            wanted.setdefault(whom[0], set()).add(whom[1])
    return [one for register, rows in wanted.items() for one in _of(register, sorted(rows), since)]


def _of(register: str, rows: Sequence[int], since: int) -> Iterator[Unsigned]:
    # One that came with an import and has no signature stands on paper, and keeps its end.
    here = Q(oral=True) | Q(signed_ends_at__isnull=False)
    for start in range(0, len(rows), AT_ONCE):
        piece = {f"{register}__in": rows[start : start + AT_ONCE]}
        for one in Order.objects.filter(here, **piece, second_signed_at=None, ends_at__gt=since):
            ends = one.ends_at if one.released_at is None else min(one.ends_at, one.released_at)
            if ends > max(one.starts_at, since):
                whom = whom_of(one.person_id, one.household_id, one.site_id)
                yield Unsigned(whom, one.kind, one.evidence_at, one.starts_at, ends, one.pk, one.ref)


def limit(new: Unsigned, others: Sequence[Unsigned], lapse: int) -> tuple[int, list[Problem]]:
    """Until when a new order may bind before it is signed, and why it may not be issued.

    Others for the same, of the same kind, without older evidence, that ended less than ``lapse`` seconds before it begins, or
    begin less than that after its own day, share one day with it.
    """
    until, found = new.starts_at + lapse, []
    for one in others:
        if (one.whom, one.kind) != (new.whom, new.kind) or one.row == new.row != 0 or _is_newer(new, one):
            continue
        if one.ends_at <= new.starts_at - lapse or one.starts_at >= new.starts_at + 2 * lapse:
            continue
        until = min(until, one.starts_at + lapse)
        if until <= new.starts_at or one.ends_at > new.starts_at + lapse:
            found.append(Problem("order/unsigned-again", facts={"ref": one.ref or "—"}))
    return until, found[:1]


def _is_newer(new: Unsigned, old: Unsigned) -> bool:
    return new.evidence_at is not None and old.evidence_at is not None and new.evidence_at > old.evidence_at
