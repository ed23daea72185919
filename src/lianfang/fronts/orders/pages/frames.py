"""What the pages about orders share: who may open them, the frame, how instants, people and states are said."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.base.instants import iso
from lianfang.base.problems import Refused
from lianfang.entry.pages import working
from lianfang.fronts.orders.listing import State, state_of
from lianfang.registers.models import Order, Organisation, Site
from lianfang.registers.models.clinical_codes import APPEAL_FROM, APPEAL_RESULT
from lianfang.registers.models.codes import ORDER_KIND
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.writing import moment, spoken

CURRENT = "orders:orders"


def of_orders(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """To whoever reads no orders the page is not there; what cannot be done is said on a page."""

    @wraps(view)
    def answered(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (request.who.may("people") and request.who.reader.reads("order")):
            raise Http404
        return view(request, *args, **kwargs)

    return working.told(answered)


def framed(request: Any, title: str, *trail: Crumb, **more: Any) -> Page:
    """The frame of a page about orders."""
    way = (Crumb(_("Orders"), reverse(CURRENT)), *trail) if title != _("Orders") else ()
    return working.framed(request, title, *way, current=CURRENT, **more)


def said_at(at: int | None) -> str:
    """An instant as people say it; empty where there is none."""
    return "" if at is None else moment(iso(at, settings.TIME_ZONE))


def written_at(at: int | None) -> str:
    """An instant as a form's field takes it."""
    return "" if at is None else iso(at, settings.TIME_ZONE)[:16]


def named(row: Site | Organisation | None) -> str:
    """The name of a place or unit in the page's language."""
    return "" if row is None else str(row.name_zh if spoken() == "zh" else row.name_en)


def kind_of(order: Order) -> str:
    """The kind in words."""
    return ORDER_KIND.codes[order.kind].to(spoken())


def appealed_by(order: Order) -> str:
    """Who appealed, in words."""
    return APPEAL_FROM.codes[order.appeal_from].to(spoken()) if order.appeal_from else ""


def result_of(order: Order) -> str:
    """What became of the appeal, in words."""
    return APPEAL_RESULT.codes[order.appeal_result].to(spoken()) if order.appeal_result else ""


def whom(order: Order) -> str:
    """Whom it binds, without a name."""
    if order.person_id:
        return _("person {ref}").format(ref=order.person.ref)
    if order.household_id:
        return _("household {ref}").format(ref=order.household.ref)
    return named(order.site)


def state_words(state: State) -> str:
    """How it stands, in words."""
    words = {
        "planned": _("not begun"), "in_force": _("in force"), "due": _("in force, ends within a day"),
        "overdue": _("term over, not lifted"), "oral": _("oral, lapses unless written"), "lifted": _("lifted"),
        "unsigned": _("awaits its second signature"),
    }  # fmt: skip
    return str(words[state])


def standing_words(order: Order, at: int) -> str:
    """The same of an order at an instant."""
    return state_words(state_of(order, at))


def tell_fields(form: Any, refusal: Refused, language: Any) -> None:
    """Put an action's problems on a form, each at the field that it names, or over all."""
    for problem in refusal.problems:
        field = problem.facts.get("field")
        line = f"{problem.line}: " if problem.line else ""
        form.add_error(
            field if field in form.fields else None,
            f"{line}{problem.what(language)} {problem.mend(language)}",
        )


def first_of(texts: Iterable[str]) -> str:
    """The first that says anything."""
    return next((text for text in texts if text), "")
