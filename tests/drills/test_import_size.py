"""Two hundred thousand rows in flat memory, as text and as a workbook, and a gate that is not kept waiting."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile

import openpyxl
import pytest

from tests.unit.interop.files import CASES, HEADER, plan

pytestmark = pytest.mark.slow

ROWS = 200_000
READ = r"""
import re, sys
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from pathlib import Path
from tests.unit.interop.files import foretell, lay_areas, mapping
lay_areas()


def peak():
    # Of this program alone: what getrusage says begins with what whoever started it held.
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text("ascii"))[1])


loaded = mapping(Path(sys.argv[2]).read_text("utf-8"))
before = peak()
receipt = foretell(Path(sys.argv[1]), loaded)
after = peak()
print(receipt.read, receipt.created, receipt.rejected, after // 1024, (after - before) // 1024)
"""


def rows():
    yield HEADER
    for n in range(1, ROWS + 1):
        yield (str(n), "男", "2020-02-01" if n % 1000 else "01/02/2020", str(n % 90), "南山")


def write_workbook(path):
    """As openpyxl writes it, which takes a quarter of a minute for so many rows."""
    pattern = path.with_name("pattern.xlsx")
    openpyxl.Workbook().save(pattern)
    lines = []
    for n, row in enumerate(rows(), 1):
        cells = "".join(
            f'<c r="{letter}{n}" t="inlineStr"><is><t>{text}</t></is></c>'
            for letter, text in zip("ABCDE", row, strict=True)
        )
        lines.append(f'<row r="{n}">{cells}</row>')
    with zipfile.ZipFile(pattern) as of, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name in of.namelist():
            content = of.read(name).decode()
            if name.endswith("sheet1.xml"):
                content = re.sub("<dimension[^>]*>", "", content)
                content, count = re.subn(
                    "<sheetData */>|<sheetData></sheetData>",
                    f"<sheetData>{''.join(lines)}</sheetData>",
                    content,
                )
                assert count == 1
            made.writestr(name, content)


def read(path, tmp_path):
    """What a fresh process of today's program says of a file: counts, MB at most, MB more than before."""
    (tmp_path / "m.yaml").write_text(CASES, "utf-8")
    home = tmp_path / "home"
    env = os.environ | {
        "LIANFANG_HOME": str(home), "LIANFANG_DATABASE": f"sqlite:///{home / 'site.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "lianfang.config.settings", "PYTHONPATH": os.pathsep.join(["src", "."]),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path), str(tmp_path / "m.yaml")], env=env, capture_output=True, text=True, check=False,
        cwd=plan().parent.parent,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return tuple(map(int, done.stdout.split()))


def test_text(tmp_path):
    path = tmp_path / "x.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        file.writelines(",".join(row) + "\r\n" for row in rows())
    count, created, rejected, most, more = read(path, tmp_path)
    assert (count, created, rejected) == (ROWS, ROWS - 200, 200)
    assert most < 300
    assert more < 60


def test_workbook(tmp_path):
    path = tmp_path / "x.xlsx"
    write_workbook(path)
    count, created, rejected, most, _ = read(path, tmp_path)
    assert (count, created, rejected) == (ROWS, ROWS - 200, 200)
    assert most < 700
