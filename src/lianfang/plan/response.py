"""What the board's head says of the response: since when, at which level, by which clock of the day, and the three guards.

::

    response: covid-19
    title: {zh: …, en: …}
    began: response_began                   # a dated value of kind date
    level: response_level                   # a dated value of kind text: one of the levels
    levels:
      - {level: "I", title: {zh: …, en: …}}
    help from: help_from_duties             # a dated value of kind number: how many duties make an owner comparable
    curve: {figure: confirmed, onset: onset_on, origin: origin_of_case}       # a figure that is counted; two of its columns
    period:
      - {point: data_cut_off, title: {zh: …, en: …}, at: data_cut_off_at}     # a dated value: so long after 00:00
    guards:
      - guard: in
        title: {zh: …, en: …}
        clauses: [G1, "2.1"]
        source: {document: …, status: assumed}

A plan has one response at most. Each of the three guards stands in it once; a clause may serve more than one of them.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import cast, get_args

from lianfang.base.words import Text
from lianfang.plan.entries import Surroundings, read_source
from lianfang.plan.kinds import nearest
from lianfang.plan.model import (
    Counted,
    EpidemicCurve,
    Figure,
    Guard,
    GuardKey,
    PeriodPoint,
    Place,
    Response,
    Value,
)
from lianfang.plan.nodes import Path, Type
from lianfang.plan.sheets import Sheet
from lianfang.records import Catalogue, Kind

KEYS = ("response", "title", "began", "level", "levels", "help from", "curve", "period", "guards")
LEVEL_KEYS = ("level", "title")
CURVE_KEYS = ("figure", "onset", "origin")
POINT_KEYS = ("point", "title", "at")
GUARD_KEYS = ("guard", "title", "clauses", "source")
GUARDS: tuple[GuardKey, ...] = get_args(GuardKey)
POINTS = ("data_cut_off", "brief", "decision_meeting", "handover")


def read_response(
    sheet: Sheet,
    around: Surroundings,
    written: Container[str],
    clauses: Iterable[str],
    figures: Mapping[str, Figure],
) -> Response | None:
    """The response; None, with findings, where a part of it cannot be read.

    ``written`` are the values and ``clauses`` the clauses that stand in the plan, those too that cannot be read: their
    own fault is said once.
    """
    sheet.allow(KEYS)
    before, values = len(sheet.findings.problems), around.values
    key, title = sheet.text("response"), sheet.words("title")
    began = _value(sheet, "began", Type.DATE, values, written)
    level = _value(sheet, "level", Type.TEXT, values, written)
    help_from = _value(sheet, "help from", Type.NUMBER, values, written)
    levels = _levels(sheet, values.get(level))
    curve = _curve(sheet, around.catalogue, figures)
    points = [_point(row, values, written) for row in sheet.sheets("period", POINT_KEYS)]
    guards = [_guard(row, clauses) for row in sheet.sheets("guards", GUARD_KEYS)]
    _check_whole(sheet, "period", POINTS, [point.key for point in points if point is not None])
    _check_whole(sheet, "guards", GUARDS, [guard.key for guard in guards if guard is not None])
    if len(sheet.findings.problems) > before or title is None or curve is None:
        return None
    return Response(
        key, title, began, level, levels, help_from, curve, tuple(point for point in points if point is not None),
        tuple(guard for guard in guards if guard is not None), Place(sheet.file, sheet.line),
    )  # fmt: skip


def check_response(sheets: Mapping[str, Sheet]) -> None:
    """Refuse a second response: which holds would be left to chance."""
    first = next(iter(sheets), "")
    for key, sheet in sheets.items():
        if key != first:
            sheet.refuse("plan/said-twice", "response", value=key)


def _value(sheet: Sheet, key: str, kind: Type, values: Mapping[str, Value], written: Container[str]) -> str:
    """The name of a dated value of one kind."""
    said = sheet.text(key)
    if said and said not in written:
        sheet.refuse("plan/unknown-choice", key, value=said, **nearest(said, values))
    elif said in values and values[said].type is not kind:
        sheet.refuse("plan/wrong-type", key, expected=kind.value)
    return said


def _levels(sheet: Sheet, value: Value | None) -> Mapping[str, Text]:
    """The levels with their words; every level that is ever in force must have some."""
    rows = sheet.sheets("levels", LEVEL_KEYS)
    found = {row.text("level"): words for row in rows if (words := row.words("title")) is not None}
    for entry in value.entries if value is not None else ():
        if entry.value not in found:
            sheet.refuse(
                "plan/unknown-choice", "level", value=str(entry.value), **nearest(str(entry.value), found)
            )
    return found


def _curve(sheet: Sheet, catalogue: Catalogue, figures: Mapping[str, Figure]) -> EpidemicCurve | None:
    inner = sheet.sheet("curve", CURVE_KEYS)
    if inner is None:
        return None
    countable = {
        key: one.counted for key, one in figures.items() if one.counted is not None and _by_day(one.counted)
    }
    figure = inner.choice("figure", countable)
    if not figure:
        return None
    columns = catalogue[countable[figure].every].columns.values()
    onset = inner.choice("onset", [column.name for column in columns if column.kind is Kind.DATE])
    origin = inner.choice("origin", [column.name for column in columns if column.kind is Kind.CODE])
    return EpidemicCurve(figure, onset, origin)


def _by_day(counted: Counted) -> bool:
    """Does it count rows by a day that stands in the row itself?"""
    at = counted.at
    return counted.total is None and isinstance(at, Path) and at.type is Type.DATE and not at.steps


def _point(sheet: Sheet, values: Mapping[str, Value], written: Container[str]) -> PeriodPoint | None:
    key, title = sheet.choice("point", POINTS), sheet.words("title")
    at = _value(sheet, "at", Type.DURATION, values, written)
    return PeriodPoint(key, title, at) if key and title is not None else None  # type: ignore[arg-type]  # one of POINTS


def _guard(sheet: Sheet, clauses: Iterable[str]) -> Guard | None:
    key, title, source = sheet.choice("guard", GUARDS), sheet.words("title"), read_source(sheet)
    served = sheet.choices("clauses", clauses)
    return Guard(cast(GuardKey, key), title, served, source) if key and title is not None else None


def _check_whole(sheet: Sheet, key: str, wanted: Iterable[str], found: list[str]) -> None:
    """Each of a closed list stands there once."""
    for word in wanted:
        if word not in found:
            sheet.refuse("plan/missing", key, key=f"{key}: {word}")
    for word in dict.fromkeys(one for one in found if found.count(one) > 1):
        sheet.refuse("plan/said-twice", key, value=word)
