"""One cell at a time: what is read, and what is refused rather than guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from lianfang.base.words import Text
from lianfang.interop.cells import Sort, Unfit, text_of, value_of
from lianfang.interop.rows import Broken
from lianfang.records import CodeList

ZONE = "Asia/Shanghai"
NAIVE, NAIVE_NOON = datetime.fromisoformat("2020-01-04T08:00"), datetime.fromisoformat("2020-02-09T12:00")


def sort(kind, **given):
    base = {"codes": {}, "blank": frozenset(), "zone": ZONE, "date_system": ""}
    return Sort(kind, **{**base, **given})


@pytest.mark.parametrize(
    "cell",
    ["2020-01-04", "2020/1/4", "2020.1.4", "2020年1月4日", "2020年01月04号", "20200104", 20200104, " 2020-01-04 ",
     "２０２０－０１－０４", "2020-01-04 13:20", "2020-01-04T23:59:59", "2020-01-03T20:00:00Z", NAIVE, date(2020, 1, 4)],
)  # fmt: skip
def test_dates_that_are_plain(cell):
    assert value_of(cell, sort("date")) == date(2020, 1, 4)


@pytest.mark.parametrize("cell", ["01/02/2020", "1-2-2020", "20/1/4", "1.2.20", "20年1月4日"])
def test_dates_whose_order_cannot_be_told(cell):
    with pytest.raises(Unfit) as unfit:
        value_of(cell, sort("date"))
    assert unfit.value.code == "import/ambiguous-date"


@pytest.mark.parametrize(
    "cell", ["2020-02-30", "2020-1/4", "soon", "1月4日", time(3), True, "2020-13-01", "202001"]
)
def test_what_is_no_date(cell):
    with pytest.raises(Unfit) as unfit:
        value_of(cell, sort("date"))
    assert unfit.value.code == "import/date"


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month(month):
    assert value_of(f"2019/{month}/28", sort("date")) == date(2019, month, 28)


def test_serial_numbers_need_a_date_system():
    assert value_of(43834, sort("date", date_system="1900")) == date(2020, 1, 4)
    assert value_of("43834", sort("date", date_system="1900")) == date(2020, 1, 4)
    assert value_of(42372.0, sort("date", date_system="1904")) == date(2020, 1, 4)
    with pytest.raises(Unfit) as unfit:
        value_of("43834", sort("date"))
    assert unfit.value.code == "import/serial"


@pytest.mark.parametrize(
    ("cell", "instant"),
    [("2020-02-09 12:00", 1581220800), ("2020/2/9 12:00:00", 1581220800), ("2020-02-09T04:00:00Z", 1581220800),
     ("2020-02-09T05:00:00+01:00", 1581220800), (NAIVE_NOON, 1581220800),
     (datetime(2020, 2, 9, 4, tzinfo=UTC), 1581220800), ("2020年2月9日 12:00", 1581220800),
     ("2020年2月9日12时", 1581220800), ("２０２０年２月９日 12点00分", 1581220800),
     ("2020-02-08", 1581177600), (date(2020, 2, 8), 1581177600), ("20200208", 1581177600), (20200208, 1581177600)],
)  # fmt: skip
def test_instants(cell, instant):
    assert value_of(cell, sort("instant")) == instant


@pytest.mark.parametrize(
    "cell", ["2020-02-09 25:00", "2020年2月9日11时60分", "2020年2月9日下午3时", time(3), "noon"]
)
def test_what_is_no_instant(cell):
    with pytest.raises(Unfit):
        value_of(cell, sort("instant"))


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("60.0", 60),
        ("1,234", 1234),
        ("１２", 12),
        ("-3.5", -3.5),
        (7, 7),
        (7.5, 7.5),
        ("0", 0),
        ("1e3", 1000),
    ],
)
def test_numbers(cell, number):
    assert value_of(cell, sort("number")) == number


@pytest.mark.parametrize(
    ("cell", "code"),
    [("12人", "number"), ("1,23", "number"), ("nan", "number"), ("inf", "number"), (True, "number"), ("1e999", "long-number"),
     (date(2020, 1, 1), "number"), ("12 13", "number"), ("1234567890123456", "long-number"), ("1.10101199003078E+17", "long-number")],
)  # fmt: skip
def test_what_is_no_number(cell, code):
    with pytest.raises(Unfit) as unfit:
        value_of(cell, sort("number"))
    assert unfit.value.code == f"import/{code}"


def test_text_keeps_what_is_inside():
    assert value_of("  a　b\u200bc ", sort("text")) == "a　b\u200bc"
    assert value_of("007", sort("text")) == "007"
    assert value_of(7.0, sort("text")) == "7"
    with pytest.raises(Unfit) as unfit:
        text_of("1.10101E+17")
    assert unfit.value.code == "import/long-number"


@pytest.mark.parametrize(
    ("cell", "answer"),
    [("是", True), ("否", False), ("YES", True), ("n", False), (True, True), (0, False), ("有", True)],
)
def test_yes_and_no(cell, answer):
    assert value_of(cell, sort("yes_no")) is answer


def test_codes_by_mapping_by_code_and_by_word():
    listed = CodeList("sex", {"male": Text("男", "male"), "female": Text("女", "female")})
    reading = sort("code", codes={"男性": "male"}, list=listed)
    assert [value_of(cell, reading) for cell in ("男性", "female", "女", " 男 ")] == [
        "male",
        "female",
        "female",
        "male",
    ]
    with pytest.raises(Unfit) as unfit:
        value_of("x", reading)
    assert (unfit.value.code, unfit.value.facts) == ("import/code", {"known": "male, female"})


@pytest.mark.parametrize("kind", ["text", "number", "date", "instant", "code", "yes_no", "area", "link"])
def test_nothing_is_not_known_and_a_broken_cell_is_refused(kind):
    for cell in (None, "", "   ", "　", "不详"):
        assert value_of(cell, sort(kind, blank=frozenset({"不详"}))) is None
    with pytest.raises(Unfit) as unfit:
        value_of(Broken("import/error-cell"), sort(kind))
    assert unfit.value.code == "import/error-cell"
