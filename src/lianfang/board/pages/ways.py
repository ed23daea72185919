"""Ways from page to page: what may be opened by whom, and the trail from the city down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lianfang.board.cards import line_of
from lianfang.board.pages.asking import Asked
from lianfang.gaps import plans
from lianfang.plan.model import LINES
from lianfang.ui.pages import Crumb
from lianfang.ui.writing import spoken

PLACES = ("after", "before", "back")
"""Parameters that say where in a list one is, and not which list it is."""


def opening(ask: Asked, registers: Iterable[str]) -> Asked:
    """The same question, whose counts open their lists only where these are as long as the counts say.

    A list leaves out registers that the reader may not read, and knows but what is known now.
    """
    opens = ask.names and ask.known_at is None and all(ask.reader.reads(one) for one in registers)
    return replace(ask, names=opens)


def registers() -> dict[str, set[str]]:
    """Line → the registers whose records its musts are about."""
    plan = plans.in_force().plan
    found: dict[str, set[str]] = {line: set() for line in LINES}
    for must in plan.musts.values():
        found[line_of(plan, must)].add(must.every)
    return found


def known_now(ask: Asked) -> Asked:
    """The same question of what is known now: lists and records know nothing else."""
    kept = {name: value for name, value in ask.kept.items() if name != "known_at"}
    return replace(ask, known_at=None, kept=kept)


def trail(ask: Asked, area: str, *below: Crumb) -> tuple[Crumb, ...]:
    """From the whole of what the reader sees, by the area that is shown, down to the page."""
    whole = Crumb(_("whole area"), ask.href("board", area=""))
    here = Crumb(area, ask.href("board"))
    return (whole, here, *below) if "area" in ask.kept else (here, *below)


def export_href(request: Any, name: str) -> str:
    """Where the list that a page shows is taken away; empty for whoever may not."""
    if not request.who.may("export"):
        return ""
    kept = [(key, value) for key, values in request.GET.lists() for value in values if key not in PLACES]
    return reverse("board:export", args=[name]) + ("?" + urlencode(kept) if kept else "")


def line_crumb(ask: Asked, line: str) -> Crumb:
    """The step to a line's page."""
    return Crumb(LINES[line].to(spoken()), ask.href("line", line))
