"""Attack rates of groups whose members are infected together."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special, stats

from lianfang.base.problems import Refused
from lianfang.outlook import attack


def households(seed, n=150, rate=0.15, correlation=0.3):
    rng = np.random.default_rng(seed)
    exposed = rng.integers(1, 6, n).astype(float)
    scale = 1 / correlation - 1
    return exposed, rng.binomial(exposed.astype(int), rng.beta(rate * scale, (1 - rate) * scale, n)).astype(
        float
    )


def test_rate_and_correlation_are_found():
    holds, correlations = [], []
    for seed in range(20):
        found = attack.fit(*households(seed))
        holds.append(found.low <= 0.15 <= found.high)
        correlations.append(found.correlation)
    assert np.mean(holds) >= 0.85
    assert np.mean(correlations) == pytest.approx(0.3, abs=0.05)


def test_the_interval_is_wider_than_that_of_people_one_by_one():
    exposed, infected = households(3, correlation=0.5)
    found = attack.fit(exposed, infected)
    alone = stats.binomtest(int(infected.sum()), int(exposed.sum())).proportion_ci()
    assert found.high - found.low > 1.2 * (alone.high - alone.low)


def test_independent_people_give_the_crude_rate():
    rng = np.random.default_rng(2)
    exposed = np.full(400, 4.0)
    infected = rng.binomial(4, 0.2, 400).astype(float)
    found = attack.fit(exposed, infected)
    assert found.rate == pytest.approx(found.crude, abs=0.002)
    assert found.correlation < 0.05


def test_what_cannot_be_is_refused():
    with pytest.raises(Refused, match="more-infected"):
        attack.fit(np.full(6, 2.0), np.array([0.0, 1, 3, 0, 0, 0]))
    with pytest.raises(Refused, match="no-fit"):
        attack.fit(np.full(6, 2.0), np.zeros(6))
    with pytest.raises(Refused, match="too-few"):
        attack.fit(np.full(3, 2.0), np.ones(3))


def test_one_great_cluster_among_many_small_groups_is_fitted_and_not_clipped():
    """Of 300 at one meal 290, and of thirty couples nobody: most people were infected, and in most groups none."""
    exposed, infected = np.array([300.0] + [2] * 30), np.array([290.0] + [0] * 30)
    found = attack.fit(exposed, infected)
    rates, alike = np.geomspace(1e-3, 0.99, 80), special.expit(np.linspace(-6, 6, 80))
    best = max(
        (attack._log_likelihood(exposed, infected, rate, one), rate) for rate in rates for one in alike
    )
    assert found.rate == pytest.approx(best[1], rel=0.05)
    assert found.low < found.rate < found.high < 0.2 < found.crude
