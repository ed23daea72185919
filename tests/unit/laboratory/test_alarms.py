"""A laboratory that is silent is told of once for each silence, to whoever works with laboratories there or above."""

from __future__ import annotations

import pytest
from django.urls import reverse

from lianfang.entry import clock
from lianfang.fronts.laboratory import alarms
from lianfang.registers.models import Notice, Site
from tests import door
from tests.unit.gaps.cities import enact
from tests.unit.laboratory.city import HOUR, laboratories
from tests.unit.registers.city import CITY, FUTIAN, NANSHAN, NOON, write


@pytest.mark.django_db
def test_each_silence_is_told_once_to_those_in_charge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "real", lambda: NOON)
    first, second = laboratories()
    enact()
    people = {login: door.account(login) for login in ("lu", "command", "fay", "guard")}
    for login, role, area in (
        ("lu", "laboratory_officer", NANSHAN), ("command", "city_command", CITY),
        ("fay", "laboratory_officer", FUTIAN), ("guard", "gate_worker", NANSHAN),
    ):  # fmt: skip
        door.grant(people[login], role, area)
    for lab, at in ((first, NOON - 20 * HOUR), (second, NOON - HOUR)):
        write(
            "test_result",
            {"barcode": "B1", "laboratory": lab, "result": "NEGATIVE", "resulted_at": at, "area": NANSHAN},
            at=at,
        )
    assert alarms.sweep(at=NOON, rights_at=NOON) == 1
    assert alarms.sweep(at=NOON + HOUR, rights_at=NOON) == 1
    told = Notice.objects.filter(kind=alarms.KIND)
    assert sorted(one.account.login for one in told) == ["command", "lu"]
    assert {one.about for one in told} == {Site.objects.get(id=first).ref}
    write(
        "test_result",
        {"barcode": "B2", "laboratory": first, "result": "NEGATIVE", "resulted_at": NOON, "area": NANSHAN},
        at=NOON,
    )
    assert alarms.sweep(at=NOON + HOUR, rights_at=NOON) == 0
    assert alarms.sweep(at=NOON + 40 * HOUR, rights_at=NOON) == 2
    assert Notice.objects.filter(kind=alarms.KIND).count() == 2 + 2 + 2
    page = door.signed_in(people["lu"]).get(reverse("entry:notices")).content.decode()
    assert "A laboratory has been silent for too long" in page
    assert reverse("laboratory:board") in page
