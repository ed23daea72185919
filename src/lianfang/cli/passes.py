"""``lianfang passes``: verify one anywhere, without a database; give the public key and the list of those taken back."""

from __future__ import annotations

import time
from pathlib import Path

import click
from django.conf import settings

from lianfang.base.instants import iso
from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.cli import site
from lianfang.fronts.orders import tokens

FIRST = Text("急救、分娩、疾病、火情一律先放行。", "An emergency passes at once, whatever this says.")
GO = Text("放行，至 {until}（现在 {now}）", "pass, until {until} (now {now})")
CALL = Text("请示负责人（现在 {now}）", "call the supervisor (now {now})")
LISTED = Text("所用撤销名单签于 {made}", "the list of those taken back is of {made}")
WROTE = Text("已写出公钥：{file}", "the public key is in {file}")
TAKEN = Text("已写出撤销名单：{file}（{n} 张）", "{n} passes taken back are in {file}")


@click.group(
    help="通行凭证：离线核验、公钥、撤销名单 / passes: verify offline, public key, those taken back."
)
def command() -> None:
    """Slips that say pass or call the supervisor."""


@command.command(help="核验凭证（文件或一行文字） / verify a pass: a file, or its line.")
@click.argument("what")
@click.option("--key", "keys", type=click.Path(path_type=Path), multiple=True,
              help="公钥文件 passes.pub / public key; the home's own if left out.")  # fmt: skip
@click.option("--revoked", type=click.Path(path_type=Path), help="撤销名单 / list of those taken back.")
@site.LANG
def verify(what: str, keys: tuple[Path, ...], revoked: Path | None, lang: str) -> None:
    """Exit 0 for pass, 1 for call the supervisor. No database is opened: only the key, the list and the clock are needed."""
    language, known, at = site.language(lang), _keys(keys), int(time.time())
    path = Path(what)
    is_file = len(what) < 256 and "\n" not in what and path.is_file()
    line = path.read_text("utf-8", errors="replace") if is_file else what
    zone = settings.TIME_ZONE
    taken = None if revoked is None else tokens.read_list(_text_of(revoked), known, at=at, zone=zone)
    seen = tokens.looked_at(line, known, at=at, revoked=() if taken is None else taken.refs)
    now, until = iso(at, zone), iso(seen.until or at, zone)
    click.echo((GO if seen.verdict == "go" else CALL).to(language).format(now=now, until=until))
    if taken is not None:
        click.echo(LISTED.to(language).format(made=iso(taken.made_at, zone)))
    click.echo(FIRST.to(language), err=True)
    raise SystemExit(0 if seen.verdict == "go" else 1)


@command.command(help="写出公钥，交给各关口 / write the public key, for every gate.")
@click.argument("file", type=click.Path(path_type=Path))
@site.LANG
def key(file: Path, lang: str) -> None:
    """The public half alone: with it passes are verified, and none are made."""
    from lianfang.registers import keys  # the keys are the home's: not asked for where one only verifies

    file.write_bytes(keys.export_pass_key())
    click.echo(WROTE.to(site.language(lang)).format(file=file.name))


@command.command(
    help="写出撤销名单，交给不联网的关口 / write the list of those taken back, for gates that are not connected."
)
@click.argument("file", type=click.Path(path_type=Path))
@site.LANG
def revoked(file: Path, lang: str) -> None:
    """Those whose term runs and which let pass no longer, or not until its end: the list bears no instants, so an order to come
    within the term stops its pass at once. One that is issued anew ends when the order begins, and is good.
    """
    from lianfang.fronts.orders import passing  # needs the registers, which verifying does not
    from lianfang.registers import keys

    site.ready()
    at = site.shown()
    refs = passing.no_longer_good(at)
    file.write_text(tokens.revoked_list(refs, at, keys.sign_pass), "utf-8")
    click.echo(TAKEN.to(site.language(lang)).format(file=file.name, n=len(refs)))


def _text_of(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeError) as error:
        raise Refused(Problem("pass/no-list", facts={"file": file.name})) from error


def _keys(files: tuple[Path, ...]) -> set[bytes]:
    """The public keys of these files, or the home's own."""
    found: set[bytes] = set()
    for file in files or (Path(settings.HOME) / "keys" / "passes.pub",):
        known = tokens.public_keys(file.read_bytes()) if file.is_file() else set()
        if not known:
            raise Refused(Problem("pass/no-key", facts={"file": file.name}))
        found |= known
    return found
