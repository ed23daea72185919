"""Calendars of resumption weighed: those that people wrote, and a search for more days at work within what is accepted.

What is asked is the file of ``lianfang outlook decide``, and answered by the same function: page and command say the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from lianfang.base.problems import Problem, Refused
from lianfang.fronts.resumption import policies as shared
from lianfang.fronts.resumption.engines import CITY, DISEASE, engine, margins
from lianfang.fronts.resumption.lines import Said
from lianfang.fronts.resumption.names import Known
from lianfang.fronts.resumption.spec import FrontierAsked, Measures, Population

Told = Callable[[str, int, int], None]
EVERY = 7
"""Days between those on which the search tries to open anything."""
RUNS_EACH, MOST_WRITTEN = 16, 6
"""About so many times the worlds on the city are run: written ones, those tried for the choice, and what would change it."""
UNCERTAIN = {"transmission": {"low": 0.75, "high": 1.25}, "imported": {"low": 0.5, "high": 2.0}}
"""What is not known of the spread: factors with their 2.5 and 97.5 % points; assumed."""
WORLDS: Mapping[str, Mapping[str, int]] = {
    "quick": {"fit": 6, "search": 128, "city": 20},
    "usual": {"fit": 12, "search": 512, "city": 100},
    "thorough": {"fit": 24, "search": 1024, "city": 300},
}


@dataclass(frozen=True)
class Limits:
    """What the command accepts: more than so many, in how many of a hundred worlds at most. None: no limit.

    Local infections are those of the first ``within`` days, or of all that are looked at where these are fewer; the form says so.
    """

    beds: int | None
    rooms: int | None
    places_accepted: int
    local: int | None
    local_accepted: int
    within: int = 30


def decided(shut: Sequence[str], known: Known) -> list[str]:
    """Sectors whose opening is decided: the workplaces that are closed on the first day."""
    return [name for name in known.sectors if name in shut and name in known.work]


def decision(
    *, first: date, days: int, agents: int, infected: int, shut: Sequence[str], known: Known, measures: Measures,
    calendars: Mapping[str, Sequence[Said]], limits: Limits, worlds: str, seed: int = 1,
    learnt: Mapping[str, object] | None = None, population: Population | None = None,
) -> dict[str, object]:  # fmt: skip
    """The file of ``lianfang outlook decide``, as JSON."""
    districts = margins().districts if population is None else population.districts
    closed = [{"sector": name} for name in shut if name not in decided(shut, known)]
    return {
        "city": CITY, "disease": DISEASE, "agents": agents, "first": first.isoformat(), "days": days,
        "margins": _margins(population), "infected": shared.infected_by_district(infected, districts),
        "policies": {**ordered(measures, limits), "closings": closed},
        "decided": decided(shut, known), "every": EVERY,
        "calendars": [
            {"name": name, "title": {"zh": name, "en": name}, "lines": [_line(one) for one in said]}
            for name, said in calendars.items()
        ],
        "limits": _limits(limits, days), "uncertain": UNCERTAIN, "worlds": dict(WORLDS[worlds]), "seed": seed,
        "calibrated": None if learnt is None else dict(learnt),
    }  # fmt: skip


def _margins(of: Population | None) -> dict[str, object] | None:
    """What of the population is another than the product's."""
    return None if of is None else {"districts": of.districts, "households": of.households, "ages": of.ages}


def calibrated(text: str) -> dict[str, object] | None:
    """What a calibration's answer says of R under the measures, as the file of the command takes it; None where nothing was given.

    Raises:
        Refused: ``deciding/calibration``.
    """
    if not text.strip():
        return None
    of = engine("deciding.posterior").read(text, "calibrate --json")
    return {
        "name": of.name, "local": of.local, "r_under": of.r_under.tolist(), "verdict": of.verdict,
        "said": {"zh": of.said.zh, "en": of.said.en}, "is_short": of.is_short,
    }  # fmt: skip


def most_runs(limits: Limits, worlds: str) -> int:
    """About so many runs of the city a question takes at most: those of the choice, of the worst case, and of the checks.

    Raises:
        Refused: ``deciding/cannot-be-shown``.
    """
    checking, resuming, estimating = (
        engine(f"deciding.{name}") for name in ("checking", "resuming", "estimating")
    )
    said = _limits(limits, limits.within)
    made = {name: estimating.Limit(one["most"], one["accepted"]) for name, one in said.items()}  # type: ignore[index]
    of_city = WORLDS[worlds]["city"]
    shown = resuming.POINTS + MOST_WRITTEN
    checks = checking.CHECKS * checking.design(made).worlds
    return RUNS_EACH * of_city + shown * min(of_city, int(resuming.WORST)) + int(checks)


