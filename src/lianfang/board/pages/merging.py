"""Merging two records that are one, and parting them again: both side by side, what stays of each, and why."""

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
from django.views.decorators.http import require_http_methods

from lianfang.base import instants
from lianfang.base.problems import Refused
from lianfang.board.forms import writing
from lianfang.board.forms.fields import titled
from lianfang.board.forms.questions import TITLES
from lianfang.board.linked import called
from lianfang.board.merging import Beside, Both, Joined, beside, joined, went_into
from lianfang.board.pages.entering import client_of
from lianfang.board.pages.frames import NOT_THERE, told
from lianfang.board.pages.records import written
from lianfang.board.pages.registers import CURRENT, register_of
from lianfang.entry.pages.frame import frame
from lianfang.entry.rules import may
from lianfang.gaps.lists import journal
from lianfang.records import Register
from lianfang.registers.actions.merging import OF, Pair, merge, unmerge
from lianfang.registers.catalogue import catalogue
from lianfang.registers.requests import once
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import Fact, Facts
from lianfang.ui.parts.forms import Field, Form, Option
from lianfang.ui.parts.marks import Link, Notice, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import moment, number, spoken

MINE, OTHER, CLIENT = "mine", "other", "client-request"


@dataclass(frozen=True)
class MergePage:
    """Two records side by side, or the question for the second one; ``form`` merges or asks."""

    page: Page
    lead: str
    tables: Sequence[Table]
    form: Form
    notices: Sequence[Notice] = ()
    instead: Link | None = None


@dataclass(frozen=True)
class JoinedPage:
    """A merge: what became one, what would go back, what would stay; ``form`` parts them while it stands."""

    page: Page
    facts: Facts
    back: Table | None
    stays: Table | None
    form: Form | None


@may("people")
@require_http_methods(["GET", "HEAD", "POST"])
@told
def merging(request: Any, register: str, ref: str) -> HttpResponse:
    """Merge another record into this one."""
    shape = register_of(request, register)
    if register not in OF or not request.who.may("write"):
        raise Http404
    other = (request.POST if request.method == "POST" else request.GET).get("other", "").strip()[:16]
    refusal, found = None, None
    writing.found(shape, ref, request.who.reader)
    try:
        found = beside(register, ref, other, reader=request.who.reader) if other else None
        if request.method == "POST" and found is not None:
            _merge(request, found)
            return HttpResponseRedirect(reverse("board:record", args=[register, ref]), status=303)
    except Refused as problems:
        if request.method == "POST" and went_into(register, other, reader=request.who.reader) == ref:
            # The form was sent twice, or another was quicker: it is done.
            return HttpResponseRedirect(reverse("board:record", args=[register, ref]), status=303)
        refusal = problems
    if found is not None:
        journal(request.who.reader, at=request.at, counts={register: 2}, ref=ref)
    context = (
        _question(request, shape, ref, other, refusal) if found is None else _sides(request, found, refusal)
    )
    return render(request, "board/merge.html", vars(context), status=422 if refusal else 200)


def _merge(request: Any, found: Beside) -> None:
    open_ = [one.name for one in found.columns if one.is_open]
    taken = sorted(name for name in open_ if request.POST.get(f"stays-{name}") == OTHER)
    reason = request.POST.get("reason", "")
    pair = Pair(found.shape.name, found.mine, found.other, reason, frozenset(taken))
    once(
        request=client_of(request), verb="merge", at=request.at, content=[found.mine, found.other, taken, reason],
        act=lambda: {"ref": merge(pairs=[pair], by=request.who.by, at=request.at)[0].ref},
    )  # fmt: skip


def _frame(request: Any, shape: Register, ref: str, title: str, *, has_errors: bool) -> Page:
    name = shape.title.to(spoken())
    trail = (
        Crumb(_("Records"), reverse("board:registers")), Crumb(name, reverse("board:register", args=[shape.name])),
        Crumb(ref, reverse("board:record", args=[shape.name, ref])), Crumb(title),
    )  # fmt: skip
    return frame(request, title, current=CURRENT, trail=trail, has_errors=has_errors)


def _said(refusal: Refused | None) -> list[str]:
    problems = [] if refusal is None else refusal.problems
    return [f"{one.what(spoken())} {one.mend(spoken())}" for one in problems]


