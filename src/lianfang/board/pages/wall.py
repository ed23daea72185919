"""The wall: the board on one screen, read from five metres, by whoever is in the room; it names nobody and no record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.board.overview import board
from lianfang.board.pages import cards
from lianfang.board.pages.asking import Asked, asked
from lianfang.board.pages.frames import framed, told
from lianfang.board.shapes import AreaTile, Board, CurveSaid, LineCard, Numbers
from lianfang.entry.rules import may
from lianfang.fronts.command.shapes import LedgerDaySaid
from lianfang.ui.pages import Page
from lianfang.ui.pictures.coverage import CoverageBar, CoverageKey, coverage_key
from lianfang.ui.pictures.curves import Curve, CurveDay, curve
from lianfang.ui.pictures.tile_maps import Level, Tile, TileMap, tile_map
from lianfang.ui.writing import number, spoken

EVERY = 60
"""Seconds between one look at the city and the next."""
FEW = 7
"""How many lines leave room for a bar each."""
TILES = 15
"""How many areas a screen has room for: then the ones with the most gaps."""
DAYS = 30
"""How many days of the curve can be told apart from five metres: the last ones."""


@dataclass(frozen=True)
class Standing:
    """A guard or a line: its coverage, its gaps, and what cannot be told."""

    title: str
    share: str
    bar: CoverageBar | None
    gaps: int
    cannot_tell: int
    is_of_recorded: bool


@dataclass(frozen=True)
class Stock:
    """A stock of the last whole day, and whether its flows explain it."""

    title: str
    opening: str
    came: str
    went: str
    closing: str
    verdict: str
    tone: str


@dataclass(frozen=True)
class WallPage:
    """What the wall shows."""

    page: Page
    place: str
    day: str
    guards: Sequence[Standing]
    lines: Sequence[Standing]
    is_dense: bool
    idle: str
    key: CoverageKey
    stocks: Sequence[Stock]
    stocks_of: str
    map: TileMap | None
    curve: Curve | None


@may("board")
@require_safe
@told
def show(request: Any) -> HttpResponse:
    """The wall of an area, now or as of an instant."""
    ask = asked(request)
    made = board(
        reader=ask.reader, as_of=ask.as_of, at=ask.at, known_at=ask.known_at, area=ask.area, is_wall=True
    )
    # Whoever is signed in is not named either, and nothing leads away.
    page = framed(request, ask, _("Wall"), current="", density="wall", every=EVERY, reader=None, nav=())
    working = [one for one in (*made.lines, made.general) if one.musts]
    context = WallPage(
        page=replace(page, as_of_action=""), place=made.area.name.to(spoken()), day=_day(made),
        guards=[_standing(one.title.to(spoken()), one.numbers) for one in made.guards],
        lines=[_standing(one.title.to(spoken()), one.numbers) for one in working], is_dense=len(working) > FEW,
        idle=_idle(made.lines), key=coverage_key(),
        stocks=[_stock(day) for day in made.ledgers], stocks_of=made.ledgers[0].day if made.ledgers else "",
        map=_map(ask, made.areas), curve=None if made.curve is None else _curve(made.curve),
    )  # fmt: skip
    return render(request, "board/wall.html", vars(context))


def _day(made: Board) -> str:
    said = made.response
    if said is None:
        return ""
    parts = []
    if said.day is not None:
        parts.append(_("day {n} of the response").format(n=said.day))
    if said.level_words is not None:
        parts.append(said.level_words.to(spoken()))
    return " · ".join(parts)


def _standing(title: str, numbers: Numbers) -> Standing:
    is_of_recorded = numbers.coverage is not None and not numbers.independent
    return Standing(
        title, cards.share(numbers), cards.bar(numbers), numbers.gaps, numbers.cannot_tell, is_of_recorded
    )


def _idle(lines: Sequence[LineCard]) -> str:
    """The lines that nothing checks."""
    return _(", ").join(one.title.to(spoken()) for one in lines if not one.musts)


def _stock(day: LedgerDaySaid) -> Stock:
    tone = {"balances": "", "unexplained": "bad"}.get(day.verdict, "unsure")
    return Stock(
        day.title.to(spoken()), number(day.opening.value), number(day.came), number(day.went),
        number(day.closing.value), day.verdict_words.to(spoken()), tone,
    )  # fmt: skip


def _map(ask: Asked, areas: Sequence[AreaTile]) -> TileMap | None:
    """As the board draws it, without anywhere to go; of many areas those with the most gaps."""
    shown = list(areas)
    if len(shown) > TILES:
        shown = sorted(shown, key=lambda tile: -tile.numbers.gaps)[:TILES]
    made = cards.area_map(ask, shown, "board")
    if made is None:
        return None
    tiles = [Tile(one.title, one.text, one.rank) for one in made.tiles]
    levels = [Level(1, "0"), Level(2, "< 2 %"), Level(3, "< 5 %"), Level(4, "≥ 5 %")]
    title = (
        _("Open gaps by area, and in % of what is due")
        if len(shown) == len(areas)
        else _("Areas with the most gaps, and in % of what is due")
    )
    columns = (_("area"), _("gaps"), _("class"))
    return tile_map(title, tiles, levels, columns=columns, unknown=_("nothing due"))


def _curve(said: CurveSaid) -> Curve:
    language, origins = spoken(), list(said.origins)
    days = [
        CurveDay(one.day[5:], tuple(one.counts.get(origin, 0) for origin in origins), one.is_complete)
        for one in said.by_onset[-DAYS:]
    ]
    title = _("{figure} by day of onset").format(figure=said.title.to(language))
    return curve(title, days, [said.origins[origin].to(language) for origin in origins])
