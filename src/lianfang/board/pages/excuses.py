"""Excuses: what is asked for and what holds; one request, which another grants or refuses; the form that asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.instants import day_of, iso, start_of
from lianfang.base.problems import Problem, Refused
from lianfang.board.pages.asking import Asked, asked, present
from lianfang.board.pages.frames import framed, told
from lianfang.board.pages.tasks import now_unless_named
from lianfang.board.shapes import DutySaid
from lianfang.board.work_forms import AskExcuse, RefuseExcuse
from lianfang.entry.forms import new_client
from lianfang.entry.pages.frame import tell
from lianfang.entry.rules import may
from lianfang.fronts.command import excuse_list
from lianfang.fronts.command.shapes import ExcuseListed
from lianfang.gaps import asking, plans
from lianfang.gaps.keyed import Key
from lianfang.gaps.models import Excuse, ExcuseRequest
from lianfang.registers.access import Reader, rows
from lianfang.registers.models import REGISTERS
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import Fact, Facts
from lianfang.ui.parts.forms import Field, Form, fields_of, general_of
from lianfang.ui.parts.marks import Link, Notice, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import moment, spoken

CURRENT = "board:inbox"
SHOWN = 200
AT_FIELD = {
    "excuse/reason": "reason", "excuse/reason-in-words": "words", "excuse/ends-before-it-begins": "until",
    "excuse/beyond-the-plan": "until", "excuse/too-long": "words",
}  # fmt: skip


@dataclass(frozen=True)
class ExcusesPage:
    """What the list shows."""

    page: Page
    requests: Table
    excuses: Table


@dataclass(frozen=True)
class ExcusePage:
    """What a request shows; ``grant`` and ``refuse`` decide it."""

    page: Page
    notices: Sequence[Notice]
    facts: Facts
    grant: Form | None
    refuse: Form | None


@dataclass(frozen=True)
class AskPage:
    """The form that asks."""

    page: Page
    facts: Facts
    form: Form


@may("gaps")
@require_safe
@told
def listed(request: Any) -> HttpResponse:
    """What is asked for, and what holds now, within the reader's reach."""
    ask = now_unless_named(asked(request), request.at)
    found = list(asking.requests(reader=ask.reader)[:SHOWN])
    found.sort(key=lambda one: one.decided_at is not None)
    made = excuse_list.make(reader=ask.reader, as_of=ask.as_of, at=ask.at, limit=SHOWN)
    page = framed(request, ask, _("Excuses"), current=CURRENT, trail=(Crumb(_("Excuses")),))
    context = ExcusesPage(page, _requests(found), _in_force(ask, made.rows, made.total))
    return render(request, "board/excuses.html", vars(context))


def _requests(found: Sequence[ExcuseRequest]) -> Table:
    columns = [
        Column(_("must")), Column(_("reason")), Column(_("until"), is_kept=True), Column(_("asked by"), is_kept=True),
        Column(_("answer")),
    ]  # fmt: skip
    titles = _titles()
    rows = [
        Row([
            Cell(titles.get(one.must_id, one.ref), reverse("board:excuse", args=[one.ref]), one.ref),
            Cell(_reason(one.reason), note=one.words), Cell(_moment(one.until)),
            Cell(one.asked_by, note=_moment(one.asked_at)), _answer(one),
        ])
        for one in found
    ]  # fmt: skip
    empty = State(
        "empty", _("No excuse was asked for"), _("It is asked for on the record whose duty cannot be met.")
    )
    return Table(_("Requests"), columns, rows, empty)


def _answer(one: ExcuseRequest) -> Cell:
    if one.decided_at is None:
        return Cell(_("waits for another to decide"), tone="unsure")
    if one.excuse_id is None:
        return Cell(_("refused by {name}").format(name=one.decided_by), note=one.answer)
    return Cell(_("granted by {name}").format(name=one.decided_by), note=_moment(one.decided_at))


def _titles() -> dict[int, str]:
    return {one.number: one.must.title.to(spoken()) for one in plans.in_force().musts}


def _reason(code: str) -> str:
    return Excuse.REASONS.codes[code].to(spoken())


