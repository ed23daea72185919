"""Model fields that carry what the data dictionary needs: a title in both languages, a privacy class, a code list.

The extra words never reach a migration: changing a title or a class changes no table.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from lianfang.base.words import Text
from lianfang.records import CodeList, Kind, Privacy


class Declared(models.Field):
    """What every column of a register says of itself."""

    kind: Kind

    def __init__(
        self,
        *args: Any,
        title: Text | None = None,
        privacy: Privacy = Privacy.INTERNAL,
        codes: CodeList | None = None,
        origin: bool = False,
        **kwargs: Any,
    ):
        self.title = title
        self.privacy = privacy
        self.codes = codes
        self.origin = origin
        super().__init__(*args, **kwargs)


class InstantField(Declared, models.BigIntegerField):
    """UTC seconds since 1970."""

    kind = Kind.INSTANT


class DayField(Declared, models.DateField):
    """A civil day of the city's zone."""

    kind = Kind.DATE


class NumberField(Declared, models.FloatField):
    """A measured number or a count."""

    kind = Kind.NUMBER


class YesNoField(Declared, models.BooleanField):
    """Yes, no, or (null) not known."""

    kind = Kind.BOOLEAN


class WordsField(Declared, models.CharField):
    """Free text of bounded length."""

    kind = Kind.TEXT

    def __init__(self, *args: Any, max_length: int = 200, **kwargs: Any):
        super().__init__(*args, max_length=max_length, **kwargs)


class CodeField(Declared, models.CharField):
    """A code out of a closed, append-only list."""

    kind = Kind.CODE

    def __init__(self, *args: Any, max_length: int = 32, **kwargs: Any):
        super().__init__(*args, max_length=max_length, **kwargs)


class LinkField(models.ForeignKey):
    """A link to a row of another register. Rows are never deleted from under those that name them.

    An index on every link would be paid for by every passage: registers say ``db_index=False`` and name those they need.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, *, title: Text | None = None, **kwargs: Any):
        self.title = title
        kwargs.setdefault("related_name", "+")
        super().__init__(to, on_delete, **kwargs)
