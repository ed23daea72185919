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


class Watch:
    """A stop-watch that a test moves on."""

    now = 0.0

    def __call__(self):
        return self.now


def test_pieces_grow_and_nobody_rests_while_the_import_is_alone():
    rests: list[float] = []
    watch = Watch()
    pace = Pace(hold=0.006, alone=0.08, quiet=5, clock=watch, sleep=rests.append)
    settle(pace, lambda records: 0.004 + 0.0003 * records, 40)
    gentle = pace.size
    assert gentle < 15
    assert len(rests) == 40
    watch.now = 5.0
    held = settle(pace, lambda records: 0.004 + 0.0003 * records, 40)
    assert len(rests) == 40
    assert max(held) < 0.08 * 1.3
    assert pace.size > 150


def test_a_write_of_someone_else_makes_the_import_gentle_at_once_and_for_a_while():
    rests: list[float] = []
    watch = Watch()
    pace = Pace(hold=0.006, alone=0.08, quiet=5, size=250, clock=watch, sleep=rests.append)
    pace.rest(250, 0.079)
    watch.now = 6.0
    pace.rest(pace.size, 0.079)
    assert len(rests) == 1
    pace.size = 250
    pace.rest(250, 0.079, others=True)
    assert pace.size < 25
    assert len(rests) == 2
    watch.now = 10.9
    pace.rest(pace.size, 0.005)
    assert len(rests) == 3


def test_what_was_made_ready_meanwhile_is_a_rest_for_the_others_too():
    rests: list[float] = []
    pace = Pace(hold=0.006, clock=Watch(), sleep=rests.append)
    pace.rest(10, 0.006, others=True, rested=0.002)
    pace.rest(10, 0.006, others=True, rested=0.02)
    assert rests == [0.004, 0.0]
