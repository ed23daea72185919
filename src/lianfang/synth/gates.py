"""Gates and compounds. A few road gates stand apart from ordinary traffic: what is told of them is told on purpose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from lianfang.synth import calendar, figures
from lianfang.synth.calendar import AS_OF, DAY, HOUR, midnight
from lianfang.synth.chance import stream
from lianfang.synth.tree import Tree

RECORDED_AT = midnight(date(2020, 1, 25)) + 9 * HOUR
STATIONS_CHECK_FROM = midnight(date(2020, 1, 25))
ROADS_CHECK_FROM = midnight(calendar.CHECKS_BEGIN)


@dataclass
class Site:
    """A gate, a compound or another place; its id is its place in the list, from 1."""

    id: int
    key: str
    kind: str
    zh: str
    en: str
    area: int
    operator: int | None
    mode: str | None = None
    opened_at: int | None = None
    closed_at: int | None = None
    recorded_at: int = RECORDED_AT
    residents: int | None = None
    part_of: int | None = None
    enclosed: bool | None = None
    enclosed_at: int | None = None
    post: bool | None = None
    post_at: int | None = None
    handover_at: int | None = None
    needed_daily: bool | None = None
    shut_at: int | None = None
    focus: str | None = None
    listed_at: int | None = None
    rooms: int | None = None
    tests_a_day: int | None = None

    def covers(self, at: int) -> bool:
        """Is it known to be in operation at an instant?"""
        opened, closed = self.opened_at, self.closed_at
        return opened is not None and opened <= at and (closed is None or at < closed)


@dataclass
class Gates:
    """All sites by what they are for. ``usual`` carry the traffic of every day, by mode; the others only what is told."""

    sites: list[Site] = field(default_factory=list)
    usual: dict[str, list[Site]] = field(
        default_factory=lambda: {"road": [], "rail": [], "air": [], "port": []}
    )
    special: dict[str, Site] = field(default_factory=dict)

    def add(self, key: str, kind: str, name: tuple[str, str], area: int, operator: int | None) -> Site:
        """Put a site on the list."""
        site = Site(len(self.sites) + 1, key, kind, name[0], name[1], area, operator)
        self.sites.append(site)
        return site

    def gate(self, place: tuple[str, str, int], mode: str, operator: int, opened_at: int) -> Site:
        """Put a gate on the list; ``place`` is both names and the area."""
        number = 1 + sum(site.kind == "gate" for site in self.sites)
        site = self.add(f"gate-{number:02d}", "gate", place[:2], place[2], operator)
        site.mode, site.opened_at = mode, opened_at
        return site


SPECIAL = ("unknown", "closing", "opening", "newborn", "day_old")
"""Road gates on which something is told: when it opened is not known; one closes and one opens while it is used; two are new."""
CLOSES_AT = midnight(date(2020, 2, 11)) + 6 * HOUR
OPENS_AT = midnight(date(2020, 2, 10)) + 6 * HOUR


def lay(tree: Tree, people: int, seed: int) -> Gates:
    """Gates of every mode and compounds, each with someone who runs it, but for the gate that began a moment ago."""
    gates, chance = Gates(), stream(seed, "gates")
    names = {district.en: code for district, code in zip(figures.DISTRICTS, tree.districts, strict=True)}
    roads = _roads(gates, tree, names, chance)
    _set_apart(gates, roads)
    _elsewhere(gates, tree, names, chance)
    _compounds(gates, tree, people)
    return gates


def _roads(gates: Gates, tree: Tree, names: dict[str, int], chance: Random) -> list[Site]:
    roads = []
    for district in figures.DISTRICTS:
        code = names[district.en]
        if not district.road_gates:
            continue
        police = tree.organise(
            "police", f"{district.zh}交警大队联合检疫组", f"{district.en} traffic police, joint points", code
        )
        transport = tree.organise(
            "transport",
            f"{district.zh}交通运输局联合检疫组",
            f"{district.en} transport bureau, joint points",
            code,
        )
        named = [gate for gate in figures.NAMED_ROAD_GATES if gate.district == district.en]
        for n in range(district.road_gates):
            zh, en = f"{district.zh}第{n + 1}联合检疫点", f"{district.en} joint point {n + 1}"
            if n < len(named):
                zh, en = named[n].zh, named[n].en
            area = chance.choice(tree.subdistricts[code])
            roads.append(gates.gate((zh, en, area), "road", police if n % 3 else transport, ROADS_CHECK_FROM))
    return roads


def _set_apart(gates: Gates, roads: Sequence[Site]) -> None:
    apart = [site for site in roads if "joint point" in site.en][2:][:: len(roads) // 6][: len(SPECIAL)]
    gates.special = dict(zip(SPECIAL, apart, strict=True))
    gates.usual["road"] = [site for site in roads if site not in apart]
    gates.special["closing"].closed_at = CLOSES_AT
    gates.special["opening"].opened_at = OPENS_AT
    newborn, day_old = gates.special["newborn"], gates.special["day_old"]
    newborn.opened_at, newborn.operator = AS_OF - DAY + 1, None
    day_old.opened_at = AS_OF - DAY
    for site in (gates.special["opening"], newborn, day_old):
        site.recorded_at = (site.opened_at or AS_OF) - HOUR


def _elsewhere(gates: Gates, tree: Tree, names: dict[str, int], chance: Random) -> None:
    kinds = (
        ("rail", "深圳铁路客运站务（虚构）", "Shenzhen railway stations (made up)", figures.STATIONS),
        ("air", "深圳机场站务（虚构）", "Shenzhen airport operator (made up)", figures.AIRPORTS),
        ("port", "深圳口岸码头站务（虚构）", "Shenzhen ports and piers (made up)", figures.PORTS),
    )
    for mode, zh, en, places in kinds:
        firm = tree.organise("enterprise", zh, en, tree.city)
        for place in places:
            area = chance.choice(tree.subdistricts[names[place.district]])
            gates.usual[mode].append(gates.gate((place.zh, place.en, area), mode, firm, STATIONS_CHECK_FROM))
    for place in figures.SHUT_CROSSINGS:
        area = chance.choice(tree.subdistricts[names[place.district]])
        site = gates.gate((place.zh, place.en, area), "port", len(tree.organisations), STATIONS_CHECK_FROM)
        site.closed_at = midnight(date(2020, 1, 30) if place.en == "Shatoujiao" else date(2020, 2, 4))


def _compounds(gates: Gates, tree: Tree, people: int) -> None:
    count = max(10, round(people / figures.PEOPLE_A_COMPOUND.value))
    for n in range(count):
        area = tree.areas[tree.communities[n % len(tree.communities)]]
        office = tree.offices[area.id] if n % 10 else None
        site = gates.add(
            f"compound-{n + 1}", "compound", (f"{area.zh}{n + 1}号小区", f"Compound {n + 1}"), area.id, office
        )
        site.residents = people // count
