"""Tables that sort and turn pages by links, so that they do without a script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from lianfang.ui.parts.forms import Field
from lianfang.ui.parts.marks import State
from lianfang.ui.parts.part import Part

Sorted = Literal["", "ascending", "descending"]


@dataclass(frozen=True)
class Column:
    """One column; ``href`` sorts by it, ``sorted`` says that and how the table is.

    ``is_kept`` keeps short values on one line: a date, a status, a name.
    """

    title: str
    is_number: bool = False
    href: str = ""
    sorted: Sorted = ""
    is_kept: bool = False

    @property
    def classes(self) -> str:
        """Its style."""
        return " ".join(name for name, has in (("n", self.is_number), ("keep", self.is_kept)) if has)


@dataclass(frozen=True)
class Cell:
    """What stands in a column: words, or a part (a tag, a bar); ``note`` is small print below.

    ``is_unknown`` prints *not known*, which is neither empty nor zero; ``tone`` marks what is bad or unsure.
    """

    text: str = ""
    href: str = ""
    note: str = ""
    part: Part | None = None
    is_unknown: bool = False
    tone: Literal["", "bad", "unsure", "soft", "strong"] = ""

    @property
    def is_nothing(self) -> bool:
        """May a narrow page leave it out?"""
        return not (self.text or self.part or self.is_unknown or self.note)


@dataclass(frozen=True)
class Row:
    """One row. The first cell names it and leads to it; ``is_chosen`` is the row that is open beside the table.

    ``key`` is what a bulk action is told of it; a row without one cannot be picked. ``is_picked`` is one that was.
    """

    cells: Sequence[Cell]
    is_chosen: bool = False
    key: str = ""
    is_picked: bool = False

    @property
    def name(self) -> str:
        """What the first cell calls it."""
        return self.cells[0].text


@dataclass(frozen=True)
class Pager:
    """Pages by key: there is a next and a previous one, and how many there are in all where that is known."""

    template: ClassVar[str] = "ui/parts/pager.html"
    shown: int
    total: int | None = None
    previous: str = ""
    next: str = ""


@dataclass(frozen=True)
class Choosable:
    """One column that a reader may show or hide."""

    key: str
    title: str
    is_shown: bool


@dataclass(frozen=True)
class ColumnChooser:
    """Which columns to show: a form that asks for the same page again; ``kept`` are its other parameters."""

    template: ClassVar[str] = "ui/parts/column_chooser.html"
    action: str
    columns: Sequence[Choosable]
    kept: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Bulk:
    """What can be done with several rows at once: a form that posts their keys as ``name`` with its own fields."""

    template: ClassVar[str] = "ui/parts/bulk.html"
    action: str
    button: str
    fields: Sequence[Field] = ()
    name: str = "row"


@dataclass(frozen=True)
class Table:
    """A table with a caption. On a narrow page it is ``is_stacked`` into one block a row, or scrolls.

    ``empty`` stands in its place where there are no rows. ``totals`` is the last row. With ``bulk`` rows can be picked.
    """

    template: ClassVar[str] = "ui/parts/table.html"
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    empty: State
    note: str = ""
    totals: Sequence[Cell] = ()
    pager: Pager | None = None
    chooser: ColumnChooser | None = None
    bulk: Bulk | None = None
    is_sticky: bool = True
    is_stacked: bool = True
    body: Sequence[tuple[Row, list[tuple[Column, Cell]]]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Every row has a cell for every column; raises ValueError where one is missing."""
        object.__setattr__(self, "body", list(self._paired()))

    def _paired(self) -> Iterator[tuple[Row, list[tuple[Column, Cell]]]]:
        for row in self.rows:
            yield row, list(zip(self.columns, row.cells, strict=True))

    @property
    def last(self) -> list[tuple[Column, Cell]]:
        """The cells of the last row with their columns."""
        return list(zip(self.columns, self.totals, strict=True)) if self.totals else []
