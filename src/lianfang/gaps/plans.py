"""The plan in force: put in force whole, kept with its files, compiled once a process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.db import connection, transaction

from lianfang.base.problems import Problem, Refused
from lianfang.gaps import signed
from lianfang.gaps.models import MustNumber, PlanInForce
from lianfang.plan.loader import load
from lianfang.plan.model import Entry, Must, Plan
from lianfang.plan.sql import CompiledMust, compile_must
from lianfang.registers import journal
from lianfang.registers.access import By
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import Area

Dialect = Literal["sqlite", "postgresql"]
PLAN_FILES = (".yaml", ".yml", ".md")
WRITERS = 0x6C666761
"""The lock that writers of a PostgreSQL site take in turn."""


@dataclass(frozen=True)
class Standing:
    """One must of the plan in force, with its number and its SQL."""

    number: int
    must: Must
    compiled: CompiledMust


@dataclass(frozen=True)
class InForce:
    """The plan in force and its musts, compiled for this database."""

    row: int
    plan: Plan
    musts: tuple[Standing, ...]
    codes: Mapping[str, int]
    """National code → path code of the areas that its values name, as they were when it was compiled."""
    texts: dict[tuple[tuple[int, ...], ...], str] = field(default_factory=dict, compare=False)
    """Upkeep's statements by the musts they read, made once."""
    asking: dict[str, str] = field(default_factory=dict, compare=False)
    """Upkeep's statements that ask whom rows of a register may concern, made once."""
    kept: dict[int, Any] = field(default_factory=dict, compare=False)
    """Answers that are dear, by the instant that they speak of (``gaps.loads``); gone with what is compiled."""

    def of(self, key: str) -> Standing:
        """One must by its key.

        Raises:
            Refused: the plan in force has no such must.
        """
        for standing in self.musts:
            if standing.must.key == key:
                return standing
        raise Refused(Problem("record/not-found", facts={"register": "must", "value": key}))


def dialect() -> Dialect:
    """The database's kind of SQL."""
    return "postgresql" if connection.vendor == "postgresql" else "sqlite"


def enact(*, folder: Path, by: By, at: int, drop_drafts: bool = False) -> bool:
    """Put a plan in force. It is loaded first: a plan with an error changes nothing, the running one stays.

    Answers whether it was a new text. Duties of musts whose text changed are to be rebuilt (``gaps.rebuild``).

    Args:
        folder: the plan's.
        by: who.
        at: when.
        drop_drafts: give up what two persons signed on a page and this plan does not have; else that is refused.

    Raises:
        Refused: every problem of the plan; an area that its values name and the tree does not have; a signed change
            that would be lost.
    """
    plan = load(folder, catalogue())
    files = {
        str(path.relative_to(folder)): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in PLAN_FILES
    }
    with transaction.atomic():
        take_turn()
        last = PlanInForce.objects.order_by("-id").first()
        if last is not None and last.hash == plan.hash:
            return False
        lost = signed.lost(plan)
        if lost and not drop_drafts:
            changes = ", ".join(f"{one.kind} {one.key} ({one.ref})" for one in lost)
            raise Refused(Problem("plan/would-lose-drafts", facts={"changes": changes}))
        put_in_force(plan, files, by=by, at=at)
        signed.drop(lost, by=by, at=at)
    return True


def put_in_force(plan: Plan, files: Mapping[str, str], *, by: By, at: int) -> None:
    """A plan that is loaded comes into force, inside the transaction of whoever has the writers' turn.

    Musts whose statements stay what they were stay read.

    Raises:
        Refused: an area that its values name and the tree does not have.
    """
    last, areas = PlanInForce.objects.order_by("-id").first(), area_codes()
    check_areas(plan, areas)
    _remember(plan)
    compiled = _statements_of(plan.hash, dialect(), frozenset(areas.items()))
    texts = {key: _statements(made) for key, made in zip(plan.musts, compiled, strict=True)}
    same = [] if last is None else _as_before(last.id, texts)
    PlanInForce.objects.create(key=plan.key, hash=plan.hash, files=dict(files), since=at, by=by.name)
    known = set(MustNumber.objects.values_list("must", flat=True))
    MustNumber.objects.bulk_create([MustNumber(must=key) for key in plan.musts if key not in known])
    stays = MustNumber.objects.filter(must__in=same, hash="" if last is None else last.hash)
    kept = list(stays.values_list("id", flat=True))
    MustNumber.objects.exclude(id__in=kept).update(hash="")
    MustNumber.objects.filter(id__in=kept).update(hash=plan.hash)
    journal.append([journal.Entry(at, by, "enact", "plan", fields=f"{plan.key} {plan.hash[:12]}")])


def check_areas(plan: Plan, areas: Mapping[str, int]) -> None:
    """Hold the lists of areas to the tree, those too that no must reads.

    Raises:
        Refused: an area that the tree does not have.
    """
    lost = [(code, key) for key in plan.values for code in _named(plan, key) if code not in areas]
    if lost:
        raise Refused(
            [Problem("plan/unknown-area", facts={"area": code, "value": key}) for code, key in lost]
        )


def _named(plan: Plan, key: str) -> list[str]:
    """The national codes that a value names; none where it is no list of areas."""
    value = plan.values[key]
    return [code for entry in value.entries for code in _codes(entry)] if value.type == "areas" else []


