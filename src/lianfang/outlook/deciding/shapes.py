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


ANSWERS: dict[str, type[BaseModel]] = {"allocate": AllocationSaid, "calibrate": CalibrationSaid}
"""Command → what it prints."""


def text(command: str) -> str:
    """The schema of a command's answer as it is kept in ``docs/reference``."""
    made: dict[str, Any] = ANSWERS[command].model_json_schema(mode="serialization", by_alias=True)
    made = {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"
