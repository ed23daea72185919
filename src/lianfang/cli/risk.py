"""``lianfang risk``: areas at risk with their dates, and exactly whom they reach."""

from __future__ import annotations

from collections.abc import Iterator

import click

from lianfang.base.words import Language
from lianfang.cli import places, site
from lianfang.fronts.gates import risk_actions, risk_list, terminal
from lianfang.fronts.gates.shapes import RiskRead, WithdrawnSaid
from lianfang.gaps import plans
from lianfang.registers.models.codes import RISK_CLASS

AS_OF = click.option("--as-of", default="", help="截至 / as of this instant.")


@click.group(help="风险地区：新增、撤回、涉险人员 / areas at risk: add, withdraw, whom they reach.")
def command() -> None:
    """Risk areas."""


@command.command(help="新增风险地区，可自过去某时起 / add an area, from a past instant if need be.")
@click.argument("place")
@click.option(
    "--risk", type=click.Choice(list(RISK_CLASS.codes)), default="key", help="风险等级 / class of risk."
)
@click.option(
    "--from", "since", required=True, help="生效时间（日期即当日0时） / valid from; a date is its 00:00."
)
@click.option("--until", default="", help="解除时间 / valid until.")
@click.option("--document", required=True, help="依据文件 / on which document's word.")
@click.option("--area", help="采用区域，缺省为全市 / the area that uses it; the city if not said.")
@AS_OF
@site.JSON
@site.LANG
def add(
    place: str,
    risk: str,
    since: str,
    until: str,
    document: str,
    area: str | None,
    as_of: str,
    as_json: bool,
    lang: str,
) -> None:
    """Add an area at risk and print exactly the newly affected."""
    site.ready()
    reader, at = site.reader(), site.instant(as_of)
    city = places.area_of(plans.in_force().plan.city, reader=reader)
    followed = risk_actions.add(
        place=places.area_of(place, reader=reader), risk=risk, valid_from=site.beginning(since),
        valid_until=site.instant(until) if until else None, document=document,
        area=places.area_of(area, reader=reader) or city, by=site.declaring(), at=site.shown(), as_of=at,
    )  # fmt: skip
    _print(
        risk_list.read([followed], reader=reader, as_of=at, now=site.shown()), as_json, site.language(lang)
    )


@command.command(help="按现有记录重新核对全部风险地区 / read all risk areas again.")
@AS_OF
@site.JSON
@site.LANG
def again(as_of: str, as_json: bool, lang: str) -> None:
    """Bring whom risk areas reach to what the records say now."""
    site.ready()
    reader, at = site.reader(), site.instant(as_of)
    followed = risk_actions.again(by=site.declaring(), at=site.shown(), as_of=at)
    _print(risk_list.read(followed, reader=reader, as_of=at, now=site.shown()), as_json, site.language(lang))


@command.command(help="撤回风险地区及由其得出的涉险人员 / withdraw an area and all that followed from it.")
@click.argument("ref")
@site.JSON
def withdraw(ref: str, as_json: bool) -> None:
    """Withdraw a risk area."""
    site.ready()
    count = risk_actions.withdraw_risk(ref=ref, by=site.declaring(), at=site.shown())
    if as_json:
        click.echo(WithdrawnSaid(risk_area=ref, persons=count).model_dump_json(indent=1))
    else:
        click.echo(f"已撤回 {ref} 及涉险人员 {count} 人 / withdrawn with {count} persons at risk")


@command.command(help="涉险人员名单（编号） / persons at risk, by reference.")
@click.argument("ref", default="")
@click.option("--limit", default=100, help="至多列出 / at most; 0 is all.")
@click.option("--offset", default=0, help="跳过 / skip.")
@AS_OF
@site.JSON
@site.LANG
def affected(ref: str, limit: int, offset: int, as_of: str, as_json: bool, lang: str) -> None:
    """List whom a risk area, or all of them, reach."""
    site.ready()
    listed = risk_list.affected(
        reader=site.reader(), as_of=site.instant(as_of), now=site.shown(), risk_area=ref, limit=limit, offset=offset
    )  # fmt: skip
    if as_json:
        click.echo(listed.model_dump_json(indent=1, by_alias=True))
    else:
        click.echo("\n".join(terminal.at_risk(listed, site.language(lang))))


def _print(said: RiskRead, as_json: bool, language: Language) -> None:
    lines: Iterator[str] = iter([said.model_dump_json(indent=1, by_alias=True)])
    click.echo("\n".join(lines if as_json else terminal.risk_read(said, language)))
