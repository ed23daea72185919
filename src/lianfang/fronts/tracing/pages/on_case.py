"""What is done with a case from its page: each form is one action, and comes back with what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianfang.base.problems import Refused
from lianfang.entry.pages.frame import tell
from lianfang.entry.pages.working import to, told
from lianfang.entry.rules import may
from lianfang.fronts.tracing import cases, investigating, listing
from lianfang.fronts.tracing.finding import area_named, case_of
from lianfang.fronts.tracing.following import plan_follow_up
from lianfang.fronts.tracing.forms import (
    Classify,
    EnterExposure,
    ListEvent,
    ListHousehold,
    ListPerson,
    MendCase,
    TellOrigin,
    TieCases,
)  # fmt: skip
from lianfang.fronts.tracing.origins import Proposal
from lianfang.fronts.tracing.pages.around import for_investigators
from lianfang.fronts.tracing.pages.one_case import offered, shown
from lianfang.registers.models import Case
from lianfang.ui.parts.marks import Notice

Acted = tuple[dict[str, Any], Any]
AT_FIELD = {
    "tracing/no-reason": "reason", "tracing/onset-turned": "onset_until_on", "tracing/exposure-turned": "ended_on",
    "tracing/no-evidence": "evidence", "tracing/the-case-itself": "other", "tracing/not-found": "other", "grant/area": "place",
}  # fmt: skip


@may("write")
@told
@for_investigators
@require_POST
def act(request: Any, ref: str, what: str) -> HttpResponse:
    """One of the forms on the page of a case."""
    if what not in FORMS:
        raise Http404
    kind, do = FORMS[what]
    reader = request.who.reader
    case = case_of(ref, reader)
    form = kind(request.POST, auto_id=f"{what}-%s", **offered(kind, case))
    if form.is_valid():
        given = {
            "reader": reader,
            "by": request.who.by,
            "at": request.at,
            "request": form.cleaned_data["client"],
        }
        try:
            said = do(case, form, given)
        except Refused as refusal:
            tell(form, refusal, {code: field for code, field in AT_FIELD.items() if field in form.fields})
        else:
            if isinstance(said, listing.Listed):
                return shown(request, case_of(ref, reader), notices=[_listed(said)])
            return to("tracing:case", ref)
    return shown(request, case, form, what)


@may("write")
@told
@for_investigators
@require_POST
def plan(request: Any, ref: str) -> HttpResponse:
    """Plan the follow-up of a case's contacts and give them to teams."""
    reader = request.who.reader
    made = plan_follow_up(case=ref, reader=reader, by=request.who.by, at=request.at)
    said = _("{days} days of follow-up planned, {given} contacts given to a team").format(**made)
    more = ""
    if made["clockless"]:
        more = _("{n} contacts have no last contact on record: their days cannot be planned.").format(
            n=made["clockless"]
        )
    notice = Notice("warning" if made["clockless"] else "success", said, more)
    return shown(request, case_of(ref, reader), notices=[notice])


def _listed(said: listing.Listed) -> Notice:
    parts = [_("{n} listed").format(n=said.made), _("{n} on the list already").format(n=said.known)]
    if said.outside:
        parts.append(_("{n} were there outside the window, and are not listed").format(n=said.outside))
    if said.unsure:
        parts.append(_("{n} as unconfirmed: that it was within the window is not sure").format(n=said.unsure))
    is_sure = said.made and not said.unsure
    return Notice(
        "success" if is_sure else "warning" if said.outside or said.unsure else "info", ", ".join(parts)
    )


def _classify(case: Case, form: Any, given: Mapping[str, Any]) -> None:
    said = form.cleaned_data
    cases.classify(ref=case.ref, classification=said["classification"], reason=said["reason"], **given)


def _origin(case: Case, form: Any, given: Mapping[str, Any]) -> None:
    said = form.cleaned_data
    origin = None if said["origin"] == "cannot_tell" else said["origin"]
    cases.tell_origin(ref=case.ref, told=Proposal(origin, said["reason"]), **given)


def _study(case: Case, form: Any, given: Mapping[str, Any]) -> None:
    said, at, facts = form.cleaned_data, given["at"], form.facts()
    kept = case.isolated_at
    # The form knows minutes: what was not changed keeps its second.
    is_kept = kept is not None and said["isolated_at"] == kept - kept % 60
    facts["isolated_at"] = kept if is_kept else said["isolated_at"]
    facts["studied_at"] = (case.studied_at or at) if said["studied"] else None
    facts["contacts_listed_at"] = (case.contacts_listed_at or at) if said["listed"] else None
    cases.mend_case(ref=case.ref, facts=facts, **given)


def _household(case: Case, form: Any, given: Mapping[str, Any]) -> listing.Listed:
    said = form.cleaned_data
    return listing.of_household(case=case.ref, household=said["household"], head=said["head"], **given)


def _event(case: Case, form: Any, given: Mapping[str, Any]) -> listing.Listed:
    return listing.of_event(case=case.ref, event=form.cleaned_data["event"], **given)


def _person(case: Case, form: Any, given: Mapping[str, Any]) -> listing.Listed:
    said = form.cleaned_data
    return listing.by_hand(
        case=case.ref, told=form.told(), person=said["person"], because=said["because"], **given
    )


def _exposure(case: Case, form: Any, given: Mapping[str, Any]) -> None:
    said = form.cleaned_data
    facts = {name: said[name] or None for name in ("kind", "began_on", "ended_on", "details")}
    place = area_named(said["place"]) if said["place"].strip() else None
    investigating.enter_exposure(ref=case.ref, facts={**facts, "place": place}, **given)


def _tie(case: Case, form: Any, given: Mapping[str, Any]) -> None:
    said = form.cleaned_data
    told = {name: said[name] or None for name in ("relation", "setting", "certainty", "last_contact_on")}
    tie = investigating.Tie(said["other"], said["direction"], said["evidence"], **told)
    investigating.tie_cases(ref=case.ref, told=tie, **given)


FORMS: Mapping[str, tuple[Any, Callable[[Case, Any, Mapping[str, Any]], Any]]] = {
    "classify": (Classify, _classify),
    "origin": (TellOrigin, _origin),
    "study": (MendCase, _study),
    "exposure": (EnterExposure, _exposure),
    "link": (TieCases, _tie),
    "household": (ListHousehold, _household),
    "event": (ListEvent, _event),
    "person": (ListPerson, _person),
}
"""Name of a form on the page → the form, and what it does."""
