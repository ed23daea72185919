"""Small parts: tags of a status, notices, and what stands where something would be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from django.utils.translation import gettext as _

Status = Literal["open", "overdue", "late", "excused", "cannot_tell", "met", "withheld", "waiting"]
Tone = Literal["info", "warning", "error", "success"]
Instead = Literal["empty", "loading", "error", "stale", "withheld"]


def status_word(status: Status) -> str:
    """What a status is called."""
    words = {
        "open": _("open"),
        "overdue": _("overdue"),
        "late": _("late"),
        "excused": _("excused"),
        "cannot_tell": _("cannot tell"),
        "met": _("met"),
        "withheld": _("withheld"),
        "waiting": _("waiting"),
    }
    return str(words[status])


@dataclass(frozen=True)
class Tag:
    """A status: a shape and a word; ``more`` is said after it (*3 h over*)."""

    template: ClassVar[str] = "ui/parts/tag.html"
    status: Status
    more: str = ""

    @property
    def word(self) -> str:
        """What the status is called."""
        return status_word(self.status)


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere."""

    template: ClassVar[str] = "ui/parts/link.html"
    title: str
    href: str


@dataclass(frozen=True)
class Notice:
    """Something to know before reading on. Errors and warnings are announced."""

    template: ClassVar[str] = "ui/parts/notice.html"
    tone: Tone
    what: str
    more: str = ""
    link: Link | None = None

    @property
    def role(self) -> str:
        """How a screen reader takes it."""
        return "alert" if self.tone == "error" else "status"

    @property
    def word(self) -> str:
        """The tone as a word."""
        words = {
            "info": _("Note"),
            "warning": _("Warning"),
            "error": _("Error"),
            "success": _("Done"),
        }
        return str(words[self.tone])


@dataclass(frozen=True)
class State:
    """What stands where something would be: nothing there, on its way, failed, too old, or not for this reader.

    ``what`` says which, ``more`` why and what to do, ``link`` leads there.
    """

    template: ClassVar[str] = "ui/parts/state.html"
    kind: Instead
    what: str
    more: str = ""
    link: Link | None = None

    @property
    def role(self) -> str:
        """Errors are announced at once, what is on its way when there is time."""
        return {"error": "alert", "loading": "status", "stale": "status"}.get(self.kind, "")
