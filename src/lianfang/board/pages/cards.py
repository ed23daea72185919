"""Parts that several of the board's pages are set from: bars, trends, cards, tables of areas; all link on."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lianfang.base.instants import DAY, HOUR
from lianfang.board.outlines import outlines
from lianfang.board.pages.asking import Asked
from lianfang.board.shapes import AreaTile, Before, LineCard, Numbers, OldestGap
from lianfang.fronts.command.shapes import GapSaid
from lianfang.ui.parts import figures
from lianfang.ui.parts.marks import Tag
from lianfang.ui.parts.tables import Cell
from lianfang.ui.pictures.coverage import CoverageBar, coverage_bar
from lianfang.ui.pictures.sparklines import Sparkline, sparkline
from lianfang.ui.pictures.tile_maps import Level, Tile, TileMap, lands, tile_map
from lianfang.ui.writing import number, shares, spoken

MINUTE = 60


def age(seconds: int) -> str:
    """How long something has stood, in its largest whole unit."""
    if seconds >= 2 * DAY:
        return _("{n} days").format(n=number(seconds // DAY))
    if seconds >= 2 * HOUR:
        return _("{n} h").format(n=seconds // HOUR)
    return _("{n} min").format(n=seconds // MINUTE)


def bar(numbers: Numbers) -> CoverageBar | None:
    """The bar of duties by what became of them."""
    return coverage_bar(
        met=numbers.met_in_time, late=numbers.late, excused=numbers.excused, gaps=numbers.gaps,
        cannot_tell=numbers.cannot_tell, is_of_recorded=not numbers.independent,
    )  # fmt: skip


def share(numbers: Numbers) -> str:
    """Coverage as a range, or that nothing is due."""
    if numbers.coverage is None:
        return _("none due")
    return shares(numbers.coverage.low, numbers.coverage.high)


def trend(numbers: Numbers, before: Sequence[Before], title: str) -> Sparkline:
    """Gaps on the days before and now."""
    points: list[tuple[str, int | float | None]] = [(one.as_of[5:10], one.gaps) for one in reversed(before)]
    return sparkline(title, [*points, (_("now"), numbers.gaps)], unit=_("gaps"))


def line_card(asked: Asked, card: LineCard, order: int) -> figures.LineCard:
    """The card of one line, whose figures open its gaps and what cannot be told."""
    numbers = card.numbers
    return figures.LineCard(
        number=str(order), title=card.title.to(spoken()), href=asked.href("line", card.line),
        musts=card.musts, waiting=len(card.clauses_without_must), coverage=bar(numbers), gaps=numbers.gaps,
        gaps_href=gaps_href(asked, line=card.line), cannot_tell=numbers.cannot_tell,
        cannot_tell_href=gaps_href(asked, line=card.line, kind="cannot_tell"), excused=numbers.excused,
        trend=trend(numbers, card.trend, _("gaps in the last seven days")) if card.musts else None,
        oldest="" if card.oldest is None else age(card.oldest.age), oldest_href=oldest_href(asked, card.oldest),
    )  # fmt: skip


def gaps_href(asked: Asked, **query: str) -> str:
    """Where the rows behind a count are, for whoever may see them."""
    return asked.href("gaps", **query) if asked.names else ""


def record_cell(asked: Asked, gap: GapSaid) -> Cell:
    """The record of a gap, or that it is withheld: a real person of a published list."""
    if not gap.subject:
        return Cell(part=Tag("withheld", _("real persons")), note=gap.period or "")
    return Cell(gap.subject, asked.href("record", gap.register_, gap.subject), note=gap.period or "")


def oldest_href(asked: Asked, oldest: OldestGap | None) -> str:
    """Where the record of a line's oldest gap is."""
    if oldest is None or not oldest.duty.subject or not asked.names:
        return ""
    return asked.href("record", oldest.duty.register, oldest.duty.subject)


def area_map(asked: Asked, tiles: Sequence[AreaTile], route: str, *names: str) -> TileMap | None:
    """The areas one level below by their open gaps per hundred duties; None where there are none."""
    if not tiles:
        return None
    levels = [
        Level(1, _("no gap")), Level(2, _("fewer than 2 in 100")), Level(3, _("fewer than 5 in 100")),
        Level(4, _("5 in 100 or more")),
    ]  # fmt: skip
    drawn = [
        Tile(
            tile.area.name.to(spoken()), number(tile.numbers.gaps), _rank(tile.numbers),
            asked.href(route, *names, area=tile.area.code), said=_("gaps"), key=tile.area.code,
        )
        for tile in tiles
    ]  # fmt: skip
    known = outlines([tile.area.code for tile in tiles])
    return tile_map(
        _("Open gaps by area"), drawn, levels, columns=(_("area"), _("gaps"), _("class")), unknown=_("nothing due"),
        note=_("Class by gaps in a hundred duties; the number is the count of gaps."),
        lands=lands(drawn, known.rings, known.credit),
    )  # fmt: skip


def _rank(numbers: Numbers) -> int:
    if not numbers.due:
        return 0
    hundredths = 100 * numbers.gaps / numbers.due
    return 1 if not numbers.gaps else 2 if hundredths < 2 else 3 if hundredths < 5 else 4
