"""``lianfang verify-journal``: is the journal what it was when it was sealed?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.db import connection

from lianfang.base import anchors
from lianfang.base.anchors import Anchor
from lianfang.base.instants import iso
from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Language, Text
from lianfang.cli import site
from lianfang.interop.backup import snapshot
from lianfang.registers.models import Seal
from lianfang.registers.verifying import Finding, Report, public_keys, verify

SHOWN = 20
COUNTS = Text(
    "封条 {seals} 个，已封 {sealed} 条，未封 {unsealed} 条，空号 {unused} 个",
    "seals: {seals}, entries sealed: {sealed}, unsealed: {unsealed}, numbers without an entry: {unused}",
)
ROOT = Text("末封 {at}，根 {anchor}", "last sealed {at}, root {anchor}")
GOOD = Text("日志与封条相符", "the journal is what was sealed")
NONE = Text("尚无封条，无从核验", "there is no seal yet: nothing vouches for the entries")
BAD = Text("日志与封条不符，共 {found} 处", "it is not what was sealed; findings: {found}")
MORE = Text("……共 {found} 处", "… {found} in all")
NO_ANCHOR = Text(
    "未给出印出的根（--root）：看不出末尾被截断，也看不出用本站密钥整链重算。",
    "No printed root was given (--root): a cut tail is not seen, nor a chain made anew with this site's key.",
)
OWN_KEY = Text(
    "公钥取自本主目录，能改动主目录者也能更换它；请用他人保管的公钥（--public-key）。",
    "The public key is this home's own, and whoever can write the home can replace it: use one kept in other hands (--public-key).",
)


@click.command(
    help="核验日志是否被改动，有则指明何处，并以 1 退出 / is the journal untouched? Names what is not; exits with 1."
)
@click.option(
    "--root",
    "roots",
    multiple=True,
    help="印出的“位次:根”，可多次给出 / as printed, position:root; may be repeated.",
)
@click.option(
    "--public-key",
    "files",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="公钥文件，可多次给出（默认取主目录的）/ may be repeated (default: the home's).",
)
@site.LANG
@site.JSON
def command(roots: tuple[str, ...], files: tuple[Path, ...], lang: str, as_json: bool) -> None:
    """Verify; exit 0 if all is as sealed, 1 if not, 2 if it could not be verified."""
    language = site.language(lang)
    wanted = [_anchor(text) for text in roots]
    keys = _keys(files)
    if Seal._meta.db_table not in connection.introspection.table_names():
        raise Refused(Problem("journal/no-table"))  # nothing is written to what is verified, not even a table
    with site.Bar("journal") as bar, snapshot(broken_text=True) as read:
        report = verify(read, keys=keys, wanted=wanted, on_progress=lambda done, of: bar("journal", done, of))
    if as_json:
        site.say(_said(report))
    else:
        for line in _lines(report, language):
            click.echo(line)
        for is_weak, note in ((not wanted, NO_ANCHOR), (not files, OWN_KEY)):
            if is_weak:
                click.echo(note.to(language), err=True)
    raise SystemExit(1 if report.found else 0)


def _anchor(text: str) -> Anchor:
    try:
        return anchors.parse(text)
    except ValueError as error:
        raise Refused(Problem("journal/bad-anchor", facts={"value": text})) from error


def _keys(files: tuple[Path, ...]) -> set[bytes]:
    """The public keys of these files, or the home's own; a site that never sealed has none."""
    own = Path(settings.HOME) / "keys" / "sealing.pub"
    found: set[bytes] = set()
    for file in files or ([own] if own.exists() else []):
        try:
            keys = public_keys(file.read_bytes())
        except ValueError:
            keys = set()
        if not keys:
            raise Refused(Problem("journal/no-public-key", facts={"file": file.name}))
        found |= keys
    return found


def _problem(finding: Finding) -> Problem:
    return Problem(finding.code, facts=finding._asdict())


def _said(report: Report) -> dict[str, Any]:
    findings = [{**finding._asdict(), "problem": _problem(finding).as_json()} for finding in report.findings]
    return {
        "seals": report.seals, "sealed": report.sealed, "unsealed": report.unsealed, "unused": report.unused,
        "root": None if report.anchor is None else str(report.anchor),
        "at": None if report.at is None else iso(report.at, settings.TIME_ZONE),
        "found": report.found, "findings": findings,
    }  # fmt: skip


def _lines(report: Report, language: Language) -> list[str]:
    lines = [_problem(finding).line_of_text(language) for finding in report.findings[:SHOWN]]
    if report.found > SHOWN:
        lines.append(MORE.to(language).format(found=report.found))
    lines.append(COUNTS.to(language).format(**report._asdict()))
    if report.anchor is not None and report.at is not None:
        at = iso(report.at, settings.TIME_ZONE)
        lines.append(ROOT.to(language).format(at=at, anchor=report.anchor))
    last = BAD if report.found else GOOD if report.seals else NONE
    lines.append(last.to(language).format(found=report.found))
    return lines
