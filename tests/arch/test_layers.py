"""The house of docs and design, held by import-linter and by Django's registry of models."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from django.apps import apps

from tests.arch import source

# Django stops above these.
PURE = {"base", "records", "plan", "trace", "outlook", "synth", "reconcile"}
MAY_DEFINE_MODELS = {"registers", "gaps"}


def _contracts() -> list[dict[str, Any]]:
    settings = tomllib.loads((source.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts: list[dict[str, Any]] = settings["tool"]["importlinter"]["contracts"]
    return contracts


def _existing() -> set[str]:
    return {folder.name for folder in source.packages() if folder.parent == source.PACKAGE}


def test_imports_keep_the_layers() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--no-cache"], cwd=source.ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_contracts_have_no_exceptions() -> None:
    loose = {"ignore_imports", "exhaustive_ignores", "allow_indirect_imports", "as_packages"}
    assert [(contract["name"], key) for contract in _contracts() for key in contract if key in loose] == []


def test_layers_are_exhaustive() -> None:
    layers = [contract for contract in _contracts() if contract["type"] == "layers"]
    assert [contract["exhaustive"] for contract in layers] == [True]


def test_every_pure_package_is_in_the_contract_that_keeps_django_out() -> None:
    forbidding = next(
        contract for contract in _contracts() if "django" in contract.get("forbidden_modules", ())
    )
    assert set(forbidding["source_modules"]) == {f"lianfang.{name}" for name in PURE & _existing()}


def test_only_registers_and_gaps_define_models() -> None:
    owners = {
        model.__module__.split(".")[1]
        for model in apps.get_models()
        if model.__module__.startswith("lianfang.")
    }
    assert owners <= MAY_DEFINE_MODELS


def test_nobody_else_writes_a_model_that_the_registry_does_not_see() -> None:
    found = []
    for path, tree in source.trees():
        if path.relative_to(source.PACKAGE).parts[0] in MAY_DEFINE_MODELS:
            continue
        classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
        bases = [(node, ast.unparse(base)) for node in classes for base in node.bases]
        found += [
            f"{source.place(path, node.lineno)} {node.name}"
            for node, base in bases
            if base.endswith("models.Model")
        ]
    assert found == []
