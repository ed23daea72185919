"""What is asked of a person: never without an end and a reason, never harder than the records say, gone with the fact."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lianfang.fronts.orders.standing import (
    KINDS,
    OF_ORDER,
    BedFact,
    CaseFact,
    ContactFact,
    Facts,
    OrderFact,
    Rules,
    standing,
)

AT, DAY = 1_000_000, 86400
RULES = Rules("abcd1234", 14 * DAY, DAY)
NEAR = st.integers(AT - 20 * DAY, AT + 20 * DAY)
ORDERS = st.builds(
    OrderFact, ref=st.uuids().map(str), number=st.just("7"), kind=st.sampled_from(sorted(OF_ORDER)), starts_at=NEAR,
    ends_at=NEAR, released_at=st.none() | NEAR, ruled_out=st.booleans(),
)  # fmt: skip
CONTACTS = st.builds(
    ContactFact, ref=st.uuids().map(str), last_contact_at=st.none() | NEAR, is_open=st.booleans()
)
BEDS = st.builds(
    BedFact, register=st.just("admission"), ref=st.uuids().map(str), since=NEAR, until=st.none() | NEAR
)
CASES = st.builds(CaseFact, ref=st.uuids().map(str), watched_until=NEAR)
FACTS = st.builds(
    Facts, st.lists(ORDERS, max_size=4), st.lists(CONTACTS, max_size=3), st.lists(BEDS, max_size=2), st.lists(CASES, max_size=2)
)  # fmt: skip


def binding(facts: Facts) -> list[OrderFact]:
    """The orders in force, the slow way."""
    return [
        one
        for one in facts.orders
        if one.starts_at <= AT < one.ends_at
        and not (one.released_at is not None and one.released_at <= AT)
        and not one.ruled_out
    ]


def in_bed(facts: Facts) -> bool:
    return any(one.since <= AT and (one.until is None or one.until > AT) for one in facts.beds)


@given(FACTS)
def test_an_answer_ends_has_a_reason_and_is_the_hardest_that_holds(facts: Facts) -> None:
    found = standing(facts, RULES, AT)
    assert found.until > AT
    assert found.why.zh
    assert found.why.en
    assert found.rule == RULES.plan
    assert bool(found.used) is (found.kind != "none")
    order = list(KINDS)
    kinds = [OF_ORDER[one.kind] for one in binding(facts)] + (["in_hospital"] if in_bed(facts) else [])
    assert all(order.index(found.kind) <= order.index(kind) for kind in kinds)


@given(FACTS)
def test_nobody_is_stopped_without_an_order_a_bed_or_a_doubt(facts: Facts) -> None:
    found = standing(facts, RULES, AT)
    doubt = any(one.is_open and one.last_contact_at is None for one in facts.contacts)
    if found.verdict == "call":
        assert binding(facts) or in_bed(facts) or doubt
    if in_bed(facts) or any(one.kind != "home_observation" for one in binding(facts)):
        assert found.verdict == "call"


@given(FACTS)
def test_with_its_facts_taken_back_it_is_as_if_they_had_never_been(facts: Facts) -> None:
    used = {one.ref for one in standing(facts, RULES, AT).used}
    rest = Facts(*([one for one in some if one.ref not in used] for some in vars(facts).values()))
    assert not used & {one.ref for one in standing(rest, RULES, AT).used}
    assert standing(Facts(), RULES, AT).verdict == "go"


def test_the_seconds_at_which_things_end() -> None:
    order = OrderFact("o", "7", "home_isolation", AT, AT + DAY)
    assert [standing(Facts([order]), RULES, at).kind for at in (AT - 1, AT, AT + DAY - 1, AT + DAY)] == [
        "none", "at_home", "at_home", "none",
    ]  # fmt: skip
    contact = ContactFact("c", AT - 14 * DAY)
    assert standing(Facts(contacts=[contact]), RULES, AT - 1).kind == "watch"
    assert standing(Facts(contacts=[contact]), RULES, AT).kind == "none"
    watched = OrderFact("o", "7", "home_observation", AT, AT + DAY)
    assert standing(Facts([watched], [ContactFact("c", AT)]), RULES, AT).verdict == "call"
    assert standing(Facts(contacts=[ContactFact("c", None)]), RULES, AT).kind == "cannot_tell"
    assert standing(Facts(contacts=[ContactFact("c", AT)]), Rules("x", None, DAY), AT).kind == "cannot_tell"
