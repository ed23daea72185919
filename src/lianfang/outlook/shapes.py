"""The answers as they leave the house: the JSON's published schema is made from these models."""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from lianfang.base.problems import Problem
from lianfang.base.words import Language


class Shape(BaseModel):
    """What every part has: no unknown keys, nothing changes after it is made, no number that is none."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Words(Shape):
    """One wording in both languages."""

    zh: str
    en: str

    def to(self, language: Language) -> str:
        """The wording in one language."""
        return self.zh if language == "zh" else self.en


class Remark(Shape):
    """Something to be known beside the numbers: what was assumed, left out or withheld."""

    code: str
    what: Words
    mend: Words

    @classmethod
    def of(cls, problem: Problem) -> Remark:
        """The wording of a problem."""
        return cls(
            code=problem.code,
            what=Words(zh=problem.what("zh"), en=problem.what("en")),
            mend=Words(zh=problem.mend("zh"), en=problem.mend("en")),
        )


class Basis(Shape):
    """What an answer rests on."""

    file: str
    as_of: str | None = Field(
        description="last day of events taken in; a number where the series counts days"
    )
    known_at: str | None = Field(description="what was reported after that day is left out; null: not known")
    version: str = Field(description="of lianfang")


class SerialSaid(Shape):
    """The serial interval, days."""

    source: Literal["moments", "distribution", "data"]
    mean: float
    sd: float
    mean_low: float | None = Field(description="where the mean is uncertain, its lower bound; else null")
    mean_high: float | None
    sd_low: float | None
    sd_high: float | None


class EstimateSaid(Shape):
    """R of a window under one reading of origins."""

    local: int = Field(description="local onsets in the window; below 11 they are all that is said")
    withheld: Literal["few", "early", "no_infectors", "unreported", "too_little"] | None = Field(
        description="why there is no R: few cases; before the mean serial interval; nobody in sight infects; not reported "
        "yet; too little known for a nowcast"
    )
    mean: float | None
    sd: float | None
    quantiles: dict[str, float] = Field(description="level → quantile of the posterior; empty where withheld")
    low: float | None = Field(
        description="lower end of the 90 % interval to be shown, wider for uneven infection"
    )
    high: float | None


class WindowSaid(Shape):
    """R from one day to another, both inclusive."""

    start: str
    end: str
    r: EstimateSaid = Field(description="cases of unknown origin taken as imported")
    r_if_local: EstimateSaid | None = Field(
        description="the same taken as local; null where origins are known"
    )
    cases: float | None = Field(
        description="mean number infected by a case of the window (Wallinga-Teunis); null while these still infect"
    )


class GrowthSaid(Shape):
    """Growth of all onsets over the last days that are complete."""

    start: str
    end: str
    rate: float = Field(description="per day")
    low: float
    high: float
    doubling_days: float | None = Field(description="null where the curve does not rise")
    halving_days: float | None


class ReproductionSaid(Shape):
    """What ``lianfang outlook r --json`` prints."""

    basis: Basis
    serial: SerialSaid
    window_days: int
    prior_mean: float
    prior_sd: float
    dispersion: float = Field(description="k, stated, by which the shown interval is widened")
    complete_until: str | None = Field(
        description="last day of which 90 % of onsets have been reported; null: not known"
    )
    remarks: list[Remark]
    growth: GrowthSaid | None
    windows: list[WindowSaid]


class SummarySaid(Shape):
    """Delays in numbers, days; negative ones are in all of them."""

    n: int
    mean: float
    sd: float | None
    median: float
    negative: int


class FitSaid(Shape):
    """A fitted distribution, days; intervals 95 %."""

    family: str
    parameters: dict[str, float]
    log_likelihood: float
    mean: float
    mean_low: float
    mean_high: float
    sd: float
    quantiles: dict[str, float]
    median_low: float
    median_high: float
    p97_5_low: float
    p97_5_high: float


class DifferenceSaid(Shape):
    """One group beside the rest: the rest minus the group, days."""

    group: str
    without: SummarySaid
    with_: SummarySaid = Field(alias="with")
    crude: float
    within_weeks: float | None = Field(
        description="within ISO weeks of the first event; null where no week has both"
    )
    low: float | None
    high: float | None
    weeks: int


class WaySaid(Shape):
    """How many stays have ended in one way by so many days, where one way rules out the other (Aalen-Johansen)."""

    way: Literal["discharged", "died"]
    days: int
    share: float
    low: float = Field(description="of the 95 % interval")
    high: float


class StaySaid(Shape):
    """Length of stay, days."""

    n: int
    ended: int
    naive_median: float | None = Field(description="of those that have ended: too short while others go on")
    median: float | None = Field(
        description="Kaplan-Meier; null where half have not ended within what was seen"
    )
    low: float | None
    high: float | None
    ways: list[WaySaid] = Field(description="empty where the way in which stays ended is not told")


class PeriodSaid(Shape):
    """Delays whose first event fell into a period."""

    until: str | None = Field(description="last day; null for what comes after the last end")
    summary: SummarySaid | None = Field(description="null where there is none")


class DelaysSaid(Shape):
    """What ``lianfang outlook delays --json`` prints."""

    basis: Basis
    of: str = Field(description="from which column to which")
    truncated: bool = Field(description="whether the likelihood allows for what has not been reported yet")
    remarks: list[Remark]
    crude: SummarySaid | None
    fits: list[FitSaid] = Field(description="the likeliest first")
    difference: DifferenceSaid | None
    periods: list[PeriodSaid]
    stay: StaySaid | None


class NowcastDay(Shape):
    """One day of onset."""

    day: str
    reported: int
    share: float = Field(description="expected to have been reported")
    median: float | None = Field(description="onsets in the end; null where too little is known")
    low: float | None = Field(description="of the 90 % interval")
    high: float | None


class NowcastSaid(Shape):
    """What ``lianfang outlook nowcast --json`` prints."""

    basis: Basis
    remarks: list[Remark]
    seed: int = Field(description="of the draws")
    delay: FitSaid = Field(description="from onset to report, of onsets on the last day")
    change_a_week: float = Field(description="factor by which these delays have changed in a week of late")
    change_low: float = Field(description="of its 95 % interval")
    change_high: float
    complete_until: str
    days: list[NowcastDay]
    windows: list[WindowSaid] = Field(description="R of the windows that plain R leaves out, on the nowcast")


class ForecastDay(Shape):
    """New cases of one day to come."""

    day: str
    mean: float
    quantiles: dict[str, float]


class ScoreSaid(Shape):
    """How forecasts from earlier days of the same series fared."""

    method: Literal["renewal", "last_value", "log_linear"]
    forecasts: int
    wis: float = Field(description="mean weighted interval score, cases; the smaller the better")
    coverage_50: float
    coverage_90: float


class OriginSaid(Shape):
    """One place where the disease is: who came from there, and who of them may be reported as a case in the days to come."""

    name: Words
    people: float | None = Field(
        description="who came in the last 14 days; null of those who came before the first day on record"
    )
    low: float = Field(description="of the 90 % interval of cases reported in the days to come")
    median: float
    high: float


class ArrivalsSaid(Shape):
    """The stream of those who come from where the disease is. Its level is stated, or set by the imported cases so far."""

    people: float = Field(description="who came in the last 14 days")
    a_day_ahead: float = Field(description="how many are taken to come on each day ahead")
    prevalence_low: float | None = Field(
        description="share of those who come who are infected and not yet reported: stated, never fitted; null: nobody states it"
    )
    prevalence_high: float | None
    doubling: tuple[float, float] = Field(description="of prevalence at the origin, days: stated")
    report_delay: tuple[float, float] = Field(description="mean from onset to report, days: stated")
    days: list[ForecastDay] = Field(description="of the new cases to come, those who came infected")
    expected_low: float = Field(
        description="imported cases that this stream would have brought in the last 14 days, 5 % of the draws lie below"
    )
    expected_high: float = Field(description="and 95 % below")
    counted: int | None = Field(description="imported cases counted in these days; null: not told apart")
    origins: list[OriginSaid] = Field(description="empty where they are not told apart")
    unrecorded: OriginSaid | None = Field(
        description="those who came before the first day on record: the imported cases beyond the stream set their level"
    )


class ForecastSaid(Shape):
    """What ``lianfang outlook forecast --json`` prints."""

    basis: Basis
    seed: int = Field(description="of the draws")
    imports: Literal["none", "lately", "counted", "share", "stated"] = Field(
        description="imported cases expected: none; by the trend of the last 14 days; from those counted as imported; from a stated"
        " share of all; from a stated prevalence among those who come"
    )
    remarks: list[Remark]
    serial: SerialSaid
    days: list[ForecastDay]
    arrivals: ArrivalsSaid | None = Field(description="null where nobody is known to come")
    scores: list[ScoreSaid]
    beats_baselines: bool | None = Field(description="null where nothing could be scored")


class OffspringSaid(Shape):
    """How many each case infects; intervals 95 %, by profile likelihood."""

    cases: int = Field(description="whose number infected is known, those who infected nobody among them")
    withheld: Remark | None = Field(description="why R and k are not told; else null")
    r: float | None = Field(description="mean number infected by a case")
    r_low: float | None
    r_high: float | None
    k: float | None = Field(
        description="dispersion: the smaller, the fewer cases make most infections; null also where numbers vary no more than by chance"
    )
    k_low: float | None
    k_high: float | None = Field(description="null where the data set no upper end")
    share_for_80: float | None = Field(description="share of cases that makes 80 % of all infections")


class SettingSaid(Shape):
    """Secondary attack rate of one setting; a group is exposed to one case together."""

    setting: str = Field(description="as given; empty where it was not told")
    groups: int
    exposed: int
    infected: int
    withheld: Remark | None = Field(description="why there is no rate; else null")
    rate: float | None = Field(
        description="share of those exposed who are infected; none or all of them where this was so"
    )
    low: float | None = Field(
        description="of the 95 % interval, which allows for people of a group being infected together"
    )
    high: float | None
    correlation: float | None = Field(
        description="of two people of one group; null where fewer than five groups have two or more, or none or all were infected"
    )


class SpreadSaid(Shape):
    """What ``lianfang outlook spread --json`` prints."""

    basis: Basis
    remarks: list[Remark]
    offspring: OffspringSaid | None = Field(description="null where it was not asked")
    settings: list[SettingSaid] = Field(description="the most exposed first")


class Answer(RootModel[ReproductionSaid | DelaysSaid | NowcastSaid | ForecastSaid | SpreadSaid]):
    """Whatever a command of ``lianfang outlook`` prints."""


def schema() -> dict[str, Any]:
    """The JSON Schema of all answers."""
    made = Answer.model_json_schema(mode="serialization", by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def text() -> str:
    """The schema as it is kept in ``docs/reference``."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"
