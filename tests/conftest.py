"""What every test starts from: a home of its own, Django on SQLite or on a real PostgreSQL, the data at hand or not.

LIANFANG_TEST_DATABASE  sqlite (default) | postgresql (a server of its own for the run) | postgresql://... (that server)
LIANFANG_DATA           the folder of real data sets; tests that need one are skipped without it
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import postgres

HOME = Path(tempfile.mkdtemp(prefix="lf-home-"))

settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.register_profile(
    "deep", deadline=None, max_examples=2000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))

_servers: list[postgres.Server] = []


def _choose_database() -> None:
    """Set LIANFANG_DATABASE, whatever it was: no test may touch a real site's."""
    chosen = os.environ.get("LIANFANG_TEST_DATABASE") or "sqlite"
    if chosen == "postgresql":
        server = postgres.Server()
        _servers.append(server)
        # The workers of xdist are started after this and find the address instead of the word.
        chosen = os.environ["LIANFANG_TEST_DATABASE"] = server.address
    if chosen.startswith("postgresql://"):
        os.environ["LIANFANG_DATABASE"] = chosen
    elif chosen == "sqlite":
        os.environ["LIANFANG_DATABASE"] = f"sqlite:///{HOME / 'site.sqlite3'}"
    else:
        raise pytest.UsageError(
            f"LIANFANG_TEST_DATABASE is {chosen!r}: sqlite, postgresql or postgresql://..."
        )


def pytest_configure(config: pytest.Config) -> None:
    """Load Django's settings with this run's home and database, before any test module is imported."""
    from django.conf import settings as django_settings

    if django_settings.configured:
        # By pytest-django, which comes before this file: with the home and the database of a real site.
        raise pytest.UsageError("unset DJANGO_SETTINGS_MODULE: the tests choose their own home and database")
    _choose_database()
    # Cities of a hundred thousand rows are looked through again and again for what nobody holds: a twentieth of the tests' time.
    gc.set_threshold(200_000, 50, 100)
    os.environ["LIANFANG_HOME"] = str(HOME)
    os.environ.pop("LIANFANG_SECRET_KEY", None)
    # Named only while they load: a worker of xdist would find the name before it has a home of its own.
    os.environ["DJANGO_SETTINGS_MODULE"] = "lianfang.config.settings"
    default = django_settings.DATABASES["default"]
    del os.environ["DJANGO_SETTINGS_MODULE"]
    if default["ENGINE"].endswith("sqlite3"):
        # A file, as at a site: in memory there is no WAL and two connections lock otherwise.
        default["TEST"] = {"NAME": str(HOME / "test.sqlite3")}


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    while _servers:
        _servers.pop().stop()
    shutil.rmtree(HOME, ignore_errors=True)


DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark `database` whatever uses the database: script/test runs those once more, on PostgreSQL.

    What looks at pages in a browser, or is answered before any row is looked at, is run once: neither sees which database
    is behind.
    """
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if "chromium" in fixtures or item.get_closest_marker("before_rows"):
            continue
        if item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES:
            item.add_marker(pytest.mark.database)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """A test's rows are rolled back, and the journal's numbers come again: what pages keep would be of another test."""
    from lianfang.board import gap_pages, lines, overview
    from lianfang.fronts.treatment import beds

    beds.nearest.cache_clear()
    overview.FIGURES.forget()
    lines.PAGES.forget()
    gap_pages.COUNTS.forget()


@pytest.fixture(scope="session")
def data_folder() -> Callable[[str], Path]:
    """The folder of a real data set by its name; the test is skipped where the data are not at hand."""

    def find(name: str) -> Path:
        root = os.environ.get("LIANFANG_DATA")
        if not root:
            pytest.skip("LIANFANG_DATA is not set: real data not at hand")
        folder = Path(root) / name
        if not folder.is_dir():
            pytest.skip(f"LIANFANG_DATA has no {name}")
        return folder

    return find
