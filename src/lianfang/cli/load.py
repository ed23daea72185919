"""``lianfang load``: arrivals expected and seen by gate and day, quarantine rooms against orders."""

from __future__ import annotations

from datetime import timedelta

import click
from django.conf import settings

from lianfang.base.instants import day_ending_at, day_of
from lianfang.cli import site
from lianfang.fronts.gates import load, terminal


@click.command(
    help="各关口每日到达与隔离房间负荷 / arrivals by gate and day, quarantine rooms against orders."
)
@click.option("--days", type=click.IntRange(1, 366), default=7, help="天数 / how many days.")
@click.option(
    "--from",
    "since",
    default="",
    help="首日，缺省为截至时刻的次日 / the first day; else the day after as-of.",
)
@click.option("--as-of", default="", help="截至 / as of this instant.")
@site.JSON
@site.LANG
def command(days: int, since: str, as_of: str, as_json: bool, lang: str) -> None:
    """Print the load day by day."""
    site.ready()
    at = site.instant(as_of)
    zone = settings.TIME_ZONE
    next_day = day_ending_at(at, zone) + timedelta(days=1)
    first = day_of(site.beginning(since), zone) if since else next_day
    said = load.load(first, days, reader=site.reader(), as_of=at, now=site.shown())
    if as_json:
        click.echo(said.model_dump_json(indent=1))
    else:
        click.echo("\n".join(terminal.load(said, site.language(lang))))
