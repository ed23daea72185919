"""In which class a case was at an instant: by its classifications, and by its own row where that says otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Q

from lianfang.registers.models import Classification

CONFIRMED = ("CONFIRMED", "CONFIRMED_NO_SYMPTOMS", "CONFIRMED_UNKNOWN_SYMPTOMS")
NOT_YET = "SUSPECT"
"""Who is found and not classified yet is ruled out by nobody."""


class Put(NamedTuple):
    """A case was put into a class at an instant."""

    at: int
    classification: str


Histories = Mapping[int, Sequence[Put]]


def histories(cases: Q) -> Histories:
    """Case → its classifications in order, of those that a predicate on classifications names."""
    found: dict[int, list[Put]] = {}
    kept = Classification.objects.filter(cases).order_by("classified_at", "id")
    for case, at, classification in kept.values_list("case_id", "classified_at", "classification"):
        found.setdefault(case, []).append(Put(at, classification))
    return found


def put_by(history: Sequence[Put], as_of: int) -> Put | None:
    """The classification that held at an instant; None before the first."""
    return next((put for put in reversed(history) if put.at <= as_of), None)


def class_then(case: Any, history: Sequence[Put], as_of: int) -> str:
    """The class of a case at an instant.

    A case without classifications has that of its row; before it was confirmed it was not ruled out. Where the row says otherwise than
    the newest classification, it was changed without one: when, is the instant of confirmation or not known, and then that of the
    classification is taken.

    Args:
        case: the case's row.
    """
    own, is_confirmed = str(case.classification), case.classification in CONFIRMED
    if not history:
        waits = is_confirmed and case.confirmed_at is not None and case.confirmed_at > as_of
        return NOT_YET if waits else own
    newest = history[-1]
    if newest.classification != own and as_of >= newest.at:
        changed = case.confirmed_at if is_confirmed and case.confirmed_at is not None else newest.at
        if as_of >= changed:
            return own
    put = put_by(history, as_of)
    return NOT_YET if put is None else put.classification
