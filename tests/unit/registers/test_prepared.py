"""A question whose text is made once answers what the query set answers, and asks nothing that is not in its text."""

from __future__ import annotations

import pytest
from django.db.models import Case, Q, QuerySet, When

from lianfang.registers.models import Bed
from lianfang.registers.prepared import Prepared
from tests.unit.registers.city import NANSHAN, lay, write


@pytest.fixture
def numbers(db: None) -> dict[str, int]:
    """Beds by their number."""
    lay()
    [ward] = write("site", {"kind": "ward", "name_zh": "病区", "name_en": "Ward", "area": NANSHAN})
    [room] = write("room", {"site": ward, "number": "1", "area": NANSHAN})
    rows: list[dict[str, object]] = [
        {"room": room, "site": ward, "number": n, "kind": "ISOLATION", "opened_at": at, "area": NANSHAN}
        for n, at in (("a", None), ("b", 5), ("100%", 2**33))
    ]
    return dict(zip(("a", "b", "100%"), write("bed", *rows), strict=True))


def found(is_open: bool, number: str, since: int) -> QuerySet[Bed, object]:
    far = Case(When(number=number, then=0), default=1)
    there = Bed.objects.filter(Q(opened_at__gte=since) | Q(number=number) & ~Q(number="%s"))
    there = there.filter(opened_at=None) if is_open else there
    return there.annotate(far=far).order_by("far", "id").values_list("id", "number", "opened_at")[:2]


def test_it_answers_what_the_query_set_answers(numbers: dict[str, int]):
    asked = Prepared(found)
    for is_open in (True, False):
        for number in ("a", "b", "100%", "%s", "x' OR 1=1"):
            for since in (0, 5, 2**33, 2**34):
                assert asked(is_open, number=number, since=since) == list(found(is_open, number, since))
    assert asked(False, number="a\0", since=0) == []


def test_what_can_find_nothing_is_not_asked_and_what_would_not_be_asked_is_refused(numbers: dict[str, int]):
    assert Prepared(lambda kind: Bed.objects.filter(kind=kind, pk__in=()).values_list("id"))(kind="x") == []
    with pytest.raises(ValueError, match="number"):
        Prepared(lambda number: Bed.objects.values_list("id"))(number="a")
