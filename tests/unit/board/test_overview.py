"""The board says what the brief and the lists say, children sum to their parent, and an earlier hour is that hour's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from itertools import groupby

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from scipy.stats import binom

from lianfang.base import areas
from lianfang.base.instants import DAY, HOUR
from lianfang.base.problems import Refused
from lianfang.board import gap_pages, lines, overview
from lianfang.board.gap_pages import gaps as gap_page
from lianfang.board.lines import line as line_page
from lianfang.board.musts import must as must_page
from lianfang.board.overview import board
from lianfang.board.records import record
from lianfang.board.shapes import Board, Numbers
from lianfang.fronts.command import brief, gap_list
from lianfang.fronts.command.shapes import Brief, MustSaid
from lianfang.gaps import plans
from lianfang.gaps.loads import loads
from lianfang.gaps.selecting import Kind
from lianfang.gaps.standing import Counts, Key, standings, standings_over
from lianfang.registers.access import Reader
from lianfang.registers.models import Area, Organisation
from tests.unit.board.naive import EVERYONE, all_gaps, due_by_owner, overdue_by_owner
from tests.unit.gaps.cities import lay_planted, lay_small
from tests.unit.registers.city import FUTIAN, NANSHAN, NOON, passage, write

pytestmark = pytest.mark.django_db
NONE = (0, 0, 0, 0, 0, 0)


@pytest.fixture(autouse=True)
def _nothing_compiled():
    yield
    plans.forget()


def six(numbers: Numbers | MustSaid) -> tuple[int, ...]:
    """What is counted of a must, or of several."""
    n = numbers
    return n.due, n.met_in_time, n.late, n.excused, n.gaps, n.cannot_tell


def summed(rows: list[tuple[int, ...]]) -> tuple[int, ...]:
    """Column by column."""
    return tuple(map(sum, zip(*rows, strict=True))) if rows else NONE


def agrees_with_the_brief(shown: Board, said: Brief) -> None:
    """Line by line, must by must, all of it."""
    by_line = {one.line: one.musts for one in said.lines}
    for card in (*shown.lines, shown.general):
        musts = by_line.get(card.line, [])
        assert six(card.numbers) == summed([six(one) for one in musts]), card.line
        assert (card.musts, card.state) == (len(musts), "working" if musts else "no_working_musts"), card.line
    assert six(shown.numbers) == summed([six(one) for musts in by_line.values() for one in musts])
    assert {one.ledger: one.closing.value for one in shown.ledgers} == {
        one.ledger: one.closing.value for one in said.ledgers if one.area == said.area.code
    }


def test_the_board_says_what_the_brief_says_now_an_hour_and_a_day_earlier():
    made = lay_planted()
    city, futian = (Area.objects.get(gb_code=code).id for code in ("440300", "440304"))
    seen = {}
    for area in (city, futian):
        for at in (made.as_of, made.as_of - HOUR - 77, made.as_of - DAY):
            shown = board(reader=EVERYONE, as_of=at, at=made.as_of, area=area)
            agrees_with_the_brief(shown, brief.make(reader=EVERYONE, as_of=at, at=made.as_of, area=area))
            seen[area, at] = shown
    now, yesterday = seen[city, made.as_of], seen[city, made.as_of - DAY]
    assert (now.trend[0].gaps, now.trend[0].cannot_tell) == (
        yesterday.numbers.gaps,
        yesterday.numbers.cannot_tell,
    )
    assert [one.trend[0].gaps for one in now.lines] == [one.numbers.gaps for one in yesterday.lines]
    assert now.numbers.gaps != seen[city, made.as_of - HOUR - 77].numbers.gaps
    tiles = {one.area.code: one for one in now.areas}
    rest = [] if now.outside_areas is None else [six(now.outside_areas)]
    assert summed([six(one.numbers) for one in now.areas] + rest) == six(now.numbers)
    assert six(tiles["440304"].numbers) == six(seen[futian, made.as_of].numbers)
    assert tiles["440304"].gaps_before[0] == seen[futian, made.as_of - DAY].numbers.gaps
    guards = {one.guard: one for one in now.guards}
    by_clause = {key: set(guard.clauses) for key, guard in guards.items()}
    listed = Counter(gap.must.clause for gap in all_gaps(made.as_of, city))
    assert {key: one.numbers.gaps for key, one in guards.items()} == {
        key: sum(listed[clause] for clause in clauses) for key, clauses in by_clause.items()
    }
    assert all(guard.numbers.gaps for guard in guards.values())
    assert now.response is not None
    assert (now.response.day, now.response.level) == (22, "I")
    assert [one.is_past for one in now.response.clock] == [True, False, False, False]


def test_cards_open_the_lists_that_they_count():
    made = lay_planted()
    city = Area.objects.get(gb_code="440300").id
    shown = board(reader=EVERYONE, as_of=made.as_of, at=made.as_of)
    listed = all_gaps(made.as_of, city)
    firsts = {
        key: next(iter(rows))
        for key, rows in groupby(sorted(listed, key=lambda g: g.must.key), lambda g: g.must.key)
    }
    for card in (*shown.lines, shown.general):
        if not card.musts:
            assert card.oldest is None
            assert card.clauses_without_must, card.line
            continue
        figures: list[tuple[Kind, int]] = [
            ("gap", card.numbers.gaps),
            ("cannot_tell", card.numbers.cannot_tell),
        ]
        for kind, figure in figures:
            page = gap_page(
                reader=EVERYONE, as_of=made.as_of, at=made.as_of, line=card.line, kind=kind, limit=1
            )
            assert page.total == figure, (card.line, kind)
        rows = line_page(card.line, reader=EVERYONE, as_of=made.as_of, at=made.as_of)
        musts = [one for clause in rows.clauses for one in clause.musts] + list(rows.without_clause)
        assert summed([six(one.numbers) for one in musts]) == six(card.numbers)
        assert {c.clause for c in rows.clauses if not c.musts} == set(card.clauses_without_must)
        assert all(c.because for c in rows.clauses if not c.musts)
        for one in musts:
            first = firsts.get(one.must)
            assert (one.oldest and one.oldest.duty.must) == (first and first.must.key)
        oldest = min(
            (firsts[one.must] for one in musts if one.must in firsts), key=lambda g: (g.since, g.must.key)
        )
        assert card.oldest is not None
        assert (card.oldest.age, card.oldest.age) == (oldest.age, made.as_of - (oldest.since or 0))
    ten = gap_list.make(reader=EVERYONE, as_of=made.as_of, at=made.as_of, limit=10).rows
    assert list(shown.oldest) == ten
    assert shown.curve is not None
    said = brief.make(reader=EVERYONE, as_of=made.as_of, at=made.as_of).figures
    [cases] = [f for f in said if (f.id, f.kind, f.area) == ("confirmed", "counted", "440300")]
    [new] = [f for f in said if (f.id, f.kind, f.area) == ("new_confirmed", "counted", "440300")]
    days = {one.day: sum(one.counts.values()) for one in shown.curve.by_report}
    assert (sum(days.values()), shown.curve.total, shown.curve.cannot_tell) == (
        cases.value,
        cases.value,
        cases.cannot_tell,
    )
    assert days[max(days)] == new.value
    assert (
        sum(sum(one.counts.values()) for one in shown.curve.by_onset) + shown.curve.onset_unknown
        == cases.value
    )
    assert shown.curve.by_report[-1].is_complete
    assert not shown.curve.by_onset[-1].is_complete


def test_owners_that_need_help_are_those_of_a_naive_reading():
    made = lay_planted()
    for code in ("440300", "440306"):
        area, at = Area.objects.get(gb_code=code).id, made.as_of
        numbers = {one.must.key: one.number for one in plans.in_force().musts}
        due, overdue = due_by_owner(at, area), overdue_by_owner(all_gaps(at, area), at)
        late = {(owner, numbers[key]): tuple(found) for (owner, key), found in overdue.items()}
        counted: Counter[tuple[int, int]] = Counter()
        gaps, seconds = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
        for row in loads(plans.in_force(), at=at, now=at).inside(area):
            counted[row.owner, row.must] += row.due
            gaps[row.owner, row.must] += row.gaps
            seconds[row.owner, row.must] += row.overdue
        assert dict(counted) == due
        assert {key: (gaps[key], seconds[key]) for key in gaps if gaps[key]} == late
        needy = _needy(due, late)
        shown = board(reader=EVERYONE, as_of=at, at=at, area=area).owners
        assert shown is not None
        refs = dict(Organisation.objects.values_list("id", "ref"))
        assert [one.owner for one in shown.rows] == [refs[owner] for owner in needy]
        assert needy or code != "440300"
        assert all(one.gaps > one.limits[0] and one.due >= 50 for one in shown.rows)


def _needy(due: dict[tuple[int, int], int], late: dict[tuple[int, int], tuple[int, ...]]) -> list[int]:
    """By scipy's binomial and plain sums."""
    by_must, gaps_of = Counter[int](), Counter[int]()
    for (_owner, must), n in due.items():
        by_must[must] += n
    for (_owner, must), (n, _seconds) in late.items():
        gaps_of[must] += n
    found = []
    for owner in {owner for owner, _ in due}:
        mine = {must: n for (who, must), n in due.items() if who == owner}
        n, k = sum(mine.values()), sum(late.get((owner, must), (0, 0))[0] for must in mine)
        expected = sum(many * gaps_of[must] / by_must[must] for must, many in mine.items())
        if n >= 50 and k > binom.ppf(0.975, n, expected / n):
            found.append((-sum(late.get((owner, must), (0, 0))[1] for must in mine), owner))
    return [owner for _, owner in sorted(found)][:10]


