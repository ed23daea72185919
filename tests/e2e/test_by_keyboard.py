"""D27: the twelve key tasks by keyboard alone; every stop of the focus is seen and nothing lies over it."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.drills.served import Served
from tests.e2e.keys import Keys
from tests.e2e.visitor import Visitor, password_of

NAV = "nav.nav a[href$='{}']"


def came_in(chromium: Browser, city: Served, role: str) -> Keys:
    """Task 1: sign in."""
    visitor = Visitor(chromium, city, "", "en", 1280)
    keys = Keys(visitor)
    visitor.open("/sign-in")
    keys.write("input[name=login]", f"demo.{role}")
    keys.write("input[name=password]", password_of(city.site))
    with keys.page.expect_navigation():
        keys.press("Enter")
    return keys


def test_a_command_reads_hands_out_and_freezes(chromium: Browser, city: Served) -> None:
    keys = came_in(chromium, city, "city_command")
    page = keys.page
    # 2 to 4: the board, a line, a must
    keys.follow(NAV.format("/board"))
    keys.content()
    keys.follow("a[href*='/lines/gates']")
    assert "/lines/gates" in page.url
    keys.content()
    keys.follow("main a[href*='/musts/']")
    assert "/musts/" in page.url
    # 5: narrow the list of gaps
    keys.follow(NAV.format("/gaps"))
    keys.content()
    keys.choose("select[name=line]", "Communities")
    keys.follow("main form.filters button")
    assert "line=communities" in page.url
    # 6 and 7: a record, and hand its gap out
    keys.content()
    keys.follow("main table th a[href*='/records/']")
    assert "/records/" in page.url
    keys.content()
    keys.follow("main a[href*='/tasks/new']")
    keys.set_time("input[name=due]", "02", "13", "2020", "11", "30", "PM")
    keys.follow("main form.form button")
    task = page.url.removeprefix(keys.visitor.root)
    assert task.startswith("/tasks/"), page.inner_text("main")
    # 8: freeze the brief
    keys.follow(NAV.format("/brief"))
    keys.content()
    keys.follow("main form[action*='freeze'] button")
    assert "frozen" in page.inner_text("main")
    # 9 and 10: another receives the task and answers it
    unit = came_in(chromium, city, "epidemiologist")
    unit.follow(NAV.format("/tasks"))
    unit.content()
    unit.follow(f"main a[href^='{task}']")
    unit.content()
    unit.follow("form[action$='/receive'] button")
    unit.content()
    unit.write("form[action$='/evidence'] textarea", "Done and looked at.")
    unit.follow("form[action$='/evidence'] button")
    # 11: verify and close
    keys.follow(NAV.format("/inbox"))
    keys.content()
    keys.follow(f"main a[href^='{task}']")
    keys.content()
    keys.follow("form[action$='/verify'] button")
    keys.content()
    keys.tab_to("form[action$='/close'] input[type=radio]")
    keys.press("Space")
    keys.follow("form[action$='/close'] button")
    assert "closed" in page.inner_text("main")
    assert (keys.wrong, unit.wrong) == ([], [])


def test_a_worker_enters_a_record_and_mends_what_was_wrong(chromium: Browser, city: Served) -> None:
    # 12: a new record, with its errors on top
    keys = came_in(chromium, city, "gate_worker")
    page = keys.page
    keys.follow(NAV.format("/registers"))
    keys.content()
    keys.follow("main a[href*='/registers/passage/new']")
    keys.write("input[name=temperature]", "warm")
    with page.expect_navigation():
        keys.press("Enter")
    assert page.title().startswith("Error")
    assert keys.look(".error-summary")
    keys.press("Tab")
    assert keys.look(".error-summary a[href='#f-at']")
    keys.press("Enter")
    assert keys.look("#f-at")
    keys.type_time("02", "13", "2020", "05", "30", "PM")
    keys.tab_to("#f-gate")
    keys.press("ArrowDown")
    for choice in ("direction", "mode"):
        keys.tab_to(f"input[type=radio][name={choice}]")
        keys.press("Space")
    keys.write("input[name=temperature]", "36.6")
    with page.expect_navigation():
        keys.press("Enter")
    assert "/records/passage/" in page.url, page.inner_text("main")
    assert keys.wrong == []
