"""One file per register; this page is their index."""

from lianfang.registers.models.areas import Area
from lianfang.registers.models.cases import Case
from lianfang.registers.models.gates import Declaration, Passage
from lianfang.registers.models.imports import ImportBatch, ImportedRow, Mapping, RejectedRow
from lianfang.registers.models.journal import Journal, RequestKey, Version
from lianfang.registers.models.organisations import Organisation
from lianfang.registers.models.people import Identifier, Person, Vehicle
from lianfang.registers.models.record import Record, Registered
from lianfang.registers.models.returns import Return
from lianfang.registers.models.sites import Site

REGISTERS: dict[str, type[Record]] = {
    "area": Area,
    "organisation": Organisation,
    "site": Site,
    "person": Person,
    "vehicle": Vehicle,
    "declaration": Declaration,
    "passage": Passage,
    "case": Case,
    "return": Return,
}
"""Register name → model, parents before those that link to them."""

__all__ = [
    "REGISTERS", "Area", "Case", "Declaration", "Identifier", "ImportBatch", "ImportedRow", "Journal", "Mapping",
    "Organisation", "Passage", "Person", "Record", "Registered", "RejectedRow", "RequestKey",
    "Return", "Site", "Vehicle", "Version",
]  # fmt: skip
