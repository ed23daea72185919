"""Merge two rows that are one person, or one vehicle, and part them again; nothing is lost either way.

A merge moves every link and identifier of the row that goes to the row that is kept, takes over the columns asked for, and
withdraws the row that went. An un-merge puts back whatever still is as the merge made it: the row under its old id and
reference, its links, its identifiers, the columns taken over. What changed or came since stays with the row that was kept,
and is named. Both write rows by the ordinary actions, so that versions, journal and duties follow.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, models, transaction

from lianfang.base.problems import Problem, Refused
from lianfang.records import Kind, Register
from lianfang.registers import changes, journal, keys
from lianfang.registers.access import By
from lianfang.registers.actions.reach import covers
from lianfang.registers.actions.recording import record, values_of
from lianfang.registers.actions.withdrawing import withdraw
from lianfang.registers.catalogue import catalogue
from lianfang.registers.merged import OF
from lianfang.registers.models import REGISTERS, Identifier, Merge, Record, Version

LONGEST = 400
"""Characters of a reason."""


@dataclass(frozen=True)
class Pair:
    """Two rows that are one.

    Attributes:
        register: ``person`` or ``vehicle``.
        kept: the reference of the row that stays.
        gone: the reference of the row that goes into it.
        reason: why they are one.
        taken: the columns and links of which the value of the row that goes is kept. Where the row that stays has none, the
            other's is kept in any case; ``source_key`` is such a column too.
    """

    register: str
    kept: str
    gone: str
    reason: str
    taken: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Parted:
    """What an un-merge left with the row that was kept: rows that name it, and its own columns.

    Among the rows (register, id) are those too that the merge set aside and that cannot come back: what they name is gone, or
    another stands in their place. Among the columns is ``source_key`` where the key of the row that came back is another's by
    now. ``lost`` are those of the rows that cannot come back.
    """

    ref: str
    rows: Sequence[tuple[str, int]]
    columns: Sequence[str]
    lost: Sequence[tuple[str, int]] = ()


@dataclass
class _Moved:
    """All that a merge changed.

    Attributes:
        values: the row that went, by database name.
        columns: of the row that stays, column → what it was and what it became.
        identifiers: ids of those that moved.
        links: (register, row, link → what it was, link → what it became).
        aside: (register, values) of rows that could not stand beside one of the row that stays.
        had: (register, row) of what named the row that stays before.
        merges: ids of merges into the row that went.
    """

    values: dict[str, Any]
    columns: dict[str, list[Any]] = field(default_factory=dict)
    identifiers: list[int] = field(default_factory=list)
    links: list[list[Any]] = field(default_factory=list)
    aside: list[list[Any]] = field(default_factory=list)
    had: list[list[Any]] = field(default_factory=list)
    merges: list[int] = field(default_factory=list)


def merge(*, pairs: Sequence[Pair], by: By, at: int) -> list[Merge]:
    """Make one row of two, for each pair, in their order.

    Raises:
        Refused: a reason is missing or too long; a row is not in the area of ``by``; both are the same.
    """
    with transaction.atomic():
        changes.begin()
        return [_merge(pair, by, at) for pair in pairs]


def _merge(pair: Pair, by: By, at: int) -> Merge:
    reason, newest = reason_of(pair.reason), _newest()
    kept, gone = (_found(pair.register, ref, by) for ref in (pair.kept, pair.gone))
    if kept.pk == gone.pk:
        raise Refused(Problem("merge/same", facts={"ref": pair.kept}))
    shape = catalogue()[pair.register]
    moved = _Moved(
        values_of(shape, gone), had=[[name, row] for name, row in naming(pair.register, [kept.pk])]
    )
    _move(pair.register, kept.pk, gone.pk, moved, by, at)
    moved.merges = _pass_on(pair.register, gone.pk, kept.pk)
    withdraw(register=pair.register, ids=[gone.pk], by=by, at=at)
    _take(shape, kept, gone, pair.taken, moved, by, at)
    key = moved.columns["source_key"][0] if "source_key" in moved.columns else gone.source_key
    made = Merge.objects.create(
        register=pair.register, kept=kept.pk, kept_ref=kept.ref, gone=gone.pk, gone_ref=gone.ref, gone_key=key, reason=reason,
        gone_area=gone.area_id, merged_at=at, merged_by=by.name, moved=keys.seal_values(vars(moved)),  # type: ignore[attr-defined]
        **{f"{pair.register}_id": kept.pk},
    )  # fmt: skip
    _sign(made, newest)
    journal.append([
        journal.Entry(at, by, "merge", pair.register, row.pk, row.ref, fields=f"{made.ref},{','.join(moved.columns)}".strip(","))
        for row in (kept, gone)
    ])  # fmt: skip
    return made


def _newest() -> int:
    return Version.objects.aggregate(newest=models.Max("id"))["newest"] or 0


def _sign(made: Merge, newest: int) -> None:
    """Say of the versions since then that the merge left them; writers take turns, so they are nobody else's."""
    Version.objects.filter(id__gt=newest).update(merge=made.pk)


