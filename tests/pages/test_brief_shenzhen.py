"""The brief and the board of Shenzhen on 12 and 13 February 2020, from the published list and daily table."""

from __future__ import annotations

import csv
import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from playwright.sync_api import sync_playwright

from lianfang.base.instants import end_of
from lianfang.fronts.command import brief
from lianfang.fronts.command.shapes import Brief
from lianfang.fronts.treatment.course import course
from lianfang.gaps import plans
from lianfang.gaps.rebuild import rebuild
from lianfang.interop import mappings
from lianfang.registers.access import Reader
from lianfang.registers.models import Area, Case
from tests import door
from tests.pages.seen import Seen
from tests.unit.interop.files import AT, BY, bring, lay_areas, plan

pytestmark = pytest.mark.django_db

ZONE = "Asia/Shanghai"
DAY = "2020-02-12"
LANGUAGES = {"zh": "zh-hans", "en": "en"}
NAMES = {
    "total": "confirmed", "new": "new_confirmed", "severe": "severe", "critical": "critical", "recovered": "recovered",
    "dead": "dead", "isolated": "in_hospital", "contacts_under_observation": "contacts_under_observation",
}  # fmt: skip
DISTRICTS = {
    "Nanshan": "440305", "Futian": "440304", "Longgang": "440307", "Baoan": "440306", "Longhua": "440309",
    "Luohu": "440303", "Guangming": "440311", "Pingshan": "440310", "Yantian": "440308",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(data_folder):
    return data_folder("shenzhen_cases_2020")


@pytest.fixture(scope="module")
def _shenzhen(folder, django_db_setup, django_db_blocker):
    """The real list and table are in, once for all that look at them, and the shipped plan is in force."""
    with django_db_blocker.unblock(), transaction.atomic():
        lay_areas()
        bring(folder / "daily_district.csv", mappings.find("shenzhen_cases_2020/daily_district", plan()))
        bring(folder / "cases.csv", mappings.find("shenzhen_cases_2020/cases", plan()))
        plans.forget()
        plans.enact(folder=plan(), by=BY, at=AT)
        rebuild(at=AT)
        yield
        transaction.set_rollback(True)
    plans.forget()


def morning(day: date) -> Brief:
    """The brief of a day's end."""
    return brief.make(
        reader=Reader("ann", "operator"), as_of=end_of(day, ZONE), at=end_of(date(2020, 4, 1), ZONE)
    )


def values(made: Brief, kind: str = "reported") -> dict[tuple[str, str], int | float | None]:
    """The figures of one kind by figure and area."""
    return {(f.id, f.area): f.value for f in made.figures if f.kind == kind}


@pytest.mark.usefixtures("_shenzhen")
def test_the_figures_of_both_days_are_those_published(folder):
    expected = json.loads((folder / "EXPECTED.json").read_text("utf-8"))["ledger"]
    for day in (date(2020, 2, 12), date(2020, 2, 13)):
        told, seen = expected[day.isoformat()], morning(day)
        reported = values(seen)
        for word, figure in NAMES.items():
            if word in told:
                assert reported[figure, "440300"] == told[word], (day, word)
        for name, code in DISTRICTS.items():
            if name in told:
                assert reported["confirmed", code] == told[name], (day, name)
        assert all(f.as_of == seen.as_of for f in seen.figures if f.value is not None)
    assert values(morning(date(2020, 2, 12)))["confirmed_without_district", "440300"] == 24


@pytest.mark.usefixtures("_shenzhen")
def test_twelve_february_as_the_issue_states_it():
    made = morning(date(2020, 2, 12))
    city = {figure: value for (figure, area), value in values(made).items() if area == "440300"}
    assert city | {"vehicles_counted": None, "rooms_free": None} == {
        "confirmed": 391, "new_confirmed": 5, "recovered": 81, "dead": 0, "in_hospital": 310, "severe": 29, "critical": 12,
        "contacts_under_observation": 665, "confirmed_without_district": 24, "vehicles_counted": None, "rooms_free": None,
    }  # fmt: skip
    dapeng = [
        f
        for f in made.figures
        if f.area_name.zh.startswith("大鹏") and (f.id, f.kind) == ("confirmed", "reported")
    ]
    assert [f.value for f in dapeng] == [2]
    shenzhen = Area.objects.get(gb_code="440300").id
    reader = door.signed_in(door.account("reader", role="brief_reader", area=shenzhen), purpose="response")
    page = reader.get("/brief?as_of=2020-02-12").content.decode()
    for figure, value in city.items():
        assert value is None or f'href="#of-{figure}">{value}<' in page, figure


def by_hand(folder: Path) -> dict[str, tuple[int, int]]:
    """Who had gone home, died and was in hospital by 12 February: of the first 391 cases on the list, beside the published numbers."""
    with (folder / "cases.csv").open(encoding="utf-8-sig") as file:
        listed = [row for row in csv.DictReader(file) if int(row["ID"]) <= 391]
    home = sum("" < row["Discharge_Time"].strip() <= "2020-02-12" for row in listed)
    return {"recovered": (home, 81), "dead": (0, 0), "in_hospital": (391 - home, 310)}


@pytest.mark.usefixtures("_shenzhen")
def test_counted_stands_beside_reported_with_what_can_be_said(folder):
    made = morning(date(2020, 2, 12))
    apart = {one.area: one for one in made.differences if one.figure == "confirmed"}
    assert (apart["440300"].difference, apart["440300"].note.en) == (0, "equal")
    nanshan = apart["440305"]
    assert (nanshan.counted, nanshan.reported, nanshan.difference) == (52, 86, -34)
    assert (nanshan.note.zh, nanshan.note.en) == ("从名单无法判定", "not decidable from the list")
    assert len(apart) == 11
    of_city = {one.figure: one for one in made.differences if one.area == "440300"}
    stays = {
        key: (of_city[key].counted, of_city[key].reported) for key in ("recovered", "dead", "in_hospital")
    }
    assert stays == by_hand(folder)
    [one] = made.explanations
    [without] = one.parts
    assert (one.counted, without.count, one.against, one.reported) == (
        391,
        155,
        "confirmed_without_district",
        24,
    )
    assert [(part.count, part.cannot_tell) for part in without.parts] == [(153, 0), (2, 0)]
    assert [part.count for part in without.parts[0].parts] == [3]


@pytest.mark.usefixtures("_shenzhen")
def test_the_identities_hold_on_all_days_and_the_blank_day_is_not_passed():
    made = morning(date(2020, 3, 13))
    told = {
        one.identity: (one.days_held, one.days_broken, one.days_not_checkable)
        for one in made.identities
        if one.area == "440300"
    }
    assert told == {
        "in-hospital-is-what-remains": (44, [], []),
        "districts-add-up": (44, [], []),
        "new-is-the-change": (43, [], ["2020-01-30"]),
    }
    assert all(one.area == "440300" for one in made.identities)


@pytest.mark.usefixtures("_shenzhen")
def test_the_five_falls_are_named_to_be_explained():
    made = morning(date(2020, 3, 13))
    falls = [problem for problem in made.problems if problem.code == "figure/fell"]
    assert [problem.what.en for problem in falls] == [
        "Futian: the cumulative figure 'Confirmed cases' fell from 37 to 36 on 2020-02-01.",
        "Longgang: the cumulative figure 'Confirmed cases' fell from 41 to 37 on 2020-02-02.",
        "Longhua: the cumulative figure 'Confirmed cases' fell from 32 to 31 on 2020-02-07.",
        "Shenzhen: the cumulative figure 'Confirmed cases without a district' fell from 24 to 23 on 2020-02-08.",
        "Longhua: the cumulative figure 'Confirmed cases' fell from 32 to 31 on 2020-02-09.",
    ]


@pytest.mark.usefixtures("_shenzhen")
def test_the_blank_of_thirty_january_is_missing_and_not_zero():
    assert values(morning(date(2020, 1, 30)))["new_confirmed", "440300"] is None


def commander(language: str = "en") -> Client:
    """The city's command, for the purpose that opens most."""
    shenzhen = Area.objects.get(gb_code="440300").id
    who = door.account(f"command-{language}", role="city_command", area=shenzhen)
    client = door.signed_in(who, purpose="case_investigation")
    client.cookies["lianfang_language"] = LANGUAGES[language]
    return client


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def photograph(pages: dict[str, str]) -> None:
    """Keep how the pages look, where there is a browser, and once: it does not see which database is behind."""
    found = shutil.which("chromium")
    if found is None or connection.vendor != "sqlite":
        return
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=found)
        for name, html in pages.items():
            for width in (1280, 360) if name.startswith("board") else (1280,):
                with Seen(chromium, html, width=width) as seen:
                    assert (seen.complaints, seen.is_too_wide()) == ([], False), name
                    assert width == 1280 or seen.violations() == []
                    seen.photograph(f"shenzhen-{DAY}-{name}-{width}")
        chromium.close()


