"""``lianfang ledger``: stocks and flows day by day, and whether they balance."""

from __future__ import annotations

import click
from rich.console import Console

from lianfang.cli import places, site
from lianfang.fronts.command import ledger, terminal_ledgers


@click.command(help="存量增减：期初 + 增 − 减 = 期末 / stocks and flows: opening + in − out = closing.")
@click.option("--stock", default="", help="只看这一本账 / only this ledger, by its key or its stock.")
@click.option("--area", help="区域代码、名称或编号 / national code, name or reference (default: the city).")
@click.option("--as-of", "as_of", help="截至：日期即当日24时 / a date is its 24:00 (default: now).")
@click.option("--known-at", "known_at", help="只用此时之前录入的 / leave out what was recorded later (slow).")
@click.option("--days", type=click.IntRange(1, 366), default=7, show_default=True)
@site.LANG
@site.JSON
def command(
    stock: str, area: str | None, as_of: str | None, known_at: str | None, days: int, lang: str, as_json: bool
) -> None:
    """Print the ledgers."""
    site.ready()
    reader = site.reader()
    made = ledger.make(
        reader=reader, as_of=site.instant(as_of), at=site.shown(), known_at=site.instant(known_at) if known_at else None,
        area=places.area_of(area, reader=reader), days=days, stock=stock,
    )  # fmt: skip
    if as_json:
        click.echo(made.model_dump_json(indent=1))
    else:
        terminal_ledgers.print_ledgers(made, language=site.language(lang), console=Console())
