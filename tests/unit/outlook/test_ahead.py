"""What is not reported yet, and what comes next."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate

from bench.outlook import forecasts
from lianfang.base.problems import Refused
from lianfang.base.words import Text
from lianfang.outlook import (
    answers,
    answers_ahead,
    arriving,
    baselines,
    cases,
    delays,
    forecast,
    nowcast,
    scoring,
    serial,
)
from lianfang.outlook.completeness import complete_until
from lianfang.outlook.families import FAMILIES
from lianfang.outlook.reproduction import reproduction
from lianfang.outlook.trending import Trend, fit_trend
from tests.unit.outlook import shenzhen

FIRST = date(2020, 1, 1)


def test_days_of_report_from_running_numbers():
    ledger = [(date(2020, 1, 30), 3), (date(2020, 1, 31), 5), (date(2020, 2, 2), 5), (date(2020, 2, 3), 7)]
    assert cases.report_days([1, 3, 4, 5, 6, 7, 8], ledger) == [
        (None, date(2020, 1, 30)),
        (None, date(2020, 1, 30)),
        (date(2020, 1, 31), date(2020, 1, 31)),
        (date(2020, 1, 31), date(2020, 1, 31)),
        (date(2020, 2, 3), date(2020, 2, 3)),
        (date(2020, 2, 3), date(2020, 2, 3)),
        (None, None),
    ]
    with pytest.raises(Refused, match="fall"):
        cases.report_days([1], [(date(2020, 1, 30), 3), (date(2020, 1, 31), 2)])


def test_days_of_report_of_the_real_list(data_folder):
    listed = shenzhen.listed(data_folder("shenzhen_cases_2020"))
    assert all(case.reported_from is None and case.reported_to == date(2020, 1, 30) for case in listed[:110])
    assert all(case.reported_from == case.reported_to for case in listed[110:])
    found = cases.onset_to_report(listed, known_at=date(2020, 2, 12))
    assert (len(found.observed.until), found.no_onset, found.before_onset) == (381, 10, 0)


def trend(mean: float, sd: float, slope: float = 0.0) -> Trend:
    family = FAMILIES["gamma"]
    theta = np.array([*family.start(mean, sd), slope])
    return Trend(family, theta, np.eye(3) * 1e-8, 737_000.0, 0.0, 100)


def test_the_share_reported_is_the_integral_over_the_day_of_onset():
    made = trend(6.0, 3.0)
    family, theta = FAMILIES["gamma"], made.theta[:2]
    for age, share in enumerate(made.shares(20)[::-1]):
        whole, _ = integrate.quad(lambda u, age=age: float(family.below(np.array(age + 1 - u), theta)), 0, 1)
        assert share == pytest.approx(whole, abs=1e-7)


def test_plain_r_stops_at_the_last_window_that_is_nearly_all_reported():
    made = trend(6.0, 3.0)
    until = complete_until(made)
    back = 737_000 - until.toordinal()
    shares = made.shares(60)[::-1]
    assert shares[back] >= 0.9 > shares[back - 1]


def test_a_trend_of_delays_is_found():
    rng = np.random.default_rng(5)
    first = rng.uniform(0, 28, 1500)
    second = first + rng.gamma(4, 1.5, 1500) * np.exp(-0.3 * (np.clip(first, 14, None) - 28) / 7)
    seen = second < 28
    observed = delays.of_days(np.floor(first[seen]), np.floor(second[seen]), 27.0)
    found = fit_trend(observed, 27.0, "gamma")
    _, low, high = found.change
    assert low < np.exp(-0.3) < high
    low, high = found.latest.interval(lambda theta: found.family.moments(theta)[0], level=0.99)
    assert low < 6.0 < high


def test_a_nowcast_covers_under_its_own_model():
    """Eight epidemics of which the delays are as fitted; the days of which 10 to 95 % are reported."""
    holds = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        days, daily = 35, rng.poisson(12 * np.exp(0.04 * np.arange(35)))
        onset = np.repeat(np.arange(days), daily).astype(float)
        reported = np.floor(onset + rng.uniform(0, 1, len(onset)) + rng.gamma(4, 1.5, len(onset)))
        rows = [
            cases.Case(
                FIRST + timedelta(days=int(a)),
                FIRST + timedelta(days=int(b)),
                FIRST + timedelta(days=int(b)),
                "local",
            )
            for a, b in zip(onset, reported, strict=True)
        ]
        last = FIRST + timedelta(days=days - 1)
        counts = cases.series(cases.known(rows, last), as_of=last, first=FIRST)
        observed = cases.onset_to_report(rows, known_at=last).observed
        found = nowcast.nowcast(counts, fit_trend(observed, float(last.toordinal()), "gamma"), seed=seed)
        low, high = found.quantiles((0.05, 0.95))
        shown = (found.share >= 0.1) & (found.share < 0.95)
        holds += list(((low <= daily) & (daily <= high))[shown])
    assert len(holds) > 60
    assert 0.85 <= np.mean(holds) <= 0.97


def test_the_nowcast_of_shenzhen_comes_nearer_than_what_was_reported(data_folder):
    listed = shenzhen.listed(data_folder("shenzhen_cases_2020"))
    finally_ = cases.series(listed, as_of=date(2020, 2, 29), first=FIRST).total
    scores, reported, holds = [], [], []
    for known_at in (date(2020, 2, 3), date(2020, 2, 8), date(2020, 2, 12)):
        counts = cases.series(cases.known(listed, known_at), as_of=known_at, first=FIRST)
        delay, _ = answers.reporting_delay(listed, known_at)
        found = nowcast.nowcast(counts, delay)
        shown = found.share >= nowcast.LEAST_SHARE
        shown[:-21] = False
        quantiles, came = found.quantiles(scoring.LEVELS)[:, shown], finally_[: len(shown)][shown]
        scores += list(scoring.weighted_interval_score(quantiles, came))
        reported += list(np.abs(counts.total[shown] - came))
        holds += list((quantiles[1] <= came) & (came <= quantiles[-2]))
    assert np.mean(scores) < 0.6 * np.mean(reported)
    assert np.mean(holds) >= 0.8


def test_false_calm(data_folder):
    """R of the same windows known on 12 February and known finally: plain R of the last days was too low, and is not given."""
    listed = shenzhen.listed(data_folder("shenzhen_cases_2020"))
    source = answers.serial_of_moments(6.3, 4.2)
    then = answers.of_cases(listed, "x", source, as_of=date(2020, 2, 12), known_at=date(2020, 2, 12))
    later = answers.of_cases(listed, "x", source, as_of=date(2020, 2, 12), known_at=date(2020, 3, 13))
    assert {each.code for each in then.remarks} >= {"outlook/stopped"}
    assert later.complete_until == "2020-02-12"
    assert str(then.complete_until) < "2020-02-12"
    withheld = [each.start for each in then.windows if each.r.withheld == "unreported"]
    assert withheld
    found = []
    for known_at in (date(2020, 2, 12), date(2020, 3, 13)):
        counts = cases.series(cases.known(listed, known_at), as_of=date(2020, 2, 12), first=FIRST)
        high = [week.r_if_local for week in reproduction(counts, source[0])]
        found.append([each.mean for each in high if each is not None and each.mean is not None])
    assert [round(mean, 2) for mean in (found[0][-1], found[1][-1])] == [0.17, 0.29]
    assert [round(mean, 2) for mean in (found[0][-8], found[1][-8])] == [0.34, 0.36]


@given(st.lists(st.integers(0, 50), min_size=9, max_size=9), st.integers(0, 60))
def test_the_score_is_the_sum_over_intervals(points, came):
    """Against the definition by interval scores."""
    quantiles = np.sort(np.array(points, dtype=float))
    total = abs(came - quantiles[4]) / 2
    for row, alpha in enumerate((0.05, 0.1, 0.2, 0.5)):
        low, high = quantiles[row], quantiles[8 - row]
        penalty = 2 / alpha * (max(low - came, 0) + max(came - high, 0))
        total += alpha / 2 * (high - low + penalty)
    found = scoring.weighted_interval_score(quantiles[:, None], np.array([float(came)]))
    assert found[0] == pytest.approx(total / 4.5)


def test_the_import_profile_is_its_slow_twin():
    travellers = np.array([1.0, 2, 3, 5, 1, 0])
    made = arriving.import_profile(arriving.Arrivals(travellers, closed=3), 5.0, 6.0, 8)
    to_report = arriving.infection_to_report(6.0)
    slow = np.zeros(14)
    for leaves in range(14):
        for age in range(arriving.LONGEST):
            infected = min(leaves - age, 3)
            for on in range(leaves, 14):
                people = travellers[leaves] if leaves < 6 else travellers[-1]
                slow[on] += people * 2 ** ((infected - 3) / 5) * to_report[age + on - leaves]
    np.testing.assert_allclose(made, slow, rtol=1e-9)


def test_a_forecast_with_and_without_local_spread():
    counts = np.concatenate([np.full(10, 20.0), np.full(10, 20.0)])
    made = serial.of_moments(6.3, 4.2)
    level = forecast.renewal(counts, made, 7, seed=2).total.mean()
    assert level == pytest.approx(20, rel=0.35)
    again = forecast.renewal(counts, made, 7, seed=2).total.mean()
    assert again == level
    with pytest.raises(Refused, match="no-case"):
        forecast.renewal(np.zeros(20), made, 7)
    with pytest.raises(Refused, match="too-short"):
        forecast.renewal(np.ones(5), made, 7)


def test_forecasts_of_guangdong_beat_both_baselines(data_folder):
    """Every eighth origin; all of them in bench/results/outlook_forecasts.jsonl."""
    folder = data_folder("shenzhen_mobility_2020").parent
    data_folder("guangdong_daily_2020")
    rows = {row["method"]: row for row in forecasts.table(folder, 8, ("renewal", "last value", "log-linear"))}
    wis = {method: float(str(row["wis"])) for method, row in rows.items()}
    assert wis["renewal"] < wis["last value"]
    assert wis["renewal"] < wis["log-linear"]
    assert float(str(rows["renewal"]["coverage_90"])) >= 0.85


def test_imports_by_their_own_trend_forecast_shenzhen_better_than_all_as_local(data_folder):
    listed, first = shenzhen.listed(data_folder("shenzhen_cases_2020")), date(2020, 1, 30)
    total, imported = np.zeros(26), np.zeros(26)
    for case in listed:
        if case.reported_to is not None and case.reported_to < first + timedelta(days=26):
            total[(case.reported_to - first).days] += 1
            imported[(case.reported_to - first).days] += case.origin == "imported"
    source, scores = serial.of_moments(6.3, 4.2), []
    for known in (imported, None):
        made = [
            forecast.renewal(total[:at], source, 7, imported=None if known is None else known[:at], seed=at)
            for at in range(8, 20, 2)
        ]
        came = np.array([total[at : at + 7] for at in range(8, 20, 2)])
        scores.append(scoring.score(np.stack([forecast.quantiles(one.total) for one in made], 1), came))
    assert scores[0].wis < 0.7 * scores[1].wis
    assert scores[0].coverage_90 >= 0.85


def test_a_forecast_that_does_not_beat_them_says_so():
    rng = np.random.default_rng(4)
    flat = cases.series(
        [cases.Case(FIRST + timedelta(days=int(d)), None, None, "local") for d in rng.integers(0, 60, 12)],
        as_of=FIRST + timedelta(days=59), first=FIRST,
    )  # fmt: skip
    said = answers_ahead.of_a_series(flat, "x", answers.serial_of_moments(6.3, 4.2), horizon=7)
    worse = [s.method for s in said.scores if s.method != "renewal" and s.wis <= said.scores[0].wis]
    assert said.beats_baselines is (not worse)
    assert len([r for r in said.remarks if r.code == "outlook/does-not-beat"]) == len(worse)
    assert len(said.days) == 7


def test_baselines_hold_what_they_should():
    steady = np.full(30, 8.0)
    found = baselines.log_linear(steady, 7, 1)
    assert found[4].mean() == pytest.approx(8, abs=1.5)
    assert (np.diff(baselines.last_value(steady, 3), axis=0) >= 0).all()
    assert (baselines.log_linear(np.zeros(30), 7, 1)[4] == 0).all()


def test_a_stated_prevalence_is_the_share_of_a_day_s_travellers_that_is_reported_in_the_end():
    """A thousand who come on one day, 1 % infected: ten are reported, however fast the origin grows and whatever cases were counted."""
    travellers = np.zeros(60)
    travellers[0] = 1000.0
    came = arriving.Arrivals(travellers[:1], ahead=0.0, prevalence=(0.01, 0.01))
    for doubling in (4.0, 8.0):
        profile = arriving.import_profile(came, doubling, 7.0, 60)
        level = 0.01 / arriving.carried(came, doubling, 7.0, 60)
        assert profile.sum() * level == pytest.approx(10, rel=1e-6)
    made = serial.of_moments(6.3, 4.2)
    counts, imported = np.full(20, 30.0), np.full(20, 25.0)
    few = forecast.renewal(counts, made, 7, arrivals=came, imported=np.zeros(20), draws=200)
    many = forecast.renewal(counts, made, 7, arrivals=came, imported=imported, draws=200)
    np.testing.assert_array_equal(few.before, many.before)
    assert (many.imported <= many.total).all()
    assert many.total.mean() < few.total.mean()  # R is learnt from those who were not imported


def test_what_a_stream_would_have_brought_is_a_count_and_not_its_mean_alone():
    """Of some 200 travellers a day and one prevalence, a fortnight's count varies as counts do: none is called strange for that."""
    came = arriving.Arrivals(np.full(60, 200.0), closed=0, prevalence=(0.001, 0.001))
    counts = np.full(60, 5.0)
    found = forecast.renewal(
        counts, serial.of_moments(6.3, 4.2), 7, arrivals=came, imported=counts, draws=2000
    )
    fortnight = found.before[:, -14:].sum(axis=1)
    assert (fortnight == np.rint(fortnight)).all()
    assert fortnight.mean() == pytest.approx(2.8, rel=0.1)
    low, high = np.quantile(fortnight, (0.05, 0.95))
    assert (low, high) == (0, 6)


def test_whoever_came_before_the_records_goes_on_from_the_imported_cases_of_the_last_week():
    made = serial.of_moments(6.3, 4.2)
    counts = np.full(20, 10.0)
    origins = (
        arriving.Origin(Text("湖北", "Hubei"), np.full(5, 8.0)),
        arriving.Origin(Text("甲", "A"), np.full(5, 2.0)),
    )
    came = arriving.Arrivals(np.full(5, 10.0), 0, 10.0, (0.001, 0.019), origins, since=2)
    found = forecast.renewal(counts, made, 7, arrivals=came, imported=counts, draws=500)
    assert 20 < found.unrecorded.mean() < 70  # some 70 in a week before, and nobody more of them comes
    assert found.streams.shape == (500, 2)
    np.testing.assert_allclose(found.streams.mean(axis=0)[0] / found.streams.mean(axis=0)[1], 4, rtol=0.35)
    none = forecast.renewal(counts, made, 7, arrivals=came, imported=np.zeros(20), draws=200)
    assert none.unrecorded.mean() < 2
    with pytest.raises(Refused, match="bad-prevalence"):
        arriving.Arrivals(np.ones(3), prevalence=(0.2, 0.1))
