"""The follow-up of each day: planned, given to teams, entered, and ended: completed, lost, refused, converted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db.models import Count

from lianfang.base.instants import DAY, day_of, end_of, start_of
from lianfang.base.problems import Problem, Refused
from lianfang.fronts.tracing.assigning import Team, assign
from lianfang.fronts.tracing.cases import NewCase, write_case
from lianfang.fronts.tracing.closing import close
from lianfang.fronts.tracing.finding import case_of, contact_of, district_of, household_of
from lianfang.gaps import plans
from lianfang.registers import changes
from lianfang.registers.access import By, Reader, rows
from lianfang.registers.actions import record
from lianfang.registers.actions.reach import covers
from lianfang.registers.actions.watching import days_of, still_followed
from lianfang.registers.illnesses import isolated_from
from lianfang.registers.models import Contact, HealthCheck, Order, Organisation
from lianfang.registers.requests import once

ENDINGS = ("COMPLETED", "LOST", "CANCELED")
ISOLATES = ("home_isolation", "collective_isolation", "hospital_isolation")


def plan_follow_up(*, case: str, reader: Reader, by: By, at: int, request: str = "") -> Mapping[str, int]:
    """Give the contacts of a case to teams and plan each day of their follow-up; what is planned already stays.

    Those who live with the case and have no clock yet get that of its isolation. Answered: how many contacts were given to a
    team, how many days were planned, and how many contacts have no last contact, so that nothing can be planned.

    Raises:
        Refused: no such case in reach.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        of = case_of(case, reader, lock=True)
        people = list(still_followed(rows(Contact, reader).filter(case=of)).order_by("id"))
        _start_clocks(people, isolated_from(of), by, at)
        teams = give(people, by, at)
        days, clockless = plan_days(people, by, at)
        return {"given": len(teams), "days": days, "clockless": clockless}

    return once(request=request, verb="plan_follow_up", content=[by.name, case], at=at, act=act)


def enter(
    *, contact: str, day: date, said: Mapping[str, Any], reader: Reader, by: By, at: int, request: str = ""
) -> None:
    """Enter what became of one contact on one day; entering again mends it.

    Args:
        said: ``result``, perhaps ``at`` (else: now, or not known where the day is over), ``temperature``, ``symptoms``,
            ``origin`` and ``reported_by``.

    Raises:
        Refused: no such contact; a day to come, or not of the follow-up; handed over or ended before.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        _enter(contact_of(contact, reader, lock=True), day, said, by, at)
        return {}

    content = [by.name, contact, day.isoformat(), dict(said)]
    once(request=request, verb="enter_follow_up", content=content, at=at, act=act)


def enter_household(
    *, household: str, day: date, said: Mapping[str, Mapping[str, Any]], reader: Reader, by: By, at: int,
    request: str = "",
) -> int:  # fmt: skip
    """One form for all contacts of a household, as whoever answers for them reports; answers how many were entered.

    Args:
        said: reference of a contact → its entry, as :func:`enter` takes it.

    Raises:
        Refused: one of them is not of the household; nothing is written.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        home = household_of(household, reader)
        for ref, one in said.items():
            found = contact_of(ref, reader, lock=True)
            if found.household_id != home.pk:
                raise Refused(Problem("tracing/not-of-the-household", facts={"value": ref}))
            reported = found.answers_for_id or found.person_id
            _enter(found, day, {**one, "origin": "household_head", "reported_by": reported}, by, at)
        return {"entered": len(said)}

    content = [by.name, household, day.isoformat(), {ref: dict(one) for ref, one in said.items()}]
    made = once(request=request, verb="enter_household", content=content, at=at, act=act)
    return int(made["entered"])


