"""The brief: figures, musts line by line, and what is to be looked at, of one area at one instant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lianfang.base.instants import iso
from lianfang.base.problems import Problem
from lianfang.base.words import LANGUAGES, Text
from lianfang.fronts.command import ledger, remarks, zones
from lianfang.fronts.command.numbers import coverage_words, whole
from lianfang.fronts.command.setting import Setting, known_then, leave_trace, next_level, setting_of
from lianfang.fronts.command.shapes import (
    BreakSaid,
    Brief,
    Coverage,
    DenominatorSaid,
    DifferenceSaid,
    EscalatedSaid,
    ExcusesSaid,
    ExplanationSaid,
    FigureSaid,
    IdentitySaid,
    JournalSaid,
    LineSaid,
    MustSaid,
    PartSaid,
    PlanSaid,
    ProblemSaid,
    ShareSaid,
    Words,
)  # fmt: skip
from lianfang.gaps import escalation, excuses, plans, standing
from lianfang.gaps.excuses import Share
from lianfang.gaps.figures import Account, Checked, Difference, Explained, Figures, Reading, survey
from lianfang.gaps.known import Known
from lianfang.gaps.models import Excuse, PlanInForce
from lianfang.gaps.plans import InForce, Standing
from lianfang.gaps.standing import Counts, Key
from lianfang.plan.escalation import LEVELS
from lianfang.plan.explain import sentence
from lianfang.plan.model import LINES, Must
from lianfang.registers import sealing
from lianfang.registers.access import Reader
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models.codes import LEVEL

NOT_DECIDABLE = Text("从名单无法判定", "not decidable from the list")
EQUAL = Text("一致", "equal")
GENERAL = "general"


def make(*, reader: Reader, as_of: int, at: int, known_at: int | None = None, area: int = 0) -> Brief:
    """Make a brief.

    Args:
        reader: who reads; without an area of their own they see the whole city.
        as_of: the instant that the figures and musts speak of.
        at: when the brief is asked for.
        known_at: leave out what was recorded later; None is all that is known at ``at``. An earlier instant is
            answered by the reference reading, which takes its time.
        area: a path code; 0 is the reader's area, or the plan's city.

    Raises:
        Refused: no plan is in force; or the area is not there, or out of the reader's reach.
    """
    force = plans.in_force()
    known = known_then(force, at=at, known_at=known_at)
    setting = setting_of(force, reader, as_of, area)
    figures = survey(force, as_of=as_of, areas=sorted(setting.names), known=known)
    stood = _stood(setting, known)
    leave_trace(reader, known, at=at)
    return Brief(
        as_of=setting.instant(as_of),
        known_at=setting.instant(at if known_at is None else known_at),
        plan=_plan(force),
        area=setting.place,
        figures=[_figure(setting, reading, reading in figures.missing) for reading in figures.readings],
        lines=_lines(setting, stood),
        differences=[_difference(setting, difference) for difference in figures.differences],
        explanations=[_explanation(setting, account) for account in figures.accounts],
        identities=[_identity(setting, checked) for checked in figures.identities],
        ledgers=ledger.days_of(setting, known, days=1),
        zones=zones.of(setting, known),
        problems=[ProblemSaid.of(problem) for problem in _problems(setting, figures, known is not None)],
        journal=_sealed(setting),
    )


@dataclass(frozen=True)
class Stood:
    """How the musts stand: in the area, in each area below, why some is excused, how far gaps have risen."""

    inside: Mapping[Key, Counts]
    by_area: Mapping[Key, Counts]
    excuses: Mapping[int, Sequence[Share]]
    escalated: Mapping[int, Mapping[str, int]]


def _stood(setting: Setting, known: Known | None) -> Stood:
    area, level, at = setting.area.id, next_level(setting.area.id), setting.as_of
    ask = standing.standings if known is None else known.standings
    return Stood(
        ask(at=at, area=area),
        ask(at=at, area=area, level=level) if level else {},
        excuses.shares(at=at, area=area) if known is None else known.shares(at=at, area=area),
        escalation.counts(setting.force, at=at, area=area)
        if known is None
        else known.escalated(at=at, area=area),
    )


def _plan(force: InForce) -> PlanSaid:
    row = PlanInForce.objects.get(id=force.row)
    plan = force.plan
    return PlanSaid(key=plan.key, title=Words.of(plan.title), hash=plan.hash, since=iso(row.since, plan.zone))


def _figure(setting: Setting, reading: Reading, missing: bool) -> FigureSaid:
    figure = reading.figure
    return FigureSaid(
        id=figure.key, title=Words.of(figure.title), unit=Words.of(figure.unit),
        area=setting.code(reading.area), area_name=setting.name(reading.area),
        value=None if reading.value is None else whole(reading.value), kind=reading.kind,
        as_of=setting.instant(reading.as_of), missing=missing, of_record=reading.is_of_record,
        cannot_tell=reading.cannot_tell if reading.kind == "counted" else None,
        definition=Words.of(figure.definition),
    )  # fmt: skip


def _lines(setting: Setting, stood: Stood) -> list[LineSaid]:
    """The lines that have musts, in the plan's order; a must of no known clause is a general demand."""
    plan = setting.force.plan
    found: dict[str, list[MustSaid]] = {line: [] for line in LINES}
    for one in setting.force.musts:
        clause = plan.clauses.get(one.must.clause)
        found[clause.line if clause else GENERAL].append(_must(setting, one, stood))
    return [
        LineSaid(line=line, title=Words.of(LINES[line]), musts=musts)
        for line, musts in found.items()
        if musts
    ]


