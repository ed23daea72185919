"""The case reproduction number by Wallinga and Teunis: how many the cases of a window infected in the end."""

from __future__ import annotations

import numpy as np

from lianfang.outlook.cori import Windows, infectivity, over_windows
from lianfang.outlook.serial import Serial
from lianfang.outlook.series import Floats


def mean(local: Floats, total: Floats, serial: Serial, windows: Windows) -> Floats:
    """Mean number of local cases per case with onset in the window; shape (windows,), NaN where the window holds no case.

    A local case of day s was infected by a case of day t with probability total_t w_{s−t} / Λ_s. The last days' cases
    have not infected all they will: the number is right only for windows a serial interval before the end.

    Args:
        local: cases infected here; shape (days,).
        total: all cases; shape (days,).
        serial: the serial interval.
        windows: counted from 0.

    Raises:
        Refused: ``outlook/bad-window``.

    Source: Wallinga, Teunis. Am J Epidemiol 2004.
    """
    days = len(total)
    windows.check(days)
    force = infectivity(total, serial)
    per_force = np.divide(local, force, out=np.zeros(days), where=force > 0)
    weights = serial.over(days)
    per_case = np.array([per_force[t:] @ weights[: days - t] for t in range(days)])
    infected, infectors = over_windows(total * per_case, windows), over_windows(total, windows)
    found = np.full(len(infected), np.nan)
    np.divide(infected, infectors, out=found, where=infectors > 0)
    return found