def test_standings_at_several_instants_are_those_of_each():
    made = lay_planted()
    city = Area.objects.get(gb_code="440300").id
    instants = [
        made.as_of,
        made.as_of - 1,
        made.as_of - HOUR * 5 - 7,
        made.as_of - 3 * DAY,
        made.as_of + 40 * DAY,
        0,
    ]
    for area, level in ((city, ""), (city, "district"), (0, "community"), (0, "")):
        found = standings_over(instants=instants, area=area, level=level)
        for at in instants:
            alone = standings(at=at, area=area, level=level)
            assert _filled(found[at]) == _filled(alone), (area, level, at)
    assert standings_over(instants=[made.as_of])


def _filled(found: Mapping[Key, Counts]) -> dict[Key, Counts]:
    return {key: counts for key, counts in found.items() if counts != Counts()}


def test_what_was_known_before_has_numbers_and_no_lists():
    city = lay_small()
    write(
        "passage",
        passage(city),
        passage(city, car=None),
        passage(city, car=1, screened=False, screened_at=None),
    )
    write("case", {"classification": "CONFIRMED", "area": FUTIAN, "reported_on": date(2020, 2, 8)})
    at = NOON + DAY
    shown = board(reader=EVERYONE, as_of=at, at=at)
    write("passage", passage(city, car=2), at=at + 60)
    write(
        "case", {"classification": "CONFIRMED", "area": FUTIAN, "reported_on": date(2020, 2, 9)}, at=at + 60
    )
    now = board(reader=EVERYONE, as_of=at, at=at + 900)
    earlier = board(reader=EVERYONE, as_of=at, at=at + 900, known_at=at)
    assert (earlier.numbers, earlier.areas) == (shown.numbers, shown.areas) != (now.numbers, now.areas)
    assert [one.numbers for one in earlier.lines] == [one.numbers for one in shown.lines]
    assert earlier.curve == shown.curve != now.curve
    assert shown.curve is not None
    assert (shown.curve.total, shown.numbers.gaps > 1) == (1, True)
    assert (earlier.owners, earlier.oldest) == (None, ())
    assert {one.part for one in earlier.not_given} == {"owners", "oldest"}
    page = must_page("case-admitted", reader=EVERYONE, as_of=at, at=at + 900, known_at=at)
    assert (page.owners, page.owners_as_of) == ((), None)
    with pytest.raises(Refused) as refusal:
        board(reader=EVERYONE, as_of=at, at=at, known_at=at + 1)
    assert [one.code for one in refusal.value.problems] == ["brief/known-at-after-as-of"]


