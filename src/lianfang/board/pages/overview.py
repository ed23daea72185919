"""The board: a whole city on one page, every figure of which opens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.base.instants import day_of
from lianfang.board.overview import board
from lianfang.board.pages import cards, ways
from lianfang.board.pages import figures as reported
from lianfang.board.pages.asking import Asked, asked
from lianfang.board.pages.frames import framed, told
from lianfang.board.shapes import Board, CurveSaid, GuardCard, LineCard, OwnersSaid, ResponseSaid
from lianfang.entry.rules import may
from lianfang.fronts.command.shapes import GapSaid, LedgerDaySaid
from lianfang.fronts.tracing import values
from lianfang.gaps import plans
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import Period, Point
from lianfang.ui.parts.figures import Cards, Figure, Figures
from lianfang.ui.parts.marks import Link, Notice, State, Tag
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.pictures.coverage import CoverageKey, coverage_key
from lianfang.ui.pictures.curves import Change, Curve, CurveDay, curve
from lianfang.ui.pictures.flows import StockFlow, stock_flow
from lianfang.ui.pictures.funnels import Funnel, Owner, funnel
from lianfang.ui.pictures.tile_maps import TileMap
from lianfang.ui.writing import moment, number, spoken


@dataclass(frozen=True)
class BoardPage:
    """What the board shows."""

    page: Page
    lead: str
    period: Period | None
    figures: Figures
    guards: Table
    cards: Cards
    unchecked: Table | None
    key: CoverageKey
    flows: Sequence[StockFlow]
    reported: Figures
    by_area: Table | None
    reported_href: str
    map: TileMap | None
    outside: str
    curve: Curve | None
    owners: Table | None
    funnel: Funnel | None
    oldest: Table | None
    notices: Sequence[Notice]


@may("board")
@require_safe
@told
def show(request: Any) -> HttpResponse:
    """The board of an area as of an instant."""
    ask = asked(request)
    made = board(reader=ask.reader, as_of=ask.as_of, at=ask.at, known_at=ask.known_at, area=ask.area)
    name, opens = made.area.name.to(spoken()), ways.opening(ask, set[str]().union(*ways.registers().values()))
    page = framed(request, ask, _("Board"), current="board:board", trail=trail(ask, name))
    context = BoardPage(
        page=page, lead=_lead(made, name), period=_period(made.response), figures=_figures(opens, made),
        guards=_guards(ask, made.guards), cards=_cards(ask, made), unchecked=_unchecked(ask, made), key=coverage_key(),
        flows=[_flow(day) for day in made.ledgers], reported=reported.figures_of(ask, made.reported),
        by_area=reported.by_area(ask, made.reported), reported_href=ask.href("figures"),
        map=cards.area_map(ask, made.areas, "board"),
        outside=_outside(made), curve=_curve(made.curve) if made.curve else None,
        owners=_owners(opens, made.owners) if made.owners else None, funnel=_funnel(opens, made.owners) if made.owners else None,
        oldest=_oldest(ask, made.oldest) if ask.names else None, notices=_notices(made),
    )  # fmt: skip
    return render(request, "board/board.html", vars(context))


def trail(ask: Asked, name: str) -> tuple[Crumb, ...]:
    """From the whole of what the reader sees to the area that is shown."""
    whole = Crumb(_("whole area"), ask.href("board", area=""))
    return (whole, Crumb(name)) if "area" in ask.kept else (Crumb(name),)


def _lead(made: Board, name: str) -> str:
    said = made.response
    if said is None:
        return name
    parts = [name, said.title.to(spoken())]
    if said.day is not None:
        parts.append(_("day {n} of the response").format(n=said.day))
    if said.level_words is not None:
        parts.append(said.level_words.to(spoken()))
    return " · ".join(parts)


def _period(said: ResponseSaid | None) -> Period | None:
    if said is None or not said.clock:
        return None
    points = [
        Point(one.title.to(spoken()), moment(one.at)[11:], one.is_past, one.point == said.next_point)
        for one in said.clock
    ]
    return Period(points, _("the day's clock"))


def _figures(ask: Asked, made: Board) -> Figures:
    whole, at = made.numbers, moment(made.as_of)
    before = made.trend[0] if made.trend else None
    change = None if before is None else whole.gaps - before.gaps
    unit = _("duties")
    return Figures(
        [
            Figure(_("due"), whole.due, unit, as_of=at),
            Figure(
                _("open gaps"), whole.gaps, unit, as_of=at, href=cards.gaps_href(ask), change=change,
                since=_("a day before"),
            ),
            Figure(_("cannot be told"), whole.cannot_tell, unit, as_of=at, href=cards.gaps_href(ask, kind="cannot_tell")),
            Figure(_("excused"), whole.excused, unit, as_of=at, href=cards.gaps_href(ask, kind="excused")),
        ],
        _("all lines together"),
    )  # fmt: skip


def _guards(ask: Asked, guards: Sequence[GuardCard]) -> Table:
    columns = [
        Column(_("guard")), Column(_("coverage")), Column(_("gaps"), is_number=True),
        Column(_("cannot be told"), is_number=True), Column(_("last seven days")),
    ]  # fmt: skip
    rows = [
        Row([
            Cell(one.title.to(spoken()), note=_("{n} musts").format(n=one.musts)),
            Cell(cards.share(one.numbers), part=cards.bar(one.numbers)),
            Cell(number(one.numbers.gaps)), Cell(number(one.numbers.cannot_tell)),
            Cell(part=cards.trend(one.numbers, one.trend, _("gaps in the last seven days"))),
        ])
        for one in guards
    ]  # fmt: skip
    return Table(_("The three guards"), columns, rows, State("empty", _("The plan names no guards")))


def _numbered(made: Board) -> list[tuple[int, LineCard]]:
    """The lines in the plan's order, with the general demands where the plan has some."""
    every = [*made.lines, *([made.general] if made.general.musts or made.general.clauses else [])]
    return list(enumerate(every, 1))


