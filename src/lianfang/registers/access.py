"""Who reads and who writes: the one place in which every door's scope is decided."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from lianfang.base import areas

PURPOSES = ("response", "case_investigation", "supervision", "maintenance", "demonstration")
"""The closed list of purposes; a read or write without one of them is refused."""


@dataclass(frozen=True)
class By:
    """Who writes: name, role, the area they act in (a path code, 0 for everywhere), and what for."""

    name: str
    role: str
    area: int = 0
    purpose: str = "response"

    def __post_init__(self) -> None:
        if self.purpose not in PURPOSES:
            raise ValueError(f"not a purpose: {self.purpose}")


@dataclass(frozen=True)
class Reader:
    """Who reads, in which area (0 for everywhere), and what for."""

    name: str
    role: str
    area: int = 0
    purpose: str = "response"

    def __post_init__(self) -> None:
        if self.purpose not in PURPOSES:
            raise ValueError(f"not a purpose: {self.purpose}")

    def sees(self, area: int) -> bool:
        """Is this area within the reader's?"""
        return self.area == 0 or areas.is_within(area, self.area)

    def scope(self, column: str = "area_id") -> models.Q:
        """The rows within the reader's area: two comparisons on an indexed integer. Others look like not found."""
        if self.area == 0:
            return models.Q()
        low, high = areas.span(self.area)
        return models.Q(**{f"{column}__gte": low, f"{column}__lt": high})
