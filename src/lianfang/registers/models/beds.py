"""Rooms and beds of hospitals and quarantine sites, who lies in them, and who is moved between them."""

from __future__ import annotations

from django.db import models

from lianfang.base.words import Text
from lianfang.records import Privacy, Span
from lianfang.registers.fields import CodeField, InstantField, LinkField, NumberField, WordsField, YesNoField
from lianfang.registers.models import clinical_codes, codes
from lianfang.registers.models.record import Record, Registered

KEEPING = (
    "DESTINATION_APPROVED", "TRANSPORTATION_TO_BE_ARRANGED", "PATIENT_TO_BE_PICKED_UP", "TRANSFER_IN_PROGRESS",
)  # fmt: skip
"""While a transfer stands so, the bed that it names is kept for its person."""
UNDER_WAY = ("PENDING", "ON_HOLD", "APPROVED", "DESTINATION_REJECTED", *KEEPING)
"""A person has one transfer that stands so."""


class Room(Record):
    """A room of a ward or a quarantine site: who fits in it."""

    register = Registered(
        title=Text("房间", "room"), children={"beds": ("bed", "room", Text("床位", "beds"))}
    )  # fmt: skip

    site = LinkField("registers.Site", db_index=False, title=Text("场所或病区", "ward or site"))
    number = WordsField(max_length=32, title=Text("房号", "number"))
    zone = CodeField(codes=clinical_codes.ZONE, null=True, title=Text("分区", "zone"))
    sex = CodeField(codes=codes.SEX, null=True, title=Text("限定性别", "for one sex only"))
    negative_pressure = YesNoField(null=True, title=Text("负压", "negative pressure"))
    wheelchair = YesNoField(null=True, title=Text("轮椅可达", "wheelchair can enter"))
    dialysis = YesNoField(null=True, title=Text("可透析", "dialysis can be given"))
    infant = YesNoField(null=True, title=Text("可收婴幼儿", "fit for an infant"))
    area = LinkField("registers.Area", db_index=False, title=Text("所在区域", "area"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "number"], name="one_room_a_number")]


class Bed(Record):
    """A place to lie for one person."""

    register = Registered(
        title=Text("床位", "bed"),
        spans=(Span("open", "opened_at", "closed_at", Text("开放期间", "time in use")),),
        children={
            "admissions": ("admission", "bed", Text("收治记录", "admissions")),
            "transfers": ("transfer", "bed", Text("转运", "transfers")),
        },
    )

    room = LinkField("registers.Room", db_index=False, title=Text("房间", "room"))
    site = LinkField(
        "registers.Site", db_index=False, title=Text("医院或隔离点", "hospital or quarantine site")
    )
    number = WordsField(max_length=32, title=Text("床号", "number"))
    kind = CodeField(codes=clinical_codes.BED_KIND, title=Text("床位类型", "type"))
    state = CodeField(codes=clinical_codes.BED_STATE, null=True, title=Text("床位状态", "state"))
    opened_at = InstantField(null=True, title=Text("启用时间", "opened at"))
    closed_at = InstantField(null=True, title=Text("停用时间", "closed at"))
    area = LinkField("registers.Area", db_index=False, title=Text("所在区域", "area"))

    class Meta:
        indexes = [models.Index(fields=["site"], name="bed_site")]
        constraints = [models.UniqueConstraint(fields=["room", "number"], name="one_bed_a_number")]


class Admission(Record):
    """One person in one bed of a hospital or quarantine site, from an instant until an instant.

    No bed holds two at once and nobody lies in two places at once: the database sees to it, on both.
    """

    register = Registered(
        title=Text("收治记录", "admission"),
        occurred="starts_at",
        personal=True,
        retention_days=365,
        spans=(Span("stay", "starts_at", "ends_at", Text("在床期间", "time in the bed")),),
    )

    person = LinkField("registers.Person", db_index=False, title=Text("人员", "person"))
    bed = LinkField("registers.Bed", db_index=False, title=Text("床位", "bed"))
    site = LinkField(
        "registers.Site", db_index=False, title=Text("医院或隔离点", "hospital or quarantine site")
    )
    kind = CodeField(codes=clinical_codes.ADMISSION_KIND, title=Text("收治类别", "kind"))
    case = LinkField("registers.Case", db_index=False, null=True, title=Text("病例", "case"))
    contact = LinkField("registers.Contact", db_index=False, null=True, title=Text("接触者", "contact"))
    order = LinkField("registers.Order", db_index=False, null=True, title=Text("措施令", "order"))
    starts_at = InstantField(title=Text("入住时间", "starts at"), privacy=Privacy.SENSITIVE)
    ends_at = InstantField(null=True, title=Text("离开时间", "ends at"), privacy=Privacy.SENSITIVE)
    end_reason = CodeField(
        codes=clinical_codes.ADMISSION_END, null=True, title=Text("离开原因", "why it ended")
    )
    area = LinkField("registers.Area", db_index=False, title=Text("所在区域", "area"))

    class Meta:
        indexes = [
            models.Index(fields=["bed", "starts_at"], name="admission_bed_starts"),
            models.Index(fields=["person", "starts_at"], name="admission_person_starts"),
            models.Index(fields=["case"], name="admission_case", condition=models.Q(case__isnull=False)),
            models.Index(
                fields=["contact"], name="admission_contact", condition=models.Q(contact__isnull=False)
            ),
            models.Index(fields=["order"], name="admission_order", condition=models.Q(order__isnull=False)),
            models.Index(fields=["site", "starts_at"], name="admission_site_starts"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gte=models.F("starts_at")),
                name="admission_ends_after_it_begins",
            )
        ]


