"""Gaps by name of record: what is due and not met, what cannot be told, what is excused; as many as the figure says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.board.gap_pages import gaps
from lianfang.board.pages import cards, ways
from lianfang.board.pages.asking import Asked, asked
from lianfang.board.pages.filters import COLUMNS, Narrowed, filter_bar, kind_words, narrowed, plainly
from lianfang.board.pages.frames import framed, told
from lianfang.board.pages.hand_out import gap_key, picking
from lianfang.board.pages.overview import gap_tag
from lianfang.board.pages.saving import saved, saving_form
from lianfang.board.shapes import FacetValue, GapPage
from lianfang.entry.rules import may
from lianfang.fronts.command.shapes import GapSaid
from lianfang.gaps.picking import Sort
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.forms import FilterBar, Form
from lianfang.ui.parts.marks import Link, Notice, State
from lianfang.ui.parts.tables import Cell, Choosable, Column, ColumnChooser, Pager, Row, Sorted, Table
from lianfang.ui.writing import moment, number, spoken

ROWS = 50
MOST_VALUES = 12
"""How many values of a facet are shown, the most frequent."""


@dataclass(frozen=True)
class GapsShown:
    """What the list of gaps shows."""

    page: Page
    lead: str
    notices: Sequence[Notice]
    filters: FilterBar
    table: Table
    facets: Sequence[Table]
    saved: Sequence[Link]
    saving: Form
    export: str = ""


@may("gaps")
@require_safe
@told
def show(request: Any) -> HttpResponse:
    """A page of a list, narrowed and in an order of one's choice."""
    given = asked(request)
    ask, chosen = ways.known_now(given), narrowed(request)
    made = gaps(
        reader=ask.reader, as_of=ask.as_of, at=ask.at, must=chosen.must, line=chosen.line, area=ask.area,
        owner=chosen.owner, age=chosen.age, reach=chosen.reach, kind=chosen.kind, sort=chosen.sort, limit=ROWS, after=chosen.after,
    )  # fmt: skip
    area, title, kept = made.area.name.to(spoken()), titles()[chosen.kind], saved(request, ask)
    of = _("{area} itself").format(area=area) if chosen.reach else area
    page = framed(request, ask, title, current="board:gaps", trail=ways.trail(ask, area, Crumb(title)))
    context = GapsShown(
        page=page, lead=_lead(of, made), notices=_notices(given), filters=filter_bar(ask, chosen, made, kept),
        table=_table(ask, chosen, made), facets=list(_facets(ask, chosen, made)), saved=kept, saving=saving_form(ask, chosen),
        export=ways.export_href(request, "gaps"),
    )  # fmt: skip
    return render(request, "board/gaps.html", vars(context))


def titles() -> dict[str, str]:
    """What a list of each kind is called."""
    return {"gap": _("Gaps"), "cannot_tell": _("What cannot be told"), "excused": _("What is excused")}


def _lead(area: str, made: GapPage) -> str:
    said = _("{area}: {n} in this list, as of {moment}")
    return said.format(area=area, n=number(made.total), moment=moment(made.as_of))


def _notices(given: Asked) -> list[Notice]:
    if given.known_at is None:
        return []
    more = _("Figures of an earlier knowledge may differ from the length of this list.")
    return [Notice("info", _("A list is of what is known now."), more)]


def _table(ask: Asked, chosen: Narrowed, made: GapPage) -> Table:
    empty = State(
        "empty",
        _("The list is empty"),
        _("Nothing here is of this sort at this instant."),
        _clear(ask, chosen),
    )
    pager = Pager(len(made.rows), made.total, chosen.previous(ask), chosen.next(ask, made.next_key))
    names = _shown(chosen, made)
    return Table(
        f"{kind_words()[chosen.kind]}: {number(made.total)}", list(_columns(ask, chosen, names)),
        [_row(ask, gap, names) for gap in made.rows], empty, pager=pager if made.rows else None,
        chooser=_chooser(ask, chosen, names), bulk=picking(ask, chosen.kind),
    )  # fmt: skip


def _shown(chosen: Narrowed, made: GapPage) -> Sequence[str]:
    """The columns; of the usual ones that of remarks only where there are any."""
    if chosen.column or any(remark(gap) for gap in made.rows):
        return chosen.columns
    return [name for name in chosen.columns if name != "remark"]


def column_words() -> dict[str, str]:
    """What the columns are called."""
    return {
        "must": _("must"), "area": _("area"), "owner": _("owner"), "since": _("since"), "due": _("due"), "status": _("status"),
        "risen": _("risen to"), "remark": _("remark"),
    }  # fmt: skip


