"""Records as another system's file: its mapping read backwards, so that what both can say comes back unchanged.

A record that came from such a file leaves under the key it came with; any other leaves under its reference. What the form
has no word for is left empty; identifiers of people never leave this way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from lianfang.base import instants
from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Language, Text
from lianfang.interop import ages, mappings
from lianfang.interop.mapping_links import key_column
from lianfang.interop.mapping_text import PLACEHOLDER, Age, MappingText, Take
from lianfang.interop.mappings import Loaded
from lianfang.records import Privacy, Register
from lianfang.registers.access import Reader, opens_sensitive, rows, withheld
from lianfang.registers.catalogue import catalogue
from lianfang.registers.demonstration import is_made_up
from lianfang.registers.models import REGISTERS
from lianfang.registers.roles import CLASSES, PURPOSE_TITLES
from lianfang.registers.withholding import LISTED, is_open
from lianfang.ui import sheets
from lianfang.ui.sheets import Value

_AT_ONCE = 1_000
LABELS = (
    Text("何人", "who"), Text("时间", "when"), Text("用途", "purpose"), Text("行数", "rows"),
    Text("导出编号", "number of the export"), Text("不列出的真人", "withheld as real persons"), Text("说明", "note"),
)  # fmt: skip
NOTE = Text(
    "空格表示不详，或该格式没有对应的词", "an empty cell is not known, or the form has no word for it"
)
SHUT = Text(
    "有关病情的 {n} 列为空：用途“{zh}”看不到",
    "{n} columns about health are empty: the purpose “{en}” does not open them",
)
MADE_UP = Text("演示：虚拟城市，并无真人", "demonstration: a made-up city, nobody is real")
_NAMED_BY = {"code": ("gb_code",), "name": ("name_zh",)}
Cells = dict[str, str]


@dataclass(frozen=True)
class Leaving:
    """One form, filled.

    Attributes:
        title: of the form.
        head: its header, one row or two.
        register: what its rows are.
        count: how many.
        pieces: the rows, read while they are written.
        shut: how many of the register's columns are empty because the purpose does not open what is said of anyone's health.
    """

    title: str
    head: Sequence[Sequence[str]]
    register: str
    count: int
    pieces: Iterator[list[list[Value]]]
    shut: int = 0

    def rows(self) -> Iterator[list[Value]]:
        """The rows, one by one."""
        return (row for piece in self.pieces for row in piece)


def forms() -> list[Loaded]:
    """The forms in which records are taken away, by key."""
    return [loaded for loaded in mappings.all_known() if loaded.said.exports == "yes"]


def form(key: str) -> Loaded:
    """One of them.

    Raises:
        Refused: there is none of that key.
    """
    known = {loaded.key: loaded for loaded in forms()}
    if key not in known:
        facts = {"form": key, "known": ", ".join(known)}
        raise Refused(Problem("export/no-such-form", facts=facts))
    return known[key]


def filled(loaded: Loaded, *, reader: Reader, zone: str, language: Language) -> Leaving:
    """A form with all records that the reader may see; its columns all stay, and what the purpose does not open is empty."""
    said = loaded.said
    opened = _opened(said, reader)
    found = rows(REGISTERS[said.fills], reader).order_by("id")
    names = columns(said)
    title = said.title.get(language) or loaded.key
    return Leaving(
        title,
        _head(said, names),
        said.fills,
        found.count(),
        _pieces(opened, names, found, zone, reader),
        len(said.columns) - len(opened.columns),
    )


def labels(
    filled: Leaving, reader: Reader, *, who: str, at: int, number: str, language: Language
) -> list[Sequence[Value]]:
    """The rows above the list: whose file it is, of when, what for, and under which number the journal has it."""
    hidden = withheld(REGISTERS[filled.register], reader) if filled.register in LISTED else 0
    purpose = PURPOSE_TITLES[reader.purpose]
    notes = [text.to(language) for text in ((MADE_UP, NOTE) if is_made_up() else (NOTE,))]
    if filled.shut:
        notes.append(SHUT.to(language).format(n=filled.shut, zh=purpose.zh, en=purpose.en))
    said: list[Value] = [
        who, instants.iso(at, settings.TIME_ZONE), purpose.to(language), filled.count, number, hidden, "; ".join(notes),
    ]  # fmt: skip
    titles = (label.to(language) for label in LABELS)
    return [[sheets.MARK, filled.title], *zip(titles, said, strict=True), []]


def _opened(said: MappingText, reader: Reader) -> MappingText:
    """The form without what the reader's purpose does not open."""
    if opens_sensitive(reader):
        return said
    known = catalogue()[said.fills].columns
    shut = {name for name in said.columns if name in known and known[name].privacy is Privacy.SENSITIVE}
    shut |= {t.known for t in said.tells.values() if known[t.known].privacy is Privacy.SENSITIVE}
    opened = {n: take for n, take in said.columns.items() if n not in shut}
    tells = {source: tells for source, tells in said.tells.items() if tells.known not in shut}
    return said.model_copy(update={"columns": opened, "tells": tells})


