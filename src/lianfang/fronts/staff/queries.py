"""Who is on duty, for how long in the zone, when last tested; wards with a cluster; families' needs; teams away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Max, Q

from lianfang.base.instants import DAY
from lianfang.fronts.staff.policies import next_test_due
from lianfang.plan.model import Plan
from lianfang.registers.access import Reader, rows
from lianfang.registers.models import Event, Mission, Need, Sample, Site, StaffMember, StaffShift, TestResult

WEEK = 7 * DAY
LOOKED_INTO = ("ONGOING", "DONE")
MOST = 300
"""Members of staff on one page."""


@dataclass
class OfMember:
    """One member of staff and their week."""

    member: StaffMember
    hours: float = 0.0
    is_hours_known: bool = True
    shifts: int = 0
    now: StaffShift | None = None
    next: StaffShift | None = None
    beyond: list[StaffShift] = field(default_factory=list)
    enters_at: int | None = None
    """When the shift in the contaminated zone begins that they stand in or come to next."""
    tested_at: int | None = None
    """When their last swab was taken that could be tested."""
    test_due_at: int | None = None


@dataclass(frozen=True)
class Cluster:
    """A ward where several fell ill, or tested positive, within the plan's time.

    Attributes:
        members: each one's id, and since when they are ill.
        undated: of whom only a shift or a result says so, and since when nobody has written down.
        is_owed: are there enough without those, so that the plan asks for it to be looked into?
        event: the newest by which the ward is looked into, if it is.
    """

    site: Site | None
    members: Mapping[int, int]
    undated: frozenset[int] = frozenset()
    is_owed: bool = True
    event: Event | None = None

    @property
    def ill(self) -> int:
        """How many."""
        return len(self.members)

    @property
    def since(self) -> int:
        """When the first of them fell ill."""
        return min(self.members.values())


@dataclass(frozen=True)
class Rota:
    """What is told of the staff of an area at an instant."""

    members: Sequence[OfMember]
    count: int
    clusters: Sequence[Cluster]
    unassessed: Sequence[StaffShift]
    needs: Sequence[Need]
    missions: Sequence[Mission]


def rota(*, plan: Plan, reader: Reader, at: int) -> Rota:
    """The staff within a reader's reach: the week before and the days to come."""
    there = (
        rows(StaffMember, reader)
        .filter(Q(left_at=None) | Q(left_at__gt=at))
        .order_by("site_id", "team", "id")
    )
    members = {one.id: OfMember(one) for one in there.select_related("site", "organisation")[:MOST]}
    shifts = rows(StaffShift, reader).filter(staff_member_id__in=members, ends_at__gt=at - WEEK)
    for shift in shifts.order_by("starts_at"):
        _count(members[shift.staff_member_id], shift, at)
    _test(members, plan.number_at("staff_tested_every", at), at)
    open_needs = rows(Need, reader).filter(staff_member__isnull=False, met_at=None).order_by("asked_at")
    return Rota(
        list(members.values()),
        there.count(),
        clusters(plan, reader, at),
        list(
            rows(StaffShift, reader)
            .filter(exposed_at__lte=at, exposure_assessed_at=None)
            .select_related("staff_member")
            .order_by("exposed_at")[:MOST]
        ),
        list(open_needs.select_related("staff_member")[:MOST]),
        list(rows(Mission, reader).select_related("organisation", "place").order_by("-left_at")[:MOST]),
    )


def _test(members: Mapping[int, OfMember], every: float | None, at: int) -> None:
    """When each was tested last, by swabs that the plan's must counts too, and by when the next is due."""
    swabs = Sample.objects.filter(Q(condition=None) | Q(condition="ADEQUATE"), staff_member_id__in=members)
    last = swabs.filter(taken_at__lte=at).values("staff_member_id").annotate(last=Max("taken_at"))
    for row in last:
        members[row["staff_member_id"]].tested_at = row["last"]
    for one in members.values():
        one.test_due_at = next_test_due(one.tested_at, every, one.enters_at)


def _count(one: OfMember, shift: StaffShift, at: int) -> None:
    if one.enters_at is None and shift.zone == "contaminated" and shift.ends_at > at:
        one.enters_at = shift.starts_at
    if shift.starts_at > at:
        one.next = one.next or shift
        return
    one.shifts += 1
    if shift.ends_at > at:
        one.now = shift
    if shift.zone == "contaminated" and shift.ends_at <= at:
        one.is_hours_known = one.is_hours_known and shift.hours_in_zone is not None
        one.hours += shift.hours_in_zone or 0.0
    if shift.approved_by:
        one.beyond.append(shift)


def clusters(plan: Plan, reader: Reader, at: int) -> list[Cluster]:
    """Wards in which so many fell ill within so long, both as the plan holds them; none where it says nothing.

    Who said before a shift that they have symptoms counts from its beginning, and who tested positive from the result, while nobody
    has written down since when.
    """
    least, within = (plan.number_at(name, at) for name in ("staff_cluster_from", "staff_cluster_within"))
    if least is None or within is None:
        return []
    ill: dict[int | None, dict[int, int]] = defaultdict(dict)
    dated = rows(StaffMember, reader).filter(ill_at__lte=at, ill_at__gt=at - within)
    known = {
        (site, member): since or 0 for site, member, since in dated.values_list("site_id", "id", "ill_at")
    }
    said = rows(StaffShift, reader).filter(ill=True, starts_at__lte=at, starts_at__gt=at - within)
    positive = TestResult.objects.filter(
        result="POSITIVE", sample__staff_member__in=rows(StaffMember, reader), resulted_at__lte=at, resulted_at__gt=at - within
    )  # fmt: skip
    told = [
        *said.values_list("site_id", "staff_member_id", "starts_at"),
        *positive.values_list("sample__staff_member__site_id", "sample__staff_member_id", "resulted_at"),
    ]
    for (site, member), since in (*known.items(), *(((site, member), since) for site, member, since in told)):
        ill[site][member] = min(since, ill[site].get(member, since))
    many = {site: members for site, members in ill.items() if len(members) >= least}
    sites = Site.objects.in_bulk([site for site in many if site is not None])
    untold = {site: frozenset(one for one in many[site] if (site, one) not in known) for site in many}
    events = _events({site: _newest(many[site], untold[site]) - within for site in sites}, at)
    found = []
    for site, members in many.items():
        undated = untold[site]
        is_owed = len(members) - len(undated) >= least
        found.append(Cluster(sites.get(site or 0), members, undated, is_owed, events.get(site)))
    return sorted(found, key=lambda one: (one.event is not None, one.since))


def _newest(members: Mapping[int, int], undated: frozenset[int]) -> int:
    """When the last of them fell ill, of those of whom it is on record; of all, where it is of none."""
    return max([since for one, since in members.items() if one not in undated] or members.values())


def _events(since: Mapping[int, float], at: int) -> dict[int | None, Event]:
    """Ward → the newest event by which it is looked into, as the plan's must has it: reported later than told of the ward."""
    if not since:
        return {}
    asked = Event.objects.filter(
        site_id__in=list(since), status="CLUSTER", investigation__in=LOOKED_INTO, reported_at__gt=min(since.values()),
        reported_at__lte=at,
    )  # fmt: skip
    return {
        one.site_id: one
        for one in asked.order_by("reported_at", "id")
        if (one.reported_at or 0) > since[one.site_id or 0]
    }
