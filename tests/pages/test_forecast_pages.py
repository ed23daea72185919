"""The outlook's pages on the real list of Shenzhen: the published range of R, what was known then, stays and delays; and whose they are."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import sync_playwright

from lianfang.cli import outlook, site
from lianfang.entry import clock
from lianfang.fronts.forecasts.gathering import gather
from lianfang.gaps import plans
from lianfang.interop import mappings
from lianfang.registers.access import Reader
from lianfang.registers.models import Account, Area, Case, Journal
from tests import door
from tests.arch.source import ROOT
from tests.pages.seen import Seen
from tests.unit.interop.files import AT, BY, bring, lay_areas, plan

pytestmark = pytest.mark.django_db
NOW = 1585497600  # 2020-03-30 00:00 in Shanghai
THEN = {"as_of": "2020-02-12", "known_at": "2020-02-12"}


@pytest.fixture(scope="module", autouse=True)
def _shenzhen(data_folder: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The real list is in, once for all that look at it, and the shipped plan is in force."""
    folder = data_folder("shenzhen_cases_2020")
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "real", lambda: NOW)
        lay_areas()
        bring(folder / "daily_district.csv", mappings.find("shenzhen_cases_2020/daily_district", plan()))
        bring(folder / "cases.csv", mappings.find("shenzhen_cases_2020/cases", plan()))
        plans.forget()
        plans.enact(folder=plan(), by=BY, at=AT)
        city = Area.objects.get(gb_code="440300").id
        for login, role in (("eve", "epidemiologist"), ("gus", "gate_worker")):
            door.account(login, role=role, area=city)
        yield
        transaction.set_rollback(True)
    plans.forget()


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "real", lambda: NOW)


def seen(route: str, login: str = "eve", **query: str) -> Any:
    """A page and what it was made of."""
    client: Client = door.signed_in(Account.objects.get(login=login))
    answer = client.get(reverse(f"forecasts:{route}"), query)
    assert answer.status_code == 200, answer.content[:400]
    text = answer.content.decode()
    assert "nan" not in text.lower().replace("nanshan", "").replace("tenancy", "")
    return answer


def table(of: Any) -> list[list[str]]:
    """What the cells of a table say."""
    return [[cell.text for cell in row.cells] for row in of.rows]


def test_r_is_printed_as_the_range_that_origins_leave_open() -> None:
    """30 January to 5 February, known finally: the figures of the engine's own test, through registers and page."""
    answer = seen("evening", as_of="2020-02-05", known_at="2020-03-13")
    assert "about 0.36 (0.27–0.47)" in answer.context["headline"]
    assert "against 0.13 (0.08–0.20)" in answer.context["headline"]
    row = next(row for row in table(answer.context["windows"]) if row[0].startswith("2020-01-30"))
    assert (row[1], row[2], row[4]) == ("17–49", "0.13 (0.08–0.20)", "0.36 (0.27–0.47)")
    assert "0.36 (0.27–0.47)" in answer.content.decode()


def test_what_was_known_then_stands_beside_what_is_known_finally() -> None:
    answer = seen("evening", **THEN)
    rows = {row[0][:10]: row for row in table(answer.context["compared"])}
    assert rows["2020-01-30"][2:5] == ["0.12–0.34", "17–49", "0.13–0.36"]
    assert rows["2020-02-06"][1:] == ["3–11", "too few–0.17", "8–21", "too few–0.29", ""]  # held back then
    given = [row[0][:10] for row in table(answer.context["windows"]) if row[-1] == "as reported"]
    assert max(given) == "2020-01-30"
    drawn = answer.context["onsets"]
    assert len(drawn.whiskers) == 6  # 6 to 11 February; of the 12th too little is known
    assert {shape.kind for shape in answer.context["r"].ribbons} == {"", "still"}
    before = seen("evening", as_of="2020-02-10", known_at="2020-02-12")
    assert len(before.context["onsets"].whiskers) == 5  # 6 to 10 February
    assert seen("evening", as_of="2020-02-12", known_at="2020-03-13").context["onsets"].whiskers == ()


