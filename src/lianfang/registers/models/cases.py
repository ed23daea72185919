"""Cases, as far as the published list goes; the line of treatment adds the rest."""

from __future__ import annotations

from django.db import models

from lianfang.base.words import Text
from lianfang.records import Privacy
from lianfang.registers.fields import CodeField, DayField, LinkField, NumberField, WordsField, YesNoField
from lianfang.registers.models import codes
from lianfang.registers.models.record import Record, Registered


class Case(Record):
    """One person's illness under one classification."""

    register = Registered(
        title=Text("病例", "case"), occurred="reported_on", personal=True, retention_days=365
    )  # fmt: skip

    number = NumberField(null=True, title=Text("病例序号", "case number"), privacy=Privacy.PERSONAL)
    classification = CodeField(codes=codes.CLASSIFICATION, title=Text("分类", "classification"))
    reported_on = DayField(null=True, title=Text("报告日", "day of report"))
    report_precision = CodeField(
        null=True,
        codes=codes.REPORT_PRECISION,
        title=Text("报告日的确切程度", "precision of the day of report"),
    )
    onset_on = DayField(null=True, title=Text("发病日", "day of onset"), privacy=Privacy.SENSITIVE)
    first_visit_on = DayField(
        null=True, title=Text("首次就诊日", "day of first visit"), privacy=Privacy.SENSITIVE
    )
    arrived_on = DayField(null=True, title=Text("到达本市日", "day of arrival"), privacy=Privacy.SENSITIVE)
    discharged_on = DayField(null=True, title=Text("出院日", "day of discharge"), privacy=Privacy.SENSITIVE)
    sex = CodeField(codes=codes.SEX, null=True, title=Text("性别", "sex"), privacy=Privacy.PERSONAL)
    age = NumberField(null=True, title=Text("年龄", "age"), privacy=Privacy.PERSONAL)
    severity = CodeField(
        codes=codes.SEVERITY, null=True, title=Text("病情", "severity"), privacy=Privacy.SENSITIVE
    )
    residence_city = WordsField(
        null=True, title=Text("居住城市", "city of residence"), privacy=Privacy.PERSONAL
    )
    district = LinkField(
        "registers.Area", db_index=False, null=True, title=Text("居住区", "district of residence")
    )
    travelled = YesNoField(
        null=True, title=Text("有市外旅居史", "has been outside the city"), privacy=Privacy.SENSITIVE
    )
    infection_source = WordsField(
        max_length=400, null=True, title=Text("感染来源", "source of infection"), privacy=Privacy.SENSITIVE
    )
    linked_cases = WordsField(
        null=True, title=Text("关联病例序号", "numbers of linked cases"), privacy=Privacy.SENSITIVE
    )
    relation = WordsField(
        null=True, title=Text("与关联病例关系", "relation to the linked case"), privacy=Privacy.SENSITIVE
    )
    area = LinkField("registers.Area", db_index=False, title=Text("负责区域", "area responsible"))

    class Meta:
        indexes = [models.Index(fields=["area", "reported_on"], name="case_area_reported")]
