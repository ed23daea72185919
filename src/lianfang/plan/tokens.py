"""An expression's text cut into words: the smallest things the grammar speaks of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Sort = Literal["name", "text", "number", "duration", "date", "sign", "end"]

KEYWORDS = frozenset(
    {
        "all", "and", "any", "count", "covers", "false", "in", "is", "known", "no", "not", "or", "overlaps", "true",
        "unknown", "where", "within",
    }
)  # fmt: skip
"""Words of the grammar; a field of such a name is written in full (``register.field``)."""

UNITS = {"day": 86400, "days": 86400, "hour": 3600, "hours": 3600, "minute": 60, "minutes": 60}

_WORD = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<date>\d{4}-\d{2}-\d{2}(?!\w))
    | (?P<duration>(?P<count>\d+)\s+(?P<unit>days?|hours?|minutes?)(?!\w))
    | (?P<number>\d+(?:\.\d+)?(?!\w))
    | (?P<name>[^\W\d]\w*)
    | "(?P<text>[^"\n]*)"
    | (?P<sign><=|>=|!=|[=<>+\-(),.\[])
    """,
    re.VERBOSE,
)

# What an input method for Chinese leaves behind, and what was meant.
_WIDE = {
    "（": "(",
    "）": ")",
    "，": ",",
    "。": ".",
    "“": '"',
    "”": '"',
    "＝": "=",
    "＜": "<",
    "＞": ">",
    "【": "[",
    "－": "-",
}


class Unreadable(Exception):
    """The text is not in the grammar: a code of the catalogue of problems, its facts, and the offset in the text."""

    def __init__(self, code: str, at: int, facts: Mapping[str, Any] | None = None):
        self.code = code
        self.at = at
        self.facts = dict(facts or {})
        super().__init__(f"{code} at {at}")


@dataclass(frozen=True)
class Token:
    """One word: what sort it is, how it was written, what it stands for, and its offset in the text."""

    sort: Sort
    written: str
    at: int
    value: str | int | float | date | None = None

    def is_word(self, *words: str) -> bool:
        """Is it one of these keywords or signs?"""
        return self.sort in {"name", "sign"} and self.written in words


def tokenize(text: str) -> list[Token]:
    """Cut a text into tokens, the last of them ``end``.

    Raises:
        Unreadable: a character that starts no word, such as a full-width bracket or an unclosed quotation mark.
    """
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _WORD.match(text, at)
        if match is None:
            raise _unreadable(text, at)
        token = _token(match)
        if token is not None:
            found.append(token)
        at = match.end()
    found.append(Token("end", "", len(text.rstrip())))
    return found


def _token(match: re.Match[str]) -> Token | None:
    at, written = match.start(), match.group()
    if match["space"] is not None:
        return None
    if match["date"] is not None:
        try:
            return Token("date", written, at, date.fromisoformat(written))
        except ValueError:
            raise Unreadable("plan/no-such-date", at, {"value": written}) from None
    if match["duration"] is not None:
        return Token("duration", written, at, int(match["count"]) * UNITS[match["unit"]])
    if match["number"] is not None:
        return Token("number", written, at, float(written) if "." in written else int(written))
    if match["text"] is not None:
        return Token("text", written, at, match["text"])
    return Token("sign" if match["sign"] is not None else "name", written, at, written)


def _unreadable(text: str, at: int) -> Unreadable:
    character = text[at]
    if character in _WIDE:
        return Unreadable("plan/wide-character", at, {"character": character, "meant": _WIDE[character]})
    if character == '"':
        return Unreadable("plan/open-quotation", at)
    return Unreadable("plan/unknown-character", at, {"character": character})
