"""What was known of a contact is known of the case that they became: with whom it is linked, and where it may have been infected."""

from __future__ import annotations

from collections.abc import Iterable

from lianfang.base.instants import day_of
from lianfang.gaps import plans
from lianfang.registers.access import By
from lianfang.registers.actions import record
from lianfang.registers.models import Case, Contact


def tie(contacts: Iterable[Contact], case: Case, by: By, at: int) -> None:
    """Link a case with each case whose contact they were, once each, and keep the exposure. The link has no direction: who infected
    whom is an investigator's to say.
    """
    zone, tied = plans.in_force().plan.zone, {case.pk}
    for one in contacts:
        if one.case_id in tied:
            continue
        tied.add(one.case_id)
        last = None if one.last_contact_at is None else day_of(one.last_contact_at, zone)
        link = {
            "case": case.pk, "other": one.case_id, "relation": one.relation, "setting": one.setting,
            "certainty": one.certainty, "last_contact_on": last, "event": one.event_id, "area": case.area_id,
        }  # fmt: skip
        record(register="case_link", rows=[link], by=by, at=at)
        kind = "HABITATION" if one.proximity == "SAME_HOUSEHOLD" else "GATHERING" if one.event_id else "OTHER"
        exposure = {
            "case": case.pk,
            "kind": kind,
            "event": one.event_id,
            "ended_on": last,
            "area": case.area_id,
        }
        record(register="exposure", rows=[exposure], by=by, at=at)
