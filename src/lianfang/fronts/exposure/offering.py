"""The button for a question on the page of a record: where it leads, or why nothing can be asked from it now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.base.problems import Refused
from lianfang.fronts.exposure import starting
from lianfang.ui.writing import spoken


@dataclass(frozen=True)
class Offer:
    """A button that leads to a question; without ``href`` it cannot be pressed, and ``why`` says why not."""

    template: ClassVar[str] = "exposure/offer.html"
    title: str
    href: str
    why: str = ""


def offered(request: Any, register: str, ref: str) -> Offer | None:
    """The way to a question from an event or an area at risk; None for other records, and for whoever may not ask at all."""
    who = request.who
    if register not in ("event", "risk_area") or not who.may("write") or not who.reader.reads("case"):
        return None
    of_event = register == "event"
    title = _("Who may have been exposed?") if of_event else _("Who was there since?")
    try:
        starting.start(register, ref, reader=who.reader, at=request.at)
    except Refused as refusal:
        language = spoken()
        gap = "" if language == "zh" else " "
        why = gap.join(part for one in refusal.problems for part in (one.what(language), one.mend(language)))
        return Offer(title, "", why)
    return Offer(title, reverse("exposure:ask_event" if of_event else "exposure:ask_risk", args=[ref]))
