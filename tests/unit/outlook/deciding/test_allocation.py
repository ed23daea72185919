"""Scarce goods: whole units, none lost, floors and priorities kept, more at hand is never less for anyone."""

from __future__ import annotations

import json

import jsonschema
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from lianfang.base.problems import Refused
from lianfang.cli import outlook
from lianfang.outlook.deciding import shapes
from lianfang.outlook.deciding.allocation import allocate, share, slowly
from lianfang.outlook.deciding.orders import Asking, Good

WANTED = st.lists(st.integers(0, 40), max_size=7)


@st.composite
def goods(draw):
    lines = []
    for at in range(draw(st.integers(1, 6))):
        asked = draw(st.integers(0, 30))
        lines.append(
            Asking(
                name=f"n{at}",
                asked=asked,
                floor=draw(st.integers(0, asked)),
                priority=draw(st.integers(1, 3)),
            )
        )
    stock = draw(st.integers(0, 120))
    return Good(good="x", unit="u", stock=stock, keep=draw(st.integers(0, stock)), lines=lines)


@given(WANTED, st.integers(0, 200))
def test_all_at_once_is_unit_by_unit(wanted, units):
    assert share(wanted, units) == slowly(wanted, units)


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=5), st.integers(0, 10**12))
def test_large_numbers_stay_exact(wanted, units):
    got = share(wanted, units)
    assert sum(got) == min(units, sum(wanted))
    if units < sum(wanted):
        assert all(
            abs(have - units * want / sum(wanted)) <= len(wanted)
            for have, want in zip(got, wanted, strict=True)
        )


@given(goods())
def test_what_an_allocation_keeps(good):
    done = allocate(good)
    at_hand, asked = good.stock - good.keep, sum(line.asked for line in good.lines)
    assert sum(each.given for each in done.lines) == min(at_hand, asked) == good.stock - done.left
    assert all(0 <= each.given <= each.line.asked for each in done.lines)
    assert done.floors_short == max(sum(line.floor for line in good.lines) - at_hand, 0)
    for first in done.lines:
        for second in done.lines:
            if (
                first.line.priority < second.line.priority
            ):  # nobody behind gets more than a floor while one ahead lacks
                assert second.above == 0 or first.given == first.line.asked
                assert second.of_floor == 0 or first.of_floor == first.line.floor
    assert done == allocate(good)
    more = good.model_copy(update={"stock": good.stock + 1})
    assert all(a.given <= b.given for a, b in zip(done.lines, allocate(more).lines, strict=True))


FILE = """
priorities:
  "1": {zh: 收治, en: treatment}
goods:
  - good: n95
    unit: pieces
    stock: 100
    keep: 10
    lines:
      - {name: a, asked: 60, floor: 20, priority: 1}
      - {name: b, asked: 30, priority: 2}
      - {name: c, asked: 60, floor: 10, priority: 2}
"""


def run(tmp_path, text, *words):
    (tmp_path / "x.yaml").write_text(text, "utf-8")
    return CliRunner().invoke(outlook.command, ["allocate", str(tmp_path / "x.yaml"), *words])


def test_each_line_says_why(tmp_path):
    made = json.loads(run(tmp_path, FILE, "--json").output)
    jsonschema.validate(made, json.loads(shapes.text("allocate")))
    rows = [
        (line["given"], line["why"], line["class_wanted"], line["class_given"])
        for line in made["goods"][0]["lines"]
    ]
    assert rows == [(60, "in_full", 40, 40), (8, "part", 80, 20), (22, "floor_and_part", 80, 20)]
    assert (
        "its floor of 10; of the rest its priority wanted 80, there were 20: its part is 12"
        in run(tmp_path, FILE, "--lang", "en").output
    )


BAD = {
    "no yaml": ("goods: [", "deciding/unreadable", 1),
    "an alias": ("goods: &a []\npriorities: *a\n", "deciding/unreadable", 2),
    "unknown": (FILE.replace("keep", "kept"), "deciding/unknown-key", 8),
    "missing": (FILE.replace("    unit: pieces\n", ""), "deciding/missing", 5),
    "a half": (FILE.replace("stock: 100", "stock: 99.5"), "deciding/bad-value", 7),
    "yes": (FILE.replace("stock: 100", "stock: yes"), "deciding/bad-value", 7),
    "negative": (FILE.replace("asked: 30", "asked: -3"), "deciding/bad-value", 11),
    "key twice": (FILE.replace("keep: 10", "stock: 10"), "deciding/twice", 8),
    "name twice": (FILE.replace("name: b", "name: a"), "deciding/twice", 0),
    "high floor": (FILE.replace("floor: 20", "floor: 70"), "deciding/floor-above-asked", 0),
    "keep": (FILE.replace("keep: 10", "keep: 101"), "deciding/keep-above-stock", 0),
}


@pytest.mark.parametrize("name", list(BAD))
def test_a_file_that_cannot_be_used(tmp_path, name):
    text, code, line = BAD[name]
    refused = run(tmp_path, text).exception
    assert isinstance(refused, Refused)
    assert [(problem.code, problem.line) for problem in refused.problems] == [(code, line)]
    assert all(
        "{" not in problem.line_of_text("zh") + problem.line_of_text("en") for problem in refused.problems
    )
