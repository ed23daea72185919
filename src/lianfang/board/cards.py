"""Cards of lines and guards: which musts and clauses belong to each, how they stand, and the oldest gap."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from lianfang.base.instants import day_of
from lianfang.board.heads import source_said
from lianfang.board.numbers import Stood
from lianfang.board.shapes import DutyKey, GuardCard, LineCard, OldestGap
from lianfang.fronts.command.setting import Setting
from lianfang.fronts.command.shapes import Words
from lianfang.gaps import oldest
from lianfang.gaps.oldest import First
from lianfang.gaps.plans import Standing
from lianfang.gaps.rebuild import lagging
from lianfang.plan.model import LINES, Clause, Guard, Must, Plan

GENERAL = "general"


@dataclass(frozen=True)
class Deck:
    """What cards are made from."""

    setting: Setting
    stood: Stood
    first: Mapping[int, First]
    """Must's number → its oldest gap, of the musts that are first among those asked for together."""
    refs: Mapping[tuple[str, int], str]
    working: frozenset[str]

    @classmethod
    def of(cls, setting: Setting, stood: Stood, *, together: Iterable[Sequence[Standing]]) -> Deck:
        """Read the oldest gap of each group of musts; of none where no group is given."""
        groups, at, area = list(together), setting.as_of, setting.area.id
        begun = oldest.since(setting.force, at=at, area=area) if groups else {}
        leading = {min(behind) for musts in groups if (behind := _behind(musts, begun))}
        first = oldest.first({number: moment for moment, number in leading}, at=at, area=area)
        every = {one.number: one.must.every for one in setting.force.musts}
        named = oldest.refs((every[one.must], one.subject) for one in first.values())
        return cls(setting, stood, first, named, working_musts(setting))

    def oldest(self, musts: Sequence[Standing]) -> OldestGap | None:
        """The gap of a group of musts that has stood longest."""
        gaps = [(self.first[one.number], one.must) for one in musts if one.number in self.first]
        if not gaps:
            return None
        first, must = min(gaps, key=lambda pair: (pair[0].since, pair[0].must))
        return OldestGap(
            self._key(first, must), self.setting.instant(first.since), self.setting.as_of - first.since
        )

    def _key(self, first: First, must: Must) -> DutyKey:
        day = day_of(first.period, self.setting.force.plan.zone).isoformat() if must.each_day else None
        ref = self.refs.get((must.every, first.subject), "")
        return DutyKey(must.key, Words.of(must.title), must.every, ref, day)

    def line(self, line: str) -> LineCard:
        """The card of one line."""
        musts, clauses = musts_of(self.setting, line), clauses_of(self.setting.force.plan, line)
        working = sum(one.must.key in self.working for one in musts)
        served = {one.must.clause for one in musts}
        return LineCard(
            line=line, title=Words.of(LINES[line]), state="working" if working else "no_working_musts",
            musts=len(musts), working=working, clauses=len(clauses),
            clauses_without_must=tuple(clause.key for clause in clauses if clause.key not in served),
            numbers=self.stood.numbers(musts), trend=self.stood.trend(musts), oldest=self.oldest(musts),
        )  # fmt: skip

    def guards(self) -> tuple[GuardCard, ...]:
        """The three guards, as the plan has them."""
        said = self.setting.force.plan.response
        return () if said is None else tuple(self._guard(guard) for guard in said.guards)

    def _guard(self, guard: Guard) -> GuardCard:
        musts = [one for one in self.setting.force.musts if one.must.clause in guard.clauses]
        return GuardCard(
            guard.key, Words.of(guard.title), guard.clauses, len(musts), source_said(guard.source),
            self.stood.numbers(musts), self.stood.trend(musts),
        )  # fmt: skip


def _behind(musts: Sequence[Standing], begun: Mapping[int, int]) -> list[tuple[int, int]]:
    return [(begun[one.number], one.number) for one in musts if one.number in begun]


def line_of(plan: Plan, must: Must) -> str:
    """The line of a must: its clause's; without a known clause, the general demands'."""
    clause = plan.clauses.get(must.clause)
    return clause.line if clause else GENERAL


def musts_of(setting: Setting, line: str) -> Sequence[Standing]:
    """The musts of a line, in the plan's order."""
    return [one for one in setting.force.musts if line_of(setting.force.plan, one.must) == line]


def clauses_of(plan: Plan, line: str) -> Sequence[Clause]:
    """The clauses of a line, in the plan's order."""
    return [clause for clause in plan.clauses.values() if clause.line == line]


def working_musts(setting: Setting) -> frozenset[str]:
    """The musts that say something at the instant: read under the plan in force, and within their own dates."""
    behind: Collection[str] = set(lagging())
    day = day_of(setting.as_of - 1, setting.force.plan.zone)
    return frozenset(
        one.must.key
        for one in setting.force.musts
        if one.must.key not in behind
        and (one.must.since is None or one.must.since <= day)
        and (one.must.until is None or one.must.until >= day)
    )
