"""What the frame of every page asks for: whose city, as of when, for whom, and how dense."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from lianfang.base.words import Language
from lianfang.ui.languages import django_language, page_language

Density = Literal["desk", "field", "wall"]
When = Literal["", "past", "ahead"]


@dataclass(frozen=True)
class Crumb:
    """One step of the way from the city down to the page; the last has no address."""

    title: str
    href: str = ""


@dataclass(frozen=True)
class NavLink:
    """One entry of the navigation; ``count`` is what waits there, nothing where that is not said."""

    key: str
    title: str
    href: str
    count: str = ""


@dataclass(frozen=True)
class ReaderShown:
    """Who is signed in, as the band says it, and where the form to sign out goes."""

    name: str
    role: str
    area: str = ""
    purpose: str = ""
    sign_out: str = ""


@dataclass(frozen=True)
class PlanShown:
    """The plan by which the page was made, and its version as it is printed."""

    title: str
    version: str
    href: str = ""


@dataclass(frozen=True)
class Stale:
    """Data are older than they should be: how old, and how old they may be, in words."""

    age: str
    expected: str


@dataclass(frozen=True)
class Page:
    """The frame of one page. Every word is in the page's language already.

    ``as_of`` and ``known_at`` are instants as ISO text in the city's zone; empty where the page speaks of none.
    ``as_of_action`` is where the form that chooses another instant goes (GET, ``as_of``), with the parameters ``as_of_kept``;
    without it, none is offered.
    ``evening`` is what the clock of a demonstration says, by which it goes in place of the real one.
    ``when`` says that the instant was chosen, and lies behind or ahead: empty where the page shows what is now.
    ``path`` is the page's own address: choosing a language comes back to it. ``every`` is how many seconds may pass
    before the page asks again, for a wall; 0 never.
    """

    title: str
    language: Language
    density: Density = "desk"
    city: str = ""
    home: str = "/"
    path: str = "/"
    as_of: str = ""
    known_at: str = ""
    as_of_action: str = ""
    as_of_kept: Sequence[tuple[str, str]] = ()
    when: When = ""
    nav: tuple[NavLink, ...] = ()
    current: str = ""
    trail: tuple[Crumb, ...] = ()
    reader: ReaderShown | None = None
    sign_in: str = ""
    plan: PlanShown | None = None
    help: str = ""
    language_action: str = "/language"
    demo: bool = False
    evening: str = ""
    stale: Stale | None = None
    has_errors: bool = False
    every: int = 0

    @property
    def lang(self) -> str:
        """What the ``lang`` attribute says."""
        return page_language(self.language)

    @property
    def other(self) -> str:
        """The other language, as Django names it."""
        return django_language("en" if self.language == "zh" else "zh")

    @property
    def other_lang(self) -> str:
        """The other language, as an attribute says it."""
        return page_language("en" if self.language == "zh" else "zh")

    @property
    def now_href(self) -> str:
        """The same page of now."""
        return self.as_of_action + ("?" + urlencode(self.as_of_kept) if self.as_of_kept else "")

    @property
    def as_of_local(self) -> str:
        """The instant as a date-and-time field takes it."""
        return self.as_of[:16]