def _question(request: Any, shape: Register, ref: str, other: str, refusal: Refused | None) -> MergePage:
    if refusal is not None and request.method == "POST":
        raise refusal
    errors = _said(refusal)
    if refusal is not None and any(problem.code in NOT_THERE for problem in refusal.problems):
        errors = [_("There is no such record in your area and classes of records.")]
    hint = _("Its reference, as finding and the lists show it. Both must lie in your area.")
    field = Field(
        "other", _("The other record"), "text", other, hint, errors, is_short=True, autocomplete="off"
    )
    form = Form(reverse("board:merge", args=[shape.name, ref]), [field], _("Put both side by side"), "get")
    title = _("Merge {record}").format(record=f"{shape.title.to(spoken())} {ref}")
    lead = _("Two records that are one become one: nothing is lost, and they can be parted again.")
    return MergePage(_frame(request, shape, ref, title, has_errors=bool(errors)), lead, [], form)


def _sides(request: Any, found: Beside, refusal: Refused | None) -> MergePage:
    shape = found.shape
    title = _("Merge {record}").format(record=f"{shape.title.to(spoken())} {found.mine}")
    lead = _("{kept} stays; {gone} goes into it, and is found under it from then on.").format(
        kept=found.mine, gone=found.other
    )
    address = reverse("board:merge", args=[shape.name, found.mine])
    swapped = reverse("board:merge", args=[shape.name, found.other]) + "?" + urlencode({"other": found.mine})
    fields = [
        Field("other", "", "hidden", found.other), Field(CLIENT, "", "hidden", secrets.token_hex(16)),
        *_choices(request, found),
        Field("reason", _("Why they are one"), "textarea", request.POST.get("reason", "")[:400],
              _("By what it is known: papers seen, asked by telephone. It stays with the merge."), _said(refusal)),
    ]  # fmt: skip
    said = _("Everything that names the record that goes will name the one that stays.")
    more = _("Records elsewhere that name either follow too, and keep their own area.")
    return MergePage(
        _frame(request, shape, found.mine, title, has_errors=refusal is not None), lead, list(_tables(found)),
        Form(address, fields, _("Make them one")), [Notice("info", said, more)],
        Link(_("Keep {ref} instead").format(ref=found.other), swapped),
    )  # fmt: skip


def _choices(request: Any, found: Beside) -> Iterator[Field]:
    """What differs is chosen by the reader; the record that stays has the first word."""
    texts = _texts(found)
    for one in found.columns:
        if one.is_open:
            chosen = request.POST.get(f"stays-{one.name}", MINE)
            mine, other = texts[one.name]
            options = [
                Option(MINE, mine, chosen != OTHER, found.mine),
                Option(OTHER, other, chosen == OTHER, found.other),
            ]
            yield Field(
                f"stays-{one.name}",
                _title(found.shape, one.name),
                "radios",
                "",
                _("which of the two stays"),
                (),
                options,
            )


def _title(shape: Register, name: str) -> str:
    if name == "source_key":
        return _("key in the source")
    return (shape.columns[name].title if name in shape.columns else shape.links[name].title).to(spoken())


def _texts(found: Beside) -> dict[str, tuple[str, str]]:
    """Column → both values as people say them; empty where not known."""
    areas = called(
        ("area", one)
        for both in found.columns
        if both.name in found.shape.links
        for one in (both.mine, both.other)
        if one
    )
    return {
        both.name: (_text(found.shape, both, both.mine, areas), _text(found.shape, both, both.other, areas))
        for both in found.columns
    }


def _text(shape: Register, both: Both, value: Any, areas: Any) -> str:
    if value is None:
        return ""
    if both.name in shape.links:
        return titled(areas[shape.links[both.name].to, value])
    codes = shape.columns[both.name].codes
    if codes is not None and value in codes.codes:
        return codes.codes[value].to(spoken())
    if both.name == "birth_year":
        return f"{value:.0f}"
    return written(value, shape.columns[both.name].kind.value)


def _tables(found: Beside) -> Iterator[Table]:
    texts, nothing = _texts(found), State("empty", _("nothing"))
    columns = [Column(""), Column(found.mine), Column(found.other), Column(_("what stays"))]
    rows = [
        Row([
            Cell(_title(found.shape, one.name)), *_pair(texts[one.name]),
            Cell(_("you choose below"), tone="unsure") if one.is_open else _cell(texts[one.name][0] or texts[one.name][1]),
        ])
        for one in found.columns
    ]  # fmt: skip
    rows += [
        Row([
            Cell(TITLES[kind].to(spoken()) if kind in TITLES else kind), Cell(_on_record(mine)), Cell(_on_record(other)),
            Cell(_("all of them"), note=_("one is the same") if is_shared else _("none is the same") if mine and other else ""),
        ])
        for kind, mine, other, is_shared in found.bears
    ]  # fmt: skip
    yield Table(_("Both records"), columns, rows, nothing)
    counts = [
        Row([Cell(catalogue()[register].title.to(spoken())), Cell(number(mine)), Cell(number(other)), Cell(number(mine + other))])
        for register, mine, other in found.named
    ]  # fmt: skip
    numbers = [Column(title, is_number=True) for title in (found.mine, found.other, _("together"))]
    note = _("in your area and classes of records")
    yield Table(
        _("Where they are named"),
        [Column(_("register")), *numbers],
        counts,
        State("empty", _("Nowhere in your reach")),
        note,
    )


