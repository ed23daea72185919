"""The list of excuses: of which duty, why, from when until when, by whom, and whether it counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from lianfang.base.instants import day_of, iso
from lianfang.base.words import Text
from lianfang.fronts.command.gap_list import code_of, excuse_said, name_of
from lianfang.fronts.command.shapes import ExcuseList, ExcuseListed, Words
from lianfang.gaps import plans
from lianfang.gaps.lists import journal, within
from lianfang.gaps.models import Excuse, MustNumber
from lianfang.gaps.plans import InForce
from lianfang.plan.model import Must
from lianfang.registers.access import Reader
from lianfang.registers.models import REGISTERS, Area
from lianfang.registers.withholding import is_open


def make(
    *,
    reader: Reader,
    as_of: int,
    at: int,
    must: str = "",
    area: int = 0,
    ended: bool = False,
    limit: int = 100,
) -> ExcuseList:
    """Make a list, those that end first in front; the reading is journalled.

    Args:
        ended: those too that hold no more, or not yet, at ``as_of``.
        limit: how many rows at most; 0 is all.

    Raises:
        Refused: no plan in force, or an area that is not there or out of the reader's reach.
    """
    force = plans.in_force()
    place = reader.inside(within(reader, area))
    unread = [one.number for one in force.musts if not reader.reads(one.must.every)]
    kept = Excuse.objects.filter(place.scope()).exclude(must_id__in=unread)
    if must:
        kept = kept.filter(must_id__in=MustNumber.objects.filter(must=must).values("id"))
    if not ended:
        kept = kept.filter(begins_at__lte=as_of, ends_at__gt=as_of)
    chosen = kept.order_by("ends_at", "id")
    rows = list(chosen[:limit] if limit else chosen)
    musts = {standing.number: standing.must for standing in force.musts}
    refs = _refs(rows, musts)
    names = Area.objects.in_bulk({one.area_id for one in rows})
    counts = Counter(musts[one.must_id].every for one in rows if one.must_id in musts)
    journal(reader, at=at, counts=counts)
    said = [_said(one, musts, refs, names, force, as_of) for one in rows]
    return ExcuseList(as_of=iso(as_of, force.plan.zone), total=kept.count(), rows=said)


def _refs(rows: list[Excuse], musts: Mapping[int, Must]) -> dict[tuple[str, int], str]:
    """Register and id → reference of the subjects that are still there, and are not withheld."""
    found: dict[tuple[str, int], str] = {}
    for register in {must.every for must in musts.values()}:
        ids = {
            one.subject_id for one in rows if one.must_id in musts and musts[one.must_id].every == register
        }
        if ids:
            open_ = REGISTERS[register].objects.filter(is_open(register), id__in=ids)
            kept = open_.values_list("id", "ref")
            found |= {(register, key): ref for key, ref in kept}
    return found


def _said(
    one: Excuse, musts: Mapping[int, Must], refs: Mapping[tuple[str, int], str], names: Mapping[int, Area],
    force: InForce, as_of: int,
) -> ExcuseListed:  # fmt: skip
    zone, must = force.plan.zone, musts.get(one.must_id)
    title = must.title if must else Text("（现行方案中已无此要求）", "(the plan in force has no such must)")
    counts = (
        one.counts_from is not None
        and one.counts_until is not None
        and one.counts_from <= as_of < one.counts_until
    )
    return ExcuseListed(
        **excuse_said(one, zone), must=must.key if must else "", title=Words.of(title), register=must.every if must else "",
        subject=refs.get((must.every, one.subject_id), "") if must else "",
        period=day_of(one.period, zone).isoformat() if must and must.each_day else None,
        area=code_of(names.get(one.area_id)), area_name=name_of(names.get(one.area_id)),
        until=iso(one.until, zone), recorded_at=iso(one.recorded_at, zone), counts=counts,
    )  # fmt: skip
