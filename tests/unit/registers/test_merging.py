"""Two records that are one become one and can be parted again: every table is then what it was; what came since is named."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lianfang.base.problems import Refused
from lianfang.gaps import plans
from lianfang.gaps.known import tables
from lianfang.gaps.models import Duty, Tally
from lianfang.interop.linking import Links
from lianfang.interop.mapping_text import Ask
from lianfang.registers import keys
from lianfang.registers.access import By
from lianfang.registers.actions import Bearer, identify, record, undo, withdraw
from lianfang.registers.actions.identifying import bearing
from lianfang.registers.actions.merging import Pair, Parted, foreseen, merge, stayed, unmerge
from lianfang.registers.models import (
    REGISTERS,
    AtRisk,
    Identifier,
    ImportBatch,
    Journal,
    Merge,
    Person,
    ReviewMatch,
    Vehicle,
)
from tests.unit.gaps.cities import enact
from tests.unit.registers.city import BY, CITY, FUTIAN, NANSHAN, NOON, City, lay, passage, write

pytestmark = pytest.mark.django_db

A, B = "11010119900307771X", "G12345678"


def digests() -> dict[str, str]:
    """Of each table that says anything of the city: all registers, what identifies, and what the plan found."""
    models: list[Any] = [*REGISTERS.values(), Identifier, Duty]
    found = {m.__name__: sorted(map(repr, m.objects.values_list())) for m in models}
    found["Tally"] = sorted(repr(row) for row in Tally.objects.values_list() if any(row[-5:]))
    return {name: hashlib.sha256("\n".join(rows).encode()).hexdigest() for name, rows in found.items()}


@pytest.fixture
def town():
    """One gate and three cars; no plan is in force."""
    plans.forget()
    return lay()


@pytest.fixture
def planned(town):
    """The same with the gates' musts in force."""
    enact("gates.yaml")
    yield town
    plans.forget()


def two(city: City) -> tuple[Person, Person]:
    """Two records of one person; both at risk by one risk area, and compared with each other and a third."""
    bearers = [
        Bearer("person", "document", text, name) for text, name in ((A, "王芳"), (B, "王方"), ("X1", "李四"))
    ]
    ids = list(identify(bearers=[(one, NANSHAN) for one in bearers], by=BY, at=NOON).ids.values())
    write(
        "person",
        {"id": ids[0], "birth_year": 1990},
        {"id": ids[1], "sex": "female", "birth_year": 1991, "source_key": "k2"},
    )
    for row in ids[:2]:
        write("passage", {**passage(city, 0), "person": row})
        write("declaration", {"made_at": NOON - 60, "person": row, "vehicle": city.cars[0], "area": NANSHAN})
    [risk] = write("risk_area", {
        "place": FUTIAN, "risk": "high", "valid_from": NOON - 86400, "document": "d", "area": CITY,
    })  # fmt: skip
    write("at_risk", *[
        {"risk_area": risk, "person": row, "since": NOON, "by_register": "passage", "by_record": "x", "area": NANSHAN}
        for row in ids[:2]
    ])  # fmt: skip
    decided = {"decision": "same", "decided_at": NOON, "decided_by": "ann", "area": NANSHAN}
    write(
        "review_match",
        *[
            {"person": one, "other_person": other, **decided}
            for one, other in ((ids[0], ids[1]), (ids[1], ids[2]))
        ],
    )
    return Person.objects.get(id=ids[0]), Person.objects.get(id=ids[1])


def join(kept: Any, gone: Any, **more: Any) -> Merge:
    """Merge two rows of one register."""
    register = "person" if isinstance(kept, Person) else "vehicle"
    more.setdefault("by", BY)
    by = more.pop("by")
    return merge(pairs=[Pair(register, kept.ref, gone.ref, "same papers", **more)], by=by, at=NOON + 60)[0]


def test_everything_goes_to_the_one_that_is_kept_and_back_again_to_the_letter(planned):
    kept, gone = two(planned)
    before = digests()
    made = join(kept, gone, taken=frozenset({"birth_year"}))
    assert not Person.objects.filter(id=gone.id).exists()
    now = Person.objects.get(id=kept.id)
    assert (now.sex, now.birth_year, now.source_key) == ("female", 1991, "k2")
    assert REGISTERS["passage"].objects.filter(person=kept.id).count() == 2
    assert REGISTERS["declaration"].objects.filter(person=kept.id).count() == 2
    assert [AtRisk.objects.count(), ReviewMatch.objects.count()] == [1, 1]
    for text in (A, B):
        fingerprint = keys.match("document", text)
        assert bearing([fingerprint], "document", "person")[fingerprint] == {kept.id}
    assert digests() != before
    assert Journal.objects.filter(verb="merge", register="person").count() == 2
    [parted] = unmerge(refs=[made.ref], reason="two sisters", by=BY, at=NOON + 120)
    assert (parted.rows, parted.columns) == ([], [])
    assert digests() == before
    assert Merge.objects.get().unmerged_by == "test"


