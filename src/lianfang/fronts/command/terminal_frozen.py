"""Frozen briefs and how briefs differ, for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override
from rich.console import Console, RenderableType
from rich.table import Column, Table
from rich.text import Text as Line

from lianfang.base.words import Language
from lianfang.fronts.command.shapes import Shape
from lianfang.fronts.command.shapes_frozen import (
    ChangeSaid,
    ChangesSaid,
    FrozenChanges,
    FrozenList,
    FrozenSaid,
)
from lianfang.ui.languages import django_language
from lianfang.ui.paragraphs import Paragraph
from lianfang.ui.writing import moment, number, signed


def print_kept(made: Shape, *, language: Language, console: Console) -> None:
    """Print what was frozen, a list of it, or how it differs."""
    with override(django_language(language)):
        if isinstance(made, FrozenSaid):
            parts = list(_frozen(made, language))
        elif isinstance(made, FrozenList):
            parts = list(_list(made, language))
        elif isinstance(made, FrozenChanges):
            parts = list(_changes(made, language))
        else:
            raise TypeError(type(made))
        for part in parts:
            console.print(part)


def print_frozen(made: FrozenSaid, *, language: Language, console: Console) -> None:
    """Print what is known of a frozen brief, above its text."""
    print_kept(made, language=language, console=console)


def _frozen(one: FrozenSaid, language: Language) -> Iterator[RenderableType]:
    name, when = one.area.name.to(language), _("as of {moment}").format(moment=moment(one.as_of))
    yield Line(f"{name}  {_('Brief')}  {when}  {one.ref}", "bold")
    yield Paragraph(
        _("frozen {moment} by {name}").format(moment=moment(one.frozen_at), name=one.frozen_by), "dim"
    )
    if one.revises:
        yield Paragraph(_("revises {ref}: {reason}").format(ref=one.revises, reason=one.reason), "yellow")
    if one.revised_by:
        yield Paragraph(_("revised by {ref}").format(ref=one.revised_by), "yellow")
    yield Line(f"SHA-256 {one.digest}", "dim", overflow="fold")
    if one.root:
        yield Paragraph(_("root {root}").format(root=one.root), "dim")


def _list(made: FrozenList, language: Language) -> Iterator[RenderableType]:
    table = Table(
        Column(_("brief"), no_wrap=True), Column(_("as of"), no_wrap=True), Column(_("area")), Column(_("frozen"), no_wrap=True),
        Column(_("why")), box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim",
    )  # fmt: skip
    for one in made.rows:
        table.add_row(
            one.ref, moment(one.as_of), one.area.name.to(language), moment(one.frozen_at), one.reason or ""
        )
    yield table if made.rows else Line(_("nothing"), "dim")


def _changes(made: FrozenChanges, language: Language) -> Iterator[RenderableType]:
    yield from _frozen(made.frozen, language)
    if made.since_last is not None and made.last is not None:
        title = _("Changes since the brief of {moment}").format(moment=moment(made.last.as_of))
        yield from _table(title, made.since_last, language)
    title = _("Known since it was frozen, until {moment}").format(moment=moment(made.known_at))
    yield from _table(title, made.late, language)


def _table(title: str, made: ChangesSaid, language: Language) -> Iterator[RenderableType]:
    yield Line(f"\n{title}", "bold")
    if not made.rows:
        yield Line(_("nothing"), "dim")
        return
    table = Table(
        Column("", overflow="fold"), Column(_("area")), Column(""), Column(_("said before"), justify="right"),
        Column(_("said after"), justify="right"), Column(_("by how much"), justify="right", no_wrap=True),
        box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim",
    )  # fmt: skip
    for one in made.rows:
        before, after = sides(one, language)
        names = (one.title.to(language), one.area_name.to(language), one.what.to(language))
        table.add_row(*names, before, after, apart(one))
    yield table


def sides(one: ChangeSaid, language: Language) -> Sequence[str]:
    """What was said before and after; a dash where nothing was."""
    pairs = ((one.before, one.before_words), (one.after, one.after_words))
    return [number(value) if words is None else words.to(language) for value, words in pairs]


def apart(one: ChangeSaid) -> str:
    """By how much; nothing where a side is not known."""
    return "" if one.before is None or one.after is None else signed(one.after - one.before)
