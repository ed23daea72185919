"""A hundred thousand dirty rows of gate passages with plates, identity numbers and names, through the whole command.

python -m bench.dirty --rows 100000 --database sqlite|postgresql

The site has the areas of the shipped plan, thirty gates, and all musts of the plan in force. Nobody else writes. What must
come of the file is counted while it is made; the receipt is held against it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.server import site

MOST = 90.0
"""Seconds that the command may take."""
AGAIN, BROKEN, REPEATED = 0.20, 0.05, 0.02
"""Shares of rows: of someone or a car that came before, broken, and a row above once more."""
GATES = 30
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_FULL = str.maketrans("0123456789ABX", "０１２３４５６７８９ＡＢＸ")
_SURNAMES, _GIVEN = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗",
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红文辉",
)
_LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
HEADER = "登记序号,通行时间,关口编码,方向,车牌,证件号码,姓名,手机,体温,已查"
MAPPING = """
mapping: bench/dirty
title: {zh: 关口登记表, en: gate sheet}
register: passage
key: "dirty:{登记序号}"
columns:
  at: {from: 通行时间, as: instant}
  gate: {from: 关口编码, as: link, by: key}
  direction: {from: 方向, as: code, codes: {进: in, 出: out, 入: in}}
  vehicle: {from: 车牌, as: vehicle, blank: [无]}
  person: {from: 证件号码, as: person, by: id_number, name: 姓名, telephone: 手机, blank: [不详]}
  temperature: {from: 体温, as: number, blank: [未测, "-"]}
  screened: {from: 已查, as: yes_no}
