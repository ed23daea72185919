"""What the pure rules of tracing make of the rows of a case: its window, and the origin that is proposed."""

from __future__ import annotations

from lianfang.base import areas
from lianfang.base.instants import day_of
from lianfang.fronts.tracing import values
from lianfang.fronts.tracing.origins import Known, Proposal, Stayed, propose
from lianfang.gaps import plans
from lianfang.registers import illnesses
from lianfang.registers.illnesses import first_positive_at
from lianfang.registers.models import Area, Case, CaseLink, Exposure
from lianfang.registers.windows import Window


def window_of(case: Case, at: int) -> Window | None:
    """The window of a case under the edition in force at an instant; None where it cannot be told.

    Raises:
        Refused: the plan has no edition yet then.
    """
    return illnesses.window_of(case, plans.in_force().plan, at)


def proposed(case: Case, at: int) -> Proposal:
    """The origin that the rule in force at an instant proposes for a case.

    Raises:
        Refused: the plan has no such rule yet then.
    """
    plan = plans.in_force().plan
    return propose(known_of(case, plan.zone, plan.city), values.look_back(plan, at))


def known_of(case: Case, zone: str, city: str) -> Known:
    """Exposures and links of a case, as the rule reads them.

    Args:
        city: national code of the city.
    """
    first = first_positive_at(case) if case.onset_on is None else None
    reference = case.onset_on or (None if first is None else day_of(first, zone))
    inside = Area.objects.filter(gb_code=city).values_list("id", flat=True).first()
    nation = None if inside is None else areas.ancestors(inside)[-1]
    stayed = [
        _stayed(one, inside, nation)
        for one in Exposure.objects.filter(case=case).order_by("id")
        if one.kind == "TRAVEL" or one.place_id is not None
    ]
    mine = CaseLink.objects.filter(case=case).values_list("other__origin_of_case", flat=True)
    others = CaseLink.objects.filter(other=case).values_list("case__origin_of_case", flat=True)
    return Known(reference, case.onset_until_on, stayed, [*mine, *others], case.travelled, case.arrived_on)


def _stayed(one: Exposure, inside: int | None, nation: int | None) -> Stayed:
    """Of an area that holds the city, such as its province, nobody can say that it was elsewhere."""
    place, outside, abroad = one.place_id, None, None
    if place is not None and inside is not None and nation is not None:
        outside = (
            None if areas.is_within(inside, place) and place != inside else not areas.is_within(place, inside)
        )
        abroad = not areas.is_within(place, nation)
    return Stayed(outside, abroad, one.began_on, one.ended_on)
