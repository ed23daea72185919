"""Ten owners that need help: those with more gaps than chance would bring among so many duties, by overdue gap-hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from lianfang.base.instants import HOUR, day_of
from lianfang.base.words import Text
from lianfang.board.funnel import TWO_SIDED, limit
from lianfang.board.heads import in_force
from lianfang.board.shapes import OwnerInNeed, OwnersSaid
from lianfang.fronts.command.gap_list import called
from lianfang.fronts.command.setting import Setting
from lianfang.fronts.command.shapes import Words
from lianfang.gaps.loads import Load, loads, units
from lianfang.registers.models import Organisation

MOST = 10
REASON = Text(
    "应办{due}项中缺口{gaps}项，按本区域同类要求的平均水平预期{expected}项，超出{beyond}%控制限（{limit}项）；逾期共{hours}小时；其中最多的是“{worst}”（{worst_gaps}项）",
    "{gaps} gaps among {due} duties where the area's share of the same musts would be {expected}: beyond the {beyond} % limit"
    " ({limit}); overdue {hours} hours in all; most of them: {worst} ({worst_gaps})",
)


@dataclass
class Sums:
    """One owner's duties over all musts; ``expected`` by the area's share of gaps, must by must."""

    due: int = 0
    gaps: int = 0
    overdue: int = 0
    expected: float = 0.0
    by_must: dict[int, int] = field(default_factory=lambda: defaultdict(int))


def owners_of(setting: Setting, *, now: int) -> OwnersSaid | None:
    """The owners in need in the setting's area; None where the plan does not say from how many duties on owners compare."""
    plan, said = setting.force.plan, setting.force.plan.response
    entry = None if said is None else in_force(plan, said.help_from, day_of(setting.as_of - 1, plan.zone))
    if entry is None or not isinstance(entry.value, int | float):
        return None
    found = loads(setting.force, at=setting.as_of, now=now)
    area = setting.area.id
    if area not in found.made:
        found.made[area] = sums_of(found.inside(area))
    sums: Mapping[int, Sums] = found.made[area]
    comparable = {owner: one for owner, one in sums.items() if one.due >= entry.value}
    behind = (owner for owner, one in comparable.items() if is_beyond(one))
    needy = sorted(behind, key=lambda owner: (-sums[owner].overdue, owner))[:MOST]
    names = units(needy)
    rows = tuple(_said(setting, names[owner], sums[owner]) for owner in needy if owner in names)
    return OwnersSaid(
        setting.instant(found.as_of),
        setting.instant(found.counted_at),
        int(entry.value),
        len(sums),
        len(comparable),
        rows,
    )


def is_beyond(one: Sums, tail: float = TWO_SIDED["95"]) -> bool:
    """Has the owner more gaps than the upper limit? No limit lies below what is expected, whole numbers left aside."""
    return one.gaps > one.expected - 1 and one.gaps > limit(one.due, one.expected / one.due, tail)


def sums_of(found: Iterable[Load]) -> Mapping[int, Sums]:
    """What each owner has to do and has not done, beside what would be expected of it."""
    rows = list(found)
    due: dict[int, int] = defaultdict(int)
    gaps: dict[int, int] = defaultdict(int)
    for row in rows:
        due[row.must] += row.due
        gaps[row.must] += row.gaps
    sums: dict[int, Sums] = defaultdict(Sums)
    for row in rows:
        one = sums[row.owner]
        one.due, one.gaps, one.overdue = one.due + row.due, one.gaps + row.gaps, one.overdue + row.overdue
        one.expected += row.due * gaps[row.must] / due[row.must]
        one.by_must[row.must] += row.gaps
    return dict(sums)


def _said(setting: Setting, owner: Organisation, one: Sums) -> OwnerInNeed:
    share = one.expected / one.due
    narrow, wide = limit(one.due, share, TWO_SIDED["95"]), limit(one.due, share, TWO_SIDED["99.8"])
    beyond: Literal["95", "99.8"] = "99.8" if one.gaps > wide else "95"
    worst = max(sorted(one.by_must), key=lambda number: one.by_must[number])
    must = next(standing.must for standing in setting.force.musts if standing.number == worst)
    facts = {
        "due": one.due, "gaps": one.gaps, "expected": f"{one.expected:.1f}", "beyond": beyond,
        "limit": wide if beyond == "99.8" else narrow, "hours": one.overdue // HOUR, "worst_gaps": one.by_must[worst],
    }  # fmt: skip
    reason = Words(
        zh=REASON.zh.format(worst=must.title.zh, **facts), en=REASON.en.format(worst=must.title.en, **facts)
    )
    return OwnerInNeed(
        owner.ref, called(owner), one.due, one.gaps, round(one.expected, 1), (narrow, wide), beyond, one.overdue // HOUR,
        must.key, Words.of(must.title), one.by_must[worst], reason,
    )  # fmt: skip
