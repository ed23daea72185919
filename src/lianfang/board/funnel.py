"""Funnel limits: how many gaps chance alone would bring among so many duties (Spiegelhalter 2005, with exact binomial limits)."""

from __future__ import annotations

from math import exp, lgamma, log, sqrt

TWO_SIDED = {"95": 0.025, "99.8": 0.001}
"""The share of owners beyond the upper limit by chance."""


def limit(duties: int, share: float, tail: float) -> int:
    """The fewest gaps x with P(X > x) <= ``tail`` for X ~ Binomial(``duties``, ``share``): more than x lies outside.

    Args:
        duties: how many, at least 0.
        share: of gaps among the area's duties of the same musts, 0 to 1.
        tail: the chance to lie beyond, more than 0 and less than 1.
    """
    if share <= 0 or duties == 0:
        return 0
    if share >= 1:
        return duties
    # From the top down: the terms are summed until they are more than the tail. Far above the limit they are nothing.
    start = min(duties, int(duties * share + 10 * sqrt(duties * share * (1 - share)) + 40))
    beyond = 0.0
    for count in range(start, -1, -1):
        beyond += exp(_log_term(duties, share, count))
        if beyond > tail:
            return count
    return 0


def _log_term(duties: int, share: float, count: int) -> float:
    chosen = lgamma(duties + 1) - lgamma(count + 1) - lgamma(duties - count + 1)
    return chosen + count * log(share) + (duties - count) * log(1 - share)
