"""How numbers, instants and shares are written, on every page and in the terminal."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import get_language

from lianfang.base.words import Language

Number = int | float


def spoken() -> Language:
    """The language in which the page is being made."""
    return "en" if (get_language() or "zh").startswith("en") else "zh"


def number(value: Number | None) -> str:
    """A number as it is printed; a missing one is a dash, never zero."""
    if value is None:
        return "—"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def signed(value: Number | None) -> str:
    """A difference with its sign; nothing where there is none to speak of."""
    if value is None:
        return ""
    return "0" if value == 0 else f"{value:+,}".replace("-", "−")


def moment(iso: str) -> str:
    """An instant as people say it: midnight is the 24:00 of the day that ends."""
    at = datetime.fromisoformat(iso)
    if (at.hour, at.minute, at.second) == (0, 0, 0):
        return f"{at.date() - timedelta(days=1)} 24:00"
    return at.strftime("%Y-%m-%d %H:%M")


def near(iso: str, other: str) -> str:
    """An instant beside another that is shown in full: without the year where both have the same."""
    said = moment(iso)
    return said[5:] if said[:4] == moment(other)[:4] else said


def percent(share: float) -> str:
    """A share that was cut off after the fourth digit, as a percentage."""
    hundredths = round(share * 10_000)
    return f"{hundredths // 100}.{hundredths % 100:02d}".removesuffix(".00") + "%"


def shares(low: float, high: float) -> str:
    """A range of shares."""
    return percent(low) if low == high else f"{percent(low).removesuffix('%')}–{percent(high)}"
