"""Delays out of the register: onset to first visit, report, isolation and admission; length of stay; serial interval of told links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from lianfang.base.problems import Problem, Refused
from lianfang.fronts.forecasts.beds import of_cases
from lianfang.fronts.forecasts.gathering import Exposed, Gathered, Ill
from lianfang.outlook import answers_delays, shapes
from lianfang.outlook.delays import Observed

Kind = Literal["incubation", "visit", "report", "isolation", "admission", "serial", "stay"]
ENDS: dict[Kind, Callable[[Ill], date | None]] = {
    "visit": lambda one: one.visited,
    "report": lambda one: None if one.reported_by else one.reported_on,
    "isolation": lambda one: one.isolated,
    "admission": lambda one: one.admitted,
}
"""What a delay from onset ends with; a day that is only known to be *by* is none."""
ANY: tuple[str, ...] = ("normal",)


@dataclass(frozen=True)
class Lag:
    """One delay: what is said of it, or why nothing can be."""

    kind: Kind
    said: shapes.DelaysSaid | None
    problem: Problem | None = None


@dataclass(frozen=True)
class Lags:
    """All delays of an area; ``weeks`` are the last days of the weeks of onset, the last week being open."""

    as_of: date
    known_at: date
    cases: int
    weeks: tuple[date, ...]
    lags: tuple[Lag, ...]


def lags(
    of: Gathered,
    told: Sequence[tuple[int, int]],
    *,
    source: str,
    exposed: Mapping[int, Exposed] | None = None,
) -> Lags:
    """All delays.

    Args:
        of: the cases.
        told: pairs of cases (infector, infected) whose direction an investigator told.
        source: what the cases are of, in words of no language.
        exposed: case → between which days it was exposed.
    """
    weeks = _weeks(of)
    found = [_from_onset(of, kind, weeks, source) for kind in ENDS]
    return Lags(
        of.as_of,
        of.known_at,
        len(of.cases),
        weeks,
        (*found, _serial(of, told, weeks, source), _incubation(of, exposed or {}, source), _stay(of, source)),
    )


def _weeks(of: Gathered) -> tuple[date, ...]:
    """The Sundays up to as-of on or after the first onset."""
    onsets = [one.onset for one in of.dated if one.onset is not None]
    if not onsets:
        return ()
    first = min(onsets)
    sunday = first + timedelta(days=6 - first.weekday())
    return tuple(sunday + timedelta(days=7 * at) for at in range(max(0, (of.as_of - sunday).days // 7 + 1)))


def _from_onset(of: Gathered, kind: Kind, weeks: Sequence[date], source: str) -> Lag:
    end = ENDS[kind]
    rows = of.dated
    pairs = answers_delays.Pairs(
        [one.onset for one in rows], [end(one) for one in rows], [one.is_linked for one in rows]
    )
    return _answered(
        kind,
        lambda: answers_delays.of_pairs(
            pairs, source, kind, as_of=of.known_at if kind == "report" else of.as_of, known_at=of.known_at,
            truncated=kind == "report", group="linked", ends=weeks,
        ),
    )  # fmt: skip


def _incubation(of: Gathered, exposed: Mapping[int, Exposed], source: str) -> Lag:
    """From exposure, anywhere between its days, to onset. Whoever was exposed only after onset, or nobody knows since when, is left out."""
    ends: list[tuple[int, int, int]] = []
    for one in of.dated:
        began, ended = exposed.get(one.id, (None, None))
        if one.onset is not None and began is not None and began <= one.onset:
            last = one.onset if ended is None else min(ended, one.onset)
            ends.append((began.toordinal(), last.toordinal() + 1, one.onset.toordinal()))

    def work_out() -> shapes.DelaysSaid:
        if not ends:
            raise Refused(Problem("outlook/empty"))
        first, last, onset = (np.array(column, dtype=np.float64) for column in zip(*ends, strict=True))
        observed = Observed(first, last, onset, onset + 1, np.full(len(onset), np.inf))
        return answers_delays.of_exposures(
            observed, source, "incubation", as_of=of.as_of, known_at=of.known_at, left_out=len(of.dated) - len(ends)
        )  # fmt: skip

    return _answered("incubation", work_out)


def _serial(of: Gathered, told: Iterable[tuple[int, int]], weeks: Sequence[date], source: str) -> Lag:
    onset = {one.id: one.onset for one in of.dated}
    both = [(onset[one], onset[other]) for one, other in told if one in onset and other in onset]
    pairs = answers_delays.Pairs([first for first, _ in both], [second for _, second in both])
    return _answered(
        "serial",
        lambda: answers_delays.of_pairs(
            pairs, source, "serial", as_of=of.as_of, known_at=of.known_at, families=ANY, ends=weeks
        ),
    )


def _stay(of: Gathered, source: str) -> Lag:
    stays = of_cases(of)
    pairs = answers_delays.Pairs([one.began for one in stays], [one.ended for one in stays])
    return _answered(
        "stay",
        lambda: answers_delays.of_stays(
            pairs, source, "stay", as_of=of.as_of, known_at=of.known_at, died=[one.died for one in stays]
        ),
    )


def _answered(kind: Kind, work_out: Callable[[], shapes.DelaysSaid]) -> Lag:
    try:
        return Lag(kind, work_out())
    except Refused as refusal:
        return Lag(kind, None, refusal.problems[0])
