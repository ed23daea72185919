"""Two records that may be one, side by side; what a merge moved; and where a record that went is now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from lianfang.base.problems import Problem, Refused
from lianfang.board.rights import sees_column
from lianfang.records import Register
from lianfang.registers.access import Reader, rows
from lianfang.registers.actions.merging import OF, Parted, foreseen, stayed
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import REGISTERS, Identifier, Merge

MOST = 60
"""How many records are named at once."""


@dataclass(frozen=True)
class Both:
    """One column of both records; ``stays`` is what is kept unless the reader chooses, ``is_open`` that they may."""

    name: str
    mine: Any
    other: Any

    @property
    def stays(self) -> Any:
        """Where one is not known, the other; else the value of the record that stays."""
        return self.other if self.mine is None else self.mine

    @property
    def is_open(self) -> bool:
        """Are both known, and differ?"""
        return self.mine is not None and self.other is not None and self.mine != self.other


@dataclass(frozen=True)
class Beside:
    """Two records of one register side by side.

    Attributes:
        columns: what the reader may see of both.
        named: register → in how many records of the reader's reach each is named.
        bears: kind of identifier → how many each bears, and whether they have one in common; nothing is decrypted.
    """

    shape: Register
    mine: str
    other: str
    columns: Sequence[Both]
    named: Sequence[tuple[str, int, int]]
    bears: Sequence[tuple[str, int, int, bool]]


def beside(register: str, mine: str, other: str, *, reader: Reader) -> Beside:
    """Two records of a register, for a reader who has both in their reach.

    Raises:
        Refused: one of them is not there for this reader, or both are the same.
    """
    if mine == other:
        raise Refused(Problem("merge/same", facts={"ref": mine}))
    shape = catalogue()[register]
    one, two = (_row(shape, ref, reader) for ref in (mine, other))
    names = {name: name for name in shape.columns} | {link.name: link.column for link in shape.links.values()}
    columns = [
        Both(name, one[column], two[column])
        for name, column in names.items()
        if name != "recorded_at" and sees_column(reader, register, name)
    ]
    return Beside(shape, mine, other, columns, list(_named(register, one["id"], two["id"], reader)),
                  _bears(register, one["id"], two["id"]))  # fmt: skip


def _row(shape: Register, ref: str, reader: Reader) -> dict[str, Any]:
    columns = ["id", "ref", *shape.columns, *(link.column for link in shape.links.values())]
    found = rows(REGISTERS[shape.name], reader).filter(ref=ref).values(*columns).first()
    if found is None:
        raise Refused(Problem("record/not-found", facts={"register": shape.name, "value": ref[:40]}))
    return found


def _named(register: str, mine: int, other: int, reader: Reader) -> Any:
    for shape in catalogue():
        links = [link.column for link in shape.links.values() if link.to == register]
        if not links or not reader.reads(shape.name):
            continue
        counts = []
        for row in (mine, other):
            asked = Q()
            for column in links:
                asked |= Q(**{column: row})
            counts.append(rows(REGISTERS[shape.name], reader).filter(asked).count())
        if any(counts):
            yield shape.name, *counts


def _bears(register: str, mine: int, other: int) -> list[tuple[str, int, int, bool]]:
    prints: dict[str, tuple[set[bytes], set[bytes]]] = defaultdict(lambda: (set(), set()))
    query = Identifier.objects.filter(**{f"{register}__in": [mine, other]}).order_by("kind")
    for kind, fingerprint, row in query.values_list("kind", "match", f"{register}_id"):
        prints[kind][row == other].add(bytes(fingerprint))
    return [(kind, len(own), len(others), bool(own & others)) for kind, (own, others) in prints.items()]


def went_into(register: str, ref: str, *, reader: Reader) -> str | None:
    """The reference of the record into which another went, if it is in the reader's reach; else None."""
    if register not in OF:
        return None
    made = Merge.objects.filter(register=register, gone_ref=ref, unmerged_at=None).first()
    if made is None:
        return None
    return rows(REGISTERS[register], reader).filter(id=made.kept).values_list("ref", flat=True).first()


def merges_of(register: str, ref: str) -> list[Merge]:
    """The merges that stand into a record, the newest first."""
    if register not in OF:
        return []
    standing = Merge.objects.filter(unmerged_at=None, **{f"{register}__ref": ref})
    return list(standing.defer("moved").order_by("-id"))


@dataclass(frozen=True)
class Joined:
    """A merge as a reader sees it: (register, reference) of what goes back or went, and what stays or stayed.

    ``lost`` are the registers of rows that the merge set aside and that cannot or could not come back.
    """

    made: Merge
    kept_ref: str
    back: Sequence[tuple[str, str]]
    stays: Sequence[tuple[str, str]]
    columns: Sequence[str]
    lost: Sequence[str] = ()


def joined(ref: str, *, reader: Reader) -> Joined:
    """A merge of two records that both are, or were, in the reader's reach.

    Raises:
        Refused: there is none such for this reader.
    """
    made = Merge.objects.filter(ref=ref).first()
    kept = None
    if made is not None and reader.reads(made.register) and reader.sees(made.gone_area):
        kept = (
            rows(REGISTERS[made.register], reader).filter(id=made.kept).values_list("ref", flat=True).first()
        )
    if made is None or kept is None:
        raise Refused(Problem("record/not-found", facts={"register": "merge", "value": ref[:40]}))
    back, parted = foreseen(made) if made.unmerged_at is None else ((), stayed(made))
    return Joined(made, kept, _refs(back, reader), _refs(parted.rows, reader), _seen(made, parted, reader),
                  [register for register, _row in parted.lost if reader.reads(register)][:MOST])  # fmt: skip


def _seen(made: Merge, parted: Parted, reader: Reader) -> list[str]:
    shape = catalogue()[made.register]
    known = {*shape.columns, *shape.links, "source_key"}
    return [name for name in parted.columns if name in known and sees_column(reader, made.register, name)]


def _refs(found: Collection[tuple[str, int]], reader: Reader) -> list[tuple[str, str]]:
    """Those of some rows that a reader may see."""
    asked: dict[str, list[int]] = defaultdict(list)
    for register, row in found:
        asked[register].append(row)
    return [
        (register, ref)
        for register, ids in asked.items()
        for ref in rows(REGISTERS[register], reader)
        .filter(id__in=ids)
        .order_by("id")
        .values_list("ref", flat=True)[:MOST]
    ]
