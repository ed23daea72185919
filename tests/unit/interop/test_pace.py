"""Pieces find their size and rest."""

from __future__ import annotations

from lianfang.interop.pace import Pace


def settle(pace, cost, pieces=200):
    held = []
    for _ in range(pieces):
        held.append(cost(pace.size))
        pace.rest(pace.size, held[-1])
    return held


def test_a_cost_of_its_own_does_not_keep_pieces_small():
    pace = Pace(hold=0.02, pause=0, size=1)
    held = settle(pace, lambda records: 0.006 + 0.0002 * records)
    assert 40 < pace.size < 90
    assert max(held[50:]) < 0.02 * 1.3


def test_one_slow_piece_is_soon_forgotten():
    pace = Pace(hold=0.02, pause=0, size=50)
    pace.rest(50, 3.0)
    assert pace.size == 25
    settle(pace, lambda records: 0.0002 * records, 10)
    assert pace.size > 60


def test_sizes_have_bounds():
    slow, quick = Pace(pause=0, size=80), Pace(pause=0, size=8, most=100)
    settle(slow, lambda records: 1.0)
    settle(quick, lambda records: 0.0)
    assert (slow.size, quick.size) == (slow.least, 100)


def test_a_pause_is_as_long_as_the_piece_held():
    rests: list[float] = []
    Pace(pause=2, sleep=rests.append).rest(1, 0.01)
    Pace(pause=0, sleep=rests.append).rest(1, 0.01)
    assert rests == [0.02]
