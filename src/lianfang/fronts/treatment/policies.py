"""What keeps admissions sane: the bed is in use and ready, nobody holds it, and the site may receive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from lianfang.base.instants import day_of
from lianfang.base.problems import Problem
from lianfang.base.words import Text
from lianfang.fronts.treatment import beds, values
from lianfang.registers.free_beds import READY
from lianfang.registers.models import Admission, Bed, Inspection, Site, Transfer
from lianfang.registers.models.beds import KEEPING
from lianfang.registers.models.codes import RULE


@dataclass(frozen=True)
class Check:
    """The last check of one rule at a site, before an instant: until which day it is valid (None: not known or none)."""

    rule: str
    is_valid: bool
    until: str

    @property
    def title(self) -> Text:
        """What was looked at."""
        return RULE.codes[self.rule]


def checks(sites: Sequence[Site], at: int) -> dict[int, list[Check]]:
    """How quarantine sites stand with each check that the plan asks of them at an instant, by id; others owe none here."""
    asked = (values.word("checks_before_reception", at) or "").split()
    owing = sorted({site.pk for site in sites if site.kind == "quarantine_site"})
    found = Inspection.objects.filter(site__in=owing, rule__in=asked, at__lte=at).order_by("at", "id")
    last = {(one.site_id, one.rule): one for one in found}
    return {site: [_check(rule, last.get((site, rule)), at) for rule in asked] for site in owing}


def _check(rule: str, last: Inspection | None, at: int) -> Check:
    if last is None:
        return Check(rule, False, "–")
    mended = last.result == "fault" and last.mended_at is not None and last.mended_at <= at
    is_ok = last.result == "ok" or mended
    today = day_of(at, settings.TIME_ZONE)
    return Check(
        rule, bool(is_ok and last.valid_until and last.valid_until >= today), str(last.valid_until or "–")
    )


def site_problems(site: Site, at: int) -> Iterator[Problem]:
    """Why a site receives nobody at an instant."""
    for check in checks([site], at).get(site.pk, []):
        if not check.is_valid:
            facts = {"site": Text(site.name_zh, site.name_en), "rule": check.title, "until": check.until}
            yield Problem("beds/site-not-checked", facts=facts)


def taken(bed: Bed, starts: int, ends: int | None) -> Iterator[Problem]:
    """Who holds a bed at any instant of these: asked first and alone, for most who lose a bed lose it to somebody who lies there."""
    held = Admission.objects.filter(beds.overlapping(starts, ends), bed=bed.pk).order_by("starts_at")
    for since, until in held.values_list("starts_at", "ends_at")[:1]:
        facts = {"bed": beds.named(bed), "near": beds.near(bed), "holds": beds.during(since, until)}
        yield Problem("beds/taken", facts=facts)


def bed_problems(bed: Bed, person: int, starts: int, ends: int | None, *, now: int) -> Iterator[Problem]:
    """Why a person cannot lie in a bed from an instant until another; to be told with what is free (``beds.naming_free``)."""
    held = list(taken(bed, starts, ends))
    if held:
        yield from held
        return
    said = {"bed": beds.named(bed), "near": beds.near(bed)}
    is_open = (bed.opened_at is None or bed.opened_at <= starts) and (
        bed.closed_at is None or bed.closed_at > starts
    )
    if not is_open:
        yield Problem("beds/not-open", facts=said)
    if ends is None or ends > now:
        yield from _kept(bed, person, said)
        if bed.state not in (None, *READY):
            yield Problem("beds/not-ready", facts={**said, "state": beds.state_word(bed.state)})


def _kept(bed: Bed, person: int, said: Mapping[str, Any]) -> Iterator[Problem]:
    for one in Transfer.objects.filter(bed=bed, status__in=KEEPING).exclude(person=person)[:1]:
        since = one.accepted_at if one.accepted_at is not None else one.asked_at
        yield Problem("beds/kept", facts={**said, "holds": beds.during(since, None)})


def person_problems(person: int, starts: int, ends: int | None) -> Iterator[Problem]:
    """Where the person lies already."""
    lies = Admission.objects.filter(beds.overlapping(starts, ends), person=person)
    for stay in lies.select_related("bed__site", "bed__room__site")[:1]:
        facts = {"bed": beds.named(stay.bed), "holds": beds.during(stay.starts_at, stay.ends_at)}
        yield Problem("beds/lies-elsewhere", facts=facts)