def reason_of(text: str) -> str:
    """A reason as it is kept.

    Raises:
        Refused: there is none, or it is too long.
    """
    said = text.strip()
    if not said or len(said) > LONGEST:
        raise Refused(Problem("merge/reason", facts={"most": LONGEST}))
    return said


def _found(register: str, ref: str, by: By) -> Record:
    row = REGISTERS[register].objects.filter(ref=ref).first() if register in OF else None
    if row is None or not covers(by, row.area_id):  # type: ignore[attr-defined]
        raise Refused(Problem("record/not-found", facts={"register": register, "value": ref[:40]}))
    return row


def naming(register: str, rows: Collection[int]) -> Iterator[tuple[str, int]]:
    """What names rows of a register: (register, id)."""
    for shape, names in _linked(register):
        found = REGISTERS[shape.name].objects.filter(_names(shape, names, rows)).order_by("id")
        yield from ((shape.name, row) for row in found.values_list("id", flat=True))


def _linked(register: str) -> Iterator[tuple[Register, list[str]]]:
    """The registers that link to one, and by which links."""
    for shape in catalogue():
        names = [link.name for link in shape.links.values() if link.to == register]
        if names:
            yield shape, names


def _names(shape: Register, names: Sequence[str], rows: Collection[int]) -> models.Q:
    asked = models.Q()
    for name in names:
        asked |= models.Q(**{f"{shape.links[name].column}__in": list(rows)})
    return asked


def _move(register: str, kept: int, gone: int, moved: _Moved, by: By, at: int) -> None:
    """Let all that names the row that goes name the row that stays; what cannot is set aside."""
    bearing = Identifier.objects.filter(**{f"{register}_id": gone})
    moved.identifiers = list(bearing.order_by("id").values_list("id", flat=True))
    bearing.update(**{f"{register}_id": kept})
    for shape, names in _linked(register):
        model, change, aside = REGISTERS[shape.name], [], []
        for row in model.objects.filter(_names(shape, names, [gone])).order_by("id"):
            was = {name: getattr(row, shape.links[name].column) for name in names}
            is_ = _in_order(shape, {name: kept if value == gone else value for name, value in was.items()})
            if is_ is None or _stands(model, row, is_):
                aside.append(row)
                continue
            change.append({"id": row.pk, **is_})
            moved.links.append([shape.name, row.pk, was, is_])
        moved.aside += [[shape.name, values_of(shape, row)] for row in aside]
        if aside:
            withdraw(register=shape.name, ids=[row.pk for row in aside], by=by, at=at)
        if change:
            record(register=shape.name, rows=change, by=by, at=at)


def _in_order(shape: Register, links: dict[str, int | None]) -> dict[str, int | None] | None:
    """A review of two has the smaller id first, and is of two: None where it would speak of one."""
    if shape.name != "review_match":
        return links
    for first in OF:
        pair = [links.get(first), links.get(f"other_{first}")]
        known = sorted(one for one in pair if one is not None)
        if len(known) == 2:
            if known[0] == known[1]:
                return None
            links = {**links, first: known[0], f"other_{first}": known[1]}
    return links


def _stands(model: type[Record], row: Record, links: dict[str, int | None]) -> bool:
    """Does a row stand already where this one would?"""
    for rule in model._meta.constraints:
        if isinstance(rule, models.UniqueConstraint) and set(rule.fields) & links.keys():
            values = {name: links.get(name, getattr(row, f"{name}_id", None)) for name in rule.fields}
            if None not in values.values() and model.objects.filter(**values).exclude(pk=row.pk).exists():
                return True
    return False


def _pass_on(register: str, gone: int, kept: int) -> list[int]:
    """Let the merges into the row that goes be merges into the row that stays."""
    standing = Merge.objects.filter(register=register, kept=gone, unmerged_at=None)
    found = list(standing.order_by("id").values_list("id", flat=True))
    Merge.objects.filter(id__in=found).update(kept=kept, **{register: kept})
    return found


def _take(
    shape: Register, kept: Record, gone: Record, taken: frozenset[str], moved: _Moved, by: By, at: int
) -> None:
    """Write what the row that stays takes over from the row that went."""
    row: dict[str, Any] = {}
    for name in ["source_key", *shape.columns, *shape.links]:
        if name == "recorded_at":
            continue
        column = shape.links[name].column if name in shape.links else name
        mine, others = getattr(kept, column), getattr(gone, column)
        if others is not None and mine != others and (mine is None or name in taken):
            moved.columns[name] = [mine, others]
            row[name] = others
    _write(shape, kept, row, by, at)


