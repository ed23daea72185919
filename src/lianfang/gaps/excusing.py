"""Excuse duties, and end excuses early: two actions, each whole or not at all, each of two people or of nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lianfang.base import areas as paths
from lianfang.base.instants import end_of
from lianfang.base.problems import Problem, Refused
from lianfang.gaps import excuses, plans, tallies
from lianfang.gaps.models import Duty, Excuse
from lianfang.gaps.plans import InForce
from lianfang.registers import journal
from lianfang.registers.access import By
from lianfang.registers.requests import once

FIELDS = ("must", "subject", "period", "reason", "words", "begins_at", "until", "approved_by")
NEEDED = ("must", "subject", "reason", "begins_at", "until", "approved_by")
LONGEST = {"words": 400, "approved_by": 64}
Key = tuple[str, int, int]


@dataclass(frozen=True)
class Draft:
    """An excuse as it is asked for; ``subject`` is the record's id, ``period`` 0 but for musts of each day."""

    must: str
    subject: int
    reason: str
    begins_at: int
    until: int
    approved_by: str
    words: str = ""
    period: int = 0


def excuse(*, drafts: Sequence[Draft], by: By, at: int, request: str = "") -> list[str]:
    """Let duties off for a time, and answer the excuses' references.

    Args:
        by: who gives them; each is approved by another.
        at: when it is recorded; an excuse may begin earlier.
        request: the client's id of this write; a replay is answered as before and writes nothing.

    Raises:
        Refused: no such duty or none in reach, met already, no reason or none in words, no end or one beyond the plan,
            given and approved by one person, or another excuse holds in that time; nothing is written.
    """
    content = [vars(draft) for draft in drafts]
    answer = once(
        request=request,
        verb="excuse",
        content=[by.name, content],
        at=at,
        act=lambda: give(drafts, by, at, request),
    )
    return list(answer["refs"])


def revoke_excuse(
    *, refs: Sequence[str], by: By, at: int, ends_at: int | None = None, request: str = ""
) -> list[str]:
    """End excuses before their time, and answer their references; they stay, with the end that they were given.

    Args:
        ends_at: from when they hold no more; ``at`` where it is not said. One that has not begun ends where it would begin.

    Raises:
        Refused: no such excuse in reach, or it is over by then, or was revoked before: what was known of its end stays so.
    """
    answer = once(
        request=request, verb="revoke_excuse", content=[by.name, list(refs), ends_at], at=at,
        act=lambda: _revoke(refs, by, at, at if ends_at is None else ends_at, request),
    )  # fmt: skip
    return list(answer["refs"])


def check(*, drafts: Sequence[Draft], given_by: str, by: By) -> dict[Key, Duty]:
    """The duties of excuses that could be given, as far as can be told without a look at other excuses.

    Args:
        drafts: the excuses.
        given_by: who gives them, another than who approves.
        by: in whose reach the duties are to lie.

    Raises:
        Refused: one of them could not be given.
    """
    force = plans.in_force()
    found = [
        problem for line, draft in enumerate(drafts, 1) for problem in _faults(draft, force, given_by, line)
    ]
    if found:
        raise Refused(found)
    duties = _duties(drafts, force, by)
    found = [
        p
        for line, draft in enumerate(drafts, 1)
        for p in _faults_of_duty(draft, duties.get(_key(draft)), line)
    ]
    if found:
        raise Refused(found)
    return duties


def give(drafts: Sequence[Draft], by: By, at: int, request: str, *, given_by: str = "") -> dict[str, Any]:
    """What :func:`excuse` does, inside the caller's transaction; ``given_by`` where another gives them than who writes."""
    plans.take_turn()
    giver = given_by or by.name
    duties = check(drafts=drafts, given_by=giver, by=by)
    others = _others(duties.values())
    fresh = []
    for line, draft in enumerate(drafts, 1):
        duty = duties[_key(draft)]
        fresh.append(_new(draft, duty, others[duty.pk], giver, at, line))
        others[duty.pk].append(fresh[-1])
    made = Excuse.objects.bulk_create(fresh, batch_size=500)
    change: tallies.Change = Counter()
    excuses.settle([one.pk for one in made], change)
    tallies.apply(change)
    journal.append([_entry("excuse", one, ",".join(FIELDS), by, at, request) for one in made])
    return {"refs": [one.ref for one in made]}


