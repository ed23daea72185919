"""``lianfang backup``: the site into one file."""

from __future__ import annotations

from pathlib import Path

import click

from lianfang.cli import site
from lianfang.interop.backup import backup


@click.command(help="备份到一个文件（不含密钥） / back the site up into one file (keys are not in it).")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@site.JSON
def command(file: Path, as_json: bool) -> None:
    """Back up and say how many rows each table has."""
    site.ready_tables()
    site.seal_at_the_end()
    with site.Bar("backup") as bar:
        counts = backup(to=file, on_progress=bar)
    if as_json:
        site.say(counts)
    else:
        click.echo(f"{file}: {sum(counts.values())} 行 rows, {len(counts)} 表 tables")
        click.echo(
            "密钥不在其中，请另行备份 keys 文件夹 / The keys are not in it: back the folder `keys` up apart from it."
        )
        click.echo(
            "到访记录库不在其中，可由 trace feed 与原文件重新写入 / Nor is the visits log: `trace feed` and the files fill it again."
        )
