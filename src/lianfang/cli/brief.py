"""``lianfang brief``: the figures, the musts line by line, and what is to be looked at."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from lianfang.cli import places, site
from lianfang.fronts.command import brief, pages, terminal


@click.command(help="每日简报 / the brief: figures, musts by line, what to look at.")
@click.option(
    "--as-of", "as_of", help="截至：日期即当日24时 / event time; a date is its 24:00 (default: now)."
)
@click.option("--known-at", "known_at", help="只用此时之前录入的 / leave out what was recorded later (slow).")
@click.option("--area", help="区域代码、名称或编号 / national code, name or reference (default: the city).")
@click.option(
    "--html", type=click.Path(dir_okay=False, path_type=Path), help="写成网页 / write a standalone page."
)
@site.LANG
@site.JSON
def command(
    as_of: str | None, known_at: str | None, area: str | None, html: Path | None, lang: str, as_json: bool
) -> None:
    """Make the brief and print it, or write it as a page."""
    site.ready()
    language, now, reader = site.language(lang), site.now(), site.reader()
    known = site.instant(known_at) if known_at else None
    made = brief.make(
        reader=reader,
        as_of=site.instant(as_of),
        at=now,
        known_at=known,
        area=places.area_of(area, reader=reader),
    )
    if html is not None:
        html.write_text(pages.brief_page(made, language=language), encoding="utf-8")
    if as_json:
        click.echo(made.model_dump_json(indent=1))
    elif html is None:
        terminal.print_brief(made, language=language, console=Console())
