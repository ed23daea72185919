"""How an import shares the database with the gates: short pieces, and a pause after each; longer ones while it is alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Pace:
    """Sizes pieces so that each holds the writer's lock for about ``hold`` seconds; longer while nobody else writes.

    Args:
        hold: seconds for which one piece may hold the lock.
        pause: how long to rest after a piece, as a multiple of the time it held.
        alone: seconds for which a piece may hold it where nobody else has written for a while; it does not rest then.
        quiet: seconds without a write of anybody else's until that is so.
        size: records in the first piece; from then on what was measured decides.
        least: never fewer records than this in a piece: each piece has a cost of its own.
        most: never more.
        clock: a stop-watch in seconds.
        sleep: how to rest.
    """

    hold: float = 0.006
    pause: float = 1.0
    alone: float = 0.08
    quiet: float = 5.0
    size: int = 10
    least: int = 5
    most: int = 2_000
    clock: Callable[[], float] = time.perf_counter
    sleep: Callable[[float], None] = time.sleep
    _noticed: float | None = None

    def rest(self, records: int, held: float, *, others: bool = False, rested: float = 0.0) -> None:
        """After a piece of so many records that was held so long: choose the next size, then let others write.

        What was made ready since the piece before (``rested`` seconds) was a rest for the others too.

        A piece has a cost of its own beside that of its records, and one may be slow by accident: sizes grow by a quarter
        while pieces are short enough, and shrink by half at most when one was too long; at once, though, where somebody
        else (``others``) has written since the piece before.
        """
        now = self.clock()
        if others or self._noticed is None:
            self._noticed = now
        is_alone = now - self._noticed >= self.quiet
        hold = self.alone if is_alone else self.hold
        if held > hold:
            self.size = max(self.least, int(self.size * max(0.0 if others else 0.5, hold / held)))
        elif records >= self.size:
            self.size = min(self.size + self.size // 4 + 1, self.most)
        if self.pause and not is_alone:
            self.sleep(max(0.0, held * self.pause - rested))
