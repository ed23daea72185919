"""An import is undone as a whole, or refused because somebody changed one of its rows since."""

from __future__ import annotations

import pytest

from lianfang.base.problems import Refused
from lianfang.registers import keys
from lianfang.registers.actions import record, undo, withdraw
from lianfang.registers.models import Case, ImportBatch, Site, Version
from tests.unit.registers.city import BY, CITY, NOON, lay, write

pytestmark = pytest.mark.django_db


def batch(ref: str) -> ImportBatch:
    """A batch that is done."""
    return ImportBatch.objects.create(
        ref=ref, status="done", file="f", digest="d", mapping="m", started_at=NOON
    )


def case(key: str, **given: object) -> dict[str, object]:
    """A case by its source's key."""
    return {"source_key": key, "classification": "CONFIRMED", "area": CITY, **given}


def test_undo_takes_made_rows_out_and_gives_changed_rows_back():
    lay()
    write("case", case("old", age=40))
    one = batch("b1")
    record(register="case", rows=[case("new"), case("old", age=41)], by=BY, at=NOON + 1, batch=one.id)
    undo(batch=one.id, by=BY, at=NOON + 2)
    assert list(Case.objects.values_list("source_key", "age")) == [("old", 40)]


def test_a_row_that_somebody_changed_while_the_import_ran_stops_the_undo():
    lay()
    write("case", case("old", age=40))
    one = batch("b1")
    record(register="case", rows=[case("new")], by=BY, at=NOON + 1, batch=one.id)
    record(register="case", rows=[case("new", severity="SEVERE")], by=BY, at=NOON + 2)
    record(register="case", rows=[case("old", age=41)], by=BY, at=NOON + 3, batch=one.id)
    with pytest.raises(Refused) as refusal:
        undo(batch=one.id, by=BY, at=NOON + 4)
    assert [p.code for p in refusal.value.problems] == ["import/changed-since"]
    assert Case.objects.get(source_key="new").severity == "SEVERE"


def test_what_names_a_row_that_is_gone_or_has_other_columns_since_is_refused_in_words():
    city = lay()
    [gate] = write("site", {"kind": "gate", "mode": "road", "name_zh": "x", "name_en": "x", "area": CITY, "operator": city.command,
                            "source_key": "gate"})  # fmt: skip
    [other] = write("organisation", {"kind": "command", "name_zh": "y", "name_en": "y", "area": CITY})
    write("site", {"id": gate, "operator": other})
    one = batch("b1")
    row = {"source_key": "gate", "operator": city.command}
    record(register="site", rows=[row], by=BY, at=NOON + 1, batch=one.id)
    withdraw(register="organisation", ids=[other], by=BY, at=NOON + 2)
    with pytest.raises(Refused) as refusal:
        undo(batch=one.id, by=BY, at=NOON + 3)
    assert [p.code for p in refusal.value.problems] == ["import/names-what-is-gone"]
    assert Site.objects.get(id=gate).operator_id == city.command
    two = batch("b2")
    record(register="site", rows=[{**row, "name_zh": "z"}], by=BY, at=NOON + 4, batch=two.id)
    version = Version.objects.get(batch=two.id)
    older = {
        name: value for name, value in keys.unseal_values(bytes(version.values)).items() if name != "focus"
    }
    Version.objects.filter(id=version.id).update(values=keys.seal_values(older))
    with pytest.raises(Refused) as refusal:
        undo(batch=two.id, by=BY, at=NOON + 5)
    assert [p.code for p in refusal.value.problems] == ["import/other-columns"]
    assert "focus" in str(refusal.value)


def test_an_import_that_was_itself_undone_does_not_stop_the_one_before():
    lay()
    one, two = batch("b1"), batch("b2")
    record(register="case", rows=[case("a", age=1)], by=BY, at=NOON + 1, batch=one.id)
    record(register="case", rows=[case("a", age=2)], by=BY, at=NOON + 2, batch=two.id)
    with pytest.raises(Refused):
        undo(batch=one.id, by=BY, at=NOON + 3)
    undo(batch=two.id, by=BY, at=NOON + 4)
    assert Case.objects.get().age == 1
    undo(batch=one.id, by=BY, at=NOON + 5)
    assert not Case.objects.exists()
