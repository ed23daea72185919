"""Answers on what is not reported yet and on what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

import numpy as np

from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.outlook import baselines, forecast, nowcast, scoring, shapes, wide
from lianfang.outlook.answers import Reporting, SerialSource, basis, reporting_delay, windows_said
from lianfang.outlook.answers_delays import fit_said
from lianfang.outlook.arriving import Arrivals
from lianfang.outlook.cases import Case, known
from lianfang.outlook.cases import series as series_of
from lianfang.outlook.completeness import complete_until
from lianfang.outlook.cori import Windows, weekly
from lianfang.outlook.nowcast import LEAST_SHARE, Nowcast
from lianfang.outlook.reproduction import Window
from lianfang.outlook.serial import Serial, Uncertain, of_moments
from lianfang.outlook.series import Floats, Series
from lianfang.outlook.tables import day_text

DAYS = 21
"""So many days of onset are shown."""

LATELY = 14
"""Days over which those who came, and what they brought, are counted."""

UNRECORDED = Text("登记之前来的人", "who came before the records")

FEWEST_ORIGINS = 5
"""Fewer origins than this are no score."""

PLAIN: tuple[tuple[str, str, str], ...] = (
    ("last_value", "沿用末值", "last value"),
    ("log_linear", "14 天对数线性", "14-day log-linear"),
)
"""Key and names of the baselines."""


def of_cases(
    cases: Sequence[Case], file: str, *, known_at: date, serial: SerialSource | None = None, window: int = 7,
    dispersion: float = wide.DISPERSION, seed: int = 1, reporting: Reporting | None = None,
) -> shapes.NowcastSaid:  # fmt: skip
    """Onsets in the end of the last three weeks, and R of the windows that plain R leaves out.

    Args:
        cases: the list.
        file: its file.
        known_at: what was reported later is left out; the last day of onset too.
        serial: the serial interval; without it there is no R.
        window: days.
        dispersion: k.
        seed: of the draws.
        reporting: onset to report, where it has been worked out already.

    Raises:
        Refused: the list cannot be used.
    """
    counts = series_of(known(cases, known_at), as_of=known_at)
    delay, remarks = reporting or reporting_delay(cases, known_at)
    found = nowcast.nowcast(counts, delay, seed=seed)
    until = complete_until(delay, window)
    windows = [] if serial is None else _windows(found, serial[0], until, window, dispersion)
    change = delay.change
    return shapes.NowcastSaid(
        basis=basis(file, known_at, known_at), remarks=[shapes.Remark.of(each) for each in remarks], seed=seed,
        delay=fit_said(delay.latest), change_a_week=change[0], change_low=change[1], change_high=change[2],
        complete_until=day_text(until), days=_days(found), windows=windows,
    )  # fmt: skip


def of_a_series(
    series: Series, file: str, serial: SerialSource, *, horizon: int, as_of: date | None = None,
    arrivals: Arrivals | None = None, seed: int = 1,
) -> shapes.ForecastSaid:  # fmt: skip
    """New cases of the days to come, and how the same method and two plain ones fared from earlier days.

    Args:
        series: new cases by day of report.
        file: its file.
        serial: the serial interval.
        horizon: days ahead.
        as_of: the last day taken in.
        arrivals: from where the disease is, up to the same day; None: imported cases as lately counted.
        seed: of the draws.

    Raises:
        Refused: the series cannot be used.
    """
    cut = series.until(as_of)
    cut.refuse_nothing()
    one = one_serial(serial)
    imported = cut.imported if cut.imported.any() else None
    drawn = forecast.renewal(cut.total, one, horizon, arrivals=arrivals, imported=imported, seed=seed)
    scores = _scores(cut.total, imported, one, horizon, arrivals, seed)
    remarks = _beaten(scores)
    return shapes.ForecastSaid(
        basis=basis(file, cut.last, None), seed=seed,
        imports=_imports(arrivals, imported),
        remarks=[shapes.Remark.of(each) for each in remarks], serial=serial[1],
        days=_ahead(drawn.total, cut.last), arrivals=None if arrivals is None else _arrivals(arrivals, drawn, cut),
        scores=scores, beats_baselines=None if not scores else not remarks,
    )  # fmt: skip


def one_serial(source: SerialSource) -> Serial:
    """The serial interval by its mean and sd, where these are uncertain."""
    given = source[0]
    return of_moments(given.mean, given.sd) if isinstance(given, Uncertain) else given


def _days(found: Nowcast) -> list[shapes.NowcastDay]:
    low, median, high = found.quantiles((0.05, 0.5, 0.95))
    reported, days = found.series.total, len(found.share)
    said = []
    for at in range(max(0, days - DAYS), days):
        told = found.share[at] >= LEAST_SHARE
        said.append(
            shapes.NowcastDay(
                day=day_text(found.series.day(at)), reported=int(reported[at]), share=float(found.share[at]),
                median=float(median[at]) if told else None, low=float(low[at]) if told else None,
                high=float(high[at]) if told else None,
            )
        )  # fmt: skip
    return said


def _windows(
    found: Nowcast, serial: Serial | Uncertain, until: date, window: int, dispersion: float
) -> list[shapes.WindowSaid]:
    """Those that end after the last complete day."""
    series = found.series
    one = of_moments(serial.mean, serial.sd) if isinstance(serial, Uncertain) else serial
    every = weekly(len(series.local), window)
    late = every.end > series.index(until)
    if not late.any():
        return []
    chosen = Windows(every.start[late], every.end[late])
    estimates = nowcast.reproduction(found, one, chosen, dispersion=dispersion)
    made = [
        Window(series.day(int(start)), series.day(int(end)), low, high)
        for start, end, (low, high) in zip(chosen.start, chosen.end, estimates, strict=True)
    ]
    return windows_said(made, [None] * len(made))


def _imports(
    arrivals: Arrivals | None, imported: Floats | None
) -> Literal["none", "lately", "counted", "share", "stated"]:
    if arrivals is None:
        return "none" if imported is None else "lately"
    if arrivals.prevalence is not None:
        return "stated"
    return "share" if imported is None else "counted"


def _arrivals(of: Arrivals, drawn: forecast.Drawn, series: Series) -> shapes.ArrivalsSaid:
    """The stream by itself, and beside what was counted of it."""
    assumed = forecast.Assumed()
    expected = np.quantile(drawn.before[:, -LATELY:].sum(axis=1), (0.05, 0.95))
    low, high = (None, None) if of.prevalence is None else of.prevalence
    later = of.travellers[-1] if of.ahead is None else of.ahead
    return shapes.ArrivalsSaid(
        people=float(of.travellers[-LATELY:].sum()), a_day_ahead=float(later), prevalence_low=low, prevalence_high=high,
        doubling=assumed.doubling, report_delay=assumed.report_delay, days=_ahead(drawn.imported, series.last),
        expected_low=float(expected[0]), expected_high=float(expected[1]),
        counted=int(series.imported[-LATELY:].sum()) if series.imported.any() else None,
        origins=[
            _origin(one.name, float(one.travellers[-LATELY:].sum()), drawn.streams[:, at]) for at, one in enumerate(of.origins)
        ],
        unrecorded=_origin(UNRECORDED, None, drawn.unrecorded) if of.unrecorded is not None else None,
    )  # fmt: skip


def _origin(name: Text, people: float | None, drawn: Floats) -> shapes.OriginSaid:
    low, median, high = (float(each) for each in np.quantile(drawn, (0.05, 0.5, 0.95)))
    said = shapes.Words(zh=name.zh, en=name.en)
    return shapes.OriginSaid(name=said, people=people, low=low, median=median, high=high)


def _ahead(drawn: Floats, last: date) -> list[shapes.ForecastDay]:
    quantiles, mean = forecast.quantiles(drawn), drawn.mean(axis=0)
    return [
        shapes.ForecastDay(
            day=day_text(last + timedelta(days=at + 1)), mean=float(mean[at]),
            quantiles={f"{level:g}": float(quantiles[row, at]) for row, level in enumerate(scoring.LEVELS)},
        )
        for at in range(drawn.shape[1])
    ]  # fmt: skip


def _scores(
    counts: Floats,
    imported: Floats | None,
    serial: Serial,
    horizon: int,
    arrivals: Arrivals | None,
    seed: int,
) -> list[shapes.ScoreSaid]:
    """From every earlier day with enough before and a whole horizon after it, the last three weeks of such days."""
    days = len(counts)
    origins = [at for at in range(baselines.TREND_DAYS, days - horizon + 1) if counts[:at].any()][-DAYS:]
    if len(origins) < FEWEST_ORIGINS:
        return []
    made: dict[str, list[Floats]] = {"renewal": [], "last_value": [], "log_linear": []}
    for at in origins:
        then = None if arrivals is None else arrivals.until(days - at)
        before = None if imported is None else imported[:at]
        drawn = forecast.renewal(
            counts[:at], serial, horizon, arrivals=then, imported=before, seed=seed + at, draws=400
        )
        made["renewal"].append(forecast.quantiles(drawn.total))
        size = baselines.spread_of_last_values(counts[None, :at], horizon)
        made["last_value"].append(baselines.last_value(counts[:at], horizon, size))
        made["log_linear"].append(baselines.log_linear(counts[:at], horizon, seed + at))
    came = np.array([counts[at : at + horizon] for at in origins])
    said = []
    for method, found in made.items():
        score = scoring.score(np.stack(found, axis=1), came)
        said.append(
            shapes.ScoreSaid.model_validate(
                {
                    "method": method, "forecasts": score.forecasts, "wis": score.wis,
                    "coverage_50": score.coverage_50, "coverage_90": score.coverage_90,
                }
            )
        )  # fmt: skip
    return said


def _beaten(scores: Sequence[shapes.ScoreSaid]) -> list[Problem]:
    """A remark for each baseline that fared as well or better."""
    found = []
    wis: dict[str, float] = {score.method: score.wis for score in scores}
    for key, zh, en in PLAIN:
        if wis and wis["renewal"] >= wis[key]:
            ratio = f"{wis['renewal'] / wis[key]:.2f}" if wis[key] > 0 else "∞"
            facts = {"baseline_zh": zh, "baseline_en": en, "ratio": ratio}
            found.append(Problem("outlook/does-not-beat", facts=facts))
    return found


def arrivals_of(
    travellers: Series, last: date, closed: date | None, prevalence: tuple[float, float] | None = None
) -> Arrivals:
    """Travellers a day (the column ``local`` of a series) up to the last day of the cases.

    Args:
        travellers: a day.
        last: the last day of the cases.
        closed: when the origin was closed.
        prevalence: share of those who come who are infected and not yet reported, lowest and highest; then ``travellers`` are
            heads, else relative numbers.

    Raises:
        Refused: ``outlook/as-of-outside``: they begin after that day or end before it; ``outlook/no-case``;
            ``outlook/bad-prevalence``.
    """
    cut = travellers.until(last)
    if not cut.local.any():
        raise Refused(Problem("outlook/no-case", facts={"first": cut.first, "last": cut.last}))
    return Arrivals(cut.local, None if closed is None else cut.index(closed), prevalence=prevalence)
