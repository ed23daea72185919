"""The posterior against a grid, the likelihood day by day, a stopped run that goes on, and how little 68 onsets say."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import product

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner
from scipy import stats

from lianfang.base.problems import Refused
from lianfang.cli import outlook
from lianfang.outlook.deciding import calibration, learning, sampling, shapes
from lianfang.outlook.deciding.orders import Priors, Range
from lianfang.outlook.serial import of_moments
from lianfang.outlook.series import of_counts

PRIORS = Priors(
    r_before=Range(low=0.5, high=4.0),
    r_after=Range(low=0.1, high=2.0),
    dispersion=Range(low=0.05, high=2.0),
    reported=Range(low=0.3, high=0.95),
)
FIRST, MEASURES = date(2020, 1, 10), date(2020, 1, 22)
LOCAL = np.array([0, 0, 1, 0, 2, 3, 1, 4, 2, 5, 3, 6, 4, 3, 2, 4, 1, 2, 0, 1, 0, 1], dtype=float)
IMPORTED = np.array([2, 3, 4, 5, 8, 9, 12, 11, 10, 9, 7, 4, 3, 1, 1, 0, 1, 0, 0, 0, 0, 0], dtype=float)


@pytest.fixture(scope="module")
def asked():
    of = calibration.likelihood(of_counts(FIRST, LOCAL, IMPORTED), of_moments(6.3, 4.2), MEASURES)
    return calibration.prior_of(PRIORS), of


def test_the_likelihood_is_a_product_over_days(asked):
    prior, of = asked
    for theta in prior.drawn(np.random.default_rng(1), 5):
        before, after, k, reported = calibration.natural(theta)
        slow = 0.0
        for day, count in enumerate(of.counts):
            force = of.of_local[day] / reported + of.of_imported[day]
            r = before * (1 - of.under[day]) + after * of.under[day]
            slow += stats.nbinom.logpmf(count, k * force, k / (k + reported * r))
        assert of.of(theta[None])[0] == pytest.approx(slow, rel=1e-9)


def test_draws_and_bits_equal_a_grid(asked, monkeypatch):
    monkeypatch.setattr(sampling, "PIECE", 125)
    monkeypatch.setattr(sampling, "MOST_PIECES", 8)
    prior, of = asked
    axes = [prior.mean[at] + prior.sd[at] * np.linspace(-4, 4, 15) for at in range(4)]
    grid = np.array(list(product(*axes)))
    log, held = of.of(grid), prior.density(grid)
    held = np.exp(held) / np.exp(held).sum()
    weight = held * np.exp(log - log.max())
    evidence = weight.sum()
    weight /= evidence
    mean = weight @ grid
    sd = np.sqrt(weight @ (grid - mean) ** 2)
    bits = (weight @ log - log.max() - np.log(evidence)) / np.log(2)
    rng = np.random.default_rng(1)
    chain = sampling.sample(lambda at: of.of(at) + prior.density(at), prior.drawn(rng, sampling.WALKERS), 1)
    error = sd / np.sqrt(chain.worth)
    assert np.all(np.abs(chain.drawn.mean(axis=0) - mean) < 4 * error)
    assert chain.drawn.std(axis=0) == pytest.approx(sd, rel=0.15)
    assert calibration.bits_in_all(prior, of, chain.drawn, rng) == pytest.approx(bits, abs=0.15)


def test_a_series_that_says_nothing_leaves_the_prior(asked):
    prior, _ = asked
    for of in calibration.learnt(prior, prior.drawn(np.random.default_rng(1), 4000)):
        assert of.sd_ratio == pytest.approx(1, abs=0.05)
        assert of.bits < 0.01
        assert learning.verdict(of) == "almost_nothing"


class Stopped(Exception):
    """Somebody pulled the plug."""


def test_a_stopped_run_goes_on_to_the_same_draws(asked, tmp_path, monkeypatch):
    monkeypatch.setattr(sampling, "PIECE", 30)
    prior, of = asked
    start = prior.drawn(np.random.default_rng(1), sampling.WALKERS)
    keep = tmp_path / "kept"

    def run(told, sign="a"):
        return sampling.sample(
            lambda at: of.of(at) + prior.density(at), start, 1, keep=keep, sign=sign, told=told
        )

    def stop(done, of):
        if done == 2:
            raise Stopped

    whole = sampling.sample(lambda at: of.of(at) + prior.density(at), start, 1)
    with pytest.raises(Stopped):
        run(stop)
    heard = []
    resumed = run(lambda done, _: heard.append(done))
    assert heard[0] == 3
    assert np.array_equal(resumed.drawn, whole.drawn)
    assert resumed.accepted == pytest.approx(whole.accepted)
    with pytest.raises(Refused, match="deciding/checkpoint"):
        run(stop, sign="b")


FILE = """
series: x.csv
measures_from: 2020-01-22
serial: {mean: 6.3, sd: 4.2}
priors:
  r_before: {low: 0.5, high: 4.0}
  r_after: {low: 0.1, high: 2.0}
  dispersion: {low: 0.05, high: 2.0}
  reported: {low: 0.3, high: 0.95}
"""


def run(tmp_path, text, *words, unknown=0):
    rows = zip(LOCAL, IMPORTED, strict=True)
    days = [f"{FIRST + timedelta(days=at)},{a:.0f},{b:.0f},{unknown}" for at, (a, b) in enumerate(rows)]
    (tmp_path / "x.csv").write_text("day,local,imported,cannot_tell\n" + "\n".join(days) + "\n", "utf-8")
    (tmp_path / "x.yaml").write_text(text, "utf-8")
    return CliRunner().invoke(outlook.command, ["calibrate", str(tmp_path / "x.yaml"), *words])


def test_the_answer_has_prior_and_posterior_side_by_side(tmp_path, monkeypatch):
    monkeypatch.setattr(sampling, "PIECE", 30)
    done = run(tmp_path, FILE + "cannot_tell: local\n", "--json", unknown=1)
    made = json.loads(done.stdout)
    jsonschema.validate(made, json.loads(shapes.text("calibrate")))
    assert (made["local"], made["imported"], made["cannot_tell"]) == (67, 90, 22)
    assert made["parameters"][1]["prior"]["low"] == pytest.approx(0.1)
    assert made["parameters"][1]["posterior"]["high"] < made["parameters"][1]["prior"]["high"]
    codes = [remark["code"] for remark in made["remarks"]]
    assert codes == [
        f"deciding/{code}" for code in ("taken-as-complete", "cannot-tell-taken", "left-out", "short-chain")
    ]
    assert "calibrate: 4/24" in done.stderr


BAD = {
    "no series": (FILE.replace("x.csv", "y.csv"), 0, "deciding/no-series"),
    "reversed": (FILE.replace("low: 0.1,", "low: 3.0,"), 0, "deciding/prior"),
    "more than all": (FILE.replace("high: 0.95", "high: 1.5"), 0, "deciding/prior"),
    "cannot tell": (FILE, 1, "deciding/cannot-tell"),
    "before anybody": (FILE + "as_of: 2020-01-10\n", 0, "deciding/no-local"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_a_calibration_that_cannot_be_done(tmp_path, name):
    text, unknown, code = BAD[name]
    refused = run(tmp_path, text, unknown=unknown).exception
    assert isinstance(refused, Refused)
    assert [problem.code for problem in refused.problems] == [code]
    assert all(
        "{" not in problem.line_of_text("zh") + problem.line_of_text("en") for problem in refused.problems
    )
