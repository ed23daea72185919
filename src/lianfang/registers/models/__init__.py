"""One file per register; this page is their index."""

from lianfang.registers.models.accounts import (
    Account,
    Device,
    FirstToken,
    Grant,
    RecoveryCode,
    SavedFilter,
    Session,
)
from lianfang.registers.models.areas import Area
from lianfang.registers.models.at_risk import AtRisk
from lianfang.registers.models.cases import Case
from lianfang.registers.models.decisions import Decision
from lianfang.registers.models.directives import Directive, DirectiveChange, Objective
from lianfang.registers.models.gates import Declaration, Passage
from lianfang.registers.models.homes import Household, Need, Stay, Tenancy
from lianfang.registers.models.imports import ImportBatch, ImportedRow, Mapping, RejectedRow, WithheldRow
from lianfang.registers.models.journal import Journal, RequestKey, Seal, Version
from lianfang.registers.models.measures import Contact, HealthCheck, Inspection, Order, RiskArea
from lianfang.registers.models.merges import Merge
from lianfang.registers.models.notices import Address, Notice, NoticesUpTo
from lianfang.registers.models.organisations import Organisation
from lianfang.registers.models.outlines import Outline
from lianfang.registers.models.people import Identifier, Person, Vehicle
from lianfang.registers.models.record import Record, Registered
from lianfang.registers.models.returns import Return
from lianfang.registers.models.reviews import ReviewMatch
from lianfang.registers.models.shifts import Handover, Shift
from lianfang.registers.models.sites import Site
from lianfang.registers.models.tasks import Task
from lianfang.registers.models.trips import Conveyance, Manifest, Occupant, Screening, ShiftTally

REGISTERS: dict[str, type[Record]] = {
    "area": Area,
    "organisation": Organisation,
    "site": Site,
    "person": Person,
    "vehicle": Vehicle,
    "household": Household,
    "tenancy": Tenancy,
    "conveyance": Conveyance,
    "manifest": Manifest,
    "declaration": Declaration,
    "passage": Passage,
    "occupant": Occupant,
    "screening": Screening,
    "shift_tally": ShiftTally,
    "risk_area": RiskArea,
    "case": Case,
    "contact": Contact,
    "stay": Stay,
    "order": Order,
    "health_check": HealthCheck,
    "need": Need,
    "inspection": Inspection,
    "return": Return,
    "task": Task,
    "shift": Shift,
    "at_risk": AtRisk,
    "review_match": ReviewMatch,
}
"""Register name → model, parents before those that link to them."""

__all__ = [
    "REGISTERS", "Account", "Address", "Area", "AtRisk", "Case", "Contact", "Conveyance", "Decision",
    "Declaration", "Device", "Directive", "DirectiveChange", "FirstToken", "Grant", "Handover", "HealthCheck", "Household", "Identifier",
    "ImportBatch", "ImportedRow", "Inspection", "Journal", "Manifest", "Mapping", "Merge", "Need", "Notice",
    "NoticesUpTo", "Objective", "Occupant", "Order", "Organisation", "Outline", "Passage", "Person", "Record",
    "RecoveryCode", "Registered", "RejectedRow", "RequestKey", "Return", "ReviewMatch", "RiskArea",
    "SavedFilter", "Screening", "Seal", "Session", "Shift", "ShiftTally", "Site", "Stay", "Task", "Tenancy",
    "Vehicle", "Version", "WithheldRow",
]  # fmt: skip
