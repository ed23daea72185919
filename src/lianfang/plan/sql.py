"""A must as SQL text for SQLite and PostgreSQL: what :mod:`lianfang.plan.reference` reads slowly, in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lianfang.base.instants import DAY
from lianfang.plan import walking
from lianfang.plan.model import Figure, Must, Plan
from lianfang.plan.nodes import Dated, Everything, Path, Role, Type
from lianfang.plan.sql_outcomes import Answer, all_of, any_of, could, reads_other
from lianfang.plan.sql_terms import Dialect, Writer, writer_of
from lianfang.plan.sql_touched import touched
from lianfang.records import Catalogue

__all__ = ["CompiledMust", "Dialect", "compile_must", "figure_sql"]

COLUMNS = ("subject_id", "period", "area_id", "due_at", "met_at", "evidence_id", "state", "since")


@dataclass(frozen=True)
class CompiledMust:
    """The statements of one must.

    ``affected`` maps a register to statements with the placeholder ``{ids}`` (rows of that register): the subjects whose
    duty may depend on them. Rows of the subject's own register are subjects themselves and need none.
    """

    must: Must
    dialect: Dialect
    affected: Mapping[str, tuple[str, ...]]
    unplaced: str
    _parts: _Parts

    def select(self, restrict: str = "") -> str:
        """All duties, as subject_id, period, area_id, due_at, met_at, evidence_id, state, since; ``restrict`` is and-ed on ``s``."""
        return self._parts.text(restrict)

    def evidence_fits_nothing(self) -> str:
        """The ids of candidates that can be no one's evidence because of what they themselves lack; empty for ``itself``."""
        return self.unplaced

    def owner_sql(self, path: Path | None) -> str:
        """Subject id and the organisation at the end of an owner's path, for subjects ``{ids}``; empty without a path."""
        if path is None:
            return ""
        writer = self._parts.writer.with_alias(Role.SUBJECT, "s")
        column = writer.term(path)
        table = writer.catalogue[self.must.every].table
        return f"SELECT s.id, {column} FROM {table} AS s{_joined(writer)} WHERE s.id IN ({{ids}})"


@dataclass(frozen=True)
class _Parts:
    """The pieces of the select."""

    must: Must
    writer: Writer
    days: str
    member: str
    always: bool
    due: str
    met: str
    evidence: str
    unsure: str
    area: str
    since: str
    source: str

    def text(self, restrict: str) -> str:
        restrict = f" AND ({restrict})" if restrict else ""
        where = self.member if self.always else f"({self.member}) IS NOT FALSE"
        state = "0" if self.always else f"CASE WHEN {self.member} THEN 0 ELSE 1 END"
        period = "p.start" if self.must.each_day else "0"
        inner = (
            f"{self.days}SELECT s.id AS subject_id, {period} AS period, {self.area} AS area_id, {self.due} AS due_at,\n"
            f"       {self.met} AS met_at, {self.evidence} AS evidence_id, {state} AS member,\n"
            f"       {self.unsure} AS unsure, {self.since} AS since\n"
            f"FROM {self.source}\nWHERE {where}{restrict}"
        )
        # A span of its own so that no expression is evaluated twice; both databases flatten it.
        return (
            "SELECT subject_id, period, area_id, due_at,\n"
            "       CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,\n"
            "       CASE WHEN member = 0 AND due_at IS NOT NULL AND met_at IS NOT NULL THEN evidence_id END AS evidence_id,\n"
            "       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN met_at IS NULL AND unsure = 1 THEN 3 ELSE 0 END"
            " AS state,\n"
            "       COALESCE(due_at, since) AS since\n"
            f"FROM (\n{inner}\n) AS q"
        )


def compile_must(
    must: Must, plan: Plan, catalogue: Catalogue, dialect: Dialect, areas: Mapping[str, int]
) -> CompiledMust:
    """Write a must for a database.

    Args:
        areas: national code → path code, for dated lists of areas.

    Raises:
        Refused: a dated list names an area that the tree does not have.
    """
    writer = writer_of(must, plan, catalogue, dialect, areas)
    return CompiledMust(
        must, dialect, touched(must, writer), _unplaced(must, writer), _parts(must, writer)
    )  # fmt: skip


