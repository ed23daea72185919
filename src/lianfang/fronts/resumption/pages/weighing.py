"""The frontier's form: what is ordered whatever opens, calendars that people wrote, and what the command accepts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianfang.base.problems import Refused
from lianfang.entry.forms import new_client
from lianfang.entry.pages.working import framed, to, told
from lianfang.entry.rules import may
from lianfang.fronts.resumption import defaults, runs
from lianfang.fronts.resumption.capacity import places
from lianfang.fronts.resumption.forms import (
    CALENDARS,
    LEAST_CALENDARS,
    CalendarForm,
    FrontierForm,
    blocks,
    written,
)
from lianfang.fronts.resumption.names import Known, known
from lianfang.fronts.resumption.pages.asking import (
    Block,
    before,
    check_names,
    check_size,
    grammar,
    places_said,
    prefilled,
    shown,
    summary,
    tell,
    today,
)
from lianfang.fronts.resumption.pages.words import fixed_table
from lianfang.fronts.resumption.population import population
from lianfang.fronts.resumption.spec import FrontierAsked, Places, Population
from lianfang.fronts.resumption.weighing import Limits, check, decision, most_runs
from lianfang.gaps import plans
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.forms import ErrorSummary, Field, fields_of
from lianfang.ui.parts.marks import Notice
from lianfang.ui.parts.tables import Table

CURRENT = "resumption:runs"
FIRST = ("title", "first", "days", "agents", "infected", "worlds")
ORDERED = ("gate_days", "trace_delay", "trace_capacity", "test_capacity", "masks")
ACCEPTED = ("beds", "rooms", "places_accepted", "local", "local_accepted")
LEARNT = ("calibration",)


@dataclass(frozen=True)
class FrontierPage:
    """The form."""

    page: Page
    action: str
    summary: ErrorSummary | None
    counted: Notice
    first: Sequence[Field]
    shut: Sequence[Field]
    ordered: Sequence[Field]
    accepted: Sequence[Field]
    learnt: Sequence[Field]
    hidden: Sequence[Field]
    grammar: str
    blocks: Sequence[Block]
    fixed: Table


@may("what_if")
@require_http_methods(["GET", "HEAD", "POST"])
@told
def show(request: Any) -> HttpResponse:
    """What is to be weighed; sent, it is asked."""
    there, counted = known(is_counted=True), places(reader=request.who.reader, at=request.at)
    form, parts = _forms(request, there, counted)
    if request.method == "POST":
        ref = _asked(request, form, parts, there, counted)
        if ref:
            return to("resumption:run", ref)
    return _page(request, form, parts, there, counted)


def _forms(request: Any, there: Known, counted: Places | None) -> tuple[FrontierForm, list[CalendarForm]]:
    if request.method == "POST":
        form = FrontierForm(request.POST, known=there)
        form.is_valid()
        first = form.cleaned_data.get("first")
        return form, blocks(CalendarForm, there, first, data=request.POST, count=CALENDARS)
    first = today(request.at)
    initial = defaults.frontier(first, there, plans.in_force().plan, request.at, counted)
    given = defaults.calendars(first, there)
    run = before(request)
    if run is not None and run.kind == "frontier":
        kept = FrontierAsked.model_validate(run.spec)
        initial = {**initial, **defaults.of_frontier(kept), **prefilled(run, counted), "title": run.title}
        given = [{"name": name, "lines": text} for name, text in kept.text.items()]
    form = FrontierForm(initial={**initial, "client": new_client()}, known=there)
    return form, blocks(CalendarForm, there, None, given=given, count=CALENDARS)


def _asked(
    request: Any, form: FrontierForm, parts: Sequence[CalendarForm], there: Known, counted: Places | None
) -> str:
    """Ask; the run's reference, or nothing where something is wrong, which the forms say then."""
    used = [one for one in parts if one.is_bound]
    good = [one.is_valid() for one in used]
    if not (form.is_valid() and all(good)):
        return ""
    said = form.cleaned_data
    problems = check_names(used, LEAST_CALENDARS)
    problems += check_size(most_runs(_limits(said), said["worlds"]), said["agents"], said["days"])
    for problem in problems:
        form.add_error(None, written(problem))
    if problems:
        return ""
    try:
        follows = population(reader=request.who.reader, at=request.at)
        spec = _spec(form, used, there, counted, follows)
        check(spec.decision, there)
        return runs.ask(
            kind="frontier", title=said["title"], spec=spec, seed=spec.seed, by=request.who.by, at=request.at,
            request=said["client"],
        )  # fmt: skip
    except Refused as refusal:
        tell(form, refusal)
        return ""


def _spec(
    form: FrontierForm,
    used: Sequence[CalendarForm],
    there: Known,
    counted: Places | None,
    follows: Population,
) -> FrontierAsked:
    said, measures = form.cleaned_data, form.measures()
    sizes = {name: said[name] for name in ("first", "days", "agents", "infected", "shut")}
    asked = decision(
        **sizes, known=there, measures=measures, limits=_limits(said), worlds=said["worlds"],
        calendars={one.cleaned_data["name"]: one.said for one in used}, learnt=form.learnt, population=follows,
    )  # fmt: skip
    return FrontierAsked(
        **sizes, counted=counted, population=follows, decision=asked, measures=measures, worlds=said["worlds"],
        text={one.cleaned_data["name"]: one.cleaned_data["lines"] for one in used}, calibration=said["calibration"],
    )  # fmt: skip


def _limits(said: Mapping[str, Any]) -> Limits:
    return Limits(said["beds"], said["rooms"], said["places_accepted"], said["local"], said["local_accepted"])


def _page(
    request: Any, form: FrontierForm, parts: Sequence[CalendarForm], there: Known, counted: Places | None
) -> HttpResponse:
    fields = {field.name: field for field in fields_of(form)}
    wrong = summary(form, [one for one in parts if one.is_bound])
    title = _("Weigh calendars of resumption")
    context = FrontierPage(
        framed(request, title, Crumb(_("What if"), reverse(CURRENT)), current=CURRENT, has_errors=wrong is not None),
        reverse("resumption:frontier"), wrong, places_said(counted), [fields[name] for name in FIRST], [fields["shut"]],
        [fields[name] for name in ORDERED], [fields[name] for name in ACCEPTED], [fields[name] for name in LEARNT],
        [fields["client"]], grammar(there),
        [shown(_("Calendar %(n)s (empty)") % {"n": at}, one) for at, one in enumerate(parts, 1)], fixed_table(with_worst=False),
    )  # fmt: skip
    return render(request, "resumption/frontier.html", vars(context), status=422 if wrong else 200)
