"""What every request passes: a number, the headers of a closed house, and the rule of its route."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from lianfang.entry import clock
from lianfang.entry.pages.errors import signed_out
from lianfang.entry.rules import Rule, rule_of
from lianfang.entry.who import Who, identify
from lianfang.registers import journal
from lianfang.registers.actions.devices import of_token
from lianfang.registers.roles import ROLES

Answer = Callable[[HttpRequest], HttpResponse]

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
"""Nothing inline, nothing from elsewhere: what is not named falls back on ``default-src``."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
STAGES = {"code": "entry:code", "password": "entry:password", "enrol": "entry:enrol"}


class Numbered:
    """Gives each request a number, which the journal and the answer name, and the instants at which it came.

    ``at`` is what the site's clock says, by which all of the city is recorded and read; ``real`` is the real clock's, by which
    all goes that keeps the door. They differ at a demonstration alone. The journal follows: what was done at the door (who came
    in, was refused or given a right) stands there by the real clock, as in the rows of which it speaks; what was done in the
    city, by the city's. Its order is that of its numbers, whatever the clocks say.
    """

    def __init__(self, answer: Answer):
        self.answer = answer

    def __call__(self, request: Any) -> HttpResponse:
        """Pass on."""
        request.number, request.at, request.real = secrets.token_hex(8), clock.now(), clock.real()
        response = self.answer(request)
        response["X-Request-ID"] = request.number
        return response


class Closed:
    """Sets the headers that Django's own middleware does not; what is not said to be public is kept by nobody."""

    def __init__(self, answer: Answer):
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        response = self.answer(request)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        response.setdefault("Cache-Control", "no-store")
        return response


class Doorkeeper:
    """Holds each request to the rule of its view, before the view runs."""

    def __init__(self, answer: Answer):
        self.answer = answer

    def __call__(self, request: Any) -> HttpResponse:
        """Say who it is, pass on, and leave a trace of what was not found."""
        request.device = None
        request.who = identify(request.session, request.real)
        response = self.answer(request)
        if response.status_code == 404 and request.who is not None:
            _trace(request, request.who)
        return response

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """None if the view may run; else what is answered in its place.

        Raises:
            Http404: the route is not for this role; the same answer as where there is none.
            ImproperlyConfigured: the view does not say what it asks.
        """
        rule = rule_of(view)
        if rule is None:
            raise ImproperlyConfigured(f"{view!r} says nothing of who may call it: see lianfang.entry.rules")
        if rule.stage == "open":
            return None
        if rule.stage == "device":
            return _device(request, rule)
        if request.who is None:
            return _to_sign_in(request)
        return None if rule.stage == "half" else _hold(request, request.who, rule)


def _hold(request: Any, who: Who, rule: Rule) -> HttpResponse | None:
    if who.waits_for:
        return _to(STAGES[who.waits_for], request)
    if not rule.rights:
        return None
    if not who.may(*rule.rights):
        raise Http404
    if not who.purpose:
        return _to("entry:purpose", request)
    return _to("entry:again", request) if rule.fresh and not who.is_fresh else None


def _device(request: Any, rule: Rule) -> HttpResponse | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    device = of_token(token.strip(), at=request.real) if scheme == "Bearer" else None
    if device is None:
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    if rule.forms and device.form not in rule.forms:
        raise Http404
    request.device = device
    return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.method in ("GET", "HEAD"):
        return _to("entry:sign_in", request)
    return signed_out(request)


def _to(route: str, request: HttpRequest) -> HttpResponse:
    """To where something must be shown first; back to a page that was asked for, never to a form that was sent."""
    place = reverse(route)
    if request.method in ("GET", "HEAD") and request.path != "/":
        place += "?" + urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(place, status=303 if request.method == "POST" else 302)


def _trace(request: Any, who: Who) -> None:
    match = request.resolver_match
    name = "" if match is None else match.view_name
    asked = str((match.kwargs if match else {}).get("ref", ""))
    # A reference is of whoever asks: the journal takes no character that its database would not.
    ref = "".join(each for each in asked if each.isprintable())[:16]
    role = "" if who.grant is None else ROLES[who.grant.role].title.en
    journal.append(
        [
            journal.Entry(
                request.real, who.by, "refused", "route", ref=ref, fields=name or role, request=request.number
            )
        ]
    )
