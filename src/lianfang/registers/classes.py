"""In which class a case was at an instant: by its classifications, and by its own row where that says otherwise."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, OuterRef, QuerySet, Subquery

from lianfang.registers.models import Classification

Kept = TypeVar("Kept", bound=Model)
CONFIRMED = ("CONFIRMED", "CONFIRMED_NO_SYMPTOMS", "CONFIRMED_UNKNOWN_SYMPTOMS")
NOT_YET = "SUSPECT"
"""Who is found and not classified yet is ruled out by nobody."""


def with_classes(query: QuerySet[Kept], as_of: int, *, case: str = "pk") -> QuerySet[Kept]:
    """Rows with what :func:`class_then` reads: the newest classification up to an instant, and the newest of all.

    Args:
        case: the column by which a row names its case.
    """
    kept = Classification.objects.filter(case=OuterRef(case)).order_by("-classified_at", "-id")
    then = kept.filter(classified_at__lte=as_of)
    return query.annotate(
        then_class=Subquery(then.values("classification")[:1]), then_at=Subquery(then.values("classified_at")[:1]),
        last_class=Subquery(kept.values("classification")[:1]), last_at=Subquery(kept.values("classified_at")[:1]),
    )  # fmt: skip


def class_then(case: Any, read: Any, as_of: int) -> str:
    """The class of a case at an instant.

    A case without classifications has that of its row; before it was confirmed it was not ruled out. Where the row says otherwise than
    the newest classification, it was changed without one: when, is the instant of confirmation or not known, and then that of the
    classification is taken.

    Args:
        case: the case's row.
        read: the row that :func:`with_classes` read, of the case or of what names it.
    """
    own, is_confirmed = str(case.classification), case.classification in CONFIRMED
    if read.last_at is None:
        waits = is_confirmed and case.confirmed_at is not None and case.confirmed_at > as_of
        return NOT_YET if waits else own
    if read.last_class != own and as_of >= read.last_at:
        changed = case.confirmed_at if is_confirmed and case.confirmed_at is not None else read.last_at
        if as_of >= changed:
            return own
    return NOT_YET if read.then_class is None else str(read.then_class)
