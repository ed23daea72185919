"""What every rendering of the brief needs: figures side by side, instants as people say them, remarks by kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from lianfang.fronts.command.shapes import (
    Brief,
    DifferenceSaid,
    FigureSaid,
    IdentitySaid,
    LedgerDaySaid,
    Number,
    ProblemSaid,
    Words,
    ZoneSaid,
)


@dataclass(frozen=True)
class Row:
    """One figure of one area: what is reported, what is counted, and the difference where both speak of one instant."""

    id: str
    title: Words
    unit: Words
    definition: Words
    area: str
    area_name: Words
    reported: FigureSaid | None
    counted: FigureSaid | None
    difference: DifferenceSaid | None

    @property
    def of_record(self) -> FigureSaid | None:
        """The one to go by."""
        return next((one for one in (self.reported, self.counted) if one is not None and one.of_record), None)

    @property
    def counted_then(self) -> Number | None:
        """The count to be set beside the report: of the report's instant where there is one."""
        if self.difference is not None:
            return self.difference.counted
        return None if self.counted is None else self.counted.value

    @property
    def is_newer(self) -> bool:
        """Does the count speak of a later instant than the report?"""
        return (
            self.reported is not None
            and self.counted is not None
            and self.counted.as_of != self.reported.as_of
        )

    @property
    def beside(self) -> FigureSaid | None:
        """The other one, where there are two."""
        return next(
            (one for one in (self.reported, self.counted) if one is not None and not one.of_record), None
        )


@dataclass(frozen=True)
class Matrix:
    """Figures of the areas below: one row an area, one column a figure."""

    columns: list[Row]
    rows: list[tuple[Words, list[Row | None]]]


def rows_of(brief: Brief) -> list[Row]:
    """Every figure of every area, its two kinds side by side."""
    differences = {(one.figure, one.area): one for one in brief.differences}
    found = []
    for (identity, area), both in _grouped(brief.figures).items():
        kinds = {one.kind: one for one in both}
        first = both[0]
        found.append(
            Row(
                identity, first.title, first.unit, first.definition, area, first.area_name,
                kinds.get("reported"), kinds.get("counted"), differences.get((identity, area)),
            )
        )  # fmt: skip
    return found


def _grouped(figures: Sequence[FigureSaid]) -> dict[tuple[str, str], list[FigureSaid]]:
    found: dict[tuple[str, str], list[FigureSaid]] = {}
    for one in figures:
        found.setdefault((one.id, one.area), []).append(one)
    return found


def own_rows(brief: Brief) -> list[Row]:
    """The figures of the brief's own area."""
    return [row for row in rows_of(brief) if row.area == brief.area.code]


def matrix_of(brief: Brief) -> Matrix:
    """The figures of the areas below; a figure of which none of them says anything but zero is left to the JSON."""
    rows = [row for row in rows_of(brief) if row.area != brief.area.code]
    columns = {row.id: row for row in rows if row.reported is not None or _is_telling(row)}
    columns |= {row.id: row for row in rows if row.reported is not None}
    areas: dict[str, dict[str, Row]] = {}
    for row in rows:
        areas.setdefault(row.area, {})[row.id] = row
    if not columns:
        return Matrix([], [])
    return Matrix(
        list(columns.values()),
        [
            (next(iter(found.values())).area_name, [found.get(key) for key in columns])
            for found in areas.values()
        ],
    )


def _is_telling(row: Row) -> bool:
    return row.counted is not None and bool(row.counted.value or row.counted.cannot_tell)


def by_code(problems: Sequence[ProblemSaid]) -> list[tuple[str, list[ProblemSaid]]]:
    """Problems of one kind together, in their order."""
    codes = list(dict.fromkeys(problem.code for problem in problems))
    ordered = sorted(problems, key=lambda problem: codes.index(problem.code))
    return [(code, list(group)) for code, group in groupby(ordered, key=lambda problem: problem.code)]


@dataclass(frozen=True)
class Summed:
    """One identity over some areas: how many days held, were broken, could not be checked; and where it was broken."""

    title: Words
    areas: int
    only: Words | None
    """The one area's name, where there is one."""
    held: int
    broken: int
    lost: int
    days_lost: list[str]


def identities_of(brief: Brief) -> list[Summed]:
    """Each identity of the brief's own area, then of all areas below it together."""
    groups: dict[tuple[str, bool], list[IdentitySaid]] = {}
    for one in brief.identities:
        groups.setdefault((one.identity, one.area != brief.area.code), []).append(one)
    return [
        Summed(
            some[0].title, len(some), some[0].area_name if len(some) == 1 else None,
            sum(one.days_held for one in some), sum(len(one.days_broken) for one in some),
            sum(len(one.days_not_checkable) for one in some),
            sorted({day for one in some for day in one.days_not_checkable}),
        )
        for (_identity, _is_below), some in sorted(groups.items(), key=lambda item: item[0][1])
    ]  # fmt: skip


@dataclass(frozen=True)
class Unsettled:
    """Areas below whose ledger of a stock says one and the same thing, other than that it balances."""

    title: Words
    verdict: Words
    areas: list[Words]


def own_ledgers(brief: Brief) -> list[LedgerDaySaid]:
    """The ledgers of the brief's own area."""
    return [one for one in brief.ledgers if one.area == brief.area.code]


def unsettled_below(brief: Brief) -> list[Unsettled]:
    """The ledgers of the areas below that do not balance, areas with the same verdict together."""
    found: dict[tuple[str, str], Unsettled] = {}
    for one in brief.ledgers:
        if one.area != brief.area.code and one.verdict != "balances":
            group = Unsettled(one.title, one.verdict_words, [])
            found.setdefault((one.ledger, one.verdict), group).areas.append(one.area_name)
    return list(found.values())


@dataclass(frozen=True)
class ZoneGroup:
    """Areas of one zoning between which the same classes are left, and of which the same numbers are missing."""

    title: Words
    zones: list[ZoneSaid]

    @property
    def first(self) -> ZoneSaid:
        """Any of them: what they have in common is read from it."""
        return self.zones[0]


def zone_groups(zones: Sequence[ZoneSaid]) -> list[ZoneGroup]:
    """Areas by what can be said of them, in the order of the classes."""
    found: dict[tuple[object, ...], ZoneGroup] = {}
    for one in zones:
        key = (one.zoning, one.state, *(kind.key for kind in one.possible), *one.missing)
        found.setdefault(key, ZoneGroup(one.title, [])).zones.append(one)
    return list(found.values())
