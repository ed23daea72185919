"""Freeze the brief at the cut-off: what was said stays as it was said; what becomes known later is a revision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from lianfang.base.instants import iso
from lianfang.base.problems import Problem, Refused
from lianfang.fronts.command import brief as briefs
from lianfang.fronts.command import comparing
from lianfang.fronts.command.period import last_cut_off
from lianfang.fronts.command.setting import setting_of
from lianfang.fronts.command.shapes import Brief, PlaceSaid, Words
from lianfang.fronts.command.shapes_frozen import ChangesSaid, FrozenChanges, FrozenList, FrozenSaid
from lianfang.gaps import freezing, plans
from lianfang.gaps.freezing import Draft
from lianfang.gaps.models import FrozenBrief
from lianfang.gaps.plans import InForce
from lianfang.registers.access import By, Reader
from lianfang.registers.models import Area


@dataclass(frozen=True)
class Frozen:
    """A frozen brief: what is known about it, the brief, and its text to the letter."""

    said: FrozenSaid
    brief: Brief
    text: str
    row: FrozenBrief


def freeze(*, by: By, at: int, as_of: int | None = None, area: int = 0) -> FrozenSaid:
    """Freeze the brief of an area. What was frozen before for the same instant is answered as it is.

    Args:
        by: who freezes, in an area of their own.
        as_of: the instant that it speaks of; None is the last cut-off.
        area: a path code; 0 is the own area, or the plan's city.

    Raises:
        Refused: no plan is in force; the area is out of reach; or the instant is still to come.
    """
    reader = _reader(by)
    with transaction.atomic():
        # One state of all registers: while the brief is worked out nobody else writes.
        plans.take_turn()
        force = plans.in_force()
        moment = last_cut_off(force.plan, at) if as_of is None else as_of
        setting = setting_of(force, reader, moment, area)
        kept = freezing.first_of(setting.area.id, moment)
        if kept is None:
            draft = _draft(force, reader, moment, at, setting.area.id)
            kept = freezing.keep(draft=draft, by=by, at=at)
    return said(kept)


def revise(*, ref: str, reason: str, by: By, at: int) -> FrozenSaid:
    """Freeze what is known now of an instant that was frozen before, beside what was said then, with the reason.

    Raises:
        Refused: no such brief in reach, it was revised already, no reason, or nothing to revise.
    """
    reader = _reader(by)
    with transaction.atomic():
        plans.take_turn()
        kept = freezing.find(ref, reader)
        why = freezing.reason_of(reason)
        later = _later(kept)
        if later is not None:
            raise Refused(Problem("brief/revised-already", facts={"ref": ref, "other": later.ref}))
        force = plans.in_force()
        draft = _draft(force, reader, kept.as_of, at, kept.area_id)
        if not comparing.changes(_brief(kept), Brief.model_validate_json(draft.text)).rows:
            raise Refused(Problem("brief/nothing-to-revise"))
        made = freezing.keep(draft=draft, by=by, at=at, revises=kept, reason=why)
    return said(made)


def _reader(by: By) -> Reader:
    return Reader(by.name, by.role, by.area, by.purpose)


def _draft(force: InForce, reader: Reader, as_of: int, at: int, area: int) -> Draft:
    if as_of > at:
        raise Refused(Problem("brief/not-over"))
    made = briefs.make(reader=reader, as_of=as_of, at=at, area=area)
    return Draft(area, as_of, made.model_dump_json(indent=1), force.plan.hash, made.journal.root or "")


def show(*, ref: str, reader: Reader) -> Frozen:
    """A frozen brief as it was said.

    Raises:
        Refused: no such brief in reach, or its text is not the one that was frozen.
    """
    kept = freezing.find(ref, reader)
    made = _brief(kept)
    return Frozen(said(kept, made.area), made, kept.text, kept)


def compare(*, ref: str, reader: Reader, at: int) -> FrozenChanges:
    """A frozen brief beside the one before, and beside what is known now of the same instant.

    Raises:
        Refused: no such brief in reach, or no plan is in force by which it could be worked out now.
    """
    frozen = show(ref=ref, reader=reader)
    row = frozen.row
    now = briefs.make(reader=reader, as_of=row.as_of, at=at, area=row.area_id)
    last = freezing.latest_before(row.area_id, row.as_of)
    return FrozenChanges(
        frozen=frozen.said,
        last=None if last is None else said(last),
        since_last=None if last is None else comparing.changes(_brief(last), frozen.brief),
        known_at=iso(at, _zone()),
        late=comparing.changes(frozen.brief, now),
    )


@dataclass(frozen=True)
class Backdrop:
    """What a frozen brief is held against on paper: all of it was frozen no later, so that it never changes.

    Attributes:
        last: the word on the instant before, as it stood then; None where there was none.
        since_last: how the brief differs from it.
        corrected: how a revision differs from what it revises; None for a first brief.
    """

    last: FrozenSaid | None = None
    since_last: ChangesSaid | None = None
    corrected: ChangesSaid | None = None


def backdrop(frozen: Frozen) -> Backdrop:
    """What had been frozen before a frozen brief, and how that one differs."""
    row = frozen.row
    last = freezing.standing_before(row)
    return Backdrop(
        None if last is None else said(last),
        None if last is None else comparing.changes(_brief(last), frozen.brief),
        None if row.revises is None else comparing.changes(_brief(row.revises), frozen.brief),
    )


def since_last(*, brief: Brief, reader: Reader) -> tuple[FrozenSaid, ChangesSaid] | None:
    """The last frozen brief of an area before a living one, and what the living one says differently; None without one."""
    area = (
        Area.objects.filter(Q(gb_code=brief.area.code) | Q(ref=brief.area.code))
        .filter(reader.scope("id"))
        .first()
    )
    as_of = int(datetime.fromisoformat(brief.as_of).timestamp())
    last = None if area is None else freezing.latest_before(area.id, as_of)
    return None if last is None else (said(last), comparing.changes(_brief(last), brief))


def listing(*, reader: Reader, area: int = 0, limit: int = 50) -> FrozenList:
    """The frozen briefs in a reader's reach, or of one area, the newest instant first; a ``limit`` of 0 is all."""
    found = FrozenBrief.objects.filter(reader.scope()).defer("text").select_related("revises", "revised_by")
    if area:
        found = found.filter(area_id=area)
    ordered = found.order_by("-as_of", "area_id", "-id")
    rows = list(ordered[:limit] if limit else ordered)
    places = _places({row.area_id for row in rows} | ({area} if area else set()))
    return FrozenList(
        area=places.get(area),
        total=found.count(),
        rows=[said(row, places[row.area_id]) for row in rows],
    )


