"""Whom cases infect: only those whose time is over count, and those exposed to one case together are one group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils.translation import override

from lianfang.fronts.forecasts.gathering import Exposure, Gathered, Ill
from lianfang.fronts.forecasts.lags import lags
from lianfang.fronts.forecasts.pages.spreading import infecting, settings
from lianfang.fronts.forecasts.spread import spread

LAST = date(2020, 2, 28)
OLD, NEW = LAST - timedelta(days=14), LAST - timedelta(days=13)
ONE = Ill(
    0, 1, OLD, OLD, False, "local", True, False, OLD, None, None, None, None, False, False
)  # fmt: skip


def cases(*changes: Mapping[str, object]) -> Gathered:
    """Cases numbered from 1, local and of long ago but for what is changed."""
    made = tuple(replace(ONE, id=at, **change) for at, change in enumerate(changes, 1))  # type: ignore[arg-type]
    return Gathered(1, LAST, LAST, made, 0)


def test_offspring_are_of_told_links_and_of_local_cases_without_any() -> None:
    of = cases(*[{}] * 12, {"origin": "imported"}, {"onset": NEW}, {"is_linked": True})
    found = spread(of, [(13, 1), (13, 2), (1, 3), (14, 4), (99, 5)], [])
    assert (
        found.cases == 13
    )  # the twelve and the imported one; not the one that may infect yet, nor an undirected link
    assert found.offspring is not None
    assert found.offspring.mean == pytest.approx(3 / 13, abs=1e-3)
    with override("en"):
        nobody = infecting(spread(cases(*[{}] * 12), [], [])).facts[0]
    assert nobody.is_unknown
    assert nobody.note == "none of 12 is told to have infected anybody: that is little known, and not R = 0"
    few = spread(cases({}, {}), [], [])
    assert few.problem is not None
    assert (few.offspring, few.problem.code) == (None, "outlook/too-few")


def test_whom_a_district_s_cases_infected_elsewhere_count_and_where_they_are_out_of_sight_it_is_said() -> (
    None
):
    city = cases(*[{}] * 24)
    district = replace(city, cases=city.cases[:12])
    told = [(1, 20), (1, 2), (21, 3), (22, 23)]
    alone, seen = spread(district, told, [], is_partial=True), spread(district, told, [], everyone=city)
    assert alone.offspring is not None
    assert seen.offspring is not None
    assert (alone.offspring.mean, seen.offspring.mean) == pytest.approx((1 / 12, 2 / 12), abs=1e-3)
    with override("en"):
        notes = [infecting(one).facts[0].note for one in (alone, seen)]
    assert ["R comes out too low" in note for note in notes] == [True, False]


def test_rates_are_of_groups_and_who_is_watched_still_is_in_none() -> None:
    of = cases(*[{}] * 6)
    exposed = [Exposure(1 + n % 6, "household", OLD, n < 3) for n in range(24)]
    exposed += [
        Exposure(1, "household", NEW, True),
        Exposure(1, None, OLD, False),
        Exposure(77, "work", OLD, True),
    ]
    found = spread(of, [], exposed)
    home, untold = found.settings
    assert (home.key, home.groups, home.exposed, home.infected, found.watched) == ("household", 6, 24, 3, 1)
    assert home.rate is not None
    assert home.rate.low < 3 / 24 < home.rate.high
    assert untold.problem is not None
    assert (untold.key, untold.rate, untold.problem.code) == ("", None, "outlook/too-few")


def test_where_none_is_infected_it_is_said_how_many_may_be_and_one_pair_tells_no_correlation() -> None:
    of = cases(*[{}] * 16)
    exposed = [Exposure(1 + n % 16, "household", OLD, False) for n in range(22)]
    exposed += [Exposure(1 + n % 7, "work", OLD, n == 1) for n in range(8)] + [
        Exposure(2, "dining", OLD, True)
    ]
    with override("en"):
        rows = {row.cells[0].text: row.cells for row in settings(spread(of, [], exposed)).rows}
    # One in five of single contacts would leave sixteen without any in 2.5 % of cases: (1 - 0.206)^16.
    assert rows["household"][4].text == "0% (0%–20.59%)"
    assert rows["dining"][4].text == "100% (2.50%–100%)"
    assert rows["work"][4].text.startswith("14.29%")
    assert rows["work"][5].is_unknown


def test_incubation_is_from_known_exposures_and_stays_end_in_two_ways() -> None:
    of = cases(
        *[{"discharged": OLD + timedelta(days=7)}] * 6, *[{"died": OLD + timedelta(days=3)}] * 2, *[{}] * 4
    )
    exposed = {at: (OLD - timedelta(days=2 + at), OLD - timedelta(days=at)) for at in range(1, 9)}
    found = {
        one.kind: one.said
        for one in lags(of, [], source="x", exposed={**exposed, 9: (None, OLD), 10: (LAST, None)}).lags
    }
    incubation, stay = found["incubation"], found["stay"]
    assert incubation is not None
    assert incubation.crude is not None
    assert (incubation.crude.n, len(incubation.fits) > 0) == (8, True)
    assert incubation.remarks[0].code == "outlook/rows-left-out"
    assert stay is not None
    assert stay.stay is not None
    assert [(one.way, one.days, round(one.share, 3)) for one in stay.stay.ways] == [
        ("discharged", 7, 0.5), ("died", 7, 0.167), ("discharged", 14, 0.5), ("died", 14, 0.167),
    ]  # fmt: skip
