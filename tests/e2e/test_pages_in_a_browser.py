"""The pages of a made-up city as people see them: a real server, a real browser, both languages, a desk and a telephone.

On every page: no complaint under the strict policy, nothing asked of anybody else, nothing sideways, nothing that axe finds
serious; a photograph is kept (``LIANFANG_PHOTOGRAPHS``, else ``build/photographs``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.drills.site import Site, fresh
from tests.drills.test_serve import Served
from tests.pages.seen import PHOTOGRAPHS

PEOPLE = 2_000
LOOKED_INTO = {("zh", 1280), ("en", 360)}
"""Where every page is opened and axe looks too; else those pages alone on which most of the work is done."""
MOST_USED = {"board", "line", "must", "gaps", "record", "inbox", "brief"}
WAYS = (("zh", 1280), ("en", 1280), ("zh", 360), ("en", 360))
LOCALES = {"zh": "zh-CN", "en": "en-US"}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A made-up city with its server."""
    folder = tmp_path_factory.mktemp("city")
    with fresh(folder) as site:
        site.run("demo", "--people", str(PEOPLE))
        found = Served(site, folder)
        try:
            found.wait()
            yield found
        finally:
            found.stop()


class Visitor:
    """A browser that is signed in, and what it noticed."""

    def __init__(self, browser: Browser, city: Served, role: str, language: str, width: int):
        self.root, self.complaints, self.elsewhere = f"http://127.0.0.1:{city.port}", list[str](), list[str]()
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 900}, locale=LOCALES[language], reduced_motion="reduce"
        )
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda said: self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asked)
        self.page.goto(f"{self.root}/sign-in")
        self.page.fill("input[name=login]", f"demo.{role}")
        self.page.fill("input[name=password]", password_of(city.site))
        self.page.click("main button")
        self.page.wait_for_load_state()

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.root, "data:")):
            self.elsewhere.append(request.url)

    def open(self, path: str) -> int:
        """Go to a page; answers its status."""
        answer = self.page.goto(self.root + path)
        assert answer is not None
        return answer.status

    def wrong(self, *, axe: bool = True) -> list[str]:
        """What is wrong with the page that is open."""
        found = [*self.complaints, *self.elsewhere]
        self.complaints.clear()
        self.elsewhere.clear()
        if self.page.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
            found.append("it scrolls sideways")
        seen = Axe().run(self.page).response["violations"] if axe else []
        serious = [one for one in seen if one["impact"] in {"serious", "critical"}]
        return found + [f"{one['id']}: {node['target']}" for one in serious for node in one["nodes"]]

    def photograph(self, name: str) -> None:
        """Keep how the page looks."""
        PHOTOGRAPHS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PHOTOGRAPHS / f"{name}.png", full_page=True)


def password_of(site: Site) -> str:
    """That of the demo accounts."""
    return (Path(site.environment["LIANFANG_HOME"]) / "demo-password").read_text("utf-8").strip()


def record_of(visitor: Visitor) -> str:
    """Where the record of the oldest gap is."""
    visitor.open("/gaps")
    href = visitor.page.locator("main table a[href*='/records/']").first.get_attribute("href")
    assert href is not None
    return re.sub(r"^https?://[^/]+", "", href)


def task_of(visitor: Visitor) -> str:
    """Where the task that is due first is."""
    visitor.open("/tasks")
    href = visitor.page.locator("main table tbody a").first.get_attribute("href")
    assert href is not None
    return href


@pytest.mark.parametrize(("language", "width"), WAYS)
def test_every_page_is_sound(chromium: Browser, city: Served, language: str, width: int) -> None:
    visitor = Visitor(chromium, city, "city_command", language, width)
    record, task = record_of(visitor), task_of(visitor)
    pages = {
        "board": "/board", "district": "/board?area=440305", "earlier": "/board?as_of=2020-02-12", "line": "/lines/gates",
        "empty-line": "/lines/research", "must": "/musts/screened-at-the-gate", "gaps": "/gaps",
        "cannot-tell": "/gaps?kind=cannot_tell", "record": record, "inbox": "/inbox", "tasks": "/tasks",
        "task": task, "hand-out": "/tasks/new",
        "registers": "/registers", "register": "/registers/passage", "new-record": "/registers/stay/new", "find": "/find",
        "brief": "/brief", "briefs": "/briefs", "refused": "/gaps?sort=nothing", "account": "/account",
    }  # fmt: skip
    wrong, is_whole = {}, (language, width) in LOOKED_INTO
    for name, path in pages.items():
        if not is_whole and name not in MOST_USED:
            continue
        status = visitor.open(path)
        found = visitor.wrong(axe=is_whole)
        if name == "refused":
            found = [one for one in found if "422" not in one]
        elif status != 200:
            found.append(f"answered {status}")
        visitor.photograph(f"page-{name}-{language}-{width}")
        if found:
            wrong[name] = found
    visitor.context.close()
    assert wrong == {}


