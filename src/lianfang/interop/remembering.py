"""What a pass over a file must remember of every row, kept out of memory: a private file of SQLite's, gone with the pass."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping

_MOST_WAITING = 2_000
_TABLE = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -4096;
CREATE TABLE kept (kind TEXT, number INTEGER, said INTEGER, PRIMARY KEY (kind, number)) WITHOUT ROWID;
"""
_FIND = "SELECT number, said FROM kept WHERE kind = ? AND number IN (SELECT value FROM json_each(?))"
_KEEP = """
INSERT INTO kept VALUES (?, ?, ?)
ON CONFLICT (kind, number) DO UPDATE SET said = excluded.said WHERE kept.said = 0
"""


class Remembered:
    """Numbers of up to 64 bits, by kind, and what was first said of each: another number, 0 for nothing yet.

    Four megabytes at most stay in memory, however long the file is.
    """

    def __init__(self) -> None:
        self._file = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._file.executescript(_TABLE)
        self._waiting: dict[tuple[str, int], int] = {}

    def among(self, kind: str, numbers: Collection[int]) -> dict[int, int]:
        """Those of the numbers that are remembered, and what was said of each."""
        self._flush()
        return dict(self._file.execute(_FIND, [kind, json.dumps(list(numbers))])) if numbers else {}

    def keep(self, kind: str, said: Mapping[int, int]) -> None:
        """Remember numbers; what was said first of one stays."""
        for number, word in said.items():
            if not self._waiting.get((kind, number)):
                self._waiting[kind, number] = word
        if len(self._waiting) > _MOST_WAITING:
            self._flush()

    def count(self, kind: str) -> int:
        """How many numbers of a kind."""
        self._flush()
        found: int = self._file.execute("SELECT COUNT(*) FROM kept WHERE kind = ?", [kind]).fetchone()[0]
        return found

    def _flush(self) -> None:
        if not self._waiting:
            return
        rows = [(*key, word) for key, word in self._waiting.items()]
        self._file.execute("BEGIN")
        self._file.executemany(_KEEP, rows)
        self._file.execute("COMMIT")
        self._waiting.clear()
