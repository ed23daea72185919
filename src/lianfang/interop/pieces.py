"""One piece of a file: checked, its links found, then foretold (in a dry run) or written, and balanced either way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from lianfang.base.problems import Problem, Refused
from lianfang.interop.bearing import Bearers, bearers_of, settled
from lianfang.interop.drafts import Draft, Drafter, Fault
from lianfang.interop.linking import NONE, Links
from lianfang.interop.mapping_text import Ask
from lianfang.interop.reach import Reach
from lianfang.interop.remembering import Remembered
from lianfang.records import Register
from lianfang.registers import checking
from lianfang.registers.access import By, Reader
from lianfang.registers.actions import record
from lianfang.registers.actions.joining import home_of
from lianfang.registers.merged import leads
from lianfang.registers.models import REGISTERS

_AT_ONCE = 500
_KEY = "key"


@dataclass
class Outcome:
    """What became of the drafts of a piece."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Draft] = field(default_factory=list)
    made: int = 0
    """People and vehicles that came along; they are none of the five."""

    @property
    def counts(self) -> dict[str, int]:
        """The five counts; they balance."""
        rejected = sum(draft.records for draft in self.rejected)
        read = self.created + self.updated + self.unchanged + rejected
        return {
            "read": read, "created": self.created, "updated": self.updated, "unchanged": self.unchanged,
            "rejected": rejected,
        }  # fmt: skip


class Checks:
    """Finds the faults of drafts: links to nothing, values their register does not take, keys that come twice."""

    def __init__(self, shape: Register, drafter: Drafter, reader: Reader | None = None):
        self._shape, self._drafter = shape, drafter
        fields = REGISTERS[shape.name]._meta.fields
        self._lengths = {f.name: f.max_length for f in fields if getattr(f, "max_length", None)}
        self._links, self._reach = Links(reader), Reach(shape, drafter, reader)
        self._remembered = Remembered()
        self._as_read: list[tuple[dict[str, Any], list[Fault]]] = []
        self.bearers = Bearers(shape.name, drafter, self._remembered)
        self.left_out = 0
        """Rows that are another register's."""

    def seen(self, drafts: Iterable[Draft]) -> None:
        """Note the keys of rows that an earlier run has done; where a key may come again, only of those that went in."""
        keyed = [draft for draft in self.ours(list(drafts)) if "source_key" in draft.values]
        if self._drafter.repeats:
            there = there_already(self._shape, [draft.values["source_key"] for draft in keyed])
            keyed = [draft for draft in keyed if draft.values["source_key"] in there]
        self._remembered.keep(_KEY, {_key_of(draft): 1 for draft in keyed})

    def ours(self, drafts: list[Draft]) -> list[Draft]:
        """The drafts without those of rows that name a row of another register, which are left out and counted."""
        asks = [ask for draft in drafts for ask in draft.elsewhere]
        if not asks:
            return drafts
        found = self._links.resolved(asks)
        mine = [draft for draft in drafts if all(isinstance(found[ask], str) for ask in draft.elsewhere)]
        self.left_out += len(drafts) - len(mine)
        return mine

    def apply(self, drafts: Sequence[Draft]) -> None:
        """Name the faults of a piece's drafts, and put ids where they ask for rows."""
        if not self._drafter.repeats:
            self._name_repeated(drafts)
        self._as_read = [(dict(draft.values), list(draft.faults)) for draft in drafts]
        self._look_through(drafts)

    def apply_again(self, drafts: Sequence[Draft]) -> None:
        """The piece that was applied last, as it was read, with all that it names asked for anew."""
        self._links.forget()
        self.bearers.forget()
        for draft, (values, faults) in zip(drafts, self._as_read, strict=True):
            draft.values, draft.faults = dict(values), list(faults)
        self._look_through(drafts)

    def _look_through(self, drafts: Sequence[Draft]) -> None:
        sound = [draft for draft in drafts if not draft.faults]
        asks = [value for draft in sound for value in draft.values.values() if isinstance(value, Ask)]
        found = self._links.resolved(asks)
        self.bearers.look_up(sound)
        for draft in sound:
            self._link(draft, found)
        self._reach.apply([draft for draft in sound if not draft.faults])
        self._note_standing([draft for draft in sound if not draft.faults])
        for draft in sound:
            self.bearers.settle(draft)
            if not draft.faults and not draft.stands:
                self._check(draft)
            if not draft.faults:
                self.bearers.note(draft)
        if self._drafter.repeats:
            self._note_repeated([draft for draft in sound if not draft.faults])

    def _note_standing(self, drafts: Sequence[Draft]) -> None:
        """Of a file that only adds records, those that are there; of one that only adds to records, those that are not."""
        if self._drafter.writes == "any":
            return
        there = there_already(self._shape, [draft.values["source_key"] for draft in drafts])
        for draft in drafts:
            is_there = draft.values["source_key"] in there
            if self._drafter.writes == "new":
                draft.stands = draft.stands or is_there
            elif not is_there:
                facts = {"register": self._shape.name}
                draft.faults.append(self._drafter.fault("source_key", "import/not-there", facts))

    def _note_repeated(self, drafts: Sequence[Draft]) -> None:
        """A key that went in with an earlier piece is the same record, said again."""
        before = self._remembered.among(_KEY, {_key_of(draft) for draft in drafts})
        for draft in drafts:
            draft.stands = draft.stands or _key_of(draft) in before

    def went_in(self, drafts: Iterable[Draft]) -> None:
        """Note the keys of a piece that is done, where a key may come again; a row that was refused leaves its key to the next."""
        if self._drafter.repeats:
            self._remembered.keep(_KEY, {_key_of(draft): 1 for draft in drafts if not draft.faults})

    def _name_repeated(self, drafts: Sequence[Draft]) -> None:
        keyed = [(draft, _key_of(draft)) for draft in drafts if "source_key" in draft.values]
        before = self._remembered.among(_KEY, {key for _, key in keyed})
        for draft, key in keyed:
            if key in before:
                draft.faults.append(self._drafter.fault("source_key", "import/repeated", {}))
            before[key] = 1
        self._remembered.keep(_KEY, before)

    def _link(self, draft: Draft, found: Mapping[Ask, int | str]) -> None:
        for name, value in draft.values.items():
            if not isinstance(value, Ask):
                continue
            answer = found[value]
            if answer == NONE and name in draft.strangers:
                draft.values[name] = None
            elif isinstance(answer, str):
                draft.faults.append(self._drafter.fault(name, answer, {"register": value.register}))
            else:
                draft.values[name] = answer

    def _check(self, draft: Draft) -> None:
        row, line = draft.values | dict.fromkeys(bearers_of(draft), 0), draft.row
        problems = checking.check_row(self._shape, row, lengths=self._lengths, line=line)
        lacking = dict(row)
        if self._shape.area and lacking.get(self._shape.area) is None and home_of(self._shape.name, lacking):
            lacking[self._shape.area] = 0  # the action takes that of the gate, or of the laboratory
        lacks = checking.missing(self._shape, lacking, line) if self._drafter.writes != "known" else []
        problems += [p for p in lacks if p.facts["field"] not in _named(problems)]
        draft.faults += [self._drafter.fault(str(p.facts["field"]), p.code, _facts(p)) for p in problems]


