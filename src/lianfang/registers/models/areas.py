"""Areas: the one tree on which rights, owners, roll-ups and exchange run."""

from __future__ import annotations

from django.db import models

from lianfang.base.words import Text
from lianfang.records import Privacy
from lianfang.registers.fields import CodeField, DayField, LinkField, NumberField, WordsField
from lianfang.registers.models import codes
from lianfang.registers.models.record import Record, Registered


class Area(Record):
    """One area. Its id is its path code (:mod:`lianfang.base.areas`), so that "inside" is a range of ids.

    An area never moves: it ends and a successor begins; rows keep theirs.
    """

    register = Registered(
        title=Text("区域", "area"),
        area="",
        children={
            "returns": ("return", "area", Text("报数", "returns")),
            "risks": ("risk_area", "place", Text("风险认定", "times at risk")),
        },
    )

    id = models.BigIntegerField(primary_key=True)
    level = CodeField(codes=codes.LEVEL, title=Text("层级", "level"), privacy=Privacy.PUBLIC)
    gb_code = WordsField(
        max_length=12,
        null=True,
        unique=True,
        title=Text("行政区划代码", "national code"),
        privacy=Privacy.PUBLIC,
    )
    name_zh = WordsField(title=Text("中文名", "Chinese name"), privacy=Privacy.PUBLIC)
    name_en = WordsField(title=Text("英文名", "English name"), privacy=Privacy.PUBLIC)
    residents = NumberField(null=True, title=Text("常住人口", "residents"), privacy=Privacy.PUBLIC)
    command = LinkField(
        "registers.Organisation", db_index=False, null=True, title=Text("指挥机构", "command")
    )
    begins_on = DayField(null=True, title=Text("设立日期", "begins on"), privacy=Privacy.PUBLIC)
    ends_on = DayField(null=True, title=Text("撤销日期", "ends on"), privacy=Privacy.PUBLIC)
    successor = LinkField("registers.Area", db_index=False, null=True, title=Text("继任区域", "successor"))
