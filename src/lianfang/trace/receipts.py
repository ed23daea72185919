"""What became of a batch, of a purge, of a look at the files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lianfang.base.instants import Instant
from lianfang.trace.compiled import I64, U8
from lianfang.trace.visits import REASONS


@dataclass(frozen=True)
class Receipt:
    """read = added + replaced + withdrawn + withdrew_nothing + twice + rejected.

    Args:
        replaced: rows that took the place of the same visit, given before.
        withdrew_nothing: rows that took back a visit that the log does not hold.
        twice: rows that a later one of the same batch replaced.
        rejected_rows, rejected_reasons: (r,) which rows of the batch, from 0, and why (number in ``REASONS``).
        repeated: the answer to a request that was answered before; nothing was written.
    """

    read: int
    added: int
    replaced: int
    withdrawn: int
    withdrew_nothing: int
    twice: int
    rejected: dict[str, int]
    rejected_rows: I64 = field(default_factory=lambda: np.zeros(0, np.int64))
    rejected_reasons: U8 = field(default_factory=lambda: np.zeros(0, np.uint8))
    repeated: bool = False

    def counts(self) -> dict[str, Any]:
        """Without the rows."""
        names = ("read", "added", "replaced", "withdrawn", "withdrew_nothing", "twice", "rejected")
        return {name: getattr(self, name) for name in names}


def rejected_of(reasons: U8) -> tuple[dict[str, int], I64, U8]:
    """Counts by reason, the rows, and the reason of each."""
    rows = np.flatnonzero(reasons)
    counts = np.bincount(reasons[rows], minlength=len(REASONS))
    return {REASONS[i]: int(n) for i, n in enumerate(counts) if n}, rows, reasons[rows]


@dataclass(frozen=True)
class Purged:
    """What a purge deleted.

    Args:
        kept_from: what began before is gone.
        rows: rows of the files (a visit may have several).
        visits: visits that counted until then.
        people, places: of whom nothing is left in the index.
        files: deleted; ``rewritten``: of them, those of which a part was kept.
    """

    at: Instant
    kept_from: Instant
    rows: int
    visits: int
    people: int
    places: int
    files: int
    rewritten: int
