"""``lianfang seal-journal``: positions and a signed root for what the journal holds by now."""

from __future__ import annotations

from pathlib import Path

import click
from django.conf import settings

from lianfang.base.instants import iso
from lianfang.base.words import Text
from lianfang.cli import site
from lianfang.registers import keys, sealing

SAID = Text(
    "新封 {count} 条；已封至第 {position} 位，{at}；未封 {unsealed} 条",
    "{count} entries sealed; sealed up to position {position}, {at}; {unsealed} unsealed",
)
ROOT = Text("根 {anchor}", "root {anchor}")
EMPTY = Text("日志尚无条目可封", "the journal has nothing to seal yet")


@click.command(
    help="封存日志：为新条目编定位次并签署 / give new journal entries their positions and sign them."
)
@click.option(
    "--new-key",
    is_flag=True,
    help="原密钥已遗失，改用本机的密钥 / the old key is lost: go on with this home's.",
)
@click.option(
    "--export-key",
    type=click.Path(path_type=Path, dir_okay=False),
    help="写出公钥，交他人保管 / write the public key, for other hands.",
)
@site.LANG
@site.JSON
def command(new_key: bool, export_key: Path | None, lang: str, as_json: bool) -> None:
    """Seal, and say how far and by which root."""
    site.ready_tables()
    with site.Bar("journal") as bar:
        count = site.seal_journal(new_key=new_key, on_progress=bar)
    if export_key is not None:
        export_key.write_bytes(keys.export_sealing_key())
    now = sealing.sealed()
    anchor, at = now.anchor, None if now.at is None else iso(now.at, settings.TIME_ZONE)
    position = 0 if anchor is None else anchor.position
    if as_json:
        root = None if anchor is None else str(anchor)
        site.say({"sealed": count, "position": position, "root": root, "at": at, "unsealed": now.unsealed})
        return
    language = site.language(lang)
    if anchor is None:
        click.echo(EMPTY.to(language))
        return
    click.echo(SAID.to(language).format(count=count, position=position, at=at, unsealed=now.unsealed))
    click.echo(ROOT.to(language).format(anchor=anchor))
