"""D06 by many threads: a rush on beds, clicks twice, swaps, ends after the fact, cancelling and keeping at once.

What it counts, it counts from the database when all threads are done.
"""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from queue import Empty, Queue

from django.db import connection
from django.db.models import F, Q

from lianfang.base.problems import Refused
from lianfang.fronts.treatment import admitting, transferring
from lianfang.fronts.treatment.admitting import End, Move, Stay
from lianfang.fronts.treatment.transferring import Asking, Said
from lianfang.registers import free_beds
from lianfang.registers.models import Admission, Bed, Site, Transfer
from lianfang.registers.models.beds import KEEPING
from tests.unit.registers.city import NOON
from tests.unit.treatment.wards import BOTH, HOUR, Wards, case_of

Act = Callable[[], object]


@dataclass
class Score:
    """What came of it."""

    won: int = 0
    told: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    wrong: list[str] = field(default_factory=list)
    hands: int = 0


def at_once(acts: Sequence[Act], score: Score) -> list[object]:
    """All acts, wanted at one instant; answers what each got, a problem's code where it was refused.

    ``score.hands`` threads take them, as a server's do, or one each: how long somebody waits begins when all are wanted.
    """
    hands = score.hands or len(acts)
    gate, waiting = threading.Barrier(hands), Queue[tuple[int, Act]]()
    got: list[object] = [None] * len(acts)
    for one in enumerate(acts):
        waiting.put(one)

    def take() -> None:
        try:
            if score.hands:
                connection.ensure_connection()
            gate.wait()
            began = time.perf_counter()
            with suppress(Empty):
                while True:
                    place, act = waiting.get_nowait()
                    got[place] = _told(act, score, began)
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def _told(act: Act, score: Score, began: float) -> object:
    answer: object = None
    try:
        answer = act()
        score.won += 1
    except Refused as refusal:
        answer = refusal.problems[0].code
        score.told[str(answer)] += 1
        score.slowest = max(score.slowest, time.perf_counter() - began)
    except Exception as error:  # noqa: BLE001 - anything else is what must not be
        score.wrong.append(repr(error))
    return answer


def drill(wards: Wards, *, rounds: int, seed: int, hands: int = 0) -> Score:
    """Rounds of all of it over the same beds; what is wrong is named."""
    score, rng = Score(hands=hands), random.Random(seed)  # noqa: S311
    for number in range(rounds):
        at = NOON + number * 10 * HOUR
        rush(wards, rng, number, at, score)
        stir(rng, at + HOUR, score)
        keep_and_cancel(wards, rng, at + 2 * HOUR, score)
        count(wards, score)
        empty(at + 5 * HOUR)
    return score


def rush(wards: Wards, rng: random.Random, number: int, at: int, score: Score) -> None:
    """Everybody wants one bed of few; one in five clicks twice. A bed that somebody wanted and nobody has was refused falsely."""
    wanted, acts = [], []
    for person in wards.people:
        bed, request = rng.choice(wards.beds), f"{number}:{person}"
        wanted.append(bed)
        for _ in range(2 if rng.random() < 0.2 else 1):
            stay = [Stay(bed, person, "treatment")]
            acts.append(
                lambda stay=stay, request=request: admitting.admit(
                    stays=stay, by=BOTH, at=at, request=request
                )[0]
            )
    at_once(acts, score)
    held = Counter(Admission.objects.filter(ends_at=None).values_list("bed__ref", flat=True))
    falsely = set(wanted) - set(held)
    score.wrong += [f"refused falsely: {bed}" for bed in falsely] + [
        f"{b}: {n}" for b, n in held.items() if n > 1
    ]


def stir(rng: random.Random, at: int, score: Score) -> None:
    """Swaps, ends after the fact and stays that would reach back into others', all at once."""
    lies = list(Admission.objects.filter(ends_at=None).select_related("bed", "person"))
    rng.shuffle(lies)
    acts: list[Act] = []
    for one, other in zip(lies[::2], lies[1::2], strict=False):
        both = [Move(one.ref, other.bed.ref), Move(other.ref, one.bed.ref)]
        acts.append(partial(admitting.move, moves=both, by=BOTH, at=at))
        if rng.random() < 0.5:
            back = [End(one.ref, at - 1800)]
            acts.append(partial(admitting.end, ends=back, by=BOTH, at=at))
        stay = [Stay(one.bed.ref, other.person.ref, "treatment", starts_at=at - 1000)]
        acts.append(partial(admitting.admit, stays=stay, by=BOTH, at=at))
    at_once(acts, score)


