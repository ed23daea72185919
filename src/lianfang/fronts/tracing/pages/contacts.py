"""The list of contacts, one contact with what can be done, and its conversion to a case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.instants import iso
from lianfang.base.problems import Refused
from lianfang.entry.forms import new_client
from lianfang.entry.pages.frame import tell
from lianfang.entry.pages.working import linked, to, told
from lianfang.entry.rules import may
from lianfang.entry.tables import area_names
from lianfang.fronts.tracing import evening, following, handing, listing
from lianfang.fronts.tracing.case_list import SHOWN, WHICH, WantedContacts, contacts
from lianfang.fronts.tracing.cases import NewCase
from lianfang.fronts.tracing.clocks import clocks
from lianfang.fronts.tracing.finding import area_named, contact_of
from lianfang.fronts.tracing.finding import shown as named
from lianfang.fronts.tracing.forms import ACTS, Convert, HandOver, choices_of
from lianfang.fronts.tracing.letters import receiver
from lianfang.fronts.tracing.pages import one_case
from lianfang.fronts.tracing.pages.around import (
    address,
    coded,
    dated,
    for_investigators,
    page_of,
    tabs,
    timed,
    when,
    word,
)  # fmt: skip
from lianfang.fronts.tracing.pages.case_list import behind
from lianfang.fronts.tracing.pages.case_tables import standing, team_of
from lianfang.gaps import plans
from lianfang.gaps.lists import journal
from lianfang.gaps.picking import read_key, write_key
from lianfang.registers.access import By
from lianfang.registers.actions.reach import covers
from lianfang.registers.actions.watching import days_of
from lianfang.registers.models import Case, Contact, HealthCheck, clinical_codes, codes
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import Fact, Facts, Tabs
from lianfang.ui.parts.forms import Field, FilterBar, Form, Option, fields_of, general_of
from lianfang.ui.parts.marks import Link, Notice, State, Tag
from lianfang.ui.parts.tables import Cell, Column, Pager, Row, Table

ROUTE = "tracing:contacts"
ENDS = {"complete": "COMPLETED", "lose": "LOST", "cancel": "CANCELED"}
STEPS: Mapping[str, Callable[..., None]] = {
    "reach": following.reach, "refuse": following.refuse, "answered": handing.answered, "take": handing.answered,
    "leave": partial(handing.answered, takes=False), "search": handing.search, "find": handing.found_again,
}  # fmt: skip


@dataclass(frozen=True)
class ContactsPage:
    """What the list shows."""

    page: Page
    tabs: Tabs
    notices: Sequence[Notice]
    filters: FilterBar
    table: Table


@dataclass(frozen=True)
class ContactPage:
    """What the page of a contact shows: ``acts`` are (what it is, what the button says)."""

    page: Page
    lead: str
    ways: Sequence[Link]
    notices: Sequence[Notice]
    facts: Facts
    clocks: Table
    checks: Table
    action: str
    client: str
    acts: Sequence[tuple[str, str]]
    hand_over: one_case.Shown | None


@dataclass(frozen=True)
class ConvertPage:
    """The form by which a contact becomes a case."""

    page: Page
    lead: str
    form: Form


@may("people")
@told
@for_investigators
@require_safe
def listed(request: Any) -> HttpResponse:
    """The contacts within the reader's reach."""
    names = ("words", "status", "category", "which", "day", "set", "unsure")
    said = {name: request.GET.get(name, "").strip()[:40] for name in names}
    if said["which"] not in WHICH:
        said["which"] = ""
    ids, notices = behind(request, said, evening.OF_CONTACTS)
    wanted = WantedContacts(said["words"], said["status"], said["category"], which=said["which"], ids=ids)
    found = contacts(wanted, reader=request.who.reader)
    total, after = found.count(), request.GET.get("after", "")
    begin = int(read_key(after, "contacts", 1)[0]) if after else 0
    shown = list(found[begin : begin + SHOWN])
    journal(request.who.reader, at=request.at, counts={"contact": len(shown)})
    more = write_key([begin + SHOWN], "contacts") if begin + len(shown) < total else ""
    pager = Pager(
        len(shown),
        total,
        address(ROUTE, said) if after else "",
        address(ROUTE, {**said, "after": more}) if more else "",
    )
    context = ContactsPage(
        page_of(request, _("Contacts")), tabs(request, ROUTE), notices, _filters(said),
        _table(shown, pager if total else None),
    )  # fmt: skip
    return render(request, "tracing/contacts.html", vars(context))


