"""What a mapping may say: the shape of its YAML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Plain = Literal["text", "number", "date", "instant", "code", "yes_no", "area", "link"]
Kind = Literal["text", "number", "date", "instant", "code", "yes_no", "area", "link", "person", "vehicle"]
Path = tuple[str | int, ...]
"""Where in the text: keys and places in lists."""

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Ask:
    """A row of another register, named by something else than its id."""

    register: str
    by: str
    text: str


CITY = "city"
"""How an :class:`Ask` for an area says that it is the city of the plan in force."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class When(_Part):
    """The column is taken only where another holds one of these; elsewhere it is not known."""

    source: str = Field(alias="from")
    among: list[str] = Field(alias="in")


class Finer(_Part):
    """Another column that says more of a code: its word, and which code then stands for which."""

    source: str = Field(alias="from")
    codes: dict[str, dict[str, str]]


class Tells(_Part):
    """A column that is only written: a word where something is known, empty elsewhere."""

    known: str
    """The register's column."""
    word: str = Field(min_length=1)


class Unit(_Part):
    """Another column that says of which unit a number is: word → how many make one; the first word is of that one itself."""

    source: str = Field(alias="from")
    per: dict[str, Annotated[float, Field(gt=0)]] = Field(min_length=1)


class Age(_Part):
    """An age that says about which year a person was born: the column, and those of the day, of which the first that has one
    holds. On the way out it is the age at an instant of the record, if one is named.
    """

    source: str = Field(alias="from")
    on: list[str] = Field(min_length=1)
    unit: Unit | None = None
    at: str = ""

    @property
    def sources(self) -> list[str]:
        """The file's columns from which it is read."""
        return [self.source, *self.on, *([self.unit.source] if self.unit else [])]


class Take(_Part):
    """One register column, from one cell."""

    source: str = Field(alias="from")
    kind: Kind = Field(alias="as")
    codes: dict[str, str] = {}
    blank: list[str] = []
    by: Literal["code", "name", "key", "ref", "barcode", "id_number", "document", "source"] | None = None
    name: str = ""
    """Of a person: the column of the name, or a template of several: ``"{firstName} {lastName}"``."""
    telephone: str = ""
    sex: str = ""
    birth_year: str = ""
    age: Age | None = None
    """Of a person whose year of birth is not said: what it can be worked out from."""
    unit: Unit | None = None
    zone: str = ""
    serial: Literal["1900", "1904", ""] = ""
    when: When | None = None
    key: str = ""
    """Of a link by key: a template of the key under which the other row came in. Of a person by the source's number: what
    makes that number the source's own."""
    stranger: Literal["", "unknown"] = ""
    """``unknown``: what a link names and nobody bears is not known, instead of a fault of the row."""
    says: dict[str, str] = {}
    """Where the form has no word for a code, the nearest that it has; only for what is taken away."""
    finer: list[Finer] = []
    wordless: list[str] = []
    """Codes for which the form has no word, nor one that comes near: they leave as not known."""

    @property
    def names(self) -> list[str]:
        """The file's columns that hold a person's name, in their order."""
        return PLACEHOLDER.findall(self.name) or ([self.name] if self.name else [])

    @property
    def sources(self) -> list[str]:
        """The file's columns from which it is read."""
        further = [self.telephone, self.sex, self.birth_year, *(finer.source for finer in self.finer)]
        further += [*(self.age.sources if self.age else ()), *([self.unit.source] if self.unit else ())]
        return list(dict.fromkeys(source for source in (self.source, *self.names, *further) if source))

    @property
    def identifies(self) -> bool:
        """Does it read what identifies a person or vehicle?"""
        return self.kind in ("person", "vehicle")

    @property
    def identifying(self) -> list[str]:
        """The columns that identify somebody by themselves: not the number that only the source knows."""
        if not self.identifies:
            return []
        return [s for s in (self.source if self.by != "source" else "", *self.names, self.telephone) if s]


class Named(_Part):
    """One row of another register, named by exactly one of these; ``here`` is the city of the plan."""

    gb: str = ""
    name: str = ""
    key: str = ""
    here: Literal["", "city"] = ""

    @property
    def word(self) -> str:
        """The name itself, by whichever way."""
        return self.gb or self.name or self.key or self.here

    def asked(self, register: str) -> Ask:
        """The question for that row."""
        by = "code" if self.gb else "name" if self.name else "key" if self.key else CITY
        return Ask(register, by, self.word)


