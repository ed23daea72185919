"""What would change the answer: how far a parameter may move before another calendar is the one (deciding.md §6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lianfang.outlook.deciding.estimating import holds
from lianfang.outlook.deciding.resuming import Answer, Question, run
from lianfang.outlook.deciding.simulating import Days
from lianfang.outlook.deciding.worlds import Kept, shifted

FARTHEST = 2.0
HALVINGS = 4
PARAMETERS = ("transmission", "imported")

Told = Callable[[str, int, int], None]
Ends = tuple[float | None, float | None]


@dataclass(frozen=True)
class Flip:
    """Of one parameter, factors on it in all worlds of the choice, on the city.

    Attributes:
        parameter: its name.
        holds_to: the chosen calendar holds up to this factor; None where it is not asked or does not hold at a half.
        breaks_from: and no longer from this one on; None: it still holds at twice.
        next_to: the next calendar on the frontier holds up to this factor; None: not at a half, or there is no next.
        next_from: and no longer from this one on.
    """

    parameter: str
    holds_to: float | None
    breaks_from: float | None
    next_to: float | None
    next_from: float | None


def flips(found: Answer, kept: Kept, told: Told = lambda stage, done, of: None) -> list[Flip]:
    """For every parameter that is uncertain, how far it may go."""
    made = []
    for at, name in enumerate(PARAMETERS):
        chosen: Ends = (None, None)
        next_: Ends = (None, None)
        if found.best is not None:
            chosen = between(found.of, found.best.opens, name, 1.0, FARTHEST, kept)
        told("flip", 2 * at + 1, 2 * len(PARAMETERS))
        if found.after is not None:
            next_ = between(found.of, found.after.opens, name, 1 / FARTHEST, 1.0, kept)
        told("flip", 2 * at + 2, 2 * len(PARAMETERS))
        made.append(Flip(name, *chosen, *next_))
    return made


def between(of: Question, opens: Days, name: str, low: float, high: float, kept: Kept) -> Ends:
    """Factors between which a calendar ceases to hold, by halving from ``low``, where it should, to ``high``; None where it does
    not hold at the one, or still does at the other."""
    draws = of.draws("select", of.worlds.city)

    def does(factor: float) -> bool:
        outcomes = run(of, opens, shifted(draws, name, factor), f"select.{name}.{factor:.4f}", kept)
        return holds(outcomes, of.limits)

    if not does(low):
        return None, low
    if does(high):
        return high, None
    for _ in range(HALVINGS):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if does(middle) else (low, middle)
    return low, high
