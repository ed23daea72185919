"""Reported figures: what areas and sites sent in, day by day. A missing return is missing, never zero."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from lianfang.base import areas
from lianfang.registers.models import Area, Return, Site

Day = date


@dataclass(frozen=True)
class Term:
    """From when until when an area exists or a site is in operation; None is without limit."""

    begins: date | int | None
    ends: date | int | None

    def holds(self, moment: Any) -> bool:
        """Is it there at that day, or instant?"""
        return (self.begins is None or self.begins <= moment) and (self.ends is None or self.ends > moment)


@dataclass(frozen=True)
class Post:
    """A site that may report: where it is, what it is like, and from when until when it is in operation."""

    area: int
    likeness: tuple[str, str | None]
    open: Term


@dataclass(frozen=True)
class Returns:
    """All returns of some figures up to a day, inside one area."""

    own: Mapping[tuple[str, int], Mapping[Day, float]]
    """(code, area) → day → value; days without a value are not in it."""
    by_site: Mapping[str, Mapping[int, Mapping[Day, float]]]
    """Code → site → day → value."""
    below: Mapping[int, list[int]]
    """Area → areas one level below."""
    terms: Mapping[int, Term]
    posts: Mapping[int, Post]
    midnights: Mapping[Day, int] = field(default_factory=dict)

    def value(self, code: str, area: int, day: Day) -> float | None:
        """The figure of an area for a day: its own return, else the sum of all below it if none of them is missing."""
        own = self.own.get((code, area), {}).get(day)
        if own is not None or not self.is_reported(code, area):
            return own
        if code in self.by_site:
            return self._sum_of_sites(code, area, day)
        return self.sum_below(code, area, day)

    def sum_below(self, code: str, area: int, day: Day) -> float | None:
        """The sum over the areas one level below; None where there are none, or one has no value."""
        there = [child for child in self.below.get(area, ()) if self.terms[child].holds(day)]
        values = [self.value(code, child, day) for child in there]
        known = [value for value in values if value is not None]
        return sum(known) if known and len(known) == len(values) else None

    def _sum_of_sites(self, code: str, area: int, day: Day) -> float | None:
        values = [self.by_site[code].get(site, {}).get(day) for site in self.posts_of(code, area, day)]
        known = [value for value in values if value is not None]
        return sum(known) if known and len(known) == len(values) else None

    def posts_of(self, code: str, area: int, day: Day) -> list[int]:
        """The sites inside an area that owe this return: those in operation that are like one which has sent it."""
        like = {self.posts[site].likeness for site in self.by_site.get(code, ()) if site in self.posts}
        return [
            site
            for site, post in self.posts.items()
            if post.likeness in like and areas.is_within(post.area, area) and post.open.holds(self._midnight(day))
        ]  # fmt: skip

    def _midnight(self, day: Day) -> int:
        # A site counts for a day if it is in operation when the day begins.
        return self.midnights.get(day, 0)

    def days(self, code: str, area: int) -> list[Day]:
        """The days for which an area has a return of its own, in order."""
        return sorted(self.own.get((code, area), {}))

    def is_reported(self, code: str, area: int) -> bool:
        """Has the area, or anything inside it, ever reported this figure?"""
        return (code, area) in self._reported

    @cached_property
    def _reported(self) -> frozenset[tuple[str, int]]:
        """Every figure with each area inside which somebody has reported it: a tree of thousands is not gone through in vain."""
        own = [(code, area) for (code, area), days in self.own.items() if days]
        sites = [
            (code, self.posts[site].area)
            for code, sent in self.by_site.items()
            for site in sent
            if site in self.posts
        ]
        return frozenset((code, outer) for code, area in (*own, *sites) for outer in areas.ancestors(area))

    def latest(self, code: str, area: int, until: Day) -> tuple[Day, float] | None:
        """The last day up to ``until`` for which the area's figure is known, and its value."""
        inside = {
            day
            for (key, where), days in self.own.items()
            if key == code and areas.is_within(where, area)
            for day in days
        }
        inside |= {day for days in self.by_site.get(code, {}).values() for day in days}
        for day in sorted((day for day in inside if day <= until), reverse=True):
            value = self.value(code, area, day)
            if value is not None:
                return day, value
        return None


Sent = tuple[str, Day, float | None, int, int | None]
"""A return: figure's code, day, value, area, site."""


def laid_out(
    sent: Iterable[Sent], terms: Mapping[int, Term], posts: Mapping[int, Post], midnight: Any
) -> Returns:
    """Returns in order; ``midnight`` answers the instant at which a day begins."""
    own: dict[tuple[str, int], dict[Day, float]] = defaultdict(dict)
    by_site: dict[str, dict[int, dict[Day, float]]] = defaultdict(lambda: defaultdict(dict))
    days: set[Day] = set()
    for code, day, value, area, site in sent:
        days.add(day)
        if value is None:
            continue
        if site is None:
            own[code, area][day] = value
        else:
            by_site[code][site][day] = value
    below: dict[int, list[int]] = defaultdict(list)
    for area in sorted(terms):
        parent = areas.parent_of(area)
        if parent is not None:
            below[parent].append(area)
    if days:
        # A day for which nobody reported lies between two that somebody did report.
        days |= {min(days) + timedelta(days=n) for n in range((max(days) - min(days)).days + 1)}
    return Returns(dict(own), dict(by_site), dict(below), terms, posts, {day: midnight(day) for day in days})


def stored(*, codes: Collection[str], area: int, until: Day, midnight: Any) -> Returns:
    """The returns that the registers hold."""
    low, high = areas.span(area)
    sent = Return.objects.filter(figure__in=codes, area_id__gte=low, area_id__lt=high, day__lte=until)
    tree = Area.objects.filter(id__gte=low, id__lt=high).values_list("id", "begins_on", "ends_on")
    rows = list(sent.values_list("figure", "day", "value", "area_id", "site_id"))
    posts = _posts(low, high) if any(row[4] is not None for row in rows) else {}
    terms = {key: Term(begins, ends) for key, begins, ends in tree}
    return laid_out(rows, terms, posts, midnight)


def _posts(low: int, high: int) -> dict[int, Post]:
    there = Site.objects.filter(area_id__gte=low, area_id__lt=high)
    columns = ("id", "area_id", "kind", "mode", "opened_at", "closed_at")
    return {
        key: Post(area, (kind, mode), Term(opened, closed))
        for key, area, kind, mode, opened, closed in there.values_list(*columns)
    }
