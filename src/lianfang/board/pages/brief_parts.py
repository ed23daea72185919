"""A brief as parts of a page, whether it was made now or frozen before; where the board has rows, a figure leads there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lianfang.board.pages import ways
from lianfang.board.pages.asking import Asked
from lianfang.fronts.command import layout
from lianfang.fronts.command.comparing import OF_MUSTS
from lianfang.fronts.command.layout import Row as Pair
from lianfang.fronts.command.pages import Remarks, context
from lianfang.fronts.command.shapes import Brief, LineSaid, MustSaid, ProblemSaid
from lianfang.fronts.command.shapes_frozen import ChangeSaid, ChangesSaid
from lianfang.fronts.command.terminal_frozen import apart, sides
from lianfang.gaps import plans
from lianfang.ui.parts.figures import Figure, Figures
from lianfang.ui.parts.marks import State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.pictures.coverage import CoverageBar, CoverageKey, coverage_bar, coverage_key
from lianfang.ui.writing import moment, near, number, signed, spoken

MOST, FEW = 100, 24
"""How many late changes a page lists, and how many since the last brief; the command line lists all."""
FIRST = {OF_MUSTS[name].en for name in ("gaps", "cannot_tell")}
WORST = 4
"""How many of the areas below stand beside a must."""


@dataclass(frozen=True)
class Birth:
    """What a figure is and where it comes from: its birth certificate."""

    anchor: str
    title: str
    definition: str
    made: Sequence[str]
    record: str


@dataclass(frozen=True)
class LinePart:
    """One line: how its musts stand together, and each of them."""

    title: str
    musts: int
    gaps: int
    cannot_tell: int
    table: Table


@dataclass(frozen=True)
class BriefParts:
    """All that a brief says."""

    short: Figures
    figures: Figures
    areas: Table | None
    apart: Table | None
    identities: Table | None
    stocks: Table | None
    zones: Table | None
    lines: Sequence[LinePart]
    key: CoverageKey
    look: Sequence[Remarks]
    births: Sequence[Birth]
    plan: str
    journal: str
    root: str


def parts_of(ask: Asked, brief: Brief) -> BriefParts:
    """A brief as parts, in the language that is active."""
    made = context(brief, spoken(), is_alone=False)
    return BriefParts(
        short=_short(ask, brief), figures=Figures([_figure(brief, row) for row in made.rows], _("Figures")),
        areas=_areas(brief), apart=_apart(brief), identities=_identities(brief), stocks=_stocks(brief), zones=_zones(brief),
        lines=[_line(ask, line) for line in brief.lines], key=coverage_key(), look=made.problems,
        births=[_birth(row) for row in made.rows], plan=_plan(brief), journal=_journal(brief),
        root=brief.journal.root or "",
    )  # fmt: skip


def _short(ask: Asked, brief: Brief) -> Figures:
    musts = [must for line in brief.lines for must in line.musts]
    at = moment(brief.as_of)
    opens = ways.opening(ask, set[str]().union(*ways.registers().values()))
    rows = "" if not opens.names else ask.href("gaps")
    unsure = "" if not opens.names else ask.href("gaps", kind="cannot_tell")
    falls = _many(brief.problems, "figure/fell", "identity/broken")
    figures = [
        Figure(_("open gaps"), sum(one.gaps for one in musts), _("duties"), as_of=at, href=rows),
        Figure(_("cannot be told"), sum(one.cannot_tell for one in musts), _("duties"), as_of=at, href=unsure),
        Figure(_("returns missing"), sum(one.missing for one in brief.figures), as_of=at, href="#look"),
        Figure(_("falls and broken identities"), falls, as_of=at, href="#look"),
    ]  # fmt: skip
    return Figures(figures, _("In short"))


def _many(problems: Sequence[ProblemSaid], *codes: str) -> int:
    return sum(problem.code in codes for problem in problems)


def _figure(brief: Brief, row: Pair) -> Figure:
    """The figure of record, the other reading beside it; it leads to its birth certificate."""
    language, first = spoken(), row.of_record or row.reported or row.counted
    if first is None:
        raise ValueError(f"a figure is of one kind at least: {row.id}")
    beside = row.beside
    other = None if beside is None else beside.value
    if row.difference is not None:
        other = row.difference.counted if first.kind == "reported" else row.difference.reported
    return Figure(
        row.title.to(language), first.value, row.unit.to(language), first.kind, near(first.as_of, brief.as_of),
        f"#{anchor(row.id)}", cannot_tell=0 if row.counted is None else row.counted.cannot_tell or 0, beside=other,
        difference=None if row.difference is None else row.difference.difference,
    )  # fmt: skip


def anchor(figure: str) -> str:
    """Where a figure's birth certificate stands."""
    return f"of-{figure}"


