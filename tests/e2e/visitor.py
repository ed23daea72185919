"""Someone at a real server with a real browser: signed in, and what they noticed on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.drills.served import Served
from tests.drills.site import Site
from tests.pages.seen import PHOTOGRAPHS

OUT_OF_FRAME = """() => [...document.querySelectorAll(".table:not(:has(.scroll)) table")].some(
    one => one.getBoundingClientRect().right > one.closest(".table").getBoundingClientRect().right + 1)"""
LOCALES = {"zh": "zh-CN", "en": "en-US"}


class Visitor:
    """A browser that is signed in (without a role: not yet), and what it noticed."""

    def __init__(self, browser: Browser, city: Served, role: str, language: str, width: int):
        self.root, self.complaints, self.elsewhere = f"http://127.0.0.1:{city.port}", list[str](), list[str]()
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 900}, locale=LOCALES[language], reduced_motion="reduce"
        )
        self.context.set_default_timeout(10_000)
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda said: self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asked)
        if role:
            self.sign_in(role, password_of(city.site))

    def sign_in(self, role: str, password: str) -> None:
        """As the demo account of a role."""
        self.page.goto(f"{self.root}/sign-in")
        self.page.fill("input[name=login]", f"demo.{role}")
        self.page.fill("input[name=password]", password)
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
        if self.page.evaluate(OUT_OF_FRAME):
            found.append("a table stands out of its frame")
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
