"""Draft a must or a value, sign it, return or withdraw it: four actions, each whole or not at all, the second of two persons."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db import transaction

from lianfang.base.problems import Problem, Refused
from lianfang.gaps import plans
from lianfang.gaps.drafts import Checked, Kind, Preview, Proposed, checked, preview, reaches_the_city
from lianfang.gaps.models import PlanDraft
from lianfang.gaps.rebuild import rebuild
from lianfang.gaps.signed import entry
from lianfang.registers import journal
from lianfang.registers.access import By
from lianfang.registers.requests import once

LONGEST = 400


def draft(*, proposed: Sequence[Proposed], present: int, by: By, at: int, request: str = "") -> list[str]:
    """Keep drafts, each with what it would find now, and answer their references. Nothing else changes.

    Args:
        proposed: what is drafted.
        present: the city's now, before which nothing may begin (of a made-up city, the instant at which it ends).
        by: who drafts; another will have to sign.
        at: when it is recorded.
        request: the client's id of this write; a replay is answered as before and writes nothing.

    Raises:
        Refused: whatever is wrong in a draft (:func:`lianfang.gaps.drafts.checked`); rights for a part of the city only.
    """
    _check_reach(by)
    # Read and counted before the transaction, so that nobody waits for it who writes.
    made = [checked(one, present=present) for one in proposed]
    found = [preview(one, as_of=present) for one in made]
    answer = once(
        request=request, verb="draft", content=[by.name, [vars(one) for one in proposed]], at=at,
        act=lambda: _draft(made, found, by, at, request),
    )  # fmt: skip
    return list(answer["refs"])


def _draft(
    made: Sequence[Checked], found: Sequence[Preview], by: By, at: int, request: str
) -> dict[str, Any]:
    kept = [_kept(one, seen, by, at) for one, seen in zip(made, found, strict=True)]
    for one in kept:
        one.save()
    journal.append([entry("draft", one, by, at, request) for one in kept])
    return {"refs": [one.ref for one in kept]}


def _kept(made: Checked, found: Preview, by: By, at: int) -> PlanDraft:
    return PlanDraft(
        kind=made.proposed.kind, key=made.proposed.key, text=made.proposed.text, starts_at=made.starts_at,
        base=made.before.plan.hash, history=made.history, says=made.says, found=found.as_json(), drafted_by=by.name,
        drafted_at=at,
    )  # fmt: skip


def count_again(*, refs: Sequence[str], present: int, by: By, at: int) -> list[str]:
    """Count anew what drafts that wait would find, on the registers and the plan as they are now.

    Raises:
        Refused: no such draft, or it does not wait, or did not any more when it was counted; what :func:`draft` refuses.
    """
    _check_reach(by)
    plan = plans.in_force().plan.hash
    made = [(one, checked(proposed_of(one), present=present)) for one in _waiting(refs)]
    found = [(one, preview(said, as_of=present)) for one, said in made]
    with transaction.atomic():
        # In turn with whoever signs: what they were shown must not change under their hand.
        plans.take_turn()
        _waiting(refs)
        for one, seen in found:
            PlanDraft.objects.filter(pk=one.pk).update(found=seen.as_json(), base=plan)
        journal.append([entry("count_draft", one, by, at) for one, _ in found])
    return list(refs)


@dataclass(frozen=True)
class Shown:
    """What whoever signs a draft was shown: the hash of the plan in force, and the digest of what the draft would find."""

    plan: str
    found: str


def shown_of(one: PlanDraft) -> Shown:
    """What a page shows of a draft now."""
    said = json.dumps(one.found, ensure_ascii=False, sort_keys=True)
    return Shown(plans.in_force().plan.hash, hashlib.sha256(said.encode()).hexdigest())


def sign(
    *,
    refs: Sequence[str],
    present: int,
    by: By,
    at: int,
    request: str = "",
    shown: Sequence[Shown] | None = None,
) -> list[str]:
    """Another signs: the plan in force gets each draft, whole and checked again, and the musts it concerns are read anew.

    One transaction: the plan and the duties change together, or neither does.

    Args:
        refs: of the drafts.
        present: the city's now. A draft whose start has passed while it waited is refused.
        by: who signs; nobody signs what they drafted.
        at: when.
        request: the client's id of this write.
        shown: of each draft, what was looked at; without it nobody looked at a page.

    Raises:
        Refused: no such draft, or it does not wait; the same person; rights for a part of the city only; what the plan
            has under its key was changed since; the plan or what a draft would find is not as shown; whatever is wrong in the plan with it.
    """
    _check_reach(by)
    try:
        answer = once(
            request=request, verb="sign_draft", content=[by.name, list(refs)], at=at,
            act=lambda: _sign(refs, present, by, at, request, shown),
        )  # fmt: skip
    except BaseException:
        # A plan that was rolled back may be compiled under a number that another will get.
        plans.forget()
        raise
    return list(answer["refs"])


def _sign(
    refs: Sequence[str], present: int, by: By, at: int, request: str, shown: Sequence[Shown] | None
) -> dict[str, Any]:
    plans.take_turn()
    touched: set[str] = set()
    waiting = _waiting(refs)
    is_as_shown = shown is None or [shown_of(one) for one in waiting] == list(shown)
    for one in waiting:
        if one.drafted_by.casefold() == by.name.casefold():
            raise Refused(Problem("draft/same-person"))
        if not is_as_shown:
            raise Refused(Problem("draft/look-again"))
        made = checked(proposed_of(one), present=present)
        if made.history != one.history:
            raise Refused(Problem("draft/overtaken", facts={"key": one.key}))
        plans.put_in_force(made.plan, made.files, by=by, at=at)
        PlanDraft.objects.filter(pk=one.pk).update(signed_by=by.name, signed_at=at, plan=made.plan.hash)
        journal.append([entry("sign_draft", one, by, at, request)])
        touched |= set(made.musts)
    if touched:
        rebuild(at=at, keys=touched)
    return {"refs": list(refs)}


def send_back(*, refs: Sequence[str], words: str, by: By, at: int, request: str = "") -> list[str]:
    """Another returns drafts that wait, with the reason.

    Raises:
        Refused: no such draft, or it does not wait; no reason; who drafted it (they withdraw it).
    """
    said = " ".join(words.split())[:LONGEST]
    if not said:
        raise Refused(Problem("draft/needs-a-reason"))
    return _end(refs, "returned", said, by, at, request)


def withdraw(*, refs: Sequence[str], by: By, at: int, request: str = "") -> list[str]:
    """Whoever drafted them withdraws drafts that wait.

    Raises:
        Refused: no such draft, or it does not wait, or is another's.
    """
    return _end(refs, "withdrawn", "", by, at, request)


def _end(refs: Sequence[str], outcome: str, words: str, by: By, at: int, request: str) -> list[str]:
    _check_reach(by)
    answer = once(
        request=request, verb=f"{outcome}_draft", content=[by.name, list(refs), words], at=at,
        act=lambda: _ended(refs, outcome, words, by, at, request),
    )  # fmt: skip
    return list(answer["refs"])


def _ended(refs: Sequence[str], outcome: str, words: str, by: By, at: int, request: str) -> dict[str, Any]:
    plans.take_turn()
    waiting = _waiting(refs)
    for one in waiting:
        is_own = one.drafted_by.casefold() == by.name.casefold()
        if is_own != (outcome == "withdrawn"):
            raise Refused(Problem("draft/not-yours" if outcome == "withdrawn" else "draft/same-person"))
        PlanDraft.objects.filter(pk=one.pk).update(
            outcome=outcome, words=words, ended_by=by.name, ended_at=at
        )
    verb = "withdraw_draft" if outcome == "withdrawn" else "return_draft"
    journal.append([entry(verb, one, by, at, request) for one in waiting])
    return {"refs": list(refs)}


def proposed_of(one: PlanDraft) -> Proposed:
    """What a kept draft proposes."""
    return Proposed(cast(Kind, one.kind), one.key, one.text)


def _waiting(refs: Sequence[str]) -> list[PlanDraft]:
    known = {one.ref: one for one in PlanDraft.objects.filter(ref__in=list(refs))}
    found = list(_not_waiting(refs, known))
    if found:
        raise Refused(found)
    return [known[ref] for ref in refs]


def _not_waiting(refs: Sequence[str], known: dict[str, PlanDraft]) -> Iterator[Problem]:
    for line, ref in enumerate(refs, start=1):
        one = known.get(ref)
        if one is None:
            yield Problem("draft/not-found", line=line, facts={"ref": ref})
        elif one.state != "waiting":
            yield Problem("draft/not-waiting", line=line)


def _check_reach(by: By) -> None:
    if not reaches_the_city(by.area, plans.in_force()):
        raise Refused(Problem("draft/whole-city"))
