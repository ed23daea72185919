"""Funnel plots: owners' rates against how many duties they have, with limits that widen where there are few.

Limits are exact binomial, interpolated between whole numbers (Spiegelhalter, Statistics in Medicine 2005; 24: 1185-1202).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Literal

from django.utils.translation import gettext as _

from lianfang.ui.pictures.behind import Behind, Tick, placed, steps
from lianfang.ui.writing import number, percent

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 460.0, 290.0, 40.0, 12.0, 40.0
NEAR, FAR = 0.95, 0.998

Beyond = Literal["", "above", "below"]


@dataclass(frozen=True)
class Owner:
    """One owner: of ``duties`` so many are ``open``; where their gaps are listed.

    ``beyond`` is the verdict of whoever knows what the owner's own mixture of musts would have shown; None: the picture's.
    """

    title: str
    open: int
    duties: int
    href: str = ""
    beyond: Beyond | None = None

    @property
    def rate(self) -> float:
        """The share that is open."""
        return self.open / self.duties if self.duties else 0.0


@dataclass(frozen=True)
class Dot:
    """One owner in the picture; ``beyond``: which far limit is passed, where chance seldom reaches."""

    owner: Owner
    x: float
    y: float
    beyond: Beyond

    @property
    def verdict(self) -> str:
        """Where it lies, in words."""
        words = {"above": _("above the limits"), "below": _("below the limits"), "": _("within")}
        return str(words[self.beyond])

    @property
    def said(self) -> str:
        """Name, rate, number of duties, and where it lies."""
        rate, many = percent(_cut(self.owner.rate)), f"{number(self.owner.open)}/{number(self.owner.duties)}"
        return f"{self.owner.title}: {rate} ({many}), {self.verdict}"


@dataclass(frozen=True)
class Funnel:
    """The picture: dots, both pairs of limits, the mean, axes, and the table behind."""

    template: ClassVar[str] = "ui/pictures/funnel.html"
    title: str
    note: str
    dots: tuple[Dot, ...]
    near: tuple[str, str]
    far: tuple[str, str]
    mean: float
    mean_text: str
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    behind: Behind
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    base: float = HEIGHT - BOTTOM

    @property
    def near_word(self) -> str:
        """What the inner lines are called."""
        return str(_("95% limits"))

    @property
    def far_word(self) -> str:
        """What the outer lines are called."""
        return str(_("99.8% limits"))


@lru_cache(maxsize=4096)
def limits(duties: int, rate: float, within: float) -> tuple[float, float]:
    """The shares between which ``within`` of owners with so many duties are, were all alike at ``rate``."""
    if not duties or rate in (0.0, 1.0):
        return (rate, rate)
    return tuple(_quantile(duties, rate, p) for p in ((1 - within) / 2, (1 + within) / 2))  # type: ignore[return-value]


def _quantile(duties: int, rate: float, chance: float) -> float:
    """The share below which ``chance`` of the binomial lies, interpolated, from 0 to 1."""
    below = 0.0
    for count in range(duties + 1):
        mass = math.exp(_log_mass(duties, count, rate))
        if below + mass >= chance:
            return min(max((count - (below + mass - chance) / mass) / duties, 0.0), 1.0)
        below += mass
    return 1.0


def _log_mass(duties: int, count: int, rate: float) -> float:
    ways = math.lgamma(duties + 1) - math.lgamma(count + 1) - math.lgamma(duties - count + 1)
    return ways + count * math.log(rate) + (duties - count) * math.log1p(-rate)


def funnel(title: str, owners: Sequence[Owner], *, note: str = "") -> Funnel:
    """The funnel of owners with at least one duty around the share of all duties that is open."""
    shown = [owner for owner in owners if owner.duties]
    whole = sum(owner.duties for owner in shown)
    mean = sum(owner.open for owner in shown) / whole if whole else 0.0
    widest = steps(max((owner.duties for owner in shown), default=0))
    scale = _Scale(widest[-1], _highest(shown, mean))
    grid = list(_spread(widest[-1]))
    near = [limits(many, mean, NEAR) for many in grid]
    far = [limits(many, mean, FAR) for many in grid]
    dots = tuple(_dot(owner, mean, scale) for owner in sorted(shown, key=lambda one: -one.rate))
    return Funnel(
        title,
        note,
        dots,
        (scale.path(grid, [low for low, _high in near]), scale.path(grid, [high for _low, high in near])),
        (scale.path(grid, [low for low, _high in far]), scale.path(grid, [high for _low, high in far])),
        scale.y(mean),
        percent(_cut(mean)),
        tuple(Tick(scale.x(many), number(many)) for many in widest),
        tuple(Tick(scale.y(part / 100), f"{part}%") for part in steps(scale.highest * 100)),
        _behind(title, dots),
    )


def _highest(owners: Sequence[Owner], mean: float) -> float:
    reach = max([owner.rate for owner in owners] + [min(1.0, mean * 2), 0.04])
    return steps(reach * 100)[-1] / 100


def _spread(most: int) -> Iterator[int]:
    """Numbers of duties at which limits are worked out: closer together where they bend most."""
    seen = 0
    for at in range(1, 41):
        many = max(1, round(most * (at / 40) ** 2))
        if many > seen:
            yield many
            seen = many


@dataclass(frozen=True)
class _Scale:
    most: int
    highest: float

    def x(self, many: float) -> float:
        return placed(LEFT + (WIDTH - LEFT - 24) * many / self.most)

    def y(self, rate: float) -> float:
        return placed(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * min(rate, self.highest) / self.highest)

    def path(self, grid: Sequence[int], rates: Sequence[float]) -> str:
        points = [f"{self.x(many):g} {self.y(rate):g}" for many, rate in zip(grid, rates, strict=True)]
        return "M" + "L".join(points)


def _dot(owner: Owner, mean: float, scale: _Scale) -> Dot:
    low, high = limits(owner.duties, mean, FAR)
    seen: Beyond = "above" if owner.rate > high else "below" if owner.rate < low else ""
    beyond = seen if owner.beyond is None else owner.beyond
    return Dot(owner, scale.x(owner.duties), scale.y(owner.rate), beyond)


def _cut(share: float) -> float:
    return math.floor(share * 10_000) / 10_000


def _behind(title: str, dots: Sequence[Dot]) -> Behind:
    rows = [
        [
            dot.owner.title,
            number(dot.owner.duties),
            number(dot.owner.open),
            percent(_cut(dot.owner.rate)),
            dot.verdict,
        ]
        for dot in dots
    ]
    return Behind(title, [_("owner"), _("duties"), _("open"), _("share open"), _("99.8% limits")], rows)
