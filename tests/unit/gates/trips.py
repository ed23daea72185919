"""Trips made up from a seed, with people missing, mistyped and not arrived among them; and what is to be found."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lianfang.gaps import plans
from lianfang.plan import shipped
from lianfang.registers import keys
from lianfang.registers.access import Reader
from lianfang.registers.models import Conveyance, Identifier, Person
from tests.unit.registers.city import BY, FUTIAN, HUBEI, NANSHAN, NOON, write

READER = Reader("test", "officer")
HOUR = 3600
DAY = 24 * HOUR
ARRIVES = NOON
AS_OF = ARRIVES + 30 * HOUR
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红建文斌浩宇轩子涵"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Human:
    """What someone's papers say."""

    document: str
    name: str
    telephone: str


@dataclass
class Trip:
    """A trip in the registers, and whom a reading has to name, by reference."""

    ref: str
    missing: set[str] = field(default_factory=set)
    mistyped: set[tuple[str, str]] = field(default_factory=set)
    not_arrived: set[str] = field(default_factory=set)
    strangers: set[str] = field(default_factory=set)


def chance(seed: int | str) -> random.Random:
    """A trip's own chance."""
    return random.Random(seed)  # noqa: S311 - for making up people, not for keys


def resident(chance: random.Random) -> str:
    """A resident number whose check character is right."""
    body = (
        f"{chance.randrange(110000, 660000):06d}{chance.randrange(1950, 2010)}{chance.randrange(1, 13):02d}"
    )
    body += f"{chance.randrange(1, 29):02d}{chance.randrange(1000):03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def human(chance: random.Random) -> Human:
    """Someone."""
    name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))
    return Human(resident(chance), name, f"1{chance.randrange(3, 10)}{chance.randrange(10**9):09d}")


def mistyped(document: str, chance: random.Random) -> str:
    """The number with one slip of the hand, never the same."""
    while True:
        i = chance.randrange(len(document) - 1)
        digit = str(chance.randrange(10))
        made = chance.choice(
            [
                document[:i] + digit + document[i + 1 :],
                document[:i] + document[i + 1] + document[i] + document[i + 2 :],
                document.replace("0", "O", 1),
                document[:i] + document[i + 1 :],
                document[:i] + digit + document[i:],
            ]
        )
        if made != document:
            return made


def persons(humans: Iterable[Human]) -> list[int]:
    """A row each, with identifiers; a blank one is not known."""
    told = list(humans)
    blank: list[dict[str, object]] = [{"area": NANSHAN} for _ in told]
    rows = write("person", *blank)
    identify("person", dict(zip(rows, told, strict=True)))
    return rows


def identify(whose: str, rows: Mapping[int, object]) -> None:
    """Keep identifiers, as a door would."""
    Identifier.objects.bulk_create(
        Identifier(
            **{f"{whose}_id": row}, kind=kind, cipher=keys.seal(text, "identifiers"), match=keys.match(kind, text),
            recorded_at=NOON,
        )
        for row, who in rows.items()
        for kind, text in vars(who).items()
        if text
    )  # fmt: skip


def refs(rows: Iterable[int]) -> dict[int, str]:
    """The references of persons."""
    return dict(Person.objects.filter(id__in=list(rows)).values_list("id", "ref"))


ARRIVING = """
value: arrive_within
kind: duration
title: {zh: 到达时限, en: time to arrive}
dated:
  - {from: 2020-02-08, is: 24 hours, source: {document: a test, status: assumed}}
"""


def enact(folder: Path) -> None:
    """Of the shipped plan what the gates read, put in force: its lanes, the must they name, its values, a time to arrive."""
    source = shipped.folder("shenzhen_2020")
    assert source is not None
    made = folder / "plan"
    shutil.copytree(source / "lanes", made / "lanes")
    shutil.copy(source / "plan.yaml", made)
    for kind in ("values", "musts"):
        (made / kind).mkdir()
    shutil.copy(source / "values" / "gates.yaml", made / "values")
    (made / "values" / "arriving.yaml").write_text(ARRIVING, "utf-8")
    musts = (source / "musts" / "gates.yaml").read_text("utf-8").split("\n- must: ")
    declared = next(
        must for must in musts if must.removeprefix("- must: ").startswith("declared-before-the-lane")
    )
    (made / "musts" / "gates.yaml").write_text("- must: " + declared.removeprefix("- must: ") + "\n", "utf-8")
    plans.forget()
    plans.enact(folder=made, by=BY, at=NOON)


