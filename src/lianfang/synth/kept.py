"""Rows of the registers that come in small numbers: kept as they are told, with their ids at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

COLUMNS: dict[str, tuple[str, ...]] = {
    register: tuple(columns.split())
    for register, columns in {
        "household": "registered_at site_id housing members vulnerable care_plan_at area_id",
        "tenancy": "site_id begins_on ends_on let landlord_told_at tenant_told_at registered_at signed_at"
        " area_id",
        "conveyance": "mode number came_from_id gate_id carrier_id departs_at arrives_at carried manifest_at"
        " reconciled_at area_id",
        "manifest": "conveyance_id person_id carriage seat boarded area_id",
        "occupant": "passage_id person_id role registered_elsewhere screened_at temperature area_id",
        "screening": "at gate_id direction conveyance_id passage_id person_id temperature symptoms result"
        " second_check_at referred_to_id received_at answered_at area_id",
        "shift_tally": "site_id kind starts_at ends_at made_at staff vehicles persons_in persons_out checked_in"
        " checked_out fever visitors visitors_registered area_id",
        "risk_area": "place_id risk valid_from valid_until document area_id",
        "classification": "case_id classification classified_at definition reason area_id",
        "event": "title status investigation risk_level setting site_id began_at ended_at reported_at"
        " nosocomial details area_id",
        "exposure": "case_id kind place_id site_id event_id began_on ended_on details area_id",
        "case_link": "case_id other_id directed evidence relation setting certainty last_contact_on event_id"
        " details area_id",
        "clinical_check": "case_id at severity temperature respiratory_rate oxygen_saturation support"
        " symptoms_better imaging_better area_id",
        "contact": "person_id case_id household_id proximity category last_contact_at identified_at reached_at"
        " status ended_at handed_to_id letter_at letter_from_id letter_to_id answer_at listed_because"
        " first_contact_at classification relation setting"
        " certainty frequency duration via_id event_id became_case_id team_id team_at searched_at"
        " answers_for_id refused area_id",
        "participant": "event_id person_id case_id contact_id seat masked area_id",
        "stay": "person_id household_id site_id passage_id came_from_id left_key_area_at traveller arrived_at"
        " left_at history_at fever fever_found_at fever_reported_at sent_to_hospital_at told_not_to_return_at"
        " area_id",
        "order": "kind person_id household_id site_id place_id stay_id contact_id case_id basis decided_by_id"
        " second_signed_at oral written_at starts_at ends_at signed_ends_at released_at notice_at appeal_told_at"
        " appealed_at appeal_decided_at support_at number evidence evidence_at decided_at decider second_signer"
        " support_contact replaces_id release_reason appeal_reason appeal_result appeal_from"
        " appeal_decided_by appeal_answer area_id",
        "pass": "person_id issued_at valid_until verdict given_to_id revoked_at area_id",
        "health_check": "at person_id order_id contact_id result temperature symptoms referred_at day team_id"
        " origin reported_by_id area_id",
        "staff_member": "person_id organisation_id site_id role team joined_at left_at ill_at area_id",
        "staff_shift": "staff_member_id site_id zone protection starts_at ends_at hours_in_zone exposed_at"
        " exposure_assessed_at approved_by ill area_id",
        "mission": "name_zh name_en organisation_id place_id members left_at back_at watch_until"
        " families_named_at area_id",
        "need": "household_id order_id kind asked_at answered_at met_at staff_member_id mission_id area_id",
        "inspection": "site_id order_id rule at result evidence mended_at valid_until area_id",
        "pool": "barcode laboratory_id made_at split_at area_id",
        "sample": "barcode person_id case_id contact_id screening_id order_id staff_member_id reason material"
        " requested_at taken_at taken_by_id laboratory_id sent_at received_at condition pool_id area_id",
        "test_result": "sample_id pool_id barcode laboratory_id method result tested_at resulted_at"
        " cycle_threshold verified told_at area_id",
        "room": "site_id number zone sex negative_pressure wheelchair dialysis infant area_id",
        "bed": "room_id site_id number kind state opened_at closed_at area_id",
        "admission": "person_id bed_id site_id kind case_id contact_id order_id starts_at ends_at end_reason"
        " area_id",
        "transfer": "person_id case_id contact_id from_site_id to_site_id bed_id status reason emergency"
        " ambulance asked_at approved_at answered_at accepted_at picked_up_at received_at ended_at refused_because"
        " to_area_id area_id",
        "bed_count": "site_id kind at open free area_id",
        "submission": "kind case_id day receiver sent_at receipt receipt_at area_id",
        "task": "title clause must subject period decision objective unit_id area_id assigned_at due_at"
        " received_at evidence_at evidence evidence_by verified_at verified_by closed_at returned_at outcome",
        "shift": "unit_id place name phone login begins_at ends_at area_id",
        "at_risk": "risk_area_id person_id since by_register by_record area_id",
        "review_match": "person_id other_person_id vehicle_id other_vehicle_id decision reason decided_at"
        " decided_by area_id",
    }.items()
}
"""Register → the database's columns beside id, ref, source_key and recorded_at, parents before those that link to them."""


@dataclass(frozen=True)
class Numbered:
    """A row of a register whose ids are given last, in order of time: ``person``, ``vehicle``, ``declaration``, ``passage``."""

    register: str
    place: int


@dataclass
class Kept:
    """The rows told so far. An id is the row's place in its register, from 1."""

    rows: dict[str, list[tuple[int, dict[str, Any]]]] = field(
        default_factory=lambda: {register: [] for register in COLUMNS}
    )

    def add(self, register: str, recorded_at: int, columns: dict[str, Any]) -> int:
        """Keep a row; what is not told is not known.

        Raises:
            ValueError: the register has no such column.
        """
        strange = set(columns) - set(COLUMNS[register])
        if strange:
            raise ValueError(f"{register} has no {', '.join(sorted(strange))}")
        self.rows[register].append((recorded_at, columns))
        return len(self.rows[register])

    def told(self, register: str, row: int) -> dict[str, Any]:
        """The columns of a row, to be changed while the city is made."""
        return self.rows[register][row - 1][1]

    def every(self, register: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """Id and columns of every row of a register."""
        return ((number, columns) for number, (_, columns) in enumerate(self.rows[register], 1))
