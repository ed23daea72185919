"""The dossier of one cluster, for paper and for the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.base.instants import iso
from lianfang.base.problems import Problem, Refused
from lianfang.entry.pages.working import framed, told
from lianfang.entry.rules import may
from lianfang.fronts.chains import days, dossier, drawing, telling
from lianfang.fronts.chains.asking import answer, asked
from lianfang.fronts.chains.drawing import Drawn, called
from lianfang.fronts.chains.links import Addresses
from lianfang.fronts.chains.pages.picture import CURRENT
from lianfang.fronts.chains.pages.reading import reads
from lianfang.gaps.lists import journal
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import Facts
from lianfang.ui.parts.tables import Table
from lianfang.ui.writing import moment


@dataclass(frozen=True)
class DossierPage:
    """One cluster on paper."""

    page: Page
    lead: str
    facts: Facts
    days: Drawn
    graph: Drawn
    settings: Table
    cases: Table
    links: Table
    conflicts: Table | None
    unknown: Table


@may("people")
@reads("case")
@require_safe
@told
def show(request: Any, ref: str) -> HttpResponse:
    """The cluster to which a case belongs."""
    ask = asked(request, cluster=ref)
    seen, clusters = answer(ask)
    if not clusters:
        raise Refused(Problem("chains/alone", facts={"ref": ref}))
    cluster, addresses = clusters[0], Addresses.of(ask.kept)
    about = dossier.told_of(cluster, reader=ask.reader)
    journal(ask.reader, at=request.at, counts={"case": len(about), "case_link": len(cluster.ties)}, ref=ref)
    case = next(one for one in seen.cases.values() if one.ref == ref)
    page = framed(
        request, _("Dossier of a cluster"), Crumb(_("Transmission picture"), reverse(CURRENT)),
        Crumb(_("Cluster of {case}").format(case=called(case)), addresses.chains(cluster=ref)), current=CURRENT,
        as_of=iso(ask.as_of, ask.zone), as_of_action=request.path, known_at=ask.known_said,
    )  # fmt: skip
    said = _("Cluster of {case}, as of {moment}. What an investigator did not tell is not filled in.")
    context = DossierPage(
        page, said.format(case=called(case), moment=moment(iso(ask.as_of, ask.zone))), dossier.head(seen, cluster, about),
        days.timeline(seen, clusters, addresses), drawing.graph(seen, clusters, addresses),
        telling.settings_table(seen, clusters, addresses), dossier.cases_table(seen, cluster, about),
        dossier.links_table(seen, cluster), telling.conflicts_table(seen, clusters, addresses),
        dossier.unknown_table(seen, cluster, about),
    )  # fmt: skip
    return render(request, "chains/dossier.html", vars(context))
