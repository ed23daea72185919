"""Cases: a made-up list with the shape of the published one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from lianfang.synth import calendar, figures
from lianfang.synth.chance import ladder, stream
from lianfang.synth.kept import Numbered
from lianfang.synth.tree import Tree

CITY_NAME = "深圳"
SOURCES = (
    "武汉旅居史",
    "与确诊病例共同居住",
    "与确诊病例聚餐",
    "湖北其他城市旅居史",
    "外省市旅居史",
    "公共场所接触",
)
RELATIONS = ("夫妻", "父母", "子女", "亲戚", "同事")
LEAST, MOST = 40, int(figures.CASES.value)


@dataclass
class Case:
    """One case; its id is its place in the list, from 1."""

    area: int
    classification: str = "CONFIRMED"
    reported_on: date | None = None
    onset_on: date | None = None
    first_visit_on: date | None = None
    arrived_on: date | None = None
    discharged_on: date | None = None
    sex: str = "female"
    age: int = 40
    severity: str = "MODERATE"
    residence_city: str | None = CITY_NAME
    district: int | None = None
    travelled: bool | None = True
    infection_source: str | None = SOURCES[0]
    linked_cases: str | None = None
    relation: str | None = None
    person: Numbered | None = None
    home: int | None = None
    origin_of_case: str | None = None
    origin_reason: str | None = None
    origin_told_at: int | None = None
    found_at: int | None = None
    confirmed_at: int | None = None
    card_at: int | None = None
    studied_at: int | None = None
    isolated_at: int | None = None
    admitted_at: int | None = None
    hospital: int | None = None
    contacts_listed_at: int | None = None
    outcome: str | None = None
    watch_until: date | None = None
    onset_until_on: date | None = None
    found_by: str | None = None
    occupation: str | None = None
    pregnancy: str | None = None
    fever: bool | None = None
    cough: bool | None = None
    breathless: bool | None = None
    pneumonia: bool | None = None
    earlier_case: int | None = None
    died_on: date | None = None
    looks: dict[int, int | None] = field(default_factory=dict)
    """Day of the watch after discharge → seconds of that day at which somebody looked; None: nobody did. Others: in the day."""

    def counts_on(self, day: date) -> bool:
        """Is it a confirmed case reported by that day? Who is positive again is no new one."""
        is_new = self.classification == "CONFIRMED" and self.earlier_case is None
        return is_new and self.reported_on is not None and self.reported_on <= day


def fall_ill(tree: Tree, people: int, seed: int) -> list[Case]:
    """Complete cases, in order of their day of report; few in a small city, as many as published in a large one."""
    chance = stream(seed, "cases")
    count = max(LEAST, min(MOST, people // 2_500))
    days = ladder(figures.EPIDEMIC)
    places = ladder([district.cases for district in figures.DISTRICTS])
    reported = sorted(calendar.FIRST_REPORT + timedelta(days=chance.choice(days)) for _ in range(count))
    cases = [make(tree, chance, day, tree.districts[chance.choice(places)]) for day in reported]
    for n, case in enumerate(cases):
        if chance.random() < figures.CASES_ELSEWHERE.value:
            case.residence_city, case.district, case.area = (
                chance.choice(("武汉", "黄冈", "惠州")),
                None,
                tree.city,
            )
        if n and chance.random() < 0.25:
            case.linked_cases, case.relation = str(chance.randint(1, n)), chance.choice(RELATIONS)
            case.infection_source, case.travelled = SOURCES[1], False
        if chance.random() < 0.05:
            case.classification, case.onset_on, case.infection_source = "SUSPECT", None, None
    return cases


def make(tree: Tree, chance: Random, reported_on: date, district: int) -> Case:
    """One complete confirmed case who lives in the city."""
    visit = reported_on - timedelta(days=chance.randint(1, 4))
    onset = visit - timedelta(days=chance.randint(0, 7))
    case = Case(district, reported_on=reported_on, onset_on=onset, first_visit_on=visit, district=district)
    case.sex = "female" if chance.random() < 0.52 else "male"
    case.age = min(95, max(1, round(chance.gauss(45, 18))))
    case.arrived_on = onset - timedelta(days=chance.randint(0, 6)) if chance.random() < 0.8 else None
    case.infection_source = chance.choice(SOURCES)
    severe = chance.random()
    critical = figures.CASES_CRITICAL.value
    if severe < critical:
        case.severity = "CRITICAL"
    elif severe < critical + figures.CASES_SEVERE.value:
        case.severity = "SEVERE"
    elif severe > 0.75:
        case.severity = "MILD"
    leaves = reported_on + timedelta(days=chance.randint(9, 24))
    case.discharged_on = leaves if leaves <= calendar.LAST_DAY else None
    return case
