"""Rows of a file become drafts of records: values, questions for rows of other registers, and faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from lianfang.base.problems import Problem
from lianfang.interop import ages, identities
from lianfang.interop.cells import Sort, Unfit, blanks, text_of, value_of
from lianfang.interop.derivations import ReportDays
from lianfang.interop.mapping_text import (
    PLACEHOLDER,
    Age,
    Ask,
    Cell,
    MappingText,
    Named,
    Split,
    Take,
    Unit,
    When,
)
from lianfang.interop.rows import Cell as FileCell
from lianfang.interop.rows import FileRow, is_blank
from lianfang.interop.sorts import READ_AS, constant_of, sort_of
from lianfang.interop.tables import Header, plain
from lianfang.records import Register
from lianfang.registers.actions.identifying import Bearer, Kind
from lianfang.registers.catalogue import catalogue

LONGEST_KEY = 200
_PERSONAL = ("personal", "sensitive", "identifying")
_NUMBERS: Mapping[tuple[str, str | None], Callable[[FileCell], str]] = {
    ("vehicle", None): identities.plate,
    ("person", None): identities.id_number,
    ("person", "id_number"): identities.id_number,
    ("person", "document"): identities.document,
    ("person", "source"): lambda cell: plain(text_of(cell)),
}


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell, or (without a column) with the row; the value only where it is nobody's."""

    code: str
    column: str = ""
    value: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Draft:
    """One record to be: its row in the file, its values with links still asked for, and why it cannot go in."""

    row: int
    values: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)
    records: int = 1
    """How many records this stands for: a wide row that cannot be read at all is one draft for all its cells."""
    elsewhere: list[Ask] = field(default_factory=list)
    """If one of these is on record, the row is another register's."""
    strangers: dict[str, Ask] = field(default_factory=dict)
    """Links that are not known where nobody bears the name."""
    stands: bool = False
    """Is nothing to be written, because the record is there already, or was said before in the file?"""


