"""Which subjects a changed row may concern: the SQL behind upkeep."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from lianfang.plan import walking
from lianfang.plan.model import Must
from lianfang.plan.nodes import And, Comparison, Dated, Day, Path, Quantified, Role, Term, Test, Type
from lianfang.plan.sql_terms import Writer


def touched(must: Must, writer: Writer) -> Mapping[str, tuple[str, ...]]:
    """Register → statements with ``{ids}`` that name the subjects whose duty may depend on those rows."""
    found: dict[str, list[str]] = defaultdict(list)
    for register, sql in (*_linked(must, writer), *_evidence(must, writer), *_counted(must, writer)):
        if sql not in found[register]:
            found[register].append(sql)
    return {register: tuple(texts) for register, texts in found.items()}


def _nodes(must: Must) -> list[Test | Term]:
    return [must.where, must.such_that, must.met_at, must.by]


def _linked(must: Must, writer: Writer) -> Iterator[tuple[str, str]]:
    """Rows on a path from the subject."""
    table = writer.catalogue[must.every].table
    for path in walking.paths_of(*_nodes(must)):
        if path.role is Role.SUBJECT:
            for register, alias, joins in _chain(path, "s", writer):
                yield register, f"SELECT s.id FROM {table} AS s{joins} WHERE {alias}.id IN ({{ids}})"


def _chain(path: Path, alias: str, writer: Writer) -> Iterator[tuple[str, str, str]]:
    """Each register on a path, with its alias and the joins that lead there."""
    joins = ""
    for register, step, into in zip(path.registers, path.steps, path.registers[1:], strict=False):
        link, beyond = writer.catalogue[register].links[step], f"{alias}_{step}"
        joins += f" JOIN {writer.catalogue[into].table} AS {beyond} ON {beyond}.id = {alias}.{link.column}"
        alias = beyond
        yield into, alias, joins


def _evidence(must: Must, writer: Writer) -> Iterator[tuple[str, str]]:
    """Rows that are evidence, and rows on a path from them. What the day decides is left open: that names too many, never too few."""
    if must.has == "itself":
        return
    inner = writer.with_alias(Role.CANDIDATE, "x")
    parts = must.such_that.tests if isinstance(must.such_that, And) else (must.such_that,)
    parts = tuple(p for p in parts if not _reads_day(p, writer))
    equal = [p for p in parts if _is_equality(p)]
    on = " AND ".join(inner.test(p) for p in equal)
    every = " AND ".join(inner.test(p) for p in parts)
    joins = "".join(" " + join for join in inner.joins.values())
    candidates, subjects = writer.catalogue[must.has].table, writer.catalogue[must.every].table
    start = f"SELECT s.id FROM {candidates} AS x JOIN {subjects} AS s ON {_plain(on, inner)}"
    yield must.has, f"{start}{joins} WHERE x.id IN ({{ids}}) AND {every}"
    for path in walking.paths_of(must.such_that, must.met_at):
        if path.role is Role.CANDIDATE:
            for register, alias, chain in _chain(path, "x", writer):
                renamed = chain.replace(" AS x_", " AS y_").replace(" x_", " y_").replace("= x_", "= y_")
                yield (
                    register,
                    f"{start}{joins}{renamed} WHERE {alias.replace('x_', 'y_', 1)}.id IN ({{ids}})",
                )


def _reads_day(test: Test, writer: Writer) -> bool:
    """Does it hang on the day? Under ``each: day`` dated values do, unless they are one constant all the time."""
    return any(
        isinstance(node, Day) or (isinstance(node, Dated) and writer.each_day and not writer.folds(node.name))
        for node in walking.walk(test)
    )


def _plain(on: str, writer: Writer) -> str:
    """The condition on which evidence and subject are joined: only if it needs no row between them."""
    return on if on and not any(f"{alias}." in on for alias in writer.joins) else "1 = 1"


def _is_equality(test: Test) -> bool:
    if not (isinstance(test, Comparison) and test.op == "=" and test.left.type is Type.LINK):
        return False
    return {side.role for side in (test.left, test.right) if isinstance(side, Path)} == {
        Role.SUBJECT,
        Role.CANDIDATE,
    }


def _counted(must: Must, writer: Writer) -> Iterator[tuple[str, str]]:
    """Children of quantifiers, and rows on a path from them."""
    for node in (n for top in _nodes(must) for n in walking.walk(top)):
        if not isinstance(node, Quantified):
            continue
        table = writer.catalogue[node.register].table
        start, known = f"SELECT c.{node.via} FROM {table} AS c", f" AND c.{node.via} IS NOT NULL"
        if node.own != "id":
            subjects = writer.catalogue[must.every].table
            start, known = (
                f"SELECT s.id FROM {table} AS c JOIN {subjects} AS s ON s.{node.own} = c.{node.via}",
                "",
            )
        yield node.register, f"{start} WHERE c.id IN ({{ids}}){known}"
        for path in walking.paths_of(node.test):
            if path.role is Role.CHILD:
                for register, alias, joins in _chain(path, "c", writer):
                    yield (
                        register,
                        f"{start}{joins} WHERE {alias}.id IN ({{ids}}){known}",
                    )
