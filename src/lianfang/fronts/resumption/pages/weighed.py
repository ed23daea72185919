"""What a frontier shows: the choice in words, all calendars on the city and by the search, what would change the answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.fronts.resumption.drawing import Front, Weighed, front
from lianfang.fronts.resumption.engines import assumed
from lianfang.fronts.resumption.names import Known, sector_word
from lianfang.fronts.resumption.pages.words import fixed_table, large
from lianfang.fronts.resumption.spec import FrontierAsked
from lianfang.registers.models import OutlookRun
from lianfang.ui.pages import Page
from lianfang.ui.parts.marks import Link, Notice, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.pictures.behind import Behind
from lianfang.ui.writing import number, spoken

TEMPLATE = "resumption/weighed.html"
MILLION = 1e6


@dataclass(frozen=True)
class WeighedPage:
    """The answer to a frontier."""

    page: Page
    lead: str
    notices: Sequence[Notice]
    said: Sequence[str]
    checks: Sequence[str]
    drawn: Sequence[str]
    written: Table
    found: Table
    pictures: Sequence[Front]
    limits: Sequence[str]
    flips: Sequence[str]
    calendars: Sequence[Table]
    fixed: Table
    files: Sequence[Link]


def shown(run: OutlookRun, there: Known, page: Page) -> WeighedPage:
    """The answer."""
    says = _Says(run, there)
    return WeighedPage(
        page, says.lead(), says.notices(), says.words("said"), says.checks(), says.words("drawn", "said"),
        says.written(), says.found_(), says.pictures(),
        [says.word(one["said"]) for one in says.found["limits"]], [says.word(one["said"]) for one in says.found["flips"]],
        says.calendars(), fixed_table(with_worst=False), says.files(),
    )  # fmt: skip


def _signed(value: float) -> str:
    return ("+" if value > 0 else "−" if value < 0 else "") + large(abs(value))


class _Says:
    """The parts of the page, from the question and its answer."""

    def __init__(self, run: OutlookRun, there: Known):
        self.run, self.there, self.language = run, there, spoken()
        self.asked = FrontierAsked.model_validate(run.spec)
        self.found: Any = run.outcome
        self.measures = [one["measure"] for one in self.found["limits"]]

    def word(self, words: Any) -> str:
        return str(words[self.language])

    def words(self, key: str, of: str = "") -> list[str]:
        return [self.word(one[of] if of else one) for one in self.found[key]]

    def checks(self) -> list[str]:
        """Every check, how sure the choice is by them, and whether it stands in the planned worst case."""
        sure = f"{100 * self.found['confidence']:.0f} %"
        made = self.words("checks", "said")
        if self.found["chosen"]:
            made.append(
                _(
                    "With a confidence of %(sure)s the chosen calendar exceeds each limit no more often than is accepted, under this model."
                )
                % {"sure": sure}
            )
        return [*made, self.word(self.found["worst"]["said"])]

    def rows(self, of: str) -> str:
        return reverse("resumption:rows", args=[self.run.ref]) + f"?of={quote(of)}"

    def lead(self) -> str:
        facts = {
            "agents": number(self.found["agents"]), "weight": number(round(self.found["weight"])), "days": self.found["days"],
            "first": self.found["first"], "groups": number(self.found["groups"]),
        }  # fmt: skip
        return str(
            _(
                "%(agents)s agents, each for %(weight)s residents; %(days)s days from %(first)s; %(groups)s groups of sector, "
                "district and batch."
            )
            % facts
        )  # fmt: skip

    def notices(self) -> list[Notice]:
        made = [
            Notice(
                "info", _("Chances are those of a model and of the number of worlds that were tried; they are no forecast."),
                _("%(count)s figures of city and disease are assumed; what contagion and imports were drawn from stands under the answer.")
                % {"count": number(len(assumed()))},
            )
        ]  # fmt: skip
        return made + [
            Notice("warning", self.word(one["what"]), self.word(one["mend"])) for one in self.found["remarks"]
        ]

    def title(self, measure: str) -> str:
        words = {
            "beds": _("more beds needed than there are"), "rooms": _("more quarantine places needed than there are"),
            "local": _("more local infections than accepted"),
        }  # fmt: skip
        return str(words[measure])

    def limit(self, measure: str) -> Any:
        return next(one for one in self.found["limits"] if one["measure"] == measure)

    def head(self) -> list[Column]:
        words = {
            "beds": _("Beds exceeded"), "rooms": _("Places exceeded"), "local": _("Infections exceeded"),
        }  # fmt: skip
        made = [Column(_("Calendar")), Column(_("Days at work"), True)]
        made += [Column(words[measure], True) for measure in self.measures]
        made += [Column(_("Within limits")), Column(_("In the worst case"))]
        return [*made, Column(_("Rows"), is_kept=True)]

    def accepted(self) -> str:
        """Every limit, and how often it may be exceeded."""
        parts = []
        for measure in self.measures:
            of = self.limit(measure)
            facts = {
                "what": self.title(measure),
                "most": large(of["most"]),
                "share": f"{100 * of['accepted']:.0f} %",
            }
            parts.append(_("%(what)s (%(most)s) in at most %(share)s") % facts)
        return ("；" if self.language == "zh" else "; ").join(parts)

    def in_worst(self) -> str:
        """What the column of the worst case holds."""
        what = " / ".join(self.title(measure) for measure in self.measures)
        facts = {"worlds": self.found["worst"]["worlds"], "what": what}
        return str(_("worst case: %(what)s, in percent of %(worlds)s worlds") % facts)

    def row(self, one: Any, tried: Any) -> Row:
        is_chosen = one["name"] == self.found["chosen"]
        of = tried["person_days"]
        cells = [
            Cell(
                self.name(one), note=_("the choice") if is_chosen else "", tone="strong" if is_chosen else ""
            ),
            Cell(large(of["value"]), note=self.gain(one)),
            *(
                self.chance(tried["chances"][measure], self.limit(measure)["accepted"])
                for measure in self.measures
            ),
            Cell(_("yes") if tried["holds"] else _("no"), tone="" if tried["holds"] else "bad"),
            self.worst(one),
            Cell(_("CSV"), self.rows(f"calendar:{one['name']}")),
        ]
        return Row(tuple(cells), is_chosen=is_chosen)

    def name(self, one: Any) -> str:
        if one["written"]:
            return self.word(one["title"])
        return str(_("Found: %(name)s") % {"name": one["name"]})

    def gain(self, one: Any) -> str:
        more = one["more_person_days"]
        if more is None:
            return ""
        value, low, high = (_signed(more[end]) for end in ("value", "low", "high"))
        return str(_("%(more)s against the first") % {"more": f"{value} ({low} … {high})"})

    def chance(self, of: Any, accepted: float) -> Cell:
        bad = of["estimate"] > accepted
        # Outwards: of a thousand worlds without one, 0–0 % would be certainty.
        note = f"{math.floor(100 * of['low'])}–{math.ceil(100 * of['high'])} %"
        return Cell(f"{100 * of['estimate']:.0f} %", note=note, tone="bad" if bad else "")

    def worst(self, one: Any) -> Cell:
        """Whether a calendar keeps its limits in the planned worst case, and how often it exceeds each."""
        of = self.tried(one, "city", "worst")
        if of is None:
            return Cell(_("not tried"))
        shares = [f"{100 * of['chances'][measure]['estimate']:.0f}" for measure in self.measures]
        note = " / ".join(shares) + " %"
        return Cell(_("holds") if of["holds"] else _("breaks"), note=note, tone="" if of["holds"] else "bad")

    def tried(self, one: Any, on: str, worlds: str = "fresh") -> Any:
        return next((tried for tried in one["tried"] if (tried["on"], tried["worlds"]) == (on, worlds)), None)

    def written(self) -> Table:
        """Written calendars and those of the search that were tried, on the made-up city in fresh worlds."""
        rows = [
            self.row(one, tried)
            for one in [*self.found["written"], *self.found["frontier"]]
            if (tried := self.tried(one, "city")) is not None
        ]
        return Table(
            _("On the made-up city, in worlds that no choice was made in"), self.head(), rows, State("empty", _("none")),
            note=f"{self.accepted()} · {self.in_worst()}",
        )  # fmt: skip

    def found_(self) -> Table:
        rows = [self.row(one, self.tried(one, "surrogate")) for one in self.found["frontier"]]
        return Table(
            _("The frontier of the search: no other has more days at work at no greater chance of anything"), self.head(), rows,
            State("empty", _("none")), note=_("by a quick model fitted to the made-up city, in fresh worlds"),
        )  # fmt: skip

    def pictures(self) -> list[Front]:
        return [self.picture(measure) for measure in self.measures]

    def picture(self, measure: str) -> Front:
        marks: list[Weighed] = []
        rows = []
        for one in [*self.found["written"], *self.found["frontier"]]:
            tried = self.tried(one, "city") or self.tried(one, "surrogate")
            if not one["written"]:
                tried = self.tried(one, "surrogate")
            if tried is None:
                continue
            of, gain = tried["chances"][measure], tried["person_days"]["value"] / MILLION
            is_chosen = one["name"] == self.found["chosen"]
            sort = "written" if one["written"] else "chosen" if is_chosen else "found"
            words = [self.name(one)] if one["written"] else []
            text = " · ".join([*words, *([_("the choice")] if is_chosen else [])])
            marks.append(Weighed(text, of["estimate"], of["low"], of["high"], gain, sort))
            rows.append(
                [
                    self.name(one),
                    f"{gain:,.1f}",
                    f"{100 * of['estimate']:.1f} %",
                    f"{100 * of['low']:.1f}–{100 * of['high']:.1f} %",
                ]
            )
        title = _("Days at work (millions) over the chance of %(what)s") % {"what": self.title(measure)}
        behind = Behind(
            title, [_("calendar"), _("days at work, millions"), _("chance"), _("95 % interval")], rows
        )
        note = _("written ones on the made-up city, found ones by the quick model")
        return front(title, note, marks, self.limit(measure)["accepted"], behind, self.rows("points"))

    def calendars(self) -> list[Table]:
        """The chosen calendar, as few lines that say the same."""
        weighed = [*self.found["frontier"], *self.found["written"]]
        chosen = next((one for one in weighed if one["name"] == self.found["chosen"]), None)
        if chosen is None:
            return []
        columns = (
            Column(_("Sector")),
            Column(_("District")),
            Column(_("Batch")),
            Column(_("Opens on"), is_kept=True),
        )
        rows = [Row(tuple(Cell(part) for part in self.line(one))) for one in chosen["lines"]]
        note = _("a later line holds over an earlier one")
        return [Table(_("The chosen calendar"), columns, rows, State("empty", _("none")), note=note)]

    def line(self, one: Any) -> list[str]:
        every = str(_("all"))
        return [
            sector_word(one["sector"], self.language) if one["sector"] else every,
            self.there.district_word(one["district"], self.language) if one["district"] else every,
            str(one["batch"] or every), one["opens_on"] or str(_("not within the days looked at")),
        ]  # fmt: skip

    def files(self) -> list[Link]:
        made = [Link(_("all calendars with their chances (CSV)"), self.rows("points"))]
        made.append(Link(_("the checks (CSV)"), self.rows("checks")))
        if self.found["chosen"]:
            made.append(Link(_("the chosen calendar (CSV)"), self.rows(f"calendar:{self.found['chosen']}")))
        return [*made, Link(_("the question, as the command takes it (YAML)"), self.rows("question"))]
