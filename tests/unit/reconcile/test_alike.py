"""Two identifiers are alike by one slip of the hand or by signs that look alike, and by nothing else."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lianfang.reconcile import alike, plainly

NEAR = st.text("01OI58B2ZX", min_size=4, max_size=8)


@given(NEAR, NEAR)
@example("1234567", "123456")
@example("OOOOOO", "000000")
def test_the_fast_reading_is_the_plain_one(one: str, other: str) -> None:
    assert alike.how(one, other) == plainly.how(one, other)
    assert alike.how(one, other) == alike.how(other, one)


@given(NEAR, NEAR)
def test_alike_texts_share_a_key(one: str, other: str) -> None:
    if alike.how(one, other) is not None:
        assert alike.keys_of(one) & alike.keys_of(other)


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("440305199001011234", "440305199001011234", "same"),
        ("440305199001011234", "44O305199OO1O11234", "lookalike"),
        ("440305199001011234", "440305199001011284", "one"),
        ("440305199001011234", "440305199001011324", "swapped"),
        ("440305199001011234", "44030519900101123", "length"),
        ("440305199001011234", "440305199101011284", None),
        ("12345", "12346", None),
    ],
)
def test_kinds_of_likeness(one: str, other: str, kind: str | None) -> None:
    assert alike.how(one, other) == kind


@given(st.integers(0, 10**17 - 1), st.integers(0, 10**17 - 1), st.integers(0, 16))
def test_two_resident_numbers_that_pass_their_check_are_never_alike(one: int, other: int, place: int) -> None:
    near = str(one).zfill(17)
    near = near[:place] + str(other % 10) + near[place + 1 :]
    numbers = {_checked(body) for body in (str(one).zfill(17), str(other).zfill(17), near)}
    assert all(alike.how(a, b) is None for a in numbers for b in numbers if a != b)


def _checked(body: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def test_names_are_compared_as_people_write_them() -> None:
    assert alike.normal_name("Wei  ZHANG") == alike.normal_name("zhang wei")
    assert alike.normal_name("阿卜杜·热合曼") == alike.normal_name("阿卜杜热合曼")
    assert alike.sounds_alike(alike.normal_name("Zheng Ling"), alike.normal_name("ZENG LIN"))
    assert not alike.sounds_alike(alike.normal_name("Zhang Wei"), alike.normal_name("Zhang Min"))


def test_o_and_i_are_on_no_serial_of_a_plate() -> None:
    assert alike.is_misread_plate("粤B1O3I5", "粤B10315")
    assert not alike.is_misread_plate("粤O12345", "粤012345")
    assert not alike.is_misread_plate("粤B88345", "粤BB8345")
