"""``lianfang zones``: which class each area is in, and why."""

from __future__ import annotations

import click
from rich.console import Console

from lianfang.cli import places, site
from lianfang.fronts.command import terminal_ledgers, zones


@click.command(help="分区分级，逐区说明理由 / the zone of each area, with the reason.")
@click.option("--area", help="区域代码、名称或编号 / national code, name or reference (default: the city).")
@click.option("--as-of", "as_of", help="截至：日期即当日24时 / a date is its 24:00 (default: now).")
@click.option("--known-at", "known_at", help="只用此时之前录入的 / leave out what was recorded later (slow).")
@site.LANG
@site.JSON
def command(area: str | None, as_of: str | None, known_at: str | None, lang: str, as_json: bool) -> None:
    """Print the zones."""
    site.ready()
    reader = site.reader()
    made = zones.make(
        reader=reader, as_of=site.instant(as_of), at=site.shown(), known_at=site.instant(known_at) if known_at else None,
        area=places.area_of(area, reader=reader),
    )  # fmt: skip
    if as_json:
        click.echo(made.model_dump_json(indent=1))
    else:
        terminal_ledgers.print_zones(made, language=site.language(lang), console=Console())
