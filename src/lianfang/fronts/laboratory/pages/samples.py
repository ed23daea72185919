"""The list of samples, narrowed by how far they have come, by laboratory and by barcode."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.entry.pages.working import told
from lianfang.entry.rules import may
from lianfang.fronts.laboratory import reading, reconciliation
from lianfang.fronts.laboratory.pages.shared import (
    LIMIT,
    at_cell,
    choices,
    done_cell,
    framed,
    name_of,
    of_samples,
    site_names,
    step_tag,
    step_word,
    with_asked,
)
from lianfang.fronts.laboratory.standing import ANSWERS, NEGATIVE, Step, step_of
from lianfang.fronts.laboratory.values import Limits, limits
from lianfang.gaps.lists import journal
from lianfang.registers.access import Reader, opens_sensitive, rows
from lianfang.registers.models import Sample, TestResult
from lianfang.registers.models.clinical_codes import SAMPLE_REASON
from lianfang.ui.pages import Page
from lianfang.ui.parts.forms import Field, FilterBar, Option
from lianfang.ui.parts.marks import Link, State
from lianfang.ui.parts.tables import Cell, Column, Pager, Row, Table
from lianfang.ui.writing import spoken

OFFERED: tuple[Step, ...] = ("requested", "taken", "sent", "lost", "in_hand", "overdue", "answered")


@dataclass(frozen=True)
class SamplesPage:
    """What the list shows."""

    page: Page
    acts: Sequence[Link]
    filters: FilterBar
    table: Table


@may("people")
@of_samples
@require_safe
@told
def show(request: Any) -> HttpResponse:
    """The samples within the reader's reach, the newest first."""
    reader, at = request.who.reader, request.at
    asked = {name: request.GET.get(name, "").strip()[:64] for name in ("step", "laboratory", "barcode")}
    held = limits(at)
    known = rows(Sample, reader).filter(reading.known_by(at, "taken_at"))
    found = narrowed(known, asked, reader, at, held)
    total, after = found.count(), request.GET.get("after", "")
    if after.isdigit():
        found = found.filter(id__lt=int(after[:18]))
    shown = list(found.order_by("-id")[: LIMIT + 1])
    journal(reader, at=at, counts={"sample": len(shown[:LIMIT])})
    following = (
        with_asked("laboratory:samples", {**asked, "after": str(shown[LIMIT - 1].pk)})
        if len(shown) > LIMIT
        else ""
    )
    first = with_asked("laboratory:samples", asked) if after else ""
    pager = Pager(min(len(shown), LIMIT), total, first, following)
    title = _("Samples")
    context = SamplesPage(
        framed(request, title), list(_acts(request)), _filters(asked),
        _table(shown[:LIMIT], at, held, reader, pager if total else None),
    )  # fmt: skip
    return render(request, "laboratory/samples.html", vars(context))


def _acts(request: Any) -> Sequence[Link]:
    if not request.who.may("write"):
        return ()
    acts = [Link(_("Scan barcodes"), reverse("laboratory:handle"))]
    if request.who.reader.reads("case"):
        acts.append(Link(_("Request a sample"), reverse("laboratory:request")))
    return acts


def narrowed(
    found: QuerySet[Sample], asked: Mapping[str, str], reader: Reader, at: int, held: Limits
) -> QuerySet[Sample]:
    """The samples that a reader asks for; what is asked for and unknown narrows nothing."""
    if asked["laboratory"].isdigit():
        found = found.filter(laboratory=int(asked["laboratory"][:18]))
    if asked["barcode"]:
        found = found.filter(barcode__startswith=asked["barcode"])
    step = asked["step"]
    if step == "lost":
        return found.filter(id__in=reconciliation.lost(reader, at, held).order_by().values("id"))
    if step == "overdue":
        return found.filter(id__in=reconciliation.unanswered(reader, at, held).order_by().values("id"))
    return found.filter(_is(step, at, opens_sensitive(reader))) if step in OFFERED else found


def _is(step: str, at: int, sees: bool) -> Q:
    own = Q(
        Exists(TestResult.objects.filter(reading.known_by(at), sample=OuterRef("pk"), result__in=ANSWERS))
    )
    pooled = TestResult.objects.filter(reading.known_by(at), pool=OuterRef("pool"))
    # To whom results are not opened every pool with an answer is answered: the step is the same whatever came out.
    clear = Q(Exists(pooled.filter(result__in=[NEGATIVE] if sees else ANSWERS)))
    answered = own | (clear & Q(pool__split_at=None) if sees else clear | Q(pool__split_at__lte=at))
    here = Q(received_at__isnull=False) | Q(pool__isnull=False)
    return {
        "requested": Q(taken_at=None) & ~here & ~answered,
        "taken": Q(taken_at__isnull=False, sent_at=None) & ~here & ~answered,
        "sent": Q(sent_at__isnull=False) & ~here & ~answered,
        "in_hand": here & ~answered,
        "answered": answered,
    }[step]


def _filters(asked: Mapping[str, str]) -> FilterBar:
    steps = [Option("", _("all"), not asked["step"])]
    steps += [Option(step, step_word(step), asked["step"] == step) for step in OFFERED]
    sites = [Option("", _("all"), not asked["laboratory"])]
    sites += [Option(value, title, asked["laboratory"] == value) for value, title in choices()]
    fields = [
        Field("step", _("How far"), "select", options=steps),
        Field("laboratory", _("Laboratory"), "select", options=sites),
        Field("barcode", _("Barcode begins with"), "search", asked["barcode"], is_optional=True),
    ]
    return FilterBar(reverse("laboratory:samples"), fields, reverse("laboratory:samples"))


def _table(shown: Sequence[Sample], at: int, held: Limits, reader: Reader, pager: Pager | None) -> Table:
    columns = [
        Column(_("barcode"), is_kept=True), Column(_("how far"), is_kept=True), Column(_("reason")), Column(_("laboratory")),
        Column(_("taken"), is_kept=True), Column(_("sent"), is_kept=True), Column(_("received"), is_kept=True),
    ]  # fmt: skip
    empty = State("empty", _("No sample is as asked for"), _("Bring in a sampling list, or ask for less."))
    return Table(
        _("Samples, the last recorded first"), columns, listed(shown, at, held, reader), empty, pager=pager
    )


def listed(shown: Sequence[Sample], at: int, held: Limits, reader: Reader) -> list[Row]:
    """Samples as rows of a table."""
    states = {one.row: one for one in reading.taken(Sample.objects.filter(id__in=[s.pk for s in shown]), at)}
    names, sees = site_names(), opens_sensitive(reader)
    return [
        Row([
            Cell(name_of(one), reverse("laboratory:sample", args=[one.ref])),
            Cell(part=step_tag(step_of(states[one.pk], at, receive=held.receive, result=held.result), sees)),
            Cell("" if one.reason is None else SAMPLE_REASON.codes[one.reason].to(spoken())),
            Cell(names.get(one.laboratory_id or 0, "")), _taken(one, at), done_cell(one.sent_at, at), done_cell(one.received_at, at),
        ])
        for one in shown
    ]  # fmt: skip


def _taken(one: Sample, at: int) -> Cell:
    """When a sample was taken: not known if it is in a laboratory and nobody wrote that down, else not yet."""
    return (
        at_cell(None) if one.taken_at is None and one.received_at is not None else done_cell(one.taken_at, at)
    )
