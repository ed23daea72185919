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
        least: never fewer records than this in a piece: each piece has a cost of its own.
        most: never more.
        clock: a stop-watch in seconds.
        sleep: how to rest.
    """

    hold: float = 0.006
    pause: float = 1.0
    size: int = 10
    least: int = 5
    most: int = 2_000
    clock: Callable[[], float] = time.perf_counter
    sleep: Callable[[float], None] = time.sleep

    def rest(self, records: int, held: float) -> None:
        """After a piece of so many records: choose the next size, then let others write.

        A piece has a cost of its own beside that of its records, and one may be slow by accident: sizes grow by a quarter
        while pieces are short enough, and shrink by half at most when one was too long.
        """
        if held > self.hold:
            self.size = max(self.least, int(self.size * max(0.5, self.hold / held)))
        elif records >= self.size:
            self.size = min(self.size + self.size // 4 + 1, self.most)
        if self.pause:
            self.sleep(held * self.pause)
