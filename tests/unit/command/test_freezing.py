"""Frozen briefs: once an instant, never worked out anew; what comes late is named, and frozen beside with a reason."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from django.db import DatabaseError, transaction

from lianfang.base.instants import end_of
from lianfang.base.problems import Refused
from lianfang.fronts.command import brief, comparing, freezing, printed
from lianfang.fronts.command.freezing import Frozen
from lianfang.fronts.command.schemas import schema
from lianfang.fronts.command.shapes import Brief
from lianfang.fronts.command.shapes_frozen import ChangeSaid, FrozenChanges, FrozenList, FrozenSaid
from lianfang.gaps import plans
from lianfang.gaps.freezing import digest_of
from lianfang.gaps.models import FrozenBrief
from lianfang.registers.access import By, Reader
from lianfang.registers.models import Journal
from lianfang.ui.paper.parts import Document, Heading, Prose
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import CITY, FUTIAN, NANSHAN, NOON, passage, write

pytestmark = pytest.mark.django_db

COMMAND = By("ann", "city_command")
EVERYONE = Reader("ann", "city_command")
END = end_of(date(2020, 2, 9), "Asia/Shanghai")
LATER = END + 7 * 3600


@pytest.fixture(autouse=True)
def city():
    city = lay_small()
    write("return", {"figure": "confirmed", "area": NANSHAN, "day": date(2020, 2, 9), "value": 40})
    write("passage", *[passage(city, n) for n in range(3)])
    yield city
    plans.forget()


def freeze(**more: object) -> FrozenSaid:
    """The city's brief, frozen at the cut-off of 10 February."""
    return freezing.freeze(by=COMMAND, at=LATER, **more)  # type: ignore[arg-type]


def late(ref: str) -> dict[tuple[str, str, str], tuple[object, object]]:
    """What became known since: key, area, which number, and both values."""
    made = freezing.compare(ref=ref, reader=EVERYONE, at=LATER + 60)
    return {(c.key, c.area, c.what.en): (c.before, c.after) for c in made.late.rows}


def test_the_last_cut_off_is_frozen_and_twice_is_once():
    first = freeze()
    assert (first.as_of, first.area.code, first.frozen_by) == ("2020-02-10T00:00:00+08:00", "440300", "ann")
    again = freezing.freeze(by=By("bob", "city_command"), at=LATER + 3600)
    assert again == first
    assert FrozenBrief.objects.count() == 1
    entry = Journal.objects.get(register="brief")
    assert (entry.verb, entry.ref, entry.actor, entry.fields) == ("freeze", first.ref, "ann", first.digest)
    jsonschema.validate(json.loads(first.model_dump_json()), schema(FrozenSaid))


def test_what_was_said_is_what_the_brief_said_then():
    then = brief.make(reader=EVERYONE, as_of=END, at=LATER)
    kept = freezing.show(ref=freeze().ref, reader=EVERYONE)
    assert kept.brief == then
    assert digest_of(kept.text) == kept.said.digest
    assert kept.said.plan == then.plan.hash


def test_a_late_record_changes_the_living_brief_and_not_the_frozen(city):
    kept = freeze()
    text = freezing.show(ref=kept.ref, reader=EVERYONE).text
    assert late(kept.ref) == {}
    write("return", {"figure": "confirmed", "area": FUTIAN, "day": date(2020, 2, 9), "value": 7})
    write("declaration", {"made_at": NOON - 60, "vehicle": city.cars[0], "area": NANSHAN})
    must = "declared-before-the-lane"
    said = late(kept.ref)
    assert said["confirmed", "440304", "reported"] == (None, 7)
    assert said[must, "440300", "gaps"] == (3, 2)
    assert said[must, "440300", "in time"] == (0, 1)
    assert said[must, "440305", "gaps"] == (3, 2)
    assert freezing.show(ref=kept.ref, reader=EVERYONE).text == text
    assert freeze() == kept


def test_where_nothing_is_open_any_more_below_it_says_zero(city):
    kept = freeze()
    for car in city.cars[:3]:
        write("declaration", {"made_at": NOON - 60, "vehicle": car, "area": NANSHAN})
    assert late(kept.ref)["declared-before-the-lane", "440305", "gaps"] == (3, 0)


