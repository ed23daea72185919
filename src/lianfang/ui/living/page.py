"""The living page as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import override

from lianfang.base.words import Language
from lianfang.ui.contrast import contrast, tokens
from lianfang.ui.languages import django_language
from lianfang.ui.living import drawn, samples
from lianfang.ui.living.wording import say
from lianfang.ui.pages import Crumb, Density, NavLink, Page, PlanShown, ReaderShown, Stale
from lianfang.ui.parts.part import Part
from lianfang.ui.pictures.coverage import coverage_key

INKS = ("ink", "soft", "accent", "gap", "unsure", "ok", "late")
FILLS = ("met", "late-fill", "unsure-fill", "gap-fill", "pale-ink", "edge")
STEPS = ("head", "title", "large", "size", "small")
WALL = ':root[data-density="wall"] {'
FIELD = ':root[data-density="field"] {'


@dataclass(frozen=True)
class Swatch:
    """One colour with its contrast on paper."""

    name: str
    colour: str
    contrast: str


@dataclass(frozen=True)
class LivingPage:
    """All that the living page shows."""

    page: Page
    swatches: list[Swatch]
    steps: Sequence[str] = STEPS
    parts: dict[str, Part] = field(default_factory=dict)
    lists: dict[str, Sequence[Part]] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)


def living_page(
    *, language: Language, density: Density = "desk", every: int = 0, request: HttpRequest | None = None
) -> str:
    """The page in one language and density; with a request its forms carry the token.

    With ``every`` it asks again after so many seconds and is fresh; otherwise it shows how a stale one looks.
    """
    with override(django_language(language)):
        return render_to_string("ui/living.html", vars(_context(language, density, every)), request)


def _context(language: Language, density: Density, every: int) -> LivingPage:
    return LivingPage(
        page=_page(language, density, every),
        swatches=swatches(density),
        parts={
            "figures": samples.figures(),
            "cards": samples.cards(),
            "key": coverage_key(),
            "period": samples.period(),
            "table": samples.gap_table(),
            "empty": samples.empty_table(),
            "filters": samples.filters(),
            "form": samples.form(wrong=False),
            "wrong": samples.form(wrong=True),
            "facts": samples.facts(),
            "timeline": samples.timeline(),
            "tabs": samples.tabs(),
            "curve": drawn.epidemic_curve(),
            "ribbons": drawn.estimate(),
            "map": drawn.subdistricts(),
            "placed": drawn.placed_districts(),
            "owners": drawn.owners(),
            "code": drawn.code(),
        },
        lists={
            "tags": samples.tags(),
            "notices": samples.notices(),
            "states": samples.states(),
            "flows": drawn.flows(),
        },
        words={
            key: say(key)
            for key in (
                "lead",
                "specimen",
                "long",
                "colours",
                "type",
                "figures",
                "cards",
                "tables",
                "forms",
                "facts",
                "marks",
                "notices",
                "states",
                "pictures",
                "sample",
                "token",
                "contrast_on",
            )
        },
    )


def _page(language: Language, density: Density, every: int) -> Page:
    nav = ("board", "gaps", "inbox", "records", "imports", "brief", "journal")
    return Page(
        title=say("title"),
        language=language,
        density=density,
        city=say("city"),
        as_of="2020-02-13T00:00:00+08:00",
        known_at="2020-02-13T08:30:00+08:00",
        as_of_action="#samples",
        nav=tuple(NavLink(key, say(key), "#samples", "12" if key == "inbox" else "") for key in nav),
        current="gaps",
        trail=(Crumb(say("city"), "#samples"), Crumb(say("district"), "#samples"), Crumb(say("title"))),
        reader=ReaderShown(say("reader"), say("role"), say("district"), say("purpose"), "#samples"),
        plan=PlanShown(say("plan"), "1f0c9a7e", "#samples"),
        help="#samples",
        demo=True,
        stale=None if every else Stale(say("hours", n=3), say("hours", n=1)),
        every=every,
    )


def swatches(density: Density) -> list[Swatch]:
    """The colours of words and of pictures with their contrast on paper."""
    found = tokens({"desk": ":root {", "field": FIELD, "wall": WALL}[density])
    return [
        Swatch(name, found[name], f"{contrast(found[name], found['paper']):.1f}") for name in (*INKS, *FILLS)
    ]
