"""The brief and the list of gaps for a terminal of 80 columns, Chinese characters two wide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Column, Table
from rich.text import Text as Line

from lianfang.base.words import Language
from lianfang.fronts.command import layout, terminal_ledgers
from lianfang.fronts.command.layout import Row, Summed
from lianfang.fronts.command.shapes import (
    Brief,
    ExcuseSaid,
    ExplanationSaid,
    FigureSaid,
    GapList,
    GapSaid,
    JournalSaid,
    LineSaid,
    MustSaid,
    PartSaid,
    ProblemSaid,
)  # fmt: skip
from lianfang.ui.languages import django_language
from lianfang.ui.paragraphs import Paragraph
from lianfang.ui.writing import moment, number, shares, signed

SHOWN = 5
"""How many remarks of one kind are printed; all of them are in the JSON and in the HTML."""
DEPENDENT = "†"
REASONS = 2
"""How many reasons of excuses are printed below a must."""
WIDEST = 3
"""How many figures of the areas below fit beside one another."""


def print_brief(brief: Brief, *, language: Language, console: Console) -> None:
    """Print the brief."""
    with override(django_language(language)):
        for part in _brief(brief, language):
            console.print(part)


def print_gaps(listed: GapList, *, language: Language, console: Console) -> None:
    """Print a list of gaps."""
    with override(django_language(language)):
        console.print(_gaps(listed, language))


def _brief(brief: Brief, language: Language) -> Iterator[RenderableType]:
    yield _heading(brief, language)
    yield _section(_("Figures"), _figures(brief, language))
    below = _below(brief, language)
    if below is not None:
        yield _section(_("By area"), below)
    yield _section(_("Measures"), _musts(brief.lines, language))
    if brief.explanations or any(one.difference for one in brief.differences):
        yield _section(_("Counted against reported"), Group(*_differences(brief, language)))
    if brief.ledgers:
        yield _section(_("Stocks and flows"), terminal_ledgers.ledgers(brief, language))
    if brief.zones:
        yield _section(_("Zones"), terminal_ledgers.zones(brief, language))
    if brief.identities:
        yield _section(
            _("Identities"), Group(*(_identity(one, language) for one in layout.identities_of(brief)))
        )
    yield _section(_("To look at"), Group(*_problems(brief.problems, language)))
    yield _section(_("Journal"), _sealed(brief.journal))


def _section(title: str, body: RenderableType) -> RenderableType:
    return Group(
        Rule(Line(title, "bold"), align="left", style="dim", characters="─"), Padding(body, (0, 0, 1, 0))
    )


def _heading(brief: Brief, language: Language) -> RenderableType:
    grid = Table.grid(expand=True)
    grid.add_column()
    grid.add_column(justify="right")
    grid.add_row(
        Line(f"{brief.area.name.to(language)}  {_('Brief')}", "bold"),
        Line(_("as of {moment}").format(moment=moment(brief.as_of)), "bold"),
    )
    version = _("plan {title}, version {hash}, in force since {since}").format(
        title=brief.plan.title.to(language), hash=brief.plan.hash[:8], since=moment(brief.plan.since)
    )
    known = _("known at {moment}").format(moment=moment(brief.known_at))
    return Group(grid, Line(f"{known} · {version}", "dim"), "")


def _table(*columns: Column) -> Table:
    return Table(*columns, box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim")


def _right(title: str) -> Column:
    # English headers of two words stand on two lines; the column is as wide as its numbers.
    return Column(title.replace(" ", "\n"), justify="right", no_wrap=True)


def _figures(brief: Brief, language: Language) -> RenderableType:
    table = _table(
        Column(_("figure"), ratio=1, overflow="fold"), _right(_("reported")), _right(_("counted")), _right(_("cannot tell")),
        _right(_("difference")), Column(_("unit")), Column(_("as of"), no_wrap=True),
    )  # fmt: skip
    table.expand = True
    for row in layout.own_rows(brief):
        for line in _lines_of(row, language):
            table.add_row(*line)
    return Group(
        table, Line(_("Bold: the figure of record. A dash: no return came; missing is not zero."), "dim")
    )


def _lines_of(row: Row, language: Language) -> list[list[Line | str]]:
    """A figure's line; a second one where the count speaks of a later instant than the report it is held against."""
    title, unit, counted = row.title.to(language), row.unit.to(language), row.counted
    unsure = number(counted.cannot_tell) if counted and counted.cannot_tell else ""
    if row.reported is None or not row.is_newer:
        first = row.reported or counted
        when = "" if first is None else moment(first.as_of)[5:]
        return [[title, _value(row.reported), _value(counted), unsure, _apart(row), unit, when]]
    then = "" if row.difference is None else number(row.difference.counted)
    now = "" if counted is None else moment(counted.as_of)[5:]
    return [
        [title, _value(row.reported), then, "", _apart(row), unit, moment(row.reported.as_of)[5:]],
        ["", "", _value(counted), unsure, "", unit, now],
    ]


