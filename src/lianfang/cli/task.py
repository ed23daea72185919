"""``lianfang task``: work handed to units, from gaps or from a clause, until someone else has looked at its evidence."""

from __future__ import annotations

import click
from rich.console import Console

from lianfang.cli import duties, places, site
from lianfang.fronts.command import listings, task_list
from lianfang.gaps.tasking import Wanted, assign_clause, assign_gaps
from lianfang.registers.actions import tasks


@click.group(
    help="任务：交办、签收、佐证、核验、办结、退回 / tasks: assign, receive, evidence, verify, close, return."
)
def command() -> None:
    """Closing a task closes no gap: only evidence in the registers does."""


@command.command(help="将缺口（按条件）或条款交办 / hand out gaps, by filter, or a clause.")
@click.option("--unit", help="承办单位；不写则各交责任方 / who does it (default: each gap's owner).")
@click.option("--due", required=True, help="办理期限 / by when; a date is its 24:00.")
@click.option("--title", default="", help="任务名称 / what is to be done.")
@click.option("--clause", default="", help="条款（不按缺口交办时） / a clause, instead of gaps.")
@click.option("--must", default="", help="只交这一项的缺口 / only gaps of this must.")
@click.option("--area", help="只交这一区域的缺口 / only gaps of this area.")
@click.option(
    "--subject",
    "subjects",
    multiple=True,
    help="只交这些记录的缺口，可重复 / only of these records; repeatable.",
)
@click.option("--kind", type=click.Choice(["gap", "cannot_tell"]), default="gap", show_default=True)
@click.option("--escalated", is_flag=True, help="只交已升级的缺口 / only gaps that have been escalated.")
@click.option("--as-of", "as_of", help="缺口截至何时（默认现在） / gaps as of (default: now).")
@duties.REQUEST
@site.JSON
def assign(
    unit: str | None, due: str, title: str, clause: str, must: str, area: str | None, subjects: tuple[str, ...],
    kind: duties.GapKind, escalated: bool, as_of: str | None, request: str, as_json: bool,
) -> None:  # fmt: skip
    """Assign, in bulk or one."""
    site.ready()
    to, due_at, now, reader = (
        duties.unit_of(unit) if unit else None,
        site.instant(due),
        site.shown(),
        site.reader(),
    )
    if clause or not (must or area or subjects or escalated):
        if to is None or not title:
            raise click.UsageError("--unit, --title")
        refs = assign_clause(
            clause=clause, title=title, unit=to, due_at=due_at, by=site.by(), at=now, request=request
        )
        _say(refs, as_json)
        return
    wanted = Wanted(
        site.instant(as_of),
        must,
        places.area_of(area, reader=reader),
        kind,
        escalated=escalated,
        subjects=subjects,
    )
    handed = assign_gaps(
        wanted=wanted,
        unit=to,
        due_at=due_at,
        reader=reader,
        by=site.by(),
        at=now,
        title=title,
        request=request,
    )
    _say(handed.refs, as_json)
    if handed.open_already and not as_json:
        click.echo(
            f"另有 {handed.open_already} 条已有未结任务 / {handed.open_already} more have an open task"
        )


@command.command(help="签收 / the unit has it.")
@click.argument("refs", nargs=-1, required=True)
@duties.REQUEST
@site.JSON
def receive(refs: tuple[str, ...], request: str, as_json: bool) -> None:
    """Receive tasks."""
    site.ready()
    _say(tasks.receive(refs=refs, by=site.by(), at=site.shown(), request=request), as_json)


@command.command(help="提交佐证 / say what was done and where it can be seen.")
@click.argument("refs", nargs=-1, required=True)
@click.option("--words", required=True, help="佐证说明 / the evidence in words.")
@duties.REQUEST
@site.JSON
def evidence(refs: tuple[str, ...], words: str, request: str, as_json: bool) -> None:
    """Give evidence."""
    site.ready()
    _say(
        tasks.give_evidence(refs=refs, evidence=words, by=site.by(), at=site.shown(), request=request),
        as_json,
    )


@command.command(help="核验（须为另一人） / someone else has looked at the evidence.")
@click.argument("refs", nargs=-1, required=True)
@duties.REQUEST
@site.JSON
def verify(refs: tuple[str, ...], request: str, as_json: bool) -> None:
    """Verify; by another than who gave the evidence (LIANFANG_OPERATOR)."""
    site.ready()
    _say(tasks.verify(refs=refs, by=site.by(), at=site.shown(), request=request), as_json)


@command.command(help="办结；缺口仍须由登记的依据消除 / close; the gap stays until evidence is recorded.")
@click.argument("refs", nargs=-1, required=True)
@click.option("--outcome", type=click.Choice(tasks.CLOSED), default="done", show_default=True)
@duties.REQUEST
@site.JSON
def close(refs: tuple[str, ...], outcome: str, request: str, as_json: bool) -> None:
    """Close tasks."""
    site.ready()
    _say(tasks.close(refs=refs, outcome=outcome, by=site.by(), at=site.shown(), request=request), as_json)


@command.command("return", help="退回 / return an unclosed task.")
@click.argument("refs", nargs=-1, required=True)
@click.option("--outcome", type=click.Choice(tasks.RETURNED), required=True)
@duties.REQUEST
@site.JSON
def send_back(refs: tuple[str, ...], outcome: str, request: str, as_json: bool) -> None:
    """Return tasks."""
    site.ready()
    _say(tasks.send_back(refs=refs, outcome=outcome, by=site.by(), at=site.shown(), request=request), as_json)


@command.command("list", help="列出任务 / list tasks.")
@click.option("--unit", help="承办单位 / of this unit.")
@click.option("--must", default="", help="只看这一项 / only this must.")
@click.option("--area", help="区域代码、名称或编号 / national code, name or reference.")
@click.option("--as-of", "as_of", help="截至 / as of (default: now).")
@click.option("--overdue", is_flag=True, help="只看逾期未结 / only those past their date.")
@click.option(
    "--all", "ended", is_flag=True, help="含已办结与已退回 / those too that were closed or returned."
)
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="0 为全部 / 0 is all.")
@site.LANG
@site.JSON
def listed(
    unit: str | None, must: str, area: str | None, as_of: str | None, overdue: bool, ended: bool, limit: int, lang: str,
    as_json: bool,
) -> None:  # fmt: skip
    """List tasks."""
    site.ready()
    reader = site.reader()
    found = task_list.make(
        reader=reader, as_of=site.instant(as_of), must=must, unit=duties.unit_of(unit) if unit else None,
        area=places.area_of(area, reader=reader), ended=ended, overdue=overdue, limit=limit,
    )  # fmt: skip
    if as_json:
        click.echo(found.model_dump_json(indent=1))
    else:
        listings.print_tasks(found, language=site.language(lang), console=Console())


def _say(refs: list[str], as_json: bool) -> None:
    if as_json:
        site.say({"refs": refs})
    else:
        click.echo(f"{len(refs)}: {' '.join(refs)}")
