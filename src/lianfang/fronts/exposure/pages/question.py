"""One question: its count; and while it is open, who was found and why, for a person to assess and choose from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianfang.base.problems import Refused
from lianfang.entry.forms import new_client
from lianfang.entry.pages.working import linked, notices, to, told
from lianfang.entry.rules import may
from lianfang.fronts.exposure import asking, choosing, places, visits
from lianfang.fronts.exposure.answers import Answer
from lianfang.fronts.exposure.pages import candidates
from lianfang.fronts.exposure.pages.around import for_investigators, page_of
from lianfang.fronts.exposure.pages.ask import lead_of
from lianfang.fronts.exposure.pages.assessing import FILL, Given
from lianfang.fronts.exposure.pages.candidates import Gathered
from lianfang.fronts.exposure.pages.questions import state_of
from lianfang.fronts.exposure.pages.strips import Strip
from lianfang.fronts.exposure.words import kind_of, long, ring_of, sure, when
from lianfang.registers.models import ExposureQuestion
from lianfang.ui.pages import Page
from lianfang.ui.parts.facts import Fact, Facts
from lianfang.ui.parts.forms import ErrorSummary, Form, fields_of
from lianfang.ui.parts.marks import Link, Notice, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import number, spoken

CROWDS = 3
"""Places named as too crowded; of more it is said how many."""


@dataclass(frozen=True)
class QuestionPage:
    """What the page of a question shows."""

    page: Page
    lead: str
    acts: Sequence[Link]
    notices: Sequence[Notice]
    counts: Sequence[Table]
    facts: Facts
    sign: Form | None
    strip: Strip | None
    table: Table | None
    how: str
    errors: ErrorSummary | None
    plan: str
    close: str
    client: str


@may("people")
@told
@for_investigators
@require_safe
def show(request: Any, ref: str) -> HttpResponse:
    """One question."""
    return _shown(request, asking.question_of(ref, request.who.reader))


@may("sign")
@told
@for_investigators
@require_POST
def sign(request: Any, ref: str) -> HttpResponse:
    """The second signature."""
    client = request.POST.get("client", "")[:64]
    asking.sign(ref=ref, reader=request.who.reader, by=request.who.by, at=request.at, request=client)
    return to("exposure:question", ref)


@may("write")
@told
@for_investigators
@require_POST
def close(request: Any, ref: str) -> HttpResponse:
    """The question ends."""
    client = request.POST.get("client", "")[:64]
    asking.close(ref=ref, reader=request.who.reader, by=request.who.by, at=request.at, request=client)
    return to("exposure:question", ref)


@may("write")
@told
@for_investigators
@require_POST
def choose(request: Any, ref: str) -> HttpResponse:
    """Those picked become contacts of the case, each by their own assessment; or what the first says is copied down."""
    reader = request.who.reader
    of, given = asking.question_of(ref, reader), Given.of(request.POST)
    if FILL in request.POST:
        given.fill()
        return _shown(request, of, given)
    if not given.check():
        return _shown(request, of, given, failed=True)
    try:
        done = choosing.choose(
            ref=ref, assessed=given.assessed(), case=given.case, reader=reader, by=request.who.by, at=request.at,
            request=request.POST.get("client", "")[:64],
        )  # fmt: skip
    except Refused as refusal:
        if any(problem.code == "exposure/not-found" for problem in refusal.problems):
            raise
        return _shown(request, of, given, notices(refusal.problems), failed=True)
    what = _("{made} became contacts of the case, {known} were on its list already.").format(
        made=number(done["made"]), known=number(done["known"])
    )
    more = _("Plan the days of their follow-up, as of other contacts.") if done["made"] else ""
    case = of.record if of.register == "case" else given.case
    plan = linked("tracing:plan", case) if done["made"] else ""
    return _shown(request, of, said=[Notice("success", what, more)], plan=plan)


def _shown(
    request: Any, of: ExposureQuestion, given: Given | None = None, said: Sequence[Notice] = (), *,
    failed: bool = False, plan: str = "",
) -> HttpResponse:  # fmt: skip
    """The page; names only of a question that is open, and who saw them is written down."""
    said, given = [*said, *_if_changed(of, request.at)], given or Given()
    is_ended, theirs = asking.is_ended(of, request.at), asking.may_see(of, request.who.by)
    found, list_, waits = None, None, False
    if not is_ended:
        with visits.log() as log:
            found = asking.answer(of, log)
            waits = asking.needs_signature(of, found.count)
            if theirs and not waits:
                list_ = candidates.gather(of, found, log, request)
                waits = list_ is None
    if not (theirs or is_ended):
        what = _("Names are shown to who asked, who signed, and commands.")
        said.append(Notice("info", what, _("Ask for yourself, with a reason of your own.")))
    count = of.count if found is None else found.count
    page = page_of(request, _("Question {ref}").format(ref=of.ref), has_errors=failed)
    may_write = request.who.may("write") and not is_ended
    signs = waits and request.who.may("sign") and of.asked_by != request.who.by.name
    context = QuestionPage(
        page, _("{n} candidates").format(n=number(count)), list(_acts(of, request)),
        [*said, *_notices(of, found, waits)], _counts(of, found) if found is not None else [],
        Facts(list(_facts(of, count, request.at))), _signing(of) if signs else None,
        candidates.picture(of, list_) if list_ is not None else None,
        candidates.table(of, list_, given, request) if list_ is not None else None, _how(of, list_), given.errors(),
        plan, reverse("exposure:close", args=[of.ref]) if may_write else "", new_client(),
    )  # fmt: skip
    return render(request, "exposure/question.html", vars(context), status=422 if failed else 200)


def _how(of: ExposureQuestion, list_: Gathered | None) -> str:
    """What the list is, and what is done with it."""
    if list_ is None:
        return ""
    if of.register == "risk_area" and not list_.cases:
        return _(
            "Someone who was there. No case with evidence is recorded in the area: they stay candidates, to be told and asked."
        )
    return _(
        "Someone who may have been exposed; a place is known, no distance. Assess each, then pick whom you have assessed."
    )


def _if_changed(of: ExposureQuestion, at: int) -> Sequence[Notice]:
    """Why a question has ended just now, where its record says something else than it said."""
    try:
        asking.check_same(of, at)
    except Refused as refusal:
        return notices(refusal.problems)
    return ()


def _signing(of: ExposureQuestion) -> Form:
    from lianfang.fronts.exposure.forms import Once

    fields = fields_of(Once(auto_id="sign-%s"))
    return Form(
        reverse("exposure:sign", args=[of.ref]), fields, _("Sign, so that names are shown"), is_grave=True
    )


def _acts(of: ExposureQuestion, request: Any) -> Iterator[Link]:
    of_case = of.register == "case"
    href = linked("tracing:case", of.record) if of_case else linked("board:record", of.register, of.record)
    if href:
        yield Link(lead_of(of.register, of.record), href)
    if of_case and of.depth == 1 and request.who.may("write"):
        yield Link(_("Their contacts too"), reverse("exposure:ask", args=[of.record]) + "?further=1")


def _notices(of: ExposureQuestion, found: Answer | None, waits: bool) -> Iterator[Notice]:
    if found is None:
        yield Notice(
            "info",
            _("This question has ended: its list is shown no more."),
            _("Ask again, with a reason, if it is needed."),
        )
        return
    if waits:
        what = _("More than {n} candidates: a second body signs before names are shown.")
        if max(of.count, found.count) <= of.sign_above:
            what = _(
                "With those whom unsigned questions of this declaration named more than {n}: a second body signs before names are shown."
            )
        yield Notice(
            "warning",
            what.format(n=number(of.sign_above)),
            _("A command signs from its own account, on this page."),
        )
    if not found.visits:
        of_place = of.register != "case"
        what = (
            _("The log holds no visit there.")
            if of_place
            else _("The log holds no visit of this person in the window.")
        )
        yield Notice("warning", what, _("That is not the same as no contact: nothing was recorded."))
    if found.told:
        what = _("{n} more were named by earlier questions of this declaration, and are not named again.")
        yield Notice("info", what.format(n=number(found.told)))
    if found.unlisted:
        what = _("They are too many to list.")
        yield Notice("warning", what, _("Ask about one site in the area at a time."))
    if found.cut_short:
        what = _("Retention has deleted the first {n} of the window.").format(
            n=long(min(found.cut_short, of.until - of.since))
        )
        yield Notice("warning", what, _("Whoever was there only then is not among the candidates."))
    if found.unasked:
        what = _(
            "The own contacts of {n} contacts were not looked for: there is too much company to go through."
        )
        yield Notice(
            "warning",
            what.format(n=number(found.unasked)),
            _("Ask from them once they are cases, or about their event."),
        )
    yield from _crowds(found)


def _crowds(found: Answer) -> Iterator[Notice]:
    """Of each place where visits had too much company, the visit with the most."""
    most: dict[int, int] = {}
    for place, met in found.crowded:
        most[place] = max(met, most.get(place, 0))
    for met in sorted(most.values(), reverse=True)[:CROWDS]:
        what = _("At one place were so many that they are not listed: {n} visits.").format(n=number(met))
        yield Notice("warning", what)
    if len(most) > CROWDS:
        yield Notice("warning", _("So it was at {n} more places.").format(n=number(len(most) - CROWDS)))


def _counts(of: ExposureQuestion, found: Answer) -> list[Table]:
    if found.unlisted:
        return []
    by_kind: dict[str, int] = {}
    by_sure: dict[str, int] = {}
    for one in found.found:
        by_kind[kind_of(one.kind)] = by_kind.get(kind_of(one.kind), 0) + 1
        by_sure[sure(one.confidence)] = by_sure.get(sure(one.confidence), 0) + 1
    by_confidence = _count(_("By confidence"), _("confidence"), by_sure)
    if of.depth > 1:
        rings = Counter(ring_of(one.depth) for one in found.found)
        return [
            _count(_("By distance"), _("distance"), rings),
            _count(_("By setting"), _("setting"), by_kind),
            by_confidence,
        ]
    if set(by_kind) <= {kind_of("area")}:
        return [by_confidence]
    return [_count(_("By setting"), _("setting"), by_kind), by_confidence]


def _count(title: str, what: str, said: Mapping[str, int]) -> Table:
    rows = [
        Row([Cell(name), Cell(number(n))])
        for name, n in sorted(said.items(), key=lambda one: (-one[1], one[0]))
    ]
    columns = [Column(what), Column(_("candidates"), is_number=True)]
    return Table(title, columns, rows, State("empty", _("Nobody was found")), is_stacked=False)


def _facts(of: ExposureQuestion, count: int, at: int) -> Iterator[Fact]:
    yield Fact(_("state"), state_of(of, at))
    note = "" if count == of.count else _("{n} when it was asked").format(n=number(of.count))
    yield Fact(_("candidates"), number(count), note=note)
    yield Fact(_("what for"), of.reason)
    yield Fact(_("asked at"), when(of.asked_at), note=of.asked_by)
    yield Fact(
        _("time asked about"), _("{since} until {until}").format(since=when(of.since), until=when(of.until))
    )
    if of.register == "risk_area":
        where = places.names([of.place])[of.place].to(spoken())
        yield Fact(_("where"), where, note=_("whoever was there at all"))
    else:
        err = _("clocks may err by {n} together").format(n=long(of.error))
        yield Fact(_("together at least"), long(of.minimum), note=err)
    if of.depth > 1:
        yield Fact(
            _("looked for"), _("its contacts, and theirs"), note=_("theirs from the first exposure on")
        )
    yield Fact(_("visits recorded"), number(of.visits), note=_("within the window"))
    yield from _lacks(of)
    if of.signed_at is not None:
        yield Fact(_("second signature"), when(of.signed_at), note=of.signed_by)
    yield Fact(_("ends"), when(of.closed_at if of.closed_at is not None else of.ends_at), note=of.closed_by)


def _lacks(of: ExposureQuestion) -> Iterator[Fact]:
    """What the answer lacked when it was asked; said also of a question that has ended."""
    if of.crowded:
        yield Fact(_("too crowded to list"), number(of.crowded), note=_("visits, with all who were there"))
    if of.unasked:
        yield Fact(_("contacts not asked about"), number(of.unasked))
    if of.cut_short:
        yield Fact(
            _("deleted by retention"), long(min(of.cut_short, of.until - of.since)), note=_("of that time")
        )