def _joined(writer: Writer) -> str:
    return "".join("\n  " + join for join in writer.joins.values())


def _parts(must: Must, writer: Writer) -> _Parts:
    shape = writer.catalogue[must.every]
    member = _member(must, writer)
    due = writer.instant(must.by)
    area = f"s.{shape.links[shape.area].column}" if shape.area else "s.id"
    days, source = _days(must, writer), f"{shape.table} AS s"
    if must.each_day:
        source += "\n  CROSS JOIN days AS p"
    if must.has == "itself":
        holds, met = writer.test(must.such_that), writer.instant(must.met_at)
        sure = writer.is_decided(must.such_that) and not _any_missing(must, writer)
        unsure = "0" if sure else f"CASE WHEN {holds} IS NOT FALSE THEN 1 ELSE 0 END"
        met, evidence, last = f"CASE WHEN {holds} THEN {met} END", "s.id", ""
    else:
        last = _evidence_join(must, writer)
        outer = writer.with_alias(Role.CANDIDATE, "e")
        met, evidence = outer.instant(must.met_at), "e.id"
        last += "".join(
            "\n  " + j for a, j in outer.joins.items() if a not in writer.joins and a.startswith("e_")
        )
        unknown = could(must.such_that, writer, Role.SUBJECT).unknown
        unsure = (
            ("1" if unknown else "0")
            if isinstance(unknown, bool)
            else f"CASE WHEN {unknown} THEN 1 ELSE 0 END"
        )
    since = _since(must, writer)
    always = member[1]
    return _Parts(
        must, writer, days, member[0], always, due, met, evidence, unsure, area, since,
        source + _joined(writer) + last,
    )  # fmt: skip


def _any_missing(must: Must, writer: Writer) -> bool:
    return any(
        writer.may_be_missing(node) for node in walking.walk(must.met_at) if isinstance(node, Path | Dated)
    )


def _member(must: Must, writer: Writer) -> tuple[str, bool]:
    """The population's test, and whether it is always decided."""
    tests = [] if isinstance(must.where, Everything) else [writer.test(must.where)]
    decided = writer.is_decided(must.where)
    if not must.each_day and must.since is not None:
        tests.append(f"({writer.occurred()} >= {writer.midnight(must.since)})")
    if not must.each_day and must.until is not None:
        tests.append(f"({writer.occurred()} < {writer.midnight(must.until) + DAY})")
    if (must.since or must.until) and not writer.occurred_is_known():
        decided = False
    return " AND ".join(tests) or "(1 = 1)", decided


def _days(must: Must, writer: Writer) -> str:
    """The days of a must as a table of its own: 00:00 as an instant, and the date."""
    if not must.each_day or must.since is None or must.until is None:
        return ""
    start, end = writer.midnight(must.since), writer.midnight(must.until)
    first = must.since.isoformat()
    if writer.dialect == "sqlite":
        day, following = f"'{first}'", "date(day, '+1 day')"
    else:
        day, following = f"DATE '{first}'", "day + 1"
    return (
        f"WITH RECURSIVE days(start, day) AS (\n  SELECT {_big(writer, start)}, {day}\n  UNION ALL\n"
        f"  SELECT start + {DAY}, {following} FROM days WHERE start < {end}\n)\n"
    )


def _big(writer: Writer, number: int) -> str:
    return str(number) if writer.dialect == "sqlite" else f"{number}::bigint"


def _evidence_join(must: Must, writer: Writer) -> str:
    """The earliest evidence, lowest id first: an ordered search along an index, once a subject."""
    inner = writer.with_alias(Role.CANDIDATE, "x")
    holds, met = inner.test(must.such_that), inner.instant(must.met_at)
    table = writer.catalogue[must.has].table
    for alias, join in inner.joins.items():
        if not alias.startswith("x_"):
            writer.joins[alias] = join
    joins = "".join(" " + join for alias, join in inner.joins.items() if alias.startswith("x_"))
    known = f" AND {met} IS NOT NULL" if _any_missing(must, writer) else ""
    rows = f"FROM {table} AS x{joins} WHERE {holds}{known} ORDER BY {met}, x.id LIMIT 1"
    if writer.dialect == "sqlite":
        return f"\n  LEFT JOIN {table} AS e ON e.id = (SELECT x.id {rows})"
    return f"\n  LEFT JOIN LATERAL (SELECT x.* {rows}) AS e ON TRUE"


