"""The answers as they leave the house: each command's published JSON Schema is made from its model here."""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import BaseModel, Field

from lianfang.outlook.shapes import Remark, Shape, Words


class Rests(Shape):
    """What an answer rests on."""

    file: str
    sha256: str = Field(description="of the file's bytes")
    version: str = Field(description="of lianfang")


class ShareSaid(Shape):
    """What one line gets, and why."""

    name: str
    priority: int
    asked: int
    floor: int
    given: int
    of_floor: int = Field(description="of what is given, units of the floor")
    above: int = Field(description="of what is given, units beyond the floor")
    why: Literal[
        "in_full", "floor_and_part", "floor_only", "part_of_floor", "part", "nothing", "asked_nothing"
    ]
    class_wanted: int = Field(
        description="what its whole priority still wanted at its turn: beyond the floors, or of the floors where they could "
        "not all be met"
    )
    class_given: int = Field(description="of these, how many there were")
    said: Words


class GoodSaid(Shape):
    """One good shared out."""

    good: str
    title: Words | None
    unit: str
    stock: int
    keep: int = Field(description="units that were not to be given out")
    asked: int
    given: int
    left: int = Field(description="stock less what is given; what is kept is among it")
    floors_short: int = Field(description="units of floors that could not be met")
    lines: list[ShareSaid]


class AllocationSaid(Shape):
    """What ``lianfang outlook allocate --json`` prints."""

    basis: Rests
    priorities: dict[str, Words]
    rule: Words
    goods: list[GoodSaid]


class Spread(Shape):
    """Of one parameter."""

    low: float = Field(description="2.5 % point")
    median: float
    high: float = Field(description="97.5 % point")


class LearntSaid(Shape):
    """One parameter before and after the series was looked at."""

    name: Literal["r_before", "r_after", "dispersion", "reported"]
    title: Words
    prior: Spread
    posterior: Spread
    sd_ratio: float = Field(
        description="posterior over prior standard deviation, of the logarithm (of a share: of the log odds); 1: nothing learnt"
    )
    bits: float = Field(description="divergence from prior to posterior, both taken as normal on that scale")
    verdict: Literal["almost_nothing", "little", "something"] = Field(
        description="almost nothing: a ratio above 0.85 and less than half a bit; little: a ratio above 0.5; else something"
    )
    said: Words


class CalibrationSaid(Shape):
    """What ``lianfang outlook calibrate --json`` prints."""

    basis: Rests
    series_sha256: str
    first: str
    as_of: str
    measures_from: str
    local: int = Field(description="local onsets; these are all that the likelihood is of")
    imported: int
    cannot_tell: int
    cannot_tell_taken_as: Literal["local", "imported"] | None
    left_out: int = Field(description="local onsets before which nobody in sight could have infected them")
    serial_mean: float
    serial_sd: float
    parameters: list[LearntSaid]
    bits: float = Field(
        description="divergence from the whole prior to the whole posterior: all that was learnt of all together"
    )
    said: Words
    seed: int
    steps: int = Field(description="of each walker")
    autocorrelation: float = Field(description="the longest, in steps")
    worth: int = Field(description="independent draws that the chain is worth")
    accepted: float = Field(description="share of proposals")
    library: str
    remarks: list[Remark]
    draws: list[list[float]] = Field(
        description="of the posterior, thinned: each the parameters in their order"
    )


class ChanceSaid(Shape):
    """A probability by simulation."""

    estimate: float
    low: float = Field(description="of the 95 % interval (Clopper and Pearson)")
    high: float
    hits: int
    worlds: int


class MeanSaid(Shape):
    """A mean by simulation."""

    value: float
    low: float = Field(description="of the 95 % interval (Student)")
    high: float


class TriedSaid(Shape):
    """A calendar in a set of worlds."""

    on: Literal["surrogate", "city"]
    worlds: Literal["search", "fresh", "select", "worst"] = Field(
        description="search: those in which the surrogate searched; select: those in which the choice was made on the city; fresh: others; "
        "worst: fresh ones in the planned worst case"
    )
    person_days: MeanSaid = Field(description="at work, in the real city's people")
    local: MeanSaid = Field(
        description="local infections within the days of the limit, or in the whole run where there is none"
    )
    chances: dict[Literal["beds", "rooms", "local"], ChanceSaid] = Field(
        description="that a limit is exceeded"
    )
    just_holds_at: dict[Literal["beds", "rooms", "local"], float] = Field(
        description="the least limit that would be exceeded no more often than is accepted"
    )
    holds: bool = Field(
        description="no limit is exceeded more often than is accepted; an estimate, see the intervals"
    )


class LineSaid(Shape):
    """A line of a calendar; a later line holds over an earlier one."""

    sector: str | None
    district: str | None
    batch: int | None
    opens_on: str | None = Field(description="null: not within the days looked at")


