"""Gaps rise by their age alone; what is excused does not; the statements say what the slow reading says."""

from __future__ import annotations

import shutil

import pytest

from lianfang.gaps import escalation, lists, plans
from lianfang.gaps.excusing import Draft, excuse
from lianfang.gaps.known import Known
from lianfang.gaps.rebuild import rebuild
from lianfang.plan import shipped
from lianfang.plan.escalation import risen, risen_area
from lianfang.registers.access import Reader
from lianfang.registers.models import Area, Organisation
from tests.unit.gaps.cities import lay_planted, lay_small
from tests.unit.registers.city import BY, CITY, NANSHAN, NATION, NOON, passage, write

pytestmark = pytest.mark.django_db

HOUR, DAY = 3600, 86400
MUST = "screened-at-the-gate"
DUE = NOON + 15 * 60
EVERYONE = Reader("ann", "operator")
LADDERS = """
- escalation: others
  title: {zh: 其他, en: All others}
  dated:
    - from: 2020-01-15
      steps:
        - {after: 1 days, to: district}
        - {after: 2 days, to: city}
      source: {document: Made up, status: assumed}
    - from: 2020-02-09
      steps:
        - {after: 2 hours, to: district}
        - {after: 10 hours, to: province}
      source: {document: Made up, status: assumed}
- escalation: own
  title: {zh: 自有, en: Its own}
  must: gate-has-an-operator
  dated:
    - from: 2020-02-20
      steps: [{after: 1 hours, to: nation}]
      source: {document: Made up, status: assumed}
"""


@pytest.fixture
def ladders(tmp_path):
    """The shipped plan with two ladders of our own."""
    folder = shipped.folder("shenzhen_2020")
    assert folder is not None
    shutil.copytree(folder, tmp_path / "plan")
    for file in (tmp_path / "plan" / "escalation").glob("*.yaml"):
        file.unlink()
    (tmp_path / "plan" / "escalation" / "made.yaml").write_text(LADDERS, "utf-8")
    yield lambda: (plans.enact(folder=tmp_path / "plan", by=BY, at=NOON), rebuild(at=NOON))
    plans.forget()


def raised(at: int) -> list[tuple[str, int, int] | None]:
    """How far each gap of the must has risen: level, area, since."""
    rows = lists.gaps(MUST, reader=EVERYONE, at=at, now=at).rows
    return [(g.risen.rise.level, g.risen.area, g.risen.rise.since) if g.risen else None for g in rows]


def test_a_gap_rises_with_its_age_by_the_ladder_of_the_day_it_fell_due(ladders):
    city = lay_small()
    ladders()
    early = NOON - 2 * DAY
    write("passage", passage(city, screened=False, screened_at=None))
    write("passage", passage(city, 1, screened=False, screened_at=None, at=early))
    first = DUE - 2 * DAY
    assert raised(first + DAY - 1) == [None]
    assert raised(first + DAY) == [("district", NANSHAN, first + DAY)]
    assert raised(DUE + 2 * HOUR) == [("city", CITY, DUE), ("district", NANSHAN, DUE + 2 * HOUR)]
    number = plans.in_force().of(MUST).number
    for at in (DUE + 2 * HOUR - 1, DUE + 2 * HOUR):
        levels = [one[0] for one in raised(at) if one]
        assert escalation.counts(plans.in_force(), at=at)[number] == dict.fromkeys(levels, 1)
    swept = escalation.sweep(plans.in_force(), at=DUE + 10 * HOUR)
    found = {one.rise.level: one for one in swept if one.must == MUST}
    assert (found["province"].rise.since, found["province"].owner) == (DUE + 10 * HOUR, None)
    assert found["city"].owner == Organisation.objects.get(id=city.command)
    assert risen("gate-has-an-operator", NOON, NOON + 30 * DAY, plans.in_force().plan) is None


def test_a_gap_of_the_city_does_not_sink_to_a_district():
    assert [risen_area(CITY, level) for level in ("community", "district", "city", "nation")] == [
        CITY,
        CITY,
        CITY,
        NATION,
    ]
    assert risen_area(NANSHAN, "city") == CITY


def test_what_is_excused_does_not_rise_and_shows_its_full_age_afterwards(ladders):
    city = lay_small()
    ladders()
    [row] = write("passage", passage(city, screened=False, screened_at=None))
    excuse(drafts=[Draft(MUST, row, "life_first", NOON, NOON + 5 * HOUR, "ann")], by=BY, at=NOON)
    number = plans.in_force().of(MUST).number
    assert escalation.counts(plans.in_force(), at=NOON + 4 * HOUR).get(number) is None
    assert escalation.counts(plans.in_force(), at=NOON + 5 * HOUR)[number] == {"district": 1}
    assert raised(NOON + 5 * HOUR) == [("district", NANSHAN, DUE + 2 * HOUR)]
    page = lists.gaps(MUST, reader=EVERYONE, at=NOON + 5 * HOUR, now=NOON, escalated=True)
    assert (page.total, len(page.rows)) == (1, 1)
    for kind in ("excused", "cannot_tell"):
        assert (
            lists.gaps(MUST, reader=EVERYONE, at=NOON + 4 * HOUR, now=NOON, kind=kind, escalated=True).total
            == 0
        )


def test_the_statements_say_what_the_slow_reading_says_in_a_whole_city(ladders):
    made = lay_planted()
    ladders()
    force = plans.in_force()
    gaps = lists.gaps(reader=EVERYONE, at=made.as_of, now=made.as_of, limit=0).rows
    drafts = []
    for gap in gaps[::3]:
        if gap.due_at is not None:
            end = made.as_of + DAY
            given = Draft(
                gap.must.key, gap.subject_id, "not_feasible", gap.due_at, end, "ann", period=gap.period
            )
            drafts.append(given)
    excuse(drafts=drafts, by=BY, at=made.as_of)
    known = Known(force, known_at=made.as_of)
    for at in (made.as_of, made.as_of - DAY):
        swept = list(escalation.sweep(force, at=at))
        slow = {
            (gap.must.key, gap.subject_id, gap.period): rise
            for gap in lists.gaps(reader=EVERYONE, at=at, now=at, limit=0).rows
            if gap.due_at is not None
            and (rise := risen(gap.must.key, gap.due_at, at, force.plan)) is not None
        }
        assert {(one.must, one.subject, one.period): one.rise for one in swept} == slow
        assert len(swept) > 10
        assert escalation.counts(force, at=at) == known.escalated(at=at)
        assert lists.gaps(reader=EVERYONE, at=at, now=at, escalated=True).total == len(swept)
        inside = Area.objects.get(gb_code="440305").id
        assert escalation.counts(force, at=at, area=inside) == known.escalated(at=at, area=inside)


def test_a_plan_without_ladders_lets_nothing_rise(tmp_path):
    city = lay_small()
    folder = shipped.folder("shenzhen_2020")
    assert folder is not None
    shutil.copytree(folder, tmp_path / "plan", ignore=shutil.ignore_patterns("escalation"))
    plans.enact(folder=tmp_path / "plan", by=BY, at=NOON)
    rebuild(at=NOON)
    write("passage", passage(city, screened=False, screened_at=None))
    assert escalation.counts(plans.in_force(), at=NOON + 30 * DAY) == {}
    assert raised(NOON + 30 * DAY) == [None]
    plans.forget()