def _cards(ask: Asked, made: Board) -> Cards:
    registers = ways.registers()
    return Cards(
        [
            cards.line_card(ways.opening(ask, registers[card.line]), card, order)
            for order, card in _numbered(made)
            if card.musts
        ]
    )


def _unchecked(ask: Asked, made: Board) -> Table | None:
    """The lines that no must checks yet; None where there is none."""
    lines = [(order, card) for order, card in _numbered(made) if not card.musts]
    if not lines:
        return None
    rows = [
        Row([
            Cell(f"{order} {card.title.to(spoken())}", ask.href("line", card.line)),
            Cell(number(len(card.clauses_without_must))),
        ])
        for order, card in lines
    ]  # fmt: skip
    return Table(
        _("Lines that no must checks yet"), [Column(_("line")), Column(_("clauses"), is_number=True)], rows, State("empty", ""),
        is_stacked=False,
    )  # fmt: skip


def _flow(day: LedgerDaySaid) -> StockFlow:
    language = spoken()
    title = f"{day.title.to(language)} · {day.area_name.to(language)} · {day.day}"
    return stock_flow(
        title, opening=day.opening.value, came=day.came, went=day.went, closing=day.closing.value,
        verdict=day.verdict_words.to(language),
    )  # fmt: skip


def _outside(made: Board) -> str:
    if made.outside_areas is None:
        return ""
    said = _("{gaps} gaps and {unsure} that cannot be told lie in none of these areas.")
    return said.format(gaps=number(made.outside_areas.gaps), unsure=number(made.outside_areas.cannot_tell))


def _curve(said: CurveSaid) -> Curve:
    language, origins = spoken(), list(said.origins)
    days = [
        CurveDay(one.day[5:], tuple(one.counts.get(origin, 0) for origin in origins), one.is_complete)
        for one in said.by_onset
    ]
    note = _("{n} cases in all; of {unknown} the onset is not known and they are in no column.").format(
        n=number(said.total), unknown=number(said.onset_unknown)
    )
    title = _("{figure} by day of onset").format(figure=said.title.to(language))
    series = [said.origins[origin].to(language) for origin in origins]
    return curve(title, days, series, changes=list(_redefined()), note=note)


