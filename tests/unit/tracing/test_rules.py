"""The pure rules of tracing: the window to the second, the origin, who follows up whom, the days, and what is missed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.base import areas
from lianfang.base.instants import DAY, end_of, start_of
from lianfang.fronts.tracing.assigning import Team, assign, distance, missed_in_a_row
from lianfang.fronts.tracing.clocks import State, worth_telling
from lianfang.fronts.tracing.origins import Known, Proposal, Stayed, propose
from lianfang.plan import loader, shipped
from lianfang.registers.catalogue import catalogue
from lianfang.registers.windows import (
    Illness,
    Window,
    days_of_watch,
    interval,
    was_isolated_at_onset,
    window,
)  # fmt: skip

ZONE = "Asia/Shanghai"
FEB_10 = date(2020, 2, 10)
ONSET = start_of(FEB_10, ZONE)


@pytest.mark.parametrize(
    ("at", "before"),
    [
        (start_of(date(2020, 2, 7), ZONE) - 1, None),  # the second before the plan knows an edition
        (start_of(date(2020, 2, 7), ZONE), 0),
        (start_of(date(2020, 2, 21), ZONE) - 1, 0),  # the last second of edition 4
        (start_of(date(2020, 2, 21), ZONE), 2 * DAY),
    ],
)
def test_an_edition_of_the_shipped_plan_holds_from_its_first_second(at: int, before: int | None) -> None:
    folder = shipped.folder("shenzhen_2020")
    assert folder is not None
    plan = loader.load(folder, catalogue())
    assert plan.number_at("contact_window_before_onset", at) == before
    assert plan.number_at("no_such_value", at) is None
    assert plan.number_at("key_areas", at) is None


def test_of_what_is_owed_each_day_a_record_tells_what_is_open_the_next_and_the_last_that_was_met() -> None:
    day_by_day: list[State] = [
        "met_in_time",
        "gap",
        "met_in_time",
        "late",
        "cannot_tell",
        "not_yet_due",
        "not_yet_due",
    ]
    duties = {(1, n): state for n, state in enumerate(day_by_day, 1)}
    once: dict[tuple[int, int], State] = {(2, 0): "met_in_time", (3, 0): "not_yet_due"}
    assert worth_telling(duties | once) == {(1, 2), (1, 3), (1, 4), (1, 5), (1, 6), (2, 0), (3, 0)}


def test_edition_four_counts_from_onset_and_edition_five_from_two_days_before() -> None:
    ill = Illness(FEB_10, isolated_at=ONSET + 3 * DAY)
    assert window(ill, 0, ZONE) == Window(ONSET, ONSET + 3 * DAY, "onset")
    assert window(ill, 2 * DAY, ZONE) == Window(ONSET - 2 * DAY, ONSET + 3 * DAY, "onset")


def test_the_window_is_told_to_the_second() -> None:
    found = window(Illness(FEB_10, isolated_at=ONSET + DAY), 2 * DAY, ZONE)
    assert found is not None
    assert not found.holds(ONSET - 2 * DAY - 1)
    assert found.holds(ONSET - 2 * DAY)
    assert found.holds(ONSET + DAY - 1)
    assert not found.holds(ONSET + DAY)  # isolation ends it


def test_without_onset_the_first_positive_sample_counts_and_without_both_nobody_can_say() -> None:
    assert window(Illness(first_positive_at=ONSET + 5), 2 * DAY, ZONE) == Window(
        ONSET + 5 - 2 * DAY, None, "first_positive"
    )
    assert window(Illness(isolated_at=ONSET), 0, ZONE) is None


def test_of_a_span_of_days_the_window_is_the_union() -> None:
    found = window(Illness(FEB_10, FEB_10 + timedelta(days=3)), DAY, ZONE)
    assert found == Window(ONSET - DAY, None, "onset_span")


def test_who_was_isolated_before_the_window_opens_has_an_empty_one() -> None:
    found = window(Illness(FEB_10, isolated_at=ONSET - 5 * DAY), 2 * DAY, ZONE)
    assert found is not None
    assert found.is_empty


@given(
    span=st.integers(0, 20), before=st.integers(0, 4), isolated=st.integers(-30, 30), at=st.integers(-40, 40)
)
def test_the_union_holds_what_the_window_of_any_possible_onset_holds(
    span: int, before: int, isolated: int, at: int
) -> None:
    """The slow twin: every day of the span has its own window, and an instant counts where one of them holds it."""
    until, instant = ONSET + isolated * 3600, ONSET + at * DAY // 3
    days = [FEB_10 + timedelta(days=n) for n in range(span + 1)]
    whole = window(Illness(FEB_10, days[-1], isolated_at=until), before * DAY, ZONE)
    single = [window(Illness(day, isolated_at=until), before * DAY, ZONE) for day in days]
    assert whole is not None
    assert whole.holds(instant) == any(one is not None and one.holds(instant) for one in single)


@pytest.mark.parametrize(
    ("onset", "until", "isolated", "said"),
    [
        (FEB_10, None, ONSET, True),
        (FEB_10, None, ONSET + 1, None),  # on the day of onset nobody can say
        (FEB_10, None, end_of(FEB_10, ZONE), False),
        (FEB_10, FEB_10 + timedelta(days=2), end_of(FEB_10, ZONE), None),
        (None, None, ONSET, None),
        (FEB_10, None, None, None),
    ],
)
def test_isolated_before_onset_has_three_answers(
    onset: date | None, until: date | None, isolated: int | None, said: bool | None
) -> None:
    assert was_isolated_at_onset(Illness(onset, until, isolated_at=isolated), ZONE) is said


def test_a_negative_interval_is_kept() -> None:
    assert interval(FEB_10, FEB_10 - timedelta(days=3)) == -3
    assert interval(None, FEB_10) is None


ELSEWHERE = Stayed(True, False, FEB_10 - timedelta(days=20), FEB_10 - timedelta(days=14))


@pytest.mark.parametrize(
    ("known", "proposal"),
    [
        (Known(FEB_10, stayed=[ELSEWHERE]), ("imported", "elsewhere")),  # the last day that counts
        (Known(FEB_10 + timedelta(days=1), stayed=[ELSEWHERE], travelled=False), ("local", "no_source")),
        (Known(FEB_10, stayed=[Stayed(True, True, FEB_10, None)]), ("imported", "abroad")),
        (Known(FEB_10, stayed=[Stayed(True)], links=["imported"]), (None, "facts_missing")),  # without dates
        (Known(FEB_10, stayed=[Stayed(None, None, FEB_10, FEB_10)]), (None, "facts_missing")),  # without a place
        (Known(FEB_10, links=["imported", None]), ("linked", "contact_of_import")),
        (Known(FEB_10, links=["local", None]), (None, "facts_missing")),
        (Known(FEB_10, links=["local"]), ("local", "local_contact")),
        (Known(FEB_10, travelled=False), ("local", "no_source")),
        (Known(FEB_10), (None, "facts_missing")),
        (Known(FEB_10, travelled=True, arrived_on=FEB_10), ("imported", "elsewhere")),
        (Known(None, travelled=False), (None, "facts_missing")),  # neither onset nor a sample
    ],
)  # fmt: skip
def test_the_origin_that_the_rule_proposes(known: Known, proposal: tuple[Any, Any]) -> None:
    assert propose(known, 14) == Proposal(*proposal)


NATION = areas.child(0, 1)
CITY = areas.child(areas.child(NATION, 1), 1)
DISTRICTS = [areas.child(CITY, n) for n in (1, 2)]
STREETS = [areas.child(district, n) for district in DISTRICTS for n in (1, 2)]


def test_the_nearest_team_goes_first_then_the_least_loaded_then_the_first() -> None:
    own, sister, other = Team(3, STREETS[0], 9), Team(1, STREETS[1]), Team(2, STREETS[2])
    assert assign([(7, STREETS[0])], [other, sister, own]) == {7: 3}
    assert assign([(7, STREETS[0]), (8, STREETS[0])], [other, sister]) == {7: 1, 8: 1}
    even = [Team(5, DISTRICTS[0]), Team(4, DISTRICTS[0])]
    assert assign([(1, STREETS[0]), (2, STREETS[1]), (3, STREETS[0])], even) == {1: 4, 2: 5, 3: 4}
    assert assign([(1, STREETS[0])], []) == {}


@given(
    people=st.lists(st.sampled_from(STREETS), max_size=40),
    teams=st.lists(st.tuples(st.sampled_from([CITY, *DISTRICTS, *STREETS]), st.integers(0, 5)), max_size=6),
    order=st.randoms(use_true_random=False),
)
def test_giving_out_is_whole_near_even_and_deterministic(people, teams, order) -> None:
    """Everyone has a team where there is one, none nearer was passed over, and those alike differ by no more than they did."""
    known = [Team(n, area, load) for n, (area, load) in enumerate(teams)]
    contacts = list(enumerate(people))
    given_out = assign(contacts, known)
    assert set(given_out) == (set(range(len(people))) if known else set())
    for contact, place in contacts if known else ():
        nearest = min(distance(team.area, place) for team in known)
        assert distance(known[given_out[contact]].area, place) == nearest
    shuffled = list(known)
    order.shuffle(shuffled)
    assert assign(contacts, shuffled) == given_out
    load = {team.id: team.load + sum(one == team.id for one in given_out.values()) for team in known}
    for one in known:
        for two in known:
            if one.area == two.area and load[one.id] > team_load(two, load) + 1:
                assert load[one.id] == one.load  # it was ahead before, and got nobody


def team_load(team: Team, load: dict[int, int]) -> int:
    """How many a team follows in the end."""
    return load[team.id]


def test_days_of_watch_count_from_the_last_contact() -> None:
    days = days_of_watch(FEB_10, FEB_10, 14)
    assert (days[0], days[-1], len(days)) == (date(2020, 2, 11), date(2020, 2, 24), 14)
    late = days_of_watch(FEB_10, date(2020, 2, 20), 14)
    assert (late[0], late[-1]) == (date(2020, 2, 20), date(2020, 2, 24))
    assert days_of_watch(FEB_10, date(2020, 2, 25), 14) == []
    assert days_of_watch(date(2020, 2, 20), date(2020, 2, 20), 14)[-1] == date(2020, 3, 5)  # over a leap day


def test_two_days_without_being_seen_are_a_row() -> None:
    assert missed_in_a_row(["SEEN_OK", "MISSED", None])
    assert missed_in_a_row(["NOT_ATTEMPTED", "NOT_PERFORMED"])
    assert not missed_in_a_row(["MISSED", "SEEN_NOT_OK", "MISSED"])
    assert not missed_in_a_row([])
