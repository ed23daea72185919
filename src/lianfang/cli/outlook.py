"""``lianfang outlook``: how fast, what is not reported yet, what comes next; from plain CSV, or from the site's registers."""

from __future__ import annotations

import importlib
from contextlib import nullcontext
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import click

from lianfang.base.problems import Problem, Refused
from lianfang.cli import deciding, outlook_city, site

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])
LARGE = 1e6
MANY = outlook_city.asking.MANY
AS_OF = click.option("--as-of", "as_of", type=DAY, help="截至：只取当日及以前 / events up to that day.")
KNOWN_AT = click.option(
    "--known-at", "known_at", type=DAY, help="只取当日及以前报告的 / reports up to that day."
)
WAYS = ("si", "si_file", "si_data")
"""In which a serial interval may be given."""


class Pair(click.ParamType):
    """Two numbers with a comma between."""

    name = "A,B"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """To a pair of floats."""
        if isinstance(value, tuple):
            return value
        try:
            first, second = (float(part) for part in value.split(","))
        except ValueError:
            self.fail(f"{value!r}: 6.3,4.2", param, ctx)
        return first, second


LEDGER = click.option(
    "--ledger",
    type=FILE,
    help="每日累计 day,total：由编号推报告日 / daily totals: days of report from running numbers.",
)
COLUMN = click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="OURS=THEIRS",
    help="列名对应 / our name of a column = theirs.",
)
SEED = click.option("--seed", type=int, default=1, show_default=True, help="随机种子 / seed of the draws.")


CITY = click.option(
    "--city", is_flag=True, help="取自本站登记 / from this site's registers in place of a file."
)
AREA = click.option("--area", help="与 --city 同用：市或区 / with --city: the city or a district.")


SI_FILE = click.option("--si-file", type=FILE, help="代际间隔分布 lag_days,w / its distribution.")
SI_DATA = click.option("--si-data", type=FILE, help="成对数据 EL,ER,SL,SR / pairs of onsets.")


@click.group(help="研判：R、时距、即时推算、预测 / R, delays, nowcast, forecast, on plain CSV or --city.")
def command() -> None:
    """The engine's commands."""


command.add_command(deciding.allocate)
command.add_command(deciding.calibrate)
command.add_command(deciding.decide)


@command.command("r", help="再生数 R / the reproduction number, of a series or a list of cases.")
@click.argument("series", required=False, type=FILE)
@click.option("--cases", type=FILE, help="病例名单 onset,reported[,origin] / a list of cases.")
@CITY
@AREA
@LEDGER
@COLUMN
@click.option("--si", type=Pair(), help="代际间隔均值,标准差 / mean,sd of the serial interval, days.")
@click.option(
    "--si-unsure", "unsure", type=Pair(), help="两者的标准误 / how unsure both are (standard deviations)."
)
@SI_FILE
@SI_DATA
@click.option("--window", type=click.IntRange(1), default=7, show_default=True, help="窗宽（天）/ days.")
@click.option("--k", "dispersion", type=click.FloatRange(0.01), help="离散参数，默认 0.43 / dispersion.")
@click.option(
    "--prior", type=Pair(), default="5,5", show_default=True, help="R 的先验均值,标准差 / prior mean,sd."
)
@AS_OF
@KNOWN_AT
@site.LANG
@site.JSON
def r(series: Path | None, cases: Path | None, window: int, dispersion: float | None, **given: Any) -> None:
    """R by window."""
    answers, tables, lines = _engine("answers"), _engine("tables"), _engine("lines")
    if (series is not None) + (cases is not None) + given["city"] != 1:
        raise click.UsageError("SERIES | --cases | --city")
    if not all(0 < part < LARGE for part in given["prior"]):
        raise click.UsageError(f"--prior: 0 < A, B < {LARGE:g}")
    prior = _engine("cori").Prior(*given["prior"])
    how = {"window": window, "prior": prior, "dispersion": dispersion or _engine("wide").DISPERSION}
    as_of, known_at = _day(given["as_of"]), _day(given["known_at"])
    if given["city"]:
        city = outlook_city.of_registers(given["area"], as_of, known_at)
        said = answers.of_cases(
            outlook_city.listed(city), city.source, _serial_of(city, given), as_of=city.cases.as_of,
            known_at=city.cases.known_at, **how,
        )  # fmt: skip
        _print(outlook_city.remarked(said, city), lines.reproduction, given)
        return
    source = _serial(given)
    if series is not None:
        if known_at is not None:
            raise Refused(Problem("outlook/known-at-of-a-series", facts={"known_at": known_at}))
        said = answers.of_a_series(
            tables.series(tables.read(series)), series.name, source, as_of=as_of, **how
        )
    else:
        assert cases is not None  # noqa: S101 - one of both was given
        listed = _cases(cases, given)
        known_at = known_at or _last(case.reported_to for case in listed)
        said = answers.of_cases(listed, cases.name, source, as_of=as_of or known_at, known_at=known_at, **how)
    _print(said, lines.reproduction, given)