def _filters(said: Mapping[str, str]) -> FilterBar:
    which = {
        "not_reached": _("not reached yet"), "refused": _("refuses"), "converted": _("became a case"),
        "letter_open": _("letter not answered"), "no_clock": _("last contact not known"), "no_team": _("without a team"),
    }  # fmt: skip

    def options(pairs: Sequence[tuple[str, str]], chosen: str) -> list[Option]:
        return [Option("", _("all")), *(Option(code, title, code == chosen) for code, title in pairs)]

    fields = [
        Field("words", _("Reference of contact or case"), "search", said["words"], is_optional=True),
        Field("status", _("Follow-up"), "select", options=options(choices_of(codes.FOLLOW_UP_STATUS), said["status"]), is_optional=True),
        Field("category", _("Category"), "select", options=options(choices_of(codes.CONTACT_CATEGORY), said["category"]), is_optional=True),
        Field("which", _("That stand out"), "select", options=options(list(which.items()), said["which"]), is_optional=True),
    ]  # fmt: skip
    return FilterBar(reverse(ROUTE), fields, reverse(ROUTE))


def _table(shown: Sequence[Contact], pager: Pager | None) -> Table:
    titles = [
        Column(_("contact"), is_kept=True), Column(_("of case"), is_kept=True), Column(_("category"), is_kept=True),
        Column(_("last together"), is_kept=True), Column(_("found"), is_kept=True), Column(_("contact reached"), is_kept=True),
        Column(_("follow-up"), is_kept=True), Column(_("team")), Column(_("area"), is_kept=True),
    ]  # fmt: skip
    names = area_names({one.area_id for one in shown})
    cases = named(Case, (one.case_id for one in shown))
    made = [
        Row([
            Cell(one.ref, reverse("tracing:contact", args=[one.ref])),
            _of_case(one) if one.case_id in cases else Cell(part=Tag("withheld", _("real persons"))),
            coded(codes.CONTACT_CATEGORY, one.category), timed(one.last_contact_at), timed(one.identified_at),
            Cell(when(one.reached_at) or _("not yet"), tone="" if one.reached_at else "unsure"), standing(one),
            Cell(team_of(one)), Cell(names.get(one.area_id, "")),
        ])
        for one in shown
    ]  # fmt: skip
    empty = State("empty", _("No contact is like that"), _("Contacts are listed on the page of their case."))
    return Table(_("Contacts, the newest first"), titles, made, empty, pager=pager)


def _of_case(one: Contact) -> Cell:
    return Cell(one.case.ref, reverse("tracing:case", args=[one.case.ref]))


@may("people")
@told
@for_investigators
@require_safe
def show(request: Any, ref: str) -> HttpResponse:
    """One contact."""
    return _shown(request, contact_of(ref, request.who.reader))


def _shown(request: Any, one: Contact, failed: Any = None, notices: Sequence[Notice] = ()) -> HttpResponse:
    reader = request.who.reader
    journal(reader, at=request.at, counts={"contact": 1}, ref=one.ref)
    goes_on = one.ended_at is None and one.handed_to_id is None
    writes = request.who.may("write")
    page = page_of(
        request, _("Contact {ref}").format(ref=one.ref), Crumb(_("Contacts"), reverse(ROUTE)),
        has_errors=failed is not None,
    )  # fmt: skip
    names = area_names({one.area_id, one.handed_to_id or one.letter_to_id or one.area_id})
    form = failed or HandOver(auto_id="over-%s")
    action = reverse("tracing:on_contact", args=[one.ref, "hand_over"])
    over = one_case.Shown(
        _("Hand over to another area, with a letter of assistance"),
        Form(action, fields_of(form), _("Send the letter"), general=general_of(form)), failed is not None,
    )  # fmt: skip
    holds = one.letter_to_id is None or covers(request.who.by, one.area_id)
    context = ContactPage(
        page=page, lead=" · ".join([word(codes.CONTACT_CATEGORY, one.category), names.get(one.area_id, "")]),
        ways=list(_ways(one, writes and goes_on and holds)), notices=notices, facts=_facts(one, names),
        clocks=one_case._clocks(clocks("contact", one.pk, at=request.at)), checks=_checks(one, writes),
        action=one.ref, client=new_client(), acts=_acts(one, request.who.by) if writes else (),
        hand_over=over if writes and goes_on and one.letter_to_id is None else None,
    )  # fmt: skip
    return render(request, "tracing/contact.html", vars(context), status=422 if failed is not None else 200)


