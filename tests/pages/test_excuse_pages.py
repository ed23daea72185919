"""An excuse is asked for by one and granted or refused by another who may sign there; then it counts, or the gap stands."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, transaction

from lianfang.entry import clock
from lianfang.gaps.models import Excuse, ExcuseRequest
from lianfang.registers.models import Journal, Notice, Site
from tests import door
from tests.pages.test_work_pages import (  # noqa: F401 (fixtures)
    COMMUNITY,
    MUST,
    NANSHAN,
    STREET,
    Town,
    figures,
    hidden,
    laid_once,
    look,
    town_of_the_day,
)
from tests.unit.registers.city import FUTIAN, NOON, write

pytestmark = pytest.mark.django_db


FAR: dict[str, Any] = {"kind": "compound", "name_zh": "远", "name_en": "Far"}


def ask(town: Town, client: Any, n: int = 0, **typed: str) -> Any:
    """Fill in the form of a gap and send it."""
    form = hidden(client.get("/excuses/new?" + urlencode({"gap": town.key(n)})), "/excuses/new")
    said = {"reason": "site_out_of_use", "words": "Being <rebuilt>", "until": "2020-02-14"}
    return client.post("/excuses/new", {**form, **said, **typed})


def test_one_asks_another_grants_and_the_gap_is_excused(town: Town) -> None:
    carl = town.browser("carl", "community_officer", COMMUNITY)
    dora, fay = (
        town.browser("dora", "district_command", NANSHAN),
        town.browser("fay", "district_command", FUTIAN),
    )
    way = "/excuses/new?" + urlencode({"gap": town.key()})
    assert way in look(carl.get(f"/records/site/{town.compounds[0]}"))
    made = ask(town, carl)
    assert made.status_code == 303
    ref = made["Location"].rsplit("/", 1)[1]
    assert Notice.objects.get().event == f"excuse_waits/{ref}"
    assert Notice.objects.get().account.login == "dora"
    assert figures(town.clock.now)[1] == 3
    page = look(dora.get(f"/excuses/{ref}"))
    assert ("Being &lt;rebuilt&gt;" in page, f"/excuses/{ref}/grant" in page) == (True, True)
    assert (
        f"/excuses/{ref}/grant" in look(carl.get(f"/excuses/{ref}")),
        carl.post(f"/excuses/{ref}/grant").status_code,
    ) == (False, 404)
    assert [fay.get(f"/excuses/{ref}").status_code, fay.post(f"/excuses/{ref}/grant").status_code] == [
        404,
        404,
    ]
    sent = [dora.post(f"/excuses/{ref}/grant", {"client": "c"}).status_code for _ in range(2)]
    one = Excuse.objects.get()
    assert (sent, one.given_by, one.approved_by, one.request.ref) == ([303, 303], "carl", "dora", ref)
    assert figures(town.clock.now)[1] == 2
    assert "granted by dora" in look(carl.get("/excuses"))
    assert Notice.objects.get(kind="excuse_decided").account.login == "carl"
    late = dora.post(f"/excuses/{ref}/refuse", {"answer": "No", "client": "d"})
    assert (late.status_code, "decided already" in look(late)) == (422, True)
    kept = Journal.objects.filter(register="excuse_request").order_by("id")
    assert [(e.verb, e.actor) for e in kept] == [("ask_excuse", "carl"), ("grant_excuse", "dora")]


def test_at_a_demonstration_too_whoever_may_grant_it_is_told(
    town: Town,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = town.clock.now
    monkeypatch.setattr(clock, "now", lambda: shown)
    town.clock.now += 6 * 365 * 86400
    carl = town.browser("carl", "community_officer", COMMUNITY)
    town.browser("dora", "district_command", NANSHAN)
    assert ask(town, carl).status_code == 303
    assert (Notice.objects.get().account.login, ExcuseRequest.objects.get().asked_at) == ("dora", shown)


def test_a_refusal_says_why_and_the_gap_stands(town: Town) -> None:
    carl, dora = (
        town.browser("carl", "community_officer", COMMUNITY),
        town.browser("dora", "district_command", NANSHAN),
    )
    ref = ask(town, carl)["Location"].rsplit("/", 1)[1]
    silent = dora.post(f"/excuses/{ref}/refuse", {"answer": " ", "client": "c"})
    assert (silent.status_code, "Say why it is refused" in look(silent)) == (422, True)
    assert (
        dora.post(f"/excuses/{ref}/refuse", {"answer": "Open the back door", "client": "c"}).status_code
        == 303
    )
    assert ("Open the back door" in look(carl.get("/excuses")), figures(town.clock.now)[1]) == (True, 3)
    # It may be asked for again.
    assert ask(town, carl).status_code == 303


def test_bad_input_says_how_to_mend_it_and_nobody_grants_their_own(town: Town) -> None:
    dora = town.browser("dora", "district_command", NANSHAN)
    for typed, said in (
        ({"until": "soon"}, "soon"), ({"until": "2020-02-10"}, "ends no later"), ({"until": "2031-01-01"}, "beyond the plan"),
        ({"reason": "other", "words": ""}, "said in words"), ({"reason": ""}, "Choose one"),
    ):  # fmt: skip
        answer = ask(town, dora, 0, **typed)
        assert (answer.status_code, said in look(answer)) == (422, True), said
    assert dora.get("/excuses/new?gap=no/no/").status_code == 404
    ref = ask(town, dora)["Location"].rsplit("/", 1)[1]
    own = dora.post(f"/excuses/{ref}/grant")
    assert (own.status_code, "The same person" in look(own)) == (422, True)
    twice = ask(town, dora)
    assert (twice.status_code, "open request already" in look(twice)) == (422, True)
    assert ExcuseRequest.objects.count() == 1


def test_whose_record_is_not_there_for_one_asks_for_nothing_and_learns_nothing(town: Town) -> None:
    street = town.browser("carl", "community_officer", COMMUNITY)
    elsewhere = Site.objects.exclude(ref__in=town.compounds).filter(kind="compound").first()
    if elsewhere is None:
        [row] = write("site", {**FAR, "area": FUTIAN})
        elsewhere = Site.objects.get(id=row)
    must = town.key().split("/")[0]
    form = hidden(street.get("/excuses/new?" + urlencode({"gap": town.key()})), "/excuses/new")
    said = {"reason": "site_out_of_use", "words": "x", "until": "2020-02-14"}
    told = {}
    for ref in (elsewhere.ref, "0" * 16):
        answer = street.post("/excuses/new", {**form, **said, "gap": f"{must}/{ref}"})
        assert answer.status_code == 422
        told[ref] = str(door.plain(answer)).replace(ref, "")
    assert len(set(told.values())) == 1
    assert not ExcuseRequest.objects.exists()


SAID: dict[str, Any] = {
    "must_id": 1, "subject_id": 1, "period": 0, "area_id": STREET, "reason": "force_majeure", "begins_at": NOON,
    "until": NOON + 1, "asked_by": "a", "asked_at": NOON,
}  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"until": NOON}, {"reason": ""}, {"reason": "other"}, {"decided_at": NOON}, {"decided_by": "b"},
        {"decided_by": "a", "decided_at": NOON, "answer": "n"}, {"decided_by": "b", "decided_at": NOON},
        {"decided_by": "b", "decided_at": NOON - 1, "answer": "n"},
    ],
)  # fmt: skip
def test_the_database_refuses_what_is_no_request(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ExcuseRequest.objects.create(**{**SAID, **wrong})


def test_the_database_keeps_one_open_request_a_duty() -> None:
    ExcuseRequest.objects.create(**SAID)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExcuseRequest.objects.create(**SAID)
