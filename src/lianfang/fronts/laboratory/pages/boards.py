"""The laboratories at one glance: what waits for each, what it has in hand, how fast it answers, when it was heard last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.entry.pages.working import told
from lianfang.entry.rules import may
from lianfang.fronts.laboratory import reading, reconciliation
from lianfang.fronts.laboratory.feeds import NEWEST, Feed, feeds
from lianfang.fronts.laboratory.pages.shared import (
    framed,
    hours,
    of_samples,
    said,
    since,
    site_name,
    with_asked,
)
from lianfang.fronts.laboratory.results import without_case
from lianfang.fronts.laboratory.values import limits
from lianfang.ui.pages import Page
from lianfang.ui.parts.figures import Figure, Figures
from lianfang.ui.parts.marks import Link, Notice, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import number


@dataclass(frozen=True)
class BoardPage:
    """What the page of the laboratories shows."""

    page: Page
    lead: str
    acts: Sequence[Link]
    notices: Sequence[Notice]
    figures: Figures
    table: Table


@may("people")
@of_samples
@require_safe
@told
def show(request: Any) -> HttpResponse:
    """Every laboratory, by the clock."""
    reader, at = request.who.reader, request.at
    held = limits(at)
    found = feeds(reader, at, held, reading.laboratories())
    context = BoardPage(
        framed(request, _("Laboratories")), _("At {moment}.").format(moment=said(at)), list(_acts(request)),
        list(_notices(found, at)), _figures(request, found), _table(found, at),
    )  # fmt: skip
    return render(request, "laboratory/board.html", vars(context))


def _acts(request: Any) -> Iterator[Link]:
    yield Link(_("Samples"), reverse("laboratory:samples"))
    yield Link(_("Results"), reverse("laboratory:results"))
    yield Link(_("Reconcile"), reverse("laboratory:reconcile"))
    if request.who.may("write"):
        yield Link(_("Scan barcodes"), reverse("laboratory:handle"))
        yield Link(_("Enter a result"), reverse("laboratory:enter"))


def _notices(found: Sequence[Feed], at: int) -> Iterator[Notice]:
    for one in found:
        if one.is_silent and one.heard_at is None:
            yield Notice("error", _("{name} was never heard.").format(name=site_name(one.site)))
        elif one.is_silent and one.heard_at is not None:
            what = _("{name} is silent: last heard {moment}, {ago} ago.").format(
                name=site_name(one.site), moment=said(one.heard_at), ago=since(one.heard_at, at)
            )
            yield Notice("error", what, _("Call it: what nobody hears of is no negative."))


def _figures(request: Any, found: Sequence[Feed]) -> Figures:
    reader, at = request.who.reader, request.at
    unit, when = _("samples"), said(at)

    def figure(title: str, value: int, step: str) -> Figure:
        href = with_asked("laboratory:samples", {"step": step})
        return Figure(title, value, unit, as_of=when, href=href)

    results, reconcile = reverse("laboratory:results"), reverse("laboratory:reconcile")
    return Figures(
        [
            Figure(_("positive without a case"), len(without_case(reader, at)), _("results"), as_of=when, href=results),
            figure(_("on the way"), sum(one.waiting for one in found), "sent"),
            figure(_("lost on the way"), reconciliation.lost(reader, at, limits(at)).count(), "lost"),
            figure(_("in the laboratories"), sum(one.in_hand for one in found), "in_hand"),
            Figure(
                _("results without a sample"), reconciliation.orphans(reader, at).count(), _("results"), as_of=when,
                href=reconcile,
            ),
        ],
        _("samples and results"),
    )  # fmt: skip


def _table(found: Sequence[Feed], at: int) -> Table:
    columns = [
        Column(_("laboratory")), Column(_("on the way"), is_number=True), Column(_("in hand"), is_number=True),
        Column(_("oldest in hand"), is_number=True), Column(_("turnaround"), is_number=True),
        Column(_("received in 24 h"), is_number=True), Column(_("can test a day"), is_number=True),
        Column(_("heard last"), is_kept=True),
    ]  # fmt: skip
    empty = State("empty", _("No laboratory is on the list of sites"), _("Enter it as a site of that kind."))
    note = _(
        "Turnaround: median hours from receipt to result of the last week's newest {n} samples, the waiting counted as such."
    ).format(n=number(NEWEST))
    return Table(_("Laboratories"), columns, [_row(one, at) for one in found], empty, note)


def _row(one: Feed, at: int) -> Row:
    def here(step: str) -> str:
        return with_asked("laboratory:samples", {"step": step, "laboratory": str(one.site.pk)})

    lost = _("{n} lost").format(n=number(one.lost)) if one.lost else ""
    overdue = _("{n} overdue").format(n=number(one.overdue)) if one.overdue else ""
    return Row([
        Cell(site_name(one.site), with_asked("laboratory:samples", {"laboratory": str(one.site.pk)})),
        Cell(number(one.waiting), here("sent"), lost, tone="bad" if one.lost else ""),
        Cell(number(one.in_hand), here("in_hand"), overdue, tone="bad" if one.overdue else ""),
        Cell("—" if one.oldest is None else since(one.oldest, at)), _turnaround(one), _load(one),
        Cell(is_unknown=True) if one.capacity is None else Cell(number(round(one.capacity))), _heard(one, at),
    ])  # fmt: skip


def _turnaround(one: Feed) -> Cell:
    found = one.turnaround
    if not found.n:
        return Cell("—")
    waiting = _("{n} waiting").format(n=number(found.pending))
    if found.median is None:
        return Cell(_("not yet"), note=waiting, tone="unsure")
    span = (
        f"{hours(found.low)}–{hours(found.high)}" if found.low is not None or found.high is not None else ""
    )
    return Cell(hours(found.median), note=" · ".join(part for part in (span, waiting) if part))


def _load(one: Feed) -> Cell:
    over = one.capacity is not None and one.received > one.capacity
    return Cell(
        number(one.received), tone="bad" if over else "", note=_("more than it can test") if over else ""
    )


def _heard(one: Feed, at: int) -> Cell:
    if one.heard_at is None:
        return Cell(_("never"), tone="bad")
    return Cell(said(one.heard_at), note=since(one.heard_at, at), tone="bad" if one.is_silent else "")
