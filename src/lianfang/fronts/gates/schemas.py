"""The published schemas of what the gates' commands print as JSON, made from the models."""

from __future__ import annotations

import json
from typing import Any

from lianfang.fronts.gates.shapes import (
    AtRiskList,
    DecidedSaid,
    LaneList,
    LoadSaid,
    Reconciliation,
    RiskRead,
    Shape,
    WithdrawnSaid,
)  # fmt: skip

PUBLISHED: dict[str, tuple[type[Shape], ...]] = {
    "reconcile.schema.json": (Reconciliation, DecidedSaid),
    "risk.schema.json": (RiskRead, AtRiskList, WithdrawnSaid),
    "lanes.schema.json": (LaneList,),
    "load.schema.json": (LoadSaid,),
}
"""File under ``docs/reference`` → the models, one of which a call prints."""


def schema(models: tuple[type[Shape], ...]) -> dict[str, Any]:
    """The JSON Schema of a command that prints one of some models."""
    made = [
        model.model_json_schema(mode="serialization", by_alias=True, ref_template="#/$defs/{model}")
        for model in models
    ]
    shared: dict[str, Any] = {}
    for one in made:
        shared |= one.pop("$defs", {})
    shared |= {one["title"]: one for one in made}
    choice = [{"$ref": f"#/$defs/{one['title']}"} for one in made]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "anyOf": choice, "$defs": shared}


def text(models: tuple[type[Shape], ...]) -> str:
    """The schema as it is kept."""
    return json.dumps(schema(models), ensure_ascii=False, indent=1) + "\n"