def make(
    gate: int, chance: random.Random, *, mode: str = "rail", size: int = 180, missing: int = 3, slips: int = 2,
    absent: int = 5, strangers: int = 0, manifest: bool = True,
) -> Trip:  # fmt: skip
    """A trip of ``size`` people. Nearly wrong, and right: one not boarded, one sent to a clinic, one late, one on the way."""
    number = {"rail": "G1001", "air": "CZ3456", "road": "粤B-K1", "port": "S77"}[mode]
    row = {
        "mode": mode, "number": number, "gate": gate, "area": NANSHAN, "came_from": HUBEI, "departs_at": ARRIVES - 4 * HOUR,
        "arrives_at": ARRIVES, "carried": size,
    }  # fmt: skip
    conveyance = write("conveyance", row)[0]
    people = [human(chance) for _ in range(size)]
    rows = persons(people)
    order = list(range(size))
    chance.shuffle(order)
    lost, slipped, gone = order[:missing], order[missing : missing + slips], order[missing + slips :][:absent]
    stranger = persons(human(chance) for _ in range(strangers))
    typed = persons(
        Human(mistyped(people[i].document, chance), people[i].name, people[i].telephone) for i in slipped
    )
    at_gate = {i: rows[i] for i in range(size) if i not in lost} | dict(zip(slipped, typed, strict=True))
    clinic, late, way = order[-1], order[-2], order[-3]
    if manifest:
        write("manifest", *[_on(conveyance, row) for row in rows])
        left = persons([human(chance)])[0]
        write("manifest", {**_on(conveyance, left), "boarded": False})
        write(
            "declaration",
            {"made_at": ARRIVES - DAY, "person": left, "conveyance": conveyance, "area": NANSHAN},
        )
    write("declaration", *[_declares(conveyance, row, chance) for row in rows])
    seen = [*at_gate.items(), *((None, row) for row in stranger)]
    write("screening", *[_screened(gate, conveyance, row, i == clinic, chance) for i, row in seen])
    let = [(i, row) for i, row in seen if i != clinic]
    through = write("passage", *[_passes(gate, conveyance, row, i == way, chance) for i, row in let])
    arrived = [
        _arrives(row, passage if chance.random() < 0.5 else None, 28 if i == late else chance.uniform(1, 20))
        for (i, row), passage in zip(let, through, strict=True)
        if i not in gone and i != way
    ]
    write("stay", *arrived)
    named = refs([*rows, *typed, *stranger])
    pairs = {tuple(sorted((rows[i], row))) for i, row in zip(slipped, typed, strict=True)}
    return Trip(
        Conveyance.objects.get(id=conveyance).ref, {named[rows[i]] for i in lost},
        {(named[one], named[other]) for one, other in pairs}, {named[at_gate[i]] for i in gone},
        {named[row] for row in stranger},
    )  # fmt: skip


def _on(conveyance: int, person: int) -> dict[str, object]:
    return {"conveyance": conveyance, "person": person, "area": NANSHAN}


def _declares(conveyance: int, person: int, chance: random.Random) -> dict[str, object]:
    named = None if chance.random() < 0.2 else conveyance
    return {
        "made_at": ARRIVES - chance.randrange(1, 20) * HOUR,
        "person": person,
        "conveyance": named,
        "area": NANSHAN,
    }


def _screened(
    gate: int, conveyance: int, person: int, clinic: bool, chance: random.Random
) -> dict[str, object]:
    return {
        "at": ARRIVES + chance.randrange(60, 1200), "gate": gate, "direction": "in", "conveyance": conveyance,
        "person": person, "temperature": 38.5 if clinic else 36.6, "result": "fever_clinic" if clinic else "passed",
    }  # fmt: skip


def _passes(gate: int, conveyance: int, person: int, late: bool, chance: random.Random) -> dict[str, object]:
    at = AS_OF - 2 * HOUR if late else ARRIVES + chance.randrange(1200, 2400)
    return {
        "at": at, "gate": gate, "direction": "in", "mode": "rail", "conveyance": conveyance, "person": person,
        "released_at": at, "destination": FUTIAN,
    }  # fmt: skip


def _arrives(person: int, passage: int | None, hours: float) -> dict[str, object]:
    return {
        "person": person, "passage": passage, "came_from": HUBEI, "arrived_at": ARRIVES + int(hours * HOUR) + 2400,
        "area": FUTIAN,
    }  # fmt: skip
