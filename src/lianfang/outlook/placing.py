"""Where the cases of clusters stand in a picture: the same picture for the same clusters, worked out without chance.

A cluster with directed ties stands in layers, one below the other by who infected whom; its members of whom no direction
is told stand in a band of their own beneath, so that nobody reads a generation out of where they stand. A cluster
without any direction stands in a ring, for a ring has no first. Clusters fill rows from the largest to the smallest.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lianfang.outlook.chains import Chains, Cluster

STEP, LAYER, MARGIN = 30.0, 54.0, 20.0
"""Between neighbours, between layers, around a cluster."""
LEAST_RADIUS = 16.0
HEAD, LEAST_WIDTH = 16.0, 78.0
"""Room above each cluster for what it is called."""


@dataclass(frozen=True)
class Spot:
    """The middle of a case or hub."""

    x: float
    y: float


@dataclass(frozen=True)
class Plot:
    """One cluster's rectangle with what stands in it; ``band`` is where the undirected begin, None where there is none."""

    cluster: Cluster
    x: float
    y: float
    width: float
    height: float
    spots: Mapping[int, Spot]
    band: float | None = None


@dataclass(frozen=True)
class Sheet:
    """All plots, and the size of the whole."""

    plots: tuple[Plot, ...]
    width: float
    height: float


def place(chains: Chains, width: float, *, clusters: Sequence[Cluster] | None = None) -> Sheet:
    """Place clusters in rows on a sheet at least so wide.

    Args:
        chains: of which the clusters are.
        width: of the sheet; it becomes wider where one cluster is.
        clusters: which to place; None for all.
    """
    own = [_own(chains, one) for one in (chains.clusters if clusters is None else clusters)]
    width = max([width, *(plot.width for plot in own)])
    placed, x, y, high = [], 0.0, 0.0, 0.0
    for plot in own:
        if x and x + plot.width > width:
            x, y, high = 0.0, y + high, 0.0
        placed.append(_moved(plot, x, y))
        x, high = x + max(plot.width, LEAST_WIDTH), max(high, plot.height + HEAD)
    return Sheet(tuple(placed), width, y + high)


def _moved(plot: Plot, x: float, y: float) -> Plot:
    spots = {key: Spot(round(spot.x + x, 1), round(spot.y + y + HEAD, 1)) for key, spot in plot.spots.items()}
    band = None if plot.band is None else round(plot.band + y + HEAD, 1)
    return Plot(plot.cluster, round(x, 1), round(y, 1), plot.width, plot.height, spots, band)


def _own(chains: Chains, cluster: Cluster) -> Plot:
    """A cluster on a sheet of its own."""
    return _layered(chains, cluster) if any(tie.is_directed for tie in cluster.ties) else _ring(cluster)


def _ring(cluster: Cluster) -> Plot:
    """Around a hub in the middle where there is one, else around nothing."""
    middle, around = cluster.hubs[:1], [*cluster.members, *cluster.hubs[1:]]
    radius = max(LEAST_RADIUS if not middle else STEP * 1.1, STEP * len(around) / (2 * math.pi))
    side = 2 * (radius + MARGIN)
    spots = {hub: Spot(side / 2, side / 2) for hub in middle}
    for turn, key in enumerate(around):
        angle = 2 * math.pi * turn / len(around) - math.pi / 2
        spots[key] = Spot(side / 2 + radius * math.cos(angle), side / 2 + radius * math.sin(angle))
    return Plot(cluster, 0.0, 0.0, side, side, spots)


def _layered(chains: Chains, cluster: Cluster) -> Plot:
    depth = _depths(chains, cluster)
    across, leaves = _across(chains, depth)
    deepest = max(depth.values())
    spots = {
        case: Spot(MARGIN + across[case] * STEP, MARGIN + level * LAYER) for case, level in depth.items()
    }
    loose = [key for key in (*cluster.members, *cluster.hubs) if key not in depth]
    wide = max(leaves, min(len(loose), max(8, leaves)))
    below = MARGIN + deepest * LAYER + LAYER
    for n, key in enumerate(loose):
        spots[key] = Spot(MARGIN + (n % wide) * STEP, below + (n // wide) * STEP * 1.3)
    rows = math.ceil(len(loose) / wide)
    height = below + (rows - 1) * STEP * 1.3 + MARGIN if loose else MARGIN * 2 + deepest * LAYER
    band = below - LAYER / 2 if loose else None
    return Plot(cluster, 0.0, 0.0, 2 * MARGIN + (wide - 1) * STEP, height, spots, band)


def _depths(chains: Chains, cluster: Cluster) -> dict[int, int]:
    """The layer of each case with a directed tie: one below its nearest infector. A circle begins at its smallest key."""
    inside = [one for one in cluster.members if one in chains.infectors or one in chains.infected]
    depth: dict[int, int] = {}
    starts = [one for one in inside if one not in chains.infectors]
    for start in (starts, *([one] for one in inside)):
        wave = [one for one in start if one not in depth]
        depth.update(dict.fromkeys(wave, 0))
        while wave:
            level = depth[wave[0]] + 1
            fresh = {below for one in wave for below in chains.infected.get(one, ()) if below not in depth}
            wave = sorted(fresh)
            depth.update(dict.fromkeys(wave, level))
    return depth


def _across(chains: Chains, depth: Mapping[int, int]) -> tuple[dict[int, float], int]:
    """Leaves side by side in the order of the tree, whoever infected them over their middle; and how many leaves.

    Each case hangs under the first of its infectors that stands one layer higher; other ties are drawn across.
    """
    under: dict[int, list[int]] = {one: [] for one in depth}
    tops: list[int] = []
    for one in sorted(depth):
        over = next((up for up in chains.infectors.get(one, ()) if depth.get(up) == depth[one] - 1), None)
        (tops if over is None else under[over]).append(one)
    across: dict[int, float] = {}
    leaves = 0
    walk = [(one, False) for one in reversed(tops)]
    while walk:
        one, is_done = walk.pop()
        if not under[one]:
            across[one], leaves = float(leaves), leaves + 1
        elif is_done:
            across[one] = (across[under[one][0]] + across[under[one][-1]]) / 2
        else:
            walk.append((one, True))
            walk.extend((below, False) for below in reversed(under[one]))
    return across, leaves
