"""The registers that a reader may read, and the rows of one: narrowed by codes and by day, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models.expressions import RawSQL
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.base import instants
from lianfang.board import listing
from lianfang.board.forms.fields import titled
from lianfang.board.forms.questions import NOT_BY_FORM
from lianfang.board.linked import Linked, called
from lianfang.board.pages import ways
from lianfang.board.pages.asking import Asked, asked
from lianfang.board.pages.frames import told
from lianfang.board.rights import sees_column, sees_rows
from lianfang.entry.pages.frame import frame
from lianfang.entry.rules import may
from lianfang.gaps import plans
from lianfang.gaps.counting import Stored
from lianfang.gaps.lists import journal
from lianfang.plan.model import Figure
from lianfang.records import Column as Held
from lianfang.records import Kind, Privacy, Register
from lianfang.registers.access import Reader, withheld
from lianfang.registers.models import REGISTERS
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.forms import Field, FilterBar, Option
from lianfang.ui.parts.marks import Link, Notice, State, Tag
from lianfang.ui.parts.tables import Cell, Choosable, Column, ColumnChooser, Pager, Row, Sorted, Table
from lianfang.ui.writing import moment, number, spoken

COLUMNS = 7
"""So many columns are shown where none are chosen."""
NAMING = frozenset({"name_zh", "name_en", "number", "title", "figure", "value"})
"""Columns that tell one row from the next at a glance: they come first."""
PLAIN = (Privacy.PUBLIC, Privacy.INTERNAL)
CURRENT = "board:registers"


@dataclass(frozen=True)
class RegistersPage:
    """What the list of registers shows."""

    page: Page
    registers: Table
    find: str


@dataclass(frozen=True)
class RegisterPage:
    """What the list of one register shows."""

    page: Page
    filters: FilterBar
    table: Table
    acts: Sequence[Link]
    withheld: State | None = None
    notices: Sequence[Notice] = ()


@may("people", "write", "gaps")
@require_safe
@told
def index(request: Any) -> HttpResponse:
    """The registers, with how many rows of each are in the reader's area."""
    ask, language = asked(request), spoken()
    reader = _reader(ask)
    rows = []
    for shape in listing.readable(reader, people=request.who.may("people")):
        counted = listing.count(shape.name, reader)
        acts = _acts(request, shape)
        rows.append(Row([
            Cell(shape.title.to(language), ask.href("register", shape.name)),
            Cell(at_most(counted)), Cell(_("about people") if shape.personal else "", tone="soft"),
            Cell(part=acts[0]) if acts else Cell(),
        ]))  # fmt: skip
    columns = [
        Column(_("register")),
        Column(_("records"), is_number=True),
        Column(_("kind")),
        Column(_("record")),
    ]
    table = Table(
        _("Registers within your area"), columns, rows, State("empty", _("No register is open to you"))
    )
    page = frame(request, _("Records"), current=CURRENT)
    return render(request, "board/registers.html", vars(RegistersPage(page, table, reverse("board:find"))))


@may("people", "write", "gaps")
@require_safe
@told
def show(request: Any, register: str) -> HttpResponse:
    """The rows of one register."""
    shape = register_of(request, register)
    ask = asked(request)
    reader, narrowed = _reader(ask), _narrowed(request, shape, ask)
    found = listing.listed(register, reader=reader, asked=narrowed)
    journal(reader, at=ask.at, counts={register: len(found.rows)})
    title = shape.title.to(spoken())
    page = frame(
        request, title, current=CURRENT,
        trail=(Crumb(_("Records"), reverse("board:registers")), Crumb(title)),
    )  # fmt: skip
    acts, away = _acts(request, shape), ways.export_href(request, register)
    acts += [Link(_("Export"), away)] if away else []
    context = RegisterPage(
        page, _filters(request, shape, reader, narrowed), _table(request, ask, shape, reader, narrowed, found),
        acts, withheld_state(register, reader), _notices(request, shape, ask),
    )  # fmt: skip
    return render(request, "board/register.html", vars(context))


def withheld_state(register: str, reader: Reader) -> State | None:
    """What stands in place of the rows that are real persons of a published list; None where there are none."""
    count = withheld(REGISTERS[register], reader)
    if not count:
        return None
    title = _("{n} rows are withheld: real persons").format(n=number(count))
    return State(
        "withheld", title,
        _("They come from a published list. They are counted by district and day, and shown to nobody one by one."),
    )  # fmt: skip


def register_of(request: Any, name: str) -> Register:
    """A register that this reader may open.

    Raises:
        Http404: there is none such, or it is of another class.
    """
    readable = listing.readable(request.who.reader, people=request.who.may("people"))
    for shape in readable:
        if shape.name == name:
            return shape
    raise Http404


