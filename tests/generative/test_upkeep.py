"""Reference reading = rebuild = upkeep, whatever is recorded, changed, withdrawn and excused; and every standing follows from it."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as settings_of_django
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.base import areas, instants
from lianfang.base.problems import Refused
from lianfang.gaps import excuses, plans
from lianfang.gaps.excusing import Draft, excuse, revoke_excuse
from lianfang.gaps.findings import findings
from lianfang.gaps.models import Duty, Excuse, Tally
from lianfang.gaps.rebuild import rebuild
from lianfang.gaps.standing import Counts, standings
from lianfang.plan import reference, shipped
from lianfang.registers.actions import record, withdraw
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import REGISTERS
from tests.unit.registers import city as small
from tests.unit.registers.city import BY, CITY, FUTIAN, HUBEI, NANSHAN, NATION, NOON

pytestmark = pytest.mark.django_db

MINUTE, HOUR, DAY = 60, 3600, 86400
some_time = st.integers(-3 * DAY, 3 * DAY).map(lambda offset: NOON + offset) | st.sampled_from(
    [NOON, NOON + 30 * MINUTE, NOON + 30 * MINUTE + 1, NOON - DAY, NOON - DAY - 1, NOON + HOUR]
)
maybe_time = st.none() | some_time
maybe_yes = st.none() | st.booleans()
some_day = st.dates(date(2020, 2, 7), date(2020, 2, 12))
place = st.sampled_from([NANSHAN, FUTIAN])
maybe_area = st.none() | st.sampled_from([NANSHAN, HUBEI, NATION])
car = st.none() | st.integers(0, 2)
ROWS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "passage": st.fixed_dictionaries({
        "at": some_time, "vehicle": car, "direction": st.sampled_from(["in", "out"]), "mode": st.sampled_from(["road", "rail"]),
        "vehicle_scope": st.none() | st.sampled_from(["other_plate", "local"]), "screened": maybe_yes,
        "screened_at": maybe_time, "area": place,
    }),
    "declaration": st.fixed_dictionaries({
        "made_at": some_time, "vehicle": car, "stay_area": maybe_area, "destination": maybe_area, "area": place,
    }),
    "site": st.fixed_dictionaries({
        "kind": st.sampled_from(["gate", "compound"]), "mode": st.none() | st.just("road"), "operator": st.none() | st.just(0),
        "opened_at": maybe_time, "area": place, "name_zh": st.just("卡口"), "name_en": st.just("gate"),
    }),
    "case": st.fixed_dictionaries({
        "classification": st.sampled_from(["CONFIRMED", "SUSPECT"]), "reported_on": st.none() | some_day,
        "onset_on": st.none() | some_day, "first_visit_on": st.none() | some_day, "area": place,
        "residence_city": st.sampled_from([None, "深圳", "惠州"]), "district": maybe_area,
        "infection_source": st.sampled_from([None, "到武汉探亲"]),
    }),
    "return": st.fixed_dictionaries({
        "figure": st.sampled_from(["confirmed", "vehicles_counted"]), "day": some_day, "area": place,
        "site": st.none() | st.just(0), "value": st.none() | st.just(5), "made_at": maybe_time,
    }),
}  # fmt: skip
row = st.sampled_from(sorted(ROWS)).flatmap(lambda name: ROWS[name].map(lambda given: (name, given)))
step = st.one_of(
    st.tuples(st.just("record"), row),
    st.tuples(st.just("change"), row, st.integers(0, 30), st.sets(st.integers(0, 12), max_size=4)),
    st.tuples(st.just("withdraw"), st.sampled_from(sorted(set(ROWS) - {"site"})), st.integers(0, 30)),
    st.tuples(
        st.just("excuse"), st.integers(0, 200), some_time, st.integers(1, 3 * DAY), st.integers(-DAY, DAY)
    ),
    st.tuples(st.just("revoke"), st.integers(0, 20), some_time, st.integers(0, DAY)),
)


def resolved(town: small.City, given: dict[str, Any]) -> dict[str, Any]:
    """Strategies speak of the first car and the one gate: here are their ids."""
    found = dict(given)
    if "vehicle" in found:
        found["gate"] = town.gate
        found["vehicle"] = None if found["vehicle"] is None else town.cars[found["vehicle"]]
    if "made_at" in found and "stay_area" in found:
        found.pop("gate")
    if found.get("operator") == 0:
        found["operator"] = town.command
    if found.get("site") == 0:
        found["site"] = town.gate
    return found


def take(town: small.City, move: tuple[Any, ...]) -> None:
    """One write through the action; a write that a constraint refuses is one that did not happen."""
    kind, rest = move[0], move[1:]
    try:
        if kind == "excuse":
            return let_off(*rest)
        if kind == "revoke":
            return end_early(*rest)
    except Refused:
        return None
    name = rest[0][0] if kind != "withdraw" else rest[0]
    ids = list(REGISTERS[name].objects.order_by("id").values_list("id", flat=True))
    try:
        if kind == "record":
            record(register=name, rows=[resolved(town, rest[0][1])], by=BY, at=NOON)
        elif ids and kind == "change":
            new = resolved(town, rest[0][1])
            chosen = {key: new[key] for i, key in enumerate(sorted(new)) if i in rest[2]}
            record(register=name, rows=[{"id": ids[rest[1] % len(ids)], **chosen}], by=BY, at=NOON)
        elif ids and kind == "withdraw":
            withdraw(register=name, ids=[ids[rest[1] % len(ids)]], by=BY, at=NOON)
    except Refused:
        pass
    return None


def let_off(which: int, begins: int, length: int, offset: int) -> None:
    """Excuse one of the duties that there are, half of them around their own deadline; recorded after it began or before."""
    keys = {s.number: s.must.key for s in plans.in_force().musts}
    duties = list(Duty.objects.order_by("must_id", "subject_id", "period"))
    if duties:
        duty = duties[which * 7 % len(duties)]
        begins = begins if which % 2 else duty.since + offset
        draft = Draft(
            keys[duty.must_id],
            duty.subject_id,
            "not_feasible",
            begins,
            begins + length,
            "ann",
            period=duty.period,
        )
        excuse(drafts=[draft], by=BY, at=NOON + offset)


def end_early(which: int, ends_at: int, offset: int) -> None:
    """Revoke one of the excuses, from any instant on."""
    refs = list(Excuse.objects.order_by("id").values_list("ref", flat=True))
    if refs:
        revoke_excuse(refs=[refs[which % len(refs)]], by=BY, at=NOON + offset, ends_at=ends_at)


def let_off_now(known_at: int = 10**12) -> list[reference.Excuse]:
    """The excuses as they were known, for the slow reading."""
    return excuses.as_known(known_at, {s.number: s.must.key for s in plans.in_force().musts})


def kept() -> set[tuple[Any, ...]]:
    """The duties as they stand."""
    keys = {s.number: s.must.key for s in plans.in_force().musts}
    return {
        (
            keys[d.must_id],
            d.subject_id,
            d.period,
            d.area_id,
            d.due_at,
            d.met_at,
            d.evidence_id,
            d.state,
            d.since,
        )
        for d in Duty.objects.all()
    }


def read() -> list[reference.Duty]:
    """The duties as the slow reading finds them."""
    tables = {
        name: {given["id"]: given for given in model.objects.values()} for name, model in REGISTERS.items()
    }  # fmt: skip
    plan, codes = plans.in_force().plan, plans.area_codes()
    return [
        duty
        for must in plan.musts.values()
        for duty in reference.duties(must, plan, tables, codes, catalogue())
    ]


def as_rows(duties: list[reference.Duty]) -> set[tuple[Any, ...]]:
    """The same shape as `kept`."""
    return {
        (d.must, d.subject, d.period, d.area, d.due_at, d.met_at, d.evidence, d.state, d.since)
        for d in duties
    }


def tallies() -> set[tuple[int, ...]]:
    """The tallies that are not empty."""
    found = Tally.objects.values_list(
        "must_id", "area_id", "hour", "due", "in_time", "late", "cannot_tell", "excused"
    )
    return {row for row in found if any(row[3:])}


def spans() -> dict[str, tuple[int | None, int | None]]:
    """When each excuse counts."""
    return {e.ref: (e.counts_from, e.counts_until) for e in Excuse.objects.all()}


def naive_spans(duties: list[reference.Duty]) -> dict[str, tuple[int | None, int | None]]:
    """The same, tried out: a duty is excused where the slow reading says so at the span's ends and on neither side of it."""
    keys = {s.number: s.must.key for s in plans.in_force().musts}
    of = {(d.must, d.subject, d.period): d for d in duties}
    found: dict[str, tuple[int | None, int | None]] = {}
    for e in Excuse.objects.all():
        duty = of.get((keys[e.must_id], e.subject_id, e.period))
        alone = [reference.Excuse(keys[e.must_id], e.subject_id, e.period, e.begins_at, e.ends_at)]
        edges = sorted({e.begins_at, e.ends_at, *([duty.since, duty.met_at or 0] if duty else [])})
        inside = [t for t in edges if duty and reference.is_excused(duty, t, alone)]
        beyond = [t for t in edges if inside and t > inside[-1]]
        found[e.ref] = (inside[0], beyond[0]) if inside else (None, None)
    return found


