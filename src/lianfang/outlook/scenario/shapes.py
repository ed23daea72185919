"""The answer of ``lianfang outlook scenario --json``; its published schema is made from these models."""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import Field

from lianfang.outlook.shapes import Remark, Shape


class Spread(Shape):
    """A number over the seeds: mean, 5 %, 50 % and 95 % quantile."""

    mean: float
    low: float
    median: float
    high: float


class DaySaid(Shape):
    """One day of a scenario."""

    day: str
    infections: Spread = Field(description="new, local and imported")
    local: Spread
    found: Spread
    beds: Spread = Field(description="needed in the evening, with or without one")
    rooms: Spread
    tests: Spread
    quarantined: Spread = Field(description="held by order, not found to be cases")
    work_person_days: Spread = Field(description="people at open sites, pupils not counted")


class GroupSaid(Shape):
    """A sector or a district: means over the seeds by day. Infections by sector are of people with a site."""

    name: str
    infections: list[float]
    work_person_days: list[float]


class ChanceSaid(Shape):
    """A probability by simulation."""

    estimate: float = Field(description="share of the seeds in which it happened")
    low: float = Field(description="of the 95 % interval (Clopper and Pearson)")
    high: float
    hits: int
    seeds: int


class ExceededSaid(Shape):
    """That more is needed, or more are infected, than is accepted; null: nothing was said of it."""

    beds_or_rooms: ChanceSaid | None
    local: ChanceSaid | None = Field(description="more local infections within some 30 days")


class ScenarioSaid(Shape):
    """One scenario, as expected or in the planned worst case."""

    name: str
    planned: Literal["expected", "worst"]
    infections: Spread
    deaths: Spread
    most_beds: Spread
    most_rooms: Spread
    most_quarantined: Spread
    tests: Spread
    work_person_days: Spread
    chance: ExceededSaid
    days: list[DaySaid]
    sectors: list[GroupSaid]
    districts: list[GroupSaid]


class DifferenceSaid(Shape):
    """A scenario less the first one, seed by seed, under the same luck."""

    name: str
    against: str
    planned: Literal["expected", "worst"]
    infections: Spread
    work_person_days: Spread


class WorstSaid(Shape):
    """What the planned worst case assumes, as factors."""

    hazards: float
    arrivals: float
    complies: float


class StudySaid(Shape):
    """A file of scenarios."""

    file: str
    version: str = Field(description="of lianfang")
    start: str
    agents: int = Field(description="people simulated; all numbers are of these")
    seeds: list[int]
    disease: str
    worst: WorstSaid
    remarks: list[Remark]
    scenarios: list[ScenarioSaid]
    differences: list[DifferenceSaid]


class ScenariosSaid(Shape):
    """What ``lianfang outlook scenario --json`` prints."""

    studies: list[StudySaid]


def schema() -> dict[str, Any]:
    """The JSON Schema of the answer."""
    made = ScenariosSaid.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def text() -> str:
    """The schema as it is kept in ``docs/reference``."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"
