"""The engine needs the extra ``outlook``: pages and commands start without it, and ask for it when it is their turn."""

from __future__ import annotations

import importlib
from typing import Any

from lianfang.base.problems import Problem, Refused


def part(module: str) -> Any:
    """A module of this front that works with the engine, by its name.

    Raises:
        Refused: ``outlook/extra-missing``.
    """
    try:
        return importlib.import_module(f"lianfang.fronts.forecasts.{module}")
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("lianfang"):
            raise
        raise Refused(Problem("outlook/extra-missing", facts={"module": error.name})) from error
