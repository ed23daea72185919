"""Filters that an account keeps by a name: what is narrowed, of which area, in which order and columns; never the instant."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianfang.board.pages import ways
from lianfang.board.pages.asking import Asked, asked
from lianfang.board.pages.filters import Narrowed, narrowed
from lianfang.board.pages.frames import told
from lianfang.entry.rules import may
from lianfang.registers.actions.filters import forget_filters, keep_filters
from lianfang.registers.models import SavedFilter
from lianfang.ui.parts.forms import Field, Form
from lianfang.ui.parts.marks import Link

PAGE = "gaps"
LONGEST = 40
"""Characters of a name."""


@may("gaps")
@require_POST
@told
def save(request: Any) -> HttpResponse:
    """Keep the filter of the address by the name that is sent, or forget the one that ``forget`` names."""
    ask, chosen = ways.known_now(asked(request)), narrowed(request)
    said: dict[str, Any] = {
        "account": request.who.account, "page": PAGE, "by": request.who.by, "at": request.at
    }  # fmt: skip
    forget = request.POST.get("forget", "")
    if forget:
        forget_filters(names=[forget], **said)
    else:
        name = request.POST.get("name", "").strip()[:LONGEST] or _unused(request)
        keep_filters(filters={name: {**chosen.query(), "area": ask.kept.get("area", "")}}, **said)
    return HttpResponseRedirect(chosen.href(ask), status=303)


def _unused(request: Any) -> str:
    """A name for a filter that was given none."""
    known = set(_kept(request).values_list("name", flat=True))
    names = (_("filter {n}").format(n=n) for n in range(1, len(known) + 2))
    return next(name for name in names if name not in known)


def _kept(request: Any) -> Any:
    return SavedFilter.objects.filter(account=request.who.account, page=PAGE)


def saved(request: Any, ask: Asked) -> list[Link]:
    """The filters that are kept, each opening its list at the instant that is shown."""
    kept = _kept(request).order_by("kept_at", "id").values_list("name", "query")
    return [Link(name, ask.href("gaps", **{"area": "", **query})) for name, query in kept]


def saving_form(ask: Asked, chosen: Narrowed) -> Form:
    """The form by which the filter that is set is kept."""
    action = chosen.href(ask).replace(reverse("board:gaps"), reverse("board:save_filter"), 1)
    name = Field(
        "name",
        _("name"),
        is_optional=True,
        hint=_("The filter, order and columns that are set. They stay with your account."),
    )
    return Form(action, [name], _("Keep this filter"))
