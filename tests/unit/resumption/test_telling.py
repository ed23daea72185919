"""What of the registers' households and persons is told to all who see a run."""

from __future__ import annotations

import numpy as np
import pytest

from lianfang.fronts.resumption.population import LEAST, pooled, rounded
from lianfang.fronts.resumption.spec import Margin


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([500, 300, 0, 40, 0, 1], [500, 300, 0, 41, 0, 0]),
        ([3, 500, 9, 0, 10], [0, 512, 0, 0, 10]),
        ([50, 4, 5, 0, 0, 50], [59, 0, 0, 0, 0, 50]),
        ([0, 6, 6, 0], [0, 12, 0, 0]),
        ([10, 10, 10], [10, 10, 10]),
        ([0, 4, 0], [0, 4, 0]),
        ([0, 0], [0, 0]),
    ],
)
def test_no_group_is_smaller_than_the_least_and_nobody_is_lost(counts: list[int], told: list[int]) -> None:
    found = pooled(counts)
    assert (sum(found), len(found)) == (sum(counts), len(counts))
    assert found == told


def test_shares_have_four_digits_and_are_one_together() -> None:
    rng = np.random.default_rng(3)
    for _ in range(200):
        counts = pooled([int(many) for many in rng.geometric(0.02, 20) - 1])
        assert all(many == 0 or many >= LEAST for many in counts)
        shares = rounded(counts)
        assert sum(shares) == pytest.approx(1, abs=1e-9)
        assert all(round(share, 4) == share for share in shares)
        assert shares == pytest.approx(np.array(counts) / sum(counts), abs=1e-4)
        assert shares == rounded(counts)


def test_a_question_of_before_tells_no_number_either() -> None:
    old = Margin.model_validate({"name": "ages", "source": "registers", "held": 17_013, "of": 17_900})
    assert (old.held, old.share) == (0, 0.95)
    of_areas = Margin.model_validate({"name": "districts", "source": "registers", "held": 17_900, "of": 0})
    assert of_areas.held == 17_900
