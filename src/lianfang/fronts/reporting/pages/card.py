"""The report card of one case: filled from records, printable, sent within its clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianfang.entry.pages.working import framed, linked, to, told
from lianfang.entry.rules import may
from lianfang.fronts.reporting.actions import send_card
from lianfang.fronts.reporting.card import CaseCard, Filled, card, said
from lianfang.fronts.reporting.pages.frames import (
    CLIENT,
    client_field,
    of_class,
    receipt_field,
    receipt_form,
    sent_table,
    shown,
)
from lianfang.gaps.lists import journal
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import Fact, Facts
from lianfang.ui.parts.forms import Form
from lianfang.ui.parts.marks import Link, Notice
from lianfang.ui.parts.tables import Table
from lianfang.ui.writing import spoken

MINUTE = 60


@dataclass(frozen=True)
class CardPage:
    """What the card shows."""

    page: Page
    lead: str
    acts: Sequence[Link]
    notices: Sequence[Notice]
    facts: Facts
    sent: Table
    form: Form | None
    receipt: Form | None
    source: str


@may("people")
@of_class("case")
@require_safe
@told
def show(request: Any, ref: str) -> HttpResponse:
    """The card, with what is missing by name."""
    filled, language = card(ref=ref, reader=request.who.reader), spoken()
    journal(request.who.reader, at=request.at, counts={"case": 1}, ref=ref)
    title = filled.form.title.text.to(language)
    case = linked("tracing:case", ref) or reverse("board:record", args=["case", ref])
    may_write = request.who.may("write")
    enter = linked("board:edit_record", "case", ref) if may_write else ""
    page = framed(request, title, Crumb(_("Case {ref}").format(ref=ref), case), current="reporting:daily")
    receiver = filled.form.receiver.text.to(language)
    by_the_case = (
        _("The case's record says that it was sent; no receipt is kept here") if filled.case.card_at else ""
    )
    context = CardPage(
        page, _("For {receiver}. Every line comes from a record; nothing is typed here.").format(receiver=receiver),
        [Link(_("The case"), case)], list(_notices(filled, request.at, enter)), Facts([_fact(line) for line in filled.lines]),
        sent_table(_("What was sent"), filled.sent, may_note=may_write, nothing=by_the_case), _form(filled, ref) if may_write else None,
        receipt_form(filled.sent) if may_write else None, _source(filled),
    )  # fmt: skip
    return render(request, "reporting/card.html", vars(context))


@may("write")
@of_class("case")
@require_POST
@told
def send(request: Any, ref: str) -> HttpResponse:
    """Write down that it was sent."""
    who = request.who
    send_card(
        ref=ref, receipt=request.POST.get("receipt", ""), by=who.by, reader=who.reader, at=request.at,
        request=request.POST.get(CLIENT, ""),
    )  # fmt: skip
    return to("reporting:card", ref)


def _notices(filled: CaseCard, at: int, enter: str) -> Iterator[Notice]:
    sent, due = filled.case.card_at, filled.due
    if due is None:
        yield Notice(
            "warning",
            _("When the card is due cannot be told: the instant at which the case was found is not known."),
        )
    elif sent is not None:
        late = sent > due
        words = _("Sent at {at}, {n} minutes late.") if late else _("Sent at {at}, in time.")
        yield Notice(
            "warning" if late else "success", words.format(at=shown(sent), n=-(-(sent - due) // MINUTE))
        )
    elif at > due:
        yield Notice(
            "error",
            _("Overdue: it was to be sent by {due}, {n} minutes ago.").format(
                due=shown(due), n=(at - due) // MINUTE
            ),
        )
    else:
        yield Notice(
            "info",
            _("To be sent by {due}: {n} minutes are left.").format(due=shown(due), n=(due - at) // MINUTE),
        )
    if filled.missing:
        names = str(_(", ")).join(line.title.to(spoken()) for line in filled.missing)
        link = Link(_("Enter it on the case"), enter) if enter else None
        yield Notice(
            "warning", _("Missing, and asked for by the receiver: {lines}").format(lines=names), "", link
        )


def _fact(line: Filled) -> Fact:
    title, text = line.title.to(spoken()), said(line, spoken())
    if line.words is None:
        return Fact(title, is_unknown=True, note=_("asked for") if line.must != "no" else "")
    if line.is_identity:
        return Fact(title, withheld=text)
    return Fact(title, text)


def _form(filled: CaseCard, ref: str) -> Form | None:
    if filled.lacking:
        return None
    button = _("It was sent") if not filled.sent else _("It was sent again")
    return Form(
        reverse("reporting:send_card", args=[ref]), [receipt_field(is_optional=True), client_field()], button
    )


def _source(filled: CaseCard) -> str:
    if filled.form.source.status == "confirmed":
        return ""
    return _("The lines of the card are assumed: no source that we have gives the receiver's own.")
