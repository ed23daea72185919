"""What if: an agent-based model of the city, policies as values with dates.

::

    city = build(margins, agents=100_000, seed=1)
    outcome = simulate(city, disease, policies, days=120, seed=7)
    outcome.infections  # (days, districts)

``simulate`` is a pure function: the same arguments, the same answer, whatever the number of threads. Two policies under one seed
meet the same luck (``chance``). The essay is ``docs/algorithms/scenario.md``.
"""

from __future__ import annotations

from lianfang.outlook.scenario.building import Margins, Work, build
from lianfang.outlook.scenario.city import City, Sector
from lianfang.outlook.scenario.disease import Delay, Disease
from lianfang.outlook.scenario.ensembles import Accepted, Ensemble, Threads, Worst, ensemble
from lianfang.outlook.scenario.figures import disease, margins
from lianfang.outlook.scenario.outcome import Outcome
from lianfang.outlook.scenario.policies import (
    Capacity,
    Closing,
    Gate,
    Isolation,
    Opening,
    Policies,
    Protection,
    Testing,
    Tracing,
)
from lianfang.outlook.scenario.running import simulate

__all__ = [
    "Accepted", "Capacity", "City", "Closing", "Delay", "Disease", "Ensemble", "Gate", "Isolation", "Margins", "Opening", "Outcome",
    "Policies", "Protection", "Sector", "Testing", "Threads", "Tracing", "Work", "Worst", "build", "disease", "ensemble", "margins",
    "simulate",
]  # fmt: skip
