"""``lianfang demo``: a made-up city, checked and briefed; with ``--check``, gaps found held against failings planted."""

from __future__ import annotations

import time
from pathlib import Path

import click
from rich.console import Console

from lianfang.cli import city, site
from lianfang.fronts.command import brief, terminal
from lianfang.fronts.command.setting import below, city_of
from lianfang.gaps import plans
from lianfang.gaps.findings import Finding, findings
from lianfang.gaps.stocks import balances
from lianfang.synth import calendar, ledger
from lianfang.synth.city import City


@click.command(
    help="建一座虚拟城市，核对方案，打印简报 / build a made-up city, check the plan against it, print the brief."
)
@click.option("--people", type=click.IntRange(2_000, 2_000_000), default=20_000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option(
    "--check",
    is_flag=True,
    help="发现须与植入逐一相符，否则以 1 退出 / exit 1 unless gaps found = failings planted.",
)
@click.option(
    "--ledger",
    "other",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="改用这份台账核对 / hold against this ledger instead.",
)
@click.option(
    "--visits/--no-visits",
    "visiting",
    default=True,
    show_default=True,
    help="到访记录 / the visits log, too.",
)
@site.LANG
def command(people: int, seed: int, check: bool, other: Path | None, visiting: bool, lang: str) -> None:
    """Build, brief, check."""
    begin = time.perf_counter()
    with site.Bar("demo") as bar:
        made = city.fill(people=people, seed=seed, failings="planted", days=6, on_progress=bar, evening=True)
        if visiting:
            city.visit(made, bar)
    built = time.perf_counter()
    morning = brief.make(reader=site.reader("demonstration"), as_of=made.as_of, at=made.as_of)
    terminal.print_brief(morning, language=site.language(lang), console=Console())
    done = time.perf_counter()
    click.echo(
        f"\n{people:,} 人 people · 建城核对 built and read {built - begin:.1f} s · 简报 brief {done - built:.1f} s"
    )
    click.echo(f"台账 ledger: {city.home() / city.LEDGER}")
    if check:
        agreed = agree(other or city.home() / city.LEDGER, made.as_of)
        if not (stocks_agree(made) and agreed):
            raise SystemExit(1)


def agree(path: Path, as_of: int) -> bool:
    """Hold what was found against a ledger; print the counts, and by name whatever differs."""
    planted = ledger.read(path).planted
    found = list(findings(at=as_of))
    for kind, words in (("gap", "缺口 gaps"), ("cannot_tell", "无法判定 cannot-tells")):
        mine, theirs = sum(f.finding == kind for f in found), sum(p.finding == kind for p in planted)
        click.echo(f"{words}: 发现 found {mine}, 植入 planted {theirs}")
    difference = ledger.compare(planted, found)
    for word, keys in (
        ("漏报 planted, not found", difference.missing),
        ("多报 found, not planted", difference.invented),
    ):
        for key in keys:
            click.echo(f"{word}: {' '.join(map(str, Finding(*key)))}", err=True)
    click.echo("相符 they agree" if not difference else "不符 they differ")
    return not difference


def stocks_agree(made: City) -> bool:
    """Hold the days on which stocks and flows do not balance against those spoiled on purpose; the first has no opening."""
    planted = {(one.ledger, one.area, one.day.isoformat(), one.verdict) for one in made.stock_failings}
    days = (calendar.LAST_DAY - calendar.DISTRICTS_REPORT_FROM).days
    force = plans.in_force()
    whole = city_of(force)
    told = balances(force, as_of=made.as_of, areas=sorted({whole, *below(whole)}), days=days)
    found = {
        (one.ledger.key, one.area, one.day.isoformat(), one.verdict)
        for one in told
        if one.verdict != "balances"
    }
    click.echo(f"增减账不平或缺数 ledger days spoiled: 发现 found {len(found)}, 植入 planted {len(planted)}")
    for word, some in (
        ("漏报 planted, not found", planted - found),
        ("多报 found, not planted", found - planted),
    ):
        for one in sorted(some):
            click.echo(f"{word}: {' '.join(map(str, one))}", err=True)
    return found == planted
