"""Failings, near misses and undecidable records of beds and transfers.

The limits are those of the plan's sentences, written down again on purpose: an hour to answer, four to receive, six to keep.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from lianfang.synth import beds, treatment
from lianfang.synth.beds import Lying
from lianfang.synth.calendar import AS_OF, DAY, HOUR, MINUTE
from lianfang.synth.draft import Draft
from lianfang.synth.gates import Site
from lianfang.synth.isolating import Isolating
from lianfang.synth.kept import Numbered
from lianfang.synth.ledger import Finding
from lianfang.synth.planting_treatment import BEGINS, _case
from lianfang.synth.scene import Scene

ANSWERED, RECEIVED, KEPT, LIES, CHECKED = (
    "transfer-answered", "accepted-transfer-received", "bed-not-kept-for-nothing", "admitted-case-lies-in-a-bed",
    "quarantine-site-exits-clear",
)  # fmt: skip
ANSWER_WITHIN, RECEIVE_WITHIN, KEEP_FOR = HOUR, 4 * HOUR, 6 * HOUR


class Told(NamedTuple):
    """A transfer approved so many seconds ago, told otherwise than one that went well, and the musts that find it.

    Instants are told as seconds after the approval.
    """

    why: str
    ago: int
    told: dict[str, Any]
    musts: tuple[str, ...] = ()
    finding: Finding = "gap"
    keeps: bool = False


NOT_YET = dict.fromkeys(("answered_at", "accepted_at", "picked_up_at", "received_at", "ended_at"))
WAITS = {**NOT_YET, "status": "APPROVED"}


def _accepted(after: int, **told: Any) -> dict[str, Any]:
    return {**NOT_YET, "answered_at": after, "accepted_at": after, "status": "DESTINATION_APPROVED", **told}


def _done(answered: int, received: int) -> dict[str, Any]:
    return {"answered_at": answered, "accepted_at": answered, "picked_up_at": received, "received_at": received, "ended_at": received}


NEAR = (
    Told("answered in an hour", DAY, _done(ANSWER_WITHIN, 2 * HOUR)),
    Told("a second later", DAY, _done(ANSWER_WITHIN + 1, 2 * HOUR)),
    Told("received in four hours", DAY, _done(0, RECEIVE_WITHIN)),
    Told("a second later", DAY, _done(0, RECEIVE_WITHIN + 1)),
    Told("kept for six hours", DAY, _done(0, KEEP_FOR)),
    Told("a second longer", DAY, _done(0, KEEP_FOR + 1)),
    Told("approved a moment ago", ANSWER_WITHIN - 1, WAITS),
    Told("accepted a moment ago", RECEIVE_WITHIN - 1, _accepted(0), keeps=True),
    Told("an emergency, answered by bringing", 2 * HOUR, {**WAITS, "emergency": True, "status": "TRANSFER_IN_PROGRESS"}),
    Told("not approved yet", 3 * HOUR, {**NOT_YET, "approved_at": None, "status": "PENDING"}),
    Told("died on the way", DAY, {**_done(0, HOUR), "received_at": None, "status": "PATIENT_EXPIRED"}),
    Told("cancelled", DAY, {**_done(0, HOUR), "received_at": None, "picked_up_at": None, "status": "CANCELLED"}),
    Told("a car on its way", 2 * HOUR, _accepted(MINUTE, status="PATIENT_TO_BE_PICKED_UP"), keeps=True),
    Told("on the way", 3 * HOUR, _accepted(MINUTE, status="TRANSFER_IN_PROGRESS", picked_up_at=HOUR), keeps=True),
)
FAILINGS = (
    Told("nobody answered", 3 * HOUR, WAITS, (ANSWERED,)),
    Told("nobody answered, due this second", ANSWER_WITHIN, WAITS, (ANSWERED,)),
    Told("accepted, and nobody came", RECEIVE_WITHIN, _accepted(0), (RECEIVED,), keeps=True),
    Told("a bed kept for nobody", 9 * HOUR, _accepted(MINUTE), (RECEIVED, KEPT), keeps=True),
    Told("whether it is an emergency is not known", 3 * HOUR, {**WAITS, "emergency": None}, (ANSWERED,), "cannot_tell"),
    Told(
        "which place was to take it is not known", 5 * HOUR, {**WAITS, "to_site_id": None, "to_area_id": None}, (ANSWERED,)
    ),
)


def transfer(telling: Isolating, site: Site, told: Told) -> None:
    """A transfer of a person of its own; one that keeps a bed keeps one of its own."""
    draft, area = telling.draft, telling.community()
    approved = AS_OF - told.ago
    changes = {
        name: approved + value if name.endswith("_at") and isinstance(value, int) else value for name, value in told.told.items()
    }
    person = Numbered("person", draft.persons.add(area))
    one = Lying(approved + 90 * MINUTE, None, {"person_id": person})
    bed = beds.room(draft, site.id, site, f"{900 + len(draft.kept.rows['room'])}", "QUARANTINE", 1)[0] if told.keeps else None
    row = beds.brought(draft, site, bed or 0, one, **{"approved_at": approved, "bed_id": bed, "area_id": area, **changes})
    for must in told.musts:
        draft.find(must, "transfer", row, told.finding, told.why, area if "to_site_id" in told.told else site.area)
