"""Samples of every picture."""

from __future__ import annotations

from lianfang.ui.living.samples import HERE
from lianfang.ui.living.wording import say
from lianfang.ui.pictures.curves import Change, Curve, CurveDay, curve
from lianfang.ui.pictures.flows import StockFlow, stock_flow
from lianfang.ui.pictures.funnels import Funnel, Owner, funnel
from lianfang.ui.pictures.qr import Code, qr
from lianfang.ui.pictures.ribbons import Names, RibbonDay, Ribbons, ribbons
from lianfang.ui.pictures.tile_maps import Level, Tile, TileMap, tile_map

LOCAL = (0, 1, 0, 2, 1, 3, 4, 6, 5, 9, 11, 14, 12, 17, 19, 16, 21, 18, 15, 14, 11, 12, 8, 9, 6, 4, 3, 1)
IMPORTED = (1, 2, 1, 3, 4, 6, 8, 7, 9, 8, 10, 7, 6, 6, 5, 3, 4, 2, 3, 1, 2, 1, 0, 1, 0, 1, 0, 0)


def epidemic_curve() -> Curve:
    """Four weeks: a change of definition, a day without a count, three days not yet complete."""
    days = []
    for at, (local, imported) in enumerate(zip(LOCAL, IMPORTED, strict=True)):
        day = f"01-{at + 18:02}" if at < 14 else f"02-{at - 13:02}"
        counts = (None, None, None) if at == 5 else (local, imported, local // 6)
        open_ = at >= len(LOCAL) - 3
        total = local + imported + local // 6
        expected = (total + 0.0, total + 3.0, total + 7.0) if open_ and at < len(LOCAL) - 1 else None
        days.append(CurveDay(day, counts, not open_, expected))
    names = [say("local"), say("imported"), say("unsettled")]
    return curve(say("curve"), days, names, changes=[Change("02-08", say("change"))], note=say("curve_note"))


def estimate() -> Ribbons:
    """A week of one reading, a gap, a week of two, three days not settled; a bound across."""
    days = [
        RibbonDay(f"02-{at:02}", (0.4, 1.6), (0.7, 1.2), (0.9 + at / 40, None), 1.0) for at in range(1, 8)
    ]
    days += [RibbonDay("02-08")]
    days += [
        RibbonDay(f"02-{at:02}", (0.3, 1.4), None, (0.6, 1.1), None, is_still=at > 12) for at in range(9, 16)
    ]
    names = Names(
        say("wide"), say("near"), (say("one_reading"), say("other_reading")), say("seen"), say("still"), say("bound"),
    )  # fmt: skip
    return ribbons(say("ribbons"), days, names, bound=1.0, note=say("ribbons_note"))


def flows() -> list[StockFlow]:
    """A day that balances, one that does not, one that cannot be checked."""
    return [
        stock_flow(say("stock"), opening=312, came=8, went=10, closing=310, verdict=say("stock_ok")),
        stock_flow(say("stock"), opening=312, came=48, went=31, closing=326, verdict=say("stock_off")),
        stock_flow(say("stock"), opening=312, came=8, went=None, closing=310, verdict=say("stock_unknown")),
    ]


def subdistricts() -> TileMap:
    """A map of a district's subdistricts in all classes."""
    counts = (0, 4, 132, 17, 58, 0, 23, None, 7, 41, 2, 0)
    names = [say("north"), say("river"), say("harbour"), say("hill")]
    tiles = [
        Tile(names[at % 4], "?" if count is None else str(count), _rank(count), HERE, said=say("gap_unit"))
        for at, count in enumerate(counts)
    ]
    levels = [Level(rank, say(f"l{rank}")) for rank in (1, 2, 3, 4)]
    columns = (say("area"), say("gap_unit"), say("class"))
    return tile_map(say("map"), tiles, levels, columns=columns, unknown=say("l0"), note=say("map_note"))


def placed_districts() -> TileMap:
    """A map whose site has laid its areas out."""
    laid = [(2, 1, 3), (3, 1, 12), (1, 2, 61), (2, 2, 0), (3, 2, 8), (4, 2, 25), (2, 3, None), (4, 3, 2)]
    tiles = [
        Tile(say("unit", n=at), "?" if n is None else str(n), _rank(n), HERE, (column, row), say("gap_unit"))
        for at, (column, row, n) in enumerate(laid, 1)
    ]
    levels = [Level(rank, say(f"l{rank}")) for rank in (1, 2, 3, 4)]
    columns = (say("area"), say("gap_unit"), say("class"))
    return tile_map(say("map"), tiles, levels, columns=columns, unknown=say("l0"))


def _rank(count: int | None) -> int:
    return 0 if count is None else 1 if count == 0 else 2 if count < 10 else 3 if count < 50 else 4


def owners() -> Funnel:
    """Owners with few and with many duties, some of them beyond the limits."""
    rows = (
        (4, 61),
        (9, 120),
        (11, 88),
        (31, 150),
        (14, 210),
        (22, 260),
        (3, 55),
        (40, 330),
        (18, 340),
        (52, 505),
        (12, 95),
        (66, 610),
        (95, 580),
        (20, 420),
    )
    made = [Owner(say("unit", n=at), open_, duties, HERE) for at, (open_, duties) in enumerate(rows, 1)]
    return funnel(say("funnel"), made, note=say("funnel_note"))


def code() -> Code:
    """A line of text for a camera."""
    return qr("LF1.0123456789abcdef", say("code"))
