"""Who is infected on day 0."""

from __future__ import annotations

import numpy as np

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.scenario import chance
from lianfang.outlook.scenario.city import City
from lianfang.outlook.scenario.compiled import I32, U64

_MOST_OF_A_DISTRICT = 0.5


def chosen(city: City, keys: U64) -> I32:
    """Agents infected on day 0, ascending: in each district as many as the city says, of those who are there.

    Raises:
        Refused: ``outlook/scenario-too-many-infected``: more than half of those who are there.
    """
    found: list[int] = []
    key = int(keys[chance.STARTS])
    for d, wanted in enumerate(int(count) for count in city.infected):
        low, high = int(city.district_start[d]), int(city.district_start[d + 1])
        there = int((city.returns_on[low:high] <= 0).sum()) if wanted else 0
        if wanted > there * _MOST_OF_A_DISTRICT:
            facts = {"district": city.districts[d], "infected": wanted, "there": there}
            raise Refused(Problem("outlook/scenario-too-many-infected", facts=facts))
        mine: set[int] = set()
        count = 0
        while len(mine) < wanted:
            agent = low + chance.below_slow(chance.draw_slow(key, d, 0, count), high - low)
            if city.returns_on[agent] <= 0:
                mine.add(agent)
            count += 1
        found += sorted(mine)
    return np.array(found, np.int32)
