"""Pages of gaps: one list cut by keys, in any order; filters and facets that sum to the figure."""

from __future__ import annotations

from itertools import pairwise
from typing import get_args

import pytest

from lianfang.base.problems import Refused
from lianfang.board.gap_pages import Reach, gaps
from lianfang.board.shapes import GapPage
from lianfang.fronts.command import gap_list
from lianfang.gaps import plans
from lianfang.gaps.picking import Sort
from lianfang.registers.models import Area, Journal
from tests.unit.board.naive import EVERYONE
from tests.unit.gaps.cities import lay_planted, lay_small
from tests.unit.registers.city import NOON, passage, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_compiled():
    yield
    plans.forget()


def whole(at: int, sort: Sort, **given: object) -> list[GapPage]:
    """Every page of a list."""
    pages, key = [], ""
    while True:
        pages.append(gaps(reader=EVERYONE, as_of=at, at=at, sort=sort, after=key, limit=170, **given))  # type: ignore[arg-type]
        key = pages[-1].next_key or ""
        if not key:
            return pages


def test_every_order_gives_every_row_once_and_filters_open_the_facets():
    made = lay_planted()
    at = made.as_of
    listed = gap_list.make(reader=EVERYONE, as_of=at, at=at, limit=0).rows
    rows = {(row.must, row.subject, row.period): row for row in listed}
    for sort in get_args(Sort):
        pages = whole(at, sort)
        found = [row for page in pages for row in page.rows]
        assert len(found) == pages[0].total == len(rows)
        assert {(row.must, row.subject, row.period): row for row in found} == rows, sort
    ages = [row.since or "" for page in whole(at, "newest") for row in page.rows]
    assert ages == sorted(ages, reverse=True)
    assert [row for page in whole(at, "oldest") for row in page.rows] == listed
    owners = [row.owner for page in whole(at, "owner") for row in page.rows]
    assert len([1 for a, b in pairwise(owners) if a != b]) == len(set(owners)) - 1
    facets = pages[0].facets
    for facet in (facets.areas, facets.owners, facets.ages, facets.musts):
        assert sum(one.count for one in facet) == pages[0].total
    codes = {one.gb_code or one.ref: one.id for one in Area.objects.all()}
    for one in facets.owners[:3]:
        page = gaps(reader=EVERYONE, as_of=at, at=at, owner=one.key, limit=500)
        assert {row.owner for row in page.rows} == {one.key}
        assert page.total == one.count == sum(row.owner == one.key for row in listed)
    own = pages[0].area.code
    assert own in {one.key for one in facets.areas}
    for one in facets.areas:
        reach: Reach = "own" if one.key == own else ""
        assert gaps(reader=EVERYONE, as_of=at, at=at, area=codes[one.key], reach=reach).total == one.count
    itself = gaps(reader=EVERYONE, as_of=at, at=at, area=codes[own], reach="own", limit=500)
    assert {row.area for row in itself.rows} == {own}
    for one in facets.musts[:3]:
        assert gaps(reader=EVERYONE, as_of=at, at=at, must=one.key).total == one.count
    assert {one.key: one.count for one in facets.ages}["day"] == sum(
        row.age < 86400 for row in listed if row.age is not None
    )
    assert gaps(reader=EVERYONE, as_of=at, at=at, line="enterprises").total == 0
    unsure = gaps(reader=EVERYONE, as_of=at, at=at, kind="cannot_tell", limit=500)
    told = gap_list.make(reader=EVERYONE, as_of=at, at=at, kind="cannot_tell", limit=500)
    assert (unsure.total, list(unsure.rows)) == (told.total, told.rows)
    by_owner = {one.key: one.count for one in unsure.facets.owners}
    assert (
        by_owner == {key: sum(row.owner == key for row in told.rows) for key in by_owner}
        or unsure.total > 500
    )


def test_a_reading_is_journalled_and_what_is_not_there_is_refused():
    city, at = lay_small(), NOON + 86400
    write("passage", passage(city), passage(city, car=1))
    page = gaps(reader=EVERYONE, as_of=at, at=at + 5, must="declared-before-the-lane", limit=1)
    assert Journal.objects.filter(verb="read", at=at + 5).count() > 0
    refused = [
        ({"must": "no-such"}, "must/not-of-plan"), ({"line": "gate"}, "board/no-such-line"),
        ({"owner": "nobody"}, "record/not-found"), ({"after": "x"}, "board/bad-page-key"),
        ({"after": "WzEsMl0"}, "board/bad-page-key"), ({"after": page.next_key, "sort": "newest"}, "board/bad-page-key"),
    ]  # fmt: skip
    for given, code in refused:
        with pytest.raises(Refused) as refusal:
            gaps(reader=EVERYONE, as_of=at, at=at, **given)  # type: ignore[arg-type]
        assert [one.code for one in refusal.value.problems] == [code], given
