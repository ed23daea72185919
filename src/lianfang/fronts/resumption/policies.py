"""A scenario's form as the policies of the engine, with what is held the same in all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.fronts.resumption.engines import disease, engine
from lianfang.fronts.resumption.lines import Said, laid
from lianfang.fronts.resumption.names import Known
from lianfang.fronts.resumption.population import followed, people
from lianfang.fronts.resumption.spec import Measures, Sized

NAMED: Mapping[str, float] = {
    "home": 1.0, "team": 0.8, "site": 0.3, "community": 0.1, "transit": 0.05, "hospital": 0.9,
}  # fmt: skip
LOOKBACK, CONTACT_DAYS, SEEKING, TURNAROUND, STAYS_HOME, COMPLIES, HOME_FACTOR = 2, 14, 0.8, 1, 0.5, 0.9, 0.7
PROTECTED = ("team", "site", "community", "transit")
FIXED: tuple[tuple[Text, Text], ...] = (
    (
        Text("说出的接触者", "contacts named"),
        Text(
            "同住 100 %，班组 80 %，同单位 30 %，社区 10 %，路途 5 %，医院 90 %；发病前 2 天起算",
            "all at home, 80 % of the team, 30 % on the site, 10 % in the community, 5 % on the way, 90 % in hospital; "
            "from 2 days before onset",
        ),
    ),
    (
        Text("接触者隔离", "quarantine of contacts"),
        Text("14 天，集中隔离", "14 days, in a place of quarantine"),
    ),
    (
        Text("就诊受检", "tested when ill"),
        Text("有症状者的 80 %；次日出结果", "80 % of those with symptoms; result the next day"),
    ),
    (
        Text("发现的病例", "cases found"),
        Text("住院；无床者居家", "a hospital bed; at home where there is none"),
    ),
    (
        Text("守规", "compliance"),
        Text(
            "发病后自行居家 50 %；遵守隔离 90 %；居家者在家中的传播为平常的 70 %",
            "half stay at home from onset; 90 % keep to a quarantine; at home they infect 70 % of what they would",
        ),
    ),
)
"""What every scenario shares; all of it assumed."""


@dataclass(frozen=True)
class World:
    """A scenario ready for the engine."""

    city: Any
    disease: Any
    policies: Any


def said_of(measures: Measures) -> list[Said]:
    """Its lines."""
    return [Said(s.verb, s.sector, s.district, s.batch, s.on, s.line) for s in measures.steps]  # type: ignore[arg-type]


def city_of(asked: Sized, seed: int = 1) -> Any:
    """The made-up city: as many are infected on day 0 as in the real one, shared out by residents; of fewer who arrive a
    greater share is infected, so that as many are, each of whom counts as one.

    Raises:
        Refused: ``deciding/arrivals``: a share would be above 1.
    """
    made = followed(asked)
    weight = people(asked) / asked.agents
    arrivals = tuple(share * weight for share in made.arrivals_infected)
    if max(arrivals, default=0.0) > 1:
        share = f"{max(made.arrivals_infected):g}"
        facts = {"share": share, "weight": f"{weight:.0f}", "factor": "1"}
        raise Refused(Problem("deciding/arrivals", facts=facts))
    changed = replace(
        made, arrivals_infected=arrivals, infected=infected_by_district(asked.infected, made.districts)
    )
    return engine("scenario").build(changed, asked.agents, seed)


def infected_by_district(many: int, sizes: Mapping[str, int]) -> dict[str, int]:
    """So many people, shared out by residents."""
    import numpy as np

    shared = engine("scenario.building").apportioned(many, np.array(list(sizes.values()), float))
    return {name: int(count) for name, count in zip(sizes, shared, strict=True)}


def policies_of(
    measures: Measures,
    asked: Sized,
    known: Known,
    *,
    beds: int | None,
    rooms: int | None,
) -> Any:
    """What is ordered in a scenario, as the engine takes it."""
    s = engine("scenario")
    closings = _closings(measures, asked, known, s)
    return s.Policies(
        name=measures.name,
        gates=(s.Gate(quarantine_days=measures.gate_days),),
        testing=(s.Testing(seeking=SEEKING, capacity=measures.test_capacity, turnaround=TURNAROUND),),
        tracing=(
            s.Tracing(
                named=dict(NAMED), lookback=LOOKBACK, delay=measures.trace_delay, capacity=measures.trace_capacity,
                quarantine_days=CONTACT_DAYS, place="room",
            ),
        ),
        protection=tuple(s.Protection(setting=each, factor=measures.masks / 100) for each in PROTECTED),
        isolation=(s.Isolation(place="bed", stays_home=STAYS_HOME, complies=COMPLIES, home_factor=HOME_FACTOR),),
        capacity=(s.Capacity(beds=beds, rooms=rooms),),
        closings=closings,
    )  # fmt: skip


def _closings(measures: Measures, asked: Sized, known: Known, s: Any) -> tuple[Any, ...]:
    """Every group's closed times."""
    groups, _wrong = laid(said_of(measures), known, asked.shut, asked.first, asked.days)
    found = []
    for (sector, district, batch), opened in groups.items():
        since: int | None = 0
        for begins, ends in (*opened, (None, None)):
            if since is not None and (begins is None or begins > since):
                found.append(
                    s.Closing(sector=sector, district=district, batch=batch, since=since, until=begins)
                )
            since = ends
    return tuple(found)


def world_of(
    measures: Measures, asked: Sized, known: Known, city: Any, *, beds: int | None, rooms: int | None
) -> World:
    """A scenario ready for the engine; the planned worst case with its worse disease and city."""
    ordered = policies_of(measures, asked, known, beds=beds, rooms=rooms)
    if not measures.is_worst:
        return World(city, disease(), ordered)
    return World(*engine("scenario.ensembles").Worst().of(city, disease(), ordered))


def worst_said() -> tuple[Text, Text]:
    """What the planned worst case assumes, which is that of the engine."""
    of = engine("scenario.ensembles").Worst()
    return (
        Text("计划的最坏情形", "planned worst case"),
        Text(
            f"按第一个情景的措施；传播强度为区间上端的 {of.hazards:g} 倍，来员中感染者为 {of.arrivals:g} 倍，"
            f"守规者为平常的 {of.complies:g} 倍",
            f"the first scenario's measures; hazards {of.hazards:g} times the upper end of their range; {of.arrivals:g} times the "
            f"share of infected among arrivals; {of.complies:g} times as many comply",
        ),
    )