@command.command(help="时距：EL,ER,SL,SR 四列，或两列日期 / delays: EL,ER,SL,SR, or two columns of days.")
@click.argument("file", required=False, type=FILE)
@CITY
@AREA
@click.option(
    "--delay", type=click.Choice(list(outlook_city.KINDS)), help="与 --city 同用 / with --city: which."
)
@click.option("--from", "start", help="第一事件的列 / column of the first event.")
@click.option("--to", "end", help="第二事件的列 / column of the second event.")
@click.option("--group", help="填写与否分两组的列 / a column: filled or blank makes two groups.")
@click.option("--period", "periods", type=DAY, multiple=True, help="时期末日，可多个 / last day of a period.")
@click.option("--stay", is_flag=True, help="住院时长：第二列空者未结束 / length of stay: blank goes on.")
@click.option(
    "--died", help="与 --stay 同用：填写者以死亡结束 / with --stay, a column: filled where it ended in death."
)
@click.option("--reported", help="报告日的列，用于 --known-at / column of the day of report, for --known-at.")
@click.option("--truncated", is_flag=True, help="截至日后才发生的不在名单 / later ends are not in the list.")
@click.option("--el-from", "el_from", type=DAY, help="EL 缺时取此日 / what to take for a missing EL.")
@click.option("--sr-from", "sr_from", help="SR 缺时取此列 / the column to take a missing SR from.")
@click.option(
    "--family", "families", multiple=True, type=click.Choice(["gamma", "lognormal", "weibull", "normal"])
)
@AS_OF
@KNOWN_AT
@site.LANG
@site.JSON
def delays(file: Path | None, start: str | None, end: str | None, **given: Any) -> None:
    """Delays: as they are, fitted, by group and period."""
    answers, tables, lines = _engine("answers_delays"), _engine("tables"), _engine("lines")
    if (file is not None) + given["city"] != 1 or given["city"] != (given["delay"] is not None):
        raise click.UsageError("FILE | --city --delay")
    if file is None:
        city = outlook_city.of_registers(given["area"], _day(given["as_of"]), _day(given["known_at"]))
        _print(outlook_city.remarked(outlook_city.delay(city, given["delay"]), city), lines.delays, given)
        return
    table, as_of = tables.read(file), _day(given["as_of"])
    families = given["families"] or answers.FAMILIES
    if start is None or end is None:
        first = _day(given["el_from"])
        observed, remarks = tables.intervals(
            table, first_from=None if first is None else float(first.toordinal()), second_to=given["sr_from"]
        )
        said = answers.of_intervals(observed, file.name, "E–S", remarks, families)
    else:
        if given["died"] and (given["group"] or not given["stay"]):
            raise click.UsageError("--died: --stay, --group: —")
        # Who died is in the group of a list of stays, so that both are cut alike by what was known.
        pairs = answers.Pairs(*tables.day_pairs(table, start, end, given["died"] or given["group"]))
        known_at = _day(given["known_at"])
        if known_at is not None:
            if given["reported"] is None:
                raise click.UsageError("--known-at: --reported COLUMN")
            table.need(given["reported"])
            pairs = pairs.known(table.column(given["reported"], "day", tables.day), known_at)
        of = f"{start} → {end}"
        if given["stay"]:
            at = as_of or _last([*pairs.start, *pairs.end])
            died = pairs.member if given["died"] else None
            said = answers.of_stays(pairs, file.name, of, as_of=at, known_at=known_at, died=died)
        else:
            said = answers.of_pairs(
                pairs, file.name, of, as_of=as_of, known_at=known_at, truncated=given["truncated"], families=families,
                group=given["group"] or "", ends=sorted(day.date() for day in given["periods"]),
            )  # fmt: skip
    _print(said, lines.delays, given)


