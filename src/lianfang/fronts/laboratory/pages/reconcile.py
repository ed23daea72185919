"""Reconcile: every sample that is lost and every result that is nobody's by name, and each laboratory's days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.entry.pages.working import told
from lianfang.entry.rules import may
from lianfang.fronts.laboratory import reconciliation
from lianfang.fronts.laboratory.pages.shared import (
    at_cell,
    framed,
    hours,
    name_of,
    of_samples,
    result_cell,
    said,
    since,
    site_names,
)
from lianfang.fronts.laboratory.values import limits
from lianfang.gaps.lists import journal
from lianfang.registers.access import Reader, opens_sensitive, rows
from lianfang.registers.models import Sample, TestResult
from lianfang.ui.pages import Page
from lianfang.ui.parts.marks import Notice, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import number, signed

MOST, DAYS = 200, 7


@dataclass(frozen=True)
class ReconcilePage:
    """What does not meet, in both directions."""

    page: Page
    lead: str
    notices: Sequence[Notice]
    never_taken: Table
    lost: Table
    orphans: Table
    unanswered: Table
    wrong: Table
    days: Table


@may("people")
@of_samples
@require_safe
@told
def show(request: Any) -> HttpResponse:
    """What was sent and did not come, what came and has no result, and results without a sample."""
    reader, at = request.who.reader, request.at
    held, names = limits(at), site_names()
    title = _("Reconcile")
    lead = _(
        "At {moment}. Requested and not taken within {first}; sent and not received within {hours}; received and without a "
        "result {more} after it was taken."
    )
    lead = lead.format(
        moment=said(at), first=_span(held.take), hours=_span(held.receive), more=_span(held.result)
    )
    page = framed(request, title)
    lost, late = reconciliation.lost(reader, at, held), reconciliation.unanswered(reader, at, held)
    asked = reconciliation.never_taken(reader, at, held)
    samples = (
        _samples(
            _("Requested and not taken"), asked, "requested_at", at, names, _("Every sample requested is taken, or not due yet")
        ),
        _samples(_("Lost on the way"), lost, "sent_at", at, names, _("No sample is lost on the way")),
        _samples(_("In the laboratory, result overdue"), late, "received_at", at, names, _("No result is overdue")),
    )  # fmt: skip
    results = _orphans(reader, at, names), _wrong(reader, at)
    counts = {
        name: sum(len(table.rows) for table in tables)
        for name, tables in (("sample", samples), ("test_result", results))
    }
    journal(reader, at=at, counts=counts)
    context = ReconcilePage(
        page, lead, list(_notices(reader, at)), *samples[:2], results[0], samples[2], results[1], _days(at, names),
    )  # fmt: skip
    return render(request, "laboratory/reconcile.html", vars(context))


def _span(seconds: int | None) -> str:
    return hours(None if seconds is None else seconds / 3600)


def _notices(reader: Reader, at: int) -> Iterable[Notice]:
    lost = reconciliation.orphans(reader, at).filter(result="POSITIVE").count()
    if lost:
        yield Notice(
            "error",
            _("{n} positive results have no sample: nobody knows whose they are.").format(n=number(lost)),
        )


def _cut(found: Any) -> tuple[list[Any], str]:
    shown, total = list(found[:MOST]), 0
    if len(shown) == MOST:
        total = found.count()
    more = _("{n} more are not shown").format(n=number(total - MOST)) if total > MOST else ""
    return shown, more


def _samples(caption: str, found: Any, column: str, at: int, names: dict[int, str], none: str) -> Table:
    shown, more = _cut(found)
    steps = {"requested_at": _("requested"), "sent_at": _("sent"), "received_at": _("received")}
    columns = [
        Column(_("barcode"), is_kept=True), Column(_("laboratory")), Column(_("taken"), is_kept=True),
        Column(steps[column], is_kept=True), Column(_("waiting for"), is_number=True),
    ]  # fmt: skip
    made = [
        Row([
            Cell(name_of(one), reverse("laboratory:sample", args=[one.ref])), Cell(names.get(one.laboratory_id or 0, "")),
            at_cell(one.taken_at), at_cell(getattr(one, column)), Cell(since(getattr(one, column), at), tone="bad"),
        ])
        for one in shown
    ]  # fmt: skip
    return Table(caption, columns, made, State("empty", none), more)


def _orphans(reader: Reader, at: int, names: dict[int, str]) -> Table:
    shown, more = _cut(reconciliation.orphans(reader, at).select_related("laboratory"))
    sees = opens_sensitive(reader)
    columns = [
        Column(_("barcode in the file"), is_kept=True), Column(_("result"), is_kept=True), Column(_("laboratory")),
        Column(_("reported"), is_kept=True), Column(_("waiting for"), is_number=True),
    ]  # fmt: skip
    made = [
        Row([
            Cell(one.barcode or one.ref), result_cell(one.result, sees), Cell(names.get(one.laboratory_id or 0, "")),
            at_cell(one.resulted_at), Cell("—" if one.resulted_at is None else since(one.resulted_at, at)),
        ])
        for one in shown
    ]  # fmt: skip
    empty = State("empty", _("Every result has its sample"))
    note = more or _("Kept with its barcode: it is joined the moment its sample is recorded.")
    return Table(_("Results without a sample"), columns, made, empty, note if shown else "")


def _wrong(reader: Reader, at: int) -> Table:
    """Results that cannot be right beside their sample."""
    early, more = _cut(reconciliation.before_taking(reader, at))
    columns = [
        Column(_("barcode"), is_kept=True),
        Column(_("what is wrong")),
        Column(_("reported"), is_kept=True),
    ]
    made = [Row([_of_sample(one.sample, one), Cell(_early(one)), at_cell(one.resulted_at)]) for one in early]
    twice = reconciliation.contradictory(reader, at)
    kept = {one.pk: one for one in rows(Sample, reader).filter(id__in=[row for row, _at in twice[:MOST]])}
    for row, instant in twice[:MOST]:
        if row in kept:
            what = _("two answers of one instant say different things; the graver stands")
            made.append(Row([_of_sample(kept[row], None), Cell(what), at_cell(instant)]))
    return Table(
        _("Cannot be right"), columns, made, State("empty", _("No result contradicts its sample")), more
    )


def _of_sample(sample: Sample | None, one: TestResult | None) -> Cell:
    if sample is None:
        return Cell("" if one is None else one.barcode or one.ref)
    return Cell(name_of(sample), reverse("laboratory:sample", args=[sample.ref]))


def _early(one: TestResult) -> str:
    taken = one.sample.taken_at if one.sample is not None else None
    told = [each for each in (one.tested_at, one.resulted_at) if each is not None]
    if taken is not None and any(each < taken for each in told):
        return str(_("the test is older than the sample"))
    return str(_("the test is older than the person"))


def _days(at: int, names: dict[int, str]) -> Table:
    columns = [
        Column(_("day"), is_kept=True), Column(_("laboratory")), Column(_("received"), is_number=True),
        Column(_("results here"), is_number=True), Column(_("the laboratory says"), is_number=True),
        Column(_("difference"), is_number=True),
    ]  # fmt: skip
    made = [
        Row([
            Cell(str(one.day)), Cell(names[one.laboratory]), Cell(number(one.received)), Cell(number(one.resulted)),
            Cell(is_unknown=True) if one.reported is None else Cell(number(round(one.reported))),
            Cell("—") if one.difference is None else Cell(signed(round(one.difference)), tone="bad" if one.difference else ""),
        ])
        for one in reconciliation.days(at, DAYS, list(names))
    ]  # fmt: skip
    empty = State("empty", _("No laboratory is on the list of sites"))
    note = _(
        "Results recorded here, beside the laboratory's own count of the day. A count that was not sent is not zero."
    )
    return Table(_("By laboratory and day"), columns, made, empty, note)
