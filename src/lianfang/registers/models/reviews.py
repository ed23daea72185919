"""What people decided of two rows that may be one, so that nobody is asked twice and nothing is merged in silence."""

from __future__ import annotations

from django.db import models

from lianfang.base.words import Text
from lianfang.records import Privacy
from lianfang.registers.fields import CodeField, InstantField, LinkField, WordsField
from lianfang.registers.models import codes
from lianfang.registers.models.record import Record, Registered


class ReviewMatch(Record):
    """Two persons, or two vehicles, and whether they are the same; the one with the smaller id stands first."""

    register = Registered(
        title=Text("认定", "review of a match"), occurred="decided_at", personal=True, retention_days=90
    )

    person = LinkField("registers.Person", db_index=False, null=True, title=Text("人员", "person"))
    other_person = LinkField(
        "registers.Person", db_index=False, null=True, title=Text("另一人员", "other person")
    )
    vehicle = LinkField("registers.Vehicle", db_index=False, null=True, title=Text("车辆", "vehicle"))
    other_vehicle = LinkField(
        "registers.Vehicle", db_index=False, null=True, title=Text("另一车辆", "other vehicle")
    )
    decision = CodeField(codes=codes.MATCH_DECISION, title=Text("认定结果", "decision"))
    reason = WordsField(null=True, title=Text("理由", "reason"), privacy=Privacy.PERSONAL)
    decided_at = InstantField(title=Text("认定时间", "decided at"))
    decided_by = WordsField(max_length=64, title=Text("认定人", "decided by"))
    area = LinkField("registers.Area", db_index=False, title=Text("关口所在区域", "area"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    person__isnull=False,
                    other_person__isnull=False,
                    other_person__gt=models.F("person"),
                    vehicle__isnull=True,
                    other_vehicle__isnull=True,
                )
                | models.Q(
                    vehicle__isnull=False,
                    other_vehicle__isnull=False,
                    other_vehicle__gt=models.F("vehicle"),
                    person__isnull=True,
                    other_person__isnull=True,
                ),
                name="review_of_two_alike",
            ),
            models.UniqueConstraint(
                fields=["person", "other_person"],
                condition=models.Q(person__isnull=False),
                name="one_review_of_two_persons",
            ),
            models.UniqueConstraint(
                fields=["vehicle", "other_vehicle"],
                condition=models.Q(vehicle__isnull=False),
                name="one_review_of_two_vehicles",
            ),
        ]
