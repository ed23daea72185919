"""The wheel holds all that a site needs, and is built with what is installed: no network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.arch import source

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(command, cwd=source.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def contents(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def _below(folder: Path) -> set[str]:
    """The tracked files of a folder, as paths inside it."""
    return {path.relative_to(folder).as_posix() for path in source.tracked() if path.is_relative_to(folder)}


def test_wheel_holds_the_source(contents: set[str]) -> None:
    assert {f"lianfang/{name}" for name in _below(source.PACKAGE) if not name.endswith(".po")} <= contents


def test_wheel_holds_the_plans(contents: set[str]) -> None:
    plans = source.ROOT / "plans"
    if not plans.is_dir():
        pytest.skip("there are no plans yet")
    assert {f"lianfang/plans/{name}" for name in _below(plans)} <= contents


def test_wheel_holds_the_compiled_messages(contents: set[str]) -> None:
    messages = {name.removesuffix(".po") for name in _below(source.PACKAGE) if name.endswith("django.po")}
    assert {f"lianfang/{name}.mo" for name in messages} <= contents


def test_wheel_holds_no_tests_and_the_licence(contents: set[str]) -> None:
    assert not [name for name in contents if name.startswith(("tests/", "src/"))]
    assert [name for name in contents if name.endswith("licenses/LICENSE")]


def test_wheel_runs_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    code = "import django, lianfang; django.setup(); print(lianfang.__file__)"
    environment = os.environ | {
        "PYTHONPATH": str(tmp_path / "site"),
        "LIANFANG_HOME": str(tmp_path / "home"),
        "DJANGO_SETTINGS_MODULE": "lianfang.config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip().startswith(str(tmp_path / "site"))


def test_a_site_is_installed_without_a_network(wheel: Path, tmp_path: Path) -> None:
    """From what script/setup has fetched: the lock with its hashes, then a wheel of this checkout."""
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        pytest.skip("there is no uv: what it fetched is not at hand")
    place = tmp_path / "site"
    python = str(place / "bin/python")
    lock = ["sync", "--require-hashes", "--python", python, "requirements-base.lock"]
    own = ["install", "--no-index", "--no-deps", "--python", python, str(wheel)]
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, place], check=True)
    for words in (lock, own):
        command = [uv, "pip", words[0], "--quiet", "--offline", *words[1:]]
        done = subprocess.run(command, cwd=source.ROOT, capture_output=True, text=True, check=False)
        if "cache" in done.stderr and done.returncode:
            pytest.skip("what script/setup fetched is not kept here")
        assert done.returncode == 0, done.stderr
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("LIANFANG", "DJANGO", "PYTHON"))}
    asked = subprocess.run(
        [place / "bin/lianfang", "plan", "check"], env=kept | {"LIANFANG_HOME": str(tmp_path / "home")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert asked.returncode == 0, asked.stderr
