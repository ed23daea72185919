"""The traps of real files: sources apart, headings misspelt, two codings of one person, a day of another kind, odd intervals.

Of the nine that were found, by number: 1 and 2, totals that fall and sources a release apart, here and, on the real table, in
``tests/pages/test_brief_shenzhen.py`` and ``tests/unit/outlook/test_ahead.py``; 3, onset missing or after admission, here;
4, cases without a district, in ``tests/pages/test_reporting_pages.py`` and ``test_brief_shenzhen.py``; 5, misspelt headings, here,
exchanged coordinates and wrong datums in ``tests/unit/interop/test_outlines.py``; 6, imports taken as local, in
``tests/unit/outlook/test_reproduction.py``; 7, two codings of one person, here; 8, the day of clinical diagnoses, here; 9, negative
intervals, here, on real pairs in ``test_exchange_lists.py`` and in ``tests/unit/tracing/test_rules.py``.
"""

from __future__ import annotations

from datetime import date

import pytest

from lianfang.base.instants import end_of
from lianfang.base.problems import Refused
from lianfang.fronts.command import remarks
from lianfang.gaps import plans
from lianfang.gaps.figures import survey
from lianfang.registers.models import Area, Case, CaseLink, Return, Version
from tests.unit.interop.files import AT, BY, bring, codes, csv_text, foretell, lay_areas, mapping, plan

pytestmark = pytest.mark.django_db

CASES = """
mapping: traps/cases
register: case
key: "traps:{id}"
constants: {area: {gb: "440300"}}
columns:
  classification: {from: class, as: code, codes: {clinical: PROBABLE, confirmed: CONFIRMED}}
  onset_on: {from: onset, as: date}
  first_visit_on: {from: visit, as: date}
"""
HEADER = ("id", "class", "onset", "visit")

PAIRS = """
mapping: traps/pairs
register: case_link
key: "traps:{from}:{to}"
constants: {directed: "yes", evidence: "told by the source", area: {gb: "440300"}}
columns:
  other: {from: from, as: link, by: key, key: "traps:{from}"}
  case: {from: to, as: link, by: key, key: "traps:{to}"}
"""

RETURNS = """
mapping: traps/returns_{source}
register: return
key: "{source}:{{day}}"
constants: {{figure: confirmed, area: {{gb: "440300"}}}}
columns:
  day: {{from: day, as: date}}
  value: {{from: count, as: number}}
"""

NATIONAL = """
mapping: traps/national
register: return
key: "nation:{code}:{day}"
constants: {figure: confirmed}
columns:
  day: {from: day, as: date}
  value: {from: count, as: number}
  area: {from: code, as: area, by: code}
"""


def written(path, header, *rows):
    path.write_text(csv_text([header, *rows]), "utf-8")
    return path


def test_a_total_that_falls_goes_in_and_a_second_source_of_the_same_day_does_not_write_over_the_first(
    tmp_path,
):
    lay_areas()
    one, other = (mapping(RETURNS.format(source=name)) for name in ("city", "province"))
    falling = written(tmp_path / "a.csv", ("day", "count"), ("2020-02-07", "24"), ("2020-02-08", "23"))
    assert bring(falling, one).created == 2
    late = written(tmp_path / "b.csv", ("day", "count"), ("2020-02-08", "24"), ("2020-02-09", "30"))
    receipt = bring(late, other)
    assert (receipt.created, receipt.rejected, codes(receipt)) == (1, 1, {2: ["record/constraint"]})
    assert Return.objects.get(day=date(2020, 2, 8)).value == 23


def test_a_misspelt_heading_is_named_and_nothing_is_read_by_its_place(tmp_path):
    lay_areas()
    file = written(
        tmp_path / "a.csv", ("id", "class", "onsett", "visit"), ("1", "confirmed", "2020-02-01", "")
    )
    with pytest.raises(Refused) as refusal:
        foretell(file, mapping(CASES))
    [problem] = refusal.value.problems
    assert (problem.code, problem.facts["columns"], problem.facts["nearest"]) == (
        "import/no-header",
        "onset",
        1,
    )


