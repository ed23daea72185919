"""Compounds and their parts: entrances with their shifts, units with their cleaning, public rooms, dwellings let, focus lists."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from lianfang.synth import calendar, figures
from lianfang.synth.calendar import AS_OF, DAY, HOUR, MINUTE, midnight
from lianfang.synth.chance import stream
from lianfang.synth.draft import Draft
from lianfang.synth.gates import RECORDED_AT, Site

MEASURES = date(2020, 2, 8)
"""The community measures of the day before take effect."""
CLOSED_BY, FIRST_ROUND_BY = midnight(date(2020, 2, 10)), midnight(date(2020, 2, 12))
POSTS_SINCE = midnight(MEASURES)
SHIFTS = (8 * HOUR, 20 * HOUR)
SHIFT = 12 * HOUR
FOCUS = ("urban_village", "compound_with_case", "mixed_premises")
UNIFORM = ("U1", "U7")


def settle(draft: Draft) -> None:
    """Everything of ordinary compounds, as the plan asks."""
    chance = stream(draft.seed, "homes")
    for site in [site for site in draft.gates.sites if site.kind == "compound"]:
        enclose(draft, site, chance)
        _parts(draft, site, chance)
        _tenancies(draft, site, chance)
        for rule in UNIFORM:
            at = chance.randrange(POSTS_SINCE, AS_OF - 3 * DAY)
            fault = chance.random() < figures.FAULTS_FOUND.value
            inspect(
                draft,
                site,
                rule,
                at,
                "fault" if fault else "ok",
                mended_at=at + chance.randrange(HOUR, 40 * HOUR) if fault else None,
            )
    _premises(draft, chance)


def tend(draft: Draft) -> None:
    """Compounds and units that others have told of are closed and cleaned too."""
    chance, kept = stream(draft.seed, "homes of others"), draft.kept
    cleaned = {told["site_id"] for _, told in kept.every("inspection") if told["rule"] == "U9"}
    for site in draft.gates.sites:
        if site.kind == "compound" and site.enclosed is None:
            enclose(draft, site, chance)
        elif site.kind == "unit" and site.id not in cleaned:
            site.opened_at = site.opened_at or POSTS_SINCE
            clean(draft, site, chance)


def enclose(draft: Draft, site: Site, chance: Random) -> None:
    """A compound closed in time, its fire exits looked at, with a hand-over point and a first round of inspection."""
    site.enclosed, site.enclosed_at = True, chance.randrange(POSTS_SINCE, CLOSED_BY)
    site.handover_at = chance.randrange(POSTS_SINCE, CLOSED_BY)
    inspect(draft, site, "fire", chance.randrange(POSTS_SINCE, CLOSED_BY))
    inspect(draft, site, "U8", chance.randrange(POSTS_SINCE, FIRST_ROUND_BY))


def inspect(draft: Draft, site: Site, rule: str, at: int, result: str | None = "ok", **told: Any) -> int:
    """One inspection with its evidence; answers its id."""
    columns = {"evidence": True, **told}
    return draft.keep(
        "inspection",
        at + 10 * MINUTE,
        site_id=site.id,
        rule=rule,
        at=at,
        result=result,
        area_id=site.area,
        **columns,
    )


def part(draft: Draft, of: Site, kind: str, zh: str, en: str) -> Site:
    """A part of a compound, in use since the measures began."""
    number = len(draft.gates.sites) + 1
    site = draft.gates.add(f"{kind}-{number}", kind, (f"{of.zh}{zh}", f"{of.en}, {en}"), of.area, of.operator)
    site.part_of, site.opened_at = of.id, POSTS_SINCE
    site.recorded_at = RECORDED_AT
    return site


def _parts(draft: Draft, compound: Site, chance: Random) -> None:
    for n in range(int(figures.ENTRANCES_A_COMPOUND.value)):
        guard(draft, part(draft, compound, "entrance", f"{n + 1}号门", f"entrance {n + 1}"), chance)
    for n in range(int(figures.UNITS_A_COMPOUND.value)):
        clean(draft, part(draft, compound, "unit", f"{n + 1}单元", f"unit {n + 1}"), chance)
    for n, (zh, en) in enumerate((("活动室", "recreation room"), ("快递间", "parcel room"))):
        room = part(draft, compound, "public_room", zh, en)
        room.needed_daily = n == 1
        room.shut_at = chance.randrange(POSTS_SINCE, CLOSED_BY) if n == 0 else None


def days() -> list[date]:
    """The days on which entrances count and units are cleaned."""
    return calendar.days(MEASURES, calendar.LAST_DAY)


def guard(draft: Draft, entrance: Site, chance: Random) -> list[int]:
    """An entrance with its post since it opened, and a tally of every shift that has ended; answers their ids."""
    opened = entrance.opened_at if entrance.opened_at is not None else POSTS_SINCE
    entrance.post, entrance.post_at = True, min(AS_OF, opened + chance.randrange(MINUTE, 3 * HOUR))
    starts = [midnight(day) + hour for day in days() for hour in SHIFTS]
    return [
        tally(draft, entrance, start, chance) for start in starts if opened <= start <= AS_OF - SHIFT - HOUR
    ]


def tally(draft: Draft, entrance: Site, starts_at: int, chance: Random) -> int:
    """One shift in which everyone's temperature was taken and every outside person registered."""
    ends_at = starts_at + SHIFT
    made_at = ends_at + chance.randrange(MINUTE, 55 * MINUTE)
    went_in, went_out, visitors = chance.randrange(20, 90), chance.randrange(20, 90), chance.randrange(4)
    return draft.keep(
        "shift_tally", made_at, site_id=entrance.id, kind="post", starts_at=starts_at, ends_at=ends_at, made_at=made_at,
        staff=2, persons_in=went_in, persons_out=went_out, checked_in=went_in, checked_out=went_out,
        fever=0, visitors=visitors, visitors_registered=visitors, area_id=entrance.area,
    )  # fmt: skip