def _in_force(ask: Asked, found: Sequence[ExcuseListed], total: int) -> Table:
    columns = [
        Column(_("record"), is_kept=True), Column(_("must")), Column(_("reason")), Column(_("until"), is_kept=True),
        Column(_("by two people")),
    ]  # fmt: skip
    language = spoken()
    rows = [
        Row([
            Cell(one.subject or "–", ask.href("record", one.register_, one.subject) if one.subject else "", one.period or ""),
            Cell(one.title.to(language)), Cell(one.reason_words.to(language), note=one.words or ""), Cell(moment(one.ends_at)),
            Cell(f"{one.given_by} · {one.approved_by}"),
        ])
        for one in found
    ]  # fmt: skip
    note = "" if total <= len(found) else _("the first {n}").format(n=len(found))
    return Table(_("Excuses that hold"), columns, rows, State("empty", _("No excuse holds now")), note)


def way(ask: Asked, duty: DutySaid) -> Fact | None:
    """Where an excuse of an open gap is asked for; nothing where it is none, or of another instant."""
    if duty.state != "gap" or not ask.is_now or not ask.names:
        return None
    key = "/".join([duty.duty.must, duty.duty.subject, duty.duty.period or ""])
    return Fact(
        _("excuse"), _("ask for an excuse"), reverse("board:ask_excuse") + "?" + urlencode({"gap": key})
    )


@may("gaps")
@require_http_methods(["GET", "HEAD", "POST"])
@told
def ask_for(request: Any) -> HttpResponse:
    """The form; and when it is sent, the request."""
    typed = request.POST if request.method == "POST" else request.GET
    written, ask = typed.get("gap", "")[:120], asked(request)
    key = _key(written)
    if request.method == "POST":
        form = AskExcuse(typed)
        if form.is_valid():
            said = form.cleaned_data
            try:
                ref = asking.ask(
                    key=key, reason=said["reason"], words=said["words"].strip(), begins_at=present(request.at), until=said["until"],
                    reader=ask.reader, by=request.who.by, at=request.at, request=said["client"],
                )  # fmt: skip
            except Refused as refusal:
                tell(form, refusal, AT_FIELD)
            else:
                return HttpResponseRedirect(reverse("board:excuse", args=[ref]), status=303)
    else:
        form = AskExcuse(initial={"client": new_client()})
    must = plans.in_force().plan.musts.get(key.must)
    if must is None or not ask.reader.reads(must.every):
        raise Refused(Problem("excuse/no-duty", facts={"must": key.must, "subject": key.subject}))
    facts = [
        Fact(_("must"), must.title.to(spoken())),
        Fact(_("record"), key.subject, reverse("board:record", args=[must.every, key.subject]), note=_day(key.period)),
    ]  # fmt: skip
    made = Form(
        reverse("board:ask_excuse"), [*fields_of(form), Field("gap", "", "hidden", written)], _("Ask"),
        general=general_of(form), cancel=Link(_("Excuses"), reverse("board:excuses")),
    )  # fmt: skip
    page = _page(request, ask, _("Ask for an excuse"), has_errors=bool(form.errors))
    return render(
        request, "board/ask_excuse.html", vars(AskPage(page, Facts(facts), made)), status=422 if form.errors else 200
    )  # fmt: skip


def _key(text: str) -> Key:
    """Raises Refused where it is no gap of a list."""
    must, _stroke, rest = text.partition("/")
    subject, _stroke, day = rest.partition("/")
    if not subject:
        raise Refused(Problem("task/no-such-gap", facts={"key": text[:80]}))
    try:
        return Key(must, subject, start_of(date.fromisoformat(day), settings.TIME_ZONE) if day else 0)
    except ValueError as error:
        raise Refused(Problem("task/no-such-gap", facts={"key": text[:80]})) from error


def _page(request: Any, ask: Asked, title: str, **more: Any) -> Page:
    trail = (Crumb(_("Excuses"), reverse("board:excuses")), Crumb(title))
    return replace(
        framed(request, ask, title, current=CURRENT, trail=trail, **more), as_of="", as_of_action=""
    )


