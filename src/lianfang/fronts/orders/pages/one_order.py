"""One order: what it says, its life so far, what would end it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianfang.base import ids
from lianfang.base.problems import Refused
from lianfang.entry.pages.working import linked, to
from lianfang.entry.rules import may
from lianfang.entry.tables import area_names
from lianfang.fronts.orders import appealing, ending, signing
from lianfang.fronts.orders.actions import find, is_over
from lianfang.fronts.orders.forms import Appeal, DecideAppeal, Release, Sign
from lianfang.fronts.orders.listing import state_of
from lianfang.fronts.orders.pages.frames import (
    appealed_by,
    first_of,
    framed,
    kind_of,
    named,
    of_orders,
    result_of,
    said_at,
    state_words,
    tell_fields,
    whom,
)
from lianfang.fronts.orders.values import known
from lianfang.gaps import plans
from lianfang.registers import journal
from lianfang.registers.access import opens_sensitive
from lianfang.registers.models import Order
from lianfang.ui.pages import Page
from lianfang.ui.parts.facts import Fact, Facts, Step, Timeline
from lianfang.ui.parts.forms import Form, fields_of, general_of
from lianfang.ui.parts.marks import Link, Notice
from lianfang.ui.writing import spoken


@dataclass(frozen=True)
class Deed:
    """Something that can be done with it: a form behind a line."""

    key: str
    title: str
    hint: str
    form: Form
    is_open: bool


@dataclass(frozen=True)
class OrderPage:
    """What one order shows."""

    page: Page
    lead: str
    notices: Sequence[Notice]
    acts: Sequence[Link]
    facts: Facts
    ends: Sequence[str]
    life: Timeline
    deeds: Sequence[Deed]


@may("people")
@of_orders
@require_safe
def show(request: Any, ref: str) -> HttpResponse:
    """One order within the reader's reach; the look is journalled."""
    order = find(ref, request.who.reader)
    journal.append([journal.Entry(request.at, request.who.reader, "read", "order", order.pk, order.ref)])
    return _shown(request, order)


@may("sign")
@of_orders
@require_POST
def sign(request: Any, ref: str) -> HttpResponse:
    """Sign it as the second."""

    def act(said: dict[str, Any]) -> None:
        signing.sign(refs=[ref], by=request.who.by, at=request.at, request=said["client"])

    return _done(request, ref, Sign(request.POST, auto_id="sign-%s"), act)


@may("write")
@of_orders
@require_POST
def release(request: Any, ref: str) -> HttpResponse:
    """End it before its time."""

    def act(said: dict[str, Any]) -> None:
        ending.release(
            ref=ref, reason=said["reason"], by=request.who.by, at=request.at, request=said["client"]
        )

    return _done(request, ref, Release(request.POST, auto_id="release-%s"), act)


@may("write")
@of_orders
@require_POST
def appeal(request: Any, ref: str) -> HttpResponse:
    """Enter an appeal against it."""

    def act(said: dict[str, Any]) -> None:
        appealing.appeal(
            ref=ref, from_whom=said["from_whom"], reason=said["reason"], by=request.who.by, at=request.at,
            request=said["client"],
        )  # fmt: skip

    return _done(request, ref, Appeal(request.POST, auto_id="appeal-%s"), act)


@may("sign")
@of_orders
@require_POST
def decide(request: Any, ref: str) -> HttpResponse:
    """Decide the appeal against it."""

    def act(said: dict[str, Any]) -> None:
        appealing.decide(
            ref=ref, result=said["result"], why=said["why"], decider=said["decider"], ends_at=said["ends_at"],
            by=request.who.by, at=request.at, request=said["client"],
        )  # fmt: skip

    return _done(request, ref, DecideAppeal(request.POST, auto_id="decide-%s"), act)


def _done(request: Any, ref: str, form: Any, act: Callable[[dict[str, Any]], None]) -> HttpResponse:
    order = find(ref, request.who.reader)
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refusal:
            tell_fields(form, refusal, spoken())
        else:
            return to("orders:order", ref)
    return _shown(request, order, form)


def _shown(request: Any, order: Order, form: forms.Form | None = None) -> HttpResponse:
    at = request.at
    title = _("Order {ref}").format(ref=order.number or order.ref)
    state = state_of(order, at)
    lead = f"{kind_of(order)} · {whom(order)} · {state_words(state)}"
    acts = [Link(_("Print"), reverse("orders:print") + "?" + urlencode({"ref": order.ref}))]
    if request.who.may("write") and not is_over(order, at) and state != "unsigned":
        word = _("Put it in writing") if state == "oral" else _("Extend")
        acts.append(Link(word, reverse("orders:new") + "?" + urlencode({"replaces": order.ref})))
    if order.person_id:
        acts.append(Link(_("Status of this person"), reverse("orders:status", args=[order.person.ref])))
    context = OrderPage(
        framed(request, title, has_errors=form is not None),
        lead, list(_notices(order, at)), acts, _facts(request, order), _ends(order, at), Timeline(list(_life(order, at))),
        list(_deeds(request, order, form)),
    )  # fmt: skip
    return render(request, "orders/order.html", vars(context), status=422 if form is not None else 200)


