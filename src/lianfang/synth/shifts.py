"""The duty rosters of the commands: two shifts a day, so that somebody always answers."""

from __future__ import annotations

from datetime import date

from lianfang.synth.calendar import AS_OF, DAY, HOUR, midnight
from lianfang.synth.draft import Draft

FIRST = midnight(date(2020, 2, 10))
LONG = 12 * HOUR
NAMES = ("值班员甲", "值班员乙", "值班员丙")


def keep_rosters(draft: Draft) -> None:
    """Every command of the city and its districts is manned from the first day to the last."""
    for place in (draft.tree.city, *draft.tree.districts):
        command = draft.tree.areas[place].command
        for number, begins_at in enumerate(range(FIRST, AS_OF, LONG)):
            draft.keep(
                "shift", FIRST - DAY, unit_id=command, place="指挥部值班室", name=NAMES[number % len(NAMES)],
                phone=f"0755-0000{place // 10**9 % 10_000:04}", begins_at=begins_at, ends_at=begins_at + LONG, area_id=place,
            )  # fmt: skip
