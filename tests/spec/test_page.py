"""The reference page of the language is what its sources say."""

from __future__ import annotations

from tests.spec import page


def test_the_reference_page_is_fresh() -> None:
    assert page.TARGET.read_text("utf-8") == page.text(), "stale: run python -m tests.spec.page"
