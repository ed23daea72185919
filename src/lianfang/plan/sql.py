"""A must as SQL text for SQLite and PostgreSQL: what :mod:`lianfang.plan.reference` reads slowly, in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lianfang.base.instants import DAY
from lianfang.plan import walking
from lianfang.plan.model import Counted, Figure, Must, Plan
from lianfang.plan.nodes import And, Dated, Day, Everything, Path, Quantified, Role, Term, Type
from lianfang.plan.sql_outcomes import Answer, all_of, any_of, could, reads_other
from lianfang.plan.sql_terms import FALSE, TRUE, Dialect, Writer, writer_of
from lianfang.plan.sql_touched import touched
from lianfang.records import Catalogue

__all__ = ["CompiledMust", "Dialect", "compile_must", "figure_rows_sql", "figure_sql"]

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

    def one_by_one(self) -> str:
        """The same duties, the evidence looked for once a subject; the text of :meth:`select` where it is not joined at once."""
        return self._parts.text("1 = 1") if self._parts.whole.at_once else self.select()

    def evidence_fits_nothing(self) -> str:
        """The ids of candidates that can be no one's evidence because of what they themselves lack; empty for ``itself``."""
        return self.unplaced

    def owner_sql(self, path: Path | None) -> str:
        """Subject id and the organisation at the end of an owner's path, for subjects ``{ids}``; empty without a path."""
        if path is None:
            return ""
        column, rows = self._owner(path)
        return f"SELECT s.id, {column} FROM {rows} WHERE s.id IN ({{ids}})"

    def owner_of(self, path: Path, subject: str) -> str:
        """As a value inside a statement: the organisation at the end of an owner's path, of the subject with this id."""
        column, rows = self._owner(path)
        return f"(SELECT {column} FROM {rows} WHERE s.id = {subject})"

    def owner_join(self, path: Path, subject: str) -> tuple[str, str]:
        """The same for many subjects at once: the value, and what is to be joined for it."""
        column, rows = self._owner(path)
        table, _, further = rows.partition(" AS s")
        return column, f"JOIN {table} AS s ON s.id = {subject}{further}"

    def _owner(self, path: Path) -> tuple[str, str]:
        writer = self._parts.writer.with_alias(Role.SUBJECT, "s")
        column = writer.term(path)
        return column, f"{writer.catalogue[self.must.every].table} AS s{_joined(writer)}"


@dataclass(frozen=True)
class _Parts:
    """The pieces of the select. An empty ``unsure`` never holds; an empty ``member`` always does."""

    must: Must
    writer: Writer
    days: str
    asked: str
    member: str  # what of the population's test may be unknown; empty: nothing
    due: str
    is_due: bool  # the deadline is never missing
    met: str
    evidence: str
    unsure: str
    area: str
    since: str
    source: str
    whole: _Whole

    def text(self, restrict: str) -> str:
        """The whole statement; flat where nothing but the evidence can be undecided."""
        return self._flat(restrict) if not self.member and self.is_due else self._layered(restrict)

    def _flat(self, restrict: str) -> str:
        state = f"CASE WHEN {self.unsure} THEN 3 ELSE 0 END" if self.unsure else "0"
        return (
            f"{self._start(restrict)},\n       {self.met} AS met_at,\n       {self.evidence} AS evidence_id,\n"
            f"       {state} AS state, {self.due} AS since{self._rows(restrict)}"
        )

    def _layered(self, restrict: str) -> str:
        """What the row says inside, what follows from it outside, so that no expression is written twice."""
        sure = " AND ".join(["member = 0"] * bool(self.member) + ["due_at IS NOT NULL"] * (not self.is_due))
        columns, states = [f"{self.met} AS met_at", f"{self.evidence} AS evidence_id"], []
        if self.member:
            columns.append(f"CASE WHEN {self.member} THEN 0 ELSE 1 END AS member")
            states.append("WHEN member = 1 THEN 1")
        if not self.is_due:
            columns.append(f"{self.since} AS since")
            states.append("WHEN due_at IS NULL THEN 2")
        if self.unsure:
            columns.append(f"CASE WHEN {self.unsure} THEN 1 ELSE 0 END AS unsure")
            states.append("WHEN unsure = 1 THEN 3")
        inner = ",\n       ".join([self._start(restrict), *columns]) + self._rows(restrict)
        return (
            f"SELECT subject_id, period, area_id, due_at, CASE WHEN {sure} THEN met_at END AS met_at,\n"
            f"       CASE WHEN {sure} THEN evidence_id END AS evidence_id,\n"
            f"       CASE {' '.join(states)} ELSE 0 END AS state, {'due_at' if self.is_due else 'COALESCE(due_at, since)'} AS since\n"
            f"FROM (\n{inner}\n) AS q"
        )

    def _start(self, restrict: str) -> str:
        period, first = "p.start" if self.must.each_day else "0", self.days if restrict else self.whole.first
        return f"{first}SELECT s.id AS subject_id, {period} AS period, {self.area} AS area_id, {self.due} AS due_at"

    def _rows(self, restrict: str) -> str:
        return f"\nFROM {self.source}\nWHERE {self.asked} AND ({restrict})" if restrict else self.whole.rows


