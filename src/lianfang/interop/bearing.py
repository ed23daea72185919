"""People and vehicles that rows name by number: who is known, who will be made, and whose name is another's.

A person comes into the registers through an encounter or an order and never from a list of residents: only the registers
of ``MAKES`` may bring one along. Others may name whoever is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from lianfang.interop.drafts import Draft, Drafter, Fault
from lianfang.interop.remembering import Remembered
from lianfang.registers.access import By
from lianfang.registers.actions.identifying import KINDS, Bearer, Identified, bearing, identify, names_of
from lianfang.registers.actions.joining import home_of
from lianfang.registers.models import REGISTERS, Site

MAKES = frozenset(
    (
        "manifest",
        "declaration",
        "passage",
        "occupant",
        "screening",
        "case",
        "contact",
        "order",
        "health_check",
        "sample",
    )
)
"""What happens to somebody at a gate or on a trip, a case with its contacts, an order and the care of whom it binds, a swab."""
_MOST_KEPT = 20_000

SEVERAL, NOBODY, ANOTHER = "import/several-bearers", "import/nobody-known", "import/another-name"
_EIGHT = 8
Known = tuple[frozenset[int], frozenset[bytes]]
"""The rows that bear a number, and the fingerprints of their names."""


class Bearers:
    """Answers with ids whom a file's rows name; remembers of each new one eight bytes of number and of name."""

    def __init__(self, register: str, drafter: Drafter, remembered: Remembered):
        self._makes, self._drafter, self._remembered = register in MAKES, drafter, remembered
        self._known: dict[bytes, Known] = {}
        self._first: dict[str, dict[int, int]] = {register: {} for register, _ in KINDS}

    @property
    def new(self) -> dict[str, int]:
        """How many the sound rows so far name that were not known when their piece was read, by register."""
        return {register: self._remembered.count(register) for register in self._first}

    def look_up(self, drafts: Iterable[Draft]) -> None:
        """Ask for all whom a piece names, in a few statements."""
        if len(self._known) > _MOST_KEPT:
            self._known.clear()
        asked = {b.print: b for draft in drafts for b in bearers_of(draft).values()}
        for register in self._first:
            named = [_short(p) for p, b in asked.items() if b.register == register]
            self._first[register] = self._remembered.among(register, named)
        for register, kind in KINDS:
            mine = [p for p, b in asked.items() if b.kind == kind]
            prints = [p for p in mine if p not in self._known]
            rows = bearing(prints, kind, register)
            people = {row for ids in rows.values() for row in ids} if register == "person" else set()
            names = names_of(people)
            for fingerprint, ids in rows.items():
                known = frozenset(name for row in ids for name in names.get(row, ()))
                self._known[fingerprint] = frozenset(ids), known

    def forget(self) -> None:
        """Ask anew for everybody: some may have gone, or gone into another."""
        self._known.clear()

    def settle(self, draft: Draft) -> None:
        """Put ids where known ones are named, and name what is wrong; whoever is to be made stays as named."""
        for name, bearer in bearers_of(draft).items():
            rows, names = self._known.get(bearer.print, (frozenset(), frozenset()))
            first = self._first[bearer.register].get(_short(bearer.print), 0)
            if len(rows) > 1:
                draft.faults.append(self._drafter.fault(name, SEVERAL, {"register": bearer.register}))
            elif not rows and not self._makes:
                draft.faults.append(self._drafter.fault(name, NOBODY, {"register": bearer.register}))
            elif bearer.name and _is_another(bearer.name_print, names, first):
                draft.faults.append(Fault(ANOTHER, self._drafter.name_column(name)))
            elif rows:
                draft.values[name] = next(iter(rows))

    def note(self, draft: Draft) -> None:
        """Of a sound draft: remember whom it will make."""
        for bearer in bearers_of(draft).values():
            first, short = self._first[bearer.register], _short(bearer.print)
            if not first.get(short):
                first[short] = _short(bearer.name_print) if bearer.name else 0
                self._remembered.keep(bearer.register, {short: first[short]})


def _is_another(name: bytes, kept: frozenset[bytes], first: int) -> bool:
    """Is it neither a name that is kept nor, of somebody whom this file makes, the first that came?"""
    if kept:
        return name not in kept
    return first not in (0, _short(name))


def _short(fingerprint: bytes) -> int:
    return int.from_bytes(fingerprint[:_EIGHT], signed=True)


def bearers_of(draft: Draft) -> dict[str, Bearer]:
    """The links of a draft that still name somebody by number."""
    return {name: value for name, value in draft.values.items() if isinstance(value, Bearer)}


def settled(
    register: str, drafts: Sequence[Draft], *, by: By, at: int, batch: int
) -> tuple[list[dict[str, Any]], Identified]:
    """The rows of sound drafts with ids for whoever they name, made in the caller's transaction where need be."""
    named = [draft for draft in drafts if bearers_of(draft)]
    areas = _areas(register, named)
    asked = [(bearer, areas(draft)) for draft in named for bearer in bearers_of(draft).values()]
    found = identify(bearers=asked, by=by, at=at, batch=batch)
    return [_with(draft.values, found.ids) for draft in drafts], found


def _with(values: Mapping[str, Any], ids: Mapping[bytes, int]) -> dict[str, Any]:
    return {name: ids[v.print] if isinstance(v, Bearer) else v for name, v in values.items()}


def _areas(register: str, drafts: Sequence[Draft]) -> Callable[[Draft], int]:
    """The area that records whoever a draft names: its own, else that of the gate, or of the place that took the sample;
    of a draft that only adds to a record, the record's.
    """
    sites = {home_of(register, d.values) for d in drafts if d.values.get("area") is None} - {None}
    homes = dict(Site.objects.filter(id__in=sites).values_list("id", "area_id")) if sites else {}
    added = {d.values["source_key"] for d in drafts if _lacks_area(register, d)}
    there = REGISTERS[register].objects.filter(source_key__in=added) if added else ()
    records = {row.source_key: getattr(row, "area_id") for row in there}  # noqa: B009 (not every register has one)
    return lambda draft: (
        draft.values.get("area")
        or homes.get(home_of(register, draft.values))
        or records[draft.values["source_key"]]
    )


def _lacks_area(register: str, draft: Draft) -> bool:
    return draft.values.get("area") is None and home_of(register, draft.values) is None