@may("gaps")
@require_safe
@told
def show(request: Any, ref: str) -> HttpResponse:
    """One request."""
    return _shown(request, ref)


@may("sign")
@require_POST
@told
def grant(request: Any, ref: str) -> HttpResponse:
    """Another grants it."""
    who = request.who
    try:
        asking.grant(
            ref=ref, reader=who.reader, by=who.by, at=request.at, request=request.POST.get("client", "")[:64]
        )
    except Refused as refusal:
        if any(problem.code == "excuse/not-found" for problem in refusal.problems):
            raise
        language = spoken()
        said = [Notice("error", p.what(language), p.mend(language)) for p in refusal.problems]
        return _shown(request, ref, said)
    return HttpResponseRedirect(reverse("board:excuse", args=[ref]), status=303)


@may("sign")
@require_POST
@told
def refuse(request: Any, ref: str) -> HttpResponse:
    """Another refuses it, and says why."""
    who, form = request.who, RefuseExcuse(request.POST)
    asking.find(ref, who.reader)
    if form.is_valid():
        said = form.cleaned_data
        try:
            asking.refuse(
                ref=ref, answer=said["answer"], reader=who.reader, by=who.by, at=request.at, request=said["client"]
            )  # fmt: skip
        except Refused as refusal:
            tell(form, refusal, {"excuse/no-answer": "answer"})
        else:
            return HttpResponseRedirect(reverse("board:excuse", args=[ref]), status=303)
    return _shown(request, ref, form=form)


def _shown(
    request: Any, ref: str, said: Sequence[Notice] = (), form: RefuseExcuse | None = None
) -> HttpResponse:
    ask = asked(request)
    one = asking.find(ref, ask.reader)
    is_wrong = bool(said) or form is not None
    page = _page(
        request,
        ask,
        _("Request {ref}").format(ref=ref),
        has_errors=is_wrong,
        path=reverse("board:excuse", args=[ref]),
    )
    decides = request.who.may("sign") and one.decided_at is None
    is_own = one.asked_by.casefold() == request.who.by.name.casefold()
    notices = list(said)
    if decides and is_own:
        notices.append(Notice("info", _("You asked for it: another has to decide.")))
    granting = refusing = None
    if (decides and not is_own) or form is not None:
        granting = Form(reverse("board:grant_excuse", args=[ref]), [], _("Grant it"))
        filled = form or RefuseExcuse(initial={"client": new_client()})
        refusing = Form(
            reverse("board:refuse_excuse", args=[ref]), fields_of(filled), _("Refuse it"), general=general_of(filled), is_grave=True
        )  # fmt: skip
    context = ExcusePage(page, notices, _facts(one, request.who.reader), granting, refusing)
    return render(request, "board/excuse.html", vars(context), status=422 if is_wrong else 200)


def _facts(one: ExcuseRequest, reader: Reader) -> Facts:
    standing = asking.standing_of(one, plans.in_force())
    facts = [
        Fact(_("how it stands"), _answer(one).text, note=_answer(one).note), Fact(_("reason"), _reason(one.reason), note=one.words),
        Fact(_("from"), _moment(one.begins_at)), Fact(_("until"), _moment(one.until)),
        Fact(_("asked by"), one.asked_by, note=_moment(one.asked_at)),
    ]  # fmt: skip
    if standing is not None:
        register = standing.must.every
        seen = rows(REGISTERS[register], reader).filter(id=one.subject_id)
        kept: Mapping[int, str] = dict(seen.values_list("id", "ref"))
        facts.insert(
            1,
            Fact(
                _("must"), standing.must.title.to(spoken()), reverse("board:must", args=[standing.must.key])
            ),
        )
        if one.subject_id in kept:
            href = reverse("board:record", args=[register, kept[one.subject_id]])
            facts.insert(2, Fact(_("record"), kept[one.subject_id], href, note=_day(one.period)))
    return Facts(facts)


def _day(period: int) -> str:
    return day_of(period, settings.TIME_ZONE).isoformat() if period else ""


def _moment(at: int) -> str:
    return moment(iso(at, settings.TIME_ZONE))
