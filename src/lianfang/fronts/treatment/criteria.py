"""May a patient go? Each criterion met, not met or cannot be told, from the records behind it. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Truth = Literal["met", "not_met", "cannot_tell"]
Criterion = Literal["temperature", "symptoms", "imaging", "negatives"]
WITHOUT_SYMPTOMS = ("CONFIRMED_NO_SYMPTOMS",)


@dataclass(frozen=True)
class Rule:
    """The edition in force: degrees, seconds and numbers of the plan's dated values; None where it has none yet."""

    normal_below: float | None
    normal_for: int | None
    negatives: int | None
    apart: int | None


@dataclass(frozen=True)
class Look:
    """One look at the patient: when, and what it found; None is not recorded."""

    ref: str
    at: int
    temperature: float | None = None
    symptoms_better: bool | None = None
    imaging_better: bool | None = None


@dataclass(frozen=True)
class Tested:
    """One sample that was tested: when it was taken, and the result (SORMAS's codes)."""

    ref: str
    taken_at: int | None
    result: str


@dataclass(frozen=True)
class Found:
    """One criterion, and the references of the records behind it."""

    criterion: Criterion
    truth: Truth
    behind: tuple[str, ...] = ()
    since: int | None = None


def judge(
    classification: str, looks: Sequence[Look], tests: Sequence[Tested], rule: Rule, at: int
) -> list[Found]:
    """Every criterion that is asked of a patient of this classification, as of an instant."""
    looks = sorted((one for one in looks if one.at <= at), key=lambda one: (one.at, one.ref))
    found = [negatives(tests, rule, at)]
    if classification in WITHOUT_SYMPTOMS:
        return found
    return [
        temperature(looks, rule, at), _better("symptoms", looks, "symptoms_better"), _better("imaging", looks, "imaging_better"),
        *found,
    ]  # fmt: skip


def temperature(looks: Sequence[Look], rule: Rule, at: int) -> Found:
    """Normal for so long: every reading since then is, one is as old as that, and no civil day's length goes by without one."""
    if rule.normal_below is None or rule.normal_for is None:
        return Found("temperature", "cannot_tell")
    taken = [one for one in looks if one.temperature is not None]
    fevers = [one for one in taken if (one.temperature or 0) >= rule.normal_below]
    normal = [one for one in taken if not fevers or one.at > fevers[-1].at]
    if not normal:
        return Found(
            "temperature", "not_met" if fevers else "cannot_tell", tuple(one.ref for one in fevers[-1:])
        )
    behind = tuple(one.ref for one in normal)
    first = normal[0].at
    gaps = [later.at - one.at for one, later in itertools.pairwise(normal)] + [at - normal[-1].at]
    if first > at - rule.normal_for:
        # A fever before: not long enough. No reading before: it may have been normal long since.
        return Found("temperature", "not_met" if fevers else "cannot_tell", behind, first)
    return Found("temperature", "cannot_tell" if max(gaps) > DAY_AND_A_HALF else "met", behind, first)


DAY_AND_A_HALF = 129_600
"""Readings further apart than this say nothing of what lies between."""


def _better(criterion: Criterion, looks: Sequence[Look], name: str) -> Found:
    """The last look that says anything."""
    said = [one for one in looks if getattr(one, name) is not None]
    if not said:
        return Found(criterion, "cannot_tell")
    return Found(criterion, "met" if getattr(said[-1], name) else "not_met", (said[-1].ref,), said[-1].at)


def negatives(tests: Sequence[Tested], rule: Rule, at: int) -> Found:
    """So many negatives in a row, from samples so far apart. What is pending or of an unknown day leaves it open; what is
    indeterminate or positive breaks the row."""
    if rule.negatives is None or rule.apart is None:
        return Found("negatives", "cannot_tell")
    done = [one for one in tests if one.result in ("NEGATIVE", "POSITIVE", "INDETERMINATE")]
    undated = [one for one in done if one.taken_at is None]
    dated = sorted(
        ((one.taken_at, one) for one in done if one.taken_at is not None and one.taken_at <= at), key=_by_time
    )
    row: list[tuple[int, Tested]] = []
    for taken, one in dated:
        if one.result != "NEGATIVE":
            row = []
        elif not row or taken - row[-1][0] >= rule.apart:
            row.append((taken, one))
    behind = tuple(one.ref for _, one in row)
    if len(row) >= rule.negatives:
        worse = [one for one in undated if one.result != "NEGATIVE"]
        return Found("negatives", "cannot_tell" if worse else "met", behind, row[0][0])
    is_open = undated or not done
    return Found("negatives", "cannot_tell" if is_open else "not_met", behind, row[0][0] if row else None)


def _by_time(pair: tuple[int, Tested]) -> tuple[int, bool, str]:
    """In order of time; of one instant the graver stands last, and breaks the row."""
    return pair[0], pair[1].result != "NEGATIVE", pair[1].ref


def all_met(found: Sequence[Found]) -> bool:
    """May the patient go?"""
    return bool(found) and all(one.truth == "met" for one in found)
