"""The queue: who should have a place and has none, how long, how urgent, and the bed that is proposed for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.entry.pages.working import RefusedPage, framed, linked, notices, reads, to, told
from lianfang.entry.rules import may
from lianfang.fronts.treatment import admitting, beds, placing
from lianfang.fronts.treatment.pages.framing import at_words, in_minutes, joined, minutes, status_of, tabs
from lianfang.fronts.treatment.placing import Proposed
from lianfang.fronts.treatment.queue import AT_HOME, How, Owed, Standing, Waits, standing
from lianfang.gaps.lists import journal
from lianfang.registers.access import opens_sensitive
from lianfang.registers.models import Transfer
from lianfang.registers.models.beds import UNDER_WAY
from lianfang.registers.models.clinical_codes import TRANSFER_STATUS
from lianfang.registers.models.codes import SEVERITY
from lianfang.ui.pages import Page
from lianfang.ui.parts.facts import Tabs
from lianfang.ui.parts.figures import Figure, Figures
from lianfang.ui.parts.marks import State, Tag
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import spoken

MOST = 200
GROUPS = {
    "confirmed": Text("确诊", "confirmed"), "suspect": Text("疑似", "suspected"), "fever": Text("发热待查", "fever not ruled out"),
    "contact": Text("密切接触者", "close contact"), "watch": Text("次密接", "contact of a contact"),
}  # fmt: skip
PLACES = {
    "hospital": Text("定点医院", "hospital"), "observation": Text("留观", "observation"),
    "quarantine_site": Text("集中隔离点", "quarantine site"), "home": Text("居家观察", "watch at home"),
}  # fmt: skip
HOWS: tuple[How, ...] = ("waits", "lost", "elsewhere", "said")
KIND = {"hospital": "treatment", "observation": "observation", "quarantine_site": "quarantine"}


@dataclass(frozen=True)
class QueuePage:
    """What the queue shows."""

    page: Page
    tabs: Tabs
    figures: Figures
    waiting: Table
    lost: Table | None
    elsewhere: Table | None
    said: Table | None


@may("people")
@reads("case", "contact", "admission")
@require_safe
@told
def show(request: Any) -> HttpResponse:
    """Everyone within the reader's reach who should be in a place and is not."""
    found = standing(request.who.reader, request.at)
    by_how = {how: [one for one in found.waiting if one.how == how] for how in HOWS}
    proposals = placing.proposed(by_how["waits"][:MOST], request.who.reader, request.at)
    transfers = _transfers(by_how["waits"][:MOST])
    shown: Counter[str] = Counter(one.owed.register for those in by_how.values() for one in those[:MOST])
    journal(request.who.reader, at=request.at, counts={"case": 0, **shown})
    sees = opens_sensitive(request.who.reader)
    context = QueuePage(
        framed(request, _("Waiting for a place"), current="treatment:beds"), tabs(request, "treatment:queue"),
        _figures(found, request.at), _waiting(by_how["waits"], proposals, transfers, sees),
        _others(by_how["lost"], _("Lost, and to be searched for")),
        _others(by_how["elsewhere"], _("In a place, but not where they belong")),
        _others(by_how["said"], _("Said to be admitted, and no bed on record")),
    )  # fmt: skip
    return render(request, "treatment/queue.html", vars(context))


def _transfers(found: Sequence[Waits]) -> Mapping[int, Transfer]:
    persons = [one.owed.row.person_id for one in found if one.owed.row.person_id is not None]
    kept = Transfer.objects.filter(person__in=persons, status__in=UNDER_WAY)
    return {one.person_id: one for one in kept}


def _figures(found: Standing, at: int) -> Figures:
    as_of, made = at_words(at), []
    waiting = [one for one in found.waiting if one.how == "waits"]
    for group, title in GROUPS.items():
        those = [one for one in waiting if one.owed.group == group]
        oldest = max((one.waited for one in those if one.waited is not None), default=None)
        since = _("longest: {time}").format(time=minutes(oldest)) if oldest is not None else ""
        made.append(Figure(title.to(spoken()), len(those), _("waiting"), as_of=as_of, since=since))
    made.append(Figure(_("in their place"), len(found.placed), as_of=as_of))
    return Figures(made, _("who waits and who is in their place"))


def _waiting(
    found: Sequence[Waits], proposals: Mapping[str, Proposed], transfers: Mapping[int, Transfer], sees: bool
) -> Table:
    columns = [
        Column(_("person")), Column(_("belongs into"), is_kept=True), Column(_("waits"), is_number=True), Column(_("how urgent")),
        Column(_("bed proposed")), Column(_("why this one")), Column(_("next"), is_kept=True),
    ]  # fmt: skip
    rows = [
        _row(one, proposals.get(one.owed.key), transfers.get(one.owed.row.person_id or 0), sees)
        for one in found[:MOST]
    ]
    empty = State(
        "empty", _("Nobody waits for a place"), _("Everyone within your reach who should be in one, is.")
    )
    note = _("{n} more are not shown").format(n=len(found) - MOST) if len(found) > MOST else ""
    return Table(_("Who has no place, the most urgent first"), columns, rows, empty, note)


