"""Who may stand there twice: the fast way against the slow one, and against a dirty register whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang.reconcile import likely as module
from lianfang.reconcile.likely import AGREES, LEAST, MOST, People, likely, plain
from tests.unit.reconcile.doubled import doubled

FACTS = st.lists(st.tuples(st.integers(0, 7), st.integers(-2, 2).filter(bool)), max_size=20)


@given(st.fixed_dictionaries(dict.fromkeys(sorted(AGREES), FACTS)), st.sampled_from([0.0, 0.01, 0.5]))
@settings(max_examples=60, deadline=None)
def test_the_fast_way_finds_what_the_slow_one_finds(
    facts: dict[str, list[tuple[int, int]]], least: float
) -> None:
    columns = {
        kind: (
            np.array([one for one, _ in both], dtype=np.int64),
            np.array([what for _, what in both], dtype=np.int64),
        )
        for kind, both in facts.items()
    }
    people = People(np.arange(100, 108, dtype=np.int64), columns)
    fast, slow = likely(people, least=least), plain(people, least=least)
    pairs = {(int(a), int(b)): float(c) for a, b, c in zip(fast.one, fast.other, fast.chance, strict=True)}
    assert pairs.keys() == {(a, b) for a, b, _ in slow}
    assert all(abs(pairs[a, b] - chance) < 1e-9 for a, b, chance in slow)
    assert list(fast.chance) == sorted(fast.chance, reverse=True)


@pytest.mark.parametrize(
    ("least", "precision", "recall"), [(0.99, 0.99, 0.60), (0.5, 0.97, 0.80), (LEAST, 0.88, 0.90)]
)
def test_precision_and_recall_on_a_dirty_register_with_known_truth(
    least: float, precision: float, recall: float
) -> None:
    made = doubled(20_000)
    found = likely(made.people, least=least)
    pairs = set(zip(found.one.tolist(), found.other.tolist(), strict=True))
    right = len(pairs & made.truth)
    assert right / len(pairs) >= precision
    assert right / len(made.truth) >= recall


def test_those_who_live_together_are_not_one() -> None:
    """One telephone, one home, one place: three facts that follow from one another, against a name and a year that differ."""
    home = np.arange(3_000, dtype=np.int64)
    facts = dict.fromkeys(("telephone", "home", "place"), (home, home // 3 + 1))
    facts |= {"name": (home, home + 1), "year": (home, 1950 + home % 3)}
    assert len(likely(People(home, facts)).one) == 0


def test_what_each_fact_says_adds_up_to_the_chance() -> None:
    made = doubled(3_000)
    found = likely(made.people, least=0.2)
    again = module._chance(found.bits.sum(axis=1), len(made.people.ids))
    assert np.allclose(again, found.chance)
    assert (found.bits[found.says == 0] == 0).all()
    assert (found.bits[found.says < 0] <= 0).all()
    assert (found.bits[found.says > 0] >= 0).all()


def test_a_rare_name_says_more_than_a_common_one() -> None:
    who = np.arange(1_000, dtype=np.int64)
    name = np.where(who < 30, 1, np.where(who < 32, 2, who + 10))
    year = np.full(1_000, 1980, dtype=np.int64)
    year[:30] = 1950
    year[30:32] = 1951
    found = likely(People(who, {"name": (who, name), "year": (who, year)}), least=0.0)
    said = {
        (int(a), int(b)): float(bits[0])
        for a, b, bits in zip(found.one, found.other, found.bits, strict=True)
    }
    assert said[30, 31] > said[0, 1] + 3


def test_what_too_many_share_is_not_compared_and_said() -> None:
    who = np.arange(MOST + 1, dtype=np.int64)
    same = np.ones(MOST + 1, dtype=np.int64)
    found = likely(People(who, {"telephone": (who, same)}), least=0.0)
    assert (len(found.one), found.compared, found.skipped) == (0, 0, 1)


def test_nobody_is_nobody_twice() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    found = likely(People(nothing, {"name": (nothing, nothing)}))
    assert (len(found.one), found.skipped) == (0, 0)