@command.command(
    help="传播：每例传给几人（R、k）与各场景续发率 / how unevenly cases infect (R, k), attack rates by setting."
)
@click.argument("counts", required=False, type=FILE)
@click.option("--pairs", type=FILE, help="传播对 infector,infected / pairs: who infected whom.")
@click.option(
    "--alone",
    type=click.IntRange(0),
    help="与 --pairs 同用：无任何关联的本地病例数 / with --pairs: local cases without any link.",
)
@click.option(
    "--groups", type=FILE, help="同时暴露的组 setting,exposed,infected / groups that were exposed together."
)
@CITY
@AREA
@COLUMN
@AS_OF
@KNOWN_AT
@site.LANG
@site.JSON
def spread(
    counts: Path | None, pairs: Path | None, alone: int | None, groups: Path | None, **given: Any
) -> None:
    """Offspring and attack rates."""
    answers, tables, lines = _engine("answers_spread"), _engine("tables"), _engine("lines")
    if given["city"]:
        if counts or pairs or groups:
            raise click.UsageError("[COUNTS | --pairs] [--groups] | --city")
        city = outlook_city.of_registers(given["area"], _day(given["as_of"]), _day(given["known_at"]))
        _print(outlook_city.remarked(outlook_city.spread(city, answers), city), lines.spread, given)
        return
    if (counts is not None) + (pairs is not None) > 1 or not (counts or pairs or groups):
        raise click.UsageError("[COUNTS | --pairs] [--groups] | --city")
    if (alone is not None and pairs is None) or given["as_of"] or given["known_at"] or given["area"]:
        raise click.UsageError("--alone: --pairs; --as-of, --known-at, --area: --city")
    told, remarks = None, []
    if (one := counts or pairs) is not None:
        table = tables.read(one).renamed(_names(given))
        told, remarks = tables.offspring(table) if pairs is None else tables.pairs(table, alone or 0)
    among = {} if groups is None else tables.groups(tables.read(groups).renamed({} if one else _names(given)))
    name = " + ".join(file.name for file in (one, groups) if file is not None)
    _print(answers.answer(name, counts=told, groups=among, remarks=remarks), lines.spread, given)


@command.command(help="即时推算：已发病未报告者 / what is not reported yet, from a list of cases.")
@click.argument("cases", required=False, type=FILE)
@CITY
@AREA
@LEDGER
@COLUMN
@click.option(
    "--si", type=Pair(), help="代际间隔均值,标准差：另给 R / mean,sd of the serial interval: R as well."
)
@SI_FILE
@SI_DATA
@KNOWN_AT
@SEED
@site.LANG
@site.JSON
def nowcast(cases: Path | None, **given: Any) -> None:
    """Onsets in the end, and R on them."""
    answers, lines = _engine("answers_ahead"), _engine("lines")
    if (cases is not None) + given["city"] != 1:
        raise click.UsageError("CASES | --city")
    if cases is None:
        city = outlook_city.of_registers(given["area"], None, _day(given["known_at"]))
        said = answers.of_cases(
            outlook_city.listed(city), city.source, known_at=city.cases.known_at, serial=_serial_of(city, given),
            seed=given["seed"],
        )  # fmt: skip
        _print(outlook_city.remarked(said, city), lines.nowcast, given)
        return
    listed = _cases(cases, given)
    serial = _serial({"unsure": None, **given}) if any(given[way] for way in WAYS) else None
    known_at = _day(given["known_at"]) or _last(case.reported_to for case in listed)
    said = answers.of_cases(listed, cases.name, known_at=known_at, serial=serial, seed=given["seed"])
    _print(said, lines.nowcast, given)


