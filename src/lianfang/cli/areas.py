"""``lianfang areas lay``: the tree of areas that a plan brings with it."""

from __future__ import annotations

from pathlib import Path

import click

from lianfang.cli import site
from lianfang.interop.laying import lay
from lianfang.interop.outlines import bring_outlines


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


@command.command("outline", help="为区域配上轮廓 / give areas their outlines, from GeoJSON.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--name",
    default="adcode",
    show_default=True,
    help="属性：行政区划代码或区域编号 / the property with the code or reference.",
)
@click.option("--credit", required=True, help="图下署名 / what the source asks to be printed.")
@site.JSON
def give_outlines(file: Path, name: str, credit: str, as_json: bool) -> None:
    """Record them and say which shapes no area has."""
    site.ready()
    found = bring_outlines(path=file, name=name, credit=credit, by=site.by("maintenance"), at=site.now())
    if as_json:
        site.say({"read": found.read, "changed": found.changed, "unknown": found.unknown})
        return
    click.echo(f"图形 {found.read}，新增或更换 {found.changed} / shapes, new or changed outlines")
    for code in found.unknown:
        click.echo(f"没有这个区域 / no such area: {code}")
