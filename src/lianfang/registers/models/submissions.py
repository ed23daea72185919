"""Submissions: what was sent to whoever must be told, and what they answered."""

from __future__ import annotations

from django.db import models

from lianfang.base.words import Text
from lianfang.records import Privacy
from lianfang.registers.fields import CodeField, DayField, InstantField, LinkField, WordsField
from lianfang.registers.models import clinical_codes
from lianfang.registers.models.record import Record, Registered


class Submission(Record):
    """One card of a case or one table of a day was sent: to whom, when, and under which number they took it in.

    Sent again after a change it is a further row. What the table said is kept as returns; what the card said, as versions.
    """

    register = Registered(
        title=Text("报送记录", "submission"), occurred="sent_at", personal=True, retention_days=365
    )  # fmt: skip

    kind = CodeField(codes=clinical_codes.SUBMISSION, title=Text("报送类别", "kind"))
    case = LinkField("registers.Case", db_index=False, null=True, title=Text("病例", "case"))
    day = DayField(null=True, title=Text("统计日", "day"), privacy=Privacy.PUBLIC)
    receiver = WordsField(title=Text("接收单位", "receiver"))
    sent_at = InstantField(title=Text("报出时间", "sent at"))
    receipt = WordsField(null=True, title=Text("回执号", "number of the receipt"))
    receipt_at = InstantField(null=True, title=Text("回执时间", "receipt came at"))
    area = LinkField("registers.Area", db_index=False, title=Text("报送区域", "area"))

    class Meta:
        indexes = [
            models.Index(fields=["case"], name="submission_case", condition=models.Q(case__isnull=False)),
            models.Index(fields=["area", "day"], name="submission_area_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(case__isnull=False) | models.Q(day__isnull=False),
                name="submission_of_something",
            )
        ]
