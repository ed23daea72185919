"""The list of orders: what is in force, what is due, what lapses, what is appealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianfang.base import ids
from lianfang.entry.rules import may
from lianfang.entry.tables import area_names
from lianfang.fronts.orders import listing, signing
from lianfang.fronts.orders.pages.frames import (
    appealed_by,
    framed,
    kind_of,
    of_orders,
    said_at,
    state_words,
    whom,
)
from lianfang.fronts.orders.values import known
from lianfang.gaps import plans
from lianfang.gaps.lists import journal
from lianfang.gaps.picking import read_key, write_key
from lianfang.plan.model import Plan
from lianfang.registers.models import Order
from lianfang.registers.models.codes import ORDER_KIND
from lianfang.ui.pages import Page
from lianfang.ui.parts.facts import TabLink, Tabs
from lianfang.ui.parts.forms import Field, FilterBar, Option
from lianfang.ui.parts.marks import Link, State, Tag
from lianfang.ui.parts.tables import Bulk, Cell, Column, Pager, Row, Table
from lianfang.ui.writing import number, spoken

LIMIT = 50
COUNTED = 999


@dataclass(frozen=True)
class OrdersPage:
    """What the list shows."""

    page: Page
    lead: str
    acts: Sequence[Link]
    tabs: Tabs
    filters: FilterBar | None
    table: Table


@may("people")
@of_orders
@require_safe
def show(request: Any) -> HttpResponse:
    """The orders within the reader's reach."""
    reader, which = request.who.reader, request.GET.get("which", "in_force")
    kind = request.GET.get("kind", "") if request.GET.get("kind", "") in ORDER_KIND.codes else ""
    found, key = _page(listing.orders(which, reader=reader, at=request.at, kind=kind), request)
    journal(reader, at=request.at, counts={"order": len(found)})
    said = {"which": which, "kind": kind}
    following = _href({**said, "after": key}) if key else ""
    pager = Pager(len(found), None, next=following) if following else None
    options = [
        Option("", _("all kinds"), not kind),
        *(Option(code, words.to(spoken()), code == kind) for code, words in ORDER_KIND.codes.items()),
    ]
    filters = FilterBar(
        reverse("orders:orders"), [Field("kind", _("kind"), "select", options=options)], kept=[("which", which)]
    )  # fmt: skip
    acts = [Link(_("Issue an order"), reverse("orders:new")), Link(_("Appeals"), reverse("orders:appeals"))]
    lead = _(
        "Whoever is bound by one, until when, and how each stands. An order whose term is over binds nobody."
    )
    context = OrdersPage(
        framed(request, _("Orders")), lead, acts, _tabs(request, which), filters,
        table(found, request.at, pager, _bulk(request, which)),
    )  # fmt: skip
    return render(request, "orders/orders.html", vars(context))


def _bulk(request: Any, which: str) -> Bulk:
    """Those that are picked are signed, by who may, where they are listed for that; else printed."""
    if which == "unsigned" and request.who.may("sign"):
        client = Field("client", "", "hidden", value=ids.new_ref())
        return Bulk(reverse("orders:sign_many"), _("Sign those picked"), [client], name="ref")
    return Bulk(reverse("orders:print"), _("Print those picked"), name="ref")


def _page(found: Any, request: Any) -> tuple[list[Order], str]:
    """One page of a list and the key of the next."""
    start = read_key(request.GET["after"], "orders", 1)[0] if request.GET.get("after") else 0
    rows = list(found[start : start + LIMIT + 1])
    return rows[:LIMIT], write_key([start + LIMIT], "orders") if len(rows) > LIMIT else ""


def _href(said: dict[str, str]) -> str:
    return reverse("orders:orders") + "?" + urlencode({name: value for name, value in said.items() if value})


def _tabs(request: Any, which: str) -> Tabs:
    titles = {
        "in_force": _("in force"), "due": _("end within a day"), "overdue": _("not lifted"), "oral": _("oral"),
        "unsigned": _("to sign"), "all": _("all"),
    }  # fmt: skip
    tabs = []
    for key, title in titles.items():
        many = listing.orders(key, reader=request.who.reader, at=request.at).order_by()[: COUNTED + 1].count()
        count = f"{COUNTED}+" if many > COUNTED else number(many)
        tabs.append(TabLink(title, _href({"which": key}), count, key == which))
    return Tabs(tabs, _("which orders"))


