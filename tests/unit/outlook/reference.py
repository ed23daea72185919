"""Columns of the reference tables, and the obvious twins of what is fast."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from lianfang.outlook.serial import Serial
from lianfang.outlook.series import Floats

QUANTILES = {
    "Quantile.0.025_R_": 0.025,
    "Quantile.0.05_R_": 0.05,
    "Quantile.0.25_R_": 0.25,
    "Median_R_": 0.5,
    "Quantile.0.75_R_": 0.75,
    "Quantile.0.95_R_": 0.95,
    "Quantile.0.975_R_": 0.975,
}


def rows(file: Path) -> list[dict[str, str]]:
    """A CSV's rows."""
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def column(file: Path, name: str) -> Floats:
    """A column of numbers; NaN where it is blank."""
    return np.array([float(row[name]) if row[name] else np.nan for row in rows(file)])


def infectivity(total: Floats, serial: Serial) -> Floats:
    """Λ as the formula is written."""
    found = np.zeros(len(total))
    for t in range(len(total)):
        for lag in range(1, min(t, len(serial.weights) - 1) + 1):
            found[t] += total[t - lag] * serial.weights[lag]
    return found
