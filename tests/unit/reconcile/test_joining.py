"""Who is taken for whom: surely, perhaps, never; the fast reading against the plain one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.reconcile import plainly
from lianfang.reconcile.joining import join
from lianfang.reconcile.parties import REASONS, Decisions, Joined, Party, Side

LISTED = frozenset({Side.MANIFEST, Side.DECLARED})
TYPED = frozenset({Side.SCREENED, Side.PASSED})
GOOD = "11010519491231002X"
SLIP = "11010519491231003X"
OTHER_GOOD = "110105194912310046"


def party(
    key: int, sides: frozenset[Side], document: str = "", name: str = "", telephone: str = "", **more: object
) -> Party:
    """Someone; what is not told is not known."""
    told = [frozenset({text} - {""}) for text in (document, name, telephone)]
    return Party(key, sides, *told, **more)  # type: ignore[arg-type]


def sure(said: Joined) -> list[tuple[int, int]]:
    return [(pair.one, pair.other) for traveller in said.travellers for pair in traveller.joined]


def asked(said: Joined) -> list[tuple[int, int]]:
    return [(pair.one, pair.other) for pair in said.review]


ONE = party(1, LISTED, GOOD, "张伟", "13800000001")


@pytest.mark.parametrize(
    ("other", "what"),
    [
        (party(2, TYPED, GOOD, "张伟"), "sure"),
        (party(2, TYPED, SLIP, "张伟", "13800000001"), "sure"),
        (party(2, TYPED, SLIP, "张伟"), "sure"),
        (party(2, TYPED, SLIP, "", "13800000001"), "sure"),
        (party(2, TYPED, "", "张伟", "13800000001"), "sure"),
        (party(2, TYPED, SLIP), "perhaps"),
        (party(2, TYPED, "", "张伟"), "perhaps"),
        (party(2, TYPED, "", "", "13800000001"), "perhaps"),
        (party(2, TYPED, SLIP, "张敏", "13800000001"), "perhaps"),
        (party(2, TYPED, GOOD, "李娜"), "perhaps"),
        (party(2, TYPED, "E12345678", "张伟", "13800000001"), "perhaps"),
        (party(2, TYPED, SLIP, "张伟", anothers=True), "perhaps"),
        (party(2, TYPED | {Side.DECLARED}, SLIP, "张伟"), "sure"),
        (party(2, LISTED, SLIP, "张伟", "13800000001"), "no"),
        (party(2, TYPED, SLIP, "李娜", "13900000009"), "no"),
        (party(2, TYPED, "E12345678", "张伟", "13900000009"), "no"),
        (party(2, TYPED, "", "李娜", "13800000001"), "no"),
        (party(2, TYPED), "no"),
    ],
)
def test_what_speaks_for_and_against(other: Party, what: str) -> None:
    said = join([ONE, other], {})
    assert (sure(said), asked(said)) == {
        "sure": ([(1, 2)], []), "perhaps": ([], [(1, 2)]), "no": ([], [])
    }[what]  # fmt: skip


def test_a_number_that_is_exactly_anothers_is_not_corrected() -> None:
    """A typed as C's number: C is on the train too. Neither is taken for the other; a person decides."""
    typed = party(2, TYPED, SLIP, "张伟", "13800000001")
    owner = party(3, LISTED, SLIP, "李娜", "13900000009")
    said = join([ONE, typed, owner], {})
    assert sure(said) == []
    assert asked(said) == [(1, 2), (2, 3)]
    assert {r for pair in said.review for r in pair.reasons} >= {"anothers", "other_name"}


def test_where_two_fit_nobody_is_chosen() -> None:
    twin = party(4, TYPED, "11010519491231005X", "张伟", "13800000001")
    said = join([ONE, party(2, TYPED, SLIP, "张伟", "13800000001"), twin], {})
    assert sure(said) == []
    assert asked(said) == [(1, 2), (1, 4), (2, 4)]
    assert all("several" in pair.reasons for pair in said.review if pair.one == 1)


