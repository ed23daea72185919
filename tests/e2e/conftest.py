"""One made-up city with one server for all tests of this folder, and the browser of the tests of pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.drills.served import Served
from tests.drills.site import fresh
from tests.pages.conftest import chromium

if TYPE_CHECKING:
    from tests.drills.test_serve import Served

__all__ = ["chromium"]

PEOPLE = 2_000


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A made-up city on its last evening, with its server."""
    from tests.drills.test_serve import Served  # Django is not set up yet where this folder is named alone

    folder = tmp_path_factory.mktemp("city")
    with fresh(folder) as site:
        site.run("demo", "--no-visits", "--people", str(PEOPLE))
        found = Served(site, folder)
        try:
            found.wait()
            yield found
        finally:
            found.stop()
