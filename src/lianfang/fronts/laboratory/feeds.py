"""Each laboratory as a feed: what waits on the way to it, what it has in hand, how fast it answers, when it was heard last."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber

from lianfang.fronts.laboratory import reading
from lianfang.fronts.laboratory.reconciliation import own_answer
from lianfang.fronts.laboratory.standing import ANSWERS, INDETERMINATE, NEGATIVE, Step
from lianfang.fronts.laboratory.turnaround import Turnaround, turnaround
from lianfang.fronts.laboratory.values import Limits
from lianfang.registers.access import Reader, rows
from lianfang.registers.models import Return, Sample, Site, TestResult

DAY = 86_400
WINDOW = 7 * DAY
"""Over which samples a turnaround is worked out: those of the last week, and all that are open."""
NEWEST = 5_000
"""Of how many samples of a laboratory a turnaround is worked out at most: the newest that it received."""
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
    """Every laboratory in turn: its samples are counted where they lie, and no more than the newest are read."""
    is_open = ~own_answer() & (Q(pool=None) | Q(pool__split_at__isnull=False))
    recent = (
        rows(Sample, reader).filter(laboratory__isnull=False).filter(Q(taken_at__gt=at - WINDOW) | is_open)
    )
    counted, times, heard = _counted(recent, at, limits), _spells(recent, at), heard_at(at)
    return [
        _feed(site, counted.get(site.pk, ()), times.get(site.pk, ()), heard.get(site.pk), at, limits)
        for site in sites
    ]


@dataclass(frozen=True)
class _Group:
    """Samples of one laboratory that stand alike: how far, how many, when the oldest was received."""

    step: Step
    n: int
    oldest: int | None
    received: bool
    answered: bool


def _told(at: int, **of: OuterRef) -> QuerySet[TestResult]:
    """The answers of a sample or of a pool that are known at an instant, the one that stands first."""
    grave = Case(*(When(result=code, then=rank) for rank, code in enumerate(ANSWERS)), default=0)
    found = TestResult.objects.filter(reading.known_by(at), result__in=ANSWERS, **of)
    found = found.annotate(when=Coalesce("resulted_at", "tested_at"), grave=grave)
    return found.order_by(F("when").desc(nulls_last=True), "-grave")


def _answers(found: QuerySet[Sample], at: int) -> QuerySet[Sample]:
    """Samples with the answer that stands for each, its pool's, and whether that pool was split."""
    own, pooled = _told(at, sample=OuterRef("pk")), _told(at, pool=OuterRef("pool"))
    return found.annotate(
        own=Subquery(own.values("result")[:1]), pooled=Subquery(pooled.values("result")[:1]),
        is_split=_is(Q(pool__split_at__lte=at)),
    )  # fmt: skip


def _is(condition: Q | Exists) -> Case:
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


def _counted(recent: QuerySet[Sample], at: int, limits: Limits) -> dict[int, list[_Group]]:
    """Laboratory → its samples by how far they have come, counted in the database; the steps are those of ``step_of``."""
    since = at - DAY
    places = [
        *([When(Q(received_at__lte=at) | Q(pool__isnull=False), taken_at__lt=at - limits.result, then=Value("overdue"))]
          if limits.result is not None else []),
        When(Q(received_at__lte=at) | Q(pool__isnull=False), then=Value("in_hand")),
        *([When(sent_at__lt=at - limits.receive, then=Value("lost"))] if limits.receive is not None else []),
        When(sent_at__lte=at, then=Value("sent")),
        When(taken_at__lte=at, then=Value("taken")),
    ]  # fmt: skip
    told = _answers(recent, at).annotate(
        place=Case(*places, default=Value("requested"), output_field=CharField()),
        is_here=_is(Q(received_at__lte=at)), is_new=_is(Q(received_at__gt=since, received_at__lte=at)),
        own_new=_is(Exists(_told(at, sample=OuterRef("pk")).filter(when__gt=since))),
        pool_new=_is(Exists(_told(at, pool=OuterRef("pool")).filter(when__gt=since))),
    )  # fmt: skip
    names = (
        "laboratory_id",
        "own",
        "pooled",
        "is_split",
        "place",
        "is_here",
        "is_new",
        "own_new",
        "pool_new",
    )
    found: dict[int, list[_Group]] = defaultdict(list)
    oldest = Min("received_at", filter=Q(received_at__lte=at))
    for row in told.order_by().values(*names).annotate(n=Count("id"), oldest=oldest):
        is_new = row["own_new"] if row["own"] is not None else row["pool_new"]
        step = _step(row["own"], row["pooled"], row["is_split"], row["place"])
        has_answer = row["own"] is not None or step == "answered"
        answered = row["is_here"] and has_answer and is_new
        found[row["laboratory_id"]].append(_Group(step, row["n"], row["oldest"], row["is_new"], answered))
    return found