def _ways(one: Contact, writes: bool) -> Iterator[Link]:
    ways = [
        (_("Became a case"), reverse("tracing:convert", args=[one.ref]) if writes else ""),
        (_("Order of isolation"), linked("orders:new", contact=one.ref)),
        (_("Ask for a room"), linked("treatment:ask_transfer", contact=one.ref)),
    ]
    if receiver(one) is not None:
        yield Link(_("Letter of assistance"), reverse("tracing:letter", args=[one.ref]))
    yield from (Link(title, href) for title, href in ways if href)


def _acts(one: Contact, by: By) -> list[tuple[str, str]]:
    names = _steps(one, by)
    acts = [(name, str(ACTS[name])) for name in names]
    return [*acts, ("household", _("List whoever lives with them"))] if "lose" in names else acts


def _steps(one: Contact, by: By) -> list[str]:
    """What may be done now, by whoever holds the contact and by whoever is asked to take them over."""
    if one.handed_to_id is not None:
        return [] if one.answer_at is not None else ["answered"]
    asked = ["take", "leave"] if one.letter_to_id is not None and covers(by, one.letter_to_id) else []
    if one.letter_to_id is not None and not covers(by, one.area_id):
        return asked
    if one.ended_at is not None:
        return [*asked, *(("search", "find") if one.status == "LOST" else ())]
    names = ["complete", "lose", "cancel"]
    if one.reached_at is None:
        names.insert(0, "reach")
    if not one.refused:
        names.append("refuse")
    return [*asked, *names]


def _facts(one: Contact, names: Mapping[int, str]) -> Facts:
    def fact(term: str, text: str, href: str = "", note: str = "") -> Fact:
        return Fact(term, text, href, note=note, is_unknown=not text)

    standing_now = standing(one)
    cases = named(Case, (one.case_id, one.became_case_id))
    facts = [
        _case_fact(_("of case"), one.case, cases),
        fact(_("how close"), word(codes.PROXIMITY, one.proximity)), fact(_("setting"), word(clinical_codes.SETTING, one.setting)),
        fact(_("last together"), when(one.last_contact_at)), fact(_("found"), when(one.identified_at)),
        fact(_("contact reached"), when(one.reached_at)), Fact(_("follow-up"), standing_now.text, note=standing_now.note),
        Fact(_("team"), team_of(one) or _("none")),
    ]  # fmt: skip
    days = days_of(one, plans.in_force().plan)
    facts.append(fact(_("watched until"), days[-1].isoformat() if days else ""))
    if one.via is not None and named(Contact, [one.via_id]):
        facts.append(Fact(_("by way of"), one.via.ref, reverse("tracing:contact", args=[one.via.ref])))
    if one.became_case is not None:
        facts.append(_case_fact(_("became"), one.became_case, cases))
    if one.handed_to_id is not None:
        facts.append(Fact(_("handed over to"), names.get(one.handed_to_id, ""), note=when(one.letter_at)))
        facts.append(fact(_("letter answered"), when(one.answer_at)))
    elif one.letter_to_id is not None:
        facts.append(Fact(_("asked to take over"), names.get(one.letter_to_id, ""), note=when(one.letter_at)))
    if one.searched_at is not None:
        facts.append(Fact(_("searched for"), when(one.searched_at)))
    if one.listed_because:
        facts.append(Fact(_("why listed"), one.listed_because))
    return Facts(facts)


def _case_fact(term: str, case: Case, cases: AbstractSet[int]) -> Fact:
    if case.pk not in cases:
        return Fact(term, withheld=_("real persons"))
    return Fact(term, case.ref, reverse("tracing:case", args=[case.ref]))


