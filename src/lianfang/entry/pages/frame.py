"""How the door's pages are made: a template, its context, and what the frame says of who looks."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from lianfang.base.problems import Refused
from lianfang.base.words import Language
from lianfang.entry.tables import area_names
from lianfang.entry.who import Who
from lianfang.registers.roles import PURPOSE_TITLES, ROLES
from lianfang.ui.languages import page_language
from lianfang.ui.writing import spoken

NAV = (("grant", "entry:accounts"), ("grant sign", "entry:grants"), ("devices", "entry:devices"))
"""Rights → the page in the frame's list for whoever has one of them."""


def frame(request: Any, title: str, **more: Any) -> dict[str, Any]:
    """What ``ui/frame.html`` wants to know as ``page``, for every page of every package above.

    Args:
        title: of the page, its heading too.
        more: whatever else the frame can show, such as ``as_of``.
    """
    language, who = spoken(), getattr(request, "who", None)
    other: Language = "en" if language == "zh" else "zh"
    return {
        "title": title, "lang": page_language(language), "language": language, "density": "desk",
        "other": other, "other_lang": page_language(other), "other_name": "English" if other == "en" else "简体中文",
        "language_action": reverse("entry:language"), "path": request.get_full_path(), "home": reverse("entry:start"),
        "sign_in": "" if who else reverse("entry:sign_in"), "reader": who and _reader(who), "nav": who and _nav(who),
        "demo": bool(who and who.account.is_demo), **more,
    }  # fmt: skip


def _reader(who: Who) -> dict[str, str]:
    language, grant = spoken(), who.grant
    return {
        "name": who.account.name,
        "role": "" if grant is None else ROLES[grant.role].title.to(language),
        "area": "" if grant is None or not grant.area else area_names({grant.area}).get(grant.area, ""),
        "purpose": PURPOSE_TITLES[who.purpose].to(language) if who.purpose else "",
        "sign_out": reverse("entry:sign_out"),
    }


def _nav(who: Who) -> list[dict[str, str]]:
    titles = {"entry:accounts": _("Accounts"), "entry:grants": _("Rights"), "entry:devices": _("Devices")}
    if who.waits_for:
        return []
    shown = [
        {"key": route, "href": reverse(route), "title": titles[route]}
        for rights, route in NAV
        if who.may(*rights.split())
    ]
    return [*shown, {"key": "entry:account", "href": reverse("entry:account"), "title": _("My account")}]


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
    """Put an action's problems on a form, each at its field (problem code → field) or over all."""
    language = spoken()
    for problem in refusal.problems:
        form.add_error(fields.get(problem.code), f"{problem.what(language)} {problem.mend(language)}")
