"""The musts of contacts without a team and of lost ones in plain Python, each written from its sentence. See `sentences`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.unit.synth.reading import HOURS, Tables, Verdict, start, verdict

MUST_BEGINS = start("2020-02-07")


def given(tables: Tables, now: int) -> Iterator[Verdict]:
    """From 7 February a contact of a contact has a team 24 hours after being found, unless its follow-up ended before that."""
    for one in tables["contact"].values():
        found, ended = one["identified_at"], one["ended_at"]
        is_none = (
            one["classification"] == "NO_CONTACT"
            or tables["case"][one["case_id"]]["classification"] == "NO_CASE"
        )
        if one["category"] not in ("MEDIUM_RISK_MED", None) or one["handed_to_id"] is not None or is_none:
            continue
        if (
            found < MUST_BEGINS
            or (ended is not None and ended < found + 24 * HOURS)
            or found + 24 * HOURS > now
        ):
            continue
        yield one["id"], 0, verdict(None if one["category"] is None else one["team_at"] is not None)


def searched(tables: Tables, now: int) -> Iterator[Verdict]:
    """A lost contact that nobody took over is searched for within 24 hours of the loss."""
    for one in tables["contact"].values():
        if one["status"] != "LOST" or one["handed_to_id"] is not None:
            continue
        if one["ended_at"] is None:
            yield one["id"], 0, "cannot_tell"
        elif one["ended_at"] + 24 * HOURS <= now:
            yield one["id"], 0, verdict(one["searched_at"] is not None)


SENTENCES: dict[str, Callable[[Tables, int], Iterator[Verdict]]] = {
    "contact-given-to-a-team": given,
    "lost-contact-searched": searched,
}
