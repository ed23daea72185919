"""The cases by day as SVG: each a row of its cluster, from exposure over onset to isolation, with the links between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import pairwise

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from lianfang.fronts.chains.drawing import WIDTH, Drawn, Words, called
from lianfang.fronts.chains.gathering import CaseSeen, Seen
from lianfang.fronts.chains.links import Addresses
from lianfang.outlook.chains import Cluster
from lianfang.ui.pictures.behind import steps

ROW, LEFT, TOP, RIGHT = 17.0, 128.0, 26.0, 16.0
LEAST_DAY, MOST_DAY = 5.0, 26.0


def timeline(seen: Seen, clusters: Sequence[Cluster], addresses: Addresses) -> Drawn:
    """Each case a row of its cluster: from exposure over onset to isolation."""
    order = [[seen.cases[key] for key in _in_time(seen, cluster)] for cluster in clusters]
    scale = _Scale.of([case for rows in order for case in rows], seen.today)
    words, y = Words(), TOP
    marks: list[str] = []
    for cluster, cases in zip(clusters, order, strict=True):
        lines = {case.key: y + n * ROW + ROW / 2 for n, case in enumerate(cases)}
        marks += _rows(seen, cases, lines, scale, words, addresses)
        marks += _ties(seen, cluster, lines, scale)
        y += len(cases) * ROW + 8
        marks.append(f'<line class="grid" x1="0" x2="{scale.width:g}" y1="{y - 4:g}" y2="{y - 4:g}"/>')
    marks = [*_days(scale, y), *marks]
    signs = (
        ("day-onset", _("onset")), ("day-positive", _("first positive sample")), ("bar-exposed", _("exposure, first to last day")),
        ("bar-ill", _("from then until isolation")), ("bar-open", _("not isolated yet, or not known")),
        ("told", _("direction told, with evidence")), ("loose", _("linked, no direction")), ("back", _("infected fell ill first")),
    )  # fmt: skip
    note = _("A cluster to a block, its cases by day; where no day is known, the row says so.")
    return Drawn(_("Cases by day"), note, mark_safe("".join(marks)), scale.width, y + 6, signs)  # noqa: S308


def _in_time(seen: Seen, cluster: Cluster) -> list[int]:
    """The cases of a cluster by day; those without one come last."""
    return sorted(
        cluster.members, key=lambda key: (seen.cases[key].day is None, seen.cases[key].day or 0, key)
    )


@dataclass(frozen=True)
class _Scale:
    first: int
    last: int
    day: float

    @classmethod
    def of(cls, cases: Sequence[CaseSeen], today: int) -> _Scale:
        known = [one for case in cases for one in (case.day, *(case.exposed or ())) if one is not None]
        first = min(known, default=today - 13)
        last = max([*known, *(case.isolated for case in cases if case.isolated), first + 13])
        return cls(first, last, min(MOST_DAY, max(LEAST_DAY, (WIDTH - LEFT - RIGHT) / (last - first + 1))))

    @property
    def width(self) -> float:
        return LEFT + (self.last - self.first + 1) * self.day + RIGHT

    def x(self, day: int) -> float:
        return LEFT + (min(max(day, self.first), self.last) - self.first + 0.5) * self.day


def _days(scale: _Scale, base: float) -> Iterator[str]:
    """The days as an axis above, and lines down from them."""
    step = max(1, steps(scale.last - scale.first, about=8)[1])
    for day in range(scale.first, scale.last + 1, step):
        x = scale.x(day)
        yield f'<line class="grid" x1="{x:g}" x2="{x:g}" y1="20" y2="{base:g}"/>'
        said = f"{date.fromordinal(day):%m-%d}"
        yield f'<text class="words" x="{x:g}" y="13" text-anchor="middle">{said}</text>'


def _rows(
    seen: Seen, cases: Sequence[CaseSeen], lines: dict[int, float], scale: _Scale, words: Words, addresses: Addresses
) -> Iterator[str]:  # fmt: skip
    for case in cases:
        y, said = lines[case.key], escape(words.of(seen, case))
        label = escape(words.beyond if case.is_beyond else called(case))
        text = f'<text class="words{"" if case.is_beyond else " dark"}" x="4" y="{y + 4:g}">{label}</text>'
        href = addresses.case(case.ref)
        marks = "".join(_bars(case, y, scale)) + _mark(case, y, scale, said, words)
        yield f'<a href="{href}" aria-label="{said}">{text}{marks}</a>' if href and case.ref else text + marks


def _bars(case: CaseSeen, y: float, scale: _Scale) -> Iterator[str]:
    if case.exposed is not None:
        x, end = (scale.x(day) for day in case.exposed)
        yield f'<rect class="bar-exposed" x="{x - scale.day / 2:g}" y="{y - 3:g}" width="{end - x + scale.day:g}" height="6"/>'
    if case.day is not None:
        x = scale.x(case.day)
        if case.isolated is None:
            yield f'<rect class="bar-open" x="{x:g}" y="{y - 3:g}" width="{scale.width - RIGHT - x:g}" height="6"/>'
        elif case.isolated > case.day:
            yield f'<rect class="bar-ill" x="{x:g}" y="{y - 3:g}" width="{scale.x(case.isolated) - x:g}" height="6"/>'
        else:
            yield f'<path class="tie apart" d="M{scale.x(case.isolated):g} {y - 5:g}v10"/>'


def _mark(case: CaseSeen, y: float, scale: _Scale, said: str, words: Words) -> str:
    if case.day is None:
        return (
            ""
            if case.is_beyond
            else f'<text class="words" x="{LEFT:g}" y="{y + 4:g}">? {escape(words.no_day)}</text>'
        )
    x = scale.x(case.day)
    if case.is_positive:
        return f'<rect class="node open" x="{x - 4:g}" y="{y - 4:g}" width="8" height="8"><title>{said}</title></rect>'
    return f'<circle class="node sure" cx="{x:g}" cy="{y:g}" r="4.5"><title>{said}</title></circle>'


def _ties(seen: Seen, cluster: Cluster, lines: dict[int, float], scale: _Scale) -> Iterator[str]:
    """Directed ties from case to case; an event ties those who were there one after the other."""
    for tie in cluster.ties:
        if tie.source < 0:
            continue
        kind = "loose" if not tie.is_directed else "back" if (seen.interval(tie) or 0) < 0 else "told"
        yield _bow(seen, tie.source, tie.target, lines, scale, kind)
    for hub in cluster.hubs:
        there = sorted((tie.target for tie in cluster.ties if tie.source == hub), key=lambda one: lines[one])
        for one, other in pairwise(there):
            yield _bow(seen, one, other, lines, scale, "loose")


def _bow(seen: Seen, one: int, other: int, lines: dict[int, float], scale: _Scale, kind: str) -> str:
    day, until = seen.cases[one].day, seen.cases[other].day
    x = LEFT - 6 if day is None else scale.x(day)
    end = LEFT - 6 if until is None else scale.x(until)
    y, low = lines[one], lines[other]
    if kind == "loose":
        return f'<path class="tie loose" d="M{x:g} {y:g}C{x:g} {low:g} {x:g} {low:g} {end:g} {low:g}"/>'
    end += 6 if end < x else -6
    bend = min(x, end) - 10 if end <= x else x
    path = f"M{x:g} {y:g}C{bend:g} {low:g} {bend:g} {low:g} {end:g} {low:g}"
    return f'<path class="tie {kind}" marker-end="url(#c-tip)" d="{path}"/>'
