"""A question that comes with every write of a kind: its text is made once, and asked with other values each time.

Where many want one thing in one second, most of what a question costs is working out its text. It is said as a query set, so
that who may see what stays in one place (:func:`lianfang.registers.access.rows`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

_NUMBER, _WORD = 0x4C66_0000_0000_0000, "lianfang:{}"
"""What stands for a value while a text is made: numbers and words that no row has."""

Value = int | str | Sequence[int] | Sequence[str]
_KINDS = {"number": "bigint", "word": "text"}
"""What a value, or each of a list of them, is in PostgreSQL."""
_LISTED = "SELECT value FROM json_each"


@dataclass(frozen=True)
class _Parameter:
    """One of a text: the name by which its value is asked for, or else the value itself; and what each of a list is."""

    name: str
    value: Any = None
    each: str = ""


Text = tuple[str, tuple[_Parameter, ...]]


class Prepared:
    """One question.

    Args:
        made: the query set of ``values_list`` of whole numbers and texts. It is called with what changes the text, by place,
            and with something that stands for each value, by name; a value may go into the text as it is and nowhere else, and
            a list of them behind ``__in`` alone.
    """

    def __init__(self, made: Callable[..., QuerySet[Any, Any]]):
        self._made = made
        self._text = lru_cache(maxsize=256)(self._compiled)

    def __call__(self, *fixed: Hashable, **values: Value) -> list[tuple[Any, ...]]:
        """The rows found; none for a word that no database holds.

        Args:
            fixed: what changes the text: each of these has its own.
            values: whole numbers, words, and lists of either that are not empty.
        """
        kinds = tuple((name, *_kind(value)) for name, value in values.items())
        text = self._text(connection.vendor, fixed, kinds)
        if text is None or any("\0" in value for value in values.values() if isinstance(value, str)):
            return []
        return _asked(text, values)

    def _compiled(
        self, vendor: str, fixed: tuple[Hashable, ...], kinds: tuple[tuple[str, str, bool], ...]
    ) -> Text | None:
        stands: dict[str, Any] = {}
        parameters: dict[Any, _Parameter] = {}
        for n, (name, kind, is_list) in enumerate(kinds):
            stand = _NUMBER + n if kind == "number" else _WORD.format(n)
            stands[name] = [stand] if is_list else stand
            parameters[stand] = _Parameter(name, each=_KINDS[kind] if is_list else "")
        try:
            sql, said = self._made(*fixed, **stands).query.sql_with_params()
        except EmptyResultSet:
            return None
        lost = [one.name for stand, one in parameters.items() if stand not in said]
        if lost:
            raise ValueError(f"asked for and not in the text: {', '.join(lost)}")
        given = tuple(parameters.get(one, _Parameter("", one)) for one in said)
        return _marked(sql, given, vendor), given


def _kind(value: Value) -> tuple[str, bool]:
    """What a value is, or each of a list, and whether it is a list."""
    is_list = not isinstance(value, int | str)
    one = value[0] if not isinstance(value, int | str) else value
    return "word" if isinstance(one, str) else "number", is_list


def _marked(sql: str, parameters: Sequence[_Parameter], vendor: str) -> str:
    """A statement with the driver's own marks in place of Django's; a list is one parameter, however long."""
    head, *parts = sql.replace("%%", "%").split("%s")
    for n, (part, one) in enumerate(zip(parts, parameters, strict=True), start=1):
        mark = f"${n}" if vendor == "postgresql" else f"?{n}"
        if not one.each:
            head += mark + part
        elif not head.endswith("IN (") or not part.startswith(")"):
            raise ValueError("a list that is not behind IN")
        elif vendor == "postgresql":
            head = f"{head.removesuffix('IN (')}= ANY({mark}::{one.each}[]){part[1:]}"
        else:
            head += f"{_LISTED}({mark}){part}"
    return head


def _asked(text: Text, values: Mapping[str, Value]) -> list[tuple[Any, ...]]:
    sql, parameters = text
    given = [values[one.name] if one.name else one.value for one in parameters]
    connection.ensure_connection()
    with connection.wrap_database_errors:
        if connection.vendor != "postgresql":
            said = [v if isinstance(v, int | str) else json.dumps(list(v)) for v in given]
            found: list[tuple[Any, ...]] = connection.connection.execute(sql, said).fetchall()
            return found
        # The drivers of PostgreSQL are there only where it is used.
        import psycopg

        with psycopg.RawCursor(connection.connection) as cursor:
            cursor.execute(sql.encode(), [_wide(value) for value in given], prepare=True)
            return cursor.fetchall()


def _wide(value: Any) -> Any:
    """A number as the columns hold it: narrower ones would each be a statement of their own."""
    from psycopg.types.numeric import Int8

    if isinstance(value, str):
        return value
    return Int8(value) if isinstance(value, int) else [_wide(one) for one in value]
