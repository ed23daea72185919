"""The questions asked within the reader's reach, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.base.instants import HOUR
from lianfang.entry.pages.working import framed, told
from lianfang.entry.rules import may
from lianfang.entry.tables import area_names
from lianfang.fronts.exposure import feeding, visits
from lianfang.fronts.exposure.asking import is_ended, needs_signature
from lianfang.fronts.exposure.pages.around import CURRENT, for_investigators
from lianfang.fronts.exposure.words import lacking, when
from lianfang.registers.models import ExposureQuestion
from lianfang.ui.pages import Page
from lianfang.ui.parts.marks import Link, Notice, State
from lianfang.ui.parts.tables import Cell, Column, Pager, Row, Table
from lianfang.ui.writing import number

SHOWN = 50
LATE = 2 * HOUR
"""Seconds after which a log that is brought up to date every hour is late."""


@dataclass(frozen=True)
class QuestionsPage:
    """What the list shows."""

    page: Page
    acts: Sequence[Link]
    notice: Notice
    table: Table


@may("people")
@told
@for_investigators
@require_safe
def listed(request: Any) -> HttpResponse:
    """A page of the list."""
    asked = ExposureQuestion.objects.filter(request.who.reader.scope("area")).order_by("-asked_at", "-id")
    text = request.GET.get("start", "")
    start = int(text[:9]) if text.isdecimal() else 0
    total, some = asked.count(), list(asked[start : start + SHOWN])
    names = area_names({one.area for one in some})
    rows = [
        Row([
            Cell(one.ref, "" if one.register == "cases" else reverse("exposure:question", args=[one.ref])), Cell(when(one.asked_at)),
            Cell(_from(one)), Cell(names.get(one.area, "")),
            Cell(number(one.count), note=lacking(one.cut_short, one.crowded + one.unasked)), Cell(state_of(one, request.at)),
            Cell(one.asked_by, note=one.reason),
        ])
        for one in some
    ]  # fmt: skip
    columns = [
        Column(_("its reference"), is_kept=True), Column(_("asked at"), is_kept=True), Column(_("starts from")), Column(_("area")),
        Column(_("candidates"), is_number=True), Column(_("state")), Column(_("by, and what for")),
    ]  # fmt: skip
    way = reverse(CURRENT)
    before = f"{way}?start={max(start - SHOWN, 0)}" if start else ""
    after = f"{way}?start={start + SHOWN}" if start + SHOWN < total else ""
    empty = State(
        "empty",
        _("No question was asked yet"),
        _("A question starts on the page of a case with evidence, an event with one, or an area at risk."),
    )
    table = Table(
        _("Questions"), columns, rows, empty, pager=Pager(len(rows), total, before, after) if rows else None
    )
    page = framed(request, _("Exposure"), current=CURRENT)
    acts = [Link(_("How often the log was asked"), reverse("exposure:counter"))]
    if request.who.may("write"):
        acts.insert(0, Link(_("Places that cases share"), reverse("exposure:shared")))
    return render(
        request, "exposure/questions.html", vars(QuestionsPage(page, acts, _fed(request.at), table))
    )


def _fed(at: int) -> Notice:
    """How far the log reaches: when it was fed, and since when it keeps what it was fed."""
    fed, since = feeding.fed_at(), visits.kept_from()
    kept = (
        _("Visits that began before {since} are deleted.").format(since=when(since))
        if since is not None
        else ""
    )
    if fed is None:
        return Notice("warning", _("The visits log was never fed from the registers."), kept)
    what = _("The visits log was last fed from the registers at {at}.").format(at=when(fed))
    if at - fed <= LATE:
        return Notice("info", what, kept)
    late = _(
        "What was recorded since then is in no answer yet, and what is over its term may not be deleted yet."
    )
    return Notice("warning", what, f"{kept} {late}".strip())


def _from(one: ExposureQuestion) -> str:
    said = {
        "case": _("case {ref}"),
        "event": _("event {ref}"),
        "cases": _("{ref} cases: places shared"),
        "risk_area": _("area at risk {ref}"),
    }
    text = said[one.register].format(ref=one.record)
    return _("{start}, and their contacts too").format(start=text) if one.depth > 1 else text


def state_of(one: ExposureQuestion, at: int) -> str:
    """How a question stands, in words."""
    if is_ended(one, at):
        return _("ended")
    return _("waits for a second signature") if needs_signature(one, one.count) else _("list open")
