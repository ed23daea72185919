"""Two laboratories and their samples in the small city, and result files written on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lianfang.interop import mappings
from lianfang.interop.receipts import Receipt
from lianfang.registers.access import By, Reader
from tests.unit.interop.files import bring, csv_text, plan
from tests.unit.registers.city import FUTIAN, NANSHAN, NOON, lay, write

HOUR = 3600
BY = By("lu", "laboratory_officer")
READER = Reader("lu", "laboratory_officer", classes=frozenset({"places", "work", "laboratories"}))
NAMES = ("第一检测所", "第二检测所")
HEADER = ("条码", "检测机构", "检测方法", "检测结果", "Ct值", "检测时间", "报告时间", "复核")


def laboratories() -> list[int]:
    """The city, and two laboratories: one in Nanshan, one in Futian."""
    city = lay()
    each = [
        {
            "kind": "laboratory",
            "name_zh": name,
            "name_en": f"Lab {n}",
            "area": area,
            "operator": city.command,
            "opened_at": NOON - 30 * 24 * HOUR,
            "tests_a_day": 500,
        }
        for n, (name, area) in enumerate(zip(NAMES, (NANSHAN, FUTIAN), strict=True))
    ]
    return write("site", *each)


def sample(barcode: str, laboratory: int, **more: Any) -> dict[str, Any]:
    """A sample that was taken and sent an hour before noon and received half an hour before."""
    told = {
        "barcode": barcode, "laboratory": laboratory, "taken_at": NOON - HOUR, "sent_at": NOON - HOUR,
        "received_at": NOON - HOUR // 2, "area": FUTIAN,
    }  # fmt: skip
    return {**told, **more}


def line(barcode: str, result: str = "阴性", at: str = "2020-02-09 12:00", **more: str) -> tuple[str, ...]:
    """A row of a result file."""
    told = {"检测机构": NAMES[0], "检测方法": "核酸", "Ct值": "", "检测时间": "", "复核": "是"} | more
    row = {**told, "条码": barcode, "检测结果": result, "报告时间": at}
    return tuple(row[name] for name in HEADER)


def sent(folder: Path, rows: Sequence[Sequence[str]], name: str = "results.csv", **given: Any) -> Receipt:
    """A result file, brought in under the shipped mapping."""
    return sent_text(folder, csv_text([HEADER, *rows]), name, **given)


def sent_text(folder: Path, text: str, name: str, key: str = "laboratory/results", **given: Any) -> Receipt:
    """A file of these words, brought in under a shipped mapping."""
    path = folder / name
    path.write_text(text, "utf-8")
    return bring(path, mappings.find(key, plan()), **given)
