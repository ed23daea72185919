"""The slow reading against answers worked out by hand: what a must means, point by point of ``docs/algorithms/must.md``."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from lianfang.plan import kinds, reference
from lianfang.plan.model import Must
from lianfang.plan.reference import DEADLINE, DECIDED, EVIDENCE, MEMBERSHIP, Duty, Standing, standing
from tests.plan_catalogue import CATALOGUE
from tests.unit.plan import made
from tests.unit.plan.made import CITY, CODES, FUTIAN, HOUR, HUBEI, NANSHAN, NATION, PLAN, at, day, must


def read(of: Must, **given: list[dict[str, Any]]) -> list[Duty]:
    return reference.duties(of, PLAN, made.tables(**given), CODES, CATALOGUE)


def truth(test: str, passage: dict[str, Any], **given: list[dict[str, Any]]) -> bool | None:
    """How a test on one passage comes out: no duty is false, a decided one true, an undecided membership unknown."""
    found = read(must("passage", where=test, met_at="at", by="at"), passage=[passage], **given)
    return {DECIDED: True, MEMBERSHIP: None}[found[0].state] if found else False


# --- three values ---


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("temperature > 37", None),
        ("temperature is unknown", True),
        ("temperature is known", False),
        ('temperature > 37 and direction = "out"', False),
        ('temperature > 37 or direction = "in"', True),
        ("not temperature > 37", None),
        ("not (temperature > 37 and screened = true)", None),
        ('vehicle.scope = "local"', None),  # over a missing link
        ("vehicle.plate is unknown", True),
        ("screened", None),
        ('vehicle_scope in ("local")', None),
        ("origin within area", None),
    ],
)
def test_a_missing_fact_makes_a_comparison_unknown_and_no_more_than_it(
    test: str, expected: bool | None
) -> None:
    assert truth(test, {"at": at(9), "direction": "in"}) is expected


@pytest.mark.parametrize(
    ("temperatures", "expected"),
    [([], (False, True, True)), ([36.5], (False, True, True)), ([38.0], (True, False, False)),
     ([None], (None, None, None)), ([None, 38.0], (True, False, False)), ([38.0, 38.0, None], (True, False, False))],
)  # fmt: skip
def test_any_no_and_count_know_what_they_can(
    temperatures: list[float | None], expected: tuple[bool | None, ...]
) -> None:
    passages = [{"at": at(9), "gate_id": 1, "temperature": t} for t in temperatures]
    tests = (
        "any passages where (temperature > 37)",
        "no passages where (temperature > 37)",
        "count passages where (temperature > 37) < 1",
    )
    for test, outcome in zip(tests, expected, strict=True):
        found = read(must("site", where=test), site=[{}], passage=passages)
        assert [duty.state for duty in found] == {True: [DECIDED], None: [MEMBERSHIP], False: []}[outcome], (
            test
        )


@pytest.mark.parametrize(
    ("opened", "closed", "expected"),
    [(at(9), at(10), True), (at(9, 12), at(10), True), (at(8), at(9, 12), False), (at(9, 11), None, True),
     (None, None, None), (None, at(9), False), (at(9, 12) + 1, None, False)],
)  # fmt: skip
def test_a_span_is_half_open_and_without_an_end_it_lasts(
    opened: int | None, closed: int | None, expected: bool | None
) -> None:
    sites = [{"opened_at": opened, "closed_at": closed}]
    assert truth("gate.open covers at", {"at": at(9, 12)}, site=sites) is expected


@pytest.mark.parametrize(
    ("opened", "closed", "expected"),
    [(at(8), at(9), False), (at(8), at(9) + 1, True), (at(10), None, False), (at(10) - 1, None, True),
     (None, at(9), False), (None, None, None)],
)  # fmt: skip
def test_spans_that_only_touch_do_not_overlap(
    opened: int | None, closed: int | None, expected: bool | None
) -> None:
    passage, sites = {"at": at(9), "screened_at": at(10)}, [{"opened_at": opened, "closed_at": closed}]
    assert truth("gate.open overlaps [at, screened_at)", passage, site=sites) is expected


def test_a_date_beside_an_instant_is_its_end() -> None:
    case = must("case", where="reported_on < case.recorded_at", by="reported_on")
    for recorded, duties in ((at(10), 0), (at(10) + 1, 1)):
        found = read(case, case=[{"reported_on": day(9), "recorded_at": recorded}])
        assert [duty.due_at for duty in found] == [at(10)] * duties


def test_inside_an_area_means_the_area_itself_too() -> None:
    for origin, expected in ((CITY, True), (FUTIAN, True), (HUBEI, False), (NATION, False)):
        assert truth("origin within area", {"at": at(9), "area_id": CITY, "origin_id": origin}) is expected


# --- dated values ---


@pytest.mark.parametrize(
    ("when", "origin", "expected"),
    [(at(9) - 1, HUBEI, None), (at(9), HUBEI, True), (at(9), FUTIAN, False), (at(11) - 1, FUTIAN, False), (at(11), FUTIAN, True)],
)  # fmt: skip
def test_a_dated_value_is_read_at_the_subjects_own_instant(
    when: int, origin: int, expected: bool | None
) -> None:
    assert truth("origin within key_areas", {"at": when, "origin_id": origin}) is expected


def test_before_its_first_date_a_value_is_unknown_and_so_is_the_deadline() -> None:
    [early, late] = read(
        must("passage", met_at="at", by="at + grace"), passage=[{"at": at(9) - 1}, {"at": at(9)}]
    )
    assert (early.state, early.due_at, early.since) == (DEADLINE, None, at(9) - 1)
    assert (late.state, late.due_at, late.since) == (DECIDED, at(9, 0.5), at(9, 0.5))


# --- the duty ---

DECLARED = must(
    "passage", has="declaration", met_at="declaration.made_at", by="passage.at + settled",
    such_that="declaration.vehicle = passage.vehicle and declaration.made_at >= passage.at - 1 day",
)  # fmt: skip


def test_the_earliest_evidence_counts_and_of_equals_the_lowest_id() -> None:
    made_at = [at(9, 5), at(9, 3), at(9, 3), at(7)]
    declarations: list[dict[str, Any]] = [{"vehicle_id": 1, "made_at": when} for when in made_at]
    [duty] = read(DECLARED, passage=[{"at": at(9, 4), "vehicle_id": 1}], declaration=declarations)
    assert (duty.met_at, duty.evidence, duty.due_at, duty.state) == (at(9, 3), 2, at(9, 6), DECIDED)


def test_evidence_is_undecided_only_for_what_the_subject_lacks() -> None:
    others: list[dict[str, Any]] = [
        {"vehicle_id": None, "made_at": at(9)},
        {"vehicle_id": 2, "made_at": at(9)},
    ]
    [known, unknown] = read(
        DECLARED, passage=[{"at": at(9), "vehicle_id": 1}, {"at": at(9)}], declaration=others
    )
    assert (known.state, known.met_at, known.since) == (DECIDED, None, at(9, 2))
    assert (unknown.state, unknown.met_at, unknown.since) == (EVIDENCE, None, at(9, 2))


def test_evidence_on_the_row_may_be_unknown_or_without_its_time() -> None:
    screened = must("passage", such_that="screened = true", met_at="screened_at", by="at + 15 minutes")
    rows = [(None, None), (False, None), (True, None), (True, at(9, 1)), (None, at(9, 1))]
    found = read(screened, passage=[{"at": at(9), "screened": s, "screened_at": t} for s, t in rows])
    assert [(duty.state, duty.met_at) for duty in found] == [
        (EVIDENCE, None), (DECIDED, None), (EVIDENCE, None), (DECIDED, at(9, 1)), (EVIDENCE, None)
    ]  # fmt: skip


def test_the_musts_own_term_is_half_open_and_an_unknown_time_is_undecided() -> None:
    term = must("case", since=day(9), until=day(10), by="2020-02-20")
    reported = [day(8), day(9), day(10), day(11), None]
    found = read(term, case=[{"reported_on": reported_on} for reported_on in reported])
    assert [(duty.subject, duty.state) for duty in found] == [(2, DECIDED), (3, DECIDED), (5, MEMBERSHIP)]
    assert found[-1].since == at(21)  # a deadline that is known stands
    unknown = must("case", since=day(9), by="onset_on")
    [duty] = read(unknown, case=[{"reported_on": None}])
    assert (duty.state, duty.since) == (MEMBERSHIP, at(9))


def test_each_day_is_a_duty_of_its_own() -> None:
    daily = must(
        "site", where='kind = "gate" and open covers day.start', has="return", met_at="return.made_at", by="day + settled",
        such_that="return.site = site and return.day = day", since=day(9), until=day(11), each_day=True,
    )  # fmt: skip
    gate = {"kind": "gate", "opened_at": at(9, 1), "area_id": NANSHAN}
    returns: list[dict[str, Any]] = [
        {"site_id": 1, "day": day(10), "made_at": at(11, 3)},
        {"site_id": None, "day": day(11), "made_at": at(12)},
    ]
    found = read(daily, site=[gate], return_=returns)
    assert [(duty.period, duty.due_at, duty.met_at, duty.area) for duty in found] == [
        (at(10), at(11, 2), at(11, 3), NANSHAN), (at(11), at(12, 2), None, NANSHAN)
    ]  # fmt: skip


# --- what follows ---


def _duty(due: int, met: int | None, state: int = DECIDED) -> Duty:
    return Duty("m", 1, 0, CITY, due, met, None, state, due)


def test_a_standing_counts_each_duty_once_and_its_coverage_is_exact() -> None:
    duties = [
        _duty(100, 90),
        _duty(100, 100),
        _duty(100, 150),
        _duty(100, None),
        _duty(100, None, EVIDENCE),
        _duty(200, 50),
    ]
    assert standing(duties, 99) == Standing(0, 0, 0, 0, 0)
    assert standing(duties, 99).coverage is None
    assert standing(duties, 100) == Standing(due=4, met_in_time=2, late=0, gaps=2, cannot_tell=1)
    assert standing(duties, 150) == Standing(due=4, met_in_time=2, late=1, gaps=1, cannot_tell=1)
    assert standing(duties, 150).coverage == (Fraction(3, 5), Fraction(4, 5))
    assert standing(duties, 200).due == 5


def test_evidence_that_fits_nothing_lacks_a_fact_of_its_own() -> None:
    seen = must(
        "vehicle", has="passage", met_at="passage.screened_at", by="vehicle.recorded_at + settled",
        such_that='passage.vehicle = vehicle and passage.direction = "in" and passage.screened = true',
    )  # fmt: skip
    rows: list[dict[str, Any]] = [
        {"vehicle_id": None, "direction": "in", "screened": True, "screened_at": at(9)},
        {"vehicle_id": None, "direction": "out", "screened": True, "screened_at": at(9)},  # nobody's in any case
        {"vehicle_id": 1, "direction": "in", "screened": None, "screened_at": at(9)},
        {"vehicle_id": 1, "direction": "in", "screened": True, "screened_at": None},
        {"vehicle_id": 1, "direction": "in", "screened": False, "screened_at": None},  # nobody's in any case
        {"vehicle_id": 9, "direction": "in", "screened": True, "screened_at": at(9)},  # another's perhaps
    ]  # fmt: skip
    found = reference.fits_nothing(seen, PLAN, made.tables(passage=rows), CODES, CATALOGUE)
    assert found == [1, 3, 4]


def test_a_time_that_hangs_on_the_day_is_not_missing_from_the_evidence() -> None:
    daily = must(
        "site", has="return", such_that="return.site = site", met_at="day.start", by="day",
        since=day(9), until=day(9), each_day=True,
    )  # fmt: skip
    tables = made.tables(return_=[{"site_id": 1}, {"site_id": None}])
    assert reference.fits_nothing(daily, PLAN, tables, CODES, CATALOGUE) == [2]


def test_a_figure_counts_what_it_can_tell_and_how_much_it_cannot() -> None:
    rows: list[dict[str, Any]] = [
        {"reported_on": day(9), "classification": "CONFIRMED", "age": 30.0, "area_id": FUTIAN},
        {"reported_on": day(10), "classification": "CONFIRMED", "age": None, "area_id": NANSHAN},
        {"reported_on": None, "classification": "CONFIRMED", "age": 50.0, "area_id": NANSHAN},
        {"reported_on": None, "classification": "SUSPECT", "age": 50.0, "area_id": NANSHAN},
    ]

    def count(as_of: int, area: int = 0, **said: Any) -> tuple[float, int]:
        figure = made.figure("case", at="reported_on", where='classification = "CONFIRMED"', **said)
        return reference.figure_count(figure, PLAN, made.tables(case=rows), CODES, CATALOGUE, as_of, area)

    assert count(at(10) - 1) == (0, 1)
    assert count(at(10)) == (1, 1)  # the end of the ninth
    assert count(at(11)) == (2, 1)
    assert count(at(11), window=True) == (1, 1)
    assert count(at(11), FUTIAN) == (1, 0)
    assert count(at(11), NANSHAN) == (1, 1)
    assert count(at(11), total="age") == (30.0, 2)


def test_a_figure_may_count_a_row_elsewhere_than_where_it_lies() -> None:
    figure = made.figure("declaration", at="made_at", area="stay_area")
    rows: list[dict[str, Any]] = [
        {"made_at": at(9), "stay_area_id": HUBEI, "area_id": CITY},
        {"made_at": at(9), "area_id": FUTIAN},
    ]
    counts = [
        reference.figure_count(
            figure, PLAN, made.tables(declaration=rows), CODES, CATALOGUE, at(9) + HOUR, area
        )
        for area in (HUBEI, CITY, 0)
    ]
    assert counts == [(1, 0), (1, 0), (2, 0)]


def test_a_figure_leaves_out_what_has_ended_by_the_instant_for_which_it_is_counted() -> None:
    rows: list[dict[str, Any]] = [
        {"opened_at": at(8), "closed_at": at(10), "area_id": FUTIAN},
        {"opened_at": at(8), "closed_at": None, "area_id": FUTIAN},
        {"opened_at": None, "closed_at": None, "area_id": FUTIAN},
    ]
    sites = made.tables(site=rows, passage=[{"gate_id": 1, "at": at(9)}, {"gate_id": 2, "at": at(10)}])
    open_, passed = (
        made.figure("site", at="recorded_at", where=where)
        for where in ("open covers as_of", "any passages where (at > as_of)")
    )
    for as_of, expected in ((at(9), (2, 1)), (at(10), (1, 1))):
        assert reference.figure_count(open_, PLAN, sites, CODES, CATALOGUE, as_of) == expected
    assert reference.figure_count(passed, PLAN, sites, CODES, CATALOGUE, at(9)) == (1, 0)


def test_only_what_a_figure_counts_speaks_of_its_instant() -> None:
    for each_day in (False, True):
        read = kinds.read_test(
            "open covers as_of", kinds.Scope(CATALOGUE, "site", made.VALUES, each_day=each_day)
        )
        assert [problem.code for problem in read.problems] == ["plan/only-in-figures"]


def test_a_figure_asks_of_the_children_of_whom_the_subject_names_and_nobody_knows_whose_where_none_is() -> (
    None
):
    figure = made.figure(
        "declaration", at="made_at", where="any person.passages where (at < declaration.made_at)"
    )
    rows: list[dict[str, Any]] = [{"made_at": at(9), "person_id": who} for who in (1, 2, None)]
    tables = made.tables(
        declaration=rows,
        person=[{}, {}],
        passage=[{"person_id": 1, "at": at(8)}, {"person_id": 2, "at": at(9)}],
    )
    assert reference.figure_count(figure, PLAN, tables, CODES, CATALOGUE, at(10)) == (1, 1)
    read = kinds.read_test(
        "any person.passages where (at < made_at)", kinds.Scope(CATALOGUE, "declaration", made.VALUES)
    )
    assert [problem.code for problem in read.problems] == ["plan/children-one-step"]
