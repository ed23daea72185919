"""Everything about one case: how it was classified, its clocks, where it was exposed, its contacts, tests, places and orders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.base.instants import iso
from lianfang.entry.pages.working import linked, told
from lianfang.entry.rules import may
from lianfang.entry.tables import area_names
from lianfang.fronts.tracing.clocks import Clock, clocks
from lianfang.fronts.tracing.finding import case_of
from lianfang.fronts.tracing.forms import (
    Classify,
    EnterExposure,
    ListEvent,
    ListHousehold,
    ListPerson,
    MendCase,
    TellOrigin,
    TieCases,
)
from lianfang.fronts.tracing.listing import households_of
from lianfang.fronts.tracing.looking import proposed, window_of
from lianfang.fronts.tracing.pages import case_tables
from lianfang.fronts.tracing.pages.around import (
    for_investigators,
    onset_of,
    page_of,
    when,
    word,
)  # fmt: skip
from lianfang.gaps import plans
from lianfang.gaps.lists import journal
from lianfang.registers.access import Reader
from lianfang.registers.editions import treated_by
from lianfang.registers.models import Area, Case, Household, clinical_codes, codes
from lianfang.ui.pages import Page
from lianfang.ui.parts.facts import Fact, Facts
from lianfang.ui.parts.forms import Form, fields_of, general_of
from lianfang.ui.parts.marks import Link, Notice, State, Status, Tag
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import spoken

STATES: dict[str, Status] = {
    "gap": "overdue", "cannot_tell": "cannot_tell", "excused": "excused", "not_yet_due": "waiting", "late": "late",
    "met_in_time": "met",
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A form behind a summary; open where it came back with errors."""

    summary: str
    form: Form
    is_open: bool = False


@dataclass(frozen=True)
class CasePage:
    """What the page of a case shows."""

    page: Page
    lead: str
    notices: Sequence[Notice]
    acts: Sequence[Link]
    facts: Facts
    clocks: Table
    classifications: Table
    classify: Shown | None
    proposal: str
    origin: Shown | None
    study: Shown | None
    exposures: Table
    ties: Sequence[Shown]
    window: str
    contacts: Table
    lists: Sequence[Shown]
    plan: str
    grid: str
    rest: Sequence[Table]


@may("people")
@told
@for_investigators
@require_safe
def show(request: Any, ref: str) -> HttpResponse:
    """One case."""
    return shown(request, case_of(ref, request.who.reader))


def shown(
    request: Any, case: Case, failed: Any = None, which: str = "", notices: Sequence[Notice] = ()
) -> HttpResponse:
    """The page of a case; with ``failed``, the form of that name as it came back."""
    reader: Reader = request.who.reader
    journal(reader, at=request.at, counts={"case": 1}, ref=case.ref)
    writes = request.who.may("write")
    page = page_of(request, _("Case {ref}").format(ref=case.ref), has_errors=failed is not None)
    names = area_names({case.area_id, case.district_id or case.area_id})
    context = CasePage(
        page=page,
        lead=" · ".join([word(codes.CLASSIFICATION, case.classification), names.get(case.area_id, "")]),
        notices=[*notices, *_notices(case)], acts=list(_acts(case, writes)), facts=_facts(case, names, reader, request.at),
        clocks=_clocks(clocks("case", case.pk, at=request.at)),
        classifications=case_tables.classifications(case), proposal=_proposal(case, request.at),
        classify=_form(case, "classify", _("Classify anew"), Classify, failed, which) if writes else None,
        origin=_form(case, "origin", _("Say where it came from"), TellOrigin, failed, which, _told(case, request.at))
        if writes else None,
        study=_form(case, "study", _("Enter what the case study found"), MendCase, failed, which, _known(case))
        if writes else None,
        exposures=case_tables.exposures(case, reader), ties=list(_ties(case, reader, failed, which)) if writes else (),
        window=_window(case, request.at), contacts=case_tables.contacts(case, reader),
        lists=list(_lists(case, failed, which)) if writes else (),
        plan=reverse("tracing:plan", args=[case.ref]) if writes else "",
        grid=linked("tracing:follow_up", case=case.ref), rest=list(case_tables.rest(case, reader)),
    )  # fmt: skip
    return render(request, "tracing/case.html", vars(context), status=422 if failed is not None else 200)