def at_most(counted: int) -> str:
    """A count that was cut off."""
    if counted > listing.MOST_COUNTED:
        return _("more than {n}").format(n=number(listing.MOST_COUNTED))
    return number(counted)


def _reader(ask: Asked) -> Reader:
    return ask.reader.inside(ask.area) if ask.area else ask.reader


def _acts(request: Any, shape: Register) -> list[Link]:
    if not request.who.may("write") or shape.name in NOT_BY_FORM:
        return []
    acts = [Link(_("new record"), reverse("board:new_record", args=[shape.name]))]
    if shape.name == "shift_tally":
        acts.append(Link(_("paper tally"), reverse("board:paper_tally")))
    return acts


def _narrowed(request: Any, shape: Register, ask: Asked) -> listing.Narrowed:
    said = request.GET
    try:
        instants.parse(said.get("day", ""), "UTC")  # none at the edge of the calendar
        day = date.fromisoformat(said.get("day", "").strip())
    except ValueError:
        day = None
    sort = said.get("sort", "")
    return listing.Narrowed(
        {name: said[name] for name in shape.columns if said.get(name)}, day,
        sort if sort in listing.SORTS else listing.SORTS[0], said.get("after", "")[:60], said.get("before", "")[:60],
        _behind(request, shape, ask),
    )  # fmt: skip


def figure_of(request: Any, shape: Register) -> Figure | None:
    """The figure behind which the rows stand that are asked for; None where all are.

    Raises:
        Http404: the plan counts no such rows, or not all that decides whether one counts is open to this reader.
    """
    key = request.GET.get("behind", "")
    if not key:
        return None
    figure = plans.in_force().plan.figures.get(key)
    if figure is None or figure.counted is None or figure.counted.every != shape.name:
        raise Http404
    if not sees_rows(request.who.reader, figure):
        raise Http404
    return figure


def _behind(request: Any, shape: Register, ask: Asked) -> RawSQL | None:
    figure = figure_of(request, shape)
    if figure is None:
        return None
    sure = not request.GET.get("unsure")
    return Stored(plans.in_force()).behind(figure, at=ask.as_of, area=_reader(ask).area, sure=sure)


def _notices(request: Any, shape: Register, ask: Asked) -> list[Notice]:
    """What a list of the rows behind a figure says of itself."""
    figure = figure_of(request, shape)
    if figure is None:
        return []
    text = (
        _("Of these records nobody can tell whether they belong to '{figure}', as of {at}.")
        if request.GET.get("unsure")
        else _("These are the records behind '{figure}', as of {at}, as far as they are within your reach.")
    )
    at = moment(instants.iso(ask.as_of, settings.TIME_ZONE))
    title = figure.title.to(spoken())
    back = Link(title, ask.href("figures", figure=figure.key)) if figure.listed else None
    return [Notice("info", text.format(figure=title, at=at), "", back)]


def _filters(request: Any, shape: Register, reader: Reader, narrowed: listing.Narrowed) -> FilterBar:
    fields = []
    if listing.by_day(shape, reader):
        day = "" if narrowed.day is None else narrowed.day.isoformat()
        fields.append(
            Field("day", shape.columns[shape.occurred].title.to(spoken()), "date", day, is_short=True)
        )
    for name in listing.filters(shape, reader):
        column = shape.columns[name]
        chosen = narrowed.codes.get(name, "")
        options = [Option(code, title, code == chosen) for code, title in _answers(column)]
        fields.append(Field(name, column.title.to(spoken()), "select", options=options))
    kept = [
        (name, value)
        for name, value in _said(request)
        if name in ("sort", "area", "column", "as_of", "known_at", "behind", "unsure")
    ]
    return FilterBar(request.path, fields, request.path, kept=kept)


def _answers(column: Held) -> Iterator[tuple[str, str]]:
    yield "", _("all")
    if column.codes is not None:
        yield from ((code, words.to(spoken())) for code, words in column.codes.codes.items())
    else:
        yield from (("yes", _("yes")), ("no", _("no")))
    if column.nullable:
        yield listing.UNKNOWN, _("not known")


def _said(request: Any) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.GET.lists() for value in values if value]


def _again(request: Any, **changed: str) -> str:
    """This page's address with other parameters; a page's key never stays."""
    kept = [(name, value) for name, value in _said(request) if name not in {"after", "before", *changed}]
    said = [*kept, *((name, value) for name, value in changed.items() if value)]
    return f"{request.path}?{urlencode(said)}" if said else request.path


