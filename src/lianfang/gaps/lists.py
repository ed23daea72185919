"""Gaps and cannot-tells by name: whose, since when, why. A list is as long as its figure says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.gaps import escalation, owners, plans, selecting
from lianfang.gaps.models import Excuse
from lianfang.gaps.plans import InForce, Standing
from lianfang.gaps.running import run
from lianfang.gaps.seen import not_withheld
from lianfang.gaps.selecting import COLUMNS, Kind
from lianfang.plan.escalation import Rise, risen, risen_area
from lianfang.plan.kinds import TYPES, nearest
from lianfang.plan.model import Must, Value
from lianfang.plan.nodes import Dated, Day, Known, Path, Quantified, Role
from lianfang.plan.walking import Node, facts_of, values_of, walk
from lianfang.registers.access import Reader
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import Area, Journal, Organisation, Task

PIECE = 5_000
"""So many references go into one statement."""

STATES: Mapping[int, Text] = {
    0: Text("到期未办", "due and not met"),
    1: Text("是否属于对象不能定", "cannot tell whether it is in the population"),
    2: Text("期限不能定", "cannot tell when it falls due"),
    3: Text("是否已办不能定", "cannot tell whether it was met"),
}
"""A duty's state in words."""
EXCUSED = Text("豁免中", "excused")


@dataclass(frozen=True)
class Gap:
    """One duty that is due and not met (a gap, or excused), or cannot be decided."""

    must: Must
    kind: Kind
    subject_id: int
    subject: str
    """The subject's reference."""
    period: int
    area: int
    due_at: int | None
    since: int | None
    """From when it counts; None where the record tells no time at all."""
    age: int | None
    """Seconds since then."""
    state: Text
    missing: tuple[Text, ...]
    """The facts for want of which it cannot be told."""
    owner: Organisation | None
    evidence: str
    """The reference of evidence that came later than the instant asked for; empty where there is none."""
    excuse: Excuse | None = None
    """The excuse that holds, where it is excused."""
    risen: Raised | None = None
    """How far up the tree a gap has risen."""
    task: Task | None = None
    """The task on this duty: the open one, else the last."""


@dataclass(frozen=True)
class Raised:
    """The level to which a gap has risen and since when; the area there, and its command (or the nearest above)."""

    rise: Rise
    area: int
    owner: Organisation | None


@dataclass(frozen=True)
class Page:
    """Some of a list, and how long the whole is."""

    rows: tuple[Gap, ...]
    total: int
    offset: int


@dataclass(frozen=True)
class Found:
    """A row of the duties' table."""

    must_id: int
    subject: int
    period: int
    area: int | None
    due_at: int | None
    evidence: int | None
    state: int
    since: int


def gaps(
    must: str = "",
    *,
    reader: Reader,
    at: int,
    now: int,
    area: int = 0,
    kind: Kind = "gap",
    escalated: bool = False,
    limit: int = 100,
    offset: int = 0,
) -> Page:
    """What is due and not met at ``at`` (or excused then, or cannot be told), oldest first.

    Args:
        must: a must's key, or empty for all.
        now: when it is read, for the journal.
        area: a path code, 0 for all that the reader sees.
        escalated: only gaps that have risen to a level above their own.
        limit: how many rows at most; 0 is all.

    Raises:
        Refused: no such must, or an area that is not there or out of the reader's reach.
    """
    force = plans.in_force()
    chosen = [standing_of(force, must, reader)] if must else readable(force, reader)
    area = within(reader, area)
    where = _where(chosen, at=at, area=area, kind=kind)
    if escalated:
        # What is excused, or cannot be told, has not risen.
        rank = escalation.rank(force, at) if kind == "gap" else "0"
        where = f"SELECT q.* FROM ({where}) AS q WHERE {rank} > 0"
    total = _total(where)
    found = _page(where, limit, offset)
    rows = told(chosen, found, at=at, kind=kind)
    counts = Counter({standing.must.every: 0 for standing in chosen})
    counts.update(row.must.every for row in rows)
    journal(reader, at=now, counts=counts)
    return Page(tuple(rows), total, offset)


def readable(force: InForce, reader: Reader) -> list[Standing]:
    """The musts whose subjects are of the reader's classes."""
    return [standing for standing in force.musts if reader.reads(standing.must.every)]


