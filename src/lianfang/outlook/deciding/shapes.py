"""The answers as they leave the house: each command's published JSON Schema is made from its model here."""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import BaseModel, Field

from lianfang.outlook.shapes import Shape, Words


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


ANSWERS: dict[str, type[BaseModel]] = {"allocate": AllocationSaid}
"""Command → what it prints."""


def text(command: str) -> str:
    """The schema of a command's answer as it is kept in ``docs/reference``."""
    made: dict[str, Any] = ANSWERS[command].model_json_schema(mode="serialization", by_alias=True)
    made = {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"