def _faults(draft: Draft, force: InForce, giver: str, line: int) -> Iterator[Problem]:
    """What is wrong with an excuse, whatever its duty."""
    missing = [
        name
        for name in NEEDED
        if getattr(draft, name) in (None, "", 0) or not str(getattr(draft, name)).strip()
    ]
    if missing:
        yield Problem("excuse/incomplete", line=line, facts={"missing": ", ".join(missing)})
        return
    if draft.reason not in Excuse.REASONS.codes:
        facts = {"reason": draft.reason, "known": ", ".join(Excuse.REASONS.codes)}
        yield Problem("excuse/reason", line=line, facts=facts)
    if draft.reason == "other" and not draft.words.strip():
        yield Problem("excuse/reason-in-words", line=line)
    for name, most in LONGEST.items():
        if len(getattr(draft, name)) > most:
            yield Problem("excuse/too-long", line=line, facts={"field": name, "most": most})
    if draft.until <= draft.begins_at:
        yield Problem("excuse/ends-before-it-begins", line=line)
    if draft.until > end_of(force.plan.until, force.plan.zone):
        yield Problem("excuse/beyond-the-plan", line=line, facts={"until": force.plan.until.isoformat()})
    if _same(draft.approved_by, giver):
        yield Problem("excuse/one-person", line=line, facts={"name": giver})


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _key(draft: Draft) -> Key:
    return draft.must, draft.subject, draft.period


def _duties(drafts: Sequence[Draft], force: InForce, by: By) -> dict[Key, Duty]:
    """The duties that are there and within reach."""
    found: dict[Key, Duty] = {}
    for standing in force.musts:
        subjects = {draft.subject for draft in drafts if draft.must == standing.must.key}
        if subjects:
            for duty in Duty.objects.filter(must_id=standing.number, subject_id__in=subjects):
                if not by.area or paths.is_within(duty.area_id or 0, by.area):
                    found[standing.must.key, duty.subject_id, duty.period] = duty
    return found


def _faults_of_duty(draft: Draft, duty: Duty | None, line: int) -> Iterator[Problem]:
    if duty is None:
        yield Problem("excuse/no-duty", line=line, facts={"must": draft.must, "subject": draft.subject})
    elif duty.state == 0 and duty.met_at is not None and duty.met_at <= max(duty.since, draft.begins_at):
        yield Problem("excuse/met-already", line=line)


def _others(duties: Iterable[Duty]) -> dict[tuple[Any, ...], list[Excuse]]:
    """The excuses that duties have already."""
    found: dict[tuple[Any, ...], list[Excuse]] = {duty.pk: [] for duty in duties}
    for one in Excuse.objects.filter(subject_id__in={key[1] for key in found}):
        found.get((one.must_id, one.subject_id, one.period), []).append(one)
    return found


def _new(draft: Draft, duty: Duty, others: Iterable[Excuse], giver: str, at: int, line: int) -> Excuse:
    """The excuse as it is kept; refused here, by the other's reference, where the database would refuse it by its own rule."""
    for other in others:
        # One that was revoked from its very beginning never held.
        if (
            other.begins_at < other.ends_at
            and other.begins_at < draft.until
            and draft.begins_at < other.ends_at
        ):
            raise Refused(Problem("excuse/overlaps", line=line, facts={"other": other.ref}))
    return Excuse(
        must_id=duty.must_id, subject_id=duty.subject_id, period=duty.period, reason=draft.reason,
        words=draft.words.strip(), begins_at=draft.begins_at, until=draft.until, ends_at=draft.until, given_by=giver,
        approved_by=" ".join(draft.approved_by.split()), recorded_at=at, area_id=duty.area_id or 0,
    )  # fmt: skip


def _revoke(refs: Sequence[str], by: By, at: int, ends_at: int, request: str) -> dict[str, Any]:
    plans.take_turn()
    known: Mapping[str, Excuse] = {one.ref: one for one in Excuse.objects.filter(ref__in=list(refs))}
    found = list(_not_to_revoke(refs, known, by, ends_at))
    if found:
        raise Refused(found)
    kept = list(known.values())
    change: tallies.Change = Counter()
    excuses.count(excuses.counted([one.pk for one in kept]), -1, change)
    for one in kept:
        # What an excuse counted until its old end must be gone before the new one may come.
        end = max(ends_at, one.begins_at)
        Excuse.objects.filter(pk=one.pk).update(
            ends_at=end, revoked_by=by.name, revoked_at=at, counts_from=None, counts_until=None
        )
    excuses.settle([one.pk for one in kept], change)
    tallies.apply(change)
    journal.append([_entry("revoke_excuse", one, "ends_at", by, at, request) for one in kept])
    return {"refs": [one.ref for one in kept]}


def _not_to_revoke(
    refs: Sequence[str], known: Mapping[str, Excuse], by: By, ends_at: int
) -> Iterator[Problem]:
    for line, ref in enumerate(refs, 1):
        one = known.get(ref)
        if one is None or (by.area and not paths.is_within(one.area_id, by.area)):
            yield Problem("excuse/not-found", line=line, facts={"ref": ref})
        elif one.revoked_at is not None or ends_at >= one.ends_at:
            yield Problem("excuse/over", line=line, facts={"ref": ref})


def _entry(verb: str, one: Excuse, fields: str, by: By, at: int, request: str) -> journal.Entry:
    return journal.Entry(at, by, verb, "excuse", one.pk, one.ref, fields, request)