def _on_record(count: int) -> str:
    """How many identifiers of a kind a record has; none is ever shown."""
    return _("{n} on record").format(n=number(count)) if count else _("none")


def _pair(texts: tuple[str, str]) -> list[Cell]:
    return [_cell(text) for text in texts]


def _cell(text: str) -> Cell:
    return Cell(text) if text else Cell(is_unknown=True)


@may("people")
@require_http_methods(["GET", "HEAD", "POST"])
@told
def merged(request: Any, ref: str) -> HttpResponse:
    """A merge; posted with a reason, it is undone."""
    found, refusal = joined(ref, reader=request.who.reader), None
    journal(request.who.reader, at=request.at, counts={found.made.register: 1}, ref=found.kept_ref)
    if request.method == "POST" and found.made.unmerged_at is None and request.who.may("write"):
        try:
            unmerge(refs=[ref], reason=request.POST.get("reason", ""), by=request.who.by, at=request.at)
            return HttpResponseRedirect(reverse("board:merged", args=[ref]), status=303)
        except Refused as problems:
            refusal = problems
    context = _joined(request, found, refusal)
    return render(request, "board/merged.html", vars(context), status=422 if refusal else 200)


def _joined(request: Any, found: Joined, refusal: Refused | None) -> JoinedPage:
    made, shape = found.made, catalogue()[found.made.register]
    title = _("Merge {record}").format(record=made.ref)
    stands = made.unmerged_at is None
    form = None
    if stands and request.who.may("write"):
        hint = _("By what it is known that they are two. It stays with the merge.")
        field = Field(
            "reason",
            _("Why they are two"),
            "textarea",
            request.POST.get("reason", "")[:400],
            hint,
            _said(refusal),
        )
        form = Form(reverse("board:merged", args=[made.ref]), [field], _("Part them"), is_grave=True)
    back = _list(_("Goes back to {ref}").format(ref=made.gone_ref), found.back) if stands else None
    caption = _("Stays with {ref}") if stands else _("Stayed with {ref}")
    stays = _list(
        caption.format(ref=found.kept_ref),
        found.stays,
        [_title(shape, name) for name in found.columns],
        found.lost,
    )
    page = _frame(request, shape, found.kept_ref, title, has_errors=refusal is not None)
    return JoinedPage(page, Facts(list(_facts(found))), back, stays, form)


def _facts(found: Joined) -> Iterator[Fact]:
    made = found.made
    yield Fact(_("stays"), found.kept_ref, reverse("board:record", args=[made.register, found.kept_ref]))
    gone = "" if made.unmerged_at is None else reverse("board:record", args=[made.register, made.gone_ref])
    yield Fact(_("went into it"), made.gone_ref, gone)
    yield Fact(_("merged"), _at(made.merged_at), note=made.merged_by)
    yield Fact(_("Why they are one"), made.reason)
    if made.unmerged_at is not None:
        yield Fact(_("parted"), _at(made.unmerged_at), note=made.unmerged_by)
        yield Fact(_("Why they are two"), made.unmerge_reason)


def _at(at: int) -> str:
    return moment(instants.iso(at, settings.TIME_ZONE))


def _list(
    caption: str, found: Sequence[tuple[str, str]], columns: Sequence[str] = (), lost: Sequence[str] = ()
) -> Table:
    rows = [
        Row([Cell(ref, reverse("board:record", args=[register, ref])), Cell(catalogue()[register].title.to(spoken()))])
        for register, ref in found
    ]  # fmt: skip
    rows += [Row([Cell(name), Cell(_("changed since"))]) for name in columns]
    rows += [
        Row([Cell(_("cannot come back"), tone="unsure"), Cell(catalogue()[register].title.to(spoken()))])
        for register in lost
    ]
    return Table(
        caption,
        [Column(_("record")), Column(_("register"))],
        rows,
        State("empty", _("nothing in your reach")),
    )
