"""What the product says through gettext: every message of the templates and of the Python source."""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract
from django.utils.translation.template import templatize

import lianfang

PACKAGE = Path(lianfang.__file__).parent
CATALOG = PACKAGE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}

Message = str | tuple[str, ...]


def messages() -> Iterator[tuple[Path, int, Message]]:
    """File, line and message; a tuple where there is a plural."""
    for path in sorted(PACKAGE.rglob("*.html")):
        source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        yield from _extracted(path, source)
    for path in sorted(PACKAGE.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        yield from _called(path, source)


def _extracted(path: Path, source: str) -> Iterator[tuple[Path, int, Message]]:
    for line, message, _comments, _context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
        yield path, line, message


def _called(path: Path, source: str) -> Iterator[tuple[Path, int, Message]]:
    """By the syntax tree, which sees into f-strings too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
            said = node.args[0]
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                yield path, node.lineno, said.value
