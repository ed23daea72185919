"""R equals the reference to 1e-9, its twins, and what was published."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from bench.outlook import coverage
from lianfang.base.problems import Refused
from lianfang.cli import outlook
from lianfang.outlook import answers, cases, cori, growth, offspring, serial, wallinga, wide
from lianfang.outlook.reproduction import reproduction
from lianfang.outlook.series import of_counts
from tests.unit.outlook import reference, shenzhen

TABLES = [
    ("R_Flu2009_nonparametric.csv", "Flu2009", "Flu2009_si.csv"),
    ("R_Flu1918_nonparametric.csv", "Flu1918", "Flu1918_si.csv"),
    ("R_Smallpox1972_nonparametric.csv", "Smallpox1972", "Smallpox1972_si.csv"),
    ("R_Flu2009_parametric_2.6_1.5.csv", "Flu2009", (2.6, 1.5)),
    ("R_flu_2009_NYC_school_parametric_2.6_1.5.csv", "flu_2009_NYC_school", (2.6, 1.5)),
]
EXACT = 1e-9


def windows_of(table):
    return cori.Windows(
        reference.column(table, "t_start").astype(int) - 1, reference.column(table, "t_end").astype(int) - 1
    )


def equals(table, posterior):
    """Mean, sd and the seven quantiles; where the reference is blank nothing may be shown."""
    mean = reference.column(table, "Mean_R_")
    given = ~np.isnan(mean)
    assert (posterior.estimable == given).all()
    assert given.any()
    np.testing.assert_allclose(posterior.mean[given], mean[given], rtol=EXACT)
    np.testing.assert_allclose(posterior.sd[given], reference.column(table, "Std_R_")[given], rtol=EXACT)
    found = posterior.quantiles(list(reference.QUANTILES.values()))
    for name, row in zip(reference.QUANTILES, found, strict=True):
        np.testing.assert_allclose(row[given], reference.column(table, name)[given], rtol=EXACT)


@pytest.mark.parametrize(("table", "series", "si"), TABLES, ids=[table for table, _, _ in TABLES])
def test_cori_equals_the_reference(data_folder, table, series, si):
    folder = data_folder("epiestim_series")
    cases = reference.column(folder / f"{series}_incidence.csv", "I")
    made = (
        serial.of_moments(*si) if isinstance(si, tuple) else serial.Serial(reference.column(folder / si, "w"))
    )
    equals(folder / table, cori.estimate(cases, cases, made, windows_of(folder / table)))


@pytest.mark.parametrize("taken", ["imported", "all_as_local"])
def test_imported_cases_infect_and_are_not_infected_here(data_folder, taken):
    folder = data_folder("shenzhen_rt_reference")
    local, imported = (
        reference.column(folder / "onset_local_imported.csv", c) for c in ("local", "imported")
    )
    table = folder / f"R_shenzhen_parametric_6.3_4.2_{taken}.csv"
    infected_here = local if taken == "imported" else local + imported
    equals(
        table, cori.estimate(infected_here, local + imported, serial.of_moments(6.3, 4.2), windows_of(table))
    )


def test_first_and_last_windows_are_those_expected(data_folder):
    folder = data_folder("epiestim_series")
    expected = json.loads((folder / "EXPECTED.json").read_text("utf-8"))["reproduced"][
        "Flu2009_nonparametric"
    ]
    cases = reference.column(folder / "Flu2009_incidence.csv", "I")
    made = serial.Serial(reference.column(folder / "Flu2009_si.csv", "w"))
    mean = cori.estimate(cases, cases, made, cori.weekly(len(cases))).mean
    assert len(mean) == expected["windows"]
    assert mean[0] == pytest.approx(expected["first_mean_R"], rel=EXACT)
    assert round(float(mean.max()), 3) == expected["max_mean_R"]
    assert round(float(mean[-1]), 3) == expected["last_mean_R"]


@pytest.mark.parametrize(("mean", "sd"), [(2.6, 1.5), (6.3, 4.2), (8.4, 3.8)])
def test_the_discretised_gamma_is_the_references(data_folder, mean, sd):
    weights = reference.column(data_folder("epiestim_series") / "discr_si_reference.csv", f"w_{mean}_{sd}")
    made = serial.of_moments(mean, sd)
    np.testing.assert_allclose(made.over(len(weights)), weights, rtol=0, atol=1e-12)
    assert made.mean == pytest.approx(mean, abs=1e-6)


def test_wallinga_and_teunis_equal_the_reference(data_folder):
    folder = data_folder("epiestim_series")
    table = folder / "R_Flu2009_wallinga_teunis.csv"
    cases = reference.column(folder / "Flu2009_incidence.csv", "I")
    made = serial.Serial(reference.column(folder / "Flu2009_si.csv", "w"))
    found = wallinga.mean(cases, cases, made, windows_of(table))
    np.testing.assert_allclose(found, reference.column(table, "Mean_R_"), rtol=EXACT)


counts = st.lists(st.integers(0, 30), min_size=12, max_size=40)


@given(counts, counts, st.floats(1.5, 9), st.floats(0.5, 5))
def test_the_kernel_is_its_slow_twin(local, imported, mean, sd):
    days = min(len(local), len(imported))
    here = np.array(local[:days], dtype=float)
    total = here + np.array(imported[:days], dtype=float)
    made, windows = serial.of_moments(mean, sd), cori.weekly(days)
    found = cori.estimate(here, total, made, windows)
    force = reference.infectivity(total, made)
    for at, (start, end) in enumerate(zip(windows.start, windows.end, strict=True)):
        shape, scale = 1 + here[start : end + 1].sum(), 1 / (1 / 5 + force[start : end + 1].sum())
        assert found.mean[at] == pytest.approx(shape * scale, rel=1e-9)
        assert found.quantiles([0.9])[0, at] == pytest.approx(
            stats.gamma.ppf(0.9, shape, scale=scale), rel=1e-9
        )


def test_many_series_at_once_are_each_alone():
    rng = np.random.default_rng(3)
    many = rng.poisson(6, (5, 40)).astype(float)
    made, windows = serial.of_moments(6.3, 4.2), cori.weekly(40)
    together = cori.estimate(many, many, made, windows)
    for row in range(5):
        alone = cori.estimate(many[row], many[row], made, windows)
        np.testing.assert_allclose(together.mean[row], alone.mean, rtol=1e-12)
        np.testing.assert_allclose(together.quantiles()[:, row], alone.quantiles(), rtol=1e-12)


@pytest.mark.parametrize("sd", [4.2, 2.0], ids=["bounds away from the mean", "cut where sd = mean"])
def test_an_uncertain_serial_interval_is_the_average_over_all(sd):
    """Held against a fine grid of midpoints, written out here."""
    rng = np.random.default_rng(1)
    cases = np.concatenate([[3.0, 2, 4], rng.poisson(8, 30)])
    windows = cori.weekly(len(cases))
    unsure = serial.Uncertain(6.3 if sd == 4.2 else 2.5, 0.8, 1.8, 8.0, sd, 0.6, sd - 1.2, sd + 1.2)
    found = cori.estimate_uncertain(cases, cases, unsure, windows)
    means = np.linspace(1.8, 8.0, 61)
    sds = np.linspace(sd - 1.2, sd + 1.2, 61)
    nodes = [((a + b) / 2, (c + d) / 2) for a, b in pairwise(means) for c, d in pairwise(sds)]
    weights = np.array([unsure.density(*node) for node in nodes])
    kept = weights > 0
    parts = [
        cori.estimate(cases, cases, serial.of_moments(*node), windows)
        for node, keep in zip(nodes, kept, strict=True)
        if keep
    ]
    share = weights[kept] / weights[kept].sum()
    shape, scale = np.array([p.shape for p in parts]), np.array([p.scale for p in parts])
    first, second = share @ (shape * scale), share @ ((shape + shape**2) * scale**2)
    np.testing.assert_allclose(found.mean, first, rtol=2e-3)
    np.testing.assert_allclose(found.sd, np.sqrt(second - first**2), rtol=5e-3)
    levels = (0.05, 0.5, 0.95)
    for level, row in zip(levels, found.quantiles(levels), strict=True):
        below = share @ special.gammainc(shape, row / scale)
        np.testing.assert_allclose(below, level, atol=2e-3)


@given(st.floats(0.05, 5), st.integers(11, 60))
def test_the_wide_posterior_is_the_integral(dispersion, size):
    """Against the formula of the negative binomial, integrated by the trapezoid on an even grid of R."""
    cases = np.array([4.0, 3, 5, 4, 6, 5, 4, *([size // 7] * 7)])
    made, windows = serial.of_moments(4.0, 2.0), cori.weekly(len(cases))
    found = wide.estimate_wide(cases, cases, made, windows, dispersion=dispersion)
    at = len(windows.start) - 1
    k, force, n = found.size[at], found.plain.infectivity[at], found.plain.cases[at]
    r = np.linspace(1e-6, 60, 400_001)
    log = n * np.log(r) - (n + k) * np.log(k + r * force) - r / 5
    density = np.exp(log - log.max())
    below = np.cumsum(density) / density.sum()
    for level in (0.05, 0.5, 0.95):
        assert found.quantiles([level])[0, at] == pytest.approx(float(np.interp(level, below, r)), rel=0.01)


def test_an_even_epidemic_leaves_the_interval_as_it_is():
    cases = np.array([4.0, 3, 5, 4, 6, 5, 4, 6, 7, 5, 6, 8, 4, 6])
    found = wide.estimate_wide(
        cases, cases, serial.of_moments(4.0, 2.0), cori.weekly(len(cases)), dispersion=1e9
    )
    np.testing.assert_allclose(found.quantiles([0.05, 0.95]), found.plain.quantiles([0.05, 0.95]), rtol=5e-3)


def test_the_interval_that_is_shown_keeps_its_coverage():
    """Sixty outbreaks each; five hundred in bench/results/outlook_coverage.jsonl."""
    rows: dict[Any, Any] = {row["setting"]: row for row in coverage.table(60, 7)}
    assert 0.85 <= rows["as a Poisson's"]["plain"] <= 0.95
    assert 0.85 <= rows["k 0.43"]["shown"] <= 0.95
    assert rows["k 0.43"]["plain"] < 0.85


def test_origins_that_cannot_be_told_make_r_a_range(data_folder):
    listed = shenzhen.listed(data_folder("shenzhen_cases_2020"))
    series = cases.series(listed, as_of=date(2020, 2, 16), first=date(2020, 1, 1))
    found = reproduction(series, serial.of_moments(6.3, 4.2))
    [week] = [each for each in found if each.start == date(2020, 1, 30)]
    assert week.end == date(2020, 2, 5)
    low: Any = week.r
    high: Any = week.r_if_local
    assert (low.local, high.local) == (17, 49)
    assert [round(x, 2) for x in (low.mean, low.quantiles[0.025], low.quantiles[0.975])] == [0.13, 0.08, 0.20]
    assert [round(x, 2) for x in (high.mean, high.quantiles[0.025], high.quantiles[0.975])] == [
        0.36,
        0.27,
        0.47,
    ]
    assert low.low <= low.quantiles[0.05]
    assert high.high >= high.quantiles[0.95]


def test_fewer_than_eleven_are_a_count():
    cases = np.array([2.0, 1, 1, 2, 1, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2])
    found = reproduction(of_counts(date(2020, 2, 1), cases), serial.of_moments(3.0, 1.5))
    few = [each.r for each in found if each.r.local < 11]
    assert {each.withheld for each in few} == {"few"}
    assert [each.mean for each in few] == [None] * len(few)
    assert any(each.r.withheld is None for each in found)


def test_r_stops_where_too_little_has_been_reported():
    series = of_counts(date(2020, 2, 1), np.full(30, 5.0))
    found = reproduction(series, serial.of_moments(3.0, 1.5), complete_until=date(2020, 2, 20))
    assert {each.r.withheld for each in found if each.end > date(2020, 2, 20)} == {"unreported"}
    assert {each.r.withheld for each in found if each.end <= date(2020, 2, 20)} == {None}


def test_as_of_cuts_and_nothing_later_counts():
    series = of_counts(date(2020, 2, 1), np.arange(30, dtype=float))
    cut = series.until(date(2020, 2, 15))
    assert cut.last == date(2020, 2, 15)
    assert (
        reproduction(cut, serial.of_moments(3, 1.5))
        == reproduction(series, serial.of_moments(3, 1.5))[: 15 - 7]
    )
    with pytest.raises(Refused, match="as-of-outside"):
        series.until(date(2020, 4, 1))


def test_growth_of_a_clean_exponential_is_its_rate():
    found = growth.fit(100 * np.exp(0.1 * np.arange(20)))
    assert found.rate == pytest.approx(0.1, abs=1e-9)
    assert found.doubling == pytest.approx(np.log(2) / 0.1)
    assert found.halving is None
    falling = growth.fit(100 * np.exp(-0.05 * np.arange(20)))
    assert falling.doubling is None
    assert falling.halving == pytest.approx(np.log(2) / 0.05)
    with pytest.raises(Refused, match="cohort-small"):
        growth.fit(np.array([1.0, 2, 0, 1]))


def test_there_is_no_growth_where_nothing_is_complete_yet():
    """The last complete day lies before the first onset: two weeks of a series counted from its other end are nobody's."""
    series = of_counts(date(2020, 2, 1), np.array([20.0, 15, 12, 9, 7, 5, 4, 3, 2, 2, 1, 1]))
    assert answers._growth(series, date(2020, 1, 29)) is None
    assert answers._growth(series, date(2020, 1, 31)) is None
    found = answers._growth(series, date(2020, 2, 10))
    assert found is not None
    assert (found.start, found.end) == ("2020-02-01", "2020-02-10")


