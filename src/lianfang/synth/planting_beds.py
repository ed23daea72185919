"""Failings, near misses and undecidable records of beds and transfers.

The limits are those of the plan's sentences, written down again on purpose: an hour to answer, four to receive, six to keep.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from lianfang.base import areas
from lianfang.synth import beds, treatment
from lianfang.synth.beds import Lying
from lianfang.synth.calendar import AS_OF, DAY, HOUR, MINUTE, midnight
from lianfang.synth.draft import Draft
from lianfang.synth.gates import Site
from lianfang.synth.illness import Case
from lianfang.synth.isolating import PLACES_OPEN, Isolating
from lianfang.synth.kept import Numbered
from lianfang.synth.ledger import Finding
from lianfang.synth.planting_treatment import BEGINS, _case
from lianfang.synth.scene import Scene

ANSWERED, RECEIVED, KEPT, LIES, CHECKED = (
    "transfer-answered", "accepted-transfer-received", "bed-not-kept-for-nothing", "admitted-case-lies-in-a-bed",
    "quarantine-site-exits-clear",
)  # fmt: skip
UNDATED = "of a day before the plan's values begin"
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
    return {
        "answered_at": answered,
        "accepted_at": answered,
        "picked_up_at": received,
        "received_at": received,
        "ended_at": received,
    }


NEAR = (
    Told("answered in an hour", DAY, _done(ANSWER_WITHIN, 2 * HOUR)),
    Told("a second later", DAY, _done(ANSWER_WITHIN + 1, 2 * HOUR)),
    Told("received in four hours", DAY, _done(0, RECEIVE_WITHIN)),
    Told("a second later", DAY, _done(0, RECEIVE_WITHIN + 1)),
    Told("kept for six hours", DAY, _done(0, KEEP_FOR), keeps=True),
    Told("a second longer", DAY, _done(0, KEEP_FOR + 1), keeps=True),
    Told("approved a moment ago", ANSWER_WITHIN - 1, WAITS),
    Told("accepted a moment ago", RECEIVE_WITHIN - 1, _accepted(0), keeps=True),
    Told(
        "an emergency, answered by bringing",
        2 * HOUR,
        {**WAITS, "emergency": True, "status": "TRANSFER_IN_PROGRESS"},
    ),
    Told("not approved yet", 3 * HOUR, {**NOT_YET, "approved_at": None, "status": "PENDING"}),
    Told("died on the way", DAY, {**_done(0, HOUR), "received_at": None, "status": "PATIENT_EXPIRED"}),
    Told(
        "cancelled", DAY, {**_done(0, HOUR), "received_at": None, "picked_up_at": None, "status": "CANCELLED"}
    ),
    Told("a car on its way", 2 * HOUR, _accepted(MINUTE, status="PATIENT_TO_BE_PICKED_UP"), keeps=True),
    Told(
        "on the way",
        3 * HOUR,
        _accepted(MINUTE, status="TRANSFER_IN_PROGRESS", picked_up_at=HOUR),
        keeps=True,
    ),
)
FAILINGS = (
    Told("nobody answered", 3 * HOUR, WAITS, (ANSWERED,)),
    Told("nobody answered, due this second", ANSWER_WITHIN, WAITS, (ANSWERED,)),
    Told("accepted, and nobody came", RECEIVE_WITHIN, _accepted(0), (RECEIVED,), keeps=True),
    Told("a bed kept for nobody", 9 * HOUR, _accepted(MINUTE), (RECEIVED, KEPT), keeps=True),
    Told(
        "whether it is an emergency is not known",
        3 * HOUR,
        {**WAITS, "emergency": None},
        (ANSWERED,),
        "cannot_tell",
    ),
)


def transfer(telling: Isolating, site: Site, told: Told) -> None:
    """A transfer of a person of its own; one that keeps a bed keeps one of its own."""
    draft, area = telling.draft, telling.community()
    approved = AS_OF - told.ago
    changes = {
        name: approved + value if name.endswith("_at") and isinstance(value, int) else value
        for name, value in told.told.items()
    }
    person = Numbered("person", draft.persons.add(area))
    one = Lying(approved + 90 * MINUTE, None, {"person_id": person})
    bed = (
        beds.room(draft, site.id, site, f"{900 + len(draft.kept.rows['room'])}", "QUARANTINE", 1)[0]
        if told.keeps
        else None
    )
    row = beds.brought(
        draft, site, bed or 0, one, **{"approved_at": approved, "bed_id": bed, "area_id": area, **changes}
    )
    for must in told.musts:
        draft.find(must, "transfer", row, told.finding, told.why, area)


def before_the_plan(telling: Isolating, site: Site) -> None:
    """A transfer, and a stay, of a day before the plan's values begin: of neither anything can be told."""
    draft, area = telling.draft, telling.community()
    starts = midnight(BEGINS) - DAY
    bed = beds.room(draft, site.id, site, f"{900 + len(draft.kept.rows['room'])}", "QUARANTINE", 1)[0]
    one = Lying(starts, starts + DAY, {"person_id": telling.person(area)})
    row = beds.brought(draft, site, bed, one, area_id=area)
    for must in (ANSWERED, RECEIVED, KEPT):
        draft.find(must, "transfer", row, "cannot_tell", UNDATED, area)
    stay = draft.keep(
        "admission", starts, bed_id=bed, site_id=site.id, kind="quarantine", starts_at=starts, ends_at=starts + DAY,
        end_reason="discharged", area_id=site.area, **one.columns,
    )  # fmt: skip
    draft.find(CHECKED, "admission", stay, "cannot_tell", UNDATED, site.area)


