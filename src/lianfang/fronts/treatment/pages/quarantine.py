"""Quarantine sites: rooms and beds free as in a hotel, and the checks without which they receive nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.entry.pages.working import framed, reads, told
from lianfang.entry.rules import may
from lianfang.fronts.treatment import bed_board, policies
from lianfang.fronts.treatment.bed_board import Place
from lianfang.fronts.treatment.pages.framing import name_of, tabs
from lianfang.fronts.treatment.policies import Check
from lianfang.registers.access import rows
from lianfang.registers.models import Site
from lianfang.ui.pages import Page
from lianfang.ui.parts.facts import Tabs
from lianfang.ui.parts.marks import State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import spoken

MOST = 200


@dataclass(frozen=True)
class SitesPage:
    """What the list shows."""

    page: Page
    tabs: Tabs
    table: Table


@may("gaps")
@reads("room")
@require_safe
@told
def show(request: Any) -> HttpResponse:
    """The quarantine sites within the reader's reach."""
    sites = list(
        rows(Site, request.who.reader).filter(kind="quarantine_site", closed_at=None).order_by("id")[:MOST]
    )
    found = bed_board.places(request.who.reader, request.at, kinds=("quarantine_site",))
    by_site: dict[int, list[Place]] = {}
    for one in found:
        by_site.setdefault(one.bed.site_id, []).append(one)
    checks = policies.checks(sites, request.at)
    columns = [
        Column(_("site")), Column(_("receives"), is_kept=True), Column(_("rooms free"), is_number=True),
        Column(_("rooms"), is_number=True), Column(_("beds free"), is_number=True), Column(_("beds"), is_number=True),
        Column(_("checks valid until")),
    ]  # fmt: skip
    table = [_row(site, by_site.get(site.pk, []), checks.get(site.pk, [])) for site in sites]
    empty = State("empty", _("No quarantine site is on record"))
    context = SitesPage(
        framed(request, _("Quarantine sites"), current="treatment:beds"), tabs(request, "treatment:sites"),
        Table(_("Rooms free, and whether the site may receive"), columns, table, empty),
    )  # fmt: skip
    return render(request, "treatment/sites.html", vars(context))


def _row(site: Site, found: Sequence[Place], checks: Sequence[Check]) -> Row:
    rooms = {one.bed.room_id for one in found}
    taken = {one.bed.room_id for one in found if one.stay or one.kept_for}
    may_receive = all(one.is_valid for one in checks)
    words = [
        f"{one.title.to(spoken())}: {one.until}" + ("" if one.is_valid else " · " + _("not valid"))
        for one in checks
    ]
    href = reverse("treatment:beds") + "?" + urlencode({"site": site.ref}) + "#rooms"
    said = _("receives") if may_receive else _("emergencies only")
    return Row([
        Cell(name_of(site), href), Cell(said, tone="strong" if may_receive else "bad"),
        Cell(str(len(rooms - taken))), Cell(str(len(rooms))),
        Cell(str(sum(one.is_free for one in found)), tone="strong"), Cell(str(len(found))),
        Cell("; ".join(words), tone="" if may_receive else "bad"),
    ])  # fmt: skip
