"""What happens at gates: declarations and passages."""

from __future__ import annotations

from django.db import models

from lianfang.base.words import Text
from lianfang.records import Privacy
from lianfang.registers.fields import CodeField, DayField, InstantField, LinkField, NumberField, YesNoField
from lianfang.registers.models import codes
from lianfang.registers.models.record import Record, Registered


class Declaration(Record):
    """What a traveller says before or at the gate: contact, housing, where they have been."""

    register = Registered(
        title=Text("申报", "declaration"), occurred="made_at", personal=True, retention_days=90
    )  # fmt: skip

    made_at = InstantField(title=Text("申报时间", "made at"), privacy=Privacy.PERSONAL)
    vehicle = LinkField("registers.Vehicle", db_index=False, null=True, title=Text("车辆", "vehicle"))
    person = LinkField("registers.Person", db_index=False, null=True, title=Text("申报人", "person"))
    declared_by = LinkField(
        "registers.Person",
        db_index=False,
        null=True,
        title=Text("代申报人", "who declares for a child or an elder"),
    )
    declares_as = CodeField(
        codes=codes.PROXY, null=True, title=Text("代申报人身份", "what the proxy is to the person")
    )
    stay_area = LinkField(
        "registers.Area",
        db_index=False,
        null=True,
        title=Text("十四日内到过的地区", "area of stay in the last 14 days"),
    )
    destination = LinkField(
        "registers.Area", db_index=False, null=True, title=Text("目的社区", "destination")
    )
    traveller = CodeField(codes=codes.TRAVELLER, null=True, title=Text("申报人员类别", "class of traveller"))
    conveyance = LinkField(
        "registers.Conveyance", db_index=False, null=True, title=Text("班次", "conveyance")
    )
    occupants = NumberField(null=True, title=Text("同车人数", "occupants"))
    symptoms = YesNoField(null=True, title=Text("有症状", "symptoms"), privacy=Privacy.SENSITIVE)
    arrives_on = DayField(
        null=True, title=Text("预计到达日", "expected day of arrival"), privacy=Privacy.PERSONAL
    )
    area = LinkField("registers.Area", db_index=False, title=Text("受理区域", "area"))

    class Meta:
        indexes = [
            models.Index(fields=["vehicle", "made_at"], name="declaration_vehicle_made"),
            models.Index(fields=["area", "made_at"], name="declaration_area_made"),
            models.Index(
                fields=["person"], name="declaration_person", condition=models.Q(person__isnull=False)
            ),
        ]


class Passage(Record):
    """One vehicle or person through one gate, one way, once."""

    register = Registered(
        title=Text("通行记录", "passage"),
        occurred="at",
        personal=True,
        retention_days=90,
        children={
            "occupant_rows": ("occupant", "passage", Text("车上人员", "people in the vehicle")),
            "screenings": ("screening", "passage", Text("查验记录", "screenings")),
            "stays": ("stay", "passage", Text("停留", "stays")),
        },
    )

    at = InstantField(title=Text("通行时间", "time of passage"), privacy=Privacy.PERSONAL)
    gate = LinkField("registers.Site", db_index=False, title=Text("关口", "gate"))
    direction = CodeField(codes=codes.DIRECTION, title=Text("方向", "direction"))
    mode = CodeField(codes=codes.MODE, title=Text("方式", "mode"))
    vehicle = LinkField("registers.Vehicle", db_index=False, null=True, title=Text("车辆", "vehicle"))
    person = LinkField("registers.Person", db_index=False, null=True, title=Text("人员", "person"))
    vehicle_scope = CodeField(
        codes=codes.VEHICLE_SCOPE, null=True, title=Text("车辆类别", "class of vehicle")
    )
    origin = LinkField("registers.Area", db_index=False, null=True, title=Text("来自", "coming from"))
    conveyance = LinkField(
        "registers.Conveyance", db_index=False, null=True, title=Text("班次", "conveyance")
    )
    destination = LinkField(
        "registers.Area", db_index=False, null=True, title=Text("目的社区", "destination")
    )
    released_at = InstantField(null=True, title=Text("放行时间", "released at"))
    occupants = NumberField(null=True, title=Text("车上人数", "occupants"))
    screened = YesNoField(null=True, title=Text("已测温问询", "screened"))
    screened_at = InstantField(null=True, title=Text("测温时间", "screened at"))
    temperature = NumberField(null=True, title=Text("体温", "temperature"), privacy=Privacy.SENSITIVE)
    area = LinkField("registers.Area", db_index=False, title=Text("关口所在区域", "area"))

    class Meta:
        indexes = [
            models.Index(fields=["vehicle", "at"], name="passage_vehicle_at"),
            models.Index(fields=["gate", "at"], name="passage_gate_at"),
            models.Index(fields=["area", "at"], name="passage_area_at"),
            models.Index(fields=["person"], name="passage_person", condition=models.Q(person__isnull=False)),
            models.Index(
                fields=["conveyance"], name="passage_conveyance", condition=models.Q(conveyance__isnull=False)
            ),
        ]
