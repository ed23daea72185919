"""What became of a file: how it was read, what went in, and every row that did not, by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from lianfang.base.problems import Problem
from lianfang.interop.drafts import Draft, Fault
from lianfang.registers.models import ImportBatch, ImportedRow, RejectedRow

_AT_ONCE = 500


@dataclass(frozen=True)
class Rejection:
    """One row of the file that did not go in, with all its faults."""

    row: int
    records: int
    faults: tuple[Fault, ...]

    def problems(self, file: str) -> Iterator[Problem]:
        """The faults as every door prints them."""
        for fault in self.faults:
            yield Problem(fault.code, file, self.row, fault.facts)

    def as_json(self, file: str) -> dict[str, Any]:
        """The row in JSON: number, records, and for each fault column, value (unless personal), code, what, mend."""
        faults = []
        for fault, problem in zip(self.faults, self.problems(file), strict=True):
            said = problem.as_json()
            faults.append(
                {
                    "column": fault.column,
                    "value": fault.value,
                    **{k: said[k] for k in ("code", "what", "mend")},
                }
            )
        return {"row": self.row, "records": self.records, "faults": faults}


@dataclass(frozen=True)
class Receipt:
    """One batch as it stands. ``read = created + updated + unchanged + rejected``, in records.

    ``rows`` counts rows of the file; a wide row is one row and several records. Of a dry run the counts say what would
    become of the file; its ``status`` is ``dry``. People and vehicles made are those whom the records brought along; they are
    none of the five counts.
    """

    batch: str
    status: str
    file: str
    digest: str
    mapping: str
    register: str
    rows: int
    read: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    people_made: int
    vehicles_made: int
    left_out: int
    blank: int
    facts: Mapping[str, Any]
    suspicions: tuple[Problem, ...]
    notes: tuple[Problem, ...]

    def rejections(self) -> Iterator[Rejection]:
        """All rejected rows, in the file's order, read as they are asked for."""
        kept = RejectedRow.objects.filter(batch__ref=self.batch).order_by("row", "id")
        for each in kept.iterator(chunk_size=_AT_ONCE):
            yield Rejection(each.row, each.records, tuple(Fault(**fault) for fault in each.faults))

    def as_json(self) -> dict[str, Any]:
        """The receipt in JSON, with all rejected rows."""
        counts = (
            "rows",
            "read",
            "created",
            "updated",
            "unchanged",
            "rejected",
            "people_made",
            "vehicles_made",
            "left_out",
            "blank",
        )
        return {
            "batch": self.batch, "status": self.status, "file": self.file, "digest": self.digest,
            "mapping": self.mapping, "register": self.register,
            **{name: getattr(self, name) for name in counts},
            "facts": dict(self.facts),
            "suspicions": [problem.as_json() for problem in self.suspicions],
            "notes": [problem.as_json() for problem in self.notes],
            "rejected_rows": [rejection.as_json(self.file) for rejection in self.rejections()],
        }  # fmt: skip


def receipts_of(batches: Sequence[ImportBatch]) -> list[Receipt]:
    """The receipts of some kept batches, by one look at whom they made."""
    brought = ImportedRow.objects.filter(batch__in=batches, register__in=("person", "vehicle"))
    made: dict[int, dict[str, int]] = defaultdict(dict)
    for batch, register, count in (
        brought.values_list("batch", "register").annotate(count=Count("id")).order_by()
    ):
        made[batch][register] = count
    return [_receipt(one, made[one.pk]) for one in batches]


def receipt_of(batch: ImportBatch) -> Receipt:
    """The receipt of a kept batch."""
    [receipt] = receipts_of([batch])
    return receipt


def _receipt(batch: ImportBatch, brought: Mapping[str, int]) -> Receipt:
    """People and vehicles made are counted where they are kept, so that a break loses none."""
    said: dict[str, Any] = batch.receipt
    made = said["made"] if batch.status == "dry" and "made" in said else brought
    return Receipt(
        batch=batch.ref, status=batch.status, file=batch.file, digest=batch.digest, mapping=batch.mapping,
        register=said.get("register", ""), rows=said.get("rows", 0), read=batch.read, created=batch.created,
        updated=batch.updated, unchanged=batch.unchanged, rejected=batch.rejected,
        people_made=made.get("person", 0), vehicles_made=made.get("vehicle", 0),
        left_out=said.get("left_out", 0), blank=said.get("blank", 0), facts=said.get("facts", {}),
        suspicions=_problems(said.get("suspicions", ())), notes=_problems(said.get("notes", ())),
    )  # fmt: skip


def kept(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems as a batch keeps them: their wording is made anew when they are shown."""
    return [{"code": p.code, "file": p.file, "line": p.line, "facts": dict(p.facts)} for p in problems]


def rejected_row(draft: Draft, batch: ImportBatch) -> RejectedRow:
    """A draft with faults, to be kept."""
    faults = [
        {"code": f.code, "column": f.column, "value": f.value, "facts": dict(f.facts)} for f in draft.faults
    ]
    return RejectedRow(batch=batch, row=draft.row, records=draft.records, faults=faults)


def _problems(said: Iterable[Mapping[str, Any]]) -> tuple[Problem, ...]:
    return tuple(Problem(**each) for each in said)