def _form(
    case: Case, name: str, title: str, kind: Any, failed: Any, which: str, initial: dict[str, Any] | None = None
) -> Shown:  # fmt: skip
    is_failed = failed is not None and which == name
    form = failed if is_failed else kind(initial=initial, auto_id=f"{name}-%s", **offered(kind, case))
    made = Form(
        reverse("tracing:on_case", args=[case.ref, name]), fields_of(form), title, general=general_of(form)
    )
    return Shown(title, made, is_failed)


def offered(kind: Any, case: Case) -> dict[str, Any]:
    """What a form offers to choose from: the districts, and the place where the case is said to live, whatever it is."""
    if kind is not MendCase:
        return {}
    found = Area.objects.filter(Q(level="district", ends_on=None) | Q(id=case.district_id)).order_by("id")
    names = area_names(set(found.values_list("id", flat=True)))
    return {"districts": [(str(one), name) for one, name in sorted(names.items())]}


def _ties(case: Case, reader: Reader, failed: Any, which: str) -> Iterator[Shown]:
    """The forms of exposures and links; the link whose direction nobody has told yet comes first to hand."""
    yield _form(case, "exposure", _("Enter an exposure"), EnterExposure, failed, which)
    untold = case_tables.untold(case, reader)
    initial = {
        "other": untold.other.ref, "relation": untold.link.relation, "setting": untold.link.setting,
        "certainty": untold.link.certainty, "last_contact_on": untold.link.last_contact_on,
    } if untold is not None else None  # fmt: skip
    yield _form(case, "link", _("Link with another case"), TieCases, failed, which, initial)


def _told(case: Case, at: int) -> dict[str, Any]:
    """The form of the origin starts from what was said, else from what the rule proposes."""
    if case.origin_of_case is not None or case.origin_reason is not None:
        return {"origin": case.origin_of_case or "cannot_tell", "reason": case.origin_reason}
    found = proposed(case, at)
    return {"origin": found.origin or "cannot_tell", "reason": found.reason}


def _known(case: Case) -> dict[str, Any]:
    said = {True: "yes", False: "no", None: ""}
    answers = ("travelled", "fever", "cough", "breathless", "pneumonia")
    return {
        "onset_on": case.onset_on, "onset_until_on": case.onset_until_on,
        "first_visit_on": case.first_visit_on, "arrived_on": case.arrived_on, "sex": case.sex,
        "age": None if case.age is None else int(case.age), "district": case.district_id or "",
        **{name: said[getattr(case, name)] for name in answers},
        "isolated_at": "" if case.isolated_at is None else iso(case.isolated_at, settings.TIME_ZONE)[:16],
        "severity": case.severity, "occupation": case.occupation, "pregnancy": case.pregnancy,
        "studied": case.studied_at is not None, "listed": case.contacts_listed_at is not None,
    }  # fmt: skip


def _lists(case: Case, failed: Any, which: str) -> Iterator[Shown]:
    homes = households_of([case.person_id])
    refs = list(Household.objects.filter(id__in=homes).order_by("id").values_list("ref", flat=True)[:1])
    initial = {"household": refs[0]} if refs else None
    yield _form(case, "household", _("List a household"), ListHousehold, failed, which, initial)
    yield _form(case, "event", _("List those at an event"), ListEvent, failed, which)
    yield _form(case, "person", _("List one person"), ListPerson, failed, which)


def _notices(case: Case) -> Iterator[Notice]:
    if case.earlier_case_id is not None:
        yield Notice(
            "warning",
            _("Positive again: this person was a case before."),
            _("See the facts for the earlier case."),
        )
    if case.onset_on is None:
        yield Notice(
            "warning", _("The day of onset is not known."),
            _("The window of contacts counts from the first positive sample where there is one."),
        )  # fmt: skip
    elif case.first_visit_on is not None and case.onset_on > case.first_visit_on:
        yield Notice(
            "warning", _("The day of onset is after the first visit to a hospital."),
            _("It is kept as it was told; somebody should ask again."),
        )  # fmt: skip


def _acts(case: Case, writes: bool) -> Iterator[Link]:
    ways = [
        (
            _("A look at the patient"),
            _at_mark(linked("treatment:discharge", case.ref), "h-look") if writes else "",
        ),
        (_("Report card"), linked("reporting:card", case.ref)),
        (_("Order of isolation"), linked("orders:new", case=case.ref)),
        (_("Ask for a bed"), linked("treatment:ask_transfer", case=case.ref)),
        (_("Discharge"), linked("treatment:discharge", case.ref)),
        (_("Transmission"), linked("chains:case", case.ref)),
        (_("Find contacts"), linked("exposure:ask", case.ref)),
        (_("All that is on record"), linked("board:edit_record", "case", case.ref) if writes else ""),
    ]
    yield from (Link(title, href) for title, href in ways if href)


