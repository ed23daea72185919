"""Someone with a keyboard and no mouse: Tab, Enter, Space and arrows; and where the focus is, at every stop."""

from __future__ import annotations

from typing import Any

from tests.e2e.visitor import Visitor

FOCUS = """(wanted) => {
  const here = document.activeElement;
  if (!here || here === document.body) return {is: false, wrong: ''};
  const style = getComputedStyle(here), box = here.getClientRects()[0] || here.getBoundingClientRect();
  const x = Math.min(Math.max(box.left + Math.min(box.width / 2, 40), 1), innerWidth - 2);
  const y = Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 2);
  const over = document.elementFromPoint(x, y);
  const name = here.tagName + ' ' + (here.getAttribute('aria-label') || here.innerText || here.name || here.id || '').slice(0, 40);
  const label = over && over.closest('label');
  let wrong = '';
  if (here.id !== 'main' && (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2)) wrong = 'no outline';
  else if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) wrong = 'out of sight';
  else if (!(over && (here.contains(over) || over.contains(here) || (label && label.control === here)))) wrong = 'hidden';
  return {is: here.matches(wanted), wrong: wrong ? name + ': ' + wrong : ''};
}"""
"""Is the element that has the focus the one wanted, has it an outline of 2 px at least, and does nothing lie over it?"""
MOST = 400
"""Stops after which what is wanted is not to be reached."""


class Keys:
    """The keyboard of a visitor, and all that was wrong with the focus on the way."""

    def __init__(self, visitor: Visitor):
        self.visitor, self.page, self.wrong = visitor, visitor.page, list[str]()

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def look(self, wanted: str = "*") -> bool:
        """Has the element that fits a selector the focus? What is wrong with the focus is noted."""
        seen: dict[str, Any] = self.page.evaluate(FOCUS, wanted)
        if seen["wrong"]:
            self.wrong.append(f"{self.page.url.partition('?')[0]} {seen['wrong']}")
        return bool(seen["is"])

    def tab_to(self, wanted: str) -> None:
        """Tab on to the element that fits a selector.

        Raises:
            AssertionError: it is not to be reached.
        """
        for _ in range(MOST):
            self.press("Tab")
            if self.look(wanted):
                return
        raise AssertionError(f"{wanted} is not to be reached on {self.page.url}")

    def content(self) -> None:
        """Past the band and the navigation, by the first link of the page."""
        self.tab_to("a.skip")
        self.press("Enter")

    def follow(self, wanted: str) -> None:
        """Tab to a link or button, and press Enter."""
        self.tab_to(wanted)
        with self.page.expect_navigation():
            self.press("Enter")

    def write(self, wanted: str, text: str) -> None:
        """Tab to a field, and type in place of what it holds."""
        self.tab_to(wanted)
        self.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, wanted: str, title: str) -> None:
        """Tab to a list of choices, and go down it until one is chosen."""
        self.tab_to(wanted)
        self.press("Home")
        for _ in range(60):
            if title in self.page.evaluate("() => document.activeElement.selectedOptions[0].text"):
                return
            self.press("ArrowDown")
        raise AssertionError(f"{wanted} has no {title}")

    def type_time(self, *parts: str) -> None:
        """Type month, day, year, hour, minute and half of the day into the date and time that has the focus."""
        for place, part in enumerate(parts):
            self.page.keyboard.type(part)
            if place == 2:
                self.press("ArrowRight")

    def set_time(self, wanted: str, *parts: str) -> None:
        """Tab to a date and time, and type it."""
        self.tab_to(wanted)
        self.type_time(*parts)