def test_a_reader_sees_their_area_and_no_other():
    lay_small()
    inside = areas.child(FUTIAN, 1)
    write(
        "area",
        {
            "id": inside,
            "level": "subdistrict",
            "name_zh": "街道",
            "name_en": "Street",
            "begins_on": date(1990, 1, 1),
        },
    )
    mine = Reader("bo", "officer", area=FUTIAN)
    assert board(reader=mine, as_of=NOON, at=NOON).area.code == "440304"
    for ask in (board, gap_page):
        with pytest.raises(Refused) as refusal:
            ask(reader=mine, as_of=NOON, at=NOON, area=NANSHAN)
        assert [one.code for one in refusal.value.problems] == ["area/not-found"]
    small = board(reader=mine, as_of=NOON, at=NOON, area=inside)
    assert small.curve is None
    assert [one.part for one in small.not_given] == ["curve"]


def test_loads_are_counted_once_and_again_later():
    city, at = lay_small(), NOON + DAY
    write("passage", passage(city), passage(city, car=1))
    force = plans.in_force()
    first = loads(force, at=at, now=at)
    assert loads(force, at=at + 59, now=at + 599) is first
    write("passage", passage(city, car=2))
    assert loads(force, at=at, now=at + 599) is first
    again = loads(force, at=at, now=at + 600)
    assert sum(one.gaps for one in again.rows) > sum(one.gaps for one in first.rows) > 0
    assert loads(force, at=at - HOUR, now=at).as_of == at - HOUR


def asked(ask: Callable[[], object]) -> int:
    """How many statements an answer takes."""
    with CaptureQueriesContext(connection) as statements:
        ask()
    return len(statements)


def test_no_answer_takes_more_statements_for_more_rows():
    city, at = lay_small(), NOON + 2 * DAY
    key = "declared-before-the-lane"

    def count() -> list[int]:
        plans.in_force().kept.clear()
        overview.FIGURES.forget()
        lines.PAGES.forget()
        gap_pages.COUNTS.forget()
        now = {"reader": EVERYONE, "as_of": at, "at": at}
        ref = gap_list.make(must=key, limit=1, **now).rows[0].subject  # type: ignore[arg-type]
        return [
            asked(lambda: board(**now)),  # type: ignore[arg-type]
            asked(lambda: line_page("gates", **now)),  # type: ignore[arg-type]
            asked(lambda: must_page(key, **now)),  # type: ignore[arg-type]
            asked(lambda: gap_page(must=key, **now)),  # type: ignore[arg-type]
            asked(lambda: record("passage", ref, **now)),  # type: ignore[arg-type]
        ]

    write("passage", passage(city), passage(city, car=None))
    count()  # what is made once a process is made
    one = count()
    write("passage", *[passage(city, car=n % 3, at=NOON + 60 * n) for n in range(300)])
    many = count()
    assert many == one
    assert all(found <= most for found, most in zip(many, (60, 20, 20, 25, 35), strict=True)), many
