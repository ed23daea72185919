"""Two records are put side by side, made one and parted again on pages; whoever lies elsewhere is not there."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianfang.gaps import plans
from lianfang.registers.actions import Bearer, identify, withdraw
from lianfang.registers.actions.merging import Pair, merge, unmerge
from lianfang.registers.models import Identifier, Merge, Passage, Person
from tests import door
from tests.pages.opened import browser
from tests.unit.gaps.cities import enact
from tests.unit.registers.city import BY, FUTIAN, NANSHAN, NOON, lay, passage, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Iterator[list[Person]]:
    """Two records of one person in Nanshan, and one of somebody in Futian."""
    town = lay()
    enact("gates.yaml")
    areas = {"A1234": NANSHAN, "B1234": NANSHAN, "C1234": FUTIAN}
    bearers = [(Bearer("person", "document", text, "王芳"), area) for text, area in areas.items()]
    ids = list(identify(bearers=bearers, by=BY, at=NOON).ids.values())
    write("person", {"id": ids[0], "birth_year": 1990}, {"id": ids[1], "birth_year": 1991, "sex": "female"})
    write("passage", *[{**passage(town, 0), "person": row} for row in ids[:2]])
    yield [Person.objects.get(id=row) for row in ids]
    plans.forget()


def test_two_records_become_one_on_a_page_and_two_again(people: list[Person]) -> None:
    kept, gone, _ = people
    client = browser("district_command", NANSHAN)
    address = f"/records/person/{kept.ref}/merge"
    assert address in client.get(f"/records/person/{kept.ref}").content.decode()
    page = client.get(address, {"other": gone.ref})
    text = unescape(page.content.decode())
    assert all(
        said in text
        for said in (kept.ref, gone.ref, "you choose below", "one is the same", "none is the same")
    )
    assert "A1234" not in text
    assert "王芳" not in text
    form = {"other": gone.ref, "client-request": "a1", "stays-birth_year": "other", "reason": ""}
    refused = client.post(address, form)
    assert refused.status_code == 422
    assert "A reason is needed" in unescape(refused.content.decode())
    for _twice in range(2):
        done = client.post(address, {**form, "reason": "papers seen"})
        assert (done.status_code, done.headers.get("Location")) == (303, f"/records/person/{kept.ref}")
    made = Merge.objects.get()
    assert Person.objects.values_list("birth_year", "sex").get(id=kept.id) == (1991, "female")
    assert Identifier.objects.filter(person=kept.id).count() == 4
    led = client.get(f"/records/person/{gone.ref}")
    assert (led.status_code, led["Location"]) == (302, f"/records/person/{kept.ref}")
    assert f"/merges/{made.ref}" in client.get(f"/records/person/{kept.ref}").content.decode()
    look = client.get(f"/merges/{made.ref}")
    assert len(look.context["back"].rows) == 1
    assert client.post(f"/merges/{made.ref}", {"reason": "two sisters"}).status_code == 303
    assert Person.objects.filter(id=gone.id).exists()
    assert "two sisters" in client.get(f"/merges/{made.ref}").content.decode()


def test_what_stayed_and_went_later_is_not_said_to_be_lost(people: list[Person]) -> None:
    kept, gone, _ = people
    [made] = merge(pairs=[Pair("person", kept.ref, gone.ref, "papers seen")], by=BY, at=NOON + 60)
    car = Passage.objects.values("gate", "vehicle", "area").first()
    row = {**car, "mode": "road", "at": NOON, "direction": "in", "person": kept.id}
    since = write("passage", *[row] * 3)
    unmerge(refs=[made.ref], reason="two sisters", by=BY, at=NOON + 120)
    client, counts = browser("district_command", NANSHAN), []
    for left in (3, 1):
        with CaptureQueriesContext(connection) as asked:
            page = client.get(f"/merges/{made.ref}")
        counts.append(len(asked))
        assert len(page.context["stays"].rows) == left, "what is there, and nothing that was never lost"
        withdraw(register="passage", ids=since[1:], by=BY, at=NOON + 180)
    assert counts[0] == counts[1]


def test_nobody_elsewhere_is_shown_beside_anyone(people: list[Person]) -> None:
    kept, _, elsewhere = people
    client = browser("district_command", NANSHAN)
    said = {}
    for ref in (elsewhere.ref, "0000000000000000"):
        page = client.get(f"/records/person/{kept.ref}/merge", {"other": ref})
        assert page.status_code == 422
        said[ref] = str(door.plain(page)).replace(ref, "")
        assert (
            client.post(f"/records/person/{kept.ref}/merge", {"other": ref, "reason": "x"}).status_code == 404
        )
    assert len(set(said.values())) == 1
    assert client.get(f"/records/person/{elsewhere.ref}/merge").status_code == 404
    assert browser("community_officer", FUTIAN).get(f"/records/person/{kept.ref}/merge").status_code == 404
    assert not Merge.objects.exists()
