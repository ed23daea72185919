"""Plain CSV as the engine takes it: series, serial intervals, lists of cases, delays."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import numpy as np

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.cases import Case, Origin, report_days
from lianfang.outlook.delays import Observed
from lianfang.outlook.serial import Serial
from lianfang.outlook.series import Floats, Series

Value = TypeVar("Value")
DAY_COLUMNS = ("dates", "date", "day")
KINDS: dict[str, tuple[str, str]] = {
    "day": ("日期", "day"),
    "time": ("日期或天数", "date or number of days"),
    "count": ("例数（非负整数）", "count (a whole number)"),
    "weight": ("权数", "weight"),
    "other": ("另一例病例", "case other than its infector"),
    "origin": ("来源（local、imported 或空）", "origin (local, imported or blank)"),
}


@dataclass(frozen=True)
class Table:
    """A file's rows as texts, each with its line in the file. Blank and NA are None; blank lines are passed over."""

    name: str
    columns: tuple[str, ...]
    rows: list[dict[str, str | None]]
    lines: list[int]

    def renamed(self, names: Mapping[str, str]) -> Table:
        """The same with other names of columns: ours → theirs.

        Raises:
            Refused: ``outlook/column-missing``.
        """
        self.need(*names.values())
        theirs = {column: column for column in self.columns} | {their: our for our, their in names.items()}
        rows = [{theirs[column]: cell for column, cell in row.items()} for row in self.rows]
        return Table(self.name, tuple(theirs[column] for column in self.columns), rows, self.lines)

    def need(self, *columns: str) -> None:
        """Refuse a table that lacks a column.

        Raises:
            Refused: ``outlook/column-missing``.
        """
        missing = [column for column in columns if column not in self.columns]
        if missing:
            facts = {"columns": ", ".join(missing), "found": ", ".join(self.columns)}
            raise Refused(Problem("outlook/column-missing", file=self.name, line=1, facts=facts))

    def column(self, name: str, kind: str, read: Callable[[str], Value]) -> list[Value | None]:
        """One column; None where a cell is blank.

        Raises:
            Refused: ``outlook/bad-cell`` for every cell that cannot be read.
        """
        found: list[Value | None] = []
        problems = []
        for line, row in zip(self.lines, self.rows, strict=True):
            cell = row.get(name)
            try:
                found.append(None if cell is None else read(cell))
            except ValueError:
                facts = {"column": name, "value": cell, "kind_zh": KINDS[kind][0], "kind_en": KINDS[kind][1]}
                problems.append(Problem("outlook/bad-cell", file=self.name, line=line, facts=facts))
        if problems:
            raise Refused(problems)
        return found


