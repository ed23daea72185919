"""The outlines of areas that a map shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from lianfang.registers.models import Outline


@dataclass(frozen=True)
class Outlines:
    """By an area's code or reference its rings, as ``Outline`` keeps them; and what their sources ask to be said."""

    rings: Mapping[str, Sequence[Sequence[int]]]
    credit: str


def outlines(codes: Sequence[str]) -> Outlines:
    """The outlines of areas by their national codes or references, of those that have one."""
    which = Q(area__gb_code__in=codes) | Q(area__ref__in=codes)
    found = list(Outline.objects.filter(which).values_list("area__gb_code", "area__ref", "rings", "credit"))
    wanted = set(codes)
    rings = {code if code in wanted else ref: rings for code, ref, rings, _ in found}
    return Outlines(rings, "; ".join(dict.fromkeys(credit for *_, credit in found)))
