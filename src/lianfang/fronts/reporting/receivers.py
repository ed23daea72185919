"""What receivers ask for: the lines of the card and the columns of the daily table, as content and not as code."""

from __future__ import annotations

from functools import cache
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from lianfang.base.words import Text
from lianfang.plan.shipped import exchange


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Said(_Part):
    """Words in both languages."""

    zh: str
    en: str

    @property
    def text(self) -> Text:
        """As every other word of ours."""
        return Text(self.zh, self.en)


class Source(_Part):
    """How well it is known that the receiver asks for just this."""

    status: Literal["confirmed", "part", "assumed"]
    note: str


class TableColumn(_Part):
    """One column: a figure of the plan, or who was put into one of these classes of cases first on the day, whatever they are now."""

    key: str
    title: Said
    figure: str = ""
    entered: list[str] = []


class DailyTable(_Part):
    """The table of a day."""

    table: str
    title: Said
    receiver: Said
    due: str
    source: Source
    place: Said
    code: Said
    columns: list[TableColumn]


class CardLine(_Part):
    """One line of a card: ``asked`` is named where it is missing, without ``yes`` the card is not sent.

    ``when``: the line is there only for cases whose column holds one of these.
    """

    of: str
    title: Said | None = None
    must: Literal["yes", "asked", "no"] = "no"
    when: dict[str, list[str]] = {}


class Card(_Part):
    """The card of a case."""

    card: str
    title: Said
    receiver: Said
    source: Source
    lines: list[CardLine]


@cache
def daily_table() -> DailyTable:
    """The province's table."""
    return DailyTable.model_validate(_read("province_daily"))


@cache
def case_card() -> Card:
    """The statutory card."""
    return Card.model_validate(_read("case_card"))


def _read(name: str) -> object:
    folder = exchange()
    if folder is None:
        raise FileNotFoundError("plans/exchange")
    return yaml.load((folder / "reporting" / f"{name}.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
