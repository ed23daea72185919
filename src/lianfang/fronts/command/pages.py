"""The pages of the command's front: a function and a context each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from lianfang.base.words import Language
from lianfang.fronts.command import layout
from lianfang.fronts.command.layout import Matrix, Row, Summed, Unsettled, ZoneGroup
from lianfang.fronts.command.shapes import (
    Brief,
    DifferenceSaid,
    FigureSaid,
    LedgerDaySaid,
    ProblemSaid,
    Words,
)
from lianfang.ui.languages import django_language, page_language

NARROW = 5
"""How many columns of the areas' table leave room for bars and for a neighbour."""
ABREAST = 11
"""How many areas stand side by side on paper."""


@dataclass(frozen=True)
class Frame:
    """What the frame of a page asks for that is one file: ``is_alone`` sets its styles in it, else it links to them."""

    lang: str
    is_alone: bool = True
    styles: tuple[str, ...] = ("command/brief.css",)


@dataclass(frozen=True)
class InShort:
    """One number at the head of the sheet, and where to read on."""

    anchor: str
    title: str
    count: int
    tone: str


@dataclass(frozen=True)
class Remarks:
    """Problems of one kind."""

    title: str
    rows: list[ProblemSaid]


@dataclass(frozen=True)
class Bar:
    """How long the bars of an area are, in hundredths of the longest."""

    reported: str
    counted: str


@dataclass(frozen=True)
class AreaColumn:
    """A figure of the areas below; ``as_of`` is that of all its reports, empty where they differ."""

    row: Row
    as_of: str
    is_apart: bool
    """Is there any difference to show?"""


@dataclass(frozen=True)
class FigureLine:
    """One kind of one figure over some areas, where figures stand below one another."""

    title: Words
    kind: str
    as_of: str
    cells: list[Row | None]


@dataclass(frozen=True)
class Sheet:
    """Some areas side by side."""

    areas: list[Words]
    lines: list[FigureLine]


AreaLine = tuple[Words, list[tuple[AreaColumn, Row | None]], Bar | None]


@dataclass(frozen=True)
class BriefPage:
    """All that the brief's page shows."""

    page: Frame
    brief: Brief
    version: str
    short: list[InShort]
    rows: list[Row]
    columns: list[AreaColumn]
    lines_of_areas: list[AreaLine]
    sheets: list[Sheet]
    """The same with areas side by side, for many figures; empty for few."""
    bars: Row | None
    """The figure of which the areas' bars are drawn."""
    apart: list[DifferenceSaid]
    undecided: int
    note: Words | None
    identities: list[Summed]
    ledgers: list[LedgerDaySaid]
    unsettled: list[Unsettled]
    zones: list[ZoneGroup]
    problems: list[Remarks]


def brief_page(brief: Brief, *, language: Language) -> str:
    """The brief as a page that needs nothing else: no request leaves it."""
    with override(django_language(language)):
        return render_to_string("command/brief.html", vars(context(brief, language)))


def context(brief: Brief, language: Language, *, is_alone: bool = True) -> BriefPage:
    """All that the brief's page shows, in the language that is active; alone it carries its styles in itself."""
    matrix = layout.matrix_of(brief)
    columns = columns_of(matrix)
    width = sum((c.row.reported is not None) + (c.row.counted is not None) + c.is_apart for c in columns)
    apart = [one for one in brief.differences if one.difference]
    below = [one for one in apart if one.area != brief.area.code]
    return BriefPage(
        page=Frame(page_language(language), is_alone),
        brief=brief,
        version=brief.plan.hash[:8],
        short=_in_short(brief),
        rows=layout.own_rows(brief),
        columns=columns,
        lines_of_areas=_lines_of_areas(matrix, columns),
        sheets=sheets_of(matrix, columns) if width > NARROW else [],
        bars=_drawn(matrix) if width <= NARROW else None,
        apart=[one for one in apart if one.area == brief.area.code],
        undecided=len(below),
        note=below[0].note if below else None,
        identities=layout.identities_of(brief),
        ledgers=layout.own_ledgers(brief),
        unsettled=layout.unsettled_below(brief),
        zones=layout.zone_groups(brief.zones),
        problems=[Remarks(_kind(code), rows) for code, rows in layout.by_code(brief.problems)],
    )


