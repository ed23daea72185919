"""A site of its own for a drill: a home, a database of the run's kind, and commands as a user gives them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Site:
    """A home and, on PostgreSQL, a database."""

    def __init__(self, home: Path, database: str):
        self.home, self.database = home, database

    @property
    def environment(self) -> dict[str, str]:
        """What a process of this site is started with."""
        env = {k: v for k, v in os.environ.items() if k != "LIANFANG_DATABASE"} | {
            "LIANFANG_HOME": str(self.home), "LIANFANG_LANG": "en", "DJANGO_SETTINGS_MODULE": "lianfang.config.settings",
        }  # fmt: skip
        return env | {"LIANFANG_DATABASE": self.database} if self.database else env

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command as a user would."""
        command = [sys.executable, "-m", "lianfang", *words]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)

    def json(self, *words: str) -> dict[str, Any]:
        """Run a command that prints JSON and must succeed."""
        done = self.run(*words, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def python(self, code: str) -> str:
        """Run a few lines inside the site."""
        command = [sys.executable, "-c", "import django; django.setup()\n" + code]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def fresh(folder: Path) -> Iterator[Site]:
    """An empty site; on PostgreSQL its database is dropped at the end."""
    given = os.environ.get("LIANFANG_DATABASE", "")
    if not given.startswith("postgresql"):
        yield Site(folder / "home", "")
        return
    import psycopg

    name = f"drill_{os.getpid()}_{abs(hash(str(folder))) % 10**8}"
    with psycopg.connect(given, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    try:
        yield Site(folder / "home", given.replace("/postgres?", f"/{name}?"))
    finally:
        with psycopg.connect(given, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
