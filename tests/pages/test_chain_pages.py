"""The transmission picture: what ties cases, who sees whom, as recorded by a day; and the dossier of a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lianfang.entry import clock
from lianfang.fronts.chains import doubles
from lianfang.gaps import plans
from lianfang.registers import keys
from lianfang.registers.access import Reader
from lianfang.registers.models import Account, Case, Identifier, Journal, Person
from tests import door
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import CITY, FUTIAN, NANSHAN, NOON, write

pytestmark = pytest.mark.django_db
DAY = 86400
NO_LINK = "This case is linked with no other"


@dataclass(frozen=True)
class Outbreak:
    """References of cases: ``a`` infected ``b``; ``b`` goes with ``c``; ``d`` and ``e`` were at one meal; ``f`` is of elsewhere and was
    said to have infected ``b`` too, a day later; ``g`` is alone; ``h`` is no case any more.
    """

    refs: dict[str, str]


@pytest.fixture(scope="module")
def outbreak(django_db_setup: None, django_db_blocker: Any) -> Iterator[Outbreak]:
    """Cases and links of two districts, and who looks; laid once."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "real", lambda: NOON)
        lay_small()
        for login, role, area in (
            ("eve", "epidemiologist", CITY), ("dan", "epidemiologist", NANSHAN), ("gus", "gate_worker", NANSHAN),
        ):  # fmt: skip
            door.account(login, role=role, area=area)
        yield _laid()
        transaction.set_rollback(True)
    plans.forget()


def _laid() -> Outbreak:
    places = {"f": FUTIAN}
    onsets = {"a": 3, "b": 1, "c": 4, "d": 5, "f": 2, "h": 2}
    rows: list[dict[str, Any]] = [
        {
            "classification": "NO_CASE" if name == "h" else "CONFIRMED", "area": places.get(name, NANSHAN), "age": 44,
            "onset_on": date(2020, 2, onsets[name]) if name in onsets else None, "sex": "female", "occupation": "TEACHER",
            "isolated_at": NOON - 2 * DAY if name == "a" else None,
        }
        for name in "abcdefgh"
    ]  # fmt: skip
    ids = dict(zip("abcdefgh", write("case", *rows, at=NOON - 3 * DAY), strict=True))
    event = write(
        "event",
        {"title": "Dinner <8>", "status": "CLUSTER", "setting": "dining", "area": NANSHAN},
        at=NOON - 3 * DAY,
    )[0]
    attending: list[dict[str, Any]] = [{"event": event, "case": ids[one], "area": NANSHAN} for one in "de"]
    write(
        "participant",
        *attending,
        at=NOON - 3 * DAY,
    )
    links: list[dict[str, Any]] = [
        {"case": ids["b"], "other": ids["a"], "directed": True, "evidence": "lived <together>", "setting": "household", "area": NANSHAN},
        {"case": ids["b"], "other": ids["c"], "area": NANSHAN}, {"case": ids["c"], "other": ids["h"], "area": NANSHAN},
    ]  # fmt: skip
    write("case_link", *links, at=NOON - 2 * DAY)
    later = {
        "case": ids["b"],
        "other": ids["f"],
        "directed": True,
        "evidence": "same office",
        "setting": "work",
        "area": NANSHAN,
    }
    write("case_link", later, at=NOON - DAY)
    write(
        "contact",
        {"case": ids["c"], "became_case": ids["d"], "identified_at": NOON, "area": NANSHAN},
        at=NOON - DAY,
    )
    return Outbreak({name: Case.objects.get(id=key).ref for name, key in ids.items()})


@pytest.fixture(autouse=True)
def _noon(outbreak: Outbreak, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "real", lambda: NOON)


def browser(login: str) -> Client:
    """Someone who is signed in."""
    return door.signed_in(Account.objects.get(login=login))


def seen(login: str, route: str, *names: str, **query: str) -> Any:
    """A page and what it was made of."""
    answer = browser(login).get(reverse(f"chains:{route}", args=names), query)
    assert answer.status_code == 200, answer.content[:400]
    return answer


def said(answer: Any) -> dict[str, int]:
    """The figures of a picture."""
    return {one.title: one.value for one in answer.context["figures"].figures}


