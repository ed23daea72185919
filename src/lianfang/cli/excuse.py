"""``lianfang excuse``: let a duty off for a time, end that early, list what is let off."""

from __future__ import annotations

import click
from rich.console import Console

from lianfang.cli import duties, places, site
from lianfang.fronts.command import excuse_list, listings
from lianfang.gaps.excusing import Draft, excuse, revoke_excuse
from lianfang.gaps.models import Excuse


@click.group(help="豁免：给出、提前结束、列出 / excuses: give, end early, list.")
def command() -> None:
    """What is let off, for how long, why, and by which two people."""


@command.command(
    help="豁免若干事项，须有事由、期限与另一人批准 / let duties off: a reason, an end, and another's approval."
)
@click.option("--must", required=True, help="要求 / the must.")
@click.option(
    "--subject",
    "subjects",
    multiple=True,
    required=True,
    help="记录编号，可重复 / reference of the record; repeatable.",
)
@click.option("--day", help="逐日要求的日期 / the day, for a must of each day.")
@click.option("--reason", required=True, type=click.Choice(list(Excuse.REASONS.codes)), help="事由 / why.")
@click.option("--words", default="", help="说明 / in words.")
@click.option("--from", "begins", help="从何时起（默认现在） / from when (default: now).")
@click.option("--until", required=True, help="至何时止：日期即当日24时 / until when; a date is its 24:00.")
@click.option(
    "--approved-by", required=True, help="批准人，须为另一人 / who approves; another than who gives."
)
@duties.REQUEST
@site.JSON
def give(
    must: str, subjects: tuple[str, ...], day: str | None, reason: str, words: str, begins: str | None, until: str,
    approved_by: str, request: str, as_json: bool,
) -> None:  # fmt: skip
    """Give excuses and print their references."""
    site.ready()
    keys = duties.keys_of(must, subjects, day)
    end = site.instant(until)
    since = site.instant(begins)
    drafts = [Draft(must, key.subject, reason, since, end, approved_by, words, key.period) for key in keys]
    _say(excuse(drafts=drafts, by=site.by(), at=site.shown(), request=request), as_json)


@command.command(help="提前结束豁免（记录保留） / end excuses early; they stay on record.")
@click.argument("refs", nargs=-1, required=True)
@click.option(
    "--from", "ends", help="从何时起不再豁免（默认现在） / from when they hold no more (default: now)."
)
@duties.REQUEST
@site.JSON
def end(refs: tuple[str, ...], ends: str | None, request: str, as_json: bool) -> None:
    """Revoke excuses by their references."""
    site.ready()
    ends_at = site.instant(ends) if ends else None
    _say(revoke_excuse(refs=refs, by=site.by(), at=site.shown(), ends_at=ends_at, request=request), as_json)


@command.command("list", help="列出豁免 / list excuses.")
@click.option("--must", default="", help="只看这一项 / only this must.")
@click.option("--area", help="区域代码、名称或编号 / national code, name or reference.")
@click.option("--as-of", "as_of", help="截至 / as of (default: now).")
@click.option("--all", "ended", is_flag=True, help="含已结束与未开始的 / those too that are over or to come.")
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="0 为全部 / 0 is all.")
@site.LANG
@site.JSON
def listed(
    must: str, area: str | None, as_of: str | None, ended: bool, limit: int, lang: str, as_json: bool
) -> None:
    """List excuses."""
    site.ready()
    reader = site.reader()
    found = excuse_list.make(
        reader=reader, as_of=site.instant(as_of), at=site.shown(), must=must, area=places.area_of(area, reader=reader),
        ended=ended, limit=limit,
    )  # fmt: skip
    if as_json:
        click.echo(found.model_dump_json(indent=1, by_alias=True))
    else:
        listings.print_excuses(found, language=site.language(lang), console=Console())


def _say(refs: list[str], as_json: bool) -> None:
    if as_json:
        site.say({"refs": refs})
    else:
        click.echo(f"{len(refs)}: {' '.join(refs)}")
