"""The form of an order: prefilled from a contact, a case, a person or the order before; many contacts, many orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianfang.base import ids
from lianfang.base.problems import Refused
from lianfang.entry.rules import may
from lianfang.fronts.orders import actions
from lianfang.fronts.orders.drafting import About, about, drafts, occurred, places
from lianfang.fronts.orders.forms import NewOrder
from lianfang.fronts.orders.pages.frames import (
    framed,
    named,
    of_orders,
    tell_fields,
    written_at,
)
from lianfang.fronts.orders.policies import NEEDED
from lianfang.gaps import plans
from lianfang.gaps.lists import journal
from lianfang.registers.access import opens_sensitive
from lianfang.registers.models import Household, Order
from lianfang.ui.pages import Page
from lianfang.ui.parts.facts import Fact, Facts
from lianfang.ui.parts.forms import ErrorSummary, Field, fields_of, general_of
from lianfang.ui.parts.marks import Link, Notice
from lianfang.ui.writing import number, spoken

ASKED = ("contact", "case", "person", "stay", "replaces")
BASES = ("close-contact-isolated", "key-area-arrival-isolated", "unit-with-case-sealed")


@dataclass(frozen=True)
class NewPage:
    """The form; ``oral`` is its second button."""

    page: Page
    notices: Sequence[Notice]
    facts: Facts | None
    action: str
    fields: Sequence[Field]
    summary: ErrorSummary | None
    is_oral_offered: bool
    cancel: Link


@may("write")
@of_orders
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    """The form; and when it is sent, the orders."""
    reader = request.who.reader
    offered = [(one.ref, named(one)) for one in places(reader)]
    if request.method != "POST":
        said = {name: ",".join(request.GET.getlist(name)) for name in ASKED}
        whole = about(said, reader)
        return _page(request, NewOrder(initial=_initial(said, whole, request), places=offered), whole)
    form = NewOrder(request.POST, places=offered)
    whole = About()
    if form.is_valid():
        try:
            whole = about(form.cleaned_data, reader)
            refs = _issued(request, form.cleaned_data)
        except Refused as refusal:
            tell_fields(form, refusal, spoken())
        else:
            where = reverse("orders:order", args=refs) if len(refs) == 1 else _to_print(refs)
            return HttpResponseRedirect(where, status=303)
    return _page(request, form, whole)


def _issued(request: Any, said: Mapping[str, Any]) -> list[str]:
    made = drafts(said, request.who.reader, request.at)
    if "oral" in request.POST and len(made) == 1 and not made[0].replaces:
        return [actions.issue_oral(draft=made[0], by=request.who.by, at=request.at, request=said["client"])]
    return actions.issue(drafts=made, by=request.who.by, at=request.at, request=said["client"])


def _to_print(refs: Sequence[str]) -> str:
    return reverse("orders:print") + "?" + urlencode({"ref": refs}, doseq=True)


def _initial(said: Mapping[str, str], whole: About, request: Any) -> dict[str, Any]:
    """What is known of whom it is for, so that nothing is typed that is on record."""
    now = written_at(request.at)
    told: dict[str, Any] = {
        **said,
        "client": ids.new_ref(),
        "starts_at": now,
        "notice_at": now,
        "appeal_told_at": now,
    }
    told["basis"] = _basis()
    sees = opens_sensitive(request.who.reader)
    first = whole.contacts[0] if whole.contacts else None
    if first is not None:
        told |= {
            "kind": "collective_isolation",
            "person": _ref(first.person),
            "household": _ref(first.household),
        }
        told["evidence_at"] = written_at(occurred(whole, request.at)) if len(whole.contacts) == 1 else ""
        told["evidence"] = _("close contact of a case")  # which one is nobody's to read on another's order
    elif whole.case is not None:
        told |= {"kind": "hospital_isolation", "person": _ref(whole.case.person)}
        told |= {"evidence_at": written_at(occurred(whole, request.at)), "evidence": _("a case on record")}
    elif whole.stay is not None:
        told |= {
            "kind": "home_isolation",
            "person": _ref(whole.stay.person),
            "household": _ref(whole.stay.household),
        }
        told |= {"evidence_at": written_at(occurred(whole, request.at)), "evidence": _("was in a key area")}
    else:
        told["kind"] = "home_isolation"
    if not sees:
        told["evidence_at"] = ""
    return told if whole.replaces is None else told | _of_the_old(whole.replaces, sees)


def _of_the_old(old: Order, sees: bool) -> dict[str, Any]:
    """An order that goes on: the same person, place and support; the evidence is asked anew unless it puts one in writing. On
    which contact, case or stay it rests is taken over from it, and not through the form.
    """
    told = {
        "kind": old.kind, "person": _ref(old.person), "household": _ref(old.household), "site": _ref(old.site),
        "place": _ref(old.place), "contact": "", "case": "", "stay": "",
        "basis": old.basis, "support_contact": old.support_contact or "", "evidence": "", "evidence_at": "",
    }  # fmt: skip
    if old.oral:
        told["decider"] = old.decider or ""
    if old.oral and sees:
        told |= {"evidence": old.evidence or "", "evidence_at": written_at(old.evidence_at)}
    return told


def _ref(row: Any) -> str:
    return "" if row is None else str(row.ref)


def _basis() -> str:
    """The legal basis as the plan's own musts name it."""
    musts = plans.in_force().plan.musts
    found = next((musts[key].basis for key in BASES if key in musts and musts[key].basis), None)
    return "" if found is None else found.to(spoken())


