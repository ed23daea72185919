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
from lianfang.plan.sql import compile_must, figure_sql
from tests import tables as in_sql
from tests.generative import worlds
from tests.generative.grammar import figures, musts
from tests.generative.worlds import CODES, PLAN
from tests.plan_catalogue import CATALOGUE

pytestmark = pytest.mark.django_db  # runs once more on PostgreSQL; Django itself is not used
FEW = settings.get_current_profile_name() != "deep"
SOME = settings(
    max_examples=200 if FEW else 4000, deadline=None, suppress_health_check=list(HealthCheck)
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
@given(st.data())
def test_a_must_reads_the_same_in_sql(data: st.DataObject) -> None:
    must = data.draw(musts())
    tables = data.draw(worlds.worlds(registers_of(must)))
    expected = duties(must, tables)
    lost = reference.fits_nothing(must, PLAN, tables, CODES, CATALOGUE)
    for database in in_sql.of_the_run():
        compiled = compile_must(must, PLAN, CATALOGUE, database.dialect, CODES)
        with database.holding(tables):
            found = database.duties(compiled)
            assert found == expected, in_sql.differing(must, expected, found) + "\n" + compiled.select()
            assert database.ids(compiled.evidence_fits_nothing()) == lost
            assert database.duties(compiled, "s.id IN (2)") == [d for d in expected if d.subject == 2]


@SOME
@given(st.data())
def test_whoever_a_change_concerns_is_named(data: st.DataObject) -> None:
    must = data.draw(musts())
    names = registers_of(must)
    before = data.draw(worlds.worlds(names))
    name = data.draw(st.sampled_from(sorted(names)))
    key = data.draw(st.sampled_from(sorted(before[name])))
    row = {"id": key, **data.draw(worlds.ROWS[name])}
    chosen = data.draw(st.sets(st.sampled_from(sorted(row)), max_size=4))
    after = {
        **before,
        name: {**before[name], key: {k: row[k] if k in chosen else v for k, v in before[name][key].items()}},
    }
    changed = {d.subject for d in set(duties(must, before)) ^ set(duties(must, after))}
    for database in in_sql.of_the_run():
        compiled = compile_must(must, PLAN, CATALOGUE, database.dialect, CODES)
        with database.holding(before):
            named = database.affected(compiled, name, [key])
            database.replace(name, key, after[name][key])
            named |= database.affected(compiled, name, [key])
            assert changed <= named, (name, key, must.written, compiled.affected)


@SOME
@given(st.data())
def test_a_row_that_comes_or_goes_names_whom_it_concerns(data: st.DataObject) -> None:
    must = data.draw(musts())
    assume(must.every != "area" and must.has != "itself")
    full = data.draw(worlds.worlds(registers_of(must)))
    # Only a row that no other names may go; of the evidence, and of children, the fourth is one.
    nodes = [must.where, must.such_that]
    coming = {
        must.has,
        *(n.register for top in nodes for n in walking.walk(top) if isinstance(n, Quantified)),
    }
    name = data.draw(st.sampled_from(sorted(coming)))
    assume(name != "area")
    fuller = {**full, name: {**full[name], 4: {"id": 4, **data.draw(worlds.ROWS[name])}}}
    changed = {d.subject for d in set(duties(must, full)) ^ set(duties(must, fuller))}
    for database in in_sql.of_the_run():
        compiled = compile_must(must, PLAN, CATALOGUE, database.dialect, CODES)
        with database.holding(fuller):
            named = database.affected(compiled, name, [4])
            assert changed <= named, (name, must.written, compiled.affected)


@SOME
@given(st.data())
def test_a_figure_counts_the_same_in_sql(data: st.DataObject) -> None:
    figure = data.draw(figures())
    counted = figure.counted
    assert counted is not None
    tables = data.draw(worlds.worlds(_registers_of_figure(figure)))
    at = data.draw(st.sampled_from(worlds.INSTANTS))
    start = (at - 1 + PLAN.offset) // worlds.DAY * worlds.DAY - PLAN.offset
    for area in (worlds.NATION, worlds.CITY, worlds.FUTIAN):
        expected = reference.figure_count(figure, PLAN, tables, CODES, CATALOGUE, at, area)
        low, high = worlds.areas.span(area)
        for database in in_sql.of_the_run():
            facts = {"as_of": at, "day_start": start, "low": low, "high": high}
            with database.holding(tables):
                texts = [
                    figure_sql(figure, PLAN, CATALOGUE, database.dialect, CODES, by_area=by).format(**facts) for by in (False, True)
                ]  # fmt: skip
                whole, parts = database.rows(texts[0]), database.rows(texts[1])
            assert [tuple(map(float, row)) for row in whole] == [tuple(map(float, expected))], texts[0]
            assert sum(float(row[1]) for row in parts) == pytest.approx(expected[0])
            assert sum(row[2] for row in parts) == expected[1]
            assert all(low <= row[0] < high for row in parts)


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
