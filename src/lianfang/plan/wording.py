"""Words as they are compared: compatible forms are one, small letters, and neither spaces nor quotation marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_LEFT_OUT = re.compile("[\\s\"'“”‘’「」『』〝〞＂＇\u200b-\u200d\u2060\ufeff]+")
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"[{_HAN}]+|[a-z]{{3,}}")
_EMPTY = frozenset("的了和与及等之其是以")
_PHRASE = 4

HAN = re.compile(rf"[{_HAN}]")
"""One Chinese character."""


def plain(text: str) -> str:
    """A text as phrases are looked for in it."""
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKC", text).lower())


def is_telling(phrase: str) -> bool:
    """Is a phrase long enough to mean something where it is found: two Chinese characters, or four letters?"""
    return sum(2 if HAN.match(letter) else 1 for letter in plain(phrase)) >= _PHRASE


def grams(text: str) -> Iterator[str]:
    """What texts may have in common: pairs of Chinese characters side by side, and Latin words of three letters and more.

    Pairs with a particle in them (的, 和, 等 …) say nothing and are left out.
    """
    for run in _RUN.findall(unicodedata.normalize("NFKC", text).lower()):
        if HAN.match(run):
            yield from (run[at : at + 2] for at in range(len(run) - 1) if not _EMPTY & set(run[at : at + 2]))
        else:
            yield run
