"""The simulator against its slow twin, against theory, and against itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from math import exp, expm1

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from lianfang.base.problems import Refused
from lianfang.outlook import scenario
from lianfang.outlook.scenario import (
    Accepted,
    Delay,
    Disease,
    Gate,
    Isolation,
    Policies,
    Protection,
    Tracing,
    build,
    disease,
    ensemble,
    machines,
    margins,
    naive,
    running,
    simulate,
)  # fmt: skip
from lianfang.outlook.scenario.building import apportioned
from lianfang.outlook.scenario.compiling import COMPLY, STAYS_HOME, orders
from lianfang.outlook.scenario.ensembles import Worst
from lianfang.outlook.scenario.settings import SETTINGS
from tests.unit.outlook import small_cities

FOUR_ERRORS = 4


@settings(max_examples=20, deadline=None)
@given(world=st.integers(0, 10**6), seed=st.integers(0, 2**64 - 1))
def test_equals_the_slow_twin_in_every_number(world: int, seed: int) -> None:
    chance = small_cities.world(world)
    given_ = (
        small_cities.city(chance),
        small_cities.disease(chance),
        small_cities.policies(chance),
        18,
        seed,
    )
    fast, slow = running.simulate(*given_), naive.simulate(*given_)
    assert {name: values.tolist() for name, values in fast.arrays().items()} == {
        name: values.tolist() for name, values in slow.arrays().items()
    }
    assert fast.meetings == slow.meetings


def test_the_number_of_threads_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "_SHARED_FROM", 1)
    chance = small_cities.world(1)
    given_ = (small_cities.city(chance), small_cities.disease(chance), small_cities.policies(chance), 30, 9)
    alone = simulate(*given_)
    assert alone.infections.sum() > 20
    assert all(simulate(*given_, threads=threads).same(alone) for threads in (2, 5))


def _fixed(hazard: float, dispersion: float = float("inf")) -> Disease:
    """Infectious from day 2 to day 6, all alike."""
    return Disease(
        "fixed",
        Delay.always(2),
        Delay.always(0),
        Delay.always(5),
        {"community": hazard},
        dispersion=dispersion,
    )


@pytest.mark.parametrize("dispersion", [float("inf"), 0.5])
def test_the_final_size_is_that_of_theory(dispersion: float) -> None:
    agents, infected, meetings = 20_000, 40, 6
    ill = _fixed(0.08, dispersion)
    each = float(np.mean(-np.expm1(-0.08 * ill.unevenness())))
    r0 = meetings * each * 5
    assert 1.5 < r0 < 3
    rest = 1 - infected / agents
    theory = brentq(lambda z: 1 - z - rest * exp(-r0 * z), 0.01, 1)
    town = small_cities.mixing(agents, infected, meetings)
    found = [simulate(town, ill, Policies(), 150, seed).infections.sum() / agents for seed in range(16)]
    error = np.std(found, ddof=1) / np.sqrt(len(found))
    assert abs(np.mean(found) - theory) < FOUR_ERRORS * error + 1 / agents
    assert error < 0.004


def test_early_growth_is_that_of_the_renewal_equation() -> None:
    agents, infected, meetings, hazard, days = 200_000, 50, 2.5, 0.15, 16
    expected = np.zeros(days)
    expected[0] = infected
    for t in range(1, days):
        expected[t] = meetings * -expm1(-hazard) * sum(expected[t - a] for a in range(2, 7) if t >= a)
    town = small_cities.mixing(agents, infected, meetings)
    runs = np.array(
        [simulate(town, _fixed(hazard), Policies(), days, seed).infections.sum(axis=1) for seed in range(40)]
    )
    totals = runs[:, 1:].sum(axis=1)
    # The city is finite: what is already infected is at most this share.
    used = expected.sum() / agents
    error = totals.std(ddof=1) / np.sqrt(len(totals))
    assert abs(totals.mean() - expected[1:].sum()) < FOUR_ERRORS * error + used * expected.sum()
    assert error < 0.03 * expected.sum()


def test_more_tracing_adds_no_infections_in_expectation() -> None:
    chance = small_cities.world(3)
    town, ill = small_cities.city(chance), small_cities.disease(chance)
    found = []
    for share in (0.0, 0.5, 1.0):
        named = dict.fromkeys(SETTINGS, share)
        ordered = Policies(
            testing=(scenario.Testing(seeking=0.8),), tracing=(Tracing(named=named, tested=True),),
            isolation=(Isolation(place="room"),),
        )  # fmt: skip
        found.append([simulate(town, ill, ordered, 30, seed).local.sum() for seed in range(60)])
    for less, more in pairwise(found):
        saved = np.array(less) - np.array(more)
        assert saved.mean() > -FOUR_ERRORS * saved.std(ddof=1) / np.sqrt(len(saved))
    assert np.mean(found[0]) > np.mean(found[2]) + 1


def test_an_order_moves_nothing_before_its_day_nor_where_nobody_is_touched() -> None:
    chance = small_cities.world(11)
    town, ill = small_cities.city(chance), small_cities.disease(chance)
    town = replace(town, returns_on=np.zeros_like(town.returns_on))
    before, base = 9, simulate(town, ill, Policies(), 25, 4)
    later = simulate(
        town, ill, Policies(protection=(Protection(since=before, setting="team", factor=0.0),)), 25, 4
    )
    assert np.array_equal(base.infected[:before], later.infected[:before])
    assert not np.array_equal(base.infected, later.infected)
    # Nobody comes through the gates here, whatever is ordered there.
    assert simulate(
        town, ill, Policies(gates=(Gate(quarantine_days=14, screening=1.0, tested=True),)), 25, 4
    ).same(base)


def test_nobody_is_counted_twice_and_capacity_is_kept() -> None:
    for world in range(6):
        chance = small_cities.world(world)
        town, ill, ordered = (
            small_cities.city(chance),
            small_cities.disease(chance),
            small_cities.policies(chance),
        )
        found = simulate(town, ill, ordered, 30, world)
        assert found.infections.sum() <= town.agents
        assert found.by_setting.sum() == found.local.sum()
        assert found.found.sum() <= found.infections.sum()
        assert (found.beds_short <= found.beds).all()
        for limits in ordered.capacity:
            for name in ("beds", "rooms"):
                most = getattr(limits, name)
                assert most is None or (getattr(found, name) - getattr(found, f"{name}_short") <= most).all()
        for testing in ordered.testing:
            assert testing.capacity is None or found.tests.max() <= testing.capacity - testing.others


def test_the_city_follows_its_margins() -> None:
    made = margins(away=0.25, infected={"南山区": 10})
    town = build(made, 20_000, 7)
    residents = apportioned(20_000, np.array(list(made.districts.values()), float))
    assert np.array_equal(np.diff(town.district_start), residents)
    assert np.abs(np.bincount(town.age, minlength=8) / 20_000 - np.array(made.ages)).max() < 1e-3
    assert np.array_equal(np.sort(town.site_members), np.flatnonzero(town.site >= 0))
    assert np.array_equal(town.site_members[town.seat[town.site_members]], town.site_members)
    staff = town.staff().sum(axis=(1, 2))
    shares = np.array([work.staff for work in made.works])[:-1]
    assert np.abs(staff[:-1] / staff[:-1].sum() - shares / shares.sum()).max() < 2e-3
    batches = town.staff()[0].sum(axis=0)
    assert batches.min() > 0.2 * batches.sum()
    assert abs((town.returns_on > 0).mean() - 0.25) < 0.01
    again = build(made, 20_000, 7)
    assert np.array_equal(again.site, town.site)
    assert np.array_equal(again.home, town.home)


def _golden() -> dict[str, list[int]]:
    town = build(margins(infected={"南山区": 200, "宝安区": 100}, arrivals_infected=(0.002,)), 20_000, 1)
    ordered = Policies(
        gates=(Gate(screening=0.5, quarantine_days=14),), testing=(scenario.Testing(seeking=0.7, capacity=60),),
        tracing=(Tracing(named={"home": 1.0, "team": 0.8, "community": 0.1}, tested=True),),
        isolation=(Isolation(place="bed", stays_home=0.3),),
    )  # fmt: skip
    found = simulate(town, disease(), ordered, 60, 1)
    names = ("infections", "found", "tests", "traced", "beds", "quarantined", "work_person_days", "deaths")
    return {name: [int(getattr(found, name)[t].sum()) for t in (10, 25, 40, 59)] for name in names}


def test_golden_numbers() -> None:
    """A change here is a change of the model: name it in the changelog."""
    assert _golden() == GOLDEN


GOLDEN = {
    "infections": [76, 183, 301, 219],
    "found": [12, 21, 32, 42],
    "tests": [60, 60, 60, 60],
    "traced": [114, 354, 501, 486],
    "beds": [59, 50, 66, 144],
    "quarantined": [1390, 2638, 3596, 2247],
    "work_person_days": [11436, 11609, 11881, 12822],
    "deaths": [0, 0, 0, 0],
}


def test_any_executor_gives_the_same_answers() -> None:
    chance = small_cities.world(2)
    town, ill = small_cities.city(chance), small_cities.disease(chance)
    scenarios, told = {"a": small_cities.policies(chance), "b": Policies()}, list[tuple[int, int]]()
    first = ensemble(
        town, ill, scenarios, days=20, seeds=[1, 2], progress=lambda done, of: told.append((done, of))
    )
    assert told == [(i, 8) for i in range(1, 9)]
    with ThreadPoolExecutor(2) as pool:
        second = ensemble(town, ill, scenarios, days=20, seeds=[1, 2], executor=pool)
    for key, outcomes in first.outcomes.items():
        assert all(one.same(other) for one, other in zip(outcomes, second.outcomes[key], strict=True))
    worst = [first.series("b", planned, "infections").sum() for planned in ("expected", "worst")]
    assert worst[0] < worst[1]
    found = first.exceeded("b", "worst", Accepted(beds=0, local=0))
    # Two of two: at 95 % the probability may be as low as 0.025 ** (1 / 2).
    assert {
        name: (each.hits, each.worlds, round(each.low, 3), each.high) for name, each in found.items()
    } == dict.fromkeys(("beds_or_rooms", "local"), (2, 2, 0.158, 1.0))


@pytest.mark.parametrize("people", [-50, 10**12])
def test_a_city_has_no_such_number_of_infected(people: int) -> None:
    with pytest.raises(Refused, match="outlook/scenario-margins"):
        margins(infected={"宝安区": people})


def test_in_the_worst_case_fewer_comply_on_every_day() -> None:
    chance = small_cities.world(2)
    town, ill = small_cities.city(chance), small_cities.disease(chance)
    ordered = Policies(isolation=(Isolation(since=5, until=9, complies=0.5, stays_home=0.4, place="bed"),))
    worst = orders(Worst(complies=0.6).of(town, ill, ordered)[2], town, 12)
    assert worst.real[:, COMPLY] == pytest.approx([0.6] * 5 + [0.3] * 4 + [0.6] * 3)
    assert worst.real[:, STAYS_HOME] == pytest.approx([0] * 5 + [0.24] * 4 + [0] * 3)
    as_expected = orders(ordered, town, 12)
    assert (worst.whole == as_expected.whole).all()


def test_dask_gives_the_same_answers() -> None:
    import distributed  # here, since it takes a second

    chance = small_cities.world(2)
    town, ill = small_cities.city(chance), small_cities.disease(chance)
    first = ensemble(town, ill, {"a": Policies()}, days=10, seeds=[1, 2])
    there = distributed.LocalCluster(n_workers=1, processes=False, protocol="tcp", dashboard_address=None)
    with there, machines.on(there.scheduler_address) as executor:
        second = ensemble(town, ill, {"a": Policies()}, days=10, seeds=[1, 2], executor=executor)
    for key, outcomes in first.outcomes.items():
        assert all(one.same(other) for one, other in zip(outcomes, second.outcomes[key], strict=True))
    with pytest.raises(Refused, match="outlook/dask-away"), machines.on(there.scheduler_address, 0.2):
        pass
