"""Measures on people and places: orders, checks, contacts, inspections, areas at risk."""

from __future__ import annotations

from django.db import models

from lianfang.base.words import Text
from lianfang.records import Privacy, Span
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


class RiskArea(Record):
    """An area that counts as risky from an instant on, on a document's word. ``valid_from`` may lie before it was recorded."""

    register = Registered(
        title=Text("风险地区", "risk area"),
        occurred="valid_from",
        spans=(Span("valid", "valid_from", "valid_until", Text("有效期间", "time of validity")),),
    )

    place = LinkField("registers.Area", db_index=False, title=Text("风险地区", "place"))
    risk = CodeField(codes=codes.RISK_CLASS, title=Text("风险等级", "class of risk"))
    valid_from = InstantField(title=Text("生效时间", "valid from"))
    valid_until = InstantField(null=True, title=Text("解除时间", "valid until"))
    document = WordsField(title=Text("依据文件", "document"))
    area = LinkField("registers.Area", db_index=False, title=Text("采用区域", "area that uses it"))

    class Meta:
        indexes = [models.Index(fields=["place", "valid_from"], name="risk_area_place_from")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gt=models.F("valid_from")),
                name="risk_area_ends_after_it_begins",
            )
        ]


class Contact(Record):
    """Someone who was close to a case.

    While a letter asks another area of the city to take a contact over, it is of both areas (``letter_to``); who was handed to
    another city (``handed_to``) is that city's.
    """

    register = Registered(
        title=Text("接触者", "contact"),
        occurred="identified_at",
        other_area="letter_to",
        personal=True,
        retention_days=180,
        children={
            "orders": ("order", "contact", Text("措施令", "orders")),
            "checks": ("health_check", "contact", Text("健康监测", "health checks")),
            "samples": ("sample", "contact", Text("样本", "samples")),
            "admissions": ("admission", "contact", Text("收治记录", "admissions")),
            "of_this": ("contact", "via", Text("次密接", "contacts of this contact")),
        },
    )

    person = LinkField("registers.Person", db_index=False, null=True, title=Text("人员", "person"))
    case = LinkField("registers.Case", db_index=False, title=Text("病例", "case"))
    household = LinkField("registers.Household", db_index=False, null=True, title=Text("住户", "household"))
    proximity = CodeField(codes=codes.PROXIMITY, null=True, title=Text("接触方式", "proximity"))
    category = CodeField(codes=codes.CONTACT_CATEGORY, null=True, title=Text("接触者类别", "category"))
    last_contact_at = InstantField(
        null=True, title=Text("末次接触时间", "last contact at"), privacy=Privacy.SENSITIVE
    )
    first_contact_at = InstantField(
        null=True, title=Text("首次接触时间", "first contact at"), privacy=Privacy.SENSITIVE
    )
    classification = CodeField(
        codes=clinical_codes.CONTACT_CLASSIFICATION, null=True, title=Text("判定状态", "classification")
    )
    relation = CodeField(
        codes=clinical_codes.RELATION,
        null=True,
        title=Text("与病例关系", "relation"),
        privacy=Privacy.PERSONAL,
    )
    setting = CodeField(codes=clinical_codes.SETTING, null=True, title=Text("接触场景", "setting"))
    certainty = CodeField(codes=clinical_codes.CERTAINTY, null=True, title=Text("确定程度", "certainty"))
    frequency = CodeField(
        codes=clinical_codes.EXPOSURE_FREQUENCY, null=True, title=Text("接触次数", "how often")
    )
    duration = CodeField(
        codes=clinical_codes.EXPOSURE_DURATION, null=True, title=Text("接触时长", "how long")
    )
    via = LinkField(
        "registers.Contact", db_index=False, null=True, title=Text("经由的密接", "contact it came by")
    )
    event = LinkField("registers.Event", db_index=False, null=True, title=Text("事件", "event"))
    became_case = LinkField(
        "registers.Case", db_index=False, null=True, title=Text("转为病例", "case it became")
    )
    team = LinkField(
        "registers.Organisation", db_index=False, null=True, title=Text("随访小组", "follow-up team")
    )
    team_at = InstantField(null=True, title=Text("分派小组时间", "given to the team at"))
    answers_for = LinkField(
        "registers.Person", db_index=False, null=True, title=Text("代报人", "who answers for this person")
    )
    refused = YesNoField(null=True, title=Text("拒绝配合", "refused follow-up"))
    identified_at = InstantField(title=Text("判定时间", "identified at"))
    reached_at = InstantField(null=True, title=Text("联系到时间", "reached at"))
    status = CodeField(codes=codes.FOLLOW_UP_STATUS, null=True, title=Text("观察状态", "status of follow-up"))
    ended_at = InstantField(null=True, title=Text("观察结束时间", "follow-up ended at"))
    handed_to = LinkField(
        "registers.Area", db_index=False, null=True, title=Text("移交地区", "handed over to")
    )
    letter_at = InstantField(null=True, title=Text("协查函发出时间", "assistance letter sent at"))
    letter_from = LinkField(
        "registers.Area", db_index=False, null=True, title=Text("发函地区", "area that sent the letter")
    )
    letter_to = LinkField(
        "registers.Area", db_index=False, null=True, title=Text("请接收地区", "area asked to take over")
    )
    answer_at = InstantField(null=True, title=Text("协查复函时间", "answer to the letter at"))
    searched_at = InstantField(null=True, title=Text("查找时间", "searched for at"))
    listed_because = WordsField(
        max_length=400, null=True, title=Text("列入理由", "why listed"), privacy=Privacy.SENSITIVE
    )
    area = LinkField("registers.Area", db_index=False, title=Text("负责区域", "area responsible"))

    class Meta:
        indexes = [
            models.Index(fields=["case"], name="contact_case"),
            models.Index(fields=["person"], name="contact_person", condition=models.Q(person__isnull=False)),
            models.Index(fields=["area", "identified_at"], name="contact_area_identified"),
            models.Index(fields=["via"], name="contact_via", condition=models.Q(via__isnull=False)),
            models.Index(fields=["team"], name="contact_team", condition=models.Q(team__isnull=False)),
            models.Index(
                fields=["letter_to"], name="contact_letter_to", condition=models.Q(letter_to__isnull=False)
            ),
            models.Index(
                fields=["became_case"], name="contact_became", condition=models.Q(became_case__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(via__isnull=True) | ~models.Q(via=models.F("id")),
                name="contact_not_via_itself",
            )
        ]


class Order(Record):
    """A measure ordered for a person, a household or a place: on what basis, by whom, until when, and how to appeal.

    An order without a basis or an end cannot be written.
    """

    register = Registered(
        title=Text("措施令", "order"),
        occurred="starts_at",
        personal=True,
        retention_days=180,
        spans=(
            Span("term", "starts_at", "ends_at", Text("期限", "term")),
            Span("in_force", "starts_at", "released_at", Text("执行期间", "time in force")),
        ),
        children={
            "checks": ("health_check", "order", Text("健康监测", "health checks")),
            "needs": ("need", "order", Text("需求", "needs")),
            "inspections": ("inspection", "order", Text("检查", "inspections")),
            "admissions": ("admission", "order", Text("收治记录", "admissions")),
            "samples": ("sample", "order", Text("样本", "samples")),
            "replaced_by": ("order", "replaces", Text("接续它的措施令", "orders that replace it")),
        },
    )

    kind = CodeField(codes=codes.ORDER_KIND, title=Text("措施类别", "kind"))
    person = LinkField("registers.Person", db_index=False, null=True, title=Text("人员", "person"))
    household = LinkField("registers.Household", db_index=False, null=True, title=Text("住户", "household"))
    site = LinkField("registers.Site", db_index=False, null=True, title=Text("封控场所", "place sealed"))
    place = LinkField(
        "registers.Site", db_index=False, null=True, title=Text("执行场所", "place of isolation")
    )
    stay = LinkField("registers.Stay", db_index=False, null=True, title=Text("停留", "stay"))
    contact = LinkField("registers.Contact", db_index=False, null=True, title=Text("接触者", "contact"))
    case = LinkField("registers.Case", db_index=False, null=True, title=Text("病例", "case"))
    basis = WordsField(title=Text("法律依据", "basis"))
    decided_by = LinkField(
        "registers.Organisation", db_index=False, null=True, title=Text("决定机关", "decided by")
    )
    second_signed_at = InstantField(null=True, title=Text("复核签署时间", "second signature at"))
    oral = YesNoField(null=True, title=Text("口头", "oral"))
    written_at = InstantField(null=True, title=Text("书面送达时间", "written order served at"))
    starts_at = InstantField(title=Text("开始时间", "starts at"))
    ends_at = InstantField(title=Text("到期时间", "ends at"))
    signed_ends_at = InstantField(null=True, title=Text("复核签署后的到期时间", "ends at, once it is signed"))
    released_at = InstantField(null=True, title=Text("解除时间", "released at"))
    notice_at = InstantField(null=True, title=Text("告示张贴时间", "notice posted at"))
    appeal_told_at = InstantField(null=True, title=Text("告知申诉途径时间", "way of appeal told at"))
    appealed_at = InstantField(null=True, title=Text("申诉时间", "appealed at"))
    appeal_decided_at = InstantField(null=True, title=Text("申诉决定时间", "appeal decided at"))
    support_at = InstantField(null=True, title=Text("生活保障联系人到位时间", "support contact named at"))
    number = WordsField(max_length=64, null=True, unique=True, title=Text("文号", "number"))
    evidence = WordsField(
        max_length=400, null=True, title=Text("事实依据", "evidence"), privacy=Privacy.SENSITIVE
    )
    evidence_at = InstantField(
        null=True, title=Text("事实发生时间", "evidence is of"), privacy=Privacy.SENSITIVE
    )
    decided_at = InstantField(null=True, title=Text("决定时间", "decided at"))
    decider = WordsField(null=True, title=Text("决定人", "decider"))
    second_signer = WordsField(null=True, title=Text("复核人", "second signer"))
    support_contact = WordsField(null=True, title=Text("生活保障联系人", "support contact"))
    replaces = LinkField(
        "registers.Order",
        db_index=False,
        null=True,
        title=Text("接续的措施令", "order it replaces or extends"),
    )
    release_reason = WordsField(max_length=400, null=True, title=Text("解除原因", "why it was released"))
    appeal_reason = WordsField(
        max_length=400, null=True, title=Text("申诉理由", "reason of the appeal"), privacy=Privacy.SENSITIVE
    )
    appeal_result = CodeField(
        codes=clinical_codes.APPEAL_RESULT, null=True, title=Text("申诉结果", "result of the appeal")
    )
    appeal_from = CodeField(
        codes=clinical_codes.APPEAL_FROM, null=True, title=Text("申诉提出人", "who appealed")
    )
    appeal_decided_by = WordsField(null=True, title=Text("申诉决定人", "who decided the appeal"))
    appeal_answer = WordsField(
        max_length=400, null=True, title=Text("申诉答复", "answer to the appeal"), privacy=Privacy.SENSITIVE
    )
    area = LinkField("registers.Area", db_index=False, title=Text("执行社区", "community"))

    class Meta:
        indexes = [
            models.Index(fields=["area", "starts_at"], name="order_area_starts"),
            models.Index(fields=["person"], name="order_person", condition=models.Q(person__isnull=False)),
            models.Index(
                fields=["household"], name="order_household", condition=models.Q(household__isnull=False)
            ),
            models.Index(fields=["site"], name="order_site", condition=models.Q(site__isnull=False)),
            models.Index(fields=["place"], name="order_place", condition=models.Q(place__isnull=False)),
            models.Index(fields=["stay"], name="order_stay", condition=models.Q(stay__isnull=False)),
            models.Index(fields=["contact"], name="order_contact", condition=models.Q(contact__isnull=False)),
            models.Index(fields=["case"], name="order_case", condition=models.Q(case__isnull=False)),
            models.Index(
                fields=["replaces"], name="order_replaces", condition=models.Q(replaces__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="order_has_a_term"
            ),
            models.CheckConstraint(
                condition=models.Q(released_at__isnull=True)
                | models.Q(released_at__gte=models.F("starts_at")),
                name="order_released_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False)
                | models.Q(household__isnull=False)
                | models.Q(site__isnull=False),
                name="order_is_for_someone",
            ),
        ]


class HealthCheck(Record):
    """One look at one person's health under an order or as a contact."""

    register = Registered(
        title=Text("健康监测", "health check"), occurred="at", personal=True, retention_days=90
    )  # fmt: skip

    at = InstantField(null=True, title=Text("监测时间", "at"), privacy=Privacy.PERSONAL)
    person = LinkField("registers.Person", db_index=False, null=True, title=Text("人员", "person"))
    order = LinkField("registers.Order", db_index=False, null=True, title=Text("措施令", "order"))
    contact = LinkField("registers.Contact", db_index=False, null=True, title=Text("接触者", "contact"))
    result = CodeField(
        codes=codes.CHECK_RESULT, null=True, title=Text("结果", "result"), privacy=Privacy.SENSITIVE
    )
    temperature = NumberField(null=True, title=Text("体温", "temperature"), privacy=Privacy.SENSITIVE)
    symptoms = YesNoField(null=True, title=Text("有症状", "symptoms"), privacy=Privacy.SENSITIVE)
    referred_at = InstantField(null=True, title=Text("送诊时间", "sent to a doctor at"))
    day = DayField(null=True, title=Text("随访日", "day of follow-up"))
    team = LinkField(
        "registers.Organisation", db_index=False, null=True, title=Text("随访小组", "follow-up team")
    )
    origin = CodeField(
        codes=clinical_codes.CHECK_ORIGIN, null=True, title=Text("监测方式", "how it was made")
    )
    reported_by = LinkField(
        "registers.Person", db_index=False, null=True, title=Text("代报人", "reported by")
    )
    area = LinkField("registers.Area", db_index=False, title=Text("负责社区", "community"))

    class Meta:
        indexes = [
            models.Index(fields=["order", "at"], name="health_check_order_at"),
            models.Index(fields=["contact", "at"], name="health_check_contact_at"),
            models.Index(fields=["area", "at"], name="health_check_area_at"),
            models.Index(
                fields=["contact", "day"],
                name="health_check_contact_day",
                condition=models.Q(day__isnull=False),
            ),
        ]


class Inspection(Record):
    """One rule looked at in one place: what was found, with what evidence, and when it was mended."""

    register = Registered(title=Text("检查", "inspection"), occurred="at")

    site = LinkField("registers.Site", db_index=False, null=True, title=Text("场所", "site"))
    order = LinkField("registers.Order", db_index=False, null=True, title=Text("措施令", "order"))
    rule = CodeField(codes=codes.RULE, title=Text("检查事项", "rule"))
    at = InstantField(null=True, title=Text("检查时间", "at"))
    result = CodeField(codes=codes.INSPECTION_RESULT, null=True, title=Text("结果", "result"))
    evidence = YesNoField(null=True, title=Text("有凭据", "with evidence"))
    mended_at = InstantField(null=True, title=Text("整改完成时间", "mended at"))
    valid_until = DayField(null=True, title=Text("有效至", "valid until"))
    area = LinkField("registers.Area", db_index=False, title=Text("所在区域", "area"))

    class Meta:
        indexes = [
            models.Index(fields=["site", "rule", "at"], name="inspection_site_rule_at"),
            models.Index(fields=["order"], name="inspection_order", condition=models.Q(order__isnull=False)),
            models.Index(fields=["area", "at"], name="inspection_area_at"),
        ]
