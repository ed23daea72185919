"""What a register's form asks: its columns and links in the order in which they are declared, and who identifies it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lianfang.base.words import Text
from lianfang.board.rights import sees_column
from lianfang.records import Column, Link, Register
from lianfang.registers.access import Reader
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import REGISTERS

NOT_BY_FORM = {
    "area": Text(
        "区域由系统管理员铺设，编号即路径。",
        "Areas are laid by who keeps the site: their number is their path.",
    ),
    "at_risk": Text(
        "由风险地区名单比对产生。",
        "Worked out from the list of risk areas, with the record that is its evidence.",
    ),
    "review_match": Text("在核对页裁定。", "Decided where the two records are compared."),
    "task": Text("任务在任务页交办。", "Tasks are handed out on their own page."),
}
"""Registers that are written by other actions than :func:`lianfang.registers.actions.record`, and why."""
IDENTIFIERS = {"person": ("document", "name", "telephone"), "vehicle": ("plate",)}
TITLES = {
    "document": Text("证件号码", "document number"),
    "name": Text("姓名", "name"),
    "telephone": Text("电话", "telephone"),
    "plate": Text("车牌号码", "plate"),
    "birth_year": Text("出生年", "year of birth"),
    "source": Text("来源系统编号", "number of the source"),
}


@dataclass(frozen=True)
class Question:
    """One question: a column, a link, or (with neither) an identifier, which is kept encrypted in its own table.

    ``is_own`` marks the link to the area in which the record lies.
    """

    name: str
    title: Text
    column: Column | None = None
    link: Link | None = None
    is_needed: bool = False
    is_own: bool = False

    @property
    def is_identifier(self) -> bool:
        """Does it identify whom the record is of?"""
        return self.column is None and self.link is None

    @property
    def bears(self) -> bool:
        """Does it lead to a person or a car, who may be named by their number?"""
        return self.link is not None and self.link.to in IDENTIFIERS


def new(shape: Register) -> list[Question]:
    """What a new record is asked: everything, for who records a fact knows it."""
    asked = [
        Question(name, TITLES[name], is_needed=name == "plate") for name in IDENTIFIERS.get(shape.name, ())
    ]
    return asked + list(_declared(shape))


def of(shape: Register, reader: Reader) -> list[Question]:
    """What may be mended in a record: what the reader may see of it."""
    return [one for one in _declared(shape) if sees_column(reader, shape.name, one.name)]


def withheld(shape: Register, reader: Reader) -> list[Question]:
    """What stays as it is when this reader mends a record."""
    return [one for one in _declared(shape) if not sees_column(reader, shape.name, one.name)]


def _declared(shape: Register) -> Iterator[Question]:
    by_gate = "gate" in shape.links
    for field in REGISTERS[shape.name]._meta.fields:
        name = field.name
        if name in shape.columns and name != "recorded_at":
            column = shape.columns[name]
            yield Question(name, column.title, column=column, is_needed=not column.nullable)
        elif name in shape.links:
            link, is_own = shape.links[name], name == shape.area
            yield Question(
                name,
                link.title,
                link=link,
                is_needed=not link.nullable and not (is_own and by_gate),
                is_own=is_own,
            )


def shape_of(register: str) -> Register:
    """A register by its name.

    Raises:
        KeyError: there is none such.
    """
    return catalogue()[register]