def _write(shape: Register, kept: Record, row: dict[str, Any], by: By, at: int) -> None:
    """Columns of the row that stays. A source's key names a row to the ordinary action, which never changes it."""
    if "source_key" in row:
        REGISTERS[shape.name].objects.filter(pk=kept.pk).update(source_key=row.pop("source_key"))
    if row:
        record(register=shape.name, rows=[{"id": kept.pk, **row}], by=by, at=at)


def unmerge(*, refs: Sequence[str], reason: str, by: By, at: int) -> list[Parted]:
    """Part rows that were merged, in this order.

    Raises:
        Refused: no such merge stands in the area of ``by``; the row was merged on, and that must be undone first; a
            constraint stands in the way of what should come back; or the reason is missing or too long.
    """
    said = reason_of(reason)
    try:
        with transaction.atomic():
            changes.begin()
            return [_part(ref, said, by, at) for ref in refs]
    except IntegrityError as error:
        facts = {"register": "merge", "detail": str(error).splitlines()[0]}
        raise Refused(Problem("record/constraint", facts=facts)) from error


def _part(ref: str, reason: str, by: By, at: int) -> Parted:
    query = Merge.objects.filter(ref=ref, unmerged_at=None)
    made = (query.select_for_update() if connection.vendor == "postgresql" else query).first()
    if made is None or not covers(by, made.gone_area):
        raise Refused(Problem("record/not-found", facts={"register": "merge", "value": ref[:40]}))
    kept = REGISTERS[made.register].objects.get(pk=made.kept)
    if not covers(by, kept.area_id):  # type: ignore[attr-defined]
        raise Refused(Problem("record/not-found", facts={"register": "merge", "value": ref[:40]}))
    if kept.ref != made.kept_ref:
        later = Merge.objects.filter(gone_ref=made.kept_ref, unmerged_at=None).first()
        raise Refused(Problem("merge/merged-on", facts={"ref": "" if later is None else later.ref}))
    moved, newest = _Moved(**keys.unseal_values(bytes(made.moved))), _newest()
    parted = _put_back(made, kept, moved, by, at)
    _sign(made, newest)
    stayed = {"rows": parted.rows, "columns": parted.columns, "lost": parted.lost}
    changed = Merge.objects.filter(pk=made.pk, unmerged_at=None).update(
        unmerged_at=at, unmerged_by=by.name, unmerge_reason=reason, person=None, vehicle=None,
        stayed=keys.seal_values(stayed),
    )  # fmt: skip
    if changed != 1:
        raise Refused(Problem("record/not-found", facts={"register": "merge", "value": ref[:40]}))
    journal.append([
        journal.Entry(at, by, "unmerge", made.register, row, text, fields=made.ref)
        for row, text in ((made.kept, made.kept_ref), (made.gone, made.gone_ref))
    ])  # fmt: skip
    return parted


def foreseen(made: Merge) -> tuple[list[tuple[str, int]], Parted]:
    """What an un-merge would give back, and what it would leave, as things are now."""
    moved = _Moved(**keys.unseal_values(bytes(made.moved)))
    kept, shape = REGISTERS[made.register].objects.get(pk=made.kept), catalogue()[made.register]
    back = [
        (register, row["id"]) for register, links in _by_register(moved) for row in _still(register, links)
    ]
    lost: list[tuple[str, int]] = []
    for register, values in moved.aside:
        (back if _can_return(register, values, made) else lost).append((register, values["id"]))
    rows = [one for one in _since(made, moved) if one not in set(back)]
    return back, Parted(made.ref, rows + lost, _parting(shape, kept, made, moved).stays, lost)


def stayed(made: Merge) -> Parted:
    """What the un-merge of an undone merge left with the row that was kept."""
    said = keys.unseal_values(bytes(made.stayed or b""))
    rows, lost = ([(register, row) for register, row in said.get(name, ())] for name in ("rows", "lost"))
    return Parted(made.ref, rows, said["columns"], lost)


def _since(made: Merge, moved: _Moved) -> list[tuple[str, int]]:
    """What names the row that is kept and did not before the merge."""
    before = {(register, row) for register, row in moved.had}
    return [one for one in naming(made.register, [made.kept]) if one not in before]


def _by_register(moved: _Moved) -> Iterator[tuple[str, list[Sequence[Any]]]]:
    for register in dict.fromkeys(name for name, *_ in moved.links):
        yield register, [one for one in moved.links if one[0] == register]


