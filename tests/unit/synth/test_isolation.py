"""Isolation and care in the made-up city: near misses to the second, and what ordinary life lays for others to build on."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from lianfang.plan import reference
from lianfang.synth import gates, illness, isolating, isolation, tree
from lianfang.synth.calendar import AS_OF, DAY, HOUR, midnight
from lianfang.synth.draft import Draft
from tests.unit.synth import test_ledger
from tests.unit.synth.sentences_isolation import SENTENCES

AT_ONCE = {"order-within-longest-term", "home-isolation-checked-daily", "contact-temperature-twice-daily"}
"""Met when they fall due, or never."""


@cache
def duties() -> dict[str, list[reference.Duty]]:
    return test_ledger.duties_of(*test_ledger.made(2_000, 1, 6, "planted"))


@pytest.mark.parametrize("must", sorted(set(SENTENCES) - AT_ONCE))
def test_someone_is_just_in_time_and_someone_a_second_late(must: str) -> None:
    slack = {duty.met_at - duty.due_at for duty in duties()[must] if duty.met_at and duty.due_at}
    assert {0, 1} <= slack


@pytest.mark.parametrize("must", sorted(SENTENCES))
def test_everybody_owed_something_is_found_by_the_sentence(must: str) -> None:
    made, tables = test_ledger.made(2_000, 1, 6, "planted")
    due = {(duty.subject, duty.period) for duty in duties()[must] if duty.since <= made.as_of}
    assert {(subject, period) for subject, period, _ in SENTENCES[must](tables, AS_OF)} == due


def test_ordinary_life_says_whom_it_isolated() -> None:
    grown = tree.grow(2_000, 1)
    draft = Draft(2_000, 1, 6, grown, gates.lay(grown, 2_000, 1))
    draft.cases = illness.fall_ill(grown, 2_000, 1)
    isolation.live(draft)
    assert len({who.order for who in draft.isolated}) == len(draft.isolated) > 50
    assert any(who.stay and who.household for who in draft.isolated)
    assert any(who.contact for who in draft.isolated)
    for who in draft.isolated:
        told = draft.kept.told("order", who.order)
        assert (told.get("stay_id"), told.get("contact_id")) == (who.stay, who.contact)


def test_an_order_owes_checks_on_days_that_it_covers_whole() -> None:
    noon = midnight(date(2020, 2, 9)) + 12 * HOUR
    told = {"starts_at": noon, "ends_at": noon + isolating.TERM, "released_at": noon + 2 * DAY}
    assert [day.day for day in isolating.watched_days(told)] == [10]
    assert [day.day for day in isolating.watched_days(told | {"released_at": None})] == [10, 11, 12, 13]
