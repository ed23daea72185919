"""The surrogate against what it was made from, the search against trying all, estimates that do not flatter the winner."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
from scipy import stats

from lianfang.base.problems import Refused
from lianfang.outlook.deciding import (
    checking,
    compiled,
    flipping,
    resuming,
    search,
    surrogate,
    telling,
    worlds,
)
from lianfang.outlook.deciding.estimating import Estimate, Limit, Mean, chance, estimate, holds
from lianfang.outlook.deciding.orders import Factor, Uncertain, Worlds
from lianfang.outlook.deciding.simulating import Groups, Outcomes, Traces

DAYS = 40
UNCERTAIN = Uncertain(transmission=Factor(low=0.75, high=1.33), imported=Factor(low=0.6, high=1.6))


def city(sectors=2, districts=2, batches=2):
    """A made-up town of groups of unequal size and contact."""
    rng = np.random.default_rng(7)
    count = sectors * districts * batches
    residents = np.linspace(20_000, 40_000, districts)
    goes = np.zeros((districts, count))
    for group in range(count):
        home = group // batches % districts
        goes[home, group] = 4000 * rng.uniform(0.3, 1.2)
        goes[(home + 1) % districts, group] += 500
    back = goes.sum(axis=0)[:, None] * np.linspace(0.7, 1, DAYS)
    contact = np.repeat(rng.uniform(0.4, 1.8, sectors), districts * batches)
    names = tuple(f"s{n}" for n in range(sectors)), tuple(f"d{n}" for n in range(districts))
    return Groups(*names, batches, DAYS, back, goes, residents, contact, 0.8)


def model(groups, **changed):
    imports = np.full((DAYS, len(groups.districts)), 0.3)
    imports[0] = 6.0
    lags = np.concatenate([np.zeros(4), np.full(14, 0.5)])
    numbers: dict[str, Any] = {
        "base": 0.5, "work": 1.1, "weights": surrogate.weights_of(5.0), "dispersion": 0.5, "quiet": 0.2, "imports": imports,
        "bed_lags": lags, "room_lags": 3 * lags, "beds": np.full(DAYS, 2.0), "rooms": np.full(DAYS, 10.0), "window": 30,
    }  # fmt: skip
    return surrogate.Surrogate(groups, **(numbers | changed))


class Town:
    """The surrogate itself as the city, which counts how often it is asked."""

    def __init__(self, of):
        self.of, self.asked = of, 0

    def run(self, opens, draws):
        self.asked += 1
        return self.of.run(opens, draws)

    def traces(self, calendars, draws):
        rows = [(opens, draw) for opens in calendars for draw in draws]
        made = [trace(self.of, opens, draw) for opens, draw in rows]
        local, arrived, beds, rooms = (np.array(part) for part in zip(*made, strict=True))
        work = np.array([0.9 * self.of.groups.planned(opens) for opens, _ in rows])
        opened = np.array([opens for opens, _ in rows])
        return Traces(opened, tuple(draw for _, draw in rows), local, arrived, beds, rooms, work)


def trace(of, opens, draw):
    """One world of a surrogate day by day."""
    who = compiled.mixing(opens, of._outside, of._each, DAYS)
    local, arrived = np.zeros((2, DAYS, len(of.groups.districts)))
    seed = np.uint64(draw.seed)
    compiled.spread(
        who, of.weights, of.imports, of.groups.residents, of.dispersion, seed, draw.transmission, draw.imported, of.quiet, True,
        local, arrived,
    )  # fmt: skip
    infected = (local + arrived).sum(axis=1)
    beds, rooms = (
        usual + np.convolve(infected, lags)[:DAYS]
        for usual, lags in ((of.beds, of.bed_lags), (of.rooms, of.room_lags))
    )
    return local, arrived, beds, rooms


@pytest.fixture(scope="module")
def small():
    return model(city())


def question(small, limits, town=None, worlds_=None):
    groups = small.groups
    choices = search.Choices((0, 10, 20, 30), np.zeros(8, np.int64), np.full(8, -1), groups.batches)
    written = {
        "a": np.array([0, 10] * 4), "b": np.array([20, 30] * 4), "c": np.array([0, 0, 0, 0, 30, 30, 30, 30]),
    }  # fmt: skip
    worlds_ = worlds_ or Worlds(fit=16, search=100, city=60)
    return resuming.Question(town or Town(small), groups, choices, written, limits, 30, UNCERTAIN, worlds_, 1)


def test_counts_are_quantiles_of_the_distribution():
    u = np.random.default_rng(1).random(200)
    for mean, size in ((0.3, 0.2), (4.0, 0.6), (60.0, 9.0)):
        mine = [compiled.count(mean, size, each) for each in u]
        assert mine == list(stats.nbinom.ppf(u, size, size / (size + mean)))
    assert [compiled.count(3.0, 0.0, each) for each in u] == list(stats.poisson.ppf(u, 3.0))
    many = [compiled.count(900.0, 40.0, (n + 0.5) / 4000) for n in range(4000)]
    assert np.mean(many) == pytest.approx(900, rel=0.01)
    assert np.std(many) == pytest.approx(np.sqrt(900 + 900**2 / 40), rel=0.02)
    assert compiled.count(0.0, 1.0, 0.9) == 0


def test_numbers_of_a_world_are_even():
    drawn = [compiled.uniform(np.uint64(5), np.uint64(n)) for n in range(20_000)]
    assert stats.kstest(drawn, "uniform").pvalue > 0.001
    assert abs(np.corrcoef(drawn[:-1], drawn[1:])[0, 1]) < 0.03


def test_means_of_worlds_are_expected_counts_and_r_is_the_sum_of_its_parts(small):
    draws = worlds.drawn(
        Uncertain(transmission=Factor(low=0.999, high=1.001), imported=Factor(low=0.999, high=1.001)),
        1,
        "fit",
        4000,
    )
    opens = np.full(8, 10)
    got, want = small.run(opens, draws).local, small.expected(opens, draws[:1])[0, 2]
    assert (
        abs(got.mean() - want) < 4 * got.std() / np.sqrt(len(got)) + 0.02 * want
    )  # depletion bends the mean a little
    closed, open_ = small.per_person(np.full(8, DAYS), 5), small.per_person(np.zeros(8, np.int64), 5)
    assert closed == pytest.approx(0.5)
    assert open_ > closed


def test_opening_earlier_never_means_fewer_infections_in_the_same_world(small):
    draws = worlds.drawn(UNCERTAIN, 1, "search", 300)
    earlier, later = (small.run(np.full(8, day), draws) for day in (5, 15))
    assert (earlier.local >= later.local).mean() > 0.97
    assert np.array_equal(small.run(np.full(8, 5), draws).local, earlier.local)


def test_a_fit_finds_the_numbers_it_was_made_from(small):
    of = question(small, {"beds": Limit(1e9, 0.05)})
    draws = of.draws("fit", 60)
    seen = of.city.traces([np.full(8, DAYS), np.zeros(8, np.int64)], draws)
    found = surrogate.fit(small.groups, seen, 30)
    assert found.base == pytest.approx(small.base, rel=0.25)  # it and the next but one trade places
    assert found.work == pytest.approx(small.work, rel=0.15)
    assert found.quiet <= 0.35
    assert found.groups.person_days(np.zeros(8, np.int64)) == pytest.approx(
        0.9 * small.groups.person_days(np.zeros(8, np.int64))
    )
    fresh = of.draws("fresh", 2000)
    for day in (0, 20, DAYS):
        mine, theirs = found.run(np.full(8, day), fresh), small.run(np.full(8, day), fresh)
        assert np.median(mine.local) == pytest.approx(np.median(theirs.local), rel=0.15, abs=3)
        assert np.median(mine.beds) == pytest.approx(np.median(theirs.beds), rel=0.15, abs=3)


def test_the_filled_calendar_is_nearly_the_best_of_all(small):
    groups = city(sectors=2, districts=1, batches=2)
    of = model(groups)
    draws = worlds.drawn(UNCERTAIN, 1, "search", 300)
    expected = draws[:16]
    limits = {"beds": Limit(float(np.quantile(of.run(np.full(4, 10), draws).beds, 0.95)), 0.05)}
    choices = search.Choices((0, 10, 20, 30), np.zeros(4, np.int64), np.full(4, -1), 2)
    every = [
        np.array(days)
        for days in product((0, 10, 20, 30, DAYS), repeat=4)
        if days[0] <= days[1] and days[2] <= days[3]
    ]
    best = max(groups.person_days(opens) for opens in every if holds(of.run(opens, draws), limits))
    walked = search.path(of, choices, limits, expected)
    assert all(groups.person_days(a) < groups.person_days(b) for a, b in pairwise(walked))
    good = [opens for opens in walked if holds(of.run(opens, draws), limits)]
    filled = search.fill(of, choices, limits, good[-1], draws, expected)
    assert holds(of.run(filled, draws), limits)
    assert groups.person_days(filled) >= 0.95 * best
    assert groups.person_days(filled) >= groups.person_days(good[-1])


def test_a_path_keeps_earliest_days_fixed_groups_and_the_order_of_batches(small):
    earliest = np.array([10, 10, 0, 0, 0, 0, 0, 0])
    fixed = np.array([-1, -1, -1, -1, 20, 20, -1, -1])
    choices = search.Choices((0, 10, 20, 30), earliest, fixed, 2)
    for opens in search.path(
        small, choices, {"local": Limit(50, 0.1)}, worlds.drawn(UNCERTAIN, 1, "expected", 8)
    ):
        assert (opens >= earliest).all()
        assert (opens[4:6] == 20).all()
        assert (opens[1::2] >= opens[::2]).all()
    assert list(opens) == [10, 10, 0, 0, 20, 20, 0, 0]


def test_intervals_of_probabilities():
    never = chance(np.zeros(100, bool))
    assert (never.low, never.high) == (0.0, pytest.approx(0.0362, abs=1e-4))
    five = chance(np.arange(100) < 5)
    assert (five.low, five.high) == (pytest.approx(0.0164, abs=1e-4), pytest.approx(0.1128, abs=1e-4))


def test_a_limit_just_holds_where_it_says(small):
    of = small.run(np.zeros(8, np.int64), worlds.drawn(UNCERTAIN, 1, "fresh", 333))
    above = estimate(of, {"beds": Limit(1.0, 0.05)}).above["beds"]
    assert holds(of, {"beds": Limit(above, 0.05)})
    assert not holds(of, {"beds": Limit(above - 1e-6, 0.05)})


def test_nobody_on_the_frontier_is_beaten():
    gains, risks = np.array([1.0, 2.0, 2.0, 3.0]), np.array([[0.0, 0.1], [0.1, 0.0], [0.1, 0.1], [0.1, 0.0]])
    assert list(search.on_frontier(gains, risks)) == [True, False, False, True]


def test_the_answer_is_reestimated_in_worlds_that_did_not_choose_it(small):
    draws = worlds.drawn(UNCERTAIN, 1, "search", 200)
    limits = {"beds": Limit(float(np.quantile(small.run(np.full(8, 10), draws).beds, 0.95)), 0.05)}
    of = question(small, limits)
    found = resuming.answer(of, worlds.Kept(None, ""))
    assert found.best is not None
    assert found.after is not None
    assert found.leading is not None
    chosen, after, leading = found.best, found.after, found.leading
    more = [point for point in found.frontier if days_of(of, point) > days_of(of, chosen)]
    assert more[0] is after
    assert leading.selected is not None
    assert leading.selected.chances["beds"].share <= 0.05
    assert [each.is_kept for each in found.checks] == [False] * (len(found.checks) - 1) + [True]
    assert found.checks[-1].name == chosen.name
    assert found.checks[-1].hits["beds"] <= found.plan.allowed["beds"]
    truth = small.run(chosen.opens, worlds.drawn(UNCERTAIN, 99, "city", 4000)).beds
    assert (truth > limits["beds"].most).mean() <= 0.05
    assert all(point.worst is not None and len(of.worst()) == 40 for point in [*found.written, chosen, after])
    assert {(draw.transmission, draw.is_worst) for draw in of.worst()} == {(1.33, True)}
    assert len({draw.seed for name in worlds.STREAMS for draw in of.draws(name, 200)}) == 200 * len(
        worlds.STREAMS
    )
    best = max(
        of.groups.person_days(opens)
        for opens in of.written.values()
        if holds(small.run(opens, draws), limits)
    )
    assert of.groups.person_days(chosen.opens) >= best
    told = [said.en for said in telling.summary(_broken(found, 0, chosen))]
    kept = max(days_of(of, point) for point in found.written)
    if days_of(of, chosen) >= kept:
        assert any("more than the best written calendar that keeps the limits" in said for said in told)
    else:
        assert any("fewer than the written" in said and "check" in said for said in told)
    told = [said.en for said in telling.summary(_broken(found, 60, chosen))]
    assert not any("written" in said for said in told)
    turned = flipping.flips(found, worlds.Kept(None, ""))
    assert turned[0].holds_to is not None
    assert turned[0].breaks_from is not None
    assert 1 <= turned[0].holds_to < turned[0].breaks_from
    assert turned[0].next_to is not None
    assert turned[0].next_to <= 1


def test_a_chosen_calendar_that_fails_where_it_is_moved_is_not_said_to_hold_nothing():
    said = telling.flips([flipping.Flip("transmission", None, 1.0, None, None)])[0].said
    assert "passed its check" in said.en
    assert "通过了检验" in said.zh
    assert telling._limit_text("beds", [30.0, None], "en") == (
        "beds: by the estimate the chosen calendar would still do with a limit of 30; there is no next one, or it was not tried"
        " on the city."
    )
    assert telling._limit_text("beds", [None, 40.0], "zh") == "床位：没有所选日程；下一份须 40。"


def days_of(of, point):
    return of.groups.person_days(point.opens)


def _broken(found, hits, chosen):
    """The answer with a chosen calendar that breaks its limit in so many of 60 fresh worlds, and written ones that never do."""
    chances = {"beds": chance(np.arange(60) < hits)}
    written = [
        replace(point, city=replace(point.city, chances={"beds": chance(np.zeros(60, bool))}))
        for point in found.written
    ]
    return replace(found, written=written, best=replace(chosen, city=replace(chosen.city, chances=chances)))


FEW = Worlds(fit=6, search=50, city=20)


def test_a_written_calendar_may_be_the_one(small):
    of = question(small, {"beds": Limit(1e6, 0.05)}, worlds_=FEW)
    late = search.Choices((30,), np.full(8, 30), np.full(8, -1), small.groups.batches)
    found = resuming.answer(replace(of, choices=late), worlds.Kept(None, ""))
    most = max(found.written, key=lambda point: of.groups.person_days(point.opens))
    assert found.best is most
    assert found.after is None
    assert all(point.selected is not None for point in found.written)
    assert any(f"a written one ({most.name})" in said.en for said in telling.summary(found))


class Listed(resuming._Trial):
    """Holds where it is told; person-days are the day on which its one group opens."""

    good: str

    def holds(self, point):
        return point.name in self.good

    def days(self, point):
        return float(point.opens[0])


@pytest.mark.parametrize(
    ("good", "hopeful", "expected"),
    [
        ("abc", "abc", ("c", "e")),  # in order
        ("abg", "abcg", ("g", None)),  # the last one holds, though others before it do not
        ("abw", "abc", ("w", "g")),  # a written one lies between
        ("aw", "", ("w", "g")),
        ("", "abceg", (None, "a")),
    ],
)
def test_limits_need_not_break_in_order_of_days(small, good, hopeful, expected):
    trial = Listed(question(small, {"beds": Limit(1.0, 0.05)}), worlds.Kept(None, ""))
    trial.good = good
    points = {}
    for name in "abcegw":
        sure = Estimate(Mean(0, 0, 0), {"beds": chance(np.array([name not in hopeful]))}, Mean(0, 0, 0), {})
        points[name] = resuming.Point(name, np.array([ord("f") if name == "w" else ord(name)]), sure, sure)
    found = resuming._chosen([points[name] for name in "abceg"], [points["w"]], trial)
    assert tuple(None if point is None else point.name for point in found) == expected


class Checked(resuming._Trial):
    """A trial in which calendars exceed their limit in a stated share of worlds."""

    share: dict[str, float]

    def selected(self, point):
        return sure(round(100 * self.share[point.name]) if self.share[point.name] < 0.9 else 0)

    def days(self, point):
        return float(ord(point.name))


def sure(hits, worlds_=100):
    return Estimate(Mean(0, 0, 0), {"beds": chance(np.arange(worlds_) < hits)}, Mean(0, 0, 0), {})


@pytest.mark.parametrize(
    ("shares", "expected", "names"),
    [
        (
            {"a": 0.0, "b": 0.01, "c": 0.05},
            "b",
            "b",
        ),  # the leading one is not even tried: it would hardly pass
        ({"a": 0.0, "b": 0.95, "c": 0.95}, "a", "cba"),  # whoever looked good by luck is found out
        ({"a": 0.95, "b": 0.95, "c": 0.95}, None, "cba"),
        ({"a": 0.05, "b": 0.05, "c": 0.06}, None, "b"),  # nobody looks as if: the likeliest is tried, once
        # the last check is for the likeliest of those left
        ({**dict.fromkeys("defg", 0.95), "a": 0.01, "b": 0.05, "c": 0.05}, "a", "gfeda"),
    ],
)
def test_whoever_is_recommended_has_passed_a_check_in_worlds_of_its_own(
    small, monkeypatch, shares, expected, names
):
    of = question(small, {"beds": Limit(1.0, 0.05)})
    trial = Checked(of, worlds.Kept(None, ""))
    trial.share = shares
    points = [resuming.Point(name, np.array([ord(name)]), sure(0), sure(0)) for name in sorted(shares)]
    asked: list[tuple[int, int]] = []

    def run(of, opens, draws, stream, kept):
        asked.append((draws[0].seed, len(draws)))
        beds = 2.0 * (np.arange(len(draws)) < round(shares[chr(opens[0])] * len(draws)))
        return Outcomes(beds, beds, beds, beds)

    monkeypatch.setattr(resuming, "run", run)
    plan = checking.design(of.limits)
    assert (plan.worlds, plan.allowed) == (320, {"beds": 7})
    best, checks = resuming._checked(points[-1], points, trial, plan, lambda stage, done, of: None)
    assert (None if best is None else best.name, "".join(each.name for each in checks)) == (expected, names)
    assert len({seed for seed, _ in asked}) == len(asked)
    for each in checks:
        assert each.is_kept == (each.hits["beds"] <= 7)
        assert each.done == each.worlds or (each.hits["beds"] > 7 and each.done < each.worlds)
        assert each.upper is None or each.upper["beds"] <= 0.05


def test_a_check_passes_wrongly_no_more_often_than_is_said():
    for accepted in (0.02, 0.05, 0.2, 0.5):
        plan = checking.design({"beds": Limit(1, accepted), "local": Limit(1, 0.9)})
        most = plan.allowed["beds"]
        assert stats.binom.cdf(most, plan.worlds, accepted) <= 0.05 / checking.CHECKS
        assert stats.binom.cdf(most + 1, plan.worlds, accepted) > 0.05 / checking.CHECKS
        assert stats.binom.cdf(most, plan.worlds, accepted / 3) >= 0.8
    with pytest.raises(Refused, match="deciding/cannot-be-shown"):
        checking.design({"beds": Limit(1, 1e-4)})


def test_worlds_take_a_posterior_in_place_of_the_range():
    learnt = np.random.default_rng(1).gamma(4, 0.1, 500)
    drawn = worlds.drawn(UNCERTAIN, 1, "city", 400, learnt)
    prior = worlds.drawn(UNCERTAIN, 1, "city", 400)
    got = np.array([draw.transmission for draw in drawn])
    assert np.quantile(got, [0.1, 0.5, 0.9]) == pytest.approx(np.quantile(learnt, [0.1, 0.5, 0.9]), rel=0.02)
    assert [(a.seed, a.imported) for a in drawn] == [(b.seed, b.imported) for b in prior]


def test_a_calibration_is_laid_on_the_city_s_own_r(small):
    of = replace(
        question(small, {"beds": Limit(30.0, 0.05)}, worlds_=FEW), posterior=np.linspace(0.2, 0.6, 41)
    )
    made = resuming._anchored(of, small)
    assert made.transmission == pytest.approx(
        np.linspace(0.4, 1.2, 41)
    )  # with all closed the town's R is 0.5
    assert made.draws("fit", 6) == of.draws("fit", 6)
    assert {draw.transmission for draw in made.worst()} == {made.high}
    assert made.high == pytest.approx(0.4 + 0.8 * 0.975)


class Stopped(Exception):
    """Somebody pulled the plug."""


def test_a_stopped_search_goes_on_to_the_same_answer(small, tmp_path):
    limits = {"beds": Limit(30.0, 0.05)}
    whole = resuming.answer(question(small, limits, worlds_=FEW), worlds.Kept(None, ""))

    def stop(stage, done, of):
        if stage == "fill":
            raise Stopped

    keep = tmp_path / "kept"
    with pytest.raises(Stopped):
        resuming.answer(question(small, limits, worlds_=FEW), worlds.Kept(keep, "a"), stop)
    again = resuming.answer(question(small, limits, worlds_=FEW), worlds.Kept(keep, "a"))
    assert [point.name for point in again.frontier] == [point.name for point in whole.frontier]
    assert all(np.array_equal(a.opens, b.opens) for a, b in zip(again.frontier, whole.frontier, strict=True))
    assert again.best is not None
    assert whole.best is not None
    assert again.best.name == whole.best.name
    town = Town(small)
    resuming.answer(question(small, limits, town, FEW), worlds.Kept(keep, "a"))
    assert town.asked == 0
    with pytest.raises(Refused, match="deciding/checkpoint"):
        worlds.Kept(keep, "b")


def test_where_nothing_spreads_nothing_is_decided(small):
    quiet = model(small.groups, imports=np.zeros((DAYS, 2)))
    with pytest.raises(Refused, match="deciding/no-spread"):
        resuming.answer(question(quiet, {"beds": Limit(5, 0.1)}), worlds.Kept(None, ""))
