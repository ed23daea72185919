"""What an engine is given, and a comparison's numbers from those of its runs."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from lianfang.base.problems import Refused
from lianfang.fronts.resumption.comparing import _held
from lianfang.fronts.resumption.names import Known
from lianfang.fronts.resumption.policies import _closings
from lianfang.fronts.resumption.spec import Measures, Sized, Step
from lianfang.fronts.resumption.weighing import check

FIRST = date(2020, 2, 13)
KNOWN = Known(("trade", "health"), ("trade", "health"), ("福田区",), 1, {})


def test_arrivals_at_home_stand_for_many_and_contacts_for_themselves() -> None:
    """More may be ordered into rooms than are held and not found: who is found waits there for a bed."""
    said = {"quarantined": [200, 30], "quarantined_home": [10, 30], "rooms": [300, 0]}
    run = SimpleNamespace(**{name: np.array(days, np.int32) for name, days in said.items()})
    assert _held(run, 875.0).tolist() == [190 + 8750, 30 * 875]


def test_a_group_is_closed_whenever_its_lines_do_not_open_it() -> None:
    steps = [
        Step(verb=verb, sector=sector, district=None, on=FIRST + timedelta(day))
        for verb, sector, day in (("open", "trade", 4), ("close", None, 17), ("open", "trade", 31))
    ]
    asked = Sized(first=FIRST, days=60, agents=5000, infected=0, shut=["trade"])
    measures = Measures(name="x", gate_days=0, trace_delay=0, masks=80, steps=steps)
    closed = _closings(measures, asked, KNOWN, SimpleNamespace(Closing=SimpleNamespace))
    found = [(one.sector, one.since, one.until) for one in closed]
    assert found == [("trade", 0, 4), ("trade", 17, 31), ("health", 17, None)]


def test_what_the_command_would_not_read_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        check({"decided": []}, KNOWN)
    assert {one.code for one in refused.value.problems} == {"resumption/cannot-be-asked"}
