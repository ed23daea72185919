"""``lianfang restore``: a backup into an empty site."""

from __future__ import annotations

from pathlib import Path

import click

from lianfang.cli import site
from lianfang.interop.backup import restore


@click.command(help="把备份恢复到空库 / bring a backup into an empty site.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@site.JSON
def command(file: Path, as_json: bool) -> None:
    """Restore and say how many rows each table has."""
    with site.Bar("restore") as bar:
        counts = restore(source=file, on_progress=bar)
    if as_json:
        site.say(counts)
    else:
        click.echo(f"{file}: {sum(counts.values())} 行 rows, {len(counts)} 表 tables")
