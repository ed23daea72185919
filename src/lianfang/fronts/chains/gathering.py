"""The cases and links that a reader may see, as of an instant and by what was known at one; whoever lies beyond is a grey one.

Three things tie cases: what an investigator linked; a contact that became a case; and one event at which several were.
Only the first has a direction, and only where it was told with its evidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Min, Q

from lianfang.base import areas
from lianfang.base.instants import day_of
from lianfang.outlook.chains import Chains, Cluster, Tie, chains, interval
from lianfang.registers.access import Reader, rows
from lianfang.registers.illnesses import isolations
from lianfang.registers.models import (
    Case,
    CaseLink,
    Contact,
    Event,
    Exposure,
    Participant,
    TestResult,
)

NO_CASE = ("NO_CASE",)
"""Classes that are no case any more, and not drawn."""


@dataclass
class CaseSeen:
    """A case as the picture shows it; days are ordinals. Of one beyond the reader's reach everything is empty.

    Attributes:
        day: of onset; of the first positive sample where there is none (``is_positive``); None where neither is known.
        exposed: first and last day of what exposures are recorded.
    """

    key: int
    ref: str = ""
    number: int | None = None
    classification: str = ""
    area: int = 0
    onset: int | None = None
    day: int | None = None
    is_positive: bool = False
    isolated: int | None = None
    exposed: tuple[int, int] | None = None

    @property
    def is_beyond(self) -> bool:
        """Out of the reader's reach?"""
        return not self.ref


@dataclass(frozen=True)
class TieSeen:
    """Where a tie comes from: the kind of record, its reference, and what it says."""

    kind: str
    ref: str
    evidence: str = ""
    relation: str = ""
    certainty: str = ""
    last_contact: int | None = None


@dataclass
class EventSeen:
    """An event through which cases are tied."""

    ref: str
    title: str
    setting: str | None = None
    cases: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Seen:
    """All of it; keys of events are below zero."""

    cases: Mapping[int, CaseSeen]
    events: Mapping[int, EventSeen]
    chains: Chains
    today: int

    def interval(self, tie: Tie) -> int | None:
        """Days from onset to onset along a directed tie; None where one of both is not known."""
        if not tie.is_directed:
            return None
        return interval(self.cases[tie.source].onset, self.cases[tie.target].onset)

    def within(self, area: int) -> set[int]:
        """Keys of the clusters that have a case in an area."""
        return {
            cluster.key
            for cluster in self.chains.clusters
            if any(
                self.cases[one].ref and areas.is_within(self.cases[one].area, area) for one in cluster.members
            )
        }


@dataclass(frozen=True)
class _When:
    """As of when, and by what was known when."""

    as_of: int
    known_at: int
    day: date

    @property
    def cases(self) -> Q:
        reported = Q(reported_on__lte=self.day) | Q(reported_on=None, recorded_at__lte=self.as_of)
        return Q(recorded_at__lte=self.known_at) & reported

    @property
    def events(self) -> Q:
        return Q(recorded_at__lte=self.known_at) & (Q(began_at=None) | Q(began_at__lte=self.as_of))


def gather(*, reader: Reader, as_of: int, known_at: int, zone: str) -> Seen:
    """The cases that were reported by ``as_of`` and what ties them, of all that was recorded by ``known_at``.

    In the values of today: a correction changes the past, a day to come is not shown. A case without a day of report counts
    from when it was recorded.
    """
    today = day_of(as_of, zone).toordinal()
    when = _When(as_of, known_at, day_of(as_of, zone))
    cases = {one.key: one for one in _cases(reader, when, zone, today)}
    ties = [*_linked(reader, known_at, today), *_became(reader, known_at)]
    events = _events(reader, when)
    ties += [
        Tie(hub, case, setting=event.setting, key=TieSeen("event", event.ref))
        for hub, event in events.items()
        for case in sorted(event.cases)
    ]
    named = {one for tie in ties for one in (tie.source, tie.target) if one > 0}
    cases |= {key: CaseSeen(key) for key in _standing(named - cases.keys(), when)}
    there = cases.keys() | events.keys()
    ties = [tie for tie in ties if {tie.source, tie.target} <= there]
    made = chains(cases, ties, events)
    blind = {one for cluster in made.clusters for one in _unseen(cluster, cases)}
    if blind:  # a link of two beyond reach says nothing to this reader
        cases = {key: one for key, one in cases.items() if key not in blind}
        ties = [tie for tie in ties if not {tie.source, tie.target} & blind]
        made = chains(cases, ties, events)
    return Seen(cases, events, made, today)


def _unseen(cluster: Cluster, cases: Mapping[int, CaseSeen]) -> tuple[int, ...]:
    """The members of a cluster of which the reader sees none."""
    return () if any(cases[one].ref for one in cluster.members) else cluster.members


