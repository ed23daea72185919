"""Tasks on duties by their key: handed out from a list of gaps, and shown beside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lianfang.base.problems import Problem, Refused
from lianfang.gaps import directing, keyed, lists, plans
from lianfang.gaps.keyed import Key
from lianfang.gaps.lists import Gap
from lianfang.gaps.selecting import Kind
from lianfang.plan.kinds import nearest
from lianfang.registers import changes
from lianfang.registers.access import By, Reader
from lianfang.registers.actions import tasks
from lianfang.registers.models import Decision, Task
from lianfang.registers.requests import once


@dataclass(frozen=True)
class Wanted:
    """Which gaps are to become tasks: a must or all, an area or all, as of when; only those that have risen; only some records."""

    as_of: int
    must: str = ""
    area: int = 0
    kind: Kind = "gap"
    escalated: bool = False
    subjects: tuple[str, ...] = ()

    @property
    def filters(self) -> dict[str, Any]:
        """As the list takes them."""
        return {"at": self.as_of, "area": self.area, "kind": self.kind, "escalated": self.escalated}


@dataclass(frozen=True)
class Handed:
    """The references of the tasks handed out, and how many were passed over: a task is open already, or it is no gap any more."""

    refs: list[str]
    open_already: int
    gone: int = 0


def assign_gaps(
    *,
    wanted: Wanted,
    unit: int | None,
    due_at: int,
    reader: Reader,
    by: By,
    at: int,
    title: str = "",
    request: str = "",
) -> Handed:
    """Hand out a task for each gap of a list, but for those on which a task is open.

    Args:
        wanted: which gaps, as they are asked of :func:`lianfang.gaps.lists.gaps`.
        unit: the organisation that is to do it; None hands each to the gap's own owner.
        title: what is to be done; the must's own title where it is not said.
        request: the client's id of this write; a replay is answered as before, whatever the list is then.

    Raises:
        Refused: what the list refuses; a gap has no owner to hand it to. Nothing is written.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        gaps = lists.gaps(wanted.must, reader=reader, now=at, limit=0, **wanted.filters).rows
        if wanted.subjects:
            gaps = tuple(gap for gap in gaps if gap.subject in wanted.subjects)
        return _hand_out(gaps, unit, due_at, title, by, at, request)

    content = [by.name, vars(wanted), unit, due_at, title]
    return Handed(**once(request=request, verb="assign", content=content, at=at, act=act))


def assign_picked(
    *,
    keys: Sequence[Key],
    unit: int | None,
    due_at: int,
    reader: Reader,
    by: By,
    as_of: int,
    at: int,
    title: str = "",
    decision: str = "",
    objective: str = "",
    request: str = "",
) -> Handed:
    """Hand out a task for each gap that was picked by its key, but for those on which a task is open or that were closed.

    Args:
        keys: of gaps or cannot-tells.
        as_of: the instant at which they are still to stand open.
        unit: as of :func:`assign_gaps`; ``title`` and ``request`` too.
        decision: the reference of the decision that the tasks follow; empty for none.
        objective: the reference of the objective of a directive that they serve; empty for none.

    Raises:
        Refused: none of the duties is there or in reach; a gap has no owner to hand it to. Nothing is written.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        found = keyed.gaps(keys, reader=reader, at=as_of, now=at)
        follows = _followed(decision, objective, reader, at)
        done = _hand_out(found.rows, unit, due_at, title, by, at, request, follows)
        return {**done, "gone": found.gone}

    content = [by.name, [list(key) for key in keys], unit, due_at, title, decision, objective]
    return Handed(**once(request=request, verb="assign", content=content, at=at, act=act))


def assign_clause(
    *, clause: str, title: str, unit: int, due_at: int, by: By, at: int, decision: str = "", objective: str = "",
    request: str = "",
) -> list[str]:  # fmt: skip
    """Hand out work on a clause of the directive, and answer the task's reference.

    Args:
        decision: the reference of the decision that it follows; empty for none.
        objective: the reference of the objective of a directive that it serves; empty for none.

    Raises:
        Refused: the plan in force has no such clause, or there is no such decision or objective in reach.
    """
    known = plans.in_force().plan.clauses
    if clause and clause not in known:
        raise Refused(
            Problem("task/clause-unknown", facts={"clause": clause, **nearest(clause, list(known))})
        )
    follows = _followed(decision, objective, Reader(by.name, by.role, by.area, by.purpose), at)
    row = {"title": title, "clause": clause or None, "unit": unit, "due_at": due_at, **follows}
    return tasks.assign(rows=[row], by=by, at=at, request=request)


def _hand_out(
    gaps: Sequence[Gap],
    unit: int | None,
    due_at: int,
    title: str,
    by: By,
    at: int,
    request: str,
    follows: Mapping[str, str | None] | None = None,
) -> dict[str, Any]:
    gaps = [gap for gap in gaps if gap.subject]  # whom nobody is shown, nobody can be sent to
    open_now = _open({gap.must.key for gap in gaps})
    fresh = [gap for gap in gaps if (gap.must.key, gap.subject, gap.period) not in open_now]
    lost = [gap for gap in fresh if unit is None and gap.owner is None]
    if lost:
        facts = [{"must": gap.must.key, "subject": gap.subject} for gap in lost]
        raise Refused([Problem("task/no-unit", facts=known) for known in facts])
    rows = [{**_row(gap, unit, due_at, title), **(follows or {})} for gap in fresh]
    return {**tasks.hand_out(rows, by, at, request), "open_already": len(gaps) - len(fresh)}


def _row(gap: Gap, unit: int | None, due_at: int, title: str) -> dict[str, Any]:
    return {
        "title": title or f"{gap.must.title.zh} / {gap.must.title.en}"[:200], "clause": gap.must.clause or None,
        "must": gap.must.key, "subject": gap.subject, "period": gap.period, "area": gap.area, "due_at": due_at,
        "unit": unit if unit is not None or gap.owner is None else gap.owner.pk,
    }  # fmt: skip


def _followed(decision: str, objective: str, reader: Reader, at: int) -> dict[str, str | None]:
    """Raises Refused where there is no such decision or objective in reach, or the objective's directive is withdrawn."""
    if decision and not Decision.objects.filter(reader.scope(), ref=decision).exists():
        raise Refused(Problem("task/no-such-decision", facts={"ref": decision[:16]}))
    if objective:
        directive, _one = directing.objective(objective, reader, at)
        if directing.as_entered(directive).withdrawn is not None:
            raise Refused(Problem("directive/withdrawn", facts={"ref": directive.one.ref}))
    return {"decision": decision or None, "objective": objective or None}


def _open(musts: Collection[str]) -> set[tuple[str | None, str | None, int | None]]:
    """The keys of the duties on which a task is open, whatever instant the list is of."""
    kept = Task.objects.filter(must__in=musts, closed_at=None, returned_at=None)
    return set(kept.values_list("must", "subject", "period"))
