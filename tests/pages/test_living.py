"""The living page: whole and well-formed in both languages, and seen in a browser at the widths and under the needs of all."""

from __future__ import annotations

import json
import re

import pytest
from django.test import RequestFactory

from lianfang.base.words import LANGUAGES
from lianfang.ui.living.page import living_page
from lianfang.ui.living.wording import TEXTS
from tests.arch.source import PACKAGE
from tests.pages.outline import Outline
from tests.pages.seen import ADDRESS, PHOTOGRAPHS, Seen

PARTS = sorted(
    path
    for folder in ("parts", "pictures")
    for path in (PACKAGE / "ui" / "templates" / "ui" / folder).glob("*.html")
)
FIRST_PAGE = 300_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole(language):
    html = living_page(language=language, request=RequestFactory().get("/living"))
    page = Outline(html)
    assert page.open == []
    assert [len(page.all(tag)) for tag in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    assert html[: html.index("</head>")].count("<title>") == 1
    ids = page.ids()
    assert len(ids) == len(set(ids))
    for _tag, attributes in page.tags:
        for name in ("aria-labelledby", "aria-describedby", "for"):
            assert set(str(attributes.get(name) or "").split()) <= set(ids), attributes
    hashes = {
        str(one["href"])[1:] for one in page.all("a") + page.all("use") if str(one["href"]).startswith("#")
    }
    assert hashes <= set(ids)
    fills = set(re.findall(r"url\(#([\w-]+)\)", html))
    assert fills <= set(ids)
    assert all("scope" in attributes for attributes in page.all("th"))
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(one.get("aria-hidden") or one.get("role") for one in page.all("svg"))
    assert html.count("csrfmiddlewaretoken") == html.count('method="post"')


def test_each_language_is_itself_and_no_sample_is_left_over():
    chinese, english = (Outline(living_page(language=language)).text for language in ("zh", "en"))
    assert re.findall(r"[⺀-鿿]+", english) == ["简体中文", "粤", "粤", "粤"]
    left = re.sub(r"English|[a-z]+(-[a-z]+)*-?\d* #\w+ [\d.]+", "", chinese)
    assert re.findall(r"[A-Za-z]{4,} [A-Za-z]{3,}", left) == []
    said = "".join(path.read_text("utf-8") for path in (PACKAGE / "ui" / "living").glob("*.py"))
    said += (PACKAGE / "ui" / "templates" / "ui" / "living.html").read_text("utf-8")
    variable = {
        f"{kind}_{part}"
        for kind in ("empty", "loading", "error", "stale", "withheld")
        for part in ("title", "more")
    }
    assert [
        key
        for key in TEXTS
        if said.count(f'"{key}"') < 2
        and f"words.{key}" not in said
        and key not in variable | {"l1", "l2", "l3", "l4"}
    ] == []


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.stem)
def test_every_part_is_on_the_living_page(path, monkeypatch):
    used: set[str] = set()
    from django.template import base

    made = base.Template.__init__

    def watch(self, template_string, origin=None, name=None, engine=None):
        used.add(str(name))
        made(self, template_string, origin, name, engine)

    monkeypatch.setattr(base.Template, "__init__", watch)
    from django.template import engines

    for loader in engines["django"].engine.template_loaders:
        loader.reset()
    living_page(language="zh")
    assert path.relative_to(PACKAGE / "ui" / "templates").as_posix() in used


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [1280, 360])
def test_the_page_is_photographed_and_nothing_serious_is_found(chromium, language, width):
    html = living_page(language=language)
    with Seen(chromium, html, width=width) as seen:
        assert seen.complaints == []
        assert all(address.startswith(ADDRESS.removesuffix("page")) for address in seen.asked)
        assert seen.bytes < FIRST_PAGE
        assert not seen.is_too_wide()
        assert seen.violations() == []
        assert seen.photograph(f"living-{language}-{width}").stat().st_size > 10_000
    (PHOTOGRAPHS / f"living-{language}.html").write_text(html, encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_scrolls_sideways_at_320_and_every_target_is_large_enough(chromium, language):
    with Seen(chromium, living_page(language=language), width=320) as seen:
        assert not seen.is_too_wide()
        assert seen.page.evaluate(SMALL_TARGETS, 24) == []


def test_in_the_field_whatever_is_pressed_is_as_large_as_a_thumb(chromium):
    with Seen(chromium, living_page(language="zh", density="field"), width=360) as seen:
        assert not seen.is_too_wide()
        assert seen.page.evaluate(SMALL_BUTTONS, 44) == []
        seen.photograph("living-zh-field-360")


@pytest.mark.parametrize(("width", "height", "least"), [(1920, 1080, 28), (3840, 2160, 56)])
def test_the_wall_can_be_read_at_five_metres(chromium, width, height, least):
    with Seen(chromium, living_page(language="zh", density="wall"), width=width, height=height) as seen:
        assert not seen.is_too_wide()
        assert seen.page.evaluate(SMALL_WORDS, least) == []
        assert width > 1920 or seen.violations() == []
        seen.photograph(f"living-zh-wall-{width}", whole=False)


def test_with_forced_colours_every_status_still_has_its_shape(chromium):
    with Seen(chromium, living_page(language="en"), width=1280, forced_colors="active") as seen:
        assert seen.page.locator(".tag svg use").first.bounding_box()
        seen.photograph("living-en-forced")


def test_by_keyboard_the_first_stop_skips_to_the_content_and_the_focus_is_seen(chromium):
    with Seen(chromium, living_page(language="en").replace("error-summary", "no-errors"), width=1280) as seen:
        seen.page.locator("body").press("Tab")
        assert seen.page.evaluate("() => document.activeElement.className") == "skip"
        assert seen.page.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]
        seen.page.keyboard.press("Enter")
        assert seen.page.evaluate("() => document.activeElement.id") == "main"
        link = seen.page.locator("tbody th a").first
        link.focus()
        seen.page.keyboard.press("ArrowDown")
        assert seen.page.evaluate("() => document.activeElement.closest('tr').classList.contains('chosen')")
        style = seen.page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
        assert style == "solid"


