"""The drafts that wait, are in force or ended; the plan's values; one value with its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.base.instants import day_of, iso
from lianfang.board.drafts import EntryShown, ValueShown, listed, title_of, value_shown
from lianfang.board.heads import in_force
from lianfang.board.musts import value_words
from lianfang.board.pages.asking import asked, present
from lianfang.board.pages.frames import framed, told
from lianfang.board.pages.musts import status_words
from lianfang.entry.rules import may
from lianfang.gaps import plans
from lianfang.gaps.models import PlanDraft
from lianfang.plan.amending import readers
from lianfang.plan.model import Plan, Value
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.marks import Link, State, Tag
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import moment, number, spoken

CURRENT = "board:drafts"


@dataclass(frozen=True)
class ListPage:
    """A table under a lead, with what can be done."""

    page: Page
    lead: str
    acts: Sequence[Link]
    tables: Sequence[Table]


def crumb() -> Crumb:
    """The step to the list of drafts."""
    return Crumb(_("Changes of the plan"), reverse(CURRENT))


def page_now(request: Any, title: str, *trail: Crumb, **more: Any) -> Page:
    """The frame of a page about the plan as it is: another instant cannot be chosen."""
    page = framed(request, asked(request), title, current=CURRENT, trail=(*trail, Crumb(title)), **more)
    return replace(page, as_of="", as_of_action="")


@may("draft", "sign")
@require_safe
@told
def show(request: Any) -> HttpResponse:
    """The drafts, and where a new one begins."""
    page = page_now(request, _("Changes of the plan"))
    plan, found = plans.in_force().plan, listed()
    waiting = [one for one in found if one.state == "waiting"]
    rest = [one for one in found if one.state != "waiting"]
    acts = [Link(_("Values"), reverse("board:values"))]
    if request.who.may("draft"):
        acts.append(Link(_("Draft a must"), reverse("board:draft_must")))
    tables = [
        _drafts(_("Waiting for a second signature"), waiting, plan, _("No draft waits.")),
        _drafts(_("Signed, withdrawn, returned"), rest, plan, _("Nothing was signed or ended yet.")),
    ]
    lead = _(
        "One drafts, another signs; it starts on a day to come, and earlier days stay under the earlier rule."
    )
    return render(request, "board/drafts.html", vars(ListPage(page, lead, acts, tables)))


def _drafts(caption: str, drafts: Sequence[PlanDraft], plan: Plan, nothing: str) -> Table:
    columns = [
        Column(_("change")), Column(_("starts"), is_kept=True), Column(_("state")), Column(_("drafted")),
        Column(_("second signature")),
    ]  # fmt: skip
    return Table(
        caption, columns, [_draft(one, plan) for one in drafts], State("empty", nothing), is_sticky=False
    )


def _draft(one: PlanDraft, plan: Plan) -> Row:
    zone = plan.zone
    sort = _("value") if one.kind == "value" else _("must")
    second = (
        Cell("—") if one.signed_at is None else Cell(one.signed_by, note=moment(iso(one.signed_at, zone)))
    )
    return Row([
        Cell(title_of(one, plan).to(spoken()), reverse("board:draft", args=[one.ref]), note=f"{sort} · {one.key}"),
        Cell(day_of(one.starts_at, zone).isoformat()), state_cell(one, zone),
        Cell(one.drafted_by, note=moment(iso(one.drafted_at, zone))), second,
    ])  # fmt: skip


def state_words() -> dict[str, str]:
    """How a draft stands."""
    return {
        "waiting": _("waits for a second signature"),
        "signed": _("signed"),
        "withdrawn": _("withdrawn"),
        "returned": _("returned"),
        "dropped": _("given up by a later plan"),
    }


def state_cell(one: PlanDraft, zone: str) -> Cell:
    """How a draft stands, in a cell."""
    if one.state == "waiting":
        return Cell(part=Tag("waiting"))
    ended = "" if one.ended_at is None else f"{one.ended_by} · {moment(iso(one.ended_at, zone))}"
    return Cell(state_words()[one.state], note=ended, tone="strong" if one.state == "signed" else "soft")


@may("board")
@require_safe
@told
def values(request: Any) -> HttpResponse:
    """All values of the plan, as they are now."""
    page = page_now(request, _("Values of the plan"), *_ways(request))
    plan = plans.in_force().plan
    day = day_of(present(request.at) - 1, plan.zone)
    reading = readers(plan)
    rows = [_value(one, plan, day, len(reading[one.key])) for one in plan.values.values()]
    columns = [
        Column(_("value")), Column(_("in force")), Column(_("since"), is_kept=True), Column(_("source")),
        Column(_("musts that read it"), is_number=True),
    ]  # fmt: skip
    table = Table(_("Values"), columns, rows, State("empty", _("The plan has no values")))
    lead = _("Numbers, days and lists that may change, each with its dates and sources.")
    return render(request, "board/drafts.html", vars(ListPage(page, lead, [], [table])))


def _ways(request: Any) -> list[Crumb]:
    return [crumb()] if request.who.may("draft", "sign") else []


def _value(value: Value, plan: Plan, day: date, musts: int) -> Row:
    entry, read = in_force(plan, value.key, day), number(musts)
    named = Cell(value.title.to(spoken()), reverse("board:value", args=[value.key]), note=value.key)
    if entry is None:
        return Row([named, Cell(_("none yet")), Cell(), Cell(), Cell(read)])
    source = Cell(entry.source.document, note=status_words()[entry.source.status])
    said = Cell(value_words(value, entry).to(spoken()), tone="strong")
    return Row([named, said, Cell(entry.since.isoformat()), source, Cell(read)])


@may("board")
@require_safe
@told
def value(request: Any, key: str) -> HttpResponse:
    """One value: what it was, is and will be, and what reads it."""
    made, plan = value_shown(key, present=present(request.at)), plans.in_force().plan
    title = made.value.title.to(spoken())
    trail = (*_ways(request), Crumb(_("Values of the plan"), reverse("board:values")))
    may_draft = request.who.may("draft")
    acts = [Link(_("Draft a change"), reverse("board:draft_value", args=[key]))] if may_draft else []
    knows = request.who.may("draft", "sign")
    tables = [_history(made, knows), _readers(made, plan)]
    if knows and made.waiting:
        tables.append(_drafts(_("Waiting for a second signature"), made.waiting, plan, ""))
    return render(
        request, "board/drafts.html", vars(ListPage(page_now(request, title, *trail), key, acts, tables))
    )


def _history(made: ValueShown, knows: bool) -> Table:
    columns = [
        Column(_("from"), is_kept=True), Column(_("value")), Column(_("state")), Column(_("source")), Column(_("came by")),
    ]  # fmt: skip
    return Table(
        _("What it was, is and will be"), columns, [_entry(one, knows) for one in made.entries],
        State("empty", _("none yet")), is_sticky=False,
    )  # fmt: skip


def _entry(one: EntryShown, knows: bool) -> Row:
    words = {"over": _("over"), "in_force": _("in force"), "to_come": _("to come")}
    draft = reverse("board:draft", args=[one.draft]) if one.draft and knows else ""
    return Row([
        Cell(one.entry.since.isoformat()),
        Cell(one.words.to(spoken()), tone="strong" if one.when == "in_force" else ""),
        Cell(words[one.when], tone="soft" if one.when == "over" else ""),
        Cell(one.entry.source.document, note=status_words()[one.entry.source.status]),
        Cell(_("two signatures") if one.draft else _("the plan as it was enacted"), draft),
    ])  # fmt: skip


def _readers(made: ValueShown, plan: Plan) -> Table:
    language = spoken()
    rows = [
        Row([Cell(plan.musts[key].title.to(language), reverse("board:must", args=[key])), Cell(_("must"))])
        for key in made.musts
    ]
    rows += [Row([Cell(plan.figures[key].title.to(language)), Cell(_("figure"))]) for key in made.figures]
    columns = [Column(_("name")), Column(_("sort"), is_kept=True)]
    return Table(
        _("What reads it"),
        columns,
        rows,
        State("empty", _("No must and no figure reads it")),
        is_sticky=False,
    )
