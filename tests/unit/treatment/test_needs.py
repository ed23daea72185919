"""What someone needs of a room: their own needs, their household's by stay, contact or case, and what nobody said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lianfang.fronts.treatment import placing
from lianfang.fronts.treatment.needs import Needs, households_of, of_persons
from lianfang.fronts.treatment.queue import standing
from lianfang.fronts.treatment.watching import under_watch
from lianfang.gaps import plans
from lianfang.registers.access import Reader
from tests.unit.gaps.cities import enact
from tests.unit.registers.city import CITY, NANSHAN, NOON, lay, write
from tests.unit.treatment.wards import lay_wards

DAY = 86400
SEES = Reader("eva", "epidemiologist", CITY)


@pytest.fixture(autouse=True)
def _city(db: object) -> None:
    lay()


def person(**told: object) -> int:
    return write("person", {"area": NANSHAN, **told})[0]


def home(members: int = 3, **told: object) -> int:
    return write("household", {"area": NANSHAN, "members": members, **told})[0]


def case(who: int, **told: object) -> int:
    row = {
        "person": who,
        "classification": "CONFIRMED",
        "reported_on": date(2020, 2, 9),
        "confirmed_at": NOON - DAY,
        "area": NANSHAN,
    }
    return write("case", {**row, **told})[0]


def contact(of: int, **told: object) -> int:
    return write("contact", {"case": of, "area": NANSHAN, "identified_at": NOON - DAY, **told})[0]


def test_a_persons_own_needs_are_known_unknown_or_denied() -> None:
    ill, well, unsaid = person(on_dialysis=True), person(on_dialysis=False, uses_wheelchair=False), person()
    found = of_persons([ill, well, unsaid, None], NOON)
    assert found[ill] == Needs(dialysis=True)
    assert found[well] == Needs(dialysis=False, wheelchair=False)
    assert found[unsaid] == Needs()


def test_the_household_of_a_case_is_that_of_their_stay_or_of_those_they_live_with() -> None:
    one, other, alone, gone = person(), person(), person(), person()
    lived_in, stayed_in, left = home(), home(), home()
    write("stay", {"person": one, "household": stayed_in, "arrived_at": NOON - 9 * DAY, "area": NANSHAN})
    write(
        "stay",
        {
            "person": gone,
            "household": left,
            "arrived_at": NOON - 9 * DAY,
            "left_at": NOON - DAY,
            "area": NANSHAN,
        },
    )
    first, second = case(one), case(other)
    contact(first, person=person(), household=lived_in, proximity="SAME_HOUSEHOLD")
    contact(second, person=person(), household=lived_in, proximity="SAME_HOUSEHOLD")
    contact(second, person=alone, household=home(), proximity="SAME_ROOM")
    homes = households_of([one, other, alone, gone], NOON)
    assert homes[one] == stayed_in
    assert homes[other] == lived_in
    assert gone not in homes
    assert homes[alone] not in (lived_in, stayed_in)


def test_a_need_of_the_household_is_nobodys_until_someone_says_whose() -> None:
    shared, own = home(vulnerable="dialysis"), home(members=1, vulnerable="dialysis")
    ill = case(person())
    told, unsaid, single = person(on_dialysis=False), person(), person()
    for who, where in ((told, shared), (unsaid, shared), (single, own)):
        contact(ill, person=who, household=where)
    found = of_persons([told, unsaid, single], NOON)
    assert (found[told].dialysis, found[told].of_home) == (False, "")
    assert (found[unsaid].dialysis, found[unsaid].of_home) == (None, "dialysis")
    assert (found[single].dialysis, found[single].of_home) == (True, "")


def saying(monkeypatch: pytest.MonkeyPatch, key: str, value: int) -> None:
    """A plan in force that says something else of one of its values."""
    force = plans.in_force()
    known = force.plan.values[key]
    other = replace(known, entries=tuple(replace(one, value=value) for one in known.entries))
    changed = replace(force, plan=replace(force.plan, values={**force.plan.values, key: other}))
    monkeypatch.setattr(plans, "current", lambda: changed)


def test_an_infant_is_known_by_age_or_year_of_birth_and_a_watch_by_its_length_as_the_plan_has_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    baby, child, aged = person(birth_year=2019), person(birth_year=2012), person(birth_year=1950)
    case(aged, age=2, discharged_on=date(2020, 1, 25))
    people, later = [baby, child, aged, person()], NOON + 60 * DAY
    assert [one.infant for one in of_persons(people, NOON).values()] == [None] * 4
    enact()
    assert [one.infant for one in of_persons(people, NOON).values()] == [True, False, True, None]
    assert under_watch(SEES, later) == []
    saying(monkeypatch, "infant_below", 2)
    assert [one.infant for one in of_persons(people, NOON).values()] == [True, False, False, None]
    saying(monkeypatch, "watch_after_discharge", 90 * DAY)
    assert len(under_watch(SEES, later)) == 1


def test_a_confirmed_family_is_proposed_one_room_and_a_dialysis_patient_a_room_for_it() -> None:
    enact()
    lay_wards(beds=3, people=1)
    family, ill, kin = home(), person(on_dialysis=True), person()
    for who in (ill, kin):
        write("stay", {"person": who, "household": family, "arrived_at": NOON - 9 * DAY, "area": NANSHAN})
        case(who)
    waiting = standing(SEES, NOON).waiting
    of = of_persons([one.owed.row.person_id for one in waiting], NOON)
    asked = {one.owed.row.person_id: placing.told(one, of[one.owed.row.person_id]) for one in waiting}
    assert (asked[ill].household, asked[kin].household) == (family, family)
    assert (asked[ill].dialysis, asked[kin].dialysis) == (True, None)
    reasons = {
        one.owed.row.person_id: placing.proposed(waiting, SEES, NOON)[one.owed.key].reasons for one in waiting
    }
    assert any(said.en == "needs not on record" for said in reasons[kin])