# --- cases in beds ------------------------------------------------------------------------------------------------------


def just_in_bed(scene: Scene) -> None:
    """Two hours after the admission, and a second later; admitted a moment ago."""
    for late in (0, 1):
        _in_bed(scene, 2 * HOUR + late, "treatment")
    _, case = _case(scene, found_at=AS_OF - HOUR)
    case.admitted_at = AS_OF - 30 * MINUTE


def not_in_bed(scene: Scene) -> None:
    """Said to be admitted, and no bed on record; or one of a quarantine site only."""
    for why in ("no bed on record", "a room of a quarantine site only"):
        number, case = _in_bed(scene, HOUR, "quarantine") if "site" in why else _case(scene)
        scene.draft.find(LIES, "case", number, "gap", why, case.area)


def _in_bed(scene: Scene, after: int, kind: str) -> tuple[int, Case]:
    draft, place = scene.draft, treatment.hospital(scene.draft)
    number, case = _case(scene)
    case.person = Numbered("person", draft.persons.add(case.area))
    if kind == "quarantine":
        place = next(
            one for one in draft.gates.sites if one.kind == "quarantine_site" and one.opened_at == PLACES_OPEN
        )
    bed = beds.room(draft, place.id, place, f"{900 + len(draft.kept.rows['room'])}", "ISOLATION", 1)[0]
    starts = (case.admitted_at or 0) + after
    draft.keep(
        "admission", starts, person_id=case.person, bed_id=bed, site_id=place.id, kind=kind, case_id=number,
        starts_at=starts, area_id=place.area,
    )  # fmt: skip
    return number, case


def undated(draft: Draft) -> None:
    """Cases planted for other musts, of which no day of report is known, or one before the plan's values begin."""
    for number, case in enumerate(draft.cases, 1):
        if case.admitted_at is None or case.hospital is None:
            continue
        if case.reported_on is None or case.reported_on < BEGINS:
            why = (
                "the day of report is not known"
                if case.reported_on is None
                else "reported before the plan's values begin"
            )
            draft.find(LIES, "case", number, "cannot_tell", why, case.area)


# --- quarantine sites ---------------------------------------------------------------------------------------------------


def moved_in(telling: Isolating, why: str, check: dict[str, Any] | None, found: bool) -> None:
    """A place of its own into which someone moves at noon, its fire check told so."""
    draft, community = telling.draft, telling.community()
    district = next(code for code in draft.tree.districts if areas.is_within(community, code))
    telling.units += 1
    site = telling.place(district, 500 + telling.units)
    starts = midnight(date(2020, 2, 10)) + 12 * HOUR
    if check is not None:
        told = {"at": starts - HOUR, **check}
        telling.inspect(site.id, "fire", told.pop("at"), district, **told)
    bed = beds.room(draft, site.id, site, "201", "QUARANTINE", 1)[0]
    row = draft.keep(
        "admission", starts, person_id=telling.person(community), bed_id=bed, site_id=site.id, kind="quarantine",
        starts_at=starts, area_id=district,
    )  # fmt: skip
    if found:
        draft.find(CHECKED, "admission", row, "gap", why, district)


MOVED: tuple[tuple[str, dict[str, Any] | None, bool], ...] = (
    ("checked an hour before", {}, False),
    ("checked a second after", {"at": midnight(date(2020, 2, 10)) + 12 * HOUR + 1}, False),
    ("valid until the end of that day", {"valid_until": date(2020, 2, 10)}, False),
    ("valid until the day before", {"valid_until": date(2020, 2, 9)}, True),
    ("never checked", None, True),
    ("a fault", {"result": "fault"}, True),
    ("valid until nobody knows when", {"valid_until": None}, True),
)


def plant(scene: Scene, *, planted: bool) -> None:
    """Ordinary life first; near misses always; failings and undecidable records where asked."""
    draft = scene.draft
    beds.settle(draft)
    telling = Isolating(draft, "failings of beds")
    site = next(
        one for one in draft.gates.sites if one.kind == "quarantine_site" and one.opened_at == PLACES_OPEN
    )
    for told in (*NEAR, *FAILINGS) if planted else NEAR:
        transfer(telling, site, told)
    for why, check, found in MOVED:
        if planted or not found:
            moved_in(telling, why, check, found)
    just_in_bed(scene)
    if planted:
        not_in_bed(scene)
        undated(draft)
        before_the_plan(telling, site)
