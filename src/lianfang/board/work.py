"""Work: the tasks in a reader's area as they stood at an instant, filtered, in an order of one's choice, page by page; counts that open."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Literal, get_args

from django.db.models import Count, Q, QuerySet

from lianfang.base.instants import day_of, end_of, iso
from lianfang.base.problems import Problem, Refused
from lianfang.board.listing import MOST_COUNTED, MOST_TAKEN, refuse_what_is_too_long
from lianfang.fronts.command.gap_list import called
from lianfang.fronts.command.setting import city_of
from lianfang.fronts.command.shapes import TaskListed, Words
from lianfang.fronts.command.task_list import tasks_said
from lianfang.gaps import plans
from lianfang.gaps.lists import journal, within
from lianfang.gaps.picking import read_key, write_key
from lianfang.registers.access import Reader, in_area, of_class, rows
from lianfang.registers.models import Objective, Organisation, Task
from lianfang.registers.models.tasks import State

Which = Literal["open", "assigned", "received", "evidence", "verified", "closed", "returned", "all"]
Due = Literal["", "overdue", "today"]
Sort = Literal["due", "newest", "unit"]
ORDERS: Mapping[Sort, tuple[str, ...]] = {
    "due": ("due_at", "id"),
    "newest": ("-assigned_at", "-id"),
    "unit": ("unit_id", "due_at", "id"),
}
"""By what tasks are put in order; all of it together is different for each."""
WHICH: tuple[Which, ...] = get_args(Which)
SORTS: tuple[Sort, ...] = get_args(Sort)
DUES: tuple[Due, ...] = get_args(Due)
OPEN: tuple[Which, ...] = ("open", "assigned", "received", "evidence", "verified")
AT_ONCE = 500
MOST_UNITS = 60
"""How many owners a page offers to filter by, those with the most open tasks."""
_STEPS: Mapping[State, str] = {
    "received": "received_at", "evidence": "evidence_at", "verified": "verified_at", "closed": "closed_at",
    "returned": "returned_at",
}  # fmt: skip
_ENDS = ("closed_at", "returned_at")


@dataclass(frozen=True)
class Wanted:
    """Which tasks: in an area (0: all that the reader sees), in a state, by their date, of one owner, of units of the reader's level,
    following one decision, or one directive or objective of it."""

    area: int = 0
    which: Which = "open"
    due: Due = ""
    owner: str = ""
    is_mine: bool = False
    decision: str = ""
    directive: str = ""


@dataclass(frozen=True)
class Owner:
    """A unit with open tasks, and how many."""

    ref: str
    name: Words
    count: int


@dataclass(frozen=True)
class TaskPage:
    """Some tasks of a list, how long the whole is, and the key of the page after."""

    as_of: str
    total: int
    rows: tuple[TaskListed, ...]
    next_key: str | None


@dataclass(frozen=True)
class Waiting:
    """How many open tasks are late, due by the end of the day, and wait for each step."""

    open: int
    overdue: int
    today: int
    assigned: int
    received: int
    evidence: int
    verified: int


def tasks(
    wanted: Wanted, *, reader: Reader, as_of: int, at: int, sort: Sort = "due", limit: int = 50, after: str = ""
) -> TaskPage:  # fmt: skip
    """A page of tasks; the reading is journalled.

    Args:
        as_of: the instant at which they are judged: what came later is left out.
        limit: how many rows, from 1 to 500.
        after: the key that the page before gave; empty is the first page.

    Raises:
        Refused: no such owner; an area out of reach; a key of another order.
    """
    zone, order = plans.in_force().plan.zone, ORDERS[sort]
    kept = _chosen(wanted, reader, as_of, at)
    cut = kept.filter(_beyond(order, read_key(after, sort, len(order)))) if after else kept
    found = list(cut.select_related("unit", "area").order_by(*order)[: limit + 1])
    shown = found[:limit]
    key = None
    if len(found) > limit:
        key = write_key([getattr(shown[-1], name.removeprefix("-")) for name in order], sort)
    journal(reader, at=at, counts={"task": len(shown)})
    return TaskPage(iso(as_of, zone), kept.count(), tuple(tasks_said(shown, zone, as_of)), key)


def followed(decision: str, *, reader: Reader, as_of: int, at: int) -> dict[str, int]:
    """How far the tasks that follow a decision have come: all, those in each state, and those overdue."""
    kept = _chosen(Wanted(which="all", decision=decision), reader, as_of, at)
    return dict(kept.aggregate(all=Count("id"), **_counters(as_of)))


def served(objectives: Collection[str], *, reader: Reader, as_of: int) -> dict[str, dict[str, int]]:
    """Objective's reference → how far its tasks have come, as :func:`followed`; one without tasks is left out.

    ``elsewhere`` is how many tasks it has besides, of which this reader sees nothing.
    """
    mine = in_area(Task, reader) & of_class(Task, reader)
    given = Task.objects.filter(objective__in=list(objectives), assigned_at__lte=as_of).order_by()
    found = given.values("objective").annotate(
        every=Count("id"), all=Count("id", filter=mine), **_counters(as_of, mine)
    )
    return {
        str(counts.pop("objective")): {**counts, "elsewhere": counts["every"] - counts["all"]}
        for counts in map(dict, found)
    }


def _counters(as_of: int, among: Q | None = None) -> dict[str, Count]:
    """The tasks in each state, and those overdue; of some where they are named."""
    states: dict[str, Q] = {which: is_in(which, as_of) for which in WHICH if which not in ("all", "open")}
    late = _by_date("overdue", as_of, plans.in_force().plan.zone)
    mine = Q() if among is None else among
    return {name: Count("id", filter=mine & q) for name, q in {**states, "overdue": late}.items()}


def every_task(
    wanted: Wanted, *, reader: Reader, as_of: int, at: int, sort: Sort = "due"
) -> tuple[int, Iterator[list[TaskListed]]]:
    """How long such a list is, and the whole of it piece by piece, fixed at the moment when it is asked for.

    Nothing is journalled: whoever takes it away says so. A task that is gone meanwhile is left out.

    Raises:
        Refused: as :func:`tasks`; it is longer than is taken away at once.
    """
    zone, kept = plans.in_force().plan.zone, _chosen(wanted, reader, as_of, at)
    numbers = kept.order_by(*ORDERS[sort]).values_list("id", flat=True)[: MOST_TAKEN + 1]
    ids = refuse_what_is_too_long(array("q", numbers.iterator(chunk_size=AT_ONCE)))

    def pieces() -> Iterator[list[TaskListed]]:
        for start in range(0, len(ids), AT_ONCE):
            piece = ids[start : start + AT_ONCE]
            found = rows(Task, reader).select_related("unit", "area").in_bulk(list(piece))
            yield tasks_said([found[one] for one in piece if one in found], zone, as_of)

    return len(ids), pieces()


def tasks_counted(wanted: Wanted, *, reader: Reader, as_of: int, at: int) -> int:
    """How long such a list is, up to one more than :data:`~lianfang.board.listing.MOST_COUNTED`.

    Raises:
        Refused: as :func:`tasks`.
    """
    return _chosen(wanted, reader, as_of, at).values("pk")[: MOST_COUNTED + 1].count()


def waiting(*, reader: Reader, as_of: int, at: int, area: int = 0) -> Waiting:
    """The counts of an inbox, each as long as the list that it opens."""
    zone = plans.in_force().plan.zone
    states: dict[str, Q] = {
        which: is_in(which, as_of) for which in ("assigned", "received", "evidence", "verified")
    }
    by_date = {due: _by_date(due, as_of, zone) for due in ("overdue", "today")}
    counted = {name: Count("id", filter=q) for name, q in {**states, **by_date}.items()}
    return Waiting(**_chosen(Wanted(area), reader, as_of, at).aggregate(open=Count("id"), **counted))


def owners(*, reader: Reader, as_of: int, at: int, area: int = 0) -> list[Owner]:
    """The units that have open tasks, those with the most first."""
    kept = _chosen(Wanted(area), reader, as_of, at)
    counts = dict(
        kept.values("unit")
        .annotate(n=Count("id"))
        .order_by("-n", "unit")
        .values_list("unit", "n")[:MOST_UNITS]
    )
    names = Organisation.objects.in_bulk(list(counts))
    return [Owner(names[unit].ref, called(names[unit]), n) for unit, n in counts.items()]


def open_on(subject: str, *, reader: Reader) -> dict[tuple[str, int], str]:
    """The open tasks on the duties of a record, by must and period: their references."""
    kept = rows(Task, reader).filter(subject=subject, must__isnull=False, closed_at=None, returned_at=None)
    return {
        (str(must), int(period)): str(ref) for must, period, ref in kept.values_list("must", "period", "ref")
    }


def is_in(which: Which, at: int) -> Q:
    """The tasks in a state at an instant, as :meth:`lianfang.registers.models.Task.state_at` has it."""
    if which == "all":
        return Q()
    if which in ("closed", "returned"):
        return Q(**{f"{_STEPS[which]}__lte": at})
    ended = _not_yet("closed_at", at) & _not_yet("returned_at", at)
    if which == "open":
        return ended
    steps = list(_STEPS)
    if which == "assigned":
        return ended & _not_yet("received_at", at)
    later = _STEPS[steps[steps.index(which) + 1]]
    begun = ended & Q(**{f"{_STEPS[which]}__lte": at})
    return begun & _not_yet(later, at) if later not in _ENDS else begun


def _chosen(wanted: Wanted, reader: Reader, as_of: int, at: int) -> QuerySet[Task]:
    seen = rows(Task, reader.inside(within(reader, wanted.area)))
    kept = seen.filter(is_in(wanted.which, as_of), assigned_at__lte=as_of)
    if as_of >= at and (wanted.which in OPEN or wanted.due):
        # It follows from the rest, as nothing ends later than now; an index has just these.
        kept = kept.filter(closed_at__isnull=True, returned_at__isnull=True)
    if wanted.due:
        kept = kept.filter(_by_date(wanted.due, as_of, plans.in_force().plan.zone))
    if wanted.owner:
        kept = kept.filter(unit=_unit(wanted.owner))
    if wanted.decision:
        kept = kept.filter(decision=wanted.decision)
    if wanted.directive:
        its = Objective.objects.filter(directive__ref=wanted.directive)
        kept = kept.filter(Q(objective=wanted.directive) | Q(objective__in=its.values("ref")))
    if wanted.is_mine:
        kept = kept.filter(unit__area=reader.area or city_of(plans.in_force()))
    return kept


def _unit(ref: str) -> int:
    found = Organisation.objects.filter(ref=ref).values_list("id", flat=True).first()
    if found is None:
        raise Refused(Problem("record/not-found", facts={"register": "organisation", "value": ref[:40]}))
    return int(found)


def _by_date(due: Due, at: int, zone: str) -> Q:
    """Late or due by the end of the day, and not at their end."""
    still = is_in("open", at)
    if due == "overdue":
        return still & Q(due_at__lt=at)
    return still & Q(due_at__gte=at, due_at__lte=end_of(day_of(at, zone), zone))


def _not_yet(column: str, at: int) -> Q:
    return Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gt": at})


def _beyond(order: Sequence[str], key: Sequence[int]) -> Q:
    """The rows after one in an order: greater in the first column, or the same there and greater in the next, and so on."""
    parts, same = [], Q()
    for column, value in zip(order, key, strict=True):
        name = column.removeprefix("-")
        parts.append(same & Q(**{f"{name}__{'lt' if column.startswith('-') else 'gt'}": value}))
        same = same & Q(**{name: value})
    return reduce(or_, parts)


def task_of(ref: str, *, reader: Reader) -> Task:
    """A task by its reference.

    Raises:
        Refused: there is none, or not within the reader's reach.
    """
    found = rows(Task, reader).filter(ref=ref).select_related("unit", "area").first()
    if found is None:
        raise Refused(Problem("task/not-found", facts={"ref": ref[:16]}))
    return found
