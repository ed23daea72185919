"""Sites: places with an address and someone who runs them."""

from __future__ import annotations

from django.db import models

from lianfang.base.words import Text
from lianfang.records import Span
from lianfang.registers.fields import CodeField, InstantField, LinkField, NumberField, WordsField
from lianfang.registers.models import codes
from lianfang.registers.models.record import Record, Registered


class Site(Record):
    """A gate, a compound, a hospital; more kinds come with the lines that need them.

    Residents of a compound are *counted*, never listed.
    """

    register = Registered(
        title=Text("场所", "site"),
        spans=(Span("open", "opened_at", "closed_at", Text("启用期间", "time in operation")),),
        children={
            "passages": ("passage", "gate", Text("通行记录", "passages")),
            "returns": ("return", "site", Text("报数", "returns")),
        },
    )

    kind = CodeField(codes=codes.SITE_KIND, title=Text("类别", "kind"))
    name_zh = WordsField(title=Text("中文名", "Chinese name"))
    name_en = WordsField(title=Text("英文名", "English name"))
    area = LinkField("registers.Area", db_index=False, title=Text("所在区域", "area"))
    operator = LinkField(
        "registers.Organisation", db_index=False, null=True, title=Text("运行单位", "operator")
    )
    mode = CodeField(codes=codes.MODE, null=True, title=Text("方式", "mode"))
    opened_at = InstantField(null=True, title=Text("启用时间", "opened at"))
    closed_at = InstantField(null=True, title=Text("撤销时间", "closed at"))
    residents = NumberField(null=True, title=Text("登记人数（计数）", "residents counted"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | models.Q(closed_at__gt=models.F("opened_at")),
                name="site_closes_after_it_opens",
            )
        ]
