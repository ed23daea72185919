"""One must: what it asks in words, on whose word, how it stands, with whom, and by which examples it was checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.board.musts import must
from lianfang.board.pages import cards, ways
from lianfang.board.pages.asking import Asked, asked
from lianfang.board.pages.frames import framed, told
from lianfang.board.shapes import ExampleSaid, MustPage, OwnerShare, ValueSaid
from lianfang.entry.rules import may
from lianfang.gaps import plans
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import Fact, Facts
from lianfang.ui.parts.figures import Figure, Figures
from lianfang.ui.parts.marks import Notice, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.pictures.coverage import CoverageBar, CoverageKey, coverage_key
from lianfang.ui.pictures.sparklines import Sparkline
from lianfang.ui.pictures.tile_maps import TileMap
from lianfang.ui.writing import moment, number, spoken

MOST_OWNERS = 50
"""How many owners are shown, those with the longest overdue gaps."""


@dataclass(frozen=True)
class MustShown:
    """What the page of a must shows."""

    page: Page
    sentence: str
    notices: Sequence[Notice]
    figures: Figures
    bar: CoverageBar | None
    key: CoverageKey
    trend: Sparkline
    facts: Facts
    restriction: Facts | None
    values: Table
    written: Facts
    map: TileMap | None
    owners: Table | None
    examples: Sequence[ExampleSaid]
    draft: str
    """Where a must like it is drafted; empty for whoever may not."""


@may("board")
@require_safe
@told
def show(request: Any, key: str) -> HttpResponse:
    """One must in an area as of an instant."""
    ask = asked(request)
    made = must(key, reader=ask.reader, as_of=ask.as_of, at=ask.at, known_at=ask.known_at, area=ask.area)
    area, title = made.area.name.to(spoken()), made.title.to(spoken())
    page = framed(
        request, ask, title, current="board:board",
        trail=ways.trail(ask, area, ways.line_crumb(ask, made.line), Crumb(title)),
    )  # fmt: skip
    opens = ways.opening(ask, [plans.in_force().plan.musts[key].every])
    context = MustShown(
        page=page, sentence=made.sentence.to(spoken()), notices=list(_notices(made)), figures=_figures(opens, made),
        bar=cards.bar(made.numbers), key=coverage_key(),
        trend=cards.trend(made.numbers, made.trend, _("gaps in the last seven days")), facts=_facts(ask, made),
        restriction=_restriction(ask, made), values=_values(made),
        written=Facts([Fact(name, text) for name, text in made.written.items()]),
        map=cards.area_map(ask, made.areas, "must", key), owners=_owners(opens, made), examples=made.examples,
        draft=f"{reverse('board:draft_must')}?like={key}" if request.who.may("draft") else "",
    )  # fmt: skip
    return render(request, "board/must.html", vars(context))


def _notices(made: MustPage) -> list[Notice]:
    found = []
    if not made.is_working:
        more = _("It is not in force at this instant, or was not read under the plan in force yet.")
        found.append(Notice("warning", _("This must is not working at this instant."), more))
    if made.not_recommended:
        columns = str(_(", ")).join(made.not_recommended)
        more = _("It goes by where people come from ({columns}).").format(columns=columns)
        found.append(Notice("warning", _("Not recommended."), more))
    if made.source.status == "assumed":
        more = _("No document says so; whoever is responsible is to confirm it.")
        found.append(Notice("warning", _("This must is assumed."), more))
    return found


def _figures(opens: Asked, made: MustPage) -> Figures:
    numbers, at, unit = made.numbers, moment(made.as_of), _("duties")
    change = numbers.gaps - made.trend[0].gaps if made.trend else None
    return Figures(
        [
            Figure(_("due"), numbers.due, unit, as_of=at),
            Figure(
                _("open gaps"), numbers.gaps, unit, as_of=at, href=cards.gaps_href(opens, must=made.must), change=change,
                since=_("a day before"),
            ),
            Figure(
                _("cannot be told"), numbers.cannot_tell, unit, as_of=at,
                href=cards.gaps_href(opens, must=made.must, kind="cannot_tell"),
            ),
            Figure(
                _("excused"), numbers.excused, unit, as_of=at,
                href=cards.gaps_href(opens, must=made.must, kind="excused"),
            ),
            Figure(_("met in time"), numbers.met_in_time, unit, as_of=at),
            Figure(_("met late"), numbers.late, unit, as_of=at),
        ],
        _("how the must stands"),
    )  # fmt: skip


def status_words() -> dict[str, str]:
    """How sure one is of a source."""
    return {"confirmed": _("confirmed"), "part": _("confirmed in part"), "assumed": _("assumed")}


def _facts(ask: Asked, made: MustPage) -> Facts:
    language = spoken()
    clause = made.clause if made.clause_title is None else made.clause_title.to(language)
    share = (
        _("independent of the evidence")
        if made.denominator.independent
        else _("coverage is of those recorded")
    )
    return Facts(
        [
            Fact(_("line"), ways.line_crumb(ask, made.line).title, ask.href("line", made.line)),
            Fact(_("clause"), clause, note=made.clause if made.clause_title is not None else ""),
            Fact(_("source"), made.source.document, note=made.note),
            Fact(_("how sure"), status_words()[made.source.status]),
            Fact(_("counted out of"), made.denominator.source.to(language), note=share),
        ]
    )  # fmt: skip


def _restriction(ask: Asked, made: MustPage) -> Facts | None:
    """On what a must that restricts people rests; None for one that does not."""
    said, language = made.restriction, spoken()
    if said is None:
        return None
    twin = said.twin if said.twin_title is None else said.twin_title.to(language)
    return Facts(
        [
            Fact(_("basis"), said.basis.to(language)) if said.basis else Fact(_("basis"), is_unknown=True),
            Fact(_("to be looked at again"), said.review or "", is_unknown=said.review is None),
            Fact(_("protected by"), twin, ask.href("must", said.twin) if said.twin_title is not None else ""),
        ]
    )  # fmt: skip


def _values(made: MustPage) -> Table:
    columns = [
        Column(_("value")),
        Column(_("in force")),
        Column(_("since"), is_kept=True),
        Column(_("source")),
    ]
    empty = State("empty", _("It reads no value that may change"))
    return Table(
        _("Values that it reads"), columns, [_value(one) for one in made.values], empty, is_sticky=False
    )


def _value(one: ValueSaid) -> Row:
    language, href = spoken(), reverse("board:value", args=[one.value])
    changes = (
        ""
        if len(one.entries) < 2
        else str(_("; ")).join(f"{since} {said.to(language)}" for since, said in one.entries)
    )
    if one.in_force is None or one.source is None:
        return Row([Cell(one.title.to(language), href, note=changes), Cell(_("none yet")), Cell(), Cell()])
    return Row(
        [
            Cell(one.title.to(language), href, note=changes), Cell(one.in_force.to(language), tone="strong"), Cell(one.since or ""),
            Cell(one.source.document, note=status_words()[one.source.status]),
        ]
    )  # fmt: skip


def _owners(opens: Asked, made: MustPage) -> Table | None:
    if made.owners_as_of is None:
        return None
    columns = [
        Column(_("owner")), Column(_("duties"), is_number=True), Column(_("gaps"), is_number=True),
        Column(_("overdue gap-hours"), is_number=True),
    ]  # fmt: skip
    note = _("as of {moment}").format(moment=moment(made.owners_as_of))
    if len(made.owners) > MOST_OWNERS:
        note += _("; the first {n} of {m}").format(n=MOST_OWNERS, m=number(len(made.owners)))
    rows = [_owner(opens, made, one) for one in made.owners[:MOST_OWNERS]]
    return Table(_("By owner"), columns, rows, State("empty", _("Nothing was due of anyone")), note)


def _owner(opens: Asked, made: MustPage, one: OwnerShare) -> Row:
    # Owners are counted at the whole hour: their lists are of the same instant.
    href = (
        cards.gaps_href(opens, must=made.must, owner=one.owner, as_of=made.owners_as_of or "")
        if one.gaps
        else ""
    )
    return Row(
        [
            Cell(one.name.to(spoken())), Cell(number(one.due)),
            Cell(number(one.gaps), href, tone="bad" if one.gaps else ""), Cell(number(one.gap_hours)),
        ]
    )  # fmt: skip
