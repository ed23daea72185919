"""The evening's page: the curve, R with its window and interval, what is not reported yet, and what was known then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.entry.pages.working import told
from lianfang.entry.rules import may
from lianfang.fronts.forecasts import keeping
from lianfang.fronts.forecasts.asking import Asked, asked
from lianfang.fronts.forecasts.pages import spreading, windows
from lianfang.fronts.forecasts.pages.framing import (
    filters,
    for_readers_of_cases,
    lead,
    number_of,
    origin_titles,
    page_of,
    problems,
    remarks,
    short,
    tabs,
)
from lianfang.gaps.lists import journal
from lianfang.outlook.shapes import GrowthSaid, ReproductionSaid
from lianfang.ui.pages import Page
from lianfang.ui.parts.facts import Fact, Facts, Tabs
from lianfang.ui.parts.figures import Figure, Figures
from lianfang.ui.parts.forms import FilterBar
from lianfang.ui.parts.marks import Notice, State
from lianfang.ui.parts.tables import Table
from lianfang.ui.pictures.curves import Curve, CurveDay, curve
from lianfang.ui.pictures.ribbons import Ribbons
from lianfang.ui.writing import spoken

if TYPE_CHECKING:
    from lianfang.fronts.forecasts.evening import Evening, OnsetDay
    from lianfang.fronts.forecasts.spread import Spread


@dataclass(frozen=True)
class EveningPage:
    """What the page shows."""

    page: Page
    lead: str
    tabs: Tabs
    filters: FilterBar
    notices: Sequence[Notice]
    headline: str
    figures: Figures
    onsets: Curve | None
    nothing: State
    reports: Curve | None
    r: Ribbons | None
    windows: Table | None
    infecting: Facts
    settings: Table
    compared: Table
    rests: Facts


@may("people")
@told
@for_readers_of_cases
@require_safe
def show(request: Any) -> HttpResponse:
    """What is known of an area on an evening."""
    ask = asked(request)
    made: Evening
    spread: Spread
    made, spread = keeping.evening(ask)
    journal(ask.reader, at=request.at, counts={"case": made.cases})
    context = EveningPage(
        page_of(request, ask, _("Outlook")), lead(ask), tabs(ask, "evening"), filters(ask, "evening"),
        _notices(made), windows.headline(made), _figures(ask, made), _onsets(made),
        State("empty", _("No case of this area has a day of onset by then"), _("Choose a later day, or another area.")),
        _reports(made), windows.picture(made), windows.table(ask, made), spreading.infecting(spread),
        spreading.settings(spread), windows.compared(made), _rests(ask, made),
    )  # fmt: skip
    return render(request, "forecasts/evening.html", vars(context))


def _notices(made: Evening) -> list[Notice]:
    said = [
        *(made.r.remarks if made.r is not None else ()),
        *(made.nowcast.remarks if made.nowcast is not None else ()),
    ]
    return [*problems([*made.problems, *made.remarks]), *remarks(said)]


def _figures(ask: Asked, made: Evening) -> Figures:
    as_of = made.as_of.isoformat()
    until = _complete_until(made)
    figures = [
        Figure(_("Confirmed cases reported"), made.cases, _("cases"), as_of=made.known_at.isoformat(), href=ask.href("cases", by="report")),
        Figure(_("Onset not known"), made.onset_unknown, _("cases"), as_of=as_of, href=ask.href("cases", by="report", origin="no_onset")),
    ]  # fmt: skip
    last = windows.last_given(made)
    if last is not None:
        low, high = windows.locals_of(last)
        figures.append(
            Figure(
                _("Local onsets, {start} to {end}").format(start=last.start[5:], end=last.end[5:]), low, _("cases"), as_of=as_of,
                low=low, high=high, href=ask.href("cases", by="onset", since=last.start, until=last.end, origin="here"),
            )
        )  # fmt: skip
    if until is not None:
        figures.append(
            Figure(
                _("Days of onset not complete yet"), max(0, (made.as_of - until).days), _("days"), as_of=as_of
            )
        )
    return Figures(figures, _("the evening's figures"))


def _complete_until(made: Evening) -> date | None:
    if made.r is None or made.r.complete_until is None:
        return None
    return date.fromisoformat(made.r.complete_until)


def _onsets(made: Evening) -> Curve | None:
    if not made.onsets:
        return None
    parts = []
    if made.before:
        parts.append(_("{n} fell ill before the days that are drawn").format(n=made.before))
    if made.onset_unknown:
        parts.append(_("of {n} the onset is not known, or came later").format(n=made.onset_unknown))
    joined = "；" if spoken() == "zh" else "; "
    return curve(
        _("By day of onset and origin"),
        [_day(one) for one in made.onsets],
        list(origin_titles().values()),
        note=joined.join(parts),
    )


def _day(one: OnsetDay) -> CurveDay:
    """A day of which too little is known has no estimate: it is hatched as not complete, and that is all."""
    if one.low is None or one.median is None or one.high is None:
        return CurveDay(short(one.day), one.counts, one.is_complete)
    return CurveDay(short(one.day), one.counts, False, (one.low, one.median, one.high))


def _reports(made: Evening) -> Curve | None:
    if not made.reports:
        return None
    days = [CurveDay(short(day), counts) for day, counts in made.reports]
    return curve(_("By day of report and origin"), days, list(origin_titles().values()))


def _rests(ask: Asked, made: Evening) -> Facts:
    facts = [
        Fact(
            _("Serial interval"),
            _("mean {mean} days, standard deviation {sd}").format(mean=f"{ask.mean:g}", sd=f"{ask.sd:g}"),
        )
    ]
    if made.r is not None:
        facts += list(_of_r(made.r))
    if made.nowcast is not None:
        fit, said = made.nowcast.delay, made.nowcast
        facts.append(
            Fact(
                _("Onset to report"),
                _("mean {mean} days ({low}–{high}) for onsets of the last day; times {change} ({least}–{most}) a week").format(
                    mean=number_of(fit.mean, 1), low=number_of(fit.mean_low, 1), high=number_of(fit.mean_high, 1),
                    change=number_of(said.change_a_week), least=number_of(said.change_low), most=number_of(said.change_high),
                ),
            )
        )  # fmt: skip
    return Facts(facts)


def _of_r(r: ReproductionSaid) -> Iterator[Fact]:
    yield Fact(_("Window"), _("{n} days").format(n=r.window_days))
    yield Fact(
        _("R before any case is seen"),
        _("mean {mean}, standard deviation {sd}").format(mean=f"{r.prior_mean:g}", sd=f"{r.prior_sd:g}"),
    )
    yield Fact(
        _("Dispersion k"),
        _("{k}, stated and not fitted; the interval that is shown allows for it").format(
            k=f"{r.dispersion:g}"
        ),
    )
    if r.complete_until is not None:
        yield Fact(_("Nine of ten onsets reported up to"), r.complete_until)
    if r.growth is not None:
        yield Fact(
            _("Growth of all onsets, {start} to {end}").format(start=r.growth.start, end=r.growth.end),
            _growth(r.growth),
        )
    yield Fact(_("Version of the program"), r.basis.version)


def _growth(of: GrowthSaid) -> str:
    rate = _("{rate} % a day ({low} to {high})").format(
        rate=number_of(100 * of.rate, 1), low=number_of(100 * of.low, 1), high=number_of(100 * of.high, 1)
    )
    if of.low <= 0 <= of.high:
        return rate
    if of.doubling_days is not None:
        return rate + _("; doubles in {n} days").format(n=number_of(of.doubling_days, 1))
    return rate + _("; halves in {n} days").format(n=number_of(of.halving_days, 1))
