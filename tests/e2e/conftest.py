"""The browser of the tests of pages."""

from __future__ import annotations

from tests.pages.conftest import chromium

__all__ = ["chromium"]
