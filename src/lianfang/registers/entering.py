"""Who came into a class first on a day, whatever they are now: by the histories of cases, and by a case's own row where nobody
kept one. Who is positive again is no new case and not among them.

The language of plans cannot ask for the first of a case's classifications, so that this is counted here, for every page alike.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery

from lianfang.base.instants import end_of, start_of
from lianfang.registers.models import Case, Classification

SYMPTOMLESS = ("CONFIRMED_NO_SYMPTOMS",)


def entered(classes: Collection[str], day: date, zone: str) -> QuerySet[Case]:
    """The cases that were put into one of these classes first on a day; without a history, those of the class reported on it."""
    since, until = start_of(day, zone), end_of(day, zone)
    return _with_first(classes).filter(
        Q(is_kept=True, entered_at__gte=since, entered_at__lt=until)
        | Q(is_kept=False, classification__in=classes, reported_on=day)
    )


def undated(classes: Collection[str]) -> QuerySet[Case]:
    """The cases of a class of which nobody can tell when they came into it: neither a history nor a day of report."""
    return _with_first(classes).filter(is_kept=False, classification__in=classes, reported_on=None)


def _with_first(classes: Collection[str]) -> QuerySet[Case]:
    history = Classification.objects.filter(case=OuterRef("pk")).order_by()
    first = history.filter(classification__in=classes).values("case").annotate(at=Min("classified_at"))
    new = Case.objects.filter(earlier_case=None)
    return new.annotate(entered_at=Subquery(first.values("at")), is_kept=Exists(history))
