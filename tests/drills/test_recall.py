"""How much a log with missing visits and wrong clocks still tells: the drill of ``bench.recall`` on a small city."""

from __future__ import annotations

from bench import recall


def test_what_is_not_recorded_is_not_found():
    rows = recall.measure(3_000, 60, (0.0, 0.6))
    said = {(row["missing"], row["setting"]): row for row in rows}
    for setting in recall.KINDS:
        assert said[0.6, setting]["recall"] < said[0.0, setting]["recall"]
    # Households meet every night, which both wrong clocks and missing visits leave to be seen; a place is not a metre.
    assert said[0.0, "home"]["recall"] == 1
    assert said[0.6, "home"]["recall"] > said[0.6, "shop"]["recall"]
    assert said[0.0, "home"]["precision"] > 0.99
    assert said[0.0, "shop"]["precision"] < 0.2
    table = recall.words(rows)
    assert len(table) == 2 + 8 + 1 + 8
    assert "misses" in table[-1]
