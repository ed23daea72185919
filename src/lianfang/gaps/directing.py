"""Directives of a command: issued, given objectives, moved or withdrawn by a further entry, found again. Nothing is ever changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError
from django.db.models import Q, QuerySet

from lianfang.base import areas as paths
from lianfang.base.problems import Problem, Refused
from lianfang.gaps import plans
from lianfang.plan.kinds import nearest
from lianfang.registers import changes, journal
from lianfang.registers.access import By, Reader, named_by_tasks, rows
from lianfang.registers.models import Area, Directive, DirectiveChange, Objective, Organisation
from lianfang.registers.requests import once

LONGEST = {"number": 64, "title": 200, "text": 4000, "issued_by": 200, "what": 400, "reason": 400}
NEEDED = ("number", "title", "text", "issued_by")
_EVER = 2**62
"""An instant after any other."""
FIELDS = "area_id,number,title,text,issued_by,issued_at,due_at,clause"


@dataclass(frozen=True)
class Draft:
    """A directive as it is issued.

    Attributes:
        area: the command's, as a path code.
        number: the document's own.
        issued_by: by whom, by post and name.
        due_at: the instant until which it is to be carried out.
        clause: of the plan in force; empty for none.
    """

    area: int
    number: str
    title: str
    text: str
    issued_by: str
    issued_at: int
    due_at: int
    clause: str = ""


@dataclass(frozen=True)
class Standing:
    """A directive as it stood at an instant.

    Attributes:
        objectives: those that it had then.
        due_at: its deadline, as it was moved last.
        withdrawn: the entry that withdrew it; None while it stands.
        moves: the entries that moved its deadline, the first first.
    """

    one: Directive
    objectives: tuple[Objective, ...]
    due_at: int
    withdrawn: DirectiveChange | None
    moves: tuple[DirectiveChange, ...]

    def due_of(self, objective: Objective) -> int:
        """An objective's deadline: its own, but never later than the directive's."""
        return min(int(objective.due_at), self.due_at)


def issue(*, draft: Draft, by: By, at: int, request: str = "") -> str:
    """Enter a directive, and answer its reference.

    Args:
        draft: what is demanded.
        by: who enters it, which need not be who issued it.
        at: when it is entered; it was issued no later.
        request: the client's id of this write; a replay is answered as before and writes nothing.

    Raises:
        Refused: it lacks something, lies in the future or beyond the reach of ``by``, its deadline is before its issue, its
            number is taken in the area, or it names a clause that is not there; nothing is written.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        found = _faults(draft, by, at)
        if found:
            raise Refused(found)
        made = Directive.objects.create(
            area_id=draft.area, **{name: getattr(draft, name).strip() for name in NEEDED}, issued_at=draft.issued_at,
            due_at=draft.due_at, clause=draft.clause, recorded_at=at, recorded_by=by.name,
        )  # fmt: skip
        journal.append([journal.Entry(at, by, "issue", "directive", made.pk, made.ref, FIELDS, request)])
        return {"ref": made.ref}

    content = [by.name, vars(draft)]
    return str(once(request=request, verb="issue", content=content, at=at, act=act)["ref"])


def add_objective(
    *, ref: str, what: str, unit: int, due_at: int, by: By, at: int, request: str = ""
) -> str:  # fmt: skip
    """Give a directive an objective, and answer the objective's reference.

    Args:
        ref: the directive's.
        what: what is to be reached.
        unit: the organisation that is to reach it, a health authority or any other.
        due_at: until when; neither past nor later than the directive's deadline.

    Raises:
        Refused: no such directive in reach, or it is withdrawn; no words, no such unit, a deadline that cannot be.
    """

    def act(directive: Standing) -> tuple[int, str, str]:
        found = [*_words({"what": what})]
        if due_at < at:
            found.append(Problem("directive/due-past"))
        if due_at > directive.due_at:
            found.append(Problem("directive/objective-later"))
        if not rows(Organisation, _reader(by)).filter(id=unit).exists():
            found.append(Problem("task/no-such-unit", facts={"named": str(unit)}))
        if found:
            raise Refused(found)
        made = Objective.objects.create(
            directive=directive.one, what=what.strip(), unit_id=unit, due_at=due_at, recorded_at=at, recorded_by=by.name
        )  # fmt: skip
        return made.pk, made.ref, "directive_id,what,unit_id,due_at"

    return _further("objective", ref, [what, unit, due_at], act, by, at, request)