class Drafter:
    """Makes drafts under one mapping, for one file's header."""

    def __init__(
        self,
        said: MappingText,
        shape: Register,
        header: Header,
        *,
        zone: str,
        date_system: str,
        days: ReportDays | None,
    ):
        self.repeats, self.writes = bool(said.repeats), said.writes
        self._said, self._shape, self._places, self._days = said, shape, header.places, days
        self._groups = header.groups
        read = {"zone": said.zone or zone, "date_system": date_system, "dates": said.dates}
        self._plainly = partial(
            Sort, codes={}, blank=blanks(()), zone="UTC", date_system=date_system, list=None, dates=said.dates
        )
        self._sorts = {name: sort_of(shape, name, take, **read) for name, take in said.columns.items()}
        self._cells = [(cell, sort_of(shape, cell.into, cell, **read)) for cell in said.rows]
        self._constants = self._fixed(said.constants)
        self._sets = [self._fixed(cell.set) for cell in said.rows]

    @property
    def per_row(self) -> int:
        """Records out of one row of the file."""
        return len(self._cells) or 1

    def is_left_out(self, row: FileRow) -> bool:
        """Does the mapping leave this row out (a row of totals, a remark)?"""
        if self._said.comment and str((*row.cells, "")[0]).startswith(self._said.comment):
            return True
        return (
            row.fault is None and self._said.leave_out is not None and self._holds(self._said.leave_out, row)
        )

    def drafts(self, row: FileRow) -> Iterator[Draft]:
        """The records of one row."""
        if row.fault is not None:
            fault = Fault(row.fault.code, facts=dict(row.fault.facts))
            yield Draft(row.number, {}, [fault], self.per_row)
        elif self._said.groups:
            for part in self._sets_of(row):
                yield from self._drafted(part)
        elif self._said.split is None:
            yield from self._drafted(row)
        else:
            for part in self._parts(self._said.split, row):
                yield from self._drafted(part)

    def _sets_of(self, row: FileRow) -> Iterator[FileRow]:
        """The row once for each set of its columns that holds something, in the place of the first set."""
        first = self._said.groups[0]
        for places in self._groups:
            taken = {
                self._places[name]: row.cells[place]
                for name, place in places.items()
                if place < len(row.cells)
            }
            if not is_blank(taken.get(self._places[first])):
                yield FileRow(row.number, [taken.get(place, cell) for place, cell in enumerate(row.cells)])

    def _parts(self, said: Split, row: FileRow) -> Iterator[FileRow]:
        """The row once for each entry of its list."""
        place = self._places[said.source]
        cell = self._cell(said.source, row)
        if is_blank(cell) or (isinstance(cell, str) and plain(cell) in blanks(said.blank)):
            return
        listed = (
            [cell] if not isinstance(cell, str) else [part for part in cell.split(said.at) if part.strip()]
        )
        for part in listed:
            yield FileRow(row.number, [*row.cells[:place], part, *row.cells[place + 1 :]])

    def _drafted(self, row: FileRow) -> Iterator[Draft]:
        shared = Draft(row.number, dict(self._constants), elsewhere=self._others(row))
        for name, take in self._said.columns.items():
            if take.when is not None and not self._holds(take.when, row):
                shared.values[name] = None
            elif take.identifies:
                self._identify(shared, name, take, row)
            else:
                self._take(shared, name, take.source, self._sorts[name], row)
        self._derive(shared, row)
        if shared.faults or not self._cells:
            if not shared.faults and self._says_nothing(shared, row):
                shared.faults.append(Fault("import/says-nothing"))
            shared.records = self.per_row
            yield self._keyed(shared, row, {})
            return
        for (cell, sort), fixed in zip(self._cells, self._sets, strict=True):
            draft = Draft(row.number, {**shared.values, **fixed}, elsewhere=shared.elsewhere)
            self._take(draft, cell.into, cell.source, sort, row)
            yield self._keyed(draft, row, _words(cell))

    def _others(self, row: FileRow) -> list[Ask]:
        """The rows of other registers whose the row would be."""
        found = []
        for other in self._said.elsewhere:
            cell = self._cell(other.source, row)
            if isinstance(cell, str | int | float) and not is_blank(cell):
                word = plain(str(cell))
                found.append(Ask(other.register_, "key", word.join(PLACEHOLDER.split(other.key)[::2])))
        return found

    def fault(self, name: str, code: str, facts: Mapping[str, Any]) -> Fault:
        """A fault of a register's column that was found later, told under the file's column."""
        take = self._said.columns.get(name)
        return Fault(code, take.source if take else name, None, facts)

    def _says_nothing(self, draft: Draft, row: FileRow) -> bool:
        """Does a row say no more than its number and what is the same in all? Whoever signed below a table is no record."""
        taken = (*self._said.columns, "reported_on")
        if self._said.writes == "known" or any(draft.values.get(name) is not None for name in taken):
            return False
        numbers = {
            self._places[source]
            for source in PLACEHOLDER.findall(self._said.key or "")
            if source in self._places
        }
        return all(is_blank(cell) for place, cell in enumerate(row.cells) if place not in numbers)

    def _fixed(self, said: Mapping[str, str | Named]) -> dict[str, Any]:
        return {name: constant_of(value, sort_of(self._shape, name)) for name, value in said.items()}

    def _cell(self, source: str, row: FileRow) -> FileCell:
        place = self._places.get(source)
        return row.cells[place] if place is not None and place < len(row.cells) else None

    def _holds(self, when: When, row: FileRow) -> bool:
        cell = self._cell(when.source, row)
        word = "" if cell is None else plain(str(cell)) if isinstance(cell, str | int | float) else None
        return word is not None and word in map(plain, when.among)

    def _take(self, draft: Draft, name: str, source: str, sort: Sort, row: FileRow) -> None:
        cell, take = self._cell(source, row), self._said.columns.get(name)
        try:
            is_with_unit = take is not None and take.unit is not None and take.unit.source == source
            value = value_of(
                plain(cell).partition(" ")[0] if is_with_unit and isinstance(cell, str) else cell, sort
            )
            value = self._in_units(value, take.unit if take else None, row, is_after=is_with_unit)
            value = draft.values[name] = self._finer(value, take, row)
            if isinstance(value, Ask) and take is not None and take.stranger:
                draft.strangers[name] = value
        except Unfit as unfit:
            if unfit.code == "import/code" and take is not None and take.stranger:
                draft.values[name] = None
                return
            shown = (
                None if self._is_personal(name) or not isinstance(cell, str | int | float) else str(cell)[:60]
            )
            draft.faults.append(Fault(unfit.code, source, shown, unfit.facts))

    def _in_units(self, value: Any, unit: Unit | None, row: FileRow, *, is_after: bool = False) -> Any:
        """A number of some unit as one of the column's own; where no unit is said it is that. A unit that stands in the number's
        own cell stands after a space.

        Raises:
            Unfit: there is no such unit.
        """
        cell = self._cell(unit.source, row) if unit else None
        if unit is None or value is None or is_blank(cell):
            return value
        per = {plain(word): parts for word, parts in unit.per.items()}
        word = plain(text_of(cell))
        word = word.partition(" ")[2] if is_after else word
        if word and word not in per:
            raise Unfit("import/code", known=", ".join(unit.per))
        return value / per.get(word, 1)

    def _finer(self, value: Any, take: Take | None, row: FileRow) -> Any:
        """The code that a further column makes of a code: confirmed, and no symptoms."""
        for finer in take.finer if take else ():
            cell = self._cell(finer.source, row)
            word = plain(str(cell)) if isinstance(cell, str | int | float) else ""
            value = finer.codes.get(word, {}).get(value, value)
        return value

    def _identify(self, draft: Draft, name: str, take: Take, row: FileRow) -> None:
        """Whom a row names by number. A name or telephone alone names nobody; no fault shows what the cell held."""
        blank = self._sorts[name].blank
        number = self._part(draft, take.source, _NUMBERS[take.kind, take.by], blank, row)
        called = self._called(draft, take, blank, row)
        telephone = self._part(draft, take.telephone, identities.telephone, blank, row)
        draft.values[name] = None
        if number and take.kind == "person":
            kind: Kind = "source" if take.by == "source" else "document"
            number = PLACEHOLDER.sub(lambda _: number, take.key) if take.key else number
            draft.values[name] = Bearer(
                "person", kind, number, called, telephone, *self._told(draft, take, row)
            )
        elif number:
            draft.values[name] = Bearer("vehicle", "plate", number)

    def _called(self, draft: Draft, take: Take, blank: frozenset[str], row: FileRow) -> str:
        """A name out of its parts, which may stand in several columns; a part that is no name is a fault of its own."""
        parts = [self._part(draft, source, identities.name, blank, row) for source in take.names]
        return identities.name(" ".join(parts)) if any(parts) else ""

    def _told(self, draft: Draft, take: Take, row: FileRow) -> tuple[str | None, int | None]:
        """Sex and year of birth of somebody who may have to be made."""
        found: list[Any] = []
        for name, source in (("sex", take.sex), ("birth_year", take.birth_year)):
            column = catalogue()["person"].columns[name]
            sort = Sort(
                READ_AS[column.kind],
                {plain(w): c for w, c in take.codes.items()},
                blanks(take.blank),
                "UTC",
                "",
                column.codes,
            )
            try:
                found.append(value_of(self._cell(source, row), sort) if source else None)
            except Unfit as unfit:
                draft.faults.append(Fault(unfit.code, source, None, unfit.facts))
                found.append(None)
        if found[1] is None and take.age is not None:
            found[1] = self._born(draft, take.age, row)
        return found[0], found[1]

    def _born(self, draft: Draft, age: Age, row: FileRow) -> int | None:
        """About which year somebody was born, by their age on a day."""
        days = (source for source in age.on if not is_blank(self._cell(source, row)))
        try:
            years = value_of(self._cell(age.source, row), self._plainly(kind="number"))
            years = self._in_units(years, age.unit, row)
            day = value_of(self._cell(next(days, ""), row), self._plainly(kind="date"))
        except Unfit:
            # What the file says elsewhere of age or day is a fault there; here it only tells nothing.
            return None
        return None if years is None or day is None else ages.birth_year(years, day)

    def _part(
        self, draft: Draft, source: str, read: Callable[[FileCell], str], blank: frozenset[str], row: FileRow
    ) -> str:
        cell = self._cell(source, row) if source else None
        if is_blank(cell) or (isinstance(cell, str) and plain(cell) in blank):
            return ""
        try:
            return read(cell)
        except Unfit as unfit:
            draft.faults.append(Fault(unfit.code, source, None, unfit.facts))
            return ""

    def name_column(self, name: str) -> str:
        """The file's column of the name of whom a register's column links to."""
        return next(iter(self._said.columns[name].names), "")

    def _is_personal(self, name: str) -> bool:
        column = self._shape.columns.get(name)
        return self._shape.personal if column is None else column.privacy.value in _PERSONAL

    def _derive(self, draft: Draft, row: FileRow) -> None:
        said = self._said.derive.report_day_from_totals
        if said is None or self._days is None:
            return
        try:
            number = value_of(self._cell(said.number, row), Sort("number", {}, frozenset(), "UTC", ""))
        except Unfit as unfit:
            draft.faults.append(Fault(unfit.code, said.number, None, unfit.facts))
            return
        draft.values["reported_on"], draft.values["report_precision"] = self._days.of(number)

    def _keyed(self, draft: Draft, row: FileRow, words: Mapping[str, str]) -> Draft:
        """Give the draft the key under which its source knows it."""
        if draft.faults:
            return draft
        self._pair(draft)
        parts = {}
        for name in PLACEHOLDER.findall(self._said.key):
            try:
                parts[name] = words.get(name) or self._word(name, draft, row)
            except Unfit as unfit:
                draft.faults.append(Fault(unfit.code, name, None, unfit.facts))
                continue
            if not parts[name]:
                facts = {"key": self._said.key, "column": name}
                draft.faults.append(Fault("import/no-key", name, None, facts))
        if not draft.faults:
            key = PLACEHOLDER.sub(lambda found: parts[found[1]], self._said.key)
            draft.values["source_key"] = key
            if len(key) > LONGEST_KEY:
                facts = {"register": self._shape.name, "field": "source_key"}
                draft.faults.append(Fault("record/length", "", None, facts))
        return draft

    def _pair(self, draft: Draft) -> None:
        """Two links of which neither is first stand in the order of their keys."""
        if len(self._said.pair) != 2:
            return
        first, second = self._said.pair
        one, two = draft.values.get(first), draft.values.get(second)
        if isinstance(one, Ask) and isinstance(two, Ask) and _ordered(two) < _ordered(one):
            draft.values[first], draft.values[second] = two, one

    def _word(self, name: str, draft: Draft, row: FileRow) -> str:
        """A placeholder's text: a register column as its value reads, or a header's cell as it stands."""
        if name not in self._said.given():
            return plain(text_of(self._cell(name, row)))
        value = draft.values.get(name)
        if isinstance(value, Ask):
            return value.text
        if isinstance(value, date):
            return value.isoformat()
        return text_of(value)


def _ordered(ask: Ask) -> tuple[int, str]:
    """Keys of one source, the shorter number first."""
    return len(ask.text), ask.text


def _words(cell: Cell) -> dict[str, str]:
    """What a wide cell is set to, as a key spells it."""
    said = {name: value if isinstance(value, str) else value.word for name, value in cell.set.items()}
    return {name: word for name, word in said.items() if word}


def problem_of(fault: Fault, row: int) -> Problem:
    """The fault as every door prints it."""
    return Problem(fault.code, line=row, facts=fault.facts)
