"""Those who treat: who they are, when and where they work, and the teams sent away."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan

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
from lianfang.registers.models import clinical_codes
from lianfang.registers.models.record import Record, Registered


class StaffMember(Record):
    """A person who treats or cares, and for whom."""

    register = Registered(
        title=Text("医务人员", "member of staff"),
        occurred="joined_at",
        personal=True,
        retention_days=365,
        children={
            "shifts": ("staff_shift", "staff_member", Text("班次", "shifts")),
            "samples": ("sample", "staff_member", Text("样本", "samples")),
        },
        beside={"ward_staff": ("site", Text("同一病区的医务人员", "staff of the same ward"))},
    )

    person = LinkField("registers.Person", db_index=False, null=True, title=Text("人员", "person"))
    organisation = LinkField("registers.Organisation", db_index=False, title=Text("单位", "organisation"))
    site = LinkField(
        "registers.Site", db_index=False, null=True, title=Text("工作场所或病区", "ward or site")
    )
    role = CodeField(codes=clinical_codes.STAFF_ROLE, title=Text("岗位", "role"))
    team = WordsField(null=True, title=Text("班组", "team"))
    joined_at = InstantField(null=True, title=Text("上岗时间", "joined at"))
    left_at = InstantField(null=True, title=Text("离岗时间", "left at"))
    # The newest time; what stood here before is in the record's history.
    ill_at = InstantField(
        null=True,
        title=Text("发病或检测阳性时间", "time of illness or positive test"),
        privacy=Privacy.SENSITIVE,
    )
    area = LinkField("registers.Area", db_index=False, title=Text("所在区域", "area"))

    class Meta:
        indexes = [
            models.Index(fields=["site"], name="staff_member_site", condition=models.Q(site__isnull=False)),
            models.Index(
                fields=["person"], name="staff_member_person", condition=models.Q(person__isnull=False)
            ),
        ]


class StaffShift(Record):
    """One turn of duty of one member of staff: where, how protected, how long in the zone."""

    register = Registered(
        title=Text("医务班次", "shift of staff"),
        occurred="starts_at",
        personal=True,
        retention_days=180,
        beside={"shifts_of_member": ("staff_member", Text("同一人员的班次", "shifts of the same person"))},
        spans=(Span("duty", "starts_at", "ends_at", Text("当班期间", "time on duty")),),
    )

    staff_member = LinkField(
        "registers.StaffMember", db_index=False, title=Text("医务人员", "member of staff")
    )
    site = LinkField("registers.Site", db_index=False, null=True, title=Text("病区或场所", "ward or site"))
    zone = CodeField(codes=clinical_codes.ZONE, null=True, title=Text("分区", "zone"))
    protection = CodeField(
        codes=clinical_codes.PROTECTION, null=True, title=Text("防护级别", "level of protection")
    )
    starts_at = InstantField(title=Text("开始时间", "starts at"))
    ends_at = InstantField(title=Text("结束时间", "ends at"))
    hours_in_zone = NumberField(null=True, title=Text("污染区小时数", "hours in the zone"))
    exposed_at = InstantField(null=True, title=Text("职业暴露时间", "exposed at"), privacy=Privacy.SENSITIVE)
    exposure_assessed_at = InstantField(null=True, title=Text("暴露评估时间", "exposure assessed at"))
    approved_by = WordsField(null=True, title=Text("超限批准人", "who allowed it beyond the limit"))
    ill = YesNoField(null=True, title=Text("有症状", "symptoms"), privacy=Privacy.SENSITIVE)
    area = LinkField("registers.Area", db_index=False, title=Text("所在区域", "area"))

    class Meta:
        indexes = [
            models.Index(fields=["staff_member", "starts_at"], name="staff_shift_member_starts"),
            models.Index(fields=["site", "starts_at"], name="staff_shift_site_starts"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="staff_shift_has_a_term"
            ),
            # Beyond the limits only with a name: a blank is none.
            models.CheckConstraint(
                condition=GreaterThan(Length(Trim("approved_by")), 0), name="staff_shift_approver_is_named"
            ),
        ]


class Mission(Record):
    """A team sent away to help elsewhere, until it is back and its watch is over."""

    register = Registered(
        title=Text("支援队", "mission"),
        occurred="left_at",
        spans=(Span("away", "left_at", "back_at", Text("在外期间", "time away")),),
    )

    name_zh = WordsField(title=Text("中文名", "Chinese name"))
    name_en = WordsField(title=Text("英文名", "English name"))
    organisation = LinkField("registers.Organisation", db_index=False, title=Text("派出单位", "sent by"))
    place = LinkField("registers.Area", db_index=False, null=True, title=Text("支援地区", "sent to"))
    members = NumberField(null=True, title=Text("人数", "members"))
    left_at = InstantField(title=Text("出发时间", "left at"))
    back_at = InstantField(null=True, title=Text("返回时间", "back at"))
    watch_until = DayField(null=True, title=Text("返回后观察至", "watched until"))
    families_named_at = InstantField(
        null=True, title=Text("家属联系人到位时间", "families have a contact since")
    )
    area = LinkField("registers.Area", db_index=False, title=Text("派出区域", "area"))
