"""Stocks and flows: a day balances, does not, or nobody can say, as a slow twin on plain dictionaries says too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.base.areas import is_within
from lianfang.base.instants import end_of
from lianfang.gaps import plans
from lianfang.gaps.counting import Count
from lianfang.gaps.known import Known
from lianfang.gaps.returns import Term, laid_out
from lianfang.gaps.stocks import Balance, Books, Refs, balances
from lianfang.plan import shipped
from lianfang.plan.loader import load
from lianfang.plan.model import Addend, Figure, Plan, StockLedger
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import Return
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import CITY, FUTIAN, NANSHAN, NOON, write

ZONE = "Asia/Shanghai"
DAYS = [date(2020, 2, 6) + timedelta(days=n) for n in range(4)]
FOLDER = shipped.folder("shenzhen_2020")
assert FOLDER is not None
PLAN = load(FOLDER, catalogue())
CODES = ("contacts_under_observation", "contacts_added", "contacts_released", "recovered", "new_suspects")
MIXED = StockLedger(
    "mixed", PLAN.ledgers["contacts"].title, CODES[0],
    (Addend(1, "value", "contacts_added"), Addend(1, "sum", "new_suspects")),
    (Addend(1, "change", "recovered"), Addend(1, "value", "passages_in")), PLAN.ledgers["contacts"].place,
)  # fmt: skip
"""A ledger of every kind of flow: reported, summed up from below, the change of a total, and counted."""

Sent = dict[tuple[str, int, date], int | None]


class Counted:
    """Counts that are given; two of three rows of a day may hang on a missing fact."""

    def __init__(self, counts: Mapping[int, Count]):
        self.given = counts

    def counts(self, figure: Figure, *, at: int, areas: Sequence[int]) -> Mapping[int, Count]:
        """The same for every instant."""
        return {area: self.given.get(area, Count()) for area in areas}


def books(sent: Sent, counts: Mapping[int, Count]) -> Books:
    """Books of a city of two districts."""
    rows = [(code, day, value, area, None) for (code, area, day), value in sent.items()]
    terms = {area: Term(None, None) for area in (CITY, NANSHAN, FUTIAN)}
    refs: Refs = {(code, day, area, None): f"{code}/{area}/{day}" for code, area, day in sent}
    return Books(PLAN, laid_out(rows, terms, {}, lambda day: 0), refs, Counted(counts))


# the twin


def told(sent: Sent, code: str, area: int, day: date) -> int | None:
    """What an area said, else what its districts said if all did."""
    own = sent.get((code, area, day))
    if own is not None or area != CITY:
        return own
    return both(sent, code, day)


def both(sent: Sent, code: str, day: date) -> int | None:
    parts = [sent.get((code, area, day)) for area in (NANSHAN, FUTIAN)]
    return None if None in parts else sum(part or 0 for part in parts)


def twin(sent: Sent, counts: Mapping[int, Count], area: int, day: date) -> tuple[str, int | None]:
    """Verdict and difference of the mixed ledger."""
    before = day - timedelta(days=1)
    opening, closing = told(sent, CODES[0], area, before), told(sent, CODES[0], area, day)
    count = counts.get(area, Count())
    then, now = told(sent, "recovered", area, before), told(sent, "recovered", area, day)
    flows = [
        told(sent, "contacts_added", area, day),
        both(sent, "new_suspects", day) if area == CITY else None,
        None if then is None or now is None else -(now - then),
        None if count.cannot_tell else -int(count.value),
    ]
    if closing is None:
        return "closing_missing", None
    if opening is None:
        return "opening_missing", None
    known = [flow for flow in flows if flow is not None]
    if len(known) < len(flows):
        return "flows_not_reported", None
    difference = closing - opening - sum(known)
    return ("unexplained" if difference else "balances"), difference


VALUES = st.one_of(st.integers(0, 3), st.none())
KEYS = st.tuples(st.sampled_from(CODES), st.sampled_from([CITY, NANSHAN, FUTIAN]), st.sampled_from(DAYS))
RETURNS = st.one_of(
    st.dictionaries(KEYS, VALUES, max_size=60),
    st.fixed_dictionaries(
        {(code, area, day): st.integers(0, 2) for code in CODES for area in (CITY, NANSHAN) for day in DAYS},
        optional={(code, FUTIAN, day): VALUES for code in CODES for day in DAYS},
    ),
)
COUNTS = st.dictionaries(
    st.sampled_from([CITY, NANSHAN]), st.builds(Count, st.integers(0, 2), st.sampled_from([0, 0, 1]))
)


@given(RETURNS, COUNTS)
def test_every_day_is_as_the_slow_twin_says(sent: Sent, counts: dict[int, Count]) -> None:
    made = books(sent, counts)
    for area in (CITY, NANSHAN):
        for day in DAYS:
            found = made.balance(MIXED, area, day)
            assert (found.verdict, found.difference) == twin(sent, counts, area, day)
            assert (found.verdict in ("balances", "unexplained")) == (found.missing == ())
            check_opened(found, sent)


def check_opened(found: Balance, sent: Sent) -> None:
    """A value that is reported opens the very returns of which it is made."""
    for entry in (found.opening, *found.inflows, found.closing):
        if entry.kind == "reported" and entry.value is not None:
            parts = [tuple(ref.split("/")) for ref in entry.returns]
            values = [sent[code, int(area), date.fromisoformat(day)] for code, area, day in parts]
            assert sum(value or 0 for value in values) == entry.value


@given(RETURNS, st.sampled_from(CODES[:2]), st.sampled_from(DAYS))
def test_what_is_missing_is_never_a_zero(sent: Sent, code: str, day: date) -> None:
    """Taking a return away never turns a day into one that balances or into another difference."""
    before = books(sent, {}).balance(MIXED, NANSHAN, day)
    less = {key: value for key, value in sent.items() if key != (code, NANSHAN, day)}
    after = books(less, {}).balance(MIXED, NANSHAN, day)
    assert after.difference in (None, before.difference)
    if (code, NANSHAN, day) in sent:
        assert after.verdict in ("closing_missing", "opening_missing", "flows_not_reported")


@given(RETURNS)
def test_who_has_ever_reported_is_as_looking_through_all_returns_says(sent: Sent) -> None:
    returns = books(sent, {}).sent
    for code in CODES:
        for area in (CITY, NANSHAN, FUTIAN):
            said = [
                value for (key, where, _), value in sent.items() if key == code and is_within(where, area)
            ]
            assert returns.is_reported(code, area) == any(value is not None for value in said)


# on the registers


@pytest.fixture
def city():
    yield lay_small()
    plans.forget()


def send(figure: str, area: int, values: dict[int, float | None]) -> None:
    """Returns by day of February."""
    for day, value in values.items():
        write("return", {"figure": figure, "area": area, "day": date(2020, 2, day), "value": value})


def found(stock: str, area: int = CITY, days: int = 3, day: int = 9, known: Known | None = None):
    """Day → the ledger of one area."""
    as_of = end_of(date(2020, 2, day), ZONE)
    some = balances(
        plans.in_force(), as_of=as_of, areas=[CITY, NANSHAN, FUTIAN], days=days, known=known, stocks=[stock]
    )
    return {one.day.day: one for one in some if one.area == area}


@pytest.mark.django_db
def test_flows_that_nobody_reported_are_not_a_difference_that_nobody_explains(city):
    send("contacts_under_observation", CITY, {6: 700, 7: 665, 8: 554, 9: 560})
    send("contacts_added", CITY, {8: 20, 9: 10})
    send("contacts_released", CITY, {8: 130, 9: 10})
    send("contacts_turned_cases", CITY, {8: 1, 9: None})
    days = found("contacts")
    assert [days[day].verdict for day in (7, 8, 9)] == [
        "flows_not_reported",
        "balances",
        "flows_not_reported",
    ]
    assert (days[7].change, days[7].difference, days[7].came) == (-35, None, None)
    assert [entry.figure.key for entry in days[9].missing] == ["contacts_turned_cases"]
    assert (days[9].came, days[9].went) == (10, None)
    send("contacts_turned_cases", CITY, {7: 0})
    send("contacts_added", CITY, {7: 0})
    send("contacts_released", CITY, {7: 30})
    assert (found("contacts")[7].verdict, found("contacts")[7].difference) == ("unexplained", -5)


@pytest.mark.django_db
def test_opening_and_closing_are_missed_by_name(city):
    send("quarantine_rooms_in_use", CITY, {7: 10, 9: 10})
    send("quarantine_rooms_taken", CITY, {8: 0, 9: 0})
    send("quarantine_rooms_freed", CITY, {8: 0, 9: 0})
    days = found("quarantine-rooms")
    assert [days[day].verdict for day in (7, 8, 9)] == [
        "opening_missing",
        "closing_missing",
        "opening_missing",
    ]
    assert days[8].closing.returns == ()


@pytest.mark.django_db
def test_an_entry_opens_its_return_and_a_district_stands_in_once_it_has_reported(city):
    send("suspects", NANSHAN, {8: 4, 9: 5})
    assert found("suspects", FUTIAN) == {}
    ref = Return.objects.get(figure="suspects", day=date(2020, 2, 9)).ref
    assert found("suspects", NANSHAN)[9].closing.returns == (ref,)
    assert found("suspects")[9].verdict == "closing_missing"
    send("suspects", FUTIAN, {9: 2})
    assert (found("suspects")[9].closing.value, found("suspects")[9].verdict) == (7, "opening_missing")
    assert (found("suspects")[9].closing.summed, found("suspects", NANSHAN)[9].closing.summed) == (
        True,
        False,
    )
    assert len(found("suspects")[9].closing.returns) == 2


@pytest.mark.django_db
def test_what_was_known_earlier(city):
    send("in_hospital", CITY, {8: 20, 9: 22})
    send("new_confirmed", CITY, {9: 3})
    send("recovered", CITY, {8: 5, 9: 6})
    send("dead", CITY, {8: 0, 9: 0})
    [row] = Return.objects.filter(figure="new_confirmed").values_list("id", flat=True)
    write("return", {"id": row, "value": 4}, at=NOON + 86400)
    now, force = found("cases-in-hospital")[9], plans.in_force()
    then = found("cases-in-hospital", known=Known(force, known_at=NOON + 60))[9]
    assert (now.verdict, now.difference) == ("unexplained", -1)
    assert (then.verdict, then.difference, then.closing.returns) == ("balances", 0, now.closing.returns)


@pytest.mark.django_db
def test_a_count_of_the_day_can_be_a_flow(city):
    plan: Plan = replace(
        PLAN, ledgers={"mixed": replace(MIXED, inflows=(Addend(1, "value", "passages_in"),))}
    )
    force = replace(plans.in_force(), plan=plan)
    send("contacts_under_observation", CITY, {8: 1, 9: 2})
    send("recovered", CITY, {8: 0, 9: 0})
    row = {
        "at": NOON, "gate": city.gate, "direction": "in", "mode": "road", "vehicle_scope": "other_plate",
        "vehicle": city.cars[0], "screened": True, "screened_at": NOON,
    }  # fmt: skip
    write("passage", row)
    as_of = end_of(date(2020, 2, 9), ZONE)
    [made] = balances(force, as_of=as_of, areas=[CITY])
    assert (made.came, made.went, made.verdict, made.inflows[0].kind) == (1, 1, "unexplained", "counted")
