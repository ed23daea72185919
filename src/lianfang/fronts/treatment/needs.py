"""What someone needs of a room, from whatever is on record of them: their own, their stay's, their contacts'. Unknown is not no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from lianfang.base.instants import day_of
from lianfang.fronts.treatment import values
from lianfang.gaps import plans
from lianfang.registers.models import Case, Contact, Household, Person, Stay

INFANT_BELOW = "infant_below"
"""The plan's value, in whole years; of whom only the year of birth is known, those who may still be younger count."""
PREGNANT = ("FIRST_TRIMESTER", "SECOND_TRIMESTER", "THIRD_TRIMESTER", "PREGNANT")
OF_HOME = {"dialysis", "disabled", "pregnant", "infant"}


@dataclass(frozen=True)
class Needs:
    """One person's: what is not known is None.

    Attributes:
        household: with whom they live.
        of_home: what somebody of a household of several is known to need, where nobody said who: to be asked, and never taken
            for a need of each of them.
    """

    household: int | None = None
    infant: bool | None = None
    pregnant: bool | None = None
    dialysis: bool | None = None
    wheelchair: bool | None = None
    of_home: str = ""


def of_persons(persons: Iterable[int | None], at: int) -> dict[int, Needs]:
    """The needs of persons by their ids, in a handful of queries however many they are."""
    asked = {one for one in persons if one is not None}
    cases = _cases(asked)
    homes = _households(asked, cases, at)
    below = values.at(INFANT_BELOW, at) if plans.current() is not None else None
    infant_below = below if isinstance(below, int | float) else None
    households = Household.objects.in_bulk(set(homes.values()))
    return {
        one.pk: _of(
            one,
            cases.get(one.pk),
            households.get(homes.get(one.pk, 0)),
            _is_infant(one, cases.get(one.pk), infant_below, at),
        )
        for one in Person.objects.filter(id__in=asked)
    }


def households_of(persons: Iterable[int | None], at: int) -> dict[int, int]:
    """Person → household, as far as known."""
    asked = {one for one in persons if one is not None}
    return _households(asked, _cases(asked), at)


def _cases(persons: set[int]) -> dict[int, Case]:
    """The newest case of each."""
    found = Case.objects.filter(person__in=persons).order_by("id")
    return {one.person_id: one for one in found if one.person_id is not None}


def _households(persons: set[int], cases: Mapping[int, Case], at: int) -> dict[int, int]:
    """By the stay that goes on, else as a contact, else by those whom their own case names as of the same household."""
    staying = Q(arrived_at__isnull=True) | Q(arrived_at__lte=at)
    going_on = Q(left_at__isnull=True) | Q(left_at__gt=at)
    stays = Stay.objects.filter(staying, going_on, person__in=persons, household__isnull=False)
    contacts = Contact.objects.filter(person__in=persons, household__isnull=False)
    by_case = {case.pk: person for person, case in cases.items()}
    living = Contact.objects.filter(
        case__in=list(by_case), proximity="SAME_HOUSEHOLD", household__isnull=False
    )
    told = [
        (by_case[case], home) for case, home in living.order_by("-id").values_list("case_id", "household_id")
    ]
    told += contacts.order_by("id").values_list("person_id", "household_id")
    told += stays.order_by("arrived_at", "id").values_list("person_id", "household_id")
    return {person: home for person, home in told if person is not None and home is not None}


def _of(person: Person, case: Case | None, home: Household | None, infant: bool | None) -> Needs:
    of_home = str(home.vulnerable) if home is not None and home.vulnerable in OF_HOME else ""
    is_alone = home is not None and home.members == 1
    own = of_home if is_alone else ""
    pregnancy = None if case is None else case.pregnancy
    infant = _first(infant, own == "infant" or None)
    pregnant = _first(None if pregnancy is None else pregnancy in PREGNANT, own == "pregnant" or None)
    dialysis = _first(person.on_dialysis, own == "dialysis" or None)
    wheelchair = _first(person.uses_wheelchair, own == "disabled" or None)
    said = {"infant": infant, "pregnant": pregnant, "dialysis": dialysis, "disabled": wheelchair}
    to_ask = of_home if of_home and said[of_home] is None else ""
    return Needs(None if home is None else home.pk, infant, pregnant, dialysis, wheelchair, to_ask)


def _first(said: bool | None, otherwise: bool | None) -> bool | None:
    return otherwise if said is None else said


def _is_infant(person: Person, case: Case | None, below: float | None, at: int) -> bool | None:
    """By the age of their case, else by their year of birth; not known where the plan does not say below which age."""
    if below is None:
        return None
    if case is not None and case.age is not None:
        return bool(case.age < below)
    if person.birth_year is None:
        return None
    return bool(day_of(at, settings.TIME_ZONE).year - person.birth_year <= below)
