"""Lists of gaps and cannot-tells: as long as the figure, scoped, owned, explained, journalled."""

from __future__ import annotations

from datetime import date

import pytest

from lianfang.base.problems import Refused
from lianfang.gaps import plans
from lianfang.gaps.lists import Kind, fits_nothing, gaps, totals
from lianfang.gaps.standing import Counts, standings
from lianfang.registers.access import Reader
from lianfang.registers.models import Area, Journal, Passage
from tests.unit.gaps.cities import lay_planted, lay_small
from tests.unit.registers.city import CITY, FUTIAN, HUBEI, NANSHAN, NOON, passage, write

pytestmark = pytest.mark.django_db

EVERYONE = Reader("ann", "operator")
LATER = NOON + 3 * 86400


@pytest.fixture(autouse=True)
def _nothing_compiled():
    yield
    plans.forget()


def test_a_list_is_as_long_as_its_figure_and_children_sum_to_the_parent():
    made = lay_planted()
    city = Area.objects.get(gb_code="440300").id
    places = [city, *Area.objects.filter(level="district").values_list("id", flat=True)]
    figures = {area: standings(at=made.as_of, area=area) for area in places}
    seen = 0
    for standing in plans.in_force().musts:
        listed = {"gap": 0, "cannot_tell": 0}
        for area in places:
            counts = figures[area].get((standing.number, area), Counts())
            pairs: list[tuple[Kind, int]] = [("gap", counts.gaps), ("cannot_tell", counts.cannot_tell)]
            for kind, figure in pairs:
                page = gaps(
                    standing.must.key, reader=EVERYONE, at=made.as_of, now=NOON, area=area, kind=kind, limit=0
                )
                assert (len(page.rows), page.total) == (figure, figure), (standing.must.key, area, kind)
                # What is the city's own, in no district, is named with the city as its area.
                own = sum(row.area == city for row in page.rows)
                listed[kind] += figure if area != city else own - figure
                seen += figure
        assert listed == {"gap": 0, "cannot_tell": 0}, standing.must.key
    assert seen > 100
    assert totals(reader=EVERYONE, at=made.as_of, area=city) == {
        s.must.key: (
            figures[city].get((s.number, city), Counts()).gaps,
            figures[city].get((s.number, city), Counts()).cannot_tell,
        )
        for s in plans.in_force().musts
    }


def test_pages_cut_one_list_into_pieces():
    made = lay_planted()
    whole = gaps(reader=EVERYONE, at=made.as_of, now=NOON, limit=0).rows
    pieces = [
        row
        for offset in range(0, len(whole), 7)
        for row in gaps(reader=EVERYONE, at=made.as_of, now=NOON, limit=7, offset=offset).rows
    ]
    assert [(r.must.key, r.subject_id, r.period) for r in pieces] == [
        (r.must.key, r.subject_id, r.period) for r in whole
    ]
    assert all(row.subject and row.owner is not None for row in whole)


def test_a_gap_says_whose_it_is_how_old_and_under_which_reference():
    city = lay_small()
    [row] = write("passage", passage(city))
    page = gaps("declared-before-the-lane", reader=EVERYONE, at=LATER, now=LATER)
    [gap] = page.rows
    assert gap.subject == Passage.objects.get(id=row).ref
    assert (gap.due_at, gap.age, gap.area) == (NOON + 1800, LATER - NOON - 1800, NANSHAN)
    assert gap.owner is not None
    assert (gap.owner.id, gap.state.en) == (city.command, "due and not met")


def test_without_an_owner_of_its_own_the_nearest_command_upward_is_asked():
    city = lay_small()
    [district] = write(
        "organisation", {"kind": "command", "name_zh": "区指挥部", "name_en": "District", "area": NANSHAN}
    )
    write("site", {"id": city.gate, "operator": None})
    write("passage", passage(city))
    [gap] = gaps("declared-before-the-lane", reader=EVERYONE, at=LATER, now=LATER).rows
    assert gap.owner is not None
    assert gap.owner.id == city.command
    write("area", {"id": NANSHAN, "command": district})
    [gap] = gaps("declared-before-the-lane", reader=EVERYONE, at=LATER, now=LATER).rows
    assert gap.owner is not None
    assert gap.owner.id == district


