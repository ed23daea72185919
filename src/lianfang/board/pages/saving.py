"""Filters that a reader keeps by a name for as long as they are signed in: what is narrowed, of which area; never the instant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from lianfang.ui.parts.forms import Field, Form
from lianfang.ui.parts.marks import Link

PLACE = "saved_filters"
MOST = 12
"""How many are kept; the oldest makes room."""
LONGEST = 40
"""Characters of a name."""


@may("gaps")
@require_POST
@told
def save(request: Any) -> HttpResponse:
    """Keep the filter of the address by the name that is sent, or forget the one that ``forget`` names."""
    ask, chosen = ways.known_now(asked(request)), narrowed(request)
    kept = dict(_kept(request))
    forget = request.POST.get("forget", "")
    if forget:
        kept.pop(forget, None)
    else:
        name = request.POST.get("name", "").strip()[:LONGEST] or _("filter {n}").format(n=len(kept) + 1)
        kept.pop(name, None)
        kept[name] = {**chosen.query(), "area": ask.kept.get("area", "")}
    request.session[PLACE] = list(kept.items())[-MOST:]
    return HttpResponseRedirect(chosen.href(ask), status=303)


def _kept(request: Any) -> Sequence[tuple[str, Mapping[str, str]]]:
    found: Sequence[tuple[str, Mapping[str, str]]] = request.session.get(PLACE, ())
    return found


def saved(request: Any, ask: Asked) -> list[Link]:
    """The filters that are kept, each opening its list at the instant that is shown."""
    return [Link(name, ask.href("gaps", **{"area": "", **query})) for name, query in _kept(request)]


def saving_form(ask: Asked, chosen: Narrowed) -> Form:
    """The form by which the filter that is set is kept."""
    action = chosen.href(ask).replace(reverse("board:gaps"), reverse("board:save_filter"), 1)
    name = Field("name", _("name"), is_optional=True, hint=_("The filter that is set, until you sign out."))
    return Form(action, [name], _("Keep this filter"))
