"""The pages of a made-up city as people see them: a real server, a real browser, both languages, a desk and a telephone.

On every page: no complaint under the strict policy, nothing asked of anybody else, nothing sideways, nothing that axe finds
serious; a photograph is kept (``LIANFANG_PHOTOGRAPHS``, else ``build/photographs``).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

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


def line_of_a_pass(issuer: Visitor, *, is_free: bool) -> str:
    """The line of a pass that is issued to somebody of whom nothing is asked, or of somebody under an order."""
    issuer.open("/registers/person" if is_free else "/orders?which=in_force")
    hrefs = [one.get_attribute("href") or "" for one in issuer.page.locator("main tbody th a").all()]
    for href in hrefs:
        issuer.open(href)
        if not is_free:
            issuer.page.locator("main a[href^='/orders/people/']").first.click()
        else:
            issuer.open(f"/orders/people/{href.partition('?')[0].rpartition('/')[2]}")
        issuer.page.click("main form[action$='/pass'] button")
        said = issuer.page.inner_text("main")
        if ("call the supervisor" in said) != is_free:
            return issuer.page.locator("article.pass code").inner_text()
    raise AssertionError(hrefs)


ORDER_TO_COME = """async ([ref, seconds]) => {
  const kept = await caches.open("gate");
  const page = await (await kept.match(location.pathname, { ignoreVary: true })).text();
  const made = Number(/data-made="([0-9]+)"/.exec(page)[1]);
  const told = page.replace(/data-back="[^"]*"/, `data-back="${ref}:${made + seconds}"`);
  await kept.put(location.pathname, new Response(told, { headers: { "Content-Type": "text/html; charset=utf-8" } }));
}"""
"""As if the page that is kept had been told that a pass ends so many seconds after it was opened."""


def test_a_guard_without_a_network_verifies_a_pass(chromium: Browser, city: Served) -> None:
    issuer = Visitor(chromium, city, "community_officer", "en", 1280)
    free, bound = (line_of_a_pass(issuer, is_free=is_free) for is_free in (True, False))
    issuer.context.close()
    guard = Visitor(chromium, city, "gate_worker", "en", 360)
    guard.open("/orders/gate")
    guard.page.click("main a[href='/orders/gate/offline']")
    guard.page.locator("#kept:visible").wait_for()
    assert guard.wrong() == []

    def told(line: str) -> str:
        guard.page.fill("[name=line]", line)
        guard.page.click("main button")
        found = guard.page.locator("#answer:visible strong").inner_text()
        guard.page.evaluate("document.querySelector('#answer').hidden = true")
        return found

    guard.context.set_offline(True)
    guard.page.reload()
    other = "P" if bound.split(".")[5] == "C" else "C"
    forged = ".".join([*bound.split(".")[:5], other, bound.split(".")[6]])
    wanted = dict.fromkeys((bound, forged, free[:-4] + "AAAA", "LF1.nonsense"), "call the supervisor")
    assert {line: told(line) for line in (f" {free[:30]}\n{free[30:]}", *wanted)} == {
        f" {free[:30]}\n{free[30:]}": "pass", **wanted,
    }  # fmt: skip
    guard.page.fill("[name=line]", free)
    guard.page.click("main button")
    guard.photograph("gate-without-a-network-en-360")
    assert "call" not in guard.page.inner_text("#answer")
    begun = datetime.now(UTC)
    # An order begins in three minutes that was on record when the page was opened.
    guard.page.evaluate(ORDER_TO_COME, [free.split(".")[1], 180])
    guard.page.reload()
    assert told(free) == "pass"
    guard.page.clock.set_fixed_time(begun + timedelta(minutes=4))
    assert told(free) == "call the supervisor"
    guard.page.evaluate(ORDER_TO_COME, [free.split(".")[1], 24 * 3600])
    guard.page.reload()
    assert told(free) == "pass"
    # The clock is turned back: a little, as clocks are set; and by more.
    guard.page.clock.set_fixed_time(begun)
    assert told(free) == "pass"
    guard.page.clock.set_fixed_time(begun + timedelta(hours=25))
    guard.page.reload()
    assert guard.page.locator("#old").is_visible()
    assert told(free) == "call the supervisor"
    guard.page.clock.set_fixed_time(begun)
    assert told(free) == "call the supervisor"
    guard.page.reload()
    assert guard.page.locator("#old").is_visible()
    assert told(free) == "call the supervisor"
    guard.context.set_offline(False)
    guard.page.reload()
    assert told(free) == "pass"
    guard.context.close()
