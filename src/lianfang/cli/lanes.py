"""``lianfang lanes``: which lane each vehicle gets at a gate, and why."""

from __future__ import annotations

import click

from lianfang.base.problems import Problem, Refused
from lianfang.cli import site
from lianfang.fronts.gates import lanes, terminal


@click.command(
    help="按方案的规则为车辆分道，并说明理由 / the lane of each vehicle by the plan's rules, and why."
)
@click.option("--passage", default="", help="一次通行的编号 / reference of one passage.")
@click.option("--gate", default="", help="公路关口编号 / reference of a road gate.")
@click.option("--from", "since", default="", help="起 / from this instant.")
@click.option("--until", default="", help="止（不含） / up to this instant.")
@site.JSON
@site.LANG
def command(passage: str, gate: str, since: str, until: str, as_json: bool, lang: str) -> None:
    """Print lanes of one passage, or of a gate's hours."""
    site.ready()
    reader, now = site.reader(), site.shown()
    if any((gate, since, until)) if passage else not all((gate, since, until)):
        raise Refused(Problem("gates/passage-or-hours"))
    if passage:
        listed = lanes.listed(reader=reader, now=now, passage=passage)
    else:
        hours = site.beginning(since), site.instant(until)
        listed = lanes.listed(reader=reader, now=now, gate=gate, start=hours[0], end=hours[1])
    if as_json:
        click.echo(listed.model_dump_json(indent=1))
    else:
        click.echo("\n".join(terminal.lanes(listed, site.language(lang))))
