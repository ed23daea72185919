"""Cases by day of onset: local, imported, and those of whom it cannot be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from lianfang.base.problems import Problem, Refused

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """Cases a day, one entry a day without gaps.

    Attributes:
        first: the first day.
        local: infected here; shape (days,).
        imported: infected elsewhere; shape (days,).
        cannot_tell: origin not known; shape (days,). They infect like the others; whether they were infected here
            decides R, which is therefore a range.

    Raises:
        Refused: ``outlook/empty``, ``outlook/negative`` or ``outlook/count-missing``.
    """

    first: date
    local: Floats
    imported: Floats
    cannot_tell: Floats

    def __post_init__(self) -> None:
        if len(self.local) == 0:
            raise Refused(Problem("outlook/empty"))
        for column in ("local", "imported", "cannot_tell"):
            counts = getattr(self, column)
            for at in np.flatnonzero(~np.isfinite(counts)):
                raise Refused(
                    Problem("outlook/count-missing", facts={"day": self.day(int(at)), "column": column})
                )
            for at in np.flatnonzero(counts < 0):
                facts = {"day": self.day(int(at)), "column": column, "value": f"{counts[at]:g}"}
                raise Refused(Problem("outlook/negative", facts=facts))

    @property
    def total(self) -> Floats:
        """All who may infect others, by day; shape (days,)."""
        return self.local + self.imported + self.cannot_tell

    @property
    def last(self) -> date:
        """The last day."""
        return self.day(len(self.local) - 1)

    def day(self, index: int) -> date:
        """The day of an index."""
        return self.first + timedelta(days=index)

    def index(self, day: date) -> int:
        """The index of a day, which may lie outside."""
        return (day - self.first).days

    def until(self, as_of: date | None) -> Series:
        """The series up to a day inclusive.

        Raises:
            Refused: ``outlook/as-of-outside``.
        """
        if as_of is None:
            return self
        if not self.first <= as_of <= self.last:
            facts = {"as_of": as_of, "first": self.first, "last": self.last}
            raise Refused(Problem("outlook/as-of-outside", facts=facts))
        end = self.index(as_of) + 1
        return Series(self.first, self.local[:end], self.imported[:end], self.cannot_tell[:end])

    def refuse_nothing(self) -> None:
        """Refuse a series that holds no case, or a single one.

        Raises:
            Refused: ``outlook/no-case`` or ``outlook/one-case``.
        """
        cases = float(self.total.sum())
        if cases == 0:
            raise Refused(Problem("outlook/no-case", facts={"first": self.first, "last": self.last}))
        if cases == 1:
            raise Refused(Problem("outlook/one-case"))


def of_counts(
    first: date, local: Floats, imported: Floats | None = None, cannot_tell: Floats | None = None
) -> Series:
    """A series of arrays; what is not given is zero. Shapes (days,)."""
    local = np.asarray(local, dtype=np.float64)
    none = np.zeros_like(local)
    return Series(
        first,
        local,
        none if imported is None else np.asarray(imported, dtype=np.float64),
        none if cannot_tell is None else np.asarray(cannot_tell, dtype=np.float64),
    )
