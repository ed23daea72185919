"""The graph of clusters as SVG, drawn on the server: no script, no chance.

Many thousands of marks are written as text at once: a template would take seconds for what takes a tenth of one here. All
that comes from a record is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from math import hypot
from typing import ClassVar

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lianfang.fronts.chains.gathering import CaseSeen, Seen
from lianfang.fronts.chains.links import Addresses
from lianfang.outlook.chains import Cluster
from lianfang.outlook.placing import Plot, Spot, place
from lianfang.ui.writing import number

WIDTH = 1120.0
RADIUS, TIP = 7.0, 3.0
FEW, LARGER = 80, 1.5
"""Up to so many cases are drawn so much larger."""
SHAPES = {"CONFIRMED": "sure", "CONFIRMED_NO_SYMPTOMS": "quiet", "CONFIRMED_UNKNOWN_SYMPTOMS": "sure"}


@dataclass(frozen=True)
class Drawn:
    """A picture: what is drawn, how large, and what its signs mean (class of the sign, words)."""

    template: ClassVar[str] = "chains/drawn.html"
    title: str
    note: str
    marks: SafeString
    width: float
    height: float
    signs: Sequence[tuple[str, str]]
    zoom: float = 1.0

    @property
    def shown_width(self) -> float:
        """In pixels."""
        return round(self.width * self.zoom)

    @property
    def shown_height(self) -> float:
        """In pixels."""
        return round(self.height * self.zoom)


class Words:
    """What is said of every case, asked of the catalogue once."""

    def __init__(self) -> None:
        self.beyond = _("not within your reach")
        self.onset, self.positive = _("onset {day}"), _("first positive sample {day}")
        self.no_day = _("day not known")
        self.generation = _("generation {n}")
        self.conflict = _("conflict")

    def of(self, seen: Seen, case: CaseSeen) -> str:
        if case.is_beyond:
            return self.beyond
        said = [called(case)]
        if case.day is None:
            said.append(self.no_day)
        else:
            said.append(
                (self.positive if case.is_positive else self.onset).format(day=date.fromordinal(case.day))
            )
        if case.key in seen.chains.generation:
            said.append(self.generation.format(n=seen.chains.generation[case.key]))
        if case.key in seen.chains.conflicts:
            said.append(self.conflict)
        return " · ".join(said)


def called(case: CaseSeen) -> str:
    """What a case is called: its number in the list, else its reference; nothing that tells who it is."""
    return case.ref if case.number is None else _("case {n}").format(n=case.number)


def graph(seen: Seen, clusters: Sequence[Cluster], addresses: Addresses) -> Drawn:
    """Who has to do with whom."""
    zoom = LARGER if sum(cluster.size for cluster in clusters) <= FEW else 1.0
    sheet = place(seen.chains, WIDTH / zoom if len(clusters) > 1 else 0.0, clusters=clusters)
    words = Words()
    marks = [mark for plot in sheet.plots for mark in _plot(seen, plot, words, addresses)]
    title = _("Transmission picture")
    note = _(
        "An arrow leads from who infected to who was infected, as an investigator told it. "
        "Where a line has no arrow, its length and order mean nothing."
    )
    signs = (
        ("sure", _("confirmed")), ("quiet", _("confirmed without symptoms")), ("open", _("suspect, probable, not classified")),
        ("beyond", _("not within your reach")), ("hub", _("event")), ("told", _("direction told, with evidence")),
        ("loose", _("linked, no direction")), ("back", _("infected fell ill first")), ("clash", _("conflict")),
    )  # fmt: skip
    return Drawn(title, note, mark_safe("".join(marks)), max(sheet.width, 320.0), sheet.height, signs, zoom)  # noqa: S308


def _plot(seen: Seen, plot: Plot, words: Words, addresses: Addresses) -> Iterator[str]:
    cluster, href = plot.cluster, escape(addresses.cluster(seen, plot.cluster))
    head = escape(_("{n} cases").format(n=number(cluster.size)))
    yield f'<a href="{href}"><text class="words dark" x="{plot.x + 8:g}" y="{plot.y + 13:g}">{head}</text></a>'
    if plot.band is not None:
        end = plot.x + max(plot.width - 8, 16)
        yield f'<line class="grid" x1="{plot.x + 8:g}" x2="{end:g}" y1="{plot.band:g}" y2="{plot.band:g}"/>'
    loose = []
    for tie in cluster.ties:
        one, other = plot.spots[tie.source], plot.spots[tie.target]
        if tie.is_directed:
            yield _arrow(one, other, is_back=(seen.interval(tie) or 0) < 0)
        else:
            loose.append(f"M{one.x:g} {one.y:g}L{other.x:g} {other.y:g}")
    if loose:
        yield f'<path class="tie loose" d="{"".join(loose)}"/>'
    for key, spot in plot.spots.items():
        yield _hub(seen, key, spot) if key < 0 else _case(seen, seen.cases[key], spot, words, addresses)


def _arrow(one: Spot, other: Spot, *, is_back: bool) -> str:
    """From rim to rim."""
    across, down = other.x - one.x, other.y - one.y
    far = hypot(across, down) or 1.0
    out, back = RADIUS / far, (RADIUS + TIP) / far
    path = f"M{one.x + across * out:.1f} {one.y + down * out:.1f}L{other.x - across * back:.1f} {other.y - down * back:.1f}"
    return f'<path class="tie {"back" if is_back else "told"}" marker-end="url(#c-tip)" d="{path}"/>'


def _hub(seen: Seen, key: int, spot: Spot) -> str:
    said = escape(seen.events[key].title)
    return (
        f'<path class="node hub" d="M{spot.x:g} {spot.y - 8:g}l8 8l-8 8l-8 -8z"><title>{said}</title></path>'
    )


def _case(seen: Seen, case: CaseSeen, spot: Spot, words: Words, addresses: Addresses) -> str:
    said = escape(words.of(seen, case))
    if case.is_beyond:
        return f'<circle class="node beyond" cx="{spot.x:g}" cy="{spot.y:g}" r="{RADIUS:g}"><title>{said}</title></circle>'
    shape = SHAPES.get(case.classification, "open")
    mark = f'<circle class="node {shape}" cx="{spot.x:g}" cy="{spot.y:g}" r="{RADIUS:g}"><title>{said}</title></circle>'
    if case.key in seen.chains.conflicts:
        mark += f'<path class="node clash" d="M{spot.x:g} {spot.y - 4.5:g}v5m0 2v2"/>'
    if case.number is not None:
        mark += f'<text class="words tiny" x="{spot.x:g}" y="{spot.y + 17:g}" text-anchor="middle">{case.number}</text>'
    href = addresses.case(case.ref)
    return f'<a href="{href}" aria-label="{said}">{mark}</a>' if href else mark
