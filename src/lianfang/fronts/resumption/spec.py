"""What is asked, as it is kept with its run: plain values, so that the same question can be asked again."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

MOST_SCENARIOS, LEAST_SCENARIOS = 6, 3
"""With the planned worst case, which is always among them."""
WORST = "worst"
"""What the planned worst case is called in files; no other may be."""
FOUND = ("filled", "path-")
"""How calendars are called that the search finds, or begin."""
SIZES = (5_000, 20_000, 100_000, 500_000)
"""Agents that may be asked for; each stands for residents ÷ agents people of the city."""
MOST_AGENT_DAYS = 40_000_000_000
"""Runs × agents × days of one question; on two cores some tens of minutes at most."""

SHAPE = 2
"""Of the answers that this version keeps and shows; one of another shape is to be asked again."""
DAILY = ("local", "found", "beds", "rooms", "tests", "quarantined", "work")
"""Series by day that an answer holds."""
TOTALS = (
    "infections", "local", "found", "peak_beds", "peak_rooms", "tests", "quarantine_days", "work_days", "deaths",
)  # fmt: skip
"""Of a whole run; what differs between scenarios is told of these."""


class Asked(BaseModel):
    """A part of a question: closed, so that nothing is kept that nobody reads."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Step(Asked):
    """A line of a calendar. Nothing: all; without a day: never."""

    verb: str
    sector: str | None
    district: str | None
    batch: int | None = Field(default=None, ge=1)
    on: date | None
    line: int = 0


class Measures(Asked):
    """One scenario: what is ordered.

    Attributes:
        name: as people wrote it.
        is_worst: it is the planned worst case, with its worse disease and city.
        gate_days: quarantine of all who arrive; 0: none.
        trace_delay: days from finding a case to reaching its contacts.
        trace_capacity, test_capacity: a day; None: without limit.
        masks: hazards outside the home, in percent of those without any protection.
        steps: what opens and closes when.
    """

    name: str
    gate_days: int = Field(ge=0, le=60)
    trace_delay: int = Field(ge=0, le=30)
    trace_capacity: int | None = Field(default=None, ge=0)
    test_capacity: int | None = Field(default=None, ge=0)
    masks: int = Field(ge=0, le=100)
    steps: list[Step] = []
    is_worst: bool = False


class Places(Asked):
    """Free beds and quarantine rooms by the registers at an instant; None where the reader may not read beds.

    Attributes:
        residents: of the areas whose beds these are, by the registers; None: not known of all of them.
        modelled: of the city that the made-up one stands for.
    """

    beds: int
    rooms: int
    as_of: int
    residents: int | None = None
    modelled: int | None = None

    @property
    def times(self) -> float:
        """How many of the model's residents there are for one of the registers': so many times the places stand for the model's."""
        return self.modelled / self.residents if self.residents and self.modelled else 1.0

    def begun(self) -> dict[str, int]:
        """Places for the model's residents."""
        return {"beds": round(self.beds * self.times), "rooms": round(self.rooms * self.times)}


class Margin(Asked):
    """Where a margin of the made-up population is from, and how much of it the registers hold.

    Attributes:
        name: ``districts``, ``households``, ``ages`` or ``work``.
        source: ``registers``; ``published`` or ``assumed``: of the figures that come with the product.
        why: of the latter: ``not_all`` areas are known, whoever asks has no ``rights`` to the register, it holds too ``few``, so few
            that shares would tell of single households or people (``small``), or ``none`` keeps it.
        held: residents, of ``districts``.
        share: of the residents, those whom the registers of households or persons hold, to the whole per cent; their number is kept
            nowhere.
    """

    name: str
    source: str
    why: str = ""
    held: int = 0
    share: float = 0.0

    @model_validator(mode="before")
    @classmethod
    def _of_before(cls, told: Any) -> Any:
        """A question that was asked when the number on record still stood there, beside that of the residents."""
        if "of" not in told:
            return told
        kept = {name: value for name, value in told.items() if name != "of"}
        return {**kept, "held": 0, "share": round(told["held"] / told["of"], 2)} if told["of"] else kept


class Population(Asked):
    """What the made-up population follows; what is of households and people only as rounded shares.

    Attributes:
        districts: residents of the model.
        is_scaled: only their shares are the registers', their sum is the published one.
        households: by size from 1, share of households; None: as the product has it.
        ages: by band, share of people; likewise.
        margins: where each is from.
    """

    as_of: int
    districts: dict[str, int]
    is_scaled: bool
    households: list[float] | None
    ages: list[float] | None
    margins: list[Margin]


class Sized(Asked):
    """How large, how long, how often.

    Attributes:
        first: day 0.
        days: looked at.
        agents: of the made-up city.
        infected: people infected on day 0, in the whole city.
        shut: sectors closed on day 0.
        counted: what the registers said of places when it was asked.
        population: what the made-up population follows; None: it was asked before registers were looked at for it.
    """

    first: date
    days: int = Field(ge=14, le=180)
    agents: int = Field(ge=1000, le=2_000_000)
    infected: int = Field(ge=0, le=100_000)
    shut: list[str]
    counted: Places | None = None
    population: Population | None = None


class Comparison(Sized):
    """Scenarios under the same seeds, and the places that there are."""

    seeds: int = Field(ge=5, le=200)
    seed: int = 1
    beds: int | None = Field(default=None, ge=0)
    rooms: int | None = Field(default=None, ge=0)
    scenarios: list[Measures]


class FrontierAsked(Sized):
    """Calendars, limits, and how thoroughly to look.

    Attributes:
        decision: what ``lianfang outlook decide`` takes, as it is: its file would say the same.
        measures: what is ordered whatever opens, as the form said it.
        text: the calendars as they were written, by name.
        worlds: how thoroughly, as the form says it.
        calibration: the calibration's answer, as it was given; empty: none.
    """

    seed: int = 1
    decision: dict[str, object]
    measures: Measures
    text: dict[str, str]
    worlds: str
    calibration: str = ""