def _apart(row: Row) -> str:
    return "" if row.difference is None else signed(row.difference.difference)


def _value(figure: FigureSaid | None) -> Line:
    if figure is None:
        return Line("")
    return Line(number(figure.value), "bold" if figure.of_record else "")


def _below(brief: Brief, language: Language) -> RenderableType | None:
    matrix = layout.matrix_of(brief)
    if not matrix.columns:
        return None
    shown = matrix.columns[:WIDEST]
    table = _table(Column(_("area"), no_wrap=True))
    for column in shown:
        for title in _titles(column, language):
            table.add_column(title, justify="right", overflow="fold")
    for name, cells in matrix.rows:
        values = [value for column, cell in zip(shown, cells, strict=False) for value in _cells(column, cell)]
        table.add_row(name.to(language), *values)
    hidden = len(matrix.columns) - len(shown)
    if not hidden:
        return table
    return Group(table, Line(_("and {count} more figures, see --json").format(count=hidden), "dim"))


def _titles(column: Row, language: Language) -> list[str]:
    """A figure's columns: reported, counted, and the difference where there are both."""
    title = column.title.to(language)
    both = [(column.reported, _("reported")), (column.counted, _("counted"))]
    found = [f"{title}\n{kind}" for figure, kind in both if figure is not None]
    return [*found, f"\n{_('difference')}"] if len(found) > 1 else found


def _cells(column: Row, cell: Row | None) -> list[Line | str]:
    found: list[Line | str] = []
    if column.reported is not None:
        found.append(_value(cell.reported if cell else None))
    if column.counted is not None:
        bold = "bold" if cell and cell.counted and cell.counted.of_record else ""
        found.append(Line(number(cell.counted_then) if cell else "", bold))
    return [*found, _apart(cell) if cell else ""] if len(found) > 1 else found


def _musts(lines: Sequence[LineSaid], language: Language) -> RenderableType:
    table = _table(
        Column(_("must"), ratio=1, overflow="fold"), _right(_("due")), _right(_("in time")), _right(_("late")), _right(_("excused")),
        _right(_("gaps")), _right(_("cannot tell")), _right(_("coverage")),
    )  # fmt: skip
    table.expand = True
    for line in lines:
        table.add_row(Line(line.title.to(language), "bold"))
        for must in line.musts:
            table.add_row(*_must(must, language))
    return Group(table, Line(_("† of those recorded: nobody else counted the population"), "dim"))


def _must(must: MustSaid, language: Language) -> list[RenderableType]:
    title = Line(must.title.to(language))
    worst = [share for share in must.by_area if share.gaps][:3]
    if worst:
        where = " ".join(f"{share.area_name.to(language)} {number(share.gaps)}" for share in worst)
        title.append(f"\n{where}", "dim")
    for text in (escalated_said(must, language), excused_said(must, language)):
        if text:
            title.append(f"\n{text}", "dim")
    mark = "" if must.denominator.independent else DEPENDENT
    covered = _("none due") if must.coverage is None else shares(must.coverage.low, must.coverage.high) + mark
    return [
        Padding(title, (0, 0, 0, 2)), number(must.due), number(must.met_in_time), number(must.late), number(must.excused),
        Line(number(must.gaps), "bold red" if must.gaps else ""),
        Line(number(must.cannot_tell), "yellow" if must.cannot_tell else ""), covered,
    ]  # fmt: skip