@dataclass(frozen=True)
class _Whole:
    """The rows when no subject is singled out: what is asked of children and evidence is then answered for all at once."""

    first: str  # tables made before
    rows: str
    at_once: bool  # the evidence of all subjects is joined, not searched for once a subject


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
    asked, member = _member(must, writer)
    due = writer.instant(must.by)
    area = f"s.{shape.links[shape.area].column}" if shape.area else "s.id"
    found = _on_the_row(must, writer) if must.has == "itself" else _elsewhere(must, writer)
    since = _since(must, writer)
    source = shape.table + " AS s" + ("\n  CROSS JOIN days AS p" if must.each_day else "") + _joined(writer)
    return _Parts(
        must, writer, _days(must, writer), asked, member, due, writer.is_known(must.by), found.met, found.evidence,
        found.unsure, area, since, source + found.joins, _whole(must, writer, source, found),
    )  # fmt: skip


def _whole(must: Must, writer: Writer, source: str, found: _Found) -> _Whole:
    asked, _ = _member(must, replace(writer, whole=True))
    days = _days(must, writer)
    if found.pairs is None:
        return _Whole(days, f"\nFROM {source}{found.joins}\nWHERE {asked}", at_once=False)
    if must.each_day or not any(isinstance(node, Quantified) for node in walking.walk(must.where)):
        evidence = _at_once(must, source, found.pairs, _surely(must, writer))
        return _Whole(days, f"\nFROM {source}{evidence}\nWHERE {asked}", at_once=True)
    # A population that children decide is dear: it is found once, for the duties and for their evidence.
    members = f"WITH members AS MATERIALIZED (\n  SELECT s.*\n  FROM {source}\n  WHERE {asked}\n)\n"
    them = "members AS s" + _joined(writer)
    return _Whole(members, f"\nFROM {them}{_at_once(must, them, found.pairs, TRUE)}", at_once=True)


@dataclass(frozen=True)
class _Found:
    """When the duty is met, by which row, what leaves it open if none is found (empty: nothing), and the joins for that."""

    met: str
    evidence: str
    unsure: str
    joins: str = ""
    pairs: _Pairs | None = None


@dataclass(frozen=True)
class _Pairs:
    """A candidate ``x`` beside a subject: where it comes from, when it is evidence, and when it meets the duty."""

    rows: str
    holds: str
    met: str


def _on_the_row(must: Must, writer: Writer) -> _Found:
    holds, met = writer.test(must.such_that), writer.instant(must.met_at)
    is_sure, found = writer.is_decided(must.such_that), f"CASE WHEN {holds} THEN {met} END"
    if writer.is_known(must.met_at):
        return _Found(found, f"CASE WHEN {holds} THEN s.id END", "" if is_sure else f"{holds} IS NULL")
    unsure = f"CASE WHEN {holds} THEN {met} IS NULL ELSE {FALSE if is_sure else f'{holds} IS NULL'} END"
    return _Found(found, f"CASE WHEN {holds} AND {met} IS NOT NULL THEN s.id END", unsure)


