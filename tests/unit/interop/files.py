"""A small city's areas, and files and mappings written on the spot, for the tests of bringing files in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from lianfang.interop import mappings
from lianfang.interop.bringing import Job, bring_in, dry_run
from lianfang.interop.laying import lay
from lianfang.interop.mappings import Loaded
from lianfang.interop.pace import Pace
from lianfang.interop.receipts import Receipt
from lianfang.plan import shipped
from lianfang.registers.access import By
from lianfang.registers.models import REGISTERS

BY = By("test", "operator", purpose="maintenance")
ZONE = "Asia/Shanghai"
AT = 1581220800  # 2020-02-09 12:00 in Shanghai

CASES = """
mapping: test/cases
register: case
key: "test:{编号}"
constants: {classification: CONFIRMED, area: {gb: "440300"}}
columns:
  number: {from: 编号, as: number}
  sex: {from: 性别, as: code, codes: {男性: male, 女性: female}}
  reported_on: {from: 报告日, as: date}
  age: {from: 年龄, as: number, blank: [不详]}
  district: {from: 居住区, as: area, codes: {南山: "440305"}}
"""
HEADER = ("编号", "性别", "报告日", "年龄", "居住区")
ROWS = (
    ("1", "男性", "2020-02-01", "66", "南山"),
    ("2", "女性", "2020-02-02", "不详", "福田区"),
    ("3", "女", "2020-02-03", "", ""),
)

RETURNS = """
mapping: test/returns
register: return
key: "test:{figure}:{area}:{day}"
columns:
  day: {from: 日期, as: date}
rows:
  - {from: 南山, set: {figure: confirmed, area: {gb: "440305"}}}
  - {from: 新增, set: {figure: new_confirmed, area: {gb: "440300"}}}
"""


def plan() -> Path:
    """The folder of the shipped plan."""
    found = shipped.folder("shenzhen_2020")
    assert found is not None
    return found


def lay_areas() -> None:
    """The areas of the shipped plan."""
    lay(folder=plan(), by=BY, at=AT)


def mapping(text: str) -> Loaded:
    """A mapping from its text."""
    return mappings.read(text, "test.yaml")


def csv_text(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    """Rows as a text file holds them."""
    return "".join(delimiter.join(row) + "\r\n" for row in rows)


def workbook(path: Path, rows: Sequence[Sequence[Any]], epoch: int = 1900) -> Path:
    """Rows as a workbook holds them."""
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904 if epoch == 1904 else CALENDAR_WINDOWS_1900
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def foretell(path: Path, loaded: Loaded, **given: Any) -> Receipt:
    """A dry run."""
    return dry_run(job=Job(path, loaded, ZONE, **given), at=AT)


def bring(path: Path, loaded: Loaded, *, accept_cut: bool = False, at: int = AT, **given: Any) -> Receipt:
    """Bring a file in without resting."""
    job = Job(path, loaded, ZONE, **given)
    return bring_in(job=job, by=BY, at=at, accept_cut=accept_cut, pace=Pace(pause=0))


def codes(receipt: Receipt) -> dict[int, list[str]]:
    """Row → the codes of its faults."""
    return {r.row: [fault.code for fault in r.faults] for r in receipt.rejections()}


def content() -> dict[str, list[Any]]:
    """All registers without what is drawn at random or given by the database."""
    found = {}
    for name, model in REGISTERS.items():
        columns = [
            f.attname
            for f in model._meta.fields
            if f.name not in ("ref", "recorded_at") and (f.name != "id" or name == "area")
        ]
        found[name] = sorted(model.objects.values_list(*columns), key=repr)
    return found
