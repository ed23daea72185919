"""Excuses: their own share of what is due, from when until when, by two people, never endless, never gone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lianfang.base.instants import end_of
from lianfang.base.problems import Refused
from lianfang.gaps import plans
from lianfang.gaps.excusing import Draft, excuse, revoke_excuse
from lianfang.gaps.findings import findings
from lianfang.gaps.known import Known
from lianfang.gaps.models import Duty, Excuse
from lianfang.gaps.rebuild import rebuild
from lianfang.gaps.standing import Counts, standings
from lianfang.registers.access import By
from lianfang.registers.actions import record, withdraw
from lianfang.registers.models import Journal
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import BY, CITY, FUTIAN, NOON, passage, write

pytestmark = pytest.mark.django_db

HOUR = 3600
MUST = "screened-at-the-gate"
DUE = NOON + 15 * 60
LATER = NOON + 20 * HOUR


@pytest.fixture
def gap():
    """One passage of a car that was not screened."""
    city = lay_small()
    [row] = write("passage", passage(city, screened=False, screened_at=None))
    yield row
    plans.forget()


def draft(subject: int, **given: object) -> Draft:
    """An excuse of the passage for three hours."""
    said = {"reason": "system_failure", "begins_at": NOON, "until": NOON + 3 * HOUR, "approved_by": "ann"}
    return Draft(must=MUST, subject=subject, **{**said, **given})  # type: ignore[arg-type]


def stand(at: int) -> Counts:
    """The standing of the must."""
    return standings(at=at, area=CITY).get((plans.in_force().of(MUST).number, CITY), Counts())


def shares(at: int) -> tuple[int, int, int]:
    """Late, excused, gaps."""
    found = stand(at)
    assert found.due == found.met_in_time + found.late + found.excused + found.gaps
    return found.late, found.excused, found.gaps


def refused(**given: object) -> list[str]:
    """The codes with which an excuse is refused."""
    with pytest.raises(Refused) as refusal:
        excuse(drafts=[draft(**given)], by=BY, at=NOON)  # type: ignore[arg-type]
    return [problem.code for problem in refusal.value.problems]


def test_while_it_holds_the_duty_is_excused_and_no_gap(gap):
    excuse(drafts=[draft(gap)], by=BY, at=NOON)
    end = NOON + 3 * HOUR
    assert [shares(at) for at in (DUE - 1, DUE, end - 1, end, LATER)] == [
        (0, 0, 0), (0, 1, 0), (0, 1, 0), (0, 0, 1), (0, 0, 1)
    ]  # fmt: skip
    assert stand(DUE).coverage == (0, 0)
    assert [f.finding for at in (DUE, end) for f in findings(at=at) if f.must == MUST] == ["gap"]


def test_a_met_duty_is_never_excused(gap):
    excuse(drafts=[draft(gap)], by=BY, at=NOON)
    write("passage", {"id": gap, "screened": True, "screened_at": DUE + HOUR}, at=NOON + 2 * HOUR)
    assert [shares(at) for at in (DUE, DUE + HOUR - 1, DUE + HOUR, LATER)] == [
        (0, 1, 0), (0, 1, 0), (1, 0, 0), (1, 0, 0)
    ]  # fmt: skip
    assert refused(subject=gap, begins_at=DUE + 2 * HOUR, until=LATER) == ["excuse/met-already"]


def test_evidence_from_before_it_began_leaves_it_nothing_to_count(gap):
    excuse(drafts=[draft(gap, begins_at=NOON + HOUR)], by=BY, at=NOON)
    assert shares(NOON + HOUR) == (0, 1, 0)
    for met_at, late in ((NOON + HOUR, 1), (DUE + 60, 1), (DUE, 0)):
        write("passage", {"id": gap, "screened": True, "screened_at": met_at})
        assert (shares(NOON + 2 * HOUR), Excuse.objects.get().counts_from) == ((late, 0, 0), None)
    rebuild(at=NOON)
    assert Excuse.objects.get().counts_until is None


def test_a_duty_met_in_time_leaves_it_nothing_to_count(gap):
    excuse(drafts=[draft(gap)], by=BY, at=NOON)
    write("passage", {"id": gap, "screened": True, "screened_at": NOON + 60})
    assert (shares(DUE), stand(DUE).met_in_time, Excuse.objects.get().counts_from) == ((0, 0, 0), 1, None)


def test_a_cannot_tell_stays_one_and_its_excuse_lies_ready(gap):
    write("passage", {"id": gap, "screened": None})
    excuse(drafts=[draft(gap)], by=BY, at=NOON)
    assert (stand(DUE).cannot_tell, shares(DUE)) == (1, (0, 0, 0))
    write("passage", {"id": gap, "screened": False})
    assert (stand(DUE).cannot_tell, shares(DUE)) == (0, (0, 1, 0))


def test_it_outlives_the_duty_and_a_rebuild(gap):
    [ref] = excuse(drafts=[draft(gap)], by=BY, at=NOON)
    write("passage", {"id": gap, "direction": "out"})
    assert (
        Duty.objects.filter(subject_id=gap, must_id=plans.in_force().of(MUST).number).count(),
        shares(DUE),
    ) == (0, (0, 0, 0))
    rebuild(at=NOON)
    write("passage", {"id": gap, "direction": "in"})
    assert shares(DUE) == (0, 1, 0)
    rebuild(at=NOON)
    assert shares(DUE) == (0, 1, 0)
    withdraw(register="passage", ids=[gap], by=BY, at=NOON)
    assert (shares(DUE), Excuse.objects.get().ref) == ((0, 0, 0), ref)


def test_it_follows_its_duty_into_another_area(gap):
    excuse(drafts=[draft(gap)], by=BY, at=NOON)
    write("passage", {"id": gap, "area": FUTIAN})
    number = plans.in_force().of(MUST).number
    assert standings(at=DUE, area=FUTIAN)[number, FUTIAN].excused == 1
    assert all(c.excused == 0 for c in standings(at=LATER, area=CITY, level="district").values())


def test_revoked_it_ends_early_and_stays(gap):
    [ref] = excuse(drafts=[draft(gap)], by=BY, at=NOON)
    revoke_excuse(refs=[ref], by=BY, at=NOON + HOUR)
    assert [shares(at) for at in (DUE, NOON + HOUR - 1, NOON + HOUR)] == [(0, 1, 0), (0, 1, 0), (0, 0, 1)]
    kept = Excuse.objects.get()
    assert (kept.until, kept.ends_at, kept.revoked_by, kept.revoked_at) == (
        NOON + 3 * HOUR,
        NOON + HOUR,
        "test",
        NOON + HOUR,
    )
    for ends_at in (None, NOON):
        with pytest.raises(Refused) as refusal:
            revoke_excuse(refs=[ref], by=BY, at=NOON + 2 * HOUR, ends_at=ends_at)
        assert [p.code for p in refusal.value.problems] == ["excuse/over"]


def test_one_revoked_before_it_began_never_held(gap):
    [ref] = excuse(drafts=[draft(gap, begins_at=NOON + HOUR)], by=BY, at=NOON)
    revoke_excuse(refs=[ref], by=BY, at=NOON)
    assert shares(NOON + 2 * HOUR) == (0, 0, 1)
    excuse(drafts=[draft(gap)], by=BY, at=NOON)
    assert shares(NOON + 2 * HOUR) == (0, 1, 0)


def test_what_was_known_before_it_was_recorded_or_revoked_is_told_so(gap):
    force, at = plans.in_force(), NOON + 2 * HOUR
    seen = [(NOON, stand(at))]
    [ref] = excuse(drafts=[draft(gap)], by=BY, at=NOON + 4 * HOUR)
    seen.append((NOON + 4 * HOUR, stand(at)))
    revoke_excuse(refs=[ref], by=BY, at=NOON + 5 * HOUR, ends_at=NOON + HOUR)
    seen.append((NOON + 5 * HOUR, stand(at)))
    write("passage", {"id": gap, "screened": True, "screened_at": DUE + 60}, at=NOON + 6 * HOUR)
    seen.append((NOON + 6 * HOUR, stand(at)))
    number = force.of(MUST).number
    assert [(k, Known(force, known_at=k).standings(at=at, area=CITY)[number, CITY]) for k, _ in seen] == seen
    assert [(c.late, c.excused, c.gaps) for _, c in seen] == [(0, 0, 1), (0, 1, 0), (0, 0, 1), (1, 0, 0)]
    [share] = Known(force, known_at=NOON + 4 * HOUR).shares(at=at, area=CITY)[number]
    assert (share.said.reason, share.said.given_by, share.said.approved_by, share.count, share.last_end) == (
        "system_failure", "test", "ann", 1, NOON + 3 * HOUR
    )  # fmt: skip


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"until": NOON}, "excuse/ends-before-it-begins"),
    ({"until": 0}, "excuse/incomplete"),
    ({"until": end_of(date(2020, 4, 30), "Asia/Shanghai") + 1}, "excuse/beyond-the-plan"),
    ({"approved_by": " TEST "}, "excuse/one-person"),
    ({"approved_by": " "}, "excuse/incomplete"),
    ({"reason": "because"}, "excuse/reason"),
    ({"reason": "other"}, "excuse/reason-in-words"),
    ({"words": "x" * 401}, "excuse/too-long"),
    ({"period": 86400}, "excuse/no-duty"),
    ({"must": "no-such-must"}, "excuse/no-duty"),
]


def test_what_is_wrong_is_refused_at_its_line_and_nothing_is_written(gap):
    good = draft(gap, begins_at=NOON + 9 * HOUR, until=NOON + 10 * HOUR)
    for given, code in WRONG:
        with pytest.raises(Refused) as refusal:
            excuse(drafts=[good, Draft(**vars(draft(gap)) | given)], by=BY, at=NOON)
        assert [(p.code, p.line) for p in refusal.value.problems] == [(code, 2)]
    assert not Excuse.objects.exists()


def test_an_officer_excuses_in_their_own_area_alone(gap):
    with pytest.raises(Refused) as refusal:
        excuse(drafts=[draft(gap)], by=By("bob", "officer", area=FUTIAN), at=NOON)
    assert [p.code for p in refusal.value.problems] == ["excuse/no-duty"]


def test_two_excuses_of_one_duty_never_overlap(gap):
    [ref] = excuse(drafts=[draft(gap)], by=BY, at=NOON)
    excuse(drafts=[draft(gap, begins_at=NOON + 3 * HOUR, until=NOON + 4 * HOUR)], by=BY, at=NOON)
    assert refused(subject=gap, begins_at=NOON + HOUR, until=NOON + 9 * HOUR) == ["excuse/overlaps"]
    both = [draft(gap, begins_at=NOON + 8 * HOUR, until=NOON + hours * HOUR) for hours in (10, 9)]
    with pytest.raises(Refused):
        excuse(drafts=both, by=BY, at=NOON)
    kept = Excuse.objects.get(ref=ref)
    kept.pk, kept.ref = None, "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Excuse.objects.exclude(ref=ref).update(begins_at=NOON + 2 * HOUR)


NO_EXCUSE: list[dict[str, object]] = [
    {"approved_by": "test"}, {"ends_at": NOON + 4 * HOUR}, {"until": NOON, "ends_at": NOON}, {"ends_at": NOON + HOUR},
    {"reason": "other", "words": ""}, {"counts_from": NOON - 1}, {"counts_until": None}, {"revoked_by": "x"},
]  # fmt: skip


def test_the_database_refuses_what_no_excuse_is(gap):
    excuse(drafts=[draft(gap)], by=BY, at=NOON)
    for wrong in NO_EXCUSE:
        with pytest.raises(IntegrityError), transaction.atomic():
            Excuse.objects.update(**wrong)


def test_a_replay_is_answered_as_before_and_writes_nothing(gap):
    first = excuse(drafts=[draft(gap)], by=BY, at=NOON, request="r1")
    assert excuse(drafts=[draft(gap)], by=BY, at=NOON + HOUR, request="r1") == first
    ended = revoke_excuse(refs=first, by=BY, at=NOON + HOUR, request="r2")
    assert revoke_excuse(refs=first, by=BY, at=NOON + 2 * HOUR, request="r2") == ended == first
    assert Excuse.objects.get().ends_at == NOON + HOUR
    with pytest.raises(Refused) as refusal:
        excuse(drafts=[draft(gap, words="other")], by=BY, at=NOON, request="r1")
    assert [p.code for p in refusal.value.problems] == ["record/request-reused"]
    with pytest.raises(Refused) as refusal:
        record(register="vehicle", rows=[{"area": FUTIAN}], by=BY, at=NOON, request="r1")
    assert refusal.value.problems[0].code == "record/request-reused"


def test_the_journal_says_who_and_which_and_no_value(gap):
    [ref] = excuse(drafts=[draft(gap, words="the line is down")], by=BY, at=NOON, request="r1")
    revoke_excuse(refs=[ref], by=BY, at=NOON + HOUR)
    entries = Journal.objects.filter(register="excuse").order_by("id")
    assert [(e.verb, e.actor, e.ref, e.request, e.at) for e in entries] == [
        ("excuse", "test", ref, "r1", NOON), ("revoke_excuse", "test", ref, "", NOON + HOUR)
    ]  # fmt: skip
    assert not any(word in e.fields for e in entries for word in ("line", "system_failure", "ann", str(NOON)))
