"""What is asked of one person now, why, until when and on which records; and their passes."""

from __future__ import annotations

from collections.abc import Sequence
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
from lianfang.base.problems import Problem, Refused
from lianfang.entry.pages.working import to
from lianfang.entry.rules import may
from lianfang.fronts.orders import passing
from lianfang.fronts.orders.asking import person_of, standing_of
from lianfang.fronts.orders.forms import NewPass
from lianfang.fronts.orders.listing import orders
from lianfang.fronts.orders.pages.frames import framed, of_orders, said_at, tell_fields
from lianfang.fronts.orders.pages.orders import table
from lianfang.fronts.orders.standing import KINDS, Standing, Used
from lianfang.registers import journal
from lianfang.registers.access import Reader, rows
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import REGISTERS, Pass, Person
from lianfang.registers.models.clinical_codes import PASS_VERDICT
from lianfang.ui.pages import Page
from lianfang.ui.parts.facts import Fact, Facts
from lianfang.ui.parts.forms import Form, fields_of, general_of
from lianfang.ui.parts.marks import Link, Notice, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.pictures.qr import Code, qr
from lianfang.ui.writing import spoken

PASSES = 20


@dataclass(frozen=True)
class StatusPage:
    """What is asked of someone."""

    page: Page
    why: str
    facts: Facts
    notices: Sequence[Notice]
    acts: Sequence[Link]
    orders: Table
    passes: Table
    form: Form | None


@may("people")
@of_orders
@require_safe
def show(request: Any, ref: str) -> HttpResponse:
    """One person within the reader's reach; the look is journalled."""
    person = person_of(ref, request.who.reader)
    journal.append(
        [journal.Entry(request.at, request.who.reader, "read", "person", person.pk, person.ref, "status")]
    )
    return _shown(request, person)