def _birth(row: Pair) -> Birth:
    language = spoken()
    made = [
        _("{kind} as of {moment}").format(
            kind=_("reported") if one.kind == "reported" else _("counted"), moment=moment(one.as_of)
        )
        for one in (row.reported, row.counted)
        if one is not None
    ]
    first = row.of_record
    record = "" if first is None else _("reported") if first.kind == "reported" else _("counted")
    return Birth(anchor(row.id), row.title.to(language), row.definition.to(language), made, record)


def _areas(brief: Brief) -> Table | None:
    """Figures below one another, the areas below side by side."""
    language, matrix = spoken(), layout.matrix_of(brief)
    if not matrix.columns:
        return None
    names = [name.to(language) for name, _cells in matrix.rows]
    columns = [Column(_("figure")), *(Column(name, is_number=True) for name in names)]
    rows = [
        Row([Cell(one.title.to(language)), *(_pair(brief, cells[at]) for _name, cells in matrix.rows)])
        for at, one in enumerate(matrix.columns)
    ]
    note = _("Where counted and reported differ, the other one stands below with its difference.")
    return Table(
        _("By area"), columns, rows, State("empty", _("nothing")), note, is_sticky=False, is_stacked=False
    )


def _pair(brief: Brief, row: Pair | None) -> Cell:
    if row is None:
        return Cell()
    first = row.of_record or row.reported or row.counted
    said = []
    if first is not None and first.as_of != brief.as_of:
        said.append(near(first.as_of, brief.as_of))
    if row.difference is not None and row.difference.difference:
        said.append(
            _("counted {n} ({apart})").format(
                n=number(row.difference.counted), apart=signed(row.difference.difference)
            )
        )
    if row.counted is not None and row.counted.cannot_tell:
        said.append(_("{n} cannot be told").format(n=number(row.counted.cannot_tell)))
    return Cell(number(None if first is None else first.value), note=" · ".join(said))


def _apart(brief: Brief) -> Table | None:
    """What is known of the differences between counted and reported."""
    language = spoken()
    columns = [Column(_("figure")), Column(_("area")), *_numbers(_("counted"), _("reported"), _("difference")), Column("")]  # fmt: skip
    rows = [
        Row([
            Cell(one.title.to(language)), Cell(one.area_name.to(language)), Cell(number(one.counted)),
            Cell(number(one.reported)), Cell(signed(one.difference)), Cell(one.note.to(language), tone="soft"),
        ])
        for one in brief.differences
        if one.difference
    ]  # fmt: skip
    rows += [
        Row([
            Cell(one.title.to(language), note=_(", ").join(f"{part.count} {part.title.to(language)}" for part in one.parts)),
            Cell(one.area_name.to(language)), Cell(number(one.counted)), Cell(number(one.reported)), Cell(),
            Cell("" if one.against_title is None else one.against_title.to(language), tone="soft"),
        ])
        for one in brief.explanations
    ]  # fmt: skip
    made = Table(_("Counted against reported"), columns, rows, State("empty", _("nothing")))
    return made if rows else None


def _numbers(*titles: str) -> Iterator[Column]:
    return (Column(title, is_number=True) for title in titles)


def _identities(brief: Brief) -> Table | None:
    language = spoken()
    columns = [Column(_("identity")), Column(_("area")), *_numbers(_("days held"), _("days broken"), _("days not checkable"))]  # fmt: skip
    rows = [
        Row([
            Cell(one.title.to(language)),
            Cell(_("{count} areas below").format(count=one.areas) if one.only is None else one.only.to(language)),
            Cell(number(one.held)), Cell(number(one.broken), tone="bad" if one.broken else ""), Cell(number(one.lost)),
        ])
        for one in layout.identities_of(brief)
    ]  # fmt: skip
    return Table(_("Identities"), columns, rows, State("empty", _("nothing"))) if rows else None


def _stocks(brief: Brief) -> Table | None:
    language, days = spoken(), layout.own_ledgers(brief)
    numbers = _numbers(_("opening"), _("in"), _("out"), _("closing"), _("difference"))
    columns = [Column(_("stock")), *numbers, Column(_("verdict"))]
    tones: dict[str, str] = {"balances": "", "unexplained": "bad"}
    rows = [
        Row([
            Cell(one.title.to(language), note=_("assumed") if one.is_assumed else ""), Cell(number(one.opening.value)),
            Cell(number(one.came)), Cell(number(one.went)), Cell(number(one.closing.value)),
            Cell("—" if one.difference is None else signed(one.difference)),
            Cell(one.verdict_words.to(language), tone=tones.get(one.verdict, "unsure")),  # type: ignore[arg-type]
        ])
        for one in days
    ]  # fmt: skip
    note = days[0].day if days else ""
    return Table(_("Stocks and flows"), columns, rows, State("empty", _("nothing")), note) if rows else None


