"""What was sent to whoever must be told: the card of each case as it was reported, the table of each day the morning after."""

from __future__ import annotations

from datetime import date

from lianfang.synth import calendar
from lianfang.synth.calendar import AS_OF, DAY, HOUR, MINUTE, midnight
from lianfang.synth.chance import stream
from lianfang.synth.draft import Draft

PROVINCE, NETWORK = "广东省卫生健康委员会", "传染病网络直报系统"


def send(draft: Draft) -> None:
    """Tell all of it, over the cases as they are at the end."""
    chance = stream(draft.seed, "reporting")
    for number, case in enumerate(draft.cases, 1):
        if case.card_at is not None and case.card_at <= AS_OF:
            came = _by(case.card_at + chance.randrange(MINUTE, 20 * MINUTE))
            told = {"case_id": number, "receiver": NETWORK, "area_id": case.area}
            _sent(draft, "case_card", case.card_at, came, **told)
    for day in calendar.days(calendar.DISTRICTS_REPORT_FROM, calendar.LAST_DAY):
        sent_at = midnight(day) + DAY + 11 * HOUR + chance.randrange(50 * MINUTE)
        if sent_at <= AS_OF:
            table(draft, day, sent_at)


def table(draft: Draft, day: date, sent_at: int) -> int:
    """The table of a day, sent at an instant and taken in minutes later."""
    told = {"day": day, "receiver": PROVINCE, "area_id": draft.tree.city}
    return _sent(draft, "daily_table", sent_at, _by(sent_at + 5 * MINUTE), **told)


def _sent(draft: Draft, kind: str, sent_at: int, receipt_at: int | None, **told: object) -> int:
    number = len(draft.kept.rows["submission"]) + 1
    receipt = None if receipt_at is None else f"HZ-2020-{number:06d}"
    return draft.keep(
        "submission", sent_at, kind=kind, sent_at=sent_at, receipt=receipt, receipt_at=receipt_at, **told
    )


def _by(at: int) -> int | None:
    """The instant, unless the city's own comes first."""
    return at if at <= AS_OF else None
