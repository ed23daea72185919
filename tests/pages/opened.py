"""Pages behind the door, for the tests of the board: a browser that is in, an address as of an instant, where figures lead."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import quote

from django.test import Client

from lianfang.base.instants import iso
from tests import door


def browser(role: str, area: int, **held: Any) -> Client:
    """A browser in which someone of this role is in."""
    return door.signed_in(door.account(role.replace("_", "."), role=role, area=area), **held)


def at(address: str, as_of: int) -> str:
    """An address as of an instant."""
    return f"{address}{'&' if '?' in address else '?'}as_of={quote(iso(as_of, 'Asia/Shanghai'))}"


LINKED = re.compile(r'<a(?: class="value")? href="(/gaps[^"]*)">([\d,]+)</a>')


def opened(html: str) -> dict[str, int]:
    """Where the page's figures lead, and what they say."""
    return {unescape(href): int(said.replace(",", "")) for href, said in LINKED.findall(html)}