def _must(setting: Setting, one: Standing, stood: Stood) -> MustSaid:
    must, counts = one.must, stood.inside.get((one.number, setting.area.id), Counts())
    risen = stood.escalated.get(one.number, {})
    return MustSaid(
        must=must.key, clause=must.clause, title=Words.of(must.title), sentence=_sentence(setting, must),
        due=counts.due, met_in_time=counts.met_in_time, late=counts.late, excused=counts.excused,
        gaps=counts.gaps, cannot_tell=counts.cannot_tell,
        coverage=Coverage.of(counts.coverage),
        coverage_words=Words.of(coverage_words(counts.coverage, must.denominator.independent)),
        denominator=DenominatorSaid(
            source=Words.of(must.denominator.source), independent=must.denominator.independent
        ),
        excuses=[_excuses(setting, share) for share in stood.excuses.get(one.number, ())],
        escalated=[
            EscalatedSaid(level=level, level_words=Words.of(LEVEL.codes[level]), count=risen[level])
            for level in LEVELS
            if level in risen
        ],
        by_area=_shares(setting, one, stood.by_area),
    )  # fmt: skip


def _excuses(setting: Setting, share: Share) -> ExcusesSaid:
    said = share.said
    return ExcusesSaid(
        reason=said.reason, reason_words=Words.of(Excuse.REASONS.codes[said.reason]), given_by=said.given_by,
        approved_by=said.approved_by, count=share.count, first_end=setting.instant(share.first_end),
        last_end=setting.instant(share.last_end),
    )  # fmt: skip


def _sentence(setting: Setting, must: Must) -> Words:
    said = {language: sentence(must, setting.force.plan, catalogue(), language) for language in LANGUAGES}
    return Words(zh=said["zh"], en=said["en"])


def _shares(setting: Setting, one: Standing, by_area: Mapping[Key, Counts]) -> list[ShareSaid]:
    """Where the gaps are: areas below with any, worst first."""
    mine = [
        (area, counts)
        for (number, area), counts in by_area.items()
        if number == one.number and area != setting.area.id
    ]
    worst = sorted(mine, key=lambda pair: (-pair[1].gaps, -pair[1].cannot_tell, -pair[1].excused, pair[0]))
    return [
        ShareSaid(
            area=setting.code(area), area_name=setting.name(area),
            due=counts.due, excused=counts.excused, gaps=counts.gaps, cannot_tell=counts.cannot_tell,
        )
        for area, counts in worst
        if counts.gaps or counts.cannot_tell or counts.excused
    ]  # fmt: skip


def _difference(setting: Setting, one: Difference) -> DifferenceSaid:
    note = NOT_DECIDABLE if one.amount else EQUAL
    return DifferenceSaid(
        figure=one.figure.key, title=Words.of(one.figure.title),
        area=setting.code(one.area), area_name=setting.name(one.area), as_of=setting.instant(one.as_of),
        counted=whole(one.counted.value), cannot_tell=one.counted.cannot_tell, reported=whole(one.reported),
        difference=whole(one.amount), note=Words.of(note),
    )  # fmt: skip


def _explanation(setting: Setting, account: Account) -> ExplanationSaid:
    said = account.explanation
    against = setting.force.plan.figures.get(said.against)
    return ExplanationSaid(
        figure=said.figure, title=Words.of(said.title),
        area=setting.code(account.area), area_name=setting.name(account.area),
        counted=whole(account.whole.value), parts=_parts(account.parts), against=said.against,
        against_title=Words.of(against.title) if against else None,
        reported=None if account.against is None else whole(account.against),
    )  # fmt: skip


def _parts(parts: Sequence[Explained]) -> list[PartSaid]:
    return [
        PartSaid(
            title=Words.of(one.part.title), count=whole(one.count.value), cannot_tell=one.count.cannot_tell,
            parts=_parts(one.parts),
        )
        for one in parts
    ]  # fmt: skip


def _identity(setting: Setting, checked: Checked) -> IdentitySaid:
    identity = checked.identity
    return IdentitySaid(
        identity=identity.key, title=Words.of(identity.title), figure=identity.figure, equals=identity.written,
        area=setting.code(checked.area), area_name=setting.name(checked.area), days_held=checked.held,
        days_broken=[
            BreakSaid(
                day=one.day.isoformat(), expected=whole(one.expected), reported=whole(one.reported),
                difference=whole(one.reported - one.expected),
            )
            for one in checked.broken
        ],
        days_not_checkable=[day.isoformat() for day in checked.not_checkable],
    )  # fmt: skip


def _sealed(setting: Setting) -> JournalSaid:
    """As it is now, whatever the brief speaks of: what is printed today vouches for all that was written until today."""
    now = sealing.sealed()
    return JournalSaid(
        position=0 if now.anchor is None else now.anchor.position,
        root=None if now.anchor is None else str(now.anchor),
        at=None if now.at is None else setting.instant(now.at),
        unsealed=now.unsealed,
    )


def _problems(setting: Setting, figures: Figures, historical: bool) -> Iterator[Problem]:
    names = {area: (found.name_zh, found.name_en) for area, found in setting.names.items()}
    zone = setting.force.plan.zone
    yield from remarks.of_missing(figures.missing, names, setting.as_of, zone)
    yield from remarks.of_identities(figures.identities, names)
    yield from remarks.of_falls(figures.falls, names)
    yield from remarks.of_redefined(figures.redefined, names)
    if not historical:
        yield from remarks.of_lagging()
        yield from remarks.of_evidence(setting.force, setting.area.id)
    yield from remarks.of_assumed(setting.force.plan, setting.as_of)
    yield from setting.force.plan.warnings
