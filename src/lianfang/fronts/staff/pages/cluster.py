"""A cluster among the staff of a ward: who, since when, and that it is looked into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianfang.base.problems import Refused
from lianfang.entry.forms import new_client
from lianfang.entry.pages.frame import tell
from lianfang.entry.pages.working import framed, linked, reads, to, told
from lianfang.entry.rules import may
from lianfang.fronts.staff.actions import cluster_of, take_up
from lianfang.fronts.staff.forms import TakeUp
from lianfang.fronts.staff.pages.rota import CURRENT
from lianfang.fronts.staff.pages.saying import Says, record_of
from lianfang.fronts.staff.queries import Cluster
from lianfang.gaps import plans
from lianfang.gaps.lists import journal
from lianfang.registers.access import opens_sensitive
from lianfang.registers.models import Site, StaffMember
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.forms import Form, fields_of, general_of
from lianfang.ui.parts.marks import Link, Notice, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import number

MUST = "cluster-of-staff-looked-into"


@dataclass(frozen=True)
class ClusterPage:
    """What the page shows."""

    page: Page
    acts: Sequence[Link]
    notices: Sequence[Notice]
    members: Table
    form: Form | None


@may("people")
@reads("staff_member", "event", "test_result")
@require_http_methods(["GET", "HEAD", "POST"])
@told
def show(request: Any, ref: str) -> HttpResponse:
    """Who of a ward is ill; and when the form is sent, that it is reported and looked into."""
    found, site = cluster_of(ref, request.who.reader, request.at)
    form = TakeUp(initial={"client": new_client()})
    if request.method == "POST" and request.who.may("write"):
        form = TakeUp(request.POST)
        if form.is_valid() and _taken_up(request, ref, form):
            return to("staff:cluster", ref)
    return _shown(request, site, found, form)


def _taken_up(request: Any, ref: str, form: TakeUp) -> bool:
    said = form.cleaned_data
    try:
        take_up(
            ward=ref, details=said["details"].strip(), reader=request.who.reader, by=request.who.by, at=request.at,
            request=said["client"],
        )  # fmt: skip
    except Refused as refusal:
        tell(form, refusal, {})
        return False
    return True


def _shown(request: Any, site: Site, found: Cluster | None, form: TakeUp) -> HttpResponse:
    says = Says(plans.in_force().plan.zone)
    sees = opens_sensitive(request.who.reader)
    # Where nobody is named, nobody's record is read.
    if sees:
        journal(request.who.reader, at=request.at, counts={"staff_member": 0 if found is None else found.ill})
    made = None
    if found is not None and found.event is None and request.who.may("write"):
        made = Form(
            reverse("staff:cluster", args=[site.ref]),
            fields_of(form),
            _("Report it and look into it"),
            general=general_of(form),
        )
    owed = linked("board:must", MUST)
    context = ClusterPage(
        framed(
            request, _("Cluster among the staff of {place}").format(place=says.name(site)), Crumb(_("Medical staff"), reverse(CURRENT)),
            current=CURRENT, has_errors=bool(form.errors),
        ),
        [Link(_("What the plan asks"), owed)] if owed else [], [_notice(says, found)],
        _members(says, found, sees), made,
    )  # fmt: skip
    return render(request, "staff/cluster.html", vars(context), status=422 if form.errors else 200)


def _notice(says: Says, found: Cluster | None) -> Notice:
    if found is None:
        return Notice("info", _("There is no cluster on this ward now."))
    if found.event is None:
        more = _("Until it is reported and looked into it stands among the gaps, with the unit as its owner.")
        if not found.is_owed:
            more = _(
                "Write down since when each is ill: it stands among the gaps once enough of the times are on record."
            )
        return Notice("error", _("Nobody looks into it yet."), more)
    at = says.at(found.event.reported_at).text
    link = Link(_("The event"), record_of("event", found.event.ref))
    return Notice("success", _("Reported %(time)s; it is being looked into.") % {"time": at}, link=link)


def _members(says: Says, found: Cluster | None, sees: bool) -> Table:
    columns = (
        Column(_("Member of staff")),
        Column(_("Team")),
        Column(_("Ill, or tested positive, since"), is_kept=True),
    )
    instead = State("empty", _("Nobody")) if found is None or sees else _withheld(found.ill)
    made = [] if found is None or not sees else _ill(says, found)
    return Table(_("Who of the ward is ill"), columns, made, instead)


def _withheld(count: int) -> State:
    """In place of names: who is on the list is ill, so that a role or a reference alone would say of whom."""
    return State(
        "withheld",
        _("%(count)s of staff, who are not named.") % {"count": number(count)},
        _("What you read for does not open illnesses and exposures."),
        Link(_("Purpose"), reverse("entry:purpose")),
    )


def _ill(says: Says, found: Cluster) -> list[Row]:
    since, members = found.members, StaffMember.objects.in_bulk(list(found.members))
    return [
        Row((
            Cell(says.code(StaffMember, "role", one.role), reverse("staff:member", args=[one.ref]), note=one.ref),
            Cell(one.team or ""), _since(says, found, one.pk),
        ))
        for one in sorted(members.values(), key=lambda one: (since[one.pk], one.pk))
    ]  # fmt: skip


def _since(says: Says, found: Cluster, member: int) -> Cell:
    if member in found.undated:
        asked = says.at(found.members[member]).text
        return Cell(_("not on record"), note=_("first heard of %(time)s") % {"time": asked}, tone="unsure")
    return says.at(found.members[member])
