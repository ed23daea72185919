"""Reference reading = rebuild = upkeep for orders and those they bind: rows that name each other, checks by the day, needs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.base.problems import Refused
from lianfang.gaps import plans
from lianfang.gaps.rebuild import rebuild
from lianfang.plan import shipped
from lianfang.registers.actions import record, withdraw
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import REGISTERS
from tests.generative.test_upkeep import as_rows, kept, read, tallies
from tests.unit.registers import city as small
from tests.unit.registers.city import BY, FUTIAN, HUBEI, NANSHAN, NOON

pytestmark = pytest.mark.django_db

HOUR, DAY = 3600, 86400
NIGHT = NOON - 12 * HOUR
some_time = st.sampled_from(
    [NOON, NIGHT, NIGHT - 1, NIGHT + DAY, NOON - DAY, NOON + HOUR, NOON + 2 * HOUR + 1, NOON - 26 * DAY]
)
maybe_time, maybe_yes = st.none() | some_time, st.none() | st.booleans()
place = st.sampled_from([NANSHAN, FUTIAN])
which = st.none() | st.integers(0, 1)
"""One of the first rows of the register that a link names."""


def _of(**columns: Any) -> st.SearchStrategy[dict[str, Any]]:
    said = {
        name: c if isinstance(c, st.SearchStrategy) else st.sampled_from(c) for name, c in columns.items()
    }
    return st.fixed_dictionaries({"area": place, **said})


ROWS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "household": _of(vulnerable=(None, "none", "infant"), care_plan_at=maybe_time),
    "stay": _of(
        came_from=(None, HUBEI, NANSHAN), left_key_area_at=maybe_time, arrived_at=maybe_time, traveller=(None, "returning"),
        history_at=maybe_time, fever=maybe_yes, fever_found_at=maybe_time, sent_to_hospital_at=maybe_time,
    ),
    "case": _of(
        classification=("CONFIRMED", "SUSPECT"), home=which, confirmed_at=maybe_time,
        reported_on=(None, date(2020, 2, 6), date(2020, 2, 8)),
    ),
    "contact": _of(
        case=st.just(0), category=(None, "HIGH_RISK"), last_contact_at=maybe_time, identified_at=some_time,
        handed_to=(None, None, HUBEI),
    ),
    "order": _of(
        kind=("home_isolation", "collective_isolation", "seal"), household=which, site=st.integers(0, 1), place=which, stay=which,
        contact=which, basis=("第四十一条",), oral=maybe_yes, written_at=maybe_time, support_at=maybe_time,
        starts_at=some_time, ends_at=(NOON + 2 * DAY, NOON + 14 * DAY), released_at=maybe_time, appealed_at=maybe_time,
    ),
    "health_check": _of(
        order=which, at=maybe_time, result=(None, "SEEN_OK", "SEEN_NOT_OK", "MISSED"), temperature=(None, 36.5),
        referred_at=maybe_time,
    ),
    "need": _of(kind=("food", "birth", "emergency"), household=which, asked_at=maybe_time, met_at=maybe_time),
    "inspection": _of(
        site=which, rule=("fire", "structure"), at=maybe_time, result=(None, "ok", "fault"),
        valid_until=(None, date(2020, 2, 8), date(2020, 3, 1)),
    ),
}  # fmt: skip
row = st.sampled_from(sorted(ROWS)).flatmap(lambda name: ROWS[name].map(lambda given: (name, given)))
step = st.one_of(
    st.tuples(st.just("record"), row),
    st.tuples(st.just("change"), row, st.integers(0, 9)),
    st.tuples(st.just("withdraw"), st.sampled_from(sorted(ROWS)), st.integers(0, 9)),
)


def resolved(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """Strategies speak of the first and second row of a register: here are their ids, or nothing where there is none."""
    found = dict(given)
    for link in catalogue()[name].links.values():
        if found.get(link.name) in (0, 1):
            ids = list(REGISTERS[link.to].objects.order_by("id").values_list("id", flat=True)[:2])
            found[link.name] = ids[found[link.name] % len(ids)] if ids else None
    return found


def take(move: tuple[Any, ...]) -> None:
    """One write through the action; one that is refused did not happen."""
    name = move[1] if move[0] == "withdraw" else move[1][0]
    ids = list(REGISTERS[name].objects.order_by("id").values_list("id", flat=True))
    try:
        if move[0] == "record":
            record(register=name, rows=[resolved(name, move[1][1])], by=BY, at=NOON)
        elif ids and move[0] == "change":
            changed = {"id": ids[move[2] % len(ids)], **resolved(name, move[1][1])}
            record(register=name, rows=[changed], by=BY, at=NOON)
        elif ids:
            withdraw(register=name, ids=[ids[move[2] % len(ids)]], by=BY, at=NOON)
    except Refused:
        pass


def lay() -> None:
    """A town with a unit, a place of isolation, a household, a case and an order."""
    small.lay()
    for name, kind in (("一单元", "unit"), ("隔离点", "quarantine_site")):
        small.write("site", {"kind": kind, "name_zh": name, "name_en": kind, "area": NANSHAN})
    first, second = REGISTERS["site"].objects.filter(kind__in=("unit", "quarantine_site")).order_by("id")
    small.write("household", {"area": NANSHAN, "vulnerable": "infant"})
    small.write(
        "case", {"area": NANSHAN, "classification": "CONFIRMED", "home": first.id, "confirmed_at": NOON}
    )
    small.write(
        "order",
        {"area": NANSHAN, "kind": "collective_isolation", "site": first.id, "place": second.id, "basis": "第三十九条",
         "starts_at": NOON - DAY, "ends_at": NOON + 10 * DAY},
    )  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(moves=st.lists(step, min_size=5, max_size=25))
def test_reference_rebuild_and_upkeep_agree_on_orders(moves):
    with transaction.atomic():
        plans.forget()
        folder = shipped.folder("shenzhen_2020")
        assert folder is not None
        lay()
        plans.enact(folder=folder, by=BY, at=NOON)
        rebuild(at=NOON)
        for move in moves:
            take(move)
        by_upkeep, sums = kept(), tallies()
        assert by_upkeep == as_rows(read())
        rebuild(at=NOON)
        assert (kept(), tallies()) == (by_upkeep, sums)
        transaction.set_rollback(True)
    plans.forget()