def end(*, contact: str, status: str, reader: Reader, by: By, at: int, request: str = "") -> None:
    """End a follow-up: completed when its days are over, lost, or cancelled. What was planned for later days goes. Who is lost is to be
    searched for.

    Raises:
        Refused: no such contact, ended already, or completed before its days are over.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        found = going_on(contact, reader, by)
        if status == "COMPLETED":
            _check_over(found, at)
        again = {"searched_at": None} if status == "LOST" else {}
        close(found, {"status": status, "ended_at": at, **again}, by, at)
        return {}

    if status not in ENDINGS:
        raise ValueError(f"not an end of a follow-up: {status}")
    once(request=request, verb="end_follow_up", content=[by.name, contact, status], at=at, act=act)


def refuse(*, contact: str, reader: Reader, by: By, at: int, request: str = "") -> None:
    """Keep that a contact refuses follow-up. It stays under follow-up: who does not want to be watched is not out of danger.

    Raises:
        Refused: no such contact, or ended already.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        found = going_on(contact, reader, by)
        record(register="contact", rows=[{"id": found.pk, "refused": True}], by=by, at=at)
        return {}

    once(request=request, verb="refuse_follow_up", content=[by.name, contact], at=at, act=act)


def reach(*, contact: str, reader: Reader, by: By, at: int, request: str = "") -> None:
    """Keep that a contact has been reached.

    Raises:
        Refused: no such contact, or ended already.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        found = going_on(contact, reader, by)
        if found.reached_at is None:
            record(register="contact", rows=[{"id": found.pk, "reached_at": at}], by=by, at=at)
        return {}

    once(request=request, verb="reach_contact", content=[by.name, contact], at=at, act=act)


def convert(*, contact: str, new: NewCase, reader: Reader, by: By, at: int, request: str = "") -> str:
    """A contact became a case: the case, its first classification, its exposure and its link, and the end of every follow-up of theirs.

    The link has no direction: who infected whom is an investigator's to say. Isolation that began as a contact is carried over.
    Answered is the new case's reference.

    Raises:
        Refused: no such contact, ended already; or as :func:`~lianfang.fronts.tracing.cases.open_case`.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        found = going_on(contact, reader, by, lost_too=True)
        isolated = (
            Order.objects.filter(contact=found, kind__in=ISOLATES, starts_at__lte=at)
            .order_by("starts_at")
            .values_list("starts_at", flat=True)
            .first()
        )
        told = {"found_by": "CASE_CONTACT", **(new.facts or {})}
        given = NewCase(**{
            **vars(new), "person": found.person_id, "area": new.area or _answering(found, by),
            "isolated_at": new.isolated_at or isolated, "facts": told,
        })  # fmt: skip
        return {"ref": write_case(given, None, by, at, contact=found.pk).ref}

    content = [by.name, contact, asdict(new)]
    return str(once(request=request, verb="convert_contact", content=content, at=at, act=act)["ref"])


# --- the days -------------------------------------------------------------------------------------------------------


def _start_clocks(people: Sequence[Contact], isolated_at: int | None, by: By, at: int) -> None:
    changed: list[Contact] = []
    for one in people:
        if one.proximity == "SAME_HOUSEHOLD" and one.via_id is None and one.last_contact_at is None:
            one.last_contact_at = isolated_at
            changed.append(one)
    if isolated_at is not None and changed:
        told = [{"id": one.pk, "last_contact_at": isolated_at} for one in changed]
        record(register="contact", rows=told, by=by, at=at)


def give(people: Sequence[Contact], by: By, at: int) -> Mapping[int, int]:
    """Give contacts that have no team to one; answers contact → team."""
    lacking = [(one.pk, one.area_id) for one in people if one.team_id is None]
    if not lacking:
        return {}
    loads = dict(
        still_followed(Contact.objects.filter(team__isnull=False))
        .order_by().values("team").annotate(n=Count("id")).values_list("team", "n")
    )  # fmt: skip
    teams = [
        Team(one, area, loads.get(one, 0))
        for one, area in Organisation.objects.filter(kind="team").values_list("id", "area_id")
    ]
    given = assign(lacking, teams)
    if given:
        told = [{"id": contact, "team": team, "team_at": at} for contact, team in given.items()]
        record(register="contact", rows=told, by=by, at=at)
    for one in people:
        one.team_id = given.get(one.pk, one.team_id)
    return given


