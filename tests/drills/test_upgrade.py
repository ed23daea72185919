"""A site kept from an earlier schema comes up to today's with every row it had, and is made of what a new site is made of."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection as born

from tests import structure

KEPT = Path(__file__).parent.parent / "kept"
SCHEMAS = sorted({path.name.split(".")[0] for path in KEPT.glob("*.sql")})
if os.environ.get("LIANFANG_TEST_DATABASE", "sqlite") != "sqlite":
    # What lies between goes through the same statements as the oldest, and is brought up on SQLite.
    SCHEMAS = [SCHEMAS[0], SCHEMAS[-1]]

READ = """
import django; django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
call_command("makemigrations", "registers", "gaps", check=True, dry_run=True, verbosity=0)
from lianfang.registers.models import Area, Journal, Passage, Return, Site, Version
print(Area.objects.count(), Passage.objects.count(), Return.objects.get().value, Version.objects.count(), Journal.objects.count())
passage = Passage.objects.select_related("gate__operator").order_by("at")[0]
print(passage.gate.operator.name_en, passage.screened, passage.vehicle_id is not None, passage.ref == passage.ref.lower())
connection.check_constraints()
from lianfang.interop.backup import snapshot
from lianfang.registers import keys, sealing, verifying
count = sealing.seal_next(at=1581465600)
with snapshot() as read:
    report = verifying.verify(read, keys={keys.public_sealing_key()})
print(count, report.sealed, report.unsealed, report.found)
"""
EXPECTED = ["5 3 86.0 1 16", "Nanshan traffic police True True True", "16 16 0 0"]


def read(address: str, home: Path) -> list[str]:
    """What a fresh process of today's program says of the site."""
    env = os.environ | {
        "LIANFANG_HOME": str(home), "LIANFANG_DATABASE": address, "DJANGO_SETTINGS_MODULE": "lianfang.config.settings",
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", READ], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.django_db
@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_kept_site_comes_up_to_date(schema, tmp_path):
    """The site of SQLite in the run on SQLite, that of PostgreSQL in the run on PostgreSQL."""
    (_sqlite_comes_up if born.vendor == "sqlite" else _postgresql_comes_up)(schema, tmp_path)


def _sqlite_comes_up(schema: str, folder: Path) -> None:
    site = folder / "kept.sqlite3"
    connection = sqlite3.connect(site)
    connection.executescript((KEPT / f"{schema}.sqlite.sql").read_text("utf-8"))
    connection.close()
    assert read(f"sqlite:///{site}", folder / "home") == EXPECTED
    with born.cursor() as cursor:
        assert structure.of_file(str(site)) ^ structure.of_sqlite(cursor) == set()


BEAR = """
import django; django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
print(len(connection.introspection.table_names()))
"""


@pytest.mark.django_db
def test_two_that_find_no_tables_make_them_once(tmp_path):
    home = {"LIANFANG_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "lianfang.config.settings"}
    with _empty(tmp_path) as address:
        env = os.environ | home | {"LIANFANG_DATABASE": address}
        words = [sys.executable, "-c", BEAR]
        both = [subprocess.Popen(words, env=env, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        said = [one.communicate()[0].strip() for one in both]
    assert [one.returncode for one in both] == [0, 0]
    assert said == [str(len(born.introspection.table_names()))] * 2


@contextmanager
def _empty(folder: Path) -> Iterator[str]:
    """An empty database of the kind of this run."""
    if born.vendor == "sqlite":
        yield f"sqlite:///{folder / 'new.sqlite3'}"
        return
    import psycopg

    address, name = os.environ["LIANFANG_DATABASE"], f"new_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        try:
            yield _beside(address, name)
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _beside(address: str, name: str) -> str:
    """The address of another database of a server."""
    if "/postgres?" in address:
        return address.replace("/postgres?", f"/{name}?")
    return address.rsplit("/", 1)[0] + f"/{name}"


def _postgresql_comes_up(schema: str, folder: Path) -> None:
    address = os.environ["LIANFANG_DATABASE"]
    import psycopg

    name = f"kept_{schema}_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    kept = _beside(address, name)
    try:
        with psycopg.connect(kept, autocommit=True) as connection:
            connection.execute((KEPT / f"{schema}.postgresql.sql").read_bytes())
        assert read(kept, folder / "home") == EXPECTED
        with psycopg.connect(kept) as migrated, born.cursor() as cursor:
            assert structure.of_postgresql(migrated.cursor()) ^ structure.of_postgresql(cursor) == set()
    finally:
        with psycopg.connect(address, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
