"""A bed holds one person at a time and a person lies in one bed: held by the database, on both."""

from __future__ import annotations

import pytest

from lianfang.base.problems import Refused
from lianfang.registers.actions import record
from lianfang.registers.models import Admission
from tests.unit.registers.city import BY, NANSHAN, NOON, lay, write

pytestmark = pytest.mark.django_db
HOUR = 3600


def beds() -> tuple[list[int], list[int]]:
    """Two beds of one ward, and two persons."""
    lay()
    [ward] = write("site", {"kind": "ward", "name_zh": "一病区", "name_en": "Ward 1", "area": NANSHAN})
    [room] = write("room", {"site": ward, "number": "101", "area": NANSHAN})
    each = [{"room": room, "site": ward, "number": n, "kind": "ISOLATION", "area": NANSHAN} for n in "12"]
    return write("bed", *each), write("person", {"area": NANSHAN}, {"area": NANSHAN})


def lies(bed: int, person: int, since: int, until: int | None = None) -> dict[str, object]:
    from lianfang.registers.models import Bed

    site = Bed.objects.get(id=bed).site_id
    return {
        "bed": bed, "person": person, "site": site, "kind": "treatment", "starts_at": since, "ends_at": until, "area": NANSHAN,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("since", "until", "stands"),
    [
        (NOON + 2 * HOUR, None, True),  # comes as the other leaves
        (NOON + 2 * HOUR - 1, None, False),  # a second before the other leaves
        (NOON - HOUR, NOON, True),  # left as the other came
        (NOON - HOUR, NOON + 1, False),  # a back-dated stay that reaches into the other's
        (NOON - HOUR, None, False),  # a back-dated stay without an end
        (NOON + HOUR, NOON + HOUR, True),  # a stay without length meets nobody
        (NOON - HOUR, NOON + 3 * HOUR, False),  # around it
    ],
)
def test_a_bed_holds_one_person_at_a_time(since: int, until: int | None, stands: bool):
    [bed, _], [first, second] = beds()
    write("admission", lies(bed, first, NOON, NOON + 2 * HOUR))
    if stands:
        write("admission", lies(bed, second, since, until))
        assert Admission.objects.count() == 2
        return
    with pytest.raises(Refused) as refused:
        write("admission", lies(bed, second, since, until))
    assert "one_bed_one_person" in str(refused.value.problems[0].facts)
    assert Admission.objects.count() == 1


def test_a_person_lies_in_one_bed_at_a_time():
    [one, two], [person, _] = beds()
    write("admission", lies(one, person, NOON))
    with pytest.raises(Refused) as refused:
        write("admission", lies(two, person, NOON + HOUR))
    assert "one_person_one_bed" in str(refused.value.problems[0].facts)


def test_nor_by_a_change_of_what_stands():
    [one, two], [first, second] = beds()
    [stay] = write("admission", lies(one, first, NOON, NOON + HOUR))
    write("admission", lies(one, second, NOON + HOUR))
    for change in ({"ends_at": None}, {"ends_at": NOON + HOUR + 1}):
        with pytest.raises(Refused):
            record(register="admission", rows=[{"id": stay, **change}], by=BY, at=NOON + 2 * HOUR)
    record(
        register="admission",
        rows=[{"id": stay, "bed": two, "ends_at": NOON + 3 * HOUR}],
        by=BY,
        at=NOON + 2 * HOUR,
    )
    assert Admission.objects.get(id=stay).bed_id == two
