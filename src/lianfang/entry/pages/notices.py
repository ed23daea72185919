"""Notices: what waits for oneself, where else one is told of it, and (for who keeps accounts) what did not leave the house."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.instants import iso
from lianfang.base.problems import Refused
from lianfang.entry import forms
from lianfang.entry.pages.frame import frame, tell
from lianfang.entry.rules import may, signed_in
from lianfang.registers.actions import addressing, outbox, reading
from lianfang.registers.models import Notice
from lianfang.registers.models.notices import CHANNELS, KINDS, STATES
from lianfang.ui.pages import Page
from lianfang.ui.parts import marks
from lianfang.ui.parts.forms import Field, Form, Option, fields_of, general_of
from lianfang.ui.parts.marks import Link, State
from lianfang.ui.parts.tables import Bulk, Cell, Column, Row, Table
from lianfang.ui.writing import moment, spoken

PLACES = {
    "brief_frozen": "board:frozen", "grant_waits": "entry:grants", "excuse_waits": "board:excuse",
    "excuse_decided": "board:excuse", "feed_silent": "laboratory:board",
}  # fmt: skip
"""Kind → the route that it leads to; all others are about a task."""
CURRENT = "entry:notices"


@dataclass(frozen=True)
class NoticesPage:
    """What the list of one's own notices shows."""

    page: Page
    notices: Sequence[marks.Notice]
    acts: Sequence[Link]
    table: Table
    all_read: Form | None
    addresses: Form


@dataclass(frozen=True)
class OutboxPage:
    """What the list of what did not leave the house shows."""

    page: Page
    notices: Sequence[marks.Notice]
    table: Table


@signed_in
@require_safe
def show(request: Any) -> HttpResponse:
    """What waits for oneself."""
    return _shown(request, forms.Addresses(initial=addressing.addresses(request.who.account)))


@signed_in
@require_POST
def read(request: Any) -> HttpResponse:
    """Notices that were picked, or all, are read."""
    refs = None if "all" in request.POST else request.POST.getlist("row")[: reading.SHOWN]
    reading.read(account=request.who.account, at=request.at, refs=refs)
    return HttpResponseRedirect(reverse(CURRENT), status=303)


@signed_in
@require_POST
def addresses(request: Any) -> HttpResponse:
    """Where else one is told."""
    form = forms.Addresses(request.POST)
    if form.is_valid():
        try:
            addressing.say_addresses(
                account=request.who.account, said=form.cleaned_data, by=request.who.by, at=request.real
            )
        except Refused as refusal:
            tell(form, refusal, {"notice/email": "email", "notice/sms": "sms"})
        else:
            return HttpResponseRedirect(reverse(CURRENT) + "?kept=1", status=303)
    return _shown(request, form, status=422)


def _shown(request: Any, form: forms.Addresses, *, status: int = 200) -> HttpResponse:
    found, elsewhere = reading.notices_of(request.who.account)
    unread = sum(1 for one in found if one.read_at is None)
    page = frame(request, _("Notices"), current=CURRENT, has_errors=bool(form.errors), path=reverse(CURRENT))
    said = (
        [marks.Notice("success", _("Kept: notices go there from now on."))] if "kept" in request.GET else []
    )
    acts = [Link(_("Outbox"), reverse("entry:outbox"))] if request.who.may("grant") else []
    context = NoticesPage(
        page, said, acts, _table(found, elsewhere, unread),
        Form(reverse("entry:read_notices"), [Field("all", "", "hidden", "1")], _("Mark all as read")) if unread else None,
        Form(reverse("entry:addresses"), fields_of(form), _("Keep"), general=general_of(form)),
    )  # fmt: skip
    return render(request, "accounts/notices.html", vars(context), status=status)


def _table(found: Sequence[Notice], elsewhere: Mapping[str, Sequence[Notice]], unread: int) -> Table:
    columns = [
        Column(_("notice")), Column(_("since"), is_kept=True), Column(_("also sent by")), Column(_("read"), is_kept=True),
    ]  # fmt: skip
    empty = State(
        "empty", _("No notice so far"), _("What is handed to your unit, returned or overdue is told here.")
    )
    bulk = Bulk(reverse("entry:read_notices"), _("Mark as read")) if unread else None
    rows = [_row(one, elsewhere.get(one.event, ())) for one in found]
    note = _("{n} not read").format(n=unread) if unread else ""
    return Table(_("Your notices"), columns, rows, empty, note, bulk=bulk)


