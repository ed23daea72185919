"""The brief's page: alone, in either language, with landmarks, named columns and enough contrast."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string

from lianfang.fronts.command import brief, layout, pages
from lianfang.fronts.command.layout import Matrix
from lianfang.gaps import plans
from lianfang.registers.access import Reader
from tests.pages.outline import Outline
from tests.unit.gaps.cities import lay_planted, lay_small
from tests.unit.registers.city import NOON

pytestmark = pytest.mark.django_db


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


def test_a_page_that_is_served_links_to_its_styles(made, settings):
    settings.STATIC_URL = "/static/"
    html = render_to_string("command/brief.html", vars(pages.context(made, "zh", is_alone=False)))
    page = Outline(html)
    assert "<style" not in html
    assert page.all("style") == []
    assert not any("style" in attributes for _tag, attributes in page.tags)
    assert [link["href"] for link in page.all("link")] == [
        "/static/ui/tokens.css",
        "/static/ui/alone.css",
        "/static/command/brief.css",
    ]
