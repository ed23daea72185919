"""The answer of the evening: R stops where too little has been reported, whatever is known of the delays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from lianfang.base.problems import Problem, Refused
from lianfang.fronts.forecasts import evening
from lianfang.fronts.forecasts.gathering import Gathered, Ill
from lianfang.fronts.forecasts.pages import windows
from lianfang.outlook import answers_ahead
from lianfang.ui.parts.marks import Tag

LAST = date(2020, 2, 12)
SERIAL = evening.serial_of(6.3, 4.2)


def ill(at: int, onset: date, reported: date, **more: Any) -> Ill:
    """A local case of whom no more is known."""
    rest = dict.fromkeys(("visited", "isolated", "admitted", "discharged", "died"))
    told: dict[str, Any] = {
        "reported_by": False, "origin": "local", "is_decided": True, "is_linked": False, "is_late": False, "is_far": False,
    }  # fmt: skip
    return Ill(id=at, place=1, onset=onset, reported_on=reported, **{**rest, **told, **more})


def gathered(known_at: date = LAST, delays: tuple[int, ...] = (3,), by: date | None = None) -> Gathered:
    """Four onsets a day from 18 January on, of delays in turn; or all that are so old reported as one batch by a day."""
    made = []
    for at in range(4 * 26):
        onset = date(2020, 1, 18) + timedelta(days=at // 4)
        reported = onset + timedelta(days=delays[at % len(delays)])
        if by is not None and onset <= by:
            made.append(ill(at, onset, by, reported_by=True))
        elif by is None and reported <= known_at:
            made.append(ill(at, onset, reported))
    return Gathered(0, LAST, known_at, tuple(made), 0)


def answer(then: Gathered, finally_: Gathered | None = None) -> evening.Evening:
    """What is said of it."""
    return evening.evening(then, finally_, SERIAL, source="x")


def test_r_stops_at_the_longest_delay_where_none_can_be_fitted() -> None:
    """All reported exactly three days after onset: of 10 to 12 February nothing can have been reported yet."""
    made = answer(gathered())
    assert made.r is not None
    assert made.r.complete_until == "2020-02-09"
    given = [one.end for one in made.r.windows if one.r.withheld != "unreported"]
    assert (given[-1], made.r.windows[-1].end) == ("2020-02-09", "2020-02-12")
    assert [one.day.day for one in made.onsets if not one.is_complete] == [10, 11, 12]
    assert {one.code for one in made.problems} == {"outlook/no-fit"}
    assert "forecasts/longest-delay" in {one.code for one in made.r.remarks}
    assert "2020-02-09" in windows.headline(made)


def test_of_a_batch_nobody_can_say_how_much_is_missing() -> None:
    made = answer(gathered(by=LAST))
    assert made.r is not None
    assert {one.r.withheld for one in made.r.windows} == {"unreported"}
    assert windows.headline(made) == ""
    assert (
        sum(one.is_complete for one in made.onsets) == 1
    )  # the first: the longest delay that can have been is over


def test_r_stands_where_only_the_nowcast_cannot_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Refused(Problem("outlook/empty"))

    monkeypatch.setattr(answers_ahead, "of_cases", refuse)
    made = answer(gathered(delays=(2, 3, 5, 4, 7)))
    assert made.r is not None
    assert (made.nowcast, [one.code for one in made.problems]) == (None, ["outlook/empty"])
    assert made.r.complete_until is not None
    assert made.r.complete_until < "2020-02-12"
    assert "outlook/stopped" in {one.code for one in made.r.remarks}


def test_nothing_is_known_finally_before_it_is_reported() -> None:
    """Known a day later the same windows lack almost as much: they are withheld from the column of what is final."""
    made = answer(gathered(), gathered(LAST + timedelta(days=1)))
    assert [(one.end.day, one.is_final) for one in made.compared[-3:]] == [
        (10, True),
        (11, False),
        (12, False),
    ]
    newest, before, stopped = windows.compared(made).rows[:3]
    assert [isinstance(row.cells[4].part, Tag) for row in (newest, before, stopped)] == [True, True, False]
    assert newest.cells[4].text == ""
