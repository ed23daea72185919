"""The workbench: three to six scenarios side by side in one form."""

from __future__ import annotations

from collections.abc import Sequence
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
from lianfang.fronts.resumption.forms import BLOCKS, LEAST_BLOCKS, CompareForm, ScenarioForm, blocks, written
from lianfang.fronts.resumption.lines import laid
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
from lianfang.fronts.resumption.policies import said_of
from lianfang.fronts.resumption.population import population
from lianfang.fronts.resumption.spec import WORST, Comparison, Places, Population
from lianfang.gaps import plans
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.forms import ErrorSummary, Field, fields_of
from lianfang.ui.parts.marks import Notice
from lianfang.ui.parts.tables import Table

CURRENT = "resumption:runs"
FIRST = ("title", "first", "days", "agents", "seeds", "infected")
THERE = ("beds", "rooms")


@dataclass(frozen=True)
class ComparePage:
    """The form."""

    page: Page
    action: str
    summary: ErrorSummary | None
    counted: Notice
    first: Sequence[Field]
    there: Sequence[Field]
    shut: Sequence[Field]
    hidden: Sequence[Field]
    grammar: str
    blocks: Sequence[Block]
    fixed: Table


@may("what_if")
@require_http_methods(["GET", "HEAD", "POST"])
@told
def show(request: Any) -> HttpResponse:
    """What is to be compared; sent, it is asked."""
    there, counted = known(is_counted=True), places(reader=request.who.reader, at=request.at)
    form, parts = _forms(request, there, counted)
    if request.method == "POST":
        ref = _asked(request, form, parts, there, counted)
        if ref:
            return to("resumption:run", ref)
    return _page(request, form, parts, there, counted)


def _forms(request: Any, there: Known, counted: Places | None) -> tuple[CompareForm, list[ScenarioForm]]:
    if request.method == "POST":
        form = CompareForm(request.POST, known=there)
        form.is_valid()
        first = form.cleaned_data.get("first")
        return form, blocks(ScenarioForm, there, first, data=request.POST, count=BLOCKS)
    first = today(request.at)
    initial = defaults.compared(first, there, counted)
    given = defaults.scenarios(first, plans.in_force().plan, request.at, there)
    run = before(request)
    if run is not None and run.kind == "scenario":
        kept = Comparison.model_validate(run.spec)
        initial = {
            **kept.model_dump(exclude={"scenarios", "counted", "population"}),
            "first": kept.first.isoformat(),
            "title": run.title,
            **prefilled(run, counted),
        }
        given = [defaults.of_measures(one) for one in kept.scenarios if not one.is_worst]
    form = CompareForm(initial={**initial, "client": new_client()}, known=there)
    return form, blocks(ScenarioForm, there, None, given=given, count=BLOCKS)


def _asked(
    request: Any, form: CompareForm, parts: Sequence[ScenarioForm], there: Known, counted: Places | None
) -> str:
    """Ask; the run's reference, or nothing where something is wrong, which the forms say then."""
    used = [one for one in parts if one.is_bound]
    good = [one.is_valid() for one in used]
    if not (form.is_valid() and all(good)):
        return ""
    spec = _spec(form, used, counted, population(reader=request.who.reader, at=request.at))
    problems = check_names(used, LEAST_BLOCKS)
    problems += check_size(len(spec.scenarios) * spec.seeds, spec.agents, spec.days)
    for one, measures in zip(used, spec.scenarios, strict=False):
        for problem in laid(said_of(measures), there, spec.shut, spec.first, spec.days)[1]:
            one.add_error("lines", written(problem))
            problems.append(problem)
    for problem in problems:
        if not problem.line:
            form.add_error(None, written(problem))
    if problems:
        return ""
    try:
        return runs.ask(
            kind="scenario", title=form.cleaned_data["title"], spec=spec, seed=spec.seed, by=request.who.by, at=request.at,
            request=form.cleaned_data["client"],
        )  # fmt: skip
    except Refused as refusal:
        tell(form, refusal)
        return ""


def _spec(
    form: CompareForm, used: Sequence[ScenarioForm], counted: Places | None, follows: Population
) -> Comparison:
    said = form.cleaned_data
    scenarios = [one.measures() for one in used]
    worst = scenarios[0].model_copy(update={"name": WORST, "is_worst": True}) if scenarios else None
    return Comparison(
        first=said["first"], days=said["days"], agents=said["agents"], infected=said["infected"], shut=said["shut"],
        counted=counted, population=follows, seeds=said["seeds"], beds=said["beds"], rooms=said["rooms"],
        scenarios=[*scenarios, *([worst] if worst else [])],
    )  # fmt: skip


def _page(
    request: Any, form: CompareForm, parts: Sequence[ScenarioForm], there: Known, counted: Places | None
) -> HttpResponse:
    fields = {field.name: field for field in fields_of(form)}
    wrong = summary(form, [one for one in parts if one.is_bound])
    title = _("Compare scenarios")
    context = ComparePage(
        framed(request, title, Crumb(_("What if"), reverse(CURRENT)), current=CURRENT, has_errors=wrong is not None),
        reverse("resumption:compare"), wrong, places_said(counted), [fields[name] for name in FIRST],
        [fields[name] for name in THERE], [fields["shut"]], [fields["client"]], grammar(there),
        [shown(_("Scenario %(n)s (empty)") % {"n": at}, one) for at, one in enumerate(parts, 1)], fixed_table(),
    )  # fmt: skip
    return render(request, "resumption/compare.html", vars(context), status=422 if wrong else 200)