def keep_and_cancel(wards: Wards, rng: random.Random, at: int, score: Score) -> None:
    """Transfers that keep beds are cancelled while others ask for the same beds."""
    clean_up(at)
    free = [bed.ref for bed in free_beds.free(Bed.objects.filter(ref__in=wards.beds), at)][:5]
    lying = set(Admission.objects.filter(ends_at=None).values_list("person__ref", flat=True))
    people = [one for one in wards.people if one not in lying][: 3 * len(free)]
    to = Site.objects.get(id=wards.hospital).ref
    asked = [_approved(to, person, at) for person in people]
    first = asked[: len(free)]
    for ref, bed in zip(first, free, strict=True):
        transferring.take(ref=ref, verb="accept", said=Said(bed=bed), by=BOTH, at=at)
    acts: list[Act] = [
        partial(transferring.take, ref=ref, verb="cancel", said=Said(reason="drill"), by=BOTH, at=at)
        for ref in first
    ]
    for ref in asked[len(free) :]:
        said = Said(bed=rng.choice(free))
        acts.append(partial(transferring.take, ref=ref, verb="accept", said=said, by=BOTH, at=at))
    rng.shuffle(acts)
    at_once(acts, score)


def _approved(to: str, person: str, at: int) -> str:
    case = case_of(person)
    ref = transferring.ask(asking=Asking(to, "drill", case=case), by=BOTH, at=at)
    transferring.take(ref=ref, verb="approve", said=Said(), by=BOTH, at=at)
    return ref


def count(wards: Wards, score: Score) -> None:
    """No bed or person held twice at any instant, no bed kept twice, none kept and held; all beds accounted for."""
    pairs = list(Admission.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at"))))
    for name in ("bed_id", "person_id"):
        held: dict[int, list[tuple[int, int]]] = {}
        for one in pairs:
            held.setdefault(getattr(one, name), []).append((one.starts_at, one.ends_at or 10**12))
        for spans in held.values():
            spans.sort()
            score.wrong += [f"{name} twice: {a} {b}" for a, b in itertools.pairwise(spans) if b[0] < a[1]]
    kept = Counter(
        Transfer.objects.filter(status__in=KEEPING, bed__isnull=False).values_list("bed_id", flat=True)
    )
    lies = set(Admission.objects.filter(ends_at=None).values_list("bed_id", flat=True))
    score.wrong += [f"kept twice: {bed}" for bed, n in kept.items() if n > 1]
    score.wrong += [f"kept and held: {bed}" for bed in set(kept) & lies]
    clean_up(10**10)
    free = free_beds.free(Bed.objects.filter(ref__in=wards.beds), 10**10).count()
    if free + len(lies) + len(kept) != len(wards.beds):
        score.wrong.append(f"{free} free, {len(lies)} held and {len(kept)} kept are not {len(wards.beds)}")


def clean_up(at: int) -> None:
    """Beds that were left are ready again."""
    for bed in Bed.objects.filter(state="K").exclude(admission_of_now()):
        admitting.set_state(bed=bed.ref, state="U", by=BOTH, at=at)


def admission_of_now() -> Q:
    """Beds in which somebody lies."""
    return Q(pk__in=list(Admission.objects.filter(ends_at=None).values_list("bed_id", flat=True)))


def empty(at: int) -> None:
    """The round is over: everybody goes home."""
    for one in Transfer.objects.filter(status__in=("PENDING", "APPROVED", *KEEPING)):
        transferring.take(ref=one.ref, verb="cancel", said=Said(reason="over"), by=BOTH, at=at)
    ends = [End(ref) for ref in Admission.objects.filter(ends_at=None).values_list("ref", flat=True)]
    if ends:
        admitting.end(ends=ends, by=BOTH, at=at)
    clean_up(at)
