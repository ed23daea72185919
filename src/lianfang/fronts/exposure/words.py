"""How kinds of visits, confidences, times and lengths are said."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from lianfang.base.instants import DAY, HOUR, iso
from lianfang.ui.writing import moment, number


def kind_of(kind: str) -> str:
    """A kind of visit in words; of a file's own kind, its word."""
    known = {
        "home": _("at home"), "lodging": _("lodging"), "bed": _("ward or quarantine room"), "ride": _("train, flight or ship"),
        "car": _("in a car"), "gate": _("at a gate"), "event": _("event"), "room": _("room of a compound"),
        "shop": _("shop"), "market": _("market"),
        "area": _("in the area at risk"), "compound": _("compound"), "work": _("at work"), "transit": _("public transport"),
    }  # fmt: skip
    return known.get(kind, kind)


def sure(confidence: str) -> str:
    """How sure a candidate is, in words."""
    known = {"firm": _("firm"), "near": _("near the limit"), "supposed": _("supposed")}
    return known[confidence]


def ring_of(depth: int) -> str:
    """How far a candidate is from the case, in words."""
    return _("contact") if depth == 1 else _("contact of a contact")


def lacking(cut_short: int, crowded: int) -> str:
    """What an answer lacks, in a few words; empty where it lacks nothing."""
    return _(", ").join(
        said
        for lacks, said in ((cut_short, _("cut short by retention")), (crowded, _("crowds not listed")))
        if lacks
    )


def seated(relation: str) -> str:
    """How near someone sat on a ride, in words."""
    known = {
        "same row": _("same row"), "near rows": _("rows nearby"), "same carriage": _("same carriage"),
        "aboard": _("aboard; how near is not known"),
    }  # fmt: skip
    return known[relation]


def when(at: int | None) -> str:
    """An instant as it is printed; empty where there is none."""
    return "" if at is None else moment(iso(at, settings.TIME_ZONE))


def short(at: int) -> str:
    """The same without its year."""
    return when(at)[5:]


def long(seconds: int) -> str:
    """A length of time, to the minute."""
    if seconds >= DAY and seconds % DAY < HOUR:
        return _("{days} d").format(days=seconds // DAY)
    if seconds >= DAY:
        return _("{days} d {hours} h").format(days=seconds // DAY, hours=seconds % DAY // HOUR)
    if seconds >= HOUR:
        return _("{hours} h {minutes} min").format(hours=seconds // HOUR, minutes=seconds % HOUR // 60)
    return _("{minutes} min").format(minutes=number(seconds // 60))
