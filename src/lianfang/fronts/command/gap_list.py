"""The list of gaps, of what is excused, or of cannot-tells of a must, in an area, at an instant: by name, each with its owner and age."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from lianfang.base.instants import day_of, iso
from lianfang.base.words import Language, Text
from lianfang.fronts.command.setting import city_of
from lianfang.fronts.command.shapes import (
    ExcuseSaid,
    GapList,
    GapSaid,
    PlaceSaid,
    RisenSaid,
    TaskOnGap,
    Words,
)
from lianfang.gaps import lists, plans
from lianfang.gaps.lists import Gap, Kind, Raised
from lianfang.gaps.models import Excuse
from lianfang.registers.access import Reader
from lianfang.registers.models import Area, Organisation, Task
from lianfang.registers.models.codes import LEVEL
from lianfang.registers.models.tasks import STATES
from lianfang.ui import sheets

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
    "escalated_to": Text("已升级至", "escalated to"),
    "escalated_since": Text("升级时间", "escalated since"),
    "task": Text("任务编号", "task"),
    "task_state": Text("任务状态", "state of the task"),
    "reason": Text("豁免事由", "reason of the excuse"),
    "given_by": Text("提出人", "excuse given by"),
    "approved_by": Text("批准人", "excuse approved by"),
    "excused_until": Text("豁免至", "excused until"),
}
"""The columns of the CSV."""


def make(
    *,
    reader: Reader,
    as_of: int,
    at: int,
    must: str = "",
    area: int = 0,
    kind: Kind = "gap",
    escalated: bool = False,
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
        must, reader=reader, at=as_of, now=at, area=asked, kind=kind, escalated=escalated, limit=limit, offset=offset
    )  # fmt: skip
    risen = {row.risen.area for row in page.rows if row.risen is not None}
    names = Area.objects.in_bulk({asked, *(row.area for row in page.rows), *risen})
    zone = force.plan.zone
    return GapList(
        as_of=iso(as_of, zone), area=_place(names[asked]), must=must or None, kind=kind, escalated=escalated,
        total=page.total, offset=page.offset, rows=[gap_said(row, names, zone, as_of) for row in page.rows],
    )  # fmt: skip


def _place(area: Area) -> PlaceSaid:
    return PlaceSaid(
        code=area.gb_code or area.ref, name=Words(zh=area.name_zh, en=area.name_en), level=area.level
    )


def gap_said(row: Gap, names: Mapping[int, Area], zone: str, as_of: int) -> GapSaid:
    """A duty of a list as it leaves the house."""
    return GapSaid(
        must=row.must.key, title=Words.of(row.must.title), kind=row.kind, register=row.must.every, subject=row.subject,
        period=day_of(row.period, zone).isoformat() if row.must.each_day else None,
        area=code_of(names.get(row.area)), area_name=name_of(names.get(row.area)),
        due_at=None if row.due_at is None else iso(row.due_at, zone),
        since=None if row.since is None else iso(row.since, zone), age=row.age,
        state=Words.of(row.state), missing=[Words.of(fact) for fact in row.missing],
        owner=row.owner.ref if row.owner else None, owner_name=called(row.owner) if row.owner else None,
        evidence=row.evidence or None,
        excuse=None if row.excuse is None else ExcuseSaid(**excuse_said(row.excuse, zone)),
        escalated_to=None if row.risen is None else _risen(row.risen, names, zone),
        task=None if row.task is None else _task(row.task, zone, as_of),
    )  # fmt: skip


def code_of(area: Area | None) -> str:
    """How an area is named outside: its national code, else its reference; empty where it is not known."""
    return "" if area is None else area.gb_code or area.ref


def name_of(area: Area | None) -> Words:
    """An area's name."""
    return Words(zh="不详", en="unknown") if area is None else Words(zh=area.name_zh, en=area.name_en)


def called(unit: Organisation) -> Words:
    """An organisation's name."""
    return Words(zh=unit.name_zh, en=unit.name_en)


def excuse_said(one: Excuse, zone: str) -> dict[str, Any]:
    """What is said of an excuse, wherever it is shown."""
    return {
        "ref": one.ref, "reason": one.reason, "reason_words": Words.of(Excuse.REASONS.codes[one.reason]), "words": one.words,
        "begins_at": iso(one.begins_at, zone), "ends_at": iso(one.ends_at, zone), "given_by": one.given_by,
        "approved_by": one.approved_by, "revoked_by": one.revoked_by or None,
    }  # fmt: skip


def _risen(raised: Raised, names: Mapping[int, Area], zone: str) -> RisenSaid:
    owner = raised.owner
    return RisenSaid(
        level=raised.rise.level, level_words=Words.of(LEVEL.codes[raised.rise.level]),
        area=code_of(names.get(raised.area)), area_name=name_of(names.get(raised.area)),
        owner=owner.ref if owner else None, owner_name=called(owner) if owner else None,
        since=iso(raised.rise.since, zone),
    )  # fmt: skip


def _task(task: Task, zone: str, as_of: int) -> TaskOnGap:
    state = task.state_at(as_of)
    return TaskOnGap(
        ref=task.ref, state=state, state_words=Words.of(STATES[state]), unit=task.unit.ref,
        unit_name=called(task.unit), due_at=iso(task.due_at, zone),
    )  # fmt: skip


def as_csv(listed: GapList, *, language: Language) -> str:
    """The list for a spreadsheet: a byte order mark, headers in the language, and no cell that could be a formula."""
    titles = [title.to(language) for title in COLUMNS.values()]
    return b"".join(sheets.csv_lines([titles], (cells(row, language) for row in listed.rows))).decode()


def cells(row: GapSaid, language: Language) -> list[sheets.Value]:
    """A row of the list under :data:`COLUMNS`."""
    return [
        row.must, row.title.to(language), row.kind, row.register_, row.subject,
        None if row.period is None else date.fromisoformat(row.period), row.area,
        row.area_name.to(language), _moment(row.due_at), None if row.age is None else row.age // 86400, row.state.to(language),
        "; ".join(fact.to(language) for fact in row.missing), row.owner or "",
        row.owner_name.to(language) if row.owner_name else "", *_risen_cells(row, language), *_excuse_cells(row, language),
    ]  # fmt: skip


def _moment(iso: str | None) -> datetime | None:
    return None if iso is None else datetime.fromisoformat(iso)


def _risen_cells(row: GapSaid, language: Language) -> list[sheets.Value]:
    risen, task = row.escalated_to, row.task
    return [
        f"{risen.level_words.to(language)} {risen.area_name.to(language)}" if risen else "", _moment(risen.since if risen else None),
        task.ref if task else "", task.state_words.to(language) if task else "",
    ]  # fmt: skip


def _excuse_cells(row: GapSaid, language: Language) -> list[sheets.Value]:
    one = row.excuse
    if one is None:
        return ["", "", "", ""]
    reason = one.reason_words.to(language)
    return [
        f"{reason}: {one.words}" if one.words else reason,
        one.given_by,
        one.approved_by,
        _moment(one.ends_at),
    ]