def _at_mark(href: str, mark: str) -> str:
    return f"{href}#{mark}" if href else ""


def _facts(case: Case, names: dict[int, str], reader: Reader, at: int) -> Facts:
    def fact(term: str, text: str, note: str = "") -> Fact:
        return Fact(term, text, note=note, is_unknown=not text)

    first = "" if case.first_visit_on is None else case.first_visit_on.isoformat()
    arrived = "" if case.arrived_on is None else case.arrived_on.isoformat()
    left = "" if case.discharged_on is None else case.discharged_on.isoformat()
    why = word(clinical_codes.ORIGIN_REASON, case.origin_reason)
    began, now = treated_by(case, plans.in_force().plan, at)
    origin = word(codes.ORIGIN_OF_CASE, case.origin_of_case) or (_("cannot be told") if why else "")
    facts = [
        fact(_("found"), when(case.found_at), word(clinical_codes.SAMPLE_REASON, case.found_by)),
        fact(_("confirmed at"), when(case.confirmed_at)), fact(_("onset"), onset_of(case)),
        fact(_("first visit"), first), fact(_("arrived in the city"), arrived),
        fact(_("isolated"), when(case.isolated_at)), fact(_("admitted"), when(case.admitted_at)),
        fact(_("severity"), word(codes.SEVERITY, case.severity)),
        fact(_("sex and age"), " ".join(
            one for one in (word(codes.SEX, case.sex), "" if case.age is None else str(int(case.age))) if one
        )),
        fact(_("occupation"), word(clinical_codes.OCCUPATION, case.occupation)),
        fact(_("pregnancy"), word(clinical_codes.PREGNANCY, case.pregnancy)),
        fact(_("symptoms"), _symptoms(case)),
        fact(_("district of residence"), names.get(case.district_id or 0, "") if case.district_id else ""),
        fact(_("origin"), origin, why),
        fact(_("source of infection"), case.infection_source or ""),
        fact(_("outcome of the illness"), word(codes.OUTCOME, case.outcome), left),
        fact(_("treatment plan"), _edition(now), _("at admission: {edition}").format(edition=_edition(began) or _("not known"))),
        *case_tables.again(case, reader),
    ]  # fmt: skip
    return Facts(facts)


def _edition(number: int | None) -> str:
    return "" if number is None else _("edition {n}").format(n=number)


def _symptoms(case: Case) -> str:
    said = {
        _("fever"): case.fever,
        _("cough"): case.cough,
        _("breathless"): case.breathless,
        _("pneumonia"): case.pneumonia,
    }
    known = {name: has for name, has in said.items() if has is not None}
    has = [name for name, one in known.items() if one]
    return ", ".join(has) if has else _("none") if known else ""


def _clocks(found: Sequence[Clock]) -> Table:
    titles = [
        Column(_("clock")),
        Column(_("how it stands"), is_kept=True),
        Column(_("due by"), is_kept=True),
        Column(_("met at"), is_kept=True),
    ]
    rows = [
        Row([
            Cell(one.title.to(spoken()), linked("board:must", one.must)), Cell(part=Tag(STATES[one.state])),
            Cell(when(one.due_at), is_unknown=one.due_at is None), Cell(when(one.met_at)),
        ])
        for one in found
    ]  # fmt: skip
    return Table(_("Clocks"), titles, rows, State("empty", _("No clock runs on this case")))


def _proposal(case: Case, at: int) -> str:
    """What the dated rule proposes and why, for a person to confirm."""
    found = proposed(case, at)
    origin = word(codes.ORIGIN_OF_CASE, found.origin) or _("cannot be told")
    return _("The rule proposes: {origin} ({why}).").format(
        origin=origin, why=word(clinical_codes.ORIGIN_REASON, found.reason)
    )


def _window(case: Case, at: int) -> str:
    found = window_of(case, at)
    if found is None:
        return _("The window of contacts cannot be told: neither onset nor a positive sample is known.")
    basis = {
        "onset": _("reckoned from the day of onset"), "onset_span": _("reckoned from the first possible day of onset"),
        "first_positive": _("reckoned from the first positive sample"),
    }[found.basis]  # fmt: skip
    until = when(found.until) if found.until is not None else _("open: the case is not isolated on record")
    said = _("Company counts from {since} until {until}; {basis}.")
    if found.is_empty:
        said = _("Isolated at {until}, before the window opens at {since}; {basis}.")
    return said.format(since=when(found.since), until=until, basis=basis)
