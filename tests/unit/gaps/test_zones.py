"""Zones: what is known of an area's numbers holds in every world that the records allow, and no rule is guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.base import areas as paths
from lianfang.base.instants import DAY, end_of
from lianfang.gaps import plans
from lianfang.gaps.counting import Count
from lianfang.gaps.known import Known
from lianfang.gaps.returns import Term, laid_out
from lianfang.gaps.zones import Numbers, Zone, reported, zones
from lianfang.plan import shipped
from lianfang.plan.loader import load
from lianfang.plan.model import Figure
from lianfang.registers.catalogue import catalogue
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import CITY, FUTIAN, NANSHAN, NOON, write

ZONE = "Asia/Shanghai"
FOLDER = shipped.folder("shenzhen_2020")
assert FOLDER is not None
PLAN = load(FOLDER, catalogue())
CONFIRMED, CLUSTERS = PLAN.figures["confirmed"], PLAN.figures["new_clusters"]
LAST = date(2020, 2, 20)
SPAN = [LAST - timedelta(days=n) for n in reversed(range(5))]
VALUES = st.lists(st.one_of(st.none(), st.integers(0, 6)), min_size=5, max_size=5)


# reported numbers


def said(figure: Figure, values: Sequence[int | None], days: int):
    """The range of one area's number, of returns of five days."""
    rows = [(figure.key, day, value, NANSHAN, None) for day, value in zip(SPAN, values, strict=True)]
    sent = laid_out(rows, {NANSHAN: Term(None, None)}, {}, lambda day: 0)
    return reported(sent, figure, days, NANSHAN, LAST)


def inside(range_, value: int) -> bool:
    return range_.low <= value and (range_.high is None or value <= range_.high)


@given(VALUES, st.integers(1, 5))
def test_of_flows_whatever_is_missing_may_still_come(values: list[int | None], days: int) -> None:
    range_ = said(CLUSTERS, values, days)
    window = values[5 - days :]
    for filled in product(*[[0, 7] if value is None else [value] for value in window]):
        assert inside(range_, sum(filled))
    assert range_.is_exact == (None not in window)
    assert range_.low == sum(value or 0 for value in window)


@given(VALUES, st.integers(1, 4))
def test_of_a_total_what_came_lies_between_its_change_and_its_rises(
    values: list[int | None], days: int
) -> None:
    range_ = said(CONFIRMED, values, days)
    window = values[4 - days :]
    if None in (window[0], window[-1]):
        assert range_.high is None
        return
    known = [value for value in window if value is not None]
    rises = [max(0, after - before) for before, after in pairwise(known)]
    assert (range_.low, range_.high) == (max(0, known[-1] - known[0]), sum(rises))
    if known == sorted(known):
        assert range_.is_exact


def test_as_it_stands_a_number_is_that_of_the_day() -> None:
    assert said(CONFIRMED, [1, 2, 3, 4, 5], 0).low == 5
    assert said(CONFIRMED, [1, 2, 3, 4, None], 0).high is None


# counted numbers


@dataclass(frozen=True)
class Case:
    """A row: to which area it belongs (the city: to none of its districts that we know), when, whether it counts."""

    area: int
    day: int | None
    counts: bool | None


CASES = st.lists(
    st.builds(
        Case,
        st.sampled_from([CITY, NANSHAN, FUTIAN]),
        st.sampled_from([None, 1, 3, 5]),
        st.sampled_from([True, True, None, False]),
    ),
    max_size=5,
)


class Rows:
    """Counts rows as a figure does: for certain by the instant, and those that cannot be told."""

    def __init__(self, cases: Sequence[Case]):
        self.cases = cases

    def counts(self, figure: Figure, *, at: int, areas: Sequence[int]) -> Mapping[int, Count]:
        """Kleene's conjunction of *counts* and *has occurred*."""
        found = {}
        for area in areas:
            truths = [
                _and(one.counts, _by(one.day, at)) for one in self.cases if paths.is_within(one.area, area)
            ]
            found[area] = Count(truths.count(True), truths.count(None))
        return found


def _by(day: int | None, at: int) -> bool | None:
    return None if day is None else day * DAY <= at


def _and(first: bool | None, second: bool | None) -> bool | None:
    return False if False in (first, second) else None if None in (first, second) else True


def worlds(case: Case) -> list[tuple[int, int] | None]:
    """Where and when a row may count, None for nowhere."""
    if case.counts is False:
        return [None]
    places = [case.area] if case.area != CITY else [0, NANSHAN, FUTIAN]
    days = [1, 3, 5] if case.day is None else [case.day]
    return [*product(places, days), *([None] if case.counts is None else [])]


