"""The list of an open question: whom the reader may see of those found, why each is there, and the picture of all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.base.instants import day_of, start_of
from lianfang.base.words import Text
from lianfang.entry.pages.working import linked
from lianfang.fronts.exposure import answers, asking, choosing, places, visits
from lianfang.fronts.exposure.answers import Answer, Candidate
from lianfang.fronts.exposure.pages.assessing import Given, bulk
from lianfang.fronts.exposure.pages.strips import Strip, strip
from lianfang.fronts.exposure.words import kind_of, long, seated, short, sure, when
from lianfang.gaps import plans
from lianfang.registers import pseudonyms
from lianfang.registers.access import Reader, rows
from lianfang.registers.models import Case, Contact, Event, ExposureQuestion, Person
from lianfang.ui.parts.marks import State
from lianfang.ui.parts.tables import Cell, Column, Pager, Row, Table
from lianfang.ui.writing import number, spoken

if TYPE_CHECKING:
    from lianfang.trace.questions import Meeting, Questions, Window

SHOWN = 50
AT_ONCE = 500
THROUGH = 3
"""Contacts named through whom someone was found; of more it is said how many."""


@dataclass(frozen=True)
class Why:
    """The visits behind a candidate, behind a summary."""

    template: ClassVar[str] = "exposure/why.html"
    summary: str
    visits: Sequence[str]


@dataclass(frozen=True)
class Found:
    """One candidate whom the reader may see."""

    person: Person
    candidate: Candidate
    met: Sequence[Meeting]
    is_listed: bool
    through: str


@dataclass(frozen=True)
class Gathered:
    """The list.

    Attributes:
        some: those of this page.
        total: all whom the reader may see.
        beyond: found, and out of the reader's reach.
        unknown: found, and not known to the registers.
        company: (place, day) → persons met, seconds together, of all whom the reader may see.
        names: place → what it is called.
    """

    some: Sequence[Found]
    start: int
    total: int
    beyond: int
    unknown: int
    company: Mapping[tuple[int, date], tuple[int, int]]
    names: Mapping[int, Text]
    beside: Mapping[tuple[int, int], str]
    """(candidate's pseudonym, ride) → how near they sat, where seats are known."""
    cases: Sequence[Case]
    """On whose list they may be put."""
    setting: str
    """Of the event, where it says one."""


def gather(of: ExposureQuestion, found: Answer, log: Questions, request: Any) -> Gathered | None:
    """Work out the list and note who sees it; None where a second body has to sign after all, as others were named meanwhile."""
    reader = request.who.reader
    known = asking.people_of(found)
    ordered = sorted(_reached(list(known), reader), key=lambda one: known[one][1])
    text = request.GET.get("start", "")
    start = int(text) if text.isdecimal() else 0
    shown = ordered[start : start + SHOWN]
    if of.register == "risk_area":
        mine = asking.tell(of, found.count, [known[one][0] for one in shown])
        if mine is None:
            return None
        shown = [one for one in shown if known[one][0].number in mine]
    seen, window = rows(Person, reader).in_bulk(shown), asking.window_of(of)
    # Why each is there is worked out for those of this page alone.
    met = {one: answers.met(log, known[one][0].names, window, found.windows) for one in shown}
    cases = choosing.cases_of(of, reader)
    on_list = Contact.objects.filter(case__in=cases, person__in=shown)
    listed = set(on_list.values_list("person_id", flat=True))
    asking.note_shown(of, len(shown), reader, request.at)
    between = _between([known[one][0] for one in shown], reader)
    some = [Found(seen[one], known[one][0], met[one], one in listed, between(known[one][0])) for one in shown]
    # The picture is of the company of the one asked about, whose window it shows.
    near = {one: known[one][0].names for one in ordered if known[one][0].depth == 1}
    company = _company(log, near, window)
    at = {m.place for meetings in met.values() for m in meetings}
    rides = {one for one in at if places.register_of(one)[0] == "conveyance"}
    return Gathered(
        some, start, len(ordered), len(known) - len(ordered), len(found.found) - len(known), company,
        places.names(at | {place for place, _day in company}),
        _beside(of, [known[one][0] for one in shown], log, rides, request.at), cases,
        _setting(of),
    )  # fmt: skip


def _between(shown: Sequence[Candidate], reader: Reader) -> Callable[[Candidate], str]:
    """Through whom each was found, as the reader may know them."""
    known = pseudonyms.people({one for each in shown for one in each.through})
    refs = {row.pk: row.ref for row in rows(Person, reader).filter(id__in=set(known.values()))}

    def said(one: Candidate) -> str:
        if not one.through:
            return ""
        named = [refs[known[who]] for who in one.through if known.get(who) in refs][:THROUGH]
        more = len(one.through) - len(named)
        if more:
            named.append(_("{n} more").format(n=number(more)))
        return _("through {whom}").format(whom=_(", ").join(named))

    return said


def _setting(of: ExposureQuestion) -> str:
    """The setting that an event states."""
    found = Event.objects.filter(ref=of.record).first() if of.register == "event" else None
    return (found.setting or "") if found is not None else ""


def _reached(people: Sequence[int], reader: Reader) -> set[int]:
    """Those whom the reader may see."""
    found: set[int] = set()
    for piece in (people[start : start + AT_ONCE] for start in range(0, len(people), AT_ONCE)):
        found.update(rows(Person, reader).filter(id__in=piece).values_list("id", flat=True))
    return found


def _beside(
    of: ExposureQuestion, shown: Sequence[Candidate], log: Questions, rides: set[int], at: int
) -> dict[tuple[int, int], str]:
    """How near each sat to those with whom the log has them, by any of their names: the nearest."""
    if not rides:
        return {}
    from lianfang.trace.questions import RELATIONS

    rows_near = visits.in_force(plans.in_force().plan, visits.NEAR_ROWS, at)
    asked = {name for one in shown for name, _other in one.names}
    seats = {
        (name, ride): {
            other.person: other.relation
            for other in log.companions(name, ride, of.since, of.until, rows=rows_near)
        }
        for name in asked
        for ride in rides
    }
    near = {
        (one.number, ride): [
            seats[name, ride][other] for name, other in one.names if other in seats[name, ride]
        ]
        for one in shown
        for ride in rides
    }
    return {key: min(found, key=RELATIONS.index) for key, found in near.items() if found}


def _company(
    log: Questions, names: Mapping[int, Sequence[tuple[int, int]]], window: Window
) -> dict[tuple[int, date], tuple[int, int]]:
    """(place, day on which they met) → persons met there and seconds together, in one pass over the log for each name asked about.

    Args:
        names: candidate → the pairs of pseudonyms (asked about, candidate) that met.
    """
    import numpy as np

    of = {other: person for person, pairs in names.items() for _asked, other in pairs}
    asked = sorted({name for pairs in names.values() for name, _other in pairs})
    if not asked:
        return {}
    met = np.concatenate([log.company(name, window) for name in asked])
    others, which = np.unique(met[:, 0], return_inverse=True)
    met[:, 0] = np.array([of.get(one, 0) for one in others.tolist()], np.int64)[which]
    met = met[met[:, 0] > 0]
    first, last = (day_of(at, settings.TIME_ZONE) for at in (window.since, window.until))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    begins = [start_of(day, settings.TIME_ZONE) for day in days]
    keys = np.stack([met[:, 1], np.searchsorted(begins, met[:, 2], side="right") - 1, met[:, 0]], axis=1)
    single, which = np.unique(keys, axis=0, return_inverse=True)
    together = np.zeros(len(single), np.int64)
    np.add.at(together, which.reshape(-1), met[:, 3] - met[:, 2])
    found: dict[tuple[int, date], tuple[int, int]] = {}
    for (where, day, _person), seconds in zip(single.tolist(), together.tolist(), strict=True):
        people, total = found.get((where, days[day]), (0, 0))
        found[where, days[day]] = people + 1, total + seconds
    return found


def picture(of: ExposureQuestion, list_: Gathered) -> Strip | None:
    """Company by place and day."""
    if not list_.company:
        return None
    first, last = (day_of(at, settings.TIME_ZONE) for at in (of.since, of.until - 1))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    said: dict[tuple[str, date], tuple[int, int]] = {}
    for (place, day), (people, seconds) in list_.company.items():
        key = list_.names[place].to(spoken()), day
        known = said.get(key, (0, 0))
        said[key] = known[0] + people, known[1] + seconds // 60
    return strip(_("Company by place and day"), said, days)


def table(of: ExposureQuestion, list_: Gathered, given: Given, request: Any) -> Table:
    """The candidates of a page, each to be assessed and picked, where the reader writes and there is a case to put them to."""
    together = _("time together") if of.register == "case" else _("time there")
    columns = [
        Column(_("person"), is_kept=True), Column(together, is_number=True), Column(_("first, last"), is_kept=True),
        Column(_("why")),
    ]  # fmt: skip
    form = None
    if request.who.may("write") and list_.cases:
        columns.append(Column(_("assessment")))
        choose = reverse("exposure:choose", args=[of.ref])
        form = bulk(choose, list_.cases, of.register != "case", given.case)
    way = reverse("exposure:question", args=[of.ref])
    before = f"{way}?start={max(list_.start - SHOWN, 0)}" if list_.start else ""
    after = f"{way}?start={list_.start + SHOWN}" if list_.start + SHOWN < list_.total else ""
    pager = Pager(len(list_.some), list_.total, before, after) if list_.total > SHOWN else None
    return Table(
        _("Candidates"), columns, [_row(one, list_, given if form else None) for one in list_.some],
        State("empty", _("Nobody was found")), note=_(", ").join(_left_out(list_)), bulk=form, pager=pager,
    )  # fmt: skip


def _left_out(list_: Gathered) -> Iterator[str]:
    if list_.beyond:
        yield _("{n} more lie outside your area").format(n=number(list_.beyond))
    if list_.unknown:
        yield _("{n} more are in no register").format(n=number(list_.unknown))


def _row(one: Found, list_: Gathered, given: Given | None) -> Row:
    who, ref = one.candidate, one.person.ref
    said = [_visit(met, list_, list_.beside.get((who.number, met.place), "")) for met in one.met]
    summary = _("{n} meetings").format(n=number(len(said))) if len(said) != 1 else _("1 meeting")
    kind = _("{setting}; {confidence}").format(setting=kind_of(who.kind), confidence=sure(who.confidence))
    listed = _("on the list already") if one.is_listed else ""
    cells = [
        Cell(ref, linked("board:record", "person", ref), _("; ").join(filter(None, [one.through, listed]))),
        Cell(long(who.seconds)), Cell(short(who.first), note=short(who.last)),
        Cell(part=Why(summary, said), note=kind) if said else Cell(kind, note=_visits(who)),
    ]  # fmt: skip
    if given is None:
        return Row(cells)
    if one.is_listed:
        return Row([*cells, Cell()])
    category = choosing.OF_A_CONTACT if who.depth > 1 else ""
    fields = given.row(ref, choosing.SETTINGS.get(who.kind) or list_.setting, category)
    return Row([*cells, Cell(part=fields)], key=ref, is_picked=ref in given.picked)


def _visits(who: Candidate) -> str:
    return _("1 visit") if who.times == 1 else _("{n} visits").format(n=number(who.times))


def _visit(met: Meeting, list_: Gathered, near: str) -> str:
    where = list_.names[met.place].to(spoken())
    end = when(met.end)[11:] if when(met.start)[:10] == when(met.end)[:10] else short(met.end)
    said = _("{place}, {start} to {end}").format(place=where, start=short(met.start), end=end)
    said += _(" ({near})").format(near=seated(near)) if near else ""
    return said + (_(" (an end is supposed)") if any(met.leave_supposed) else "")
