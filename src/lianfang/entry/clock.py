"""What the clock says, asked once a request: nothing below the doors reads it.

A demonstration has a clock of its own, kept in its home: its city ends in February 2020, and who works in it does so on its
last evening. That clock starts some hours before the city's end, goes at the pace of the real one, and stands when the end is
reached, for nothing is known of what comes after. It is asked only while all data of the site is made up: with the first real
record a site goes by the real clock, whatever lies in its home.

Who may come in, until when and as what is never asked of that clock: an authenticator knows nothing of 2020, and what a clock
that stands is to end would never end.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from lianfang.base.keeping import kept
from lianfang.registers.demonstration import is_made_up

FILE = "demo-clock.json"
EVENING = 6 * 3600
"""Seconds from the beginning of the last evening to the city's end at 24:00."""


@dataclass(frozen=True)
class Evening:
    """A demonstration's clock: real time ``began`` is its ``shows``; at ``ends`` it stands. Instants."""

    began: int
    shows: int
    ends: int

    def at(self, instant: int) -> int:
        """What it says at a real instant."""
        return min(self.shows + max(0, instant - self.began), self.ends)


def real() -> int:
    """UTC seconds, whatever the site: what sessions, second factors, rights, tokens and guesses go by."""
    return int(time.time())


def now() -> int:
    """UTC seconds, or what a demonstration's clock says."""
    evening = of_demonstration()
    return real() if evening is None else evening.at(real())


def of_demonstration() -> Evening | None:
    """The clock that this site goes by in place of the real one; None at every site with real data, and where none is kept."""
    path = _path()
    if not path.exists():
        return None
    return _read(path, path.stat().st_mtime_ns) if is_made_up() else None


def start_evening(*, ends: int) -> int:
    """Begin the last evening of a made-up city that ends at an instant; answers what its clock says now."""
    evening = Evening(real(), ends - EVENING, ends)
    stop_evening()
    kept(_path(), lambda: json.dumps(asdict(evening)).encode())
    return evening.shows


def stop_evening() -> None:
    """Go by the real clock again."""
    _path().unlink(missing_ok=True)


def _path() -> Path:
    return Path(settings.HOME) / FILE


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> Evening | None:
    try:
        said = json.loads(path.read_text("ascii"))
        return Evening(int(said["began"]), int(said["shows"]), int(said["ends"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