def _as_before(row: int, texts: Mapping[str, tuple[Any, ...]]) -> list[str]:
    """The musts that the plan of a row reads by the same statements."""
    try:
        force = _of_row(row)
    except Refused:
        return []  # it named an area that is gone
    return (
        []
        if force is None
        else [s.must.key for s in force.musts if texts.get(s.must.key) == _statements(s.compiled)]
    )


def _statements(compiled: CompiledMust) -> tuple[Any, ...]:
    return compiled.select(), compiled.select("s.id IN ({ids})"), dict(compiled.affected), compiled.unplaced


def in_force() -> InForce:
    """The plan in force.

    Raises:
        Refused: none is.
    """
    force = current()
    if force is None:
        raise Refused(Problem("store/no-plan"))
    return force


def is_any_in_force() -> bool:
    """Is a plan in force at all?"""
    return PlanInForce.objects.exists()


def current() -> InForce | None:
    """The plan in force, or None: a site's first records may come before its plan."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(id) FROM gaps_planinforce")
        return _of_row(cursor.fetchone()[0])


def take_turn() -> None:
    """From here to the end of the transaction, one writer at a time.

    Two that cannot see each other's rows would both miss a duty that the other's row meets. SQLite has one writer anyway
    (IMMEDIATE); PostgreSQL's wait here until the other's rows are committed and seen. Whoever writes takes the turn
    before anything else, so that two never wait for each other in a ring; who enacts a plan does too, so that what is in
    force when the turn is taken stays so until the end.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS])


def _of_row(row: int | None) -> InForce | None:
    return None if row is None else _compiled(row, str(connection.settings_dict["NAME"]), dialect())


def areas_changed() -> None:
    """The tree of areas has changed: where a national code that a dated value names now means another area, what was
    read under the old one is to be read anew, and ``lagging`` says so."""
    codes = area_codes()
    for force in _known.values():
        if any(force.codes.get(code) != codes.get(code) for code in force.codes):
            MustNumber.objects.update(hash="")
    forget()


@lru_cache(maxsize=8)
def _compiled(row: int, database: str, sql: Dialect) -> InForce:
    kept = PlanInForce.objects.get(id=row)
    plan = _loaded(kept)
    numbers = dict(MustNumber.objects.values_list("must", "id"))
    areas = area_codes()
    compiled = _statements_of(kept.hash, sql, frozenset(areas.items()))
    musts = tuple(
        Standing(numbers[key], must, made)
        for (key, must), made in zip(plan.musts.items(), compiled, strict=True)
    )
    named = {code for key in plan.values for code in _named(plan, key)}
    force = InForce(row, plan, musts, {code: areas[code] for code in named})
    _known[row, database] = force
    return force


def _loaded(kept: PlanInForce) -> Plan:
    """The plan of these texts, read once: their digest is their name."""
    if kept.hash not in _plans:
        _remember(load(_laid_out(kept.hash, kept.files), catalogue()))
    return _plans[kept.hash]


def _remember(plan: Plan) -> None:
    _plans.pop(plan.hash, None)
    _plans[plan.hash] = plan
    # The oldest goes: what another thread has just loaded and is about to compile stays.
    while len(_plans) > PLANS_AT_MOST:
        _plans.pop(next(iter(_plans)), None)


@lru_cache(maxsize=8)
def _statements_of(digest: str, sql: Dialect, areas: frozenset[tuple[str, int]]) -> tuple[CompiledMust, ...]:
    """Of each must of a plan that is loaded, for the areas by their national codes."""
    plan = _plans[digest]
    return tuple(compile_must(must, plan, catalogue(), sql, dict(areas)) for must in plan.musts.values())


PLANS_AT_MOST = 4
_plans: dict[str, Plan] = {}
"""What is loaded, by the digest of its texts."""
_known: dict[tuple[int, str], InForce] = {}
"""What is compiled at present."""


def _codes(entry: Entry) -> tuple[str, ...]:
    return entry.value if isinstance(entry.value, tuple) else ()


def forget() -> None:
    """Drop what is compiled: areas that dated values name may have come or gone."""
    _compiled.cache_clear()
    _known.clear()


def area_codes() -> Mapping[str, int]:
    """National code → path code of every area that has one."""
    return dict(Area.objects.filter(gb_code__isnull=False).values_list("gb_code", "id"))


def _laid_out(digest: str, files: Mapping[str, str]) -> Path:
    """The kept files in a folder of the site's home, written once and whole."""
    folder = Path(settings.HOME) / "plans" / digest[:16]
    done = folder / ".files.json"
    if done.exists() and json.loads(done.read_text("utf-8")) == sorted(files):
        return folder
    write_out(folder, files)
    done.write_text(json.dumps(sorted(files)), "utf-8")
    return folder


def write_out(folder: Path, files: Mapping[str, str]) -> None:
    """The files of a plan, into a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def show(*, out: Path) -> list[str]:
    """Write the plan in force into a new or empty folder, as it is in force: with what was signed on pages since. Answers the files.

    Raises:
        Refused: none is in force; the folder holds something, or cannot be written.
    """
    files: dict[str, str] = PlanInForce.objects.values_list("files", flat=True).get(id=in_force().row)
    try:
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise Refused(Problem("plan/out-not-empty", facts={"folder": out}))
        write_out(out, files)
    except OSError as error:
        facts = {"folder": out, "detail": error.strerror or str(error)}
        raise Refused(Problem("plan/out-unwritable", facts=facts)) from error
    return sorted(files)
