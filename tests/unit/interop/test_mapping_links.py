"""Links, lists, pairs and sections in a mapping: what may be said, and the problem for what may not."""

from __future__ import annotations

from datetime import date

import pytest

from lianfang.base.problems import Problem, Refused
from lianfang.interop import mappings
from lianfang.interop.cells import Sort, Unfit, value_of
from lianfang.interop.leaving import columns
from lianfang.interop.ordering import in_order
from lianfang.interop.rows import FileRow
from lianfang.interop.tables import Header, find_header
from tests.unit.interop.files import mapping

LINKS = """
mapping: test/links
register: case_link
key: "t:{a}:{b}"
constants: {area: {here: city}}
columns:
  case: {from: a, as: link, by: key, key: "t:{a}"}
  other: {from: b, as: link, by: key, key: "t:{b}"}
"""
CASES = """
mapping: test/cases
register: case
key: "t:{id}"
exports: "yes"
constants: {classification: CONFIRMED, area: {here: city}}
columns:
  onset_on: {from: onset, as: date}
  district: {from: place, as: area, by: code, stranger: unknown}
"""
AGED = """columns:
  person: {from: id, as: person, by: source, key: "p:{id}", age: {from: age, on: [onset], at: onset_on}}"""


@pytest.mark.parametrize(
    ("text", "old", "new", "code"),
    [
        (LINKS, 'key: "t:{a}"}', 'key: "t:{b}"}', "mapping/link-key"),
        (LINKS, 'key: "t:{a}"}', 'key: "t:"}', "mapping/link-key"),
        (LINKS, 'by: key, key: "t:{a}"}', 'by: ref, key: "t:{a}"}', "mapping/value"),
        (LINKS, 'key: "t:{a}"}', 'key: "t:{a}", stranger: unknown}', "mapping/stranger"),
        (LINKS, "register: case_link", "register: case_link\npair: [case, area]", "mapping/pair"),
        (LINKS, "register: case_link", "register: case_link\nthen: [test/links]", "mapping/value"),
        (LINKS, "register: case_link", 'register: case_link\nexports: "yes"', "mapping/exports"),
        (
            LINKS,
            "register: case_link",
            'register: case_link\nelsewhere: [{from: a, register: nothing, key: "x:{a}"}]',
            "mapping/unknown-register",
        ),
        (
            LINKS,
            "register: case_link",
            'register: case_link\nelsewhere: [{from: a, register: event, key: "x:{b}"}]',
            "mapping/link-key",
        ),
        (CASES, "{here: city}", "{here: moon}", "mapping/value"),
        (LINKS, 'key: "t:{a}"}', 'key: "t:{a}", unit: {from: b, per: {MONTHS: 12}}}', "mapping/value"),
        (LINKS, 'key: "t:{a}"}', 'key: "t:{a}", age: {from: b, on: [a]}}', "mapping/value"),
        (CASES, "columns:", AGED, "mapping/unknown-column"),
        (CASES, "{classification", "{person: {here: city}, classification", "mapping/value"),
    ],
)
def test_what_a_mapping_may_not_say(text: str, old: str, new: str, code: str) -> None:
    mapping(text)
    assert old in text
    with pytest.raises(Refused) as refusal:
        mappings.read(text.replace(old, new, 1), "test.yaml")
    assert {problem.code for problem in refusal.value.problems} == {code}


def test_a_follower_that_is_not_known_is_named(tmp_path) -> None:
    text = LINKS.replace("register: case_link", "register: case_link\nthen: [test/none]")
    found = mapping(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mappings, "_all", lambda folder: [found])
        with pytest.raises(Refused) as refusal:
            mappings.followers(found, tmp_path)
    assert [problem.code for problem in refusal.value.problems] == ["mapping/then-unknown"]


@pytest.mark.parametrize(
    ("order", "text", "day"),
    [
        ("dmy", "3/4/20", date(2020, 4, 3)), ("dmy", "20.05.2021", date(2021, 5, 20)), ("mdy", "7/19/2022", date(2022, 7, 19)),
        ("mdy", "2020-02-12", date(2020, 2, 12)),
    ],
)  # fmt: skip
def test_dates_are_read_in_the_order_that_the_mapping_says(order: str, text: str, day: date) -> None:
    assert value_of(text, Sort("date", {}, frozenset(), "UTC", "", dates=order)) == day


@pytest.mark.parametrize(("order", "code"), [("", "import/ambiguous-date"), ("dmy", "import/date")])
def test_a_date_out_of_order_is_no_date(order: str, code: str) -> None:
    with pytest.raises(Unfit) as unfit:
        value_of("7/19/2022", Sort("date", {}, frozenset(), "UTC", "", dates=order))
    assert unfit.value.code == code


class Rows:
    """Rows of a file in memory."""

    def __init__(self, *rows: tuple[str, ...]):
        self._rows = rows
        self.facts: dict[str, str | int] = {}
        self.notes: list[Problem] = []
        self.exact, self.ends_open = True, False

    def rows(self):
        return (FileRow(number, row) for number, row in enumerate(self._rows, start=1))


def test_a_section_over_the_header_tells_two_columns_of_one_name_apart() -> None:
    rows = Rows(("Case", "", "Sample"), ("id", "date", "date"), ("1", "a", "b"))
    found = find_header(rows, ["Case/date", "Sample/date"], 2)
    assert isinstance(found, Header)
    assert (found.row, dict(found.places)) == (2, {"Case/date": 1, "Sample/date": 2})
    assert getattr(find_header(rows, ["date"]), "code", "") == "import/duplicate-column"
    assert getattr(find_header(rows, ["Sample/id"], 2), "code", "") == "import/no-header"


def test_what_is_linked_to_comes_first_whatever_was_named_first(tmp_path) -> None:
    links, cases = mapping(LINKS), mapping(CASES)
    added = mapping(
        CASES.replace("test/cases", "test/more").replace("register: case", "register: case\nwrites: known")
    )
    named = [(tmp_path / "c", added), (tmp_path / "b", links), (tmp_path / "a", cases)]
    assert [path.name for path, _ in in_order(named)] == ["a", "c", "b"]


def test_a_form_has_the_sources_number_and_what_is_mapped() -> None:
    assert columns(mapping(CASES).said) == ["id", "onset", "place"]
