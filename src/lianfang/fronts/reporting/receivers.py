"""What receivers ask for: the lines of the card and the columns of the daily table, as content and not as code."""

from __future__ import annotations

from functools import cache
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

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


class Counts(_Part):
    """Records of a register by day: on the day, or on all days until it; ``until`` leaves out those that ended by then.

    ``entered`` counts cases by the day on which they were first put into one of these classes, whatever they are now; a case
    whose history nobody kept, by its class and ``at``. Of records without a day those count as *cannot tell* that are as
    ``unsure`` says; left out, all of them.
    """

    register_: Literal["case", "contact"] = Field(alias="register")
    where: dict[str, list[str]] = {}
    entered: list[str] = []
    at: str
    until: str = ""
    over: Literal["day", "all"]
    unsure: dict[str, list[str]] = {}


class TableColumn(_Part):
    """One column: a figure of the plan, or a count."""

    key: str
    title: Said
    figure: str = ""
    counts: Counts | None = None


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
