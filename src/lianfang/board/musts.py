"""One must: its sentence, sources and values in force, how it stands by area and by owner, and its worked examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from lianfang.base.instants import HOUR, day_of
from lianfang.base.words import Language
from lianfang.board.cards import line_of, working_musts
from lianfang.board.heads import in_force, source_said
from lianfang.board.lines import sentence_of
from lianfang.board.numbers import Stood
from lianfang.board.shapes import ExampleSaid, MustPage, OwnerShare, RestrictionSaid, ValueSaid
from lianfang.fronts.command.gap_list import called
from lianfang.fronts.command.setting import Setting, known_then, leave_trace, setting_of
from lianfang.fronts.command.shapes import DenominatorSaid, Words
from lianfang.gaps import plans
from lianfang.gaps.lists import standing_of
from lianfang.gaps.loads import Loads, loads, units
from lianfang.gaps.models import PlanInForce
from lianfang.gaps.plans import Standing
from lianfang.plan.model import Entry, Must, Value
from lianfang.plan.nodes import Type
from lianfang.plan.phrases import duration
from lianfang.plan.walking import values_of
from lianfang.registers.access import Reader


def must(
    key: str, *, reader: Reader, as_of: int, at: int, known_at: int | None = None, area: int = 0
) -> MustPage:
    """One must in an area; the arguments are those of :func:`lianfang.board.overview.board`.

    By owner it is given as of the last whole hour; not at all for an earlier knowledge.

    Raises:
        Refused: the plan in force has no such must; and what the board refuses.
    """
    force = plans.in_force()
    one = standing_of(force, key)
    known = known_then(force, at=at, known_at=known_at)
    setting = setting_of(force, reader, as_of, area)
    stood = Stood.of(setting, known, [one])
    owned = None if known is not None else loads(force, at=as_of, now=at)
    leave_trace(reader, known, at=at)
    said, clause = one.must, force.plan.clauses.get(one.must.clause)
    return MustPage(
        as_of=setting.instant(as_of),
        known_at=setting.instant(at if known_at is None else known_at),
        area=setting.place,
        must=key, line=line_of(force.plan, said), clause=said.clause,
        clause_title=None if clause is None else Words.of(clause.title),
        title=Words.of(said.title), sentence=sentence_of(setting, said), written=dict(said.written),
        source=source_said(said.source), note=said.source.note,
        denominator=DenominatorSaid(
            source=Words.of(said.denominator.source), independent=said.denominator.independent
        ),
        values=tuple(_values(setting, said)), restriction=_restriction(setting, said),
        not_recommended=said.not_recommended, is_working=key in working_musts(setting),
        numbers=stood.numbers([one]), trend=stood.trend([one]), areas=stood.tiles([one]),
        owners_as_of=None if owned is None else setting.instant(owned.as_of),
        owners=() if owned is None else tuple(_owners(setting, one, owned)),
        examples=tuple(_examples(setting, key)),
    )  # fmt: skip


def _restriction(setting: Setting, said: Must) -> RestrictionSaid | None:
    if not said.restricts:
        return None
    twin = setting.force.plan.musts.get(said.twin)
    return RestrictionSaid(
        None if said.basis is None else Words.of(said.basis),
        None if said.review is None else said.review.isoformat(),
        said.twin,
        None if twin is None else Words.of(twin.title),
    )


def _values(setting: Setting, said: Must) -> Iterator[ValueSaid]:
    plan = setting.force.plan
    day = day_of(setting.as_of - 1, plan.zone)
    for key in values_of(said.where, said.such_that, said.met_at, said.by):
        value, entry = plan.values[key], in_force(plan, key, day)
        entries = tuple((one.since.isoformat(), value_words(value, one)) for one in value.entries)
        yield ValueSaid(
            key, Words.of(value.title), None if entry is None else value_words(value, entry),
            None if entry is None else entry.since.isoformat(),
            None if entry is None else source_said(entry.source), entries,
        )  # fmt: skip


def value_words(value: Value, entry: Entry) -> Words:
    """What a value is from a day on, in words."""
    return Words(zh=_value_in(value, entry, "zh"), en=_value_in(value, entry, "en"))


def _value_in(value: Value, entry: Entry, language: Language) -> str:
    said = entry.value
    if isinstance(said, tuple):
        return ("、" if language == "zh" else ", ").join(said)
    if isinstance(said, bool):
        return {"zh": "是" if said else "否", "en": "yes" if said else "no"}[language]
    if value.type is Type.DURATION and isinstance(said, int):
        return duration(said, language)
    return (
        said.isoformat() if isinstance(said, date) else f"{said:g}" if isinstance(said, float) else str(said)
    )


def _owners(setting: Setting, one: Standing, owned: Loads) -> Iterator[OwnerShare]:
    """By owner, those with the longest overdue gaps first."""
    sums: dict[int, list[int]] = {}
    for row in owned.inside(setting.area.id):
        if row.must == one.number:
            mine = sums.setdefault(row.owner, [0, 0, 0])
            for n, more in enumerate((row.due, row.gaps, row.overdue)):
                mine[n] += more
    names = units(sums)
    for owner, (due, gaps, overdue) in sorted(sums.items(), key=lambda pair: (-pair[1][2], pair[0])):
        yield OwnerShare(names[owner].ref, called(names[owner]), due, gaps, overdue // HOUR)


def _examples(setting: Setting, key: str) -> Iterator[ExampleSaid]:
    """The sections of the plan's tables that speak of this must, as they are written."""
    files = PlanInForce.objects.values_list("files", flat=True).get(id=setting.force.row)
    for name in sorted(name for name in files if name.startswith("examples/")):
        for section in re.split(r"(?m)^## ", files[name].replace("\r\n", "\n"))[1:]:
            heading, _, text = section.partition("\n")
            word, _, title = heading.partition(":")
            if word.strip() == key:
                yield ExampleSaid(title.strip(), text.strip())