def ordered(measures: Measures, limits: Limits) -> dict[str, list[dict[str, object]]]:
    """What is ordered whatever opens, as the file says it."""
    return {
        "gates": [{"quarantine_days": measures.gate_days}],
        "testing": [
            {"seeking": shared.SEEKING, "capacity": measures.test_capacity, "turnaround": shared.TURNAROUND}
        ],
        "tracing": [
            {
                "named": dict(shared.NAMED), "lookback": shared.LOOKBACK, "delay": measures.trace_delay,
                "capacity": measures.trace_capacity, "quarantine_days": shared.CONTACT_DAYS, "place": "room",
            }
        ],
        "protection": [{"setting": each, "factor": measures.masks / 100} for each in shared.PROTECTED],
        "isolation": [
            {
                "place": "bed", "stays_home": shared.STAYS_HOME, "complies": shared.COMPLIES,
                "home_factor": shared.HOME_FACTOR,
            }
        ],
        "capacity": [{"beds": limits.beds, "rooms": limits.rooms}],
    }  # fmt: skip


def _limits(limits: Limits, days: int) -> dict[str, object]:
    share, found = limits.places_accepted / 100, dict[str, object]()
    for name, most in (("beds", limits.beds), ("rooms", limits.rooms)):
        if most is not None:
            found[name] = {"most": most, "accepted": share}
    if limits.local is not None:
        found["local"] = {
            "most": limits.local,
            "accepted": limits.local_accepted / 100,
            "within": min(limits.within, days),
        }
    return found


def _line(said: Said) -> dict[str, object]:
    opens_on = None if said.on is None else said.on.isoformat()
    return {"sector": said.sector, "district": said.district, "batch": said.batch, "opens_on": opens_on}


class _Plain(yaml.SafeDumper):
    """YAML that says everything where it stands."""

    def ignore_aliases(self, data: Any) -> bool:
        """Nothing is named for use further down."""
        return True


def file_of(asked: Mapping[str, object]) -> str:
    """The question as the file that the command takes."""
    said = _read(asked).model_dump(mode="python")
    return yaml.dump(said, Dumper=_Plain, allow_unicode=True, sort_keys=False)


def _read(asked: Mapping[str, object]) -> Any:
    """The question as the command reads it.

    Raises:
        Refused: ``resumption/cannot-be-asked``.
    """
    try:
        return engine("deciding.orders").Decision.model_validate_json(json.dumps(asked))
    except ValidationError as error:
        raise Refused(
            [
                Problem(
                    "resumption/cannot-be-asked", facts={"detail": ".".join(str(part) for part in one["loc"])}
                )
                for one in error.errors(include_url=False)
            ]
        ) from error


class _Named:
    """What the decided groups are called."""

    def __init__(self, sectors: Sequence[str], known: Known):
        self.sectors, self.districts, self.batches = tuple(sectors), known.districts, known.batches


def check(asked: Mapping[str, object], known: Known) -> None:
    """What can be said of calendars before any computing.

    Raises:
        Refused: ``deciding/…``: a group without a day, batches out of order, two that are the same;
            ``resumption/cannot-be-asked``: what the command would not read.
    """
    import numpy as np

    made = _read(asked)
    named = _Named(made.decided, known)
    earliest = np.zeros(len(named.sectors) * len(named.districts) * named.batches, dtype=np.int64)
    engine("deciding.calendars").written(made.calendars, named, made.first, made.days, earliest)


def weigh(asked: FrontierAsked, told: Told, folder: Path, ref: str) -> dict[str, Any]:
    """The frontier, the choice on it, the written calendars beside it, and what would change the answer.

    Args:
        asked: the question.
        told: hears the stage and how far it is; it may raise to end the work.
        folder: where the question's file lies while it is worked on, and what a stopped run goes on from, which stays.
        ref: of the run.

    Raises:
        Refused: what the engines refuse.
    """
    file, keep = folder / f"{ref}.yaml", folder / f"{ref}.npz"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.write_text(file_of(asked.decision), "utf-8")
    told("city", 0, 1)
    try:
        made = _answer(file, keep, told)
    finally:
        file.unlink(missing_ok=True)
    keep.unlink(missing_ok=True)
    found: dict[str, Any] = made.model_dump(mode="json", by_alias=True)
    return {**found, "districts": list(margins().districts)}


def _answer(file: Path, keep: Path, told: Told) -> Any:
    """What the command answers; what was kept of another question or version is begun anew."""
    asking = engine("deciding.asking")
    try:
        return asking.answer(file, keep=keep, told=told)
    except Refused as refusal:
        if not any(problem.code == "deciding/checkpoint" for problem in refusal.problems):
            raise
    keep.unlink(missing_ok=True)
    return asking.answer(file, keep=keep, told=told)
