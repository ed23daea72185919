"""``lianfang gaps``: what is due and not met, by name; or the whole of it held against a ledger of planted failings."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from lianfang.base.problems import Problem, Refused
from lianfang.cli import places, site
from lianfang.cli.demo import agree
from lianfang.fronts.command import gap_list, terminal
from lianfang.synth import ledger


@click.command(help="缺口、豁免与不能定，逐条列名 / gaps, what is excused, and cannot-tells by name.")
@click.option("--must", default="", help="只看这一项 / only this must.")
@click.option("--area", help="区域代码、名称或编号 / national code, name or reference.")
@click.option("--as-of", "as_of", help="截至：日期即当日24时 / a date is its 24:00 (default: now).")
@click.option(
    "--kind", type=click.Choice(["gap", "excused", "cannot_tell"]), default="gap", show_default=True
)
@click.option("--escalated", is_flag=True, help="只看已升级的缺口 / only gaps that have been escalated.")
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="0 为全部 / 0 is all.")
@click.option("--offset", type=click.IntRange(0), default=0)
@click.option(
    "--csv", "csv", type=click.Path(dir_okay=False, path_type=Path), help="写成表格 / write a CSV file."
)
@click.option(
    "--against", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="与植入台账逐条核对，双向相等才算通过 / compare with a ledger of planted failings, both ways.",
)  # fmt: skip
@site.LANG
@site.JSON
def command(
    must: str,
    area: str | None,
    as_of: str | None,
    kind: gap_list.Kind,
    escalated: bool,
    limit: int,
    offset: int,
    csv: Path | None,
    against: Path | None,
    lang: str,
    as_json: bool,
) -> None:
    """List, or compare; a comparison that differs exits with 1."""
    site.ready()
    if against is not None:
        sys.exit(0 if _agrees(against, site.instant(as_of) if as_of else None) else 1)
    reader, language = site.reader(), site.language(lang)
    listed = gap_list.make(
        reader=reader, as_of=site.instant(as_of), at=site.shown(), must=must,
        area=places.area_of(area, reader=reader), kind=kind,
        escalated=escalated, limit=0 if csv else limit, offset=offset,
    )  # fmt: skip
    if csv is not None:
        csv.write_text(gap_list.as_csv(listed, language=language), encoding="utf-8", newline="")
    if as_json:
        click.echo(listed.model_dump_json(indent=1, by_alias=True))
    elif csv is None:
        terminal.print_gaps(listed, language=language, console=Console())


def _agrees(file: Path, as_of: int | None) -> bool:
    """Hold what is found against what was planted, at the ledger's own instant unless another is named."""
    try:
        return agree(file, ledger.read(file).as_of if as_of is None else as_of)
    except ValueError as error:
        raise Refused(Problem("ledger/unreadable", facts={"file": file.name, "detail": error})) from error
