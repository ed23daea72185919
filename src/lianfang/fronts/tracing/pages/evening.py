"""The figures of the evening, each with where its rows are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.base.instants import end_of
from lianfang.entry.pages.working import linked, told
from lianfang.entry.rules import may
from lianfang.fronts.tracing.evening import Evening, Hours, Places, evening
from lianfang.fronts.tracing.forms import day_in
from lianfang.fronts.tracing.pages.around import (
    address,
    for_investigators,
    page_of,
    tabs,
    today,
    when,
)  # fmt: skip
from lianfang.ui.pages import Page
from lianfang.ui.parts.facts import Tabs
from lianfang.ui.parts.figures import Figure, Figures
from lianfang.ui.parts.forms import Field, FilterBar
from lianfang.ui.writing import number

ROUTE = "tracing:evening"


@dataclass(frozen=True)
class Group:
    """Figures that belong together, and what is to be known of them."""

    title: str
    figures: Figures
    note: str = ""


@dataclass(frozen=True)
class EveningPage:
    """What the page shows."""

    page: Page
    tabs: Tabs
    filters: FilterBar
    lead: str
    groups: Sequence[Group]


@may("people")
@told
@for_investigators
@require_safe
def show(request: Any) -> HttpResponse:
    """The figures of a day; without one, of the day that is going on."""
    day = day_in(request.GET.get("day", "")) or today(request.at)
    found = evening(day, reader=request.who.reader, at=request.at, zone=settings.TIME_ZONE)
    as_of = when(min(request.at, end_of(day, settings.TIME_ZONE)))
    context = EveningPage(
        page_of(request, _("Figures of the evening")), tabs(request, ROUTE),
        FilterBar(reverse(ROUTE), [Field("day", _("Day"), "date", day.isoformat())], reverse(ROUTE)),
        _("{day}, as of {at}").format(day=day.isoformat(), at=as_of), list(_groups(found, day.isoformat(), as_of)),
    )  # fmt: skip
    return render(request, "tracing/evening.html", vars(context))


def _groups(found: Evening, day: str, as_of: str) -> Iterator[Group]:
    yield Group(_("Of today's new cases"), Figures(list(_cases(found, day, as_of)), _("new cases")))
    yield Group(
        _("From confirmation to isolation"), Figures([*_hours(found.hours, as_of), _lost(found, as_of)], _("hours")),
        _hours_note(found.hours),
    )  # fmt: skip
    yield Group(_("Tests, suspects, releases"), Figures(list(_rest(found, day, as_of)), _("tests")))
    lacking = [said for said in (found.beds, found.rooms) if said is not None and not said.of]
    note = _("Where no bed is on record nobody can tell what is free.") if lacking else ""
    yield Group(_("What is free"), Figures(list(_places(found, as_of)), _("beds and rooms")), note)


def _cases(found: Evening, day: str, as_of: str) -> Iterator[Figure]:
    titles = {
        "new": _("New confirmed cases"), "known": _("Known as contacts before"), "isolated": _("Isolated before onset"),
        "source_unknown": _("Source not found"),
    }  # fmt: skip
    for key, title in titles.items():
        said = found.cases[key]
        yield Figure(
            title, len(said.yes), _("cases"), as_of=as_of, cannot_tell=len(said.unsure),
            href=address("tracing:cases", {"day": day, "set": key}),
        )  # fmt: skip


def _hours(found: Hours, as_of: str) -> Iterator[Figure]:
    unit, href = _("hours"), reverse("tracing:contacts")
    if found.done and found.median is not None:
        yield Figure(_("Median"), found.median, unit, as_of=as_of, href=href, cannot_tell=len(found.unsure))
        yield Figure(_("Worst"), found.worst, unit, as_of=as_of, href=href)
    yield Figure(_("Not isolated yet"), len(found.waiting), _("contacts"), as_of=as_of, href=href)


def _lost(found: Evening, as_of: str) -> Figure:
    href = address("tracing:contacts", {"status": "LOST"})
    return Figure(_("Lost, to be searched for"), len(found.lost), _("contacts"), as_of=as_of, href=href)


def _hours_note(found: Hours) -> str:
    if not found.done and not found.waiting:
        return _("No close contact was identified on this day.")
    if not found.done:
        return _("None of the close contacts identified on this day is isolated on record.")
    return _(
        "Of the {n} close contacts identified on this day and isolated; below zero: isolated before the case was confirmed."
    ).format(n=number(found.done))


def _rest(found: Evening, day: str, as_of: str) -> Iterator[Figure]:
    results, hidden = (
        linked("laboratory:results") or linked("board:register", "test_result"),
        _("not of your classes of records"),
    )
    done, positive, unclear = found.tests or (None, None, None)
    withheld = "" if found.tests is not None else hidden
    yield Figure(_("Results reported"), done, _("tests"), as_of=as_of, href=results, withheld=withheld)
    yield Figure(
        _("Positive"),
        positive,
        _("tests"),
        as_of=as_of,
        href=results,
        withheld=withheld,
        cannot_tell=unclear or 0,
    )
    yield Figure(
        _("Suspected"), len(found.suspected.yes), _("cases"), as_of=as_of,
        href=address("tracing:cases", {"classification": "SUSPECT"}),
    )  # fmt: skip
    yield Figure(
        _("Without symptoms"), len(found.symptomless.yes), _("cases"), as_of=as_of,
        href=address("tracing:cases", {"classification": "CONFIRMED_NO_SYMPTOMS", "since": day, "until": day}),
    )  # fmt: skip
    yield Figure(
        _("Released from isolation"), found.released, _("orders"), as_of=as_of,
        href=linked("orders:orders") or linked("board:register", "order"),
    )  # fmt: skip
    yield Figure(
        _("Fever clinic, sent by gates"), found.fever_clinic, _("visits"), as_of=as_of,
        href=linked("board:register", "screening"), withheld="" if found.fever_clinic is not None else hidden,
    )  # fmt: skip


def _places(found: Evening, as_of: str) -> Iterator[Figure]:
    for title, said in ((_("Free beds"), found.beds), (_("Free rooms of isolation"), found.rooms)):
        yield _free(title, said, as_of)


def _free(title: str, said: Places | None, as_of: str) -> Figure:
    """Where no bed is on record it cannot be told what is free; that is not *none free*."""
    if said is None:
        return Figure(title, None, _("places"), as_of=as_of, withheld=_("not of your classes of records"))
    unit = _("of {n}").format(n=number(said.of)) if said.of else _("no bed is on record")
    return Figure(
        title, said.free, unit, as_of=as_of, href=linked("treatment:beds") or linked("board:register", "bed")
    )
