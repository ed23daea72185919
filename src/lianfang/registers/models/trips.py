"""How people come: one trip of a train, flight, coach or ship, who was on its list, and who sat in a car."""

from __future__ import annotations

from django.db import models

from lianfang.base.words import Text
from lianfang.records import Privacy
from lianfang.registers.fields import CodeField, InstantField, LinkField, NumberField, WordsField, YesNoField
from lianfang.registers.models import codes
from lianfang.registers.models.record import Record, Registered


class Conveyance(Record):
    """One trip of a train, flight, coach or ship to one gate."""

    register = Registered(
        title=Text("班次", "conveyance"),
        occurred="arrives_at",
        retention_days=90,
        children={
            "manifests": ("manifest", "conveyance", Text("名单条目", "entries of its manifest")),
            "screenings": ("screening", "conveyance", Text("查验记录", "screenings")),
            "passages": ("passage", "conveyance", Text("通行记录", "passages")),
        },
    )

    mode = CodeField(codes=codes.MODE, title=Text("方式", "mode"))
    number = WordsField(max_length=32, title=Text("车次航班号", "number"))
    came_from = LinkField("registers.Area", db_index=False, null=True, title=Text("始发地", "came from"))
    gate = LinkField("registers.Site", db_index=False, title=Text("到达关口", "gate of arrival"))
    carrier = LinkField(
        "registers.Organisation", db_index=False, null=True, title=Text("承运单位", "carrier")
    )
    departs_at = InstantField(null=True, title=Text("出发时间", "departs at"))
    arrives_at = InstantField(null=True, title=Text("到达时间", "arrives at"))
    carried = NumberField(null=True, title=Text("承运人数", "persons carried"))
    manifest_at = InstantField(null=True, title=Text("名单收到时间", "manifest received at"))
    reconciled_at = InstantField(null=True, title=Text("核对完成时间", "reconciled at"))
    area = LinkField("registers.Area", db_index=False, title=Text("关口所在区域", "area"))

    class Meta:
        indexes = [models.Index(fields=["gate", "arrives_at"], name="conveyance_gate_arrives")]


class Manifest(Record):
    """One passenger on a carrier's list of one conveyance."""

    register = Registered(title=Text("名单条目", "manifest"), personal=True, retention_days=28)

    conveyance = LinkField("registers.Conveyance", db_index=False, title=Text("班次", "conveyance"))
    person = LinkField("registers.Person", db_index=False, null=True, title=Text("人员", "person"))
    carriage = WordsField(max_length=8, null=True, title=Text("车厢", "carriage"), privacy=Privacy.PERSONAL)
    seat = WordsField(max_length=8, null=True, title=Text("座位", "seat"), privacy=Privacy.PERSONAL)
    boarded = YesNoField(null=True, title=Text("已登乘", "boarded"))
    area = LinkField("registers.Area", db_index=False, title=Text("关口所在区域", "area"))

    class Meta:
        indexes = [
            models.Index(fields=["conveyance", "person"], name="manifest_conveyance_person"),
            models.Index(fields=["person"], name="manifest_person", condition=models.Q(person__isnull=False)),
        ]


class Occupant(Record):
    """Someone in a vehicle at one passage, the driver among them."""

    register = Registered(title=Text("车上人员", "occupant"), personal=True, retention_days=28)

    passage = LinkField("registers.Passage", db_index=False, title=Text("通行记录", "passage"))
    person = LinkField("registers.Person", db_index=False, null=True, title=Text("人员", "person"))
    role = CodeField(codes=codes.OCCUPANT_ROLE, null=True, title=Text("车上角色", "role in the vehicle"))
    registered_elsewhere = YesNoField(
        null=True, origin=True, title=Text("外地户籍", "registered elsewhere"), privacy=Privacy.SENSITIVE
    )
    screened_at = InstantField(null=True, title=Text("测温时间", "screened at"))
    temperature = NumberField(null=True, title=Text("体温", "temperature"), privacy=Privacy.SENSITIVE)
    area = LinkField("registers.Area", db_index=False, title=Text("关口所在区域", "area"))

    class Meta:
        indexes = [
            models.Index(fields=["passage"], name="occupant_passage"),
            models.Index(fields=["person"], name="occupant_person", condition=models.Q(person__isnull=False)),
        ]


