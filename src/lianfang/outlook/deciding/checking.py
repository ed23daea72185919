"""Whether a calendar keeps its limits with a stated confidence: checks one after the other, each in fresh worlds of its own
(deciding.md §5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scipy import stats

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.deciding.estimating import Estimate, Limits
from lianfang.outlook.deciding.simulating import Outcomes

CONFIDENCE = 0.95
"""That whichever calendar passes exceeds each limit no more often than is accepted."""
CHECKS = 5
"""Calendars that are checked at most; each may pass wrongly with this part of what the confidence leaves."""
PIECE = 50
"""Worlds after which a check that is lost already ends."""
MARGIN, POWER, MOST, WORTH = 3.0, 0.8, 5000, 0.2


@dataclass(frozen=True)
class Design:
    """A check as it is laid out before anything is seen.

    Attributes:
        worlds: of each check.
        allowed: by measure, in how many of them the limit may be exceeded.
    """

    worlds: int
    allowed: dict[str, int]

    def is_promising(self, of: Estimate) -> bool:
        """Whether by what was seen of a calendar elsewhere it passes with a probability worth a check: that of a beta-binomial count,
        Jeffreys' prior, for each limit.
        """
        return all(
            stats.betabinom.cdf(most, self.worlds, one.hits + 0.5, one.worlds - one.hits + 0.5) >= WORTH
            for one, most in ((of.chances[name], most) for name, most in self.allowed.items())
        )


@dataclass(frozen=True)
class Check:
    """One calendar in worlds that neither chose it nor checked another.

    Attributes:
        name: of the calendar.
        worlds: planned.
        done: of these, those that were run: fewer where it was lost before the last.
        hits: by measure, in how many the limit was exceeded.
        allowed: by measure, in how many it might be.
        upper: by measure, the greatest probability that so few leave, at the confidence of one check; None where it was lost.
    """

    name: str
    worlds: int
    done: int
    hits: dict[str, int]
    allowed: dict[str, int]
    upper: dict[str, float] | None

    @property
    def is_kept(self) -> bool:
        """Whether every limit was kept."""
        return self.upper is not None


def error() -> float:
    """How likely one check passes wrongly, at most."""
    return (1 - CONFIDENCE) / CHECKS


def design(limits: Limits) -> Design:
    """The fewest worlds in which a calendar that exceeds each limit a third as often as is accepted passes in four checks of five.

    Raises:
        Refused: ``deciding/cannot-be-shown``: something is accepted so seldom that 5,000 worlds could not show it kept.
    """
    worlds = 10
    while (found := _allowed(limits, worlds)) is None:
        worlds += 10
        if worlds > MOST:
            least = min(limits, key=lambda name: limits[name].accepted)
            facts = {"accepted": f"{limits[least].accepted:g}", "most": MOST}
            raise Refused(Problem("deciding/cannot-be-shown", facts=facts))
    return Design(worlds, found)


def check(name: str, plan: Design, limits: Limits, run: Callable[[int, int], Outcomes]) -> Check:
    """Try a calendar piece by piece, until all worlds are done or a limit was exceeded more often than is allowed.

    Args:
        name: of the calendar.
        plan: the design.
        limits: what is to be kept.
        run: the calendar in the worlds from the first number to before the second.
    """
    hits, done = dict.fromkeys(limits, 0), 0
    while done < plan.worlds and all(hits[each] <= plan.allowed[each] for each in limits):
        end = min(done + PIECE, plan.worlds)
        seen, done = run(done, end), end
        for each, limit in limits.items():
            hits[each] += int((seen.of(each) > limit.most).sum())
    kept = all(hits[each] <= plan.allowed[each] for each in limits)
    upper = {each: _upper(many, done) for each, many in hits.items()} if kept else None
    return Check(name, plan.worlds, done, hits, plan.allowed, upper)


def _allowed(limits: Limits, worlds: int) -> dict[str, int] | None:
    found = {}
    for name, limit in limits.items():
        most = int(stats.binom.ppf(error(), worlds, limit.accepted))
        most -= stats.binom.cdf(most, worlds, limit.accepted) > error()
        if most < 0 or stats.binom.cdf(most, worlds, limit.accepted / MARGIN) < POWER:
            return None
        found[name] = most
    return found


def _upper(hits: int, worlds: int) -> float:
    """Clopper and Pearson's, one-sided."""
    return 1.0 if hits == worlds else float(stats.beta.ppf(1 - error(), hits + 1, worlds - hits))
