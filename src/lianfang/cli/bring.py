"""``lianfang import``: files in, foretold first, confirmed, and every row that did not go in named."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from lianfang.base.problems import Problem
from lianfang.base.words import Language, Text
from lianfang.cli import site
from lianfang.interop import bringing, laying, mappings
from lianfang.interop.bringing import Job
from lianfang.interop.mappings import Loaded
from lianfang.interop.ordering import in_order
from lianfang.interop.pace import Pace
from lianfang.interop.receipts import Receipt, Rejection
from lianfang.plan.loader import load
from lianfang.plan.model import Plan
from lianfang.registers.catalogue import catalogue

PARTLY, NOT_CONFIRMED = 3, 2
SHOWN_BEFORE = 20
"""Rejected rows shown before the question; afterwards, and with --dry-run or --json, all of them are."""


@click.command(
    help="导入 CSV 或 XLSX 文件：先试算，确认后写入 / bring CSV or XLSX files in: foretold first, then confirmed."
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--mapping",
    "names",
    multiple=True,
    help="对照表的名称或文件；一个适用于全部，或每个文件一个；不写则按表头查找 / a mapping's key or file: one for all files, "
    "or one each; left out, it is found by the header.",
)
@click.option("--dry-run", is_flag=True, help="只试算 / only foretell.")
@click.option("--yes", is_flag=True, help="不再询问 / do not ask.")
@click.option("--resume", is_flag=True, help="继续中断的导入 / go on with an import that was broken off.")
@click.option("--undo", "undone", metavar="REF", help="整体撤销一次导入 / take an import back as a whole.")
@click.option("--list", "listed", is_flag=True, help="列出各次导入 / list the imports.")
@click.option("--accept-cut", is_flag=True, help="疑被截断也导入 / bring in what seems cut, too.")
@click.option("--encoding", default="", help="文本文件的编码 / encoding of a text file, if it is known.")
@click.option(
    "--expect",
    type=click.IntRange(0),
    default=0,
    help="来源所称行数，不符则拒绝 / rows the sender speaks of.",
)
@click.option(
    "--pause",
    type=click.FloatRange(0),
    default=1.0,
    show_default=True,
    help="每段后停顿的倍数 / rest after a piece, times its length.",
)
@site.LANG
@site.JSON
def command(**given: Any) -> None:
    """Do what was asked for and exit with 0 (all in), 2 (refused) or 3 (some rows rejected)."""
    show = _Show(site.language(given["lang"]), given["as_json"])
    if given["listed"]:
        site.ready_tables()
        receipts = bringing.batches()
    elif given["undone"]:
        site.ready_tables()
        receipts = [bringing.take_back(batch=given["undone"], by=site.by(), at=site.now())]
    elif given["resume"]:
        receipts = [_resume(given, _ready(show).zone)]
    elif not given["files"]:
        raise click.UsageError("FILES: 请给出文件 / name a file")
    else:
        receipts = _bring(given, _ready(show).zone, show)
    if not given["listed"] and not given["dry_run"]:
        site.seal_at_the_end(given["lang"])
    show.all(receipts, rows=not given["listed"])
    if not given["listed"] and not given["undone"] and any(receipt.rejected for receipt in receipts):
        sys.exit(PARTLY)


def _resume(given: dict[str, Any], zone: str) -> Receipt:
    file = given["files"][0] if given["files"] else None
    with site.Bar("import") as bar:
        return bringing.resume(
            zone=zone,
            by=site.by(),
            at=site.now(),
            file=file,
            pace=Pace(pause=given["pause"]),
            now=site.now,
            on_progress=bar,
        )


def _bring(given: dict[str, Any], zone: str, show: _Show) -> list[Receipt]:
    """Each file wholly, one after the other, under each of its mappings: what a row links to comes first."""
    done = []
    for file, mapping in in_order(_readings(given)):
        job = Job(file, mapping, zone, given["encoding"], given["expect"])
        with site.Bar(file.name) as bar:
            foretold = bringing.dry_run(job=job, at=site.now(), on_progress=bar)
        if given["dry_run"]:
            done.append(foretold)
            continue
        if not given["yes"]:
            show.question(foretold)
        with site.Bar(file.name) as bar:
            done.append(_write(job, given, bar))
    return done


def _write(job: Job, given: dict[str, Any], bar: Callable[..., None]) -> Receipt:
    return bringing.bring_in(
        job=job, by=site.by(), at=site.now(), accept_cut=given["accept_cut"], pace=Pace(pause=given["pause"]),
        now=site.now, on_progress=bar,
    )  # fmt: skip


def _ready(show: _Show) -> Plan:
    """The plan whose city the files speak of; its areas are laid where the city is not there yet, and that is said.

    A plan is put in force only then: it names areas.
    """
    site.ready_tables()
    folder = site.plan_folder(None)
    plan = load(folder, catalogue())
    if not laying.is_laid(plan.city):
        laid = laying.lay(folder=folder, by=site.by("maintenance"), at=site.now())
        show.laid.append(Problem("import/areas-laid", facts={"count": len(laid.areas)}))
    site.ready()
    return plan


def _names(given: dict[str, Any]) -> list[str]:
    files, names = given["files"], list(given["names"])
    if len(names) in (0, 1):
        return (names or [""]) * len(files)
    if len(names) != len(files):
        raise click.UsageError(f"--mapping: {len(names)} ≠ {len(files)}")
    return names


def _readings(given: dict[str, Any]) -> list[tuple[Path, Loaded]]:
    """Each file with the mapping that reads it, and with those that follow this one."""
    folder = site.plan_folder(None)
    found = []
    for file, name in zip(given["files"], _names(given), strict=True):
        first = _mapping(file, name, given["encoding"])
        found += [(file, each) for each in (first, *mappings.followers(first, folder))]
    return found


def _mapping(file: Path, name: str, encoding: str) -> Loaded:
    folder = site.plan_folder(None)
    return mappings.find(name, folder) if name else mappings.fitting(file, folder, encoding=encoding)


STATUS = {
    "dry": Text("试算", "foretold"),
    "running": Text("未完成", "unfinished"),
    "done": Text("已导入", "brought in"),
    "undone": Text("已撤销", "taken back"),
}
COUNTS = Text(
    "文件 {rows} 行，记录 {read} 条 = 新增 {created} + 更新 {updated} + 未变 {unchanged} + 拒绝 {rejected}"
    "（空行 {blank}，略去 {left_out}）",
    "{rows} rows of the file, {read} records = {created} created + {updated} updated + {unchanged} unchanged + {rejected} rejected"
    " ({blank} blank rows, {left_out} left out)",
)
MADE = Text(
    "随之新登记：人员 {people_made}，车辆 {vehicles_made}",
    "brought along: {people_made} people made, {vehicles_made} vehicles made",
)
ROW = Text("第 {row} 行", "row {row}")
MORE = Text("……共 {count} 行被拒绝", "… {count} rows rejected in all")
QUESTION = Text("写入？", "Write?")
NOTHING = Text("未写入任何数据。", "Nothing was written.")


class _Show:
    """Prints receipts, for people or as JSON."""

    def __init__(self, language: Language, as_json: bool):
        self._language = language
        self._as_json = as_json
        self.laid: list[Problem] = []

    def all(self, receipts: list[Receipt], *, rows: bool) -> None:
        """The last word on standard output."""
        if self._as_json:
            said = {"areas": [p.as_json() for p in self.laid], "imports": [r.as_json() for r in receipts]}
            site.say(said)
            return
        for problem in self.laid:
            click.echo(problem.line_of_text(self._language))
        for receipt in receipts:
            self._receipt(receipt, most=None if rows else 0, err=False)

    def question(self, receipt: Receipt) -> None:
        """What would become of the file, and whether to go on; on stderr, so that output stays clean."""
        self._receipt(receipt, most=SHOWN_BEFORE, err=True)
        if not click.confirm(QUESTION.to(self._language), err=True):
            click.echo(NOTHING.to(self._language), err=True)
            sys.exit(NOT_CONFIRMED)

    def _receipt(self, receipt: Receipt, *, most: int | None, err: bool) -> None:
        language = self._language
        how = ", ".join(str(value) for name, value in receipt.facts.items() if name != "header_row")
        what = f"{receipt.file}  {receipt.mapping} → {receipt.register}  ({how})"
        click.echo(f"{receipt.batch}  {STATUS[receipt.status].to(language)}  {what}", err=err)
        click.echo("  " + COUNTS.to(language).format(**vars(receipt)), err=err)
        if receipt.people_made or receipt.vehicles_made:
            click.echo("  " + MADE.to(language).format(**vars(receipt)), err=err)
        for problem in (*receipt.suspicions, *receipt.notes):
            click.echo("  " + problem.line_of_text(language), err=err)
        for count, rejection in enumerate(receipt.rejections() if most != 0 else ()):
            if count == most:
                click.echo("  " + MORE.to(language).format(count=receipt.rejected), err=err)
                break
            for line in self._lines(receipt, rejection):
                click.echo("  " + line, err=err)

    def _lines(self, receipt: Receipt, rejection: Rejection) -> Iterator[str]:
        """One line a fault: row, column, value where it is nobody's, code, what, mend."""
        language = self._language
        for fault, problem in zip(rejection.faults, rejection.problems(receipt.file), strict=True):
            value = f"“{fault.value}”" if fault.value is not None else ""
            where = " ".join(filter(None, (ROW.to(language).format(row=rejection.row), fault.column, value)))
            yield f"{where}: [{problem.code}] {problem.what(language)} {problem.mend(language)}"