def _since(must: Must, writer: Writer) -> str:
    """From when a duty counts whose deadline is unknown."""
    shape = writer.catalogue[must.every]
    start = writer.midnight(must.since) if must.since is not None else 0
    if must.each_day:
        return "p.start"
    column = shape.columns[shape.occurred]
    path = Path(Type(column.kind.value), Role.SUBJECT, (must.every,), (), column.name, column.name)
    return f"COALESCE({writer.instant(path)}, {start})"


def _unplaced(must: Must, writer: Writer) -> str:
    if must.has == "itself":
        return ""
    alone = writer.with_alias(Role.CANDIDATE, "e")
    outcome = could(must.such_that, alone, Role.CANDIDATE)
    never: Answer = f"NOT {outcome.true}" if isinstance(outcome.true, str) else not outcome.true
    lost = [all_of([never, outcome.unknown])]
    if not reads_other(must.met_at, Role.CANDIDATE) and _any_missing(must, writer):
        # A candidate that could be nobody's in any case, such as a return of another figure, is none of this must's.
        lost.append(all_of([f"{alone.instant(must.met_at)} IS NULL", outcome.not_false]))
    which = any_of(lost)
    if which is False:
        return ""
    where = "" if which is True else f"\nWHERE {which}"
    return f"SELECT e.id FROM {writer.catalogue[must.has].table} AS e{_joined(alone)}{where}"


def figure_sql(
    figure: Figure,
    plan: Plan,
    catalogue: Catalogue,
    dialect: Dialect,
    areas: Mapping[str, int],
    *,
    by_area: bool,
) -> str:
    """A counted figure: what is counted, and how many rows cannot be told.

    Placeholders ``{as_of}``, ``{day_start}`` (00:00 of the as-of day) and ``{low}``, ``{high}`` (path codes, half open).
    With ``by_area`` the columns are area id, count, cannot-tell, grouped by the area to which a row counts.

    Raises:
        ValueError: the figure is reported only.
    """
    counted = figure.counted
    if counted is None:
        raise ValueError(f"{figure.key} is reported, not counted")
    writer = Writer(plan, catalogue, dialect, areas, counted.every, {Role.SUBJECT: "s"})
    shape = catalogue[counted.every]
    area = f"s.{shape.links[shape.area].column}" if shape.area else "s.id"
    if counted.area is not None:
        area = f"COALESCE({writer.term(counted.area)}, {area})"
    at = writer.instant(counted.at)
    begun = f"({at} <= {{as_of}})" if not counted.day else f"({at} <= {{as_of}} AND {at} > {{day_start}})"
    holds = writer.test(counted.where)
    amount = "1" if counted.total is None else writer.term(counted.total)
    group = f"{area}, " if by_area else ""
    end = f"\nGROUP BY {area}" if by_area else ""
    return (
        (
            f"SELECT {group}COALESCE(SUM(CASE WHEN q_holds AND q_begun THEN amount ELSE 0 END), 0),\n"
            "       COALESCE(SUM(CASE WHEN (q_holds AND q_begun) IS NULL OR amount IS NULL THEN 1 ELSE 0 END), 0)\n"
            f"FROM (SELECT {area} AS area_id, {holds} AS q_holds, {begun} AS q_begun, {amount} AS amount\n"
            f"      FROM {shape.table} AS s{_joined(writer)}\n"
            f"      WHERE {area} >= {{low}} AND {area} < {{high}} AND ({holds} AND {begun}) IS NOT FALSE) AS q{end}"
        )
        .replace(f"SELECT {group}", "SELECT area_id, " if by_area else "SELECT ")
        .replace(f"GROUP BY {area}", "GROUP BY area_id")
    )