def columns(said: MappingText) -> list[str]:
    """The form's columns: the source's number, what is mapped, and what else its header holds."""
    key = key_column(said)
    named = [key] if key else []
    for take in said.columns.values():
        named += take.sources
    named += [take.when.source for take in said.columns.values() if take.when]
    return list(dict.fromkeys([*named, *said.header, *said.tells]))


def _head(said: MappingText, names: Sequence[str]) -> list[list[str]]:
    if said.headings == "1":
        return [list(names)]
    parts = [name.partition("/") for name in names]
    return [[section for section, _, _ in parts], [name for _, _, name in parts]]


def _pieces(
    said: MappingText, names: Sequence[str], found: Any, zone: str, reader: Reader
) -> Iterator[list[list[Value]]]:
    shape = catalogue()[said.fills]
    last = 0
    while piece := list(found.filter(id__gt=last)[:_AT_ONCE]):
        last = piece[-1].pk
        words, written = _linked(shape, said, piece, reader), list[Cells]()
        people = _people(shape, said, piece, reader)
        for row in piece:
            cells = _row(shape, said, row, words, zone)
            written.append(cells | _of_person(said, shape, row, people, zone, cells))
        yield [[cells.get(name) or None for name in names] for cells in written]


def _linked(
    shape: Register, said: MappingText, piece: Sequence[Any], reader: Reader
) -> Mapping[tuple[str, int], str]:
    """(register column, id) → how the form names the row that a link leads to; one that its reader may not see it does not name.
    Areas and places are named to everybody: what is recorded in a district may lie in the city.
    """
    found: dict[tuple[str, int], str] = {}
    for name, take in said.columns.items():
        if name not in shape.links or take.identifies:
            continue
        link = shape.links[name]
        ids = {getattr(row, link.column) for row in piece} - {None}
        columns_ = _NAMED_BY.get(take.by or "", ("source_key", "ref"))
        of = REGISTERS[link.to]
        seen = of.objects.filter(is_open(link.to)) if link.to in CLASSES["places"] else rows(of, reader)
        for row in seen.filter(id__in=ids).values("id", *columns_):
            word = row.get(columns_[0]) if take.by in _NAMED_BY else None
            if take.by not in _NAMED_BY:
                word = _own(take.key or "{}", row["source_key"], row["ref"])
            found[name, row["id"]] = word or ""
    return found


def _people(shape: Register, said: MappingText, piece: Sequence[Any], reader: Reader) -> Mapping[int, Any]:
    """Those of whom the form says a sex or an age, as far as the reader may see them."""
    ids = {getattr(row, shape.links[name].column) for name, _ in _told_of_people(said) for row in piece} - {
        None
    }
    if not ids or not reader.reads("person"):
        return {}
    return rows(REGISTERS["person"], reader).in_bulk(list(ids))


def _told_of_people(said: MappingText) -> list[tuple[str, Take]]:
    return [
        (name, take)
        for name, take in said.columns.items()
        if take.kind == "person" and take.age and take.age.at
    ]


def _of_person(
    said: MappingText, shape: Register, row: Any, people: Mapping[int, Any], zone: str, cells: Cells
) -> Cells:
    """Sex and age of a record's person: no more than that leaves of anybody."""
    found = Cells()
    for name, take in _told_of_people(said):
        person = people.get(getattr(row, shape.links[name].column) or 0)
        if person is None:
            continue
        if take.sex and person.sex:
            found[take.sex] = _back(take.codes).get(person.sex, "")
        at = getattr(row, take.age.at) if take.age else None
        if take.age and at is not None and person.birth_year is not None:
            day = instants.day_ending_at(at, zone)
            found |= _age(
                take.age, ages.age_in(person.birth_year, day, _per(take.age)), _date(day, said.dates)
            )
    return {source: word for source, word in found.items() if not cells.get(source)}


def _per(age: Age) -> Mapping[str, float]:
    return age.unit.per if age.unit else {"": 1.0}


