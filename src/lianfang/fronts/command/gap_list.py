"""The list of gaps or cannot-tells of a must, in an area, at an instant: by name, each with its owner and age."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from lianfang.base.instants import day_of, iso
from lianfang.base.words import Language, Text
from lianfang.fronts.command.setting import city_of
from lianfang.fronts.command.shapes import GapList, GapSaid, PlaceSaid, Words
from lianfang.gaps import lists, plans
from lianfang.gaps.lists import Gap, Kind
from lianfang.registers.access import Reader
from lianfang.registers.models import Area

COLUMNS = {
    "must": Text("要求", "must"),
    "title": Text("名称", "title"),
    "kind": Text("类别", "kind"),
    "register": Text("登记簿", "register"),
    "subject": Text("记录", "record"),
    "period": Text("日期", "day"),
    "area": Text("区域代码", "area"),
    "area_name": Text("区域", "name of the area"),
    "due_at": Text("期限", "due"),
    "age_days": Text("已过天数", "age in days"),
    "state": Text("状态", "state"),
    "missing": Text("缺项", "missing facts"),
    "owner": Text("责任单位编号", "owner"),
    "owner_name": Text("责任单位", "name of the owner"),
}
"""The columns of the CSV."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet may take for the start of a formula."""


def make(
    *,
    reader: Reader,
    as_of: int,
    at: int,
    must: str = "",
    area: int = 0,
    kind: Kind = "gap",
    limit: int = 100,
    offset: int = 0,
) -> GapList:
    """Make a list; the reading is journalled.

    Raises:
        Refused: no plan in force, no such must, or an area that is not there or out of the reader's reach.
    """
    force = plans.in_force()
    asked = area or reader.area or city_of(force)
    page = lists.gaps(
        must, reader=reader, at=as_of, now=at, area=asked, kind=kind, limit=limit, offset=offset
    )
    names = Area.objects.in_bulk({asked, *(row.area for row in page.rows)})
    zone = force.plan.zone
    return GapList(
        as_of=iso(as_of, zone), area=_place(names[asked]), must=must or None, kind=kind,
        total=page.total, offset=page.offset, rows=[_said(row, names, zone) for row in page.rows],
    )  # fmt: skip


def _place(area: Area) -> PlaceSaid:
    return PlaceSaid(
        code=area.gb_code or area.ref, name=Words(zh=area.name_zh, en=area.name_en), level=area.level
    )


def _said(row: Gap, names: Mapping[int, Area], zone: str) -> GapSaid:
    area, owner = names.get(row.area), row.owner
    return GapSaid(
        must=row.must.key, title=Words.of(row.must.title), kind=row.kind, register=row.must.every, subject=row.subject,
        period=day_of(row.period, zone).isoformat() if row.must.each_day else None,
        area="" if area is None else area.gb_code or area.ref,
        area_name=Words(zh="不详", en="unknown") if area is None else Words(zh=area.name_zh, en=area.name_en),
        due_at=None if row.due_at is None else iso(row.due_at, zone),
        since=None if row.since is None else iso(row.since, zone), age=row.age,
        state=Words.of(row.state), missing=[Words.of(fact) for fact in row.missing],
        owner=owner.ref if owner else None,
        owner_name=Words(zh=owner.name_zh, en=owner.name_en) if owner else None,
        evidence=row.evidence or None,
    )  # fmt: skip


def as_csv(listed: GapList, *, language: Language) -> str:
    """The list for a spreadsheet: a byte order mark, headers in the language, and no cell that could be a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([title.to(language) for title in COLUMNS.values()])
    for row in listed.rows:
        writer.writerow([neutral(value) for value in _cells(row, language)])
    return "\ufeff" + text.getvalue()


def _cells(row: GapSaid, language: Language) -> list[str]:
    return [
        row.must, row.title.to(language), row.kind, row.register_, row.subject, row.period or "", row.area,
        row.area_name.to(language), row.due_at or "", "" if row.age is None else str(row.age // 86400), row.state.to(language),
        "; ".join(fact.to(language) for fact in row.missing), row.owner or "",
        row.owner_name.to(language) if row.owner_name else "",
    ]  # fmt: skip


def neutral(cell: str) -> str:
    """A cell that a spreadsheet reads as text, whatever it starts with."""
    return "'" + cell if cell.startswith(FORMULA) else cell
