"""What the SQL of a must has to be careful of, each held to the slow reading on every database of the run."""

from __future__ import annotations

from typing import Any

import pytest

from lianfang.base.problems import Refused
from lianfang.plan import reference
from lianfang.plan.model import Must
from lianfang.plan.reference import Duty
from lianfang.plan.sql import compile_must
from tests import tables as in_sql
from tests.plan_catalogue import CATALOGUE
from tests.unit.plan import made
from tests.unit.plan.made import CODES, FUTIAN, HUBEI, PLAN, at, day, must

pytestmark = pytest.mark.django_db  # runs once more on PostgreSQL; Django itself is not used


def read(of: Must, **given: list[dict[str, Any]]) -> list[Duty]:
    """The duties, as the reference, the full read and the read of single subjects all find them."""
    rows = made.tables(**given)
    expected = in_sql.sorted_duties(reference.duties(of, PLAN, rows, CODES, CATALOGUE))
    for database in in_sql.of_the_run():
        compiled = compile_must(of, PLAN, CATALOGUE, database.dialect, CODES)
        with database.holding(rows):
            assert database.duties(compiled) == expected, compiled.select()
            single = [
                duty for key in rows[of.every] for duty in database.duties(compiled, f"s.id IN ({key})")
            ]
            assert in_sql.sorted_duties(single) == expected
            lost = reference.fits_nothing(of, PLAN, rows, CODES, CATALOGUE)
            assert database.ids(compiled.evidence_fits_nothing()) == lost
    return expected


def named(of: Must, register: str, key: int, **given: list[dict[str, Any]]) -> set[int]:
    """The subjects that a row may concern."""
    found = set()
    for database in in_sql.of_the_run():
        compiled = compile_must(of, PLAN, CATALOGUE, database.dialect, CODES)
        with database.holding(made.tables(**given)):
            found.add(frozenset(database.affected(compiled, register, [key])))
    [only] = found
    return set(only)


def test_texts_are_quoted() -> None:
    texts = ["it's", "100%", "{ids}", "a\\b", "深圳"]
    for text in texts:
        found = read(must("return", where=f'figure = "{text}"'), return_=[{"figure": t} for t in texts])
        assert [duty.subject for duty in found] == [texts.index(text) + 1]


def test_an_area_that_the_tree_does_not_have_is_refused() -> None:
    listed = must("passage", where="origin within key_areas", met_at="at", by="at")
    with pytest.raises(Refused):
        compile_must(listed, PLAN, CATALOGUE, "sqlite", {})


def test_a_dated_list_of_areas_may_be_asked_of_evidence() -> None:
    stayed = must(
        "passage", has="declaration", met_at="declaration.made_at", by="passage.at",
        such_that="declaration.vehicle = passage.vehicle and declaration.stay_area within key_areas",
    )  # fmt: skip
    found = read(
        stayed,
        passage=[{"at": when, "vehicle_id": 1} for when in (at(8), at(9), at(11))],
        declaration=[{"vehicle_id": 1, "made_at": at(8), "stay_area_id": FUTIAN}],
    )
    assert [(duty.state, duty.evidence) for duty in found] == [(3, None), (0, None), (0, 1)]


def test_a_quantifier_may_stand_beside_evidence_of_another_register() -> None:
    seen = must(
        "vehicle", has="declaration", met_at="declaration.made_at", by="vehicle.recorded_at",
        such_that="declaration.vehicle = vehicle and any passages where (true)",
    )  # fmt: skip
    found = read(
        seen,
        vehicle=[{}, {}],
        passage=[{"at": at(9), "vehicle_id": 1}],
        declaration=[{"vehicle_id": 1}, {"vehicle_id": 2}, {"vehicle_id": None}],
    )
    assert [duty.evidence for duty in found] == [1, None]


DAILY = must(
    "site", has="return", met_at="return.made_at", by="day + settled", since=day(8), until=day(12), each_day=True,
    such_that="return.site = site and return.day = day and return.made_at <= site.recorded_at + grace",
)  # fmt: skip


def test_a_dated_value_under_each_day_is_that_days() -> None:
    returns = [{"site_id": 1, "day": day(n), "made_at": at(8, 0.75)} for n in (8, 9, 11)]
    found = read(DAILY, site=[{"recorded_at": at(8)}], return_=returns)
    assert [(duty.state, duty.evidence) for duty in found] == [
        (3, None),
        (0, None),
        (0, None),
        (0, 3),
        (0, None),
    ]
    assert named(DAILY, "return", 3, site=[{"recorded_at": at(8)}], return_=returns) == {1}


def test_a_deadline_met_at_a_constant_has_the_lowest_id_as_evidence() -> None:
    constant = must(
        "vehicle", has="passage", such_that="passage.vehicle = vehicle", met_at="vehicle.recorded_at", by="2020-02-20"
    )  # fmt: skip
    found = read(
        constant,
        vehicle=[{"recorded_at": at(9)}, {}],
        passage=[{"at": at(9, n), "vehicle_id": 1} for n in (3, 1, 2)],
    )
    assert [(duty.met_at, duty.evidence) for duty in found] == [(at(9), 1), (None, None)]


def test_evidence_may_be_tied_over_several_links() -> None:
    tied = must(
        "case", has="passage", such_that="passage.vehicle.area = case.area and passage.gate.opened_at <= case.recorded_at",
        met_at="passage.gate.opened_at", by="case.recorded_at",
    )  # fmt: skip
    given: dict[str, Any] = {
        "case": [{"area_id": FUTIAN, "recorded_at": at(9)}, {"area_id": HUBEI, "recorded_at": at(9)}],
        "vehicle": [{"area_id": FUTIAN}],
        "site": [{"opened_at": at(8, 1)}, {"opened_at": at(8)}, {}],
        "passage": [{"vehicle_id": 1, "gate_id": gate} for gate in (1, 2, 3)] + [{"gate_id": 1}],
    }
    found = read(tied, **given)
    assert [(duty.met_at, duty.evidence) for duty in found] == [(at(8), 2), (None, None)]
    assert named(tied, "passage", 2, **given) == {1}
    assert 1 in named(tied, "site", 2, **given)
    assert 1 in named(tied, "vehicle", 1, **given)


def test_undecided_members_do_not_look_for_evidence() -> None:
    found = read(
        must(
            "passage", where="temperature > 37", has="declaration", met_at="declaration.made_at", by="passage.at",
            such_that="declaration.vehicle = passage.vehicle",
        ),
        passage=[{"at": at(9), "vehicle_id": 1}],
        declaration=[{"vehicle_id": 1}],
    )  # fmt: skip
    assert [(duty.state, duty.met_at, duty.evidence) for duty in found] == [(1, None, None)]
