"""Orders to be printed: many at once, one page each, in Chinese, in English or in both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lianfang.base.problems import Problem, Refused
from lianfang.base.words import LANGUAGES, Language
from lianfang.entry.rules import may
from lianfang.fronts.orders import letters as papers
from lianfang.fronts.orders.letters import SORTS, Letter, letters
from lianfang.fronts.orders.pages.frames import framed, of_orders
from lianfang.fronts.orders.printed import printed
from lianfang.registers.access import opens_sensitive, rows
from lianfang.registers.models import Order
from lianfang.ui.pages import Page
from lianfang.ui.parts.marks import Link
from lianfang.ui.writing import number, spoken

MOST = 200


@dataclass(frozen=True)
class PrintPage:
    """The pages, and how else they can be had."""

    page: Page
    lead: str
    acts: Sequence[Link]
    letters: Sequence[Letter]


@may("people")
@of_orders
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Any) -> HttpResponse:
    """The pages, on the screen as they come out of the printer. They are picked on a list (POST) or named (GET)."""
    found, sorts, languages = _asked(request)
    made = letters(
        found, sorts, languages, reader=request.who.reader, at=request.at, sees=opens_sensitive(request.who.reader)
    )  # fmt: skip
    refs = [one.ref for one in found]
    lead = _("{n} pages for {orders} orders").format(n=number(len(made)), orders=number(len(found)))
    context = PrintPage(framed(request, _("Print orders")), lead, _acts(refs, sorts, languages), made)
    return render(request, "orders/print.html", vars(context))


@may("people")
@of_orders
@require_safe
def pdf(request: Any) -> HttpResponse:
    """The same pages as a file for a printer."""
    found, sorts, languages = _asked(request)
    made = letters(
        found, sorts, languages, reader=request.who.reader, at=request.at, sees=opens_sensitive(request.who.reader)
    )  # fmt: skip
    response = HttpResponse(printed(made, language=spoken(), at=request.at), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="orders.pdf"'
    return response


def _asked(request: Any) -> tuple[list[Order], list[papers.Sort], list[Language]]:
    said = request.POST if request.method == "POST" else request.GET
    refs = list(dict.fromkeys(said.getlist("ref")))[:MOST]
    linked = ("person", "household", "site", "place", "decided_by")
    there = {
        one.ref: one for one in rows(Order, request.who.reader).filter(ref__in=refs).select_related(*linked)
    }
    missing = [ref for ref in refs if ref not in there]
    if not refs:
        raise Refused(Problem("order/none-picked"))
    if missing:
        raise Refused(Problem("order/not-found", facts={"ref": missing[0][:40]}))
    sorts = [sort for sort in SORTS if sort in said.getlist("what")] or list(SORTS)
    languages = [one for one in LANGUAGES if one in said.getlist("in")] or [spoken()]
    return [there[ref] for ref in refs], sorts, languages


def _acts(refs: Sequence[str], sorts: Sequence[str], languages: Sequence[str]) -> list[Link]:
    """The same in other languages, and as a file."""
    titles = {("zh",): _("In Chinese"), ("en",): _("In English"), ("zh", "en"): _("In both")}
    acts = [
        Link(title, _href("orders:print", refs, sorts, chosen))
        for chosen, title in titles.items()
        if list(chosen) != list(languages)
    ]
    return [*acts, Link(_("To print (PDF)"), _href("orders:pdf", refs, sorts, languages))]


def _href(route: str, refs: Sequence[str], sorts: Sequence[str], languages: Sequence[str]) -> str:
    said = {"ref": list(refs), "what": list(sorts), "in": list(languages)}
    return reverse(route) + "?" + urlencode(said, doseq=True)
