"""Rows of a register as it held them at an instant, out of the versions that were replaced since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q

from lianfang.registers import keys
from lianfang.registers.catalogue import name_of
from lianfang.registers.models import Version
from lianfang.registers.models.record import Record

Row = Mapping[str, Any]


def replaced(register: str, at: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Of each row that was changed after an instant, or went, its values then; of one that was recorded later, its first ones.

    Instants are numbers; days are text.
    """
    later = Version.objects.filter(register=register, until__gt=at).order_by("row", "until", "id")
    last = None
    for row, sealed in later.values_list("row", "values").iterator():
        if row != last:
            last = row
            yield row, {**keys.unseal_values(sealed), "id": row}


def as_held(model: type[Record], columns: Sequence[str], at: int, now: Q) -> Iterator[Row]:
    """Rows that were recorded by an instant, with the values that they had then.

    Args:
        model: of the register.
        columns: those that are read, besides ``id``.
        at: the instant.
        now: which rows as they stand now; of those that stood otherwise then all come, and whoever asks looks at each.
    """
    old = dict(replaced(name_of(model), at))
    for row in model.objects.filter(now, recorded_at__lte=at).values("id", *columns).iterator():
        if row["id"] not in old:
            yield row
    for row in old.values():
        if row["recorded_at"] <= at:
            yield {**dict.fromkeys(columns), **row}