@pytest.mark.usefixtures("_shenzhen")
def test_the_board_shows_the_figures_by_district_and_no_row_behind_them(folder):
    city = json.loads((folder / "EXPECTED.json").read_text("utf-8"))["ledger"][DAY]
    refs = list(Case.objects.values_list("ref", flat=True))
    said = {"en": "417 rows are withheld: real persons", "zh": "417 条记录不予显示：真实人员"}
    kept: dict[str, str] = {}
    for language, words in said.items():
        client = commander(language)
        board = page(client, f"/board?as_of={DAY}")
        for word, figure in NAMES.items():
            link = f'href="/figures?as_of={DAY}&amp;figure={figure}">{city[word]}<'
            assert link in board, word
        for name, code in DISTRICTS.items():
            found = re.search(rf'area={code}"[^>]*>[^<]*</a></th>\s*<td[^>]*>\D*(\d+)', table_of(board))
            assert found, name
            assert int(found[1]) == city[name], name
        pages = [
            f"/figures?as_of={DAY}&figure=confirmed", "/registers/case", f"/gaps?as_of={DAY}", f"/gaps?as_of={DAY}&kind=cannot_tell",
            f"/gaps?as_of={DAY}&kind=cannot_tell&must=case-source-recorded", f"/lines/treatment?as_of={DAY}",
            f"/brief?as_of={DAY}", "/registers",
        ]  # fmt: skip
        shown = {path: page(client, path) for path in pages} | {"board": board}
        assert [(path, ref) for path, html in shown.items() for ref in refs if ref in html] == []
        for path in pages[:2]:
            assert words in shown[path], path
        assert client.get(f"/records/case/{refs[0]}").status_code == 404
        kept |= {f"board-{language}": board, f"confirmed-{language}": shown[pages[0]]}
    photograph(kept)


def table_of(board: str) -> str:
    """The table of figures by area."""
    return board.partition('id="h-reported"')[2].partition("</section>")[0]


@pytest.mark.parametrize(("day", "naive", "median"), [("2020-02-25", 17, 21), ("2020-02-12", 14, 22)])
@pytest.mark.usefixtures("_shenzhen")
def test_the_length_of_stay_counts_those_who_are_still_there(day, naive, median):
    made = course(plan=plans.in_force().plan, reader=Reader("ann", "operator"), day=date.fromisoformat(day))
    stay = made.stays[0]
    assert stay.lasting is not None
    assert (stay.lasting.naive_median, stay.lasting.median) == (naive, median)
    assert made.outcomes.share_died is None
    if day == "2020-02-12":
        assert (made.outcomes.all, made.outcomes.died) == (391, 0)
