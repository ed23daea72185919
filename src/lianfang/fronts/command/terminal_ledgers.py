"""Ledgers of stocks and flows, and zones, for a terminal of 80 columns: by themselves, and as sections of the brief."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override
from rich.console import Console, Group, RenderableType
from rich.table import Column, Table
from rich.text import Text as Line

from lianfang.base.words import Language
from lianfang.fronts.command import layout
from lianfang.fronts.command.layout import ZoneGroup
from lianfang.fronts.command.shapes import Brief, LedgerDaySaid, PlaceSaid, Words
from lianfang.fronts.command.shapes_alone import LedgerDays, Zones
from lianfang.ui.languages import django_language
from lianfang.ui.paragraphs import Paragraph
from lianfang.ui.writing import moment, number, signed

STYLES = {"balances": "", "unexplained": "bold red"}
"""How a verdict stands out; all others want a return."""
NOT_TOLD = "yellow"


def print_ledgers(made: LedgerDays, *, language: Language, console: Console) -> None:
    """Print the ledgers, each of each area, day by day."""
    with override(django_language(language)):
        console.print(_heading(made.area, _("Stocks and flows"), made.as_of, language))
        groups: dict[tuple[str, str], list[LedgerDaySaid]] = {}
        for one in made.days:
            groups.setdefault((one.ledger, one.area), []).append(one)
        for days in groups.values():
            console.print(_ledger(days, language))


def print_zones(made: Zones, *, language: Language, console: Console) -> None:
    """Print every area with its class and the reason."""
    with override(django_language(language)):
        console.print(_heading(made.area, _("Zones"), made.as_of, language))
        table = _table(Column(_("area"), no_wrap=True), Column(_("zone"), ratio=1, overflow="fold"))
        table.expand = True
        for one in made.zones:
            table.add_row(
                one.area_name.to(language),
                Paragraph(one.reason.to(language), NOT_TOLD if one.state == "cannot_tell" else ""),
            )
        console.print(table if made.zones else Line(_("nothing"), "dim"))


def _heading(area: PlaceSaid, title: str, as_of: str, language: Language) -> RenderableType:
    when = _("as of {moment}").format(moment=moment(as_of))
    return Line(f"{area.name.to(language)}  {title}  {when}", "bold")


def _table(*columns: Column) -> Table:
    return Table(*columns, box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim")


def _sums(first: str) -> Table:
    numbers = (_("opening"), _("in"), _("out"), _("closing"), _("difference"))
    return _table(
        Column(first, overflow="fold"), *(Column(title, justify="right", no_wrap=True) for title in numbers),
        Column("", overflow="fold"),
    )  # fmt: skip


def _cells(one: LedgerDaySaid, language: Language) -> list[RenderableType]:
    return [
        number(one.opening.value), number(one.came), number(one.went), number(one.closing.value),
        "—" if one.difference is None else signed(one.difference),
        Line(verdict(one, language), STYLES.get(one.verdict, NOT_TOLD)),
    ]  # fmt: skip


def verdict(one: LedgerDaySaid, language: Language) -> str:
    """The verdict; where flows are wanting, with the change that they would have to explain."""
    said = one.verdict_words.to(language)
    if one.verdict != "flows_not_reported":
        return said
    return _("{verdict} ({change} to explain)").format(verdict=said, change=signed(one.change))


def _title(one: LedgerDaySaid, language: Language) -> str:
    title = one.title.to(language)
    return _("{title} (assumed)").format(title=title) if one.is_assumed else title


def _ledger(days: Sequence[LedgerDaySaid], language: Language) -> RenderableType:
    first = days[0]
    title = f"\n{_title(first, language)}  {first.area_name.to(language)}"
    table = _sums(_("day"))
    for one in days:
        table.add_row(one.day, *_cells(one, language))
    return Group(Line(title, "bold"), table, *_missing(days, language))


def _missing(days: Sequence[LedgerDaySaid], language: Language) -> Iterator[RenderableType]:
    """Which parts were not known, and on how many of the days."""
    lost: dict[tuple[str, Words], int] = {}
    for one in days:
        for entry in (*one.inflows, *one.outflows, one.closing):
            if entry.value is None:
                lost[entry.figure, entry.title] = lost.get((entry.figure, entry.title), 0) + 1
    if lost:
        parts = _(", ").join(f"{title.to(language)} {count}" for (_key, title), count in lost.items())
        yield Paragraph(_("days without a value: {parts}").format(parts=parts), "dim")


def ledgers(brief: Brief, language: Language) -> RenderableType:
    """The last day of the brief's own ledgers, and which of those below do not balance."""
    own = layout.own_ledgers(brief)
    table = _sums(own[0].day if own else "")
    for one in own:
        table.add_row(_title(one, language), *_cells(one, language))
    below = [
        Paragraph(
            _("{title}, {verdict}: {areas}").format(
                title=one.title.to(language), verdict=one.verdict.to(language),
                areas=_(", ").join(name.to(language) for name in one.areas),
            )
        )
        for one in layout.unsettled_below(brief)
    ]  # fmt: skip
    return Group(table, *below)


def zones(brief: Brief, language: Language) -> RenderableType:
    """The areas by class."""
    return Group(*(_zone_group(group, language) for group in layout.zone_groups(brief.zones)))


def _zone_group(group: ZoneGroup, language: Language) -> RenderableType:
    names = _(", ").join(one.area_name.to(language) for one in group.zones)
    style = NOT_TOLD if group.first.state == "cannot_tell" else ""
    return Paragraph(group_words(group, language) + _(": ") + names, style)


def group_words(group: ZoneGroup, language: Language) -> str:
    """What can be said of all areas of a group."""
    first = group.first
    if first.state == "no_rule":
        return first.reason.to(language)
    said = _(" or ").join(one.title.to(language) for one in first.possible)
    if not first.missing:
        return said
    missing = _(", ").join(title.to(language) for title in first.missing)
    return _("{classes}, cannot tell without {missing}").format(classes=said, missing=missing)