def test_two_codings_of_one_person_are_one_record_with_both_readings_kept(tmp_path):
    lay_areas()
    bring(written(tmp_path / "a.csv", HEADER, ("1", "confirmed", "2020-02-01", "2020-02-03")), mapping(CASES))
    again = written(tmp_path / "b.csv", HEADER, ("1", "confirmed", "2020-02-02", "2020-02-03"))
    receipt = bring(again, mapping(CASES), at=AT + 60)
    assert (receipt.created, receipt.updated) == (0, 1)
    assert Case.objects.get().onset_on == date(2020, 2, 2)
    assert Version.objects.filter(register="case").count() == 1


def test_clinical_diagnoses_stay_apart_from_confirmations(tmp_path):
    lay_areas()
    bring(
        written(tmp_path / "a.csv", HEADER, ("1", "clinical", "", ""), ("2", "confirmed", "", "")),
        mapping(CASES),
    )
    assert sorted(Case.objects.values_list("classification", flat=True)) == ["CONFIRMED", "PROBABLE"]


def test_a_national_series_across_the_day_of_clinical_diagnoses_is_named_as_two_and_kept_as_it_came(tmp_path):
    lay_areas()
    plans.enact(folder=plan(), by=BY, at=AT)
    days = ("2020-02-10", "2020-02-11", "2020-02-12", "2020-02-13")
    series = {"420000": "300 330 500 520", "100000": "400 440 620 650", "440000": "1 2 30 400"}
    rows = [
        (day, number, code)
        for code, said in series.items()
        for day, number in zip(days, said.split(), strict=True)
    ]
    file = written(tmp_path / "a.csv", ("day", "count", "code"), *rows)
    receipt = bring(file, mapping(NATIONAL))
    assert (receipt.created, receipt.rejected) == (12, 0)
    areas = dict(Area.objects.filter(gb_code__in=series).values_list("gb_code", "id"))
    named = {area: (f"<{code}>", f"<{code}>") for code, area in areas.items()}

    def told(day: int) -> list[str]:
        found = survey(
            plans.in_force(), as_of=end_of(date(2020, 2, day), "Asia/Shanghai"), areas=sorted(named)
        )
        return [problem.what("en") for problem in remarks.of_redefined(found.redefined, named)]

    said = "from 2020-02-12 the cumulative figure 'Confirmed cases' takes in clinical diagnoses"
    assert told(13) == [
        f"<100000>: {said}, 440 before and 620 after: two definitions, not one series.",
        f"<420000>: {said}, 330 before and 500 after: two definitions, not one series.",
    ]
    assert told(11) == []
    plans.forget()


def test_odd_intervals_and_missing_days_are_kept_as_the_source_has_them(tmp_path):
    lay_areas()
    rows = (
        ("1", "confirmed", "2020-02-05", "2020-02-04"),
        ("2", "confirmed", "2020-02-01", ""),
        ("3", "confirmed", "", ""),
    )
    receipt = bring(written(tmp_path / "a.csv", HEADER, *rows), mapping(CASES))
    assert (receipt.created, receipt.rejected) == (3, 0)
    pairs = written(tmp_path / "b.csv", ("from", "to"), ("1", "2"), ("1", "3"), ("3", "4"), ("2", "2"))
    linked = bring(pairs, mapping(PAIRS))
    # Whoever was infected may have fallen ill first: the pair stays. Only what is no pair of two known cases does not.
    assert (linked.created, linked.rejected) == (2, 2)
    assert codes(linked) == {4: ["import/no-link"], 5: ["record/constraint"]}
    [link] = CaseLink.objects.filter(case__source_key="traps:2")
    assert link.case.onset_on < link.other.onset_on
