"""What is tracked holds nothing of the machine it was written on: no registry, no home folder, no own path."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.arch import source

# Put together from parts, so that this file does not hold what it looks for.
SLASH = "/"
REGISTRY = "|".join(
    [
        r"\b(?:[\w-]+\.)*py" + r"pi\.[a-z]{2,}\b",
        r"\bfiles\.python" + r"hosted\.[a-z]{2,}\b",
        r"\bregistry\.(?:npm|yarn)[\w-]*\.[a-z]{2,}\b",
        r"\b(?:deb|security|archive)\.(?:debian|ubuntu)\.[a-z]{2,}\b",
        r"--(?:extra-)?" + r"index-url[ =]+\S*:" + SLASH * 2,
    ]
)
HOME = "|".join(
    [
        rf"(?<![\w.}}]){SLASH}ro" + rf"ot{SLASH}",
        rf"(?<![\w.}}]){SLASH}(?:home|Users){SLASH}[a-z][\w.-]*{SLASH}",
    ]
)


def _forbidden() -> re.Pattern[str]:
    """Registries, home folders and the path of this checkout, of which a short one may be part of any word."""
    patterns = [REGISTRY, HOME]
    own = source.ROOT.as_posix()
    if own.count("/") >= 2:
        patterns.append(rf"(?<![\w.}}]){re.escape(own)}(?![\w-])")
    return re.compile("|".join(patterns), re.IGNORECASE)


def _texts() -> list[tuple[Path, str]]:
    texts = []
    for path in source.tracked():
        content = path.read_bytes()
        if b"\0" not in content:
            texts.append((path, content.decode("utf-8", "replace")))
    return texts


@pytest.mark.parametrize(
    "text",
    [
        "see py" + "pi.org for it",
        "https://files.python" + "hosted.org/x",
        "--index" + "-url=https://mirror.example/simple",
        "registry" + ".npmjs.org",
        f"open('{SLASH}ro" + "ot/x')",
        f"cd {SLASH}home{SLASH}somebody{SLASH}src",
        source.ROOT.as_posix() + "/script",
    ],
)
def test_the_patterns_find_what_they_are_for(text: str) -> None:
    assert _forbidden().search(text)


@pytest.mark.parametrize(
    "text",
    [
        "$HOME/.local",
        "a site's /srv/lianfang",
        "~/.venv",
        "{home}/x/",
        "the root/stem of it",
        "https://db.example/",
    ],
)
def test_the_patterns_leave_the_rest_alone(text: str) -> None:
    assert not _forbidden().search(text)


def test_nothing_tracked_names_a_registry_or_a_machine() -> None:
    forbidden = _forbidden()
    found = []
    for path, text in _texts():
        for number, line in enumerate(text.splitlines(), 1):
            match = forbidden.search(line)
            if match:
                found.append(f"{source.place(path, number)} {match.group()}")
    assert found == []


def test_locks_are_hashed_and_name_no_address() -> None:
    locks = [path for path in source.tracked() if path.suffix == ".lock"]
    assert {path.name for path in locks} == {
        "requirements-base.lock",
        "requirements.lock",
        "requirements-uv.lock",
    }
    for path in locks:
        text = path.read_text(encoding="utf-8")
        assert "://" not in text
        for entry in re.split(r"\n(?=\S)", text.strip()):
            assert re.match(r"[a-z0-9.\[\]-]+==\S+", entry), (
                f"{path.name}: {entry.splitlines()[0]} is not pinned"
            )
            assert "--hash=sha256:" in entry, f"{path.name}: {entry.splitlines()[0]} has no hash"


def test_the_base_lock_is_a_part_of_the_whole() -> None:
    pins = [
        {
            line.split(";")[0].strip(" \\")
            for line in (source.ROOT / name).read_text().splitlines()
            if "==" in line[:60]
        }
        for name in ("requirements-base.lock", "requirements.lock")
    ]
    assert pins[0] < pins[1]


def test_what_is_made_here_is_not_tracked() -> None:
    made = re.compile(r"(^|/)(uv\.lock|\.venv|var|__pycache__|node_modules)(/|$)|\.(mo|pyc|sqlite3)$")
    tracked = [source.place(path) for path in source.tracked()]
    assert [name for name in tracked if made.search(name)] == []
