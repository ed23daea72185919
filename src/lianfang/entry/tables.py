"""Grants and areas as the door's pages tell them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from lianfang.base.instants import iso
from lianfang.base.problems import Problem, Refused
from lianfang.registers.access import By, Reader
from lianfang.registers.models import Area, Grant
from lianfang.registers.roles import CLASS_TITLES, PURPOSE_TITLES, ROLES
from lianfang.ui.writing import spoken


def grants_told(grants: Iterable[Grant], *, at: int) -> list[dict[str, Any]]:
    """Grants in words."""
    grants = list(grants)
    names = area_names({grant.area for grant in grants})
    language = spoken()
    return [
        {
            "ref": one.ref, "role": ROLES[one.role].title.to(language), "area": names.get(one.area, ""),
            "purposes": [PURPOSE_TITLES[code].to(language) for code in one.purposes],
            "classes": [CLASS_TITLES[code].to(language) for code in one.classes],
            "until": iso(one.ends_at, settings.TIME_ZONE), "alone": one.alone and one.signed_at is None,
            "signed": one.signed_at is not None, "holder": one.account, "proposed_by": one.proposed_by,
            "ended": one.ended_at is not None or one.ends_at <= at,
        }
        for one in grants
    ]  # fmt: skip


def area_names(codes: set[int]) -> dict[int, str]:
    """Path code → name; 0 is the whole site."""
    language = spoken()
    found = {
        area.pk: area.name_zh if language == "zh" else area.name_en
        for area in Area.objects.filter(id__in=codes)
    }
    return {**found, 0: _("the whole site")}


def area_of(text: str, *, by: By) -> int:
    """The area that someone named by national code, name or reference, within their own; 0 for nothing.

    Raises:
        Refused: there is none, or several.
    """
    text = text.strip()
    if not text:
        return 0
    like = Q(gb_code=text) | Q(name_zh=text) | Q(name_en__iexact=text) | Q(ref=text)
    reach = Reader(by.name, by.role, by.area, by.purpose).scope("id")
    found = list(Area.objects.filter(like).filter(reach).values_list("id", flat=True)[:2])
    if len(found) != 1:
        raise Refused(Problem("grant/area"))
    return int(found[0])
