"""Rows that a file names: an area by its name as it stands, or without what it is, never by a guess."""

from __future__ import annotations

import pytest

from lianfang.base import areas
from lianfang.interop.linking import NONE, SEVERAL, Links
from lianfang.interop.mapping_text import Ask
from tests.unit.registers.city import CITY, FUTIAN, HUBEI, NANSHAN, lay, write

pytestmark = pytest.mark.django_db


def test_an_area_is_found_without_what_it_is_where_one_alone_can_be_meant():
    lay()
    write(
        "area", {"id": areas.child(HUBEI, 1), "level": "city", "name_zh": "南山市", "name_en": "Nanshan city"}
    )
    asked = [
        Ask("area", "name", text)
        for text in ("福田", "福田区", "湖北", "深圳", "南山", "南山区", "福", "Futian", "福田区区")
    ]
    answers = Links().resolved(asked)
    assert [answers[one] for one in asked] == [
        FUTIAN,
        FUTIAN,
        HUBEI,
        CITY,
        SEVERAL,
        NANSHAN,
        NONE,
        FUTIAN,
        NONE,
    ]
