"""A page as a browser shows it: served under the strict policy, with nothing but our own files, and no network."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Self

from axe_playwright_python.sync_playwright import Axe
from django.apps import apps
from playwright.sync_api import Browser, Page, Route

from tests.arch.source import ROOT

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ADDRESS = "http://lianfang.test/page"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
PHOTOGRAPHS = Path(os.environ.get("LIANFANG_PHOTOGRAPHS") or ROOT / "build" / "photographs")
"""Where photographs are kept, to be looked at; git knows nothing of it."""


class Seen:
    """One page in a window of its own: what it asked for, how many bytes came, and what it complained of."""

    def __init__(
        self,
        browser: Browser,
        html: str,
        *,
        width: int,
        height: int = 900,
        clock: bool = False,
        **more: Any,
    ):
        self.html = html
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.bytes = 0
        self.is_cut = False
        """Is the network gone?"""
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            **more,
        )
        self.page: Page = self.context.new_page()
        if clock:
            self.page.clock.install()
        self.page.route("**/*", self._serve)
        self.page.on("console", lambda said: self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(ADDRESS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self.context.close()

    def _serve(self, route: Route) -> None:
        address = route.request.url
        self.asked.append(address)
        if self.is_cut:
            route.abort()
        elif address == ADDRESS:
            body = self.html.encode()
            self.bytes += len(body)
            route.fulfill(
                body=body,
                content_type="text/html; charset=utf-8",
                headers={"Content-Security-Policy": POLICY},
            )
        else:
            path = _static(address.removeprefix("http://lianfang.test/"))
            body = path.read_bytes()
            self.bytes += len(body)
            route.fulfill(body=body, content_type=KINDS[path.suffix])

    def is_too_wide(self) -> bool:
        """Does the page scroll sideways?"""
        return bool(self.page.evaluate("() => document.documentElement.scrollWidth > innerWidth"))

    def violations(self) -> list[str]:
        """What axe finds serious or critical: the rule and where."""
        found = Axe().run(self.page).response["violations"]
        return [
            f"{one['id']}: {node['target']}"
            for one in found
            if one["impact"] in {"serious", "critical"}
            for node in one["nodes"]
        ]

    def photograph(self, name: str, *, whole: bool = True) -> Path:
        """The page as an image that is kept: the whole of it, or what the window shows."""
        PHOTOGRAPHS.mkdir(parents=True, exist_ok=True)
        path = PHOTOGRAPHS / f"{name}.png"
        self.page.evaluate("() => scrollTo(0, 0)")
        self.page.screenshot(path=path, full_page=whole)
        return path


def _static(name: str) -> Path:
    """The file behind a static address; StopIteration where the page asks for what is not there."""
    folders = [Path(app.path) / "static" for app in apps.get_app_configs()]
    return next(
        path for path in (folder / name.removeprefix("static/") for folder in folders) if path.is_file()
    )
