"""The days of the watch after discharge on the page of a case, and what a look at the patient found on each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from lianfang.fronts.treatment.pages.framing import at_words, joined
from lianfang.fronts.treatment.watching import WatchDay
from lianfang.registers.models import ClinicalCheck
from lianfang.registers.models.codes import SEVERITY
from lianfang.ui.parts.marks import State, Status
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import number, spoken

STATUS: dict[str, Status] = {"seen": "met", "missed": "overdue", "waiting": "waiting", "to_come": "waiting"}


@dataclass(frozen=True)
class SeenTag:
    """How a day stands: a shape and its word."""

    template: ClassVar[str] = "ui/parts/tag.html"
    status: Status
    word: str
    more: str = ""


def table(days: Sequence[WatchDay], sees: bool) -> Table | None:
    """The days so far and today, the newest first; what was found, where the purpose opens it. None where there is no watch."""
    if not days:
        return None
    words = {"seen": _("looked at"), "missed": _("not looked at"), "waiting": _("not yet today")}
    columns = [
        Column(_("day"), is_kept=True), Column(_("stands"), is_kept=True), Column(_("at"), is_kept=True), Column(_("found")),
    ]  # fmt: skip
    past = [one for one in days if one.seen != "to_come"]
    rows = [
        Row([
            Cell(one.day.isoformat()), Cell(part=SeenTag(STATUS[one.seen], words[one.seen])),
            Cell(joined(at_words(look.at) for look in one.looks)),
            Cell(joined(_found(look) for look in one.looks)) if sees else Cell(_("withheld"), tone="soft"),
        ])
        for one in reversed(past)
    ]  # fmt: skip
    seen = sum(one.seen == "seen" for one in past)
    note = _("Looked at on {seen} of {past} days so far; the watch has {all} days.").format(
        seen=number(seen), past=number(len(past)), all=number(len(days))
    )
    return Table(
        _("Watch after discharge"),
        columns,
        rows,
        State("empty", _("The first day of the watch is tomorrow")),
        note,
    )


def _found(look: ClinicalCheck) -> str:
    better = {True: _("symptoms clearly better"), False: _("symptoms not better")}
    said = [
        "" if look.temperature is None else f"{look.temperature:.1f} °C",
        "" if look.symptoms_better is None else better[look.symptoms_better],
        "" if look.severity is None else SEVERITY.codes[look.severity].to(spoken()),
    ]
    return joined(one for one in said if one)