def _standing(keys: set[int], when: _When) -> Iterator[int]:
    """Which cases beyond the reader's reach were cases by then; nothing else is read of them."""
    wanted = sorted(keys)
    for start in range(0, len(wanted), 900):
        query = Case.objects.filter(when.cases, id__in=wanted[start : start + 900])
        yield from query.exclude(classification__in=NO_CASE).values_list("id", flat=True)


def _cases(reader: Reader, when: _When, zone: str, today: int) -> Iterator[CaseSeen]:
    positive, exposed = _first_positive(reader, when, zone), _exposed(reader, when.known_at)
    query = rows(Case, reader).filter(when.cases).exclude(classification__in=NO_CASE)
    apart = isolations(query, when.as_of)
    columns = ("id", "ref", "number", "classification", "area_id", "onset_on")
    for key, ref, number, classification, area, onset_on in query.values_list(*columns):
        onset = None if onset_on is None or onset_on.toordinal() > today else onset_on.toordinal()
        found = positive.get(key)
        yield CaseSeen(
            key, ref, None if number is None else int(number), classification, area, onset,
            found if onset is None else onset, onset is None and found is not None,
            day_of(apart[key], zone).toordinal() if key in apart else None, exposed.get(key),
        )  # fmt: skip


def _first_positive(reader: Reader, when: _When, zone: str) -> dict[int, int]:
    """Case → the day on which its first positive sample was taken."""
    query = rows(TestResult, reader).filter(
        recorded_at__lte=when.known_at,
        result="POSITIVE",
        sample__case__isnull=False,
        sample__taken_at__lte=when.as_of,
    )
    found = query.values_list("sample__case_id").annotate(first=Min("sample__taken_at"))
    return {case: day_of(at, zone).toordinal() for case, at in found}


def _exposed(reader: Reader, known_at: int) -> dict[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = {}
    query = rows(Exposure, reader).filter(recorded_at__lte=known_at).exclude(began_on=None, ended_on=None)
    for case, began, ended in query.values_list("case_id", "began_on", "ended_on"):
        first, last = ((began or ended).toordinal(), (ended or began).toordinal())
        low, high = found.get(case, (first, last))
        found[case] = (min(low, first), max(high, last))
    return found


def _linked(reader: Reader, known_at: int, today: int) -> Iterator[Tie]:
    """What investigators linked; of two rows that say one thing, one tie."""
    columns = (
        "case_id", "other_id", "directed", "evidence", "relation", "setting", "certainty", "last_contact_on", "ref",
    )  # fmt: skip
    query = rows(CaseLink, reader).filter(recorded_at__lte=known_at).order_by("id")
    for row in query.values_list(*columns):
        case, other, directed, evidence, relation, setting, certainty, last, ref = row
        day = None if last is None or last.toordinal() > today else last.toordinal()
        told = TieSeen("case_link", ref, evidence or "", relation or "", certainty or "", day)
        is_directed = bool(directed and evidence)
        yield Tie(other, case, is_directed=is_directed, setting=setting, key=told)


def _became(reader: Reader, known_at: int) -> Iterator[Tie]:
    """Contacts that became a case, where no investigator's link says so already."""
    query = rows(Contact, reader).filter(recorded_at__lte=known_at, became_case__isnull=False).order_by("id")
    said = set(rows(CaseLink, reader).filter(recorded_at__lte=known_at).values_list("case_id", "other_id"))
    for case, became, setting, ref in query.values_list("case_id", "became_case_id", "setting", "ref"):
        if case != became and (case, became) not in said and (became, case) not in said:
            said.add((case, became))
            yield Tie(case, became, setting=setting, key=TieSeen("contact", ref))


def _events(reader: Reader, when: _When) -> dict[int, EventSeen]:
    """Events at which two cases and more were, by the key of their hub."""
    present: dict[int, set[int]] = defaultdict(set)
    for query in _present(reader, when.known_at):
        for event, case in query:
            present[event].add(case)
    several = [event for event, cases in present.items() if len(cases) > 1]
    found: dict[int, EventSeen] = {}
    for start in range(0, len(several), 900):
        query = rows(Event, reader).filter(when.events, id__in=several[start : start + 900])
        for key, ref, title, setting in query.values_list("id", "ref", "title", "setting"):
            found[-key] = EventSeen(ref, title, setting, present[key])
    return dict(sorted(found.items(), reverse=True))


def _present(reader: Reader, known_at: int) -> Iterator[Any]:
    known = Q(recorded_at__lte=known_at, event__isnull=False)
    yield rows(Participant, reader).filter(known, case__isnull=False).values_list("event_id", "case_id")
    became = rows(Participant, reader).filter(known, contact__became_case__isnull=False)
    yield became.values_list("event_id", "contact__became_case_id")
    yield rows(Exposure, reader).filter(known).values_list("event_id", "case_id")
