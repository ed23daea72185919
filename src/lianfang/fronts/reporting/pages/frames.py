"""What the pages of this front share: who reads what is sent, the forms of a receipt, and links to other fronts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.base.instants import iso
from lianfang.entry.forms import new_client
from lianfang.entry.pages.errors import not_found
from lianfang.registers.models import Submission
from lianfang.ui.parts.forms import Field, Form
from lianfang.ui.parts.marks import State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import moment

CLIENT = "client"


def of_class(register: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Only for whoever reads this register; to others the page is not there, whatever they ask of it."""

    def mark(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answered(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            return (
                view(request, *args, **kwargs) if request.who.reader.reads(register) else not_found(request)
            )

        return answered

    return mark


def shown(instant: int) -> str:
    """An instant as the page's language writes it."""
    return moment(iso(instant, settings.TIME_ZONE))


def client_field() -> Field:
    """An id for one filled-in form: sent twice, it is one write."""
    return Field(CLIENT, "", "hidden", new_client())


def receipt_field(*, is_optional: bool) -> Field:
    """The number under which the receiver took it in."""
    hint = _("As the receiver gave it; it can be added later.") if is_optional else ""
    return Field("receipt", _("Number of the receipt"), hint=hint, is_optional=is_optional, is_short=True)


def sent_table(caption: str, sent: Sequence[Submission], *, may_note: bool, nothing: str = "") -> Table:
    """What was sent, when, and the receipt; those without one lead to the form for it. ``nothing`` is said where there is none."""
    columns = [
        Column(_("sent at"), is_kept=True), Column(_("receiver")), Column(_("receipt"), is_kept=True), Column(_("receipt came at")),
    ]  # fmt: skip
    rows = [
        Row([
            Cell(shown(one.sent_at)), Cell(one.receiver),
            Cell(one.receipt) if one.receipt else Cell(_("none yet"), tone="unsure", href="#receipt" if may_note else ""),
            Cell(shown(one.receipt_at)) if one.receipt_at is not None else Cell(is_unknown=True),
        ])
        for one in sent
    ]  # fmt: skip
    return Table(caption, columns, rows, State("empty", nothing or _("Nothing was sent yet")))


def receipt_form(sent: Sequence[Submission]) -> Form | None:
    """Asks for the receipt of the last submission that has none; None where all have theirs."""
    waiting = [one for one in sent if one.receipt is None]
    if not waiting:
        return None
    fields = [receipt_field(is_optional=False), client_field()]
    return Form(reverse("reporting:receipt", args=[waiting[-1].ref]), fields, _("Keep the receipt"))
