"""Beds and rooms to come: of whom a load is forecast, and how likely it is that room runs out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from lianfang.fronts.forecasts import beds, evening
from lianfang.fronts.forecasts.ahead import City, LoadSaid, _runs_out, ahead
from lianfang.fronts.forecasts.arriving import Came
from lianfang.fronts.forecasts.gathering import Gathered
from lianfang.fronts.forecasts.pages import loads as page
from lianfang.outlook.deciding.estimating import chance
from tests.unit.forecasts.test_evening import LAST, gathered
from tests.unit.registers.city import CITY, NANSHAN

BEGAN = [LAST - timedelta(days=20 - at) for at in range(20)]
STAYS = tuple(
    beds.Stay(day, None if at % 2 else min(day + timedelta(days=5), LAST)) for at, day in enumerate(BEGAN)
)


def loads(
    area: int,
    *,
    is_of_cases: bool = False,
    is_withheld: bool = False,
    sees_city: bool = False,
    here: int = len(STAYS),
) -> LoadSaid:
    """Of hospital beds, ten of whose stays go on, in an area; of a district, where the whole city is seen, by its stays."""
    of = gathered()
    of = Gathered(area, LAST, LAST, of.cases, 0)
    held = beds.Held(
        "beds", () if is_withheld else STAYS[:here], is_of_cases, beds.Places(14, 4, 12), is_withheld, STAYS if sees_city else None
    )  # fmt: skip
    city = City(replace(of, area=CITY), Came((), ())) if sees_city else None
    [found] = ahead(of, [held], evening.serial_of(6.3, 4.2), source="x", city=city).loads
    return found


def test_a_district_s_load_follows_from_the_whole_city_and_is_refused_to_who_does_not_see_it() -> None:
    city, district = loads(CITY), loads(NANSHAN)
    assert (len(city.days), city.lying, city.room) == (7, 10, 14)
    assert city.runs_out is not None
    assert district.problem is not None
    assert (district.problem.code, district.days, district.runs_out) == (
        "forecasts/load-needs-city",
        (),
        None,
    )
    assert (district.lying, district.seen[-1]) == (10, (date(2020, 2, 12), 10))
    # All of the city's stays lie in this district: the same load; in another nobody, and few will come.
    assert loads(NANSHAN, sees_city=True).days == city.days
    nobody = loads(NANSHAN, sees_city=True, here=0)
    assert (nobody.lying, nobody.begun, nobody.n, len(nobody.days)) == (0, 0, 20, 7)
    assert nobody.days[-1].quantiles[-1] < city.days[-1].quantiles[0]


def test_where_the_city_has_no_forecast_a_district_s_load_says_why() -> None:
    of = gathered()
    of = Gathered(NANSHAN, LAST, LAST, of.cases, 0)
    held = beds.Held("beds", STAYS, False, beds.Places(14, 4, 12), False, STAYS)
    nobody = City(replace(of, area=CITY, cases=()), Came((), ()))
    late = City(
        replace(of, area=CITY, cases=tuple(one for one in of.cases if one.reported_on == LAST)), Came((), ())
    )
    for city, code in ((nobody, "outlook/empty"), (late, "outlook/too-short")):
        [found] = ahead(of, [held], evening.serial_of(6.3, 4.2), source="x", city=city).loads
        assert (found.lying, found.days) == (10, ())
        assert found.problem is not None
        assert found.problem.code == code


def test_of_cases_room_is_what_can_be_used_and_none_below_a_city() -> None:
    city, district = loads(CITY, is_of_cases=True), loads(NANSHAN, is_of_cases=True)
    assert (city.room, district.room, district.runs_out) == (12, None, None)
    assert len(district.days) == 7


def test_who_reads_no_admission_is_told_so_and_not_that_there_is_none() -> None:
    found = loads(CITY, is_withheld=True)
    assert found.problem is not None
    assert (found.problem.code, found.lying, found.room, found.seen) == (
        "forecasts/stays-withheld", None, None, (),
    )  # fmt: skip


def test_room_runs_out_if_it_does_on_any_of_the_days() -> None:
    """Two draws of two days, each over on one of them: the chance is one, and on either day a half."""
    found = _runs_out(np.array([[9.0, 3.0], [3.0, 9.0]]), 5)
    assert (found.hits, found.worlds) == (2, 2)


@pytest.mark.parametrize(
    ("hits", "written"), [(0, "0–1"), (2, "0–2"), (250, "45–55"), (498, "98–100"), (500, "99–100")]
)
def test_a_chance_is_never_a_bare_nought_or_hundred(hits: int, written: str) -> None:
    found = page._runs_out(chance(np.arange(500) < hits), "2020-02-12")
    assert found.written == written
    assert found.value not in (0, 100)
