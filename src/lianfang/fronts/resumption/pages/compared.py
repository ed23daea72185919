"""What a comparison shows: the whole in one table, differences by pairs, bands by day, sectors and districts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.base.problems import Problem
from lianfang.entry.pages.working import notices
from lianfang.fronts.resumption.drawing import Panels, panels
from lianfang.fronts.resumption.engines import assumed
from lianfang.fronts.resumption.names import Known, sector_word
from lianfang.fronts.resumption.pages.words import called, fixed_table, limit, ranged, share
from lianfang.fronts.resumption.spec import Comparison
from lianfang.registers.models import OutlookRun
from lianfang.ui.pages import Page
from lianfang.ui.parts.marks import Link, Notice, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import number, spoken

TEMPLATE = "resumption/compared.html"
FULL = 0.05
"""From this share of agents infected on the made-up city is too small to be believed."""


@dataclass(frozen=True)
class ComparedPage:
    """The answer to a comparison."""

    page: Page
    lead: str
    notices: Sequence[Notice]
    whole: Table
    differences: Table
    pictures: Sequence[Panels]
    tables: Sequence[Table]
    measures: Table
    fixed: Table
    files: Sequence[Link]


def shown(run: OutlookRun, there: Known, page: Page) -> ComparedPage:
    """The answer."""
    said = _Says(run, there)
    return ComparedPage(
        page, said.lead(), said.notices(), said.whole(), said.differences(), said.pictures(), said.tables(),
        said.measures(), fixed_table(), said.files(),
    )  # fmt: skip


class _Says:
    """The parts of the page, from the question and its answer."""

    def __init__(self, run: OutlookRun, there: Known):
        self.run, self.there, self.found = run, there, run.outcome
        self.asked = Comparison.model_validate(run.spec)
        self.names = [called(one) for one in self.asked.scenarios]
        self.made: Sequence[Any] = self.found["scenarios"]

    def rows(self, of: str) -> str:
        return reverse("resumption:rows", args=[self.run.ref]) + f"?of={of}"

    def lead(self) -> str:
        facts = {
            "scenarios": len(self.names), "seeds": self.asked.seeds, "agents": number(self.asked.agents),
            "weight": number(round(self.found["weight"])), "days": self.asked.days, "first": self.asked.first.isoformat(),
        }  # fmt: skip
        return str(
            _(
                "%(scenarios)s scenarios × %(seeds)s seeds; %(agents)s agents, each for %(weight)s residents; %(days)s days from "
                "%(first)s. Who is infected counts as one, arrivals too. Medians, with the range of 90 %% of seeds."
            )
            % facts
        )

    def notices(self) -> list[Notice]:
        made = [
            Notice(
                "info", _("A comparison, not a forecast: the model says what differs between decisions under the same luck."),
                _("%(count)s of its figures are assumed, among them who meets whom and how many are infected on the first day; "
                  "the ranges below hold chance and the stated range of contagion, and nothing of what the model leaves out.")
                % {"count": number(len(assumed()))},
            )
        ]  # fmt: skip
        most = max(one["full"] for one in self.made)
        if most > FULL:
            facts = {"share": f"{100 * most:.0f} %"}
            made.append(
                Notice(
                    "warning", _(
                        "In some runs %(share)s of the agents were infected: the made-up city is too small for this outbreak."
                    )
                    % facts,
                    _("Numbers of such scenarios are too low. Ask again with more agents."),
                )
            )  # fmt: skip
        return made + self.late()

    def late(self) -> list[Notice]:
        """Lines of scenarios that begin when all days are over."""
        last = self.asked.first + timedelta(days=self.asked.days - 1)
        names = [
            name
            for name, one in zip(self.names, self.asked.scenarios, strict=True)
            if not one.is_worst and any(step.on is not None and step.on > last for step in one.steps)
        ]
        problem = Problem("outlook/scenario-after", facts={"names": ", ".join(names), "last": last})
        return notices([problem], "warning") if names else []

    def whole(self) -> Table:
        columns = (
            Column(_("Scenario")), Column(_("Infected"), True), Column(_("Cases found"), True), Column(_("Most beds"), True),
            Column(_("Beds exceeded"), True), Column(_("Most places"), True), Column(_("Places exceeded"), True),
            Column(_("Tests made"), True), Column(_("Days in quarantine"), True), Column(_("Deaths"), True),
            Column(_("Days at work"), True),
        )  # fmt: skip
        facts = {"beds": limit(self.asked.beds), "rooms": limit(self.asked.rooms)}
        note = _("Beds: %(beds)s. Quarantine places: %(rooms)s.") % facts
        rows = [Row(tuple(self._whole(name, one))) for name, one in zip(self.names, self.made, strict=True)]
        return Table(_("The whole"), columns, rows, State("empty", _("none")), note=note)

    def _whole(self, name: str, one: Any) -> list[Cell]:
        of = one["totals"]
        return [
            Cell(name), ranged(of["infections"]), ranged(of["found"]), ranged(of["peak_beds"]), self._over(one["over"]["beds"]),
            ranged(of["peak_rooms"]), self._over(one["over"]["rooms"]), ranged(of["tests"]), ranged(of["quarantine_days"]),
            ranged(of["deaths"]),
            ranged(of["work_days"]),
        ]  # fmt: skip

    def _over(self, hits: int | None) -> Cell:
        if hits is None:
            return Cell("—", tone="soft")
        return Cell(share(hits, self.asked.seeds), tone="bad" if hits * 10 >= self.asked.seeds else "")

    def differences(self) -> Table:
        columns = (
            Column(_("Scenario")), Column(_("Infected"), True), Column(_("fewer infected in"), True), Column(_("Most beds needed"), True),
            Column(_("Most quarantine places needed"), True), Column(_("Days in quarantine"), True), Column(_("Days at work"), True),
        )  # fmt: skip
        rows = [
            Row(
                (
                    Cell(name), ranged(of["infections"]["spread"], difference=True),
                    Cell(share(of["infections"]["less"], self.asked.seeds)),
                    *(ranged(of[key]["spread"], difference=True) for key in ("peak_beds", "peak_rooms", "quarantine_days", "work_days")),
                )
            )
            for name, of in zip(self.names[1:], self.found["differences"], strict=True)
        ]  # fmt: skip
        caption = _("Against '%(name)s', seed by seed") % {"name": self.names[0]}
        return Table(caption, columns, rows, State("empty", _("none")))

    def pictures(self) -> list[Panels]:
        beds = _("beds there are: %(most)s") % {"most": limit(self.asked.beds)}
        rooms = _("quarantine places there are: %(most)s") % {"most": limit(self.asked.rooms)}
        return [
            self._picture("local", _("Local infections a day")), self._picture("found", _("Cases found a day")),
            self._picture("beds", _("Beds needed"), self.asked.beds, beds),
            self._picture("rooms", _("Quarantine places needed"), self.asked.rooms, rooms),
            self._picture("quarantined", _("People in quarantine, at home or in a place of quarantine")),
            self._picture("work", _("People at work")),
        ]  # fmt: skip

    def _picture(self, key: str, title: str, most: int | None = None, text: str = "") -> Panels:
        over = []
        if most is not None:
            over = [
                _("over in %(share)s") % {"share": share(one["over"][key], self.asked.seeds)}
                if one["over"][key]
                else ""
                for one in self.made
            ]
        return panels(
            title, self.names, [one["daily"][key] for one in self.made], self.asked.first, href=self.rows("daily"), limit=most,
            limit_text=text, over=over,
        )  # fmt: skip

    def tables(self) -> list[Table]:
        language = spoken()
        sectors = [sector_word(row["name"], language) for row in self.made[0]["sectors"]]
        districts = [self.there.district_word(name, language) for name in self.there.districts]
        return [
            self._table(_("Infected, by sector of work"), _("Sector"), sectors, "sectors", "infections"),
            self._table(
                _("Days at work, by sector (schools: days of learning)"),
                _("Sector"),
                sectors,
                "sectors",
                "work",
            ),
            self._table(
                _("Infected, by district of home"), _("District"), districts, "districts", "infections"
            ),
            self._table(
                _("Days at work, by district of work"), _("District"), districts, "districts", "work"
            ),
        ]

    def _table(self, caption: str, head: str, names: Sequence[str], of: str, key: str) -> Table:
        columns = (Column(head), *(Column(name, True) for name in self.names))
        rows = [
            Row((Cell(name), *(ranged(one[of][at][key]) for one in self.made)))
            for at, name in enumerate(names)
            if key != "work" or of != "sectors" or self.made[0]["sectors"][at]["name"]
        ]
        return Table(caption, columns, rows, State("empty", _("none")), is_stacked=False)

    def measures(self) -> Table:
        """What each scenario orders."""
        from lianfang.fronts.resumption.defaults import lines_of

        lines: list[tuple[str, list[str]]] = [
            (_("Quarantine of arrivals, days"), [number(one.gate_days) for one in self.asked.scenarios]),
            (_("Days until contacts are reached"), [number(one.trace_delay) for one in self.asked.scenarios]),
            (
                _("Contacts reached a day, at most"),
                [limit(one.trace_capacity) for one in self.asked.scenarios],
            ),
            (_("Tests a day, at most"), [limit(one.test_capacity) for one in self.asked.scenarios]),
            (_("Risk outside the home with masks, %"), [number(one.masks) for one in self.asked.scenarios]),
            (
                _("Opens and closes"),
                ["; ".join(lines_of(one).splitlines()) or "—" for one in self.asked.scenarios],
            ),
        ]
        columns = (Column(_("Ordered")), *(Column(name) for name in self.names))
        rows = [Row((Cell(name), *(Cell(value) for value in values))) for name, values in lines]
        return Table(
            _("What each scenario orders"), columns, rows, State("empty", _("none")), is_stacked=False
        )

    def files(self) -> list[Link]:
        told = (
            ("totals", _("the whole, seed ranges")), ("differences", _("differences")), ("daily", _("day by day")),
            ("sectors", _("by sector")), ("districts", _("by district")), ("question", _("the question (JSON)")),
        )  # fmt: skip
        return [Link(title, self.rows(of)) for of, title in told]
