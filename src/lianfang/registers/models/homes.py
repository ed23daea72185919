"""Where people live and stay: households and tenancies, which are counted, and stays, which begin with an encounter."""

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
    YesNoField,
)
from lianfang.registers.models import codes
from lianfang.registers.models.record import Record, Registered


class Household(Record):
    """People who live behind one door, as a count; in the registers through an encounter or an order."""

    register = Registered(
        title=Text("住户", "household"),
        occurred="registered_at",
        personal=True,
        retention_days=180,
        children={
            "stays": ("stay", "household", Text("停留", "stays")),
            "orders": ("order", "household", Text("措施令", "orders")),
            "needs": ("need", "household", Text("需求", "needs")),
        },
    )

    registered_at = InstantField(null=True, title=Text("登记时间", "registered at"))
    site = LinkField(
        "registers.Site", db_index=False, null=True, title=Text("小区或单元", "compound or unit")
    )
    housing = CodeField(codes=codes.HOUSING, null=True, title=Text("住房类别", "kind of housing"))
    members = NumberField(null=True, title=Text("同住人数（计数）", "members counted"))
    vulnerable = CodeField(
        codes=codes.VULNERABLE,
        null=True,
        title=Text("需照护情形", "who needs care"),
        privacy=Privacy.SENSITIVE,
    )
    care_plan_at = InstantField(null=True, title=Text("照护安排时间", "care arranged at"))
    area = LinkField("registers.Area", db_index=False, title=Text("所在社区", "community"))

    class Meta:
        indexes = [
            models.Index(fields=["site"], name="household_site"),
            models.Index(fields=["area"], name="household_area"),
        ]


class Tenancy(Record):
    """A dwelling let by a landlord to a tenant: who was told, registered and holds responsibility; no names."""

    register = Registered(title=Text("租赁", "tenancy"), retention_days=180)

    site = LinkField("registers.Site", db_index=False, title=Text("小区", "compound"))
    begins_on = DayField(null=True, title=Text("起租日", "begins on"))
    ends_on = DayField(null=True, title=Text("退租日", "ends on"))
    let = YesNoField(null=True, title=Text("在租", "let at present"))
    landlord_told_at = InstantField(null=True, title=Text("告知房东时间", "landlord told at"))
    tenant_told_at = InstantField(null=True, title=Text("告知租客时间", "tenant told at"))
    registered_at = InstantField(null=True, title=Text("联系登记时间", "registered at"))
    signed_at = InstantField(null=True, title=Text("责任书签订时间", "responsibility signed at"))
    area = LinkField("registers.Area", db_index=False, title=Text("所在社区", "community"))

    class Meta:
        indexes = [
            models.Index(fields=["site"], name="tenancy_site"),
            models.Index(fields=["area"], name="tenancy_area"),
        ]


class Stay(Record):
    """Someone who came to a community to stay: when, from where, and whether the community took their history."""

    register = Registered(
        title=Text("停留", "stay"),
        occurred="arrived_at",
        personal=True,
        retention_days=90,
        spans=(Span("present", "arrived_at", "left_at", Text("停留期间", "time of stay")),),
        children={"orders": ("order", "stay", Text("措施令", "orders"))},
    )

    person = LinkField("registers.Person", db_index=False, null=True, title=Text("人员", "person"))
    household = LinkField("registers.Household", db_index=False, null=True, title=Text("住户", "household"))
    site = LinkField(
        "registers.Site", db_index=False, null=True, title=Text("小区或住宿场所", "compound or lodging")
    )
    passage = LinkField(
        "registers.Passage", db_index=False, null=True, title=Text("入城通行", "passage into the city")
    )
    came_from = LinkField("registers.Area", db_index=False, null=True, title=Text("来自", "came from"))
    left_key_area_at = InstantField(
        null=True, title=Text("离开重点地区时间", "left the key area at"), privacy=Privacy.SENSITIVE
    )
    traveller = CodeField(codes=codes.TRAVELLER, null=True, title=Text("申报人员类别", "class of traveller"))
    arrived_at = InstantField(null=True, title=Text("到达时间", "arrived at"), privacy=Privacy.PERSONAL)
    left_at = InstantField(null=True, title=Text("离开时间", "left at"), privacy=Privacy.PERSONAL)
    history_at = InstantField(null=True, title=Text("旅居接触史登记时间", "history taken at"))
    fever = YesNoField(null=True, title=Text("发热", "fever"), privacy=Privacy.SENSITIVE)
    fever_found_at = InstantField(
        null=True, title=Text("发现发热时间", "fever found at"), privacy=Privacy.SENSITIVE
    )
    fever_reported_at = InstantField(null=True, title=Text("发热上报时间", "fever reported at"))
    sent_to_hospital_at = InstantField(null=True, title=Text("送诊时间", "sent to hospital at"))
    told_not_to_return_at = InstantField(
        null=True, title=Text("劝暂缓返深时间", "told not to come back yet at")
    )
    area = LinkField("registers.Area", db_index=False, title=Text("所在社区", "community"))

    class Meta:
        indexes = [
            models.Index(fields=["person", "arrived_at"], name="stay_person_arrived"),
            models.Index(fields=["area", "arrived_at"], name="stay_area_arrived"),
            models.Index(fields=["passage"], name="stay_passage", condition=models.Q(passage__isnull=False)),
            models.Index(
                fields=["household"], name="stay_household", condition=models.Q(household__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(left_at__isnull=True)
                | models.Q(arrived_at__isnull=True)
                | models.Q(left_at__gte=models.F("arrived_at")),
                name="stay_ends_after_it_begins",
            )
        ]


class Need(Record):
    """What a household under an order asks for, or is known to need, and when it came."""

    register = Registered(title=Text("需求", "need"), occurred="asked_at", personal=True, retention_days=90)

    household = LinkField("registers.Household", db_index=False, null=True, title=Text("住户", "household"))
    order = LinkField("registers.Order", db_index=False, null=True, title=Text("措施令", "order"))
    staff_member = LinkField(
        "registers.StaffMember", db_index=False, null=True, title=Text("医务人员", "member of staff")
    )
    mission = LinkField("registers.Mission", db_index=False, null=True, title=Text("支援队", "mission"))
    kind = CodeField(codes=codes.NEED, title=Text("需求类别", "what is needed"), privacy=Privacy.SENSITIVE)
    asked_at = InstantField(null=True, title=Text("提出时间", "asked at"))
    answered_at = InstantField(null=True, title=Text("答复时间", "answered at"))
    met_at = InstantField(null=True, title=Text("落实时间", "met at"))
    area = LinkField("registers.Area", db_index=False, title=Text("所在社区", "community"))

    class Meta:
        indexes = [
            models.Index(fields=["household"], name="need_household"),
            models.Index(fields=["order"], name="need_order"),
            models.Index(fields=["area", "asked_at"], name="need_area_asked"),
        ]