def clean(draft: Draft, unit: Site, chance: Random) -> list[int]:
    """A unit disinfected every day; answers the inspections' ids."""
    return [
        inspect(draft, unit, "U9", midnight(day) + chance.randrange(7 * HOUR, 21 * HOUR))
        for day in days()
        if unit.opened_at is None or unit.opened_at <= midnight(day)
    ]


def tenancy(draft: Draft, compound: Site, recorded_at: int, chance: Random, **told: Any) -> int:
    """A dwelling let, with everyone told and registered; answers its id."""
    columns = {
        "let": True,
        **{
            name: min(AS_OF, recorded_at + chance.randrange(HOUR, 70 * HOUR))
            for name in ("landlord_told_at", "tenant_told_at", "registered_at", "signed_at")
        },
        **told,
    }
    return draft.keep(
        "tenancy",
        recorded_at,
        site_id=compound.id,
        area_id=compound.area,
        begins_on=date(2019, 3, 1),
        **columns,
    )


def _tenancies(draft: Draft, compound: Site, chance: Random) -> None:
    for _ in range(int(figures.TENANCIES_A_COMPOUND.value)):
        tenancy(draft, compound, chance.randrange(POSTS_SINCE, AS_OF - 3 * DAY), chance)
    unlet = dict.fromkeys(("landlord_told_at", "tenant_told_at", "registered_at", "signed_at"))
    tenancy(draft, compound, POSTS_SINCE, chance, let=False, **unlet)


def _premises(draft: Draft, chance: Random) -> None:
    """A few places on each focus list, inspected since they were put there."""
    count = max(1, draft.people // 20_000)
    for focus in FOCUS:
        for _ in range(count):
            place = premises(draft, focus, chance)
            inspect(
                draft, place, "focus", (place.listed_at or POSTS_SINCE) + chance.randrange(HOUR, 20 * HOUR)
            )


def premises(draft: Draft, focus: str, chance: Random) -> Site:
    """A place on a focus list."""
    area = draft.tree.areas[chance.choice(draft.tree.communities)]
    number = len(draft.gates.sites) + 1
    zh, en = {
        "urban_village": ("城中村", "urban village"), "compound_with_case": ("花园", "garden"), "mixed_premises": ("商铺", "shop"),
    }[focus]  # fmt: skip
    site = draft.gates.add(
        f"focus-{number}", "shop" if focus == "mixed_premises" else "building",
        (f"{area.zh}{number}号{zh}", f"{en.capitalize()} {number}"), area.id, draft.tree.offices[area.id],
    )  # fmt: skip
    site.focus, site.listed_at = focus, chance.randrange(POSTS_SINCE, AS_OF - 5 * DAY)
    return site