def table(found: Sequence[Order], at: int, pager: Pager | None = None, bulk: Bulk | None = None) -> Table:
    """Orders as a table."""
    names = area_names({one.area_id for one in found})
    columns = [
        Column(_("order"), is_kept=True), Column(_("kind")), Column(_("whom")), Column(_("community")),
        Column(_("starts"), is_kept=True), Column(_("ends"), is_kept=True), Column(_("how it stands")),
    ]  # fmt: skip
    rows = [
        Row(
            [
                Cell(one.ref, reverse("orders:order", args=[one.ref]), one.number or ""), Cell(kind_of(one)), Cell(whom(one)),
                Cell(names.get(one.area_id, "")), Cell(said_at(one.starts_at)), Cell(said_at(one.ends_at)),
                _standing(one, at),
            ],
            key=one.ref,
        )
        for one in found
    ]  # fmt: skip
    empty = State("empty", _("No order here"), _("Nobody in this area is bound by an order of this sort."))
    return Table(
        _("Orders, those that end first at the head"),
        columns,
        rows,
        empty,
        pager=pager,
        bulk=bulk if rows else None,
    )


def _standing(one: Order, at: int) -> Cell:
    state = listing.state_of(one, at)
    if state == "overdue":
        return Cell(part=Tag("overdue", state_words(state)))
    note = _("appealed, not decided") if one.appealed_at and one.appeal_decided_at is None else ""
    if state == "lifted":
        return Cell(state_words(state), note=said_at(one.released_at), tone="soft")
    return Cell(state_words(state), note=note, tone="unsure" if state in ("oral", "unsigned") else "")


@may("sign")
@of_orders
@require_POST
def sign(request: Any) -> HttpResponse:
    """Sign those that were picked as the second, all or none; then they are there to be printed."""
    refs = request.POST.getlist("ref")[:LIMIT]
    client = request.POST.get("client", "")
    signed = signing.sign(refs=refs, by=request.who.by, at=request.at, request=client)
    where = reverse("orders:print") + "?" + urlencode({"ref": signed, "what": ["order"]}, doseq=True)
    return HttpResponseRedirect(where, status=303)


@dataclass(frozen=True)
class AppealsPage:
    """The appeals that wait."""

    page: Page
    lead: str
    table: Table


@may("people")
@of_orders
@require_safe
def appeals(request: Any) -> HttpResponse:
    """Appeals that wait for a decision, the oldest first."""
    reader = request.who.reader
    found = list(
        listing.orders("appeals", reader=reader, at=request.at).order_by("appealed_at", "id")[:LIMIT]
    )
    journal(reader, at=request.at, counts={"order": len(found)})
    columns = [
        Column(_("order"), is_kept=True), Column(_("kind")), Column(_("whom")), Column(_("who appealed")),
        Column(_("appealed"), is_kept=True), Column(_("to be decided by"), is_kept=True), Column(_("how it stands")),
    ]  # fmt: skip
    plan = plans.in_force().plan
    rows = [_appeal(one, plan, request.at) for one in found]
    empty = State("empty", _("No appeal waits"), _("Every appeal in this area has been decided."))
    lead = _(
        "Each is decided by somebody who neither decided on the order nor signed it; one that is late is a gap."
    )
    context = AppealsPage(
        framed(request, _("Appeals")), lead, Table(_("Appeals, the oldest first"), columns, rows, empty)
    )
    return render(request, "orders/appeals.html", vars(context))


def _appeal(one: Order, plan: Plan, at: int) -> Row:
    within = known(plan, "appeal_decided_within", one.appealed_at or at)
    due = None if within is None else (one.appealed_at or at) + within
    late = due is not None and due <= at
    state = Tag("overdue") if late else Tag("waiting")
    return Row([
        Cell(one.ref, reverse("orders:order", args=[one.ref]), one.number or ""), Cell(kind_of(one)), Cell(whom(one)),
        Cell(appealed_by(one), is_unknown=not one.appeal_from), Cell(said_at(one.appealed_at)),
        Cell(said_at(due), is_unknown=due is None), Cell(part=state),
    ])  # fmt: skip
