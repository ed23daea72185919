"""``lianfang duplicates``: look through all people of the site for those who may stand there twice, and keep the pairs for the page."""

from __future__ import annotations

import click

from lianfang.base.instants import iso
from lianfang.cli import site
from lianfang.fronts.chains import doubles
from lianfang.gaps import plans


@click.command(help="查找疑似重复登记的人员，供页面认定 / find people who may stand in the registers twice.")
@site.JSON
@site.LANG
def command(as_json: bool, lang: str) -> None:
    """Find, keep, and say how many; nobody is named."""
    site.ready()
    found = doubles.find(reader=site.reader(), at=site.now())
    doubles.keep(found)
    counts = {"people": found.people, "compared": found.likely.compared, "skipped": found.likely.skipped,
              "pairs": len(found.likely.one)}  # fmt: skip
    if as_json:
        site.say({"at": iso(found.at, plans.in_force().plan.zone), **counts})
    elif site.language(lang) == "zh":
        click.echo(
            "{people:,} 人，比对 {compared:,} 对，疑似重复 {pairs:,} 对；{skipped:,} 项信息过多人共有，未据此比对".format(
                **counts
            )
        )
    else:
        click.echo(
            "{people:,} people, {compared:,} pairs compared, {pairs:,} may be one; {skipped:,} facts shared by too many".format(
                **counts
            )
        )
