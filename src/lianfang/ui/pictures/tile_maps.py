"""Tile maps: one square an area, made from the area tree where no boundaries exist. Class by pattern, colour and word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from lianfang.ui.pictures.behind import Behind

MOST = 8
"""How many columns and rows a placed map can have; beyond that, tiles run on in the order of their codes."""


@dataclass(frozen=True)
class Level:
    """A class of a map, 1 the least to 4 the most, and what it is called."""

    rank: int
    title: str


@dataclass(frozen=True)
class Tile:
    """One area: its number as it is printed, its class (0: cannot be told or nothing due), and where it leads.

    ``place`` is column and row, from 1, where the site has laid its areas out; ``said`` is read out after the number.
    """

    title: str
    text: str
    rank: int
    href: str = ""
    place: tuple[int, int] | None = None
    said: str = ""

    @property
    def fill(self) -> str:
        """The pattern that goes with the class."""
        return {0: "url(#p-unknown)", 2: "url(#p-class-2)", 3: "url(#p-class-3)"}.get(self.rank, "")

    @property
    def classes(self) -> str:
        """The style of its class."""
        return f"tile l-{self.rank}"


@dataclass(frozen=True)
class TileMap:
    """The map, its key and the table behind."""

    template: ClassVar[str] = "ui/pictures/tile_map.html"
    title: str
    note: str
    tiles: tuple[Tile, ...]
    key: tuple[Tile, ...]
    behind: Behind
    is_placed: bool


def tile_map(
    title: str,
    tiles: Sequence[Tile],
    levels: Sequence[Level],
    *,
    columns: tuple[str, str, str],
    unknown: str,
    note: str = "",
) -> TileMap:
    """The map of tiles in the order given. ``columns`` head the table: area, number, class; ``unknown`` names rank 0.

    Raises ValueError where a tile's class is not among the levels.
    """
    names = {level.rank: level.title for level in levels} | {0: unknown}
    lost = [tile.title for tile in tiles if tile.rank not in names]
    if lost:
        raise ValueError(f"no class is named for {', '.join(lost)}")
    placed = all(tile.place is not None and max(tile.place) <= MOST for tile in tiles) and bool(tiles)
    used = sorted({tile.rank for tile in tiles} | {level.rank for level in levels})
    return TileMap(
        title,
        note,
        tuple(tiles),
        tuple(Tile(names[rank], "", rank) for rank in used),
        Behind(title, columns, [[tile.title, tile.text, names[tile.rank]] for tile in tiles]),
        placed,
    )
