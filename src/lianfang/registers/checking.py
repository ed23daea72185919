"""Is a row fit for its register? Types, code lists, what must be there; each fault a coded problem."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import isfinite
from typing import Any

from lianfang.base import instants
from lianfang.base.problems import Problem
from lianfang.records import Column, Kind, Register

_TYPES: dict[Kind, tuple[type, ...]] = {
    Kind.INSTANT: (int,),
    Kind.DURATION: (int,),
    Kind.DATE: (date,),
    Kind.NUMBER: (int, float),
    Kind.TEXT: (str,),
    Kind.CODE: (str,),
    Kind.BOOLEAN: (bool,),
}
IDENTITY = ("id", "ref", "source_key")
LARGEST = 2**63 - 1


def check_row(
    register: Register, row: Mapping[str, Any], *, lengths: Mapping[str, int], line: int
) -> list[Problem]:
    """All faults of one row; ``line`` is its place in the list, from 1."""
    found = []
    for name, value in row.items():
        if name in register.columns:
            fault = _fault(register.columns[name], value, lengths.get(name))
        elif name in register.links:
            fault = None if value is None or _is_id(value) else "link"
        else:
            fault = _identity_fault(name, value, lengths.get(name)) if name in IDENTITY else "unknown"
        if fault:
            found.append(_problem(register, name, value, fault, line))
    return found


def missing(register: Register, row: Mapping[str, Any], line: int) -> list[Problem]:
    """What a new row lacks: columns and links that may not be empty."""
    must = [c.name for c in register.columns.values() if not c.nullable and c.name != "recorded_at"]
    must += [link.name for link in register.links.values() if not link.nullable]
    return [_problem(register, name, None, "missing", line) for name in must if row.get(name) is None]


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST


def _identity_fault(name: str, value: Any, length: int | None) -> str | None:
    """An id is a number; a reference and a source's key are words that can be found again."""
    if value is None:
        return None
    if name == "id":
        return None if _is_id(value) else "type"
    if not isinstance(value, str) or not value.strip():
        return "type"
    return _text_fault(value, length)


def _text_fault(value: str, length: int | None) -> str | None:
    broken = "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value)
    return "length" if broken or (length is not None and len(value) > length) else None


def _number_fault(value: float) -> str | None:
    """What no database column holds: more than 64 bits, infinity, not a number."""
    if isinstance(value, int):
        return None if abs(value) <= LARGEST else "type"
    return None if isfinite(value) else "type"


def _fault(column: Column, value: Any, length: int | None) -> str | None:
    if value is None:
        return None if column.nullable else "missing"
    if not isinstance(value, _TYPES[column.kind]) or (
        isinstance(value, bool) and column.kind is not Kind.BOOLEAN
    ):
        return "type"
    if isinstance(value, int | float) and _number_fault(value):
        return "type"
    if column.kind is Kind.INSTANT and isinstance(value, int) and not instants.is_written(value):
        return "type"
    if column.codes is not None and value not in column.codes.codes:
        return "code"
    if isinstance(value, str):
        return _text_fault(value, length)
    return None


def _problem(register: Register, name: str, value: Any, fault: str, line: int) -> Problem:
    column = register.columns.get(name)
    known = ", ".join(column.codes.codes) if column and column.codes else ", ".join(register.names())
    kind = column.kind.value if column else "id"
    facts = {
        "register": register.name,
        "field": name,
        "kind": kind,
        "known": known,
        "value": _shown(column, value),
    }
    if register.personal and column is None:
        facts["value"] = "…"
    return Problem(f"record/{fault}", line=line, facts=facts)


def _shown(column: Column | None, value: Any) -> str:
    """The value as a message may show it: personal ones never."""
    if column is not None and column.privacy.value in ("personal", "sensitive", "identifying"):
        return "…"
    return repr(value)[:60]
