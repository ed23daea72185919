"""The ledger holds every failing that was planted, and nothing else: by the plan's sentences, and by the reference reading."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from lianfang.plan import loader, reference, shipped
from lianfang.plan.model import Plan
from lianfang.registers.catalogue import catalogue
from lianfang.synth import ledger
from lianfang.synth.city import City, Failings, build
from lianfang.synth.ledger import Planted
from tests.unit.synth import sentences

PLANTED = [
    (2_000, 1, 6),
    (2_000, 2, 6),
    (2_000, 3, 1),
    (2_000, 4, 30),
    (5_000, 5, 6),
    (5_000, 6, 6),
    (20_000, 7, 6),
]
CLEAN = [(2_000, 1, 6), (2_000, 2, 1), (2_000, 3, 30), (5_000, 5, 6)]


@cache
def made(people: int, seed: int, days: int, failings: Failings) -> tuple[City, sentences.Tables]:
    city = build(people, seed, failings, days)
    return city, sentences.tables_of(city)


@cache
def plan() -> Plan:
    folder = shipped.folder("shenzhen_2020")
    assert folder is not None
    return loader.load(folder, catalogue())


def duties_of(city: City, tables: sentences.Tables) -> dict[str, list[reference.Duty]]:
    areas = {row["gb_code"]: row["id"] for row in tables["area"].values() if row["gb_code"]}
    return {
        key: reference.duties(must, plan(), tables, areas, catalogue()) for key, must in plan().musts.items()
    }


def read(city: City, tables: sentences.Tables) -> list[Planted]:
    """Gaps and cannot-tells of the reference reading at the city's as-of instant."""
    found = []
    for key, duties in duties_of(city, tables).items():
        for duty in duties:
            met = duty.state == 0 and duty.met_at is not None and duty.met_at <= city.as_of
            if duty.since <= city.as_of and not met:
                finding: ledger.Finding = "cannot_tell" if duty.state else "gap"
                register = plan().musts[key].every
                found.append(Planted(key, register, duty.subject, duty.period, finding, "", duty.area))
    return found


@pytest.mark.parametrize(("people", "seed", "days"), PLANTED)
def test_the_ledger_is_what_the_sentences_find(people: int, seed: int, days: int) -> None:
    city, tables = made(people, seed, days, "planted")
    assert sentences.findings(tables, city.as_of) == {entry.key for entry in city.ledger}


@pytest.mark.parametrize(("people", "seed", "days"), PLANTED)
def test_the_ledger_is_what_the_reference_reading_finds(people: int, seed: int, days: int) -> None:
    city, tables = made(people, seed, days, "planted")
    found = read(city, tables)
    assert not ledger.compare(city.ledger, found)
    assert {replace(entry, why="") for entry in city.ledger} == set(found)


@pytest.mark.parametrize(("people", "seed", "days"), PLANTED)
def test_every_must_has_gaps_and_cannot_tells_each_entered_once(people: int, seed: int, days: int) -> None:
    city, _ = made(people, seed, days, "planted")
    kinds = {(entry.must, entry.finding) for entry in city.ledger}
    assert kinds == {(must, finding) for must in sentences.SENTENCES for finding in ("gap", "cannot_tell")}
    assert len({entry.key for entry in city.ledger}) == len(city.ledger)
    assert all(entry.why for entry in city.ledger)


@pytest.mark.parametrize(("people", "seed", "days"), CLEAN)
def test_a_city_without_failings_owes_much_and_lacks_nothing(people: int, seed: int, days: int) -> None:
    city, tables = made(people, seed, days, "none")
    assert city.ledger == []
    assert sentences.findings(tables, city.as_of) == set()
    assert read(city, tables) == []
    assert min(sentences.due(tables, city.as_of).values()) >= 1


def test_near_misses_are_met_at_the_last_second_or_late_and_some_are_not_due() -> None:
    city, tables = made(2_000, 1, 6, "planted")
    duties = duties_of(city, tables)
    for must in (
        "declared-before-the-lane",
        "screened-at-the-gate",
        "gate-counts-each-day",
        "key-area-car-is-seen",
    ):
        slack = {duty.met_at - duty.due_at for duty in duties[must] if duty.met_at and duty.due_at}
        assert {0, 1} <= slack, must
    for must in (
        "declared-before-the-lane",
        "screened-at-the-gate",
        "gate-has-an-operator",
        "key-area-car-is-seen",
    ):
        assert any(duty.since == city.as_of + 1 and duty.met_at is None for duty in duties[must]), must
    open_now = tables["passage"].values()
    assert any(p["at"] == tables["site"][p["gate_id"]]["opened_at"] for p in open_now)
    assert any(r["figure"] == "confirmed" and r["value"] == 0 for r in tables["return"].values())


def test_a_failing_car_drives_beside_one_with_nearly_the_same_plate() -> None:
    city, tables = made(2_000, 1, 6, "planted")
    plates = {
        text: key for whose, kind, key, text in city.identifiers() if (whose, kind) == ("vehicle", "plate")
    }
    pairs = [
        (key, plates[text.replace("粤LD", "粤LF")]) for text, key in plates.items() if text.startswith("粤LD")
    ]
    failing = {
        tables["passage"][entry.subject]["vehicle_id"]
        for entry in city.ledger
        if entry.must == "declared-before-the-lane" and entry.finding == "gap"
    }
    assert pairs
    assert all(one in failing and other not in failing for one, other in pairs)


def test_numbers_planted_grow_with_the_city() -> None:
    small, _ = made(2_000, 1, 6, "planted")
    large = build(200_000)
    assert len(large.ledger) > 5 * len(small.ledger)


def test_the_musts_of_the_plan_are_all_here() -> None:
    assert set(plan().musts) == set(sentences.SENTENCES)


def test_a_ledger_is_read_as_it_was_written(tmp_path: Path) -> None:
    city, _ = made(2_000, 1, 6, "planted")
    path = tmp_path / "ledger.jsonl"
    ledger.write(path, city)
    assert len(path.read_text("utf-8").splitlines()) == 1 + len(city.ledger)
    found = ledger.read(path)
    assert (found.as_of, found.people, found.seed, found.plan) == (city.as_of, 2_000, 1, "shenzhen_2020")
    assert found.planted == city.ledger


@pytest.mark.parametrize(
    "text", ["", "[]\n", '{"people": 2000}\n', '{"as_of": 1}\n{"must": "m"}\n', "no json\n"]
)
def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"no ledger: ledger\.jsonl"):
        ledger.read(path)


def test_a_finding_too_few_and_one_too_many_are_named() -> None:
    city, _ = made(2_000, 1, 6, "planted")
    other = replace(city.ledger[0], subject=-1)
    difference = ledger.compare(city.ledger, [*city.ledger[1:], other])
    assert difference
    assert difference.missing == [city.ledger[0].key]
    assert difference.invented == [other.key]
    assert not ledger.compare(city.ledger, reversed(city.ledger))