def test_hong_kongs_offspring(data_folder):
    folder = data_folder("hongkong_clusters_2020")
    expected = json.loads((folder / "EXPECTED.json").read_text("utf-8"))["reproduced"]
    pairs = reference.rows(folder / "transmission_pairs.csv")
    infected = Counter(row["infector.case"] for row in pairs)
    terminal = {row["infectee.case"] for row in pairs} - set(infected)
    alone = sum(
        row["cluster.category"] == "Sporadic local" for row in reference.rows(folder / "case_data.csv")
    )
    assert (len(infected), len(terminal), alone) == (91, 153, 46)
    found: Any = offspring.fit(np.array([*infected.values(), *[0] * (len(terminal) + alone)], dtype=float))
    assert found.mean == pytest.approx(expected["nb_R"], abs=1e-4)
    assert found.dispersion == pytest.approx(expected["nb_k"], abs=1e-4)
    assert (round(found.mean, 2), round(found.dispersion, 2)) == (0.58, 0.43)
    # Printed: 0.45 to 0.72, and 0.29 to 0.67, by another kind of interval.
    assert (found.mean_low, found.mean_high) == (pytest.approx(0.45, abs=0.02), pytest.approx(0.72, abs=0.02))
    assert (found.dispersion_low, found.dispersion_high) == (
        pytest.approx(0.29, abs=0.02),
        pytest.approx(0.67, abs=0.03),
    )
    assert round(found.share_for_80, 2) == 0.19


def test_hong_kongs_pairs_give_the_same_on_the_command_line(data_folder):
    pairs = data_folder("hongkong_clusters_2020") / "transmission_pairs.csv"
    words = ["--column", "infector=infector.case", "--column", "infected=infectee.case", "--alone", "46"]
    result = CliRunner().invoke(outlook.command, ["spread", "--pairs", str(pairs), *words, "--lang", "en"])
    assert result.output.splitlines()[1] == (
        "290 cases: R 0.58 (0.46–0.74), k 0.43 (0.29–0.65); 19 % of cases make 80 % of infections"
    )


def test_even_offspring_have_no_upper_end_of_k():
    found: Any = offspring.fit(np.array([1.0] * 20 + [0, 2] * 5))
    assert found.dispersion is None
    assert found.dispersion_high is None
    with pytest.raises(Refused, match="nobody-infected"):
        offspring.fit(np.zeros(20))
    with pytest.raises(Refused, match="too-few"):
        offspring.fit(np.ones(3))