def _age(age: Age, told: tuple[int, str] | None, day: str) -> Cells:
    """The cells of an age on a day; none where the form cannot say it."""
    if told is None:
        return {}
    number, word = told
    unit = {age.unit.source: word} if age.unit else {}
    return {age.source: str(number), age.on[0]: day, **unit}


def _own(template: str, key: str | None, ref: str) -> str:
    """The source's own number out of a key; the reference of a record that came from elsewhere."""
    before, _, after = PLACEHOLDER.sub("{}", template).partition("{}")
    if key and key.startswith(before) and key.endswith(after) and len(key) > len(before) + len(after):
        return key[len(before) : len(key) - len(after)]
    return ref


def _row(
    shape: Register, said: MappingText, row: Any, words: Mapping[tuple[str, int], str], zone: str
) -> Cells:
    key, cells = key_column(said), Cells()
    if key:
        same = [name for name, take in said.columns.items() if name in shape.links and take.source == key]
        # A row that is of another one by the same number bears that one's.
        linked = [words.get((name, getattr(row, shape.links[name].column) or 0), "") for name in same]
        cells[key] = next(filter(None, linked), "") or _own(said.key, row.source_key, row.ref)
    for name, take in said.columns.items():
        if take.identifies or take.when is not None:
            continue
        cells[take.source] = cells.get(take.source) or _word(shape, said, name, take, row, words, zone)
        cells |= _unit(take, getattr(row, name, None))
        if take.finer:
            cells |= _finer(take, getattr(row, name))
    for name, take in said.columns.items():
        if take.when is None:
            continue
        word = _word(shape, said, name, take, row, words, zone)
        if not word or cells.get(take.source) not in (None, "", word):
            continue
        if cells.get(take.when.source) in take.when.among or not cells.get(take.when.source):
            cells[take.source] = word
            cells[take.when.source] = cells.get(take.when.source) or take.when.among[0]
    for source, tells in said.tells.items():
        cells[source] = tells.word if getattr(row, tells.known) is not None else ""
    return cells


def _unit(take: Take, value: float | None) -> Cells:
    """The cell that says of which unit a number is."""
    if take.unit is None or value is None:
        return {}
    return {take.unit.source: ages.parted(value, take.unit.per)[1]}


def _finer(take: Take, value: str | None) -> Cells:
    """The two cells that together say a code which the form's first column has no word for."""
    for finer in take.finer:
        for word, codes in finer.codes.items():
            for coarse, fine in codes.items():
                if fine == value and coarse in _back(take.codes):
                    return {take.source: _back(take.codes)[coarse], finer.source: word}
    return {}


def _word(
    shape: Register,
    said: MappingText,
    name: str,
    take: Take,
    row: Any,
    words: Mapping[tuple[str, int], str],
    zone: str,
) -> str:
    """How the form writes one value; empty where it is not known or the form has no word for it."""
    if name in shape.links:
        return words.get((name, getattr(row, shape.links[name].column) or 0), "")
    value = getattr(row, name)
    if value is None:
        return ""
    if take.kind == "code":
        return _code(take, value)
    if take.kind == "instant":
        return _instant(value, said.dates, zone)
    if isinstance(value, date):
        return _date(value, said.dates)
    if isinstance(value, bool):
        return "YES" if value else "NO"
    if isinstance(value, int | float):
        return f"{ages.parted(value, take.unit.per)[0] if take.unit else value:.15g}"
    return _back(take.codes).get(str(value), str(value))


def _code(take: Take, code: str) -> str:
    back = _back(take.codes)
    return back.get(code) or take.says.get(code, "" if take.codes else code)


def _back(codes: Mapping[str, str]) -> dict[str, str]:
    """Code → the first of the source's words for it."""
    found: dict[str, str] = {}
    for word, code in codes.items():
        found.setdefault(code, word)
    return found


def _date(day: date, dates: str) -> str:
    if dates == "dmy":
        return f"{day:%d.%m.%Y}"
    return f"{day.month}/{day.day}/{day.year}" if dates == "mdy" else day.isoformat()


def _instant(instant: int, dates: str, zone: str) -> str:
    """A bare date where the instant is the 24:00 by which a bare date is read; else date and time in the zone."""
    day = instants.day_ending_at(instant, zone)
    if instants.end_of(day, zone) == instant:
        return _date(day, dates)
    moment = datetime.fromtimestamp(instant, ZoneInfo(zone))
    return f"{_date(moment.date(), dates)} {moment:%H:%M:%S}"