def _row(one: Notice, elsewhere: Sequence[Notice]) -> Row:
    is_new = one.read_at is None
    read = Cell(_("not yet"), tone="strong") if is_new else Cell(_moment(one.read_at or 0), tone="soft")
    also = "; ".join(
        f"{CHANNELS[n.channel].to(spoken())}{_(': ')}{STATES[n.state].to(spoken())}" for n in elsewhere
    )
    return Row(
        [Cell(_what(one), _href(one), _number(one)), Cell(_moment(one.made_at)), Cell(also), read],
        key=one.ref if is_new else "",
    )  # fmt: skip


def _what(one: Notice) -> str:
    return KINDS[one.kind].to(spoken())


def _number(one: Notice) -> str:
    more = _("{n} in all").format(n=one.number) if one.number > 1 else ""
    return " · ".join(part for part in (one.about, more) if part)


def _href(one: Notice) -> str:
    route = PLACES.get(one.kind, "board:task")
    return (
        reverse(route) if route in ("entry:grants", "laboratory:board") else reverse(route, args=[one.about])
    )


def _moment(at: int) -> str:
    return moment(iso(at, settings.TIME_ZONE))


@may("grant")
@require_http_methods(["GET", "HEAD", "POST"])
def show_outbox(request: Any) -> HttpResponse:
    """What is unsure or failed, for a person to decide."""
    said = []
    if request.method == "POST":
        form = forms.Decide(request.POST)
        refs = request.POST.getlist("row")[:500]
        if form.is_valid() and refs:
            try:
                outbox.decide(
                    refs=refs, choice=form.cleaned_data["choice"], by=request.who.by, at=request.real
                )
            except Refused as refusal:
                language = spoken()
                said = [marks.Notice("error", p.what(language), p.mend(language)) for p in refusal.problems]
            else:
                return HttpResponseRedirect(reverse("entry:outbox"), status=303)
        else:
            said = [marks.Notice("error", _("Pick notices, and say what became of them."))]
    page = frame(request, _("Outbox"), current=CURRENT, has_errors=bool(said), path=reverse("entry:outbox"))
    context = OutboxPage(
        page, [*said, *_ways()], _open_table(outbox.open_to_decide(by=request.who.by, at=request.real))
    )
    return render(request, "accounts/outbox.html", vars(context), status=422 if said else 200)


def _ways() -> Iterator[marks.Notice]:
    """Which channels this site has none of, and how many wait for them."""
    said = settings.NOTICES
    for channel, has in (("email", said.smtp is not None), ("sms", bool(said.gateway or said.spool))):
        if not has:
            waiting = Notice.objects.filter(channel=channel, state="waiting").count()
            name = CHANNELS[channel].to(spoken())
            yield marks.Notice(
                "info", _("This site has no way out by {channel}.").format(channel=name),
                _("{n} notices wait for one.").format(n=waiting) if waiting else "",
            )  # fmt: skip


def _open_table(found: Sequence[Notice]) -> Table:
    columns = [
        Column(_("notice")), Column(_("recipient")), Column(_("channel"), is_kept=True), Column(_("since"), is_kept=True),
        Column(_("how it stands")), Column(_("tries"), is_number=True),
    ]  # fmt: skip
    choices = [Option(code, words, False) for code, words in choice_words().items()]
    bulk = Bulk(
        reverse("entry:outbox"),
        _("Decide"),
        [Field("choice", _("What became of them"), "select", options=choices)],
    )
    rows = [
        Row([
            Cell(_what(one), note=_number(one)), Cell(one.account.name, note=one.account.login),
            Cell(CHANNELS[one.channel].to(spoken())), Cell(_moment(one.made_at)),
            Cell(STATES[one.state].to(spoken()), note=fault_words(one.fault), tone="unsure" if one.state == "unsure" else "bad"),
            Cell(str(one.tries)),
        ], key=one.ref)
        for one in found
    ]  # fmt: skip
    empty = State(
        "empty",
        _("Nothing waits for a decision"),
        _("What was sent, and what is tried again by itself, is not here."),
    )
    return Table(_("Not confirmed or not sent"), columns, rows, empty, bulk=bulk)


def choice_words() -> dict[str, str]:
    """What a person may say of a notice."""
    return {
        "sent": _("it has arrived: count it as sent"), "again": _("send it again"), "drop": _("leave it unsent"),
    }  # fmt: skip


def fault_words(fault: str) -> str:
    """Why a notice stands where it stands; of what others' programs say, their code."""
    words = {
        "notice/no-address": _("the recipient has no address any more, or the account is closed"),
        "notice/too-old": _("it waited for more than three days"),
        "notice/sender-died": _("the sender was stopped while it handed this over"),
        "notice/restored": _("the site was brought back from a backup since"),
    }
    return words.get(fault, fault)
