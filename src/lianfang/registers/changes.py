"""Who must be told that rows changed, inside the same transaction.

An action names the rows it touches before it changes them and again after; what stands above the registers (duties
and tallies) keeps itself up from that. The list is filled once, when the program starts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

Touched = Mapping[str, Collection[int]]
"""Register name → ids of the rows touched."""


class Listener(Protocol):
    """Something that keeps itself up from touched rows."""

    def begin(self) -> None:
        """Called first of all by a write that may change rows: whoever must take turns takes its turn here."""

    def before(self, touched: Touched) -> Any:
        """Called with the rows that will change or go, while they still are what they were; the answer is kept."""

    def after(self, touched: Touched, kept: Any) -> None:
        """Called with all rows touched, new ones too, when the write is done and not yet committed."""


LISTENERS: list[Listener] = []


_TELL: ContextVar[Callable[[], None] | None] = ContextVar("tell", default=None)


def begin() -> None:
    """Tell all listeners that a write which may change rows begins."""
    for listener in LISTENERS:
        listener.begin()
    tell = _TELL.get()
    if tell is not None:
        tell()


@contextmanager
def telling(tell: Callable[[], None]) -> Iterator[None]:
    """Within it, be told of each turn of the writers that was had: whoever waits now waits for this."""
    before = _TELL.set(tell)
    try:
        yield
    finally:
        _TELL.reset(before)


def before(touched: Touched) -> list[Any]:
    """Tell all listeners what is about to change."""
    return [listener.before(touched) for listener in LISTENERS]


def after(touched: Touched, kept: list[Any]) -> None:
    """Tell all listeners what has changed."""
    for listener, memory in zip(LISTENERS, kept, strict=True):
        listener.after(touched, memory)