def _notices(order: Order, at: int) -> Iterator[Notice]:
    state = state_of(order, at)
    yield Notice(
        "info", _("Emergency care comes first"), _("Whoever needs a doctor leaves at once, order or none.")
    )
    if state == "overdue":
        words = _("It binds nobody any more, and is lifted by itself within minutes of the site's running.")
        yield Notice("error", _("The term of this order is over."), words)
    if state == "oral":
        words = _("Unless a written order takes its place it lapses at {moment}.").format(
            moment=said_at(order.ends_at)
        )
        yield Notice("warning", _("Ordered by word of mouth."), words)
    if state == "unsigned":
        yield Notice("warning", _("It awaits its second signature."), _unsigned_words(order))
    found = signing.signature_of(order) if order.signed_ends_at is not None else None
    if found is not None and not found.is_own:
        words = _("{account} recorded it as it stands on paper. Have the paper looked at.")
        yield Notice("warning", _("Its second signature was not given here."), words.format(account=found.by))
    if order.appealed_at and order.appeal_decided_at is None:
        within = known(plans.in_force().plan, "appeal_decided_within", order.appealed_at)
        if within is not None:
            due = order.appealed_at + within
            words = _("To be decided by {moment}.").format(moment=said_at(due))
            yield Notice("error" if due <= at else "warning", _("An appeal waits for its decision."), words)


def _unsigned_words(order: Order) -> str:
    """What becomes of a written order until another signs it."""
    who = _("Another account with the right to sign gives it, never the one that issued the order.")
    if order.signed_ends_at is None:
        return str(who)
    lapses = _("Unsigned it lapses at {moment}; signed it goes on until {end}.")
    return f"{lapses.format(moment=said_at(order.ends_at), end=said_at(order.signed_ends_at))} {who}"


def _signature(order: Order) -> Fact:
    """The second signature, and how it came to be on record: whoever recorded one that stands on paper is named."""
    found = signing.signature_of(order)
    if found is None:
        return Fact(_("second signer"), _("has not come yet"))
    own = _("signed at the account {account}").format(account=found.by)
    paper = _("on paper, as recorded by {account}").format(account=found.by)
    note = own if found.is_own else paper if found.by else _("on paper, as it came with an import")
    return Fact(_("second signer"), _joined(order.second_signer, said_at(order.second_signed_at)), note=note)


def _facts(request: Any, order: Order) -> Facts:
    unknown = _unknown
    sees = opens_sensitive(request.who.reader)
    withheld = "" if sees else _("opened by the purpose of a case investigation")
    place = named(order.place) or named(order.site) or _("at home")
    facts = [
        Fact(_("kind"), kind_of(order)), Fact(_("whom"), whom(order), _person_href(order)), Fact(_("place"), place),
        Fact(_("community"), area_names({order.area_id}).get(order.area_id, "")), Fact(_("basis"), order.basis),
        Fact(_("evidence"), (order.evidence or "") if sees else "", withheld=withheld, **unknown(order.evidence, sees)),
        Fact(_("evidence is of"), said_at(order.evidence_at) if sees else "", withheld=withheld, **unknown(order.evidence_at, sees)),
        Fact(_("starts"), said_at(order.starts_at)), Fact(_("ends"), said_at(order.ends_at)),
        Fact(_("decided by"), _joined(named(order.decided_by), order.decider), **unknown(order.decider)),
        _signature(order),
        Fact(_("support contact"), order.support_contact or "", **unknown(order.support_contact)),
        Fact(_("notice handed over"), said_at(order.notice_at), **unknown(order.notice_at)),
        Fact(_("way of appeal told"), said_at(order.appeal_told_at), **unknown(order.appeal_told_at)),
    ]  # fmt: skip
    return Facts([*facts, *_rests_on(request, order)])


def _unknown(value: object, sees: bool = True) -> dict[str, Any]:
    return {"is_unknown": True} if sees and value in (None, "") else {}


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


def _person_href(order: Order) -> str:
    return reverse("orders:status", args=[order.person.ref]) if order.person_id else ""