def test_what_was_known_while_they_were_one_stays_known(town):
    kept, gone = two(town)
    made = join(kept, gone)
    unmerge(refs=[made.ref], reason="two sisters", by=BY, at=NOON + 120)
    there = [
        set(tables(known_at=at, registers=["person"])["person"]) for at in (NOON + 30, NOON + 90, NOON + 150)
    ]
    assert [gone.id in rows for rows in there] == [True, False, True]
    links = [
        {row["person_id"] for row in tables(known_at=at, registers=["passage"])["passage"].values()}
        for at in (NOON + 30, NOON + 90)
    ]
    assert links == [{kept.id, gone.id}, {kept.id}]


def test_what_came_or_changed_since_stays_and_is_named(town):
    kept, gone = two(town)
    made = join(kept, gone)
    [late] = write("passage", {**passage(town, 1), "person": kept.id})
    [mended] = (
        REGISTERS["declaration"]
        .objects.filter(person=kept.id)
        .order_by("-id")
        .values_list("id", flat=True)[:1]
    )
    write("declaration", {"id": mended, "person": None})
    write("person", {"id": kept.id, "sex": "male"})
    [parted] = unmerge(refs=[made.ref], reason="two sisters", by=BY, at=NOON + 120)
    assert (parted.rows, parted.columns) == ([("passage", late)], ["sex"])
    assert REGISTERS["passage"].objects.get(id=late).person_id == kept.id
    assert REGISTERS["declaration"].objects.get(id=mended).person_id is None
    assert (Person.objects.get(id=kept.id).sex, Person.objects.get(id=gone.id).sex) == ("male", "female")


def test_a_record_merged_on_is_parted_in_the_other_order(town):
    kept, gone = two(town)
    before = digests()
    [third] = Person.objects.exclude(id__in=[kept.id, gone.id])
    first, second = join(kept, gone), join(third, kept)
    assert {(m.kept, m.person_id) for m in Merge.objects.all()} == {(third.id, third.id)}
    with pytest.raises(Refused) as refusal:
        unmerge(refs=[first.ref], reason="x", by=BY, at=NOON + 120)
    assert [(p.code, p.facts["ref"]) for p in refusal.value.problems] == [("merge/merged-on", second.ref)]
    unmerge(refs=[second.ref, first.ref], reason="x", by=BY, at=NOON + 120)
    assert digests() == before


def test_a_car_of_two_records_has_one_duty_less_and_both_back(planned):
    write("passage", passage(planned, 0))
    write("declaration", {"made_at": NOON - 60, "vehicle": planned.cars[1], "area": NANSHAN})
    before, open_ = digests(), Duty.objects.filter(met_at=None).count()
    kept, gone = (Vehicle.objects.get(id=planned.cars[n]) for n in (0, 1))
    made = join(kept, gone)
    assert Duty.objects.filter(met_at=None).count() == open_ - 1
    unmerge(refs=[made.ref], reason="another car", by=BY, at=NOON + 120)
    assert digests() == before


@pytest.mark.parametrize("area", [FUTIAN, NANSHAN + 1])
def test_out_of_the_area_there_is_nothing_to_merge(town, area):
    kept, gone = two(town)
    by = By("eve", "community_officer", area)
    for action in (
        lambda: join(kept, gone, by=by),
        lambda: unmerge(refs=[join(kept, gone).ref], reason="x", by=by, at=NOON + 90),
    ):
        with pytest.raises(Refused) as refusal:
            action()
        assert [p.code for p in refusal.value.problems] == ["record/not-found"]


def test_one_elsewhere_is_not_there_for_who_has_the_other(town):
    kept, gone = two(town)
    write("person", {"id": gone.id, "area": FUTIAN})
    with pytest.raises(Refused) as refusal:
        join(kept, gone, by=By("eve", "district_command", NANSHAN))
    assert [p.code for p in refusal.value.problems] == ["record/not-found"]


def test_nothing_is_merged_with_itself_without_a_reason_or_in_half(town):
    kept, gone = two(town)
    before = digests()
    pairs = [Pair("person", kept.ref, gone.ref, "same"), Pair("person", kept.ref, kept.ref, "same")]
    for wrong, code in ((pairs, "merge/same"), ([Pair("person", kept.ref, gone.ref, " ")], "merge/reason")):
        with pytest.raises(Refused) as refusal:
            merge(pairs=wrong, by=BY, at=NOON + 60)
        assert [p.code for p in refusal.value.problems] == [code]
    assert digests() == before
    assert not Merge.objects.exists()