def test_links_contacts_and_events_tie_cases_and_only_told_directions_count(outbreak: Outbreak) -> None:
    page = seen("eve", "chains")
    assert said(page) == {
        "cases in clusters": 6, "cases without a link": 1, "clusters": 1, "largest cluster": 6, "links with a direction": 2,
        "links without a direction": 4, "infected fell ill first": 2, "cases in conflict": 1,
    }  # fmt: skip
    text = page.content.decode()
    assert text.count('class="tie back"') == 3  # two in the picture, one in its key
    assert "Dinner &lt;8&gt;" in text
    assert "more than one is said to have infected this case" in text
    assert outbreak.refs["h"] not in text
    assert Journal.objects.filter(register="case", fields="rows=6", actor="eve").exists()


def test_as_of_a_day_only_what_was_recorded_by_then_is_drawn(outbreak: Outbreak) -> None:
    page = seen("eve", "chains", as_of="2020-02-07T18:00", known_at="2020-02-07T18:00")
    assert said(page)["cases in clusters"] == 5
    assert said(page)["cases in conflict"] == 0
    generations = {row.cells[0].text: row.cells[4].text for row in page.context["cases"].rows}
    assert [generations[outbreak.refs[one]] for one in "abc"] == ["0", "1", "not told"]
    assert said(seen("eve", "chains", as_of="2020-02-05", known_at="2020-02-05"))["cases in clusters"] == 0


def test_what_came_in_today_about_last_week_is_in_last_weeks_picture(outbreak: Outbreak) -> None:
    Case.objects.update(recorded_at=NOON, reported_on=date(2020, 2, 4))
    Case.objects.filter(ref=outbreak.refs["e"]).update(reported_on=date(2020, 2, 8))
    then = said(seen("eve", "chains", as_of="2020-02-06T18:00"))["cases in clusters"]
    assert then == said(seen("eve", "chains"))["cases in clusters"] - 1
    page = seen("eve", "chains", as_of="2020-02-06T18:00", known_at="2020-02-06T18:00")
    assert said(page)["cases in clusters"] == 0
    assert browser("eve").get(reverse("chains:chains"), {"known_at": "soon"}).status_code == 422


def test_a_case_beyond_reach_is_a_grey_one_without_anything(outbreak: Outbreak) -> None:
    for view in ("graph", "days"):
        text = seen("dan", "chains", view=view).content.decode()
        assert outbreak.refs["f"] not in text
        assert "not within your reach" in text
    page = seen("dan", "dossier", outbreak.refs["b"])
    assert outbreak.refs["f"] not in page.content.decode()
    assert browser("dan").get(reverse("chains:case", args=[outbreak.refs["f"]])).status_code == 404
    assert browser("gus").get(reverse("chains:chains")).status_code == 404


def test_a_picture_is_narrowed_by_setting_area_and_cluster(outbreak: Outbreak) -> None:
    assert said(seen("eve", "chains", setting="dining"))["clusters"] == 1
    assert said(seen("eve", "chains", setting="school"))["clusters"] == 0
    assert said(seen("eve", "chains", area="440304"))["clusters"] == 1
    assert said(seen("eve", "chains", cluster=outbreak.refs["d"]))["cases in clusters"] == 6
    assert NO_LINK in seen("eve", "case", outbreak.refs["g"]).content.decode()
    assert browser("eve").get(reverse("chains:chains"), {"area": "nowhere"}).status_code == 404
    assert browser("eve").get(reverse("chains:chains"), {"as_of": "soon"}).status_code == 422


def test_a_dossier_has_no_names_its_links_with_evidence_and_what_is_not_known(outbreak: Outbreak) -> None:
    page = seen("eve", "dossier", outbreak.refs["a"])
    text = page.content.decode()
    assert "lived &lt;together&gt;" in text
    assert "40–49" in text
    unknown = {row.cells[0].text: row.cells[2].text for row in page.context["unknown"].rows}
    assert unknown["day of onset and first positive sample"] == outbreak.refs["e"]
    assert unknown["which of several infectors, or which way round"] == outbreak.refs["b"]
    days = [row.cells[6].text for row in page.context["links"].rows]
    assert days == ["−2", "", "−1", "", "", ""]
    alone = browser("eve").get(reverse("chains:dossier", args=[outbreak.refs["g"]]))
    assert alone.status_code == 422
    assert "there is no cluster to print" in alone.content.decode()


def test_a_picture_asks_as_often_for_many_cases_as_for_few(outbreak: Outbreak) -> None:
    client, counts = browser("eve"), []
    for day in ("2020-02-07T18:00", "2020-02-09T12:00"):
        with CaptureQueriesContext(connection) as looks:
            client.get(reverse("chains:chains"), {"as_of": day})
        counts.append(len(looks))
    assert counts[1] - counts[0] <= 1
    assert counts[1] <= 40