def escalated_said(must: MustSaid, language: Language) -> str:
    """How many gaps have risen, and to which level; empty where none has."""
    levels = [f"{one.level_words.to(language)} {number(one.count)}" for one in must.escalated]
    return _("escalated to: {levels}").format(levels=_(", ").join(levels)) if levels else ""


def excused_said(must: MustSaid, language: Language) -> str:
    """Why duties are excused, by whom and until when: the commonest reasons; empty where none is."""
    said = [
        _("{count} excused: {reason}, by {given}, approved by {approved}, until {until}").format(
            count=number(one.count), reason=one.reason_words.to(language), given=one.given_by,
            approved=one.approved_by, until=moment(one.last_end),
        )
        for one in must.excuses[:REASONS]
    ]  # fmt: skip
    rest = sum(one.count for one in must.excuses[REASONS:])
    return "\n".join([*said, *([_("and {count} more, see --json").format(count=rest)] if rest else [])])


def _differences(brief: Brief, language: Language) -> Iterator[RenderableType]:
    for one in brief.explanations:
        yield Line.assemble(explained(one, language))
    figures = dict.fromkeys(one.figure for one in brief.differences if one.difference)
    for figure in figures:
        some = [one for one in brief.differences if one.figure == figure and one.difference]
        areas = _(", ").join(f"{one.area_name.to(language)} {signed(one.difference)}" for one in some)
        yield Paragraph(
            _("{figure}, {note}: {areas}").format(
                figure=some[0].title.to(language), note=some[0].note.to(language), areas=areas
            )
        )


def explained(one: ExplanationSaid, language: Language) -> str:
    """An explanation in one sentence."""
    said = _("{title}: of {counted} counted, {parts}").format(
        title=one.title.to(language), counted=number(one.counted), parts=parts_said(one.parts, language)
    )
    if one.against_title is None:
        return said
    return said + _("; against {reported} reported as {title}").format(
        reported=number(one.reported), title=one.against_title.to(language)
    )


def parts_said(parts: Sequence[PartSaid], language: Language) -> str:
    """Parts of a count, each with its own in brackets."""
    texts = []
    for part in parts:
        text = f"{number(part.count)} {part.title.to(language)}"
        if part.cannot_tell:
            text += _(" (and {count} that cannot be told)").format(count=number(part.cannot_tell))
        if part.parts:
            text += _(" (of which {parts})").format(parts=parts_said(part.parts, language))
        texts.append(text)
    return _(", ").join(texts)


def _identity(one: Summed, language: Language) -> RenderableType:
    counts = _("held on {held} days, broken on {broken}, not checkable on {lost}").format(
        held=number(one.held), broken=number(one.broken), lost=number(one.lost)
    )
    mark, style = ("✗", "red") if one.broken else ("✓", "") if one.held else ("?", "yellow")
    name = _("{count} areas below").format(count=one.areas) if one.only is None else one.only.to(language)
    return Paragraph(f"{mark} {name}  {one.title.to(language)}  {counts}", style)


def _problems(problems: Sequence[ProblemSaid], language: Language) -> Iterator[RenderableType]:
    if not problems:
        yield Line(_("nothing"), "dim")
    for code, group in layout.by_code(problems):
        yield Line.assemble(
            (f"{code} ", "bold"), (f"{len(group)}  ", ""), (group[0].mend.to(language), "dim")
        )
        for problem in group[:SHOWN]:
            yield Paragraph(problem.what.to(language), indent=2)
        if len(group) > SHOWN:
            yield Line("  " + _("and {count} more, see --json").format(count=len(group) - SHOWN), "dim")


