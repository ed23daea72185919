"""Which encoding a text file is in: decided by decoding all of it strictly, never by a guess alone."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lianfang.base.problems import Problem, Refused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NO_TEXT = frozenset({"undefined", "idna", "punycode", "unicode_escape", "unicode-escape", "raw_unicode_escape",
                      "raw-unicode-escape"})  # fmt: skip
"""Encodings of names and of programs, not of files."""
_PIECE = 1 << 20
_ENOUGH = 8
"""So many characters beyond ASCII before their rarity says anything."""


@dataclass(frozen=True)
class Encoding:
    """How to decode a file; ``cut`` says that its last character is incomplete, ``marked`` that it begins with a mark."""

    name: str
    cut: bool = False
    marked: bool = False


def detect(path: Path, named: str = "") -> Encoding:
    """The encoding of a file: by its mark, else UTF-16 by its zero bytes, else strict UTF-8, else strict GB18030.

    Args:
        path: the file.
        named: what the user says it is; then only that is tried.

    Raises:
        Refused: it is none of them, or GB18030 only by accident.
    """
    if named:
        return _only(path, _known(named))
    with path.open("rb") as file:
        head = file.read(_PIECE)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return _only(path, name, marked=True)
    wide = looks_wide(head)
    if wide:
        return _only(path, wide)
    cut = _decodes(path, "utf-8")
    if cut is not None:
        return Encoding("utf-8", cut)
    cut = _decodes(path, "gb18030")
    if cut is None:
        raise Refused(Problem("import/encoding", file=path.name, facts={"file": path.name}))
    if _is_rare(head):
        raise Refused(Problem("import/encoding-doubtful", file=path.name, facts={"file": path.name}))
    return Encoding("gb18030", cut)


def _known(name: str) -> str:
    """The encoding of a name; what only packs bytes (zip, base64) is none."""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError) as error:  # a name with a zero byte in it
        raise _unknown(name) from error
    if not found._is_text_encoding or found.incrementaldecoder is None or found.name in _NO_TEXT:
        raise _unknown(name)
    return found.name


def _unknown(name: str) -> Refused:
    shown = "".join(letter for letter in name if letter.isprintable())[:40]
    return Refused(Problem("import/unknown-encoding", facts={"encoding": shown}))


def _only(path: Path, name: str, marked: bool = False) -> Encoding:
    cut = _decodes(path, name)
    if cut is None:
        raise Refused(Problem("import/encoding", file=path.name, facts={"file": path.name}))
    return Encoding(name, cut, marked)


def looks_wide(head: bytes) -> str:
    """UTF-16 without a mark: separators and digits leave zero bytes on one side only."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 4 * even and odd * 20 > len(head):
        return "utf-16-le"
    if even > 4 * odd and even * 20 > len(head):
        return "utf-16-be"
    return ""


def _decodes(path: Path, name: str) -> bool | None:
    """None if the file is not in this encoding; else whether it ends inside a character."""
    decoder = codecs.getincrementaldecoder(name)("strict")
    try:
        for piece in _pieces(path):
            decoder.decode(piece)
    except UnicodeError:
        return None
    try:
        decoder.decode(b"", final=True)
    except UnicodeError:
        return True
    return False


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _is_rare(head: bytes) -> bool:
    """Text that is GB18030 by accident (Big5, Latin): less than half of it are everyday characters and signs."""
    text = codecs.getincrementaldecoder("gb18030")("strict").decode(head)
    beyond = [letter for letter in text if ord(letter) > 0x7F]
    return len(beyond) >= _ENOUGH and sum(map(_is_everyday, beyond)) * 2 < len(beyond)


def _is_everyday(letter: str) -> bool:
    """A sign, a full-width form, or one of the 3,755 characters of the first level of GB 2312."""
    code = letter.encode("gb18030")
    return len(code) == 2 and code[1] >= 0xA1 and (code[0] in (0xA1, 0xA3) or 0xB0 <= code[0] <= 0xD7)