def columns_of(matrix: Matrix) -> list[AreaColumn]:
    """The figures that the areas below have something to say of."""
    found = []
    for at, column in enumerate(matrix.columns):
        cells = [cells[at] for _name, cells in matrix.rows]
        reports = {cell.reported.as_of for cell in cells if cell is not None and cell.reported is not None}
        apart = any(cell is not None and cell.difference is not None for cell in cells)
        found.append(AreaColumn(column, reports.pop() if len(reports) == 1 else "", apart))
    return found


def sheets_of(matrix: Matrix, columns: list[AreaColumn], *, abreast: int = ABREAST) -> list[Sheet]:
    """Areas side by side, as many as paper is wide; figures below one another."""
    found = []
    for start in range(0, len(matrix.rows), abreast):
        some = matrix.rows[start : start + abreast]
        lines = []
        for at, column in enumerate(columns):
            cells = [cells[at] for _name, cells in some]
            kinds = [
                ("reported", column.row.reported is not None),
                ("counted", column.row.counted is not None),
                ("difference", column.is_apart),
            ]
            lines += [
                FigureLine(column.row.title, kind, column.as_of if kind == "reported" else "", cells)
                for kind, is_there in kinds
                if is_there
            ]
        found.append(Sheet([name for name, _cells in some], lines))
    return found


def _drawn(matrix: Matrix) -> Row | None:
    """The first figure that the areas both report and count."""
    return next((one for one in matrix.columns if one.reported is not None and one.counted is not None), None)


def _lines_of_areas(matrix: Matrix, columns: list[AreaColumn]) -> list[AreaLine]:
    drawn = _drawn(matrix)
    at = None if drawn is None else matrix.columns.index(drawn)
    cells_of = [None if at is None else cells[at] for _name, cells in matrix.rows]
    longest = max(
        (_length(kind) for cell in cells_of if cell for kind in (cell.reported, cell.counted)), default=0
    )
    return [
        (name, list(zip(columns, cells, strict=True)), _bar(cell, longest))
        for (name, cells), cell in zip(matrix.rows, cells_of, strict=True)
    ]


def _length(figure: FigureSaid | None) -> float:
    return 0 if figure is None or figure.value is None else max(figure.value, 0)


def _bar(cell: Row | None, longest: float) -> Bar | None:
    if cell is None or not longest:
        return None
    return Bar(
        f"{_length(cell.reported) * 100 / longest:.2f}", f"{_length(cell.counted) * 100 / longest:.2f}"
    )


def _in_short(brief: Brief) -> list[InShort]:
    musts = [must for line in brief.lines for must in line.musts]
    return [
        InShort("measures", _("gaps"), sum(must.gaps for must in musts), "bad"),
        InShort("measures", _("cannot tell"), sum(must.cannot_tell for must in musts), "unsure"),
        InShort("look", _("returns missing"), sum(one.missing for one in brief.figures), "bad"),
        InShort(
            "look", _("falls and broken identities"),
            _many(brief.problems, "figure/fell", "identity/broken"), "unsure",
        ),
    ]  # fmt: skip


def _many(problems: Sequence[ProblemSaid], *codes: str) -> int:
    return sum(problem.code in codes for problem in problems)


def _kind(code: str) -> str:
    """A kind of remark as a heading; the code itself where it has no name."""
    return {
        "figure/missing": _("Returns missing"),
        "figure/fell": _("Cumulative figures that fell"),
        "figure/redefined": _("Series across a change of definition"),
        "identity/broken": _("Broken identities"),
        "must/lagging": _("Musts to be rebuilt"),
        "must/evidence-fits-nothing": _("Evidence that fits nothing"),
        "value/assumed": _("Assumed values"),
        "escalation/assumed": _("Assumed escalation"),
        "plan/not-recommended": _("Musts that guidance does not recommend"),
        "plan/unused-value": _("Values that nothing uses"),
        "plan/clause-unserved": _("Demands that nothing checks yet"),
    }.get(code, code)
