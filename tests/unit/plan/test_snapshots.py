"""The SQL of the shipped plan as files that a person has read: a change of the compiler shows as a difference here.

LIANFANG_WRITE=1 writes them anew; the difference is then to be read before it is committed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from lianfang.base import areas as codes
from lianfang.plan import shipped
from lianfang.plan.loader import load
from lianfang.plan.model import Figure, Must, Plan
from lianfang.plan.sql import Dialect, compile_must, figure_sql
from lianfang.registers.catalogue import catalogue

HERE = Path(__file__).parent / "snapshots"
DIALECTS: tuple[Dialect, ...] = ("sqlite", "postgresql")


@cache
def plan() -> Plan:
    """The shipped plan."""
    folder = shipped.folder("shenzhen_2020")
    assert folder is not None
    return load(folder, catalogue())


def areas() -> Mapping[str, int]:
    """A path code for every national code that a value lists, made of the code's own digits."""
    listed = {
        code
        for value in plan().values.values()
        for entry in value.entries
        if isinstance(entry.value, tuple)
        for code in entry.value
    }
    return {code: _path_code(code) for code in listed}


def _path_code(national: str) -> int:
    found = codes.child(0, 1)
    for number in (int(national[:2]), int(national[2:4]), int(national[4:])):
        found = codes.child(found, number) if number else found
    return found


def of_must(must: Must, dialect: Dialect) -> str:
    """Everything compiled of a must, as one text."""
    compiled = compile_must(must, plan(), catalogue(), dialect, areas())
    parts = [("duties", compiled.select())]
    if dialect == "postgresql" and must.has != "itself":
        parts.append(("duties of single subjects", compiled.select("s.id IN ({ids})")))
    parts += [
        (f"subjects that rows of {register} may concern", sql)
        for register, texts in compiled.affected.items()
        for sql in texts
    ]
    if compiled.evidence_fits_nothing():
        parts.append(("evidence that fits nothing", compiled.evidence_fits_nothing()))
    if must.owner is not None:
        parts.append(("owner", compiled.owner_sql(must.owner)))
    return _text(must.key, dialect, parts)


def of_figure(figure: Figure, dialect: Dialect) -> str:
    """A counted figure, whole and by area."""
    parts = [
        (title, figure_sql(figure, plan(), catalogue(), dialect, areas(), by_area=by_area))
        for title, by_area in (("whole", False), ("by area", True))
    ]
    return _text(figure.key, dialect, parts)


def _text(key: str, dialect: Dialect, parts: list[tuple[str, str]]) -> str:
    body = "\n".join(f"-- {title}\n{sql};\n" for title, sql in parts)
    return f"-- {key} on {dialect}\n\n{body}"


def compiled() -> Iterator[tuple[str, str]]:
    """File name → text of all that is kept."""
    for dialect in DIALECTS:
        for must in plan().musts.values():
            yield f"{must.key}.{dialect}.sql", of_must(must, dialect)
        for figure in plan().figures.values():
            if figure.counted is not None:
                yield f"figure-{figure.key}.{dialect}.sql", of_figure(figure, dialect)


def test_compiled_sql_is_what_was_read() -> None:
    now = dict(compiled())
    if os.environ.get("LIANFANG_WRITE") == "1":
        HERE.mkdir(exist_ok=True)
        for file in HERE.glob("*.sql"):
            file.unlink()
        for name, text in now.items():
            (HERE / name).write_text(text, "utf-8")
    kept = {file.name: file.read_text("utf-8") for file in HERE.glob("*.sql")}
    stale = sorted(name for name in kept.keys() | now.keys() if kept.get(name) != now.get(name))
    if stale:
        pytest.fail(f"LIANFANG_WRITE=1 writes these anew, to be read: {', '.join(stale)}")
