"""The brief: figures and musts of one area at one instant, as its published schema says, and its terminal rendering."""

from __future__ import annotations

import io
import json
from datetime import date

import jsonschema
import pytest
from rich.cells import cell_len
from rich.console import Console

from lianfang.base.instants import end_of
from lianfang.base.problems import Refused
from lianfang.fronts.command import brief, gap_list, terminal
from lianfang.fronts.command.schemas import schema
from lianfang.fronts.command.shapes import Brief, GapList, MustSaid
from lianfang.gaps import plans
from lianfang.gaps.models import MustNumber
from lianfang.gaps.standing import Counts, standings
from lianfang.registers.access import Reader
from lianfang.registers.models import Area, Journal
from tests.unit.gaps.cities import lay_planted, lay_small
from tests.unit.registers.city import FUTIAN, HUBEI, NANSHAN, NOON, passage, write

pytestmark = pytest.mark.django_db

EVERYONE = Reader("ann", "operator")
END = end_of(date(2020, 2, 9), "Asia/Shanghai")
LATER = END + 86400


@pytest.fixture(autouse=True)
def _nothing_compiled():
    yield
    plans.forget()


def musts(made: Brief) -> dict[str, MustSaid]:
    """Every must of a brief by its key."""
    return {must.must: must for line in made.lines for must in line.musts}


def test_a_brief_and_a_list_are_what_their_schemas_say():
    made = lay_planted()
    morning = brief.make(reader=EVERYONE, as_of=made.as_of, at=LATER)
    jsonschema.validate(json.loads(morning.model_dump_json()), schema(Brief))
    for kind in ("gap", "cannot_tell"):
        listed = gap_list.make(reader=EVERYONE, as_of=made.as_of, at=LATER, kind=kind, limit=0)
        jsonschema.validate(json.loads(listed.model_dump_json(by_alias=True)), schema(GapList))
        figure = sum(m.gaps if kind == "gap" else m.cannot_tell for m in musts(morning).values())
        assert (len(listed.rows), listed.total) == (figure, figure)


def test_a_must_stands_where_its_duties_stand():
    city = lay_small()
    write("passage", *[passage(city, n) for n in range(3)])
    write("declaration", {"made_at": NOON - 60, "vehicle": city.cars[0], "area": NANSHAN})
    write("declaration", {"made_at": NOON + 3600, "vehicle": city.cars[1], "area": NANSHAN})
    write("passage", passage(city, None))
    said = musts(brief.make(reader=EVERYONE, as_of=END, at=LATER))["declared-before-the-lane"]
    assert (said.due, said.met_in_time, said.late, said.excused, said.gaps, said.cannot_tell) == (
        3,
        1,
        1,
        0,
        1,
        1,
    )
    assert said.coverage is not None
    assert (said.coverage.low, said.coverage.high) == (0.5, 0.75)
    assert said.coverage_words.en == "50–75% of those recorded"
    assert [(share.area_name.en, share.gaps, share.cannot_tell) for share in said.by_area] == [
        ("Nanshan", 1, 1)
    ]
    assert "24 hours" in said.sentence.en
    early = musts(brief.make(reader=EVERYONE, as_of=NOON - 1, at=LATER))["declared-before-the-lane"]
    assert (early.due, early.coverage, early.coverage_words.en) == (0, None, "none due")


def test_figures_say_of_when_and_by_whom():
    lay_small()
    day = {"figure": "confirmed", "area": NANSHAN, "day": date(2020, 2, 8)}
    write("return", {**day, "value": 40})
    made = brief.make(reader=EVERYONE, as_of=END, at=LATER)
    [said] = [f for f in made.figures if (f.id, f.area, f.kind) == ("confirmed", "440305", "reported")]
    assert (said.value, said.as_of, said.of_record, said.missing) == (
        40,
        "2020-02-09T00:00:00+08:00",
        True,
        True,
    )
    [city] = [f for f in made.figures if (f.id, f.area, f.kind) == ("confirmed", "440300", "reported")]
    assert (city.value, city.missing) == (None, True)
    [first] = [p for p in made.problems if p.code == "figure/missing"][:1]
    assert first.what.en == "'Confirmed cases' for 2020-02-09 has not come from Shenzhen, Nanshan."


def test_a_must_that_was_read_under_another_text_is_said_to_lag():
    lay_small()
    MustNumber.objects.filter(must="screened-at-the-gate").update(hash="")
    made = brief.make(reader=EVERYONE, as_of=END, at=LATER)
    [said] = [p.what.en for p in made.problems if p.code == "must/lagging"]
    assert "screened-at-the-gate" in said


