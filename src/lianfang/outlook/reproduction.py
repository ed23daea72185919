"""R as it is shown: what may be shown of a window, and the range that origins nobody can tell leave open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from lianfang.outlook import wide
from lianfang.outlook.cori import LEVELS, Mixture, Posterior, Prior, Windows, estimate_uncertain, weekly
from lianfang.outlook.growth import LEAST_CASES
from lianfang.outlook.serial import Serial, Uncertain, of_moments
from lianfang.outlook.series import Floats, Series

Withheld = Literal["few", "early", "no_infectors", "unreported", "too_little"]
"""Why a window has no R: fewer than 11 local onsets; it ends before the mean serial interval has passed; nobody in sight
can have infected anybody; fewer than 90 % of the onsets of a day of it have been reported; on a nowcast, less than 10 %."""

SHOWN = (0.05, 0.95)
"""The interval that is shown to the command."""


@dataclass(frozen=True)
class Estimate:
    """R of one window under one reading of origins.

    Attributes:
        local: local onsets in the window.
        withheld: why there is no R; None where there is.
        mean, sd: of the posterior; None where withheld.
        quantiles: level → quantile of the posterior; empty where withheld.
        low, high: the 90 % interval to be shown, which allows for cases that infect unevenly; None where withheld.
    """

    local: int
    withheld: Withheld | None
    mean: float | None
    sd: float | None
    quantiles: dict[float, float]
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Window:
    """R from a day to another, both inclusive.

    Attributes:
        start, end: the days.
        r: those of whom it cannot be told taken as imported.
        r_if_local: the same taken as local: R lies between both; None where origins are known.
    """

    start: date
    end: date
    r: Estimate
    r_if_local: Estimate | None


def reproduction(
    series: Series,
    serial: Serial | Uncertain,
    *,
    window: int = 7,
    dispersion: float = wide.DISPERSION,
    prior: Prior | None = None,
    complete_until: date | None = None,
) -> list[Window]:
    """R of every window of a series.

    Args:
        series: cases by day of onset, as known.
        serial: the serial interval, or what it may be.
        window: days.
        dispersion: k, stated, by which the shown interval allows for uneven infection.
        prior: of R.
        complete_until: the last day of which enough has been reported; None where nothing is known of it.

    Raises:
        Refused: ``outlook/too-short``, ``outlook/no-case``, ``outlook/one-case``.
    """
    series.refuse_nothing()
    windows = weekly(len(series.local), window)
    stop = None if complete_until is None else series.index(complete_until)
    read = [series.local]
    if series.cannot_tell.any():
        read.append(series.local + series.cannot_tell)
    ends = [_estimates(local, series.total, serial, windows, dispersion, prior, stop) for local in read]
    return [
        Window(
            series.day(int(windows.start[at])),
            series.day(int(windows.end[at])),
            ends[0][at],
            ends[1][at] if len(ends) > 1 else None,
        )
        for at in range(len(windows.start))
    ]


def _estimates(
    local: Floats,
    total: Floats,
    serial: Serial | Uncertain,
    windows: Windows,
    dispersion: float,
    prior: Prior | None,
    stop: int | None,
) -> list[Estimate]:
    one = of_moments(serial.mean, serial.sd) if isinstance(serial, Uncertain) else serial
    broad = wide.estimate_wide(local, total, one, windows, dispersion=dispersion, prior=prior)
    shown, plain = broad.quantiles(SHOWN), broad.plain
    posterior: Posterior | Mixture = plain
    if isinstance(serial, Uncertain):
        posterior = estimate_uncertain(local, total, serial, windows, prior)
        mixed = posterior.quantiles(SHOWN)
        shown = np.array([np.minimum(shown[0], mixed[0]), np.maximum(shown[1], mixed[1])])
    mean, sd, quantiles = posterior.mean, posterior.sd, posterior.quantiles(LEVELS)
    found = []
    for at in range(len(windows.start)):
        why = _why_withheld(plain, windows, at, stop, late=bool(posterior.estimable[at]))
        cases = int(plain.cases[at])
        if why is not None:
            found.append(Estimate(cases, why, None, None, {}, None, None))
            continue
        levels = {level: float(quantiles[row, at]) for row, level in enumerate(LEVELS)}
        low, high = float(shown[0, at]), float(shown[1, at])
        found.append(Estimate(cases, None, float(mean[at]), float(sd[at]), levels, low, high))
    return found


def _why_withheld(
    plain: Posterior, windows: Windows, at: int, stop: int | None, *, late: bool
) -> Withheld | None:
    if stop is not None and windows.end[at] > stop:
        return "unreported"
    if plain.cases[at] < LEAST_CASES:
        return "few"
    if plain.infectivity[at] <= 0:
        return "no_infectors"
    return None if late else "early"
