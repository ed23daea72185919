"""A comparison's numbers from those of its runs."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from lianfang.fronts.resumption.comparing import _held


def test_arrivals_at_home_stand_for_many_and_contacts_for_themselves() -> None:
    """More may be ordered into rooms than are held and not found: who is found waits there for a bed."""
    said = {"quarantined": [200, 30], "quarantined_home": [10, 30], "rooms": [300, 0]}
    run = SimpleNamespace(**{name: np.array(days, np.int32) for name, days in said.items()})
    assert _held(run, 875.0).tolist() == [190 + 8750, 30 * 875]