def _sealed(journal: JournalSaid) -> RenderableType:
    """Two lines to be printed, and kept by others."""
    unsealed = _("unsealed: {count}").format(count=number(journal.unsealed))
    if journal.root is None or journal.at is None:
        return Line(f"{_('not sealed yet')} · {unsealed}", "dim")
    far = _("sealed up to entry {position}, {moment}").format(
        position=number(journal.position), moment=moment(journal.at)
    )
    return Group(Line(f"{far} · {unsealed}"), Line(_("root {root}").format(root=journal.root)))


def _gaps(listed: GapList, language: Language) -> RenderableType:
    shown = _("{shown} of {total}").format(shown=number(len(listed.rows)), total=number(listed.total))
    kind = {"gap": _("gaps"), "excused": _("excused"), "cannot_tell": _("cannot tell")}[listed.kind]
    if listed.escalated:
        kind = _("gaps escalated")
    when = _("as of {moment}").format(moment=moment(listed.as_of))
    parts: list[RenderableType] = [Line(f"{listed.area.name.to(language)}  {kind}  {shown}  {when}", "bold")]
    musts: dict[str, list[GapSaid]] = {}
    for row in listed.rows:
        musts.setdefault(row.must, []).append(row)
    for must, rows in musts.items():
        parts += ["", Line.assemble((rows[0].title.to(language), "bold"), (f"  {must}", "dim"))]
        parts.append(_rows_of_gaps(rows, language))
    return Group(*parts)


def _rows_of_gaps(rows: Sequence[GapSaid], language: Language) -> RenderableType:
    table = _table(
        Column(_("record"), no_wrap=True, width=16), Column(_("area"), ratio=2, overflow="fold"),
        Column(_("due"), no_wrap=True, width=16), Column(_("age"), justify="right", no_wrap=True, width=8),
        Column(_("owner"), ratio=3, overflow="fold"),
    )  # fmt: skip
    table.expand = True
    for row in rows:
        when = row.due_at or row.since
        owner = Line(row.owner_name.to(language) if row.owner_name else "—")
        if row.kind == "cannot_tell":
            owner.append("\n" + reason(row, language), "yellow")
        for text in beside(row, language):
            owner.append("\n" + text, "dim")
        table.add_row(
            row.subject, row.area_name.to(language), moment(when) if when else "—",
            "—" if row.age is None else age(row.age), owner,
        )  # fmt: skip
    return table


def reason(row: GapSaid, language: Language) -> str:
    """Why it cannot be told, and for want of what."""
    said = row.state.to(language)
    if not row.missing:
        return said
    return _("{state}; missing: {facts}").format(
        state=said, facts=_(", ").join(fact.to(language) for fact in row.missing)
    )


def beside(row: GapSaid, language: Language) -> list[str]:
    """What stands beside a duty: how far it has risen, its task, its excuse."""
    found = []
    if row.escalated_to:
        one = row.escalated_to
        text = _("escalated to {level}, {owner}, since {since}")
        owner = one.owner_name.to(language) if one.owner_name else one.area_name.to(language)
        found.append(text.format(level=one.level_words.to(language), owner=owner, since=moment(one.since)))
    if row.task:
        text = _("task {ref} {state}, {unit}")
        task = row.task
        found.append(
            text.format(ref=task.ref, state=task.state_words.to(language), unit=task.unit_name.to(language))
        )
    if row.excuse:
        found.append(excuse_said(row.excuse, language))
    return found


def excuse_said(one: ExcuseSaid, language: Language) -> str:
    """An excuse in one line: why, in words, by whom, until when."""
    why = one.reason_words.to(language)
    return _("{reason}, by {given}, approved by {approved}, until {until}").format(
        reason=f"{why}: {one.words}" if one.words else why, given=one.given_by, approved=one.approved_by,
        until=moment(one.ends_at),
    )  # fmt: skip


def age(seconds: int) -> str:
    """How long, in the largest unit that says something."""
    for unit, size in ((_("d"), 86400), (_("h"), 3600)):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{max(seconds, 0) // 60} {_('min')}"
