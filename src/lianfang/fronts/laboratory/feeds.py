"""Each laboratory as a feed: what waits on the way to it, what it has in hand, how fast it answers, when it was heard last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max, Q

from lianfang.fronts.laboratory import reading
from lianfang.fronts.laboratory.reconciliation import own_answer
from lianfang.fronts.laboratory.standing import Taken, answer_of, step_of
from lianfang.fronts.laboratory.turnaround import Turnaround, turnaround
from lianfang.fronts.laboratory.values import Limits
from lianfang.registers.access import Reader, rows
from lianfang.registers.models import Return, Sample, Site, TestResult

DAY = 86_400
WINDOW = 7 * DAY
"""Over which samples a turnaround is worked out: those of the last week, and all that are open."""
WAITING = ("sent", "lost")
IN_HAND = ("in_hand", "overdue", "retest", "alone")


@dataclass(frozen=True)
class Feed:
    """One laboratory at an instant.

    Attributes:
        waiting, lost: on the way to it; of these, longer than they may be.
        in_hand, overdue: received and without a definite answer; of these, longer than they may be.
        oldest: when the oldest in hand was received.
        received, answered: in the last 24 hours.
        capacity: samples that it can test a day; None where it is not known.
        heard_at: when the last result or count of it came here; None where none ever did.
        is_silent: for longer than it may be; None where the plan says nothing of it.
    """

    site: Site
    waiting: int
    lost: int
    in_hand: int
    overdue: int
    oldest: int | None
    received: int
    answered: int
    capacity: float | None
    turnaround: Turnaround
    heard_at: int | None
    is_silent: bool | None


def feeds(reader: Reader, at: int, limits: Limits, sites: Sequence[Site]) -> list[Feed]:
    """Every laboratory in turn."""
    is_open = ~own_answer() & (Q(pool=None) | Q(pool__split_at__isnull=False))
    recent = (
        rows(Sample, reader).filter(laboratory__isnull=False).filter(Q(taken_at__gt=at - WINDOW) | is_open)
    )
    names = dict(recent.values_list("id", "laboratory_id"))
    by_site: dict[int, list[Taken]] = defaultdict(list)
    for one in reading.taken(recent, at):
        by_site[names[one.row]].append(one)
    heard = heard_at(at)
    return [_feed(site, by_site.get(site.pk, ()), heard.get(site.pk), at, limits) for site in sites]


def heard_at(at: int) -> dict[int, int]:
    """Laboratory → when a result or a count of it was last recorded here, whosesoever: an instant is nobody's record, and who
    sees but one district must not take its quiet for the laboratory's."""
    results = TestResult.objects.filter(recorded_at__lte=at, laboratory__isnull=False)
    found = dict(results.values_list("laboratory_id").annotate(last=Max("recorded_at")).order_by())
    counts = Return.objects.filter(recorded_at__lte=at, site__kind="laboratory").values_list("site_id")
    for site, last in counts.annotate(last=Max("recorded_at")).order_by():
        found[site] = max(last, found.get(site, last))
    return found


def _feed(site: Site, samples: Sequence[Taken], heard: int | None, at: int, limits: Limits) -> Feed:
    steps = [(step_of(one, at, receive=limits.receive, result=limits.result), one) for one in samples]
    hand = [one for step, one in steps if step in IN_HAND]
    spells = [(one.received_at, _answered(one)) for one in samples if one.received_at is not None]
    count = {name: sum(step == name for step, _ in steps) for name in (*WAITING, *IN_HAND)}
    silent = None if limits.silent is None else heard is None or at > heard + limits.silent
    return Feed(
        site=site, waiting=count["sent"] + count["lost"], lost=count["lost"], in_hand=len(hand), overdue=count["overdue"],
        oldest=min((one.received_at for one in hand if one.received_at is not None), default=None),
        received=sum(since > at - DAY for since, _ in spells),
        answered=sum(until is not None and until > at - DAY for _, until in spells),
        capacity=site.tests_a_day, turnaround=turnaround(spells, at), heard_at=heard, is_silent=silent,
    )  # fmt: skip


def _answered(sample: Taken) -> int | None:
    stands = answer_of(sample)
    return None if stands is None else stands.at
