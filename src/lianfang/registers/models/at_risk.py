"""Whom a risk area's dates reach, and by which record: worked out from other registers, and taken back with the risk area."""

from __future__ import annotations

from django.db import models

from lianfang.base.words import Text
from lianfang.records import Privacy
from lianfang.registers.fields import CodeField, InstantField, LinkField, WordsField
from lianfang.registers.models import codes
from lianfang.registers.models.record import Record, Registered


class AtRisk(Record):
    """One person whom one risk area reaches, once. No order and no status follows from it without an assessment.

    ``by_record`` is the reference of the first record that says so: no link, for that record may be corrected or
    withdrawn, and then this row follows it.
    """

    register = Registered(
        title=Text("涉险人员", "person at risk"), occurred="since", personal=True, retention_days=28
    )

    risk_area = LinkField("registers.RiskArea", db_index=False, title=Text("风险地区", "risk area"))
    person = LinkField("registers.Person", db_index=False, title=Text("人员", "person"))
    since = InstantField(title=Text("涉险起始时间", "since"), privacy=Privacy.SENSITIVE)
    by_register = CodeField(codes=codes.MOVEMENT, title=Text("依据记录类别", "kind of record"))
    by_record = WordsField(max_length=16, title=Text("依据记录编号", "record"))
    area = LinkField("registers.Area", db_index=False, title=Text("所在区域", "area"))

    class Meta:
        indexes = [models.Index(fields=["person"], name="at_risk_person")]
        constraints = [
            models.UniqueConstraint(fields=["risk_area", "person"], name="at_risk_once"),
        ]
