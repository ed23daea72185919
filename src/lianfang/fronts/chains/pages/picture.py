"""The transmission picture: the graph of clusters or the cases by day, as of any day, and what they say in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.base.instants import iso
from lianfang.entry.pages.working import framed, told
from lianfang.entry.rules import may
from lianfang.fronts.chains import days, drawing, telling
from lianfang.fronts.chains.asking import NOT_TOLD, Asked, answer, asked
from lianfang.fronts.chains.drawing import Drawn, called
from lianfang.fronts.chains.gathering import Seen
from lianfang.fronts.chains.links import Addresses
from lianfang.fronts.chains.pages.reading import reads
from lianfang.gaps.lists import journal
from lianfang.outlook.chains import Cluster
from lianfang.registers.models import Area
from lianfang.registers.models.clinical_codes import SETTING
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import TabLink, Tabs
from lianfang.ui.parts.figures import Figures
from lianfang.ui.parts.forms import Field, FilterBar, Option
from lianfang.ui.parts.marks import Link, State
from lianfang.ui.parts.tables import Table
from lianfang.ui.writing import number, spoken

CURRENT = "chains:chains"


@dataclass(frozen=True)
class PicturePage:
    """The picture with its numbers; ``state`` stands in its place where no two cases are linked."""

    page: Page
    lead: str
    acts: Sequence[Link]
    filters: FilterBar | None
    tabs: Tabs
    figures: Figures
    drawn: Drawn | None
    state: State | None
    conflicts: Table | None
    largest: Table | None
    tables: Sequence[Table]
    cases: Table


@may("people")
@reads("case")
@require_safe
@told
def show(request: Any) -> HttpResponse:
    """All clusters, or those that are asked for."""
    return _shown(request, asked(request))


@may("people")
@reads("case")
@require_safe
@told
def one_case(request: Any, ref: str) -> HttpResponse:
    """The cluster to which a case belongs."""
    return _shown(request, asked(request, cluster=ref))


def _shown(request: Any, ask: Asked) -> HttpResponse:
    seen, clusters = answer(ask)
    shown = {one for cluster in clusters for one in cluster.members}
    journal(
        ask.reader,
        at=request.at,
        counts={"case": sum(bool(seen.cases[one].ref) for one in shown)},
        ref=ask.cluster,
    )
    addresses = Addresses.of(ask.kept)
    draw = days.timeline if ask.view == "days" else drawing.graph
    whole = not ask.cluster
    context = PicturePage(
        _frame(request, ask, seen), _lead(seen, clusters, ask), _acts(seen, clusters, ask, addresses),
        _filters(ask) if whole else None, _tabs(ask, addresses), telling.figures(seen, clusters),
        draw(seen, clusters, addresses) if clusters else None, None if clusters else _nothing(seen, ask),
        telling.conflicts_table(seen, clusters, addresses),
        telling.largest_table(seen, clusters, addresses) if whole else None,
        [telling.settings_table(seen, clusters, addresses), telling.sizes_table(clusters), telling.offspring_table(seen, clusters)],
        telling.cases_table(seen, clusters, addresses, ask.start),
    )  # fmt: skip
    return render(request, "chains/picture.html", vars(context))


def _frame(request: Any, ask: Asked, seen: Seen) -> Page:
    way = [] if not ask.cluster else [Crumb(_("Transmission picture"), reverse(CURRENT))]
    case = next((one for one in seen.cases.values() if one.ref == ask.cluster), None) if ask.cluster else None
    title = _("Transmission picture") if case is None else _("Cluster of {case}").format(case=called(case))
    kept = [(name, value) for name, value in ask.kept if name != "as_of"]
    if ask.cluster and "cluster" in request.GET:
        kept.append(("cluster", ask.cluster))
    return framed(
        request, title, *way, current=CURRENT, as_of=iso(ask.as_of, ask.zone), as_of_action=request.path, as_of_kept=kept,
        known_at=ask.known_said,
    )  # fmt: skip


def _lead(seen: Seen, clusters: Sequence[Cluster], ask: Asked) -> str:
    cases = sum(cluster.size for cluster in clusters)
    if ask.cluster:
        return _("{n} cases, as of then.").format(n=number(max(cases, 1)))
    return _("Who has to do with whom, as of then: {cases} cases in {clusters} clusters.").format(
        cases=number(cases), clusters=number(len(clusters))
    )


def _acts(seen: Seen, clusters: Sequence[Cluster], ask: Asked, addresses: Addresses) -> list[Link]:
    if not ask.cluster:
        return []
    when = {name: value for name, value in ask.kept if name in ("as_of", "known_at")}
    href = reverse("chains:dossier", args=[ask.cluster]) + (f"?{urlencode(when)}" if when else "")
    return (
        [Link(_("Dossier for printing"), href), Link(_("All clusters"), addresses.chains())]
        if clusters
        else []
    )


def _tabs(ask: Asked, addresses: Addresses) -> Tabs:
    titles = {"graph": _("Graph"), "days": _("By day")}
    links = [
        TabLink(title, addresses.chains(view=view, cluster=ask.cluster), is_current=ask.view == view)
        for view, title in titles.items()
    ]
    return Tabs(links, _("views"))


def _filters(ask: Asked) -> FilterBar:
    given, language = dict(ask.kept), spoken()
    codes = [
        ("", _("all")),
        *((code, words.to(language)) for code, words in SETTING.codes.items()),
        (NOT_TOLD, _("not told")),
    ]
    settings = [Option(code, words, code == ask.setting) for code, words in codes]
    districts = Area.objects.filter(ask.reader.scope("id"), level__in=("district",)).order_by("id")
    places = [Option("", _("all"), not ask.area)] + [
        Option(one.ref, (one.name_zh if language == "zh" else one.name_en) or one.ref, one.pk == ask.area)
        for one in districts
    ]
    fields = [
        Field("area", _("Area"), "select", options=places, is_optional=True),
        Field("setting", _("Setting"), "select", options=settings, is_optional=True),
        Field(
            "known_at",
            _("By what was known at"),
            "datetime-local",
            given.get("known_at", ""),
            is_optional=True,
        ),
    ]
    kept = [(name, given[name]) for name in ("as_of", "view") if name in given]
    return FilterBar(reverse(CURRENT), fields, reverse(CURRENT), kept=kept)


def _nothing(seen: Seen, ask: Asked) -> State:
    if ask.cluster:
        return State(
            "empty", _("This case is linked with no other"),
            _("Nothing that was known by then ties it to another case: no link, no contact that became a case, no event."),
        )  # fmt: skip
    more = _(
        "A link is recorded by who investigates a case; "
        "contacts that become cases and events with several cases are drawn of themselves."
    )
    return State("empty", _("No two cases are linked"), more)
