"""People and vehicles: a random reference each; what identifies them is encrypted in one table."""

from __future__ import annotations

from django.db import models

from lianfang.base.words import Text
from lianfang.records import Privacy
from lianfang.registers.fields import CodeField, InstantField, LinkField, NumberField, YesNoField
from lianfang.registers.models import codes
from lianfang.registers.models.record import Record, Registered


class Person(Record):
    """Someone who is in the registers through an encounter or an order, never from a list of residents."""

    register = Registered(
        title=Text("人员", "person"),
        personal=True,
        retention_days=180,
        children={
            "stays": ("stay", "person", Text("停留", "stays")),
            "orders": ("order", "person", Text("措施令", "orders")),
            "declarations": ("declaration", "person", Text("申报", "declarations")),
            "contacts": ("contact", "person", Text("接触者记录", "records as a contact")),
        },
    )

    sex = CodeField(codes=codes.SEX, null=True, title=Text("性别", "sex"), privacy=Privacy.PERSONAL)
    birth_year = NumberField(null=True, title=Text("出生年", "year of birth"), privacy=Privacy.PERSONAL)
    on_dialysis = YesNoField(null=True, title=Text("需透析", "is on dialysis"), privacy=Privacy.SENSITIVE)
    uses_wheelchair = YesNoField(
        null=True, title=Text("使用轮椅", "uses a wheelchair"), privacy=Privacy.SENSITIVE
    )
    area = LinkField("registers.Area", db_index=False, title=Text("经办区域", "area that recorded"))


class Vehicle(Record):
    """A plate."""

    register = Registered(
        title=Text("车辆", "vehicle"),
        personal=True,
        retention_days=180,
        children={"declarations": ("declaration", "vehicle", Text("申报", "declarations"))},
    )

    area = LinkField("registers.Area", db_index=False, title=Text("经办区域", "area that recorded"))


class Identifier(models.Model):
    """The one table of direct identifiers: names, document numbers, telephones, plates.

    ``cipher`` is AES-GCM under the identifiers' key; ``match`` is a keyed HMAC of the normalised text, by which an
    exact one is found again without reading any.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="identifiers")
    vehicle = models.ForeignKey(Vehicle, models.CASCADE, null=True, related_name="identifiers")
    kind = models.CharField(max_length=16)
    cipher = models.BinaryField()
    match = models.BinaryField()
    recorded_at = InstantField()

    class Meta:
        indexes = [models.Index(fields=["match"], name="identifier_match")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, vehicle__isnull=True)
                | models.Q(person__isnull=True, vehicle__isnull=False),
                name="identifier_of_one",
            ),
            models.UniqueConstraint(
                fields=["kind", "match"], condition=models.Q(kind="plate"), name="one_vehicle_a_plate"
            ),
        ]
