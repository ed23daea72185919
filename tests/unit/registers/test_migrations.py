"""The migrations of each part stand in one row, each after the one whose name comes before."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.db.migrations.loader import MigrationLoader


@pytest.mark.parametrize("app", ["registers", "gaps"])
def test_the_order_of_names_is_the_order_of_migrations(app: str) -> None:
    found = MigrationLoader(None, ignore_no_migrations=True).graph.nodes
    names = sorted(name for part, name in found if part == app)
    numbers = [int(name.partition("_")[0]) for name in names]
    assert numbers == list(range(1, len(names) + 1))
    loader = MigrationLoader(None, ignore_no_migrations=True)
    for before, name in pairwise(names):
        own = [parent for part, parent in loader.disk_migrations[app, name].dependencies if part == app]
        assert own == [before]
