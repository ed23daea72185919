"""``{% load writing %}``: words in the page's language, numbers, instants and shares as they are written everywhere."""

from __future__ import annotations

from typing import Any

from django import template

from lianfang.ui import writing

register = template.Library()
register.filter("moment", writing.moment)
register.filter("near", writing.near)


@register.filter
def number(value: Any) -> str:
    """A number as it is printed; a dash where there is none."""
    return writing.number(None if value == "" else value)


@register.filter
def signed(value: Any) -> str:
    """A difference with its sign."""
    return writing.signed(None if value == "" else value)


@register.filter
def said(words: Any) -> str:
    """Bilingual words in the page's language; nothing where there are none."""
    return "" if words is None else str(words.to(writing.spoken()))


@register.filter
def shares(coverage: Any) -> str:
    """A coverage as a range of percentages."""
    return writing.shares(coverage.low, coverage.high)


@register.filter
def hundred(share: float) -> str:
    """A share as a number of hundredths, for widths."""
    return f"{share * 100:.2f}"


@register.filter
def width(coverage: Any) -> str:
    """How wide the undecided part of a range is, in hundredths."""
    return f"{(coverage.high - coverage.low) * 100:.2f}"


@register.filter
def short(coverage: Any) -> str:
    """How wide the part is that is surely not met, in hundredths."""
    return f"{(1 - coverage.high) * 100:.2f}"


@register.filter
def let_off(must: Any) -> str:
    """How wide the excused part of a must is, in hundredths of all that is due or cannot be told."""
    return f"{100 * must.excused / (must.due + must.cannot_tell):.2f}"
