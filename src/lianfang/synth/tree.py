"""The tree of areas with its commands and offices: the nation down to communities, and the places that people come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

from lianfang.base import areas
from lianfang.synth import calendar, figures
from lianfang.synth.chance import apportion, stream

FOUNDED = date(1949, 10, 1)
RECORDED_AT = calendar.midnight(date(2020, 1, 25)) + 8 * calendar.HOUR


@dataclass
class Area:
    """One area; ``command`` is an organisation's id."""

    id: int
    level: str
    gb: str | None
    zh: str
    en: str
    residents: int | None
    begins_on: date | None
    command: int | None = None


@dataclass(frozen=True)
class Organisation:
    """One organisation; its id is its place in the list, from 1."""

    kind: str
    zh: str
    en: str
    area: int


@dataclass
class Tree:
    """All areas and organisations, and who is where."""

    areas: dict[int, Area] = field(default_factory=dict)
    organisations: list[Organisation] = field(default_factory=list)
    city: int = 0
    districts: list[int] = field(default_factory=list)
    subdistricts: dict[int, list[int]] = field(default_factory=dict)
    communities: list[int] = field(default_factory=list)
    offices: dict[int, int] = field(default_factory=dict)
    origins: list[tuple[int, str]] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    hubei: list[int] = field(default_factory=list)

    def add(self, area: Area) -> int:
        """Hang an area into the tree and answer its path code."""
        self.areas[area.id] = area
        return area.id

    def organise(self, kind: str, zh: str, en: str, area: int) -> int:
        """Found an organisation and answer its id."""
        self.organisations.append(Organisation(kind, zh, en, area))
        return len(self.organisations)


def grow(people: int, seed: int) -> Tree:
    """The tree for a city of so many people."""
    tree = Tree()
    codes = _elsewhere(tree)
    guangdong = codes["440000"]
    tree.city = tree.add(
        Area(areas.child(guangdong, 3), "city", "440300", "深圳市", "Shenzhen", people, date(1979, 3, 5))
    )
    _command(tree, tree.city)
    counts = apportion(people, [district.residents for district in figures.DISTRICTS])
    chance = stream(seed, "tree")
    for number, (district, residents) in enumerate(zip(figures.DISTRICTS, counts, strict=True), 1):
        _district(tree, number, district, residents, chance)
    _communities(tree, people)
    return tree


def _elsewhere(tree: Tree) -> dict[str, int]:
    nation = tree.add(Area(areas.child(0, 1), "nation", "100000", "中国", "China", None, FOUNDED))
    codes: dict[str, int] = {}
    for place in figures.PROVINCES:
        code = areas.child(nation, int(place.gb[:2]))
        codes[place.gb] = tree.add(Area(code, "province", place.gb, place.zh, place.en, None, FOUNDED))
    for place in figures.CITIES:
        code = areas.child(codes[f"{place.gb[:2]}0000"], int(place.gb[2:4]))
        codes[place.gb] = tree.add(Area(code, "city", place.gb, place.zh, place.en, None, FOUNDED))
    tree.hubei = [codes[gb] for gb in figures.HUBEI]
    places = [*figures.PROVINCES, *figures.CITIES]
    tree.origins = [(codes[place.gb], place.plate) for place in places]
    tree.shares = [place.share for place in places]
    return codes


def _command(tree: Tree, code: int) -> None:
    area = tree.areas[code]
    area.command = tree.organise(
        "command", f"{area.zh}新冠肺炎疫情防控指挥部", f"{area.en} epidemic control command", code
    )


def _district(tree: Tree, number: int, district: figures.District, residents: int, chance: Random) -> None:
    code = tree.add(
        Area(
            areas.child(tree.city, number), "district", district.gb, district.zh, district.en, residents,
            district.begins_on,
        )
    )  # fmt: skip
    _command(tree, code)
    tree.districts.append(code)
    tree.subdistricts[code] = []
    shares = [0.5 + chance.random() for _ in district.subdistricts]
    for n, (name, share) in enumerate(
        zip(district.subdistricts, apportion(residents, shares), strict=True), 1
    ):
        inner = Area(
            areas.child(code, n), "subdistrict", None, f"{name.zh}街道", f"{name.en} subdistrict", share,
            district.begins_on,
        )  # fmt: skip
        tree.subdistricts[code].append(tree.add(inner))
        _command(tree, inner.id)


def _communities(tree: Tree, people: int) -> None:
    parents = [tree.areas[code] for inner in tree.subdistricts.values() for code in inner]
    wanted = min(int(figures.COMMUNITIES.value), max(len(parents), people // 2_000))
    extra = apportion(wanted - len(parents), [parent.residents or 1 for parent in parents])
    for parent, more in zip(parents, extra, strict=True):
        shares = apportion(parent.residents or 0, [1.0] * (more + 1))
        for n, residents in enumerate(shares, 1):
            zh, en = (
                f"{parent.zh.removesuffix('街道')}第{n}社区",
                f"{parent.en.removesuffix(' subdistrict')} community {n}",
            )
            code = tree.add(
                Area(areas.child(parent.id, n), "community", None, zh, en, residents, parent.begins_on)
            )
            tree.communities.append(code)
            tree.offices[code] = tree.organise("office", f"{zh}工作站", f"{en} station", code)
            tree.areas[code].command = tree.offices[code]
