"""Registers of which a city has few rows, repeated until every must has about a million: the same rows under other ids."""

from __future__ import annotations

from django.db import connection, transaction

from lianfang.base import areas
from lianfang.registers.models import Area, Case, Return, Site
from lianfang.registers.models.record import Record

APART = 10**7
"""Ids of one copy stand this far from those of the next."""


def enlarge(size: int) -> None:
    """Repeat cases, gates with their returns, and districts with theirs."""
    few = Case.objects.filter(classification="CONFIRMED").count() or 1
    gates = Site.objects.filter(kind="gate", mode="road").count() or 1
    districts = Area.objects.filter(level="district").count() or 1
    with transaction.atomic():
        _repeat(Case, size // few, {}, "TRUE")
        times = size // (gates * 37)
        _repeat(Site, times, {}, "t.kind = 'gate'")
        of_gates = "t.site_id IN (SELECT id FROM registers_site WHERE kind = 'gate')"
        _repeat(Return, times, {"site_id": f"t.site_id + n.i * {APART}"}, of_gates)
        times = size // (districts * 44)
        step = areas.unit_of("city")
        _repeat(Area, times, {"id": f"t.id + n.i * {step}", "gb_code": "NULL"}, "t.level = 'district'")
        moved = {"area_id": f"t.area_id + n.i * {step}"}
        of_districts = "t.area_id IN (SELECT id FROM registers_area WHERE level = 'district')"
        _repeat(
            Return, times, moved, f"t.site_id IS NULL AND t.figure = 'confirmed' AND {of_districts}", 10**11
        )


def _repeat(model: type[Record], times: int, said: dict[str, str], where: str, beyond: int = 0) -> None:
    table, columns = model._meta.db_table, [f.column for f in model._meta.fields]
    row = f"t.id + n.i * {APART} + {beyond}"
    digits = f"printf('%016d', {row})" if connection.vendor == "sqlite" else f"lpad(({row})::text, 16, '0')"
    made = {"id": row, "ref": digits, "source_key": "NULL"} | said
    if model is Area:
        made["ref"] = digits.replace(row, f"t.id / 1000 + n.i * {10**14}")
    values = ", ".join(made.get(column, f"t.{column}") for column in columns)
    # Only the city's own rows are repeated, not what was made of them a moment ago.
    own = f"t.id < {APART}" if model is not Area else "TRUE"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)})"
            f" WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < {max(times, 1)})"
            f" SELECT {values} FROM {table} AS t CROSS JOIN n WHERE {own} AND {where}".replace("%", "%%"),
            [],
        )
