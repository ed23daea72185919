"""Sites: places with an address and someone who runs them."""

from __future__ import annotations

from django.db import models

from lianfang.base.words import Text
from lianfang.records import Span
from lianfang.registers.fields import CodeField, InstantField, LinkField, NumberField, WordsField, YesNoField
from lianfang.registers.models import codes
from lianfang.registers.models.record import Record, Registered


class Site(Record):
    """A gate, a compound and its parts, a hospital, a quarantine site; more kinds come with the lines that need them.

    ``part_of`` names the place it belongs to: an entrance, unit or public room its compound. Residents of a compound
    are *counted*, never listed. ``focus`` puts it on one of the key lists.
    """

    register = Registered(
        title=Text("场所", "site"),
        spans=(Span("open", "opened_at", "closed_at", Text("启用期间", "time in operation")),),
        children={
            "passages": ("passage", "gate", Text("通行记录", "passages")),
            "returns": ("return", "site", Text("报数", "returns")),
            "parts": ("site", "part_of", Text("所属部分", "parts")),
            "shift_tallies": ("shift_tally", "site", Text("班次计数", "shift tallies")),
            "inspections": ("inspection", "site", Text("检查", "inspections")),
            "households": ("household", "site", Text("住户", "households")),
            "orders": ("order", "site", Text("措施令", "orders")),
            "cases": ("case", "home", Text("居住病例", "cases who live here")),
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
    part_of = LinkField("registers.Site", db_index=False, null=True, title=Text("所属场所", "part of"))
    enclosed = YesNoField(null=True, title=Text("已围合", "enclosed"))
    enclosed_at = InstantField(null=True, title=Text("围合完成时间", "enclosed at"))
    post = YesNoField(null=True, title=Text("设卡登记", "has a post"))
    post_at = InstantField(null=True, title=Text("设卡时间", "post since"))
    handover_at = InstantField(null=True, title=Text("无接触交付点启用时间", "hand-over point since"))
    needed_daily = YesNoField(null=True, title=Text("日常生活所需", "needed for daily life"))
    shut_at = InstantField(null=True, title=Text("关闭时间", "shut since"))
    focus = CodeField(codes=codes.FOCUS, null=True, title=Text("重点类别", "focus"))
    listed_at = InstantField(null=True, title=Text("列入清单时间", "listed at"))
    rooms = NumberField(null=True, title=Text("房间数", "rooms"))
    tests_a_day = NumberField(null=True, title=Text("日检测能力（份）", "samples that can be tested a day"))

    class Meta:
        indexes = [
            models.Index(fields=["part_of"], name="site_part_of", condition=models.Q(part_of__isnull=False))
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | models.Q(closed_at__gt=models.F("opened_at")),
                name="site_closes_after_it_opens",
            )
        ]
