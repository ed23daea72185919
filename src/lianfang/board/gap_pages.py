"""Gaps by name, filtered, in an order of one's choice, page by page, with how they fall out by area, owner, age and must."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.board.cards import musts_of
from lianfang.board.listing import MOST_COUNTED, MOST_TAKEN, refuse_what_is_too_long
from lianfang.board.shapes import Facets, FacetValue, GapPage
from lianfang.fronts.command.gap_list import called, gap_said
from lianfang.fronts.command.setting import Setting, setting_of
from lianfang.fronts.command.shapes import GapSaid, Words
from lianfang.gaps import plans
from lianfang.gaps.keeping import Kept, written
from lianfang.gaps.lists import Gap, journal, standing_of
from lianfang.gaps.loads import units
from lianfang.gaps.picking import Every, Picked, Share, Sort, counted, every, page, shares, unit_below
from lianfang.gaps.plans import Standing
from lianfang.gaps.selecting import Kind
from lianfang.plan.kinds import nearest
from lianfang.plan.model import LINES
from lianfang.registers.access import Reader
from lianfang.registers.models import Area, Organisation

COUNTS: Kept[tuple[int, Facets]] = Kept(500, written)
"""How long lists are and how they fall out, for all who ask for the same; the rows are read for each reader anew."""
Reach = Literal["", "own"]
OWN: Reach = "own"
NOBODY = Words(zh="无责任单位", en="nobody")
AGES: Sequence[tuple[str, Text]] = (
    ("day", Text("不到1天", "less than a day")),
    ("three_days", Text("1至3天", "one to three days")),
    ("week", Text("3至7天", "three to seven days")),
    ("longer", Text("7天及以上", "seven days or more")),
)
"""Ages in the order of :data:`lianfang.gaps.picking.AGES`."""


def gaps(
    *,
    reader: Reader,
    as_of: int,
    at: int,
    must: str = "",
    line: str = "",
    area: int = 0,
    owner: str = "",
    age: str = "",
    reach: Reach = "",
    kind: Kind = "gap",
    sort: Sort = "oldest",
    limit: int = 50,
    after: str = "",
) -> GapPage:
    """A page of gaps (or of what is excused, or cannot be told); the reading is journalled.

    Args:
        must: a must's key, or empty for all.
        line: a line's key, or empty for all.
        area: a path code; 0 is the reader's area, or the plan's city.
        owner: an organisation's reference, or empty for any.
        age: a key of ``AGES``, or empty for any.
        reach: ``own`` for what stands at the area itself; empty for all inside it as well.
        limit: how many rows, from 1 to 500.
        after: the key that the page before gave; empty is the first page.

    Raises:
        Refused: no such must, line, owner or age; an area out of reach; a key of another order.
    """
    force = plans.in_force()
    setting = setting_of(force, reader, as_of, area)
    chosen = _chosen(setting, reader, must, line)
    picked = Picked(chosen, as_of, setting.area.id, kind, _owner(owner), _age(age), reach == OWN)
    asked = (
        force.row,
        tuple(one.number for one in chosen),
        as_of,
        setting.area.id,
        kind,
        picked.owner,
        picked.age,
        picked.is_own,
    )
    total, facets = COUNTS.answer(asked, lambda: _counted(setting, picked))
    rows, key = page(picked, sort=sort, limit=max(1, min(limit, 500)), after=after)
    _leave_trace(reader, chosen, rows, at)
    return GapPage(
        as_of=setting.instant(as_of), area=setting.place, kind=kind, sort=sort,
        total=total, rows=tuple(said_of(setting, rows)), next_key=key, facets=facets,
    )  # fmt: skip


def every_gap(
    *, reader: Reader, as_of: int, must: str = "", line: str = "", area: int = 0, owner: str = "", age: str = "",
    reach: Reach = "", kind: Kind = "gap", sort: Sort = "oldest",
) -> tuple[Setting, Every]:  # fmt: skip
    """The whole of such a list and what it is read in. Nothing is journalled: whoever takes it away says so.

    Raises:
        Refused: as :func:`gaps`; it is longer than is taken away at once.
    """
    setting, picked = _picked(reader, as_of, must, line, area, owner, age, reach, kind)
    found = every(picked, sort=sort, most=MOST_TAKEN)
    refuse_what_is_too_long(found.columns[0])
    return setting, found


def gaps_counted(
    *, reader: Reader, as_of: int, must: str = "", line: str = "", area: int = 0, owner: str = "", age: str = "",
    reach: Reach = "", kind: Kind = "gap", sort: Sort = "oldest",
) -> int:  # fmt: skip
    """How long such a list is, up to one more than :data:`~lianfang.board.listing.MOST_COUNTED`.

    Raises:
        Refused: as :func:`gaps`.
    """
    return counted(_picked(reader, as_of, must, line, area, owner, age, reach, kind)[1], most=MOST_COUNTED)


def _picked(
    reader: Reader,
    as_of: int,
    must: str,
    line: str,
    area: int,
    owner: str,
    age: str,
    reach: Reach,
    kind: Kind,
) -> tuple[Setting, Picked]:
    setting = setting_of(plans.in_force(), reader, as_of, area)
    chosen = _chosen(setting, reader, must, line)
    own = reach == OWN
    return setting, Picked(chosen, as_of, setting.area.id, kind, _owner(owner), _age(age), own)


def _counted(setting: Setting, picked: Picked) -> tuple[int, Facets]:
    """How many, and how they are spread: nothing of any one of them."""
    found = shares(picked, unit=unit_below(setting.area.id))
    return sum(one.count for one in found), _facets(setting, picked.musts, found)


def _chosen(setting: Setting, reader: Reader, must: str, line: str) -> Sequence[Standing]:
    """The musts asked for, of those whose subjects the reader may read."""
    if line and line not in LINES:
        raise Refused(Problem("board/no-such-line", facts={"line": line, **nearest(line, LINES)}))
    one = standing_of(setting.force, must, reader) if must else None
    musts = musts_of(setting, line) if line else setting.force.musts
    return [standing for standing in musts if reader.reads(standing.must.every) and one in (None, standing)]


def _owner(ref: str) -> int:
    """The id of an organisation; 0 for any."""
    if not ref:
        return 0
    found = Organisation.objects.filter(ref=ref).values_list("id", flat=True).first()
    if found is None:
        raise Refused(Problem("record/not-found", facts={"register": "organisation", "value": ref[:40]}))
    return int(found)


def _age(key: str) -> int | None:
    """The number of an age; None for any."""
    keys = [one for one, _words in AGES]
    if key and key not in keys:
        raise Refused(
            Problem(
                "board/no-such-choice", facts={"choice": "age", "value": key[:40], "known": ", ".join(keys)}
            )
        )
    return keys.index(key) if key else None


def _leave_trace(reader: Reader, chosen: Sequence[Standing], rows: Sequence[Gap], at: int) -> None:
    counts = Counter({standing.must.every: 0 for standing in chosen})
    counts.update(row.must.every for row in rows)
    journal(reader, at=at, counts=counts)


def said_of(setting: Setting, rows: Sequence[Gap]) -> list[GapSaid]:
    """Rows as they leave the house."""
    risen = {row.risen.area for row in rows if row.risen is not None}
    names = Area.objects.in_bulk({*(row.area for row in rows), *risen})
    return [gap_said(row, names, setting.force.plan.zone, setting.as_of) for row in rows]


def _facets(setting: Setting, chosen: Sequence[Standing], found: Sequence[Share]) -> Facets:
    musts = {one.number: one.must for one in chosen}
    names = units(one.owner for one in found if one.owner is not None)
    places, owners, ages, by_must = (Counter[int]() for _ in range(4))
    for one in found:
        places[one.place] += one.count
        owners[one.owner or 0] += one.count
        ages[one.age] += one.count
        by_must[one.must] += one.count
    return Facets(
        areas=tuple(FacetValue(setting.code(k), _place(setting, k), n) for k, n in _most_first(places)),
        owners=tuple(
            FacetValue(names[k].ref, called(names[k]), n) if k in names else FacetValue("", NOBODY, n)
            for k, n in _most_first(owners)
        ),
        ages=tuple(FacetValue(key, Words.of(words), ages[n]) for n, (key, words) in enumerate(AGES)),
        musts=tuple(FacetValue(musts[k].key, Words.of(musts[k].title), n) for k, n in _most_first(by_must)),
    )


def _place(setting: Setting, area: int) -> Words:
    """What a value of the facet of areas is called: what stands at the area itself is told from what lies inside."""
    name = setting.name(area)
    return Words(zh=f"{name.zh}（本级）", en=f"{name.en} itself") if area == setting.area.id else name


def _most_first(counts: Mapping[int, int]) -> list[tuple[int, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
