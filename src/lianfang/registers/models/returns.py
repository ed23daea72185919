"""Returns: a figure that an area or a site reports for a day."""

from __future__ import annotations

from django.db import models

from lianfang.base.words import Text
from lianfang.records import Privacy
from lianfang.registers.fields import DayField, InstantField, LinkField, NumberField, WordsField
from lianfang.registers.models.record import Record, Registered


class Return(Record):
    """One figure of one area (or site) for one day. A missing value is missing, never zero."""

    register = Registered(title=Text("报数", "return"), occurred="day")

    figure = WordsField(max_length=64, title=Text("指标", "figure"), privacy=Privacy.PUBLIC)
    day = DayField(title=Text("统计日", "day"), privacy=Privacy.PUBLIC)
    value = NumberField(null=True, title=Text("数值", "value"), privacy=Privacy.PUBLIC)
    made_at = InstantField(null=True, title=Text("报送时间", "made at"))
    area = LinkField("registers.Area", db_index=False, title=Text("报送区域", "area"))
    site = LinkField("registers.Site", db_index=False, null=True, title=Text("报送场所", "site"))

    class Meta:
        indexes = [models.Index(fields=["area", "figure", "day"], name="return_area_figure_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["figure", "area", "day"], condition=models.Q(site__isnull=True), name="one_return_an_area_and_day"
            ),
            models.UniqueConstraint(
                fields=["figure", "site", "day"], condition=models.Q(site__isnull=False), name="one_return_a_site_and_day"
            ),
        ]  # fmt: skip