constants: {mode: road}
"""
_FORMS = (
    "2020-02-{d:02d} {h:02d}:{m:02d}", "2020/2/{d} {h}:{m:02d}", "2020年2月{d}日 {h:02d}:{m:02d}",
    "202002{d:02d} {h:02d}:{m:02d}:00",
)  # fmt: skip
Person = tuple[str, str, str]
"""Number, name, telephone."""


def number(n: int) -> str:
    """The n-th made-up identity number that fits its check character; none ends in three zeros."""
    born, serial = divmod(n, 900)
    text = f"440300{1940 + born // 336 % 70}{born // 28 % 12 + 1:02d}{born % 28 + 1:02d}{serial + 1:03d}"
    made = text + "10X98765432"[sum(w * int(d) for w, d in zip(_WEIGHTS, text, strict=True)) % 11]
    return made if not made.endswith("000") else number(n + 60_000_000 // 900 * 900)


def plate(n: int) -> str:
    """The n-th made-up plate."""
    signs = ""
    for _ in range(5):
        n, sign = divmod(n, len(_LETTERS))
        signs += _LETTERS[sign]
    return "粤B" + signs


class Sheet:
    """Rows as gates send them, and what must become of them."""

    def __init__(self, rows: int, seed: int = 1):
        self._rows, self._chance = rows, random.Random(seed)
        self._people: list[Person] = []
        self._cars: list[str] = []
        self._asked: tuple[set[str], set[str]] = set(), set()
        self.rejected = 0

    @property
    def expected(self) -> dict[str, int]:
        """The counts of the receipt."""
        created = self._rows - self.rejected
        people, cars = map(len, self._asked)
        return {
            "read": self._rows,
            "created": created,
            "rejected": self.rejected,
            "people_made": people,
            "vehicles_made": cars,
        }

    def lines(self) -> Iterator[str]:
        """The header, then the rows."""
        yield HEADER
        before: list[str] = []
        for n in range(self._rows):
            if before and self._chance.random() < REPEATED:
                self.rejected += 1
                yield self._chance.choice(before)
                continue
            line, is_sound = self._line(n)
            if is_sound:
                before = [*before[-99:], line]
            yield line

    def _line(self, n: int) -> tuple[str, bool]:
        who, car = self._person(), self._car()
        cells = [
            str(n), self._when(n), f"dirty-gate-{n % GATES}", self._chance.choice("进出入"), self._dirty(car), self._dirty(who[0]),
            self._spaced(who[1]), self._dirty(who[2]), self._chance.choice(("36.5", "３６．８", "未测", "-", "37.1")),
            self._chance.choice(("是", "否", "√", "")),
        ]  # fmt: skip
        is_broken = self._chance.random() < BROKEN
        if is_broken:
            self._break(cells)
            self.rejected += 1
        else:
            self._asked[0].add(who[0])
            self._asked[1].add(car)
        return ",".join(cells), not is_broken

    def _person(self) -> Person:
        if self._people and self._chance.random() < AGAIN:
            return self._chance.choice(self._people)
        n = len(self._people)
        name = self._chance.choice(_SURNAMES) + "".join(self._chance.choices(_GIVEN, k=2))
        self._people.append((number(n * 7), name, f"154{n:08d}"))
        return self._people[-1]

    def _car(self) -> str:
        if self._cars and self._chance.random() < AGAIN:
            return self._chance.choice(self._cars)
        self._cars.append(plate(len(self._cars) * 401))
        return self._cars[-1]

    def _when(self, n: int) -> str:
        day, minute = 9 + n // 30_000, n // 20 % 1440
        hour, minute = divmod(minute, 60)
        form = self._chance.choice(_FORMS)
        text = form.format(d=day, h=hour, m=minute)
        return text.translate(_FULL) if self._chance.random() < 0.1 else text

    def _dirty(self, text: str) -> str:
        """One written form of the same number."""
        roll = self._chance.random()
        if roll < 0.1:
            return text.translate(_FULL)
        if roll < 0.2:
            return f" {text.lower()} "
        if roll < 0.25:
            return f"{text[:2]}-{text[2:]}" if text[0] == "粤" else f"{text[:6]} {text[6:]}"
        return text

    def _spaced(self, name: str) -> str:
        return f"{name[0]} {name[1:]}" if self._chance.random() < 0.1 else name

    def _break(self, cells: list[str]) -> None:
        """One of six ways in which a row is wrong."""
        place, text = self._chance.choice(
            (
                (1, "09/02/2020 8:00"),
                (2, "nowhere"),
                (3, "东"),
                (4, "B123"),
                (5, "4.403E+17"),
                (5, "440300199001010000"),
            )
        )
        cells[place] = text


def main() -> None:
    """Measure and print one JSON object."""
    words = argparse.ArgumentParser()
    words.add_argument("--rows", type=int, default=100_000)
    words.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    words.add_argument("--encoding", choices=["gb18030", "utf-8-sig", "utf-16"], default="gb18030")
    given = words.parse_args()
    with site(given.database) as home:
        musts = prepared()
        found = measured(home, given.rows, given.encoding)
    print(json.dumps({
        "bench": "dirty", "database": given.database, "encoding": given.encoding, "rows": given.rows, "musts": musts,
        "most": MOST, **found,
    }, ensure_ascii=False))  # fmt: skip


def prepared() -> int:
    """Areas, gates and the plan; answers how many musts are in force."""
    from lianfang.cli import site as console
    from lianfang.gaps import plans
    from lianfang.interop import laying
    from lianfang.plan import shipped
    from lianfang.registers.actions import record
    from lianfang.registers.models import Area

    folder = shipped.folder("shenzhen_2020")
    assert folder is not None
    console.ready_tables()
    by = console.by("demonstration")
    laying.lay(folder=folder, by=by, at=console.now())
    areas = list(Area.objects.filter(level="district").values_list("id", flat=True))
    gates: list[dict[str, Any]] = [
        {
            "kind": "gate", "mode": "road", "name_zh": f"关口{n}", "name_en": f"gate {n}", "area": areas[n % len(areas)],
            "source_key": f"dirty-gate-{n}",
        }
        for n in range(GATES)
    ]  # fmt: skip
    record(register="site", rows=gates, by=by, at=console.now())
    plans.enact(folder=folder, by=by, at=console.now())
    return len(plans.in_force().musts)


def measured(home: Path, rows: int, encoding: str) -> dict[str, Any]:
    """Make the file and run the command on it."""
    file, mapping, sheet = home / "dirty.csv", home / "dirty.yaml", Sheet(rows)
    with file.open("w", encoding=encoding, newline="") as out:
        out.writelines(line + "\r\n" for line in sheet.lines())
    mapping.write_text(MAPPING, "utf-8")
    words = [
        sys.executable,
        "-m",
        "lianfang",
        "import",
        str(file),
        "--mapping",
        str(mapping),
        "--yes",
        "--json",
    ]
    begin = time.perf_counter()
    with (home / "receipt.json").open("w") as out, (home / "log").open("w") as log:
        code = subprocess.run(words, env=os.environ, stdout=out, stderr=log, check=False).returncode
    took = time.perf_counter() - begin
    if code != 3:
        raise SystemExit((home / "log").read_text())
    receipt = json.loads((home / "receipt.json").read_text())["imports"][0]
    got = {name: receipt[name] for name in sheet.expected}
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return {
        "seconds": round(took, 1), "rows_per_second": round(rows / took), "peak_mb": most, **got, "as_expected": got == sheet.expected,
        "expected": sheet.expected, "within": took < MOST,
    }  # fmt: skip


if __name__ == "__main__":
    main()
