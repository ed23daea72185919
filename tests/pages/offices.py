"""Who sits in the offices of two districts at noon, for the tests of what commands write down; laid once for a module."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from lianfang.entry import clock
from lianfang.gaps import plans
from lianfang.registers.models import Account, Organisation
from tests import door
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import FUTIAN, NANSHAN, NOON, write


@contextmanager
def offices(blocker: Any, *more: tuple[str, str, int]) -> Iterator[None]:
    """Two districts, their commands, a unit of the police in each, and whoever else is named: login, role, area."""
    with blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "real", lambda: NOON)
        lay_small()
        for area, name in ((NANSHAN, "Traffic police"), (FUTIAN, "Futian police")):
            write("organisation", {"kind": "police", "name_zh": "交警", "name_en": name, "area": area})
        commands = (("dora", "district_command", NANSHAN), ("fay", "district_command", FUTIAN))
        for login, role, area in (*commands, *more):
            door.account(login, role=role, area=area)
        yield
        transaction.set_rollback(True)
    plans.forget()


def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands there."""
    monkeypatch.setattr(clock, "real", lambda: NOON)


def browser(login: str) -> Client:
    """Someone who is signed in."""
    return door.signed_in(Account.objects.get(login=login))


def police(name: str = "Traffic police") -> Organisation:
    """A unit that is no health authority."""
    return Organisation.objects.get(name_en=name)
