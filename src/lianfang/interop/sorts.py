"""How the cells of a register's column are read, from what the register and a mapping say of it."""

from __future__ import annotations

from typing import Any

from lianfang.interop.cells import Sort, Unfit, blanks, value_of
from lianfang.interop.mapping_text import Cell, Kind, Named, Take
from lianfang.interop.tables import plain
from lianfang.records import Kind as Holds
from lianfang.records import Register

READ_AS: dict[Holds, Kind] = {
    Holds.TEXT: "text",
    Holds.CODE: "code",
    Holds.NUMBER: "number",
    Holds.DURATION: "number",
    Holds.DATE: "date",
    Holds.INSTANT: "instant",
    Holds.BOOLEAN: "yes_no",
}
"""What a column holds → how a mapping says that it is read."""


def sort_of(
    shape: Register,
    name: str,
    take: Take | Cell | None = None,
    *,
    zone: str = "UTC",
    date_system: str = "",
    dates: str = "",
) -> Sort:
    """The reading of one column; without ``take`` that of a constant."""
    link, column = shape.links.get(name), shape.columns.get(name)
    own: Kind = "link" if column is None else READ_AS[column.kind]
    codes = take.codes if isinstance(take, Take) else {}
    return Sort(
        kind=take.kind if take else own,
        codes={plain(word): code for word, code in codes.items()},
        blank=blanks(take.blank if take else ()),
        zone=(take.zone if isinstance(take, Take) else "") or zone,
        date_system=date_system or (take.serial if isinstance(take, Take) else ""),
        list=column.codes if column else None,
        to=link.to if link else "",
        by=(take.by or "") if isinstance(take, Take) else "",
        key=take.key if isinstance(take, Take) else "",
        dates=dates,
    )


def constant_of(value: str | Named, sort: Sort) -> Any:
    """What a mapping states for all rows: a value, or the row of another register.

    Raises:
        Unfit: it does not fit the column, or names a row in more than one way or none.
    """
    if isinstance(value, str):
        return value_of(value, sort)
    if sum(map(bool, (value.gb, value.name, value.key, value.here))) != 1:
        raise Unfit("import/no-link")
    return value.asked(sort.to)