def _page(request: Any, form: NewOrder, whole: About) -> HttpResponse:
    old, sees = whole.replaces, opens_sensitive(request.who.reader)
    _leave_trace(request, whole)
    title = (
        _("Issue an order") if old is None else _("Put it in writing") if old.oral else _("Extend the order")
    )
    fields, general = [_needed(one) for one in fields_of(form)], general_of(form)
    made = ErrorSummary(fields, general)
    context = NewPage(
        framed(request, title, has_errors=bool(form.errors)),
        _notices(whole, sees), _facts(whole, sees), reverse("orders:new"), fields, made if made.rows else None,
        old is None and len(whole.contacts) < 2, Link(_("Orders"), reverse("orders:orders")),
    )  # fmt: skip
    return render(request, "orders/new.html", vars(context), status=422 if form.errors else 200)


def _needed(field: Field) -> Field:
    """Nothing is required by the form, so that the action says all that lacks at once; what an order needs is no option."""
    return replace(field, is_optional=False) if field.name in NEEDED and field.name != "ends_at" else field


def _leave_trace(request: Any, whole: About) -> None:
    """Whoever opens the form for somebody reads of them."""
    named = {"case": whole.case, "person": whole.person, "stay": whole.stay, "order": whole.replaces}
    counts = {register: 1 for register, row in named.items() if row is not None}
    if whole.contacts:
        counts["contact"] = len(whole.contacts)
    if counts:
        journal(request.who.reader, at=request.at, counts=counts)


def _notices(whole: About, sees: bool) -> list[Notice]:
    people = _(
        "A person decides; another signs after, at an account of their own, or the order lapses within a day. A model can point"
        " to somebody; it decides on nobody."
    )
    said = [Notice("info", _("All of it, or no order"), people)]
    if whole.replaces is not None and not whole.replaces.oral:
        newer = _("What happened since the order began; without it the order ends when due.")
        said.append(Notice("warning", _("An extension needs newer evidence"), newer))
    home = whole.contacts[0].household if whole.contacts else None
    if sees and isinstance(home, Household) and home.vulnerable not in (None, "none"):
        said.append(Notice("warning", _("Somebody in this household needs care"), _("Arrange it before the door closes.")))  # fmt: skip
    return said


def _facts(whole: About, sees: bool) -> Facts | None:
    if len(whole.contacts) > 1:
        refs = ", ".join(one.ref for one in whole.contacts)
        of_each = Fact(_("evidence of each"), _("its last contact on record, where no instant is typed"))
        return Facts([Fact(_("contacts"), number(len(whole.contacts)), note=refs), of_each])
    facts = []
    old = whole.replaces
    if whole.contacts and whole.contacts[0].answers_for_id:
        facts.append(Fact(_("who answers for this person"), whole.contacts[0].answers_for.ref))
    if old is not None:
        facts.append(Fact(_("in place of"), old.number or old.ref, reverse("orders:order", args=[old.ref])))
    on_record = old.oral if old is not None else whole.contacts or whole.case or whole.stay
    if on_record and not sees:
        facts.append(Fact(_("evidence"), withheld=_("taken from the record, where nothing is typed")))
    return Facts(facts) if facts else None