class CalendarSaid(Shape):
    """A calendar and how it fared."""

    name: str
    title: Words
    written: bool = Field(description="by people; else found by the search")
    lines: list[LineSaid]
    tried: list[TriedSaid]
    beaten_by: str | None = Field(
        description="a calendar of the search with more person-days at no greater probability of anything, by the surrogate in fresh worlds"
    )
    more_person_days: MeanSaid | None = Field(
        description="than the first written one, world by world, on the city"
    )
    more_local: MeanSaid | None = Field(
        description="local infections more than under the first written one, likewise"
    )


class FlipSaid(Shape):
    """How far a parameter may move, as a factor in all worlds, before the answer changes; on the city."""

    parameter: Literal["transmission", "imported"]
    holds_to: float | None = Field(
        description="the chosen calendar holds up to this factor; null: not asked, or not even at 1"
    )
    breaks_from: float | None = Field(description="and no longer from this one on; null: it holds at 2")
    next_to: float | None = Field(
        description="the next calendar holds up to this factor; null: not at a half, or none is next"
    )
    next_from: float | None
    said: Words


class LimitSaid(Shape):
    """What the command accepts, and where another limit would give another answer; on the city in fresh worlds."""

    measure: Literal["beds", "rooms", "local"]
    most: float
    accepted: float
    chosen_needs: float | None = Field(
        description="the chosen calendar would hold with a limit as low as this"
    )
    next_needs: float | None = Field(
        description="the next calendar would hold with a limit as high as this, the others allowing"
    )
    said: Words


class CheckSaid(Shape):
    """A calendar in fresh worlds of its own, to see whether it keeps its limits with confidence."""

    name: str
    worlds: int = Field(description="planned")
    done: int = Field(description="of these, those that were run: fewer where it was lost before the last")
    hits: dict[Literal["beds", "rooms", "local"], int] = Field(
        description="worlds in which a limit was exceeded"
    )
    allowed: dict[Literal["beds", "rooms", "local"], int] = Field(description="in how many it might be")
    upper: dict[Literal["beds", "rooms", "local"], float] | None = Field(
        description="the greatest probability that so few leave, at the confidence of one check; null: it was lost"
    )
    kept: bool
    said: Words


class WorstCaseSaid(Shape):
    """The planned worst case in which every calendar is judged as well."""

    transmission: float = Field(description="factor on every hazard, in all its worlds")
    arrivals: float = Field(description="times as often those who arrive were exposed")
    complies: float = Field(description="times the share who keep to quarantine and stay at home when ill")
    worlds: int
    chosen_holds: bool | None = Field(
        description="the chosen calendar keeps its limits there; null: none is chosen"
    )
    said: Words


class DrawnSaid(Shape):
    """From what a parameter of the worlds was drawn."""

    parameter: Literal["transmission", "imported"]
    source: Literal["prior", "posterior"]
    low: float = Field(description="2.5 % point, as a factor")
    median: float
    high: float
    said: Words


class SurrogateSaid(Shape):
    """The quick model inside the search."""

    runs: int = Field(description="of the city that it was fitted to")
    r_closed: float = Field(
        description="infections by one person on the last day, all decided sectors closed"
    )
    r_open: float = Field(description="and all open")
    generation: float = Field(description="mean, days")
    dispersion: float


class DecisionSaid(Shape):
    """What ``lianfang outlook decide --json`` prints."""

    basis: Rests
    city: str
    disease: str
    agents: int
    weight: float = Field(description="residents for one agent")
    first: str
    days: int
    decided: list[str]
    groups: int = Field(description="sectors × districts × batches")
    local_within: int = Field(description="days of the limit on local infections")
    seed: int
    written: list[CalendarSaid]
    frontier: list[CalendarSaid] = Field(description="in order of person-days")
    chosen: str | None = Field(
        description="from the leading one down, the first that kept its limits in a check; null: none did"
    )
    leading: str | None = Field(
        description="of the calendars tried on the city, found or written, the one with most person-days whose limits hold in the worlds "
        "of the choice; null: none does"
    )
    next: str | None = Field(
        description="the first on the frontier with more person-days than the chosen one; null: none has more"
    )
    confidence: float = Field(
        description="that the chosen calendar exceeds each limit no more often than is accepted, whichever was chosen"
    )
    checks: list[CheckSaid]
    worst: WorstCaseSaid
    drawn: list[DrawnSaid]
    limits: list[LimitSaid]
    flips: list[FlipSaid]
    surrogate: SurrogateSaid
    said: list[Words]
    remarks: list[Remark]


ANSWERS: dict[str, type[BaseModel]] = {
    "allocate": AllocationSaid,
    "calibrate": CalibrationSaid,
    "decide": DecisionSaid,
}
"""Command → what it prints."""


def text(command: str) -> str:
    """The schema of a command's answer as it is kept in ``docs/reference``."""
    made: dict[str, Any] = ANSWERS[command].model_json_schema(mode="serialization", by_alias=True)
    made = {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"
