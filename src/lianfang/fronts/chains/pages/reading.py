"""Whose page it is not, to them it is not there, whatever they ask of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse

View = Callable[..., HttpResponse]


def reads(*registers: str) -> Callable[[View], View]:
    """For readers of all these registers; asked before the verb is."""

    def wrap(view: View) -> View:
        @wraps(view)
        def asked(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if not all(request.who.reader.reads(one) for one in registers):
                raise Http404
            return view(request, *args, **kwargs)

        return asked

    return wrap
