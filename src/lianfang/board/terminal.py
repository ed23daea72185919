"""The board and a line of it for a terminal of 80 columns, Chinese characters two wide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Column, Table
from rich.text import Text as Line

from lianfang.base.words import Language, Text
from lianfang.board.shapes import (
    AreaTile,
    Before,
    Board,
    CurveDay,
    CurveSaid,
    GuardCard,
    LineCard,
    LinePage,
    Numbers,
    OwnersSaid,
    ResponseSaid,
)
from lianfang.fronts.command.shapes import Coverage, GapSaid, LedgerDaySaid, PlaceSaid
from lianfang.ui.writing import moment, number, shares, signed

_SAY = {
    "board": Text("指挥看板", "Board"),
    "as_of": Text("截至 {at}", "as of {at}"),
    "known": Text("所知截至 {at} · 方案 {plan} 版本 {hash}", "known at {at} · plan {plan}, version {hash}"),
    "day": Text("响应第{day}天（自{since}起）", "day {day} of the response (since {since})"),
    "before": Text("响应尚未开始", "the response has not begun"),
    "assumed": Text("假定", "assumed"),
    "lines": Text("防线", "Lines"),
    "line": Text("防线", "line"),
    "guards": Text("三道防线：输入、扩散、输出", "Three guards: in, inside, out"),
    "guard": Text("关", "guard"),
    "areas": Text("下级区域", "Areas below"),
    "area": Text("区域", "area"),
    "musts": Text("要求", "musts"),
    "due": Text("应办", "due"),
    "coverage": Text("完成率", "coverage"),
    "gaps": Text("缺口", "gaps"),
    "change": Text("较昨日", "since yesterday"),
    "cannot_tell": Text("不能定", "cannot tell"),
    "excused": Text("豁免", "excused"),
    "oldest": Text("最久", "oldest"),
    "days": Text("{n}天", "{n} d"),
    "no_musts": Text("尚无在用要求", "no working musts"),
    "unserved": Text("尚无要求的条款：{keys}", "clauses without a must: {keys}"),
    "stocks": Text("存量与增减", "Stocks and flows"),
    "owners": Text("需要支持的责任单位", "Owners that need help"),
    "owners_of": Text(
        "截至 {at}，计数于 {counted}；应办不少于{least}项者{comparable}家，共{owners}家",
        "as of {at}, counted at {counted}; {comparable} of {owners} owners have {least} duties or more",
    ),
    "nobody": Text("没有超出控制限的单位", "none is beyond the limits"),
    "ten": Text("最久的十个缺口", "The ten oldest gaps"),
    "curve": Text("病例曲线", "Epidemic curve"),
    "report": Text("按报告日", "by day of report"),
    "onset": Text("按发病日", "by day of onset"),
    "incomplete": Text("{days}起未完整", "not complete from {days}"),
    "total": Text("共{n}例；发病日不详{lost}例；不能定{unsure}例", "{n} cases; onset not known of {lost}; cannot tell {unsure}"),
    "clause": Text("条款", "clause"),
    "because": Text("尚无要求：{why}", "no must yet: {why}"),
    "whole": Text("合计", "all"),
    "rest": Text("其他", "elsewhere"),
}  # fmt: skip
BARS = "▁▂▃▄▅▆▇█"
SPARK_DAYS = 28
"""How many days of the curve fit on a line."""


def print_board(board: Board, *, language: Language, console: Console) -> None:
    """Print the board."""
    for part in _board(board, language):
        console.print(part)


def print_line(page: LinePage, *, language: Language, console: Console) -> None:
    """Print one line, clause by clause."""
    title = page.card.title.to(language)
    console.print(_heading(f"{page.area.name.to(language)}  {title}", page.as_of, language))
    console.print(_cards([page.card], language))
    for clause in page.clauses:
        table = _table(Column("", width=3), Column("", ratio=1, overflow="fold"), *_numbers_columns(language))
        table.expand, table.show_header = True, bool(clause.musts)
        for row in clause.musts:
            table.add_row("", row.title.to(language), *_numbers_cells(row.numbers, row.trend, language))
        if not clause.musts:
            why = clause.because.to(language) if clause.because else ""
            table.add_row("", Line(_say("because", language, why=why), "dim"), "", "", "", "", "")
        console.print(_section(f"{clause.clause}  {clause.title.to(language)}", table))


def _say(key: str, language: Language, **facts: object) -> str:
    return _SAY[key].to(language).format(**facts)


def _board(board: Board, language: Language) -> Iterator[RenderableType]:
    title = f"{board.area.name.to(language)}  {_say('board', language)}"
    yield _heading(title, board.as_of, language)
    known = _say(
        "known",
        language,
        at=moment(board.known_at),
        plan=board.plan.title.to(language),
        hash=board.plan.hash[:8],
    )
    yield Line(known, "dim")
    if board.response is not None:
        yield _response(board.response, language)
    yield _section(_say("guards", language), _guards(board, language))
    yield _section(_say("stocks", language), _ledgers(board.ledgers, language))
    yield _section(_say("lines", language), _cards([*board.lines, board.general], language))
    if board.areas:
        yield _section(_say("areas", language), _areas(board, language))
    if board.curve is not None:
        yield _section(_say("curve", language), _curve(board.curve, language))
    if board.owners is not None:
        yield _section(_say("owners", language), _owners(board.owners, language))
    if board.oldest:
        yield _section(_say("ten", language), _oldest(board.oldest, language))
    for part in board.not_given:
        yield Line(part.reason.to(language), "dim")


def _heading(title: str, as_of: str, language: Language) -> RenderableType:
    grid = Table.grid(expand=True)
    grid.add_column()
    grid.add_column(justify="right")
    grid.add_row(Line(title, "bold"), Line(_say("as_of", language, at=moment(as_of)), "bold"))
    return grid


def _section(title: str, body: RenderableType) -> RenderableType:
    return Group(
        Rule(Line(title, "bold"), align="left", style="dim", characters="─"), Padding(body, (0, 0, 1, 0))
    )


def _table(*columns: Column) -> Table:
    return Table(*columns, box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim")


def _right(key: str, language: Language) -> Column:
    return Column(_say(key, language).replace(" ", "\n"), justify="right", no_wrap=True)


def _response(said: ResponseSaid, language: Language) -> RenderableType:
    if said.day is None or said.began is None:
        words = [_say("before", language)]
    else:
        words = [_say("day", language, day=said.day, since=said.began)]
    if said.level_words is not None:
        words.append(said.level_words.to(language))
    clock = Line()
    for point in said.clock:
        mark = _say("assumed", language) if point.source.status == "assumed" else ""
        style = "dim" if point.is_past else "bold" if point.point == said.next_point else ""
        clock.append(
            f"{moment(point.at)[5:]} {point.title.to(language)}{f' ({mark})' if mark else ''}   ", style
        )
    return Group(Line(" · ".join(words)), clock, "")


def _numbers_columns(language: Language) -> list[Column]:
    return [_right(key, language) for key in ("due", "coverage", "gaps", "change", "cannot_tell")]


def _numbers_cells(numbers: Numbers, trend: Sequence[Before], language: Language) -> list[RenderableType]:
    change = signed(numbers.gaps - trend[0].gaps) if trend else ""
    return [
        number(numbers.due), _share(numbers.coverage, numbers.independent),
        Line(number(numbers.gaps), "bold red" if numbers.gaps else ""), change, number(numbers.cannot_tell),
    ]  # fmt: skip


def _share(coverage: Coverage | None, independent: bool) -> str:
    """A range; a dagger where the population is only what was recorded."""
    return "—" if coverage is None else shares(coverage.low, coverage.high) + ("" if independent else "†")


def _guards(board: Board, language: Language) -> RenderableType:
    table = _table(Column(_say("guard", language), ratio=1), *_numbers_columns(language))
    table.expand = True
    guard: GuardCard
    for guard in board.guards:
        table.add_row(guard.title.to(language), *_numbers_cells(guard.numbers, guard.trend, language))
    table.add_row(
        Line(_say("whole", language), "bold"), *_numbers_cells(board.numbers, board.trend, language)
    )
    return table


def _ledgers(days: Sequence[LedgerDaySaid], language: Language) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    for day in days:
        sums = f"{number(day.opening.value)} + {number(day.came)} − {number(day.went)} = {number(day.closing.value)}"
        style = "" if day.verdict == "balances" else "bold red"
        table.add_row(day.title.to(language), sums, Line(day.verdict_words.to(language), style))
    return table


def _cards(cards: Sequence[LineCard], language: Language) -> RenderableType:
    table = _table(
        Column(_say("line", language), ratio=1, overflow="fold"), _right("musts", language), *_numbers_columns(language),
        _right("oldest", language),
    )  # fmt: skip
    table.expand = True
    for card in cards:
        if card.state == "no_working_musts":
            table.add_row(Line(f"{card.title.to(language)}: {_say('no_musts', language)}", "dim"))
            continue
        age = "" if card.oldest is None else _say("days", language, n=card.oldest.age // 86400)
        cells = _numbers_cells(card.numbers, card.trend, language)
        table.add_row(card.title.to(language), number(card.working), *cells, age)
    return table


def _areas(board: Board, language: Language) -> RenderableType:
    table = _table(Column(_say("area", language), ratio=1), *_numbers_columns(language))
    table.expand = True
    tile: AreaTile
    for tile in sorted(board.areas, key=lambda one: -one.numbers.gaps):
        change = signed(tile.numbers.gaps - tile.gaps_before[0])
        cells = _numbers_cells(tile.numbers, (), language)
        table.add_row(_name(tile.area, language), *cells[:3], change, cells[4])
    if board.outside_areas is not None:
        table.add_row(Line(_say("rest", language), "dim"), *_numbers_cells(board.outside_areas, (), language))
    return table


def _name(area: PlaceSaid, language: Language) -> str:
    return area.name.to(language)


def _curve(curve: CurveSaid, language: Language) -> RenderableType:
    said = _say("total", language, n=number(curve.total), lost=curve.onset_unknown, unsure=curve.cannot_tell)
    rows: list[RenderableType] = [Line(said)]
    for key, days in (("report", curve.by_report), ("onset", curve.by_onset)):
        if days:
            rows.append(_spark(_say(key, language), days, language))
    return Group(*rows)


def _spark(title: str, days: Sequence[CurveDay], language: Language) -> RenderableType:
    shown = days[-SPARK_DAYS:]
    sums = [sum(day.counts.values()) for day in shown]
    top = max([*sums, 1])
    line = Line(f"{title}  {shown[0].day[5:]} ")
    for day, count in zip(shown, sums, strict=True):
        bar = " " if not count else BARS[min(len(BARS) - 1, count * len(BARS) // (top + 1))]
        line.append(bar, "" if day.is_complete else "dim")
    line.append(f" {shown[-1].day[5:]}  ≤{top}")
    lost = [day.day[5:] for day in shown if not day.is_complete]
    if lost:
        line.append(f"  {_say('incomplete', language, days=lost[0])}", "dim")
    return line


def _owners(owners: OwnersSaid, language: Language) -> RenderableType:
    head = _say(
        "owners_of", language, at=moment(owners.as_of), counted=moment(owners.counted_at), least=owners.from_duties,
        comparable=number(owners.comparable), owners=number(owners.owners),
    )  # fmt: skip
    table = Table.grid(padding=(0, 2, 0, 0))
    for row in owners.rows:
        table.add_row(
            Group(Line(row.name.to(language), "bold"), Padding(row.reason.to(language), (0, 0, 0, 2)))
        )
    return Group(Line(head, "dim"), table if owners.rows else Line(_say("nobody", language)))


def _oldest(gaps: Sequence[GapSaid], language: Language) -> RenderableType:
    table = _table(
        Column("", justify="right", no_wrap=True),
        Column("", ratio=1, overflow="fold"),
        Column("", ratio=1, overflow="fold"),
    )
    table.expand, table.show_header = True, False
    for gap in gaps:
        age = "" if gap.age is None else _say("days", language, n=gap.age // 86400)
        owner = "" if gap.owner_name is None else gap.owner_name.to(language)
        table.add_row(
            age, f"{gap.title.to(language)}  {gap.subject}", f"{gap.area_name.to(language)}  {owner}"
        )
    return table
