"""A browser for the tests that look at pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; the test is skipped where there is none."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("there is no chromium on PATH")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found)
        yield browser
        browser.close()
