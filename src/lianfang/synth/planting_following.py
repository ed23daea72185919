"""Failings, near misses and undecidable records of contacts of contacts without a team, and of contacts who were lost.

The limits are those of the plan's sentences, written down again on purpose: a day each.
"""

from __future__ import annotations

from typing import Any

from lianfang.synth.calendar import AS_OF, DAY, HOUR, MINUTE
from lianfang.synth.draft import Draft
from lianfang.synth.isolating import Isolating
from lianfang.synth.planting_contacts import GIVEN
from lianfang.synth.planting_orders import After
from lianfang.synth.planting_tracing import Once, Watched, once, watched

SEARCHED = "lost-contact-searched"
GIVEN_WITHIN, SEARCHED_WITHIN = DAY, DAY
OF_A_CONTACT: dict[str, Any] = {"category": "MEDIUM_RISK_MED"}
LOST: dict[str, Any] = {"status": "LOST", "ended_at": After("identified_at", HOUR)}


def plant(draft: Draft, *, planted: bool) -> None:
    """Near misses always; failings and undecidable records where asked."""
    telling = Isolating(draft, "planted following")
    for given in GIVEN_NEAR:
        watched(telling, given)
    for near in ONCE_NEAR:
        once(telling, near)
    if planted:
        for _ in range(max(1, len(draft.isolated) // 100)):
            for failing in FAILINGS:
                once(telling, failing)


def _found(at: int) -> dict[str, Any]:
    return OF_A_CONTACT | {"identified_at": at, "reached_at": After("identified_at", MINUTE)}


GIVEN_NEAR = (
    Watched("given a day after", contact={"team_at": After("identified_at", GIVEN_WITHIN)}),
    Watched("a second later", contact={"team_at": After("identified_at", GIVEN_WITHIN + 1)}),
)
ONCE_NEAR = (
    Once("found a moment ago", _found(AS_OF - GIVEN_WITHIN + 1)),
    Once("ended the second before", OF_A_CONTACT | {"ended_at": After("identified_at", GIVEN_WITHIN - 1)}),
    Once("no contact after all", OF_A_CONTACT | {"classification": "NO_CONTACT"}),
    Once("searched for a day after", LOST | {"searched_at": After("ended_at", SEARCHED_WITHIN)}),
    Once("a second later", LOST | {"searched_at": After("ended_at", SEARCHED_WITHIN + 1)}),
    Once("lost a moment ago", {"status": "LOST", "ended_at": AS_OF - SEARCHED_WITHIN + 1}),
)
FAILINGS = (
    Once("no team has it", OF_A_CONTACT, GIVEN),
    Once("no team, due this second", _found(AS_OF - GIVEN_WITHIN), GIVEN),
    Once("ended as it fell due", OF_A_CONTACT | {"ended_at": After("identified_at", GIVEN_WITHIN)}, GIVEN),
    Once("nobody searched", LOST, SEARCHED),
    Once(
        "nobody searched, due this second", {"status": "LOST", "ended_at": AS_OF - SEARCHED_WITHIN}, SEARCHED
    ),
    Once("when it was lost is not known", {"status": "LOST"}, SEARCHED, "cannot_tell"),
)