CROWD: list[dict[str, Any]] = [
    {"name": f"甲{n}", "telephone": f"1390000{n:04}", "birth_year": 1950 + n % 60} for n in range(60)
]
"""Beside whom a name is rare."""


def _recorded(*people: dict[str, Any]) -> list[str]:
    """People with identifiers, recorded as a gate does: references."""
    made = []
    for one in people:
        told: dict[str, Any] = {name: one[name] for name in ("birth_year", "sex", "area") if name in one}
        [key] = write("person", {"area": NANSHAN, **told})
        for kind in ("name", "telephone", "document"):
            if kind in one:
                Identifier.objects.create(
                    person_id=key, kind=kind, cipher=keys.seal(one[kind], "identifiers"), match=keys.match(kind, one[kind]),
                    recorded_at=NOON,
                )  # fmt: skip
        made.append(Person.objects.get(id=key).ref)
    return made


def test_who_stands_there_twice_is_proposed_with_reasons_and_never_again_once_parted(
    outbreak: Outbreak,
) -> None:
    twice: dict[str, Any] = {
        "name": "欧阳一二",
        "telephone": "13800000001",
        "birth_year": 1980,
        "sex": "male",
    }
    other = {**twice, "document": "44030019800101123X"}
    near = {"name": "另一人", "telephone": "13800000001", "birth_year": 1955, "sex": "female"}
    beyond = {**other, "area": FUTIAN}
    one, two, three, four = _recorded(twice, other, near, beyond)
    _recorded(*CROWD)
    page = browser("dan").get(reverse("chains:duplicates"))
    text = page.content.decode()
    assert [row.cells[1].text for row in page.context["table"].rows] == [one]
    assert "telephone +" in text
    assert "欧阳" not in text
    assert three not in text
    assert four not in text
    assert len(browser("eve").get(reverse("chains:duplicates")).context["table"].rows) == 3
    path = reverse("chains:pair", args=[one, two])
    seen_pair = browser("dan").get(path)
    assert "the same name" in seen_pair.content.decode()
    assert "欧阳" not in seen_pair.content.decode()
    assert Journal.objects.filter(verb="read", register="person", fields="identifiers=5").exists()
    assert browser("dan").get(reverse("chains:pair", args=[one, four])).status_code == 404
    assert browser("dan").post(path, {"decision": "not_same", "reason": ""}).status_code == 422
    assert browser("dan").post(path, {"reason": "x"}).status_code == 422
    same = browser("dan").post(path, {"decision": "same", "reason": "papers seen"})
    assert same["Location"] == reverse("board:merge", args=["person", one]) + f"?other={two}"
    assert browser("dan").post(path, {"decision": "not_same", "reason": "two brothers"}).status_code == 303
    assert browser("dan").get(reverse("chains:duplicates")).context["table"].rows == []
    assert "two brothers" in browser("dan").get(path).content.decode()


def test_what_was_found_in_the_whole_site_is_kept_for_pages_within_each_ones_reach(
    outbreak: Outbreak, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    settings.HOME = tmp_path
    twice: dict[str, Any] = {
        "name": "司空三四",
        "telephone": "13700000009",
        "birth_year": 1971,
        "sex": "female",
    }
    _recorded(*CROWD)
    refs = _recorded(twice, twice, {**twice, "area": FUTIAN})
    monkeypatch.setattr(doubles, "LIVE", 1)
    assert browser("dan").get(reverse("chains:duplicates")).status_code == 200
    everywhere = Reader("console", "operator", purpose="maintenance")
    doubles.keep(doubles.find(reader=everywhere, at=NOON))
    shown = browser("dan").get(reverse("chains:duplicates")).context["table"].rows
    assert [{row.cells[1].text, row.cells[2].text} for row in shown] == [set(refs[:2])]
    assert (tmp_path / doubles.KEPT).stat().st_mode & 0o77 == 0


def test_who_reads_for_another_purpose_is_told_which_one_opens_the_picture(outbreak: Outbreak) -> None:
    eve = Account.objects.get(login="eve")
    for address in ("/chains", f"/chains/{outbreak.refs['a']}", f"/chains/{outbreak.refs['a']}/dossier"):
        page = door.signed_in(eve, purpose="response").get(address)
        assert (page.status_code, "case investigation" in page.content.decode()) == (422, True)