def test_what_is_assumed_is_said():
    lay_small()
    made = brief.make(reader=EVERYONE, as_of=END, at=LATER)
    said = [p.what.en for p in made.problems if p.code == "value/assumed"]
    assert any("30 min" in text for text in said)
    assert all(p.line for p in made.problems if p.code == "value/assumed")


def test_a_district_has_its_own_brief_and_its_officer_no_other():
    city = lay_small()
    write("passage", passage(city), passage(city, 1, area=FUTIAN))
    bob = Reader("bob", "district_officer", area=FUTIAN)
    mine = brief.make(reader=bob, as_of=END, at=LATER)
    assert (mine.area.code, musts(mine)["declared-before-the-lane"].gaps) == ("440304", 1)
    assert mine == brief.make(reader=EVERYONE, as_of=END, at=LATER, area=FUTIAN)
    for area in (NANSHAN, HUBEI, 77):
        with pytest.raises(Refused) as refusal:
            brief.make(reader=bob, as_of=END, at=LATER, area=area)
        assert [p.code for p in refusal.value.problems] == ["area/not-found"]


def test_districts_and_what_is_the_citys_own_sum_to_the_city():
    made = lay_planted()
    whole = Area.objects.get(gb_code="440300").id
    city = musts(brief.make(reader=EVERYONE, as_of=made.as_of, at=LATER))
    parts = [
        musts(brief.make(reader=EVERYONE, as_of=made.as_of, at=LATER, area=area))
        for area in Area.objects.filter(level="district").values_list("id", flat=True)
    ]
    directly = standings(at=made.as_of, area=whole, level="district")
    for standing in plans.in_force().musts:
        key, own = standing.must.key, directly.get((standing.number, whole), Counts())
        for name in ("due", "met_in_time", "late", "gaps", "cannot_tell"):
            told = sum(getattr(part[key], name) for part in parts) + getattr(own, name)
            assert told == getattr(city[key], name), (key, name)


def test_an_earlier_known_at_is_answered_from_versions_and_journalled():
    city = lay_small()
    [row] = write("passage", passage(city, screened=False, screened_at=None), at=NOON)
    write("passage", {"id": row, "screened": True, "screened_at": NOON + 60}, at=LATER)
    now = brief.make(reader=EVERYONE, as_of=END, at=LATER + 10)
    then = brief.make(reader=EVERYONE, as_of=END, at=LATER + 10, known_at=LATER - 1)
    assert musts(now)["screened-at-the-gate"].gaps == 0
    assert musts(then)["screened-at-the-gate"].gaps == 1
    assert then.known_at == "2020-02-10T23:59:59+08:00"
    assert Journal.objects.filter(verb="read", register="passage", fields="rows=1").exists()


def test_known_at_now_is_the_same_brief():
    made = lay_planted()
    at = made.as_of + 86400
    now = brief.make(reader=EVERYONE, as_of=made.as_of, at=at + 60).model_dump()
    then = brief.make(reader=EVERYONE, as_of=made.as_of, at=at + 60, known_at=at).model_dump()
    for key in ("figures", "lines", "differences", "explanations", "identities", "ledgers", "zones"):
        assert now[key] == then[key], key


def test_known_at_may_not_lie_in_the_future():
    lay_small()
    with pytest.raises(Refused) as refusal:
        brief.make(reader=EVERYONE, as_of=END, at=LATER, known_at=LATER + 1)
    assert [p.code for p in refusal.value.problems] == ["brief/known-at-after-as-of"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_eighty_columns_are_enough(language):
    made = lay_planted()
    out = io.StringIO()
    console = Console(file=out, width=80)
    terminal.print_brief(
        brief.make(reader=EVERYONE, as_of=made.as_of, at=LATER), language=language, console=console
    )
    listed = gap_list.make(reader=EVERYONE, as_of=made.as_of, at=LATER, kind="cannot_tell")
    terminal.print_gaps(listed, language=language, console=console)
    text = out.getvalue()
    assert max(cell_len(line) for line in text.splitlines()) <= 80
    assert "…" not in text
    assert ("措施落实" in text) == (language == "zh")


def test_the_csv_opens_in_a_spreadsheet_as_it_is():
    city = lay_small()
    write("organisation", {"id": city.command, "name_zh": "=指挥部"})
    write("passage", passage(city))
    listed = gap_list.make(reader=EVERYONE, as_of=END, at=LATER, must="declared-before-the-lane")
    text = gap_list.as_csv(listed, language="zh")
    assert text.startswith("\ufeff要求,名称,")
    assert ",'=指挥部,,,,,,,,\r\n" in text
    assert text.count("\r\n") == 2
