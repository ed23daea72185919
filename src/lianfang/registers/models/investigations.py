"""What an investigation finds of a case: how it was classified, where it was exposed, with whom it is linked, how it goes."""

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


class Classification(Record):
    """A case was put into a class, under the definition in force that day, for a reason. The newest is the case's own."""

    register = Registered(
        title=Text("病例分类记录", "classification of a case"),
        occurred="classified_at",
        personal=True,
        retention_days=365,
    )

    case = LinkField("registers.Case", db_index=False, title=Text("病例", "case"))
    classification = CodeField(codes=codes.CLASSIFICATION, title=Text("分类", "classification"))
    classified_at = InstantField(title=Text("判定时间", "classified at"))
    definition = WordsField(title=Text("依据的病例定义", "definition it was classified under"))
    reason = WordsField(
        max_length=400, null=True, title=Text("判定理由", "reason"), privacy=Privacy.SENSITIVE
    )
    area = LinkField("registers.Area", db_index=False, title=Text("负责区域", "area responsible"))

    class Meta:
        indexes = [models.Index(fields=["case", "classified_at"], name="classification_case_at")]


class Exposure(Record):
    """Where a case may have been infected: a stay, a journey, a visit, a gathering."""

    register = Registered(
        title=Text("暴露史", "exposure"), occurred="began_on", personal=True, retention_days=365
    )  # fmt: skip

    case = LinkField("registers.Case", db_index=False, title=Text("病例", "case"))
    kind = CodeField(
        codes=clinical_codes.EXPOSURE_KIND,
        title=Text("暴露类别", "kind of exposure"),
        privacy=Privacy.SENSITIVE,
    )
    place = LinkField("registers.Area", db_index=False, null=True, title=Text("所在地区", "area it was in"))
    site = LinkField("registers.Site", db_index=False, null=True, title=Text("场所", "site"))
    event = LinkField("registers.Event", db_index=False, null=True, title=Text("暴露事件", "event"))
    began_on = DayField(null=True, title=Text("开始日", "began on"), privacy=Privacy.SENSITIVE)
    ended_on = DayField(null=True, title=Text("结束日", "ended on"), privacy=Privacy.SENSITIVE)
    details = WordsField(max_length=400, null=True, title=Text("说明", "details"), privacy=Privacy.SENSITIVE)
    area = LinkField("registers.Area", db_index=False, title=Text("负责区域", "area responsible"))

    class Meta:
        indexes = [
            models.Index(fields=["case"], name="exposure_case"),
            models.Index(fields=["event"], name="exposure_event", condition=models.Q(event__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(began_on__isnull=True)
                | models.Q(ended_on__isnull=True)
                | models.Q(ended_on__gte=models.F("began_on")),
                name="exposure_ends_after_it_begins",
            )
        ]


class Event(Record):
    """A gathering, a flight, a ward: something at which people were exposed together, or a cluster of cases."""

    register = Registered(
        title=Text("事件", "event"),
        occurred="began_at",
        children={
            "participants": ("participant", "event", Text("参与人员", "participants")),
            "exposures": ("exposure", "event", Text("暴露史", "exposures")),
        },
    )

    title = WordsField(title=Text("事件名称", "title"))
    status = CodeField(codes=clinical_codes.EVENT_STATUS, title=Text("事件状态", "status"))
    investigation = CodeField(
        codes=clinical_codes.INVESTIGATION_STATUS,
        null=True,
        title=Text("调查状态", "status of the investigation"),
    )
    risk_level = CodeField(codes=clinical_codes.EVENT_RISK, null=True, title=Text("风险评估", "risk level"))
    setting = CodeField(codes=clinical_codes.SETTING, null=True, title=Text("场景", "setting"))
    site = LinkField("registers.Site", db_index=False, null=True, title=Text("发生场所", "site"))
    began_at = InstantField(null=True, title=Text("开始时间", "began at"))
    ended_at = InstantField(null=True, title=Text("结束时间", "ended at"))
    reported_at = InstantField(null=True, title=Text("报告时间", "reported at"))
    nosocomial = YesNoField(null=True, title=Text("院内", "nosocomial"))
    details = WordsField(max_length=400, null=True, title=Text("说明", "details"))
    area = LinkField("registers.Area", db_index=False, title=Text("负责区域", "area responsible"))

    class Meta:
        indexes = [
            models.Index(fields=["area", "began_at"], name="event_area_began"),
            models.Index(fields=["site"], name="event_site", condition=models.Q(site__isnull=False)),
        ]


class Participant(Record):
    """A person who was at an event."""

    register = Registered(title=Text("事件参与人员", "participant"), personal=True, retention_days=180)

    event = LinkField("registers.Event", db_index=False, title=Text("事件", "event"))
    person = LinkField("registers.Person", db_index=False, null=True, title=Text("人员", "person"))
    case = LinkField("registers.Case", db_index=False, null=True, title=Text("病例", "case"))
    contact = LinkField("registers.Contact", db_index=False, null=True, title=Text("接触者", "contact"))
    seat = WordsField(null=True, title=Text("座位或位置", "seat or place"), privacy=Privacy.PERSONAL)
    masked = YesNoField(null=True, title=Text("佩戴口罩", "wore a mask"), privacy=Privacy.PERSONAL)
    area = LinkField("registers.Area", db_index=False, title=Text("负责区域", "area responsible"))

    class Meta:
        indexes = [
            models.Index(fields=["event"], name="participant_event"),
            models.Index(fields=["case"], name="participant_case", condition=models.Q(case__isnull=False)),
            models.Index(
                fields=["person"], name="participant_person", condition=models.Q(person__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False)
                | models.Q(case__isnull=False)
                | models.Q(contact__isnull=False),
                name="participant_is_someone",
            )
        ]


class CaseLink(Record):
    """Two cases have to do with each other. Who infected whom is said only by an investigator, with evidence.

    ``directed`` yes: ``other`` infected ``case``. Not yes: the order of the two means nothing.
    """

    register = Registered(
        title=Text("病例关联", "link of two cases"), occurred="last_contact_on", personal=True, retention_days=365
    )  # fmt: skip

    case = LinkField("registers.Case", db_index=False, title=Text("病例", "case"))
    other = LinkField("registers.Case", db_index=False, title=Text("关联病例", "the other case"))
    directed = YesNoField(null=True, title=Text("已判明传播方向", "direction of infection is told"))
    evidence = WordsField(
        max_length=400, null=True, title=Text("判明依据", "evidence"), privacy=Privacy.SENSITIVE
    )
    relation = CodeField(
        codes=clinical_codes.RELATION, null=True, title=Text("关系", "relation"), privacy=Privacy.PERSONAL
    )
    setting = CodeField(codes=clinical_codes.SETTING, null=True, title=Text("场景", "setting"))
    certainty = CodeField(codes=clinical_codes.CERTAINTY, null=True, title=Text("确定程度", "certainty"))
    last_contact_on = DayField(
        null=True, title=Text("末次接触日", "last contact on"), privacy=Privacy.SENSITIVE
    )
    event = LinkField("registers.Event", db_index=False, null=True, title=Text("事件", "event"))
    details = WordsField(max_length=400, null=True, title=Text("说明", "details"), privacy=Privacy.SENSITIVE)
    area = LinkField("registers.Area", db_index=False, title=Text("负责区域", "area responsible"))

    class Meta:
        indexes = [
            models.Index(fields=["case"], name="case_link_case"),
            models.Index(fields=["other"], name="case_link_other"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(case=models.F("other")), name="case_link_of_two"),
            models.CheckConstraint(
                condition=models.Q(directed__isnull=True)
                | models.Q(directed=False)
                | models.Q(evidence__isnull=False),
                name="case_link_directed_by_evidence",
            ),
        ]


class ClinicalCheck(Record):
    """One look at one patient: how ill, on what support, and what the criteria of discharge ask for."""

    register = Registered(
        title=Text("诊疗记录", "clinical check"), occurred="at", personal=True, retention_days=365
    )  # fmt: skip

    case = LinkField("registers.Case", db_index=False, title=Text("病例", "case"))
    at = InstantField(title=Text("时间", "at"), privacy=Privacy.SENSITIVE)
    severity = CodeField(
        codes=codes.SEVERITY, null=True, title=Text("病情", "severity"), privacy=Privacy.SENSITIVE
    )
    temperature = NumberField(null=True, title=Text("体温", "temperature"), privacy=Privacy.SENSITIVE)
    respiratory_rate = NumberField(
        null=True, title=Text("呼吸频率", "breaths a minute"), privacy=Privacy.SENSITIVE
    )
    oxygen_saturation = NumberField(
        null=True, title=Text("血氧饱和度", "oxygen saturation"), privacy=Privacy.SENSITIVE
    )
    support = CodeField(
        codes=clinical_codes.SUPPORT, null=True, title=Text("支持治疗", "support"), privacy=Privacy.SENSITIVE
    )
    symptoms_better = YesNoField(
        null=True, title=Text("症状明显好转", "symptoms clearly better"), privacy=Privacy.SENSITIVE
    )
    imaging_better = YesNoField(
        null=True, title=Text("影像明显好转", "imaging clearly better"), privacy=Privacy.SENSITIVE
    )
    area = LinkField("registers.Area", db_index=False, title=Text("负责区域", "area responsible"))

    class Meta:
        indexes = [models.Index(fields=["case", "at"], name="clinical_check_case_at")]
