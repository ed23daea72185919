"""The wall names nobody and says what the board says; the brief's pages freeze, name what came late, and print in grey."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from lianfang.base.instants import end_of, iso
from lianfang.board.overview import board
from lianfang.board.shapes import Numbers
from lianfang.entry import clock
from lianfang.gaps import plans
from lianfang.gaps.freezing import digest_of
from lianfang.gaps.models import FrozenBrief
from lianfang.records import Kind, Privacy
from lianfang.registers.access import Reader
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import REGISTERS, Area, Organisation
from lianfang.ui.writing import number, shares
from tests import door
from tests.pages.seen import Seen
from tests.unit.gaps.cities import lay_planted, lay_small
from tests.unit.registers.city import CITY, FUTIAN, NANSHAN, passage, write

pytestmark = pytest.mark.django_db

ZONE = "Asia/Shanghai"
END = end_of(date(2020, 2, 9), ZONE)
AT = "?as_of=2020-02-09"
EVERYONE = Reader("ann", "city_command")
ONE = re.compile(
    r'class="standing"><h3>(.*?)</h3><b class="share">([^<]*)<.*?([\d,]+) <span class="word">gaps<.*?([\d,]+) <span',
    re.DOTALL,
)
GREY = """() => [...document.querySelectorAll('body *')].filter((one) => one.checkVisibility()).flatMap((one) => {
  const style = getComputedStyle(one);
  return [style.color, style.backgroundColor, style.fill, style.borderTopColor];
}).map((said) => (said.match(/[\\d.]+/g) || []).map(Number)).filter(([r, g, b, a]) => a !== 0 && (r !== g || g !== b)).length"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll('main *, .band *')].filter((one) => one.checkVisibility()
    && !one.closest('.top, .unseen, .behind, .skip, .who')
    && [...one.childNodes].some((inner) => inner.nodeType === 3 && inner.data.trim()))
  .map((one) => parseFloat(getComputedStyle(one).fontSize) * (one.getBBox ? one.getScreenCTM().a : 1)))"""


@pytest.fixture(autouse=True)
def _nothing_compiled() -> Iterator[None]:
    yield
    plans.forget()


def signed_in(role: str, area: int = CITY) -> Client:
    """A browser of someone in this role, who reads for the response."""
    return door.signed_in(door.account(f"the-{role}", role=role, area=area), purpose="response")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that is started when the rows have been read: the database is not to be asked beside it."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("there is no chromium on PATH")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found)
        yield browser
        browser.close()


def text_of(page: str) -> str:
    """What a page says, without its markup."""
    return html.unescape(re.sub(r"<[^>]*>", " ", page))


def test_the_wall_says_what_the_board_says_and_names_nobody() -> None:
    made = lay_planted()
    client = signed_in("city_command", Area.objects.get(gb_code="440300").id)
    page = client.get("/wall", {"as_of": iso(made.as_of, ZONE)}).content.decode()
    said = board(reader=EVERYONE, as_of=made.as_of, at=clock.now())
    lines = [one for one in (*said.lines, said.general) if one.musts]
    standing = [(one.title.en, one.numbers) for one in lines]
    standing += [(one.title.en, one.numbers) for one in said.guards]
    wanted = [(title, _share(n), number(n.gaps), number(n.cannot_tell)) for title, n in standing]
    assert [tuple(map(html.unescape, found)) for found in ONE.findall(page)] == wanted
    assert len(wanted) >= 8
    for tile in said.areas:
        shown = f'{html.escape(tile.area.name.en)}</span><span class="value">{number(tile.numbers.gaps)}<'
        assert shown in page
    for day in said.ledgers:
        assert number(day.closing.value) in page
    idle = [line.title.en for line in said.lines if not line.musts]
    assert all(title in text_of(page) for title in idle)
    chinese = client.get("/wall", {"as_of": iso(made.as_of, ZONE)}, HTTP_ACCEPT_LANGUAGE="zh-hans").content
    names = _names() | {value for _register, _kind, _number, value in made.identifiers()}
    for shown in (text_of(page), text_of(chinese.decode())):
        assert sorted(name for name in names if name in shown) == []
    assert "The-City_Command" not in page
    assert 'data-every="60"' in page
    with chromium() as browser:
        for width, height in ((1920, 1080), (3840, 2160)):
            with Seen(browser, page, width=width, height=height) as seen:
                assert seen.complaints == []
                assert not seen.is_too_wide()
                assert seen.page.evaluate("() => document.documentElement.scrollHeight <= innerHeight")
                # 22 px at 1080p are 18 mm on a screen 1.6 m wide: a two-hundred-and-eightieth of five metres.
                assert seen.page.evaluate(SMALLEST) >= 14 * height / 1080
                assert seen.violations() == []
                seen.photograph(f"wall-{width}", whole=False)


def _share(numbers: Numbers) -> str:
    coverage = numbers.coverage
    assert coverage is not None
    return shares(coverage.low, coverage.high)


def _names() -> set[str]:
    """What people wrote about anybody, names of owners, and references of records."""
    names: set[str] = set()
    for register, model in REGISTERS.items():
        about = [
            column.name
            for column in catalogue()[register].columns.values()
            if column.kind is Kind.TEXT and column.privacy not in (Privacy.PUBLIC, Privacy.INTERNAL)
        ]
        names |= {str(value) for row in model.objects.values_list("ref", *about) for value in row if value}
    for pair in Organisation.objects.values_list("name_zh", "name_en"):
        names |= {name for name in pair if name}
    areas = {name for pair in Area.objects.values_list("name_zh", "name_en") for name in pair}
    assert len(names) > 2000
    return {
        name
        for name in names
        if len(name) > 1 and not name.isdigit() and not any(name in area for area in areas)
    }


def test_a_brief_is_frozen_once_and_what_comes_late_is_named_and_revised() -> None:
    city = lay_small()
    write("return", {"figure": "confirmed", "area": NANSHAN, "day": date(2020, 2, 9), "value": 40})
    write("passage", *[passage(city, n) for n in range(3)])
    command, reader = signed_in("city_command"), signed_in("brief_reader")
    living = command.get(f"/brief{AT}").content.decode()
    assert 'href="#of-confirmed"' in living
    assert 'id="of-confirmed"' in living
    action = html.unescape(re.search(r'action="(/briefs/freeze[^"]*)"', living).group(1))  # type: ignore[union-attr]
    assert "as_of=2020-02-10T00" in action
    first, again = command.post(action), command.post(action)
    assert (first.status_code, first["Location"]) == (303, again["Location"])
    place = first["Location"]
    assert FrozenBrief.objects.get().frozen_by == "the-city_command"
    write("return", {"figure": "confirmed", "area": FUTIAN, "day": date(2020, 2, 9), "value": 7})
    page = command.get(place).content.decode()
    late = text_of(page.partition('id="late"')[2].partition("</section>")[0])
    assert re.search(r"Confirmed cases\s+reported\s+Shenzhen\s+—\s+47", late)
    assert re.search(r"Confirmed cases\s+reported\s+Futian\s+—\s+7", late)
    assert "47" not in text_of(page.partition('id="h-figures"')[2].partition("</section>")[0])
    kept = reader.get(f"{place}/text").content.decode()
    assert digest_of(kept) in page
    assert kept == FrozenBrief.objects.get().text
    assert reader.post(f"{place}/revise", {"reason": "x"}).status_code == 404
    assert reader.post(action).status_code == 404
    refused = command.post(f"{place}/revise", {"reason": "x" * 500})
    assert (refused.status_code, "x" * 500 in refused.content.decode()) == (422, True)
    revised = command.post(f"{place}/revise", {"reason": "Futian reported at noon"})
    assert revised.status_code == 303
    assert "Futian reported at noon" in reader.get("/briefs").content.decode()
    seen = reader.get(place).content.decode()
    assert "has been revised" in seen
    assert "<textarea" not in seen
    _look_at(page)


def _look_at(page: str) -> None:
    """Wide and narrow, on screen and on paper."""
    with chromium() as browser:
        for width in (1280, 320):
            with Seen(browser, page, width=width) as seen:
                assert seen.complaints == []
                assert not seen.is_too_wide()
                assert width < 1280 or seen.violations() == []
                seen.photograph(f"frozen-brief-{width}")
        with Seen(browser, page, width=703) as seen:
            seen.page.emulate_media(media="print")
            assert not seen.is_too_wide()
            assert seen.page.evaluate(GREY) == 0
            assert seen.photograph("frozen-brief-paper").stat().st_size > 10_000


def test_a_district_freezes_and_sees_its_own() -> None:
    lay_small()
    mine, city = signed_in("district_command", FUTIAN), signed_in("city_command")
    own = mine.post(f"/briefs/freeze{AT}")["Location"]
    whole = city.post(f"/briefs/freeze{AT}")["Location"]
    assert FrozenBrief.objects.count() == 2
    assert city.get(own).status_code == 200
    assert mine.get(whole).status_code == 404
    assert mine.post(f"{whole}/revise", {"reason": "x"}).status_code == 404
    assert whole not in mine.get("/briefs").content.decode()
    soon = city.post("/briefs/freeze?as_of=2099-01-01")
    assert (soon.status_code, "still to come" in soon.content.decode()) == (422, True)
    ahead, behind = city.get("/brief?as_of=2099-01-01"), city.get(f"/brief{AT}")
    assert (ahead.context["page"].when, behind.context["page"].when, city.get("/brief").context["page"].when) == (
        "ahead", "past", ""
    )  # fmt: skip
    assert "counts as a gap as long as nothing shows" in ahead.content.decode()
    assert ("/briefs/freeze" in ahead.content.decode(), "/briefs/freeze" in behind.content.decode()) == (
        False,
        True,
    )
    assert "back to now" in behind.content.decode()
