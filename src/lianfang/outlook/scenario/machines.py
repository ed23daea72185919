"""Ensembles on other machines: Dask's executor in place of threads. The same runs, and by seed the same answers."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.scenario.ensembles import Executor

PATIENCE = 10
"""Seconds that a scheduler may take to answer."""


@contextmanager
def on(address: str, patience: float = PATIENCE) -> Iterator[Executor]:
    """The executor of a cluster, for as long as it is needed. Its machines need this version of Lianfang with the extra ``outlook``.

    Args:
        address: of Dask's scheduler, such as ``tcp://10.0.0.5:8786``.
        patience: seconds that it may take to answer.

    Raises:
        Refused: ``outlook/extra-missing`` without the extra ``dask``, ``outlook/dask-away`` where nobody answers there.
    """
    try:
        dask: Any = importlib.import_module("distributed")
    except ModuleNotFoundError as error:
        raise Refused(Problem("outlook/extra-missing", facts={"module": error.name})) from error
    try:
        client = dask.Client(address, timeout=patience, set_as_default=False)
    except (OSError, ValueError) as error:
        facts = {"address": address, "detail": f"{error}"[:200]}
        raise Refused(Problem("outlook/dask-away", facts=facts)) from error
    with client:
        yield client.get_executor()
