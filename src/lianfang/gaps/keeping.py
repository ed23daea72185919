"""Answers that many ask for at once: worked out by the first, kept for the others until anything is written.

What is kept speaks of nobody: figures, not lists. Lists of records are read for each reader anew, and their reading is
journalled.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import connection

WRITTEN = """
SELECT (SELECT MAX(id) FROM gaps_planinforce), (SELECT COALESCE(SUM(built_at), 0) FROM gaps_mustnumber),
       (SELECT COUNT(*) FROM gaps_mustnumber WHERE hash <> ''),
       (SELECT MAX(id) FROM registers_journal
        WHERE verb IN ('enact', 'excuse', 'load', 'record', 'revoke_excuse', 'undo', 'update', 'withdraw'))
"""
"""The verbs are those of ``Journal``'s index ``journal_written``, as text: with parameters no database would use it."""
Answer = TypeVar("Answer")
Stamp = tuple[Any, ...]


@dataclass
class _Slot(Generic[Answer]):
    turn: threading.Lock = field(default_factory=threading.Lock)
    stamp: Stamp | None = None
    answer: Answer | None = None


class Kept(Generic[Answer]):
    """The last answers to some questions.

    Whoever asks while another works the same answer out waits for it. An answer is given again as long as ``stamp`` says
    the same as before it was worked out.

    Args:
        most: how many questions; the one asked least lately goes first.
        stamp: says what the answers rest on.
    """

    def __init__(self, most: int, stamp: Callable[[], Stamp]):
        self._most, self._stamp = most, stamp
        self._slots: OrderedDict[Hashable, _Slot[Answer]] = OrderedDict()
        self._turn = threading.Lock()

    def answer(self, question: Hashable, work_out: Callable[[], Answer]) -> Answer:
        """The answer to a question, as of now."""
        with self._turn:
            slot = self._slots.setdefault(question, _Slot())
            self._slots.move_to_end(question)
            while len(self._slots) > self._most:
                self._slots.popitem(last=False)
        with slot.turn:
            stamp = self._stamp()
            if slot.answer is None or slot.stamp != stamp:
                slot.answer = work_out()
                slot.stamp = stamp
            return slot.answer

    def forget(self) -> None:
        """Keep nothing."""
        with self._turn:
            self._slots.clear()


def written() -> Stamp:
    """Which database, which plan, which rebuild of its duties, and the last write to the records.

    Only writes that take the writers' turn are asked for: their entries become visible in the order of their numbers.
    """
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        return (connection.vendor, str(connection.settings_dict["NAME"]), *cursor.fetchone())
