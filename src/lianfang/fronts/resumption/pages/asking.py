"""What both forms' pages share: who asks, from which run the answers so far come, and where wrong lines are said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from lianfang.base.instants import iso
from lianfang.base.problems import Problem, Refused
from lianfang.fronts.resumption import runs
from lianfang.fronts.resumption.forms import Lines, Sized, written
from lianfang.fronts.resumption.names import Known
from lianfang.fronts.resumption.spec import FOUND, MOST_AGENT_DAYS, WORST, Places
from lianfang.registers.models import OutlookRun
from lianfang.ui.parts.forms import ErrorSummary, Field, fields_of, general_of
from lianfang.ui.parts.marks import Link, Notice
from lianfang.ui.writing import moment, number, spoken

AS_WHOLE = 100


@dataclass(frozen=True)
class Block:
    """One scenario or calendar of the form: its fields, and whether it asks for anything."""

    title: str
    fields: Sequence[Field]
    is_written: bool
    is_wrong: bool


def today(at: int) -> date:
    """The day of an instant in the city."""
    return datetime.fromtimestamp(at, ZoneInfo(settings.TIME_ZONE)).date()


def before(request: Any) -> OutlookRun | None:
    """The run that this one begins from: the one named, if the reader sees it."""
    ref = request.GET.get("from", "")
    return runs.one(ref, request.who.reader) if ref else None


def prefilled(run: OutlookRun, counted: Places | None) -> dict[str, Any]:
    """What the form takes of places from an earlier run: nothing where they began with a count that the reader may not see."""
    return {"beds": "", "rooms": ""} if counted is None and run.spec.get("counted") else {}


def check_names(forms: Sequence[Lines], least: int) -> list[Problem]:
    """There are enough of them, no two have one name, and none that of what the product adds."""
    names = [one.cleaned_data.get("name", "") for one in forms]
    wrong = []
    if len(forms) < least:
        wrong.append(Problem("resumption/too-few", facts={"count": len(forms), "least": least}))
    twice = sorted({name for name in names if name and names.count(name) > 1})
    own = [name for name in names if _is_reserved(name)]
    wrong += [Problem("resumption/reserved-name", facts={"name": name}) for name in own]
    return wrong + [Problem("resumption/same-name", facts={"name": name}) for name in twice]


def _is_reserved(name: str) -> bool:
    said = name.casefold()
    return said in (WORST, str(_("Planned worst case")).casefold(), FOUND[0]) or said.startswith(FOUND[1])


def check_size(runs_: int, agents: int, days: int) -> list[Problem]:
    """It is not too much for one question."""
    if runs_ * agents * days <= MOST_AGENT_DAYS:
        return []
    facts = {"runs": number(runs_), "agents": number(agents), "days": days}
    return [Problem("resumption/too-much", facts=facts)]


def tell(form: Sized, refusal: Refused) -> None:
    """What an engine or an action refuses, over the whole form."""
    for problem in refusal.problems:
        form.add_error(None, written(problem))


def summary(form: Sized, blocks: Sequence[Lines]) -> ErrorSummary | None:
    """All that is wrong, each leading to its field."""
    fields = [field for one in (form, *blocks) for field in fields_of(one)]
    made = ErrorSummary(fields, general_of(form))
    return made if made.rows else None


def shown(title: Any, form: Lines) -> Block:
    """A block of the form."""
    name = form["name"].value() or ""
    return Block(str(name or title), fields_of(form), form.is_written, bool(form.errors))


def places_said(counted: Places | None) -> Notice:
    """What the registers say of free places, and as of when."""
    if counted is None:
        return Notice(
            "info", _("Beds are not within your rights."), _("Enter the numbers that you were told, or leave them empty.")
        )  # fmt: skip
    facts = {
        "beds": number(counted.beds), "rooms": number(counted.rooms), "at": moment(iso(counted.as_of, settings.TIME_ZONE)),
        "residents": number(counted.residents or 0), "modelled": number(counted.modelled or 0), "times": times(counted),
    }  # fmt: skip
    if counted.residents is None:
        said = _(
            "The registers show %(beds)s free beds and %(rooms)s free quarantine places within your area, as of %(at)s. Residents are not "
            "known of all its areas."
        )
        mend = _(
            "The form begins with the places as they are, for a model of %(modelled)s residents; enter as many as such a city would have. "
            "Empty: no limit."
        )
        return Notice("info", said % facts, mend % facts)
    said = _(
        "The registers show %(beds)s free beds and %(rooms)s free quarantine places for %(residents)s residents within your area, as of "
        "%(at)s."
    )
    mend = _(
        "The model is of %(modelled)s residents, %(times)s times as many, and so are the places with which the form begins. Another number "
        "may be entered. Empty: no limit."
    )
    return Notice("info", said % facts, mend % facts)


def times(counted: Places) -> str:
    """The scale, as it is said: no more digits than anyone reads."""
    return f"{counted.times:,.0f}" if counted.times >= AS_WHOLE else f"{counted.times:.3g}"


def grammar(known: Known) -> str:
    """How lines are written, with what there is to name."""
    zh = spoken() == "zh"
    districts = ("、" if zh else ", ").join(known.district_word(one, spoken()) for one in known.districts)
    facts = {"batches": known.batches, "districts": districts}
    return str(
        _("One line each: sector, district, batch (1–%(batches)s), date; * is all. Districts: %(districts)s.")
        % facts
    )


def copy_link(run: OutlookRun, href: str) -> Link:
    """Where the same question can be changed."""
    return Link(_("Change and ask anew"), f"{href}?from={run.ref}")