Keys = set[tuple[str, int, int]]


def naive(duties: list[reference.Duty], must: str, at: int, area: int, held: Keys) -> Counts:
    """The standing of one must at an instant, counted by hand; ``held`` are the keys whose excuses hold then."""
    mine = [d for d in duties if d.must == must and d.since <= at and areas.is_within(d.area, area)]
    sure = [d for d in mine if d.state == 0]
    done = [(d.due_at, d.met_at) for d in sure if d.due_at is not None and d.met_at is not None]
    met = [due for due, met_at in done if met_at <= due]
    late = [due for due, met_at in done if due < met_at <= at]
    unmet = [d for d in sure if d.met_at is None or d.met_at > at]
    excused = [d for d in unmet if (d.must, d.subject, d.period) in held]
    return Counts(len(sure), len(met), len(late), len(mine) - len(sure), len(excused))


def check_standings(duties: list[reference.Duty], at: int) -> None:
    """At any past instant: the tallies' sum = the naive reading; children sum to the parent; the list = the figure."""
    numbers = {s.number: s.must.key for s in plans.in_force().musts}
    held = {(e.must, e.subject, e.period) for e in let_off_now() if e.begins_at <= at < e.ends_at}
    for area in (CITY, NANSHAN, FUTIAN):
        found = standings(at=at, area=area)
        for number, key in numbers.items():
            assert found.get((number, area), Counts()) == naive(duties, key, at, area, held)
    whole, parts = standings(at=at, area=CITY), standings(at=at, area=CITY, level="district")
    listed = list(findings(at=at))
    everywhere, shares = standings(at=at), excuses.shares(at=at)
    for number, key in numbers.items():
        total = Counts()
        for (n, place_), counts in parts.items():
            if n == number:
                assert place_ in (NANSHAN, FUTIAN, CITY)
                total = total.plus(counts)
        mine = whole.get((number, CITY), Counts())
        assert total == mine
        all_of_it = everywhere.get((number, 0), Counts())
        assert sum(f.must == key and f.finding == "gap" for f in listed) == all_of_it.gaps
        assert sum(f.must == key and f.finding == "cannot_tell" for f in listed) == all_of_it.cannot_tell
        assert sum(share.count for share in shares.get(number, [])) == all_of_it.excused


