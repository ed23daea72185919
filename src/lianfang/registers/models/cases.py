"""Cases: one person's illness, from the day it is found to its outcome."""

from __future__ import annotations

from django.db import models

from lianfang.base.words import Text
from lianfang.records import Privacy
from lianfang.registers.fields import (
    CodeField,
    DayField,
    InstantField,
    LinkField,
    NumberField,
    WordsField,
    YesNoField,
)
from lianfang.registers.models import clinical_codes, codes
from lianfang.registers.models.record import Record, Registered


class Case(Record):
    """One person's illness under one classification."""

    register = Registered(
        title=Text("病例", "case"),
        occurred="reported_on",
        personal=True,
        retention_days=365,
        children={
            "contacts": ("contact", "case", Text("接触者", "contacts")),
            "orders": ("order", "case", Text("措施令", "orders")),
            "classifications": ("classification", "case", Text("分类记录", "classifications")),
            "exposures": ("exposure", "case", Text("暴露史", "exposures")),
            "links": ("case_link", "case", Text("关联", "links")),
            "samples": ("sample", "case", Text("样本", "samples")),
            "admissions": ("admission", "case", Text("收治记录", "admissions")),
            "clinical_checks": ("clinical_check", "case", Text("诊疗记录", "clinical checks")),
            "was_contact": ("contact", "became_case", Text("转为本病例的接触者", "contacts who became it")),
            "later_cases": ("case", "earlier_case", Text("其后病例（复阳）", "later cases, positive again")),
        },
    )

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
    person = LinkField("registers.Person", db_index=False, null=True, title=Text("人员", "person"))
    home = LinkField(
        "registers.Site",
        db_index=False,
        null=True,
        title=Text("居住小区或单元", "compound or unit of residence"),
    )
    origin_of_case = CodeField(
        codes=codes.ORIGIN_OF_CASE, null=True, title=Text("感染来源分类", "origin of the case")
    )
    origin_reason = CodeField(
        codes=clinical_codes.ORIGIN_REASON, null=True, title=Text("来源判定理由", "reason of the origin")
    )
    origin_told_at = InstantField(null=True, title=Text("来源判定时间", "origin told at"))
    found_at = InstantField(null=True, title=Text("发现时间", "found at"), privacy=Privacy.SENSITIVE)
    confirmed_at = InstantField(null=True, title=Text("确诊时间", "confirmed at"), privacy=Privacy.SENSITIVE)
    card_at = InstantField(null=True, title=Text("报告卡报出时间", "report card sent at"))
    studied_at = InstantField(null=True, title=Text("个案调查完成时间", "case study done at"))
    isolated_at = InstantField(null=True, title=Text("隔离时间", "isolated at"), privacy=Privacy.SENSITIVE)
    admitted_at = InstantField(null=True, title=Text("收治时间", "admitted at"), privacy=Privacy.SENSITIVE)
    hospital = LinkField("registers.Site", db_index=False, null=True, title=Text("收治医院", "hospital"))
    contacts_listed_at = InstantField(null=True, title=Text("密接排查完成时间", "contacts listed at"))
    outcome = CodeField(
        codes=codes.OUTCOME, null=True, title=Text("转归", "outcome"), privacy=Privacy.SENSITIVE
    )
    watch_until = DayField(
        null=True, title=Text("出院后观察至", "watched after discharge until"), privacy=Privacy.SENSITIVE
    )
    onset_until_on = DayField(
        null=True,
        title=Text("发病日最晚", "latest day of onset, where only a span is known"),
        privacy=Privacy.SENSITIVE,
    )
    found_by = CodeField(
        codes=clinical_codes.SAMPLE_REASON, null=True, title=Text("发现途径", "how it was found")
    )
    occupation = CodeField(
        codes=clinical_codes.OCCUPATION, null=True, title=Text("职业", "occupation"), privacy=Privacy.PERSONAL
    )
    pregnancy = CodeField(
        codes=clinical_codes.PREGNANCY, null=True, title=Text("妊娠", "pregnancy"), privacy=Privacy.SENSITIVE
    )
    fever = YesNoField(null=True, title=Text("发热", "fever"), privacy=Privacy.SENSITIVE)
    cough = YesNoField(null=True, title=Text("咳嗽", "cough"), privacy=Privacy.SENSITIVE)
    breathless = YesNoField(null=True, title=Text("气促", "breathless"), privacy=Privacy.SENSITIVE)
    pneumonia = YesNoField(
        null=True, title=Text("影像肺炎", "pneumonia on imaging"), privacy=Privacy.SENSITIVE
    )
    earlier_case = LinkField(
        "registers.Case",
        db_index=False,
        null=True,
        title=Text("既往病例（复阳）", "earlier case, where positive again"),
    )
    died_on = DayField(null=True, title=Text("死亡日", "day of death"), privacy=Privacy.SENSITIVE)
    area = LinkField("registers.Area", db_index=False, title=Text("负责区域", "area responsible"))

    class Meta:
        indexes = [
            models.Index(fields=["area", "reported_on"], name="case_area_reported"),
            models.Index(fields=["home"], name="case_home", condition=models.Q(home__isnull=False)),
            models.Index(fields=["person"], name="case_person", condition=models.Q(person__isnull=False)),
            models.Index(
                fields=["earlier_case"], name="case_earlier", condition=models.Q(earlier_case__isnull=False)
            ),
        ]
