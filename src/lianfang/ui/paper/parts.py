"""What a printed document is put together from: plain values, of which the sheets and the letters they need are made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import Literal

from lianfang.base.words import Language


@dataclass(frozen=True)
class Heading:
    """A heading; those of level 1 stand in the reader's outline."""

    text: str
    level: Literal[1, 2] = 1


@dataclass(frozen=True)
class Prose:
    """A paragraph."""

    text: str
    is_soft: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a grid: its title, and how much of the width it takes beside the others."""

    title: str
    share: float = 1
    is_number: bool = False


@dataclass(frozen=True)
class Line:
    """A row of a grid. A cell may hold several lines."""

    cells: Sequence[str]
    is_strong: bool = False


@dataclass(frozen=True)
class Grid:
    """A table: its head is said again on every sheet, and no row is torn. Columns without titles have no head."""

    columns: Sequence[Column]
    lines: Sequence[Line]


@dataclass(frozen=True)
class Term:
    """A name and what is to be said of it, a line each; the name is not torn from the first of them."""

    name: str
    said: Sequence[str]


@dataclass(frozen=True)
class NewSheet:
    """What follows begins on a sheet of its own."""


Part = Heading | Prose | Grid | Term | NewSheet


@dataclass(frozen=True)
class Document:
    """A document: what stands at the head of each sheet and at its foot, and its parts.

    Attributes:
        title: of the document, in the file's own description too.
        head: the two ends of the line at the top of each sheet.
        foot: the lines at the bottom of each sheet, above the number of the sheet.
        sheet: the number of a sheet in words, with ``{n}`` and ``{of}``.
        made_at: the instant in the file's description; never that of the drawing.
    """

    title: str
    language: Language
    head: tuple[str, str]
    foot: Sequence[str]
    sheet: str
    made_at: datetime
    parts: Sequence[Part]


def letters(document: Document) -> set[str]:
    """All characters that the document needs."""
    return {letter for text in _texts(document) for letter in text if letter.isprintable()} | set(
        "0123456789"
    )


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Sequence):
        for one in value:
            yield from _texts(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
