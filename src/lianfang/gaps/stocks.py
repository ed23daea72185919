"""Ledgers of stocks and flows, day by day: opening + in - out = closing, or by how much not, or why nobody can say.

The opening is what was *reported* as the closing of the day before: never worked out from the rows of which the flows are
counted, since a ledger made of one source cannot disagree with itself. Once briefs are frozen, the frozen closing goes
before the reported one. Missing is missing: a flow that nobody reported is told apart from a difference that nobody explains.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Literal

from lianfang.base import areas as paths
from lianfang.base.instants import end_of, start_of
from lianfang.gaps import returns
from lianfang.gaps.counting import Counting, Stored
from lianfang.gaps.figures import Kind, last_day
from lianfang.gaps.known import Known
from lianfang.gaps.plans import InForce
from lianfang.gaps.returns import Returns
from lianfang.plan.model import Addend, Figure, Plan, StockLedger
from lianfang.registers.models import Return

Verdict = Literal["balances", "unexplained", "flows_not_reported", "opening_missing", "closing_missing"]


@dataclass(frozen=True)
class Entry:
    """One line of a ledger's day. ``value`` is None where no return has come, or rows counted cannot be told."""

    figure: Figure
    what: Literal["value", "change", "sum"]
    kind: Kind
    day: date
    value: float | None
    cannot_tell: int = 0
    summed: bool = False
    """Has the area no return of its own, so that all that is inside it was added up?"""
    returns: tuple[str, ...] = ()
    """The references of the returns that the value is made of, or would be; a count opens its figure's rows."""


@dataclass(frozen=True)
class Balance:
    """One ledger of one area on one day."""

    ledger: StockLedger
    area: int
    day: date
    opening: Entry
    inflows: tuple[Entry, ...]
    outflows: tuple[Entry, ...]
    closing: Entry

    @property
    def came(self) -> float | None:
        """All that came in; None where a part of it is not known."""
        return _sum(self.inflows)

    @property
    def went(self) -> float | None:
        """All that went out; None where a part of it is not known."""
        return _sum(self.outflows)

    @property
    def change(self) -> float | None:
        """Closing less opening: what the flows have to explain."""
        if self.opening.value is None or self.closing.value is None:
            return None
        return self.closing.value - self.opening.value

    @property
    def difference(self) -> float | None:
        """What the flows leave unexplained; None where that cannot be worked out."""
        if self.change is None or self.came is None or self.went is None:
            return None
        return self.change - (self.came - self.went)

    @property
    def missing(self) -> tuple[Entry, ...]:
        """Every part that is not known."""
        parts = (self.closing, self.opening, *self.inflows, *self.outflows)
        return tuple(part for part in parts if part.value is None)

    @property
    def verdict(self) -> Verdict:
        """What can be said of the day; of several missing parts the closing is told first, then the opening."""
        if self.closing.value is None:
            return "closing_missing"
        if self.opening.value is None:
            return "opening_missing"
        if self.difference is None:
            return "flows_not_reported"
        return "unexplained" if self.difference else "balances"


def _sum(entries: Sequence[Entry]) -> float | None:
    values = [entry.value for entry in entries if entry.value is not None]
    return sum(values) if len(values) == len(entries) else None


def balances(
    force: InForce,
    *,
    as_of: int,
    areas: Sequence[int],
    days: int = 1,
    known: Known | None = None,
    stocks: Collection[str] = (),
) -> list[Balance]:
    """Every ledger of the plan (or only ``stocks``, by key) on the last whole days before an instant, oldest first.

    Args:
        areas: path codes, the widest first; one below it stands in a ledger if it has ever reported the stock.
        days: how many, the last one over at ``as_of`` included.
        known: what was known at an earlier instant; None is now.
    """
    plan = force.plan
    chosen = [one for key, one in plan.ledgers.items() if not stocks or key in stocks]
    last = last_day(as_of, plan.zone)
    reading = Books.of(force, chosen, areas, last, known)
    span = [last - timedelta(days=n) for n in reversed(range(days))]
    return [
        reading.balance(ledger, area, day)
        for ledger in chosen
        for area in areas
        if area == areas[0] or reading.reports(ledger.stock, area)
        for day in span
    ]


Source = tuple[str, date, int | None, int | None]
"""A return by code, day, and its area or else its site."""
Refs = Mapping[Source, str]
"""Return → its reference."""


