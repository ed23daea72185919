"""A map is true to scale, north is up, and a name stands inside its area."""

from __future__ import annotations

import math

import pytest

from lianfang.ui.pictures.outlined import drawn
from lianfang.ui.pictures.tile_maps import Level, Tile, lands, tile_map

WEST = [0, 6000000, 100000, 6000000, 100000, 6100000, 0, 6100000, 0, 6000000]
EAST = [100000, 6000000, 200000, 6000000, 200000, 6100000, 100000, 6100000, 100000, 6000000]
# A horseshoe, open to the north: its centre of mass lies in the gap.
HORSESHOE = [0, 0, 500000, 0, 500000, 400000, 400000, 400000, 400000, 50000, 100000, 50000, 100000, 400000, 0, 400000, 0, 0]  # fmt: skip


def corners(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, _, y in (part.partition(" ") for part in path.strip("MZ").split("L"))]


def test_at_sixty_degrees_a_degree_east_is_half_a_degree_north() -> None:
    made = drawn({"w": [WEST], "e": [EAST]})
    west, east = corners(made.paths["w"][0]), corners(made.paths["e"][0])
    width, height = max(x for x, _ in west) - min(x for x, _ in west), max(y for _, y in west) - min(y for _, y in west)  # fmt: skip
    assert width / height == pytest.approx(math.cos(math.radians(60.5)), abs=0.01)
    assert max(x for x, _ in west) == min(x for x, _ in east)
    assert west[0][1] == max(y for _, y in west)  # the southern corner is below


def test_a_name_stands_inside_even_where_the_middle_is_not() -> None:
    made = drawn({"h": [HORSESHOE]})
    ring = corners(made.paths["h"][0])
    x, y = made.paths["h"][1]
    left, right = min(p[0] for p in ring), max(p[0] for p in ring)
    arm = (right - left) / 5
    assert left < x < left + arm or right - arm < x < right
    assert min(p[1] for p in ring) < y < max(p[1] for p in ring)


def test_areas_without_an_outline_stay_tiles() -> None:
    tiles = [Tile("West", "3", 1, key="w"), Tile("Nowhere", "2", 1, key="n"), Tile("Thin", "1", 1, key="t")]
    made = lands(tiles, {"w": [WEST], "t": [[0, 0, 1, 1]], "other": [EAST]}, "© them")
    assert made is not None
    assert made.keys == {"w"}
    assert lands(tiles, {"t": [[0, 0, 1, 1]]}, "") is None
    shown = tile_map("m", tiles, [Level(1, "one")], columns=("a", "n", "c"), unknown="?", lands=made)
    assert [row[0] for row in shown.behind.rows] == ["West", "Nowhere", "Thin"]


def test_nothing_is_not_drawn() -> None:
    with pytest.raises(ValueError, match="no outline"):
        drawn({"a": [[1, 2]]})
