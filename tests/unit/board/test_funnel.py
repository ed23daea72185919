"""Funnel limits against SciPy's binomial quantiles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from lianfang.board.funnel import TWO_SIDED, limit


@given(st.integers(1, 20_000), st.floats(0.0005, 0.9995), st.sampled_from([*TWO_SIDED.values(), 0.2]))
def test_the_limit_is_the_binomial_quantile(duties: int, share: float, tail: float) -> None:
    found = limit(duties, share, tail)
    exact = int(binom.isf(tail, duties, share))
    # At the very edge the last digit of a sum decides; then both chances are the tail to nine digits.
    assert found == exact or binom.sf(min(found, exact), duties, share) == pytest.approx(tail, rel=1e-9)


@pytest.mark.parametrize(
    ("duties", "share", "expected"), [(0, 0.5, 0), (10, 0.0, 0), (10, 1.0, 10), (1, 0.5, 1)]
)
def test_the_ends(duties: int, share: float, expected: int) -> None:
    assert limit(duties, share, 0.025) == expected


def test_a_million_duties_take_no_time() -> None:
    assert limit(1_000_000, 0.01, 0.001) == int(binom.isf(0.001, 1_000_000, 0.01))
