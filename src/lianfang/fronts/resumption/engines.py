"""The engines, which need the extra ``outlook``: everything else starts without them."""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

from lianfang.base.problems import Problem, Refused

CITY, DISEASE = "shenzhen_2020", "covid_2020"


def engine(module: str) -> Any:
    """A module of the outlook.

    Raises:
        Refused: ``outlook/extra-missing``.
    """
    try:
        return importlib.import_module(f"lianfang.outlook.{module}")
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("lianfang"):
            raise
        raise Refused(Problem("outlook/extra-missing", facts={"module": error.name})) from error


@cache
def margins() -> Any:
    """The margins of the shipped city."""
    return engine("scenario.figures").margins(CITY)


@cache
def residents() -> int:
    """How many live in the city that the made-up one stands for."""
    return int(sum(margins().districts.values()))


@cache
def disease() -> Any:
    """The shipped disease."""
    return engine("scenario.figures").disease(DISEASE)


@cache
def assumed() -> tuple[str, ...]:
    """How each figure of the shipped city and disease that nobody has a source for is called."""
    figures = engine("scenario.figures")
    return tuple(f"{name}.{key}" for name in (CITY, DISEASE) for key in figures.assumed(name))
