"""What if: a question is asked on a page, computed beside it, stopped, interrupted, asked again, and answered the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest
import yaml
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from lianfang.base.instants import DAY
from lianfang.base.problems import Problem, Refused
from lianfang.entry import clock
from lianfang.fronts.resumption import computing, policies, population, runs, weighing
from lianfang.fronts.resumption.capacity import places
from lianfang.fronts.resumption.engines import margins, residents
from lianfang.fronts.resumption.lines import Said
from lianfang.fronts.resumption.names import known
from lianfang.fronts.resumption.pages import listing, weighed
from lianfang.fronts.resumption.spec import Comparison, Measures, Population
from lianfang.gaps import plans
from lianfang.outlook.deciding import asking
from lianfang.registers.access import By, Reader
from lianfang.registers.models import Account, Area, Bed, Household, Journal, OutlookRun, Person, Room, Site
from tests import door
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import CITY, NANSHAN, NOON

pytestmark = pytest.mark.django_db
LINES = "*, *, 1, 2020-02-17\n*, *, 2, 2020-02-24\n*, *, 3, never"
SAID: dict[str, Any] = {
    "title": "Which way", "first": "2020-02-13", "days": 14, "agents": 5000, "infected": 40, "seeds": 5,
    "shut": ["manufacturing", "trade", "school"], "beds": 3, "rooms": "",
}  # fmt: skip
BLOCK = {
    "gate_days": 14,
    "trace_delay": 1,
    "trace_capacity": 100,
    "test_capacity": "",
    "masks": 80,
    "lines": LINES,
}


@pytest.fixture(scope="module", autouse=True)
def _city(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A city with two free beds, and who asks; laid once."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "real", lambda: NOON)
        lay_small()
        for login, role, area in (
            ("eve", "epidemiologist", CITY), ("dan", "district_command", NANSHAN), ("oli", "enterprise_officer", CITY),
        ):  # fmt: skip
            door.account(login, role=role, area=area)
        told = {"area_id": CITY, "recorded_at": 0}
        ward = Site.objects.create(kind="hospital", name_zh="x", name_en="x", **told)
        room = Room.objects.create(site=ward, number="1", **told)
        for number, kind in enumerate(("ICU", "ISOLATION", "QUARANTINE", "OBSERVATION")):
            Bed.objects.create(room=room, site=ward, number=f"{number}", kind=kind, **told)
        yield
        transaction.set_rollback(True)
    plans.forget()


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "real", lambda: NOON)


def browser(login: str = "eve") -> Client:
    """Someone who is signed in."""
    return door.signed_in(Account.objects.get(login=login))


def asked(**changes: Any) -> dict[str, Any]:
    """A form with two scenarios."""
    blocks = {f"s{n}-{name}": value for n in (1, 2) for name, value in BLOCK.items()}
    return {
        **SAID,
        **blocks,
        "s1-name": "late",
        "s2-name": "early",
        "s2-lines": "*, *, *, 2020-02-15",
        **changes,
    }


def ask(**changes: Any) -> OutlookRun:
    """Asked by the city's epidemiologist."""
    answer = browser().post(reverse("resumption:compare"), asked(**changes))
    assert answer.status_code == 303, answer.content.decode()
    return OutlookRun.objects.get(ref=answer["Location"].rsplit("/", 1)[1])


def compute(halt: Event | None = None) -> bool:
    """As the server does, without a thread of its own."""
    return computing.compute_next(now=clock.real, halt=halt, is_beating=False)


def see(run: OutlookRun, login: str = "eve", **query: str) -> Any:
    """Its page."""
    return browser(login).get(reverse("resumption:run", args=[run.ref]), query)


def rows(run: OutlookRun, of: str) -> list[list[str]]:
    """A table of its answer as it is taken away."""
    answer = browser().get(reverse("resumption:rows", args=[run.ref]), {"of": of})
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]