def _shown(request: Any, shape: Register, reader: Reader) -> tuple[list[str], list[str]]:
    """The columns and links that may be chosen, and those that are shown."""
    every = [name for name in (*shape.links, *shape.columns)
             if name not in (shape.occurred, "recorded_at") and sees_column(reader, shape.name, name)]  # fmt: skip
    chosen = [name for name in request.GET.getlist("column") if name in every]
    if chosen:
        return every, [name for name in every if name in chosen]
    plain = [name for name in every if _is_plain(shape, name)]
    lead = [name for name in plain if name in NAMING]
    codes = [name for name in plain if name in shape.links or shape.columns[name].codes is not None]
    picked = list(dict.fromkeys([*lead, *codes, *plain]))[:COLUMNS]
    return every, picked


def _is_plain(shape: Register, name: str) -> bool:
    """Is it about nobody?"""
    if name in shape.links:
        return shape.links[name].to not in {"person", "vehicle"}
    return shape.columns[name].privacy in PLAIN


def _table(
    request: Any,
    ask: Asked,
    shape: Register,
    reader: Reader,
    narrowed: listing.Narrowed,
    found: listing.Listed,
) -> Table:
    every, names = _shown(request, shape, reader)
    named = called(
        (shape.links[name].to, row[shape.links[name].column])
        for name in names if name in shape.links
        for row in found.rows if row[shape.links[name].column] is not None
    )  # fmt: skip
    is_timed = listing.by_day(shape, reader)
    rows = [Row(list(_cells(ask, shape, row, names, named, is_timed))) for row in found.rows]
    title = shape.title.to(spoken())
    kept = [(name, value) for name, value in _said(request) if name not in ("column", "after", "before")]
    chooser = ColumnChooser(
        request.path, [Choosable(name, _title(shape, name), name in names) for name in every], kept
    )
    pager = Pager(
        len(rows), None, _again(request, before=found.previous) if found.previous else "",
        _again(request, after=found.next) if found.next else "",
    )  # fmt: skip
    note = "" if narrowed.sort.startswith("occurred") else _("in the order in which they were entered")
    empty = State("empty", _("No record here"), _("Nothing in your area answers to this."))
    return Table(
        title,
        list(_columns(request, shape, names, narrowed, is_timed)),
        rows,
        empty,
        note,
        pager=pager,
        chooser=chooser,
    )


def _columns(
    request: Any, shape: Register, names: Sequence[str], narrowed: listing.Narrowed, is_timed: bool
) -> Iterator[Column]:
    yield _sortable(request, _("record"), "entered", narrowed.sort)
    if is_timed:
        yield _sortable(request, shape.columns[shape.occurred].title.to(spoken()), "occurred", narrowed.sort)
    for name in names:
        is_number = name in shape.columns and shape.columns[name].kind is Kind.NUMBER
        yield Column(_title(shape, name), is_number=is_number)
    yield Column(shape.columns["recorded_at"].title.to(spoken()), is_kept=True)


def _sortable(request: Any, title: str, sort: str, now: str) -> Column:
    order: Sorted = "descending" if now == sort else "ascending" if now == f"{sort}_up" else ""
    return Column(
        title, href=_again(request, sort=f"{sort}_up" if now == sort else sort), sorted=order, is_kept=True
    )


def _title(shape: Register, name: str) -> str:
    return (shape.links[name] if name in shape.links else shape.columns[name]).title.to(spoken())


def _cells(
    ask: Asked, shape: Register, row: Mapping[str, Any], names: Sequence[str],
    named: Mapping[tuple[str, int], Linked], is_timed: bool,
) -> Iterator[Cell]:  # fmt: skip
    yield Cell(row["ref"], ask.href("record", shape.name, row["ref"]))
    if is_timed:
        yield cell(shape.columns[shape.occurred], row[shape.occurred])
    for name in names:
        if name in shape.columns:
            yield cell(shape.columns[name], row[name])
            continue
        link = shape.links[name]
        there = named.get((link.to, row[link.column] or 0))
        if there is None and row[link.column] is not None:
            yield Cell(part=Tag("withheld", _("real persons")))
        else:
            yield Cell(titled(there)) if there else Cell(is_unknown=True)
    yield cell(shape.columns["recorded_at"], row["recorded_at"])


def cell(column: Held, value: Any) -> Cell:
    """A value as a table prints it."""
    if value is None:
        return Cell(is_unknown=True)
    if column.codes is not None:
        words = column.codes.codes.get(value)
        return Cell(value if words is None else words.to(spoken()))
    if column.kind is Kind.INSTANT:
        return Cell(moment(instants.iso(value, settings.TIME_ZONE)))
    if isinstance(value, bool):
        return Cell(_("yes") if value else _("no"))
    if isinstance(value, float):
        return Cell(
            number(int(value)) if value.is_integer() and column.name != "birth_year" else f"{value:g}"
        )
    return Cell(value.isoformat() if isinstance(value, date) else str(value))