class Screening(Record):
    """One person checked at one gate: temperature, questions, and what came of it."""

    register = Registered(
        title=Text("查验记录", "screening"), occurred="at", personal=True, retention_days=90
    )  # fmt: skip

    at = InstantField(null=True, title=Text("查验时间", "at"), privacy=Privacy.PERSONAL)
    gate = LinkField("registers.Site", db_index=False, title=Text("关口", "gate"))
    direction = CodeField(codes=codes.DIRECTION, null=True, title=Text("方向", "direction"))
    conveyance = LinkField(
        "registers.Conveyance", db_index=False, null=True, title=Text("班次", "conveyance")
    )
    passage = LinkField("registers.Passage", db_index=False, null=True, title=Text("通行记录", "passage"))
    person = LinkField("registers.Person", db_index=False, null=True, title=Text("人员", "person"))
    temperature = NumberField(null=True, title=Text("体温", "temperature"), privacy=Privacy.SENSITIVE)
    symptoms = YesNoField(null=True, title=Text("有症状", "symptoms"), privacy=Privacy.SENSITIVE)
    result = CodeField(codes=codes.SCREENING_RESULT, null=True, title=Text("处置结果", "result"))
    second_check_at = InstantField(null=True, title=Text("复检时间", "second check at"))
    referred_to = LinkField("registers.Site", db_index=False, null=True, title=Text("转往", "referred to"))
    received_at = InstantField(null=True, title=Text("接诊时间", "received there at"))
    answered_at = InstantField(null=True, title=Text("结果反馈时间", "result back at the gate at"))
    area = LinkField("registers.Area", db_index=False, title=Text("关口所在区域", "area"))

    class Meta:
        indexes = [
            models.Index(fields=["gate", "at"], name="screening_gate_at"),
            models.Index(
                fields=["conveyance"],
                name="screening_conveyance",
                condition=models.Q(conveyance__isnull=False),
            ),
            models.Index(fields=["person", "at"], name="screening_person_at"),
            models.Index(
                fields=["passage"], name="screening_passage", condition=models.Q(passage__isnull=False)
            ),
        ]


class ShiftTally(Record):
    """What one post counted in one shift, or an independent counter in one hour. Zero is a count; a blank is none."""

    register = Registered(title=Text("班次计数", "shift tally"), occurred="starts_at")

    site = LinkField("registers.Site", db_index=False, title=Text("岗位场所", "post"))
    kind = CodeField(codes=codes.TALLY_KIND, title=Text("类别", "kind"))
    starts_at = InstantField(title=Text("开始时间", "starts at"))
    ends_at = InstantField(title=Text("结束时间", "ends at"))
    made_at = InstantField(null=True, title=Text("报送时间", "made at"))
    staff = NumberField(null=True, title=Text("值守人数", "staff"))
    vehicles = NumberField(null=True, title=Text("车辆数", "vehicles"))
    persons_in = NumberField(null=True, title=Text("进入人次", "persons in"))
    persons_out = NumberField(null=True, title=Text("外出人次", "persons out"))
    checked_in = NumberField(null=True, title=Text("进入测温人次", "temperatures taken on the way in"))
    checked_out = NumberField(null=True, title=Text("外出测温人次", "temperatures taken on the way out"))
    fever = NumberField(null=True, title=Text("发热人次", "persons with fever"))
    visitors = NumberField(null=True, title=Text("外来人次", "outside persons"))
    visitors_registered = NumberField(null=True, title=Text("外来登记人次", "outside persons registered"))
    area = LinkField("registers.Area", db_index=False, title=Text("所在区域", "area"))

    class Meta:
        indexes = [
            models.Index(fields=["site", "starts_at"], name="shift_tally_site_starts"),
            models.Index(fields=["area", "starts_at"], name="shift_tally_area_starts"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="shift_has_length"
            ),
            models.UniqueConstraint(fields=["site", "kind", "starts_at"], name="one_tally_a_shift"),
        ]
