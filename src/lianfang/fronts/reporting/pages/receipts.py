"""Note the receipt of something that was sent."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from lianfang.entry.pages.working import to, told
from lianfang.entry.rules import may
from lianfang.fronts.reporting.actions import note_receipt
from lianfang.fronts.reporting.pages.frames import CLIENT, of_class
from lianfang.registers.models import Submission


@may("write")
@of_class("submission")
@require_POST
@told
def note(request: Any, ref: str) -> HttpResponse:
    """Keep the number, and go back to what was sent."""
    who = request.who
    note_receipt(
        ref=ref, receipt=request.POST.get("receipt", ""), by=who.by, reader=who.reader, at=request.at,
        request=request.POST.get(CLIENT, ""),
    )  # fmt: skip
    kept = Submission.objects.select_related("case").get(ref=ref)
    if kept.case is not None:
        return to("reporting:card", kept.case.ref)
    answer = to("reporting:daily")
    answer["Location"] += f"?day={kept.day}"
    return answer
