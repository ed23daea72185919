"""A text that someone hands in whole, such as a directive: decoded strictly, or refused."""

from __future__ import annotations

import re
from pathlib import Path

from lianfang.base.problems import Problem, Refused
from lianfang.interop import encodings

MOST = 2_000_000
"""Bytes; the longest directive at hand has nine thousand."""
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")


def read_directive(path: Path, encoding: str = "") -> str:
    """The text of a file, without its byte order mark; line ends stay as they are.

    Args:
        path: the file.
        encoding: what the user says it is in; else UTF-8, UTF-16 or GB18030 is found.

    Raises:
        Refused: there is no such file, or it is no text, unreadable, empty, too long, or in no known encoding.
    """
    try:
        return _read(path, encoding)
    except OSError as error:
        raise _refused("directive/unreadable", path, detail=error.strerror or str(error)) from error


def _read(path: Path, encoding: str) -> str:
    if path.is_dir():
        raise _refused("directive/is-a-folder", path)
    if not path.is_file():
        raise _refused("directive/no-file", path)
    size = path.stat().st_size
    if size > MOST:
        raise _refused("directive/too-long", path, bytes=size, most=MOST)
    if not path.read_bytes().strip():
        raise _refused("directive/empty", path)
    text = _decoded(path, encoding)
    if _CONTROL.search(text):
        raise _refused("directive/not-text", path)
    if not text.strip():
        raise _refused("directive/empty", path)
    return text


def _decoded(path: Path, encoding: str) -> str:
    try:
        found = encodings.detect(path, encoding)
    except Refused as refusal:
        if refusal.problems[0].code != "import/encoding":
            raise
        is_text = b"\0" not in path.read_bytes()
        raise _refused("directive/encoding" if is_text else "directive/not-text", path) from refusal
    if found.cut:
        raise _refused("directive/encoding", path)
    with path.open("r", encoding=found.name, newline="") as file:
        return file.read().removeprefix("\ufeff")


def _refused(code: str, path: Path, **facts: int | str) -> Refused:
    return Refused(Problem(code, file=path.name, facts={"file": path.name, **facts}))
