"""Colours have the contrast that tokens.css states, in all three densities, and every token that is used exists."""

from __future__ import annotations

import re

import pytest

from lianfang.ui.contrast import TOKENS, contrast, tokens
from lianfang.ui.living.page import FIELD, WALL
from tests.arch.source import PACKAGE

INKS = ("ink", "soft", "accent", "gap", "unsure", "ok", "late")
PALE = {"accent": "accent-pale", "gap": "gap-pale", "unsure": "unsure-pale", "ok": "ok-pale"}
FILLS = ("edge", "met", "late-fill", "unsure-fill", "gap-fill", "pale-ink")
SHEETS = sorted(PACKAGE.rglob("static/**/*.css"))


def test_the_formula_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("selector", "words"), [(":root {", 4.5), (FIELD, 4.5), (WALL, 7.0)])
def test_words_can_be_read_on_whatever_they_stand(selector, words):
    found = tokens(selector)
    pairs = [(ink, paper) for ink in INKS for paper in ("paper", "ground")]
    pairs += list(PALE.items()) + [("ink", pale) for pale in PALE.values()]
    pairs += [("on-band", "band"), ("band-soft", "band"), ("on-accent", "accent"), ("paper", "gap")]
    low = {pair: contrast(*(found[name] for name in pair)) for pair in pairs}
    assert {pair: value for pair, value in low.items() if value < words} == {}
    assert contrast(found["ink"], found["paper"]) >= 7
    assert contrast(found["ink"], found["ground"]) >= 7


@pytest.mark.parametrize("selector", [":root {", FIELD, WALL])
def test_what_is_drawn_and_the_ring_around_the_focus_can_be_seen(selector):
    found = tokens(selector)
    low = {name: contrast(found[name], found["paper"]) for name in FILLS}
    assert {name: value for name, value in low.items() if value < 3} == {}
    # One of the two colours of the ring stands out, whatever is below it.
    for below in ("paper", "ground", "band", "accent", "gap"):
        assert max(contrast(found[ring], found[below]) for ring in ("focus", "focus-edge")) >= 3
    assert contrast(found["focus"], found["focus-edge"]) >= 3


@pytest.mark.parametrize("selector", [":root {", FIELD, WALL])
def test_numbers_can_be_read_on_every_class_of_a_map(selector):
    found = tokens(selector)
    for rank in (1, 2, 3):
        assert contrast(found["on-scale"], found[f"scale-{rank}"]) >= 4.5, rank
    assert contrast(found["on-scale-4"], found["scale-4"]) >= 4.5


def test_no_sheet_uses_a_token_that_is_not_there_and_none_is_left_over():
    texts = {path: path.read_text("utf-8") for path in SHEETS}
    made = set(re.findall(r"--([\w-]+):", texts[TOKENS]))
    used = {name for text in texts.values() for name in re.findall(r"var\(--([\w-]+)", text)}
    assert used ^ made == set()


def test_only_tokens_choose_colours():
    found = [
        (path.name, colour)
        for path in SHEETS
        if path != TOKENS
        for colour in re.findall(r"(?<!&)#(?:[0-9a-f]{6}|[0-9a-f]{3})\b", path.read_text("utf-8"))
    ]
    # On paper a rule is black.
    assert [one for one in found if one[1] not in {"#000", "#fff"}] == []


def test_nothing_is_asked_of_another_machine():
    for path in SHEETS:
        assert not re.search(r"url\(|@import|https?:", path.read_text("utf-8")), path.name


def test_no_style_is_left_over():
    css = re.sub(r"/\*.*?\*/", "", (TOKENS.parent / "ui.css").read_text("utf-8"), flags=re.DOTALL)
    selectors = re.sub(r"\{[^{}]*\}", "{}", css)
    # Classes with a number or a tone are put together from a part's values.
    made = re.compile(r"[clxy]-?\d|t-\w+")
    names = {name for name in re.findall(r"\.([a-z][\w-]*)", selectors) if not made.fullmatch(name)}
    texts = [path.read_text("utf-8") for kind in ("*.html", "*.py", "*.js") for path in PACKAGE.rglob(kind)]
    words = set(re.findall(r"[\w-]+", " ".join(texts)))
    assert names - words == set()
