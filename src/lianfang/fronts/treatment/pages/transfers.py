"""Transfers: the list of both sides, one with the steps that are the reader's to take, and asking for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.entry.pages.frame import tell
from lianfang.entry.pages.working import framed, linked, notices, reads, to, told
from lianfang.entry.rules import may
from lianfang.fronts.treatment import bed_board, beds, transferring
from lianfang.fronts.treatment.forms import Ask, Car, Elsewhere, KeepBed, Reason, Sent, fresh
from lianfang.fronts.treatment.pages.framing import at_words, minutes, must_read, name_of, status_of, tabs
from lianfang.fronts.treatment.transferring import STEPS, Asking, Said
from lianfang.gaps.lists import journal
from lianfang.registers import free_beds
from lianfang.registers.access import opens_sensitive
from lianfang.registers.models import Bed, Transfer
from lianfang.registers.models.beds import UNDER_WAY
from lianfang.registers.models.clinical_codes import TRANSFER_STATUS
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import Fact, Facts, Step, Tabs, Timeline
from lianfang.ui.parts.forms import Field, Form, fields_of, general_of
from lianfang.ui.parts.marks import Link, Notice, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import spoken

CURRENT = "treatment:beds"
MOST = 200
OFFERED = 60
AT_FIELD = {
    "transfer/no-reason": "reason", "transfer/no-bed": "bed", "transfer/no-car": "car", "beds/taken": "bed", "beds/kept": "bed",
    "beds/not-ready": "bed", "beds/wrong-site": "bed",
}  # fmt: skip
FORMS: dict[str, Any] = {
    "accept": KeepBed, "receive": KeepBed, "arrange": Car, "reject": Reason, "decline": Reason, "cancel": Reason,
    "readdress": Elsewhere,
}  # fmt: skip
"""Verb → the form of its step; of all others a button."""


@dataclass(frozen=True)
class TransfersPage:
    """What the list shows."""

    page: Page
    tabs: Tabs
    under_way: Table
    ended: Table


@dataclass(frozen=True)
class StepShown:
    """One step that may be taken now."""

    title: str
    form: Form
    is_open: bool


@dataclass(frozen=True)
class TransferPage:
    """What one transfer shows."""

    page: Page
    notices: Sequence[Notice]
    facts: Facts
    timeline: Timeline
    steps: Sequence[StepShown]


@dataclass(frozen=True)
class AskPage:
    """The form that asks for one."""

    page: Page
    notices: Sequence[Notice]
    form: Form
    here: Form | None


@may("people")
@reads("transfer")
@require_safe
@told
def listed(request: Any) -> HttpResponse:
    """The transfers from the reader's area and to it."""
    found = transferring.of_reader(request.who.reader).filter(asked_at__lte=request.at)
    live = found.filter(status__in=UNDER_WAY).order_by("-emergency", "asked_at")[:MOST]
    over = found.exclude(status__in=UNDER_WAY).order_by("-asked_at")[:MOST]
    journal(request.who.reader, at=request.at, counts={"transfer": len(live) + len(over)})
    context = TransfersPage(
        framed(request, _("Transfers"), current=CURRENT), tabs(request, "treatment:transfers"),
        _table(_("Under way"), live, request), _table(_("Ended"), over, request),
    )  # fmt: skip
    return render(request, "treatment/transfers.html", vars(context))


def _table(caption: str, found: Any, request: Any) -> Table:
    columns = [
        Column(_("transfer")), Column(_("state"), is_kept=True), Column(_("comes from")), Column(_("goes to")), Column(_("bed kept")),
        Column(_("asked"), is_kept=True), Column(_("age"), is_number=True), Column(_("yours to do")),
    ]  # fmt: skip
    rows = [_row(one, request) for one in found]
    return Table(caption, columns, rows, State("empty", _("No transfer")), is_stacked=True)


def _row(one: Transfer, request: Any) -> Row:
    verbs = [STEPS[verb].title.to(spoken()) for verb in transferring.open_to(one, request.who.by)]
    first = Cell(one.ref, reverse("treatment:transfer", args=[one.ref]))
    if one.emergency:
        first = Cell(one.ref, first.href, part=Link(one.ref, first.href), note=_("emergency"), tone="bad")
    return Row([
        first, Cell(_state(one)), Cell(name_of(one.from_site) or _("not in a place")), Cell(name_of(one.to_site)),
        Cell(beds.named(one.bed).to(spoken()) if one.bed else ""), Cell(at_words(one.asked_at)),
        Cell(minutes((one.ended_at or request.at) - one.asked_at)), Cell(" · ".join(verbs[:3])),
    ])  # fmt: skip


def _state(one: Transfer) -> str:
    return TRANSFER_STATUS.codes[one.status].to(spoken())


