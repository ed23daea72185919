"""What keeps admissions sane: the bed is in use and ready, nobody holds it, and the site may receive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from lianfang.base.instants import day_of
from lianfang.base.problems import Problem
from lianfang.base.words import Text
from lianfang.fronts.treatment import beds, values
from lianfang.registers.free_beds import READY
from lianfang.registers.models import Admission, Inspection, Site, Transfer
from lianfang.registers.models.beds import KEEPING
from lianfang.registers.models.codes import RULE
from lianfang.registers.prepared import Prepared

OWING = "quarantine_site"
"""The kind of site that the plan's checks are asked of."""


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
    owing = sorted({site.pk for site in sites if site.kind == OWING})
    return _checks(owing, at) if owing else {}


def _checks(owing: Sequence[int], at: int) -> dict[int, list[Check]]:
    asked = (values.word("checks_before_reception", at) or "").split()
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


def site_problems(bed: beds.Place, at: int) -> Iterator[Problem]:
    """Why a bed's site receives nobody at an instant."""
    if bed.site_kind != OWING:
        return
    for check in _checks([bed.site], at)[bed.site]:
        if not check.is_valid:
            facts = {"site": Text(*bed.names[1:3]), "rule": check.title, "until": check.until}
            yield Problem("beds/site-not-checked", facts=facts)


def taken(bed: beds.Place, starts: int, ends: int | None) -> Iterator[Problem]:
    """Who holds a bed at any instant of these: asked first and alone, for most who lose a bed lose it to somebody who lies there."""
    for since, until in _held(ends is None, bed=bed.pk, starts=starts, **_end(ends)):
        yield Problem("beds/taken", facts={**_said(bed), "holds": beds.during(since, until)})


def bed_problems(
    bed: beds.Place, person: int, starts: int, ends: int | None, *, now: int
) -> Iterator[Problem]:
    """Why a person cannot lie in a bed from an instant until another; to be told with what is free (``beds.naming_free``)."""
    held = list(taken(bed, starts, ends))
    yield from held or unfit(bed, person, starts, ends, now=now)


def unfit(bed: beds.Place, person: int, starts: int, ends: int | None, *, now: int) -> Iterator[Problem]:
    """Why a person cannot lie in a bed that nobody holds."""
    said = _said(bed)
    is_open = (bed.opened_at is None or bed.opened_at <= starts) and (
        bed.closed_at is None or bed.closed_at > starts
    )
    if not is_open:
        yield Problem("beds/not-open", facts=said)
    if ends is None or ends > now:
        for accepted, asked in _kept(bed=bed.pk, person=person):
            since = asked if accepted is None else accepted
            yield Problem("beds/kept", facts={**said, "holds": beds.during(since, None)})
        if bed.state not in (None, *READY):
            yield Problem("beds/not-ready", facts={**said, "state": beds.state_word(bed.state)})


def person_problems(person: int, starts: int, ends: int | None) -> Iterator[Problem]:
    """Where the person lies already."""
    for bed, since, until in _lies(ends is None, person=person, starts=starts, **_end(ends)):
        facts = {"bed": beds.by_id(bed).title, "holds": beds.during(since, until)}
        yield Problem("beds/lies-elsewhere", facts=facts)


def _said(bed: beds.Place) -> dict[str, Any]:
    return {"bed": bed.title, "near": bed.near}


def _end(ends: int | None) -> dict[str, int]:
    return {} if ends is None else {"ends": ends}


@Prepared
def _held(is_open: bool, bed: int, starts: int, ends: int | None = None) -> QuerySet[Admission, Any]:
    """The first stay in a bed that shares an instant with these times."""
    held = Admission.objects.filter(beds.overlapping(starts, ends), bed=bed)
    return held.order_by("starts_at").values_list("starts_at", "ends_at")[:1]


@Prepared
def _lies(is_open: bool, person: int, starts: int, ends: int | None = None) -> QuerySet[Admission, Any]:
    """A stay of a person that shares an instant with these times."""
    held = Admission.objects.filter(beds.overlapping(starts, ends), person=person)
    return held.order_by().values_list("bed_id", "starts_at", "ends_at")[:1]


@Prepared
def _kept(bed: int, person: int) -> QuerySet[Transfer, Any]:
    """Since when a bed is kept for somebody else."""
    kept = Transfer.objects.filter(bed=bed, status__in=KEEPING).exclude(person=person)
    return kept.order_by().values_list("accepted_at", "asked_at")[:1]
