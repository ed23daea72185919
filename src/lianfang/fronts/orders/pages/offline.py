"""A page for gates without a network: kept by the browser once it was opened, it verifies passes by itself.

What it brings is the public key and the references of passes that were taken back, or will end before their term, and when:
nothing of anybody. Older than a day it lets nobody pass, as the list of those taken back does at the console.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lianfang.entry.pages import working
from lianfang.entry.rules import may, open_to_all
from lianfang.fronts.orders import passing, tokens
from lianfang.fronts.orders.pages.frames import said_at
from lianfang.registers import keys
from lianfang.registers.models.clinical_codes import PASS_VERDICT
from lianfang.ui.languages import page_language
from lianfang.ui.writing import spoken


@dataclass(frozen=True)
class Frame:
    """What the frame of a page asks for that stands alone."""

    lang: str
    is_alone: bool = False
    styles: tuple[str, ...] = ("orders/print.css", "orders/gate.css")


@dataclass(frozen=True)
class OfflinePage:
    """What the script needs, and since when it is so. ``back`` is each pass that is no longer good as ``reference:instant``, 0 for
    at once. ``ahead`` is by how much the site's clock is before the real one: of a demonstration alone it is anything but 0.
    """

    page: Frame
    keys: str
    back: str
    made: int
    ahead: int
    zone: str
    worker: str
    go: str
    call: str
    moment: str
    online: str


@may("write")
@working.told
@require_safe
def show(request: Any) -> HttpResponse:
    """The page, as of now; a browser that can keeps it."""
    language, known = spoken(), sorted(tokens.public_keys(keys.export_pass_key()))
    context = OfflinePage(
        page=Frame(page_language(language)),
        keys=" ".join(base64.urlsafe_b64encode(one).decode().rstrip("=") for one in known),
        back=" ".join(f"{ref}:{since}" for ref, since in passing.no_longer_good(request.at).items()),
        made=request.at,
        ahead=request.at - request.real,
        zone=settings.TIME_ZONE,
        worker=reverse("orders:gate_worker"),
        go=PASS_VERDICT.codes["go"].to(language),
        call=PASS_VERDICT.codes["call"].to(language),
        moment=said_at(request.at),
        online=reverse("orders:gate"),
    )
    return render(request, "orders/offline.html", vars(context))


@open_to_all
@require_safe
def worker(_request: Any) -> HttpResponse:
    """The script that answers when the network does not. It stands beside the page: that is how far it reaches."""
    found = Path(str(finders.find("orders/gate-worker.js")))
    return HttpResponse(found.read_bytes(), content_type="text/javascript")
