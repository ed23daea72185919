"""What the pages of this front share: who may see them, the way between them, and what they are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from lianfang.base.instants import end_of, iso
from lianfang.entry.pages.working import framed, reads
from lianfang.entry.pages.working import notices as said
from lianfang.fronts.forecasts.asking import Asked, name_of
from lianfang.fronts.forecasts.gathering import ORIGINS, Origin, places
from lianfang.outlook.shapes import Remark
from lianfang.registers.access import check_sensitive
from lianfang.registers.models.codes import ORIGIN_OF_CASE
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import TabLink, Tabs
from lianfang.ui.parts.forms import Field, FilterBar, Option
from lianfang.ui.parts.marks import Notice
from lianfang.ui.writing import spoken

CURRENT = "forecasts:evening"
View = Callable[..., HttpResponse]


def for_readers_of_cases(view: View) -> View:
    """Only for whoever reads cases; who reads for another purpose is told which one opens the days of illness."""

    @reads("case")
    @wraps(view)
    def answered(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        check_sensitive(request.who.reader)
        return view(request, *args, **kwargs)

    return answered


def page_of(request: Any, ask: Asked, title: str, **more: Any) -> Page:
    """The frame, under the evening's page; what the page is as of and known at stands in the band."""
    trail = [] if title == _("Outlook") else [Crumb(_("Outlook"), ask.href("evening"))]
    return framed(
        request, title, *trail, current=CURRENT, as_of=iso(end_of(ask.as_of, ask.zone), ask.zone),
        known_at=iso(end_of(ask.known_at, ask.zone), ask.zone), **more,
    )  # fmt: skip


def tabs(ask: Asked, current: str) -> Tabs:
    """The pages beside one another, about the same area and days."""
    shown = {
        "evening": _("The evening"),
        "ahead": _("Forecast"),
        "delays": _("Delays"),
        "cases": _("Cases behind the figures"),
    }
    links = [TabLink(title, ask.href(route), is_current=route == current) for route, title in shown.items()]
    return Tabs(links, _("Outlook"))


def filters(ask: Asked, route: str, more: Sequence[Field] = (), *, has_serial: bool = True) -> FilterBar:
    """Area, days and serial interval; what is not changed stays as it is."""
    chosen = ask.kept.get("area", "")
    areas = [Option("", _("all that you see"), not chosen)]
    for one in places(ask.reader):
        code = one.gb_code or one.ref
        areas.append(
            Option(code, one.name_zh if spoken() == "zh" else one.name_en, chosen in (code, one.ref))
        )
    fields = [
        Field("area", _("Area"), "select", options=areas, is_optional=True),
        Field("as_of", _("As of the end of"), "date", ask.as_of.isoformat(), is_optional=True),
        Field("known_at", _("Known at the end of"), "date", ask.known_at.isoformat(), is_optional=True),
        *(_serial(ask) if has_serial else ()),
        *more,
    ]  # fmt: skip
    return FilterBar(
        ask.href(route, **dict.fromkeys(ask.kept, "")),
        fields,
        ask.href(route, **dict.fromkeys(ask.kept, "")),
        button=_("Show"),
    )


def _serial(ask: Asked) -> list[Field]:
    return [
        Field(
            "si_mean",
            _("Serial interval, mean in days"),
            "number",
            f"{ask.mean:g}",
            is_optional=True,
            is_short=True,
        ),
        Field("si_sd", _("its standard deviation"), "number", f"{ask.sd:g}", is_optional=True, is_short=True),
    ]


def lead(ask: Asked) -> str:
    """Of where and of which day the page speaks."""
    return _("{area}, as of the end of {as_of}, by what was known at the end of {known_at}").format(
        area=name_of(ask.area or ask.reader.area).to(spoken()), as_of=ask.as_of, known_at=ask.known_at
    )


def remarks(found: Iterable[Remark]) -> list[Notice]:
    """What was assumed, left out or held back, each once."""
    language = spoken()
    each = {(one.what.to(language), one.mend.to(language)): None for one in found}
    return [Notice("info", what, mend) for what, mend in each]


def problems(found: Iterable[Any]) -> list[Notice]:
    """What could not be worked out, and how to mend it."""
    return said(found, "warning")


def origin_titles() -> dict[Origin, str]:
    """Origins in words, in the order in which bars are stacked."""
    titles: dict[Origin, str] = {"cannot_tell": _("cannot be told")}
    for origin in ORIGINS[:3]:
        titles[origin] = ORIGIN_OF_CASE.codes[origin].to(spoken())
    return {origin: titles[origin] for origin in ORIGINS}


def short(day: date) -> str:
    """A day as pictures print it."""
    return day.isoformat()[5:]


def number_of(value: float | None, digits: int = 2) -> str:
    """A number to so many digits; a dash where there is none."""
    return "—" if value is None else f"{value:.{digits}f}"


def between(ends: tuple[float, float] | None, digits: int = 2) -> str:
    """A range, or one number where both ends are printed alike."""
    if ends is None:
        return "—"
    low, high = (number_of(end, digits) for end in ends)
    return low if low == high else f"{low}–{high}"
