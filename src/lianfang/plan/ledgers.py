"""Ledgers of stocks and flows as content: which figure is the stock, and which figures of the day come in and go out.

::

    ledger: contacts
    title: {zh: …, en: …}
    stock: contacts_under_observation
    in: contacts_added
    out: contacts_released + contacts_turned_cases

``in`` and ``out`` are figures of a day joined by plus, each of the kind that is of record; ``change of`` makes one out of
a cumulative figure, ``sum of districts`` adds up what the areas one level below report.
"""

from __future__ import annotations

from collections.abc import Mapping

from lianfang.base.words import Text
from lianfang.plan.identities import read_addends
from lianfang.plan.kinds import nearest
from lianfang.plan.model import Addend, Figure, Place, StockLedger
from lianfang.plan.sheets import Sheet
from lianfang.plan.tokens import Unreadable, tokenize

VERDICTS: Mapping[str, Text] = {
    "balances": Text("平", "balances"),
    "unexplained": Text("差额无法解释", "unexplained"),
    "flows_not_reported": Text("当日增减未报", "flows not reported"),
    "opening_missing": Text("期初未报", "opening missing"),
    "closing_missing": Text("期末未报", "closing missing"),
}
"""What can be said of a day of a ledger."""
KEYS = ("ledger", "title", "stock", "in", "out")


def read_ledger(sheet: Sheet, figures: Mapping[str, Figure]) -> StockLedger | None:
    """One ledger; None, with findings, where it cannot be read or names a figure that cannot stand where it does."""
    sheet.allow(KEYS)
    before = len(sheet.findings.problems)
    key, title, stock = sheet.text("ledger"), sheet.words("title"), _stock(sheet, figures)
    inflows, outflows = _flows(sheet, "in", figures), _flows(sheet, "out", figures)
    if len(sheet.findings.problems) > before or title is None:
        return None
    return StockLedger(key, title, stock, inflows, outflows, Place(sheet.file, sheet.line))


def _stock(sheet: Sheet, figures: Mapping[str, Figure]) -> str:
    said = sheet.text("stock")
    known = [key for key, one in figures.items() if one.reported and one.reported.shape == "stock"]
    if said and said not in known:
        sheet.refuse("plan/not-a-stock", "stock", figure=said, **nearest(said, known))
    return said


def _flows(sheet: Sheet, key: str, figures: Mapping[str, Figure]) -> tuple[Addend, ...]:
    written = sheet.expression(key)
    if written is None:
        return ()
    try:
        addends = read_addends(tokenize(written.text), list(figures), "plan/not-a-flow")
    except Unreadable as problem:
        written.refuse(problem, sheet.findings)
        return ()
    for addend in addends:
        if addend.sign < 0:
            sheet.refuse("plan/flow-subtracted", key, figure=addend.figure)
        if not _may_flow(addend, figures[addend.figure]):
            known = [name for name, one in figures.items() if is_flow(one)]
            sheet.refuse("plan/not-a-flow", key, figure=addend.figure, **nearest(addend.figure, known))
    return addends


def _may_flow(addend: Addend, figure: Figure) -> bool:
    shape = figure.reported.shape if figure.reported else ""
    if addend.what == "change":
        return figure.of_record == "reported" and shape == "cumulative"
    if addend.what == "sum":
        return figure.of_record == "reported" and shape == "flow"
    return is_flow(figure)


def is_flow(figure: Figure) -> bool:
    """Is the figure, as it is of record, one of a single day?"""
    if figure.of_record == "reported":
        return figure.reported is not None and figure.reported.shape == "flow"
    return figure.counted is not None and figure.counted.day
