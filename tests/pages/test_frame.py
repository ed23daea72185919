"""The frame of every page: alone, signed in, stale, in either language."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template
from django.utils.translation import override

from lianfang.ui.languages import django_language
from lianfang.ui.pages import Crumb, NavLink, Page, PlanShown, ReaderShown, Stale
from tests.pages.outline import Outline

PAGE = """{% extends "ui/frame.html" %}{% block main %}<p>{{ said }}</p>{% endblock %}"""


def framed(page: Page, **context: object) -> str:
    with override(django_language(page.language)):
        return Template(PAGE).render(Context({"page": page, "said": "<script>", **context}))


def test_nobody_need_be_signed_in_and_nothing_need_be_known():
    page = Outline(framed(Page("Gaps", "en")))
    assert page.open == []
    assert page.all("html") == [{"lang": "en", "data-density": "desk"}]
    assert [len(page.all(tag)) for tag in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    assert page.all("nav") == []
    assert next(one for one in page.all("a"))["href"] == "#main"
    assert "as of" not in page.text
    assert "sign out" not in page.text
    assert "&lt;script&gt;" in framed(Page("Gaps", "en"))


def test_city_instant_reader_purpose_plan_and_help_are_said():
    html = framed(
        Page(
            "Gaps", "en", city="Sample City", as_of="2020-02-13T00:00:00+08:00", known_at="2020-02-13T08:30:00+08:00",
            reader=ReaderShown("Ann", "officer", "East", "following up", "/out"), plan=PlanShown("Plan", "1f0c", "/plan"),
            help="/help", nav=(NavLink("gaps", "Gaps", "/gaps", "12"), NavLink("board", "Board", "/")), current="gaps",
            trail=(Crumb("City", "/"), Crumb("Gaps")), demo=True,
        ),
        csrf_token="t0k3n",
    )  # fmt: skip
    page = Outline(html)
    for word in (
        "Sample City",
        "2020-02-12 24:00",
        "known at 02-13 08:30",
        "Ann",
        "following up",
        "1f0c",
        "help",
    ):
        assert word in page.text
    assert html.count("t0k3n") == 2
    assert [one["href"] for one in page.all("a") if "aria-current" in one] == ["/gaps"]
    assert '<span aria-current="page">Gaps' in html
    assert "<title>Gaps · Sample City Lianfang</title>" in html


@pytest.mark.parametrize(
    ("language", "other", "name"), [("zh", "en", "English"), ("en", "zh-hans", "简体中文")]
)
def test_the_other_language_is_one_button_away_and_comes_back_here(language, other, name):
    html = framed(Page("x", language, path="/gaps?area=1&x=2"))
    form = re.search(r'<form action="/language" method="post">(.*?)</form>', html, re.DOTALL)
    assert form is not None
    assert f'value="{other}"' in form[1]
    assert name in form[1]
    assert 'name="next" value="/gaps?area=1&amp;x=2"' in form[1]


def test_a_stale_page_says_how_old_it_is_and_a_fresh_one_keeps_the_place_empty():
    stale = framed(Page("x", "en", stale=Stale("3 h", "1 h")))
    assert "These data are 3 h old; they should be no older than 1 h." in stale
    fresh = next(one for one in Outline(framed(Page("x", "en"))).all("div") if one.get("id") == "stale")
    assert "hidden" in fresh


def test_a_page_with_errors_says_so_first():
    assert "<title>错误：登记 · 联防</title>" in framed(Page("登记", "zh", has_errors=True))


def test_only_a_wall_asks_again_by_itself():
    assert "data-every" not in framed(Page("x", "en"))
    assert 'data-every="60"' in framed(Page("x", "en", density="wall", every=60))
