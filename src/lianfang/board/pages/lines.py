"""One line, clause by clause: what the plan asks, the musts that check it, and why nothing checks the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.board.lines import line
from lianfang.board.pages import cards, ways
from lianfang.board.pages.asking import Asked, asked
from lianfang.board.pages.frames import framed, told
from lianfang.board.shapes import ClauseRow, LinePage, MustRow
from lianfang.entry.rules import may
from lianfang.gaps import plans
from lianfang.plan.model import LINES, Plan
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.figures import LineCard
from lianfang.ui.parts.marks import Link, Notice, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.pictures.coverage import CoverageKey, coverage_key
from lianfang.ui.pictures.tile_maps import TileMap
from lianfang.ui.writing import number, spoken


@dataclass(frozen=True)
class ClauseShown:
    """A clause, what sort of demand it is, and its musts; or why it has none, and the figures that serve it."""

    key: str
    title: str
    text: str
    kinds: str
    musts: Table | None
    because: str
    figures: str
    draft: str
    """Where a must of it is drafted; empty for whoever may not."""


@dataclass(frozen=True)
class LineShown:
    """What the page of a line shows."""

    page: Page
    area: str
    notices: Sequence[Notice]
    card: LineCard
    key: CoverageKey
    clauses: Sequence[ClauseShown]
    without: Table | None
    map: TileMap | None
    previous: Link | None
    next: Link | None


@may("board")
@require_safe
@told
def show(request: Any, key: str) -> HttpResponse:
    """One line of an area as of an instant."""
    ask = asked(request)
    made = line(key, reader=ask.reader, as_of=ask.as_of, at=ask.at, known_at=ask.known_at, area=ask.area)
    area, title = made.area.name.to(spoken()), made.card.title.to(spoken())
    page = framed(
        request, ask, title, current="board:board", trail=ways.trail(ask, area, Crumb(title)),
    )  # fmt: skip
    opens, names, plan = ways.opening(ask, ways.registers()[key]), list(LINES), plans.in_force().plan
    at, drafts = names.index(key), reverse("board:draft_must") if request.who.may("draft") else ""
    context = LineShown(
        page=page, area=area, notices=_notices(made),
        card=cards.line_card(opens, made.card, at + 1), key=coverage_key(),
        clauses=[_clause(ask, plan, clause, drafts) for clause in made.clauses],
        without=_table(ask, plan, _("Musts that name no clause"), made.without_clause) if made.without_clause else None,
        map=cards.area_map(ask, made.areas, "line", key) if made.card.musts else None,
        previous=_link(ask, names[at - 1]) if at else None,
        next=_link(ask, names[at + 1]) if at + 1 < len(names) else None,
    )  # fmt: skip
    return render(request, "board/line.html", vars(context))


def _link(ask: Asked, key: str) -> Link:
    return Link(LINES[key].to(spoken()), ask.href("line", key))


def _notices(made: LinePage) -> list[Notice]:
    if made.card.state == "working":
        return []
    more = _("The clauses below say what the plan asks, and why nothing checks it.")
    return [Notice("warning", _("This line has no working musts at this instant."), more)]


def _clause(ask: Asked, plan: Plan, clause: ClauseRow, drafts: str) -> ClauseShown:
    language = spoken()
    return ClauseShown(
        clause.clause, clause.title.to(language), clause.text.to(language),
        str(_(", ")).join(kind_words()[kind] for kind in clause.kinds),
        _table(ask, plan, _("Musts of this clause"), clause.musts) if clause.musts else None,
        "" if clause.because is None else clause.because.to(language),
        str(_(", ")).join(plan.figures[key].title.to(language) for key in clause.figures),
        f"{drafts}?clause={clause.clause}" if drafts else "",
    )  # fmt: skip


def kind_words() -> dict[str, str]:
    """What sorts of demand a clause can be."""
    return {
        "must": _("checked by musts"),
        "figure": _("shown by figures"),
        "measure": _("a measure"),
        "text": _("a declaration"),
    }


def _table(ask: Asked, plan: Plan, caption: str, musts: Sequence[MustRow]) -> Table:
    columns = [
        Column(_("must")), Column(_("coverage")), Column(_("gaps"), is_number=True),
        Column(_("cannot be told"), is_number=True), Column(_("last seven days")), Column(_("oldest gap"), is_number=True),
    ]  # fmt: skip
    return Table(
        caption,
        columns,
        [_row(ask, plan, one) for one in musts],
        State("empty", _("No musts")),
        is_sticky=False,
    )


def _row(ask: Asked, plan: Plan, one: MustRow) -> Row:
    language, numbers = spoken(), one.numbers
    opens = ways.opening(ask, [plan.musts[one.must].every])
    gaps = cards.gaps_href(opens, must=one.must) if numbers.gaps else ""
    unsure = cards.gaps_href(opens, must=one.must, kind="cannot_tell") if numbers.cannot_tell else ""
    oldest = (
        Cell()
        if one.oldest is None
        else Cell(cards.age(one.oldest.age), cards.oldest_href(opens, one.oldest))
    )
    return Row(
        [
            Cell(one.title.to(language), ask.href("must", one.must), note=one.sentence.to(language)),
            Cell(_coverage(one), part=cards.bar(numbers) if one.is_working else None),
            Cell(number(numbers.gaps), gaps, tone="bad" if numbers.gaps else ""),
            Cell(number(numbers.cannot_tell), unsure, tone="unsure" if numbers.cannot_tell else ""),
            Cell(part=cards.trend(numbers, one.trend, _("gaps"))), oldest,
        ]
    )  # fmt: skip


def _coverage(one: MustRow) -> str:
    return cards.share(one.numbers) if one.is_working else _("not working at this instant")
