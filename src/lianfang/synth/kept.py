"""Rows of the registers that come in small numbers: kept as they are told, with their ids at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

COLUMNS: dict[str, tuple[str, ...]] = {
    register: tuple(columns.split())
    for register, columns in {
        "household": "registered_at site_id housing members vulnerable care_plan_at area_id",
        "tenancy": "site_id begins_on ends_on let landlord_told_at tenant_told_at registered_at signed_at area_id",
        "conveyance": "mode number came_from_id gate_id carrier_id departs_at arrives_at carried manifest_at reconciled_at"
        " area_id",
        "manifest": "conveyance_id person_id carriage seat boarded area_id",
        "occupant": "passage_id person_id role registered_elsewhere screened_at temperature area_id",
        "screening": "at gate_id direction conveyance_id passage_id person_id temperature symptoms result second_check_at"
        " referred_to_id received_at answered_at area_id",
        "shift_tally": "site_id kind starts_at ends_at made_at staff vehicles persons_in persons_out checked_in checked_out"
        " fever visitors visitors_registered area_id",
        "risk_area": "place_id risk valid_from valid_until document area_id",
        "contact": "person_id case_id household_id proximity category last_contact_at identified_at reached_at status"
        " ended_at handed_to_id letter_at answer_at area_id",
        "stay": "person_id household_id site_id passage_id came_from_id left_key_area_at traveller arrived_at left_at"
        " history_at fever fever_found_at fever_reported_at sent_to_hospital_at told_not_to_return_at area_id",
        "order": "kind person_id household_id site_id place_id stay_id contact_id case_id basis decided_by_id"
        " second_signed_at oral written_at starts_at ends_at released_at notice_at appeal_told_at appealed_at"
        " appeal_decided_at support_at area_id",
        "health_check": "at person_id order_id contact_id result temperature symptoms referred_at area_id",
        "need": "household_id order_id kind asked_at answered_at met_at area_id",
        "inspection": "site_id order_id rule at result evidence mended_at valid_until area_id",
        "task": "title clause must subject period decision objective unit_id area_id assigned_at due_at received_at evidence_at evidence"
        " evidence_by verified_at verified_by closed_at returned_at outcome",
        "shift": "unit_id place name phone login begins_at ends_at area_id",
        "at_risk": "risk_area_id person_id since by_register by_record area_id",
        "review_match": "person_id other_person_id vehicle_id other_vehicle_id decision reason decided_at decided_by area_id",
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