def standing_of(force: InForce, key: str, reader: Reader | None = None) -> Standing:
    """One must of the plan in force; for a reader, of those whose subjects they may read.

    Raises:
        Refused: it has no such must.
    """
    keys = [one.must.key for one in (force.musts if reader is None else readable(force, reader))]
    if key not in keys:
        raise Refused(Problem("must/not-of-plan", facts={"must": key, **nearest(key, keys)}))
    return force.of(key)


def within(reader: Reader, area: int) -> int:
    """The area asked for, as far as the reader sees; what lies out of reach looks like not found.

    Raises:
        Refused: it is not there, or not the reader's.
    """
    if not area:
        return reader.area
    if not reader.sees(area) or not Area.objects.filter(id=area).exists():
        raise Refused(Problem("area/not-found", facts={"area": area}))
    return area


def _where(chosen: Sequence[Standing], *, at: int, area: int, kind: Kind) -> str:
    return selecting.duties([standing.number for standing in chosen], at=at, area=area, kind=kind)


def _total(where: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({where}) AS q")
        return int(cursor.fetchone()[0])


def _page(where: str, limit: int, offset: int) -> list[Found]:
    some = f" LIMIT {int(limit)} OFFSET {int(offset)}" if limit else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(COLUMNS)} FROM ({where}) AS q ORDER BY since, must_id, subject_id, period{some}"
        )
        return [Found(*row) for row in cursor.fetchall()]


def told(chosen: Sequence[Standing], found: Sequence[Found], *, at: int, kind: Kind) -> list[Gap]:
    """The duties with their references, owners, tasks and missing facts; what is of several musts is asked for once."""
    numbers = {row.must_id for row in found}
    musts = {standing.number: standing for standing in chosen if standing.number in numbers}
    of = {number: [row for row in found if row.must_id == number] for number in musts}
    every = {number: standing.must.every for number, standing in musts.items()}
    names = _refs_of((every[row.must_id], row.subject) for row in found)
    shown = {n: s.must.every if s.must.has == "itself" else s.must.has for n, s in musts.items()}
    evidence = _refs_of((shown[row.must_id], row.evidence) for row in found if row.evidence is not None)
    owned = owners_of([(musts[number], rows) for number, rows in of.items()], kind)
    tasks = _tasks(
        {s.must.key for s in musts.values()},
        {names.get((every[row.must_id], row.subject), "") for row in found}, at,
    )  # fmt: skip
    raised = _raised(musts, found, at) if kind == "gap" else {}
    more = {number: _of_one_must(musts[number], rows, at=at, kind=kind) for number, rows in of.items()}

    def gap(row: Found) -> Gap:
        must, (missing, excuses) = musts[row.must_id].must, more[row.must_id]
        ref = names.get((must.every, row.subject), "")
        return Gap(
            must, kind, row.subject, ref, row.period, row.area or 0, row.due_at, row.since or None,
            at - row.since if row.since else None, EXCUSED if kind == "excused" else STATES[row.state],
            missing.get((row.subject, row.state), ()) if ref else (), owned.get((row.must_id, row.subject)),
            evidence.get((shown[row.must_id], row.evidence or 0), ""),
            excuses.get((row.subject, row.period)), raised.get((row.must_id, row.subject, row.period)),
            tasks.get((must.key, ref, row.period)) if ref else None,
        )  # fmt: skip

    return [gap(row) for row in found]


_Of = tuple[dict[tuple[int, int], tuple[Text, ...]], dict[tuple[int, int], Excuse]]


def _of_one_must(standing: Standing, rows: Sequence[Found], *, at: int, kind: Kind) -> _Of:
    """Missing facts and excuses, which each must asks for in its own way."""
    missing = _missing(standing, rows, plans.in_force().plan.values) if kind == "cannot_tell" else {}
    excuses = _excuses(standing, {row.subject for row in rows}, at) if kind == "excused" else {}
    return missing, excuses


def _excuses(standing: Standing, subjects: Collection[int], at: int) -> dict[tuple[int, int], Excuse]:
    """The excuses that count at an instant, by subject and period."""
    kept = Excuse.objects.filter(
        must_id=standing.number, subject_id__in=subjects, counts_from__lte=at, counts_until__gt=at
    )
    return {(one.subject_id, one.period): one for one in kept}


