"""The made-up city is the same for the same seed, fits the registers, and keeps its own accounts."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from typing import Any

import pytest

from lianfang.base import areas
from lianfang.registers.catalogue import catalogue
from lianfang.registers.checking import check_row, missing
from lianfang.registers.models import REGISTERS
from lianfang.synth import calendar, chance, figures, returns
from lianfang.synth.city import City, build
from tests.unit.synth import sentences

CONTENTS = {"planted": 1, "none": 2}
FORESEEN = {
    ("order", "ends_at"),
    ("pass", "valid_until"),
    ("task", "due_at"),
    ("risk_area", "valid_until"),
    ("conveyance", "arrives_at"),
    ("staff_shift", "starts_at"),
    ("staff_shift", "ends_at"),
}
"""Instants that a record may tell ahead."""
DERIVED = {"at_risk", "review_match"}
"""What follows from an action or a person's decision: a city that just began has none."""


@cache
def city(failings: Any = "planted") -> City:
    return build(5_000, CONTENTS[failings], failings)


@cache
def tables(failings: str = "planted") -> sentences.Tables:
    return sentences.tables_of(city(failings))


def everything(made: City) -> list[Any]:
    return [[list(table.rows()) for table in made.tables.values()], list(made.identifiers()), made.ledger]


def test_the_same_seed_gives_the_same_city_and_another_another() -> None:
    assert everything(build(2_000, 9)) == everything(build(2_000, 9))
    refs = [
        {row[1] for table in build(2_000, seed).tables.values() for row in table.rows()} for seed in (9, 10)
    ]
    assert refs[0].isdisjoint(refs[1])


def test_rows_can_be_read_twice() -> None:
    for table in city().tables.values():
        assert list(table.rows()) == list(table.rows())


def test_tables_come_in_the_order_of_loading_with_the_columns_of_the_database() -> None:
    assert list(city().tables) == list(REGISTERS)
    for register, table in city().tables.items():
        assert set(table.columns) == {field.column for field in REGISTERS[register]._meta.fields}
        assert table.count == len(list(table.rows()))
        assert table.count > 0 or register in DERIVED


@pytest.mark.parametrize("failings", CONTENTS)
def test_every_row_is_fit_for_its_register(failings: str) -> None:
    for name, rows in tables(failings).items():
        register = catalogue()[name]
        columns = {link.column: link.name for link in register.links.values()}
        lengths = {f.name: f.max_length for f in REGISTERS[name]._meta.fields if f.max_length}
        for row in rows.values():
            plain = {columns.get(column, column): value for column, value in row.items()}
            assert check_row(register, plain, lengths=lengths, line=1) == []
            assert missing(register, plain, 1) == []


@pytest.mark.parametrize("failings", CONTENTS)
def test_links_resolve(failings: str) -> None:
    for name, rows in tables(failings).items():
        for link in catalogue()[name].links.values():
            named = {row[link.column] for row in rows.values()} - {None}
            assert named <= set(tables(failings)[link.to]), (name, link.name)


def test_ids_run_from_one_in_order_of_time_and_refs_are_unique() -> None:
    refs = [row["ref"] for rows in tables().values() for row in rows.values()]
    assert len(refs) == len(set(refs))
    assert {len(ref) for ref in refs} == {16}
    for name, rows in tables().items():
        if name != "area":
            assert list(rows) == list(range(1, len(rows) + 1))
    for name, column in (
        ("passage", "at"),
        ("declaration", "made_at"),
        ("vehicle", "recorded_at"),
        ("person", "recorded_at"),
    ):
        times = [row[column] for row in tables()[name].values()]
        assert times == sorted(times)


@pytest.mark.parametrize("failings", CONTENTS)
def test_constraints_of_the_database_hold(failings: str) -> None:
    found = tables(failings)
    for site in found["site"].values():
        assert site["closed_at"] is None or site["closed_at"] > site["opened_at"]
    keys = Counter((r["figure"], r["site_id"] or r["area_id"], r["day"]) for r in found["return"].values())
    assert set(keys.values()) == {1}
    for name in found:
        said = [row["source_key"] for row in found[name].values() if row["source_key"]]
        assert len(said) == len(set(said))
    codes = [area["gb_code"] for area in found["area"].values() if area["gb_code"]]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("failings", CONTENTS)
