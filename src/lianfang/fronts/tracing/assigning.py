"""Who follows up whom: to the nearest team, and there in turn. Deterministic, without a clock or a database.

The nearest team is that whose area holds the contact's at the lowest level; where several are as near, the one with the fewest
contacts; where that too is even, in turn, in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lianfang.base import areas


@dataclass(frozen=True)
class Team:
    """A team: its id, the area it is of, and how many it follows already."""

    id: int
    area: int
    load: int = 0


def distance(team: int, place: int) -> int:
    """Steps up the tree from a place to the first area that holds both it and the team's; 0 is the same area.

    A team whose own area holds the place is nearer the lower that is.
    """
    above = areas.ancestors(place)
    of_team = set(areas.ancestors(team))
    return next((n for n, area in enumerate(above) if area in of_team), len(above))


def assign(people: Sequence[tuple[int, int]], teams: Iterable[Team]) -> Mapping[int, int]:
    """Contact → team, for contacts without one; empty where there is no team.

    Args:
        people: (contact, area), in the order in which they are to be given out.
        teams: all that may be given some.
    """
    load = {team.id: team.load for team in teams_in_order(teams)}
    where = {team.id: team.area for team in teams_in_order(teams)}
    given: dict[int, int] = {}
    for contact, place in people:
        if not load:
            break
        near = {team: (distance(where[team], place), _away(where[team], place)) for team in load}
        chosen = min(load, key=lambda team: (near[team], load[team], team))
        load[chosen] += 1
        given[contact] = chosen
    return given


def teams_in_order(teams: Iterable[Team]) -> list[Team]:
    """Teams by id, so that the order in which they are read does not matter."""
    return sorted(teams, key=lambda team: team.id)


def _away(team: int, place: int) -> int:
    """Steps from a team's area up to that which it shares with the place: one that holds the place goes before its neighbour."""
    above = set(areas.ancestors(place))
    return next((n for n, area in enumerate(areas.ancestors(team)) if area in above), len(areas.LEVELS))


def missed_in_a_row(results: Sequence[str | None], most: int = 2) -> bool:
    """Was nobody seen on so many days in a row? ``results`` are of days that are over, in order; None is a day without entry."""
    row = 0
    for result in results:
        row = 0 if result in ("SEEN_OK", "SEEN_NOT_OK") else row + 1
        if row >= most:
            return True
    return False
