"""Where people meet, where they are, and the age bands: the numbers that arrays keep."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

Setting = Literal["home", "team", "site", "community", "transit", "hospital"]
SETTINGS: tuple[Setting, ...] = get_args(Setting)
HOME, TEAM, SITE, COMMUNITY, TRANSIT, HOSPITAL = range(6)

FREE, ILL, AT_HOME, IN_ROOM, IN_BED, AWAY, DEAD = range(7)
"""Where an agent is: about the city; at home by its own choice, ill; at home by order; in a room of an isolation site; in a hospital bed;
not yet back in the city; dead."""

Place = Literal["home", "room", "bed"]
PLACES: dict[Place, int] = {"home": AT_HOME, "room": IN_ROOM, "bed": IN_BED}

AGES: tuple[str, ...] = ("0-9", "10-19", "20-29", "30-39", "40-49", "50-59", "60-69", "70+")

NEVER = 32767
"""A day that does not come, in int16."""

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""Between these a run may begin."""

LONGEST = 1000
"""The most days of a run; with it every day of a course stays within int16."""
