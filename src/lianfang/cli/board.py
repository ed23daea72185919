"""``lianfang board``: the whole city at one instant, or one of its lines."""

from __future__ import annotations

import click
from rich.console import Console

from lianfang.board import schemas, terminal
from lianfang.board.lines import line as line_page
from lianfang.board.overview import board
from lianfang.cli import places, site


@click.command(help="指挥看板 / the board: guards, lines, areas, curve, owners that need help, oldest gaps.")
@click.option(
    "--as-of", "as_of", help="截至：日期即当日24时 / event time; a date is its 24:00 (default: now)."
)
@click.option("--known-at", "known_at", help="只用此时之前录入的 / leave out what was recorded later (slow).")
@click.option("--area", help="区域代码、名称或编号 / national code, name or reference (default: the city).")
@click.option("--line", default="", help="只看一条防线，如 gates / only one line, such as gates.")
@site.LANG
@site.JSON
def command(
    as_of: str | None, known_at: str | None, area: str | None, line: str, lang: str, as_json: bool
) -> None:
    """Show the board, or a line of it."""
    site.ready()
    language, now, reader = site.language(lang), site.shown(), site.reader()
    at, place = site.instant(as_of), places.area_of(area, reader=reader)
    known = site.instant(known_at) if known_at else None
    if line:
        page = line_page(line, reader=reader, as_of=at, at=now, known_at=known, area=place)
        if as_json:
            click.echo(schemas.as_json(page))
        else:
            terminal.print_line(page, language=language, console=Console())
        return
    made = board(reader=reader, as_of=at, at=now, known_at=known, area=place)
    if as_json:
        click.echo(schemas.as_json(made))
    else:
        terminal.print_board(made, language=language, console=Console())
