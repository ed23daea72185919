"""Delays equal what was published, and survive censoring and truncation."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from lianfang.base.problems import Refused
from lianfang.outlook import answers_delays, delays, groups, survival, tables
from lianfang.outlook.families import FAMILIES
from tests.unit.outlook import reference

THETAS = {
    "gamma": (np.log([2.5, 2.0]), stats.gamma(2.5, scale=2.0)),
    "lognormal": (np.array([1.6, np.log(0.4)]), stats.lognorm(0.4, scale=np.exp(1.6))),
    "weibull": (np.log([1.7, 5.0]), stats.weibull_min(1.7, scale=5.0)),
    "normal": (np.array([5.0, np.log(4.0)]), stats.norm(5, 4)),
}


@pytest.mark.parametrize("name", list(FAMILIES))
def test_a_family_is_scipys(name):
    theta, twin = THETAS[name]
    family, at = FAMILIES[name], np.array([-2.0, 0.5, 3.0, 9.0, 25.0])
    np.testing.assert_allclose(family.below(at, theta), twin.cdf(at), atol=1e-12)
    np.testing.assert_allclose(family.density(at, theta), twin.pdf(at), atol=1e-12)
    for low, high in ((0.5, 3.0), (3.0, 25.0)):
        area = family.area(np.array([low, high]), theta)
        assert area[1] - area[0] == pytest.approx(integrate.quad(twin.cdf, low, high)[0], abs=1e-8)
    assert family.quantile(0.9, theta) == pytest.approx(twin.ppf(0.9))
    assert family.moments(theta) == (pytest.approx(twin.mean()), pytest.approx(twin.std()))


@given(
    st.sampled_from(list(FAMILIES)), st.floats(0, 3), st.floats(0.1, 6), st.floats(3, 9), st.floats(0.1, 5), st.floats(0, 8),
)  # fmt: skip
def test_the_likelihood_is_the_integral_it_stands_for(name, start, width, second, wide, more):
    theta, twin = THETAS[name]
    until = second + wide + more
    row = delays.Observed(*(np.array([x]) for x in (start, start + width, second, second + wide, until)))
    above = integrate.quad(
        lambda e: twin.cdf(second + wide - e) - twin.cdf(second - e), start, start + width
    )[0]
    seen = integrate.quad(lambda e: twin.cdf(until - e), start, start + width)[0]
    if above > 1e-6:
        found = float(delays.log_likelihood(row, FAMILIES[name], theta)[0])
        assert found == pytest.approx(np.log(above / seen), abs=1e-4)


def lauer(folder: Path) -> tuple[delays.Observed, list]:
    table = tables.read(folder / "nCoV-IDD-traveler-data.csv")
    return tables.intervals(table, first_from=float(date(2019, 12, 1).toordinal()), second_to="PR")


def test_incubation_as_lauer(data_folder):
    folder = data_folder("lauer_incubation_2020")
    printed = json.loads((folder / "EXPECTED.json").read_text("utf-8"))["published"]
    observed, remarks = lauer(folder)
    assert len(observed.until) == printed["cases"]
    assert {each.code for each in remarks} == {"outlook/ends-assumed", "outlook/rows-left-out"}
    best = delays.fit_best(observed)[0]
    assert best.family.name == "lognormal"
    assert best.quantile(0.5) == pytest.approx(5.06, abs=0.05)
    assert best.quantile(0.975) == pytest.approx(11.48, abs=0.05)
    meanlog, sdlog = best.family.parameters(best.theta).values()
    assert [round(meanlog, 3), round(sdlog, 3)] == printed["lognormal_meanlog_sdlog"]
    low, high = best.interval(lambda theta: best.family.quantile(0.5, theta))
    assert (low, high) == (
        pytest.approx(printed["median_ci"][0], abs=0.2),
        pytest.approx(printed["median_ci"][1], abs=0.2),
    )


def pairs(folder):
    """Serial interval of each pair whose onsets are both known, with household and the infector's onset."""
    found = []
    for row in reference.rows(folder / "transmission_pairs.csv"):
        try:
            first, second = (
                datetime.strptime(row[column], "%m/%d/%Y").date()  # noqa: DTZ007 - a day
                for column in ("infector_onset_date", "infectee_onset_date")
            )
        except ValueError:
            continue
        found.append(((second - first).days, row["is_household"] == "yes", first))
    return found