def _zones(brief: Brief) -> Table | None:
    language = spoken()
    rows = [
        Row([
            Cell(one.area_name.to(language)),
            Cell(_(" or ").join(kind.title.to(language) for kind in one.possible), is_unknown=not one.possible),
            Cell(one.reason.to(language), tone="" if one.state == "decided" else "unsure"),
        ])
        for one in brief.zones
    ]  # fmt: skip
    columns = [Column(_("area"), is_kept=True), Column(_("zone"), is_kept=True), Column(_("why"))]
    return Table(_("Zones"), columns, rows, State("empty", _("nothing"))) if rows else None


def _line(ask: Asked, line: LineSaid) -> LinePart:
    columns = [
        Column(_("must")), Column(_("coverage")),
        *_numbers(_("due"), _("in time"), _("late"), _("excused"), _("gaps"), _("cannot tell")),
    ]  # fmt: skip
    rows = [_must(ask, must) for must in line.musts]
    title, musts = line.title.to(spoken()), line.musts
    gaps, unsure = sum(one.gaps for one in musts), sum(one.cannot_tell for one in musts)
    table = Table(title, columns, rows, State("empty", _("nothing")), is_sticky=False)
    return LinePart(title, len(musts), gaps, unsure, table)


def _must(ask: Asked, one: MustSaid) -> Row:
    known = plans.in_force().plan.musts.get(one.must)
    opens = known is not None and ways.opening(ask, [known.every]).names

    def rows_of(kind: str, count: int) -> str:
        return ask.href("gaps", must=one.must, kind=kind) if opens and count else ""

    bar = _bar(one)
    share = Cell(_("none due"), tone="soft") if bar is None else Cell(part=bar)
    numbers = [Cell(number(count)) for count in (one.due, one.met_in_time, one.late)]
    return Row(
        [
            Cell(one.title.to(spoken()), ask.href("must", one.must) if known else "", note=_where(one)), share, *numbers,
            Cell(number(one.excused), rows_of("excused", one.excused)),
            Cell(number(one.gaps), rows_of("gap", one.gaps), tone="bad" if one.gaps else ""),
            Cell(number(one.cannot_tell), rows_of("cannot_tell", one.cannot_tell), tone="unsure" if one.cannot_tell else ""),
        ]
    )  # fmt: skip


def _bar(one: MustSaid) -> CoverageBar | None:
    return coverage_bar(
        met=one.met_in_time, late=one.late, excused=one.excused, gaps=one.gaps, cannot_tell=one.cannot_tell,
        is_of_recorded=not one.denominator.independent,
    )  # fmt: skip


def _where(one: MustSaid) -> str:
    """The areas with most gaps, how many have risen, and why some are excused."""
    language = spoken()
    said = [
        " · ".join(
            f"{share.area_name.to(language)} {number(share.gaps)}"
            for share in one.by_area[:WORST]
            if share.gaps
        ),
        ", ".join(f"{up.level_words.to(language)} {number(up.count)}" for up in one.escalated),
    ]
    if said[1]:
        said[1] = _("escalated") + _(": ") + said[1]
    said += [
        _("{count} excused: {reason}, by {given}, approved by {approved}, until {until}").format(
            count=number(two.count), reason=two.reason_words.to(language), given=two.given_by,
            approved=two.approved_by, until=moment(two.last_end),
        )
        for two in one.excuses
    ]  # fmt: skip
    return "; ".join(text for text in said if text)


def _plan(brief: Brief) -> str:
    said = _("{title}, version {version}, in force since {since}")
    return said.format(
        title=brief.plan.title.to(spoken()), version=brief.plan.hash[:8], since=moment(brief.plan.since)
    )


def _journal(brief: Brief) -> str:
    journal = brief.journal
    if journal.root is None or journal.at is None:
        return _("the journal is not sealed yet")
    said = _("the journal is sealed up to entry {position}, {moment}")
    return said.format(position=number(journal.position), moment=moment(journal.at))


def changes_table(made: ChangesSaid, area: str, caption: str, none: str, *, most: int = MOST) -> Table:
    """How two briefs differ, a row a number: the own area first, what is open before what was met; as many as a page bears."""
    ranked = sorted(
        made.rows, key=lambda one: (one.area != area, one.sort == "must" and one.what.en not in FIRST)
    )
    left = len(ranked) - most
    note = _("{n} more differ: lianfang brief --changes lists all").format(n=number(left)) if left > 0 else ""
    columns = [
        Column(_("figure")),
        Column(_("area")),
        *_numbers(_("said before"), _("said after"), _("by how much")),
    ]
    return Table(caption, columns, [_change(one) for one in ranked[:most]], State("empty", none), note)


def _change(one: ChangeSaid) -> Row:
    language = spoken()
    before, after = sides(one, language)
    name = Cell(one.title.to(language), note=one.what.to(language))
    return Row([name, Cell(one.area_name.to(language)), Cell(before), Cell(after), Cell(apart(one))])
