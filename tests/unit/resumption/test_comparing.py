"""What an engine is given, and a comparison's numbers from those of its runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from lianfang.base.problems import Refused
from lianfang.fronts.resumption import population
from lianfang.fronts.resumption.comparing import _held
from lianfang.fronts.resumption.drawing import _levels
from lianfang.fronts.resumption.engines import disease, margins, residents
from lianfang.fronts.resumption.names import Known
from lianfang.fronts.resumption.policies import _closings, city_of
from lianfang.fronts.resumption.spec import Measures, Sized, Step
from lianfang.fronts.resumption.weighing import check
from lianfang.outlook.scenario import Gate, Policies, simulate

FIRST = date(2020, 2, 13)
KNOWN = Known(("trade", "health"), ("trade", "health"), ("福田区",), 1, {})


def test_arrivals_at_home_stand_for_many_and_contacts_for_themselves() -> None:
    """More may be ordered into rooms than are held and not found: who is found waits there for a bed."""
    said = {
        "quarantined": [200, 30], "quarantined_home": [10, 30], "quarantined_came_infected": [3, 0], "rooms": [300, 0],
    }  # fmt: skip
    run = SimpleNamespace(**{name: np.array(days, np.int32) for name, days in said.items()})
    assert _held(run, 875.0).tolist() == [193 + 7 * 875, 30 * 875]


def test_an_imported_case_is_one_infected_arrival_whatever_the_size_of_the_city() -> None:
    """The share among arrivals goes up as the city is made smaller, so that as many infected arrive, and each counts as one."""
    sized = {"first": FIRST, "days": 40, "infected": 0, "shut": []}
    seen = []
    for agents in (5_000, 20_000):
        asked = Sized(agents=agents, **sized)  # type: ignore[arg-type]
        weight = residents() / agents
        city = city_of(asked)
        assert city.arrivals_infected == pytest.approx([0.00001 * weight])
        ordered = Policies(gates=(Gate(quarantine_days=14),))
        runs = [simulate(city, disease(), ordered, asked.days, seed) for seed in range(20)]
        coming = weight * ((city.returns_on > 0) & (city.returns_on < asked.days)).sum()
        imported = np.array([run.imported.sum() for run in runs])
        expected = 0.00001 * coming
        assert abs(imported.mean() - expected) < 4 * np.sqrt(expected / len(runs))
        for run in runs:
            assert (run.quarantined_came_infected <= np.cumsum(run.imported.sum(axis=1))).all()
            assert (run.quarantined_came_infected <= run.quarantined_home).all()
        seen.append(sum(run.quarantined_came_infected.sum() for run in runs))
    assert min(seen) > 0


def test_more_infected_arrivals_than_arrivals_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(population, "margins", lambda: replace(margins(), arrivals_infected=(0.01,)))
    with pytest.raises(Refused, match="deciding/arrivals"):
        city_of(Sized(agents=5_000, first=FIRST, days=40, infected=0, shut=[]))


def test_a_group_is_closed_whenever_its_lines_do_not_open_it() -> None:
    steps = [
        Step(verb=verb, sector=sector, district=None, on=FIRST + timedelta(day))
        for verb, sector, day in (("open", "trade", 4), ("close", None, 17), ("open", "trade", 31))
    ]
    asked = Sized(first=FIRST, days=60, agents=5000, infected=0, shut=["trade"])
    measures = Measures(name="x", gate_days=0, trace_delay=0, masks=80, steps=steps)
    closed = _closings(measures, asked, KNOWN, SimpleNamespace(Closing=SimpleNamespace))
    found = [(one.sector, one.since, one.until) for one in closed]
    assert found == [("trade", 0, 4), ("trade", 17, 31), ("health", 17, None)]


def test_what_the_command_would_not_read_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        check({"decided": []}, KNOWN)
    assert {one.code for one in refused.value.problems} == {"resumption/cannot-be-asked"}


def test_a_frontier_s_axis_has_three_to_six_round_numbers() -> None:
    for low, high in ((330.2, 507.9), (0.1, 0.34), (3, 4001), (451.0, 451.9)):
        levels = _levels(low, high)
        assert 3 <= len(levels) <= 6, levels
        assert low <= levels[0] < levels[-1] <= high