def test_serial_intervals_of_pairs(data_folder):
    folder = data_folder("china_transmission_pairs_2020")
    expected = json.loads((folder / "EXPECTED.json").read_text("utf-8"))["reproduced"]
    found = pairs(folder)
    for name, chosen in (
        ("household_n_mean_sd", {True}),
        ("non_household_n_mean_sd", {False}),
        ("all_n_mean_sd", {True, False}),
    ):
        made: Any = groups.summary(np.array([float(days) for days, home, _ in found if home in chosen]))
        assert [made.n, round(made.mean, 3), round(made.sd, 3)] == expected[name]
    assert (
        groups.summary(np.array([float(days) for days, _, _ in found])).negative
        == expected["negative_n_of"][0]
    )


def test_serial_intervals_shrink_with_the_infectors_onset(data_folder):
    found = pairs(data_folder("china_transmission_pairs_2020"))
    made: Any = groups.by_period(
        np.array([float(days) for days, _, _ in found]),
        [onset for _, _, onset in found],
        [date(2020, 1, 20), date(2020, 1, 26), date(2020, 2, 1)],
    )
    assert [(each.n, round(each.mean, 1)) for each in made] == [(109, 8.4), (253, 5.6), (231, 4.1), (86, 2.0)]


def test_he_s_pairs(data_folder):
    folder = data_folder("he_77_pairs_2020")
    expected = json.loads((folder / "EXPECTED.json").read_text("utf-8"))["reproduced"]
    first, last, second = (
        np.array(
            [
                float(date.fromisoformat(row[c]).toordinal())
                for row in reference.rows(folder / "fig1c_data.csv")
            ]
        )
        for c in ("x.lb", "x.ub", "y")
    )
    observed = delays.Observed(first, last + 1, second, second + 1, np.full(len(first), np.inf))
    made: Any = groups.summary(observed.middles)
    assert (made.n, round(made.mean, 3), made.median) == (
        77,
        expected["mean_of_midpoints"],
        expected["median_of_midpoints"],
    )
    assert made.negative > 0
    with pytest.raises(Refused, match="delay-negative"):
        delays.fit(observed, "gamma")
    assert delays.fit(observed, "normal").mean == pytest.approx(made.mean, abs=0.1)


def shenzhen(folder, most):
    rows = [row for row in reference.rows(folder / "cases.csv") if int(row["ID"]) <= most]
    read = lambda text: date.fromisoformat(text) if text else None  # noqa: E731
    return rows, read


def test_onset_to_first_visit_crude_and_within_weeks(data_folder):
    folder = data_folder("shenzhen_cases_2020")
    rows, read = shenzhen(folder, 391)
    made: Any = answers_delays.of_pairs(
        answers_delays.Pairs(
            [read(row["Onset_Time"]) for row in rows],
            [read(row["First_Hospital_Time"]) for row in rows],
            [bool(row["Relation_ID"]) for row in rows],
        ),
        "cases.csv", "onset to first visit", as_of=None, known_at=None, group="linked",
    )  # fmt: skip
    assert (made.crude.n, round(made.crude.mean, 2), made.crude.negative) == (381, 3.90, 2)
    assert (round(made.difference.with_.mean, 2), round(made.difference.without.mean, 2)) == (3.02, 4.32)
    assert round(made.difference.within_weeks, 2) == 0.59
    assert made.difference.low < 0.59 < made.difference.high
    assert made.fits == []
    assert {each.code for each in made.remarks} == {"outlook/rows-left-out", "outlook/delay-negative"}


@pytest.mark.parametrize(
    ("as_of", "naive", "median"), [(date(2020, 2, 25), 17, 21), (date(2020, 2, 12), 14, 22)]
)
def test_length_of_stay_counts_those_who_are_still_there(data_folder, as_of, naive, median):
    rows, read = shenzhen(data_folder("shenzhen_cases_2020"), 417)
    made: Any = answers_delays.of_stays(
        answers_delays.Pairs(
            [read(row["First_Hospital_Time"]) for row in rows], [read(row["Discharge_Time"]) for row in rows]
        ),
        "cases.csv", "first visit to discharge", as_of=as_of, known_at=None,
    )  # fmt: skip
    assert (made.stay.naive_median, made.stay.median) == (naive, median)
    assert made.stay.low <= median
    assert made.stay.high is None or median <= made.stay.high


