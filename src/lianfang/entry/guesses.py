"""How many wrong guesses came for a name and from an address: counted in little memory, however many names are tried.

A name or address is counted in one of a fixed number of places, chosen by a keyed digest: two may share one, and then
the door is careful with both. Being careful never shuts anyone out who has the second factor: it asks for its code
together with the password.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from array import array

PLACES = 4096
WINDOW = 15 * 60


class Guesses:
    """Wrong guesses of one sort; careful from ``most`` within the window on."""

    def __init__(self, most: int):
        self.most = most
        self._counts, self._since = array("L", [0] * PLACES), array("Q", [0] * PLACES)
        self._key, self._lock = secrets.token_bytes(32), threading.Lock()

    def wrong(self, what: str, at: int) -> bool:
        """Count one; is it the one from which on the door is careful?"""
        place = self._place(what)
        with self._lock:
            if at >= self._since[place] + WINDOW:
                self._counts[place], self._since[place] = 0, at
            self._counts[place] = min(self._counts[place] + 1, 10**9)
            return self._counts[place] == self.most

    def are_many(self, what: str, at: int) -> bool:
        """Is the door careful with this one?"""
        place = self._place(what)
        with self._lock:
            return self._counts[place] >= self.most and at < self._since[place] + WINDOW

    def forget(self, what: str) -> None:
        """The right one came."""
        with self._lock:
            self._counts[self._place(what)] = 0

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._counts = array("L", [0] * PLACES)

    def _place(self, what: str) -> int:
        return int.from_bytes(hmac.digest(self._key, what.encode(), hashlib.sha256)[:4], "big") % PLACES


NAMES = Guesses(10)
"""Wrong passwords for one login name."""
ADDRESSES = Guesses(60)
"""Wrong passwords from one address, whatever the names: one password tried on many."""
CODES = Guesses(100)
"""Wrong codes for one login name: from then on a recovery code alone is taken, which nobody guesses."""
CODES_FROM = Guesses(20)
"""The same from one address, sooner: who guesses elsewhere is no hindrance here."""
