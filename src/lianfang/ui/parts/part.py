"""What every part of a page has."""

from __future__ import annotations

from typing import ClassVar, Protocol


class Part(Protocol):
    """Something that ``{% show %}`` can set: its template calls it ``it``. Its words are in the page's language."""

    template: ClassVar[str]
