"""The letter of assistance of a contact, as it comes out of the printer, in Chinese, in English or in both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.base.words import LANGUAGES
from lianfang.entry.pages.working import told
from lianfang.entry.rules import may
from lianfang.fronts.tracing.finding import contact_of
from lianfang.fronts.tracing.letters import Letter, letters
from lianfang.fronts.tracing.pages.around import for_investigators, page_of
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.marks import Link
from lianfang.ui.writing import spoken


@dataclass(frozen=True)
class LetterPage:
    """The pages, and the languages in which they can be had."""

    page: Page
    acts: Sequence[Link]
    letters: Sequence[Letter]


@may("people")
@told
@for_investigators
@require_safe
def show(request: Any, ref: str) -> HttpResponse:
    """The letter that was sent for a contact."""
    one = contact_of(ref, request.who.reader)
    languages = [language for language in LANGUAGES if language in request.GET.getlist("in")] or [spoken()]
    made = letters(one, languages, reader=request.who.reader, at=request.at)
    if not made:
        raise Http404
    here = reverse("tracing:letter", args=[ref])
    titles = {("zh",): _("In Chinese"), ("en",): _("In English"), ("zh", "en"): _("In both")}
    acts = [
        Link(title, f"{here}?{urlencode({'in': chosen}, doseq=True)}")
        for chosen, title in titles.items()
        if list(chosen) != list(languages)
    ]
    crumb = Crumb(_("Contact {ref}").format(ref=one.ref), reverse("tracing:contact", args=[ref]))
    page = page_of(
        request, _("Letter of assistance"), Crumb(_("Contacts"), reverse("tracing:contacts")), crumb
    )
    return render(request, "tracing/letter.html", vars(LetterPage(page, acts, made)))
