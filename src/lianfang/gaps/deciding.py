"""The decision log: enter what a command decided, correct it by a further entry, find it again. Nothing is ever changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from lianfang.base import areas as paths
from lianfang.base.problems import Problem, Refused
from lianfang.gaps import freezing, plans
from lianfang.plan.kinds import nearest
from lianfang.registers import journal
from lianfang.registers.access import By, Reader, named_by_tasks
from lianfang.registers.models import Area, Decision
from lianfang.registers.requests import once

LONGEST = {"decided_by": 200, "what": 400, "why": 1000, "reason": 400}
NEEDED = ("decided_by", "what", "why")
FIELDS = "area_id,decided_at,decided_by,what,why,clause,figures_as_of,brief"


@dataclass(frozen=True)
class Draft:
    """A decision as it is entered.

    Attributes:
        area: the command's, as a path code.
        decided_by: who decided, by post and name.
        clause: of the plan in force; empty for none.
        figures_as_of: the instant of the figures that were looked at; None where none were.
        brief: the reference of the frozen brief that was looked at; empty for none.
    """

    area: int
    decided_at: int
    decided_by: str
    what: str
    why: str
    clause: str = ""
    figures_as_of: int | None = None
    brief: str = ""


def decide(*, draft: Draft, by: By, at: int, request: str = "") -> str:
    """Enter a decision, and answer its reference.

    Args:
        draft: what was decided.
        by: who enters it, which need not be who decided.
        at: when it is entered; it was decided no later.
        request: the client's id of this write; a replay is answered as before and writes nothing.

    Raises:
        Refused: it lacks something, lies in the future or beyond the reach of ``by``, or names a clause or brief that is not
            there; nothing is written.
    """
    return str(
        once(
            request=request, verb="decide", content=[by.name, vars(draft)], at=at,
            act=lambda: _enter(draft, by, at, request, None, ""),
        )["ref"]
    )  # fmt: skip


def correct(*, ref: str, draft: Draft, reason: str, by: By, at: int, request: str = "") -> str:
    """Enter what should have been entered, beside what was, with the reason; answers the new entry's reference.

    Raises:
        Refused: what :func:`decide` refuses; no reason; no such entry in reach, or it was corrected already.
    """

    def act() -> dict[str, Any]:
        old = find(ref, Reader(by.name, by.role, by.area, by.purpose))
        later = getattr(old, "corrected_by", None)
        if later is not None:
            raise Refused(Problem("decision/corrected-already", facts={"ref": ref, "other": later.ref}))
        if not reason.strip():
            raise Refused(Problem("decision/no-reason"))
        return _enter(draft, by, at, request, old, reason)

    content = [by.name, ref, vars(draft), reason]
    try:
        return str(once(request=request, verb="correct", content=content, at=at, act=act)["ref"])
    except IntegrityError as error:
        # Another was quicker: the database keeps one correction for each.
        raise Refused(Problem("decision/corrected-already", facts={"ref": ref, "other": "–"})) from error


def _enter(
    draft: Draft, by: By, at: int, request: str, corrects: Decision | None, reason: str
) -> dict[str, Any]:
    found = _faults(draft, by, at, reason)
    if found:
        raise Refused(found)
    if draft.brief:
        freezing.find(draft.brief, Reader(by.name, by.role, by.area, by.purpose))
    with transaction.atomic():
        made = Decision.objects.create(
            area_id=draft.area, decided_at=draft.decided_at, decided_by=draft.decided_by.strip(), what=draft.what.strip(),
            why=draft.why.strip(), clause=draft.clause, figures_as_of=draft.figures_as_of, brief=draft.brief,
            recorded_at=at, recorded_by=by.name, corrects=corrects, reason=reason.strip(),
        )  # fmt: skip
        verb = "decide" if corrects is None else "correct"
        journal.append([journal.Entry(at, by, verb, "decision", made.pk, made.ref, FIELDS, request)])
    return {"ref": made.ref}


def _faults(draft: Draft, by: By, at: int, reason: str) -> list[Problem]:
    said = {**{name: getattr(draft, name) for name in NEEDED}, "reason": reason}
    found = [
        Problem("decision/incomplete", facts={"field": name}) for name in NEEDED if not said[name].strip()
    ]
    found += [
        Problem("decision/too-long", facts={"field": name, "most": most})
        for name, most in LONGEST.items() if len(said[name]) > most
    ]  # fmt: skip
    if draft.decided_at > at:
        found.append(Problem("decision/not-yet"))
    if draft.figures_as_of is not None and draft.figures_as_of > draft.decided_at:
        found.append(Problem("decision/figures-after"))
    is_mine = not by.area or paths.is_within(draft.area, by.area)
    if not is_mine or not Area.objects.filter(id=draft.area).exists():
        found.append(Problem("area/not-found", facts={"area": draft.area}))
    known = plans.in_force().plan.clauses
    if draft.clause and draft.clause not in known:
        facts = {"clause": draft.clause, **nearest(draft.clause, list(known))}
        found.append(Problem("task/clause-unknown", facts=facts))
    return found


def find(ref: str, reader: Reader) -> Decision:
    """An entry by its reference.

    Raises:
        Refused: there is none in the reader's reach.
    """
    kept = Decision.objects.filter(reader.scope(), ref=ref).select_related("corrects", "corrected_by")
    found = kept.first()
    if found is None:
        raise Refused(Problem("decision/not-found", facts={"ref": ref[:16]}))
    return found


def read(ref: str, reader: Reader) -> Decision:
    """An entry as it may be read: in the reader's reach, or a task that they may see follows it, or one that it corrects or that
    corrects it.

    Raises:
        Refused: there is none such.
    """
    found = Decision.objects.filter(ref=ref).select_related("corrects", "corrected_by").first()
    if found is None or not (reader.sees(found.area_id) or _is_followed(found, reader)):
        raise Refused(Problem("decision/not-found", facts={"ref": ref[:16]}))
    return found


def _is_followed(one: Decision, reader: Reader) -> bool:
    chain, before, after = [one.ref], one.corrects, getattr(one, "corrected_by", None)
    while before is not None:
        chain.append(before.ref)
        before = before.corrects
    while after is not None:
        chain.append(after.ref)
        after = getattr(after, "corrected_by", None)
    return named_by_tasks(reader, "decision").filter(decision__in=chain).exists()


def log(*, reader: Reader, words: str = "", standing: bool = False) -> QuerySet[Decision]:
    """The entries in a reader's reach, the newest decision first.

    Args:
        words: only those in which they stand: in what, why or by whom.
        standing: without those that were corrected.
    """
    kept = Decision.objects.filter(reader.scope()).select_related("corrects", "corrected_by")
    if words:
        kept = kept.filter(
            Q(what__icontains=words) | Q(why__icontains=words) | Q(decided_by__icontains=words) | Q(ref=words)
        )
    if standing:
        kept = kept.filter(corrected_by__isnull=True)
    return kept.order_by("-decided_at", "-id")