def test_a_cannot_tell_names_the_facts_that_are_missing():
    city = lay_small()
    write("passage", passage(city, vehicle_scope=None))
    [row] = gaps("declared-before-the-lane", reader=EVERYONE, at=LATER, now=LATER, kind="cannot_tell").rows
    assert row.state.en == "cannot tell whether it is in the population"
    assert [fact.en for fact in row.missing] == ["class of vehicle"]
    write("passage", passage(city, car=None))
    rows = gaps("declared-before-the-lane", reader=EVERYONE, at=LATER, now=LATER, kind="cannot_tell").rows
    assert [fact.zh for fact in rows[1].missing] == ["车辆"]


def test_a_missing_fact_behind_a_link_is_named_with_its_way():
    city = lay_small()
    write("site", {"id": city.gate, "opened_at": None})
    write("passage", passage(city))
    [row] = gaps("gate-open-when-used", reader=EVERYONE, at=LATER, now=LATER, kind="cannot_tell").rows
    assert [fact.zh for fact in row.missing] == ["关口的启用时间"]


def test_a_dated_value_that_does_not_reach_back_is_named():
    lay_small()
    write("case", {"classification": "CONFIRMED", "reported_on": date(2020, 1, 10), "area": CITY})
    [row] = gaps("case-source-recorded", reader=EVERYONE, at=LATER, now=LATER, kind="cannot_tell").rows
    assert [fact.zh for fact in row.missing] == ["当日尚无取值的“病例信息补全时限”"]


def test_a_reader_of_one_district_sees_that_district_only_and_others_look_like_not_found():
    city = lay_small()
    write("passage", passage(city), passage(city, 1, area=FUTIAN), passage(city, 2, area=FUTIAN))
    bob = Reader("bob", "district_officer", area=FUTIAN)
    page = gaps("declared-before-the-lane", reader=bob, at=LATER, now=LATER)
    assert ([row.area for row in page.rows], page.total) == ([FUTIAN, FUTIAN], 2)
    for area in (NANSHAN, CITY, HUBEI, 77):
        with pytest.raises(Refused) as refusal:
            gaps("declared-before-the-lane", reader=bob, at=LATER, now=LATER, area=area)
        assert [p.code for p in refusal.value.problems] == ["area/not-found"]


def test_an_unknown_must_is_refused_with_the_nearest():
    lay_small()
    with pytest.raises(Refused) as refusal:
        gaps("declared-before-the-lan", reader=EVERYONE, at=LATER, now=LATER)
    [problem] = refusal.value.problems
    assert (problem.code, problem.facts["near"]) == ("must/not-of-plan", "declared-before-the-lane")


def test_reading_people_leaves_a_trace_without_their_values():
    city = lay_small()
    write("passage", passage(city))
    before = Journal.objects.count()
    gaps("declared-before-the-lane", reader=EVERYONE, at=LATER, now=LATER + 5)
    entry = Journal.objects.order_by("-id")[0]
    assert Journal.objects.count() == before + 1
    assert (entry.verb, entry.register, entry.actor, entry.purpose, entry.at, entry.fields) == (
        "read", "passage", "ann", "response", LATER + 5, "rows=1",
    )  # fmt: skip
    gaps("gate-has-an-operator", reader=EVERYONE, at=LATER, now=LATER)
    assert Journal.objects.count() == before + 1


def test_evidence_that_fits_nothing_is_listed_and_scoped():
    city = lay_small()
    made: dict[str, object] = {"made_at": NOON, "area": NANSHAN}
    write("declaration", made, {**made, "vehicle": city.cars[0]}, {**made, "area": FUTIAN})
    refs, total = fits_nothing("declared-before-the-lane", reader=EVERYONE, now=LATER)
    assert (len(refs), total) == (2, 2)
    assert (
        fits_nothing("declared-before-the-lane", reader=Reader("bob", "officer", area=FUTIAN), now=LATER)[1]
        == 1
    )
    assert fits_nothing("screened-at-the-gate", reader=EVERYONE, now=LATER) == ([], 0)
