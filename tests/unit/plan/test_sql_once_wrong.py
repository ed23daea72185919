"""Musts that once read otherwise in SQL, or that SQL could not say; each is held to the slow reading on the run's databases."""

from __future__ import annotations

import pytest

from lianfang.plan import reference
from lianfang.plan.sql import compile_must
from tests import tables as in_sql
from tests.generative import worlds
from tests.generative.grammar import read
from tests.plan_catalogue import CATALOGUE

pytestmark = pytest.mark.django_db  # runs once more on PostgreSQL; Django itself is not used

PLAIN = {"where": "all", "such that": "all", "met at": "recorded_at", "by": "recorded_at"}
MUSTS = {
    "a count that reads the subject alone": (
        "site", "itself", {"where": 'count passages where (site.kind = "gate" and site.residents > 1) >= 1'},
    ),
    "met at an instant of the subject's own": (
        "site", "return", {"such that": "return.site = site", "met at": "site.opened_at"},
    ),
    "met at an instant made of both": (
        "passage", "declaration",
        {"such that": "declaration.vehicle = passage.vehicle", "met at": "declaration.made_at + 1 hour - patience"},
    ),
    "joined by links of links": (
        "site", "area", {"such that": "site.area = area.command.area", "met at": "opened_at"},
    ),
    "decimals added to a column": (
        "passage", "itself", {"such that": "temperature - 37 = fever - 37", "met at": "screened_at"},
    ),
    "a dated list of areas asked of the evidence": (
        "passage", "declaration",
        {"such that": "declaration.vehicle = passage.vehicle and declaration.stay_area within risk_areas",
         "met at": "declaration.made_at"},
    ),
    "no child that may be so": (
        "vehicle", "itself", {"where": 'no passages where (temperature >= fever) and not any declarations where (person is unknown)'},
    ),
    "rows beside it, of what it may not name": (
        "passage", "itself",
        {"where": "any same_car where (temperature >= fever) and no same_car where (screened = false and at < passage.at)"
                  " or count same_car where (screened) >= 2"},
    ),
    "a count of rows beside it, by a dated value": (
        "passage", "itself", {"where": "count same_car where (temperature >= fever) >= often", "such that": "screened"},
    ),
    "rows beside it, asked for all at once": (
        "passage", "declaration",
        {"where": "no same_car where (temperature >= fever) and any same_gate where (screened = false)",
         "such that": "declaration.vehicle = passage.vehicle and declaration.made_at <= passage.at", "met at": "declaration.made_at"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("key", MUSTS)
def test_it_reads_as_the_reference_does(key: str) -> None:
    every, has, said = MUSTS[key]
    must = read(PLAIN | said, every, has, False, None, None)
    seen = 0
    for database in in_sql.of_the_run():
        compiled = compile_must(must, worlds.PLAN, CATALOGUE, database.dialect, worlds.CODES)
        for seed in range(40):
            tables = worlds.Maker(seed).world(frozenset(register.name for register in CATALOGUE))
            duties = reference.duties(must, worlds.PLAN, tables, worlds.CODES, CATALOGUE)
            expected = in_sql.sorted_duties(duties)
            seen += len(expected)
            with database.holding(tables):
                found = database.duties(compiled)
                assert found == expected, in_sql.differing(must, expected, found)
                assert database.duties(compiled, "s.id > 1") == [d for d in expected if d.subject > 1]
    assert seen, "a must without members holds nothing"
