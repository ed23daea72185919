"""The published schemas of what the command line prints as JSON, made from the models."""

from __future__ import annotations

import json
from typing import Any

from lianfang.fronts.command.shapes import Brief, ExcuseList, GapList, Shape, TaskList
from lianfang.fronts.command.shapes_alone import LedgerDays, Zones
from lianfang.fronts.command.shapes_frozen import FrozenChanges, FrozenList, FrozenSaid

PUBLISHED: dict[str, type[Shape]] = {
    "brief.schema.json": Brief,
    "brief_frozen.schema.json": FrozenSaid,
    "brief_changes.schema.json": FrozenChanges,
    "briefs.schema.json": FrozenList,
    "gaps.schema.json": GapList,
    "ledger.schema.json": LedgerDays,
    "zones.schema.json": Zones,
    "excuses.schema.json": ExcuseList,
    "tasks.schema.json": TaskList,
}
"""File under ``docs/reference`` → the model."""


def schema(model: type[Shape]) -> dict[str, Any]:
    """The JSON Schema of what a model prints."""
    made = model.model_json_schema(mode="serialization", by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def text(model: type[Shape]) -> str:
    """The schema as it is kept."""
    return json.dumps(schema(model), ensure_ascii=False, indent=1) + "\n"
