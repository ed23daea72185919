"""A laboratory that has been silent for longer than the plan lets it be is told of, once for each silence."""

from __future__ import annotations

from django.db import transaction

from lianfang.fronts.laboratory import values
from lianfang.fronts.laboratory.feeds import heard_at
from lianfang.registers.actions.notifying import Event, in_charge_of, tell
from lianfang.registers.models import Site

KIND = "feed_silent"


def sweep(*, at: int, rights_at: int) -> int:
    """Tell whoever works with laboratories in its area, and above, of each one that is silent; answer how many there are.

    A silence is known by when the laboratory was heard last, if it ever was: it is told once, however often this is done.

    Args:
        at: now, by the clock by which results come in.
        rights_at: now, by the real clock.
    """
    allowed = values.limits(at).silent
    if allowed is None:
        return 0
    with transaction.atomic():
        heard = heard_at(at)
        sites = Site.objects.filter(kind="laboratory").exclude(closed_at__lte=at).order_by("id")
        silent = [one for one in sites if at > heard.get(one.pk, 0) + allowed]
        to = {one.area_id: in_charge_of("laboratories", one.area_id, at=rights_at) for one in silent}
        tell([Event(KIND, one.ref, to[one.area_id], mark=str(heard.get(one.pk, 0))) for one in silent], at=at)
    return len(silent)