def move(*, ref: str, due_at: int, reason: str, by: By, at: int, request: str = "") -> str:
    """Move a directive's deadline, by a further entry; answers the directive's reference.

    Raises:
        Refused: no such directive in reach, or it is withdrawn; no reason, or a deadline that is past.
    """

    def act(directive: Standing) -> tuple[int, str, str]:
        found = [*_words({"reason": reason})]
        if due_at < at:
            found.append(Problem("directive/due-past"))
        if due_at == directive.due_at:
            found.append(Problem("directive/due-as-before"))
        if found:
            raise Refused(found)
        return _change(directive, due_at, reason, by, at)

    return _further("move", ref, [due_at, reason], act, by, at, request)


def withdraw(*, ref: str, reason: str, by: By, at: int, request: str = "") -> str:
    """Withdraw a directive, by a further entry; answers its reference. Tasks that were handed out stay as they are.

    Raises:
        Refused: no such directive in reach, or it is withdrawn already; no reason.
    """

    def act(directive: Standing) -> tuple[int, str, str]:
        found = _words({"reason": reason})
        if found:
            raise Refused(found)
        return _change(directive, None, reason, by, at)

    return _further("withdraw", ref, [reason], act, by, at, request)


def _further(
    verb: str,
    ref: str,
    said: Sequence[Any],
    enter: Callable[[Standing], tuple[int, str, str]],
    by: By,
    at: int,
    request: str,
) -> str:
    """An entry on a directive that stands: ``enter`` writes it and answers its id, a reference and the fields, for the journal."""

    def act() -> dict[str, Any]:
        changes.begin()  # of two who act at once, the second sees what the first did
        directive = as_entered(find(ref, _reader(by), at))
        if directive.withdrawn is not None:
            raise Refused(Problem("directive/withdrawn", facts={"ref": ref[:16]}))
        pk, made, fields = enter(directive)
        register = "objective" if verb == "objective" else "directive"
        journal.append([journal.Entry(at, by, verb, register, pk, made, fields, request)])
        return {"ref": made}

    return str(once(request=request, verb=verb, content=[by.name, ref, *said], at=at, act=act)["ref"])


def _change(directive: Standing, due_at: int | None, reason: str, by: By, at: int) -> tuple[int, str, str]:
    one = directive.one
    try:
        DirectiveChange.objects.create(
            directive=one, due_at=due_at, reason=reason.strip(), recorded_at=at, recorded_by=by.name
        )
    except IntegrityError as error:
        raise Refused(Problem("directive/withdrawn", facts={"ref": one.ref})) from error
    return one.pk, one.ref, "due_at,reason"


def _reader(by: By) -> Reader:
    return Reader(by.name, by.role, by.area, by.purpose)


def _words(said: dict[str, str]) -> list[Problem]:
    lacking = [
        Problem("directive/incomplete", facts={"field": name}) for name in said if not said[name].strip()
    ]
    return lacking + [
        Problem("directive/words-too-long", facts={"field": name, "most": LONGEST[name]})
        for name in said if len(said[name]) > LONGEST[name]
    ]  # fmt: skip


