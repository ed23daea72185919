"""Whom the changes since the last feed touch: by the journal, by what was before, and by the time that has gone on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from django.db.models import BigIntegerField, ExpressionWrapper, F, Q, Value
from django.db.models.functions import Coalesce, Mod

from lianfang.fronts.exposure.deriving import TELLERS, person_at
from lianfang.registers import keys, pseudonyms
from lianfang.registers.models import (
    REGISTERS,
    Admission,
    Case,
    Contact,
    Journal,
    Manifest,
    Occupant,
    Participant,
    Version,
    VisitsFed,
)
from lianfang.registers.models.journal import WRITES

AT_ONCE = 500


def everyone() -> set[int]:
    """All persons of whom the registers tell where they were, and all of whom they told when the log was fed."""
    found: set[int] = set(pseudonyms.remembered())
    for register in TELLERS:
        if register != "participant":
            rows = REGISTERS[register].objects.filter(person__isnull=False)
            found.update(rows.values_list("person_id", flat=True).distinct())
    return found | _of(Participant.objects.all())


def touched(last: VisitsFed, newest: int, at: int, longest: int) -> set[int]:
    """Those of whom a record was written since the last feed, or for whom time brought a new visit.

    Args:
        newest: the journal's entry up to which it is read.
        longest: seconds of one row of a long stay.
    """
    written = Journal.objects.filter(id__gt=last.journal, id__lte=newest, verb__in=WRITES, register__in=_READ)
    rows: dict[str, set[int]] = {}
    for register, row in written.values_list("register", "row"):
        if row is None:  # a whole register was loaded
            return everyone()
        rows.setdefault(register, set()).add(row)
    found: set[int] = set()
    for register, ids in rows.items():
        for piece in _pieces(sorted(ids)):
            found.update(_READ[register](piece))
            found.update(_before(register, piece))
    return (found | _gone_on(last.at, at, longest)) - {0}


def _before(register: str, rows: list[int]) -> Iterator[int]:
    """The persons whom rows named before they were changed or withdrawn."""
    named: dict[str, set[int]] = {"person": set(), "case": set(), "contact": set()}
    for cipher in Version.objects.filter(register=register, row__in=rows).values_list("values", flat=True):
        values = keys.unseal_values(bytes(cipher))
        for name, ids in named.items():
            if values.get(f"{name}_id") is not None:
                ids.add(values[f"{name}_id"])
    yield from named["person"]
    if register == "participant":
        yield from Case.objects.filter(id__in=named["case"], person__isnull=False).values_list(
            "person_id", flat=True
        )
        yield from Contact.objects.filter(id__in=named["contact"], person__isnull=False).values_list(
            "person_id", flat=True
        )


def _gone_on(since: int, at: int, longest: int) -> set[int]:
    """Those of whom a span began meanwhile, or went on into another row, whether or not its end is recorded in advance."""
    found: set[int] = set()
    for register, (begin, end, goes_on) in _LASTING.items():
        over = F(end) if isinstance(end, str) else end
        into = Mod(ExpressionWrapper(at - F("begun"), BigIntegerField()), longest)
        rows = REGISTERS[register].objects.annotate(begun=F(begin), over=over).annotate(into=into)
        lasts = Q(over__gt=since) | Q(over__lt=F("begun"))
        lasts |= Q(over=None) if goes_on else Q()
        # The newest row of those that began before began so many seconds ago.
        begun = Q(begun__gt=since, begun__lte=at) | (Q(begun__lte=since, into__lt=at - since) & lasts)
        found.update(_of(rows.filter(begun)) if register == "participant" else _who(rows.filter(begun)))
    return found


_LASTING: Mapping[str, tuple[str, Any, bool]] = {
    "stay": ("arrived_at", "left_at", True),
    "admission": ("starts_at", "ends_at", True),
    "manifest": ("conveyance__departs_at", "conveyance__arrives_at", False),
    "passage": ("at", Coalesce("released_at", "screened_at"), False),
    "occupant": ("passage__at", Value(None, BigIntegerField()), False),
    "screening": ("at", Value(None, BigIntegerField()), False),
    "participant": ("event__began_at", "event__ended_at", False),
}
"""Register → where its spans begin and end; does one without an end go on?"""


def _who(rows: Any) -> Iterable[int]:
    found: Iterable[int] = rows.filter(person__isnull=False).values_list("person_id", flat=True)
    return found


def _of(participants: Any) -> set[int]:
    return {person_at(one) for one in participants.select_related("case", "contact")} - {0}


def _named(register: str) -> Callable[[list[int]], Iterable[int]]:
    """The persons whom rows of a register name."""

    def people(rows: list[int]) -> Iterable[int]:
        return _who(REGISTERS[register].objects.filter(id__in=rows))

    return people


def _passage(rows: list[int]) -> Iterable[int]:
    aboard = Occupant.objects.filter(passage__in=rows, person__isnull=False)
    return [*_named("passage")(rows), *aboard.values_list("person_id", flat=True)]


def _conveyance(rows: list[int]) -> Iterable[int]:
    return _who(Manifest.objects.filter(conveyance__in=rows))


def _bed(rows: list[int]) -> Iterable[int]:
    return Admission.objects.filter(bed__in=rows).values_list("person_id", flat=True)


def _participants(column: str) -> Callable[[list[int]], Iterable[int]]:
    """The persons of participants of which a column names one of these rows."""
    return lambda rows: _of(Participant.objects.filter(Q(**{f"{column}__in": rows})))


_READ: Mapping[str, Callable[[list[int]], Collection[int] | Iterable[int]]] = {
    **{name: _named(name) for name in TELLERS if name not in ("passage", "participant")},
    "participant": _participants("id"),
    "passage": _passage,
    "conveyance": _conveyance,
    "bed": _bed,
    "event": _participants("event"),
    "case": _participants("case"),
    "contact": _participants("contact"),
}
"""Register → the persons whose visits its rows tell, as they are now."""


def _pieces(rows: list[int]) -> Iterator[list[int]]:
    return (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))
