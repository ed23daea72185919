"""Upkeep: after a write, the duties that it may have changed are read again, and no others.

Which they are is asked before the write and after it: of the subject's own register the rows touched; of any other, what
the compiled must's ``affected`` SQL names. Rebuild, upkeep and the reference reading give the same duties; a property
test demands it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from lianfang.gaps import excuses, plans, tallies
from lianfang.gaps.plans import InForce, Standing
from lianfang.gaps.running import run
from lianfang.registers.changes import Touched

Affected = dict[int, set[int]]
"""Must's number → ids of subjects to read again."""

DUTY = "must_id, subject_id, period, area_id, due_at, met_at, evidence_id, state, since"
EVENTS = "must_id, area_id, due_at, met_at, state, since"


@dataclass(frozen=True)
class Kept:
    """What stood before a write: the rows that were to change, and whose duties depended on them."""

    touched: Touched
    affected: Affected


class Upkeep:
    """The listener that keeps duties and tallies."""

    def begin(self) -> None:
        """Take the writers' turn before any row is locked, so that two writers never wait for each other in a ring."""
        plans.take_turn()

    def before(self, touched: Touched) -> Kept | None:
        """Which duties depend on the rows as they are now."""
        force = plans.current() if touched else None
        if force is None:
            return None
        return Kept(touched, affected(force, touched))

    def after(self, touched: Touched, kept: Kept | None) -> None:
        """Read again whatever depended or depends on the rows."""
        if "area" in touched:
            plans.areas_changed()
        force = plans.current()
        if force is None:
            return
        kept = kept or Kept({}, {})
        again = affected(force, touched)
        known = {standing.number for standing in force.musts}
        for number, subjects in kept.affected.items():
            if number in known:  # a plan without this must may have come into force meanwhile
                again.setdefault(number, set()).update(subjects)
        fresh = {
            register: set(ids) - set(kept.touched.get(register, ())) for register, ids in touched.items()
        }
        read_again(force, again, fresh)


UPKEEP = Upkeep()


def affected(force: InForce, touched: Touched) -> Affected:
    """The subjects, by must, whose duty may depend on rows touched."""
    found: Affected = defaultdict(set)
    for register, ids in touched.items():
        if not ids:
            continue
        for standing in force.musts:
            if standing.must.every == register:
                found[standing.number].update(ids)
        text = _asking(force, register)
        for number, subject in run(text, ids) if text else ():
            found[number].add(subject)
    return found


def _asking(force: InForce, register: str) -> str:
    """One statement for all musts that read a register as evidence, with each one's number; empty where none does."""
    if register not in force.asking:
        named = [(s.number, sql) for s in force.musts for sql in s.compiled.affected.get(register, ())]
        selects = [f"SELECT {number}, a.* FROM (\n{sql}\n) AS a" for number, sql in named]
        force.asking[register] = "\nUNION ALL\n".join(selects)
    return force.asking[register]


def read_again(force: InForce, again: Affected, fresh: dict[str, set[int]]) -> None:
    """Take the duties of these subjects out, read them anew, and let the tallies follow."""
    change: tallies.Change = Counter()
    of = {standing.number: standing for standing in force.musts}
    groups = _alike(again)
    for numbers, ids in groups:
        old = {i for i in ids if any(i not in fresh.get(of[n].must.every, ()) for n in numbers)}
        if old:
            tallies.count(run(_delete(numbers), old), -1, change)
    if groups:
        text = _insert(force, tuple(numbers for numbers, _ in groups))
        tallies.count(run(text, *(ids for _, ids in groups)), +1, change)
        excuses.follow(set().union(*(ids for _, ids in groups)), change)
    tallies.apply(change)


def _alike(again: Affected) -> list[tuple[tuple[int, ...], set[int]]]:
    """Musts that ask for the same subjects, together: one statement for all of them."""
    groups: dict[frozenset[int], list[int]] = defaultdict(list)
    for number in sorted(again):
        if again[number]:
            groups[frozenset(again[number])].append(number)
    return [(tuple(numbers), set(ids)) for ids, numbers in groups.items()]


def _delete(numbers: tuple[int, ...]) -> str:
    listed = ", ".join(map(str, numbers))
    return f"DELETE FROM gaps_duty WHERE must_id IN ({listed}) AND subject_id IN ({{ids}}) RETURNING {EVENTS}"


def _insert(force: InForce, groups: tuple[tuple[int, ...], ...]) -> str:
    """One statement for all musts; each group of them has its own list of subjects."""
    if groups not in force.texts:
        of = {standing.number: standing for standing in force.musts}
        selects = [_numbered(of[number], place) for place, numbers in enumerate(groups) for number in numbers]
        union = "\nUNION ALL\n".join(selects)
        force.texts[groups] = f"INSERT INTO gaps_duty ({DUTY})\n{union}\nRETURNING {EVENTS}"
    return force.texts[groups]


def _numbered(standing: Standing, place: int) -> str:
    select = standing.compiled.select(f"s.id IN ({{ids{place or ''}}})")
    return f"SELECT {standing.number}, d.* FROM (\n{select}\n) AS d"
