"""Figures: a missing return is missing, sums only of all parts, identities and falls by name, counts beside reports."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lianfang.base.instants import end_of
from lianfang.gaps import plans
from lianfang.gaps.figures import figures, last_day, survey
from lianfang.registers.models import Return
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import CITY, FUTIAN, NANSHAN, NOON, write

pytestmark = pytest.mark.django_db

ZONE = "Asia/Shanghai"
DAY = date(2020, 2, 9)
END = end_of(DAY, ZONE)
AREAS = [CITY, NANSHAN, FUTIAN]


@pytest.fixture
def city():
    yield lay_small()
    plans.forget()


def send(figure: str, area: int, values: dict[int, float | None], **given: object) -> None:
    """Returns by day of February."""
    for day, value in values.items():
        write("return", {"figure": figure, "area": area, "day": date(2020, 2, day), "value": value, **given})


def reported(figure: str, area: int, as_of: int = END, areas: list[int] = AREAS):
    """The reported reading of one figure and area, None where there is no line at all."""
    found = [r for r in figures(as_of=as_of, areas=areas) if r.kind == "reported"]
    return next((r for r in found if (r.figure.key, r.area) == (figure, area)), None)


def test_the_day_of_which_figures_speak_is_the_last_that_is_over():
    assert last_day(END, ZONE) == DAY
    assert last_day(END - 1, ZONE) == DAY - timedelta(days=1)
    assert last_day(END + 3600, ZONE) == DAY


def test_a_total_is_the_newest_and_says_of_when(city):
    send("confirmed", NANSHAN, {7: 40, 8: 42})
    reading = reported("confirmed", NANSHAN)
    assert (reading.value, reading.as_of) == (42, end_of(date(2020, 2, 8), ZONE))
    assert reading in survey(plans.in_force(), as_of=END, areas=AREAS).missing


def test_a_flow_belongs_to_its_day_alone(city):
    send("new_confirmed", CITY, {8: 5})
    assert reported("new_confirmed", CITY).value is None
    assert reported("new_confirmed", CITY, as_of=end_of(date(2020, 2, 8), ZONE)).value == 5


def test_a_blank_return_is_missing_and_a_zero_is_zero(city):
    send("dead", CITY, {9: None})
    assert reported("dead", CITY).value is None
    send("recovered", CITY, {9: 0})
    assert reported("recovered", CITY).value == 0


def test_the_sum_of_the_districts_stands_in_only_where_none_is_missing(city):
    send("confirmed", NANSHAN, {8: 40, 9: 42})
    send("confirmed", FUTIAN, {8: 30})
    assert reported("confirmed", CITY).value == 70
    assert reported("confirmed", CITY).as_of == end_of(date(2020, 2, 8), ZONE)
    send("confirmed", FUTIAN, {9: 31})
    assert reported("confirmed", CITY).value == 73


def test_what_the_area_says_itself_goes_before_the_sum(city):
    send("confirmed", NANSHAN, {9: 42})
    send("confirmed", FUTIAN, {9: 31})
    send("confirmed", CITY, {9: 75})
    assert reported("confirmed", CITY).value == 75


def test_an_area_that_had_ended_owes_nothing(city):
    write("area", {"id": FUTIAN, "ends_on": date(2020, 2, 1)})
    send("confirmed", NANSHAN, {9: 42})
    assert reported("confirmed", CITY).value == 42


def test_returns_of_sites_add_up_only_where_every_site_in_operation_sent_one(city):
    gate = {"kind": "gate", "mode": "road", "name_zh": "二号", "name_en": "Gate 2", "area": FUTIAN}
    [other] = write("site", {**gate, "opened_at": NOON - 30 * 86400})
    write("site", {**gate, "name_en": "Gate 3", "opened_at": NOON + 30 * 86400})
    write("site", {**gate, "name_en": "Station", "mode": "rail", "opened_at": NOON - 30 * 86400})
    send("vehicles_counted", NANSHAN, {9: 100}, site=city.gate)
    assert reported("vehicles_counted", NANSHAN).value == 100
    assert reported("vehicles_counted", CITY).value is None
    send("vehicles_counted", FUTIAN, {9: 20}, site=other)
    assert reported("vehicles_counted", CITY).value == 120


def test_an_area_without_any_return_of_a_figure_has_no_line(city):
    send("confirmed", NANSHAN, {9: 42})
    assert reported("confirmed", FUTIAN) is None
    assert reported("severe", NANSHAN) is None


def test_a_count_is_beside_what_cannot_be_told_and_children_sum_to_the_parent(city):
    case: dict[str, object] = {"classification": "CONFIRMED", "area": CITY}
    write("case", {**case, "reported_on": DAY, "district": NANSHAN})
    write("case", {**case, "reported_on": DAY - timedelta(days=3), "district": FUTIAN})
    write("case", {**case, "reported_on": DAY})
    write("case", {**case, "reported_on": None, "district": FUTIAN})
    [late] = write("case", {**case, "reported_on": DAY + timedelta(days=1), "district": FUTIAN})
    write(
        "case", {**case, "reported_on": DAY, "district": FUTIAN, "earlier_case": late}
    )  # positive again: no new case
    counts = {
        (r.figure.key, r.area): (r.value, r.cannot_tell)
        for r in figures(as_of=END, areas=AREAS)
        if r.kind == "counted"
    }
    assert counts["confirmed", CITY] == (3, 1)
    assert counts["confirmed", NANSHAN] == (1, 0)
    assert counts["confirmed", FUTIAN] == (1, 1)
    assert counts["new_confirmed", CITY] == (2, 1)
    assert counts["confirmed_without_district", CITY] == (1, 0)


def test_a_count_is_set_beside_a_report_at_the_reports_own_instant(city):
    case: dict[str, object] = {"classification": "CONFIRMED", "area": CITY}
    write("case", {**case, "reported_on": date(2020, 2, 8)}, {**case, "reported_on": DAY})
    send("confirmed", CITY, {8: 3})
    [apart] = [d for d in survey(plans.in_force(), as_of=END, areas=AREAS).differences if d.area == CITY]
    assert (apart.counted.value, apart.reported, apart.amount) == (1, 3, -2)
    assert apart.as_of == end_of(date(2020, 2, 8), ZONE)


def test_a_broken_identity_names_day_and_difference_and_a_missing_term_is_never_passed(city):
    send("confirmed", CITY, {6: 10, 7: 12, 8: 12, 9: 13})
    send("recovered", CITY, {6: 1, 7: 2, 9: 2})
    send("dead", CITY, {6: 0, 7: 0, 8: 0, 9: 0})
    send("in_hospital", CITY, {6: 9, 7: 11, 8: 10, 9: 11})
    found = survey(plans.in_force(), as_of=END, areas=AREAS).identities
    [checked] = [one for one in found if one.identity.key == "in-hospital-is-what-remains"]
    assert checked.held == 2
    assert [(b.day, b.expected, b.reported) for b in checked.broken] == [(date(2020, 2, 7), 10, 11)]
    assert checked.not_checkable == (date(2020, 2, 8),)


def test_the_change_since_a_day_without_a_return_is_not_checkable(city):
    send("confirmed", CITY, {6: 10, 8: 12, 9: 15})
    send("new_confirmed", CITY, {6: 1, 7: 1, 8: 1, 9: 3})
    found = survey(plans.in_force(), as_of=END, areas=AREAS).identities
    [checked] = [one for one in found if one.identity.key == "new-is-the-change"]
    assert (checked.held, checked.broken) == (1, ())
    assert [day.day for day in checked.not_checkable] == [6, 7, 8]


def test_the_sum_over_districts_needs_every_district(city):
    send("confirmed", CITY, {8: 75, 9: 75})
    send("confirmed_without_district", CITY, {8: 5, 9: 5})
    send("confirmed", NANSHAN, {8: 40, 9: 40})
    send("confirmed", FUTIAN, {8: 30})
    found = survey(plans.in_force(), as_of=END, areas=AREAS).identities
    [checked] = [one for one in found if one.identity.key == "districts-add-up"]
    assert (checked.held, checked.broken, checked.not_checkable) == (1, (), (DAY,))


def test_a_fall_of_a_total_is_named_and_a_fall_of_a_stock_is_none(city):
    send("confirmed", NANSHAN, {7: 42, 8: 41, 9: 43})
    send("in_hospital", CITY, {8: 20, 9: 10})
    falls = survey(plans.in_force(), as_of=END, areas=AREAS).falls
    assert [(f.figure.key, f.area, f.day.day, f.before, f.after) for f in falls] == [
        ("confirmed", NANSHAN, 8, 42, 41)
    ]
    assert survey(plans.in_force(), as_of=end_of(date(2020, 2, 7), ZONE), areas=AREAS).falls == ()


def test_what_explains_a_difference_is_counted_part_by_part(city):
    case: dict[str, object] = {"classification": "CONFIRMED", "area": CITY, "reported_on": DAY}
    write(
        "case",
        *[{**case, "residence_city": "惠州"}] * 3,
        {**case, "residence_city": None},
        {**case, "residence_city": "深圳"},
        {**case, "residence_city": "深圳", "district": NANSHAN},
    )
    send("confirmed", NANSHAN, {9: 4})
    send("confirmed_without_district", CITY, {9: 2})
    [account] = survey(plans.in_force(), as_of=END, areas=AREAS).accounts
    [without] = account.parts
    assert (account.whole.value, account.against) == (6, 2)
    assert (without.count.value, without.count.cannot_tell) == (5, 0)
    assert [(part.count.value, part.count.cannot_tell) for part in without.parts] == [(4, 0), (1, 0)]
    assert [part.count.value for part in without.parts[0].parts] == [1]


def test_no_return_is_written_by_asking(city):
    before = Return.objects.count()
    figures(as_of=END, areas=AREAS)
    assert Return.objects.count() == before