def test_a_chain_over_three_lists_is_one_person() -> None:
    arrived = party(3, frozenset({Side.ARRIVED}), "", "张伟", "13800000001")
    said = join([ONE, party(2, TYPED, SLIP, "张伟", "13800000001"), arrived], {})
    assert [t.keys for t in said.travellers] == [(1, 2, 3)]
    assert asked(said) == []


def test_what_people_decided_stands() -> None:
    other = party(2, TYPED, SLIP)
    assert asked(join([ONE, other], {(1, 2): "not_same"})) == []
    assert sure(join([ONE, other], {(1, 2): "same"})) == [(1, 2)]
    surely = party(2, TYPED, SLIP, "张伟")
    apart = join([ONE, surely], {(1, 2): "not_same"})
    assert (sure(apart), asked(apart)) == ([], [])


def test_a_car_is_the_same_by_what_no_plate_holds_or_by_who_sits_in_it() -> None:
    def car(key: int, plate: str, side: Side, *people: int) -> Party:
        return Party(key, frozenset({side}), plates=frozenset({plate}), companions=frozenset(people))

    declared = car(1, "粤B10345", Side.DECLARED, 7)
    assert sure(join([declared, car(2, "粤B1O345", Side.PASSED)], {})) == [(1, 2)]
    assert sure(join([declared, car(2, "粤B10346", Side.PASSED, 7)], {})) == [(1, 2)]
    assert asked(join([declared, car(2, "粤B10346", Side.PASSED, 8)], {})) == [(1, 2)]
    assert asked(join([declared, car(2, "粤B98765", Side.PASSED, 7)], {})) == []


SIDES = st.frozensets(st.sampled_from(list(Side)), min_size=1, max_size=3)
DOCUMENTS = st.sampled_from(["", GOOD, SLIP, OTHER_GOOD, "11010519491231O02X", "E1234567", "E123456"])
PARTY = st.builds(
    lambda sides, document, name, telephone, anothers: party(0, sides, document, name, telephone, anothers=anothers),
    SIDES, DOCUMENTS, st.sampled_from(["", "张伟", "李娜", "ZENG LIN", "LING ZHENG"]),
    st.sampled_from(["", "13800000001", "13800000002", "13900000009"]), st.booleans(),
)  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Party], Decisions]:
    people = [replace(p, key=i) for i, p in enumerate(draw(st.lists(PARTY, max_size=7)))]
    pairs = st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda p: p[0] < p[1])
    return people, draw(st.dictionaries(pairs, st.sampled_from(["same", "not_same"]), max_size=3))


@given(worlds())
def test_the_fast_reading_is_the_plain_one(world: tuple[list[Party], Decisions]) -> None:
    people, decisions = world
    assert join(people, decisions) == plainly.join(people, decisions)


@given(worlds())
def test_everyone_is_in_once_and_nobody_is_merged_against_a_decision(
    world: tuple[list[Party], Decisions],
) -> None:
    people, decisions = world
    said = join(people, decisions)
    assert sorted(key for t in said.travellers for key in t.keys) == [p.key for p in people]
    home = {key: t.keys for t in said.travellers for key in t.keys}
    same = {pair for pair, what in decisions.items() if what == "same" and set(pair) <= set(home)}
    assert all(home[one] == home[other] for one, other in same)
    for (one, other), what in decisions.items():
        if what == "not_same" and {one, other} <= set(home) and not same:
            assert home[one] != home[other]
    for pair in said.review:
        assert home[pair.one] != home[pair.other]
        assert set(pair.reasons) <= set(REASONS)


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_in_which_rows_come_says_nothing(
    world: tuple[list[Party], Decisions], chance: object
) -> None:
    people, decisions = world
    mixed = list(people)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert join(mixed, decisions) == join(people, decisions)
