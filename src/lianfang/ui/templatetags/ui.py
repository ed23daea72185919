"""``{% load ui %}``: ``{% show part %}`` sets a part of a page, whatever it is, where it stands in the template."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.apps import apps
from django.template.context import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info

from lianfang.base.words import Language
from lianfang.ui.languages import django_language
from lianfang.ui.parts.part import Part

register = template.Library()


@register.simple_tag(takes_context=True)
def show(context: Context, part: Part | str | None) -> str:
    """A part by its own template, in which it is called ``it``; text as text; nothing where there is nothing."""
    if part is None or isinstance(part, str):
        return part or ""
    return get_template(part.template).render({"it": part, "csrf_token": context.get("csrf_token")})


@register.simple_tag
def inlined(*names: str) -> SafeString:
    """Style sheets of the product as text, for a page that is one file."""
    # Files of our own, never of a site: nothing that people write comes here.
    return mark_safe("\n".join(_style(name) for name in names))  # noqa: S308


@cache
def _style(name: str) -> str:
    folders = (Path(app.path) / "static" for app in apps.get_app_configs())
    return next(path for path in (folder / name for folder in folders) if path.is_file()).read_text("utf-8")


@register.filter
def other_name(language: Language) -> str:
    """The name of the other language in that language."""
    name: Any = get_language_info(django_language("en" if language == "zh" else "zh"))["name_local"]
    return str(name)
