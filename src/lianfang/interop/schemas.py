"""The published schema of what ``lianfang import --json`` prints."""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Shape):
    """One wording in both languages."""

    zh: str
    en: str


class ProblemSaid(_Shape):
    """A problem: its code, where it is, what happened and how to mend it."""

    code: str
    file: str
    line: int = Field(description="row of the file; 0 where there is none")
    what: Words
    mend: Words


class FaultSaid(_Shape):
    """What is wrong with one cell of a rejected row, or (without a column) with the row."""

    column: str
    value: str | None = Field(description="what the cell holds; null where it is personal or cannot be shown")
    code: str
    what: Words
    mend: Words


class RejectedRowSaid(_Shape):
    """A row of the file that did not go in."""

    row: int
    records: int = Field(description="how many records it stood for; their sum is `rejected`")
    faults: list[FaultSaid]


class ReceiptSaid(_Shape):
    """What became of one file: read = created + updated + unchanged + rejected, in records."""

    batch: str = Field(description="the import's reference, for --undo and --resume")
    status: Literal["dry", "running", "done", "undone"]
    file: str
    digest: str = Field(description="SHA-256 of the file")
    mapping: str
    register_: str = Field(alias="register")
    rows: int = Field(
        description="rows of the file below its header, blank ones and those left out not counted"
    )
    read: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    people_made: int = Field(description="people whom the records brought along; none of the five counts")
    vehicles_made: int = Field(description="vehicles that the records brought along; none of the five counts")
    left_out: int
    blank: int
    facts: dict[str, str | int] = Field(
        description="how the file was read: format, encoding, delimiter, sheet, date system, header row"
    )
    suspicions: list[ProblemSaid] = Field(description="why the file may be cut")
    notes: list[ProblemSaid]
    rejected_rows: list[RejectedRowSaid]


class ImportsSaid(_Shape):
    """What one call did."""

    areas: list[ProblemSaid] = Field(description="that areas were laid, where they were missing")
    imports: list[ReceiptSaid]


def schema() -> dict[str, Any]:
    """The JSON Schema."""
    made = ImportsSaid.model_json_schema(mode="serialization", by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def text() -> str:
    """The schema as it is kept in ``docs/reference``."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"