class Transfer(Record):
    """A person is to be brought from one place to another: both sides say yes, a car brings, the other side receives.

    It is of both areas: where the person comes from, and where they go. A bed is kept for one transfer at a time, nobody else
    is laid into it meanwhile, and a person has one transfer under way: the database sees to it, on both.
    """

    register = Registered(
        title=Text("转运", "transfer"),
        occurred="asked_at",
        other_area="to_area",
        personal=True,
        retention_days=180,
    )

    person = LinkField("registers.Person", db_index=False, title=Text("人员", "person"))
    case = LinkField("registers.Case", db_index=False, null=True, title=Text("病例", "case"))
    contact = LinkField("registers.Contact", db_index=False, null=True, title=Text("接触者", "contact"))
    from_site = LinkField("registers.Site", db_index=False, null=True, title=Text("转出场所", "from"))
    to_site = LinkField("registers.Site", db_index=False, null=True, title=Text("转入场所", "to"))
    bed = LinkField("registers.Bed", db_index=False, null=True, title=Text("预留床位", "bed kept"))
    status = CodeField(codes=clinical_codes.TRANSFER_STATUS, title=Text("转运状态", "status"))
    reason = WordsField(
        max_length=400, null=True, title=Text("转运原因", "reason"), privacy=Privacy.SENSITIVE
    )
    emergency = YesNoField(null=True, title=Text("急救", "emergency"))
    ambulance = WordsField(null=True, title=Text("车辆", "ambulance"))
    asked_at = InstantField(title=Text("申请时间", "asked at"))
    approved_at = InstantField(null=True, title=Text("转出方同意时间", "approved at"))
    answered_at = InstantField(null=True, title=Text("转入方答复时间", "destination answered at"))
    accepted_at = InstantField(null=True, title=Text("转入方接受时间", "accepted at"))
    picked_up_at = InstantField(null=True, title=Text("接走时间", "picked up at"))
    received_at = InstantField(null=True, title=Text("转入方签收时间", "received at"))
    ended_at = InstantField(null=True, title=Text("结束时间", "ended at"))
    refused_because = WordsField(max_length=400, null=True, title=Text("不接受原因", "why refused"))
    to_area = LinkField(
        "registers.Area", db_index=False, null=True, title=Text("转入区域", "area it goes to")
    )
    area = LinkField("registers.Area", db_index=False, title=Text("转出区域", "area it comes from"))

    class Meta:
        indexes = [
            models.Index(fields=["person"], name="transfer_person"),
            models.Index(fields=["to_site", "asked_at"], name="transfer_to_asked"),
            models.Index(fields=["area", "asked_at"], name="transfer_area_asked"),
            models.Index(fields=["to_area", "asked_at"], name="transfer_to_area_asked"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["bed"], condition=models.Q(status__in=KEEPING), name="one_bed_kept_once"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(status__in=UNDER_WAY), name="one_person_one_transfer"
            ),
        ]


class BedCount(Record):
    """What a site itself says of its beds at an instant, beside what is counted from the records."""

    register = Registered(title=Text("床位报数", "count of beds"), occurred="at")

    site = LinkField(
        "registers.Site", db_index=False, title=Text("医院或隔离点", "hospital or quarantine site")
    )
    kind = CodeField(codes=clinical_codes.BED_KIND, title=Text("床位类型", "type"))
    at = InstantField(title=Text("时点", "at"))
    open = NumberField(title=Text("开放数", "open"))
    free = NumberField(title=Text("空床数", "free"))
    area = LinkField("registers.Area", db_index=False, title=Text("所在区域", "area"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "kind", "at"], name="one_bed_count_a_time")]
