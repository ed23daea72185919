"""``lianfang plan``: check a plan, put it in force."""

from __future__ import annotations

import click

from lianfang.base.problems import Refused
from lianfang.cli import site
from lianfang.gaps import plans
from lianfang.interop import laying
from lianfang.plan import check as checking
from lianfang.plan.explain import sentence
from lianfang.registers.catalogue import catalogue


@click.group(help="核对方案、启用方案 / check a plan, put it in force.")
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
    help="启用方案；有错则原方案继续有效 / put a plan in force; with an error the running one stays."
)
@click.argument("plan")
def enact(plan: str) -> None:
    """Enact; duties of a new text are read by ``lianfang rebuild``."""
    site.ready_tables()
    if (site.plan_folder(plan) / laying.FILE).exists():
        laying.lay(folder=site.plan_folder(plan), by=site.by("maintenance"), at=site.now())
    if plans.enact(folder=site.plan_folder(plan), by=site.by("maintenance"), at=site.now()):
        click.echo("方案已启用，请运行 lianfang rebuild / in force; now run: lianfang rebuild")
    else:
        click.echo("方案未变 / unchanged")