def _key_of(draft: Draft) -> int:
    """Eight bytes of a key."""
    return hash(draft.values["source_key"])


def _named(problems: Iterable[Problem]) -> set[Any]:
    return {problem.facts["field"] for problem in problems}


def _facts(problem: Problem) -> dict[str, Any]:
    return {
        name: value if isinstance(value, str | int | float) else str(value)
        for name, value in problem.facts.items()
    }


def there_already(shape: Register, keys: Sequence[str]) -> set[str]:
    """Those of the keys under which a record is kept, or went into another."""
    found: set[str] = set()
    for start in range(0, len(keys), _AT_ONCE):
        piece = keys[start : start + _AT_ONCE]
        query = REGISTERS[shape.name].objects.filter(source_key__in=piece)
        found.update(query.values_list("source_key", flat=True))
        found.update(leads(shape.name, "source_key", [key for key in piece if key not in found]))
    return found


def _begun(drafts: Sequence[Draft]) -> Outcome:
    """The outcome before anything is written: what is rejected, and what stands as it is."""
    rejected = [draft for draft in drafts if draft.faults]
    return Outcome(rejected=rejected, unchanged=sum(draft.stands and not draft.faults for draft in drafts))


def foretold(shape: Register, drafts: Sequence[Draft]) -> Outcome:
    """What would become of a piece; nothing is written and no lock is taken."""
    outcome = _begun(drafts)
    sound, again = _firsts([draft for draft in drafts if not draft.faults and not draft.stands])
    outcome.unchanged += len(again)
    columns = {name: shape.links[name].column if name in shape.links else name for name in _columns(sound)}
    for start in range(0, len(sound), _AT_ONCE):
        piece = sound[start : start + _AT_ONCE]
        keys = [draft.values["source_key"] for draft in piece]
        query = REGISTERS[shape.name].objects.filter(source_key__in=keys)
        there = {row["source_key"]: row for row in query.values("source_key", *columns.values())}
        there |= _led(shape, [key for key in keys if key not in there], list(columns.values()))
        for draft in piece:
            old = there.get(draft.values["source_key"])
            if old is None:
                outcome.created += 1
            elif any(old[columns[name]] != value for name, value in draft.values.items() if name in columns):
                outcome.updated += 1
            else:
                outcome.unchanged += 1
    return outcome