def test_scenarios_are_compared_the_same_twice_and_every_number_opens() -> None:
    run = ask(**{"s1-lines": LINES + "\ntrade, *, *, 2020-03-20"})
    assert see(run).context["state"].kind == "loading"
    assert compute()
    run.refresh_from_db()
    assert (run.state, run.done, run.of) == ("done", 15, 15)
    with CaptureQueriesContext(connection) as looks:
        page = see(run)
    assert page.status_code == 200
    assert [one["is_worst"] for one in run.spec["scenarios"]] == [False, False, True]
    assert [row.name for row in page.context["whole"].rows] == ["late", "early", "Planned worst case"]
    assert len(looks) <= 16
    assert (
        "late: what begins after the last day that is run, 2020-02-26, does nothing." in page.content.decode()
    )
    daily = rows(run, "daily")
    assert daily[6][:2] == ["scenario", "day"]
    assert len(daily) == 7 + 3 * 14
    assert min(float(row[daily[6].index("quarantined_p05")]) for row in daily[7:]) >= 0
    work = {row[0]: float(row[3]) for row in rows(run, "totals")[7:] if row[1] == "work_days"}
    assert work["early"] > work["late"] > 0
    assert Journal.objects.filter(register="outlook_run", verb="export", ref=run.ref).count() == 2
    again = browser().post(reverse("resumption:again", args=[run.ref]), {})
    second = OutlookRun.objects.get(ref=again["Location"].rsplit("/", 1)[1])
    assert second.again_of == run.ref
    assert compute()
    second.refresh_from_db()
    assert second.outcome == run.outcome
    assert not compute()


