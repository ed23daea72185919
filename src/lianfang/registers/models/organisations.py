"""Organisations: whoever can own a gap."""

from __future__ import annotations

from lianfang.base.words import Text
from lianfang.registers.fields import CodeField, LinkField, WordsField
from lianfang.registers.models import codes
from lianfang.registers.models.record import Record, Registered


class Organisation(Record):
    """A command, an office, an authority, an enterprise."""

    register = Registered(title=Text("机构", "organisation"))

    kind = CodeField(codes=codes.ORGANISATION_KIND, title=Text("类别", "kind"))
    name_zh = WordsField(title=Text("中文名", "Chinese name"))
    name_en = WordsField(title=Text("英文名", "English name"))
    area = LinkField("registers.Area", db_index=False, title=Text("所在区域", "area"))
