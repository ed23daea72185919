"""A frozen brief on paper: A4, one ink, each figure with its birth certificate. Needs the extra ``print``.

Made only of what was frozen by then, so that one brief gives the same bytes whenever it is printed; that it was revised
later is said on its page. Each sheet bears its instants, its number and its hash.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib.util import find_spec
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import override

from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Language
from lianfang.fronts.command import layout, pages
from lianfang.fronts.command.freezing import Backdrop, Frozen, backdrop
from lianfang.fronts.command.layout import Row
from lianfang.fronts.command.pages import FigureLine, Sheet
from lianfang.fronts.command.printed_parts import changed, last_part, lines_part, musts_part
from lianfang.fronts.command.shapes import Brief, FigureSaid
from lianfang.ui.languages import django_language
from lianfang.ui.paper.parts import Column, Document, Grid, Heading, Line, Part, Prose, Term
from lianfang.ui.writing import moment, near, number, signed

ABREAST = 7
"""How many areas stand side by side on a sheet held upright."""
KEPT = 16
"""How many drawn briefs a process keeps: they never change, and drawing takes a second or two."""
_DRAWN: dict[tuple[str, str, Language], bytes] = {}


def printed(frozen: Frozen, *, language: Language) -> bytes:
    """A frozen brief as a PDF; the same brief in the same language gives the same bytes.

    Raises:
        Refused: what draws on paper is not installed here.
    """
    if find_spec("fpdf") is None or find_spec("justmytype_intl_cjk") is None:
        raise Refused(Problem("brief/no-printing"))
    from lianfang.ui.paper.sheets import drawn

    key = (frozen.said.ref, frozen.said.digest, language)
    made = _DRAWN.get(key)
    if made is None:
        with override(django_language(language)):
            made = drawn(document(frozen, backdrop(frozen), language))
        while len(_DRAWN) >= KEPT:
            _DRAWN.pop(next(iter(_DRAWN)), None)
        _DRAWN[key] = made
    return made


def document(frozen: Frozen, behind: Backdrop, language: Language) -> Document:
    """All that is printed of a frozen brief, in the language that is active."""
    said, brief = frozen.said, frozen.brief
    name = brief.area.name.to(language)
    when = _("as of {moment}").format(moment=moment(brief.as_of))
    known = _("known at {moment}").format(moment=moment(brief.known_at))
    title = f"{name} {_('Brief')} {when}"
    return Document(
        title=title, language=language, head=(f"{name} {_('Brief')}", f"{when} · {known}"),
        foot=(f"{_('frozen number')} {said.ref} · {when} · {known}", f"SHA-256 {said.digest}"),
        sheet=_("sheet {n} of {of}"), made_at=_frozen_at(frozen),
        parts=list(_parts(frozen, behind, language)),
    )  # fmt: skip


def _frozen_at(frozen: Frozen) -> datetime:
    """In the brief's own zone, whatever the site's is now."""
    return datetime.fromtimestamp(frozen.row.frozen_at, datetime.fromisoformat(frozen.brief.as_of).tzinfo)


def _parts(frozen: Frozen, behind: Backdrop, language: Language) -> Iterator[Part]:
    brief = frozen.brief
    made = pages.context(brief, language, is_alone=False)
    yield from _opening(frozen, behind, language)
    yield Heading(_("In short"))
    yield Grid(
        [Column("", 6), Column("", 1, is_number=True)],
        [Line([one.title, number(one.count)], is_strong=bool(one.count)) for one in made.short],
    )
    if behind.last is not None and behind.since_last is not None:
        before = _("Changes since the brief of {moment}").format(
            moment=moment(behind.since_last.before_as_of)
        )
        yield from changed(f"{before} ({behind.last.ref})", behind.since_last, brief.area.code, language)
    yield from _figures(brief, made.rows, language)
    yield from _areas(brief, language)
    yield from lines_part(brief, language)
    yield from last_part(made, language)
    yield from _births(brief, made.rows, language)
    yield from musts_part(brief, language)
    yield from _frozen(frozen, language)


def _opening(frozen: Frozen, behind: Backdrop, language: Language) -> Iterator[Part]:
    brief = frozen.brief
    plan = _("{title}, version {version}, in force since {since}").format(
        title=brief.plan.title.to(language), version=brief.plan.hash[:8], since=moment(brief.plan.since)
    )
    yield Prose(plan, is_soft=True)
    yield Prose(
        _("Bold: the figure of record. A dash: no return came; missing is not zero. Shares are cut off, never rounded up."),
        is_soft=True,
    )  # fmt: skip
    if frozen.said.revises and behind.corrected is not None:
        yield Heading(_("This is a revision."))
        yield Prose(_("revises {ref}: {reason}").format(ref=frozen.said.revises, reason=frozen.said.reason))
        yield from changed(_("What it says differently"), behind.corrected, brief.area.code, language)


def _figures(brief: Brief, rows: Sequence[Row], language: Language) -> Iterator[Part]:
    if not rows:
        return
    yield Heading(_("Figures"))
    columns = [
        Column(_("figure"), 3.8), Column(_("figure of record"), 2, is_number=True), Column(_("unit"), 1.7),
        Column(_("kind and instant"), 2.8), Column(_("the other one"), 3.4), Column(_("difference"), 1.4, is_number=True),
    ]  # fmt: skip
    yield Grid(columns, [_figure(brief, row, language) for row in rows])


def _figure(brief: Brief, row: Row, language: Language) -> Line:
    first = row.of_record or row.reported or row.counted
    apart = "" if row.difference is None else signed(row.difference.difference)
    return Line([
        row.title.to(language), number(None if first is None else first.value), row.unit.to(language),
        "" if first is None else _kind(first, brief), "" if row.beside is None else _beside(row, row.beside, brief), apart,
    ])  # fmt: skip


def _kind(one: FigureSaid, brief: Brief) -> str:
    kind = _("no return") if one.value is None else _("reported") if one.kind == "reported" else _("counted")
    unsure = _("{n} cannot be told").format(n=number(one.cannot_tell)) if one.cannot_tell else ""
    return "\n".join(text for text in (f"{kind} · {near(one.as_of, brief.as_of)}", unsure) if text)


def _beside(row: Row, other: FigureSaid, brief: Brief) -> str:
    """The other reading at the instant of the figure of record, where the difference speaks of that."""
    value = other.value
    if row.difference is not None:
        value = row.difference.counted if other.kind == "counted" else row.difference.reported
    said = f"{number(value)} · {_kind(other, brief)}"
    return (
        said
        if row.difference is None
        else f"{number(value)} · {_kind_at(other, row.difference.as_of, brief)}"
    )


def _kind_at(other: FigureSaid, at: str, brief: Brief) -> str:
    return _kind(other.model_copy(update={"as_of": at}), brief)


def _areas(brief: Brief, language: Language) -> Iterator[Part]:
    matrix = layout.matrix_of(brief)
    if not matrix.columns:
        return
    yield Heading(_("By area"))
    said = _(
        "as of {moment}; where a report is older, its day stands beside it and the count is of the same instant"
    )
    yield Prose(said.format(moment=moment(brief.as_of)), is_soft=True)
    sheets = ceil(len(matrix.rows) / ABREAST)
    for sheet in pages.sheets_of(matrix, pages.columns_of(matrix), abreast=ceil(len(matrix.rows) / sheets)):
        yield _sheet(brief, sheet, language)


def _sheet(brief: Brief, sheet: Sheet, language: Language) -> Grid:
    columns = [
        Column(_("figure"), 3.4),
        *(Column(name.to(language), 1, is_number=True) for name in sheet.areas),
    ]
    lines = []
    for line in sheet.lines:
        cells = [_cell(brief, line, cell) for cell in line.cells]
        lines.append(Line([_named(brief, line, language), *cells], is_strong=_is_of_record(line)))
    return Grid(columns, lines)


def _named(brief: Brief, line: FigureLine, language: Language) -> str:
    if line.kind == "difference":
        return _("difference")
    day = near(line.as_of, brief.as_of) if line.as_of and line.as_of != brief.as_of else ""
    kind = _("reported") if line.kind == "reported" else _("counted")
    return " ".join(text for text in (line.title.to(language), kind, day) if text)


def _is_of_record(line: FigureLine) -> bool:
    if line.kind == "difference":
        return False
    readings = [getattr(cell, line.kind) for cell in line.cells if cell is not None]
    return any(one is not None and one.of_record for one in readings)


def _cell(brief: Brief, line: FigureLine, cell: Row | None) -> str:
    if cell is None:
        return "—"
    if line.kind == "difference":
        return "" if cell.difference is None else signed(cell.difference.difference)
    if line.kind == "counted":
        unsure = 0 if cell.counted is None else cell.counted.cannot_tell or 0
        return number(cell.counted_then) + (f" +{number(unsure)}?" if unsure else "")
    if cell.reported is None:
        return "—"
    old = "" if line.as_of or cell.reported.as_of == brief.as_of else near(cell.reported.as_of, brief.as_of)
    return "\n".join(text for text in (number(cell.reported.value), old) if text)


def _births(brief: Brief, rows: Sequence[Row], language: Language) -> Iterator[Part]:
    yield Heading(_("Where each figure comes from"))
    for row in rows:
        made = [
            _("{kind} as of {moment}").format(
                kind=_("reported") if one.kind == "reported" else _("counted"), moment=moment(one.as_of)
            )
            for one in (row.reported, row.counted)
            if one is not None
        ]
        if row.of_record is not None:
            kind = _("reported") if row.of_record.kind == "reported" else _("counted")
            made.append(_("figure of record") + _(": ") + kind)
        name = f"{row.title.to(language)} ({row.unit.to(language)})"
        yield Term(name, [row.definition.to(language), " · ".join(made)])


def _frozen(frozen: Frozen, language: Language) -> Iterator[Part]:
    said, journal = frozen.said, frozen.brief.journal
    sealed = _("the journal is not sealed yet")
    if journal.root is not None and journal.at is not None:
        sealed = _("the journal is sealed up to entry {position}, {moment}").format(
            position=number(journal.position), moment=moment(journal.at)
        )
    yield Heading(_("How it was frozen"))
    facts = [
        (_("reference of the brief"), said.ref), (_("area"), frozen.brief.area.name.to(language)), (_("as of"), moment(frozen.brief.as_of)),
        (_("frozen at"), moment(_frozen_at(frozen).isoformat())), (_("frozen by"), said.frozen_by), (_("hash of the plan"), said.plan),
        (_("SHA-256 of its text"), said.digest), (_("journal's root"), said.root or "—"), (_("Journal"), sealed),
    ]  # fmt: skip
    yield Grid([Column("", 1), Column("", 3.4)], [Line([name, text]) for name, text in facts])
