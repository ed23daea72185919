"""What every working page of a front needs: its frame, the answer where something cannot be done, and the way on after a form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from lianfang.base.problems import Problem, Refused
from lianfang.entry.pages.errors import not_found
from lianfang.entry.pages.frame import frame
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.marks import Notice
from lianfang.ui.writing import spoken

NOT_THERE = "/not-found"
"""How the codes of problems end that a page answers as if nothing were there."""


@dataclass(frozen=True)
class RefusedPage:
    """A page that could not be made: why, and how to mend it."""

    page: Page
    notices: Sequence[Notice]


def framed(request: Any, title: str, *trail: Crumb, current: str = "", **more: Any) -> Page:
    """The frame of a page of a front.

    Args:
        request: the request.
        title: of the page.
        trail: the way down to it; the page itself is added.
        current: the route in the frame's list to which it belongs.
        more: whatever else the frame can show.
    """
    way = (*trail, Crumb(title)) if trail else ()
    return frame(request, title, current=current, trail=way, path=request.path, **more)


def told(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What cannot be done is said on a page, with how to mend it; what is out of reach looks like not there."""

    @wraps(view)
    def answered(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refusal:
            if any(problem.code.endswith(NOT_THERE) for problem in refusal.problems):
                return not_found(request)
            page = framed(request, _("This cannot be done"), has_errors=True)
            context = RefusedPage(page, notices(refusal.problems))
            return render(request, "working/refused.html", vars(context), status=422)

    return answered


def reads(*registers: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Whoever may not read the classes of records of these registers finds nothing there, whatever they ask it."""

    def guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answered(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if not all(request.who.reader.reads(one) for one in registers):
                return not_found(request)
            return view(request, *args, **kwargs)

        return answered

    return guarded


def notices(problems: Iterable[Problem], tone: Any = "error") -> list[Notice]:
    """Problems as a page says them."""
    language = spoken()
    return [Notice(tone, p.what(language), p.mend(language)) for p in problems]


def to(route: str, *names: str) -> HttpResponseRedirect:
    """On to another page, after a form."""
    return HttpResponseRedirect(reverse(route, args=names), status=303)


def linked(route: str, *names: str, **asked: str) -> str:
    """The address of a page of another front, with what is asked of it; empty where this site has no such page."""
    try:
        href = reverse(route, args=names)
    except NoReverseMatch:
        return ""
    return href + ("?" + urlencode(asked) if asked else "")
