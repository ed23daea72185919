"""The pages of a made-up city as people see them: a real server, a real browser, both languages, a desk and a telephone.

On every page: no complaint under the strict policy, nothing asked of anybody else, nothing sideways, nothing that axe finds
serious; a photograph is kept (``LIANFANG_PHOTOGRAPHS``, else ``build/photographs``).
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tests.drills.served import Served
from tests.e2e.visitor import Visitor, password_of

LOOKED_INTO = {("zh", 1280), ("en", 360)}
"""Where every page is opened and axe looks too; else those pages alone on which most of the work is done."""
MOST_USED = {"board", "line", "must", "gaps", "record", "inbox", "brief", "draft-must", "wall"}
WAYS = (("zh", 1280), ("en", 1280), ("zh", 360), ("en", 360))


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


def opens_the_list_of_pages(visitor: Visitor, width: int) -> bool:
    """At a desk the list of pages stands there; on a telephone it is behind one line, a touch away."""
    link, line = visitor.page.locator("nav.nav a[href$='/gaps']"), visitor.page.locator("nav.nav summary")
    if width == 1280:
        return link.is_visible() and not line.is_visible()
    was_there = link.is_visible()
    line.click()
    return not was_there and link.is_visible()


@pytest.mark.parametrize(("language", "width"), WAYS)
def test_every_page_is_sound(chromium: Browser, city: Served, language: str, width: int) -> None:
    visitor = Visitor(chromium, city, "city_command", language, width)
    record, task = record_of(visitor), task_of(visitor)
    assert opens_the_list_of_pages(visitor, width)
    pages = {
        "board": "/board", "district": "/board?area=440305", "earlier": "/board?as_of=2020-02-12", "line": "/lines/gates",
        "empty-line": "/lines/research", "must": "/musts/screened-at-the-gate", "gaps": "/gaps",
        "cannot-tell": "/gaps?kind=cannot_tell", "record": record, "inbox": "/inbox", "tasks": "/tasks",
        "task": task, "hand-out": "/tasks/new",
        "registers": "/registers", "register": "/registers/passage", "new-record": "/registers/stay/new", "find": "/find",
        "figures": "/figures", "figure": "/figures?figure=confirmed", "journal": task.replace("/tasks/", "/records/task/") + "/journal",
        "draft-value": "/values/declare_on_the_spot/draft", "draft-must": "/drafts/must?like=screened-at-the-gate",
        "drafts": "/drafts", "wall": "/wall", "imports": "/imports", "roster": "/roster", "decisions": "/decisions", "notices": "/notices",
        "directives": "/directives",
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


def test_a_session_that_dies_in_a_long_form_loses_nothing(chromium: Browser, city: Served) -> None:
    visitor = Visitor(chromium, city, "city_command", "en", 1280)
    page = visitor.page
    visitor.open("/decisions/new")
    page.fill("[name=what]", "Close the <north> gate\nat night")
    visitor.context.clear_cookies(name="lianfang_session")
    page.click("main form .button")
    assert "what you typed is kept on this page" in page.inner_text("main")
    # somewhere else they sign in again; the form's token is an old one then, and one more click hands it on
    other = visitor.context.new_page()
    visitor.page = other
    visitor.sign_in("city_command", password_of(city.site))
    page.click("main form .button")
    assert "send it again" in page.inner_text("main")
    page.click("main form .button")
    assert "Say who decided." in page.inner_text("main")
    assert page.input_value("[name=what]") == "Close the <north> gate\nat night"
    visitor.context.close()