def test_the_database_holds_what_must_hold_of_merges(town):
    kept, gone = two(town)
    made = join(kept, gone)
    with pytest.raises(Refused):
        withdraw(register="person", ids=[kept.id], by=BY, at=NOON + 90)
    same = Merge(
        **{
            f.attname: getattr(made, f.attname)
            for f in Merge._meta.concrete_fields
            if f.name not in ("id", "ref")
        }
    )
    for wrong in (
        {},
        {"gone": kept.id},
        {"reason": ""},
        {"person_id": None},
        {"unmerged_at": NOON},
        {"unmerged_by": "x"},
    ):
        for name, value in wrong.items():
            setattr(same, name, value)
        same.pk, same.ref = None, f"r{len(wrong)}{next(iter(wrong), '')}"[:16]
        with pytest.raises(IntegrityError), transaction.atomic():
            same.save(force_insert=True)


def test_an_import_is_undone_around_whom_others_were_merged_into(town):
    batch = ImportBatch.objects.create(
        ref="b1", status="done", file="f", digest="d", mapping="m", started_at=NOON
    )
    ids = [
        next(
            iter(
                identify(
                    bearers=[(Bearer("person", "document", text), NANSHAN)], by=BY, at=NOON, batch=number
                ).ids.values()
            )
        )
        for text, number in ((A, batch.id), (B, None))
    ]
    kept, gone = (Person.objects.get(id=row) for row in ids)
    made = join(kept, gone)
    undo(batch=batch.id, by=BY, at=NOON + 90)
    assert Person.objects.filter(id=kept.id).exists()
    unmerge(refs=[made.ref], reason="x", by=BY, at=NOON + 120)
    assert Person.objects.count() == 2


def part(made: Merge, at: int = NOON + 120) -> Parted:
    """Undo one merge; what was foreseen is what comes."""
    seen = foreseen(made)[1]
    [parted] = unmerge(refs=[made.ref], reason="two sisters", by=BY, at=at)
    assert (set(parted.rows), set(parted.columns)) == (set(seen.rows), set(seen.columns))
    assert stayed(Merge.objects.get(id=made.id)) == parted
    return parted


def test_a_row_set_aside_that_names_what_is_gone_stays_away_and_is_named(town):
    kept, gone = two(town)
    aside = set(AtRisk.objects.filter(person=gone.id).values_list("id", flat=True))
    reviewed = ReviewMatch.objects.get(other_person=gone.id).id
    made = join(kept, gone)
    withdraw(register="at_risk", ids=AtRisk.objects.values_list("id", flat=True), by=BY, at=NOON + 70)
    withdraw(
        register="risk_area",
        ids=REGISTERS["risk_area"].objects.values_list("id", flat=True),
        by=BY,
        at=NOON + 80,
    )
    assert [("at_risk", row) for row in aside] == list(part(made).rows)
    assert Person.objects.filter(id=gone.id).exists()
    assert ReviewMatch.objects.filter(id=reviewed).exists()
    assert not AtRisk.objects.exists()


def test_the_key_and_the_reference_of_who_went_lead_to_who_is_kept(town):
    kept, gone = two(town)
    Person.objects.filter(id=kept.id).update(source_key="k1")
    made = join(kept, gone)
    [row] = write("person", {"source_key": "k2", "sex": "male", "area": NANSHAN})
    assert (row, Person.objects.get(id=kept.id).source_key) == (kept.id, "k1")
    assert write("person", {"ref": gone.ref, "birth_year": 1980}) == [kept.id]
    asks = [Ask("person", "key", "k2"), Ask("person", "ref", gone.ref)]
    assert set(Links().resolved(asks).values()) == {kept.id}
    Person.objects.filter(id=kept.id).update(source_key="k2")
    assert "source_key" in part(made).columns
    assert Person.objects.get(id=gone.id).source_key is None


def test_an_import_is_undone_after_a_merge_that_was_itself_undone(town):
    batch = ImportBatch.objects.create(
        ref="b1", status="done", file="f", digest="d", mapping="m", started_at=NOON
    )
    kept, gone = two(town)
    row = {**passage(town, 0), "person": gone.id}
    record(register="passage", rows=[row], by=BY, at=NOON, batch=batch.id)
    before = REGISTERS["passage"].objects.count()
    made = join(kept, gone)
    with pytest.raises(Refused, match="import/changed-since"):
        undo(batch=batch.id, by=BY, at=NOON + 90)
    part(made)
    undo(batch=batch.id, by=BY, at=NOON + 150)
    assert REGISTERS["passage"].objects.count() == before - 1


def test_a_fact_that_another_merge_says_too_is_not_unlearned(town):
    kept, gone = two(town)
    third = Person.objects.exclude(id__in=[kept.id, gone.id]).get()
    write("person", {"id": third.id, "sex": "female"})
    first = join(kept, gone)
    join(kept, third)
    assert part(first).columns == ["sex"]
    assert Person.objects.get(id=kept.id).sex == "female"
