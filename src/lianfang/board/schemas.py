"""The published schemas of what the board prints as JSON, made from its dataclasses."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from lianfang.board.shapes import Board, GapPage, LinePage, MustPage, RecordPage

PUBLISHED: dict[str, Any] = {
    "board.schema.json": Board,
    "board_line.schema.json": LinePage,
    "board_must.schema.json": MustPage,
    "board_gaps.schema.json": GapPage,
    "board_record.schema.json": RecordPage,
}
"""File under ``docs/reference`` → the dataclass."""


def schema(shape: Any) -> dict[str, Any]:
    """The JSON Schema of what a dataclass prints; it may have no other keys."""
    made = TypeAdapter(shape).json_schema(mode="serialization", by_alias=True)
    for part in (made, *made.get("$defs", {}).values()):
        if part.get("type") == "object" and "properties" in part:
            part["additionalProperties"] = False
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def text(shape: Any) -> str:
    """The schema as it is kept."""
    return json.dumps(schema(shape), ensure_ascii=False, indent=1) + "\n"


def as_json(value: Any) -> str:
    """A dataclass as JSON."""
    return TypeAdapter(type(value)).dump_json(value, indent=1, by_alias=True).decode()
