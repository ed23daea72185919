"""A record: its facts as far as one may see them, its history, why a duty on it is a gap, and what would close it."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from lianfang.base.problems import Refused
from lianfang.board import finding
from lianfang.board.pages import tallies
from lianfang.board.records import record
from lianfang.board.shapes import DutySaid, RecordPage
from lianfang.gaps import plans
from lianfang.gaps.excusing import Draft, excuse
from lianfang.gaps.models import Excuse
from lianfang.interop.pages import decoded
from lianfang.registers.access import Reader
from lianfang.registers.models import REGISTERS, Journal
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import BY, FUTIAN, NANSHAN, NOON, passage, write

pytestmark = pytest.mark.django_db
LATER = NOON + 3 * 86400
INVESTIGATOR = Reader("ann", "epidemiologist", purpose="case_investigation")
SUPERVISOR = Reader("bo", "officer", purpose="supervision")


@pytest.fixture(autouse=True)
def _nothing_compiled():
    yield
    plans.forget()


def page(register: str, row: int, *, reader: Reader = INVESTIGATOR, at: int = LATER) -> RecordPage:
    """The page of a row."""
    return record(register, REGISTERS[register].objects.get(id=row).ref, reader=reader, as_of=at, at=LATER)


def duty(shown: RecordPage, must: str) -> DutySaid:
    """What is said of one duty."""
    [found] = [one for one in shown.duties if one.duty.must == must]
    return found


def test_a_gap_names_what_is_not_there_and_closes_with_it():
    city = lay_small()
    [row] = write("passage", passage(city, temperature=36.5))
    gap = duty(page("passage", row), "declared-before-the-lane")
    assert (gap.state, gap.due_at) == ("gap", "2020-02-09T12:30:00+08:00")
    assert {one.holds for one in gap.population} == {"yes"}
    assert "not_asked" in {one.holds for one in gap.evidence}
    assert "申报" in gap.closes.zh
    assert "declaration" in gap.closes.en
    assert gap.gap is not None
    assert gap.owner == gap.gap.owner
    assert duty(page("passage", row, at=NOON + 60), "declared-before-the-lane").state == "not_yet_due"
    write("declaration", {"vehicle": city.cars[0], "made_at": NOON + 3600, "area": NANSHAN}, at=NOON + 3700)
    late = duty(page("passage", row), "declared-before-the-lane")
    assert (late.state, late.met_at) == ("late", "2020-02-09T13:00:00+08:00")
    before = duty(page("passage", row, at=NOON + 2000), "declared-before-the-lane")
    assert (before.state, before.met_at) == ("gap", None)
    assert "13:00" in before.closes.en


def test_a_cannot_tell_names_the_fact_that_is_wanted():
    city = lay_small()
    [row] = write("passage", passage(city, car=None))
    found = duty(page("passage", row), "declared-before-the-lane")
    assert (found.state, [one.en for one in found.missing]) == ("cannot_tell", ["vehicle"])
    assert "车辆" in found.closes.zh
    [open_] = write("passage", passage(city, screened=None, screened_at=None))
    unsure = duty(page("passage", open_), "screened-at-the-gate")
    assert unsure.state == "cannot_tell"
    assert "unknown" in {one.holds for one in unsure.evidence}


def test_an_excused_duty_says_so():
    city = lay_small()
    [row] = write("passage", passage(city))
    reason = next(iter(Excuse.REASONS.codes))
    draft = Draft("declared-before-the-lane", row, reason, NOON, LATER + 86400, "mei", words="road cut")
    excuse(drafts=[draft], by=BY, at=NOON)
    found = duty(page("passage", row), "declared-before-the-lane")
    assert found.state == "excused"
    assert found.gap is not None
    assert found.gap.excuse is not None


def test_what_a_reader_may_not_see_is_withheld_and_out_of_reach_is_not_found():
    city = lay_small()
    [row] = write("passage", passage(city, temperature=36.6))
    full, less = page("passage", row), page("passage", row, reader=SUPERVISOR)
    shape = {one.name: one for one in full.facts}
    hidden = {one.name for one in less.facts if one.withheld}
    assert hidden == {one.name for one in full.facts if one.privacy in ("personal", "sensitive")} != set()
    assert all(one.value is None and one.words is None for one in less.facts if one.withheld)
    assert not any(one.withheld for one in shape.values())
    links = {one.name: one for one in less.links}
    assert (links["vehicle"].withheld, links["vehicle"].reference, links["gate"].withheld) == (
        True,
        None,
        False,
    )
    [ill] = write("case", {"classification": "CONFIRMED", "area": NANSHAN, "reported_on": date(2020, 2, 8)})
    told, untold = (
        [one.holds for one in duty(page("case", ill, reader=reader), "case-onset-recorded").evidence]
        for reader in (INVESTIGATOR, SUPERVISOR)
    )
    assert "withheld" in untold
    assert "withheld" not in told
    ref = full.reference
    far = Reader("cy", "officer", area=FUTIAN)
    of_gates = Reader("di", "gate_commander", classes=frozenset({"gates"}))
    assert record("passage", ref, reader=of_gates, as_of=LATER, at=LATER).reference == ref
    for register, asked, reader in (
        ("passage", ref, far),
        ("passage", "nope", far),
        ("nothing", ref, far),
        ("case", page("case", ill, reader=INVESTIGATOR).reference, of_gates),
    ):
        with pytest.raises(Refused) as refusal:
            record(register, asked, reader=reader, as_of=LATER, at=LATER)
        assert [one.code for one in refusal.value.problems] == ["record/not-found"]
    assert Journal.objects.filter(verb="read", register="passage", actor="bo").exists()


def test_history_names_what_changed_and_who_changed_it():
    city = lay_small()
    [row] = write("passage", passage(city, screened=None, screened_at=None), at=NOON + 60)
    write("passage", {"id": row, "screened": False}, at=NOON + 120)
    write("passage", {"id": row, "screened": True, "direction": "out"}, at=NOON + 180)
    shown = page("passage", row)
    assert [(one.until, one.values) for one in shown.history] == [
        ("2020-02-09T12:03:00+08:00", {"screened": False, "direction": "in"}),
        ("2020-02-09T12:02:00+08:00", {"screened": None}),
    ]
    assert [(one.verb, one.actor) for one in shown.journal] == [
        ("update", BY.name),
        ("update", BY.name),
        ("record", BY.name),
    ]
    assert set(shown.journal[0].fields) - {"id"} == {"screened", "direction"}


def test_a_number_of_thousands_of_digits_is_no_number() -> None:
    long = "9" * 5000
    assert (tallies._count(long), tallies._count("7")) == (tallies.SHIFTS, 7)
    with pytest.raises(Refused, match="form/number"):
        finding._year(long)
    assert [
        decoded.expected(SimpleNamespace(POST={"expected": said})) for said in (long, "0" * 5000, "12")
    ] == [0, 0, 12]
