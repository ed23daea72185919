"""D18, what is at hand without a network: no secret is tracked, and the bill of materials is the lock's."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.arch import source

SECRETS = {
    "a private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE " + r"KEY-----",
    "a key of a cloud": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a token of a forge": r"\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bglpat-[\w-]{20,}\b|\bgithub_pat_\w{50,}\b",
    "a token of a chat": r"\bxox[abprs]-[\w-]{10,}\b",
    "a signed token": r"\beyJ[\w-]{16,}\.eyJ[\w-]{16,}\.[\w-]{16,}",
    "an age key": r"\bAGE-SECRET-" + r"KEY-1[0-9A-Z]{50,}\b",
    "a password in an address": r"\b[a-z][a-z0-9+]*://[^\s/:@'\"{}<>]+:(?!\.\.\.)[^\s/:@'\"{}<>]{6,}@",
    "a value of a secret": r"(?i)(?:secret|passw(?:or)?d|api_?key|token)\w*[\"']?\s*[:=]\s*"
    r"[\"'](?=[^\"'\s]*\d)(?=[^\"'\s]*[A-Za-z])[^\"'\s{}]{20,}[\"']",
}
"""What is looked for → how it is written."""
EXAMPLES = {
    "a private key": "-----BEGIN RSA PRIVATE " + "KEY-----",
    "a key of a cloud": "AKIA" + "A1B2C3D4E5F6G7H8",
    "a token of a forge": "ghp_" + "a1B2" * 10,
    "a token of a chat": "xoxb-" + "123456789012",
    "a signed token": "eyJ" + "a" * 20 + ".eyJ" + "b" * 20 + "." + "c" * 20,
    "an age key": "AGE-SECRET-" + "KEY-1" + "Q" * 55,
    "a password in an address": "postgresql://ann:" + "hunter22@db/site",
    "a value of a secret": 'SECRET_KEY = "' + "x9" * 15 + '"',
}
WAIVED = {
    "user:password@": "how an address is written",
    "li:p%40ss%2Fw@": "made up, to try an address with strokes in it",
    "ann:p%40ss@": "made up, to try the address of a mail server",
    "u:secret@": "made up, to try one that is refused",
    "li:geheim@": "made up, to try an address that is refused",
    "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP": "the second factor of the tests' accounts, which no site has",
}
"""What looks like a secret and is none → why."""


def found(text: str) -> dict[str, list[str]]:
    """The sorts of secrets that a text holds, with what looks like one."""
    seen = {name: [one.group() for one in re.finditer(pattern, text)] for name, pattern in SECRETS.items()}
    return {name: held for name, held in seen.items() if held}


def test_each_sort_of_secret_would_be_found() -> None:
    assert {name: list(found(text)) for name, text in EXAMPLES.items()} == {name: [name] for name in SECRETS}


def test_no_secret_is_tracked_but_what_is_waived() -> None:
    held, used = [], set[str]()
    for path in source.tracked():
        content = path.read_bytes()
        if b"\0" in content or path == Path(__file__):
            continue
        for sort, texts in found(content.decode("utf-8", "replace")).items():
            for text in texts:
                waived = {one for one in WAIVED if one in text}
                used |= waived
                held += [] if waived else [(path.relative_to(source.ROOT).as_posix(), sort)]
    assert held == []
    assert used == set(WAIVED)


@pytest.mark.parametrize(
    ("which", "lock"), [("base", "requirements-base.lock"), ("all", "requirements.lock")]
)
def test_the_bill_of_materials_is_the_lock_s(which: str, lock: str) -> None:
    env = os.environ | {"LIANFANG_PYTHON": sys.executable}
    made = [
        subprocess.run(
            ["sh", "script/sbom", which], cwd=source.ROOT, env=env, capture_output=True, text=True, check=True
        )
        for _ in range(2)
    ]
    assert made[0].stdout == made[1].stdout
    bill = json.loads(made[0].stdout)
    head = (bill["bomFormat"], bill["specVersion"], bill["metadata"]["component"]["name"])
    assert head == ("CycloneDX", "1.5", "lianfang")
    text = (source.ROOT / lock).read_text("utf-8")
    pinned = re.findall(r"^([\w.-]+)(?:\[.*\])?==([^\s;\\]+)", text, re.MULTILINE)
    named = {(part["name"], part["version"]) for part in bill["components"]}
    assert named == {(re.sub(r"[-_.]+", "-", name).lower(), version) for name, version in pinned}
    assert all(part["purl"] == f"pkg:pypi/{part['name']}@{part['version']}" for part in bill["components"])
    hashes = [one["value"] for part in bill["components"] for one in part["properties"]]
    assert sorted(hashes) == sorted(re.findall(r"--hash=sha256:(\w+)", text))
    assert set(bill["dependencies"][0]["dependsOn"]) == {part["bom-ref"] for part in bill["components"]}


AUDITED = "tool run --from pip-audit pip-audit --strict --require-hashes --disable-pip --requirement"


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("", f"{AUDITED} requirements-base.lock"), ("base", f"{AUDITED} requirements-base.lock"),
        ("all", f"{AUDITED} requirements.lock"),
        ("all http://db:8/v1/query", f"{AUDITED} requirements.lock --vulnerability-service osv --osv-url http://db:8/v1/query"),
        ("some", ""), ("http://db/v1/query", ""), ("base ftp://db", ""), ("base http://db/v1/query more", ""), ("base --fix", ""),
    ],
)  # fmt: skip
def test_the_audit_asks_the_public_database_or_the_one_that_is_named(
    tmp_path: Path, said: str, asked: str
) -> None:
    told = tmp_path / "uv"
    told.write_text('#!/bin/sh\necho "$@"\n')
    told.chmod(0o700)
    env = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    run = subprocess.run(
        ["sh", "script/audit", *said.split()],
        check=False,
        cwd=source.ROOT,
        env=env,
        capture_output=True,
        text=True,
    )
    assert (run.returncode, run.stdout.strip()) == ((0, asked) if asked else (2, ""))
    assert ("usage" in run.stderr) == (not asked)
