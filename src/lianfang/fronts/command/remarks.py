"""What is to be looked at beside the numbers: missing returns, broken identities, falls, musts that lag, assumptions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.db import connection

from lianfang.base import areas as paths
from lianfang.base.instants import day_of
from lianfang.base.problems import Problem
from lianfang.fronts.command.numbers import whole
from lianfang.gaps import rebuild
from lianfang.gaps.figures import Checked, Fall, Reading, Redefined, last_day
from lianfang.gaps.plans import InForce
from lianfang.plan.model import Entry, Ladder, Plan, Rung, Value
from lianfang.plan.nodes import Type
from lianfang.records import Register
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models.codes import LEVEL

Names = Mapping[int, tuple[str, str]]


def _area(names: Names, area: int) -> dict[str, str]:
    zh, en = names[area]
    return {"area_zh": zh, "area_en": en}


def of_missing(readings: Iterable[Reading], names: Names, as_of: int, zone: str) -> Iterator[Problem]:
    """Returns for the last whole day that have not come: one remark a figure, all areas in it."""
    day = last_day(as_of, zone).isoformat()
    found: dict[str, list[Reading]] = {}
    for reading in readings:
        found.setdefault(reading.figure.key, []).append(reading)
    for lost in found.values():
        title = lost[0].figure.title
        facts = {
            "title_zh": title.zh, "title_en": title.en, "day": day,
            "area_zh": "、".join(names[one.area][0] for one in lost),
            "area_en": ", ".join(names[one.area][1] for one in lost),
        }  # fmt: skip
        yield Problem("figure/missing", facts=facts)


def of_identities(checked: Iterable[Checked], names: Names) -> Iterator[Problem]:
    """Each day on which an identity does not hold."""
    for one in checked:
        for broken in one.broken:
            facts = {
                "title_zh": one.identity.title.zh, "title_en": one.identity.title.en, "day": broken.day.isoformat(),
                "expected": whole(broken.expected), "reported": whole(broken.reported),
                "difference": whole(broken.reported - broken.expected), **_area(names, one.area),
            }  # fmt: skip
            yield Problem("identity/broken", facts=facts)


def of_falls(falls: Iterable[Fall], names: Names) -> Iterator[Problem]:
    """Cumulative figures that went down."""
    for fall in falls:
        title = fall.figure.title
        facts = {
            "title_zh": title.zh, "title_en": title.en, "day": fall.day.isoformat(),
            "before": whole(fall.before), "after": whole(fall.after), **_area(names, fall.area),
        }  # fmt: skip
        yield Problem("figure/fell", facts=facts)


def of_redefined(changes: Iterable[Redefined], names: Names) -> Iterator[Problem]:
    """Cumulative figures that stand on both sides of a change of what is counted."""
    for one in changes:
        title = one.figure.title
        facts = {
            "title_zh": title.zh, "title_en": title.en, "day": one.day.isoformat(),
            "before": whole(one.before), "after": whole(one.after), **_area(names, one.area),
        }  # fmt: skip
        yield Problem("figure/redefined", facts=facts)


def of_lagging() -> Iterator[Problem]:
    """Musts whose duties were read under another text of the plan."""
    for key in rebuild.lagging():
        yield Problem("must/lagging", facts={"must": key})


def of_evidence(force: InForce, area: int) -> Iterator[Problem]:
    """Evidence that can be no one's because of what it lacks, with how much there is."""
    for standing in force.musts:
        sql = standing.compiled.evidence_fits_nothing()
        if not sql:
            continue
        shape = catalogue()[standing.must.has]
        count = _count(shape, sql, area)
        if count:
            title = standing.must.title
            facts = {
                "title_zh": title.zh, "title_en": title.en, "count": count,
                "register_zh": shape.title.zh, "register_en": shape.title.en,
            }  # fmt: skip
            yield Problem("must/evidence-fits-nothing", facts=facts)


def _count(shape: Register, sql: str, area: int) -> int:
    low, high = paths.span(area)
    column = shape.links[shape.area].column if shape.area else "id"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COUNT(*) FROM {shape.table} WHERE {column} >= %s AND {column} < %s"  # noqa: S608 - names of the catalogue
            f" AND id IN ({sql.replace('%', '%%')})",
            [low, high],
        )
        return int(cursor.fetchone()[0])


def of_assumed(plan: Plan, as_of: int) -> Iterator[Problem]:
    """Dated values in force that nobody could source."""
    day = day_of(as_of - 1, plan.zone)
    for value in plan.values.values():
        entry = _in_force(value, day)
        if entry is not None and entry.source.status == "assumed":
            facts = {"title_zh": value.title.zh, "title_en": value.title.en, "value": _shown(value, entry)}
            yield Problem("value/assumed", file=value.place.file, line=value.place.line, facts=facts)
    for ladder in plan.ladders.values():
        begun = [rung for rung in ladder.rungs if rung.since <= day]
        if begun and begun[-1].source.status == "assumed":
            yield _ladder_assumed(ladder, begun[-1])


def _ladder_assumed(ladder: Ladder, rung: Rung) -> Problem:
    titles = {"title_zh": ladder.title.zh, "title_en": ladder.title.en}
    steps = [(duration(step.after), LEVEL.codes[step.to]) for step in rung.steps]
    facts = {
        "steps_zh": "，".join(f"{after}后至{level.zh}级" for after, level in steps),
        "steps_en": ", ".join(f"after {after} to the {level.en}" for after, level in steps),
    }
    return Problem("escalation/assumed", file=ladder.place.file, line=ladder.place.line, facts=titles | facts)


def _in_force(value: Value, day: date) -> Entry | None:
    begun = [entry for entry in value.entries if entry.since <= day]
    return begun[-1] if begun else None


def _shown(value: Value, entry: Entry) -> str:
    if value.type is not Type.DURATION or not isinstance(entry.value, int):
        return str(entry.value)
    return duration(entry.value)


def duration(length: int) -> str:
    """A duration in the largest unit that divides it."""
    for unit, seconds in (("d", 86400), ("h", 3600), ("min", 60)):
        if length % seconds == 0:
            return f"{length // seconds} {unit}"
    return f"{length} s"
