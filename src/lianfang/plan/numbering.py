"""How directives number their demands: 一是, 第一, 一、, （一）, 1., 1.2, (1), ①; and how these stand inside one another."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

_HAN = "〇零一二三四五六七八九十百"
_DIGITS = {word: value for value, word in enumerate("零一二三四五六七八九")} | {"〇": 0}
_STYLES = {
    # Inside a sentence too: "…，一是…，二是…".
    "said": rf"(?P<said>[{_HAN}]{{1,5}})(?:是要|则是|[是要])",
    "ordinal": rf"第(?P<ordinal>[{_HAN}]{{1,5}})(?:[条项章款节]|(?=[，,、：:是要]))[，,、：:是要]?",
    "bracket": rf"[（(](?P<bracket>[{_HAN}]{{1,5}})[）)]",
    "round": r"[（(](?P<round>\d{1,3})[）)]",
    "circle": r"(?P<circle>[①-⑳])",
    # Only where a sentence or line begins: in the midst of one they would be a list of nouns, or a decimal.
    "mark": rf"(?P<mark>[{_HAN}]{{1,5}})[、．.](?![{_HAN}]{{1,5}}[、．.])",
    "dotted": r"(?P<dotted>\d{1,2}(?:\.\d{1,2}){1,3})(?:[、．.)）]|(?=\s))",
    "digit": r"(?P<digit>\d{1,3})(?:[、)）](?!\d)|[．.](?!\d))",
    "letter": r"\((?P<letter>[a-z])\)",
}  # fmt: skip
_INSIDE = ("said", "ordinal", "bracket", "round", "circle")
_AT_START = re.compile("|".join(_STYLES.values()))
_WITHIN = re.compile("|".join(_STYLES[style] for style in _INSIDE))


@dataclass(frozen=True)
class Marker:
    """A number as the text writes it: its style, its value, and where it stands."""

    style: str
    value: str
    start: int
    end: int


def marker_at(text: str, at: int, *, inside: bool) -> Marker | None:
    """The number that begins at a place; ``inside`` a sentence fewer styles count as one."""
    found = (_WITHIN if inside else _AT_START).match(text, at)
    if found is None or found.lastgroup is None:
        return None
    style, written = found.lastgroup, found[found.lastgroup]
    return Marker(style, _value(style, written), at, found.end())


def _value(style: str, written: str) -> str:
    if style == "circle":
        return str(int(unicodedata.numeric(written)))
    if style in {"round", "digit"}:
        return str(int(written))
    if style in {"dotted", "letter"}:
        return written
    return str(_number(written))


def _number(written: str) -> int:
    """A Chinese numeral below a thousand; a mere row of digits is read as one (二〇 is 20)."""
    if not set(written) & {"十", "百"}:
        return int("".join(str(_DIGITS[word]) for word in written))
    total, digit = 0, None
    for word in written:
        if word in _DIGITS:
            digit = _DIGITS[word]
        else:
            total += (1 if digit is None else digit) * (10 if word == "十" else 100)
            digit = None
    return total + (digit or 0)


@dataclass
class Outline:
    """Where in its numbering a text stands: the section, and the number of each level inside it."""

    section: int = 1
    _levels: list[Marker] = field(default_factory=list)
    _used: bool = False

    @property
    def is_numbered(self) -> bool:
        """Does a number stand above this place?"""
        return bool(self._levels)

    @property
    def path(self) -> str:
        """The section and the numbers, such as ``2.7``; an unnumbered place is ``2.0``."""
        numbers = [level.value for level in self._levels] or ["0"]
        return ".".join([str(self.section), *numbers])

    def used(self) -> None:
        """A demand stands at this place, so that what opens anew is another section."""
        self._used = True

    def open_section(self) -> None:
        """What follows is numbered from the beginning, or not at all."""
        if self._used:
            self.section += 1
        self._levels, self._used = [], False

    def step(self, marker: Marker) -> None:
        """Go to a number: on its own level if its style stands above, else one level deeper.

        A first level that begins with one again is a new list, and so a new section.
        """
        styles = [level.style for level in self._levels]
        if marker.style not in styles:
            self._levels.append(marker)
            return
        level = styles.index(marker.style)
        if level == 0 and marker.value == "1":
            self.open_section()
        self._levels = [*self._levels[:level], marker]
