"""What sectors and districts of the made-up city are called, and how people may write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lianfang.base.words import Language, Text
from lianfang.registers.models import Area

SECTORS: Mapping[str, Text] = {
    "manufacturing": Text("制造业", "manufacturing"),
    "construction": Text("建筑业", "construction"),
    "trade": Text("商贸", "trade"),
    "transport": Text("交通运输", "transport"),
    "hospitality": Text("住宿餐饮", "hospitality"),
    "information": Text("信息技术", "information"),
    "finance": Text("金融", "finance"),
    "services": Text("其他服务", "other services"),
    "public": Text("公共管理", "public offices"),
    "health": Text("医疗卫生", "health care"),
    "school": Text("学校", "schools"),
}
"""Sectors of the shipped city. One of another city is called what its file calls it."""
NOBODY = Text("无工作场所的居民", "residents without a workplace")
SHUT = ("manufacturing", "construction", "trade", "hospitality", "information", "finance", "services")
"""Workplaces that are closed on the first day unless somebody says otherwise."""
SCHOOL = "school"
"""Closed as well, and opened only where it is named."""
ALL = ("*", "all", "全部", "所有", "")


@dataclass(frozen=True)
class Known:
    """What a city has.

    Attributes:
        sectors: keys, in the city's order.
        work: those of them whose days count as work.
        districts: names, in the city's order.
        batches: how many.
        english: district → its English name, where the areas say it.
        residents: of the model; 0: not asked for.
    """

    sectors: tuple[str, ...]
    work: tuple[str, ...]
    districts: tuple[str, ...]
    batches: int
    english: Mapping[str, str]
    residents: int = 0

    def sector(self, written: str) -> str | None:
        """The key of a sector by its key or either name; None where there is none."""
        return self._sectors().get(written.strip().lower())

    def district(self, written: str) -> str | None:
        """The name of a district by either name, with or without the last word; None where there is none."""
        return self._districts().get(written.strip().lower())

    def district_word(self, name: str, language: Language) -> str:
        """What a district is called."""
        return name if language == "zh" else self.english.get(name, name)

    def _sectors(self) -> dict[str, str]:
        found = {key: key for key in self.sectors}
        for key in self.sectors:
            if key in SECTORS:
                found |= {SECTORS[key].zh: key, SECTORS[key].en: key}
        return found

    def _districts(self) -> dict[str, str]:
        found = {name.lower(): name for name in self.districts}
        found |= {name.removesuffix("新区").removesuffix("区"): name for name in self.districts}
        for name in self.districts:
            english = self.english.get(name, name).lower()
            found |= {english: name, english.removesuffix(" district"): name}
        return found


def sector_word(key: str, language: Language) -> str:
    """What a sector is called; an empty key is those without one."""
    if not key:
        return NOBODY.to(language)
    return SECTORS[key].to(language) if key in SECTORS else key


def known(*, is_counted: bool = False) -> Known:
    """The shipped city's sectors, districts and batches, with the English names of the registers' areas.

    Args:
        is_counted: are the residents of the model wanted as well?

    Raises:
        Refused: ``outlook/extra-missing``.
    """
    from lianfang.fronts.resumption import engines, population

    made = engines.margins()
    counted = population.modelled(population.counted_residents())[0] if is_counted else {}
    areas = Area.objects.filter(level="district", ends_on=None, name_zh__in=list(made.districts))
    return Known(
        tuple(one.sector.name for one in made.works), tuple(one.sector.name for one in made.works if one.sector.work),
        tuple(made.districts), made.batches, dict(areas.values_list("name_zh", "name_en")), sum(counted.values()),
    )  # fmt: skip
