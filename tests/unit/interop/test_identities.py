"""Numbers that identify: one form, checked, and nothing of them in what is said when they are wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.interop import identities
from lianfang.interop.cells import Unfit
from lianfang.interop.rows import Broken
from lianfang.reconcile import alike

RIGHT = "11010519491231002X"
"""The worked example of GB 11643-1999."""


@pytest.mark.parametrize(
    "cell",
    [
        RIGHT, "11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", " 110105 19491231 002X ", "110105-19491231-002X",
        "'11010519491231002X", "11010519491231002×", "11010519491231002Х", "\u200b11010519491231002X\ufeff",
    ],
)  # fmt: skip
def test_an_id_number_has_one_form(cell):
    assert identities.id_number(cell) == RIGHT


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("110105194912310021", "import/id-number"), ("110105194912310O2X", "import/id-number"),
        ("11010519491331002X", "import/id-number"), ("110105491231002", "import/id-number"),
        ("01010519491231002X", "import/id-number"), ("张三", "import/id-number"), (12345, "import/id-number"),
        ("440301199001011000", "import/rounded-id"), ("4.40301199001011E+17", "import/rounded-id"),
        ("4.40301E17", "import/rounded-id"), (4.40301199001011e17, "import/rounded-id"),
        (440301199001011234, "import/rounded-id"), (Broken("import/long-number"), "import/rounded-id"),
    ],
)  # fmt: skip
def test_a_wrong_one_is_named_and_not_shown(cell, code):
    with pytest.raises(Unfit) as unfit:
        identities.id_number(cell)
    assert unfit.value.code == code
    assert not unfit.value.facts


@given(st.integers(0, 17), st.integers(1, 9))
def test_every_single_wrong_digit_is_found(place, more):
    sign = RIGHT[place]
    wrong = str((int(sign) + more) % 10) if sign.isdigit() else str(more)
    with pytest.raises(Unfit):
        identities.id_number(RIGHT[:place] + wrong + RIGHT[place + 1 :])


@pytest.mark.parametrize(
    ("cell", "plate"),
    [
        ("粤B12345", "粤B12345"), ("粤b·12345", "粤B12345"), ("粤Ｂ－１２３４５", "粤B12345"), (" 粤B 1234O ", "粤B12340"),
        ("粤BI2345", "粤B12345"), ("粤BD12345", "粤BD12345"), ("粤Z1234港", "粤Z1234港"), ("鄂A1234挂", "鄂A1234挂"),
        ("WJ粤12345", "WJ粤12345"), ("使224578", "使224578"), ("VA12345", "VA12345"),
    ],
)  # fmt: skip
def test_a_plate_has_one_form(cell, plate):
    assert identities.plate(cell) == plate


@pytest.mark.parametrize(
    "cell", ["B12345", "粤12345", "粤B1234", "粤B1234567", "无牌", "粤B12#45", 12345, "", None]
)
def test_what_is_no_plate_is_refused(cell):
    with pytest.raises(Unfit) as unfit:
        identities.plate(cell)
    assert unfit.value.code == "import/plate"


def test_telephones_names_and_other_documents():
    for cell in (
        "13812345678",
        "138-1234-5678",
        "+86 13812345678",
        "0086 138 1234 5678",
        13812345678.0,
        "１３８１２３４５６７８",
    ):
        assert identities.telephone(cell) == "13812345678"
    assert identities.telephone("00852 2345 6789") == "+85223456789"
    assert identities.name(" 张 三 ") == "张三"
    assert (
        identities.name("迪丽热巴・迪力木拉提")
        == identities.name("迪丽热巴 • 迪力木拉提")
        == "迪丽热巴·迪力木拉提"
    )
    assert identities.name("Ｍａｒｙ  Ann O'Neil") == "Mary Ann O'Neil"
    assert identities.document(" e1234 5678 ") == "E12345678"
    for read, cell in (
        (identities.telephone, "13812345678.0"), (identities.telephone, "1381234"[:6]), (identities.name, "张3"),
        (identities.name, "138"), (identities.name, "王" * 61), (identities.document, "ABCDEF"), (identities.document, "1.2E+11"),
    ):  # fmt: skip
        with pytest.raises(Unfit):
            read(cell)


def test_what_is_kept_is_what_a_reconciliation_compares():
    for text in (RIGHT, identities.plate("粤b·1234O"), identities.document("E-1234 5678")):
        assert alike.normal(text) == text
