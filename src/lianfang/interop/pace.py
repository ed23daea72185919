"""How an import shares the database with the gates: short pieces, and a pause after each."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Pace:
    """Sizes pieces so that each holds the writer's lock for about ``hold`` seconds.

    Args:
        hold: seconds for which one piece may hold the lock.
        pause: how long to rest after a piece, as a multiple of the time it held.
        size: records in the first piece; from then on what was measured decides.
        most: never more records than this in a piece.
        clock: a stop-watch in seconds.
        sleep: how to rest.
    """

    hold: float = 0.02
    pause: float = 1.0
    size: int = 20
    most: int = 2_000
    clock: Callable[[], float] = time.perf_counter
    sleep: Callable[[float], None] = time.sleep

    def rest(self, records: int, held: float) -> None:
        """After a piece of so many records: choose the next size, then let others write."""
        if records and held > 0:
            fits = int(records * self.hold / held)
            self.size = max(1, min(fits, 2 * self.size, self.most))
        if self.pause:
            self.sleep(held * self.pause)
