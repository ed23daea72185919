"""What the pages of this front share: the way between them, rights by class of record, and how a refusal is answered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.base.instants import iso
from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.registers.models import Site
from lianfang.ui.parts.facts import TabLink, Tabs
from lianfang.ui.writing import moment, number, spoken

LOST = frozenset(
    {"beds/taken", "beds/kept", "beds/lies-elsewhere", "beds/meets-the-next", "beds/not-ready", "beds/busy",
     "transfer/not-now", "transfer/under-way"}
)  # fmt: skip
"""Problems of who came second: answered as a conflict."""


def must_read(request: Any, *registers: str) -> None:
    """To whoever does not read these registers, the page is not there.

    Raises:
        Refused: they do not.
    """
    if not all(request.who.reader.reads(one) for one in registers):
        raise Refused(Problem("record/not-found", facts={"register": registers[0], "value": request.path}))


def tabs(request: Any, current: str) -> Tabs:
    """The pages of this front that the reader may see."""
    reads = request.who.reader.reads
    shown = [
        ("treatment:queue", _("Waiting for a place"), "case"), ("treatment:beds", _("Beds"), "bed"),
        ("treatment:transfers", _("Transfers"), "transfer"), ("treatment:sites", _("Quarantine sites"), "room"),
        ("treatment:watch", _("Watch after discharge"), "clinical_check"),
    ]  # fmt: skip
    links = [
        TabLink(title, reverse(route), is_current=route == current) for route, title, of in shown if reads(of)
    ]
    return Tabs(links, _("Beds and transfers"))


def status_of(refusal: Refused) -> int:
    """409 where somebody else came first, else 422."""
    return 409 if any(one.code in LOST for one in refusal.problems) else 422


def at_words(at: int | None) -> str:
    """An instant as pages write it; empty where there is none."""
    return "" if at is None else moment(iso(at, settings.TIME_ZONE))


def minutes(seconds: int | None) -> str:
    """A time that went by: minutes below two hours, then hours, then days."""
    if seconds is None:
        return ""
    seconds = max(0, seconds)
    if seconds < 7200:
        return _("{n} min").format(n=number(seconds // 60))
    if seconds < 172_800:
        return _("{n} h").format(n=number(seconds // 3600))
    return _("{n} days").format(n=number(seconds // 86_400))


def in_minutes(seconds: int | None) -> str:
    """The same to the minute, where :func:`minutes` says it in hours or days."""
    return _("{n} min").format(n=number(seconds // 60)) if seconds is not None and seconds >= 7200 else ""


def name_of(site: Site | None) -> str:
    """What a site is called."""
    return "" if site is None else Text(site.name_zh, site.name_en).to(spoken())


def joined(words: Iterable[str]) -> str:
    """Several words, as the language joins them."""
    return ("、" if spoken() == "zh" else ", ").join(words)
