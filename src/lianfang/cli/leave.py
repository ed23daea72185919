"""``lianfang export``: records as files in the columns of another system, journalled."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from django.conf import settings

from lianfang.base import ids
from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.cli import site
from lianfang.cli.places import area_of
from lianfang.interop import leaving
from lianfang.interop.leaving import Leaving
from lianfang.registers import journal
from lianfang.registers.roles import PURPOSE_TITLES
from lianfang.ui import sheets

WRITTEN = Text("{file}：{rows} 行", "{file}: {rows} rows")


@click.command(
    help="按其他系统的列导出记录：格式名如 godata/cases；不写则列出全部格式 / records as a file in another system's columns; "
    "without a form, list the forms."
)
@click.argument("form", required=False)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="写入的文件，.csv 或 .xlsx / file to write.",
)
@click.option("--area", "area", help="只限此区域 / only this area.")
@click.option("--purpose", default="response", show_default=True, help="用途 / what for.")
@click.option(
    "--bare", is_flag=True, help="不加说明行，供其他系统直接读取 / no label rows: for another system to read."
)
@site.LANG
def command(
    form: str | None, out: Path | None, area: str | None, purpose: str, bare: bool, lang: str
) -> None:
    """Write the file, or list the forms."""
    language = site.language(lang)
    site.ready()
    if form is None:
        for loaded in leaving.forms():
            click.echo(f"{loaded.key:24} {loaded.said.fills:14} {loaded.said.title.get(language, '')}")
        return
    if out is None:
        raise click.UsageError("--out")
    if out.exists():
        raise Refused(Problem("export/there-already", facts={"file": out.name}))
    if purpose not in PURPOSE_TITLES:
        raise click.UsageError(f"--purpose: {', '.join(PURPOSE_TITLES)}")
    reader = site.reader(purpose)
    reader = reader.inside(area_of(area, reader=reader))
    filled = leaving.filled(leaving.form(form), reader=reader, zone=settings.TIME_ZONE, language=language)
    number = ids.new_ref()
    said = f"{form},rows={filled.count}"
    journal.append(
        [journal.Entry(site.now(), reader, "export", filled.register, fields=said, request=number)]
    )
    labels = (
        []
        if bare
        else leaving.labels(filled, reader, who=reader.name, at=site.now(), number=number, language=language)
    )
    _write(out, filled, labels)
    site.seal_at_the_end(lang)
    click.echo(WRITTEN.to(language).format(file=out.name, rows=filled.count), err=True)


def _write(out: Path, filled: Leaving, labels: Sequence[Sequence[Any]]) -> None:
    head = [*labels, *filled.head]
    if out.suffix == ".xlsx":
        with out.open("xb") as file:
            for piece in sheets.workbook(filled.title, head, filled.rows()):
                file.write(piece)
        return
    with out.open("xb") as file:
        for piece in sheets.csv_lines(head, filled.rows()):
            file.write(piece)
