"""The files as people write them: what is scarce and who asks; nothing unknown in them, every number within its bounds."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from lianfang.outlook.scenario.settings import EARLIEST, LATEST


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


class Line(Order):
    """One line of a calendar: which groups open on a day; a later line holds over an earlier one.

    Attributes:
        sector, district: a name; nothing: all.
        batch: counted from 1; nothing: all.
        opens_on: the day; nothing: not within the days looked at.
    """

    sector: str | None = None
    district: str | None = None
    batch: int | None = Field(default=None, ge=1)
    opens_on: date | None


class Calendar(Order):
    """A resumption calendar that somebody wrote: sector × district × batch → the day it opens.

    Attributes:
        name: short, for the answer.
        title: for people.
        lines: together they must give every group a day, or say that it stays closed.
    """

    name: str = Field(min_length=1)
    title: Titled
    lines: list[Line] = Field(min_length=1)


class Accepted(Order):
    """A limit and how often the command accepts that it is exceeded."""

    most: float = Field(ge=0)
    accepted: float = Field(gt=0, lt=1)


class LocalAccepted(Accepted):
    """A limit on local infections within some days of the first day."""

    within: int = Field(default=30, ge=1, le=365)


class LimitLines(Order):
    """What the command accepts; what is left out has no limit."""

    beds: Accepted | None = None
    rooms: Accepted | None = None
    local: LocalAccepted | None = None


class Factor(Range):
    """A range of factors."""

    high: float = Field(gt=0, le=1000)


class Uncertain(Order):
    """What is not known of the spread: factors with their 2.5 and 97.5 % points, normal in the logarithm.

    Attributes:
        transmission: on every hazard of infection.
        imported: on those infected at the start and among arrivals.
    """

    transmission: Factor
    imported: Factor


class WorstCase(Order):
    """What the planned worst case assumes beyond the high end of transmission; as ``lianfang outlook scenario`` takes it.

    Attributes:
        hazards: times the high end of transmission.
        arrivals: times as often those who arrive were exposed.
        complies: times the share who keep to quarantine and stay at home when ill.
    """

    hazards: float = Field(default=1.25, ge=1, le=10)
    arrivals: float = Field(default=3.0, ge=1, le=1000)
    complies: float = Field(default=0.7, ge=0, le=1)


MOST_R, MOST_DRAWS = 100.0, 10_000
"""Of a posterior: more is a slip of the pen."""


class Learnt(Order):
    """What a calibration learnt of R under the measures: its answer as a file, or the draws themselves.

    Attributes:
        answer: what ``lianfang outlook calibrate --json`` printed, as a file beside this one.
        name: of the calibration's file, where the draws stand here.
        local: onsets that it rests on.
        r_under: draws of the posterior.
        verdict: how much the series said of it, as the calibration has it.
        said: the same in a sentence.
        is_short: was its chain too short, as the calibration says?
    """

    answer: str | None = Field(default=None, min_length=1)
    name: str | None = Field(default=None, min_length=1, max_length=200)
    local: int | None = Field(default=None, ge=0)
    r_under: list[Annotated[float, Field(gt=0, le=MOST_R)]] | None = Field(
        default=None, min_length=20, max_length=MOST_DRAWS
    )

    verdict: Literal["almost_nothing", "little", "something"] | None = None
    said: Titled | None = None
    is_short: bool = False

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Learnt:
        if (self.answer is None) == (self.r_under is None or self.name is None or self.local is None):
            raise PydanticCustomError("missing", "answer, or name, local and r_under")
        return self


class Worlds(Order):
    """How many worlds are simulated: to fit the surrogate, to search on it, to try calendars on the city."""

    fit: int = Field(default=12, ge=4, le=500)
    search: int = Field(default=512, ge=50, le=20_000)
    city: int = Field(default=100, ge=20, le=5000)


class KnownMargins(Order):
    """Margins of a city that are others than those that come with the product; nothing: as there.

    Attributes:
        districts: residents of each.
        households: size 1, 2, ... → share of households.
        ages: by band of ten years, share of people.
    """

    districts: dict[str, Annotated[int, Field(ge=1, le=30_000_000)]] | None = None
    households: list[float] | None = None
    ages: list[float] | None = None

    def changed(self) -> dict[str, Any]:
        """By the names of the city's margins."""
        found = {
            name: tuple(told) for name in ("households", "ages") if (told := getattr(self, name)) is not None
        }
        return found if self.districts is None else {"districts": self.districts, **found}


class Decision(Order):
    """The file of ``lianfang outlook decide``.

    Attributes:
        city: margins that come with the product, by name.
        margins: those of them that are others.
        disease: likewise.
        agents: people of the made city, who stand for all residents.
        infected: how many are infected on the first day, by district; of the real city.
        arrivals_infected: share of those who come back on a day who are infected; nothing: as the margins say.
        policies: what is ordered whatever opens: lists of measures by kind, their ``since`` and ``until`` as days.
        first: the first day.
        days: looked at.
        decided: sectors whose opening is decided here; all others are open unless a policy closes them.
        every: days between the days on which the search may open anything, counted from the first.
        earliest: lines that say before which day groups may not open; without them, the first day.
        calendars: three to six that people wrote.
        limits: what the command accepts.
        uncertain: of the spread.
        calibrated: a posterior, from which transmission is drawn in place of its range.
        worst: what the planned worst case assumes.
        worlds: how many.
        seed: of the city and of all worlds.
    """

    city: str = Field(default="shenzhen_2020", min_length=1)
    margins: KnownMargins | None = None
    disease: str = Field(default="covid_2020", min_length=1)
    agents: int = Field(default=100_000, ge=1000, le=30_000_000)
    infected: dict[str, Annotated[int, Field(ge=0, le=30_000_000)]]
    arrivals_infected: list[float] | None = None
    policies: dict[str, list[dict[str, Any]]] = Field(default_factory=dict)
    first: date = Field(ge=EARLIEST, le=LATEST)
    days: int = Field(ge=14, le=365)
    decided: list[str] = Field(min_length=1)
    every: int = Field(default=7, ge=1)
    earliest: list[Line] = Field(default_factory=list)
    calendars: list[Calendar] = Field(min_length=3, max_length=6)
    limits: LimitLines
    uncertain: Uncertain
    calibrated: Learnt | None = None
    worst: WorstCase = WorstCase()
    worlds: Worlds = Worlds()
    seed: int = Field(default=1, ge=0, le=2**31)