def _chooser(ask: Asked, chosen: Narrowed, names: Sequence[str]) -> ColumnChooser:
    words = column_words()
    said = {**ask.kept, **chosen.query(), "column": ""}
    kept = [(name, value) for name, value in said.items() if value]
    return ColumnChooser(
        reverse("board:gaps"), [Choosable(name, words[name], name in names) for name in COLUMNS], kept
    )


def _clear(ask: Asked, chosen: Narrowed) -> Link | None:
    return Link(_("clear the filters"), plainly(ask, chosen)) if chosen.is_narrowed else None


def _columns(ask: Asked, chosen: Narrowed, names: Sequence[str]) -> Iterator[Column]:
    words = column_words()
    yield Column(_("record"), is_kept=True)
    for name in names:
        href, direction = _order(ask, chosen, name)
        yield Column(words[name], False, href, direction, is_kept=name in ("since", "due", "status", "risen"))


def _order(ask: Asked, chosen: Narrowed, name: str) -> tuple[str, Sorted]:
    """Where a click on a column's head leads, and how the list is ordered by it now."""
    if name == "since":
        other: Sort = "newest" if chosen.sort == "oldest" else "oldest"
        ways: dict[str, Sorted] = {"oldest": "ascending", "newest": "descending"}
        return chosen.href(ask, sort=other), ways.get(chosen.sort, "")
    if name not in ("must", "area", "owner"):
        return "", ""
    return chosen.href(ask, sort=name), "ascending" if chosen.sort == name else ""


def _row(ask: Asked, gap: GapSaid, names: Sequence[str]) -> Row:
    cells = _cells(ask, gap)
    return Row([cards.record_cell(ask, gap), *(cells[name]() for name in names)], key=gap_key(gap))


def _cells(ask: Asked, gap: GapSaid) -> dict[str, Callable[[], Cell]]:
    """Column → what stands in it."""
    language, risen = spoken(), gap.escalated_to
    age = "" if gap.age is None else cards.age(gap.age)
    return {
        "must": lambda: Cell(gap.title.to(language), ask.href("must", gap.must)),
        "area": lambda: Cell(gap.area_name.to(language)),
        "owner": lambda: Cell(gap.owner_name.to(language)) if gap.owner_name else Cell(is_unknown=True),
        "since": lambda: Cell(moment(gap.since), note=age) if gap.since else Cell(is_unknown=True),
        "due": lambda: Cell(moment(gap.due_at)) if gap.due_at else Cell(is_unknown=True),
        "status": lambda: Cell(part=gap_tag(gap)),
        "risen": lambda: (
            Cell()
            if risen is None
            else Cell(risen.area_name.to(language), note=risen.level_words.to(language))
        ),
        "remark": lambda: Cell(remark(gap)),
    }


def remark(gap: GapSaid) -> str:
    """What else is to be known: the facts that are wanted, why and until when it is excused, the task on it."""
    language = spoken()
    said = []
    if gap.missing:
        facts = str(_(", ")).join(fact.to(language) for fact in gap.missing)
        said.append(_("not known: {facts}").format(facts=facts))
    if gap.excuse is not None:
        until = moment(gap.excuse.ends_at)
        said.append(
            _("{reason}, until {moment}").format(reason=gap.excuse.reason_words.to(language), moment=until)
        )
    if gap.task is not None:
        unit, state = gap.task.unit_name.to(language), gap.task.state_words.to(language)
        said.append(_("task: {unit}, {state}").format(unit=unit, state=state))
    return str(_("; ")).join(said)


def _facets(ask: Asked, chosen: Narrowed, made: GapPage) -> Iterator[Table]:
    found = made.facets

    def inside(key: str) -> str:
        return chosen.href(ask, area=key, reach="own" if key == made.area.code else "")

    every: list[tuple[str, Sequence[FacetValue], Callable[[str], str]]] = [
        (_("By area"), found.areas, inside),
        (_("By owner"), found.owners, lambda key: chosen.href(ask, owner=key)),
        (_("By age"), found.ages, lambda key: chosen.href(ask, age=key)),
        (_("By must"), found.musts, lambda key: chosen.href(ask, must=key)),
    ]
    for title, values, href in every:
        yield _facet(title, [one for one in values if one.count], href)


def _facet(title: str, values: Sequence[FacetValue], href: Callable[[str], str]) -> Table:
    rows = [
        Row([Cell(one.name.to(spoken()), href(one.key) if one.key else ""), Cell(number(one.count))])
        for one in values[:MOST_VALUES]
    ]
    note = (
        _("the first {n} of {m}").format(n=MOST_VALUES, m=number(len(values)))
        if len(values) > MOST_VALUES
        else ""
    )
    columns = [Column(_("value")), Column(_("count"), is_number=True)]
    return Table(title, columns, rows, State("empty", _("none")), note, is_sticky=False, is_stacked=False)
