"""A mapping made from answers: which column of a file is which of a register, guessed from their names first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.interop import mappings
from lianfang.interop.mapping_text import Kind as ReadAs
from lianfang.interop.mappings import Loaded
from lianfang.interop.sorts import READ_AS
from lianfang.interop.tables import plain
from lianfang.records import Column, Link, Register
from lianfang.registers.models import REGISTERS

NAMES_OF_LINKS: Mapping[str, tuple[str, ...]] = {
    "person": ("身份证号", "身份证号码", "身份证", "证件号码", "证件号", "id number", "identity number", "document number"),
    "vehicle": ("车牌", "车牌号", "车牌号码", "plate", "number plate"),
    "area": ("区域", "区", "街道", "社区", "所属区", "区域代码", "area", "district"),
}  # fmt: skip
NAMES = ("姓名", "名字", "name", "full name")
TELEPHONES = ("手机", "手机号", "电话", "联系电话", "telephone", "phone", "mobile")
HAPPENED = ("时间", "时刻", "日期", "日期时间", "time", "date", "datetime", "when")
KEYS = ("编号", "序号", "流水号", "登记号", "id", "no", "no.", "number", "key")
WAYS: Mapping[str, tuple[str, ...]] = {
    "person": ("id_number", "document"),
    "area": ("", "code", "name"),
    "link": ("name", "key", "ref"),
}
"""How a column of a file may name what a register links to; the first goes without saying."""


@dataclass(frozen=True)
class Question:
    """One column or link of a register that a file may give."""

    name: str
    title: Text
    kind: ReadAs
    is_needed: bool
    column: Column | None = None
    link: Link | None = None

    @property
    def ways(self) -> tuple[str, ...]:
        """How what it links to may be named; by name first where it has one."""
        ways = WAYS.get(self.kind, ())
        if self.kind == "link" and self.link is not None and not has_name(self.link.to):
            return tuple(way for way in ways if way != "name")
        return ways


@dataclass(frozen=True)
class Answers:
    """What was answered.

    Attributes:
        name: under which the mapping is kept.
        key: the file's columns that together number its rows.
        takes: question → column of the file.
        ways: question → how it is named.
        fixed: question → what is the same in every row.
        codes: question → ``word=code`` pairs, one a line.
        called: of a person, the file's columns of name and telephone.
        blank: words that mean *not known*, by commas.
        serial: of bare serial numbers in a text, the date system.
        sheet: of a workbook.
    """

    name: str
    key: Sequence[str] = ()
    takes: Mapping[str, str] = field(default_factory=dict)
    ways: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    called: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    blank: str = ""
    serial: str = ""
    sheet: str = ""


def questions(shape: Register) -> list[Question]:
    """What a file may give of a register, in the order in which it declares its columns."""
    found = []
    for one in REGISTERS[shape.name]._meta.fields:
        column, link = shape.columns.get(one.name), shape.links.get(one.name)
        if column is not None:
            is_needed = not column.nullable and column.name != "recorded_at"
            found.append(Question(one.name, column.title, READ_AS[column.kind], is_needed, column=column))
        elif link is not None:
            kind: ReadAs = link.to if link.to in ("area", "person", "vehicle") else "link"  # type: ignore[assignment]
            by_gate = one.name == shape.area and "gate" in shape.links
            found.append(Question(one.name, link.title, kind, not link.nullable and not by_gate, link=link))
    return sorted(found, key=lambda one: (not one.is_needed, one.name == "recorded_at"))


def guess(shape: Register, columns: Sequence[str]) -> Answers:
    """Which of a file's columns seem to be which, by their names; each is taken once."""
    free = {plain(column).casefold(): column for column in columns}
    takes: dict[str, str] = {}
    called: dict[str, tuple[str, str]] = {}
    for one in questions(shape):
        names = [*_spellings(shape, one), *(HAPPENED if one.name == shape.occurred else ())]
        column = next((free.pop(name) for name in names if name in free), None)
        if column is not None:
            takes[one.name] = column
            if one.kind == "person":
                called[one.name] = _first(free, NAMES), _first(free, TELEPHONES)
    key = _first(free, KEYS) or next((c for n, c in takes.items() if plain(c).casefold() in KEYS), "")
    return Answers("", [key] if key else [], takes, called=called)


def _spellings(shape: Register, one: Question) -> Iterator[str]:
    """What a file may call it; of several areas only the record's own goes by the plain word."""
    more = NAMES_OF_LINKS.get(one.kind, ()) if one.kind != "area" or one.name == shape.area else ()
    for word in (one.name, one.name.replace("_", " "), *one.title, *more):
        yield plain(word).casefold()


def _first(free: dict[str, str], names: Sequence[str]) -> str:
    return next((free.pop(name) for name in names if name in free), "")


def made(shape: Register, answers: Answers) -> Loaded:
    """The mapping that was answered, checked like any other.

    Raises:
        Refused: it has no name or no key, or whatever is wrong with a mapping.
    """
    faults = []
    if not answers.name or len(answers.name) > 64 or not _is_name(answers.name):
        faults.append(Problem("mapping/name"))
    if not answers.key:
        faults.append(Problem("mapping/no-key"))
    if faults:
        raise Refused(faults)
    said: dict[str, Any] = {"mapping": answers.name, "register": shape.name}
    if answers.sheet:
        said["sheet"] = answers.sheet
    said["key"] = ":".join([answers.name, *(f"{{{column}}}" for column in answers.key)])
    asked = {one.name: one for one in questions(shape)}
    said["columns"] = {
        name: _take(asked[name], source, answers) for name, source in answers.takes.items() if source
    }
    said["constants"] = {
        name: _fixed(asked[name], text)
        for name, text in answers.fixed.items()
        if text and not answers.takes.get(name)
    }
    text = yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=10_000)
    return mappings.read(text, f"{answers.name}.yaml")


def _is_name(text: str) -> bool:
    return all(letter.isalnum() or letter in "_./-" for letter in text)


def _take(one: Question, source: str, answers: Answers) -> dict[str, Any]:
    said: dict[str, Any] = {"from": source, "as": one.kind}
    way = answers.ways.get(one.name, "") or (one.ways[0] if one.ways else "")
    if way in one.ways and way:
        said["by"] = way
    codes = dict(_pairs(answers.codes.get(one.name, "")))
    if codes:
        said["codes"] = codes
    blank = [word.strip() for word in answers.blank.replace("，", ",").split(",") if word.strip()]
    if blank:
        said["blank"] = blank
    if answers.serial and one.kind in ("date", "instant"):
        said["serial"] = answers.serial
    called = zip(("name", "telephone"), answers.called.get(one.name, ("", "")), strict=True)
    return said | {key: column for key, column in called if column and one.kind == "person"}


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for line in text.replace("，", ",").replace("＝", "=").replace(",", "\n").splitlines():
        word, equals, code = line.partition("=")
        if equals and word.strip() and code.strip():
            yield word.strip(), code.strip()


def _fixed(one: Question, text: str) -> str | dict[str, str]:
    if one.link is None:
        return text
    if one.link.to == "area" and text.isdigit():
        return {"gb": text}
    return {"name": text} if has_name(one.link.to) else {"key": text}


def has_name(register: str) -> bool:
    """Have the rows of a register a name that is nobody's?"""
    return any(f.name == "name_zh" for f in REGISTERS[register]._meta.fields)
