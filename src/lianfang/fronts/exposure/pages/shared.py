"""Places that several cases share: the question, and its answer against chance, with how many places were compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianfang.base.problems import Refused
from lianfang.entry.pages.frame import tell
from lianfang.entry.pages.working import linked, told
from lianfang.entry.rules import may
from lianfang.fronts.exposure import places, sharing
from lianfang.fronts.exposure.forms import Ask
from lianfang.fronts.exposure.pages.around import for_investigators, page_of
from lianfang.fronts.exposure.sharing import Asked
from lianfang.fronts.exposure.words import kind_of, long, short
from lianfang.registers import pseudonyms
from lianfang.ui.pages import Page
from lianfang.ui.parts.forms import Form, fields_of, general_of
from lianfang.ui.parts.marks import Notice, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import number, spoken

if TYPE_CHECKING:
    from lianfang.trace.sharing import Shared, Sharing

NAMED = 6
"""Cases that a row names; of the others it says how many."""


@dataclass(frozen=True)
class SharedPage:
    """What the page shows: the form, or the answer."""

    page: Page
    lead: str
    notices: Sequence[Notice]
    form: Form | None
    table: Table | None


@may("write")
@told
@for_investigators
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Any) -> HttpResponse:
    """Asked, or answered."""
    form = Ask(request.POST if request.method == "POST" else None, auto_id="ask-%s")
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            asked, found = sharing.ask(
                reason=said["reason"], reader=request.who.reader, by=request.who.by, at=request.at, request=said["client"]
            )  # fmt: skip
            return _answered(request, asked, found)
        except Refused as refusal:
            tell(form, refusal, {"exposure/no-reason": "reason"})
    failed = request.method == "POST"
    count = len(sharing.askable(request.who.reader, request.at).cases)
    lead = _("{n} cases with evidence have a window that is known.").format(n=number(count))
    made = Form(
        reverse("exposure:shared"), fields_of(form), _("Compare their places"), general=general_of(form)
    )
    page = page_of(request, _("Places that cases share"), has_errors=failed)
    context = SharedPage(page, lead, [], made, None)
    return render(request, "exposure/shared.html", vars(context), status=422 if failed else 200)


def _answered(request: Any, asked: Asked, found: Sharing) -> HttpResponse:
    notices = []
    if found.silent:
        what = _("Of {n} cases the log holds no visit in their window.").format(n=number(found.silent))
        notices.append(Notice("info", what, _("That says nothing of where they were.")))
    if found.cut_short:
        what = _("Retention has deleted up to {n} of a window.").format(n=long(found.cut_short))
        notices.append(Notice("warning", what))
    lead = _("{n} cases; {places} places were compared, and the chance is corrected for all of them.").format(
        n=number(len(asked.cases)), places=number(found.compared)
    )
    page = page_of(request, _("Places that cases share"))
    context = SharedPage(page, lead, notices, None, _table(asked, found))
    return render(request, "exposure/shared.html", vars(context))


def _table(asked: Asked, found: Sharing) -> Table:
    names = places.names({one.place for one in found.found})
    refs = {pseudonyms.of(case.person_id or 0): str(case.ref) for case in asked.cases}
    columns = [
        Column(_("place")), Column(_("setting")), Column(_("cases there"), is_number=True), Column(_("to expect"), is_number=True),
        Column(_("chance"), is_number=True), Column(_("chance, corrected"), is_number=True), Column(_("from, until"), is_kept=True),
        Column(_("which")),
    ]  # fmt: skip
    rows = [_row(one, names[one.place].to(spoken()), refs) for one in found.found]
    empty = State("empty", _("No place was shared by two cases"))
    note = _(
        "A home that a family shares always stands first; people of one quarter share its shops for a reason that is no infection."
    )
    return Table(_("Places"), columns, rows, empty, note=note)


def _row(one: Shared, name: str, refs: dict[int, str]) -> Row:
    known = [refs[case] for case in one.cases if case in refs]
    more = len(known) - NAMED
    text = _(", ").join(known[:NAMED]) + (_(" and {n} more").format(n=number(more)) if more > 0 else "")
    first = known[0] if known else ""
    return Row([
        Cell(name), Cell(kind_of(one.kind)), Cell(number(len(one.cases))), Cell(f"{one.expected:.2g}"), Cell(_chance(one.p)),
        Cell(_chance(one.adjusted), tone="strong" if one.adjusted < 0.05 else ""),
        Cell(f"{short(one.first)} – {short(one.last)}"), Cell(text, linked("tracing:case", first) if len(known) == 1 else ""),
    ])  # fmt: skip


def _chance(chance: float) -> str:
    """A small one by its power of ten."""
    return f"{chance:.2f}" if chance >= 0.01 else f"{chance:.0e}"
