"""Answers out of estimates: what a command or a page shows, with what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from lianfang import __version__
from lianfang.base.problems import Problem, Refused
from lianfang.outlook import growth, shapes, wallinga, wide
from lianfang.outlook.cases import Case, known, left_out, onset_to_report
from lianfang.outlook.cases import series as series_of
from lianfang.outlook.completeness import STOP_BELOW, complete_until
from lianfang.outlook.cori import Prior, weekly
from lianfang.outlook.delays import Fit
from lianfang.outlook.reproduction import Estimate, Window, reproduction
from lianfang.outlook.serial import Serial, Uncertain, of_moments
from lianfang.outlook.series import Series
from lianfang.outlook.tables import day_text
from lianfang.outlook.trending import Trend, fit_best_trend

GROWTH_DAYS = 14

SerialSource = tuple[Serial | Uncertain, shapes.SerialSaid]
Reporting = tuple[Trend, list[Problem]]
"""Onset to report, and a remark for each sort of case that could not tell."""


def basis(file: str, as_of: date | None, known_at: date | None) -> shapes.Basis:
    """What an answer rests on."""
    return shapes.Basis(
        file=file,
        as_of=None if as_of is None else day_text(as_of),
        known_at=None if known_at is None else day_text(known_at),
        version=__version__,
    )


def serial_of_moments(mean: float, sd: float, unsure: tuple[float, float] | None = None) -> SerialSource:
    """A serial interval by mean and sd; with how unsure both are (as standard deviations), within two of these."""
    if unsure is None:
        return of_moments(mean, sd), _serial_said("moments", mean, sd)
    found = _unsure(mean, sd, unsure)
    return found, _serial_said("moments", mean, sd, found)


def serial_of_weights(serial: Serial) -> SerialSource:
    """A serial interval given as a distribution."""
    lags = np.arange(len(serial.weights))
    sd = float(np.sqrt(serial.weights @ (lags - serial.mean) ** 2))
    return serial, _serial_said("distribution", serial.mean, sd)


def serial_of_data(fit: Fit) -> SerialSource:
    """A serial interval from pairs: mean and sd of what was fitted, both as unsure as the fit."""
    errors = []
    for part in (0, 1):
        low, high = fit.interval(lambda theta, part=part: fit.family.moments(theta)[part], level=0.6826895)  # type: ignore[misc]
        errors.append((high - low) / 2)
    found = _unsure(fit.mean, fit.sd, (errors[0], errors[1]))
    return found, _serial_said("data", fit.mean, fit.sd, found)


def _unsure(mean: float, sd: float, unsure: tuple[float, float]) -> Uncertain:
    of_moments(mean, sd)  # refuses moments that no serial interval has
    a, b = unsure
    return Uncertain(mean, a, max(mean - 2 * a, 1.01), mean + 2 * a, sd, b, max(sd - 2 * b, 0.01), sd + 2 * b)


def _serial_said(source: str, mean: float, sd: float, unsure: Uncertain | None = None) -> shapes.SerialSaid:
    return shapes.SerialSaid.model_validate(
        {
            "source": source, "mean": mean, "sd": sd,
            "mean_low": unsure and unsure.mean_low, "mean_high": unsure and unsure.mean_high,
            "sd_low": unsure and unsure.sd_low, "sd_high": unsure and unsure.sd_high,
        }
    )  # fmt: skip


def of_a_series(
    series: Series, file: str, serial: SerialSource, *, as_of: date | None = None, window: int = 7,
    dispersion: float = wide.DISPERSION, prior: Prior | None = None,
) -> shapes.ReproductionSaid:  # fmt: skip
    """R of a series that says nothing of days of report: how complete its end is, is not known, and the answer says so.

    Raises:
        Refused: the series cannot be used.
    """
    cut = series.until(as_of)
    remarks = [Problem("outlook/completeness-unknown")]
    made = basis(file, as_of or series.last, None)
    return _said(cut, serial, made, remarks, None, window=window, dispersion=dispersion, prior=prior)


def of_cases(
    cases: Sequence[Case], file: str, serial: SerialSource, *, as_of: date, known_at: date, window: int = 7,
    dispersion: float = wide.DISPERSION, prior: Prior | None = None, reporting: Reporting | None = None,
) -> shapes.ReproductionSaid:  # fmt: skip
    """R of a list of cases as it was known at the end of a day; it stops where less than 90 % has been reported.

    ``reporting`` is what :func:`reporting_delay` found, where it has been asked already.

    Raises:
        Refused: the list cannot be used.
    """
    delay, left_out = reporting or reporting_delay(cases, known_at)
    return of_cases_until(
        cases, file, serial, as_of=as_of, known_at=known_at, until=complete_until(delay, window), remarks=left_out,
        window=window, dispersion=dispersion, prior=prior,
    )  # fmt: skip


def of_cases_until(
    cases: Sequence[Case], file: str, serial: SerialSource, *, as_of: date, known_at: date, until: date,
    remarks: Sequence[Problem] = (), window: int = 7, dispersion: float = wide.DISPERSION, prior: Prior | None = None,
) -> shapes.ReproductionSaid:  # fmt: skip
    """The same, where it has been worked out already up to which day enough has been reported, and what is to be said of it.

    Raises:
        Refused: the list cannot be used.
    """
    counts = series_of(known(cases, known_at), as_of=as_of)
    until, remarks = min(until, as_of), list(remarks)
    if until < as_of:
        facts = {"day": until, "share": round(100 * STOP_BELOW)}
        remarks.append(Problem("outlook/stopped", facts=facts))
    made = basis(file, as_of, known_at)
    return _said(counts, serial, made, remarks, until, window=window, dispersion=dispersion, prior=prior)


def reporting_delay(cases: Sequence[Case], known_at: date) -> Reporting:
    """Onset to report and how it changes, by the likeliest family, and which cases could not tell.

    Raises:
        Refused: too few have both days.
    """
    found = onset_to_report(cases, known_at=known_at)
    remarks = left_out(found.no_onset, found.no_report, found.before_onset)
    return fit_best_trend(found.observed, float(known_at.toordinal())), remarks


def _said(
    series: Series, serial: SerialSource, made: shapes.Basis, remarks: list[Problem], until: date | None, *,
    window: int, dispersion: float, prior: Prior | None,
) -> shapes.ReproductionSaid:  # fmt: skip
    prior = prior or Prior()
    found = reproduction(
        series, serial[0], window=window, dispersion=dispersion, prior=prior, complete_until=until
    )
    last = series.last if until is None else until
    return shapes.ReproductionSaid(
        basis=made,
        serial=serial[1],
        window_days=window,
        prior_mean=prior.mean,
        prior_sd=prior.sd,
        dispersion=dispersion,
        complete_until=None if until is None else day_text(until),
        remarks=[shapes.Remark.of(each) for each in remarks],
        growth=_growth(series, last),
        windows=windows_said(found, _by_case(series, serial[0], window, series.index(last))),
    )


def windows_said(found: Sequence[Window], by_case: Sequence[float | None]) -> list[shapes.WindowSaid]:
    """Windows as they leave the house."""
    return [
        shapes.WindowSaid(
            start=day_text(each.start),
            end=day_text(each.end),
            r=_estimate(each.r),
            r_if_local=None if each.r_if_local is None else _estimate(each.r_if_local),
            cases=infected,
        )
        for each, infected in zip(found, by_case, strict=True)
    ]


def _by_case(series: Series, serial: Serial | Uncertain, window: int, last: int) -> list[float | None]:
    """Wallinga-Teunis; None for windows whose cases still infect after the last complete day."""
    one = of_moments(serial.mean, serial.sd) if isinstance(serial, Uncertain) else serial
    windows = weekly(len(series.local), window)
    means = wallinga.mean(series.local, series.total, one, windows)
    reach = int(np.searchsorted(np.cumsum(one.weights), 0.95 * float(one.weights.sum())))
    over = windows.end + reach <= last
    return [
        float(mean) if done and not np.isnan(mean) else None for mean, done in zip(means, over, strict=True)
    ]


def _estimate(of: Estimate) -> shapes.EstimateSaid:
    return shapes.EstimateSaid(
        local=of.local, withheld=of.withheld, mean=of.mean, sd=of.sd, low=of.low, high=of.high,
        quantiles={f"{level:g}": value for level, value in of.quantiles.items()},
    )  # fmt: skip


def _growth(series: Series, last: date) -> shapes.GrowthSaid | None:
    """Of the last two weeks that are complete; None where they hold too few cases."""
    end = series.index(last) + 1
    if end <= 0:  # nothing is complete yet; counted from its other end the series would say something
        return None
    start = max(0, end - GROWTH_DAYS)
    try:
        found = growth.fit(series.total[start:end])
    except Refused:
        return None
    return shapes.GrowthSaid(
        start=day_text(series.day(start)), end=day_text(last), rate=found.rate, low=found.low, high=found.high,
        doubling_days=found.doubling, halving_days=found.halving,
    )  # fmt: skip
