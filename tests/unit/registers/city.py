"""A small city of four areas, one gate and its cars, for the tests of the registers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lianfang.base import areas
from lianfang.registers.access import By
from lianfang.registers.actions import record

BY = By("test", "operator", purpose="maintenance")
NOON = 1581220800  # 2020-02-09 12:00 in Shanghai
NATION = areas.child(0, 1)
PROVINCE = areas.child(NATION, 1)
CITY = areas.child(PROVINCE, 1)
NANSHAN = areas.child(CITY, 1)
FUTIAN = areas.child(CITY, 2)
HUBEI = areas.child(NATION, 2)


@dataclass(frozen=True)
class City:
    """What the tests name: ids."""

    command: int
    gate: int
    cars: list[int]


def lay(cars: int = 3, opened_at: int | None = NOON - 30 * 86400) -> City:
    """Lay the city down through the action that every door uses."""
    founded = date(1990, 1, 1)
    rows = [
        (NATION, "nation", "100000", "中国", "China"),
        (PROVINCE, "province", "440000", "广东省", "Guangdong"),
        (HUBEI, "province", "420000", "湖北省", "Hubei"),
        (CITY, "city", "440300", "深圳市", "Shenzhen"),
        (NANSHAN, "district", "440305", "南山区", "Nanshan"),
        (FUTIAN, "district", "440304", "福田区", "Futian"),
    ]
    columns = ("id", "level", "gb_code", "name_zh", "name_en")
    write("area", *[{**dict(zip(columns, row, strict=True)), "begins_on": founded} for row in rows])
    command = write(
        "organisation", {"kind": "command", "name_zh": "指挥部", "name_en": "Command", "area": CITY}
    )[0]
    write("area", {"id": CITY, "command": command})
    gate = write(
        "site",
        {"kind": "gate", "mode": "road", "name_zh": "一号卡口", "name_en": "Gate 1", "area": NANSHAN,
         "operator": command, "opened_at": opened_at},
    )[0]  # fmt: skip
    plates: list[dict[str, object]] = [{"area": NANSHAN}] * cars
    return City(command, gate, write("vehicle", *plates))


def write(register: str, *rows: dict[str, object], at: int = NOON) -> list[int]:
    """Record rows and answer their ids."""
    return record(register=register, rows=rows, by=BY, at=at).ids


def passage(city: City, car: int | None = 0, **given: object) -> dict[str, object]:
    """A car from elsewhere through the gate at noon, screened within the minute."""
    at = int(str(given.get("at", NOON)))
    return {
        "at": at, "gate": city.gate, "direction": "in", "mode": "road", "vehicle_scope": "other_plate",
        "vehicle": None if car is None else city.cars[car], "screened": True, "screened_at": at + 60, **given,
    }  # fmt: skip