def test_the_form_begins_with_what_the_registers_and_the_plan_say() -> None:
    page = browser().get(reverse("resumption:compare"))
    said = {field.name: field.value for field in page.context["there"]}
    assert said == {"beds": "2", "rooms": "1"}
    assert {field.name: field.value for field in page.context["blocks"][0].fields}["s1-gate_days"] == "14"
    held = [row.name for row in page.context["fixed"].rows]
    assert held[-2:] == ["compliance", "planned worst case"]
    none = browser("oli").get(reverse("resumption:frontier"))
    assert {field.name: field.value for field in none.context["accepted"]}["beds"] == ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"s2-lines": "*, *, *, 2020-02-15\n*, *, 9, 2020-02-15"}, "Line 2: There is no batch"),
        ({"s2-lines": f"*, *, {'9' * 5000}, 2020-02-15"}, "Line 1: There is no batch"),
        ({"s2-lines": "finance, *, *, 2020-02-15"}, "Line 1: 'finance' is not closed"),
        ({"s2-name": ""}, "Only 1 were written"),
        ({"s2-name": "late"}, "stands there twice"),
        ({"s2-name": "Worst"}, "is the product's own"),
        ({"days": 0}, "greater than or equal to 14"),
        ({"first": "9999-12-20"}, "less than or equal to 2199-12-31"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(changes: dict[str, Any], said: str) -> None:
    answer = browser().post(reverse("resumption:compare"), asked(**changes))
    assert answer.status_code == 422
    assert said in answer.content.decode().replace("&#x27;", "'")
    assert not OutlookRun.objects.exists()


def test_calendars_that_cannot_be_are_refused_before_anything_is_computed() -> None:
    blocks = {f"s{n}-{key}": text for n, (name, lines) in enumerate(
        [("a", "*, *, *, 2020-02-20"), ("b", "*, *, *, 2020-02-27"), ("c", "trade, *, *, 2020-02-20")], 1
    ) for key, text in (("name", name), ("lines", lines))}  # fmt: skip
    form = {**SAID, **{k: v for k, v in BLOCK.items() if k != "lines"}, **blocks}
    form |= {"days": 28, "places_accepted": 10, "local": 50, "local_accepted": 10, "worlds": "quick"}
    answer = browser().post(reverse("resumption:frontier"), form)
    assert answer.status_code == 422
    assert "'c'" in answer.content.decode().replace("&#x27;", "'")
    answer = browser().post(
        reverse("resumption:frontier"), {**form, "s3-lines": "close, *, *, *, 2020-02-20"}
    )
    assert "Line 1: A calendar of resumption opens" in answer.content.decode()
    for changes, said in (
        ({"s3-lines": "# nothing yet"}, "This calendar has no line"),
        ({"s3-name": "path-3", "s3-lines": "*, *, *, never"}, "is the product"),
        (
            {"shut": ["school"], **{f"s{n}-lines": "school, *, *, 2020-02-20" for n in (1, 2, 3)}},
            "No workplace is closed",
        ),
    ):
        answer = browser().post(reverse("resumption:frontier"), {**form, **changes})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    answer = browser().post(reverse("resumption:frontier"), {**form, "s3-lines": "*, *, *, never"})
    assert answer.status_code == 303
    assert OutlookRun.objects.get().spec["decision"]["limits"]["local"]["within"] == 28


def test_a_form_sent_twice_is_one_question_also_when_a_bed_was_taken_between(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = ask(client="twice")
    monkeypatch.setattr(clock, "real", lambda: NOON + 60)
    Bed.objects.filter(kind="ICU").update(closed_at=NOON)
    assert ask(client="twice") == first
    assert OutlookRun.objects.count() == 1


def test_it_stops_where_it_waits_and_while_it_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting, running = ask(), ask(title="two")
    stop = reverse("resumption:stop", args=[waiting.ref])
    assert browser("dan").post(stop).status_code == 404
    assert browser().post(stop).status_code == 303
    waiting.refresh_from_db()
    assert waiting.state == "stopped"
    assert browser().post(stop).status_code == 422

    def slow(run: OutlookRun, told: computing.Told) -> dict[str, Any]:
        told("runs", 1, 9)
        browser().post(reverse("resumption:stop", args=[run.ref]))
        told("runs", 2, 9)
        raise AssertionError("it went on")

    monkeypatch.setitem(computing.COMPUTE, "scenario", slow)
    monkeypatch.setattr(computing, "BEAT", 0)
    assert compute()
    running.refresh_from_db()
    assert (running.state, running.done, running.of, running.outcome) == ("stopped", 2, 9, None)
    browser().post(reverse("resumption:again", args=[running.ref]))
    running.refresh_from_db()
    assert (running.state, running.done, running.stop) == ("waiting", 0, False)


def test_one_whose_server_went_says_so_and_can_be_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    gone, halted = ask(), ask(title="two")
    claimed = computing.claim(NOON - computing.SILENT - 1)
    assert claimed == gone

    def going(run: OutlookRun, told: computing.Told) -> dict[str, Any]:
        halt.set()
        told("runs", 1, 9)
        raise AssertionError("it went on")

    halt = Event()
    monkeypatch.setitem(computing.COMPUTE, "scenario", going)
    assert compute(halt)
    for run in (gone, halted):
        assert "was interrupted" in see(run).content.decode()
    assert not compute(halt)
    browser().post(reverse("resumption:again", args=[gone.ref]))
    gone.refresh_from_db()
    assert gone.state == "waiting"


def test_what_breaks_off_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    faults = iter(
        (
            Refused(Problem("outlook/scenario-agents", facts={"agents": 1, "least": 2, "most": 3})),
            MemoryError(),
        )
    )

    def broken(run: OutlookRun, told: computing.Told) -> dict[str, Any]:
        raise next(faults)

    monkeypatch.setitem(computing.COMPUTE, "scenario", broken)
    refused, broke = ask(), ask(title="two")
    assert compute()
    assert compute()
    assert see(refused).context["notices"][0].tone == "error"
    assert "MemoryError" in see(broke).content.decode()
    assert see(broke, "dan").status_code == 404
    assert browser().get(reverse("resumption:rows", args=[broke.ref]), {"of": "daily"}).status_code == 422


def test_nobody_fills_the_queue_and_what_another_asked_is_asked_as_ones_own() -> None:
    mine = [ask(title=str(n)) for n in range(runs.MOST_OF_ONE)]
    answer = browser().post(reverse("resumption:compare"), asked())
    assert answer.status_code == 422
    assert "5 of your runs wait already" in answer.content.decode()
    browser().post(reverse("resumption:stop", args=[mine[0].ref]))
    again = reverse("resumption:again", args=[mine[0].ref])
    assert browser("oli").post(again).status_code == 303
    assert OutlookRun.objects.get(again_of=mine[0].ref).asked_by != mine[0].asked_by
    ask()
    assert browser().post(again).status_code == 422


def test_a_run_that_was_taken_between_two_looks_is_not_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    run = ask()
    OutlookRun.objects.update(state="interrupted", began_at=NOON, finished_at=NOON)
    seen = OutlookRun.objects.get()
    OutlookRun.objects.update(state="running", beat_at=NOON, finished_at=None, worker="w")
    monkeypatch.setattr(runs, "one", lambda ref, reader: seen)
    assert browser().post(reverse("resumption:again", args=[run.ref])).status_code == 422
    run.refresh_from_db()
    assert (run.state, run.worker) == ("running", "w")


def test_what_the_registers_counted_is_for_those_who_read_beds() -> None:
    run = ask(beds=2, rooms=1)
    assert run.spec["counted"]["beds"] == 2
    question = {"of": "question"}
    for login, counts in (("eve", True), ("oli", False)):
        assert ("quarantine places free" in see(run, login).content.decode()) is counts
        taken = browser(login).get(reverse("resumption:rows", args=[run.ref]), question)
        assert bool(taken.json()["counted"]) is counts
        page = browser(login).get(reverse("resumption:compare"), {"from": run.ref})
        assert [field.value for field in page.context["there"]] == (["2", "1"] if counts else ["", ""])
    taken_away = Journal.objects.filter(register="outlook_run", verb="export", ref=run.ref)
    assert [one.fields for one in taken_away] == ["question", "question"]


def test_what_no_reference_and_no_request_can_be_is_refused() -> None:
    run = ask()
    assert browser().get(reverse("resumption:compare"), {"from": "a\0"}).status_code == 404
    assert browser().get(reverse("resumption:run", args=["a\0b"])).status_code == 404
    browser().post(reverse("resumption:stop", args=[run.ref]))
    answer = browser().post(reverse("resumption:again", args=[run.ref]), {"client": "a\0"})
    assert answer.status_code == 422
    assert "cannot be seen" in answer.content.decode()


def test_an_answer_is_not_lost_to_a_busy_database_nor_the_worker_to_a_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run, faults, end = ask(), iter([OperationalError(), OperationalError()]), computing._Pulse._end

    def busy(pulse: Any, state: str, **said: Any) -> None:
        for fault in faults:
            raise fault
        end(pulse, state, **said)

    monkeypatch.setattr(computing, "ENDING", (0, 0, 0))
    monkeypatch.setattr(computing._Pulse, "_end", busy)
    monkeypatch.setitem(computing.COMPUTE, "scenario", lambda run, told: {"x": 1})
    assert compute()
    run.refresh_from_db()
    assert run.outcome == {"x": 1, "shape": computing.SHAPE}
    looks = 0

    def look(**_: Any) -> bool:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise ValueError
        halt.set()
        return False

    halt = Event()
    monkeypatch.setattr(computing, "compute_next", look)
    monkeypatch.setattr(computing, "EVERY", 0)
    monkeypatch.setattr(computing, "stand_back", lambda: None)
    monkeypatch.setattr(computing.connections, "close_all", lambda: None)
    computing.keep_computing(halt, now=clock.real)
    assert looks == 2


def test_the_list_says_that_it_is_not_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    ask()
    ask(title="two")
    for most, note in ((2, ""), (1, "The newest 1; older ones open by their address.")):
        monkeypatch.setattr(listing, "MOST", most)
        table = browser().get(reverse("resumption:runs")).context["table"]
        assert (len(table.rows), table.note) == (most, note)


def test_a_run_is_deleted_when_the_plan_s_term_is_over_and_the_journal_says_so() -> None:
    old, waits = ask(), ask(title="two")
    OutlookRun.objects.filter(pk=old.pk).update(state="stopped", finished_at=NOON)
    until = old.kept_until
    assert until == NOON + 90 * DAY
    by = By("console", "console", purpose="maintenance")
    assert runs.purge(by=by, at=until - 1) == 0
    assert "Kept until" in see(old).content.decode()
    assert runs.purge(by=by, at=until) == 1
    assert list(OutlookRun.objects.values_list("ref", flat=True)) == [waits.ref]
    OutlookRun.objects.update(state="stopped", finished_at=NOON, kept_until=None)
    assert [runs.purge(by=by, at=at) for at in (until - 1, until)] == [0, 1]
    trace = Journal.objects.filter(verb="purge_outlook").earliest("id")
    assert (trace.ref, trace.fields, trace.at) == (old.ref, "kind=scenario term=outlook_run_kept", until)


def test_places_of_a_small_register_are_scaled_to_the_model() -> None:
    areas = Area.objects.filter(level="district", ends_on=None, name_zh__in=list(margins().districts))
    for area in areas:
        area.residents = residents() // 100 // len(areas)
        area.save()
    there = Reader("eve", "epidemiologist", CITY)
    counted = places(reader=there, at=NOON)
    assert counted is not None
    assert counted.times == pytest.approx(100, rel=1e-3)
    assert counted.begun() == {"beds": 200, "rooms": 100}
    page = browser().get(reverse("resumption:compare"))
    assert {field.name: field.value for field in page.context["there"]} == {"beds": "200", "rooms": "100"}
    assert "100 times as many" in page.content.decode()
    areas.filter(pk=areas[0].pk).update(residents=None)
    unknown = places(reader=there, at=NOON)
    assert unknown is not None
    assert (unknown.residents, unknown.begun()) == (None, {"beds": 2, "rooms": 1})


def all_districts(residents: int | None) -> Any:
    """Every district of the model, with so many residents on record."""
    there = set(Area.objects.filter(level="district").values_list("name_zh", flat=True))
    new = [name for name in margins().districts if name not in there]
    Area.objects.bulk_create(
        [
            Area(
                id=CITY + n * 10**12, ref=f"d{n}", level="district", name_zh=name, name_en=name, recorded_at=0
            )
            for n, name in enumerate(new, 11)
        ]
    )
    areas = Area.objects.filter(level="district", name_zh__in=list(margins().districts))
    areas.update(residents=residents)
    return areas


def drawn(run: OutlookRun) -> Any:
    """The made-up city of a run."""
    return policies.city_of(Comparison.model_validate(run.spec))


def test_the_made_up_population_follows_the_registers_where_they_hold_it_and_says_so() -> None:
    areas = all_districts(None)
    unknown = ask()
    assert [one["source"] for one in unknown.spec["population"]["margins"]] == [
        "published",
        "assumed",
        "published",
        "assumed",
    ]
    # Half of all live in one district; of ten dwellings nine hold one person, and one holds eleven.
    areas.update(residents=100)
    areas.filter(name_zh="福田区").update(residents=900)
    told = {"area_id": CITY, "recorded_at": 0}
    Household.objects.bulk_create(
        [Household(ref=f"h{n}", members=1 if n % 10 else 11, **told) for n in range(900)]
    )
    Person.objects.bulk_create(
        [Person(ref=f"p{n}", birth_year=1930 if n % 2 else 2015, **told) for n in range(900)]
    )
    few = ask(title="two")
    assert [one["source"] for one in few.spec["population"]["margins"]] == [
        "registers",
        "registers",
        "published",
        "assumed",
    ]
    Person.objects.bulk_create(
        [Person(ref=f"q{n}", birth_year=1930 if n % 2 else 2015, **told) for n in range(900)]
    )
    full = ask(title="three")
    of = full.spec["population"]
    assert (of["is_scaled"], sum(of["districts"].values())) == (True, residents())
    city = drawn(full)
    lives = dict(zip(city.districts, np.diff(city.district_start), strict=True))
    assert lives["福田区"] == pytest.approx(city.agents / 2, abs=1)
    alone = np.bincount(np.diff(city.home_start))
    assert (alone[1] / alone.sum(), alone[11] / alone.sum()) == (
        pytest.approx(0.9, abs=0.01),
        pytest.approx(0.1, abs=0.01),
    )
    assert set(city.age) == {0, 7}
    page = see(full).content.decode()
    missing = [
        word
        for word in ("Residents by district", "as the registers have them", "no register keeps sectors")
        if word not in page
    ]
    assert missing == []
    assert "no sample of the city" in see(few).content.decode()
    # A district's command sees a part of the city's households: of these alone no city is made.
    other = browser("dan").post(reverse("resumption:compare"), asked(title="four"))
    seen = OutlookRun.objects.get(ref=other["Location"].rsplit("/", 1)[1]).spec["population"]
    assert [one["source"] for one in seen["margins"]] == ["registers", "assumed", "published", "assumed"]


def decision(of: Population) -> dict[str, Any]:
    """The file of a frontier over such a population."""
    calendars = {n: [Said("open", None, None, None, date(2020, 2, 20 + at), 1)] for at, n in enumerate("abc")}
    return weighing.decision(
        first=date(2020, 2, 14), days=28, agents=5000, infected=20, shut=["trade"], known=known(), worlds="quick",
        measures=Measures(name="", gate_days=14, trace_delay=1, masks=80), calendars=calendars,
        limits=weighing.Limits(None, None, 5, 10, 5), population=of,
    )  # fmt: skip


def test_whoever_sees_a_run_is_told_of_no_single_household_or_person() -> None:
    areas = all_districts(100)
    total, told = 100 * len(areas), {"area_id": CITY, "recorded_at": 0}
    sizes = [1] * (total - 17 - 18) + [2] * 9 + [17]
    Household.objects.bulk_create(
        [Household(ref=f"h{n}", members=one, **told) for n, one in enumerate(sizes)]
    )
    born = [2015] * 3 + [1980] * (total - 7) + [1930] * 4
    Person.objects.bulk_create([Person(ref=f"p{n}", birth_year=one, **told) for n, one in enumerate(born)])
    run = ask()
    whole = {"of": "question"}
    taken = browser("oli").get(reverse("resumption:rows", args=[run.ref]), whole).json()["population"]
    n = len(sizes)
    assert taken["households"] == [round((n - 10) / n, 4), round(10 / n, 4)]
    assert taken["ages"] == [0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0]
    assert [one.get("held") for one in taken["margins"]] == [total, 0, 0, 0]
    assert [one["share"] for one in taken["margins"][1:3]] == [1.0, 1.0]
    page = see(run, "oli").content.decode()
    assert page.count("of 100% of the residents") == 2
    assert "residents on record" not in page
    # The file of a frontier holds the very shares with which it is computed: whoever takes it has the same answer.
    frontier = OutlookRun.objects.create(
        kind="frontier", title="f", spec={"decision": decision(Population.model_validate(taken))}, seed=1,
        asked_by="eve", asked_at=NOON, area_id=CITY,
    )  # fmt: skip
    file = browser("oli").get(reverse("resumption:rows", args=[frontier.ref]), whole).content.decode()
    assert yaml.safe_load(file)["margins"] == {
        name: taken[name] for name in ("districts", "households", "ages")
    }


def test_a_city_as_large_as_the_model_has_its_own_number_of_residents() -> None:
    all_districts(200_000)
    page = browser().get(reverse("resumption:frontier"))
    assert "5,000 agents: each stands for 400 residents" in page.content.decode()
    made = decision(population.population(reader=Reader("eve", "epidemiologist", CITY), at=NOON))
    assert asking._margins(weighing._read(made)).districts == dict.fromkeys(margins().districts, 200_000)


def test_what_frontiers_left_is_taken_away_once_none_goes_on_from_it(tmp_path: Path) -> None:
    fresh, old, waits = ask(), ask(title="two"), ask(title="three")
    for run, ended in ((fresh, NOON), (old, NOON - computing.KEPT - 1)):
        OutlookRun.objects.filter(pk=run.pk).update(state="stopped", finished_at=ended)
    for name in (
        f"{fresh.ref}.npz",
        f"{old.ref}.npz",
        f"{old.ref}.npz.part",
        f"{waits.ref}.npz",
        "nobody.yaml",
    ):
        (tmp_path / name).touch()
    computing.tidy(tmp_path, NOON)
    assert {path.name for path in tmp_path.iterdir()} == {f"{fresh.ref}.npz", f"{waits.ref}.npz"}


def test_an_interval_is_written_outwards_and_a_gain_with_its_own() -> None:
    says = weighed._Says.__new__(weighed._Says)
    assert says.chance({"estimate": 0.0, "low": 0.0, "high": 0.004}, 0.1).note == "0–1 %"
    assert says.chance({"estimate": 0.05, "low": 0.016, "high": 0.113}, 0.1).note == "1–12 %"
    with override("en"):
        said = says.gain({"more_person_days": {"value": -5.07e7, "low": -5.2e7, "high": 0.0}})
    assert said == "−50.7 m (−52.0 m … 0) against the first"
