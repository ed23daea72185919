"""What the command hands out: tasks of units, taken on, answered, looked at by another, closed."""

from __future__ import annotations

from datetime import date
from typing import Any

from lianfang.synth.calendar import AS_OF, DAY, HOUR, MINUTE, midnight
from lianfang.synth.chance import stream
from lianfang.synth.draft import Draft

FIRST = midnight(date(2020, 2, 8))
AGENCIES = ("police", "transport")
SUBJECTS = (
    ("2.1", "核对公路卡点车流"), ("3.1", "核查小区围合"), ("9.1", "核报口罩库存"), ("11.2", "检查活禽市场"), ("R2.2", "复工企业抽查"),
)  # fmt: skip


def hand_out(draft: Draft) -> None:
    """Some tasks of the last days, all as the plan asks."""
    chance = stream(draft.seed, "tasks")
    for _ in range(max(12, draft.people // 5_000)):
        task(draft, chance.randrange(FIRST, AS_OF - 4 * DAY), agency=chance.random() < 0.5)


def task(draft: Draft, assigned_at: int, *, agency: bool, **told: Any) -> int:
    """One task that was done in two days; answers its id."""
    units = [
        (number, unit)
        for number, unit in enumerate(draft.tree.organisations, 1)
        if (unit.kind in AGENCIES if agency else unit.kind == "office")
    ]
    number, unit = units[assigned_at % len(units)]
    clause, title = SUBJECTS[assigned_at % len(SUBJECTS)]
    due_at = assigned_at + 2 * DAY
    columns = {
        "title": title, "clause": clause, "unit_id": number, "area_id": unit.area, "assigned_at": assigned_at, "due_at": due_at,
        "received_at": assigned_at + 20 * MINUTE, "evidence_at": due_at - 3 * HOUR, "evidence": "材料已交", "evidence_by": "承办人",
        "verified_at": due_at - HOUR, "verified_by": "核验人", "closed_at": due_at - 30 * MINUTE, "outcome": "done", **told,
    }  # fmt: skip
    return draft.keep("task", assigned_at, **columns)
