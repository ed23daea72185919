"""Who goes into which room, and when a patient may go: pure, and held to what is obvious."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang.fronts.treatment.criteria import Look, Rule, all_met, judge
from lianfang.fronts.treatment.criteria import Tested as Sampled
from lianfang.fronts.treatment.matching import Room, Waiting, proposals, proposals_slowly

DAY, NOW = 86_400, 1_581_220_800
RULE = Rule(37.3, 3 * DAY, 2, DAY)
SEXES = st.sampled_from(["female", "male", None])
SOME = st.sampled_from([None, True, False])
WAITING = st.builds(
    Waiting, key=st.uuids().map(str), rank=st.integers(0, 3), waited=st.integers(0, 3), place=st.sampled_from(["h", "q"]),
    sex=SEXES, household=st.sampled_from([None, 1, 2]), area=st.integers(0, 1), alone=st.booleans(), intensive=st.booleans(),
    pregnant=st.booleans(), infant=st.booleans(), dialysis=st.booleans(), wheelchair=SOME,
)  # fmt: skip


@st.composite
def rooms(draw: st.DrawFn) -> list[Room]:
    made = []
    for number in range(draw(st.integers(0, 7))):
        beds = tuple(f"{number}-{n}" for n in range(draw(st.integers(1, 3))))
        inside = draw(st.lists(st.tuples(SEXES, st.sampled_from([None, 1, 2])), max_size=1))
        made.append(
            Room(
                f"r{number}", draw(st.sampled_from(["h", "q"])), beds, draw(SEXES), draw(st.integers(0, 1)), draw(st.booleans()),
                draw(SOME), draw(SOME), draw(SOME), frozenset(s for s, _ in inside), frozenset(h for _, h in inside),
            )
        )  # fmt: skip
    return made


@settings(max_examples=150)
@given(st.lists(WAITING, max_size=9, unique_by=lambda one: one.key), rooms())
def test_the_quick_matching_says_what_the_obvious_one_says(waiting: list[Waiting], there: list[Room]):
    found = proposals(waiting, there)
    assert found == proposals_slowly(waiting, there)
    beds = [one.bed for one in found if one.bed]
    assert len(beds) == len(set(beds))
    assert [one.who for one in found] == [
        w.key for w in sorted(waiting, key=lambda w: (w.rank, -w.waited, w.key))
    ]


def one(key: str, **told: object) -> Waiting:
    return Waiting(key, **{"rank": 1, "waited": 0, "place": "h", **told})  # type: ignore[arg-type]


def lying(waiting: list[Waiting], there: list[Room]) -> dict[str, str]:
    return {found.who: found.bed for found in proposals(waiting, there)}


def test_a_household_stays_together_and_strangers_of_both_sexes_apart():
    double, single = Room("a", "h", ("a1", "a2")), Room("b", "h", ("b1",))
    kin = [one("1", sex="male", household=7), one("2", sex="female", household=7), one("3", sex="male")]
    assert lying(kin, [double, single]) == {"1": "a1", "2": "a2", "3": "b1"}
    assert lying([one("1", sex="male"), one("2", sex="female")], [double]) == {"1": "a1", "2": ""}
    assert lying([one("1", sex="male"), one("2", sex="male")], [double]) == {"1": "a1", "2": "a2"}
    assert lying([one("1"), one("2", sex="male")], [double]) == {
        "1": "a1",
        "2": "",
    }  # of whom it is not known: alone


def test_what_a_person_needs_is_there_or_at_least_not_known_to_be_missing():
    rooms = [
        Room("a", "h", ("a1",), dialysis=False),
        Room("b", "h", ("b1",)),
        Room("c", "h", ("c1",), dialysis=True),
    ]
    assert lying([one("1", dialysis=True)], rooms) == {"1": "c1"}
    assert lying([one("1", dialysis=True)], rooms[:2]) == {"1": "b1"}
    assert lying([one("1", dialysis=True)], rooms[:1]) == {"1": ""}
    assert lying([one("1"), one("2", dialysis=True)], rooms)["2"] == "c1"


def test_the_severe_come_first_and_a_suspect_lies_alone():
    room = Room("a", "h", ("a1", "a2"), sex="male")
    assert lying([one("mild", rank=2, sex="male"), one("severe", rank=0, alone=True, sex="male")], [room]) == {
        "severe": "a1", "mild": "",
    }  # fmt: skip
    assert proposals([one("x", alone=True, sex="male")], [room])[0].reasons == ("alone",)


# --- discharge ----------------------------------------------------------------------------------------------------------


def looks(*days: float, **told: object) -> list[Look]:
    return [Look(f"l{n}", NOW - round(n * DAY), **{"temperature": 36.6, **told}) for n in days]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "truth"),
    [
        (looks(3, 2, 1), "met"),
        (
            looks(2.99, 2, 1),
            "cannot_tell",
        ),  # normal all the time that anyone measured it, and that is too short
        ([*looks(2, 1), Look("f", NOW - 3 * DAY, 37.3)], "not_met"),
        ([*looks(3, 2, 1), Look("f", NOW - 4 * DAY, 38.0)], "met"),
        (looks(3, 1), "cannot_tell"),  # what lies between nobody knows
        ([Look("f", NOW - DAY, 38.0)], "not_met"),
        ([], "cannot_tell"),
    ],
)
def test_the_temperature_is_normal_for_three_days_or_that_cannot_be_told(found: list[Look], truth: str):
    assert judge("CONFIRMED", found, [], RULE, NOW)[0].truth == truth


@pytest.mark.parametrize(
    ("tests", "truth"),
    [
        ([(2, "NEGATIVE"), (1, "NEGATIVE")], "met"),
        ([(1.99, "NEGATIVE"), (1, "NEGATIVE")], "not_met"),
        ([(1.99, "NEGATIVE"), (1, "NEGATIVE"), (0.9, "NEGATIVE")], "met"),
        ([(3, "NEGATIVE"), (2, "INDETERMINATE"), (1, "NEGATIVE")], "not_met"),
        ([(3, "NEGATIVE"), (2, "NEGATIVE"), (1, "POSITIVE")], "not_met"),
        ([(2, "NEGATIVE"), (1, "PENDING")], "not_met"),
        ([(2, "PENDING")], "cannot_tell"),
        ([(2, "NEGATIVE"), (None, "NEGATIVE")], "cannot_tell"),
        ([(3, "NEGATIVE"), (1, "NEGATIVE"), (None, "POSITIVE")], "cannot_tell"),
        ([], "cannot_tell"),
    ],
)
def test_two_negatives_in_a_row_a_day_apart(tests: list[tuple[float | None, str]], truth: str):
    taken = [
        Sampled(f"t{n}", None if day is None else NOW - round(day * DAY), said)
        for n, (day, said) in enumerate(tests)
    ]
    found = judge("CONFIRMED_NO_SYMPTOMS", [], taken, RULE, NOW)
    assert [(one.criterion, one.truth) for one in found] == [("negatives", truth)]


def test_without_a_rule_nothing_can_be_told_and_all_must_be_met():
    found = judge(
        "CONFIRMED",
        looks(3, 2, 1, symptoms_better=True, imaging_better=False),
        [],
        Rule(None, None, None, None),
        NOW,
    )
    assert [one.truth for one in found] == ["cannot_tell", "met", "not_met", "cannot_tell"]
    assert not all_met(found)
    assert not all_met([])
