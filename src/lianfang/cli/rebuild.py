"""``lianfang rebuild``: read all duties anew."""

from __future__ import annotations

import click

from lianfang.cli import site
from lianfang.gaps.rebuild import rebuild


@click.command(help="重新计算全部或指定要求的应办事项 / read duties anew.")
@click.option("--must", "keys", multiple=True, help="只算这一项 / only this must (may be repeated).")
@site.JSON
def command(keys: tuple[str, ...], as_json: bool) -> None:
    """Rebuild musts and say how many duties each has."""
    site.ready()
    with site.Bar("rebuild") as bar:
        counts = rebuild(at=site.now(), keys=keys or None, on_progress=bar)
    if as_json:
        site.say(counts)
    else:
        for key, count in counts.items():
            click.echo(f"{count:>10}  {key}")