def test_a_revision_stands_beside_what_it_revises_with_its_reason():
    kept = freeze()
    with pytest.raises(Refused, match="brief/nothing-to-revise"):
        freezing.revise(ref=kept.ref, reason="why not", by=COMMAND, at=LATER)
    write("return", {"figure": "confirmed", "area": FUTIAN, "day": date(2020, 2, 9), "value": 7})
    for reason, code in ((" ", "brief/no-reason"), ("x" * 401, "brief/reason-too-long")):
        with pytest.raises(Refused, match=code):
            freezing.revise(ref=kept.ref, reason=reason, by=COMMAND, at=LATER)
    made = freezing.revise(ref=kept.ref, reason=" Futian reported late ", by=COMMAND, at=LATER + 60)
    assert (made.revises, made.reason, made.as_of) == (kept.ref, "Futian reported late", kept.as_of)
    assert freezing.show(ref=kept.ref, reader=EVERYONE).said.revised_by == made.ref
    assert late(made.ref) == {}
    assert late(kept.ref)["confirmed", "440304", "reported"] == (None, 7)
    with pytest.raises(Refused, match="brief/revised-already"):
        freezing.revise(ref=kept.ref, reason="again", by=COMMAND, at=LATER + 90)
    assert list(Journal.objects.filter(register="brief").values_list("verb", flat=True)) == [
        "freeze",
        "revise",
    ]


def test_the_changes_since_the_last_are_named_figure_by_figure():
    before = freezing.freeze(by=COMMAND, at=LATER, as_of=END - 86400)
    kept = freeze()
    made = freezing.compare(ref=kept.ref, reader=EVERYONE, at=LATER)
    assert (made.last and made.last.ref) == before.ref
    assert made.since_last is not None
    said: dict[tuple[str, str, str], ChangeSaid] = {
        (c.key, c.area, c.what.en): c for c in made.since_last.rows
    }
    change = said["confirmed", "440305", "reported"]
    assert (change.before, change.after, change.state) == (None, 40, "new")
    assert said["declared-before-the-lane", "440300", "gaps"].after == 3
    jsonschema.validate(json.loads(made.model_dump_json()), schema(FrozenChanges))
    assert freezing.compare(ref=before.ref, reader=EVERYONE, at=LATER).since_last is None


def test_what_is_to_come_is_not_frozen():
    with pytest.raises(Refused, match="brief/not-over"):
        freeze(as_of=LATER + 1)
    assert not FrozenBrief.objects.exists()


def test_a_row_is_never_changed_and_a_changed_one_is_not_shown():
    kept = freeze()
    with pytest.raises(DatabaseError, match="frozen_brief_stays"), transaction.atomic():
        FrozenBrief.objects.filter(ref=kept.ref).update(text="{}")
    row = FrozenBrief.objects.get(ref=kept.ref)
    row.pk, row.ref, row.as_of, row.text = None, "0" * 16, END - 1, row.text.replace("40", "41")
    row.save(force_insert=True)
    with pytest.raises(Refused, match="brief/altered"):
        freezing.show(ref="0" * 16, reader=EVERYONE)


def test_each_area_has_its_own_and_nobody_sees_beyond_theirs():
    whole = freeze()
    mine = freezing.freeze(by=By("bob", "district_command", area=FUTIAN), at=LATER)
    assert (mine.area.code, FrozenBrief.objects.count()) == ("440304", 2)
    bob = Reader("bob", "district_command", area=FUTIAN)
    assert [one.ref for one in freezing.listing(reader=bob).rows] == [mine.ref]
    with pytest.raises(Refused, match="record/not-found"):
        freezing.show(ref=whole.ref, reader=bob)
    with pytest.raises(Refused, match="area/not-found"):
        freezing.freeze(by=By("bob", "district_command", area=FUTIAN), at=LATER, area=NANSHAN)
    listed = freezing.listing(reader=EVERYONE, limit=1)
    assert (listed.total, len(listed.rows)) == (2, 1)
    jsonschema.validate(json.loads(listed.model_dump_json()), schema(FrozenList))
    assert [one.ref for one in freezing.listing(reader=EVERYONE, area=CITY).rows] == [whole.ref]


def test_a_text_that_was_frozen_by_an_earlier_program_can_still_be_read():
    kept = (Path(__file__).parents[2] / "kept" / "brief-1.json").read_text("utf-8")
    read = Brief.model_validate_json(kept)
    assert comparing.changes(read, read).rows == []
    assert {sort for (sort, *_), _item in comparing.items(read)} == {"figure", "must", "stock", "zone"}


def on_paper(ref: str) -> tuple[Frozen, Document]:
    """A frozen brief, and what would be drawn of it."""
    kept = freezing.show(ref=ref, reader=EVERYONE)
    return kept, printed.document(kept, freezing.backdrop(kept), "zh")


def test_what_is_printed_stays_whatever_comes_later():
    first = freeze()
    before = on_paper(first.ref)[1]
    write("return", {"figure": "confirmed", "area": FUTIAN, "day": date(2020, 2, 9), "value": 7})
    second = freezing.revise(ref=first.ref, reason="福田补报", by=COMMAND, at=LATER + 60)
    assert on_paper(first.ref)[1] == before
    revision = on_paper(second.ref)[1]
    assert any(isinstance(part, Prose) and "福田补报" in part.text for part in revision.parts)
    day = 86_400
    third = freezing.freeze(by=COMMAND, at=LATER + day, as_of=END + day)
    assert any(isinstance(p, Heading) and second.ref in p.text for p in on_paper(third.ref)[1].parts)
