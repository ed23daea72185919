"""An entry goes into a plan's file in its place, and nothing else there moves; a draft's lines know their fields."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from lianfang.base.instants import iso
from lianfang.plan import amending, shipped
from lianfang.plan.amending import entry_written, must_written, with_entry
from lianfang.plan.loader import load
from lianfang.plan.model import Entry, Plan, Source
from lianfang.plan.nodes import Type
from lianfang.registers.catalogue import catalogue
from tests.plan_catalogue import CATALOGUE

HEAD = 'plan: p\ntitle: {zh: 方, en: P}\nzone: Asia/Shanghai\nfrom: 2020-01-01\nuntil: 2020-12-31\ncity: "440300"\n'
BLOCK = """- value: short
  kind: duration
  title: {zh: 短, en: short}
  dated:
    # the first
    - from: 2020-02-01
      is: 1 hour
      source: {document: A, status: assumed}
    # the second, a longer word
    - from: 2020-03-01
      is: 2 hours
      source:
        document: |
          B
        status: part

# what follows is another's
- value: other
  kind: number
  title: {zh: 另, en: other}
  dated: [{from: 2020-02-01, is: 3, source: {document: C, status: assumed}}]"""


def laid(folder: Path, files: amending.Files) -> Plan:
    """The plan of these files."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return load(folder, CATALOGUE)


@pytest.mark.parametrize("day", ["2020-01-15", "2020-02-15", "2020-03-15"])
@pytest.mark.parametrize("key", ["short", "other"])
def test_an_entry_stands_where_its_date_says_and_all_else_stays(tmp_path: Path, key: str, day: str) -> None:
    files = {"plan.yaml": HEAD, "values/v.yaml": BLOCK}
    before = laid(tmp_path / "before", files)
    said = entry_written(
        since=day, value="5 hours" if key == "short" else "5", kind="", source=Source('D "d"', "part")
    )
    made, line = with_entry(files, before.values[key], date.fromisoformat(day), said.text)
    after = laid(tmp_path / "after", made)
    assert amending.others_moved(before, after, value=key) == []
    [entry] = [one for one in after.values[key].entries if one not in before.values[key].entries]
    assert entry == Entry(date.fromisoformat(day), 18000 if key == "short" else 5, Source('D "d"', "part"))
    lines = made["values/v.yaml"].splitlines()
    if key == "short":
        assert lines[line].strip() == f"- from: {day}"
        del lines[line : line + len(said.text.splitlines())]
        assert lines == BLOCK.splitlines()
    else:
        assert lines[:-1] == BLOCK.splitlines()[:-1]


def test_the_last_value_of_each_file_of_the_shipped_plan_takes_an_entry(tmp_path: Path) -> None:
    folder = shipped.folder("shenzhen_2020")
    assert folder is not None
    before = load(folder, catalogue())
    files = {str(one.relative_to(folder)): one.read_text("utf-8") for one in folder.rglob("*.yaml")}
    of_files = {value.place.file: value for value in before.values.values()}
    assert len(of_files) > 9
    for value in of_files.values():
        day = value.entries[-1].since + timedelta(days=1)
        last = value.entries[-1].value
        kind = "areas" if value.type == "areas" else ""
        said = ", ".join(last) if isinstance(last, tuple) else _written(value.type, last)
        text = entry_written(since=day.isoformat(), value=said, kind=kind, source=Source("X", "assumed")).text
        files, _ = with_entry(files, value, day, text)
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    after = load(tmp_path, catalogue())
    for value in of_files.values():
        entries = [one.value for one in value.entries]
        assert [one.value for one in after.values[value.key].entries] == [*entries, entries[-1]]


def _written(kind: object, value: object) -> str:
    """As the language writes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if kind is Type.DURATION:
        return f"{int(str(value)) // 60} minutes"
    if kind is Type.INSTANT:
        return iso(int(str(value)), "Asia/Shanghai")
    return str(value)


def test_each_line_of_a_drafted_must_is_of_a_field() -> None:
    said = {
        "must": "m", "clause": "1", "title_zh": "题", "title_en": "Title: a \"b\"", "since": "2020-02-01", "every": "site",
        "each": "day", "until": "2020-03-01", "where": "a = 1\n\n  and b = 2", "denominator_zh": "单", "denominator_en": "list",
        "independent": "yes", "check": "f", "has": "itself", "such_that": "c = 3", "met_at": "at", "by": "at", "owner": "o",
        "restricts": "yes", "basis_zh": "法", "basis_en": "law", "review": "2020-03-01", "twin": "t", "document": "D",
        "status": "part", "note": "n",
    }  # fmt: skip
    written = must_written(said)
    lines = written.text.splitlines()
    assert [written.field(n) for n, line in enumerate(lines, 1) if "and b = 2" in line] == ["where"]
    assert {written.field(n) for n in range(1, len(lines) + 1)} == set(said)
    assert written.field(len(lines) + 1) == ""