def _step(own: str | None, pooled: str | None, is_split: bool, place: Step) -> Step:
    """How far, by the answers that stand and by where the sample is without them."""
    if own is not None:
        return "retest" if own == INDETERMINATE else "answered"
    if is_split:
        return "alone"
    if pooled is not None:
        return "answered" if pooled == NEGATIVE else "alone"
    return place


def _spells(recent: QuerySet[Sample], at: int) -> dict[int, list[tuple[int, int | None]]]:
    """Laboratory → from receipt to answer, of the newest samples that it received."""
    nth = Window(
        RowNumber(), partition_by=[F("laboratory_id")], order_by=[F("received_at").desc(), F("id").desc()]
    )
    newest = recent.filter(received_at__lte=at).annotate(nth=nth).filter(nth__lte=NEWEST).values("id")
    told = _answers(Sample.objects.filter(id__in=newest), at).annotate(
        own_at=Subquery(_told(at, sample=OuterRef("pk")).values("when")[:1]),
        pool_at=Subquery(_told(at, pool=OuterRef("pool")).values("when")[:1]),
    )
    found: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    names = ("laboratory_id", "received_at", "own", "own_at", "pooled", "pool_at", "is_split")
    for site, received, own, own_at, pooled, pool_at, is_split in told.values_list(*names):
        by_pool = pool_at if pooled == NEGATIVE and not is_split else None
        found[site].append((received, own_at if own is not None else by_pool))
    return found


def heard_at(at: int) -> dict[int, int]:
    """Laboratory → when a result or a count of it was last recorded here, whosesoever: an instant is nobody's record, and who
    sees but one district must not take its quiet for the laboratory's."""
    results = TestResult.objects.filter(recorded_at__lte=at, laboratory__isnull=False)
    found = dict(results.values_list("laboratory_id").annotate(last=Max("recorded_at")).order_by())
    counts = Return.objects.filter(recorded_at__lte=at, site__kind="laboratory").values_list("site_id")
    for site, last in counts.annotate(last=Max("recorded_at")).order_by():
        found[site] = max(last, found.get(site, last))
    return found


def _feed(
    site: Site, groups: Sequence[_Group], spells: Sequence[tuple[int, int | None]], heard: int | None, at: int, limits: Limits
) -> Feed:  # fmt: skip
    hand = [one for one in groups if one.step in IN_HAND]
    count: Counter[Step] = Counter()
    for one in groups:
        count[one.step] += one.n
    silent = None if limits.silent is None else heard is None or at > heard + limits.silent
    return Feed(
        site=site, waiting=count["sent"] + count["lost"], lost=count["lost"], in_hand=sum(one.n for one in hand),
        overdue=count["overdue"], oldest=min((one.oldest for one in hand if one.oldest is not None), default=None),
        received=sum(one.n for one in groups if one.received), answered=sum(one.n for one in groups if one.answered),
        capacity=site.tests_a_day, turnaround=turnaround(spells, at), heard_at=heard, is_silent=silent,
    )  # fmt: skip
