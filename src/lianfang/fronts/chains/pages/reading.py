"""Whose page it is not, to them it is not there, whatever they ask of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse

from lianfang.entry.pages.working import told
from lianfang.registers.access import check_sensitive

View = Callable[..., HttpResponse]


def reads(*registers: str) -> Callable[[View], View]:
    """For readers of all these registers; asked before the verb is.

    Who reads cases for a purpose that does not open what is said of their health is told which one does.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def asked(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if not all(request.who.reader.reads(one) for one in registers):
                raise Http404
            return (
                view(request, *args, **kwargs)
                if "case" not in registers
                else opened(request, *args, **kwargs)
            )

        @told
        def opened(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            check_sensitive(request.who.reader)
            return view(request, *args, **kwargs)

        return asked

    return wrap