def test_nothing_happens_or_is_recorded_after_the_citys_instant(failings: str) -> None:
    assert calendar.AS_OF == sentences.start("2020-02-14") == city().as_of
    for name, rows in tables(failings).items():
        instants = [c.name for c in catalogue()[name].columns.values() if c.kind.value == "instant"]
        told = [column for column in instants if (name, column) not in FORESEEN]
        times = [row[column] for row in rows.values() for column in told if row[column] is not None]
        assert max(times, default=0) <= city().as_of, name


def test_nobody_is_recorded_after_what_they_did() -> None:
    found = tables()
    for name, column in (("passage", "at"), ("declaration", "made_at")):
        for row in found[name].values():
            for subject in ("vehicle", "person"):
                who = row[f"{subject}_id"]
                assert who is None or found[subject][who]["recorded_at"] <= row[column]


@pytest.mark.parametrize("failings", CONTENTS)
def test_the_tree_is_that_of_the_city(failings: str) -> None:
    found = tables(failings)["area"]
    # Planted: one city elsewhere has a command here, and nobody knows since when it exists.
    planted = {key for key, area in found.items() if area["level"] == "city" and area["begins_on"] is None}
    assert len(planted) == (failings == "planted")
    levels = Counter(area["level"] for area in found.values())
    assert (levels["district"], levels["subdistrict"]) == (10, 74)
    shenzhen = next(key for key, area in found.items() if area["gb_code"] == "440300")
    for key, area in found.items():
        assert area["level"] == areas.level_of(key)
        above = areas.parent_of(key)
        assert above is None or above in found
        commanded = area["level"] in ("district", "subdistrict", "community") or key in planted | {shenzhen}
        assert (area["command_id"] is not None) == commanded
    for level in ("district", "subdistrict", "community"):
        assert sum(area["residents"] for area in found.values() if area["level"] == level) == 5_000
    assert [
        area["name_en"] for area in found.values() if area["level"] == "district" and not area["gb_code"]
    ] == ["Dapeng New Area"]


def test_there_are_forty_nine_road_gates() -> None:
    modes = Counter(site["mode"] for site in tables("none")["site"].values() if site["kind"] == "gate")
    assert modes == {"road": figures.ROAD_GATES.value, "rail": 6, "air": 1, "port": 8}


