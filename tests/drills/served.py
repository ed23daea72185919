"""A site with its server, for drills that ask over real HTTP."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.drills.browser import Browser
from tests.drills.site import Site


def free_port() -> int:
    """A port that nobody has just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Served:
    """A site with its server."""

    def __init__(self, site: Site, folder: Path):
        self.site, self.port, self.log = site, free_port(), folder / "log"
        self.secret, self.recovery, self.flooded = "", list[str](), False
        command = [sys.executable, "-m", "lianfang", "serve", "--port", str(self.port), "--lang", "en"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, env=site.environment, stdout=log, stderr=log)

    def wait(self) -> None:
        """Until it answers."""
        for _ in range(600):
            assert self.process.poll() is None, self.log.read_text()
            try:
                if Browser(self.port).get("/ready").status == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def stop(self) -> int:
        """As a user stops it."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)
