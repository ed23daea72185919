"""Passes: a slip, on paper or as a code, that says *pass* or *call the supervisor* until an instant, and nothing else."""

from __future__ import annotations

from django.db import models

from lianfang.base.words import Text
from lianfang.records import Privacy
from lianfang.registers.fields import CodeField, InstantField, LinkField
from lianfang.registers.models import clinical_codes
from lianfang.registers.models.record import Record, Registered


class Pass(Record):
    """One slip for one person. What it carries is its reference, its end, the area and the verdict: no name, no reason."""

    register = Registered(
        title=Text("通行凭证", "pass"), occurred="issued_at", personal=True, retention_days=30
    )  # fmt: skip

    person = LinkField("registers.Person", db_index=False, title=Text("人员", "person"))
    issued_at = InstantField(title=Text("开具时间", "issued at"))
    valid_until = InstantField(title=Text("有效至", "valid until"))
    verdict = CodeField(
        codes=clinical_codes.PASS_VERDICT, title=Text("核验结果", "verdict"), privacy=Privacy.SENSITIVE
    )
    given_to = LinkField(
        "registers.Person",
        db_index=False,
        null=True,
        title=Text("代领人", "who took it for a child or an elder"),
    )
    revoked_at = InstantField(null=True, title=Text("撤销时间", "revoked at"))
    area = LinkField("registers.Area", db_index=False, title=Text("开具社区", "area that issued it"))

    class Meta:
        indexes = [
            models.Index(fields=["person", "valid_until"], name="pass_person_until"),
            models.Index(fields=["area", "issued_at"], name="pass_area_issued"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__gt=models.F("issued_at")), name="pass_has_a_term"
            )
        ]
