"""The brief's page: alone, in either language, with landmarks, named columns and enough contrast."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from lianfang.fronts.command import brief, layout, pages
from lianfang.fronts.command.layout import Matrix
from lianfang.gaps import plans
from lianfang.registers.access import Reader
from tests.arch.source import PACKAGE
from tests.unit.gaps.cities import lay_planted, lay_small
from tests.unit.registers.city import NOON

pytestmark = pytest.mark.django_db

VOID = {"meta", "br", "rect", "link", "img", "input", "hr"}


class Outline(HTMLParser):
    """What a page is made of: tags with their attributes, text, and whether every tag is closed in order."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every such tag."""
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture
def made():
    city = lay_planted()
    yield brief.make(reader=Reader("ann", "operator"), as_of=city.as_of, at=city.as_of + 60)
    plans.forget()


@pytest.mark.parametrize(
    ("language", "lang", "word"), [("zh", "zh-Hans", "措施落实"), ("en", "en", "Measures")]
)
def test_a_page_stands_alone_and_can_be_read_by_everyone(made, language, lang, word):
    html = pages.brief_page(made, language=language)
    page = Outline(html)
    assert page.open == []
    assert page.all("html") == [{"lang": lang}]
    assert [len(page.all(tag)) for tag in ("header", "main", "footer", "h1", "title")] == [1, 1, 1, 1, 1]
    assert word in page.text
    ids = {attributes["id"] for _tag, attributes in page.tags if "id" in attributes}
    for attributes in page.all("section"):
        assert attributes["aria-labelledby"] in ids
    for attributes in page.all("a"):
        assert str(attributes["href"]).removeprefix("#") in ids
    assert all("scope" in attributes for attributes in page.all("th"))
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(attributes.get("aria-hidden") == "true" for attributes in page.all("svg"))


def test_no_page_asks_another_machine_for_anything(made):
    html = pages.brief_page(made, language="zh")
    assert not re.search(r"https?://|//[a-z]|@import|url\(|<script|<link|src=", html)


def test_every_figure_shows_its_kind_and_its_instant(made):
    html = pages.brief_page(made, language="en")
    tiles = re.findall(r'<li class="tile">(.*?)</li>', html, re.DOTALL)
    assert len(tiles) == len({f.id for f in made.figures})
    for tile in tiles:
        assert re.search(r"(reported|counted|no return)(</span>)? · \d\d-\d\d 24:00", tile)


def test_a_missing_return_is_a_dash_and_said():
    lay_small()
    made = brief.make(reader=Reader("ann", "operator"), as_of=NOON, at=NOON)
    plans.forget()
    html = pages.brief_page(made, language="en")
    assert re.search(r'Severe</span>\s*<div><span class="value">—', html)
    assert "no return" in html


def test_no_area_and_no_figure_is_lost_on_paper(made):
    matrix = layout.matrix_of(made)
    many = Matrix(matrix.columns, matrix.rows * 3)
    sheets = pages.sheets_of(many, pages.columns_of(many))
    assert [len(sheet.areas) for sheet in sheets] == [11, 11, 8]
    assert all(len(line.cells) == len(sheet.areas) for sheet in sheets for line in sheet.lines)
    html = pages.brief_page(made, language="en")
    cells = sum(len(sheet.areas) * len(sheet.lines) for sheet in sheets) // 3
    table = html[html.index('<table class="districts">') : html.index("</table>")]
    assert len(re.findall(r"<td class=\"n", table)) == cells


def test_what_people_wrote_is_text_and_nothing_else(made):
    spoiled = made.model_copy(
        update={
            "area": made.area.model_copy(
                update={"name": made.area.name.model_copy(update={"zh": "<b>x</b>"})}
            )
        }
    )
    assert "<b>x</b>" not in pages.brief_page(spoiled, language="zh")


def test_chinese_pages_speak_chinese(made):
    page = Outline(pages.brief_page(made, language="zh"))
    text = re.sub(r"[a-z]+(-[a-z]+)+|\b(COVID|min|must|measure|figure)\b", "", page.text)
    assert re.findall(r"[A-Za-z]{4,} [A-Za-z]{3,}", text) == []


def test_colours_of_text_have_enough_contrast():
    css = (PACKAGE / "ui" / "static" / "ui" / "tokens.css").read_text("utf-8")
    screen = css[css.index(":root {") : css.index("}", css.index(":root {"))]
    tokens = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", screen))
    for ink in ("ink", "soft", "accent", "gap", "unsure"):
        for paper in ("paper", "ground"):
            assert _contrast(tokens[ink], tokens[paper]) >= 4.5, (ink, paper)


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
