"""What the clock says, asked once a request: nothing below the doors reads it."""

from __future__ import annotations

import time


def now() -> int:
    """UTC seconds."""
    return int(time.time())