def _redefined() -> Iterator[Change]:
    """From which days another edition of the diagnosis plan said what a case is."""
    plan = plans.in_force().plan
    for at, edition in values.changes(plan):
        said = _("diagnosis plan, edition {n}").format(n=edition)
        yield Change(day_of(at, plan.zone).isoformat()[5:], said)


def _owners(ask: Asked, said: OwnersSaid) -> Table:
    language = spoken()
    columns = [
        Column(_("owner")), Column(_("overdue gap-hours"), is_number=True), Column(_("gaps"), is_number=True),
        Column(_("duties"), is_number=True), Column(_("why")),
    ]  # fmt: skip
    rows = [
        Row([
            Cell(one.name.to(language), cards.gaps_href(ask, owner=one.owner, as_of=said.as_of)), Cell(number(one.gap_hours)),
            Cell(number(one.gaps), note=_("expected {n}").format(n=number(round(one.expected, 1)))),
            Cell(number(one.due)), Cell(one.reason.to(language)),
        ])
        for one in said.rows
    ]  # fmt: skip
    note = _("Of {n} owners, {m} have at least {least} duties and can be compared.").format(
        n=number(said.owners), m=number(said.comparable), least=said.from_duties
    )
    return Table(
        _("Ten owners that need help"), columns, rows,
        State("empty", _("No owner stands out"), _("Every owner with enough duties is within the limits of chance.")), note,
    )  # fmt: skip


def _funnel(ask: Asked, said: OwnersSaid) -> Funnel | None:
    if not said.rows:
        return None
    drawn = [
        Owner(
            one.name.to(spoken()),
            one.gaps,
            one.due,
            cards.gaps_href(ask, owner=one.owner, as_of=said.as_of),
            "above",
        )
        for one in said.rows
    ]
    return funnel(_("Owners beyond their limits"), drawn)


def _oldest(ask: Asked, gaps: Sequence[GapSaid]) -> Table:
    return Table(
        _("The ten oldest gaps"), list(gap_columns()), [gap_row(ask, gap) for gap in gaps],
        State("empty", _("No gap is open")),
    )  # fmt: skip


def gap_columns() -> Iterator[Column]:
    """The columns of a short list of gaps."""
    yield Column(_("record"), is_kept=True)
    yield Column(_("must"))
    yield Column(_("area"), is_kept=True)
    yield Column(_("owner"))
    yield Column(_("since"), is_kept=True)
    yield Column(_("standing"), is_number=True, is_kept=True)
    yield Column(_("status"), is_kept=True)


def gap_row(ask: Asked, gap: GapSaid) -> Row:
    """One gap, with where its record is."""
    language = spoken()
    owner = Cell(gap.owner_name.to(language)) if gap.owner_name else Cell(is_unknown=True)
    return Row(
        [
            cards.record_cell(ask, gap),
            Cell(gap.title.to(language), ask.href("must", gap.must)), Cell(gap.area_name.to(language)), owner,
            Cell(moment(gap.since)) if gap.since else Cell(is_unknown=True),
            Cell("" if gap.age is None else cards.age(gap.age)), Cell(part=gap_tag(gap)),
        ]
    )  # fmt: skip


def gap_tag(gap: GapSaid) -> Tag:
    """How a gap stands."""
    if gap.kind == "cannot_tell":
        return Tag("cannot_tell")
    if gap.kind == "excused":
        return Tag("excused")
    risen = gap.escalated_to
    return Tag("overdue", _("risen to {level}").format(level=risen.level_words.to(spoken())) if risen else "")


def _notices(made: Board) -> list[Notice]:
    return [Notice("info", one.reason.to(spoken())) for one in made.not_given]


def back(ask: Asked) -> Link:
    """The way back to the board."""
    return Link(_("Board"), ask.href("board"))
