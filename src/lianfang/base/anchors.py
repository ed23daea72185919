"""An anchor: how far the journal was sealed and by which root, short enough to be printed, read out and typed again.

Written ``1204:k3f7-0q2m-…``: the position of the last entry sealed, and the first 160 bits of the root in eight groups of
four. 160 bits, since whoever writes the entries may look for two journals of one root: that takes about 2⁸⁰ tries.
"""

from __future__ import annotations

from base64 import b32decode, b32encode
from typing import NamedTuple

LENGTH = 20
"""Bytes of a root that are printed."""
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_RFC = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_WRITE = str.maketrans(_RFC, _LETTERS)
_READ = str.maketrans(_LETTERS + "oil", _RFC + _RFC[0] + _RFC[1] * 2)


class Anchor(NamedTuple):
    """The position up to which was sealed, and the first bytes of the root there."""

    position: int
    root: bytes

    def __str__(self) -> str:
        letters = b32encode(self.root).decode().translate(_WRITE)
        return f"{self.position}:" + "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def of(position: int, root: bytes) -> Anchor:
    """The anchor of a seal: its last position and its root."""
    return Anchor(position, root[:LENGTH])


def parse(text: str) -> Anchor:
    """Read an anchor as printed; capitals, spaces and missing hyphens do no harm, nor an o for 0, an i or l for 1.

    Raises:
        ValueError: it is none.
    """
    position, colon, letters = "".join(text.split()).lower().replace(",", "").partition(":")
    letters = letters.replace("-", "")
    if not colon or len(letters) != LENGTH * 8 // 5 or not (position.isascii() and position.isdigit()):
        raise ValueError("an anchor is a position, a colon and 32 letters and digits")
    if set(letters) - set(_LETTERS + "oil"):
        raise ValueError("a root is written in digits and letters without u")
    return Anchor(int(position), b32decode(letters.translate(_READ)))
