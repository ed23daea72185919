"""People who may stand in the registers twice: the list, one pair with why, and what a person decides of it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lianfang.base.instants import iso
from lianfang.base.problems import Problem, Refused
from lianfang.entry.pages.working import framed, linked, told
from lianfang.entry.rules import may
from lianfang.entry.tables import area_names
from lianfang.fronts.chains import closer, doubles
from lianfang.fronts.chains.doubles import Doubles
from lianfang.fronts.chains.pages.reading import reads
from lianfang.gaps.lists import journal
from lianfang.registers.access import rows
from lianfang.registers.actions.reviewing import decide
from lianfang.registers.models import Person, ReviewMatch
from lianfang.registers.requests import once
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.forms import Field, Form, Option
from lianfang.ui.parts.marks import Link, Notice, State
from lianfang.ui.parts.tables import Cell, Column, Pager, Row, Table
from lianfang.ui.writing import moment, number, percent, spoken

CURRENT = "chains:duplicates"
SHOWN = 50
LONGEST = 200


@dataclass(frozen=True)
class DuplicatesPage:
    """Pairs, the likeliest first."""

    page: Page
    lead: str
    notices: Sequence[Notice]
    table: Table


@dataclass(frozen=True)
class PairPage:
    """One pair: what is known of both, what speaks for and against, and the decision."""

    page: Page
    lead: str
    notices: Sequence[Notice]
    tables: Sequence[Table]
    form: Form | None


def facts_called() -> dict[str, str]:
    """Kinds of facts in words."""
    return {
        "document": _("document number"), "telephone": _("telephone"), "name": _("name"), "year": _("year of birth"),
        "sex": _("sex"), "place": _("area that recorded"), "home": _("household or place of stay"), "plate": _("declared in the same car"),
    }  # fmt: skip


@may("people")
@reads("person", "review_match")
@require_safe
@told
def listed(request: Any) -> HttpResponse:
    """Who may stand there twice, within the reader's reach."""
    found = doubles.answer(reader=request.who.reader, at=request.at)
    start = request.GET.get("start", "")
    first = int(start) if start.isdecimal() else 0
    page = framed(request, _("Possible duplicates"), current=CURRENT)
    if found is None:
        more = _(
            "There are too many people here to look through while you wait. "
            "Whoever runs the site looks through all of them with lianfang duplicates."
        )
        table = Table(_("Pairs"), [Column("")], [], State("empty", _("Not looked through yet"), more))
        return render(request, "chains/duplicates.html", vars(DuplicatesPage(page, "", [], table)))
    pairs = list(_shown(found, first))
    journal(request.who.reader, at=request.at, counts={"person": 2 * len(pairs)})
    lead = _(
        "Pairs by what they share: {n}, among {people} people. Nothing was decrypted; a person decides."
    ).format(n=number(len(found.likely.one)), people=number(found.people))
    context = DuplicatesPage(page, lead, list(_said_of(found)), _list(found, pairs, first))
    return render(request, "chains/duplicates.html", vars(context))


def _said_of(found: Doubles) -> Iterator[Notice]:
    at = moment(iso(found.at, settings.TIME_ZONE))
    what = _("Found at {at}; pairs compared: {n}.").format(at=at, n=number(found.likely.compared))
    more = ""
    if found.likely.skipped:
        more = _(
            "{n} facts are shared by so many that whoever has nothing else in common was not compared."
        ).format(n=number(found.likely.skipped))
    yield Notice("info", what, more)


def _shown(found: Doubles, first: int) -> Iterator[tuple[int, Person, Person]]:
    """(place in the list, both rows) of a page."""
    one, other = (side[first : first + SHOWN].tolist() for side in (found.likely.one, found.likely.other))
    people = Person.objects.in_bulk({*one, *other})
    for at, (low, high) in enumerate(zip(one, other, strict=True), first):
        if low in people and high in people:
            yield at, people[low], people[high]


