"""D27: 320 px, which is 1280 at 400 %; forced colours and reduced motion. Nothing is cut, nothing moves, no focus is hidden."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.drills.served import Served
from tests.e2e.keys import Keys
from tests.e2e.visitor import Visitor

PAGES = {
    "board": "/board", "line": "/lines/gates", "must": "/musts/screened-at-the-gate", "gaps": "/gaps", "inbox": "/inbox",
    "figures": "/figures?figure=confirmed", "register": "/registers/passage", "new-record": "/registers/stay/new",
    "hand-out": "/tasks/new", "brief": "/brief", "account": "/account",
}  # fmt: skip
FEW = ("board", "gaps", "new-record")
"""Those on which a language makes most difference, and the focus goes a long way."""
STOPS = 12
CUT = """() => [...document.querySelectorAll('main *, header *, footer *')].filter((one) => {
  if (!one.getClientRects().length || one.closest('svg, .unseen, .defs')) return false;
  const text = [...one.childNodes].some((part) => part.nodeType === 3 && part.textContent.trim());
  if (!text) return false;
  for (let around = one; around && around !== document.body; around = around.parentElement) {
    const style = getComputedStyle(around);
    if (style.clipPath !== 'none' || around.clientWidth <= 1) return false;
    if (['auto', 'scroll'].includes(style.overflowX)) return false;
    if (style.overflowX !== 'visible' && around.scrollWidth > around.clientWidth + 1) return true;
  }
  const box = one.getBoundingClientRect();
  return box.right > innerWidth + 1 || box.left < -1;
}).map((one) => one.tagName + '.' + one.className + ' ' + one.textContent.trim().slice(0, 30))"""
"""What has words that lie beside the page, or in something that cuts them off; what scrolls by itself may be
wider, and what is said to readers of screens alone is left out."""
MOVES = """() => document.getAnimations().length || [...document.querySelectorAll('*')].filter((one) => {
  const style = getComputedStyle(one);
  return style.animationName !== 'none' || style.transitionDuration.split(',').some((part) => parseFloat(part) > 0.001);
}).length"""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_at_four_hundred_per_cent_nothing_is_cut_and_no_focus_hidden(
    chromium: Browser, city: Served, language: str
) -> None:
    visitor = Visitor(chromium, city, "city_command", language, 320)
    visitor.page.set_viewport_size({"width": 320, "height": 256})  # 1280 × 1024 at 400 %
    wrong: dict[str, list[str]] = {}
    keys = Keys(visitor)
    for name in PAGES if language == "en" else FEW:
        assert visitor.open(PAGES[name]) == 200
        found = [*visitor.wrong(axe=False), *visitor.page.evaluate(CUT)]
        if name in FEW:
            visitor.photograph(f"zoomed-{name}-{language}-320")
            for _ in range(STOPS):
                keys.press("Tab")
                keys.look()
        if found:
            wrong[name] = found
    visitor.context.close()
    assert (wrong, keys.wrong) == ({}, [])


def test_forced_colours_and_reduced_motion(chromium: Browser, city: Served) -> None:
    visitor = Visitor(chromium, city, "city_command", "en", 1280)
    visitor.page.emulate_media(forced_colors="active", reduced_motion="reduce")
    for name in ("board", "new-record"):
        assert visitor.open(PAGES[name]) == 200
        assert (visitor.wrong(axe=False), visitor.page.evaluate(MOVES)) == ([], 0), name
        visitor.photograph(f"forced-{name}")
    keys = Keys(visitor)
    for _ in range(STOPS):
        keys.press("Tab")
        keys.look()
    assert keys.wrong == []
    visitor.context.close()
