"""What the pages of tracing have in common: who may see them, their tabs, and how they say a code, an instant, a way elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lianfang.base.instants import day_ending_at, iso
from lianfang.entry.pages.working import framed
from lianfang.fronts.tracing.finding import not_found
from lianfang.records import CodeList
from lianfang.registers.access import check_sensitive
from lianfang.registers.models import Case
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import TabLink, Tabs
from lianfang.ui.parts.tables import Cell
from lianfang.ui.writing import moment, spoken

CURRENT = "tracing:cases"
DASH = "—"


def for_investigators(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for whoever reads cases; to others the page is not there. Who reads for another purpose is told which one opens it."""

    @wraps(view)
    def answered(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.who.reader.reads("case"):
            raise not_found(Case.register.title, "")
        check_sensitive(request.who.reader)
        return view(request, *args, **kwargs)

    return answered


def page_of(request: Any, title: str, *trail: Crumb, **more: Any) -> Page:
    """The frame, under the list of cases."""
    way = (Crumb(_("Cases"), reverse(CURRENT)), *trail) if title != _("Cases") else trail
    return framed(request, title, *way, current=CURRENT, **more)


def tabs(request: Any, current: str) -> Tabs:
    """The pages beside one another."""
    titles = {
        "tracing:cases": _("Cases"), "tracing:contacts": _("Contacts"), "tracing:follow_up": _("Follow-up"),
        "tracing:evening": _("Figures of the evening"),
    }  # fmt: skip
    shown = [TabLink(title, reverse(route), is_current=route == current) for route, title in titles.items()]
    return Tabs(shown, _("tracing"))


def address(route: str, said: Mapping[str, Any], *names: str) -> str:
    """The address of a page with what is asked of it."""
    given = {name: str(value) for name, value in said.items() if value not in ("", None)}
    return reverse(route, args=names) + ("?" + urlencode(given) if given else "")


def word(listed: CodeList, code: str | None) -> str:
    """A code in words; empty where there is none."""
    return "" if code is None else listed.codes[code].to(spoken())


def coded(listed: CodeList, code: str | None, **more: Any) -> Cell:
    """A code as a cell: *not known* where there is none."""
    return Cell(word(listed, code), is_unknown=code is None, **more)


def when(at: int | None) -> str:
    """An instant as it is printed; empty where there is none."""
    return "" if at is None else moment(iso(at, settings.TIME_ZONE))


def timed(at: int | None, **more: Any) -> Cell:
    """An instant as a cell: *not known* where there is none."""
    return Cell(when(at), is_unknown=at is None, **more)


def dated(day: date | None, **more: Any) -> Cell:
    """A day as a cell: *not known* where there is none."""
    return Cell("" if day is None else day.isoformat(), is_unknown=day is None, **more)


def onset_of(case: Case) -> str:
    """The day of onset, or the span of days; empty where it is not known."""
    if case.onset_on is None:
        return ""
    first, last = case.onset_on.isoformat(), case.onset_until_on
    return first if last in (None, case.onset_on) else f"{first} – {last.isoformat()[5:]}"


def today(at: int) -> date:
    """The civil day that is going on, or that ends at this instant."""
    return day_ending_at(at, settings.TIME_ZONE)