@command.command(help="预测新增：按报告日的序列 / new cases to come, from a series by day of report.")
@click.argument("series", required=False, type=FILE)
@CITY
@AREA
@click.option("--si", type=Pair(), help="代际间隔均值,标准差 / mean,sd of the serial interval.")
@SI_FILE
@SI_DATA
@click.option(
    "--horizon", type=click.IntRange(1, 28), default=7, show_default=True, help="天数 / days ahead."
)
@click.option(
    "--arrivals", type=FILE, help="疫区来人 day,cases（相对数）/ who comes from where the disease is."
)
@click.option("--closed", type=DAY, help="来源地封闭之日 / the day the origin was closed.")
@click.option(
    "--infected",
    type=Pair(),
    help="来人每万人感染数，低,高 / low,high: infected among 10,000 who come; with --city by default the plan's.",
)
@COLUMN
@AS_OF
@KNOWN_AT
@SEED
@site.LANG
@site.JSON
def forecast(series: Path | None, horizon: int, **given: Any) -> None:
    """Days to come, with the score of such forecasts."""
    answers, tables, lines = _engine("answers_ahead"), _engine("tables"), _engine("lines")
    if (series is not None) + given["city"] != 1:
        raise click.UsageError("SERIES | --city")
    city, coming = None, None
    if series is not None and given["known_at"] is not None:
        raise Refused(Problem("outlook/known-at-of-a-series", facts={"known_at": _day(given["known_at"])}))
    infected = given["infected"]
    if infected is not None:
        outlook_city.asking.check_infected(infected)
    if series is None:
        if given["arrivals"] is not None:
            raise click.UsageError("SERIES --arrivals | --city")
        as_of, known_at = _day(given["as_of"]), _day(given["known_at"])
        city = outlook_city.of_registers(given["area"], as_of, known_at or as_of)
        read, name, source = outlook_city.series(city), city.source, _serial_of(city, given)
        city, coming = outlook_city.coming(city, infected)
    else:
        read, name = tables.series(tables.read(series).renamed(_names(given))), series.name
        source = _serial({"unsure": None, **given})
    as_of = read.last if city is not None else _day(given["as_of"]) or read.last
    if given["arrivals"] is not None:
        travellers = tables.series(tables.read(given["arrivals"]))
        shares = None if infected is None else (infected[0] / MANY, infected[1] / MANY)
        coming = answers.arrivals_of(travellers, as_of, _day(given["closed"]), shares)
    elif series is not None and (infected is not None or given["closed"] is not None):
        raise click.UsageError("--infected, --closed: --arrivals")
    said = answers.of_a_series(
        read, name, source, horizon=horizon, as_of=as_of, arrivals=coming, seed=given["seed"],
    )  # fmt: skip
    said = said if city is None else outlook_city.remarked(said, city)
    _print(said, lines.forecast, given)