# --- one ----------------------------------------------------------------------------------------------------------------


@may("people")
@reads("transfer")
@require_safe
@told
def show(request: Any, ref: str) -> HttpResponse:
    """One transfer, with what is the reader's to do."""
    return _shown(request, _of(request, ref))


def _of(request: Any, ref: str) -> Transfer:
    found = transferring.of_reader(request.who.reader).filter(ref=ref).first()
    if found is None:
        raise Refused(Problem("transfer/not-found", facts={"ref": ref}))
    return found


@may("write")
@reads("transfer")
@require_POST
@told
def step(request: Any, ref: str, verb: str) -> HttpResponse:
    """Take one step."""
    one = _of(request, ref)
    if verb not in STEPS:
        raise Refused(Problem("transfer/not-found", facts={"ref": ref}))
    form = _form(verb, one, request, request.POST)
    if not form.is_valid():
        return _shown(request, one, verb, form, 422)
    said = {
        name: form.cleaned_data[name]
        for name in ("bed", "car", "to_site", "reason")
        if name in form.cleaned_data
    }
    client = form.cleaned_data["client"]
    try:
        transferring.take(
            ref=ref, verb=verb, said=Said(**said), by=request.who.by, at=request.at, request=client
        )
    except Refused as refusal:
        tell(form, refusal, {code: name for code, name in AT_FIELD.items() if name in form.fields})
        return _shown(request, _of(request, ref), verb, form, status_of(refusal))
    return to("treatment:transfer", ref)


def _form(verb: str, one: Transfer, request: Any, sent: Any = None) -> Any:
    made = FORMS.get(verb, Sent)
    more: dict[str, Any] = {"auto_id": f"{verb}-%s"}
    if made is KeepBed:
        more["offered"] = _free_beds(verb, one, request)
    if made is Elsewhere:
        more["offered"] = _sites(request)
    return made(sent, **more) if sent is not None else made(initial=fresh(), **more)


def _free_beds(verb: str, one: Transfer, request: Any) -> list[tuple[str, str]]:
    """Free beds of the destination; of an emergency none need be chosen, of a kept bed that one stays."""
    there = beds.of_reader(request.who.reader).filter(site=one.to_site_id)
    found = [
        (bed.ref, beds.named(bed).to(spoken()))
        for bed in free_beds.free(there, request.at).order_by("id")[:OFFERED]
    ]
    if verb == "receive":
        first = _("the bed that was kept") if one.bed else _("no bed free: received without one")
        return [("", first), *found]
    return [("", _("choose")), *found]


def _sites(request: Any) -> list[tuple[str, str]]:
    found = bed_board.receiving(request.who.reader)
    return [("", _("choose")), *((site.ref, name_of(site)) for site in found)]


def _shown(
    request: Any, one: Transfer, failed: str = "", form: Any = None, status: int = 200
) -> HttpResponse:
    journal(request.who.reader, at=request.at, counts={"transfer": 1}, ref=one.ref)
    title = _("Transfer {ref}").format(ref=one.ref)
    trail = Crumb(_("Transfers"), reverse("treatment:transfers"))
    verbs = transferring.open_to(one, request.who.by) if request.who.may("write") else []
    shown = [_step(verb, one, request, form if verb == failed else None) for verb in verbs]
    said: list[Notice] = []
    if failed and failed not in verbs and form is not None:
        said = [Notice("error", error) for error in general_of(form)]
    if one.emergency:
        said.append(Notice("warning", _("Emergency: nobody need agree before the person is brought.")))
    context = TransferPage(
        framed(request, title, trail, current=CURRENT, has_errors=bool(failed)), said, _facts(one, request), _timeline(one), shown
    )  # fmt: skip
    return render(request, "treatment/transfer.html", vars(context), status=status)


def _step(verb: str, one: Transfer, request: Any, failed: Any) -> StepShown:
    form = failed if failed is not None else _form(verb, one, request)
    title = STEPS[verb].title.to(spoken())
    action = reverse("treatment:step", args=[one.ref, verb])
    grave = verb in ("reject", "decline", "cancel", "expire")
    made = Form(action, fields_of(form), title, general=general_of(form), is_grave=grave)
    return StepShown(title, made, failed is not None)