def check_all(moments: list[int]) -> None:
    """Upkeep = the slow reading = rebuild, in duties, tallies and excuses; and so stands every must at every moment."""
    by_upkeep, sums, counting = kept(), tallies(), spans()
    duties = read()
    assert by_upkeep == as_rows(duties)
    rebuild(at=NOON)
    assert kept() == by_upkeep
    assert tallies() == sums
    assert spans() == counting == naive_spans(duties)
    for at in moments:
        check_standings(duties, at)


def enacted(musts: str = "*.yaml") -> small.City:
    """The small city, and the shipped plan in force, or of its musts those of some files."""
    plans.forget()
    whole = shipped.folder("shenzhen_2020")
    assert whole is not None
    folder = whole
    if musts != "*.yaml":
        folder = Path(tempfile.mkdtemp(dir=settings_of_django.HOME)) / "plan"
        shutil.copytree(whole, folder, ignore=shutil.ignore_patterns("musts", "examples"))
        (folder / "musts").mkdir()
        for file in (whole / "musts").glob(musts):
            shutil.copy(file, folder / "musts")
    town = small.lay()
    plans.enact(folder=folder, by=BY, at=NOON)
    rebuild(at=NOON)
    return town


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(moves=st.lists(step, max_size=25), moments=st.lists(some_time, min_size=2, max_size=4))
def test_reference_rebuild_and_upkeep_agree(moves, moments):
    with transaction.atomic():
        town = enacted()
        for move in moves:
            take(town, move)
        check_all([*moments, instants.end_of(date(2020, 2, 13), "Asia/Shanghai")])
        transaction.set_rollback(True)
    plans.forget()
    assert connection.in_atomic_block


of_gates = st.sampled_from(["passage", "declaration"])
gate_row = of_gates.flatmap(lambda name: ROWS[name].map(lambda given: (name, given)))
gate_step = st.one_of(
    st.tuples(
        st.just("excuse"), st.integers(0, 200), some_time, st.integers(1, 3 * DAY), st.integers(-DAY, DAY)
    ),
    st.tuples(st.just("revoke"), st.integers(0, 20), some_time, st.integers(0, DAY)),
    st.tuples(st.just("change"), gate_row, st.integers(0, 30), st.sets(st.integers(0, 12), max_size=4)),
    st.tuples(st.just("record"), gate_row),
    st.tuples(st.just("withdraw"), of_gates, st.integers(0, 30)),
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    moves=st.lists(gate_step, min_size=4, max_size=20),
    given_first=st.lists(st.tuples(st.integers(0, 60), st.integers(-DAY, 0)), min_size=2, max_size=6),
)
def test_excuses_follow_their_duties_through_everything(given_first, moves):
    """Many excuses, given before and after the records change under them; read at every edge and just beside it."""
    with transaction.atomic():
        town = enacted("gates.yaml")
        for car in range(3):
            small.write(
                "passage", small.passage(town, car, screened=False if car else None, screened_at=None)
            )
        for which, offset in given_first:
            take(town, ("excuse", which * 2, NOON, DAY, offset))
        for move in moves:
            take(town, move)
        found = Excuse.objects.values_list("begins_at", "ends_at", "counts_from", "counts_until")
        edges = {edge for row in found for edge in row if edge is not None}
        check_all([moment for edge in sorted(edges)[:6] for moment in (edge - 1, edge)])
        transaction.set_rollback(True)
    plans.forget()