def _row(one: Waits, proposal: Proposed | None, transfer: Transfer | None, sees: bool) -> Row:
    bed = proposal.bed if proposal else None
    waited = (
        Cell(minutes(one.waited), tone="bad" if one.late else "", note=in_minutes(one.waited))
        if one.waited is not None
        else Cell(is_unknown=True)
    )
    return Row([
        _person(one.owed), Cell(_place(one.owed)), waited, _urgent(one, sees),
        Cell(beds.named(bed).to(spoken()) if bed else _("none free that is fit") if proposal else "", tone="" if bed else "soft"),
        _why(proposal, sees), _next(one.owed, bed, transfer),
    ])  # fmt: skip


def _person(one: Owed) -> Cell:
    routes = {"case": "tracing:case", "contact": "tracing:contact"}
    href = linked(routes[one.register], one.row.ref) if one.register in routes else ""
    said = GROUPS[one.group].to(spoken())
    if one.register == "contact" and one.row.letter_to_id is not None:
        said = joined([said, _("another area is asked to take over, and has not answered")])
    return Cell(one.row.ref, href, said)


def _place(one: Owed) -> str:
    return _("no rule at that time") if one.place is None else PLACES[one.place].to(spoken())


def _why(proposal: Proposed | None, sees: bool) -> Cell:
    """Why this bed: the reasons tell how ill someone is and what they need."""
    if proposal is None or not proposal.reasons:
        return Cell("")
    if not sees:
        return Cell(_("withheld"), tone="soft")
    return Cell(joined(reason.to(spoken()) for reason in proposal.reasons))


def _urgent(one: Waits, sees: bool) -> Cell:
    severity = getattr(one.owed.row, "severity", None)
    said = SEVERITY.codes[severity].to(spoken()) if severity else ""
    if severity and not sees:
        said = _("withheld")
    if one.late:
        return Cell(said, part=Tag("overdue", said))
    if one.late is None:
        return Cell(said, part=Tag("cannot_tell", said))
    return Cell(said, part=Tag("waiting", said))


def _next(one: Owed, bed: Any, transfer: Transfer | None) -> Cell:
    if transfer is not None:
        return Cell(
            TRANSFER_STATUS.codes[transfer.status].to(spoken()), reverse("treatment:transfer", args=[transfer.ref])
        )  # fmt: skip
    if one.register == "contact" and (one.place == AT_HOME or one.row.status == "LOST"):
        said = (
            _("Open the contact")
            if one.row.status == "LOST"
            else _("Give to a team: plan the follow-up of the case")
        )
        return Cell(said, linked("tracing:contact", one.row.ref))
    if one.row.person_id is None:
        said, edit = (
            _("no person on record: say who it is"),
            linked("board:edit_record", one.register, one.row.ref),
        )
        return Cell(said, edit)
    asked = {one.register: one.row.ref, **({"bed": bed.ref} if bed else {})}
    return Cell(_("Ask for a transfer"), reverse("treatment:ask_transfer") + "?" + urlencode(asked))


def _others(found: Sequence[Waits], caption: str) -> Table | None:
    if not found:
        return None
    columns = [
        Column(_("person")), Column(_("belongs into"), is_kept=True), Column(_("since"), is_kept=True), Column(_("next"), is_kept=True),
    ]  # fmt: skip
    rows = [
        Row(
            [
                _person(one.owed),
                Cell(_place(one.owed)),
                Cell(at_words(one.owed.since)),
                _next(one.owed, None, None),
            ]
        )
        for one in found[:MOST]
    ]
    note = _("{n} more are not shown").format(n=len(found) - MOST) if len(found) > MOST else ""
    return Table(caption, columns, rows, State("empty", ""), note)


@may("write")
@reads("case", "contact", "admission")
@require_POST
@told
def admit(request: Any) -> HttpResponse:
    """Lay someone who waits into a bed of the reader's own reach, without a transfer: they stand at the door."""
    key, bed = request.POST.get("who", "")[:40], request.POST.get("bed", "")[:16]
    one = next((w.owed for w in standing(request.who.reader, request.at).waiting if w.owed.key == key), None)
    if one is None or one.row.person is None:
        raise Refused(Problem("transfer/of-whom"))
    named = {one.register: one.row.ref} if one.register != "screening" else {}
    stay = admitting.Stay(bed, one.row.person.ref, KIND.get(one.place or "", "observation"), **named)
    client = request.POST.get("client", "")[:64]
    try:
        admitting.admit(stays=[stay], by=request.who.by, at=request.at, request=client)
    except Refused as refusal:
        page = framed(request, _("This cannot be done"), current="treatment:beds", has_errors=True)
        context = RefusedPage(page, notices(refusal.problems))
        return render(request, "working/refused.html", vars(context), status=status_of(refusal))
    return to("treatment:queue")
