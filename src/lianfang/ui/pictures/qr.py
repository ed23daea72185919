"""A text as a QR code (ISO/IEC 18004): bytes, correction level M, versions 1 to 9, which hold 180 bytes.

A quarter of the area may be soiled or torn by a third, and it is read still. Drawn as one path, so that it prints sharp at any size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import segno
from django.utils.safestring import SafeString, mark_safe

VERSIONS = 9
"""Versions up to this one are made: larger symbols are hard to read off paper."""
MOST = 180
"""Bytes that version 9 holds at level M."""
QUIET = 4
"""Modules of white around it."""


@dataclass(frozen=True)
class Code:
    """A QR code as a picture: rows of modules, true is dark."""

    template: ClassVar[str] = "ui/pictures/qr.html"
    modules: Sequence[Sequence[bool]]
    label: str

    @property
    def size(self) -> int:
        """Modules a side, with the white around it."""
        return len(self.modules) + 2 * QUIET

    @property
    def path(self) -> SafeString:
        """All dark modules, a run of a row at a time."""
        return mark_safe("".join(self._runs()))  # noqa: S308  (made of numbers alone)

    def _runs(self) -> Iterator[str]:
        for y, row in enumerate(self.modules):
            x = 0
            while x < len(row):
                start = x
                while x < len(row) and row[x]:
                    x += 1
                if x > start:
                    yield f"M{start + QUIET} {y + QUIET}h{x - start}v1h-{x - start}z"
                x += 1


def qr(text: str, label: str) -> Code:
    """The code of a text.

    Raises:
        ValueError: it is longer than 180 bytes.
    """
    return Code(modules_of(text.encode()), label)


def modules_of(data: bytes) -> list[list[bool]]:
    """The modules of some bytes in the smallest version that holds them, under the mask that reads best.

    Raises:
        ValueError: there are more than 180.
    """
    if len(data) > MOST:
        raise ValueError(f"{len(data)} bytes are more than a code of version {VERSIONS} holds")
    made = segno.make_qr(data, error="m", mode="byte", boost_error=False)
    return [[bool(cell & 1) for cell in row] for row in made.matrix]