def _raised(
    musts: Mapping[int, Standing], rows: Sequence[Found], at: int
) -> dict[tuple[int, int, int], Raised]:
    """How far gaps have risen, by must, subject and period; those that have not are left out."""
    plan = plans.in_force().plan
    found: dict[tuple[int, int, int], tuple[Rise, int]] = {}
    for row in rows:
        rise = None if row.due_at is None else risen(musts[row.must_id].must.key, row.due_at, at, plan)
        if rise is not None and row.area:
            found[row.must_id, row.subject, row.period] = rise, risen_area(row.area, rise.level)
    commands = owners.commands_above({area for _, area in found.values()})
    return {key: Raised(rise, area, commands.get(area)) for key, (rise, area) in found.items()}


def _tasks(musts: Collection[str], subjects: Collection[str], at: int) -> dict[tuple[str, str, int], Task]:
    """By must, subject's reference and period: the task on that duty that is open at ``at``, else the last one."""
    found: dict[tuple[str, str, int], Task] = {}
    named = sorted(set(subjects) - {""})
    for start in range(0, len(named), PIECE):
        some = named[start : start + PIECE]
        kept = Task.objects.filter(must__in=musts, subject__in=some, assigned_at__lte=at)
        for task in sorted(
            kept.select_related("unit"), key=lambda task: (not task.has_ended(at), task.assigned_at, task.id)
        ):
            found[task.must or "", task.subject or "", task.period or 0] = task
    return found


