"""The product's source as the architecture tests read it."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "lianfang"


def modules() -> list[Path]:
    """Every Python file of the product; migrations are written by Django."""
    found = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
    assert found, "no source was found"
    return found


def packages() -> list[Path]:
    """Every folder of the product that holds Python, but for migrations."""
    return sorted({path.parent for path in modules()})


def trees() -> Iterator[tuple[Path, ast.Module]]:
    """Every module with its syntax tree."""
    for path in modules():
        yield path, ast.parse(path.read_text(encoding="utf-8"), str(path))


def place(path: Path, line: int | None = None) -> str:
    """Where something is, as an editor opens it."""
    shown = path.relative_to(ROOT).as_posix()
    return shown if line is None else f"{shown}:{line}"


def tracked() -> list[Path]:
    """The files that git tracks; the test is skipped outside a checkout."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: nothing is tracked")
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]