def _firsts(drafts: Sequence[Draft]) -> tuple[list[Draft], list[Draft]]:
    """The first draft of each key, and those that say the same record again."""
    first: dict[str, Draft] = {}
    again = [draft for draft in drafts if first.setdefault(draft.values["source_key"], draft) is not draft]
    return list(first.values()), again


def _led(shape: Register, keys: Sequence[str], columns: Sequence[str]) -> dict[str, Any]:
    """Key → the row into which the row of that key went."""
    kept = leads(shape.name, "source_key", keys)
    query = REGISTERS[shape.name].objects.filter(id__in=set(kept.values())) if kept else ()
    rows = {row["id"]: row for row in query.values("id", *columns)} if query else {}
    return {key: rows[row] for key, row in kept.items() if row in rows}


def _columns(drafts: Sequence[Draft]) -> list[str]:
    return list(dict.fromkeys(name for draft in drafts for name in draft.values if name != "source_key"))


def written(
    shape: Register, drafts: Sequence[Draft], *, by: By, at: int, batch: int, fault: Callable[..., Any]
) -> Outcome:
    """Write a piece through the list action; what it refuses is rejected by name while the others go in."""
    outcome = _begun(drafts)
    left = [draft for draft in drafts if not draft.faults and not draft.stands]
    while left:
        first, again = _firsts(left)
        _put_in(shape, first, outcome, by, at, batch, fault)
        there = {draft.values["source_key"] for draft in first if not draft.faults}
        left = [draft for draft in again if draft.values["source_key"] not in there]
        outcome.unchanged += len(again) - len(left)
    return outcome


def _put_in(
    shape: Register,
    drafts: list[Draft],
    outcome: Outcome,
    by: By,
    at: int,
    batch: int,
    fault: Callable[..., Any],
) -> None:
    waiting = [drafts]
    while waiting:
        piece = waiting.pop()
        if not piece:
            continue
        try:
            with _together(piece):
                rows, whom = settled(shape.name, piece, by=by, at=at, batch=batch)
                receipt = record(register=shape.name, rows=rows, by=by, at=at, batch=batch)
        except Refused as refusal:
            waiting += _split(piece, refusal, outcome, fault)
        else:
            outcome.created += receipt.created
            outcome.updated += receipt.updated
            outcome.unchanged += receipt.unchanged
            outcome.made += sum(whom.made.values())


def _together(piece: Sequence[Draft]) -> AbstractContextManager[None]:
    """Whoever a refused row brought along goes with it; where nobody came, the list action is whole by itself."""
    return transaction.atomic() if any(map(bearers_of, piece)) else nullcontext()


def _split(
    piece: list[Draft], refusal: Refused, outcome: Outcome, fault: Callable[..., Any]
) -> list[list[Draft]]:
    """Who is refused, if the refusal says so or one is alone; else two halves to try, the first one first."""
    named = {problem.line for problem in refusal.problems}
    if len(piece) > 1 and (0 in named or len(named) == len(piece)):
        middle = len(piece) // 2
        return [piece[middle:], piece[:middle]]
    lines = {1: piece[0]} if len(piece) == 1 else dict(enumerate(piece, start=1))
    for problem in refusal.problems:
        draft = lines[problem.line if len(piece) > 1 else 1]
        draft.faults.append(fault(str(problem.facts.get("field", "")), problem.code, _facts(problem)))
    outcome.rejected += [draft for draft in piece if draft.faults]
    return [[draft for draft in piece if not draft.faults]]
