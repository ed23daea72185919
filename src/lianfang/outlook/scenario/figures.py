"""The city and the disease that come with the product, as figures with sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from typing import Any

import yaml

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.scenario.building import Margins, Work
from lianfang.outlook.scenario.city import Sector
from lianfang.outlook.scenario.disease import Delay, Disease

_DELAYS = ("latent", "ahead", "infectious", "seeking", "worsening", "stay")
_TUPLES = ("asymptomatic", "severe", "fatal", "susceptibility", "profile", "factor")


def margins(name: str = "shenzhen_2020", **changed: Any) -> Margins:
    """Margins that come with the product.

    Args:
        name: of its file.
        changed: margins to be others than there, by the names of ``Margins``.

    Raises:
        Refused: ``outlook/scenario-unknown-figures``: there is no such file.
    """
    told = _told(name)
    meetings, returns = told["meetings"], told["returns"]
    found = Margins(
        districts=dict(told["districts"]), ages=tuple(told["ages"]), households=tuple(told["households"]),
        employed=tuple(told["employed"]), works=tuple(_work(each) for each in told["sectors"]), same_district=told["same_district"],
        away=told["away"], returns=(1.0,) * returns["days"], back=returns["back"], batches=told["batches"],
        arrivals_infected=tuple(told["arrivals_infected"]), community=meetings["community"], transit=meetings["transit"],
        bedside=meetings["bedside"], mixing=meetings["same_district"],
    )  # fmt: skip
    return replace(found, **changed)


def disease(name: str = "covid_2020") -> Disease:
    """A disease that comes with the product.

    Raises:
        Refused: ``outlook/scenario-unknown-figures``: there is no such file.
    """
    told = _told(name)
    test = told["test"]
    parts: dict[str, Any] = {each: _delay(each, told[each]) for each in _DELAYS}
    parts |= {each: tuple(told[each]) for each in _TUPLES}
    return Disease(
        name=name, hazard=told["hazard"], asymptomatic_factor=told["asymptomatic_factor"], dispersion=told["dispersion"],
        detectable_from=test["from"], detectable_to=test["to"], sensitivity=test["sensitivity"],
        before_arrival=told["before_arrival"], sources=_sources(name), **parts,
    )  # fmt: skip


def assumed(name: str) -> list[str]:
    """Names of the figures of a file that are assumed."""
    return [key for key, figure in _read(name).items() if figure.get("status") == "assumed"]


def _delay(name: str, told: Mapping[str, float]) -> Delay:
    return Delay.of_moments(told["mean"], told["sd"], least=1 if name == "latent" else 0)


def _work(told: Mapping[str, Any]) -> Work:
    sector = Sector(
        told["name"],
        told["team"],
        told["near"],
        told["wide"],
        told.get("work", True),
        told.get("cares", False),
    )
    pupils = tuple(told["pupils"]) if "pupils" in told else (0.0,) * 8
    return Work(sector, told["staff"], dict(told["sizes"]), pupils, dict(told.get("districts", {})))


def _told(name: str) -> dict[str, Any]:
    return {key: figure["value"] for key, figure in _read(name).items() if "value" in figure}


def _sources(name: str) -> dict[str, str]:
    return {
        key: f"{figure['status']}: {figure['source']}"
        for key, figure in _read(name).items()
        if "source" in figure
    }


def _read(name: str) -> dict[str, Any]:
    path = files(__package__) / f"{name}.yaml"
    if not name.isidentifier() or not path.is_file():
        raise Refused(Problem("outlook/scenario-unknown-figures", facts={"name": name}))
    read: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return read