@may("write")
@of_orders
@require_POST
def issue(request: Any, ref: str) -> HttpResponse:
    """Issue a pass, and show it."""
    person, form = person_of(ref, request.who.reader), NewPass(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = passing.issue_pass(
                person=ref, by=request.who.by, reader=request.who.reader, at=request.at, given_to=said["given_to"],
                request=said["client"],
            )  # fmt: skip
        except Refused as refusal:
            tell_fields(form, refusal, spoken())
        else:
            return to("orders:pass", made.row.ref)
    return _shown(request, person, form)


@may("write")
@of_orders
@require_POST
def revoke(request: Any, ref: str) -> HttpResponse:
    """Take a pass back."""
    found = _pass_of(ref, request.who.reader)
    passing.revoke(ref=ref, by=request.who.by, at=request.at)
    return to("orders:status", found.person.ref)


@dataclass(frozen=True)
class PassPage:
    """A pass as it is printed: what it says, until when, the code and its line."""

    page: Page
    verdict: str
    is_go: bool
    until: str
    area: str
    ref: str
    line: str
    code: Code
    revoke: str
    back: Link


@may("people")
@of_orders
@require_safe
def one_pass(request: Any, ref: str) -> HttpResponse:
    """One pass."""
    found = _pass_of(ref, request.who.reader)
    journal.append([journal.Entry(request.at, request.who.reader, "read", "pass", found.pk, found.ref)])
    line, language = passing.line_of(found), spoken()
    area = found.area.name_zh if language == "zh" else found.area.name_en
    label = _("The pass as a code that gates scan; the line below says the same")
    running = found.revoked_at is None and found.valid_until > request.at and request.who.may("write")
    context = PassPage(
        framed(request, _("Pass")), PASS_VERDICT.codes[found.verdict].to(language), found.verdict == "go",
        said_at(found.valid_until), area, found.ref, line, qr(line, label),
        reverse("orders:revoke_pass", args=[found.ref]) if running else "",
        Link(_("Status of this person"), reverse("orders:status", args=[found.person.ref])),
    )  # fmt: skip
    return render(request, "orders/pass.html", vars(context))


def _pass_of(ref: str, reader: Reader) -> Pass:
    found = rows(Pass, reader).filter(ref=ref).select_related("area", "person").first()
    if found is None:
        raise Refused(Problem("record/not-found", facts={"register": "pass", "value": ref[:40]}))
    return found


def _shown(request: Any, person: Person, sent: forms.Form | None = None) -> HttpResponse:
    found = standing_of(person.pk, at=request.at)
    theirs = orders("all", reader=request.who.reader, at=request.at).filter(person=person)[:PASSES]
    acts = []
    if request.who.may("write"):
        acts.append(
            Link(_("Issue an order"), reverse("orders:new") + "?" + urlencode({"person": person.ref}))
        )
    title = _("Status of person {ref}").format(ref=person.ref)
    seen, hidden = _reached(request.who.reader, found)
    context = StatusPage(
        framed(request, title, has_errors=sent is not None), _why(found, hidden),
        _facts(found, seen, hidden), _notices(found, hidden), acts, table(list(theirs), request.at), _passes(request, person),
        _form(request, person, sent),
    )  # fmt: skip
    return render(request, "orders/status.html", vars(context), status=422 if sent is not None else 200)


def _reached(reader: Reader, found: Standing) -> tuple[list[Used], int]:
    """The records on which it rests that a reader may read, and how many they may not."""
    seen = [
        used for used in found.used if rows(REGISTERS[used.register], reader).filter(ref=used.ref).exists()
    ]
    return seen, len(found.used) - len(seen)


def _why(found: Standing, hidden: int) -> str:
    """In one line; of what rests on records out of reach the verdict alone, which every gate is told."""
    language = spoken()
    if hidden:
        return PASS_VERDICT.codes[found.verdict].to(language)
    return f"{KINDS[found.kind].to(language)}{_(': ')}{found.why.to(language)}"


def _notices(found: Standing, hidden: int) -> list[Notice]:
    first = _("Whoever needs a doctor passes every gate at once, whatever stands here.")
    said = [Notice("info", _("Emergency care comes first"), first)]
    if found.kind == "cannot_tell" and not hidden:
        find_out = _("Find it out and record it; until then a supervisor decides at the gate.")
        said.append(Notice("warning", _("A fact is missing"), find_out))
    return said


def _facts(found: Standing, seen: Sequence[Used], hidden: int) -> Facts:
    """Why, until when, by whom and on what. With records out of reach among these the verdict alone, and how many they are:
    kind, reason, issuer and end would tell what stands in them.
    """
    language = spoken()
    facts = [Fact(_("at a gate"), PASS_VERDICT.codes[found.verdict].to(language))]
    if not hidden:
        facts = [
            Fact(_("status"), KINDS[found.kind].to(language)), Fact(_("why"), found.why.to(language)), *facts,
            Fact(_("holds until"), said_at(found.until)), Fact(_("who answers for it"), found.issuer or _("the plan in force")),
        ]  # fmt: skip
    facts.append(Fact(_("by the rules of"), _("plan, version {version}").format(version=found.rule)))
    for used in seen:
        href = reverse("orders:order", args=[used.ref]) if used.register == "order" else ""
        facts.append(Fact(_("rests on"), f"{catalogue()[used.register].title.to(language)} {used.ref}", href))
    if hidden:
        facts.append(Fact(_("rests on"), withheld=_("{n} records out of your reach").format(n=hidden)))
    return Facts(facts)


def _passes(request: Any, person: Person) -> Table:
    columns = [
        Column(_("pass"), is_kept=True), Column(_("says")), Column(_("valid until"), is_kept=True), Column(_("how it stands"))
    ]  # fmt: skip
    found = rows(Pass, request.who.reader).filter(person=person).order_by("-id")[:PASSES]
    made = [
        Row([
            Cell(one.ref, reverse("orders:pass", args=[one.ref])), Cell(PASS_VERDICT.codes[one.verdict].to(spoken())),
            Cell(said_at(one.valid_until)), Cell(_pass_words(one, request.at)),
        ])
        for one in found
    ]  # fmt: skip
    return Table(_("Passes, the newest first"), columns, made, State("empty", _("No pass was issued here")))


def _pass_words(one: Pass, at: int) -> str:
    if one.revoked_at is not None and one.revoked_at <= at:
        return _("taken back")
    return _("expired") if one.valid_until <= at else _("valid")


def _form(request: Any, person: Person, sent: forms.Form | None) -> Form | None:
    if not request.who.may("write"):
        return None
    form = sent if sent is not None else NewPass(initial={"client": ids.new_ref()})
    action = reverse("orders:issue_pass", args=[person.ref])
    return Form(action, fields_of(form), _("Issue a pass for a day"), general=general_of(form))
