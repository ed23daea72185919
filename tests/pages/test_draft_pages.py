"""A value and a must drafted on pages, signed by another; what is wrong is said beside its field, and what was typed stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianfang.board import drafts
from lianfang.board.pages import one_draft
from lianfang.entry import clock
from lianfang.gaps import plans
from lianfang.gaps.models import PlanDraft
from tests import door
from tests.unit.gaps.cities import enact
from tests.unit.gaps.test_drafts import A_MUST, MUST, ON_SQLITE, TOMORROW
from tests.unit.registers.city import CITY, NANSHAN, NOON, City, lay, passage, write

pytestmark = pytest.mark.django_db

VALUE = {
    "value": "12 minutes", "since": TOMORROW, "document": "Order of 9 February 2020", "status": "confirmed", "note": "",
    "client": "a",
}  # fmt: skip


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: Any) -> Iterator[City]:
    """A gate and a car; the gates' musts in force."""
    with django_db_blocker.unblock(), transaction.atomic():
        city = lay()
        enact("gates.yaml")
        write("passage", passage(city, screened_at=NOON + 840))
        yield city
        transaction.set_rollback(True)
    plans.forget()


@pytest.fixture
def noon(laid: City, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock stands at noon of 9 February; what a test put in force is forgotten after it."""
    monkeypatch.setattr(clock, "real", lambda: NOON)
    yield
    plans.forget()


def browser(login: str, role: str, area: int = CITY, **held: Any) -> Client:
    """Someone who is signed in."""
    return door.signed_in(door.account(login, role=role, area=area), **held)


def text(response: Any) -> str:
    """What a page says."""
    return str(response.content.decode())


def signs(who: Client, page: str, client: str = "b", seen: Any = None) -> Any:
    """Sign what the page shows, or showed."""
    found = re.findall(r'name="(plan|found)" value="(\w+)"', text(who.get(page))) if seen is None else seen
    return who.post(f"{page}/sign", {"client": client, **dict(found)})


def drafted(who: Client, **changed: str) -> str:
    """Draft the value; the address of its page."""
    response = who.post("/values/screen_within/draft", {**VALUE, **changed})
    assert response.status_code == 303, text(response)
    return str(response["Location"])


def test_a_value_goes_from_the_list_over_two_persons_into_force(noon: None) -> None:
    ann, bob = browser("ann", "epidemiologist"), browser("bob", "city_command")
    assert "/values/screen_within" in text(ann.get("/values"))
    assert "/values/screen_within/draft" in text(ann.get("/values/screen_within"))
    assert "15 minutes, since 2020-01-25" in text(ann.get("/values/screen_within/draft"))
    page = drafted(ann)

    own = text(ann.get(page))
    assert "12 minutes from 2020-02-10, instead of 15 minutes" in own
    assert "You drafted it: another has to sign." in own
    assert f'action="{page}/sign"' not in own
    assert f'action="{page}/withdraw"' in own
    others = text(bob.get(page))
    assert f'action="{page}/sign"' in others
    assert "If it were in force now" in others
    assert page in text(bob.get("/drafts"))

    assert ann.post(f"{page}/sign", {}).status_code == 404, "no right to sign"
    assert signs(bob, page).status_code == 303
    assert signs(bob, page).status_code == 303, "a double click is one signature"
    signed = text(bob.get(page))
    assert "Signed: in force from 2020-02-10 00:00." in signed
    assert [str(one.value) for one in plans.in_force().plan.values["screen_within"].entries] == ["900", "720"]
    history = text(ann.get("/values/screen_within"))
    assert ("to come" in history, "in force" in history, page in history) == (True, True, True)
    again = signs(bob, page, "c")
    assert (again.status_code, "does not wait any more" in text(again)) == (422, True)


def test_a_must_goes_from_another_over_two_persons_into_force(noon: None) -> None:
    ann, bob = browser("ann", "city_command"), browser("bob", "city_command")
    assert f"/drafts/must?like={MUST}" in text(ann.get(f"/musts/{MUST}"))
    assert "/drafts/must?clause=2.3" in text(ann.get("/lines/gates"))
    begun = text(ann.get(f"/drafts/must?like={MUST}"))
    assert ("screened = true" in begun, "at + screen_within" in begun) == (True, True)
    response = ann.post("/drafts/must", {**A_MUST, "client": "a"})
    assert response.status_code == 303, text(response)
    page = response["Location"]
    said = text(bob.get(page))
    assert ("from 2020-02-10" in said, "自2020-02-10起" in said, "where: |-" in said) == (True, True, True)
    own = ann.post(f"{page}/sign", {"client": "b"})
    assert (own.status_code, "two persons" in text(own)) == (422, True)
    assert signs(bob, page, "c").status_code == 303
    assert bob.get(f"/musts/{A_MUST['must']}").status_code == 200


WRONG_VALUES = [
    ({"since": "2020-02-09"}, "since", "is past"),
    ({"since": ""}, "since", "not said from which day"),
    ({"value": "quickly"}, "value", "30 minutes"),
    ({"value": "15 minutes"}, "value", "would be what it is before"),
    ({"document": ""}, "document", "Source"),
    ({"value": "2 minutes"}, "", "musts/gates.yaml"),
]


@pytest.mark.parametrize(("changed", "field", "said"), WRONG_VALUES if ON_SQLITE else WRONG_VALUES[:1])
def test_what_is_wrong_with_a_value_is_said_beside_its_field(
    noon: None, changed: dict[str, str], field: str, said: str
) -> None:
    response = browser("ann", "epidemiologist").post("/values/screen_within/draft", {**VALUE, **changed})
    page = text(response)
    assert (response.status_code, said in page, "<title>Error" in page) == (422, True, True)
    assert f'value="{changed.get("document", VALUE["document"])}"' in page or not changed.get("document", "x")
    if field:
        assert f'id="id_{field}-error"' in page
    assert not PlanDraft.objects.exists()


WRONG_MUSTS = [
    ({"where": 'direction = "inn"'}, "where"), ({"must": "Two words"}, "must"), ({"must": MUST}, "must"),
    ({"clause": "99"}, "clause"), ({"has": ""}, "has"), ({"status": ""}, "status"), ({"title_zh": ""}, "title_zh"),
    ({"such_that": "screened = true\nand screaned_at is known"}, "such_that"), ({"by": ""}, "by"),
    ({"restricts": "yes"}, "restricts"), ({"independent": ""}, "independent"), ({"since": "2020-02-09"}, "since"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "field"), WRONG_MUSTS if ON_SQLITE else WRONG_MUSTS[:1])
def test_what_is_wrong_with_a_must_is_said_beside_its_field(
    noon: None, changed: dict[str, str], field: str
) -> None:
    response = browser("ann", "city_command").post("/drafts/must", {**A_MUST, "client": "a", **changed})
    page = text(response)
    assert response.status_code == 422
    assert f'id="id_{field}-error"' in page
    assert "Order of 9 February 2020" in page, "what was typed stays"


def test_a_draft_is_returned_with_a_reason_or_withdrawn_by_its_drafter(noon: None) -> None:
    ann, bob = browser("ann", "epidemiologist"), browser("bob", "city_command")
    first, second = drafted(ann), drafted(ann, since="2020-02-11", client="z")
    response = bob.post(f"{first}/return", {"client": "b", "words": ""})
    assert (response.status_code, 'id="return_draft-words-error"' in text(response)) == (422, True)
    assert bob.post(f"{first}/return", {"client": "b", "words": "The source says ten"}).status_code == 303
    assert "The source says ten" in text(ann.get(first))
    assert bob.post(f"{second}/withdraw", {"client": "d"}).status_code == 422
    assert ann.post(f"{second}/count", {}).status_code == 303
    assert ann.post(f"{second}/withdraw", {"client": "e"}).status_code == 303
    assert "withdrawn" in text(ann.get("/drafts"))


def test_a_part_of_the_city_sees_drafts_but_no_figures_and_signs_nothing(noon: None) -> None:
    page = drafted(browser("ann", "epidemiologist"))
    dan = browser("dan", "district_command", NANSHAN)
    seen = text(dan.get(page))
    assert ("What it would find is withheld" in seen, "duties due" in seen, f"{page}/sign" in seen) == (
        True,
        False,
        False,
    )
    assert dan.post(f"{page}/sign", {"client": "b"}).status_code == 422
    eve = browser("eve", "epidemiologist", NANSHAN)
    refused = eve.post("/values/screen_within/draft", VALUE)
    assert (refused.status_code, "whole city" in text(refused)) == (422, True)
    reader = browser("fay", "brief_reader")
    assert "/draft" not in text(reader.get("/values/screen_within")).replace("/drafts", "")
    assert reader.get("/drafts").status_code == 404
    assert reader.get("/values/nothing_such").status_code == 404


def test_a_signature_asks_for_a_fresh_second_factor(noon: None) -> None:
    page = drafted(browser("ann", "epidemiologist"))
    stale = browser("bob", "city_command", factor_at=NOON - 3600)
    response = stale.post(f"{page}/sign", {"client": "b"})
    assert (response.status_code, response["Location"].startswith("/sign-in/again")) == (303, True)
    assert PlanDraft.objects.get().state == "waiting"


def test_the_pages_ask_as_much_for_three_drafts_as_for_one(noon: None) -> None:
    ann = browser("ann", "city_command")
    counts: list[int] = []
    for client in ("a", "b", "c"):
        page = drafted(ann, client=client, since=f"2020-02-1{len(counts)}")
        if client == "b":
            continue
        for address in (page, "/drafts", "/values/screen_within", "/values"):
            ann.get(address)
            with CaptureQueriesContext(connection) as looks:
                assert ann.get(address).status_code == 200
            counts.append(len(looks))
    assert counts[:4] == counts[4:]


def test_what_is_signed_is_what_was_shown(noon: None) -> None:
    ann, bob = browser("ann", "epidemiologist"), browser("bob", "city_command")
    other = drafted(ann, value="14 minutes", since="2020-02-12")
    page = drafted(ann, client="x", since="2020-02-11")
    found = re.findall(r'name="(plan|found)" value="(\w+)"', text(bob.get(page)))
    assert [name for name, _ in found] == ["plan", "found"]
    for seen in ([], [found[0]], [found[0], ("found", "x")]):
        refused = signs(bob, page, seen=seen)
        assert (refused.status_code, "Look again" in text(refused)) == (422, True)
    again = re.findall(r'name="(plan|found)" value="(\w+)"', text(refused))
    assert again == found, "what is shown now"
    note = "in place of the value since 2020-01-25"
    assert (note in text(bob.get(page)), "Count again before" in text(bob.get(page))) == (True, False)
    # another value comes first: the plan is another, what was counted was counted on the one before
    fresh = drafted(ann, client="y", since="2020-02-13", value="13 minutes")
    assert signs(bob, other, "o").status_code == 303
    refused = signs(bob, page, seen=found)
    assert (refused.status_code, "Look again" in text(refused)) == (422, True)
    assert "Count again before you sign" in text(bob.get(fresh))
    # a value for the days before one that is to come
    early = drafted(ann, client="z")
    assert "12 minutes (until 2020-02-12, then 14 minutes) from 2020-02-10, instead of 15 minutes" in text(
        bob.get(early)
    )
    late = drafted(ann, client="l", since="2020-02-14", value="13 minutes")
    assert "13 minutes from 2020-02-14, instead of 14 minutes" in text(bob.get(late))


def test_a_plan_that_comes_while_a_draft_is_shown_is_not_signed_as_shown(
    noon: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = browser("ann", "epidemiologist"), browser("bob", "city_command")
    page, other = drafted(ann), ann.post("/drafts/must", {**A_MUST, "client": "c"})["Location"]
    show = one_draft.shown

    def late(*said: Any, **more: Any) -> Any:
        made = show(*said, **more)
        monkeypatch.setattr(one_draft, "shown", show)
        assert signs(browser("carl", "city_command"), other, "d").status_code == 303
        return made

    monkeypatch.setattr(one_draft, "shown", late)
    seen = re.findall(r'name="(plan|found)" value="(\w+)"', text(bob.get(page)))
    refused = signs(bob, page, seen=seen)
    assert (refused.status_code, "Look again" in text(refused)) == (422, True)


def test_no_draft_that_waits_is_lost_behind_newer_ones(noon: None, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = browser("ann", "epidemiologist")
    monkeypatch.setattr(drafts, "LISTED", 1)
    first, second, third = (drafted(ann, client=one) for one in "abc")
    for page in (second, third):
        ann.post(f"{page}/withdraw", {"client": page[-9:]})
    listed = text(ann.get("/drafts"))
    assert [page in listed for page in (first, second, third)] == [True, False, True]
