"""The files as people write them: what is scarce and who asks; nothing unknown in them, every number within its bounds."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Order(BaseModel):
    """What every part of a file has: no unknown keys, each value of its own kind, nothing changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Titled(Order):
    """A title in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Asking(Order):
    """One who asks for some of a good.

    Attributes:
        name: of whom.
        asked: units.
        floor: units without which they cannot do; at most what was asked.
        priority: 1 comes first.
    """

    name: str = Field(min_length=1)
    asked: int = Field(ge=0, le=10**12)
    floor: int = Field(default=0, ge=0, le=10**12)
    priority: int = Field(ge=1, le=99)


class Good(Order):
    """A scarce good.

    Attributes:
        good: its name.
        unit: what is counted.
        stock: units at hand.
        keep: of these, units that are not given out.
        lines: who asks.
    """

    good: str = Field(min_length=1)
    title: Titled | None = None
    unit: str = Field(min_length=1)
    stock: int = Field(ge=0, le=10**12)
    keep: int = Field(default=0, ge=0, le=10**12)
    lines: list[Asking] = Field(min_length=1)


class Sharing(Order):
    """The file of ``lianfang outlook allocate``.

    Attributes:
        priorities: what each priority stands for, by its number; the answer prints it.
        goods: what is scarce.
    """

    priorities: dict[str, Titled] = Field(default_factory=dict)
    goods: list[Good] = Field(min_length=1)


class Range(Order):
    """A prior: its 2.5 % and 97.5 % points; normal in the logarithm, or in the log odds of a share."""

    low: float = Field(gt=0)
    high: float = Field(gt=0)


class Moments(Order):
    """A serial interval, days."""

    mean: float = Field(gt=1)
    sd: float = Field(gt=0)


class Priors(Order):
    """What is held before the series is looked at.

    Attributes:
        r_before: R of infections before the measures.
        r_after: R of infections from their first day on.
        dispersion: k, of the number whom one case infects.
        reported: the share of the local onsets that are ever counted; imported ones are taken as all counted.
    """

    r_before: Range
    r_after: Range
    dispersion: Range
    reported: Range


class Calibration(Order):
    """The file of ``lianfang outlook calibrate``.

    Attributes:
        series: CSV beside this file: day, local, imported, cannot_tell; by day of onset.
        cannot_tell: what those of unknown origin are taken for; needed where there are such.
        as_of: the last day taken in; the series' last where it is not said.
        measures_from: the day from which infections are under the measures.
        serial: the serial interval; stated, not fitted.
        priors: of what is fitted.
        seed: of the draws.
    """

    series: str = Field(min_length=1)
    cannot_tell: Literal["local", "imported"] | None = None
    as_of: date | None = None
    measures_from: date
    serial: Moments
    priors: Priors
    seed: int = Field(default=1, ge=0, le=2**31)
