"""Maps of areas: by their outlines where the site has them, else one square an area. Class by pattern, colour and word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from lianfang.ui.pictures import outlined
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

    ``place`` is column and row, from 1, where the site has laid its areas out; ``said`` is read out after the number;
    by ``key`` its outline is found.
    """

    title: str
    text: str
    rank: int
    href: str = ""
    place: tuple[int, int] | None = None
    said: str = ""
    key: str = ""

    @property
    def fill(self) -> str:
        """The pattern that goes with the class."""
        return {0: "url(#p-unknown)", 2: "url(#p-class-2)", 3: "url(#p-class-3)"}.get(self.rank, "")

    @property
    def classes(self) -> str:
        """The style of its class."""
        return f"tile l-{self.rank}"


@dataclass(frozen=True)
class Land:
    """An area drawn by its outline: the path, and where its name stands."""

    tile: Tile
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Lands:
    """A map of outlines; areas without one stay tiles. ``credit`` is what the outlines' source asks to be said."""

    width: int
    height: int
    drawn: tuple[Land, ...]
    credit: str

    @property
    def keys(self) -> frozenset[str]:
        """Whose outline is drawn."""
        return frozenset(land.tile.key for land in self.drawn)


@dataclass(frozen=True)
class TileMap:
    """The map, its key and the table behind. Where there are ``lands``, narrow screens show the tiles instead."""

    template: ClassVar[str] = "ui/pictures/tile_map.html"
    title: str
    note: str
    tiles: tuple[Tile, ...]
    key: tuple[Tile, ...]
    behind: Behind
    is_placed: bool
    lands: Lands | None = None


def lands(
    tiles: Sequence[Tile], outlines: Mapping[str, Sequence[outlined.Ring]], credit: str
) -> Lands | None:
    """Draw those tiles whose outline is known; None where none is."""
    known = {tile.key: outlines[tile.key] for tile in tiles if tile.key in outlines}
    if not any(len(ring) >= 2 * 4 for rings in known.values() for ring in rings):
        return None
    made = outlined.drawn(known)
    drawn = tuple(
        Land(tile, made.paths[tile.key][0], *made.paths[tile.key][1])
        for tile in tiles
        if tile.key in made.paths
    )
    return Lands(made.width, made.height, drawn, credit)


def tile_map(
    title: str,
    tiles: Sequence[Tile],
    levels: Sequence[Level],
    *,
    columns: tuple[str, str, str],
    unknown: str,
    note: str = "",
    lands: Lands | None = None,
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
        lands,
    )
