"""A file of scenarios in YAML: what is to be run, with dates; whatever is wrong with it is said with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.scenario import figures
from lianfang.outlook.scenario.building import MOST_AGENTS, build
from lianfang.outlook.scenario.city import City
from lianfang.outlook.scenario.disease import Disease
from lianfang.outlook.scenario.ensembles import Accepted, Worst
from lianfang.outlook.scenario.policies import Policies
from lianfang.outlook.scenario.settings import EARLIEST, LATEST

SEEDS, MOST_SEEDS, LAST_SEED = 20, 10_000, 2**31
AGENTS = 100_000


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


_People = Annotated[int, Field(ge=0, le=MOST_AGENTS)]
_Seed = Annotated[int, Field(ge=0, le=LAST_SEED)]
_Seeds = Annotated[int, Field(le=MOST_SEEDS)] | Annotated[list[_Seed], Field(max_length=MOST_SEEDS)]


class _City(_Strict):
    figures: str = "shenzhen_2020"
    seed: int = Field(default=1, ge=0, le=LAST_SEED)
    infected: dict[str, _People] = Field(default_factory=dict)
    arrivals_infected: list[float] | None = None
    away: float | None = None
    batches: int | None = None
    districts: dict[str, Annotated[int, Field(ge=1, le=MOST_AGENTS)]] | None = None
    households: list[float] | None = None
    ages: list[float] | None = None


class _Disease(_Strict):
    figures: str = "covid_2020"
    factor: tuple[float, float] | None = None


class _File(_Strict):
    start: date = Field(ge=EARLIEST, le=LATEST)
    days: int
    agents: int = AGENTS
    seeds: _Seeds = SEEDS
    city: _City = _City()
    disease: _Disease = _Disease()
    worst: dict[str, float] = Field(default_factory=dict)
    accept: dict[str, int] = Field(default_factory=dict)
    common: dict[str, list[dict[str, Any]]] = Field(default_factory=dict)
    scenarios: list[dict[str, Any]]


@dataclass(frozen=True, eq=False)
class Study:
    """What a file asks for; days of policies count from ``start``."""

    file: str
    start: date
    days: int
    seeds: tuple[int, ...]
    city: City
    disease: Disease
    scenarios: Mapping[str, Policies]
    worst: Worst
    accepted: Accepted
    assumed: tuple[str, ...] = field(default=())


def study(path: Path) -> Study:
    """A file as it is to be run; numbers in it are of the agents simulated.

    Args:
        path: YAML; ``docs/how/run-scenarios.md`` says what stands in it.

    Raises:
        Refused: ``outlook/scenario-file`` for each place that cannot be read; whatever city, disease and worst case refuse.
    """
    told = _validated(TypeAdapter(_File), _loaded(path), path.name, ())
    given = ("away", "batches", "districts", "households", "ages")
    city = {name: value for name in given if (value := getattr(told.city, name)) is not None}
    city |= {name: tuple(city[name]) for name in ("households", "ages") if name in city}
    if told.city.arrivals_infected is not None:
        city["arrivals_infected"] = tuple(told.city.arrivals_infected)
    margins = figures.margins(told.city.figures, infected=told.city.infected, **city)
    disease = figures.disease(told.disease.figures)
    if told.disease.factor is not None:
        disease = replace(disease, factor=told.disease.factor)
    seeds = range(1, told.seeds + 1) if isinstance(told.seeds, int) else told.seeds
    return Study(
        path.name, told.start, told.days, tuple(seeds), build(margins, told.agents, told.city.seed), disease,
        _scenarios(told, path.name), _validated(TypeAdapter(Worst), told.worst, path.name, ("worst",)),
        _validated(TypeAdapter(Accepted), told.accept, path.name, ("accept",)),
        tuple(figures.assumed(told.city.figures) + figures.assumed(told.disease.figures)),
    )  # fmt: skip


def _scenarios(told: _File, file: str) -> dict[str, Policies]:
    """Each scenario with what all have in common before its own."""
    found: dict[str, Policies] = {}
    for i, scenario in enumerate(told.scenarios):
        own = {key: list(value) if isinstance(value, list) else value for key, value in scenario.items()}
        for key, measures in told.common.items():
            mine = own.get(key, [])
            own[key] = [*measures, *mine] if isinstance(mine, list) else mine
        made = _validated(TypeAdapter(Policies), _in_days(own, told.start), file, ("scenarios", i))
        if not made.name or made.name in found:
            raise Refused(_problem(file, ("scenarios", i, "name"), "a name of its own is needed"))
        found[made.name] = made
    return found


def _in_days(value: Any, start: date) -> Any:
    """Dates as days from the first; a measure that began before is in force from the first."""
    if isinstance(value, dict):
        made = {key: _in_days(part, start) for key, part in value.items()}
        if isinstance(value.get("since"), date) and value["since"] < start:
            made["since"] = 0
        return made
    if isinstance(value, list):
        return [_in_days(part, start) for part in value]
    return (value - start).days if isinstance(value, date) else value


class _Once(yaml.SafeLoader):
    """Refuses a key that stands twice in one mapping: the first would be dropped without a word."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
            if key.value in seen and isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key.value} stands twice", key.start_mark
                )
            seen.add(key.value if isinstance(key, yaml.ScalarNode) else None)
        return super().construct_mapping(node, deep)


def _loaded(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Once)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        said = str(getattr(error, "problem", None) or "UTF-8")
        raise Refused(_problem(path.name, ("YAML",), said, 0 if mark is None else mark.line + 1)) from error


def _validated(adapter: TypeAdapter[Any], value: Any, file: str, at: tuple[str | int, ...]) -> Any:
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        raise Refused(
            [
                _problem(file, (*at, *each["loc"]), f"{each['msg']} ({each['input']!r})"[:200])
                for each in error.errors()
            ]
        ) from error


def _problem(file: str, at: tuple[str | int, ...], detail: str, line: int = 0) -> Problem:
    where = ".".join(str(part) for part in at)
    return Problem("outlook/scenario-file", file=file, line=line, facts={"where": where, "detail": detail})
