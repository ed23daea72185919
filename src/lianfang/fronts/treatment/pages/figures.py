"""The figures of treatment: who should be admitted, treated, isolated and is not; how long they stay; how they leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.base.instants import day_of, iso
from lianfang.base.problems import Problem, Refused
from lianfang.entry.pages.working import framed, reads, told
from lianfang.entry.rules import may
from lianfang.fronts.treatment.course import FEWEST, Acquired, Course, Since, Staying, course
from lianfang.gaps import oldest, plans
from lianfang.gaps.plans import InForce, Standing
from lianfang.gaps.standing import Counts, standings
from lianfang.ui.pages import Page
from lianfang.ui.parts.figures import Figure, Figures
from lianfang.ui.parts.forms import Field, FilterBar
from lianfang.ui.parts.marks import State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.pictures.coverage import coverage_bar
from lianfang.ui.writing import moment, number, percent, spoken

LINE = "treatment"
WEEKS = (7, 14, 21, 28)


@dataclass(frozen=True)
class FiguresPage:
    """What the page shows; ``fatality`` says what deaths may be divided by today."""

    page: Page
    day: FilterBar
    owed: Table
    outcomes: Figures
    fatality: str
    stays: Table
    stays_note: str
    acquired: Table
    acquired_note: str


@may("gaps")
@reads("case")
@require_safe
@told
def show(request: Any) -> HttpResponse:
    """The figures of treatment in the reader's area, on a day."""
    reader, force = request.who.reader, plans.in_force()
    zone = force.plan.zone
    day = _day(request.GET.get("day", ""), day_of(request.at, zone))
    made = course(plan=force.plan, reader=reader, day=day)
    context = FiguresPage(
        framed(request, _("Figures of treatment")),
        FilterBar(reverse("treatment:figures"), (Field("day", _("Day"), "date", day.isoformat()),)),
        _owed(force, reader.area, request.at),
        _outcomes(made),
        _fatality(made),
        _stays(made),
        _stays_note(made),
        _acquired(made),
        _("The days are those of the plan, assumed after a later definition; a case without a day of onset, or without any"
          " admission on record, cannot be told."),
    )  # fmt: skip
    return render(request, "treatment/figures.html", vars(context))


def _day(text: str, today: date) -> date:
    if not text:
        return today
    try:
        return min(date.fromisoformat(text), today)
    except ValueError as error:
        raise Refused(Problem("store/bad-instant", facts={"value": text[:40]})) from error


def _owed(force: InForce, area: int, at: int) -> Table:
    """The musts of the line, with the age of the oldest gap of each."""
    counts = {must: found for (must, _place), found in standings(at=at, area=area).items()}
    since = oldest.since(force, at=at, area=area)
    rows = [_must(one, counts.get(one.number, Counts()), since, at, force.plan.zone) for one in _musts(force)]
    columns = (
        Column(_("Must")), Column(_("Coverage")), Column(_("Fell due"), True), Column(_("Gaps"), True),
        Column(_("Cannot tell"), True), Column(_("Oldest gap"), is_kept=True),
    )  # fmt: skip
    return Table(_("By must, with the age of the oldest gap"), columns, rows, _none())


def _musts(force: InForce) -> Iterator[Standing]:
    clauses = force.plan.clauses
    for one in force.musts:
        clause = clauses.get(one.must.clause)
        if clause is not None and clause.line == LINE:
            yield one


def _must(one: Standing, counts: Counts, since: Mapping[int, int], at: int, zone: str) -> Row:
    key = one.must.key
    gaps = reverse("board:gaps") + "?" + urlencode({"must": key})
    begun = since.get(one.number)
    return Row(
        (
            Cell(one.must.title.to(spoken()), reverse("board:must", args=[key])),
            Cell(part=coverage_bar(
                    met=counts.met_in_time, late=counts.late, excused=counts.excused, gaps=counts.gaps,
                    cannot_tell=counts.cannot_tell, is_of_recorded=not one.must.denominator.independent,
                )),
            Cell(number(counts.due)),
            Cell(number(counts.gaps), gaps if counts.gaps else "", tone="bad" if counts.gaps else ""),
            Cell(number(counts.cannot_tell), tone="unsure" if counts.cannot_tell else ""),
            Cell() if begun is None else Cell(_aged(at - begun), note=moment(iso(begun, zone))),
        )
    )  # fmt: skip


