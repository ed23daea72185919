"""The two languages of the product as Django and as pages name them."""

from __future__ import annotations

from lianfang.base.words import Language


def django_language(language: Language) -> str:
    """Django's name of a language."""
    return "zh-hans" if language == "zh" else "en"


def page_language(language: Language) -> str:
    """What a page's ``lang`` attribute says."""
    return "zh-Hans" if language == "zh" else "en"
