"""``lianfang plan``: check a plan, read a directive beside it, put it in force."""

from __future__ import annotations

from pathlib import Path

import click

from lianfang.base.problems import Problem, Refused
from lianfang.cli import site
from lianfang.gaps import plans
from lianfang.interop import laying, texts
from lianfang.plan import check as checking
from lianfang.plan import drafting
from lianfang.plan.directive_report import Report
from lianfang.plan.directives import cut
from lianfang.plan.explain import sentence
from lianfang.plan.loader import load
from lianfang.plan.proposals import propose
from lianfang.registers.catalogue import catalogue


@click.group(help="核对方案、读入指令、启用方案 / check a plan, read a directive, put a plan in force.")
def command() -> None:
    """The plan's own commands."""


@command.command(
    help="核对方案并逐条说明；有错则指明文件、行号与改法 / check a plan, every error with its file, line and mend."
)
@click.argument("plan", required=False)
@site.LANG
@site.JSON
def check(plan: str | None, lang: str, as_json: bool) -> None:
    """Check, print the counts; exit 1 if an example differs, 2 if the plan is wrong."""
    try:
        report = checking.check(site.plan_folder(plan), catalogue())
    except Refused as refusal:
        if not as_json:
            raise
        site.say({"problems": [problem.as_json() for problem in refusal.problems]})
        raise SystemExit(2) from refusal
    if as_json:
        site.say(report.as_json())
    else:
        for line in report.lines(site.language(lang)):
            click.echo(line)
        for must in report.plan.musts.values():
            click.echo(
                f"\n{must.clause}  {must.key}\n  {sentence(must, report.plan, catalogue(), site.language(lang))}"
            )
    raise SystemExit(0 if report.is_good else 1)


@command.command(
    help="读入指令，切成逐项要求，旁列方案的条款，由人定夺 / cut a directive into demands, the plan's clauses beside them."
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--plan", "plan", help="对照的方案 / the plan to compare with (default: the shipped one).")
@click.option(
    "--draft",
    type=click.Path(path_type=Path),
    help="另写成草案文件夹 / write a draft plan into a new folder.",
)
@click.option("--encoding", default="", help="文本编码 / the text's encoding, where it is not found.")
@site.LANG
@site.JSON
def read(file: Path, plan: str | None, draft: Path | None, encoding: str, lang: str, as_json: bool) -> None:
    """Read, propose, perhaps draft; exit 2 if the text or the plan cannot be read."""
    try:
        report = _read(file, plan, draft, encoding)
    except Refused as refusal:
        if not as_json:
            raise
        site.say({"problems": [problem.as_json() for problem in refusal.problems]})
        raise SystemExit(2) from refusal
    if as_json:
        site.say(report.as_json())
        return
    for line in report.lines(site.language(lang)):
        click.echo(line)


def _read(file: Path, plan: str | None, draft: Path | None, encoding: str) -> Report:
    directive = cut(texts.read_directive(file, encoding))
    if not directive.demands:
        raise Refused(Problem("directive/no-demands", file=file.name, facts={"file": file.name}))
    compared = load(site.plan_folder(plan), catalogue())
    concordance = propose(directive, compared.clauses)
    if draft is not None:
        drafting.write(draft, concordance, compared, file.name)
    return Report(file.name, compared.key, concordance, None if draft is None else str(draft))


@command.command(
    help="启用方案；有错则原方案继续有效 / put a plan in force; with an error the running one stays."
)
@click.argument("plan")
@click.option(
    "--drop-drafts", is_flag=True,
    help="舍弃经两人签署而该方案没有的变动 / give up what two persons signed on a page and this plan lacks.",
)  # fmt: skip
def enact(plan: str, drop_drafts: bool) -> None:
    """Enact; duties of a new text are read by ``lianfang rebuild``."""
    site.ready_tables()
    if (site.plan_folder(plan) / laying.FILE).exists():
        laying.lay(folder=site.plan_folder(plan), by=site.by("maintenance"), at=site.now())
    folder, by = site.plan_folder(plan), site.by("maintenance")
    if plans.enact(folder=folder, by=by, at=site.now(), drop_drafts=drop_drafts):
        click.echo("方案已启用，请运行 lianfang rebuild / in force; now run: lianfang rebuild")
    else:
        click.echo("方案未变 / unchanged")


@command.command(
    help="写出现行方案，含页面上签署的变动 / write out the plan in force, with what was signed on pages."
)
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="新的或空的文件夹 / a new or empty folder."
)
def show(out: Path) -> None:
    """Write the plan's files; whoever keeps them elsewhere merges them there."""
    site.ready()
    for name in plans.show(out=out):
        click.echo(name)