def said(row: FrozenBrief, area: PlaceSaid | None = None) -> FrozenSaid:
    """A frozen brief without its text."""
    later, zone = _later(row), _zone()
    return FrozenSaid(
        ref=row.ref, area=area or _places({row.area_id})[row.area_id], as_of=iso(row.as_of, zone),
        frozen_at=iso(row.frozen_at, zone), frozen_by=row.frozen_by, plan=row.plan, digest=row.digest,
        root=row.root or None, revises=None if row.revises is None else row.revises.ref,
        revised_by=None if later is None else later.ref, reason=row.reason or None,
    )  # fmt: skip


def _zone() -> str:
    """The city's zone: a frozen brief can be read without a plan in force."""
    force = plans.current()
    return str(settings.TIME_ZONE) if force is None else force.plan.zone


def _later(row: FrozenBrief) -> FrozenBrief | None:
    found: FrozenBrief | None = getattr(row, "revised_by", None)
    return found


def _brief(row: FrozenBrief) -> Brief:
    return Brief.model_validate_json(row.text)


def _places(areas: set[int]) -> dict[int, PlaceSaid]:
    found = Area.objects.in_bulk(areas)
    unknown = PlaceSaid(code="", name=Words(zh="不详", en="unknown"), level="")
    named = {
        one.id: PlaceSaid(
            code=one.gb_code or one.ref, name=Words(zh=one.name_zh, en=one.name_en), level=one.level
        )
        for one in found.values()
    }
    return {area: named.get(area, unknown) for area in areas}
