"""Runs: asked, stopped, asked again, and found."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from lianfang.base.problems import Problem, Refused
from lianfang.fronts.resumption.spec import Sized
from lianfang.gaps import plans
from lianfang.registers import journal
from lianfang.registers.access import By, Reader
from lianfang.registers.models import OutlookRun
from lianfang.registers.models.outlook_runs import UNDER_WAY, RunKind
from lianfang.registers.requests import once

MOST_WAITING = 20
"""Runs that may wait at one time."""
MOST_OF_ONE = 5
"""Of one account, so that nobody fills the queue for all."""
KEPT = "outlook_run_kept"
"""The plan's dated value: how long a run is kept after it was asked."""
PIECE = 200


def runs(reader: Reader) -> QuerySet[OutlookRun]:
    """The runs that were asked for within the reader's area."""
    return OutlookRun.objects.filter(reader.scope("area_id"))


def one(ref: str, reader: Reader) -> OutlookRun:
    """A run by its reference.

    Raises:
        Refused: ``resumption/not-found``.
    """
    found = runs(reader).filter(ref=ref).first() if ref.isascii() and ref.isalnum() else None
    if found is None:
        raise Refused(Problem("resumption/not-found"))
    return found


def ask(
    *,
    kind: RunKind,
    title: str,
    spec: Sized,
    seed: int,
    by: By,
    at: int,
    request: str = "",
    again_of: str = "",
) -> str:
    """Ask; the answer comes later. Answers the run's reference.

    Raises:
        Refused: ``resumption/too-many-waiting``, ``-of-one``.
    """
    kept = spec.model_dump(mode="json")
    # What the registers count changes by itself: the same form sent twice is the same question all the same.
    asked = {name: value for name, value in kept.items() if name not in ("counted", "population")}
    if "decision" in asked:
        asked["decision"] = {
            name: value for name, value in asked["decision"].items() if name not in ("margins", "infected")
        }
    content = [kind, title, asked]

    def act() -> dict[str, Any]:
        _check_queue(by)
        made = OutlookRun.objects.create(
            kind=kind, title=title[:120], spec=kept, seed=seed, asked_by=by.name, asked_at=at,
            kept_until=_until(at), area_id=by.area, purpose=by.purpose, again_of=again_of,
        )  # fmt: skip
        _trace("ask_outlook", made, by, at)
        return {"ref": made.ref}

    return str(once(request=request, verb="ask_outlook", content=content, at=at, act=act)["ref"])


def stop(*, ref: str, reader: Reader, by: By, at: int, real: int) -> None:
    """Stop a run: at once where it waits, else as soon as whoever computes it looks.

    Args:
        real: the real instant, by which the computing is told.

    Raises:
        Refused: there is none, or it has ended.
    """
    with transaction.atomic():
        run = one(ref, reader)
        waiting = OutlookRun.objects.filter(pk=run.pk, state="waiting")
        running = OutlookRun.objects.filter(pk=run.pk, state="running")
        if not (waiting.update(state="stopped", stop=True, finished_at=real) or running.update(stop=True)):
            raise Refused(Problem("resumption/over"))
        _trace("stop_outlook", run, by, at)


def again(*, ref: str, reader: Reader, by: By, at: int, request: str = "") -> str:
    """Ask the same once more, with the same seeds. One's own that has no answer goes on under its own reference; of one
    that is done, or that another asked, a second one is made, whose answer is to be the same.

    Raises:
        Refused: there is none, it is under way, or too many wait.
    """

    def act() -> dict[str, Any]:
        run = one(ref, reader)
        if run.state in UNDER_WAY:
            raise Refused(Problem("resumption/under-way"))
        _check_queue(by)
        if run.state != "done" and run.asked_by == by.name:
            fresh: dict[str, Any] = {
                "state": "waiting", "stop": False, "worker": "", "stage": "", "done": 0, "of": 0, "began_at": None,
                "beat_at": None, "finished_at": None, "problems": [],
            }  # fmt: skip
            # Asked twice at once, the second finds another state: it must not take the run from whoever computes it by then.
            if not OutlookRun.objects.filter(pk=run.pk, state=run.state).update(**fresh):
                raise Refused(Problem("resumption/under-way"))
            _trace("ask_outlook_again", run, by, at)
            return {"ref": run.ref}
        made = OutlookRun.objects.create(
            kind=run.kind, title=run.title, spec=run.spec, seed=run.seed, asked_by=by.name, asked_at=at,
            kept_until=_until(at), area_id=by.area, purpose=by.purpose, again_of=run.ref,
        )  # fmt: skip
        _trace("ask_outlook_again", made, by, at)
        return {"ref": made.ref}

    return str(once(request=request, verb="ask_outlook_again", content=[ref], at=at, act=act)["ref"])


def _until(at: int) -> int | None:
    """The end of the term of a run that is asked now, by the plan's value of now; None: the plan names none, or there is none."""
    force = plans.current()
    term = None if force is None else force.plan.number_at(KEPT, at)
    return None if term is None else at + int(term)


def purge(*, by: By, at: int) -> int:
    """Delete the runs whose term is over, each with a line in the journal; how many. One that waits or is computed is let end first.

    Of one that was asked before any term was named, the term of now counts from when it was asked.
    """
    now = _until(at)
    over = Q(kept_until__lte=at)
    if now is not None:
        over |= Q(kept_until=None, asked_at__lte=at - (now - at))
    done = 0
    while piece := _purged(over, by, at):
        done += piece
    return done


def _purged(over: Q, by: By, at: int) -> int:
    """Some of them, committed at once."""
    with transaction.atomic():
        ended = OutlookRun.objects.filter(over).exclude(state__in=UNDER_WAY)
        piece = list(ended.order_by("id").only("ref", "kind")[:PIECE])
        for run in piece:
            _trace("purge_outlook", run, by, at, f" term={KEPT}")
        ended.filter(pk__in=[run.pk for run in piece]).delete()
        return len(piece)


def _check_queue(by: By) -> None:
    waiting = OutlookRun.objects.filter(state="waiting")
    if (count := waiting.count()) >= MOST_WAITING:
        raise Refused(Problem("resumption/too-many-waiting", facts={"count": count}))
    if (count := waiting.filter(asked_by=by.name).count()) >= MOST_OF_ONE:
        raise Refused(Problem("resumption/too-many-of-one", facts={"count": count}))


def _trace(verb: str, run: OutlookRun, by: By, at: int, more: str = "") -> None:
    journal.append([journal.Entry(at, by, verb, "outlook_run", run.pk, run.ref, f"kind={run.kind}{more}")])