class Split(_Part):
    """One cell is a list: each entry of it is a record of its own, and an empty list is none."""

    source: str = Field(alias="from")
    at: str = Field(default=",", min_length=1, max_length=3)
    blank: list[str] = []


class Elsewhere(_Part):
    """Rows that name a row of another register are that one's: they are left out here."""

    source: str = Field(alias="from")
    register_: str = Field(alias="register")
    key: str


class Cell(_Part):
    """One cell of a wide row that becomes a record of its own."""

    source: str = Field(alias="from")
    into: str = "value"
    kind: Plain = Field(alias="as", default="number")
    blank: list[str] = []
    set: dict[str, str | Named]


class FromTotals(_Part):
    """Case n is reported on the first day whose reported total reaches n."""

    figure: str
    number: str
    area: Named


class Derive(_Part):
    """The closed list of what may be worked out instead of read."""

    report_day_from_totals: FromTotals | None = None


Key = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[\w./-]+$")]


class MappingText(_Part):
    """A mapping as it is written."""

    mapping: Key
    title: dict[Literal["zh", "en"], str] = {}
    fills: str = Field(alias="register")
    sheet: str = ""
    zone: str = ""
    header: list[str] = []
    key: str = Field(min_length=1)
    columns: dict[str, Take] = {}
    constants: dict[str, str | Named] = {}
    rows: list[Cell] = []
    derive: Derive = Derive()
    leave_out: When | None = None
    comment: str = ""
    """Rows whose first cell begins so are remarks."""
    headings: Literal["1", "2"] = "1"
    """``2``: a row of sections stands over the header; a column is then called ``section/name``."""
    dates: Literal["", "dmy", "mdy"] = ""
    """In which order the source writes dates of three numbers; left out, such a date is refused."""
    split: Split | None = None
    groups: list[str] = []
    """Columns that the file repeats side by side: each set of them is a record of its own, and one whose first cell is empty is none."""
    pair: list[str] = Field(default=[], max_length=2)
    """Two links whose order means nothing: they are put into the order of their keys, so that a pair is one record."""
    repeats: Literal["", "first"] = ""
    """``first``: a key that comes again in the file is the same record, said again."""
    writes: Literal["any", "new", "known"] = "any"
    """``new``: a record that is there stays as it is. ``known``: the file only adds to records that are there."""
    elsewhere: list[Elsewhere] = []
    then: list[Key] = []
    """Mappings that read the same file after this one: one row fills several registers."""
    exports: Literal["yes", "no"] = "no"
    """``yes``: read backwards, it is a form in which its register is taken away."""
    lacks: Literal["", "allowed"] = ""
    """``allowed``: the file must hold the columns of ``header``; of the others, one that it lacks is not known."""
    tells: dict[str, Tells] = {}
    """Only for what is taken away: columns of the file that say whether something is known."""
    unsaid: dict[Literal["no_column", "another_file", "site_only", "identifies"], list[str]] = {}
    """What the form cannot say of a record, why → the register's columns: it has no column for it, another file says it, it
    names what only this site has, it would identify somebody."""
    persons: Literal["", "published"] = ""
    """``published``: the rows are real persons of a published list, and are shown to nobody one by one."""

    def needed(self) -> list[str]:
        """The columns that the file's header must hold."""
        return list(self.header) if self.lacks else self.wanted()

    def wanted(self) -> list[str]:
        """The columns of the file that are read, whether or not it must hold them."""
        named = [*self.header, *(source for take in self.columns.values() for source in take.sources)]
        named += [name for name in PLACEHOLDER.findall(self.key) if name not in self.given()]
        named += [take.when.source for take in self.columns.values() if take.when]
        named += [cell.source for cell in self.rows]
        if self.derive.report_day_from_totals:
            named.append(self.derive.report_day_from_totals.number)
        if self.leave_out:
            named.append(self.leave_out.source)
        if self.split:
            named.append(self.split.source)
        named += [other.source for other in self.elsewhere]
        return list(dict.fromkeys(named))

    def given(self) -> dict[str, Path]:
        """Register column → where the mapping gives it; the first place, where there are several."""
        places: dict[str, Path] = {name: ("columns", name) for name in self.columns}
        for place, cell in enumerate(self.rows):
            for name in (*cell.set, cell.into):
                places.setdefault(name, ("rows", place))
        for name in self.constants:
            places.setdefault(name, ("constants", name))
        if self.derive.report_day_from_totals:
            for name in ("reported_on", "report_precision"):
                places.setdefault(name, ("derive",))
        return places
