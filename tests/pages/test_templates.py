"""Templates: every word goes through the catalogue, nothing is inline that a strict policy would refuse."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.arch.source import PACKAGE, place
from tests.pages.outline import Outline

TEMPLATES = sorted(PACKAGE.rglob("*.html"))
SPOKEN = ("aria-label", "alt", "title", "placeholder", "data-label", "data-age", "data-minutes", "content", "label", "value")  # fmt: skip
NO_WORDS = {"meta"}


def bare(text: str) -> str:
    """A template without what Django puts in: what remains is said to everyone in one language."""
    text = re.sub(r"{%\s*comment.*?endcomment\s*%}", "", text, flags=re.DOTALL)
    text = re.sub(r"{%\s*blocktranslate.*?endblocktranslate\s*%}", "", text, flags=re.DOTALL)
    return re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", "", text, flags=re.DOTALL)


def words(text: str) -> list[str]:
    """Words in the text and in the attributes that are read out."""
    page = Outline(bare(text), strict=False)
    said = [page.text] + [
        str(value)
        for tag, attributes in page.tags
        if tag not in NO_WORDS
        for name, value in attributes.items()
        if name in SPOKEN
    ]
    return re.findall(r"[^\W\d_]+", " ".join(said))


@pytest.mark.parametrize(
    "text",
    ["<p>Gaps</p>", '<a aria-label="More">{{ x }}</a>', "<p>{{ n }} 人</p>", '<input placeholder="name">'],
)
def test_bare_words_are_found(text):
    assert words(text)


@pytest.mark.parametrize(
    "text",
    [
        '<p class="gap">{% translate "Gaps" %}</p>',
        "<p>{{ n }} → {{ m }}</p>",
        '<a aria-label="{% translate "More" %}">{{ x }}</a>',
        "{% blocktranslate with n=n %}{{ n }} people{% endblocktranslate %}",
    ],
)
def test_translated_words_are_left_alone(text):
    assert words(text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_says_anything_in_one_language(path: Path):
    assert words(path.read_text("utf-8")) == [], place(path)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_writes_chinese(path: Path):
    assert re.findall(r"[⺀-鿿豈-﫿＀-￯]", path.read_text("utf-8")) == [], place(path)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_nothing_is_inline_that_a_strict_policy_refuses(path: Path):
    text = path.read_text("utf-8")
    assert not re.search(r"\sstyle\s*=|\son[a-z]+\s*=|javascript:", text), place(path)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), place(path)
    # The page that is one file carries its styles, and only where it is one.
    assert "<style" not in text or "{% if page.is_alone %}<style" in text, place(path)


def test_words_of_the_script_come_from_the_page():
    script = (PACKAGE / "ui" / "static" / "ui" / "ui.js").read_text("utf-8")
    assert len(script.encode()) <= 10_000
    code = re.sub(r"//.*", "", script)
    assert not re.search(r"[⺀-鿿]|[\"'`][A-Z][a-z]+ [a-z]+", code)
    assert not re.search(r"\beval\b|innerHTML|insertAdjacentHTML|https?:", code)