def test_without_a_script_the_page_says_and_does_the_same(chromium):
    html = living_page(language="en")
    with Seen(chromium, html, width=1280, java_script_enabled=False) as seen:
        assert seen.page.locator("#stale").is_visible()
        seen.page.locator(".asof summary").click()
        assert seen.page.locator("#as-of").is_visible()
        seen.page.locator(".behind summary").first.click()
        assert seen.page.locator(".behind table").first.is_visible()


def test_a_wall_that_hears_nothing_turns_stale_says_how_old_it_is_and_recovers(chromium):
    html = living_page(language="en", density="wall", every=20)
    with Seen(chromium, html, width=1920, height=1080, clock=True) as seen:
        grey = "() => document.documentElement.hasAttribute('data-stale')"
        seen.page.clock.run_for(30_000)
        assert not seen.page.evaluate(grey)
        seen.is_cut = True
        seen.page.clock.run_for(60_000)
        assert seen.page.evaluate(grey)
        assert seen.page.locator("#stale .age").inner_text() == "These data are 1 min old."
        assert seen.page.locator("#stale").is_visible()
        seen.is_cut = False
        for _turn in range(4):
            seen.page.clock.run_for(10_000)
            seen.page.wait_for_timeout(50)
        assert not seen.page.evaluate(grey)
        assert not seen.page.locator("#stale").is_visible()


def test_a_form_that_came_back_begins_with_its_errors(chromium):
    with Seen(chromium, living_page(language="en"), width=360) as seen:
        assert seen.page.evaluate("() => document.activeElement.className") == "error-summary"
        seen.page.locator(".error-summary a").nth(1).click()
        assert seen.page.evaluate("() => document.activeElement.type") == "radio"


def test_on_paper_it_is_legible_in_grey(chromium):
    with Seen(chromium, living_page(language="zh"), width=794) as seen:
        seen.page.emulate_media(media="print")
        colours = seen.page.evaluate(COLOURS_OF_WORDS)
        assert colours
        for colour in colours:
            red, green, blue = json.loads(colour.replace("rgb(", "[").replace(")", "]"))
            assert max(red, green, blue) - min(red, green, blue) <= 2, colour
        PHOTOGRAPHS.mkdir(parents=True, exist_ok=True)
        seen.page.pdf(path=PHOTOGRAPHS / "living-zh.pdf", prefer_css_page_size=True)


SMALL_TARGETS = """(least) => [...document.querySelectorAll("a[href], button, summary, input, select, textarea")]
  .filter((one) => !one.closest("p, svg, dd, caption, .hint, .unseen, .skip, details:not([open]) > :not(summary)") && one.type !== "hidden")
  .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < least - 0.5 || box.width < least - 0.5) && box.x >= 0)
  .filter(([html]) => !/type="(checkbox|radio)"/.test(html))
  .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""
SMALL_BUTTONS = """(least) => [...document.querySelectorAll(".button, .field input, .field select, .choice")]
  .filter((one) => !/checkbox|radio|hidden/.test(one.type) && one.getClientRects().length)
  .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect().height])
  .filter(([, height]) => height < least)"""
SMALL_WORDS = """(least) => {
  const small = new Set();
  const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const one = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || one.closest(".unseen, .behind, title, option, figcaption.unseen")) continue;
    const scale = one.ownerSVGElement ? one.ownerSVGElement.getScreenCTM().a : 1;
    const size = parseFloat(getComputedStyle(one).fontSize) * scale;
    if (one.getClientRects().length && size < least - 0.5) small.add(`${one.className.baseVal ?? one.className} ${size}`);
  }
  return [...small];
}"""
COLOURS_OF_WORDS = """() => [...new Set([...document.querySelectorAll("main *")]
  .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .map((one) => getComputedStyle(one).color))].filter((one) => one.startsWith("rgb("))"""
