"""Who is told of what: notices are written in the transaction of the act, once for each event, person and channel.

Who is told follows from rights: a unit's tasks are told to whoever writes for its own area, or where nobody sits there, to
the nearest area above in which somebody does. Whoever acts is not told what they did. Rights are those of the real clock: what is
told at a demonstration is of its own clock's evening, and rights are not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from lianfang.base import areas as paths
from lianfang.registers.access import By
from lianfang.registers.actions.reach import in_force
from lianfang.registers.models import Address, Grant, Journal, Notice, NoticesUpTo, Organisation, Task
from lianfang.registers.roles import ROLES

PIECE = 500


class Event(NamedTuple):
    """What happened: its sort, the reference that it is about, how many tasks it concerned, and whom it is told to.

    ``mark`` tells apart what happens to one thing several times, such as the level to which it has risen.
    """

    kind: str
    about: str
    accounts: Collection[int]
    number: int = 1
    mark: str = ""

    @property
    def key(self) -> str:
        """By which it is known: told once to each."""
        return f"{self.kind}/{self.about}" + (f"/{self.mark}" if self.mark else "")


def tell(events: Iterable[Event], *, at: int) -> None:
    """Write notices inside the caller's transaction; one that is there already is left as it is."""
    asked = [event for event in events if event.accounts]
    if not asked:
        return
    everyone = {account for event in asked for account in event.accounts}
    reached: dict[int, list[str]] = {account: ["app"] for account in everyone}
    for account, channel in Address.objects.filter(account__in=everyone).values_list("account", "channel"):
        reached[account].append(channel)
    rows = [
        _row(event, account, channel, at)
        for event in asked for account in sorted(set(event.accounts)) for channel in reached[account]
    ]  # fmt: skip
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def _row(event: Event, account: int, channel: str, at: int) -> Notice:
    state, due = ("there", None) if channel == "app" else ("waiting", at)
    return Notice(
        event=event.key, kind=event.kind, about=event.about, number=event.number, account_id=account, channel=channel,
        made_at=at, state=state, next_at=due,
    )  # fmt: skip


def tell_of_tasks(
    kind: str, tasks: Sequence[Task], to: Mapping[str, Collection[int]], *, at: int, mark: str = ""
) -> None:
    """One notice to each person of all tasks of an act that concern them, under the first one's reference.

    Args:
        kind: of notice.
        tasks: in the order of the act.
        to: a task's reference → the accounts to be told of it.
        mark: as of :class:`Event`.
    """
    theirs: dict[int, list[str]] = defaultdict(list)
    for task in tasks:
        for account in set(to.get(task.ref, ())):
            theirs[account].append(task.ref)
    tell([Event(kind, refs[0], [account], len(refs), mark) for account, refs in theirs.items()], at=at)


def tell_units(kind: str, tasks: Sequence[Task], *, by: By | None, at: int) -> None:
    """Tell whoever works for the units of tasks."""
    homes = _homes(tasks)
    rights_at = at if by is None else by.rights_at(at)
    desks = writers({home for home in homes.values() if home}, at=rights_at, but=by)
    tell_of_tasks(kind, tasks, {t.ref: desks.get(homes.get(t.unit_id, 0), ()) for t in tasks}, at=at)


def tell_of_returned(tasks: Sequence[Task], *, by: By, at: int) -> None:
    """Tell who gave the tasks out, and whoever works for the units, that they were returned."""
    tell_of_tasks("task_returned", tasks, _to_whom(tasks, at=by.rights_at(at), but=by), at=at)


def writers(places: Collection[int], *, at: int, but: By | None = None) -> dict[int, list[int]]:
    """Area → the accounts that work there, or in the nearest area above that has any."""
    chains = {place: [*paths.ancestors(place), 0] for place in places}
    near = {step for chain in chains.values() for step in chain}
    seats: dict[int, list[int]] = defaultdict(list)
    for grant in Grant.objects.filter(in_force(at), area__in=near, account__active=True).select_related(
        "account"
    ):
        is_theirs = but is not None and grant.account.login == but.name
        if "work" in grant.classes and ROLES[grant.role].rights >= {"gaps", "write"} and not is_theirs:
            seats[grant.area].append(grant.account_id)
    return {
        place: next((seats[step] for step in chain if seats[step]), []) for place, chain in chains.items()
    }


