"""``lianfang export``: records as files in the columns of another system, journalled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from django.conf import settings

from lianfang.base import ids, instants
from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.cli import site
from lianfang.cli.places import area_of
from lianfang.interop import leaving
from lianfang.interop.leaving import Leaving
from lianfang.registers import journal
from lianfang.registers.access import Reader, withheld
from lianfang.registers.demonstration import is_made_up
from lianfang.registers.models import REGISTERS
from lianfang.registers.roles import PURPOSE_TITLES
from lianfang.registers.withholding import LISTED
from lianfang.ui import sheets

LABELS = (
    Text("何人", "who"), Text("时间", "when"), Text("用途", "purpose"), Text("行数", "rows"),
    Text("导出编号", "number of the export"), Text("不列出的真人", "withheld as real persons"), Text("说明", "note"),
)  # fmt: skip
NOTE = Text(
    "空格表示不详，或该格式没有对应的词", "an empty cell is not known, or the form has no word for it"
)
SHUT = Text(
    "有关病情的 {n} 列为空：用途“{zh}”看不到",
    "{n} columns about health are empty: the purpose “{en}” does not open them",
)
MADE_UP = Text("演示：虚拟城市，并无真人", "demonstration: a made-up city, nobody is real")
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
    labels = [] if bare else list(_labels(filled, reader, number, language))
    _write(out, filled, labels)
    site.seal_at_the_end(lang)
    click.echo(WRITTEN.to(language).format(file=out.name, rows=filled.count), err=True)


def _labels(filled: Leaving, reader: Reader, number: str, language: Any) -> Iterator[Sequence[Any]]:
    """The rows above the list: whose file it is, and of when."""
    hidden = withheld(REGISTERS[filled.register], reader) if filled.register in LISTED else 0
    purpose = PURPOSE_TITLES[reader.purpose]
    notes = [text.to(language) for text in ((MADE_UP, NOTE) if is_made_up() else (NOTE,))]
    if filled.shut:
        notes.append(SHUT.to(language).format(n=filled.shut, zh=purpose.zh, en=purpose.en))
    note = "; ".join(notes)
    said = [
        reader.name, instants.iso(site.now(), settings.TIME_ZONE), PURPOSE_TITLES[reader.purpose].to(language),
        filled.count, number, hidden, note,
    ]  # fmt: skip
    yield [sheets.MARK, filled.title]
    yield from zip((label.to(language) for label in LABELS), said, strict=True)
    yield []


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
