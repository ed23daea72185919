"""The frame of the pages about imports, and whose reach they are held to."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.base.problems import Problem, Refused
from lianfang.entry import clock
from lianfang.entry.pages.frame import frame
from lianfang.gaps import plans
from lianfang.interop import uploads
from lianfang.interop.mappings import Loaded
from lianfang.interop.uploads import Upload
from lianfang.interop.working import Order
from lianfang.records import Register
from lianfang.registers.access import Reader
from lianfang.registers.actions import granting
from lianfang.registers.catalogue import catalogue
from lianfang.registers.demonstration import is_made_up
from lianfang.registers.models import Account
from lianfang.ui.pages import Crumb, Page

CURRENT = "interop:imports"
NOT_BY_FILE = frozenset({"area", "at_risk", "person", "review_match", "task", "vehicle"})
"""Registers that are written by other actions than the list action, or never from a list."""


def framed(request: Any, title: str, *trail: Crumb, **more: Any) -> Page:
    """The frame of a page about imports."""
    way = (Crumb(_("Imports"), reverse(CURRENT)), *trail, Crumb(title)) if title != _("Imports") else ()
    return frame(request, title, current=CURRENT, trail=way, path=request.path, **more)


def upload_of(request: Any, ref: str) -> Upload:
    """A file that this reader sent.

    Raises:
        Http404: there is none, or it is another's.
    """
    found = uploads.find(ref, request.who.reader)
    if found is None:
        raise Http404
    return found


def order(request: Any) -> Order:
    """Who has work done."""
    who = request.who
    return Order(who.by, who.reader, clock.now, plans.in_force().plan.zone, lambda: _holds(who), clock.real)


def _holds(who: Any) -> bool:
    """Is the grant by which someone acts in force still, and their account open? By the real clock, as at the door."""
    account = Account.objects.filter(id=who.account.id, active=True).first()
    if account is None or (account.is_demo and not is_made_up()):
        return False
    return any(one.ref == who.grant.ref for one in granting.of_account(account, clock.real()))


def fillable(reader: Reader, *, people: bool) -> list[Register]:
    """The registers that a reader may fill from a file."""
    return [
        shape
        for shape in catalogue()
        if shape.name not in NOT_BY_FILE and reader.reads(shape.name) and (people or not shape.personal)
    ]


def refuse_what_is_not_theirs(request: Any, loaded: Loaded) -> None:
    """A mapping fills only what its user may fill.

    Raises:
        Refused: its register is not one of those.
    """
    names = [shape.name for shape in fillable(request.who.reader, people=request.who.may("people"))]
    if loaded.said.fills not in names:
        raise Refused(Problem("import/not-yours", facts={"register": loaded.said.fills}))