def _elsewhere(must: Must, writer: Writer) -> _Found:
    """The earliest evidence, lowest id first: an ordered search along an index, once a subject."""
    inner = writer.with_alias(Role.CANDIDATE, "x")
    holds, met = inner.sure(must.such_that), inner.instant(must.met_at)
    for alias, join in inner.joins.items():
        if not alias.startswith("x_"):
            writer.joins[alias] = join
    table = writer.catalogue[must.has].table
    known = "" if writer.is_known(must.met_at) else f" AND {met} IS NOT NULL"
    pairs = _Pairs(f"{table} AS x{_beyond(inner, 'x')}", f"{holds}{known}", met)
    rows = f"FROM {pairs.rows}\n    WHERE {pairs.holds}"
    unknown = could(must.such_that, writer, Role.SUBJECT).unknown
    unsure = f"e.id IS NULL AND {unknown}" if isinstance(unknown, str) else "e.id IS NULL" if unknown else ""
    if writer.dialect == "postgresql":
        search = f"SELECT x.id, {met} AS met_at {rows}\n    ORDER BY met_at, x.id LIMIT 1"
        return _Found("e.met_at", "e.id", unsure, f"\n  LEFT JOIN LATERAL ({search}) AS e ON TRUE", pairs)
    outer = writer.with_alias(Role.CANDIDATE, "e")
    later = outer.instant(must.met_at)
    join = f"\n  LEFT JOIN {table} AS e ON e.id = ({_earliest(must, met, rows)})"
    if not _reads(must.met_at, Role.CANDIDATE):
        later = f"CASE WHEN e.id IS NOT NULL THEN {later} END"
    return _Found(later, "e.id", unsure, join + _beyond(outer, "e"))


def _at_once(must: Must, subjects: str, pairs: _Pairs, whose: str) -> str:
    """The evidence of all subjects joined and grouped: PostgreSQL hashes it, in a quarter of the time of as many searches."""
    first = f"(MIN(ARRAY[{pairs.met}, x.id]))"
    keys, same = ("s.id, p.start", " AND e.start = p.start") if must.each_day else ("s.id", "")
    return (
        f"\n  LEFT JOIN (SELECT {keys.replace('s.id', 's.id AS subject_id')}, {first}[1] AS met_at, {first}[2] AS id\n"
        f"    FROM {subjects}\n  CROSS JOIN {pairs.rows}\n    WHERE {pairs.holds}\n  AND {whose}\n"
        f"    GROUP BY {keys}) AS e ON e.subject_id = s.id{same}"
    )


def _earliest(must: Must, met: str, rows: str) -> str:
    """SQLite sees no outer row in ORDER BY."""
    if not _reads(must.met_at, Role.CANDIDATE):
        return f"SELECT x.id {rows} ORDER BY x.id LIMIT 1"
    if _reads(must.met_at, Role.SUBJECT):
        return f"SELECT y.id FROM (SELECT x.id, {met} AS met_at {rows}) AS y ORDER BY y.met_at, y.id LIMIT 1"
    return f"SELECT x.id {rows} ORDER BY {met}, x.id LIMIT 1"


def _reads(term: Term, role: Role) -> bool:
    """Does a term read a row? Dated values and the day are the subject's."""
    return any(
        node.role is role
        if isinstance(node, Path)
        else role is Role.SUBJECT and isinstance(node, Dated | Day)
        for node in walking.walk(term)
    )


def _beyond(writer: Writer, alias: str) -> str:
    return "".join(f"\n  {join}" for name, join in writer.joins.items() if name.startswith(f"{alias}_"))


def _member(must: Must, writer: Writer) -> tuple[str, str]:
    """What a row must meet to be asked at all, and which of it may be unknown (empty: nothing).

    Conjunct by conjunct, so that what is always decided stays plain and can use an index.
    """
    parts = must.where.tests if isinstance(must.where, And) else (must.where,)
    plain = [part for part in parts if writer.is_decided(part) and not isinstance(part, Everything)]
    unsure = [part for part in parts if not writer.is_decided(part)]
    asked, sure = [*map(writer.sure, plain), *map(writer.possible, unsure)], [*map(writer.sure, unsure)]
    term = _term(must, writer)
    if writer.occurred_is_known():
        asked += term
    else:
        asked, sure = [*asked, *(f"({text}) IS NOT FALSE" for text in term)], [*sure, *term]
    return "\n  AND ".join(asked) or TRUE, " AND ".join(sure)


def _surely(must: Must, writer: Writer) -> str:
    """Whose membership is true."""
    tests = [] if isinstance(must.where, Everything) else [writer.sure(must.where)]
    return "\n  AND ".join([*tests, *_term(must, writer)]) or TRUE


