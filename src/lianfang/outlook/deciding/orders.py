"""The files as people write them: what is scarce and who asks; nothing unknown in them, every number within its bounds."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Order(BaseModel):
    """What every part of a file has: no unknown keys, each value of its own kind, nothing changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Titled(Order):
    """A title in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Asking(Order):
    """One who asks for some of a good.

    Attributes:
        name: of whom.
        asked: units.
        floor: units without which they cannot do; at most what was asked.
        priority: 1 comes first.
    """

    name: str = Field(min_length=1)
    asked: int = Field(ge=0, le=10**12)
    floor: int = Field(default=0, ge=0, le=10**12)
    priority: int = Field(ge=1, le=99)


class Good(Order):
    """A scarce good.

    Attributes:
        good: its name.
        unit: what is counted.
        stock: units at hand.
        keep: of these, units that are not given out.
        lines: who asks.
    """

    good: str = Field(min_length=1)
    title: Titled | None = None
    unit: str = Field(min_length=1)
    stock: int = Field(ge=0, le=10**12)
    keep: int = Field(default=0, ge=0, le=10**12)
    lines: list[Asking] = Field(min_length=1)


class Sharing(Order):
    """The file of ``lianfang outlook allocate``.

    Attributes:
        priorities: what each priority stands for, by its number; the answer prints it.
        goods: what is scarce.
    """

    priorities: dict[str, Titled] = Field(default_factory=dict)
    goods: list[Good] = Field(min_length=1)