def plan_days(people: Sequence[Contact], by: By, at: int) -> tuple[int, int]:
    """Plan the days of contacts that are not planned yet; answers (days planned, contacts of whom no day can be)."""
    there = set(
        HealthCheck.objects.filter(contact__in=people, day__isnull=False).values_list("contact", "day")
    )
    made, clockless, plan = [], 0, plans.in_force().plan
    for one in people:
        days = days_of(one, plan)
        clockless += one.last_contact_at is None
        made += [
            {"contact": one.pk, "person": one.person_id, "day": day, "team": one.team_id, "area": one.area_id}
            for day in days
            if (one.pk, day) not in there
        ]
    if made:
        record(register="health_check", rows=made, by=by, at=at)
    return len(made), clockless


def _enter(found: Contact, day: date, said: Mapping[str, Any], by: By, at: int) -> None:
    plan = plans.in_force().plan
    zone, facts = plan.zone, {"value": found.ref, "day": day.isoformat()}
    _check_holds(found, by)
    if start_of(day, zone) > at:
        raise Refused(Problem("tracing/not-yet", facts=facts))
    if found.ended_at is not None and start_of(day, zone) > found.ended_at:
        raise Refused(Problem("tracing/ended", facts=facts))
    known = HealthCheck.objects.filter(contact=found, day=day).order_by("id").first()
    if known is None and day not in days_of(found, plan):
        raise Refused(Problem("tracing/not-that-day", facts=facts))
    when = said.get("at")
    if when is None:
        # Who mends what is over does not know the hour better than whoever entered it.
        when = at if at < end_of(day, zone) else known and known.at
    if when is not None and not start_of(day, zone) <= when <= at:
        raise Refused(Problem("tracing/not-that-day", facts=facts))
    row = {"origin": "visit", **said, "at": when}
    if known is not None:
        row["id"] = known.pk
    else:
        row |= {
            "contact": found.pk, "person": found.person_id, "day": day, "team": found.team_id, "area": found.area_id
        }  # fmt: skip
    record(register="health_check", rows=[row], by=by, at=at)
    if said["result"] in ("SEEN_OK", "SEEN_NOT_OK") and found.reached_at is None:
        record(
            register="contact",
            rows=[{"id": found.pk, "reached_at": at if when is None else when}],
            by=by,
            at=at,
        )


def going_on(ref: str, reader: Reader, by: By, *, lost_too: bool = False) -> Contact:
    """A contact who is followed up here, locked; with ``lost_too`` also one who was lost.

    Raises:
        Refused: none is in reach; ended, handed over, or another area's until it is taken over.
    """
    found = contact_of(ref, reader, lock=True)
    if found.ended_at is not None and not (lost_too and found.status == "LOST"):
        raise Refused(Problem("tracing/ended", facts={"value": ref}))
    if found.handed_to_id is not None:
        raise Refused(Problem("tracing/handed-over", facts={"value": ref}))
    _check_holds(found, by)
    return found


def _check_holds(found: Contact, by: By) -> None:
    """Whom another area is asked to take over, that area sees, and does not follow up before it says yes."""
    if found.letter_to_id is not None and not covers(by, found.area_id):
        raise Refused(Problem("tracing/not-taken-over", facts={"value": found.ref}))


def _answering(found: Contact, by: By) -> int:
    """The area of a case that a contact became: that of whose contact they were, for whoever answers for it; else their own."""
    return found.case.area_id if covers(by, found.case.area_id) else district_of(found.area_id)


def _check_over(found: Contact, at: int) -> None:
    plan = plans.in_force().plan
    zone, days = plan.zone, days_of(found, plan)
    if not days and found.last_contact_at is None:
        raise Refused(Problem("tracing/no-last-contact"))
    last = days[-1] if days else day_of(at - DAY, zone)
    if end_of(last, zone) > at:
        raise Refused(Problem("tracing/not-over", facts={"value": found.ref, "day": last.isoformat()}))


def in_household(one: Contact, reader: Reader) -> list[Contact]:
    """The contacts of the same case and household whose follow-up goes on, the contact among them."""
    if one.household_id is None:
        return [one]
    found = rows(Contact, reader).filter(case=one.case_id, household=one.household_id)
    return list(still_followed(found).order_by("id"))
