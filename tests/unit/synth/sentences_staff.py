"""Those who treat, in plain Python from the plan's sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from lianfang.base import areas
from tests.unit.synth.reading import DAYS, HOURS, Tables, Verdict, start, verdict

INSIDE = ("contaminated", "buffer", None)
"""Zones meant, and that which is not known."""


def hours(tables: Tables, now: int) -> Iterator[Verdict]:
    """In the contaminated zone nobody stays beyond six hours a shift, unless someone by name allowed it."""
    for shift in tables["staff_shift"].values():
        if shift["ends_at"] > now or shift["zone"] not in ("contaminated", None):
            continue
        spent = shift["hours_in_zone"]
        if shift["zone"] is None:
            yield shift["id"], 0, "cannot_tell"
        elif shift["approved_by"] is not None:
            yield shift["id"], 0, "met"
        else:
            yield shift["id"], 0, verdict(None if spent is None else spent <= 6)


def rested(tables: Tables, now: int) -> Iterator[Verdict]:
    """Twelve hours before a shift in the contaminated zone, and as it begins, its member is on no other, or by someone's leave."""
    shifts = defaultdict(list)
    for shift in tables["staff_shift"].values():
        shifts[shift["staff_member_id"]].append(shift)
    for shift in tables["staff_shift"].values():
        begins, zone = shift["starts_at"], shift["zone"]
        if begins > now or zone not in ("contaminated", None):
            continue
        others = [one for one in shifts[shift["staff_member_id"]] if one is not shift]
        before = [one for one in others if one["starts_at"] <= begins]
        met = shift["approved_by"] is not None or all(one["ends_at"] + 12 * HOURS <= begins for one in before)
        yield shift["id"], 0, verdict(None if zone is None else met)


def dated(tables: Tables, now: int) -> Iterator[Verdict]:
    """Of symptoms before a shift the time, no older than fourteen days, is on record within a day; whom nobody asked, nobody can tell."""
    for shift in tables["staff_shift"].values():
        if shift["starts_at"] + 24 * HOURS > now:
            continue
        if shift["ill"] is None and shift["zone"] in INSIDE:
            yield shift["id"], 0, "cannot_tell"
        elif shift["ill"]:
            since = tables["staff_member"][shift["staff_member_id"]]["ill_at"]
            yield shift["id"], 0, verdict(since is not None and since > shift["starts_at"] - 14 * DAYS)


def clusters(tables: Tables, now: int) -> Iterator[Verdict]:
    """Where two of a ward are ill within fourteen days, it is reported and looked into within a day of the later."""
    ill = [one for one in tables["staff_member"].values() if one["ill_at"] is not None]
    for one in ill:
        ward, fell_ill = one["site_id"], one["ill_at"]
        day = (fell_ill + 8 * HOURS) // DAYS * DAYS - 8 * HOURS
        if fell_ill + 24 * HOURS > now:
            continue
        if ward is None:
            yield one["id"], day, "cannot_tell"
            continue
        since = fell_ill - 14 * DAYS
        others = [o for o in ill if o["site_id"] == ward and o is not one and since < o["ill_at"] <= fell_ill]
        if not others:
            continue
        yield one["id"], day, verdict(any(
            event["site_id"] == ward and event["status"] == "CLUSTER" and event["investigation"] in ("ONGOING", "DONE")
            and event["reported_at"] is not None and since < event["reported_at"] <= now
            for event in tables["event"].values()
        ))  # fmt: skip


def asked(tables: Tables, now: int) -> Iterator[Verdict]:
    """Before each shift inside the zones it is asked whether they are well."""
    for shift in tables["staff_shift"].values():
        if shift["starts_at"] <= now and shift["zone"] in INSIDE:
            yield shift["id"], 0, verdict(None if shift["zone"] is None else shift["ill"] is not None)


def assessed(tables: Tables, now: int) -> Iterator[Verdict]:
    """An exposure is assessed within a day."""
    for shift in tables["staff_shift"].values():
        if shift["exposed_at"] is None or shift["zone"] not in INSIDE:
            continue
        if shift["exposed_at"] + 24 * HOURS <= now:
            done = None if shift["zone"] is None else shift["exposure_assessed_at"] is not None
            yield shift["id"], 0, verdict(done)


def family(tables: Tables, now: int) -> Iterator[Verdict]:
    """What the family of a member of staff needs is met within two days."""
    for need in tables["need"].values():
        if need["staff_member_id"] is None or need["kind"] not in ("child_care", "elder_care", "lodging"):
            continue
        if need["asked_at"] is None:
            yield need["id"], 0, "cannot_tell"
        elif need["asked_at"] + 48 * HOURS <= now:
            yield need["id"], 0, verdict(need["met_at"] is not None)


def families(tables: Tables, now: int) -> Iterator[Verdict]:
    """Within a day of leaving for Hubei, the families of a team know whom to turn to."""
    hubei = next(area["id"] for area in tables["area"].values() if area["gb_code"] == "420000")
    for mission in tables["mission"].values():
        place = mission["place_id"]
        if mission["left_at"] + 24 * HOURS > now or (place is not None and not areas.is_within(place, hubei)):
            continue
        yield mission["id"], 0, verdict(None if place is None else mission["families_named_at"] is not None)


def watched(tables: Tables, now: int) -> Iterator[Verdict]:
    """A team that is back is watched for fourteen days; said within a day."""
    for mission in tables["mission"].values():
        back, until = mission["back_at"], mission["watch_until"]
        if back is None or back + 24 * HOURS > now:
            continue
        enough = None if until is None else start(until + timedelta(days=1)) >= back + 14 * DAYS
        yield mission["id"], 0, verdict(enough)


def tested(tables: Tables, now: int) -> Iterator[Verdict]:
    """Who begins a shift in the contaminated zone was swabbed within the seven days before; later is late, spoilt is not swabbed."""
    swabs = defaultdict(list)
    for sample in tables["sample"].values():
        if sample["taken_at"] is not None and sample["condition"] != "NOT_ADEQUATE":
            swabs[sample["staff_member_id"]].append(sample["taken_at"])
    for shift in tables["staff_shift"].values():
        begins, zone = shift["starts_at"], shift["zone"]
        if begins > now or zone not in ("contaminated", None):
            continue
        met = any(begins - 7 * DAYS <= taken <= now for taken in swabs[shift["staff_member_id"]])
        yield shift["id"], 0, verdict(None if zone is None else met)


SENTENCES = {
    "zone-hours-within-limit": hours,
    "rest-before-the-zone": rested,
    "illness-of-staff-dated": dated,
    "cluster-of-staff-looked-into": clusters,
    "staff-health-asked-each-shift": asked,
    "exposure-of-staff-assessed": assessed,
    "family-need-of-staff-met": family,
    "mission-families-have-a-contact": families,
    "mission-watched-on-return": watched,
    "staff-tested-on-schedule": tested,
}
