"""Pseudonyms and small numbers: columns keep a number of 30 bits, a dictionary in pieces says whose it is.

A piece holds the numbers from ``base`` on: ``names`` (by number), and ``sorted`` with ``order`` to find a number by its
pseudonym. A number stays until its last visit is purged; then its name is a ``HOLE``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lianfang.base.problems import Problem, Refused
from lianfang.trace import ahead
from lianfang.trace.compiled import I32, I64, compiled

HOLE = -(2**63)
MOST = 1 << 30
NONE = -1
STEP = 512


@dataclass(frozen=True)
class Piece:
    """Shapes: names (n,) int64; sorted (m,) int64 ascending, m <= n; order (m,) int32, the index into names, or nothing
    where the names themselves are ascending; sample: every ``STEP``-th of sorted, kept in memory.
    """

    base: int
    names: I64
    sorted: I64
    order: I32
    sample: I64

    @classmethod
    def of(cls, base: int, names: I64) -> Piece:
        """A piece of these names, the first with the number ``base``. O(n log n)."""
        live = np.flatnonzero(names != HOLE)
        order = live[np.argsort(names[live], kind="stable")].astype(np.int32)
        if len(order) == len(names) and (np.diff(order) == 1).all():
            return cls(base, names, names, order[:0], names[::STEP].copy())
        return cls(base, names, names[order], order, names[order][::STEP].copy())

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """As it is written: names that are ascending stand there once."""
        found: dict[str, npt.NDArray[Any]] = {"names": self.names, "sample": self.sample}
        return found if self.sorted is self.names else found | {"sorted": self.sorted, "order": self.order}

    @classmethod
    def of_arrays(cls, base: int, a: dict[str, npt.NDArray[Any]]) -> Piece:
        """As it was written; only the sample is read now."""
        ahead.fetch_whole(a["sample"])
        order = a["order"] if "order" in a else np.zeros(0, np.int32)
        return cls(base, a["names"], a.get("sorted", a["names"]), order, np.array(a["sample"]))

    def find(self, name: int) -> int:
        """The number of one name, or NONE. Touches one page."""
        return int(_find(self.sample, self.sorted, self.order, self.base, name))


@compiled
def _find(sample: I64, names: I64, order: I32, base: int, name: int) -> Any:
    """The sample says which ``STEP`` names to look among."""
    low = np.int64(np.searchsorted(sample, name, side="right") - 1) * STEP
    if low < 0:
        return NONE
    at = low + np.searchsorted(names[low : low + STEP], name)
    if at == len(names) or names[at] != name:
        return NONE
    return base + (order[at] if len(order) > 0 else at)


def merged(pieces: Sequence[Piece]) -> Piece:
    """Neighbours as one piece."""
    return Piece.of(pieces[0].base, np.concatenate([piece.names for piece in pieces]))


def find(pieces: Sequence[Piece], names: I64) -> I32:
    """(n,) the number of each name, or NONE. Quick where the names are sorted. O(n log people)."""
    numbers = np.full(len(names), NONE, np.int32)
    for piece in pieces:
        if len(piece.sorted):
            at = np.minimum(np.searchsorted(piece.sorted, names), len(piece.sorted) - 1)
            hit = piece.sorted[at] == names
            inside = at[hit] if piece.sorted is piece.names else piece.order[at[hit]]
            numbers[hit] = inside + piece.base
    return numbers


def names_of(pieces: Sequence[Piece], numbers: I32) -> I64:
    """(n,) the name behind each number."""
    names = np.full(len(numbers), HOLE, np.int64)
    for piece in pieces:
        _named(numbers, piece.base, piece.names, names)
    return names


@compiled
def _named(numbers: I32, base: int, names: I64, out: I64) -> None:
    for i in range(len(numbers)):
        at = numbers[i] - base
        if 0 <= at < len(names):
            out[i] = names[at]


def number(pieces: Sequence[Piece], names: I64) -> tuple[I32, Piece | None]:
    """(n,) the number of each row's name; names not met before get the next numbers, in a piece of their own.

    Raises:
        Refused: more names than numbers.
    """
    local, distinct = _local(names)
    ranks = np.argsort(distinct)
    found = np.empty(len(distinct), np.int32)
    found[ranks] = find(pieces, distinct[ranks])
    base = pieces[-1].base + len(pieces[-1].names) if pieces else 0
    fresh = ranks[found[ranks] == NONE]
    if base + len(fresh) > MOST:
        raise Refused(Problem("trace/too-many-names", facts={"most": MOST}))
    found[fresh] = np.arange(base, base + len(fresh), dtype=np.int32)
    return found[local], Piece.of(base, distinct[fresh]) if len(fresh) else None


def _local(names: I64) -> tuple[I32, I64]:
    """Numbers in order of first arrival, and the distinct names in that order."""
    bits = 10
    numbers = np.empty(len(names), np.int32)
    while True:
        table, distinct = np.full((1 << bits, 2), -1, np.int64), np.empty(1 << (bits - 1), np.int64)
        count = _hashed(names, bits, table, numbers, distinct)
        if count >= 0:
            return numbers, distinct[:count].copy()
        bits += 3


@compiled
def _hashed(names: I64, bits: int, table: I64, numbers: I32, distinct: I64) -> int:
    """Open addressing over 2**bits slots; gives up, with -1, when it is more than half full. How many are distinct."""
    size = 1 << bits
    count = 0
    for i in range(len(names)):
        name = names[i]
        slot = ((name ^ (name >> 32)) * -7046029254386353131 >> (64 - bits)) & (size - 1)
        while table[slot, 1] >= 0 and table[slot, 0] != name:
            slot = (slot + 1) & (size - 1)
        if table[slot, 1] < 0:
            if count >= size // 2:
                return -1
            table[slot, 0] = name
            table[slot, 1] = count
            distinct[count] = name
            count += 1
        numbers[i] = table[slot, 1]
    return count
