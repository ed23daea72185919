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
from lianfang.registers.models.beds import Admission, Bed, BedCount, Room, Transfer
from lianfang.registers.models.cases import Case
from lianfang.registers.models.decisions import Decision
from lianfang.registers.models.directives import Directive, DirectiveChange, Objective
from lianfang.registers.models.exposure_questions import (
    ExposureAssessment,
    ExposureQuestion,
    ExposureTold,
    Pseudonym,
    VisitsFed,
)
from lianfang.registers.models.gates import Declaration, Passage
from lianfang.registers.models.homes import Household, Need, Stay, Tenancy
from lianfang.registers.models.imports import ImportBatch, ImportedRow, Mapping, RejectedRow, WithheldRow
from lianfang.registers.models.investigations import (
    CaseLink,
    Classification,
    ClinicalCheck,
    Event,
    Exposure,
    Participant,
)
from lianfang.registers.models.journal import Journal, RequestKey, Seal, Version
from lianfang.registers.models.measures import Contact, HealthCheck, Inspection, Order, RiskArea
from lianfang.registers.models.merges import Merge
from lianfang.registers.models.notices import Address, Notice, NoticesUpTo
from lianfang.registers.models.organisations import Organisation
from lianfang.registers.models.outlines import Outline
from lianfang.registers.models.outlook_runs import OutlookRun
from lianfang.registers.models.passes import Pass
from lianfang.registers.models.people import Identifier, Person, Vehicle
from lianfang.registers.models.record import Record, Registered
from lianfang.registers.models.returns import Return
from lianfang.registers.models.reviews import ReviewMatch
from lianfang.registers.models.samples import Pool, Sample, TestResult
from lianfang.registers.models.shifts import Handover, Shift
from lianfang.registers.models.sites import Site
from lianfang.registers.models.staff import Mission, StaffMember, StaffShift
from lianfang.registers.models.submissions import Submission
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
    "classification": Classification,
    "event": Event,
    "exposure": Exposure,
    "case_link": CaseLink,
    "clinical_check": ClinicalCheck,
    "contact": Contact,
    "participant": Participant,
    "stay": Stay,
    "order": Order,
    "pass": Pass,
    "health_check": HealthCheck,
    "staff_member": StaffMember,
    "staff_shift": StaffShift,
    "mission": Mission,
    "need": Need,
    "inspection": Inspection,
    "pool": Pool,
    "sample": Sample,
    "test_result": TestResult,
    "room": Room,
    "bed": Bed,
    "admission": Admission,
    "transfer": Transfer,
    "bed_count": BedCount,
    "submission": Submission,
    "return": Return,
    "task": Task,
    "shift": Shift,
    "at_risk": AtRisk,
    "review_match": ReviewMatch,
}
"""Register name → model, parents before those that link to them."""

__all__ = [
    "REGISTERS",
    "Account",
    "Address",
    "Admission",
    "Area",
    "AtRisk",
    "Bed",
    "BedCount",
    "Case",
    "CaseLink",
    "Classification",
    "ClinicalCheck",
    "Contact",
    "Conveyance",
    "Decision",
    "Declaration",
    "Device",
    "Directive",
    "DirectiveChange",
    "Event",
    "Exposure",
    "ExposureAssessment",
    "ExposureQuestion",
    "ExposureTold",
    "FirstToken",
    "Grant",
    "Handover",
    "HealthCheck",
    "Household",
    "Identifier",
    "ImportBatch",
    "ImportedRow",
    "Inspection",
    "Journal",
    "Manifest",
    "Mapping",
    "Merge",
    "Mission",
    "Need",
    "Notice",
    "NoticesUpTo",
    "Objective",
    "Occupant",
    "Order",
    "Organisation",
    "Outline",
    "OutlookRun",
    "Participant",
    "Pass",
    "Passage",
    "Person",
    "Pool",
    "Pseudonym",
    "Record",
    "RecoveryCode",
    "Registered",
    "RejectedRow",
    "RequestKey",
    "Return",
    "ReviewMatch",
    "RiskArea",
    "Room",
    "Sample",
    "SavedFilter",
    "Screening",
    "Seal",
    "Session",
    "Shift",
    "ShiftTally",
    "Site",
    "StaffMember",
    "StaffShift",
    "Stay",
    "Submission",
    "Task",
    "Tenancy",
    "TestResult",
    "Transfer",
    "Vehicle",
    "Version",
    "VisitsFed",
    "WithheldRow",
]  # fmt: skip