def _term(must: Must, writer: Writer) -> list[str]:
    """The must's own first and last day."""
    found = []
    if not must.each_day and must.since is not None:
        found.append(f"{writer.occurred()} >= {writer.midnight(must.since)}")
    if not must.each_day and must.until is not None:
        found.append(f"{writer.occurred()} < {writer.midnight(must.until) + DAY}")
    return found


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
    if not reads_other(must.met_at, Role.CANDIDATE) and not writer.is_known(must.met_at):
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
    read = _counting(figure, plan, catalogue, dialect, areas)
    counted, writer, area = read.counted, read.writer, read.area
    amount = "1" if counted.total is None else writer.term(counted.total)
    first, last = ("area_id, ", "\nGROUP BY area_id") if by_area else ("", "")
    if writer.is_decided(counted.where) and writer.is_known(counted.at) and counted.total is None:
        first = f"{area} AS {first}" if by_area else ""
        return f"SELECT {first}COUNT(*), 0\n{read.rows}\n  AND {read.counts}{last.replace('area_id', area)}"
    inner = f"SELECT {area} AS area_id, ({read.counts}) AS counts, {amount} AS amount\n{read.rows}"
    return (
        f"SELECT {first}COALESCE(SUM(CASE WHEN counts THEN amount ELSE 0 END), 0),\n"
        "       COALESCE(SUM(CASE WHEN counts IS NULL OR amount IS NULL THEN 1 ELSE 0 END), 0)\n"
        f"FROM (\n{inner}\n) AS q\nWHERE counts IS NOT FALSE{last}"
    )


def counted_rows_sql(
    figure: Figure,
    plan: Plan,
    catalogue: Catalogue,
    dialect: Dialect,
    areas: Mapping[str, int],
    by: Sequence[str],
) -> str:
    """How many rows a figure counts for sure, by the columns named: these, then the number; the placeholders of
    :func:`figure_sql`.

    Raises:
        ValueError: the figure is reported only, or adds up a number instead of counting rows.
    """
    if figure.counted is None or figure.counted.total is not None:
        raise ValueError(f"{figure.key} counts no rows")
    read = _counting(figure, plan, catalogue, dialect, areas)
    columns = ", ".join(f"s.{name}" for name in by)
    return f"SELECT {columns}, COUNT(*) {read.rows} AND {read.counts} GROUP BY {columns}"


def figure_rows_sql(
    figure: Figure,
    plan: Plan,
    catalogue: Catalogue,
    dialect: Dialect,
    areas: Mapping[str, int],
    *,
    sure: bool,
) -> str:
    """The ids of the rows behind a counted figure: those that it counts, or those of which nobody can tell; the placeholders
    of :func:`figure_sql`.

    Raises:
        ValueError: the figure is reported only.
    """
    read = _counting(figure, plan, catalogue, dialect, areas)
    counts, total = read.counts, read.counted.total
    amount = None if total is None else read.writer.term(total)
    if sure:
        which = counts if amount is None else f"{counts} AND {amount} IS NOT NULL"
    else:
        lost = f"({counts}) IS NULL"
        which = lost if amount is None else f"({counts}) IS NOT FALSE AND ({lost} OR {amount} IS NULL)"
    return f"SELECT s.id\n{read.rows}\n  AND {which}"


@dataclass(frozen=True)
class _Counting:
    """A counted figure as text: where its rows come from and lie, and which of them count."""

    counted: Counted
    writer: Writer
    area: str
    rows: str
    counts: str


def _counting(
    figure: Figure, plan: Plan, catalogue: Catalogue, dialect: Dialect, areas: Mapping[str, int]
) -> _Counting:
    counted = figure.counted
    if counted is None:
        raise ValueError(f"{figure.key} is reported, not counted")
    writer = Writer(plan, catalogue, dialect, areas, counted.every, {Role.SUBJECT: "s"})
    shape = catalogue[counted.every]
    area = f"s.{shape.links[shape.area].column}" if shape.area else "s.id"
    if counted.area is not None:
        area = f"COALESCE({writer.term(counted.area)}, {area})"
    at = writer.instant(counted.at)
    tests = [] if isinstance(counted.where, Everything) else [writer.test(counted.where)]
    tests += [f"{at} <= {{as_of}}"] + [f"{at} > {{day_start}}"] * counted.day
    if counted.total is not None:
        writer.term(counted.total)  # for the joins that it needs
    rows = f"FROM {shape.table} AS s{_joined(writer)}\nWHERE {area} >= {{low}} AND {area} < {{high}}"
    return _Counting(counted, writer, area, rows, " AND ".join(tests))
