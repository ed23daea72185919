"""Results: positives without a case first, each with the way to open one; what is to be tested again; then all, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.entry.pages.working import linked, told
from lianfang.entry.rules import may
from lianfang.fronts.laboratory import results
from lianfang.fronts.laboratory.pages.shared import (
    LIMIT,
    at_cell,
    done_cell,
    framed,
    of_samples,
    result_cell,
    since,
    site_names,
)
from lianfang.gaps.lists import journal
from lianfang.registers.access import Reader, check_sensitive
from lianfang.registers.models import TestResult
from lianfang.ui.pages import Page
from lianfang.ui.parts.marks import Link, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import number


@dataclass(frozen=True)
class ResultsPage:
    """What the page of results shows."""

    page: Page
    acts: Sequence[Link]
    positive: Table
    again: Table
    latest: Table


@may("people")
@of_samples
@require_safe
@told
def show(request: Any) -> HttpResponse:
    """The results within the reader's reach: to whom their purpose does not open what came out, none."""
    check_sensitive(request.who.reader)
    reader, at, names = request.who.reader, request.at, site_names()
    title = _("Results")
    acts = [Link(_("Enter a result"), reverse("laboratory:enter"))] if request.who.may("write") else []
    tables = _positive(reader, at, names), _again(reader, at, names), _latest(reader, at, names)
    journal(reader, at=at, counts={"test_result": sum(len(table.rows) for table in tables)})
    context = ResultsPage(framed(request, title), acts, *tables)
    return render(request, "laboratory/results.html", vars(context))


def _more(found: Sequence[Any]) -> str:
    return _("{n} more are not shown").format(n=number(len(found) - LIMIT)) if len(found) > LIMIT else ""


def _positive(reader: Reader, at: int, names: dict[int, str]) -> Table:
    found = results.without_case(reader, at)
    columns = [
        Column(_("barcode"), is_kept=True), Column(_("laboratory")), Column(_("reported"), is_kept=True),
        Column(_("waiting for"), is_number=True), Column(_("case")),
    ]  # fmt: skip
    rows = [
        Row([
            _sample_cell(one), Cell(names.get(one.laboratory_id or 0, "")), at_cell(one.resulted_at),
            Cell("—" if one.resulted_at is None else since(one.resulted_at, at), tone="bad"), _open_cell(one, reader),
        ])
        for one in found[:LIMIT]
    ]  # fmt: skip
    empty = State("empty", _("Every positive result is a case"))
    return Table(_("Positive, and no case yet"), columns, rows, empty, _more(found))


def _open_cell(one: TestResult, reader: Reader) -> Cell:
    href = linked("tracing:open_case", sample=one.sample.ref) if one.sample is not None else ""
    return Cell(_("open a case"), href) if href and reader.reads("case") else Cell(_("none yet"), tone="bad")


def _again(reader: Reader, at: int, names: dict[int, str]) -> Table:
    samples, pools = results.to_test_again(reader, at), results.to_split(reader, at)
    columns = [
        Column(_("barcode"), is_kept=True), Column(_("what is to be done")), Column(_("laboratory")),
        Column(_("since"), is_kept=True),
    ]  # fmt: skip
    rows = [
        Row([
            Cell(one.barcode, reverse("laboratory:pool", args=[one.ref])), Cell(_("split the pool, test each alone"), tone="bad"),
            Cell(names.get(one.laboratory_id or 0, "")), at_cell(one.made_at),
        ])
        for one in pools[:LIMIT]
    ]  # fmt: skip
    rows += [
        Row([
            _sample_cell(one), Cell(_("test again: indeterminate"), tone="unsure"), Cell(names.get(one.laboratory_id or 0, "")),
            at_cell(one.resulted_at),
        ])
        for one in samples[:LIMIT]
    ]  # fmt: skip
    empty = State("empty", _("Nothing is to be tested again"))
    note = _more(samples) or _more(pools)
    return Table(_("To be tested again"), columns, rows, empty, note)


def _latest(reader: Reader, at: int, names: dict[int, str]) -> Table:
    columns = [
        Column(_("barcode"), is_kept=True), Column(_("result"), is_kept=True), Column(_("laboratory")),
        Column(_("reported"), is_kept=True), Column(_("told"), is_kept=True),
    ]  # fmt: skip
    rows = [
        Row([
            _sample_cell(one), result_cell(one.result, True), Cell(names.get(one.laboratory_id or 0, "")), at_cell(one.resulted_at),
            done_cell(one.told_at, at),
        ])
        for one in results.latest(reader, at)[:LIMIT]
    ]  # fmt: skip
    empty = State(
        "empty", _("No result has come yet"), _("Bring in a laboratory's file, or enter a result by hand.")
    )
    return Table(_("The newest results"), columns, rows, empty)


def _sample_cell(one: TestResult) -> Cell:
    """The barcode, with the way to its sample or pool."""
    if one.sample is not None:
        return Cell(one.sample.barcode or one.sample.ref, reverse("laboratory:sample", args=[one.sample.ref]))
    if one.pool is not None:
        return Cell(one.pool.barcode, reverse("laboratory:pool", args=[one.pool.ref]), _("pool"))
    return Cell(one.barcode or one.ref, note=_("no sample"), tone="bad")