@pytest.mark.parametrize("failings", CONTENTS)
def test_what_gates_return_is_what_they_recorded(failings: str) -> None:
    found = tables(failings)
    passed: Counter[tuple[int, date]] = Counter()
    for p in found["passage"].values():
        if p["direction"] == "in" and p["mode"] == "road":
            passed[p["gate_id"], calendar.LAST_DAY.fromordinal(719_163 + (p["at"] + 8 * 3600) // 86_400)] += 1
    for r in found["return"].values():
        if r["figure"] == returns.GATE_FIGURE and r["value"] is not None:
            assert r["value"] == passed[r["site_id"], r["day"]]


def reported() -> dict[tuple[str, int, date], int]:
    found = tables("none")["return"].values()
    return {(r["figure"], r["area_id"], r["day"]): r["value"] for r in found if r["site_id"] is None}


def test_stocks_and_flows_agree() -> None:
    said = reported()
    for figure, area, day in [key for key in said if key[0] == "confirmed"]:
        get = lambda code, area=area, day=day: said[code, area, day]  # noqa: E731 - reads like the identity
        assert get("in_hospital") == get(figure) - get("recovered") - get("dead")
        assert get("severe") + get("critical") <= get("in_hospital")
        before = said.get((figure, area, date.fromordinal(day.toordinal() - 1)))
        assert before is None or get("new_confirmed") == get(figure) - before
    assert {code for code, _, _ in said} >= {"contacts_under_observation"}


def test_districts_add_up_to_the_city_with_those_without_a_district() -> None:
    said, found = reported(), tables("none")["area"]
    shenzhen = next(key for key, area in found.items() if area["gb_code"] == "440300")
    districts = [key for key, area in found.items() if area["level"] == "district"]
    days = {day for _, _, day in said}
    assert len(days) == 15
    for day in days:
        whole = sum(said["confirmed", district, day] for district in districts)
        assert said["confirmed", shenzhen, day] == whole + said["confirmed_without_district", shenzhen, day]


def test_the_reported_cases_are_those_on_the_list() -> None:
    said = reported()
    for code, area, day in said:
        if code == "confirmed":
            cases = [c for c in tables("none")["case"].values() if areas.is_within(c["area_id"], area)]
            on_list = [
                c
                for c in cases
                if c["classification"] == "CONFIRMED" and c["reported_on"] and c["reported_on"] <= day
                if c["earlier_case_id"] is None  # positive again is no new case
            ]
            assert said[code, area, day] == len(on_list)


def test_the_contacts_reported_under_observation_are_those_of_the_register() -> None:
    said, contacts = reported(), tables("none")["contact"].values()
    assert any(value for (code, _, _), value in said.items() if code == "contacts_under_observation")
    for code, area, day in said:
        if code == "contacts_under_observation":
            end = calendar.midnight(day) + calendar.DAY
            there = [
                c for c in contacts
                if areas.is_within(c["area_id"], area) and c["category"] in ("HIGH_RISK", "HIGH_RISK_MED")
                if c["identified_at"] <= end and (c["handed_to_id"] is None or c["letter_at"] >= end)
                if (c["ended_at"] is None and c["status"] == "FOLLOW_UP") or (c["ended_at"] or 0) >= end
            ]  # fmt: skip
            assert said[code, area, day] == len(there)


def test_identifiers_are_one_plate_a_vehicle_and_a_name_and_telephone_a_person() -> None:
    said = list(city().identifiers())
    plates = [text for _, kind, _, text in said if kind == "plate"]
    assert len(plates) == len(set(plates)) == city().tables["vehicle"].count
    for kind in ("name", "telephone"):
        assert [key for _, k, key, _ in said if k == kind] == list(tables()["person"])
    telephones = {text for _, kind, _, text in said if kind == "telephone"}
    assert {(len(text), text[:3]) for text in telephones} == {(11, "154")}


def test_traffic_has_the_size_of_its_source() -> None:
    made = build(100_000, failings="none")
    columns = made.tables["passage"].columns
    direction, mode = columns.index("direction"), columns.index("mode")
    inbound = sum(row[direction] == "in" and row[mode] == "road" for row in made.tables["passage"].rows())
    assert inbound == pytest.approx(254_000 * 6 * 100_000 / 13_438_800, rel=0.02)


@pytest.mark.parametrize(
    ("people", "days", "failings"),
    [(1_999, 6, "none"), (2_000_001, 6, "none"), (2_000, 0, "none"), (2_000, 31, "none"), (2_000, 6, "some")],
)
def test_other_cities_are_not_built(people: int, days: int, failings: Any) -> None:
    with pytest.raises(ValueError, match="no such city"):
        build(people, 1, failings, days)


def test_progress_names_every_register_with_its_rows() -> None:
    heard: dict[str, int] = {}
    made = build(2_000, on_progress=lambda register, rows: heard.update({register: rows}))
    assert heard == {register: table.count for register, table in made.tables.items()}


def test_every_figure_has_a_source_and_a_status() -> None:
    said = [value for value in vars(figures).values() if isinstance(value, figures.Figure)]
    assert len(said) > 20
    assert all(figure.source and figure.status in ("confirmed", "part", "assumed") for figure in said)
    assert sum(district.road_gates for district in figures.DISTRICTS) == figures.ROAD_GATES.value
    assert sum(len(district.subdistricts) for district in figures.DISTRICTS) == 74
    assert sum(district.cases for district in figures.DISTRICTS) + 24 == figures.CASES.value
    assert sum(district.residents for district in figures.DISTRICTS) == pytest.approx(figures.RESIDENTS.value)


def test_parts_add_up() -> None:
    assert chance.apportion(10, [1, 1, 1]) == [4, 3, 3]
    assert chance.apportion(0, [1, 2]) == [0, 0]
    assert chance.ladder([0, 1], 4) == [1, 1, 1, 1]


def test_whoever_lives_with_a_case_is_watched_from_its_isolation() -> None:
    kept = tables()
    homes = [one for one in kept["contact"].values() if one["proximity"] == "SAME_HOUSEHOLD"]
    assert len(homes) > 20
    for one in homes:
        case = kept["case"][one["case_id"]]
        apart = [at for at in (case["isolated_at"], case["admitted_at"]) if at is not None]
        assert one["last_contact_at"] == min(apart)