def drawn(seed, n=4000, until=30.0):
    """Delays of an epidemic that doubles every 3.5 days, as far as they have ended by a day."""
    rng = np.random.default_rng(seed)
    first = until + 5 * np.log(rng.uniform(np.exp(-6), 1, n))
    delay = rng.gamma(4, 1.5, n)
    seen = np.floor(first + delay) <= until
    return np.floor(first[seen]), np.floor((first + delay)[seen])


def test_truncation_is_allowed_for():
    first, second = drawn(1)
    blind = delays.fit(delays.of_days(first, second), "gamma")
    aware = delays.fit(delays.of_days(first, second, 30.0), "gamma")
    low, high = aware.interval(lambda theta: aware.family.moments(theta)[0], level=0.99)
    assert low < 6 < high
    assert blind.mean < 5


def test_a_window_of_reports_is_allowed_for():
    first, second = drawn(2)
    late = second >= 24
    every = delays.of_days(first[late], second[late], 30.0)
    found = delays.fit(
        delays.Observed(
            every.first_from,
            every.first_to,
            every.second_from,
            every.second_to,
            every.until,
            np.full(late.sum(), 24.0),
        ),
        "gamma",
    )
    low, high = found.interval(lambda theta: found.family.moments(theta)[0], level=0.99)
    assert low < 6 < high


def test_kaplan_meier_and_aalen_johansen_by_hand():
    durations = np.array([1.0, 2, 2, 3, 4, 5])
    ended = np.array([True, True, False, True, False, True])
    found = survival.kaplan_meier(durations, ended)
    np.testing.assert_allclose(found.going_on, [5 / 6, 5 / 6 * 4 / 5, 5 / 6 * 4 / 5 * 2 / 3, 0])
    assert (found.median, found.naive_median) == (3, 2.5)
    times, shares = survival.cumulative_incidence(durations, np.array([1, 2, 0, 1, 0, 2]), 2)
    assert list(times) == [1, 2, 3, 5]
    np.testing.assert_allclose(shares.sum(axis=0), 1 - found.going_on)
    np.testing.assert_allclose(shares[0], [1 / 6, 1 / 6, 1 / 6 + 2 / 3 / 3, 1 / 6 + 2 / 3 / 3])


def test_nobody_has_left_yet():
    found = survival.kaplan_meier(np.array([3.0, 4, 5]), np.array([False, False, False]))
    assert (found.median, found.low, found.high, found.naive_median) == (None, None, None, None)


def test_delays_that_are_all_alike_have_no_spread_to_be_fitted():
    first = np.arange(9.0)
    with pytest.raises(Refused, match="no-fit") as refusal:
        delays.fit_best(delays.of_days(first, first + 10))
    assert {each.code for each in refusal.value.problems} == {"outlook/no-fit"}


def test_what_cannot_be_fitted_is_said():
    with pytest.raises(Refused, match="too-few"):
        delays.fit(delays.of_days(np.array([1.0, 2]), np.array([3.0, 5])), "gamma")
    with pytest.raises(Refused, match="delay-reversed"):
        delays.Observed(*(np.array([x]) for x in (3.0, 1.0, 4.0, 5.0, np.inf)))
    impossible = delays.of_days(np.array([1.0, 2, 3, 4, 9]), np.array([3.0, 5, 6, 8, 4]))
    with pytest.raises(Refused, match="delay-impossible"):
        delays.fit(impossible, "weibull")
    with pytest.raises(Refused, match="empty"):
        groups.summary(np.array([]))
    with pytest.raises(Refused, match="delay-reversed"):
        survival.kaplan_meier(np.array([-1.0]), np.array([True]))


def test_a_single_impossible_delay_is_told_by_its_days():
    days = [date(2020, 2, 1) + timedelta(days=at) for at in range(9)]
    ends = [day + timedelta(days=3 + at % 4) for at, day in enumerate(days)]
    ends[4] = days[4] - timedelta(days=30)
    said = answers_delays.of_pairs(answers_delays.Pairs(days, ends), "x", "y", as_of=None, known_at=None)
    [remark] = [one for one in said.remarks if one.code == "outlook/delay-impossible"]
    assert "2020-01-06" in remark.what.en
    assert "2020-02-05" in remark.what.en