def _none() -> State:
    return State("empty", _("Nothing is on record"))


def _aged(seconds: int) -> str:
    days, hours = seconds // 86400, seconds % 86400 // 3600
    if days:
        return _("%(days)s d %(hours)s h") % {"days": days, "hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": seconds % 3600 // 60}


def _outcomes(made: Course) -> Figures:
    of, as_of = made.outcomes, made.day.isoformat()
    each = (
        (_("Confirmed"), of.all), (_("In treatment"), of.open), (_("Discharged"), of.recovered), (_("Died"), of.died),
    )  # fmt: skip
    return Figures([Figure(title, value, as_of=as_of) for title, value in each], _("How patients left"))


def _fatality(made: Course) -> str:
    of, stay = made.outcomes, made.stays[0]
    if of.share_died is not None:
        return _("%(share)s of all cases died; none is open.") % {"share": percent(of.share_died)}
    if not of.all:
        return ""
    if stay.lasting is None or not of.recovered + of.died:
        return _("%(open)s cases are open: a share of deaths cannot be told yet.") % {"open": number(of.open)}
    return _(
        "%(open)s cases are open, so deaths are not divided by all cases. With open cases counted as such, of those who fell"
        " ill %(died)s are expected to die and %(left)s to be discharged within the time seen so far."
    ) % {"open": number(of.open), "died": percent(stay.dying), "left": percent(stay.discharged)}  # fmt: skip


def _stays(made: Course) -> Table:
    titles: dict[Since, str] = {"first_visit": _("From the first visit"), "admission": _("From admission")}
    shares = [Column(_("After %(days)s days") % {"days": days}, True) for days in WEEKS]
    columns = (
        Column(_("Counted from")), Column(_("Patients"), True), Column(_("Ended"), True), Column(_("Median, days"), True),
        Column(_("95 % interval"), is_kept=True), Column(_("Median of the discharged alone"), True), *shares,
    )  # fmt: skip
    return Table(
        _("In days, until discharge or death"),
        columns,
        [_stay(titles[one.since], one) for one in made.stays],
        _none(),
    )


def _stay(title: str, one: Staying) -> Row:
    found = one.lasting
    if found is None:
        few = Cell(_("too few"), note=_("fewer than %(count)s are not estimated") % {"count": FEWEST})
        return Row((Cell(title), Cell(number(one.n)), Cell(), few, *[Cell()] * (2 + len(WEEKS))))
    ends = [_("not reached") if end is None else f"{end:g}" for end in (found.low, found.high)]
    median = Cell(is_unknown=True) if found.median is None else Cell(f"{found.median:g}", tone="strong")
    naive = Cell() if found.naive_median is None else Cell(f"{found.naive_median:g}", tone="soft")
    return Row(
        (
            Cell(title), Cell(number(found.n)), Cell(number(found.ended)), median, Cell("–".join(ends)), naive,
            *[Cell(percent(found.share_after(days))) for days in WEEKS],
        )
    )  # fmt: skip


def _stays_note(made: Course) -> str:
    lines: Sequence[Staying] = made.stays
    return " ".join(
        (
            _("By Kaplan–Meier: whoever is still there counts as such. The last columns are the share still there."),
            _("Of some the first day is not known (%(visit)s, %(admission)s); of some the end lies before the beginning"
              " (%(early)s, %(before)s): kept, and in no estimate.")
            % {"visit": lines[0].without_start, "admission": lines[1].without_start, "early": lines[0].reversed_,
               "before": lines[1].reversed_},
        )
    )  # fmt: skip


def _acquired(made: Course) -> Table:
    titles: dict[Acquired, str] = {
        "definite": _("Acquired in hospital: definite"), "probable": _("Acquired in hospital: probable"),
        "indeterminate": _("Origin undecided"), "community": _("Fell ill before or soon after admission"),
        "cannot_tell": _("Cannot tell"),
    }  # fmt: skip
    rows = [Row((Cell(titles[band]), Cell(number(count)))) for band, count in made.acquired]
    return Table(
        _("By the days from admission to onset"),
        (Column(_("Origin")), Column(_("Cases"), True)),
        rows,
        _none(),
    )
