"""Whatever a page or the terminal says is said in Chinese too; no message is left over, none lost a placeholder."""

from __future__ import annotations

import re

from babel.messages.pofile import read_po

from tests.arch import source
from tests.pages.messages import CATALOG, messages


def _catalog():  # type: ignore[no-untyped-def]
    with CATALOG.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def _said() -> dict[str | tuple[str, ...], str]:
    return {message: source.place(path, line) for path, line, message in messages()}


def test_every_message_has_a_translation() -> None:
    catalog = _catalog()
    lost = []
    for message, where in _said().items():
        found = catalog.get(message if isinstance(message, str) else message[0])
        if found is None or not found.string or found.fuzzy:
            lost.append(f"{where} {message!r}")
    assert lost == []


def test_no_translation_is_left_over() -> None:
    said = {message if isinstance(message, str) else message[0] for message in _said()}
    assert [entry.id for entry in _catalog() if entry.id and entry.id not in said] == []


def test_a_translation_keeps_every_placeholder() -> None:
    placeholder = re.compile(r"%\(\w+\)s|\{\w*\}")
    wrong = [
        entry.id
        for entry in _catalog()
        if entry.id and set(placeholder.findall(entry.id)) != set(placeholder.findall(entry.string))
    ]
    assert wrong == []
