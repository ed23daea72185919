"""Figures as they were reported: on the board, by area; and one by one, with the returns and the rows behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.board.overview import board
from lianfang.board.pages import ways
from lianfang.board.pages.asking import Asked, asked
from lianfang.board.pages.frames import framed, told
from lianfang.board.pages.registers import withheld_state
from lianfang.board.reported import FigureOpened, FigureThere, opened
from lianfang.board.rights import sees_rows
from lianfang.board.shapes import ReportedSaid
from lianfang.entry.rules import may
from lianfang.fronts.command.setting import setting_of
from lianfang.gaps import plans
from lianfang.registers.catalogue import catalogue
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.figures import Figure, Figures
from lianfang.ui.parts.marks import Link, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import moment, number, spoken


@dataclass(frozen=True)
class FigurePage:
    """What the page of a figure shows; ``withheld`` stands in place of rows that nobody is shown."""

    page: Page
    lead: str
    table: Table
    rows: Link | None
    withheld: State | None


@dataclass(frozen=True)
class FiguresPage:
    """The figures of an area."""

    page: Page
    lead: str
    figures: Figures
    table: Table | None
    empty: State | None


@may("board")
@require_safe
@told
def show(request: Any) -> HttpResponse:
    """The figures of an area, or with ``figure`` one of them and what is behind it."""
    ask = ways.known_now(asked(request))
    key = request.GET.get("figure", "")
    return _one(request, ask, key) if key else _all(request, ask)


def _all(request: Any, ask: Asked) -> HttpResponse:
    made = board(reader=ask.reader, as_of=ask.as_of, at=ask.at, area=ask.area)
    area = made.area.name.to(spoken())
    page = framed(
        request, ask, _("Reported figures"), current="board:board",
        trail=ways.trail(ask, area, Crumb(_("Reported figures"))),
    )  # fmt: skip
    said = _("They come as returns of the districts and sites: entered one by one, or brought in as a file.")
    empty = None if made.reported else State("empty", _("No figure was reported by this instant"), said)
    context = FiguresPage(page, area, figures_of(ask, made.reported), by_area(ask, made.reported), empty)
    return render(request, "board/figures.html", vars(context))


def _one(request: Any, ask: Asked, key: str) -> HttpResponse:
    setting = setting_of(plans.in_force(), ask.reader, ask.as_of, ask.area)
    made = opened(key, setting)
    title, area = made.title.to(spoken()), setting.place.name.to(spoken())
    trail = ways.trail(ask, area, Crumb(_("Reported figures"), ask.href("figures")), Crumb(title))
    page = framed(request, ask, title, current="board:board", trail=trail)
    context = FigurePage(
        page, made.definition.to(spoken()), _returns(ask, made, opens=_opens(request, ask, made)), _rows(request, ask, made),
        withheld_state(made.register, ask.reader.inside(setting.area.id)) if made.register else None,
    )  # fmt: skip
    return render(request, "board/figure.html", vars(context))


def _opens(request: Any, ask: Asked, made: FigureOpened) -> bool:
    """May this reader be shown the rows that are counted? Not where that says of whom what their purpose withholds."""
    register = made.register
    if not register or not request.who.may("gaps", "people"):
        return False
    if catalogue()[register].personal and not request.who.may("people"):
        return False
    return sees_rows(ask.reader, plans.in_force().plan.figures[made.figure])


def _rows(request: Any, ask: Asked, made: FigureOpened) -> Link | None:
    """The way to the rows that are counted, for whoever may be shown them."""
    if not _opens(request, ask, made):
        return None
    title = catalogue()[made.register].title.to(spoken())
    return Link(title, ask.href("register", made.register, behind=made.figure, as_of=made.rows[0].as_of))


def _returns(ask: Asked, made: FigureOpened, *, opens: bool) -> Table:
    columns = [
        Column(_("area"), is_kept=True), Column(_("reported"), is_number=True), Column(_("as of"), is_kept=True),
        Column(_("counted"), is_number=True), Column(_("difference"), is_number=True),
    ]  # fmt: skip
    rows = [_row(ask, one, made if opens else None) for one in made.rows]
    title = f"{made.title.to(spoken())} ({made.unit.to(spoken())})"
    return Table(title, columns, rows, State("empty", _("Nobody has reported it")), is_stacked=False)


def _row(ask: Asked, one: FigureThere, opened_by: FigureOpened | None) -> Row:
    href = (
        ask.href("record", "return", one.ref) if one.ref and ask.names and ask.reader.reads("return") else ""
    )
    told = (
        Cell("— " + _("no return"), tone="bad") if one.reported is None else Cell(number(one.reported), href)
    )
    counted = (
        Cell()
        if one.counted is None
        else Cell(number(one.counted), _behind(ask, one, opened_by), note=_unsure(one.cannot_tell))
    )
    apart = "" if one.reported is None or one.counted is None else f"{one.counted - one.reported:+,.0f}"
    area = one.area.name.to(spoken())
    return Row(
        [
            Cell(area),
            told,
            Cell(moment(one.as_of)),
            counted,
            Cell("0" if apart == "+0" else apart.replace("-", "−")),
        ]
    )


def _behind(ask: Asked, one: FigureThere, made: FigureOpened | None) -> str:
    """Where the rows of one area are that are counted."""
    if made is None:
        return ""
    return ask.within(one.area.code).href("register", made.register, behind=made.figure, as_of=one.as_of)


def _unsure(cannot_tell: int) -> str:
    return _("cannot tell {n}").format(n=number(cannot_tell)) if cannot_tell else ""


def figures_of(ask: Asked, said: Sequence[ReportedSaid]) -> Figures:
    """The area's own figures, each with what is behind it."""
    return Figures(
        [
            Figure(
                one.title.to(spoken()), one.value, one.unit.to(spoken()), kind="reported", as_of=moment(one.as_of),
                href=ask.href("figures", figure=one.figure),
            )
            for one in said
        ],
        _("as the area reported them"),
    )  # fmt: skip


def by_area(ask: Asked, said: Sequence[ReportedSaid]) -> Table | None:
    """The figures that the areas below report themselves, area by area; None where there is none."""
    shown = [one for one in said if one.below]
    if not shown:
        return None
    there = {part.area.code: part.area for one in shown for part in one.below}
    columns = [
        Column(_("area"), is_kept=True),
        *(Column(one.title.to(spoken()), is_number=True) for one in shown),
    ]
    rows = [
        Row([Cell(area.name.to(spoken()), ask.within(code).href("board")), *_values(shown, code)])
        for code, area in there.items()
    ]
    return Table(_("By area"), columns, rows, State("empty", _("none")), is_stacked=False)


def _values(shown: Sequence[ReportedSaid], code: str) -> Iterator[Cell]:
    for one in shown:
        value = next((part for part in one.below if part.area.code == code), None)
        if value is None:
            yield Cell()
        elif value.value is None:
            yield Cell("— " + _("no return"), tone="bad")
        else:
            yield Cell(number(value.value), note="" if value.as_of == one.as_of else moment(value.as_of))
