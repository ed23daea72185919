"""How the door's pages are made: a template, its context, and what the frame says of who looks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy

from lianfang.base.instants import iso
from lianfang.base.problems import Refused
from lianfang.entry import clock
from lianfang.entry.tables import area_names
from lianfang.entry.who import Who
from lianfang.gaps import plans
from lianfang.registers.access import rows
from lianfang.registers.demonstration import is_made_up
from lianfang.registers.models import Area, Task
from lianfang.registers.roles import PURPOSE_TITLES, ROLES
from lianfang.ui.pages import NavLink, Page, ReaderShown
from lianfang.ui.writing import spoken

NAV = (
    ("board", "board:board", gettext_lazy("Board")),
    ("gaps", "board:inbox", gettext_lazy("Inbox")),
    ("gaps", "board:gaps", gettext_lazy("Gaps")),
    ("gaps", "board:tasks", gettext_lazy("Tasks")),
    ("gaps", "board:roster", gettext_lazy("Roster")),
    ("gaps", "board:decisions", gettext_lazy("Decisions")),
    ("people", "tracing:cases", gettext_lazy("Cases")),
    ("people", "chains:chains", gettext_lazy("Transmission")),
    ("people", "laboratory:board", gettext_lazy("Laboratories")),
    ("gaps", "treatment:beds", gettext_lazy("Beds")),
    ("people", "orders:orders", gettext_lazy("Orders")),
    ("write", "orders:gate", gettext_lazy("Pass at the gate")),
    ("people", "staff:rota", gettext_lazy("Medical staff")),
    ("gaps", "reporting:daily", gettext_lazy("Daily table")),
    ("what_if", "resumption:runs", gettext_lazy("What if")),
    ("people write gaps", "board:registers", gettext_lazy("Records")),
    ("people", "chains:duplicates", gettext_lazy("Duplicates")),
    ("import", "interop:imports", gettext_lazy("Imports")),
    ("board", "board:brief", gettext_lazy("Brief")),
    ("draft sign", "board:drafts", gettext_lazy("Changes of the plan")),
    ("journal", "board:journal", gettext_lazy("Journal")),
    ("grant", "entry:accounts", gettext_lazy("Accounts")),
    ("grant sign", "entry:grants", gettext_lazy("Rights")),
    ("devices", "entry:devices", gettext_lazy("Devices")),
    ("", "entry:notices", gettext_lazy("Notices")),
    ("", "entry:account", gettext_lazy("My account")),
)
"""Rights → the page in the frame's list for whoever has one of them, and what it is called; no right: for all."""

NAV_READS: dict[str, str] = {
    "chains:chains": "case",
    "chains:duplicates": "review_match",
    "laboratory:board": "sample",
    "orders:gate": "passage",
    "orders:orders": "order",
    "reporting:daily": "submission",
    "staff:rota": "staff_member",
    "tracing:cases": "case",
    "treatment:beds": "bed",
}
"""Route in the list → the register that one must read to be shown it."""

MOST_COUNTED = 999
"""Up to which the tasks that wait are counted."""


def frame(request: Any, title: str, *, counted: bool = True, **more: Any) -> Page:
    """What ``ui/frame.html`` wants to know as ``page``, for every page of every package above.

    Args:
        title: of the page, its heading too.
        counted: does the list of pages say what waits there? Not where an answer is to be the same to the letter.
        more: whatever else the frame can show, such as ``as_of``.
    """
    who = getattr(request, "who", None)
    said: dict[str, Any] = {
        "city": city_name(), "home": reverse("entry:start"), "path": request.get_full_path(),
        "language_action": reverse("entry:language"), "sign_in": "" if who else reverse("entry:sign_in"),
        "reader": who and _reader(who), "nav": _nav(who, counted) if who else (), "demo": is_made_up(),
        "evening": _evening(),
    }  # fmt: skip
    return Page(title, spoken(), **{**said, **more})


def city_name() -> str:
    """The city of the plan in force, in the page's language; empty before there is one."""
    force = plans.current()
    area = force and Area.objects.filter(gb_code=force.plan.city).only("name_zh", "name_en").first()
    return "" if not area else str(area.name_zh if spoken() == "zh" else area.name_en)


def _evening() -> str:
    """What a demonstration's own clock says; empty at a site that goes by the real one."""
    evening = clock.of_demonstration()
    return "" if evening is None else iso(evening.at(clock.real()), settings.TIME_ZONE)


def _reader(who: Who) -> ReaderShown:
    language, grant = spoken(), who.grant
    return ReaderShown(
        name=who.account.name,
        role="" if grant is None else ROLES[grant.role].title.to(language),
        area="" if grant is None or not grant.area else area_names({grant.area}).get(grant.area, ""),
        purpose=PURPOSE_TITLES[who.purpose].to(language) if who.purpose else "",
        sign_out=reverse("entry:sign_out"),
    )


def _nav(who: Who, counted: bool) -> tuple[NavLink, ...]:
    if who.waits_for:
        return ()
    shown = [
        (route, title)
        for rights, route, title in NAV
        if (not rights or who.may(*rights.split())) and _reads(who, route)
    ]
    counts = {"entry:notices": _up_to(who.unread)} if counted else {}
    if counted and who.may("gaps") and who.purpose:
        counts["board:inbox"] = _waiting(who)
    return tuple(NavLink(route, str(title), reverse(route), counts.get(route, "")) for route, title in shown)


def _reads(who: Who, route: str) -> bool:
    """May they read what the page is about? Who has not said yet what for reads nothing."""
    return route not in NAV_READS or (bool(who.purpose) and who.reader.reads(NAV_READS[route]))


def _waiting(who: Who) -> str:
    """How many tasks in the reader's area have not come to their end; no further than anyone reads a number."""
    kept = rows(Task, who.reader).filter(closed_at=None, returned_at=None)
    count = kept[: MOST_COUNTED + 1].count()
    return _up_to(count)


def _up_to(count: int) -> str:
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count or "")


def page(
    request: HttpRequest, template: str, title: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of the door."""
    form = context.get("form")
    framed = frame(request, title, has_errors=bool(form and form.errors), **context.pop("framed", {}))
    return render(request, f"accounts/{template}.html", {"page": framed, **context}, status=status)


def shown(request: HttpRequest, template: str, title: str, form: Any, **context: Any) -> HttpResponse:
    """A page with a form: 422 and a summary of its errors if it was sent and will not do."""
    status = context.pop("status", 422 if form.errors else 200)
    return page(request, template, title, status=status, form=form, **context)


def next_of(request: HttpRequest, otherwise: str = "/") -> str:
    """Where to go on to: a path of this site that was asked for before, never another site."""
    asked = str(request.POST.get("next") or request.GET.get("next") or "")
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_ours else otherwise


def tell(form: Any, refusal: Refused, fields: dict[str, str]) -> None:
    """Put an action's problems on a form, each at its field (problem code → field) or over all; what is wrong with many rows in
    the same words is said once.
    """
    language = spoken()
    said = [(fields.get(one.code), f"{one.what(language)} {one.mend(language)}") for one in refusal.problems]
    for field, words in dict.fromkeys(said):
        form.add_error(field, words)
