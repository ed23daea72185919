"""Colour tokens and the contrast between them, by the formula of WCAG 2.2 (relative luminance)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

TOKENS = Path(__file__).parent / "static" / "ui" / "tokens.css"


@cache
def tokens(selector: str = ":root {") -> dict[str, str]:
    """Colours by name as the screen has them: those of ``:root``, and over them those of another selector."""
    css = TOKENS.read_text("utf-8")
    found = dict(_colours(css, ":root {"))
    found.update(_colours(css, selector))
    return found


def _colours(css: str, selector: str) -> list[tuple[str, str]]:
    start = css.index(selector)
    return re.findall(r"--([\w-]+): (#[0-9a-f]{6})\b", css[start : css.index("}", start)])


def contrast(one: str, other: str) -> float:
    """From 1 (alike) to 21 (black on white)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
