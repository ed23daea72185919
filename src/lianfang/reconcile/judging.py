"""Are two parties one? Surely, perhaps, or no: from what identifies them, never against a number that is another's.

What is unknown speaks neither for nor against. Surely: the same number; a number mistyped in one of the known ways with
the same name or telephone; or, where one has no number, the same name and the same telephone. Whatever is less, or
speaks against itself, is for a person to decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import Literal

from lianfang.reconcile import alike
from lianfang.reconcile.parties import AT_WILL, Pair, Party, Side

Relation = Literal["same", "near", "unlike", "unknown"]
Found = tuple[bool, tuple[str, ...]] | None
"""Sure or perhaps, with the reasons; None for no."""

_ORDER: tuple[alike.Likeness, ...] = ("same", "lookalike", "one", "swapped", "length")


def judge(one: Party, other: Party) -> Pair | None:
    """The pair, if they are or may be one; who stand on one manifest are two."""
    both = one.sides & other.sides
    if Side.MANIFEST in both:
        return None
    found = _plates(one, other) if one.plates or other.plates else _people(one, other)
    if found is None:
        return None
    sure, reasons = found
    if both - AT_WILL:
        sure, reasons = False, (*reasons, "seen_twice")
    low, high = sorted((one.key, other.key))
    return Pair(low, high, sure, reasons)


def surely_one(one: Party, other: Party) -> bool:
    """Of two parties with the same number: does nothing else speak against their being one?"""
    found = _people(one, other)
    return Side.MANIFEST not in one.sides & other.sides and found is not None and found[0]


def _nearest(ones: Iterable[str], others: Iterable[str]) -> alike.Likeness | None:
    """The closest likeness between any two."""
    found = {alike.how(a, b) for a, b in product(ones, others)}
    return next((kind for kind in _ORDER if kind in found), None)


def _plates(one: Party, other: Party) -> Found:
    kind = _nearest(one.plates, other.plates)
    company = bool(one.companions & other.companions)
    more = ("same_company",) if company else ()
    if any(alike.is_misread_plate(a, b) for a, b in product(one.plates, other.plates)):
        return True, ("misread_plate", *more)
    return None if kind in (None, "same") else (company, (f"{kind}_plate", *more))


def _people(one: Party, other: Party) -> Found:
    kind = _nearest(one.documents, other.documents)
    name, telephone = _names(one, other), _telephones(one, other)
    reasons = _said(name, telephone)
    if kind == "same":
        doubtful = name == "unlike" and telephone != "same"
        return not doubtful, ("same_document", *reasons, *(("other_name",) if doubtful else ()))
    if kind is not None:
        return _mistyped(one, other, (f"{kind}_document", *reasons), name, telephone)
    if one.documents and other.documents:
        agree = name == "same" and telephone == "same"
        return (False, (*reasons, "other_document")) if agree else None
    return _without_number(name, telephone, reasons)


def _mistyped(
    one: Party, other: Party, reasons: tuple[str, ...], name: Relation, telephone: Relation
) -> Found:
    """Numbers that are alike: what the name and the telephone say to that."""
    if name == "unlike":
        return (False, (*reasons, "other_name")) if telephone == "same" else None
    if name == "unknown" and telephone == "unlike":
        return None
    against = ("anothers",) if one.anothers or other.anothers else ()
    backed = name == "same" or telephone == "same"
    return backed and not against, (*reasons, *against)


def _without_number(name: Relation, telephone: Relation, reasons: tuple[str, ...]) -> Found:
    if (name, telephone) == ("same", "same"):
        return True, reasons
    halves = {("same", "near"), ("near", "same"), ("same", "unknown"), ("unknown", "same")}
    return (False, reasons) if (name, telephone) in halves else None


def _names(one: Party, other: Party) -> Relation:
    if not one.names or not other.names:
        return "unknown"
    if one.names & other.names:
        return "same"
    return "near" if any(alike.sounds_alike(a, b) for a, b in product(one.names, other.names)) else "unlike"


def _telephones(one: Party, other: Party) -> Relation:
    if not one.telephones or not other.telephones:
        return "unknown"
    kind = _nearest(one.telephones, other.telephones)
    return "same" if kind == "same" else "unlike" if kind is None else "near"


def _said(name: Relation, telephone: Relation) -> tuple[str, ...]:
    names = {"same": ("same_name",), "near": ("sound_name",)}.get(name, ())
    return (*names, *{"same": ("same_telephone",), "near": ("near_telephone",)}.get(telephone, ()))