def test_the_evening_and_the_forecast_of_that_day_are_photographed() -> None:
    """As of and known at 12 February: the evening in zh on a desk, the forecast in en on a phone; nobody is in them."""
    found = shutil.which("chromium")
    if found is None or connection.vendor != "sqlite":
        return
    refs = list(Case.objects.values_list("ref", flat=True))
    client, htmls = door.signed_in(Account.objects.get(login="eve")), {}
    for language, width, route in (("zh-hans", 1280, "evening"), ("en", 360, "ahead")):
        client.cookies["lianfang_language"] = language
        html = client.get(reverse(f"forecasts:{route}"), THEN).content.decode()
        assert not any(ref in html for ref in refs)
        htmls[f"shenzhen-2020-02-12-{route}-{language}-{width}"] = (html, width)
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=found)
        for name, (html, width) in htmls.items():
            with Seen(chromium, html, width=width) as shown:
                assert (shown.complaints, shown.is_too_wide()) == ([], False), name
                shown.photograph(name)
                figure = shown.page.locator("figure[data-first] .across").first
                figure.focus()
                shown.page.keyboard.press("ArrowLeft")
                assert shown.page.locator(".readout strong").first.inner_text()[:2] in ("01", "02"), name
        chromium.close()


def test_a_figure_opens_its_cases_and_no_person_of_a_published_list_is_among_them() -> None:
    page = seen("evening", **THEN)
    figure = next(one for one in page.context["figures"].figures if one.href and "since=" in one.href)
    client = door.signed_in(Account.objects.get(login="eve"))
    answer = client.get(figure.href)
    assert answer.context["cases"].rows == []
    districts = table(answer.context["districts"])
    assert sum(int(row[-1]) for row in districts) == figure.high == 45
    text = answer.content.decode()
    assert "45 of these cases are real persons" in text
    assert not any(ref in text for ref in Case.objects.values_list("ref", flat=True))


def test_cases_are_those_that_the_brief_counts() -> None:
    known = date(2020, 2, 12)
    reader = Reader("ann", "epidemiologist", purpose="case_investigation")
    found = gather(reader=reader, area=0, as_of=known, known_at=known, zone="Asia/Shanghai")
    assert (len(found.cases), found.undecided) == (391, 391)
    futian = Area.objects.get(gb_code="440304").id
    inside = gather(reader=reader, area=futian, as_of=known, known_at=known, zone="Asia/Shanghai")
    assert len(inside.cases) == Case.objects.filter(reported_on__lte=known, district=futian).count() > 0


def test_delays_of_the_first_391_cases() -> None:
    answer = seen("delays", **THEN)
    first = table(answer.context["delays"])[0]
    assert first[:6] == ["onset to first visit", "381", "3.90", first[3], first[4], "2"]
    groups = table(answer.context["groups"])[0]
    assert (groups[1], groups[2], groups[4][:4]) == ("3.02", "4.32", "0.59")
    later = seen("delays", as_of="2020-02-25", known_at="2020-02-25").context["stay"].facts
    assert (later[2].text[:2], later[3].text) == ("21", "17")


def test_a_forecast_that_does_not_beat_the_plain_ones_says_so() -> None:
    answer = seen("ahead", as_of="2020-02-25", known_at="2020-02-25")
    assert "NOT do better" in answer.context["verdict"]
    assert [row[0] for row in table(answer.context["scores"])] == [
        "renewal",
        "last value",
        "14-day log-linear",
    ]
    beds = answer.context["loads"][0]
    there, free, ahead = beds.figures.figures[:3]
    assert (there.value, free.value) == (155, None)  # 417 less 262 discharged; no bed is on record
    assert ahead.low < ahead.value < ahead.high < there.value
    assert "nobody can tell what is free" in beds.note
    # Nobody keeps a register of areas at risk here: no stream, and the page says why. By district by where cases live.
    assert answer.context["stream"] is None
    assert any("No place is on record as at risk" in one.what for one in answer.context["notices"])
    lying = {row[0]: int(row[2]) for row in table(answer.context["districts"])}
    assert lying.keys() <= set(Area.objects.filter(level="district").values_list("name_en", flat=True))
    assert 0 < sum(lying.values()) < 155
    near = seen("ahead", as_of="2020-02-25", known_at="2020-02-25", area="440305").context
    assert near["loads"][0].figures.figures[0].value == lying["Nanshan"]
    assert near["districts"] is None
    assert "judged by those of the whole city" in near["loads"][0].note