def read(path: Path) -> Table:
    """A CSV file in UTF-8 with a header.

    Raises:
        Refused: ``outlook/unreadable``, ``outlook/empty``, ``outlook/column-twice``.
    """
    try:
        reader = csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), strict=True)
        lines = [(reader.line_num, line) for line in reader if any(cell.strip() for cell in line)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Refused(Problem("outlook/unreadable", file=path.name, facts={"detail": error})) from error
    if len(lines) < 2:
        raise Refused(Problem("outlook/empty", file=path.name))
    columns = tuple(cell.strip() for cell in lines[0][1])
    twice = sorted({column for column in columns if column and columns.count(column) > 1})
    if twice:
        facts = {"columns": ", ".join(twice)}
        raise Refused(Problem("outlook/column-twice", file=path.name, line=lines[0][0], facts=facts))
    for number, line in lines[1:]:
        if len(line) > len(columns):
            detail = f"{len(line)} cells under {len(columns)} columns"
            raise Refused(
                Problem("outlook/unreadable", file=path.name, line=number, facts={"detail": detail})
            )
    rows = [dict(zip(columns, (_blank(cell) for cell in line), strict=False)) for _, line in lines[1:]]
    return Table(path.name, columns, rows, [number for number, _ in lines[1:]])


def day(text: str) -> date:
    """A date in ISO 8601; or a day counted from 1, which is kept as that day of the year 1 and shown as its number."""
    return date.fromordinal(int(text)) if text.isdigit() else date.fromisoformat(text)


def day_text(of: date) -> str:
    """A day as it was given: its date, or its number where the series counts days."""
    return of.isoformat() if of.year > 100 else str(of.toordinal())


def time(text: str) -> float:
    """A number of days, or a date or date and time as days from 0001-01-01."""
    try:
        return float(text)
    except ValueError:
        moment = datetime.fromisoformat(" ".join(text.split()))
        seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
        return moment.toordinal() + seconds / 86400


def count(text: str) -> float:
    """A whole number as it stands; a negative one is read, and refused as such by the series."""
    found = float(text)
    if not np.isfinite(found) or found != int(found):
        raise ValueError(text)
    return found


def weight(text: str) -> float:
    """A finite number."""
    found = float(text)
    if not np.isfinite(found):
        raise ValueError(text)
    return found


def series(table: Table) -> Series:
    """Cases a day: a column of days, and ``I`` (or ``cases``), or ``local`` with ``imported`` and ``cannot_tell``; or ``total``,
    a cumulative count, whose first day only tells what the second adds.

    Raises:
        Refused: columns or cells that cannot be read, days out of order or missing, counts blank or negative.
    """
    name = next((column for column in DAY_COLUMNS if column in table.columns), None)
    if name is None:
        table.need(DAY_COLUMNS[0])
    days = table.column(str(name), "day", day)
    first = _first_of_unbroken(table, days)
    local = next((column for column in ("local", "I", "cases", "total") if column in table.columns), "local")
    table.need(local)
    if local == "total":
        return _of_totals(table, first, days)
    counts = [_counts(table, column) for column in (local, "imported", "cannot_tell")]
    try:
        return Series(first, counts[0], counts[1], counts[2])
    except Refused as refusal:
        raise Refused([Problem(p.code, table.name, p.line, p.facts) for p in refusal.problems]) from refusal


def serial(table: Table) -> Serial:
    """Weights by lag: columns ``lag_days`` and ``w``, from lag 0 on.

    Raises:
        Refused: a lag that is not the next one, or weights that are no distribution.
    """
    table.need("lag_days", "w")
    for at, lag in enumerate(table.column("lag_days", "count", count)):
        if lag != at:
            facts = {"lag": table.rows[at]["lag_days"]}
            raise Refused(Problem("outlook/serial-lags", file=table.name, line=table.lines[at], facts=facts))
    weights = table.column("w", "weight", weight)
    return Serial(np.array([np.nan if w is None else w for w in weights]))


def cases(table: Table, ledger: Sequence[tuple[date, int]] | None = None) -> list[Case]:
    """A list of cases: columns ``onset`` and ``reported``; ``reported_from`` and ``origin`` where there are such.

    Args:
        table: the list.
        ledger: daily totals, where days of report are to be found from the column ``number``, the cases' running number.

    Raises:
        Refused: columns or cells that cannot be read; ``outlook/fall`` where the totals fall.
    """
    table.need("onset", "reported" if ledger is None else "number")
    onset = table.column("onset", "day", day)
    if ledger is None:
        reported = table.column("reported", "day", day)
        begin = table.column("reported_from", "day", day) if "reported_from" in table.columns else reported
    else:
        numbers = [0 if number is None else int(number) for number in table.column("number", "count", count)]
        days = report_days(numbers, ledger)
        begin, reported = [each[0] for each in days], [each[1] for each in days]
    origin = table.column("origin", "origin", _origin)
    return [Case(*row) for row in zip(onset, begin, reported, origin, strict=True)]


def intervals(
    table: Table, *, first_from: float | None = None, second_to: str | None = None
) -> tuple[Observed, list[Problem]]:
    """Two events, each between two times: columns ``EL``, ``ER``, ``SL``, ``SR``, and what was assumed at open ends.

    Args:
        table: dates, times or numbers of days.
        first_from: what to take for a missing EL; without it such rows are left out.
        second_to: the column to take a missing SR from; rows without either are left out.

    Raises:
        Refused: columns or cells that cannot be read, intervals reversed; ``outlook/empty`` where no row is left.
    """
    table.need("EL", "ER", "SL", "SR", *([second_to] if second_to else []))
    ends = {name: table.column(name, "time", time) for name in ("EL", "ER", "SL", "SR")}
    told = Assumed(len(table.rows))
    if second_to:
        ends["SR"] = told.fill(ends["SR"], table.column(second_to, "time", time), "SR", second_to)
    kept = [at for at, value in enumerate(ends["SR"]) if value is not None]
    told.left_out(len(table.rows) - len(kept), ("缺 SR", "no SR"))
    if first_from is None:
        whole = len(kept)
        kept = [at for at in kept if ends["EL"][at] is not None]
        told.left_out(whole - len(kept), ("缺 EL", "no EL"))
    if not kept:
        raise Refused(Problem("outlook/empty", file=table.name))
    el, er, sl, sr = ([ends[name][at] for at in kept] for name in ("EL", "ER", "SL", "SR"))
    el = told.fill(el, [first_from] * len(kept), "EL", date.fromordinal(int(first_from)).isoformat()
                   if first_from and first_from > 1 else first_from)  # fmt: skip
    er, sl = told.fill(er, sr, "ER", "SR"), told.fill(sl, el, "SL", "EL")
    observed = Observed(_array(el), _array(er), _array(sl), _array(sr), np.full(len(kept), np.inf))
    return observed, told.problems


def day_pairs(
    table: Table, start: str, end: str, group: str | None
) -> tuple[list[date | None], list[date | None], list[bool] | None]:
    """Two columns of days, and whether the column of the group is filled.

    Raises:
        Refused: columns or cells that cannot be read.
    """
    table.need(start, end, *([group] if group else []))
    member = [row.get(group) is not None for row in table.rows] if group else None
    return table.column(start, "day", day), table.column(end, "day", day), member


def offspring(table: Table) -> tuple[list[int], list[Problem]]:
    """How many each case infected: a column ``infected``, and ``cases`` where a row stands for several; blank is not known.

    Raises:
        Refused: columns or cells that cannot be read or are negative; ``outlook/empty`` where nothing is left.
    """
    table.need("infected")
    infected = table.column("infected", "count", count)
    many = table.column("cases", "count", count) if "cases" in table.columns else [1.0] * len(table.rows)
    _refuse_negative(table, {"infected": infected, "cases": many})
    told = Assumed(len(table.rows))
    known = [
        (int(n), int(times))
        for n, times in zip(infected, many, strict=True)
        if n is not None and times is not None
    ]
    told.left_out(len(table.rows) - len(known), ("不知传给几人", "the number infected is not known"))
    found = [n for n, times in known for _ in range(times)]
    if not found:
        raise Refused(Problem("outlook/empty", file=table.name))
    return found, told.problems


def pairs(table: Table, alone: int) -> tuple[list[int], list[Problem]]:
    """How many each case infected, out of pairs ``infector``, ``infected``; who is named as infected alone infected nobody.

    Args:
        table: one row a pair; the same pair twice is one.
        alone: local cases without any link, who infected nobody.

    Raises:
        Refused: columns that are missing, ``outlook/bad-cell`` where a case infects itself, ``outlook/empty``.
    """
    table.need("infector", "infected")
    told = Assumed(len(table.rows))
    known: set[tuple[str, str]] = set()
    blank, problems = 0, []
    for line, row in zip(table.lines, table.rows, strict=True):
        infector, infected = row.get("infector"), row.get("infected")
        if infector is None or infected is None:
            blank += 1
        elif infector == infected:
            facts = {
                "column": "infected",
                "value": infected,
                "kind_zh": KINDS["other"][0],
                "kind_en": KINDS["other"][1],
            }
            problems.append(Problem("outlook/bad-cell", file=table.name, line=line, facts=facts))
        else:
            known.add((infector, infected))
    if problems or not known:
        raise Refused(problems or [Problem("outlook/empty", file=table.name)])
    told.left_out(blank, ("缺一端病例", "one of both cases is missing"))
    made, infectors = Counter(one for one, _ in known), Counter(other for _, other in known)
    several = sum(times > 1 for times in infectors.values())
    if several:
        told.problems.append(Problem("outlook/two-infectors", facts={"count": several}))
    return [*made.values(), *[0] * (len(infectors.keys() - made.keys()) + alone)], told.problems


def groups(table: Table) -> dict[str, list[tuple[int, int]]]:
    """Setting → groups that were exposed to one case together: columns ``exposed`` and ``infected``; ``setting`` where it is told.

    Raises:
        Refused: columns or cells that cannot be read, are blank or negative; ``outlook/more-infected``, ``outlook/empty``.
    """
    table.need("exposed", "infected")
    columns = {name: table.column(name, "count", count) for name in ("exposed", "infected")}
    _refuse_negative(table, columns)
    found: dict[str, list[tuple[int, int]]] = {}
    problems = []
    for at, (exposed, infected) in enumerate(zip(columns["exposed"], columns["infected"], strict=True)):
        if exposed is None or infected is None:
            name = "exposed" if exposed is None else "infected"
            facts = {"column": name, "value": "", "kind_zh": KINDS["count"][0], "kind_en": KINDS["count"][1]}
            problems.append(Problem("outlook/bad-cell", file=table.name, line=table.lines[at], facts=facts))
        elif infected > exposed:
            facts = {"infected": f"{infected:g}", "exposed": f"{exposed:g}"}
            problems.append(
                Problem("outlook/more-infected", file=table.name, line=table.lines[at], facts=facts)
            )
        elif exposed:
            found.setdefault(table.rows[at].get("setting") or "", []).append((int(exposed), int(infected)))
    if problems or not found:
        raise Refused(problems or [Problem("outlook/empty", file=table.name)])
    return found


def _refuse_negative(table: Table, columns: Mapping[str, Sequence[float | None]]) -> None:
    problems = [
        Problem("outlook/bad-cell", file=table.name, line=line, facts={
            "column": name, "value": f"{value:g}", "kind_zh": KINDS["count"][0], "kind_en": KINDS["count"][1],
        })
        for name, values in columns.items()
        for line, value in zip(table.lines, values, strict=True)
        if value is not None and value < 0
    ]  # fmt: skip
    if problems:
        raise Refused(problems)


class Assumed:
    """What is taken for ends that are missing, and how often: reported with the answer."""

    def __init__(self, rows: int):
        self.rows = rows
        self.problems: list[Problem] = []

    def fill(
        self, values: Sequence[float | None], by: Sequence[float | None], end: str, taken: object
    ) -> list[float | None]:
        """Values with the missing ones taken from elsewhere, where there is something."""
        found = [other if value is None else value for value, other in zip(values, by, strict=True)]
        filled = sum(a is None and b is not None for a, b in zip(values, found, strict=True))
        if filled:
            facts = {"count": filled, "end_zh": end, "end_en": end, "taken": taken}
            self.problems.append(Problem("outlook/ends-assumed", facts=facts))
        return found

    def left_out(self, count: int, why: tuple[str, str]) -> None:
        """Say how many rows were not used, if any."""
        if count:
            facts = {"count": count, "why_zh": why[0], "why_en": why[1]}
            self.problems.append(Problem("outlook/rows-left-out", facts=facts))


def _blank(cell: str) -> str | None:
    cell = cell.strip()
    return None if cell in ("", "NA") else cell


def _origin(text: str) -> Origin:
    if text == "local":
        return "local"
    if text == "imported":
        return "imported"
    raise ValueError(text)


def _counts(table: Table, column: str) -> Floats:
    if column not in table.columns:
        return np.zeros(len(table.rows))
    return _array(table.column(column, "count", count))


def _of_totals(table: Table, first: date, days: Sequence[date | None]) -> Series:
    totals = _counts(table, "total")
    for at in range(1, len(totals)):
        if totals[at] < totals[at - 1]:
            facts = {"day": days[at], "before": f"{totals[at - 1]:g}", "after": f"{totals[at]:g}"}
            raise Refused(Problem("outlook/fall", file=table.name, line=table.lines[at], facts=facts))
    new = np.diff(totals)
    none = np.zeros(len(new))
    return Series(date.fromordinal(first.toordinal() + 1), new, none, none)


def totals(table: Table) -> list[tuple[date, int]]:
    """A ledger: a column of days and ``total``; a day without a total is passed over.

    Raises:
        Refused: columns or cells that cannot be read.
    """
    table.need("day", "total")
    days, sums = table.column("day", "day", day), table.column("total", "count", count)
    return [
        (of, int(total)) for of, total in zip(days, sums, strict=True) if of is not None and total is not None
    ]


def _array(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _first_of_unbroken(table: Table, days: Sequence[date | None]) -> date:
    """The first day, where every row is the day after the one before."""
    before: date | None = None
    for line, this in zip(table.lines, days, strict=True):
        if this is None:
            facts = {"column": "day", "value": "", "kind_zh": KINDS["day"][0], "kind_en": KINDS["day"][1]}
            raise Refused(Problem("outlook/bad-cell", file=table.name, line=line, facts=facts))
        if before is not None and this <= before:
            facts = {"before": day_text(before), "after": day_text(this)}
            raise Refused(Problem("outlook/out-of-order", file=table.name, line=line, facts=facts))
        if before is not None and (this - before).days > 1:
            facts = {
                "before": day_text(before),
                "after": day_text(this),
                "days": str((this - before).days - 1),
            }
            raise Refused(Problem("outlook/gap", file=table.name, line=line, facts=facts))
        before = this
    first = days[0]
    if first is None:
        raise Refused(Problem("outlook/empty", file=table.name))
    return first
