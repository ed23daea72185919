"""A whole evening at the command, by several people at a real server: what was a gap at six is closed by seven, step by step."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.drills.served import Served
from tests.e2e.visitor import Visitor

EXITS = "sealed-unit-exit-clear"
"""Of this must a few gaps stand since days: a unit was sealed and nobody had looked at its exit."""
EARLIER = "2020-02-13T17:00"
"""An hour before the evening begins."""
STEPS = [
    ("handed out", "demo.city_command"), ("received", "demo.district_command"),
    ("evidence given", "demo.premises_inspector"), ("verified by another", "demo.city_command"),
    ("closed", "demo.city_command"),
]  # fmt: skip


@pytest.fixture
def come(chromium: Browser, city: Served) -> Iterator[dict[str, Visitor]]:
    """Whoever takes part, each in a browser of their own."""
    roles = ("city_command", "district_command", "premises_inspector", "auditor")
    found = {role: Visitor(chromium, city, role, "en", 1280) for role in roles}
    yield found
    for one in found.values():
        one.context.close()


def gaps_at(visitor: Visitor, moment: str = "") -> list[str]:
    """Where the records are whose exits nobody had looked at by an instant, or by now."""
    visitor.open(f"/gaps?must={EXITS}" + (f"&as_of={moment}" if moment else ""))
    links = visitor.page.locator("main table").first.locator("tbody th a").all()
    return [(link.get_attribute("href") or "").partition("?")[0] for link in links]


def figure(visitor: Visitor, name: str, moment: str = "") -> int:
    """A figure of the must's own page."""
    visitor.open(f"/musts/{EXITS}" + (f"?as_of={moment}" if moment else ""))
    shown = visitor.page.locator(".fig").filter(has=visitor.page.get_by_text(name, exact=True))
    return int(shown.first.locator(".value").inner_text())


def look_at_the_exits(visitor: Visitor, place: str, moment: str) -> str:
    """Enter an inspection of the place that an order seals; answers its reference."""
    visitor.open("/registers/inspection/new")
    page = visitor.page
    page.fill("input[name=site]", place)
    page.select_option("select[name=rule]", "fire")
    page.check("input[name=result][value=ok]")
    page.fill("input[name=at]", moment)
    page.fill("input[name=valid_until]", "2020-04-01")
    page.click("main form.form button >> nth=0")
    return page.url.partition("?")[0].rsplit("/", 1)[1]


def clock_of(visitor: Visitor) -> str:
    """What the page says of the clock, as a field takes it."""
    said = visitor.page.locator(".banner.demo").inner_text()
    found = re.search(r"2020-02-13 (\d\d:\d\d)", said)
    assert found, said
    return f"2020-02-13T{found[1]}"


def freeze(command: Visitor) -> str:
    """Freeze the brief at the last cut-off; answers where it is."""
    command.open("/brief")
    command.page.click("main form[action*='/briefs/freeze'] button")
    assert "frozen" in command.page.inner_text("main")
    return command.page.url.removeprefix(command.root)


def steps_in(visitor: Visitor, path: str) -> list[tuple[str, str]]:
    """What the journal says was done, and by whom, the oldest first."""
    assert visitor.open(path) == 200
    cells = [row.locator("th, td").all() for row in visitor.page.locator("main table tbody tr").all()]
    return [(one[1].inner_text(), one[3].inner_text().split()[0]) for one in reversed(cells)]


def test_a_whole_evening(come: dict[str, Visitor]) -> None:
    command, district, inspector, auditor = come.values()
    kept = freeze(command)
    command.photograph("evening-1-brief-frozen")

    before, late, open_before = gaps_at(command), figure(command, "met late"), figure(command, "open gaps")
    earlier = figure(command, "open gaps", EARLIER)
    order = next(one for one in gaps_at(district) if one in gaps_at(command, EARLIER))
    command.open(order)
    assert "overdue" in command.page.inner_text("main")
    place = command.page.locator("aside a[href*='/records/site/']").first.get_attribute("href") or ""
    command.page.click("text=hand this out")
    command.page.fill("input[name=due]", "2020-02-13T23:00")
    command.page.click("main form.form button")
    task = command.page.url.removeprefix(command.root)

    district.open(task)
    district.page.click("form[action$='/receive'] button")
    moment = clock_of(district)
    seen = look_at_the_exits(inspector, place.partition("?")[0].rsplit("/", 1)[1], moment)
    inspector.open(task)
    inspector.page.fill("textarea", "Both exits are clear.")
    inspector.page.fill("input[name=record]", seen)
    inspector.page.click("form[action$='/evidence'] button")
    command.open(task)
    command.page.click("form[action$='/verify'] button")
    command.page.check("form[action$='/close'] input[value=done]")
    command.page.click("form[action$='/close'] button")
    said = command.page.inner_text("main")
    assert [word for word in ("Both exits are clear.", seen, "met", "closed") if word not in said] == []
    command.photograph("evening-2-task-closed")

    assert gaps_at(command) == [one for one in before if one != order]
    assert (figure(command, "met late"), figure(command, "open gaps")) == (late + 1, open_before - 1)
    assert order in gaps_at(command, EARLIER)
    assert figure(command, "open gaps", EARLIER) == earlier

    ref = task.rsplit("/", 1)[1]
    assert steps_in(command, f"/records/task/{ref}/journal") == STEPS
    command.photograph("evening-3-journal")
    assert steps_in(auditor, f"/journal?register=task&ref={ref}") == STEPS
    command.open(kept)
    assert "frozen" in command.page.inner_text("main")
    assert {name: one.wrong() for name, one in come.items()} == {key: [] for key in come}


RETURNS = """
from lianfang.gaps import plans
from lianfang.gaps.models import Duty
number = plans.in_force().of("gate-counts-each-day").number
days = {"yesterday": 1581436800, "today": 1581523200, "tomorrow": 1581609600}  # 00:00 of 12, 13, 14 February in Shenzhen
for day, start in days.items():
    found = Duty.objects.filter(must_id=number, period=start)
    print(day, *sorted({(duty.due_at - start - 86400) // 60 for duty in found}))
"""
"""How many minutes after the end of the day a gate's count is due, of three days."""


def test_a_value_is_changed_by_two_and_tomorrows_duties_follow_it(chromium: Browser, city: Served) -> None:
    drafter, signer = (
        Visitor(chromium, city, role, "en", 1280) for role in ("epidemiologist", "city_command")
    )
    assert city.site.python(RETURNS).split() == ["yesterday", "120", "today", "120", "tomorrow", "120"]
    drafter.open("/values/gate_return_within/draft")
    page = drafter.page
    page.fill("input[name=value]", "1 hour")
    page.fill("input[name=since]", "2020-02-14")
    page.fill("input[name=document]", "Order of the command of 13 February 2020")
    page.select_option("select[name=status]", "confirmed")
    page.click("main form.form button")
    draft = page.url.removeprefix(drafter.root)
    assert "another has to sign" in page.inner_text("main")
    assert page.locator("form[action$='/sign']").count() == 0
    drafter.photograph("evening-4-draft")

    signer.open(draft)
    signer.page.click("form[action$='/sign'] button")
    assert "in force from 2020-02-14" in signer.page.inner_text("main")
    signer.photograph("evening-5-signed")
    assert city.site.python(RETURNS).split() == ["yesterday", "120", "today", "120", "tomorrow", "60"]
    signer.open("/musts/gate-counts-each-day")
    assert "1 hour" in signer.page.inner_text("main")
    assert [*drafter.wrong(), *signer.wrong()] == []
    for one in (drafter, signer):
        one.context.close()
