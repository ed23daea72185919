"""People at the door, for the tests of routes: a tree of areas, an account in any role, a browser that is signed in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client

from lianfang.base import areas
from lianfang.entry import clock
from lianfang.entry.sessions import SessionStore
from lianfang.registers import keys
from lianfang.registers.actions import factors
from lianfang.registers.actions.accounts import digest
from lianfang.registers.models import Account, Area, Device, Grant, Session
from lianfang.registers.roles import ROLES

PASSWORD = "correct horse battery staple 9"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
DAY = 86400
DEEPEST = ("grid", "community", "subdistrict", "district", "city", "nation")
_FORM_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


@cache
def hashed() -> str:
    """One password for all, hashed once."""
    return make_password(PASSWORD)


@dataclass(frozen=True)
class Around:
    """A role's own area, and one of each sort beside it."""

    own: int
    sibling: int
    parent: int
    child: int


def around(role: str) -> Around:
    """The areas of a role: its own is the smallest but for a grid that it may be for."""
    level = next(level for level in DEEPEST[1:] if level in ROLES[role].levels)
    own = _path(level, 1)
    return Around(own, own + areas.unit_of(level), areas.parent_of(own) or 0, areas.child(own, 1))


def _path(level: str, number: int) -> int:
    code = 0
    for _ in range(areas.LEVELS.index(level) + 1):
        code = areas.child(code, number)
    return code


def lay() -> None:
    """The first area of every level, inside one another, with the second beside each."""
    for level in areas.LEVELS:
        first = _path(level, 1)
        for code in (first, first + areas.unit_of(level)):
            Area.objects.create(id=code, level=level, name_zh=f"{code}", name_en=f"{code}", recorded_at=0)


def account(
    login: str, *, role: str = "", area: int = 0, secret: str | None = SECRET, **more: Any
) -> Account:
    """An account, in a role if one is given, enrolled unless told otherwise."""
    now = clock.real()
    told: dict[str, Any] = {
        "name": login.title(),
        "password": hashed(),
        "made_at": now - 9 * DAY,
        "password_at": now - 9 * DAY,
    }
    if secret is not None:
        told |= {"secret": keys.seal(secret, "second_factors"), "enrolled_at": now - 9 * DAY}
    made = Account.objects.create(login=login, **{**told, **more})
    if role:
        grant(made, role, area)
    return made


def grant(holder: Account, role: str, area: int, **more: Any) -> Grant:
    """A grant in force, without a signature: of the time before there was anyone to sign."""
    now = clock.real()
    told: dict[str, Any] = {
        "role": role, "area": area, "purposes": sorted(ROLES[role].purposes), "classes": sorted(ROLES[role].classes),
        "begins_at": now - 9 * DAY, "ends_at": now + 9 * DAY, "proposed_at": now - 9 * DAY, "alone": True,
    }  # fmt: skip
    return Grant.objects.create(account=holder, **{**told, **more})


def device(maker: Account, area: int, token: str, **more: Any) -> Device:
    """A device with this token."""
    now = clock.real()
    told: dict[str, Any] = {
        "name": "tablet", "form": "passage", "area": area, "digest": digest(token), "made_by": maker, "made_at": now,
        "ends_at": now + DAY,
    }  # fmt: skip
    return Device.objects.create(**{**told, **more})


def signed_in(who: Account, *, purpose: str = "", **held: Any) -> Client:
    """A browser in which this account is wholly in: its second factor shown now, its purpose said."""
    session = SessionStore()
    session.update(
        {"account": who.pk, "factor_at": clock.real(), "purpose": purpose or _purpose(who), **held}
    )
    session.create()
    client = Client(HTTP_ACCEPT_LANGUAGE="en", enforce_csrf_checks=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def session_of(client: Client) -> Session | None:
    """The row of a browser's session."""
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    return None if cookie is None else Session.objects.filter(digest=digest(cookie.value)).first()


def code(ahead: int = 0) -> str:
    """What everyone's authenticator shows now, or some steps later."""
    return factors.code_at(SECRET, clock.real() + ahead * factors.STEP)


def plain(response: Any) -> tuple[int, dict[str, str], str]:
    """An answer without what differs from one to the next by chance: its number, the form's token."""
    headers = {
        name: value
        for name, value in response.headers.items()
        if name not in ("X-Request-ID", "Content-Length")
    }
    return response.status_code, headers, _FORM_TOKEN.sub("", response.content.decode())


def _purpose(who: Account) -> str:
    held = Grant.objects.filter(account=who).first()
    return held.purposes[0] if held else ""
