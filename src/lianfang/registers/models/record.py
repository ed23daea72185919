"""What every register's row has."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import models

from lianfang.base import ids
from lianfang.base.words import Text
from lianfang.records import Privacy, Span
from lianfang.registers.fields import InstantField, WordsField


@dataclass(frozen=True)
class Registered:
    """What a model says of itself as a register: the rest of its shape is read off its fields.

    ``occurred`` is the column of the event's time; ``children`` are backward links a plan may quantify over, as
    name → (register, its link to this one, title); ``beside`` are rows of the same register that name the same row by a link,
    as name → (link, title), the row itself among them. ``other_area`` is a second area whose people see the row as well: of a
    transfer, where it goes.
    """

    title: Text
    occurred: str = "recorded_at"
    area: str = "area"
    other_area: str = ""
    personal: bool = False
    retention_days: int | None = None
    spans: tuple[Span, ...] = ()
    children: dict[str, tuple[str, str, Text]] = field(default_factory=dict)
    beside: dict[str, tuple[str, Text]] = field(default_factory=dict)


class Record(models.Model):
    """A row of a register: its random reference, when we had it, and the key under which its source knows it."""

    register: Registered

    id = models.BigAutoField(primary_key=True)
    ref = WordsField(
        max_length=16, unique=True, default=ids.new_ref, editable=False, title=Text("编号", "reference"), privacy=Privacy.PUBLIC
    )  # fmt: skip
    source_key = WordsField(null=True, unique=True, title=Text("来源编号", "key in the source"))
    recorded_at = InstantField(title=Text("录入时间", "recorded at"))

    class Meta:
        abstract = True
