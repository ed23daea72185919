"""A planner's evening: two scenarios compared and a frontier made, by clicking, at a real server that computes beside its pages."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.drills.served import Served
from tests.e2e.visitor import Visitor

PATIENCE = 90
"""Seconds that an answer may take where the machine is busy with other tests as well."""


@pytest.fixture
def planner(chromium: Browser, city: Served) -> Iterator[Visitor]:
    """Whoever plans the resumption."""
    found = Visitor(chromium, city, "city_command", "en", 1280)
    yield found
    found.context.close()


def small(visitor: Visitor, **said: str) -> None:
    """The smallest city, few days, little closed."""
    page = visitor.page
    page.select_option("select[name=agents]", "5000")
    page.fill("input[name=days]", "21")
    for box in page.locator("input[name=shut]").all():
        box.set_checked(box.get_attribute("value") in ("manufacturing", "finance"))
    for name, text in said.items():
        page.fill(f"[name={name}]", text)


def answered(visitor: Visitor, button: str) -> str:
    """Ask, wait as a reader does, and read the answer; its page goes on by itself."""
    page = visitor.page
    page.click(f"main form button:has-text('{button}')")
    page.wait_for_load_state()
    assert "How far it is" in page.inner_text("main")
    end = time.monotonic() + PATIENCE
    while "How far it is" in page.inner_text("main") and time.monotonic() < end:
        page.wait_for_timeout(500)
    page.wait_for_load_state()
    return page.inner_text("main")


def test_two_scenarios_are_compared_and_a_frontier_is_made(planner: Visitor) -> None:
    page = planner.page
    planner.open("/what-if")
    page.click(".acts a:text-is('Compare scenarios')")
    small(planner, seeds="5", **{"s3-name": ""})
    said = answered(planner, "Compare them")
    missing = [
        word
        for word in ("A comparison, not a forecast", "Planned worst case", "of 5 seeds", "beds there are")
        if word not in said
    ]
    assert missing == []
    assert page.locator("figure svg[role=img]").count() == 6 * 3
    with page.expect_download() as taken:
        page.click("main a:text-is('day by day')")
    assert taken.value.path().read_text("utf-8-sig").count("\n") > 3 * 21
    figure = page.locator("figure.panels").first
    figure.locator("svg[role=img]").nth(1).hover()
    first = figure.locator(".readout").inner_text()
    assert [part in first for part in ("By batch, every week", "Planned worst case")] == [True, True]
    assert figure.locator(".pointed").count() == 3
    figure.locator(".panel-row").focus()
    page.keyboard.press("ArrowRight")
    assert figure.locator(".readout").inner_text() != first
    planner.photograph("planner-1-compared")
    assert planner.wrong() == []

    page.click(".trail a")
    page.click(".acts a:text-is('Weigh calendars of resumption')")
    small(planner, beds="", rooms="", local="400")
    page.select_option("select[name=worlds]", "quick")
    said = answered(planner, "Weigh them")
    missing = [
        word for word in ("What would change the answer", "All at once", "The frontier") if word not in said
    ]
    assert missing == []
    assert page.locator("figure.front").count() == 1
    page.locator(".pick .spot").last.hover()
    assert "%" in page.locator("figure.front .readout").inner_text()
    planner.photograph("planner-2-weighed")
    assert planner.wrong() == []
