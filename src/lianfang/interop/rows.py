"""What a file is, whatever its format: rows with the numbers a spreadsheet shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from lianfang.base.problems import Problem

LONGEST = 10**15
"""A spreadsheet keeps 15 digits of a number; one with more has lost its last."""


@dataclass(frozen=True)
class Broken:
    """A cell that holds nothing that could be brought in; ``code`` says why."""

    code: str


Cell = str | int | float | bool | datetime | date | time | timedelta | Broken | None


@dataclass(frozen=True)
class FileRow:
    """One row: its number from 1, its cells, and a fault if the row as a whole cannot be read."""

    number: int
    cells: Sequence[Cell]
    fault: Problem | None = None


class Rows(Protocol):
    """A file that can be read more than once.

    ``facts`` is what was found out of it (encoding and delimiter, or sheet and date system), ``notes`` what the user
    should know, ``exact`` whether every row must be as wide as the header, ``ends_open`` whether the last row lacks
    the end of a row.
    """

    facts: dict[str, str | int]
    notes: list[Problem]
    exact: bool
    ends_open: bool

    def rows(self) -> Iterator[FileRow]:
        """All rows, from the first."""
        ...


def is_blank(cell: Cell) -> bool:
    """Nothing, or nothing but spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip())
