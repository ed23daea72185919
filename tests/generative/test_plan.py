"""The compiled must and figure are held to the reference reading, over musts and records made at random."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from lianfang.plan import reference, walking
from lianfang.plan.explain import figure_sentence, sentence
from lianfang.plan.model import Figure, Must
from lianfang.plan.nodes import Path, Quantified
from lianfang.plan.sql import compile_must, figure_rows_sql, figure_sql
from tests import tables as in_sql
from tests.generative import worlds
from tests.generative.grammar import figures, musts
from tests.generative.worlds import CODES, PLAN
from tests.plan_catalogue import CATALOGUE

pytestmark = pytest.mark.django_db  # runs once more on PostgreSQL; Django itself is not used
FEW = settings.get_current_profile_name() != "deep"
SOME = settings(
    max_examples=200 if FEW else 2000, deadline=None, suppress_health_check=list(HealthCheck)
)  # fmt: skip


def registers_of(*musts: Must) -> frozenset[str]:
    """The registers that have to hold rows: those a must reads."""
    found: set[str] = {"area"}
    for must in musts:
        nodes = [must.where, must.such_that, must.met_at, must.by]
        found |= {must.every, *([] if must.has == "itself" else [must.has])}
        found |= {name for path in walking.paths_of(*nodes) for name in path.registers}
        found |= {n.register for top in nodes for n in walking.walk(top) if isinstance(n, Quantified)}
    return frozenset(found)


def duties(must: Must, tables: Any) -> list[reference.Duty]:
    """The slow reading."""
    return in_sql.sorted_duties(reference.duties(must, PLAN, tables, CODES, CATALOGUE))


@SOME
@given(must=musts(), seeds=worlds.seeds)
def test_a_must_reads_the_same_in_sql(must: Must, seeds: list[int]) -> None:
    for database in in_sql.of_the_run():
        compiled = compile_must(must, PLAN, CATALOGUE, database.dialect, CODES)
        for seed in seeds:
            tables = worlds.Maker(seed).world(registers_of(must))
            expected = duties(must, tables)
            lost = reference.fits_nothing(must, PLAN, tables, CODES, CATALOGUE)
            with database.holding(tables):
                found = database.duties(compiled)
                assert found == expected, in_sql.differing(must, expected, found) + "\n" + compiled.select()
                assert database.ids(compiled.evidence_fits_nothing()) == lost
                one = database.duties(compiled, "s.id IN (2)")
                assert one == [d for d in expected if d.subject == 2], compiled.select("s.id IN (2)")


@SOME
@given(must=musts(), seeds=worlds.seeds)
def test_whoever_a_change_concerns_is_named(must: Must, seeds: list[int]) -> None:
    names = registers_of(must)
    for database in in_sql.of_the_run():
        compiled = compile_must(must, PLAN, CATALOGUE, database.dialect, CODES)
        for seed in seeds:
            maker = worlds.Maker(seed)
            before = maker.world(names)
            for name in sorted(names):
                key, after = maker.changed(before, name)
                changed = {d.subject for d in set(duties(must, before)) ^ set(duties(must, after))}
                with database.holding(before):
                    named = database.affected(compiled, name, [key])
                    database.replace(name, key, after[name][key])
                    named |= database.affected(compiled, name, [key])
                    assert changed <= named, (name, key, must.written, compiled.affected)


@SOME
@given(must=musts(), seeds=worlds.seeds)
def test_a_row_that_comes_or_goes_names_whom_it_concerns(must: Must, seeds: list[int]) -> None:
    nodes = [must.where, must.such_that]
    children = {n.register for top in nodes for n in walking.walk(top) if isinstance(n, Quantified)}
    # Only a row that no other names may come or go alone: evidence, and children.
    coming = sorted({must.has, *children} - {"itself", "area"})
    assume(coming)
    for database in in_sql.of_the_run():
        compiled = compile_must(must, PLAN, CATALOGUE, database.dialect, CODES)
        for seed in seeds:
            maker = worlds.Maker(seed)
            world = maker.world(registers_of(must))
            for name in coming:
                more = {**world, name: {**world[name], 4: maker.row(CATALOGUE[name], 4)}}
                changed = {d.subject for d in set(duties(must, world)) ^ set(duties(must, more))}
                with database.holding(more):
                    named = database.affected(compiled, name, [4])
                    assert changed <= named, (name, must.written, compiled.affected)


@SOME
@given(figure=figures(), seeds=worlds.seeds, at=st.sampled_from(worlds.INSTANTS))
def test_a_figure_counts_the_same_in_sql(figure: Figure, seeds: list[int], at: int) -> None:
    start = (at - 1 + PLAN.offset) // worlds.DAY * worlds.DAY - PLAN.offset
    for database in in_sql.of_the_run():
        for seed in seeds[:3]:
            tables = worlds.Maker(seed).world(_registers_of_figure(figure))
            with database.holding(tables):
                for area in (worlds.NATION, worlds.CITY, worlds.FUTIAN):
                    expected = reference.figure_count(figure, PLAN, tables, CODES, CATALOGUE, at, area)
                    _check_figure(database, figure, {"as_of": at, "day_start": start}, area, expected)


def _check_figure(
    database: in_sql.Database, figure: Figure, facts: dict[str, int], area: int, expected: tuple[float, int]
) -> None:
    low, high = worlds.areas.span(area)
    texts = [
        figure_sql(figure, PLAN, CATALOGUE, database.dialect, CODES, by_area=by).format(
            **facts, low=low, high=high
        )
        for by in (False, True)
    ]
    whole, parts = database.rows(texts[0]), database.rows(texts[1])
    assert [tuple(map(float, row)) for row in whole] == [pytest.approx(expected)], texts[0]
    assert sum(float(row[1]) for row in parts) == pytest.approx(expected[0])
    assert sum(row[2] for row in parts) == expected[1]
    assert all(low <= row[0] < high for row in parts)
    behind = [
        figure_rows_sql(figure, PLAN, CATALOGUE, database.dialect, CODES, sure=sure).format(
            **facts, low=low, high=high
        )
        for sure in (True, False)
    ]
    sure, unsure = (len(database.rows(text)) for text in behind)
    assert unsure == expected[1], behind[1]
    assert figure.counted is None or figure.counted.total is not None or sure == expected[0], behind[0]


def _registers_of_figure(figure: Figure) -> frozenset[str]:
    counted = figure.counted
    assert counted is not None
    paths: list[Path] = walking.paths_of(counted.where, counted.at)
    paths += [path for path in (counted.total, counted.area) if path is not None]
    children = {n.register for n in walking.walk(counted.where) if isinstance(n, Quantified)}
    return frozenset({"area", counted.every, *children, *(name for path in paths for name in path.registers)})


@SOME
@given(must=musts(), figure=figures())
def test_every_must_and_figure_can_be_said(must: Must, figure: Figure) -> None:
    for language in ("zh", "en"):
        assert sentence(must, PLAN, CATALOGUE, language)
        assert figure_sentence(figure, PLAN, CATALOGUE, language)