def _put_back(made: Merge, kept: Record, moved: _Moved, by: By, at: int) -> Parted:
    shape = catalogue()[made.register]
    parting = _parting(shape, kept, made, moved)
    lost: list[tuple[str, int]] = []
    # First: the row that comes back may bear the key that the other took over.
    _write(shape, kept, parting.back, by, at)
    _restore(shape, [parting.values], by, at)
    Identifier.objects.filter(id__in=moved.identifiers, **{f"{made.register}_id": made.kept}).update(
        **{f"{made.register}_id": made.gone}
    )
    merges = Merge.objects.filter(id__in=moved.merges, kept=made.kept, unmerged_at=None)
    merges.update(kept=made.gone, **{made.register: made.gone})
    for register, links in _by_register(moved):
        change = _still(register, links)
        if change:
            record(register=register, rows=change, by=by, at=at)
    for register, values in moved.aside:
        if _can_return(register, values, made):
            _restore(catalogue()[register], [values], by, at)
        else:
            lost.append((register, values["id"]))
    return Parted(made.ref, _since(made, moved) + lost, parting.stays, lost)


@dataclass(frozen=True)
class _Parting:
    """What the row that is kept gives back by column, the row that comes back, and the columns that stay as they are."""

    back: dict[str, Any]
    values: dict[str, Any]
    stays: list[str]


def _parting(shape: Register, kept: Record, made: Merge, moved: _Moved) -> _Parting:
    others = _others(made, moved)
    back = {
        name: was
        for name, (was, is_) in moved.columns.items()
        if _now(shape, kept, name) == is_
        and not any(values.get(_column(shape, name)) == is_ for values in others)
        and not (name == "source_key" and _is_borne(shape, was))
    }
    stays, values = [name for name in moved.columns if name not in back], moved.values
    if _is_borne(shape, values["source_key"], but=kept.pk if "source_key" in back else None):
        stays, values = list(dict.fromkeys([*stays, "source_key"])), {**values, "source_key": None}
    return _Parting(back, values, stays)


def _others(made: Merge, moved: _Moved) -> list[dict[str, Any]]:
    """The rows that went into the same one by merges that stand, and stay with it."""
    standing = Merge.objects.filter(register=made.register, kept=made.kept, unmerged_at=None)
    others = standing.exclude(id__in=[made.pk, *moved.merges])
    return [_Moved(**keys.unseal_values(bytes(other.moved))).values for other in others]


def _is_borne(shape: Register, key: str | None, *, but: int | None = None) -> bool:
    """Does a row other than one bear a source's key?"""
    return key is not None and REGISTERS[shape.name].objects.filter(source_key=key).exclude(pk=but).exists()


def _can_return(register: str, values: dict[str, Any], made: Merge) -> bool:
    """Is everything there that a row which was set aside names, and does no other stand in its place?"""
    shape, model = catalogue()[register], REGISTERS[register]
    for link in shape.links.values():
        there = (link.to, values[link.column]) == (made.register, made.gone) or values[link.column] is None
        if not there and not REGISTERS[link.to].objects.filter(pk=values[link.column]).exists():
            return False
    links = {name: values[link.column] for name, link in shape.links.items()}
    return not _stands(model, _built(shape, values), links) and not _is_borne(shape, values["source_key"])


def _column(shape: Register, name: str) -> str:
    return shape.links[name].column if name in shape.links else name


def _now(shape: Register, row: Record, name: str) -> Any:
    return getattr(row, _column(shape, name))


def _still(register: str, links: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    """Rows of one register that still name what the merge made them name, with what they named before."""
    shape, model = catalogue()[register], REGISTERS[register]
    found = model.objects.in_bulk([row for _, row, _, _ in links])
    return [
        {"id": row, **was}
        for _, row, was, is_ in links
        if row in found and all(_now(shape, found[row], name) == value for name, value in is_.items())
    ]


def _restore(shape: Register, rows: Sequence[dict[str, Any]], by: By, at: int) -> None:
    """Bring rows back under their ids and references. A version says that until now they were not there."""
    touched = {shape.name: [row["id"] for row in rows]}
    kept = changes.before(touched)
    made = [_built(shape, row) for row in rows]
    REGISTERS[shape.name].objects.bulk_create(made)
    Version.objects.bulk_create(
        Version(
            register=shape.name, row=row["id"], until=at, values=keys.seal_values({**row, "recorded_at": at})
        )
        for row in rows
    )
    journal.append(
        [journal.Entry(at, by, "record", shape.name, row.pk, row.ref, fields="id") for row in made]
    )
    changes.after(touched, kept)


def _built(shape: Register, values: dict[str, Any]) -> Record:
    """A row of what a version or a merge kept of it."""
    days = {column.name for column in shape.columns.values() if column.kind is Kind.DATE}
    return REGISTERS[shape.name](**{
        name: date.fromisoformat(value) if name in days and value is not None else value
        for name, value in values.items()
    })  # fmt: skip