def _facts(one: Transfer, request: Any) -> Facts:
    reads_case = (
        one.case is not None
        and request.who.reader.reads("case")
        and request.who.reader.sees(one.case.area_id)
    )
    case = linked("tracing:case", one.case.ref) if reads_case and one.case else ""
    sides = [
        side
        for side in ("origin", "destination")
        if transferring.is_side(one, side, one.area_id, request.who.by)
    ]  # type: ignore[arg-type]
    facts = [
        Fact(_("state"), _state(one)),
        Fact(_("person"), one.person.ref, case),
        Fact(_("comes from"), name_of(one.from_site) or _("not in a place")), Fact(_("goes to"), name_of(one.to_site)),
        _reason(one, request),
        Fact(_("bed kept"), beds.named(one.bed).to(spoken()) if one.bed else _("none yet")),
        Fact(_("car"), one.ambulance or _("none yet")),
        Fact(_("you speak for"), " · ".join(transferring.SIDES[side].to(spoken()) for side in sides)),  # type: ignore[index]
    ]  # fmt: skip
    if one.refused_because:
        facts.insert(1, Fact(_("reason given"), one.refused_because))
    return Facts(facts)


def _reason(one: Transfer, request: Any) -> Fact:
    """What the person needs, in words: said of their health, and opened as that is."""
    term = _("why, and what the person needs")
    if not opens_sensitive(request.who.reader):
        return Fact(term, withheld=_("opened by the purpose of a case investigation"))
    return Fact(term, one.reason or "", is_unknown=not one.reason)


def _timeline(one: Transfer) -> Timeline:
    told = [
        (one.asked_at, _("asked")), (one.approved_at, _("origin approved")), (one.answered_at, _("destination answered")),
        (one.accepted_at, _("accepted")), (one.picked_up_at, _("picked up")), (one.received_at, _("received")),
        (one.ended_at if one.received_at is None else None, _state(one)),
    ]  # fmt: skip
    return Timeline([Step(at_words(at), what, tone="ok") for at, what in told if at is not None])


# --- asking -------------------------------------------------------------------------------------------------------------


@may("write")
@reads("transfer")
@require_http_methods(["GET", "HEAD", "POST"])
@told
def ask(request: Any) -> HttpResponse:
    """Ask that a case, a contact or someone screened at a gate be brought somewhere."""
    named = {name: request.GET.get(name, "")[:16] for name in ("case", "contact", "screening")}
    must_read(request, *(name for name, ref in named.items() if ref))
    who = transferring.whom(Asking("", "", **named), request.who.by)
    offered, status = _sites(request), 200
    if request.method == "POST":
        form = Ask(request.POST, offered=offered)
        if form.is_valid():
            said = {name: form.cleaned_data[name] for name in ("to_site", "reason", "emergency")}
            try:
                ref = transferring.ask(
                    asking=Asking(**said, **named), by=request.who.by, at=request.at, request=form.cleaned_data["client"]
                )  # fmt: skip
            except Refused as refusal:
                tell(form, refusal, {"transfer/no-reason": "reason"})
                status = status_of(refusal)
            else:
                return to("treatment:transfer", ref)
        else:
            status = 422
    else:
        form = Ask(initial={**fresh(), "to_site": _wished(request)}, offered=offered)
    return _asking(request, form, named, who, status)


def _wished(request: Any) -> str:
    """The site of a bed that was proposed."""
    ref = request.GET.get("bed", "")[:16]
    found = Bed.objects.filter(ref=ref).values_list("site__ref", flat=True).first() if ref else None
    return found or request.GET.get("to", "")[:16]


def _asking(request: Any, form: Any, named: dict[str, str], who: dict[str, Any], status: int) -> HttpResponse:
    register = next((name for name, ref in named.items() if ref), "")
    titles = {
        "case": Text("病例", "case"),
        "contact": Text("接触者", "contact"),
        "screening": Text("关口查验", "screening at a gate"),
    }
    if register:
        journal(request.who.reader, at=request.at, counts={register: 1}, ref=named[register])
    title = _("Ask for a transfer")
    trail = Crumb(_("Transfers"), reverse("treatment:transfers"))
    of = f"{titles[register].to(spoken())} {named[register]}" if register else ""
    page = framed(request, title, trail, current=CURRENT, has_errors=status != 200)
    made = Form(request.get_full_path(), fields_of(form), _("Ask"), general=general_of(form))
    said = [Notice("info", of)] if of and who else notices([])
    here = _here(request, f"{register}:{named[register]}") if register else None
    return render(request, "treatment/ask.html", vars(AskPage(page, said, made, here)), status=status)


def _here(request: Any, who: str) -> Form | None:
    """The form for whoever stands at the door already: the bed that was proposed, where it is of the reader's own reach."""
    ref = request.GET.get("bed", "")[:16]
    bed = beds.of_reader(request.who.reader).filter(ref=ref).first() if ref else None
    if bed is None or not request.who.reader.reads("case"):
        return None
    fields = [
        Field(name, "", "hidden", value)
        for name, value in (("who", who), ("bed", ref), ("client", fresh()["client"]))
    ]
    return Form(
        reverse("treatment:admit"), fields, _("Admit to {bed}").format(bed=beds.named(bed).to(spoken()))
    )
