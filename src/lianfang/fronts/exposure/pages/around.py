"""What the pages of this front have in common: who may see them, and the frame."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.base.problems import Problem, Refused
from lianfang.entry.pages.working import framed
from lianfang.registers.access import check_sensitive
from lianfang.ui.pages import Crumb, Page

CURRENT = "exposure:questions"


def for_investigators(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for whoever reads cases; to others the page is not there. Who reads for another purpose is told which one opens it."""

    @wraps(view)
    def answered(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.who.reader.reads("case"):
            raise Refused(Problem("exposure/not-found", facts={"value": ""}))
        check_sensitive(request.who.reader)
        return view(request, *args, **kwargs)

    return answered


def page_of(request: Any, title: str, *trail: Crumb, **more: Any) -> Page:
    """The frame, under the list of questions."""
    return framed(
        request, title, Crumb(_("Exposure"), reverse(CURRENT)), *trail, current=CURRENT, **more
    )  # fmt: skip
