"""From the request to the person who is told: each step once, in its order, and the database counts a pool's samples."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q

from lianfang.base.instants import start_of
from lianfang.base.problems import Refused
from lianfang.fronts.laboratory import actions, policies, reading, reconciliation, results
from lianfang.fronts.laboratory import feeds as laboratory_feeds
from lianfang.fronts.laboratory.feeds import IN_HAND, feeds
from lianfang.fronts.laboratory.standing import Answer, Taken, answer_of, contradicts, standing, step_of
from lianfang.fronts.laboratory.turnaround import turnaround
from lianfang.fronts.laboratory.values import Limits
from lianfang.gaps import plans
from lianfang.registers.access import Reader
from lianfang.registers.models import Pool, Sample, Screening, TestResult
from tests.unit.gaps.cities import enact
from tests.unit.laboratory.city import BY, HOUR, READER, laboratories, sample
from tests.unit.registers.city import FUTIAN, NANSHAN, NOON, write

DAY = 24 * HOUR
LIMITS = Limits(receive=6 * HOUR, result=DAY, joined=6 * HOUR, silent=12 * HOUR, pool=10)
TEN = [f"A{n}" for n in range(10)]


def refused(call, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        call(*args, **kwargs)
    return [problem.code for problem in refusal.value.problems]


@pytest.fixture
def labs():
    made = laboratories()
    enact("[gl]a*.yaml")  # those of gates and laboratories
    yield made
    plans.forget()


def act(name, **given):
    """An action at noon, by the laboratory."""
    return getattr(actions, name)(**{"reader": READER, "by": BY, "at": NOON, **given})


@pytest.mark.django_db
def test_a_fever_at_a_gate_has_its_answer_when_the_person_has(labs):
    [person] = write("person", {"area": FUTIAN})
    [check] = write("screening", {"gate": labs[0], "person": person, "area": NANSHAN, "temperature": 38.5})
    asked = actions.Asked({"screening": check, "person": person}, FUTIAN, "POE_DETECTION", labs[0])
    [ref] = actions.request_samples(asked=[asked], by=BY, at=NOON, request="one")
    assert actions.request_samples(asked=[asked], by=BY, at=NOON + 1, request="one") == [ref]
    swab = actions.Swab("A1", NOON, ref, material="THROAT_SWAB")
    assert act("take", swabs=[swab]) == [ref]
    assert refused(act, "take", swabs=[actions.Swab("A2", NOON, ref)]) == ["laboratory/taken-already"]
    assert refused(act, "take", swabs=[actions.Swab("A1", NOON, area=FUTIAN)]) == ["laboratory/barcode-taken"]
    assert refused(act, "take", swabs=[actions.Swab("A2", NOON + 1, area=FUTIAN)]) == [
        "laboratory/in-the-future"
    ]
    act("send", barcodes=["A1"], laboratory=None)
    assert refused(act, "send", barcodes=["A1"], laboratory=None) == ["laboratory/sent-already"]
    act("receive", barcodes=["A1"], laboratory=labs[1], condition="ADEQUATE", at=NOON + HOUR)
    [result] = act(
        "enter_results", reported=[actions.Reported("A1", "NEGATIVE", NOON + 4 * HOUR)], at=NOON + 4 * HOUR
    )
    kept = TestResult.objects.get(ref=result)
    assert (kept.sample.ref, kept.laboratory_id, kept.area_id) == (ref, labs[1], FUTIAN)
    assert Screening.objects.get(id=check).answered_at is None
    act("tell", refs=[result], at=NOON + 5 * HOUR)
    assert Screening.objects.get(id=check).answered_at == NOON + 5 * HOUR
    assert refused(act, "tell", refs=[result]) == ["laboratory/told-already"]
    elsewhere = Reader("lu", "laboratory_officer", NANSHAN, classes=READER.classes)
    assert refused(act, "tell", refs=[result], reader=elsewhere) == ["laboratory/not-found"]


@pytest.mark.django_db
def test_a_pool_takes_ten_of_one_laboratory_and_is_split_once_it_is_not_negative(labs):
    write("sample", *(sample(code, labs[0]) for code in [*TEN, "A10"]), sample("B1", labs[1]))
    write("sample", sample("C1", labs[0], received_at=None))
    made = {"barcode": "P1", "barcodes": TEN}
    assert refused(act, "make_pool", **{**made, "barcodes": [*TEN, "A10"]}) == ["laboratory/pool-full"]
    wrong = refused(act, "make_pool", **{**made, "barcodes": ["A1", "B1", "C1"]})
    assert wrong == ["laboratory/other-laboratory", "laboratory/not-received"]
    assert refused(act, "make_pool", **{**made, "barcodes": ["A1"]}) == ["laboratory/pool-too-small"]
    assert refused(act, "make_pool", **{**made, "barcodes": ["A1", "A1", "Z9"]}) == [
        "laboratory/twice", "laboratory/unknown-barcode",
    ]  # fmt: skip
    ref = act("make_pool", **made, request="p")
    assert act("make_pool", **made, request="p") == ref
    assert refused(act, "make_pool", barcode="P2", barcodes=["A1", "A10"]) == ["laboratory/in-a-pool"]
    eleventh, pool = Sample.objects.get(barcode="A10"), Pool.objects.get(ref=ref)
    with pytest.raises(IntegrityError, match="pool_holds_ten"), transaction.atomic():
        Sample.objects.filter(id=eleventh.pk).update(pool=pool)
    assert refused(act, "split", ref=ref) == ["laboratory/pool-not-tested"]
    act("enter_results", reported=[actions.Reported("P1", "POSITIVE", NOON, laboratory=labs[0])])
    assert [one.barcode for one in results.to_split(READER, NOON)] == ["P1"]
    states = {
        step_of(one, NOON, receive=None, result=None)
        for one in reading.taken(Sample.objects.filter(pool=pool), NOON)
    }
    assert states == {"alone"}
    act("split", ref=ref)
    assert refused(act, "split", ref=ref) == ["laboratory/split-already"]
    assert results.to_split(READER, NOON) == []


@pytest.mark.django_db
def test_a_result_by_hand_is_refused_before_sampling_and_birth_and_kept_without_a_sample(labs):
    [child] = write("person", {"area": FUTIAN, "birth_year": 2021})
    write("sample", sample("A1", labs[0]), sample("A2", labs[0], person=child))
    early = actions.Reported("A1", "NEGATIVE", NOON, tested_at=NOON - 2 * HOUR)
    assert refused(act, "enter_results", reported=[early]) == ["laboratory/before-taken"]
    unborn = actions.Reported("A2", "NEGATIVE", NOON)
    assert refused(act, "enter_results", reported=[unborn]) == ["laboratory/before-birth"]
    nobodys = actions.Reported("Z1", "POSITIVE", NOON)
    assert refused(act, "enter_results", reported=[nobodys]) == ["laboratory/no-laboratory"]
    act("enter_results", reported=[actions.Reported("Z1", "POSITIVE", NOON, laboratory=labs[0])])
    assert [one.barcode for one in reconciliation.orphans(READER, NOON)] == ["Z1"]
    assert results.without_case(READER, NOON) == []
    write("sample", sample("Z1", labs[0]))
    assert [one.barcode for one in results.without_case(READER, NOON)] == ["Z1"]


LONG_AGO = NOON - 20 * 24 * HOUR
OTHERS: dict[str, dict[str, object]] = {
    "ruled out": {"classification": "NO_CASE"},
    "discharged": {"discharged_on": date(2020, 2, 3), "outcome": "RECOVERED"},
    "dead": {"died_on": date(2020, 2, 3)},
    "over, day not known": {"outcome": "RECOVERED"},
    "going on": {},
    "discharged that day": {"discharged_on": date(2020, 2, 9), "outcome": "RECOVERED"},
    "found since, ruled out": {"classification": "NO_CASE", "found_at": NOON},
}
"""Cases of whom a sample taken at eleven is positive."""


@pytest.mark.django_db
@pytest.mark.parametrize("is_own", [False, True])
def test_a_positive_of_somebody_whose_case_is_over_is_a_positive_without_a_case(labs, is_own):
    for code, said in OTHERS.items():
        [person] = write("person", {"area": FUTIAN})
        told = {"classification": "CONFIRMED", "found_at": LONG_AGO, "person": person, "area": FUTIAN}
        [case] = write("case", {**told, **said})
        write("sample", sample(code, labs[0], person=person, case=case if is_own else None))
        write("test_result", {"barcode": code, "result": "POSITIVE", "resulted_at": NOON, "area": FUTIAN})
    listed = [str(one.barcode) for one in results.without_case(READER, NOON)]
    # What a case was found from is that case's, though it was ruled out later; another positive is not.
    assert listed == [*list(OTHERS)[:4], *([] if is_own else ["found since, ruled out"])]


@pytest.mark.django_db
def test_laboratories_are_heard_or_silent_and_the_waiting_count():
    labs = laboratories()
    write(
        "sample",
        *(
            sample(f"A{n}", labs[0], received_at=NOON - 10 * HOUR, taken_at=NOON - 12 * HOUR)
            for n in range(9)
        ),
    )
    write("sample", sample("L1", labs[0], received_at=None, sent_at=NOON - 7 * HOUR))
    told = [
        {"barcode": f"A{n}", "result": "NEGATIVE", "laboratory": labs[0], "resulted_at": NOON - 8 * HOUR}
        for n in range(3)
    ]
    write("test_result", *told, at=NOON - 8 * HOUR)
    first, second = feeds(READER, NOON, LIMITS, reading.laboratories())
    assert (first.waiting, first.lost, first.in_hand, first.received, first.answered) == (1, 1, 6, 9, 3)
    assert (
        first.turnaround.n,
        first.turnaround.pending,
        first.turnaround.naive,
        first.turnaround.median,
    ) == (9, 6, 2, None)
    assert (first.heard_at, first.is_silent, second.heard_at, second.is_silent) == (
        NOON - 8 * HOUR,
        False,
        None,
        True,
    )
    [later, _] = feeds(READER, NOON + 5 * HOUR, LIMITS, reading.laboratories())
    assert later.is_silent


@pytest.mark.django_db
def test_a_feed_counts_in_the_database_as_one_counts_by_hand(monkeypatch: pytest.MonkeyPatch):
    labs, draw = laboratories(), random.Random(8)  # noqa: S311 - samples, no secret
    tubes: list[dict[str, object]] = [{"barcode": f"P{n}", "laboratory": labs[0], "made_at": NOON - 20 * HOUR, "area": FUTIAN,
                             "split_at": draw.choice([None, None, NOON - 2 * HOUR])} for n in range(12)]  # fmt: skip
    pools = write("pool", *tubes)
    some = lambda *more: draw.choice([None, *more])  # noqa: E731 - said thrice below
    write("sample", *(
        sample(
            f"S{n}", draw.choice(labs), taken_at=some(NOON - 30 * HOUR, NOON - 24 * HOUR, NOON - 23 * HOUR, NOON + HOUR),
            sent_at=some(NOON - 7 * HOUR, NOON - 6 * HOUR, NOON - 5 * HOUR), received_at=some(NOON - 25 * HOUR, NOON - 9 * HOUR),
            pool=pools[n // 4] if n < 48 else None,
        )
        for n in range(160)
    ))  # fmt: skip
    results = ["NEGATIVE", "POSITIVE", "INDETERMINATE", "PENDING"]
    told = {"laboratory": labs[0], "area": FUTIAN}
    write("test_result", *(
        {**told, **of, "result": draw.choice(results), "resulted_at": some(NOON - 26 * HOUR, NOON - 3 * HOUR, NOON - HOUR, NOON + 1)}
        for of in [*({"pool": one} for one in pools[:9]), *({"sample": one.pk} for one in Sample.objects.all() if draw.random() < 0.5),
                   *({"sample": one.pk} for one in Sample.objects.all() if draw.random() < 0.3)]
    ))  # fmt: skip
    found = feeds(READER, NOON, LIMITS, reading.laboratories())
    for one in found:
        here = Sample.objects.filter(laboratory=one.site)
        seen = here.filter(
            Q(taken_at__gt=NOON - 7 * DAY)
            | (~reconciliation.own_answer() & (Q(pool=None) | Q(pool__split_at__isnull=False)))
        )
        by_hand = [
            (step_of(each, NOON, receive=LIMITS.receive, result=LIMITS.result), each)
            for each in reading.taken(seen, NOON)
        ]
        steps = Counter(step for step, _ in by_hand)
        hand = [each for step, each in by_hand if step in IN_HAND]
        received = [
            (each.received_at, answer_of(each)) for _, each in by_hand if each.received_at is not None
        ]
        spells = [(at, None if stands is None else stands.at) for at, stands in received]
        assert (one.waiting, one.lost, one.in_hand, one.overdue) == (
            steps["sent"] + steps["lost"], steps["lost"], len(hand), steps["overdue"],
        )  # fmt: skip
        assert one.oldest == min(
            (each.received_at for each in hand if each.received_at is not None), default=None
        )
        assert one.received == sum(at > NOON - DAY for at, _ in spells)
        assert one.answered == sum(told_at is not None and told_at > NOON - DAY for _, told_at in spells)
        assert one.turnaround == turnaround(spells, NOON)
        assert min(one.lost, one.in_hand, one.overdue, one.answered, one.turnaround.n) > 0
    monkeypatch.setattr(laboratory_feeds, "NEWEST", 7)
    for one in feeds(READER, NOON, LIMITS, reading.laboratories()):
        assert one.turnaround.n + one.turnaround.reversed == 7


@pytest.mark.django_db
def test_where_the_plan_is_silent_nothing_is_late_and_on_the_second_the_lists_agree():
    labs, silent = laboratories(), replace(LIMITS, receive=None, result=None)
    write("sample", sample("A1", labs[0], received_at=None, sent_at=NOON - 6 * HOUR))
    write("sample", sample("A2", labs[0], taken_at=NOON - 30 * HOUR))
    assert list(reconciliation.lost(READER, NOON + DAY, silent)) == []
    assert list(reconciliation.unanswered(READER, NOON, silent)) == []
    [first, _] = feeds(READER, NOON + DAY, silent, reading.laboratories())
    assert (first.lost, first.overdue, first.waiting, first.in_hand) == (0, 0, 1, 1)
    for at, count in ((NOON, 0), (NOON + 1, 1)):
        [first, _] = feeds(READER, at, LIMITS, reading.laboratories())
        assert (reconciliation.lost(READER, at, LIMITS).count(), first.lost) == (count, count)


@pytest.mark.django_db
def test_the_year_of_a_test_is_the_citys():
    labs = laboratories()
    [person] = write("person", {"area": FUTIAN, "birth_year": 2020})
    at = start_of(date(2020, 1, 1), "Asia/Shanghai")
    one = Sample.objects.get(pk=write("sample", sample("A1", labs[0], person=person, taken_at=None))[0])
    policies.check_times([(one, at, None)])
    assert refused(policies.check_times, [(one, at - 1, None)]) == ["laboratory/before-birth"]


def test_the_answer_that_stands_is_the_newest_and_of_one_instant_the_graver():
    old, new = Answer(1, "POSITIVE", 10), Answer(2, "NEGATIVE", 20)
    assert standing([old, new]) == standing([new, old]) == new
    graver = Answer(3, "POSITIVE", 20)
    assert standing([new, graver, old]) == standing([graver, new]) == graver
    assert (contradicts([new, graver]), contradicts([old, new])) == (True, False)
    assert standing([Answer(4, "PENDING", 30), Answer(5, "POSITIVE", None), new]) == new
    assert standing([]) is None


@pytest.mark.parametrize(
    ("given", "step"),
    [
        ({"taken_at": None}, "requested"), ({}, "taken"), ({"sent_at": 10}, "sent"), ({"sent_at": 9}, "lost"),
        ({"sent_at": 9, "received_at": 20}, "in_hand"), ({"taken_at": -1, "received_at": 20}, "overdue"),
        ({"sent_at": 9, "answers": [Answer(1, "POSITIVE", 50)]}, "answered"),
        ({"received_at": 20, "answers": [Answer(1, "INDETERMINATE", 50)]}, "retest"),
        ({"pool": 1, "of_pool": [Answer(1, "NEGATIVE", 50)]}, "answered"), ({"pool": 1}, "in_hand"),
        ({"pool": 1, "of_pool": [Answer(1, "POSITIVE", 50)]}, "alone"),
        ({"pool": 1, "split_at": 60, "of_pool": [Answer(1, "NEGATIVE", 50)]}, "alone"),
    ],
)  # fmt: skip
def test_how_far_a_sample_has_come(given, step):
    known = {"row": 1, "taken_at": 0, "sent_at": None, "received_at": None, **given}
    one = Taken(**known)
    assert step_of(one, 100, receive=90, result=100) == step
    assert (answer_of(one) is not None) == (step in ("answered", "retest"))


def test_the_median_counts_who_still_waits():
    hour, at = 3600, 100 * 3600
    spells = [(at - 10 * hour, at - 8 * hour), (at - 10 * hour, at - 6 * hour), *[(at - 5 * hour, None)] * 3]
    found = turnaround([*spells, (at, at - 1)], at)
    assert (found.n, found.pending, found.reversed, found.naive) == (5, 3, 1, 3.0)
    assert (found.median, found.low) == (None, 2.0)
    assert turnaround([], at).median is None
