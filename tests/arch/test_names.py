"""Names say what a thing is about; every package says it in one line."""

from __future__ import annotations

import ast
import re

import pytest

from tests.arch import source

# What could hold anything, and so ends by holding everything.
VAGUE = {"common", "helper", "helpers", "manager", "managers", "misc", "service", "services", "util", "utils"}


def _words(name: str) -> set[str]:
    """The words of a snake_case or CamelCase name."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


@pytest.mark.parametrize(
    ("name", "words"),
    [("gap_owners", {"gap", "owners"}), ("AreaManager", {"area", "manager"}), ("SQLUtils", {"sql", "utils"})],
)
def test_words_of_a_name(name: str, words: set[str]) -> None:
    assert _words(name) == words


def test_no_module_package_or_class_has_a_vague_name() -> None:
    vague = [source.place(path) for path in source.modules() if _words(path.stem) & VAGUE]
    vague += [source.place(folder) for folder in source.packages() if _words(folder.name) & VAGUE]
    for path, tree in source.trees():
        classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
        vague += [
            f"{source.place(path, node.lineno)} {node.name}" for node in classes if _words(node.name) & VAGUE
        ]
    assert vague == []


def test_every_package_says_in_one_line_what_it_is() -> None:
    silent = []
    for folder in source.packages():
        start = folder / "__init__.py"
        said = ast.get_docstring(ast.parse(start.read_text(encoding="utf-8"))) if start.is_file() else None
        if not said or len(said.splitlines()[0]) < 10:
            silent.append(source.place(folder))
    assert silent == []