def _rests_on(request: Any, order: Order) -> Iterator[Fact]:
    """The case, contact and order that it rests on, as far as the reader may read them."""
    if order.case_id and request.who.reader.reads("case"):
        yield Fact(
            _("case"),
            order.case.ref,
            first_of(
                [linked("tracing:case", order.case.ref), linked("board:record", "case", order.case.ref)]
            ),
        )
    if order.contact_id and request.who.reader.reads("contact"):
        yield Fact(_("contact"), order.contact.ref, linked("board:record", "contact", order.contact.ref))
    if order.replaces_id:
        yield Fact(_("in place of"), order.replaces.ref, reverse("orders:order", args=[order.replaces.ref]))


def _ends(order: Order, at: int) -> list[str]:
    """What would end it, in plain words."""
    if is_over(order, at):
        return [_("It is over.")]
    said = [
        _("Its term: it ends by itself at {moment}, whatever paper is missing.").format(
            moment=said_at(order.ends_at)
        )
    ]
    if state_of(order, at) == "oral":
        said.append(_("A written order in its place; without one it lapses then."))
    if state_of(order, at) == "unsigned" and order.signed_ends_at is not None:
        said.append(_("The second signature takes it to its whole term; without one it lapses then."))
    said.append(_("A release before that, for a reason."))
    said.append(
        _("An appeal that ends it: by whoever is bound, a relative, or an operator on the telephone.")
    )
    if order.contact_id or order.case_id:
        said.append(
            _(
                "The case on which it rests, if it turns out to be none: then it binds nobody from that instant."
            )
        )
    said.append(_("It goes on beyond its term only by a further order, on newer evidence."))
    return said  # fmt: skip


def _life(order: Order, now: int) -> Iterator[Step]:
    steps = [
        (order.evidence_at, _("what it rests on happened"), ""), (order.decided_at, _("decided"), order.decider or ""),
        (order.second_signed_at, _("signed by a second"), order.second_signer or ""), (order.notice_at, _("notice handed over"), ""),
        (order.appeal_told_at, _("way of appeal told"), ""), (order.support_at, _("support contact named"), ""),
        (order.starts_at, _("began by word of mouth") if order.oral else _("began"), ""),
        (order.written_at if order.oral else None, _("put in writing"), ""),
        (order.appealed_at, _("appealed"), appealed_by(order)),
        (order.appeal_decided_at, _("appeal decided") + (f": {result_of(order)}" if order.appeal_result else ""),
         order.appeal_decided_by or ""),
        (order.ends_at, _("its term ends"), ""), (order.released_at, _("lifted"), ""),
    ]  # fmt: skip
    for at, what, who in sorted(
        (one for one in steps if one[0] is not None), key=lambda one: int(one[0] or 0)
    ):
        more = order.release_reason or "" if at == order.released_at and what == _("lifted") else ""
        if int(at or 0) > now:
            more = _("has not come yet") + (f": {more}" if more else "")
        yield Step(said_at(at), what, more, who)


def _is_own(request: Any, order: Order) -> bool:
    """Did the account that looks put it on record?"""
    return request.who.by.name in signing.issuers([order.pk]).get(order.pk, frozenset())


def _deeds(request: Any, order: Order, sent: forms.Form | None) -> Iterator[Deed]:
    """The forms that this reader may send now; ``sent`` is one that came back."""
    waits = order.appealed_at is not None and order.appeal_decided_at is None
    offered: list[tuple[str, type[forms.Form], str, str, str, bool]] = [
        ("sign", Sign, _("Sign as the second"), _("In the name of this account, now"), "sign",
         request.who.may("sign") and signing.awaits(order, request.at) and not _is_own(request, order)),
        ("decide", DecideAppeal, _("Decide the appeal"), _("Somebody else decides than who ordered it"), "decide_appeal",
         request.who.may("sign") and waits),
        ("appeal", Appeal, _("Enter an appeal"), _("From the person, a relative, or on the telephone"), "appeal",
         request.who.may("write") and not is_over(order, request.at) and not waits),
        ("release", Release, _("Release before the time"), _("No paper is needed for it, only a reason"), "release",
         request.who.may("write") and not is_over(order, request.at)),
    ]  # fmt: skip
    for key, make, title, hint, route, there in offered:
        is_sent = isinstance(sent, make)
        if not there and not is_sent:
            continue
        form = (
            sent
            if sent is not None and is_sent
            else make(initial={"client": ids.new_ref()}, auto_id=f"{key}-%s")
        )
        shown = Form(
            reverse(f"orders:{route}", args=[order.ref]), fields_of(form), title, general=general_of(form)
        )
        yield Deed(key, title, hint, shown, is_sent or key == "sign")