@pytest.mark.parametrize("size", [(1920, 1080), (3840, 2160)])
def test_the_wall_is_one_screen(chromium: Browser, city: Served, size: tuple[int, int]) -> None:
    visitor = Visitor(chromium, city, "city_command", "zh", size[0])
    visitor.page.set_viewport_size({"width": size[0], "height": size[1]})
    assert visitor.open("/wall") == 200
    assert visitor.wrong() == []
    assert visitor.page.evaluate("() => document.documentElement.scrollHeight <= innerHeight")
    visitor.photograph(f"page-wall-{size[0]}")
    visitor.context.close()


def test_a_first_look_is_light(chromium: Browser, city: Served) -> None:
    visitor = Visitor(chromium, city, "city_command", "zh", 1280)
    came: list[int] = []
    visitor.page.on("response", lambda answer: came.append(len(answer.body())))
    visitor.open("/board")
    assert sum(came) <= 300_000
    visitor.context.close()


EXITS = "sealed-unit-exit-clear"


def gaps_at(visitor: Visitor, moment: str) -> list[str]:
    """Where the records are whose exits nobody had looked at by an instant."""
    visitor.open(f"/gaps?must={EXITS}&as_of={moment}")
    links = visitor.page.locator("main table").first.locator("tbody th a").all()
    return [(link.get_attribute("href") or "").partition("?")[0] for link in links]


def look_at_the_exits(visitor: Visitor, order: str) -> str:
    """Enter an inspection of the place that an order seals; answers its reference."""
    visitor.open(order)
    place = visitor.page.locator("aside a[href*='/records/site/']").first.get_attribute("href") or ""
    visitor.open("/registers/inspection/new")
    page = visitor.page
    page.fill("input[name=site]", place.partition("?")[0].rsplit("/", 1)[1])
    page.select_option("select[name=rule]", "fire")
    page.check("input[name=result][value=ok]")
    page.fill("input[name=at]", "2020-02-13T20:00")
    page.fill("input[name=valid_until]", "2020-04-01")
    page.select_option("select[name=area]", index=1)
    page.click("main form.form button >> nth=0")
    return page.url.partition("?")[0].rsplit("/", 1)[1]


def test_an_evening_from_a_gap_to_a_closed_task(chromium: Browser, city: Served) -> None:
    command, district = (
        Visitor(chromium, city, role, "en", 1280) for role in ("city_command", "district_command")
    )
    before = gaps_at(district, "2020-02-13")
    command.open(before[0])
    command.page.click("text=hand this out")
    command.page.fill("input[name=due]", "2099-01-01T18:00")
    command.page.click("main form.form button")
    task = command.page.url.removeprefix(command.root)
    district.open(task)
    district.page.click("form[action$='/receive'] button")
    seen = look_at_the_exits(district, before[0])
    district.open(task)
    district.page.fill("textarea", "Both exits are clear.")
    district.page.fill("input[name=record]", seen)
    district.page.click("form[action$='/evidence'] button")
    command.open(task)
    command.page.click("form[action$='/verify'] button")
    command.page.check("form[action$='/close'] input[value=done]")
    command.page.click("form[action$='/close'] button")
    said = command.page.inner_text("main")
    steps = ("handed out", "received", "evidence given", "verified by another", "closed", seen, "met")
    assert [word for word in steps if word not in said] == []
    assert (command.wrong(), district.complaints) == ([], [])
    command.photograph("page-task-closed")
    assert gaps_at(district, "2020-02-13") == before[1:]
    assert gaps_at(district, "2020-02-13T19:00") == before
    for one in (command, district):
        one.context.close()
