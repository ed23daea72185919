"""Answers are worked out once for all who ask at once, and anew after every write, not after a reading."""

from __future__ import annotations

import threading
import time
from functools import partial

import pytest

from lianfang.board.overview import FIGURES, board
from lianfang.gaps.keeping import WRITTEN, Kept, written
from lianfang.registers import journal
from lianfang.registers.access import By, Reader
from lianfang.registers.models.journal import WRITES
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import NOON, passage, write

EVERYONE = Reader("an", "officer")


def test_what_counts_as_written_is_what_the_index_holds():
    assert ", ".join(f"'{verb}'" for verb in WRITES) in WRITTEN


def test_many_at_once_cost_one():
    made: list[int] = []

    def work_out() -> str:
        time.sleep(0.05)
        made.append(1)
        return "answer"

    kept = Kept[str](2, lambda: ("same",))
    answers: list[str] = []
    threads = [threading.Thread(target=lambda: answers.append(kept.answer("q", work_out))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (answers, len(made)) == (["answer"] * 8, 1)


def _noted(made: list[str], question: str) -> str:
    made.append(question)
    return question


def test_the_question_asked_least_lately_goes_first():
    made: list[str] = []
    kept = Kept[str](2, lambda: ("same",))
    for question in ("a", "b", "a", "c", "a", "b"):
        kept.answer(question, partial(_noted, made, question))
    assert made == ["a", "b", "c", "b"]


@pytest.mark.django_db
def test_a_board_follows_every_write_and_no_reading():
    city, at = lay_small(), NOON + 86400
    now = {"reader": EVERYONE, "as_of": at, "at": at}
    before = board(**now)  # type: ignore[arg-type]
    stamp = written()
    journal.append([journal.Entry(at, By("an", "officer"), "read", "passage")])
    assert written() == stamp
    write("passage", passage(city, screened=False))
    assert written() != stamp
    after = board(**now)  # type: ignore[arg-type]
    assert after.numbers.gaps > before.numbers.gaps
    assert board(**now).numbers == after.numbers  # type: ignore[arg-type]
    FIGURES.forget()
    assert board(**now).numbers == after.numbers  # type: ignore[arg-type]