def _list(found: Doubles, pairs: Sequence[tuple[int, Person, Person]], first: int) -> Table:
    names = area_names({one.area_id for _at, *both in pairs for one in both})
    decided = _decided([(one.pk, other.pk) for _at, one, other in pairs])
    made = [
        Row([
            Cell(_chance(float(found.likely.chance[at])), reverse("chains:pair", args=[one.ref, other.ref])),
            *(Cell(person.ref, linked("board:record", "person", person.ref), names.get(person.area_id, "")) for person in (one, other)),
            Cell(_why(found, at, 1)), Cell(_why(found, at, -1), tone="soft"),
_standing((one.pk, other.pk) in decided),
        ])
        for at, one, other in pairs
    ]  # fmt: skip
    columns = [
        Column(_("chance"), is_number=True), Column(_("one")), Column(_("the other")), Column(_("in common (bits)")),
        Column(_("differs (bits)")), Column(_("decision")),
    ]  # fmt: skip
    total = len(found.likely.one)
    before = reverse(CURRENT) + f"?start={max(first - SHOWN, 0)}" if first else ""
    after = reverse(CURRENT) + f"?start={first + SHOWN}" if first + SHOWN < total else ""
    empty = State("empty", _("Nobody seems to stand there twice"))
    return Table(
        _("Pairs, the likeliest first"),
        columns,
        made,
        empty,
        pager=Pager(len(made), total, before, after) if total else None,
    )


def _standing(is_decided: bool) -> Cell:
    if is_decided:
        return Cell(_("decided the same, not merged yet"), tone="unsure")
    return Cell(_("not decided"), tone="soft")


