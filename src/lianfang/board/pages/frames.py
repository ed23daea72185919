"""The frame of the board's pages, and the answer where what was asked cannot be given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lianfang.base.instants import iso
from lianfang.base.problems import Refused
from lianfang.board.pages.asking import Asked
from lianfang.entry.pages.errors import not_found
from lianfang.entry.pages.frame import frame
from lianfang.gaps import plans
from lianfang.ui.pages import Crumb, Page, PlanShown, When
from lianfang.ui.parts.marks import Notice
from lianfang.ui.writing import spoken

NOT_THERE = (
    "area/not-found",
    "plan/unknown-must",
    "must/not-of-plan",
    "record/not-found",
    "board/no-such-line",
    "task/not-found",
    "draft/not-found",
    "draft/unknown-value",
    "decision/not-found",
    "directive/not-found",
    "shift/not-found",
    "excuse/not-found",
    "excuse/no-duty",
)


@dataclass(frozen=True)
class RefusedPage:
    """A page that could not be made: why, and how to mend it."""

    page: Page
    notices: Sequence[Notice]


def framed(
    request: Any, asked: Asked, title: str, *, current: str, trail: Sequence[Crumb] = (), **more: Any
) -> Page:
    """The frame of a page about an area at an instant.

    Args:
        request: the request.
        asked: what it asks.
        title: of the page.
        current: the key of the navigation's entry to which it belongs.
        trail: the way from the city down to it.
        more: whatever else the frame can show.
    """
    force = plans.in_force()
    zone, language = force.plan.zone, spoken()
    given = [(name, value) for name, values in request.GET.lists() for value in values]
    return frame(
        request, title, current=current, trail=tuple(trail), as_of=iso(asked.as_of, zone),
        known_at="" if asked.known_at is None else iso(asked.known_at, zone),
        as_of_action=more.get("path", request.path), when=_when(asked),
        as_of_kept=[one for one in given if one[0] not in ("as_of", "after", "back")],
        plan=PlanShown(force.plan.title.to(language), force.plan.hash[:8]), **more,
    )  # fmt: skip


def _when(asked: Asked) -> When:
    """How the instant that was chosen lies to now."""
    if asked.is_now:
        return ""
    return "ahead" if asked.as_of > asked.at else "past"


def told(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What cannot be given is said on a page: not found, or what is wrong with the question and how to mend it."""

    @wraps(view)
    def answered(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refusal:
            if any(problem.code in NOT_THERE for problem in refusal.problems):
                return not_found(request)
            return refused(request, refusal)

    return answered


def refused(request: HttpRequest, refusal: Refused, *, status: int = 422) -> HttpResponse:
    """A page that says what is wrong and how to mend it."""
    language = spoken()
    notices = [Notice("error", p.what(language), p.mend(language)) for p in refusal.problems]
    page = frame(request, _("This cannot be shown"), has_errors=True)
    return render(request, "board/refused.html", vars(RefusedPage(page, notices)), status=status)
