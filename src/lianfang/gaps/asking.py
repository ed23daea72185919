"""An excuse is asked for by one and granted or refused by another who may sign in that area; granted, it is an excuse like any other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from lianfang.base import areas as paths
from lianfang.base.problems import Problem, Refused
from lianfang.gaps import excusing, plans
from lianfang.gaps.excusing import Draft
from lianfang.gaps.keyed import Key
from lianfang.gaps.models import Duty, Excuse, ExcuseRequest
from lianfang.gaps.plans import InForce, Standing
from lianfang.registers import journal
from lianfang.registers.access import By, Reader, rows
from lianfang.registers.actions import notifying
from lianfang.registers.actions.notifying import Event
from lianfang.registers.models import REGISTERS, Account
from lianfang.registers.requests import once

NOBODY = "–"
"""Stands for who will approve while that is open: nobody is called so."""
LONGEST = 400


def ask(
    *, key: Key, reason: str, words: str, begins_at: int, until: int, reader: Reader, by: By, at: int, request: str = ""
) -> str:  # fmt: skip
    """Ask that a duty be let off for a time, and answer the request's reference.

    Raises:
        Refused: what :func:`lianfang.gaps.excusing.excuse` refuses; the duty is not in the reader's reach, or has an open
            request already. Nothing is written.
    """

    def act() -> dict[str, Any]:
        standing, subject = _duty(key, reader)
        draft = Draft(key.must, subject, reason, begins_at, until, NOBODY, words, key.period)
        [duty] = _checked(draft, key, by).values()
        with transaction.atomic():
            made = ExcuseRequest.objects.create(
                must_id=standing.number, subject_id=subject, period=key.period, area_id=duty.area_id or 0, reason=reason,
                words=words.strip(), begins_at=begins_at, until=until, asked_by=by.name, asked_at=at,
            )  # fmt: skip
        journal.append(
            [
                journal.Entry(
                    at, by, "ask_excuse", "excuse_request", made.pk, made.ref, "reason,until", request
                )
            ]
        )
        asker = Account.objects.filter(login=by.name).values_list("id", flat=True)
        told = notifying.signers(made.area_id, at=by.rights_at(at), but=list(asker), right="sign")
        notifying.tell([Event("excuse_waits", made.ref, told)], at=at)
        return {"ref": made.ref}

    content = [by.name, list(key), reason, words, begins_at, until]
    try:
        return str(once(request=request, verb="ask_excuse", content=content, at=at, act=act)["ref"])
    except IntegrityError as error:
        raise Refused(Problem("excuse/asked-already")) from error


def grant(*, ref: str, reader: Reader, by: By, at: int, request: str = "") -> None:
    """Another than who asked grants it: the excuse is there from then on, with both names.

    Raises:
        Refused: no such request in reach, decided already, one's own; or the excuse cannot be given any more.
    """

    def act() -> dict[str, Any]:
        plans.take_turn()
        asked, standing = _open(ref, reader, by)
        draft = Draft(
            standing.must.key, asked.subject_id, asked.reason, asked.begins_at, asked.until, by.name, asked.words, asked.period
        )  # fmt: skip
        [made] = excusing.give([draft], by, at, request, given_by=asked.asked_by)["refs"]
        _decide(asked, by, at, request, excuse=Excuse.objects.get(ref=made))
        return {}

    once(request=request, verb="grant_excuse", content=[by.name, ref], at=at, act=act)


def refuse(*, ref: str, answer: str, reader: Reader, by: By, at: int, request: str = "") -> None:
    """Another than who asked refuses it, and says why.

    Raises:
        Refused: no such request in reach, decided already, one's own; or no reason.
    """
    if not answer.strip() or len(answer) > LONGEST:
        raise Refused(Problem("excuse/no-answer", facts={"most": LONGEST}))

    def act() -> dict[str, Any]:
        plans.take_turn()
        asked, _standing = _open(ref, reader, by)
        _decide(asked, by, at, request, answer=answer.strip())
        return {}

    once(request=request, verb="refuse_excuse", content=[by.name, ref, answer], at=at, act=act)


def requests(*, reader: Reader) -> QuerySet[ExcuseRequest]:
    """The requests in a reader's reach, of musts whose records they read, the newest first."""
    force = plans.in_force()
    numbers = [one.number for one in force.musts if reader.reads(one.must.every)]
    kept = ExcuseRequest.objects.filter(reader.scope(), must_id__in=numbers)
    return kept.select_related("excuse").order_by("-asked_at", "-id")


def find(ref: str, reader: Reader) -> ExcuseRequest:
    """A request by its reference.

    Raises:
        Refused: there is none in the reader's reach.
    """
    found = requests(reader=reader).filter(ref=ref).first()
    if found is None:
        raise Refused(Problem("excuse/not-found", facts={"ref": ref[:16]}))
    return found


def standing_of(asked: ExcuseRequest, force: InForce) -> Standing | None:
    """The must of a request, where the plan in force has it."""
    return next((one for one in force.musts if one.number == asked.must_id), None)


def _duty(key: Key, reader: Reader) -> tuple[Standing, int]:
    """The must and the record's id; what the reader does not see, a real person of a published list among it, is not there."""
    force = plans.in_force()
    standing = next((one for one in force.musts if one.must.key == key.must), None)
    subject = None
    if standing is not None and reader.reads(standing.must.every):
        there = rows(REGISTERS[standing.must.every], reader).filter(ref=key.subject)
        subject = there.values_list("id", flat=True).first()
    if standing is None or subject is None:
        raise Refused(Problem("excuse/no-duty", facts={"must": key.must[:64], "subject": key.subject[:16]}))
    return standing, int(subject)


def _checked(draft: Draft, key: Key, by: By) -> dict[excusing.Key, Duty]:
    """What :func:`lianfang.gaps.excusing.check` answers; where there is no duty, it is named by what was asked for, not by ids."""
    try:
        return excusing.check(drafts=[draft], given_by=by.name, by=by)
    except Refused as refusal:
        facts = {"must": key.must[:64], "subject": key.subject[:16]}
        said = [replace(p, facts=facts) if p.code == "excuse/no-duty" else p for p in refusal.problems]
        raise Refused(said) from refusal


def _open(ref: str, reader: Reader, by: By) -> tuple[ExcuseRequest, Standing]:
    asked = find(ref, reader)
    standing = standing_of(asked, plans.in_force())
    if standing is None or (by.area and not paths.is_within(asked.area_id, by.area)):
        raise Refused(Problem("excuse/not-found", facts={"ref": ref[:16]}))
    if asked.decided_at is not None:
        raise Refused(Problem("excuse/decided-already", facts={"name": asked.decided_by}))
    if asked.asked_by.casefold() == by.name.casefold():
        raise Refused(Problem("excuse/one-person", facts={"name": by.name}))
    return asked, standing


def _decide(
    asked: ExcuseRequest, by: By, at: int, request: str, *, excuse: Excuse | None = None, answer: str = ""
) -> None:
    ExcuseRequest.objects.filter(pk=asked.pk, decided_at=None).update(
        decided_by=by.name, decided_at=at, answer=answer, excuse=excuse
    )
    verb = "grant_excuse" if excuse is not None else "refuse_excuse"
    entry = journal.Entry(at, by, verb, "excuse_request", asked.pk, asked.ref, "decided_by", request)
    journal.append([entry])
    asker = Account.objects.filter(login=asked.asked_by, active=True).values_list("id", flat=True)
    notifying.tell([Event("excuse_decided", asked.ref, list(asker))], at=at)
