"""Send a card or a table, and note the receipt that came for it."""

from __future__ import annotations

from datetime import date
from typing import Any

from lianfang.base.problems import Problem, Refused
from lianfang.fronts.reporting.card import card
from lianfang.fronts.reporting.daily import code_of, daily, of_city
from lianfang.registers import changes
from lianfang.registers.access import By, Reader, rows
from lianfang.registers.actions import record
from lianfang.registers.models import Submission
from lianfang.registers.requests import once

LONGEST = 200


def send_card(
    *, ref: str, receipt: str = "", by: By, reader: Reader, at: int, request: str = ""
) -> dict[str, Any]:
    """Write down that the card of a case was sent. The case keeps the first time; each sending is a submission.

    Raises:
        Refused: there is no such case within reach; a line that may not be empty is; or the receipt is too long.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        filled = card(ref=ref, reader=reader)
        if filled.lacking:
            names = "、".join(line.title.zh for line in filled.lacking)
            english = ", ".join(line.title.en for line in filled.lacking)
            raise Refused(Problem("card/lacking", facts={"lines_zh": names, "lines_en": english}))
        if filled.case.card_at is None:
            record(register="case", rows=[{"id": filled.case.pk, "card_at": at}], by=by, at=at)
        row = {
            "kind": "case_card", "case": filled.case.pk, "receiver": filled.form.receiver.zh, "sent_at": at,
            "area": filled.case.area_id, **_receipt(receipt, at),
        }  # fmt: skip
        return {"ref": record(register="submission", rows=[row], by=by, at=at).refs[0]}

    return once(request=request, verb="send_card", content=[ref, receipt], at=at, act=act)


def send_daily(
    *, day: date, receipt: str = "", by: By, reader: Reader, at: int, request: str = ""
) -> dict[str, Any]:
    """Write down that a day's table was sent, with all its values as returns. Sent again after a change it is a revision.

    Of what the plan in force does not count there is no return; once it is counted, that is a change.

    Raises:
        Refused: the reader's area is not the whole city, the day is not over, or nothing has changed since it was sent.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        table = daily(day=day, reader=reader)
        if not of_city(reader):
            raise Refused(Problem("daily/not-the-city"))
        if at < table.is_over:
            raise Refused(Problem("daily/not-over", facts={"day": day.isoformat()}))
        if table.submissions and not table.changes:
            raise Refused(Problem("daily/nothing-new", facts={"day": day.isoformat()}))
        returns = [
            {
                "figure": code_of(key), "day": day, "value": value.now, "made_at": at, "area": line.area,
                "source_key": f"{code_of(key)}:{line.area}:{day}",
            }
            for line in table.lines
            if line.area
            for key, value in line.values.items()
            if value.now is not None
        ]  # fmt: skip
        record(register="return", rows=returns, by=by, at=at)
        row = {
            "kind": "daily_table", "day": day, "receiver": table.table.receiver.zh, "sent_at": at, "area": table.city,
            **_receipt(receipt, at),
        }  # fmt: skip
        return {"ref": record(register="submission", rows=[row], by=by, at=at).refs[0]}

    return once(request=request, verb="send_daily", content=[day.isoformat(), receipt], at=at, act=act)


def note_receipt(
    *, ref: str, receipt: str, by: By, reader: Reader, at: int, request: str = ""
) -> dict[str, Any]:
    """Keep the number under which the receiver took in what was sent.

    Raises:
        Refused: there is no such submission within reach, it has its receipt, or none is named.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        kept = rows(Submission, reader).filter(ref=ref).first()
        if kept is None:
            raise Refused(Problem("record/not-found", facts={"register": "submission", "value": ref}))
        if kept.receipt is not None:
            raise Refused(Problem("submission/has-receipt", facts={"receipt": kept.receipt}))
        said = _receipt(receipt, at)
        if not said:
            raise Refused(Problem("submission/no-receipt"))
        record(register="submission", rows=[{"id": kept.pk, **said}], by=by, at=at)
        return {"ref": kept.ref}

    return once(request=request, verb="note_receipt", content=[ref, receipt], at=at, act=act)


def _receipt(receipt: str, at: int) -> dict[str, Any]:
    text = receipt.strip()
    if len(text) > LONGEST:
        raise Refused(Problem("submission/receipt-too-long", facts={"most": LONGEST}))
    return {"receipt": text, "receipt_at": at} if text else {}