@given(CASES, st.sampled_from([0, 2]))
def test_a_count_lies_within_its_range_wherever_an_unplaced_row_belongs(cases: list[Case], days: int) -> None:
    counted = replace(CONFIRMED, of_record="counted")
    plan = replace(PLAN, figures={**PLAN.figures, "confirmed": counted})
    terms = {area: Term(None, None) for area in (CITY, NANSHAN, FUTIAN)}
    now = 4 * DAY
    numbers = Numbers(plan, laid_out([], terms, {}, lambda day: 0), Rows(cases), now)
    rule = PLAN.zonings["risk"].rules[0]
    number = replace(rule.numbers["cases"], days=days)
    measured = numbers.measure(replace(rule, numbers={"cases": number}), [NANSHAN, FUTIAN])
    since = now - days * DAY if days else -1
    for world in product(*map(worlds, cases)):
        for area in (NANSHAN, FUTIAN):
            value = sum(one is not None and one[0] == area and since < one[1] * DAY <= now for one in world)
            assert inside(measured[area][0].range, value)
    sure = all(one.counts is not None and one.day is not None and one.area != CITY for one in cases)
    assert not sure or all(measured[area][0].range.is_exact for area in (NANSHAN, FUTIAN))


# on the registers


@pytest.fixture
def city():
    yield lay_small()
    plans.forget()


def send(figure: str, area: int, values: dict[date, float | None], at: int = NOON) -> None:
    """Returns by day."""
    for day, value in values.items():
        write("return", {"figure": figure, "area": area, "day": day, "value": value}, at=at)


def found(day: date = LAST, known: Known | None = None, area: int = CITY) -> dict[int, Zone]:
    """The zones of a day by area."""
    told = zones(plans.in_force(), as_of=end_of(day, ZONE), area=area, known=known)
    return {one.area: one for one in told}


def left(zone: Zone) -> str:
    return " ".join(one.key for one in zone.possible)


BEFORE = LAST - timedelta(days=14)


@pytest.mark.django_db
def test_no_rule_is_in_force_before_the_first_and_none_is_guessed(city):
    send("confirmed", NANSHAN, {date(2020, 2, 16): 80, date(2020, 2, 17): 80, date(2020, 2, 3): 80})
    assert {one.state for one in found(date(2020, 2, 16)).values()} == {"no_rule"}
    assert [left(one) for one in found(date(2020, 2, 16)).values()] == ["", ""]
    assert (found(date(2020, 2, 17))[NANSHAN].state, left(found(date(2020, 2, 17))[NANSHAN])) == (
        "decided",
        "low",
    )


@pytest.mark.django_db
def test_the_missing_number_on_which_the_zone_hangs_is_named(city):
    send("confirmed", NANSHAN, {BEFORE: 60, LAST: 61})
    send("confirmed", FUTIAN, {BEFORE: 40, LAST: 41})
    told = found()
    assert (told[NANSHAN].state, left(told[NANSHAN])) == ("cannot_tell", "medium high")
    assert [one.number.key for one in told[NANSHAN].hangs_on] == ["clusters"]
    assert (told[FUTIAN].state, left(told[FUTIAN]), told[FUTIAN].hangs_on) == ("decided", "medium", ())
    send("new_clusters", NANSHAN, {LAST: 1})
    assert (left(found()[NANSHAN]), found()[NANSHAN].numbers[2].range.low) == ("high", 1)
    send("new_clusters", FUTIAN, {LAST - timedelta(days=n): 0 for n in range(14)})
    assert found()[FUTIAN].numbers[2].range.is_exact


@pytest.mark.django_db
def test_fourteen_days_of_no_cluster_decide_and_thirteen_do_not(city):
    send("confirmed", NANSHAN, {BEFORE: 60, LAST: 61})
    send("new_clusters", NANSHAN, {LAST - timedelta(days=n): 0 for n in range(13)})
    assert left(found()[NANSHAN]) == "medium high"
    send("new_clusters", NANSHAN, {LAST - timedelta(days=13): 0})
    assert left(found()[NANSHAN]) == "medium"


@pytest.mark.django_db
def test_a_missing_total_leaves_all_three(city):
    send("confirmed", NANSHAN, {BEFORE: 60, LAST: None})
    assert left(found()[NANSHAN]) == "low medium high"
    assert "cases" in [one.number.key for one in found()[NANSHAN].hangs_on]


@pytest.mark.django_db
def test_an_area_that_has_ended_has_no_zone_and_a_district_sees_its_own(city):
    write("area", {"id": FUTIAN, "ends_on": LAST})
    assert set(found()) == {NANSHAN}
    assert set(found(LAST - timedelta(days=1))) == {NANSHAN, FUTIAN}
    assert set(found(LAST - timedelta(days=1), area=FUTIAN)) == {FUTIAN}


@pytest.mark.django_db
def test_what_was_known_earlier(city):
    send("confirmed", NANSHAN, {BEFORE: 60, LAST: 60})
    send("confirmed", FUTIAN, {BEFORE: 40, LAST: 40}, at=NOON + 100)
    known = Known(plans.in_force(), known_at=NOON + 50)
    assert {area: left(one) for area, one in found(known=known).items()} == {
        NANSHAN: "low", FUTIAN: "low medium high",
    }  # fmt: skip
    assert left(found()[FUTIAN]) == "low"