@dataclass(frozen=True)
class Books:
    """What ledgers are read from: the returns with their references, and a way to count."""

    plan: Plan
    sent: Returns
    refs: Refs
    counting: Counting

    @classmethod
    def of(
        cls,
        force: InForce,
        ledgers: Sequence[StockLedger],
        areas: Sequence[int],
        last: date,
        known: Known | None,
    ) -> Books:
        plan = force.plan
        names = {name for ledger in ledgers for name in _figures(ledger)}
        codes = {one.code for name in names if (one := plan.figures[name].reported) is not None}
        ask = returns.stored if known is None else known.returns
        sent = ask(codes=codes, area=areas[0], until=last, midnight=partial(start_of, zone=plan.zone))
        refs = _stored_refs(codes, areas[0], last) if known is None else _known_refs(codes, areas[0], known)
        return cls(plan, sent, refs, Stored(force) if known is None else known.counting)

    def reports(self, figure: str, area: int) -> bool:
        """Has the area ever reported the figure?"""
        return self.sent.is_reported(_code(self.plan.figures[figure]), area)

    def balance(self, ledger: StockLedger, area: int, day: date) -> Balance:
        """One day of one area."""
        stock = Addend(1, "value", ledger.stock)
        return Balance(
            ledger, area, day,
            self._entry(stock, area, day - timedelta(days=1)),
            tuple(self._entry(addend, area, day) for addend in ledger.inflows),
            tuple(self._entry(addend, area, day) for addend in ledger.outflows),
            self._entry(stock, area, day),
        )  # fmt: skip

    def _entry(self, addend: Addend, area: int, day: date) -> Entry:
        figure = self.plan.figures[addend.figure]
        if figure.of_record == "counted":
            return self._counted(figure, area, day)
        code = _code(figure)
        if addend.what == "sum":
            below = self.sent.below.get(area, ())
            opened = [ref for child in below for ref in self._sources(code, child, day)]
            return Entry(
                figure, "sum", "reported", day, self.sent.sum_below(code, area, day), returns=tuple(opened)
            )
        days = [day - timedelta(days=1), day] if addend.what == "change" else [day]
        values = [self.sent.value(code, area, one) for one in days]
        known = [value for value in values if value is not None]
        value = None if len(known) < len(values) else known[-1] - known[0] if len(days) > 1 else known[0]
        own = self.sent.own.get((code, area), {})
        summed = value is not None and any(one not in own for one in days)
        opened = [ref for one in days for ref in self._sources(code, area, one)]
        return Entry(figure, addend.what, "reported", day, value, summed=summed, returns=tuple(opened))

    def _counted(self, figure: Figure, area: int, day: date) -> Entry:
        """A count is a value only where no row hangs on a missing fact."""
        at = end_of(day, self.plan.zone)
        count = self.counting.counts(figure, at=at, areas=[area])[area]
        value = None if count.cannot_tell else count.value
        return Entry(figure, "value", "counted", day, value, count.cannot_tell)

    def _sources(self, code: str, area: int, day: date) -> list[str]:
        """The returns that :meth:`Returns.value` makes its answer of, blank ones among them; some may be missing."""
        own = [self.refs[key] for key in [(code, day, area, None)] if key in self.refs]
        if day in self.sent.own.get((code, area), {}) or not self.sent.is_reported(code, area):
            return own
        if code in self.sent.by_site:
            keys = [(code, day, None, site) for site in self.sent.posts_of(code, area, day)]
            return own + [self.refs[key] for key in keys if key in self.refs]
        below = self.sent.below.get(area, ())
        return own + [ref for child in below for ref in self._sources(code, child, day)]


def _figures(ledger: StockLedger) -> Iterator[str]:
    yield ledger.stock
    yield from (addend.figure for addend in (*ledger.inflows, *ledger.outflows))


def _code(figure: Figure) -> str:
    assert figure.reported is not None  # noqa: S101 - the plan did not load otherwise
    return figure.reported.code


def _source(code: str, day: date, area: int, site: int | None) -> Source:
    return code, day, area if site is None else None, site


def _stored_refs(codes: Collection[str], area: int, last: date) -> Refs:
    low, high = paths.span(area)
    rows = Return.objects.filter(figure__in=codes, area_id__gte=low, area_id__lt=high, day__lte=last)
    columns = ("figure", "day", "area_id", "site_id", "ref")
    return {
        _source(code, day, where, site): ref for code, day, where, site, ref in rows.values_list(*columns)
    }


def _known_refs(codes: Collection[str], area: int, known: Known) -> Refs:
    return {
        _source(row["figure"], row["day"], row["area_id"], row["site_id"]): row["ref"]
        for row in known.tables["return"].values()
        if row["figure"] in codes and paths.is_within(row["area_id"], area)
    }
