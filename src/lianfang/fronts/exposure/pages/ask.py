"""A question begins: from what, in which window, with what reason; why it cannot be asked, where it cannot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianfang.base.problems import Refused
from lianfang.entry.pages.frame import tell
from lianfang.entry.pages.working import NOT_THERE, linked, notices, to, told
from lianfang.entry.rules import may
from lianfang.fronts.exposure import asking, places, starting, visits
from lianfang.fronts.exposure.forms import Ask, AskOfCase, AskSince
from lianfang.fronts.exposure.pages.around import for_investigators, page_of
from lianfang.fronts.exposure.starting import Start
from lianfang.fronts.exposure.words import long, when
from lianfang.gaps import plans
from lianfang.ui.pages import Page
from lianfang.ui.parts.facts import Fact, Facts
from lianfang.ui.parts.forms import Form, fields_of, general_of
from lianfang.ui.parts.marks import Notice
from lianfang.ui.writing import number, spoken

FORMS: dict[str, type[Ask]] = {"case": AskOfCase, "event": Ask, "risk_area": AskSince}


@dataclass(frozen=True)
class AskPage:
    """What the page of a question to come shows."""

    page: Page
    lead: str
    notices: Sequence[Notice]
    facts: Facts | None
    form: Form | None


@may("write")
@told
@for_investigators
@require_http_methods(["GET", "HEAD", "POST"])
def of_case(request: Any, ref: str) -> HttpResponse:
    """From a case."""
    return _answered(request, "case", ref)


@may("write")
@told
@for_investigators
@require_http_methods(["GET", "HEAD", "POST"])
def of_event(request: Any, ref: str) -> HttpResponse:
    """From an event at which a case with evidence was."""
    return _answered(request, "event", ref)


@may("write")
@told
@for_investigators
@require_http_methods(["GET", "HEAD", "POST"])
def of_risk(request: Any, ref: str) -> HttpResponse:
    """Backwards, from an area at risk."""
    return _answered(request, "risk_area", ref)


def _answered(request: Any, register: str, ref: str) -> HttpResponse:
    made_of = FORMS[register]
    initial = {"depth": "2"} if "further" in request.GET else {}
    form = made_of(request.POST if request.method == "POST" else None, auto_id="ask-%s", initial=initial)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = asking.ask(
                record=ref, register=register, site=said.get("site", ""), depth=int(said.get("depth") or 1), reason=said["reason"],
                reader=request.who.reader, by=request.who.by, at=request.at, request=said["client"],
            )  # fmt: skip
            return to("exposure:question", made)
        except Refused as refusal:
            _raise_if_not_there(refusal)
            tell(form, refusal, {"exposure/no-reason": "reason", "exposure/place-outside": "site"})
            refused = refusal
    return _shown(request, register, ref, form, refused)


def _raise_if_not_there(refusal: Refused) -> None:
    if any(problem.code.endswith(NOT_THERE) for problem in refusal.problems):
        raise refusal


def _shown(request: Any, register: str, ref: str, form: Ask, refused: Refused | None) -> HttpResponse:
    start, why = None, refused
    try:
        start = starting.start(register, ref, reader=request.who.reader, at=request.at)
    except Refused as refusal:
        _raise_if_not_there(refusal)
        why = refusal
    failed = request.method == "POST"
    title = _("Who was there since?") if register == "risk_area" else _("Who may have been exposed?")
    page = page_of(request, title, has_errors=failed or start is None)
    context = AskPage(
        page,
        lead_of(register, ref),
        notices(why.problems) if why is not None and start is None else [],
        Facts(list(_facts(request, start))) if start is not None else None,
        _form(register, ref, form) if start is not None else None,
    )
    return render(request, "exposure/ask.html", vars(context), status=422 if failed or start is None else 200)


def _form(register: str, ref: str, form: Ask) -> Form:
    route = {"case": "exposure:ask", "event": "exposure:ask_event", "risk_area": "exposure:ask_risk"}[
        register
    ]
    return Form(
        reverse(route, args=[ref]), fields_of(form), _("Count the candidates"), general=general_of(form)
    )


def _facts(request: Any, start: Start) -> Iterator[Fact]:
    plan = plans.in_force().plan
    href = linked("tracing:case", start.ref) if start.register == "case" else ""
    yield Fact(_("starts from"), start.ref, href or linked("board:record", start.register, start.ref))
    if start.register == "risk_area":
        yield Fact(_("where"), places.names([start.place])[start.place].to(spoken()))
    yield Fact(
        _("time asked about"),
        _("{since} until {until}").format(since=when(start.since), until=when(start.until)),
    )
    if start.register == "risk_area":
        yield Fact(_("who counts"), _("whoever was there at all"), note=_("each is named once"))
    else:
        yield Fact(_("together at least"), long(visits.in_force(plan, visits.TOGETHER, request.at)))
    left = asking.left_today(plan, request.who.by, request.at)
    yield Fact(_("questions left today"), number(left), note=_("of your account"))
    above = visits.in_force(plan, asking.SIGN_ABOVE, request.at)
    own = starting.is_own(start, request.who.by)
    note = _own(start.register) if own else ""
    yield Fact(
        _("second signature"), _("above {n} candidates").format(n=number(0 if own else above)), note=note
    )


def _own(register: str) -> str:
    """Why a second body signs, however few are found."""
    if register == "event":
        return _("you or your body recorded the event, or who was there")
    return _("you recorded the declaration yourself")


def lead_of(register: str, ref: str) -> str:
    """From what a question starts, in words."""
    said = {"case": _("Case {ref}"), "event": _("Event {ref}"), "risk_area": _("Area at risk {ref}")}
    return said[register].format(ref=ref)
