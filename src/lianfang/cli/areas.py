"""``lianfang areas lay``: the tree of areas that a plan brings with it."""

from __future__ import annotations

import click

from lianfang.cli import site
from lianfang.interop.laying import lay


@click.group(help="区域 / areas.")
def command() -> None:
    """Areas of the site."""


@command.command(
    "lay", help="按方案铺设尚缺的区域及其指挥机构 / lay the plan's areas and commands that are not there yet."
)
@click.option("--plan", help="方案名称或文件夹 / plan by name or folder.")
@site.JSON
def lay_down(plan: str | None, as_json: bool) -> None:
    """Lay and say how many areas and commands were made."""
    site.ready()
    laid = lay(folder=site.plan_folder(plan), by=site.by("maintenance"), at=site.now())
    if as_json:
        site.say({"areas": len(laid.areas), "commands": len(laid.commands)})
    else:
        click.echo(f"新增区域 {len(laid.areas)}，指挥机构 {len(laid.commands)} / areas and commands made")
