"""What was known before: rows as they were, and what the plan and its figures said of them."""

from __future__ import annotations

from datetime import date

import pytest

from lianfang.base.instants import end_of
from lianfang.gaps import plans
from lianfang.gaps.figures import figures
from lianfang.gaps.known import Known, tables
from lianfang.gaps.standing import Counts, standings
from lianfang.registers import keys
from lianfang.registers.actions import withdraw
from lianfang.registers.models import Area, Version
from tests.unit.gaps.cities import lay_planted, lay_small
from tests.unit.registers.city import BY, CITY, FUTIAN, NANSHAN, NOON, passage, write

pytestmark = pytest.mark.django_db

HOUR = 3600


@pytest.fixture(autouse=True)
def _nothing_compiled():
    yield
    plans.forget()


def test_a_row_is_what_it_was_then():
    city = lay_small()
    [row] = write("passage", passage(city, screened=None, screened_at=None), at=NOON + HOUR)
    write("passage", {"id": row, "screened": False}, at=NOON + 2 * HOUR)
    write("passage", {"id": row, "screened": True}, at=NOON + 3 * HOUR)
    withdraw(register="passage", ids=[row], by=BY, at=NOON + 4 * HOUR)
    seen = [
        {key: known["screened"] for key, known in tables(known_at=NOON + offset)["passage"].items()}
        for offset in (HOUR - 1, HOUR, 2 * HOUR - 1, 2 * HOUR, 3 * HOUR, 4 * HOUR - 1, 4 * HOUR)
    ]
    assert seen == [{}, {row: None}, {row: None}, {row: False}, {row: True}, {row: True}, {}]


def test_dates_of_a_version_are_dates():
    lay_small()
    case: dict[str, object] = {"classification": "CONFIRMED", "area": CITY, "reported_on": date(2020, 2, 8)}
    [row] = write("case", case, at=NOON)
    write("case", {"id": row, "reported_on": date(2020, 2, 7)}, at=NOON + HOUR)
    assert tables(known_at=NOON)["case"][row]["reported_on"] == date(2020, 2, 8)
    assert tables(known_at=NOON + HOUR)["case"][row]["reported_on"] == date(2020, 2, 7)


def test_of_a_column_that_a_version_is_older_than_nothing_was_known():
    """As a site that was brought up to a later release has them."""
    lay_small()
    [unit] = write(
        "organisation", {"kind": "hospital", "name_zh": "三院", "name_en": "Third hospital", "area": NANSHAN}
    )
    staff = {"organisation": unit, "role": "nurse", "joined_at": NOON - HOUR, "ill_at": NOON, "area": NANSHAN}
    [row] = write("staff_member", staff, at=NOON)
    write("staff_member", {"id": row, "role": "doctor"}, at=NOON + HOUR)
    kept = Version.objects.get(register="staff_member", row=row)
    sealed = keys.unseal_values(bytes(kept.values))
    kept.values = keys.seal_values(
        {name: value for name, value in sealed.items() if name not in ("ill_at", "site_id")}
    )
    kept.save()
    then = tables(known_at=NOON)["staff_member"][row]
    assert (then["role"], then["ill_at"], then["site_id"]) == ("nurse", None, None)
    assert Known(plans.in_force(), known_at=NOON).standings(at=NOON + HOUR, area=CITY)


def test_a_row_that_an_import_dates_back_was_known_from_that_day():
    city = lay_small()
    [row] = write("passage", passage(city, recorded_at=NOON - HOUR), at=NOON + HOUR)
    assert list(tables(known_at=NOON - HOUR)["passage"]) == [row]
    assert list(tables(known_at=NOON - HOUR - 1)["passage"]) == []


def test_the_standing_that_was_known_is_the_one_that_stood():
    city = lay_small()
    force = plans.in_force()
    number = force.of("screened-at-the-gate").number
    later = NOON + 10 * HOUR
    before = []
    write("passage", passage(city, screened=None, screened_at=None), at=NOON)
    before.append((NOON, dict(standings(at=later, area=CITY))))
    [row] = write("passage", passage(city, 1, at=NOON + 60, screened=False, screened_at=None), at=NOON + HOUR)
    before.append((NOON + HOUR, dict(standings(at=later, area=CITY))))
    write("passage", {"id": row, "screened": True, "screened_at": NOON + 120}, at=NOON + 2 * HOUR)
    before.append((NOON + 2 * HOUR, dict(standings(at=later, area=CITY))))
    withdraw(register="passage", ids=[row], by=BY, at=NOON + 3 * HOUR)
    before.append((NOON + 3 * HOUR, dict(standings(at=later, area=CITY))))
    told = [Known(force, known_at=at).standings(at=later, area=CITY) for at, _then in before]
    for found, (_at, then) in zip(told, before, strict=True):
        assert {key: c for key, c in found.items() if c != Counts()} == {
            key: c for key, c in then.items() if c != Counts()
        }
    assert [found[number, CITY].gaps for found in told] == [0, 1, 0, 0]
    assert [found[number, CITY].cannot_tell for found in told] == [1, 1, 1, 1]


def test_known_now_is_what_stands_in_every_district():
    made = lay_planted()
    city = Area.objects.get(gb_code="440300").id
    known = Known(plans.in_force(), known_at=made.as_of)
    for level in ("", "district"):
        stored = standings(at=made.as_of, area=city, level=level)
        told = known.standings(at=made.as_of, area=city, level=level)
        assert {k: c for k, c in told.items() if c != Counts()} == {
            k: c for k, c in stored.items() if c != Counts()
        }
    areas = sorted(
        Area.objects.filter(level__in=["city", "district"], gb_code__startswith="4403").values_list(
            "id", flat=True
        )
    )
    assert figures(as_of=made.as_of, areas=areas) == figures(
        as_of=made.as_of, areas=areas, known_at=made.as_of
    )


def test_a_figure_as_it_was_known_leaves_out_what_came_later():
    lay_small()
    end = end_of(date(2020, 2, 9), "Asia/Shanghai")
    [sent] = write(
        "return", {"figure": "confirmed", "area": NANSHAN, "day": date(2020, 2, 9), "value": 40}, at=end
    )
    write("return", {"id": sent, "value": 42}, at=end + HOUR)
    case: dict[str, object] = {
        "classification": "CONFIRMED",
        "area": CITY,
        "district": FUTIAN,
        "reported_on": date(2020, 2, 8),
    }
    write("case", case, at=end + 2 * HOUR)

    def seen(known_at: int | None):
        return {
            (r.kind, r.area): r.value
            for r in figures(as_of=end, areas=[CITY, NANSHAN, FUTIAN], known_at=known_at)
            if r.figure.key == "confirmed"
        }

    assert seen(end)["reported", NANSHAN] == 40
    assert seen(end)["counted", FUTIAN] == 0
    assert seen(end + HOUR)["reported", NANSHAN] == 42
    assert seen(end + 2 * HOUR) == seen(None)
    assert seen(None)["counted", FUTIAN] == 1