def _faults(draft: Draft, by: By, at: int) -> list[Problem]:
    found = _words({name: getattr(draft, name) for name in NEEDED})
    if draft.issued_at > at:
        found.append(Problem("directive/not-yet"))
    if draft.due_at < draft.issued_at:
        found.append(Problem("directive/due-before-issued"))
    is_mine = not by.area or paths.is_within(draft.area, by.area)
    if not is_mine or not Area.objects.filter(id=draft.area).exists():
        found.append(Problem("area/not-found", facts={"area": draft.area}))
    elif Directive.objects.filter(area_id=draft.area, number=draft.number.strip()).exists():
        found.append(Problem("directive/number-taken", facts={"number": draft.number.strip()[:64]}))
    known = plans.in_force().plan.clauses
    if draft.clause and draft.clause not in known:
        facts = {"clause": draft.clause, **nearest(draft.clause, list(known))}
        found.append(Problem("task/clause-unknown", facts=facts))
    return found


def find(ref: str, reader: Reader, as_of: int) -> Standing:
    """A directive as it stood at an instant, by its own reference or by that of one of its objectives.

    Raises:
        Refused: there is none in the reader's reach.
    """
    found = listed(reader=reader, as_of=as_of).filter(Q(ref=ref) | Q(objectives__ref=ref)).first()
    if found is None:
        raise Refused(Problem("directive/not-found", facts={"ref": ref[:16]}))
    return standing(found, as_of)


def read(ref: str, reader: Reader, as_of: int) -> Standing:
    """A directive as it may be read: in the reader's reach, or one that tasks which they may see follow; then with the objectives
    of those tasks alone.

    Raises:
        Refused: there is none such.
    """
    named = Q(ref=ref) | Q(objectives__ref=ref)
    found = _whole(Directive.objects.filter(named, recorded_at__lte=as_of)).first()
    if found is not None:
        said = standing(found, as_of)
        if reader.sees(found.area_id):
            return said
        refs = [one.ref for one in said.objectives]
        followed = set(named_by_tasks(reader, "objective").filter(objective__in=refs))
        if followed:
            return replace(said, objectives=tuple(one for one in said.objectives if one.ref in followed))
    raise Refused(Problem("directive/not-found", facts={"ref": ref[:16]}))


def objective(ref: str, reader: Reader, as_of: int) -> tuple[Standing, Objective]:
    """An objective and its directive as they stood at an instant.

    Raises:
        Refused: there is none in the reader's reach.
    """
    found = listed(reader=reader, as_of=as_of).filter(objectives__ref=ref).first()
    if found is not None:
        said = standing(found, as_of)
        for one in said.objectives:
            if one.ref == ref:
                return said, one
    raise Refused(Problem("task/no-such-objective", facts={"ref": ref[:16]}))


def listed(*, reader: Reader, as_of: int, words: str = "") -> QuerySet[Directive]:
    """The directives in a reader's reach that were entered by an instant, the newest first, with all that :func:`standing` needs.

    Args:
        words: only those in which they stand: in number, title, text or by whom.
    """
    kept = Directive.objects.filter(reader.scope(), recorded_at__lte=as_of)
    if words:
        kept = kept.filter(
            Q(number__icontains=words) | Q(title__icontains=words) | Q(text__icontains=words)
            | Q(issued_by__icontains=words) | Q(ref=words)
        )  # fmt: skip
    return _whole(kept)


def _whole(kept: QuerySet[Directive]) -> QuerySet[Directive]:
    return kept.prefetch_related("objectives__unit", "changes").order_by("-issued_at", "-id")


def as_entered(said: Standing) -> Standing:
    """The same with every entry, those too of whoever's clock is ahead: by it goes what may still be done."""
    return standing(said.one, _EVER)


def standing(one: Directive, as_of: int) -> Standing:
    """What a directive had become at an instant."""
    entries = sorted((c for c in one.changes.all() if c.recorded_at <= as_of), key=lambda c: c.pk)
    moves = tuple(change for change in entries if change.due_at is not None)
    withdrawn = next((change for change in entries if change.due_at is None), None)
    had = sorted((o for o in one.objectives.all() if o.recorded_at <= as_of), key=lambda o: (o.due_at, o.pk))
    due_at = moves[-1].due_at if moves else None
    return Standing(one, tuple(had), one.due_at if due_at is None else due_at, withdrawn, moves)
