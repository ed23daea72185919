"""Functions and modules stay small enough to read in one go."""

from __future__ import annotations

import ast
import math

from tests.arch import source

FUNCTION_P90 = 35
FUNCTION_MOST = 100
MODULE_MOST = 500


def _function_lengths() -> list[tuple[int, str]]:
    """Lines from def to the last, decorators and docstring included, longest first."""
    found = []
    for path, tree in source.trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
                assert node.end_lineno is not None
                found.append((node.end_lineno - first + 1, f"{source.place(path, node.lineno)} {node.name}"))
    return sorted(found, reverse=True)


def test_nine_functions_of_ten_fit_on_a_screen() -> None:
    lengths = _function_lengths()
    p90 = sorted(length for length, _ in lengths)[math.ceil(0.9 * len(lengths)) - 1]
    assert p90 <= FUNCTION_P90, f"p90 is {p90} lines; the longest: {lengths[:10]}"


def test_no_function_is_long() -> None:
    assert [entry for entry in _function_lengths() if entry[0] > FUNCTION_MOST] == []


def test_no_module_is_long() -> None:
    lengths = [
        (len(path.read_text(encoding="utf-8").splitlines()), source.place(path)) for path in source.modules()
    ]
    assert [entry for entry in lengths if entry[0] > MODULE_MOST] == []
