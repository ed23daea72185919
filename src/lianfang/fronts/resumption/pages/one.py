"""One run: how far it is, why it ended, or what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianfang.base.instants import iso
from lianfang.base.problems import Problem
from lianfang.entry import clock
from lianfang.entry.forms import new_client
from lianfang.entry.pages.working import framed, notices, to, told
from lianfang.entry.rules import may
from lianfang.fronts.resumption import runs
from lianfang.fronts.resumption.names import Known, known, sector_word
from lianfang.fronts.resumption.pages import compared, weighed
from lianfang.fronts.resumption.pages.asking import times
from lianfang.fronts.resumption.pages.following import followed
from lianfang.fronts.resumption.pages.words import state_cell
from lianfang.fronts.resumption.spec import SHAPE, Places, Population
from lianfang.registers.access import Reader
from lianfang.registers.models import OutlookRun
from lianfang.registers.models.outlook_runs import RUN_KINDS, UNDER_WAY
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import Fact, Facts
from lianfang.ui.parts.forms import Field, Form
from lianfang.ui.parts.marks import Link, Notice, State
from lianfang.ui.writing import moment, number, spoken

CURRENT = "resumption:runs"
EVERY = 2
"""Seconds between two looks while it is under way."""
FORMS = {"scenario": "resumption:compare", "frontier": "resumption:frontier"}


@dataclass(frozen=True)
class WaitingPage:
    """A run without an answer: yet, or at all."""

    page: Page
    lead: str
    acts: Sequence[Link]
    notices: Sequence[Notice]
    state: State | None
    done: int
    of: int
    stop: Form | None
    again: Form | None
    facts: Facts


@may("what_if")
@require_safe
@told
def show(request: Any, ref: str) -> HttpResponse:
    """The run, or its answer."""
    run = runs.one(ref, request.who.reader)
    there = known()
    acts = [Link(_("Change and ask anew"), f"{reverse(FORMS[run.kind])}?from={run.ref}")]
    every = EVERY if run.state in UNDER_WAY else 0
    page = framed(request, run.title, Crumb(_("What if"), reverse(CURRENT)), current=CURRENT, every=every)
    if run.state == "done" and run.outcome.get("shape") == SHAPE:
        made = compared if run.kind == "scenario" else weighed
        shown = made.shown(run, there, page)
        context = {
            **vars(shown),
            "acts": acts,
            "again": _again(run),
            "facts": facts_of(run, there, request.who.reader),
        }
        return render(request, made.TEMPLATE, context)
    return render(
        request,
        "resumption/waiting.html",
        vars(_waiting(run, page, acts, facts_of(run, there, request.who.reader))),
    )


@may("what_if")
@require_POST
@told
def stop(request: Any, ref: str) -> HttpResponse:
    """Stop it."""
    runs.stop(ref=ref, reader=request.who.reader, by=request.who.by, at=request.at, real=clock.real())
    return to("resumption:run", ref)


@may("what_if")
@require_POST
@told
def again(request: Any, ref: str) -> HttpResponse:
    """Compute it again."""
    said = request.POST.get("client", "")
    made = runs.again(ref=ref, reader=request.who.reader, by=request.who.by, at=request.at, request=said)
    return to("resumption:run", made)


def _waiting(run: OutlookRun, page: Page, acts: Sequence[Link], facts: Facts) -> WaitingPage:
    is_moving = run.state in UNDER_WAY
    state = State("loading", _said(run), _far(run)) if is_moving else None
    stop_ = (
        Form(reverse("resumption:stop", args=[run.ref]), [], _("Stop it"))
        if is_moving and not run.stop
        else None
    )
    return WaitingPage(
        page, RUN_KINDS[run.kind].to(spoken()), acts, list(_why(run)), state, run.done, max(run.of, 1), stop_,  # type: ignore[index]
        None if is_moving else _again(run), facts,
    )  # fmt: skip


def _said(run: OutlookRun) -> str:
    if run.stop:
        return str(_("Is being stopped"))
    return state_cell(run).text


def _far(run: OutlookRun) -> str:
    if run.state == "waiting":
        return str(_("One run is computed at a time; this page goes on by itself."))
    if not run.of:
        return str(_("It begins."))
    stages = {
        "city": _("The made-up city is being built."), "runs": _("Runs of the made-up city: %(done)s of %(of)s."),
        "path": _("The search goes from all closed to all open: %(done)s of %(of)s."),
        "fill": _("The search looks for what fits besides: %(done)s of %(of)s."),
        "check": _("What looks good is checked in fresh worlds: %(done)s of at most %(of)s."),
        "flip": _("What would change the answer: %(done)s of %(of)s."),
    }  # fmt: skip
    said = stages.get(run.stage, _("Stage %(stage)s: %(done)s of %(of)s."))
    return str(said) % {"stage": run.stage, "done": number(run.done), "of": number(run.of)}


def _why(run: OutlookRun) -> list[Notice]:
    if run.state == "failed":
        return notices(
            [Problem(one["code"], line=one.get("line", 0), facts=one["facts"]) for one in run.problems]
        )
    if run.state == "interrupted":
        return [
            Notice(
                "warning", _("The computing was interrupted: the server was started anew, or went down."),
                _("It can be run again; with the same seeds the answer is the same."),
            )
        ]  # fmt: skip
    if run.state == "done":
        return [
            Notice(
                "info", _("An earlier version of the product answered this, in a way that this one does not show."),
                _("It can be run again."),
            )
        ]  # fmt: skip
    if run.state == "stopped":
        return [Notice("info", _("Somebody stopped it before it was done."), _("It can be run again."))]
    return []


def _again(run: OutlookRun) -> Form:
    fields = [Field("client", "", "hidden", new_client())]
    return Form(reverse("resumption:again", args=[run.ref]), fields, _("Run it again"))


def facts_of(run: OutlookRun, there: Known, reader: Reader) -> Facts:
    """What was asked, by whom and when, and what answered; what the registers counted for those only who read beds."""
    spec, zone, language = run.spec, settings.TIME_ZONE, spoken()
    shut = ("、" if language == "zh" else ", ").join(sector_word(one, language) for one in spec["shut"])
    seeds = _("%(count)s seeds from %(first)s") % {"count": spec.get("seeds", "—"), "first": run.seed}
    found = [
        Fact(_("Reference"), run.ref, note=_("its address can be passed on to whoever may see it")),
        Fact(_("Asked"), moment(iso(run.asked_at, zone)), note=run.asked_by),
        Fact(_("Engine"), run.engine or "—"),
        Fact(_("Seeds"), seeds if run.kind == "scenario" else number(run.seed)),
        Fact(_("Closed on the first day"), shut),
        Fact(_("Infected on the first day"), number(spec["infected"])),
    ]
    if run.finished_at and run.began_at:
        took = _("%(seconds)s seconds") % {"seconds": number(run.finished_at - run.began_at)}
        found.append(Fact(_("Computed for"), took))
    counted = spec.get("counted")
    if counted and reader.reads("bed"):
        of = Places.model_validate(counted)
        facts = {"beds": number(of.beds), "rooms": number(of.rooms)}
        said = _("%(beds)s beds, %(rooms)s quarantine places free") % facts
        at = {"at": moment(iso(of.as_of, zone)), "times": times(of), "residents": number(of.residents or 0)}
        note = (
            _("as of %(at)s")
            if of.residents is None
            else _("as of %(at)s, of %(residents)s residents; the model's are %(times)s times as many")
        )
        found.append(Fact(_("Registers"), said, note=note % at))
    if spec.get("population"):
        found += followed(Population.model_validate(spec["population"]))
    if run.kept_until is not None:
        note = _("then it is deleted, and the journal says so")
        found.append(Fact(_("Kept until"), moment(iso(run.kept_until, zone)), note=note))
    if run.again_of:
        found.append(Fact(_("Asked again of"), run.again_of, reverse("resumption:run", args=[run.again_of])))
    return Facts(found)
