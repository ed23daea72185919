"""The rota of those who treat, and a shift put on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lianfang.base.instants import HOUR
from lianfang.base.problems import Refused
from lianfang.entry.forms import new_client
from lianfang.entry.pages.frame import tell
from lianfang.entry.pages.working import framed, reads, to, told
from lianfang.entry.rules import may
from lianfang.fronts.staff.actions import limits_on, put_on_rota
from lianfang.fronts.staff.forms import PutOnRota
from lianfang.fronts.staff.pages.saying import Says
from lianfang.fronts.staff.policies import Limits, Turn
from lianfang.fronts.staff.queries import MOST, rota
from lianfang.gaps import plans
from lianfang.registers.access import Reader, opens_sensitive, rows
from lianfang.registers.models import StaffMember
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.forms import Form, fields_of, general_of
from lianfang.ui.parts.marks import Link, Notice
from lianfang.ui.parts.tables import Table

CURRENT = "staff:rota"
AT_FIELD = {
    "staff/not-found": "member", "staff/ends-before": "ends_at", "staff/overlaps": "starts_at",
    "staff/too-little-rest": "approved_by", "staff/too-long-in-zone": "approved_by",
}  # fmt: skip


@dataclass(frozen=True)
class RotaPage:
    """What the page shows."""

    page: Page
    acts: Sequence[Link]
    alarms: Sequence[Notice]
    members: Table
    exposures: Table
    needs: Table
    missions: Table


@dataclass(frozen=True)
class PutPage:
    """The form of a shift."""

    page: Page
    limits: str
    form: Form


@may("people")
@reads("staff_member")
@require_safe
@told
def show(request: Any) -> HttpResponse:
    """Who is on duty within the reader's reach."""
    reader = request.who.reader
    plan = plans.in_force().plan
    made = rota(plan=plan, reader=reader, at=request.at)
    says = Says(plan.zone)
    acts = [Link(_("Put a shift on the rota"), reverse("staff:put"))] if request.who.may("write") else []
    context = RotaPage(
        framed(request, _("Medical staff"), current=CURRENT), acts, says.alarms(made), says.members(made, request.at),
        says.exposures(made.unassessed, opens_sensitive(reader)), says.needs(made.needs), says.missions(made.missions),
    )  # fmt: skip
    return render(request, "staff/rota.html", vars(context))


@may("write")
@reads("staff_member")
@require_http_methods(["GET", "HEAD", "POST"])
@told
def put(request: Any) -> HttpResponse:
    """The form of a shift; and when it is sent, the shift."""
    reader = request.who.reader
    members = _members(reader, request.at)
    if request.method != "POST":
        form = PutOnRota(initial={"client": new_client()}, members=members)
    else:
        form = PutOnRota(request.POST, members=members)
        if form.is_valid() and _put(request, reader, form):
            return to(CURRENT)
    title = _("Put a shift on the rota")
    page = framed(
        request,
        title,
        Crumb(_("Medical staff"), reverse(CURRENT)),
        current=CURRENT,
        has_errors=bool(form.errors),
    )
    made = Form(
        reverse("staff:put"), fields_of(form), _("Put on the rota"), general=general_of(form),
        cancel=Link(_("Medical staff"), reverse(CURRENT)),
    )  # fmt: skip
    context = PutPage(page, _limits(limits_on(plans.in_force().plan, request.at)), made)
    return render(request, "staff/put.html", vars(context), status=422 if form.errors else 200)


def _put(request: Any, reader: Reader, form: PutOnRota) -> bool:
    said = form.cleaned_data
    turn = Turn(said["starts_at"], said["ends_at"], said["zone"] or None, said["approved_by"].strip())
    try:
        put_on_rota(
            ref=said["member"], turn=turn, protection=said["protection"], reader=reader, by=request.who.by, at=request.at,
            request=said["client"],
        )  # fmt: skip
    except Refused as refusal:
        tell(form, refusal, AT_FIELD)
        return False
    return True


def _members(reader: Reader, at: int) -> list[tuple[str, str]]:
    says, found = Says(""), rows(StaffMember, reader).exclude(left_at__lte=at)
    return [
        (one.ref, f"{says.code(StaffMember, 'role', one.role)} · {one.team or '–'} · {one.ref}")
        for one in found.order_by("site_id", "team", "id")[:MOST]
    ]


def _limits(limits: Limits) -> str:
    parts = []
    if limits.hours is not None:
        parts.append(_("At most %(hours)s hours in the contaminated zone.") % {"hours": f"{limits.hours:g}"})
    if limits.rest is not None:
        parts.append(
            _("Rest between two shifts: at least %(hours)s h.") % {"hours": f"{limits.rest / HOUR:g}"}
        )
    return " ".join(parts)