def _decided(pairs: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    query = ReviewMatch.objects.filter(person__in=[one for one, _ in pairs], decision="same")
    return set(query.values_list("person_id", "other_person_id")) & set(pairs)


def _chance(chance: float) -> str:
    """Never rounded up to certainty."""
    return percent(min(int(chance * 10_000), 9_999) / 10_000)


def _why(found: Doubles, at: int, sign: int) -> str:
    called = facts_called()
    said = [
        f"{called[kind]} {_bits(float(bits))}"
        for kind, says, bits in zip(
            found.likely.kinds, found.likely.says[at], found.likely.bits[at], strict=True
        )
        if says == sign
    ]
    return _(", ").join(said)


def _bits(bits: float) -> str:
    return f"{bits:+.1f}".replace("-", "−") if bits else _("(follows)")


@may("people")
@reads("person", "review_match")
@require_http_methods(["GET", "HEAD", "POST"])
@told
def pair(request: Any, ref: str, other: str) -> HttpResponse:
    """One pair; and when the form is sent, the decision."""
    both = _both(request, ref, other)
    refusal = None
    if request.method == "POST":
        if not request.who.may("write"):
            raise Http404
        try:
            return _decide(request, both)
        except Refused as problems:
            refusal = problems
    journal(request.who.reader, at=request.at, counts={"person": 2}, ref=ref)
    context = _pair(request, both, refusal)
    return render(request, "chains/pair.html", vars(context), status=422 if refusal else 200)


def _both(request: Any, ref: str, other: str) -> tuple[Person, Person]:
    found = list(rows(Person, request.who.reader).filter(ref__in=(ref, other)).order_by("id"))
    if len(found) != 2:
        raise Refused(Problem("record/not-found", facts={"register": "person", "value": ref[:40]}))
    return found[0], found[1]


def _decide(request: Any, both: tuple[Person, Person]) -> HttpResponse:
    decision, reason = request.POST.get("decision", ""), request.POST.get("reason", "").strip()
    if decision not in ("same", "not_same"):
        raise Refused(Problem("chains/no-decision"))
    if not reason or len(reason) > LONGEST:
        raise Refused(Problem("chains/no-reason", facts={"most": LONGEST}))
    refs = (both[0].ref, both[1].ref)

    def act() -> dict[str, Any]:
        return {
            "ids": decide(refs=refs, decision=decision, reason=reason, by=request.who.by, at=request.at).ids
        }

    once(request=request.POST.get("client-request", "")[:64], verb="review", at=request.at,
         content=[*refs, decision, reason], act=act)  # fmt: skip
    merging = linked("board:merge", "person", refs[0])
    if decision == "same" and merging:
        return HttpResponseRedirect(merging + "?" + urlencode({"other": refs[1]}), status=303)
    return HttpResponseRedirect(reverse(CURRENT), status=303)


def _pair(request: Any, both: tuple[Person, Person], refusal: Refused | None) -> PairPage:
    title = _("One person, or two?")
    page = framed(
        request,
        title,
        Crumb(_("Possible duplicates"), reverse(CURRENT)),
        current=CURRENT,
        has_errors=refusal is not None,
    )
    known = ReviewMatch.objects.filter(person=both[0], other_person=both[1]).first()
    notices = []
    if known is not None:
        what = (
            _("Decided already: not the same.")
            if known.decision == "not_same"
            else _("Decided already: the same.")
        )
        notices.append(
            Notice("info", what, " · ".join(one for one in (known.reason or "", known.decided_by) if one))
        )
    compared, reasons = closer.look(both, reader=request.who.reader, at=request.at)
    tables = [_sides(both), _evidence(reasons, compared)]
    lead = _("{one} and {other}").format(one=both[0].ref, other=both[1].ref)
    form = _form(request, both, refusal) if request.who.may("write") else None
    return PairPage(page, lead, notices, tables, form)


def _sides(both: tuple[Person, Person]) -> Table:
    names = area_names({one.area_id for one in both})
    said = [
        (
            _("year of birth"),
            [str(int(one.birth_year)) if one.birth_year is not None else "" for one in both],
        ),
        (_("sex"), [closer.sex_called(one.sex) for one in both]),
        (_("area that recorded"), [names.get(one.area_id, "") for one in both]),
        (_("recorded at"), [moment(iso(one.recorded_at, settings.TIME_ZONE)) for one in both]),
    ]
    made = [Row([Cell(what), *(Cell(text, is_unknown=not text) for text in texts)]) for what, texts in said]
    columns = [Column(""), *(Column(one.ref) for one in both)]
    return Table(_("Both"), columns, made, State("empty", _("nothing")))


def _evidence(reasons: Sequence[closer.Reason], compared: bool) -> Table:
    made = [
        Row([Cell(one.what), Cell(one.for_them), Cell(one.against, tone="unsure" if one.against else "")])
        for one in reasons
    ]
    columns = [Column(_("fact")), Column(_("for one person")), Column(_("against"))]
    note = (
        _(
            "Their identifiers were decrypted to be compared, these two rows' alone; that is in the journal. None is shown."
        )
        if compared
        else _("The purpose of this reading does not allow identifiers to be compared.")
    )
    return Table(
        _("What speaks for and against"),
        columns,
        made,
        State("empty", _("Nothing is known of both")),
        note=note,
    )


def _form(request: Any, both: tuple[Person, Person], refusal: Refused | None) -> Form:
    said = request.POST.get("decision", "")
    options = [
        Option("not_same", _("Two persons"), said == "not_same", _("they are not proposed again")),
        Option(
            "same",
            _("One person"),
            said == "same",
            _("goes on to the merge, where nothing is lost and all can be parted again"),
        ),
    ]
    errors: dict[str, list[str]] = {"chains/no-decision": [], "chains/no-reason": []}
    for problem in refusal.problems if refusal else ():
        errors.setdefault(problem.code, []).append(f"{problem.what(spoken())} {problem.mend(spoken())}")
    fields = [
        Field("client-request", "", "hidden", secrets.token_hex(16)),
        Field("decision", _("They are"), "radios", "", "", errors["chains/no-decision"], options),
        Field("reason", _("Why"), "text", request.POST.get("reason", "")[:LONGEST],
              _("By what it is known: papers seen, asked by telephone."), errors["chains/no-reason"]),
    ]  # fmt: skip
    general = [
        text
        for code, texts in errors.items()
        if code not in ("chains/no-decision", "chains/no-reason")
        for text in texts
    ]
    action = reverse("chains:pair", args=[both[0].ref, both[1].ref])
    return Form(
        action, fields, _("Decide"), general=general, cancel=Link(_("Possible duplicates"), reverse(CURRENT))
    )