def _checks(one: Contact, writes: bool) -> Table:
    """The days of follow-up with what became of them; a day is entered from here."""
    titles = [
        Column(_("day"), is_kept=True), Column(_("outcome"), is_kept=True), Column(_("at"), is_kept=True),
        Column(_("temperature"), is_number=True), Column(_("how it was made")),
    ]  # fmt: skip
    found = HealthCheck.objects.filter(contact=one).order_by("day", "at", "id")
    made = [
        Row([
            dated(check.day, href=reverse("tracing:enter", args=[one.ref, check.day.isoformat()]) if writes and check.day else ""),
            Cell(word(codes.CHECK_RESULT, check.result) or _("no entry yet"), tone="" if check.result else "soft"),
            Cell(when(check.at)), Cell("" if check.temperature is None else f"{check.temperature:.1f}"),
            Cell(word(clinical_codes.CHECK_ORIGIN, check.origin)),
        ])
        for check in found
    ]  # fmt: skip
    return Table(
        _("Days of follow-up"),
        titles,
        made,
        State("empty", _("No day is planned"), _("The follow-up is planned on the page of the case.")),
    )


@may("write")
@told
@for_investigators
@require_POST
def act(request: Any, ref: str, what: str) -> HttpResponse:
    """One of the steps of a contact."""
    reader = request.who.reader
    given = {
        "reader": reader,
        "by": request.who.by,
        "at": request.at,
        "request": request.POST.get("client", "")[:64],
    }
    if what == "hand_over":
        return _hand_over(request, ref, given)
    if what == "household":
        made = listing.of_contact(contact=ref, **given)
        said = _("{n} listed").format(n=made.made) + ", " + _("{n} on the list already").format(n=made.known)
        return _shown(request, contact_of(ref, reader), notices=[Notice("success", said)])
    if what in ENDS:
        following.end(contact=ref, status=ENDS[what], **given)
    elif what in STEPS:
        STEPS[what](contact=ref, **given)
    else:
        raise Http404
    # Whoever did not take a contact over may see it no longer.
    return to(ROUTE) if what == "leave" else to("tracing:contact", ref)


def _hand_over(request: Any, ref: str, given: Mapping[str, Any]) -> HttpResponse:
    one = contact_of(ref, given["reader"])
    form = HandOver(request.POST, auto_id="over-%s")
    if form.is_valid():
        try:
            area = area_named(form.cleaned_data["to"])
            handing.hand_over(contact=ref, to=area, **{**given, "request": form.cleaned_data["client"]})
        except Refused as refusal:
            tell(form, refusal, {"grant/area": "to", "tracing/own-area": "to"})
        else:
            return to("tracing:contact", ref)
    return _shown(request, one, form)


@may("write")
@told
@for_investigators
@require_http_methods(["GET", "HEAD", "POST"])
def convert(request: Any, ref: str) -> HttpResponse:
    """The form by which a contact becomes a case; and when it is sent, the case."""
    one = contact_of(ref, request.who.reader)
    if request.method != "POST":
        form = Convert(initial={"found_at": iso(request.at, settings.TIME_ZONE)[:16]})
    else:
        form = Convert(request.POST)
        if form.is_valid():
            said = form.cleaned_data
            new = NewCase(
                said["classification"], said["found_at"], said["reason"], onset_on=said["onset_on"],
                onset_until_on=said["onset_until_on"],
            )  # fmt: skip
            try:
                made = following.convert(
                    contact=ref,
                    new=new,
                    reader=request.who.reader,
                    by=request.who.by,
                    at=request.at,
                    request=said["client"],
                )
            except Refused as refusal:
                tell(form, refusal, {"tracing/no-reason": "reason", "tracing/onset-turned": "onset_until_on"})
            else:
                return to("tracing:case", made)
    title = _("Contact {ref} became a case").format(ref=one.ref)
    page = page_of(request, title, Crumb(_("Contacts"), reverse(ROUTE)), has_errors=bool(form.errors))
    shown = Form(
        reverse("tracing:convert", args=[ref]), fields_of(form), _("Open the case"), general=general_of(form),
        cancel=Link(_("Back"), reverse("tracing:contact", args=[ref])),
    )  # fmt: skip
    lead = _("What is known of the contact goes with it: the person, the isolation, the link, the exposure.")
    return render(
        request,
        "tracing/open_case.html",
        vars(ConvertPage(page, lead, shown)),
        status=422 if form.errors else 200,
    )