@command.command(
    help="情景：在不同措施下会怎样 / what if: scenarios in YAML, each beside its planned worst case."
)
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option(
    "--jobs",
    type=click.IntRange(1, 1024),
    help="线程数，默认与处理器同数 / threads; by default one a processor.",
)
@click.option(
    "--dask",
    metavar="ADDRESS",
    help="在 Dask 集群上推演：调度器地址 / run on a Dask cluster: its scheduler's address.",
)
@site.LANG
@site.JSON
def scenario(files: tuple[Path, ...], jobs: int | None, dask: str | None, **given: Any) -> None:
    """Scenarios under every seed."""
    if jobs is not None and dask is not None:
        raise click.UsageError("--jobs | --dask")
    reading, answering, lines = (_engine(f"scenario.{name}") for name in ("reading", "answering", "lines"))
    threads = _engine("scenario.ensembles").Threads(-1 if jobs is None else jobs)
    studies = [reading.study(file) for file in files]
    said = []
    with nullcontext(threads) if dask is None else _engine("scenario.machines").on(dask) as executor:
        for study in studies:
            with site.Bar(study.file) as bar:
                said.append(answering.answer(study, executor=executor, progress=partial(bar, "scenario")))
    if given["as_json"]:
        click.echo(_engine("scenario.shapes").ScenariosSaid(studies=said).model_dump_json(indent=1))
        return
    click.echo("\n".join(line for each in said for line in lines.study(each, site.language(given["lang"]))))


def _cases(file: Path, given: dict[str, Any]) -> Any:
    """A list of cases, its columns named as the user says, days of report from a ledger where one is given."""
    tables, names = _engine("tables"), _names(given)
    table = tables.read(file)
    listed = table.renamed({our: their for our, their in names.items() if our not in ("day", "total")})
    if given["ledger"] is None:
        return tables.cases(listed)
    ledger = tables.read(given["ledger"])
    ledger = ledger.renamed({our: their for our, their in names.items() if our in ("day", "total")})
    return tables.cases(listed, tables.totals(ledger))


def _names(given: dict[str, Any]) -> dict[str, str]:
    pairs = [text.partition("=") for text in given["columns"]]
    if any(not our or not their for our, _, their in pairs):
        raise click.UsageError("--column OURS=THEIRS")
    return {our: their for our, _, their in pairs}


def _engine(module: str) -> Any:
    """A module of the engine, which needs the extra ``outlook``: the command line starts without it.

    Raises:
        Refused: ``outlook/extra-missing``.
    """
    try:
        return importlib.import_module(f"lianfang.outlook.{module}")
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("lianfang"):
            raise
        raise Refused(Problem("outlook/extra-missing", facts={"module": error.name})) from error


def _serial(given: dict[str, Any]) -> Any:
    """The serial interval in whichever way it was given.

    Raises:
        Refused: it was not, or cannot be used.
    """
    answers, tables = _engine("answers"), _engine("tables")
    if given["si"] is not None:
        return answers.serial_of_moments(*given["si"], given["unsure"])
    if given["si_file"] is not None:
        return answers.serial_of_weights(tables.serial(tables.read(given["si_file"])))
    if given["si_data"] is not None:
        observed, _ = tables.intervals(tables.read(given["si_data"]))
        return answers.serial_of_data(_engine("delays").fit(observed, "gamma"))
    raise Refused(Problem("outlook/serial-missing"))


def _serial_of(city: outlook_city.City, given: dict[str, Any]) -> Any:
    """As given in any way, else as the plan states it."""
    return (
        _serial(given) if any(given.get(way) for way in WAYS[1:]) else outlook_city.serial(city, given["si"])
    )


def _day(given: Any) -> date | None:
    return None if given is None else given.date()


def _last(days: Any) -> date:
    """The last day that is known.

    Raises:
        Refused: ``outlook/empty``.
    """
    known: list[date] = [day for day in days if day is not None]
    if not known:
        raise Refused(Problem("outlook/empty"))
    return max(known)


def _print(said: Any, lines: Any, given: dict[str, Any]) -> None:
    if given["as_json"]:
        click.echo(said.model_dump_json(indent=1, by_alias=True))
    else:
        click.echo("\n".join(lines(said, site.language(given["lang"]))))