def test_too_little_is_said_and_never_worked_out() -> None:
    answer = seen("evening", as_of="2020-01-05", known_at="2020-03-13", area="440308")
    assert answer.context["headline"] == ""
    assert answer.context["onsets"] is None
    early = seen("ahead", as_of="2020-01-20", known_at="2020-01-20")
    assert early.context["picture"] is None
    assert early.context["notices"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"as_of": "2020-13-01"}, "2020-13-01"), ({"known_at": "2030-01-01"}, "2030-01-01 is not over"),
        ({"si_mean": "0"}, "'0' is no serial interval"), ({"si_sd": "nan"}, "'nan' is no serial interval"),
        ({"si_mean": "1"}, "mean"), ({"area": "999999"}, None), ({"si_sd": "1e-300"}, "'1e-300' is no serial interval"),
        ({"as_of": "0001-01-01"}, "0001-01-01 lies before 1970-01-01"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said(query: dict[str, str], words: str | None) -> None:
    answer = door.signed_in(Account.objects.get(login="eve")).get(reverse("forecasts:evening"), query)
    if words is None:
        assert answer.status_code == 404
        return
    assert answer.status_code == 422
    [notice] = answer.context["notices"]
    assert words in notice.what
    assert notice.more


def test_no_day_at_the_edge_of_the_calendar_is_asked_of() -> None:
    client = door.signed_in(Account.objects.get(login="eve"))
    for route in ("evening", "ahead", "delays", "cases"):
        for query in ({"as_of": "0001-01-01"}, {"as_of": "0001-06-01"}, {"known_at": "0001-01-01"}):
            answer = client.get(reverse(f"forecasts:{route}"), query)
            assert answer.status_code == 422, (route, query)
    edge = client.get(reverse("forecasts:cases"), {"since": "0001-01-01", "until": "9999-12-31"})
    assert edge.status_code == 200


def test_whose_page_it_is_not_finds_none_and_reading_leaves_a_trace() -> None:
    client = door.signed_in(Account.objects.get(login="gus"))
    for route in ("evening", "ahead", "delays", "cases"):
        assert client.get(reverse(f"forecasts:{route}")).status_code == 404
    before = Journal.objects.filter(verb="read", register="case").count()
    seen("evening", **THEN)
    assert Journal.objects.filter(verb="read", register="case").count() == before + 1


def test_a_page_asks_a_pinned_number_of_questions() -> None:
    seen("evening", **THEN)
    client = door.signed_in(Account.objects.get(login="eve"))
    for route, most in (("evening", 13), ("ahead", 13), ("delays", 13), ("cases", 16)):
        client.get(reverse(f"forecasts:{route}"), THEN)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(f"forecasts:{route}"), THEN)
        assert len(asked) <= most, (route, len(asked))


def test_the_command_answers_from_the_registers_in_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "ready", lambda: None)
    schema = json.loads((ROOT / "docs" / "reference" / "outlook.schema.json").read_text("utf-8"))
    then = ["--city", "--known-at", "2020-02-12", "--json"]
    words = (["r", "--as-of", "2020-02-12"], ["nowcast"], ["delays", "--delay", "stay"])
    said = []
    for one in words:
        made = CliRunner().invoke(outlook.command, [*one, *then])
        assert made.exit_code == 0, made.output
        said.append(json.loads(made.stdout))
        jsonschema.validate(said[-1], schema)
    assert said[0]["complete_until"] == said[1]["complete_until"] == "2020-02-05"
    assert {one["code"] for one in said[0]["remarks"]} >= {"outlook/stopped", "forecasts/origin-by-travel"}
    assert said[2]["stay"]["n"] == 391
    ahead = CliRunner().invoke(outlook.command, ["forecast", "--city", "--as-of", "2020-02-25", "--json"])
    assert json.loads(ahead.stdout)["beats_baselines"] is False
    both = CliRunner().invoke(outlook.command, ["r", "x.csv", "--city"])
    assert both.exit_code == 2
