"""Zones as they leave the house: the class of every area, the reason in a sentence, the numbers behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lianfang.base.instants import iso
from lianfang.base.words import LANGUAGES, Language, Text
from lianfang.fronts.command.setting import Setting, known_then, leave_trace, setting_of
from lianfang.fronts.command.shapes import AreaNumberSaid, ClassSaid, SourceSaid, Words, ZoneSaid
from lianfang.fronts.command.shapes_alone import Zones
from lianfang.gaps import plans
from lianfang.gaps import zones as told
from lianfang.gaps.known import Known
from lianfang.gaps.zones import Measured, Zone
from lianfang.plan.explain import class_words
from lianfang.plan.model import Plan, ZoneClass, ZoneRule
from lianfang.plan.zoning import Range
from lianfang.registers.access import Reader
from lianfang.registers.models import Area

_NO_RULE = Text("无现行规则：首条规则自{day}起", "no rule in force: the first holds from {day}")
_DECIDED = Text("{kinds}，因{test}：{numbers}", "{kinds}, since {test}: {numbers}")
_CANNOT = Text(
    "{kinds}，无法判定，{missing}不详：{numbers}", "{kinds}, cannot tell without {missing}: {numbers}"
)
_LIST = Text("，", ", ")
_OR = Text("或", " or ")


def make(*, reader: Reader, as_of: int, at: int, known_at: int | None = None, area: int = 0) -> Zones:
    """The zones of an area.

    Raises:
        Refused: no plan in force, an area out of reach, or a ``known_at`` in the future.
    """
    force = plans.in_force()
    known = known_then(force, at=at, known_at=known_at)
    setting = setting_of(force, reader, as_of, area)
    found = of(setting, known)
    leave_trace(reader, known, at=at)
    return Zones(
        as_of=setting.instant(as_of),
        known_at=iso(at if known_at is None else known_at, force.plan.zone),
        area=setting.place,
        zones=found,
    )


def of(setting: Setting, known: Known | None) -> list[ZoneSaid]:
    """The zones of the setting's area."""
    found = told.zones(setting.force, as_of=setting.as_of, area=setting.area.id, known=known)
    far = Area.objects.in_bulk({zone.area for zone in found} - set(setting.names))
    named = replace(setting, names={**setting.names, **far})
    return [_zone(named, zone) for zone in found]


def _zone(setting: Setting, zone: Zone) -> ZoneSaid:
    said = {language: reason(zone, setting.force.plan, language) for language in LANGUAGES}
    return ZoneSaid(
        zoning=zone.zoning.key, title=Words.of(zone.zoning.title),
        area=setting.code(zone.area), area_name=setting.name(zone.area), state=zone.state,
        possible=[ClassSaid(key=one.key, title=Words.of(one.title)) for one in zone.possible],
        since=zone.rule.since.isoformat() if zone.rule else None,
        source=_source(zone.rule),
        reason=Words(zh=said["zh"], en=said["en"]),
        missing=[Words.of(one.number.title) for one in zone.hangs_on],
        numbers=[_number(setting, one) for one in zone.numbers],
    )  # fmt: skip


def _source(rule: ZoneRule | None) -> SourceSaid | None:
    return None if rule is None else SourceSaid(document=rule.source.document, status=rule.source.status)


def _number(setting: Setting, one: Measured) -> AreaNumberSaid:
    return AreaNumberSaid(
        number=one.number.key, title=Words.of(one.number.title), figure=one.figure.key, kind=one.kind,
        over_days=one.number.days or None, low=one.range.low, high=one.range.high,
        as_of=setting.instant(one.as_of),
    )  # fmt: skip


def reason(zone: Zone, plan: Plan, language: Language) -> str:
    """Why an area is in its class, or cannot be told to be in one, derived from the rule."""
    if zone.rule is None:
        return _NO_RULE.to(language).format(day=zone.zoning.rules[0].since.isoformat())
    numbers = _LIST.to(language).join(_worth(one, language) for one in zone.numbers)
    kinds = _classes(zone.possible, language)
    if zone.state == "decided":
        test = class_words(zone.rule, zone.possible[0].key, plan, language)
        return _DECIDED.to(language).format(kinds=kinds, test=test, numbers=numbers)
    missing = Text("、", " and ").to(language).join(one.number.title.to(language) for one in zone.hangs_on)
    return _CANNOT.to(language).format(kinds=kinds, missing=missing, numbers=numbers)


def _classes(classes: Sequence[ZoneClass], language: Language) -> str:
    return _OR.to(language).join(one.title.to(language) for one in classes)


def _worth(one: Measured, language: Language) -> str:
    title, range_ = one.number.title.to(language), one.range
    return Text("{title}{worth}", "{title} {worth}").to(language).format(
        title=title, worth=_range(range_, language)
    )  # fmt: skip


def _range(range_: Range, language: Language) -> str:
    if range_.is_exact:
        return f"{range_.low:,}"
    if range_.high is None:
        words = Text("至少{low}", "at least {low}") if range_.low else Text("不详", "not known")
        return words.to(language).format(low=f"{range_.low:,}")
    return Text("{low}至{high}", "{low} to {high}").to(language).format(
        low=f"{range_.low:,}", high=f"{range_.high:,}"
    )  # fmt: skip
