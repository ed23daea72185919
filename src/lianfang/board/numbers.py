"""Numbers of musts: alone, of a line, of a guard, of an area; now and on the seven days before. Never a second count."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from lianfang.base.instants import DAY
from lianfang.board.shapes import AreaTile, Before, Numbers
from lianfang.fronts.command.numbers import coverage_words
from lianfang.fronts.command.setting import Setting, next_level
from lianfang.fronts.command.shapes import Coverage, PlaceSaid, Words
from lianfang.gaps.known import Known
from lianfang.gaps.plans import Standing
from lianfang.gaps.standing import Counts, Key, standings_over

TREND_DAYS = 7


Cells = Mapping[int, Mapping[int, Counts]]
"""Area one level below, or the area itself → must's number → counts."""


@dataclass(frozen=True)
class Stood:
    """How every must stood in the setting's area and in those below, at its instant and on the days before."""

    setting: Setting
    at: Mapping[int, Cells]
    whole: Mapping[int, Mapping[int, Counts]]
    """Instant → must's number → the sum of its cells."""

    @classmethod
    def of(cls, setting: Setting, known: Known | None, only: Collection[Standing] = ()) -> Stood:
        """From the tallies; or, slowly, from what was known at an earlier instant. ``only`` some musts; none is all."""
        area, level = setting.area.id, next_level(setting.area.id)
        instants = [setting.as_of - days * DAY for days in range(TREND_DAYS + 1)]
        if known is None:
            found = standings_over(
                instants=instants, area=area, level=level, musts=[one.number for one in only]
            )
        else:
            found = {at: known.standings(at=at, area=area, level=level) for at in instants}
        cells = {at: _cells(stood) for at, stood in found.items()}
        return cls(setting, cells, {at: _over_places(one) for at, one in cells.items()})

    def counts(self, musts: Collection[Standing], *, days: int = 0, place: int | None = None) -> Counts:
        """Of some musts together, so many days before, in the whole area or in one place."""
        at = self.setting.as_of - days * DAY
        found = self.whole[at] if place is None else self.at[at].get(place, {})
        return _sum(found[one.number] for one in musts if one.number in found)

    def numbers(self, musts: Collection[Standing], place: int | None = None) -> Numbers:
        """At the instant asked for."""
        return said(
            self.counts(musts, place=place),
            independent=all(one.must.denominator.independent for one in musts),
        )

    def trend(self, musts: Collection[Standing]) -> tuple[Before, ...]:
        """On the days before, the nearest first."""
        return tuple(self._before(musts, days) for days in range(1, TREND_DAYS + 1))

    def _before(self, musts: Collection[Standing], days: int) -> Before:
        counts = self.counts(musts, days=days)
        at = self.setting.instant(self.setting.as_of - days * DAY)
        return Before(days, at, counts.gaps, counts.cannot_tell, Coverage.of(counts.coverage))

    def tiles(self, musts: Collection[Standing]) -> tuple[AreaTile, ...]:
        """Every area one level below, in the order of the tree."""
        below = sorted(area for area in self.setting.names if area != self.setting.area.id)
        return tuple(self._tile(musts, area) for area in below)

    def _tile(self, musts: Collection[Standing], area: int) -> AreaTile:
        setting = self.setting
        place = PlaceSaid(code=setting.code(area), name=setting.name(area), level=setting.names[area].level)
        before = [self.counts(musts, days=days, place=area).gaps for days in range(1, TREND_DAYS + 1)]
        return AreaTile(place, self.numbers(musts, area), tuple(before))

    def outside(self, musts: Collection[Standing]) -> Numbers | None:
        """What lies in none of the areas below; None where that is nothing."""
        tiles = {area for area in self.setting.names if area != self.setting.area.id}
        rest = [place for place in self.at[self.setting.as_of] if place not in tiles]
        found = _sum(self.counts(musts, place=place) for place in rest)
        return said(found, independent=False) if tiles and found != Counts() else None


def said(counts: Counts, *, independent: bool) -> Numbers:
    """Counts as they are shown."""
    return Numbers(
        counts.due, counts.met_in_time, counts.late, counts.excused, counts.gaps, counts.cannot_tell,
        Coverage.of(counts.coverage), Words.of(coverage_words(counts.coverage, independent)), independent,
    )  # fmt: skip


def _sum(found: Iterable[Counts]) -> Counts:
    whole = Counts()
    for counts in found:
        whole = whole.plus(counts)
    return whole


def _cells(stood: Mapping[Key, Counts]) -> Cells:
    found: dict[int, dict[int, Counts]] = {}
    for (number, place), counts in stood.items():
        found.setdefault(place, {})[number] = counts
    return found


def _over_places(cells: Cells) -> Mapping[int, Counts]:
    found: dict[int, Counts] = {}
    for inside in cells.values():
        for number, counts in inside.items():
            found[number] = found.get(number, Counts()).plus(counts)
    return found