def _refs_of(wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The references of rows, by register and id; those that are withheld are not in it."""
    ids: dict[str, set[int]] = {}
    for register, row in wanted:
        ids.setdefault(register, set()).add(row)
    return {
        (register, row): ref for register, some in ids.items() for row, ref in _refs(register, some).items()
    }


def _refs(register: str, ids: Collection[int]) -> dict[int, str]:
    return dict(
        run(
            f"SELECT id, ref FROM {catalogue()[register].table} WHERE id IN ({{ids}}) AND {not_withheld(register)}",
            ids,
        )
    )


def owners_of(
    found: Sequence[tuple[Standing, Sequence[Found]]], kind: Kind
) -> dict[tuple[int, int], Organisation]:
    """Whose each is, by must's number and subject: at the end of the owner's path, else the nearest command up the tree."""
    named: dict[tuple[int, int], int] = {}
    for standing, rows in found:
        must = standing.must
        path = (must.cannot_tell_owner or must.owner) if kind == "cannot_tell" else must.owner
        sql = standing.compiled.owner_sql(path)
        said = run(sql, {row.subject for row in rows}) if sql else []
        named |= {(standing.number, row[0]): row[1] for row in said if row[1] is not None}
    known = Organisation.objects.in_bulk(set(named.values()))
    owned = {key: known[owner] for key, owner in named.items() if owner in known}
    rest = [row for _, rows in found for row in rows if (row.must_id, row.subject) not in named and row.area]
    commands = owners.commands_above({row.area for row in rest if row.area})
    for row in rest:
        if row.area in commands:
            owned.setdefault((row.must_id, row.subject), commands[row.area])
    return owned


def _missing(
    standing: Standing, rows: Sequence[Found], values: Mapping[str, Value]
) -> dict[tuple[int, int], tuple[Text, ...]]:
    """By subject and state, the facts that the undecided expression reads and the subject lacks."""
    found: dict[tuple[int, int], tuple[Text, ...]] = {}
    for state in (1, 2, 3):
        subjects = {row.subject for row in rows if row.state == state}
        if not subjects:
            continue
        lacking: dict[int, list[Text]] = {}
        for path in _facts(standing.must, state):
            for subject, value in run(standing.compiled.owner_sql(path), subjects):
                if value is None:
                    lacking.setdefault(subject, []).append(_title(path))
        for child in _children(standing.must, state):
            for subject in subjects:
                lacking.setdefault(subject, []).append(child)
        for subject in subjects - set(lacking):
            # Nothing is missing from the record: the plan has no value for its day yet.
            lacking[subject] = [
                _unset(values[name]) for name in values_of(*_expressions(standing.must, state))
            ]
        found.update({(subject, state): tuple(dict.fromkeys(texts)) for subject, texts in lacking.items()})
    return found


def _unset(value: Value) -> Text:
    title = value.title
    return Text(f"当日尚无取值的“{title.zh}”", f"a value of '{title.en}' on that day")


def _expressions(must: Must, state: int) -> list[Node]:
    if state == 1:
        return [must.where]
    return [must.by] if state == 2 else [must.such_that, must.met_at]


def _facts(must: Must, state: int) -> Iterator[Path]:
    """The subject's fields for want of which an expression can be undecided, each once."""
    nodes = [fact for node in _expressions(must, state) for fact in _wanted(node)]
    if any(isinstance(node, Dated) for node in nodes) or (state == 1 and (must.since or must.until)):
        nodes.append(_occurred(must))
    yield from dict.fromkeys(node for node in nodes if isinstance(node, Path) and node.role is Role.SUBJECT)


def _wanted(node: Node) -> Iterator[Path | Dated | Day]:
    """Facts that must be known: not those of which it is only asked whether they are."""
    asked = {id(inner) for known in walk(node) if isinstance(known, Known) for inner in walk(known)}
    return (fact for fact in facts_of(node) if id(fact) not in asked)


def _occurred(must: Must) -> Path:
    shape = catalogue()[must.every]
    column = shape.columns[shape.occurred]
    return Path(TYPES[column.kind], Role.SUBJECT, (must.every,), (), column.name, column.name)


def _children(must: Must, state: int) -> Iterator[Text]:
    """What rows named by the subject may lack: said of the subject as a whole."""
    for node in _expressions(must, state):
        for inner in walk(node):
            if isinstance(inner, Quantified):
                title = catalogue()[must.every].children[inner.name].title
                for path in walk(inner.test):
                    if isinstance(path, Path) and path.role is Role.CHILD:
                        said = _title(path)
                        yield Text(f"{title.zh}的{said.zh}", f"{said.en} of its {title.en}")


def _title(path: Path) -> Text:
    """A field's name as people say it, with what leads to it."""
    register = catalogue()[path.registers[-1]]
    known = register.columns.get(path.name) or register.links.get(path.name)
    own = known.title if known is not None else register.title
    for depth in range(len(path.steps) - 1, -1, -1):
        link = catalogue()[path.registers[depth]].links[path.steps[depth]].title
        own = Text(f"{link.zh}的{own.zh}", f"{own.en} of its {link.en}")
    return own


def totals(*, reader: Reader, at: int, area: int = 0) -> dict[str, tuple[int, int]]:
    """Must → how many gaps and cannot-tells, counted from the lists themselves; the standing says the same.

    Raises:
        Refused: an area that is not there or out of the reader's reach.
    """
    area = within(reader, area)
    found = {}
    for standing in plans.in_force().musts:
        pair = [_total(_where([standing], at=at, area=area, kind=kind)) for kind in ("gap", "cannot_tell")]
        found[standing.must.key] = (pair[0], pair[1])
    return found


def fits_nothing(must: str, *, reader: Reader, now: int, limit: int = 100) -> tuple[list[str], int]:
    """References of evidence that can be no one's because of what it lacks, and how many there are in all.

    Raises:
        Refused: no such must.
    """
    standing = standing_of(plans.in_force(), must, reader)
    sql = standing.compiled.evidence_fits_nothing()
    if not sql or not reader.reads(standing.must.has):
        return [], 0
    shape = catalogue()[standing.must.has]
    low, high = reader.span()
    column = shape.links[shape.area].column if shape.area else "id"
    rows = f"SELECT c.ref FROM {shape.table} AS c WHERE c.id IN ({sql}) AND c.{column} >= {low} AND c.{column} < {high}"
    named = f"{rows} AND {not_withheld(standing.must.has, 'c.id')}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({rows}) AS q".replace("%", "%%"), [])
        total = int(cursor.fetchone()[0])
        cursor.execute(f"{named} ORDER BY c.id LIMIT {int(limit)}".replace("%", "%%"), [])
        refs = [row[0] for row in cursor.fetchall()]
    journal(reader, at=now, counts={standing.must.has: len(refs)})
    return refs, total


def journal(reader: Reader, *, at: int, counts: Mapping[str, int], ref: str = "") -> None:
    """Leave a trace of a reading of people's records: who, what for, which register, how many rows, or which one."""
    Journal.objects.bulk_create(
        Journal(
            at=at, actor=reader.name, role=reader.role, area=reader.area, purpose=reader.purpose, verb="read",
            register=register, row=None, ref=ref, fields=f"rows={rows}", request="",
        )
        for register, rows in sorted(counts.items())
        if catalogue()[register].personal
    )  # fmt: skip
