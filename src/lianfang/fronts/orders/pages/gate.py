"""What a guard sees: *pass* or *call the supervisor*, and the time. No reason, no name, whatever was sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianfang.entry.pages import working
from lianfang.entry.rules import may
from lianfang.fronts.orders import passing
from lianfang.fronts.orders.forms import Gate
from lianfang.fronts.orders.pages.frames import said_at
from lianfang.registers.models.clinical_codes import PASS_VERDICT
from lianfang.ui.pages import Page
from lianfang.ui.parts.forms import Form, fields_of
from lianfang.ui.parts.marks import Link
from lianfang.ui.writing import spoken


@dataclass(frozen=True)
class GatePage:
    """The answer, where a pass was looked at, and the form."""

    page: Page
    answer: str
    is_go: bool
    until: str
    now: str
    form: Form
    offline: Link


@may("write")
@working.told
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Any) -> HttpResponse:
    """Look at one pass. A line that no pass has is answered as one that does not let pass."""
    form = Gate(request.POST if request.method == "POST" else None)
    answer, is_go, until = "", False, ""
    if request.method == "POST" and form.is_valid():
        seen = passing.look(form.cleaned_data["line"], reader=request.who.reader, at=request.at)
        answer, is_go = PASS_VERDICT.codes[seen.verdict].to(spoken()), seen.verdict == "go"
        until = said_at(seen.until)
    made = Form(
        reverse("orders:gate"),
        [replace(one, is_optional=False) for one in fields_of(Gate())],
        _("Look at it"),
    )
    page = working.framed(request, _("Pass at the gate"), current="orders:gate")
    offline = Link(_("For a gate without a network"), reverse("orders:gate_offline"))
    context = GatePage(page, answer, is_go, until, said_at(request.at), made, offline)
    return render(request, "orders/gate.html", vars(context))