def givers(tasks: Sequence[Task], *, at: int, but: By | None = None) -> dict[int, list[int]]:
    """Task → the account that handed it out, as the journal has it, while it may still see tasks."""
    gave = Journal.objects.filter(register="task", row__in=[task.pk for task in tasks], verb="record")
    names = dict(gave.values_list("row", "actor"))
    found = Grant.objects.filter(in_force(at), account__active=True, account__login__in=set(names.values()))
    logins = {
        login: account
        for account, login, role in found.values_list("account", "account__login", "role")
        if "gaps" in ROLES[role].rights and (but is None or login != but.name)
    }
    return {row: [logins[name]] for row, name in names.items() if name in logins}


def signers(area: int, *, at: int, but: Collection[int], right: str = "") -> list[int]:
    """The accounts that may sign in an area: they hold that right in it or around it, and are none of ``but``.

    Args:
        area: a path code; 0 is the whole site.
        at: when.
        but: accounts that may not, as it concerns them.
        right: which; what a grant asks for where none is named, and then no account of a demonstration has it.
    """
    around = [*paths.ancestors(area), 0] if area else [0]
    found = Grant.objects.filter(in_force(at), area__in=around, account__active=True)
    if not right:
        found = found.exclude(account__is_demo=True)
    held = found.exclude(account__in=list(but)).values_list("account", "role")
    return sorted(
        {account for account, role in held if ROLES[role].rights & ({right} if right else {"grant", "sign"})}
    )


def in_charge_of(records: str, area: int, *, at: int) -> list[int]:
    """The accounts that work with a class of records in an area or around it: they see its gaps, and write."""
    around = [*paths.ancestors(area), 0] if area else [0]
    found = Grant.objects.filter(in_force(at), area__in=around, account__active=True)
    held = found.values_list("account", "role", "classes")
    return sorted(
        {a for a, role, classes in held if records in classes and ROLES[role].rights >= {"gaps", "write"}}
    )


def readers_of_briefs(area: int, *, at: int, but: By) -> list[int]:
    """The accounts whose own area this is and that read briefs."""
    own = Q(area=area) | (Q(area=0) if paths.level_of(area) == "city" else Q())
    found = Grant.objects.filter(in_force(at) & own, account__active=True).exclude(account__login=but.name)
    return sorted({a for a, role in found.values_list("account", "role") if "board" in ROLES[role].rights})


def sweep(*, at: int, rights_at: int | None = None) -> int:
    """Tell of tasks whose date has passed since the last sweep, and answer how many there were.

    Every sweep covers the time after the one before, whoever does it; the first one only says from when.

    Args:
        at: now, by the clock by which tasks are given out and done.
        rights_at: now, by the real clock; None where that is the same.
    """
    with transaction.atomic():
        done, is_first = NoticesUpTo.objects.get_or_create(sort="overdue", defaults={"at": at})
        # Of two who sweep at once the second finds the row moved, and leaves the rest to the first.
        if (
            is_first
            or at <= done.at
            or not NoticesUpTo.objects.filter(sort="overdue", at=done.at).update(at=at)
        ):
            return 0
        late = Task.objects.filter(closed_at=None, returned_at=None, due_at__gte=done.at, due_at__lt=at)
        tasks = list(late.only("id", "ref", "unit_id").order_by("due_at", "id"))
        to: dict[str, Collection[int]] = {}
        for start in range(0, len(tasks), PIECE):
            to |= _to_whom(tasks[start : start + PIECE], at=at if rights_at is None else rights_at)
        tell_of_tasks("task_overdue", tasks, to, at=at)
        return len(tasks)


def _to_whom(tasks: Sequence[Task], *, at: int, but: By | None = None) -> dict[str, Collection[int]]:
    """A task's reference → whoever works for its unit, and who handed it out."""
    homes = _homes(tasks)
    desks = writers({home for home in homes.values() if home}, at=at, but=but)
    gave = givers(tasks, at=at, but=but)
    return {t.ref: {*desks.get(homes.get(t.unit_id, 0), ()), *gave.get(t.pk, ())} for t in tasks}


def _homes(tasks: Sequence[Task]) -> dict[int, int]:
    units = Organisation.objects.filter(id__in={task.unit_id for task in tasks})
    return dict(units.values_list("id", "area_id"))
