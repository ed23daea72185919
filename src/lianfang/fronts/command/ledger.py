"""The ledgers of stocks and flows as they leave the house: for the brief, and by themselves over several days."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from lianfang.base.instants import iso
from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.fronts.command.numbers import Number, whole
from lianfang.fronts.command.setting import Setting, known_then, leave_trace, setting_of
from lianfang.fronts.command.shapes import EntrySaid, LedgerDaySaid, Words
from lianfang.fronts.command.shapes_alone import LedgerDays
from lianfang.gaps import plans
from lianfang.gaps.known import Known
from lianfang.gaps.stocks import Balance, Entry, balances
from lianfang.plan.kinds import nearest
from lianfang.plan.ledgers import VERDICTS
from lianfang.registers.access import Reader

_WHAT: Mapping[str, Text] = {
    "value": Text("{title}", "{title}"),
    "change": Text("{title}之增", "change of {title}"),
    "sum": Text("下级{title}之和", "sum of {title} below"),
}


def make(
    *,
    reader: Reader,
    as_of: int,
    at: int,
    known_at: int | None = None,
    area: int = 0,
    days: int = 7,
    stock: str = "",
) -> LedgerDays:
    """The ledgers of an area and of those below it that report the stock.

    Args:
        days: how many whole days, the last one over at ``as_of`` included.
        stock: a ledger's key or its stock figure; empty is all.

    Raises:
        Refused: no plan in force, no such ledger, an area out of reach, or a ``known_at`` in the future.
    """
    force = plans.in_force()
    known = known_then(force, at=at, known_at=known_at)
    setting = setting_of(force, reader, as_of, area)
    ledgers = force.plan.ledgers
    chosen = [key for key, one in ledgers.items() if stock in (key, one.stock)]
    if stock and not chosen:
        raise Refused(Problem("ledger/no-such-stock", facts={"stock": stock, **nearest(stock, ledgers)}))
    found = days_of(setting, known, days=days, stocks=chosen)
    leave_trace(reader, known, at=at)
    return LedgerDays(
        as_of=setting.instant(as_of),
        known_at=iso(at if known_at is None else known_at, force.plan.zone),
        area=setting.place,
        days=found,
    )


def days_of(
    setting: Setting, known: Known | None, *, days: int, stocks: Collection[str] = ()
) -> list[LedgerDaySaid]:
    """The last days of the ledgers of the setting's area and of those below that report the stock."""
    found = balances(
        setting.force, as_of=setting.as_of, areas=sorted(setting.names), days=days, known=known, stocks=stocks
    )
    return [_day(setting, one) for one in found]


def _day(setting: Setting, one: Balance) -> LedgerDaySaid:
    return LedgerDaySaid(
        ledger=one.ledger.key, title=Words.of(one.ledger.title), unit=Words.of(one.closing.figure.unit),
        area=setting.code(one.area), area_name=setting.name(one.area), day=one.day.isoformat(),
        opening=_entry(one.opening), inflows=[_entry(entry) for entry in one.inflows],
        outflows=[_entry(entry) for entry in one.outflows], closing=_entry(one.closing),
        came=_number(one.came), went=_number(one.went), change=_number(one.change),
        difference=_number(one.difference), verdict=one.verdict,
        verdict_words=Words.of(VERDICTS[one.verdict]),
    )  # fmt: skip


def _entry(entry: Entry) -> EntrySaid:
    title, what = entry.figure.title, _WHAT[entry.what]
    return EntrySaid(
        figure=entry.figure.key, what=entry.what, kind=entry.kind, source=entry.figure.source.status, day=entry.day.isoformat(),
        title=Words(zh=what.zh.format(title=title.zh), en=what.en.format(title=title.en)),
        value=_number(entry.value), summed=entry.summed, returns=list(entry.returns),
        cannot_tell=entry.cannot_tell if entry.kind == "counted" else None,
    )  # fmt: skip


def _number(value: float | None) -> Number | None:
    return None if value is None else whole(value)
