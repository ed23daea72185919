"""A question that comes with every write of a kind: its text is made once, and asked with other values each time.

Where many want one thing in one second, most of what a question costs is working out its text. It is said as a query set, so
that who may see what stays in one place (:func:`lianfang.registers.access.rows`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

_NUMBER, _WORD = 0x4C66_0000_0000_0000, "lianfang:{}"
"""What stands for a value while a text is made: numbers and words that no row has."""

Value = int | str
Text = tuple[str, tuple[tuple[bool, Any], ...]]
"""A statement, and of each of its parameters whether it is asked by name, and the name or else the value."""


class Prepared:
    """One question.

    Args:
        made: the query set of ``values_list`` of whole numbers and texts. It is called with what changes the text, by place,
            and with something that stands for each value, by name; a value may go into the text as it is and nowhere else.
    """

    def __init__(self, made: Callable[..., QuerySet[Any, Any]]):
        self._made = made
        self._text = lru_cache(maxsize=256)(self._compiled)

    def __call__(self, *fixed: Hashable, **values: Value) -> list[tuple[Any, ...]]:
        """The rows found; none for a word that no database holds.

        Args:
            fixed: what changes the text: each of these has its own.
            values: whole numbers and texts that are asked for.
        """
        kinds = tuple((name, isinstance(value, str)) for name, value in values.items())
        text = self._text(connection.vendor, fixed, kinds)
        if text is None or any("\0" in value for value in values.values() if isinstance(value, str)):
            return []
        return _asked(text, values)

    def _compiled(
        self, vendor: str, fixed: tuple[Hashable, ...], kinds: tuple[tuple[str, bool], ...]
    ) -> Text | None:
        stands = {
            name: _WORD.format(n) if is_word else _NUMBER + n for n, (name, is_word) in enumerate(kinds)
        }
        try:
            sql, given = self._made(*fixed, **stands).query.sql_with_params()
        except EmptyResultSet:
            return None
        names = {stand: name for name, stand in stands.items()}
        parameters = tuple((one in names, names.get(one, one)) for one in given)
        lost = stands.keys() - {name for is_named, name in parameters if is_named}
        if lost:
            raise ValueError(f"asked for and not in the text: {', '.join(sorted(lost))}")
        for n in range(1, len(parameters) + 1):
            sql = sql.replace("%s", f"${n}" if vendor == "postgresql" else "?", 1)
        return sql.replace("%%", "%"), parameters


def _asked(text: Text, values: Mapping[str, Value]) -> list[tuple[Any, ...]]:
    sql, parameters = text
    given = [values[one] if is_named else one for is_named, one in parameters]
    connection.ensure_connection()
    with connection.wrap_database_errors:
        if connection.vendor != "postgresql":
            found: list[tuple[Any, ...]] = connection.connection.execute(sql, given).fetchall()
            return found
        # The drivers of PostgreSQL are there only where it is used.
        import psycopg
        from psycopg.types.numeric import Int8

        with psycopg.RawCursor(connection.connection) as cursor:
            cursor.execute(
                sql.encode(), [Int8(one) if isinstance(one, int) else one for one in given], prepare=True
            )
            return cursor.fetchall()
