"""Discharge of one case: every criterion with the records behind it, the outcome, and the days of the watch after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lianfang.base.problems import Refused
from lianfang.entry.pages.frame import tell
from lianfang.entry.pages.working import framed, linked, reads, to, told
from lianfang.entry.rules import may
from lianfang.fronts.treatment import beds, discharging, watching
from lianfang.fronts.treatment.criteria import Found, Rule, all_met
from lianfang.fronts.treatment.discharging import CRITERIA
from lianfang.fronts.treatment.forms import Discharge, Look, fresh
from lianfang.fronts.treatment.pages import watch
from lianfang.fronts.treatment.pages.framing import at_words, minutes, name_of, status_of
from lianfang.fronts.treatment.watching import WatchDay
from lianfang.gaps import plans
from lianfang.gaps.lists import journal
from lianfang.registers.access import opens_sensitive
from lianfang.registers.editions import treated_by
from lianfang.registers.models import Case
from lianfang.registers.models.codes import CLASSIFICATION, OUTCOME, SEVERITY
from lianfang.ui.pages import Page
from lianfang.ui.parts.facts import Fact, Facts
from lianfang.ui.parts.forms import Form, fields_of, general_of
from lianfang.ui.parts.marks import Link, Notice, State, Status
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import number, spoken

STATUS: dict[str, Status] = {"met": "met", "not_met": "overdue", "cannot_tell": "cannot_tell"}


@dataclass(frozen=True)
class TruthTag:
    """How a criterion stands: a shape and its word."""

    template: ClassVar[str] = "ui/parts/tag.html"
    status: Status
    word: str
    more: str = ""


@dataclass(frozen=True)
class DischargePage:
    """What the page shows."""

    page: Page
    acts: Sequence[Link]
    notices: Sequence[Notice]
    facts: Facts
    criteria: Table
    watch: Table | None
    look: Form | None
    form: Form | None
    end_title: str


@may("people")
@reads("case", "admission", "clinical_check", "test_result")
@require_http_methods(["GET", "HEAD", "POST"])
@told
def show(request: Any, ref: str) -> HttpResponse:
    """A case's criteria of discharge and its watch; and when the form is sent, its outcome."""
    case = discharging.case_of(ref, request.who.reader)
    if request.method != "POST" or not request.who.may("write"):
        return _shown(request, case)
    form, status = Discharge(request.POST, ways=_ways(case)), 422
    if form.is_valid():
        said = form.cleaned_data
        try:
            discharging.discharge(
                case=ref, reason=said["reason"], ends_at=said["ends_at"], by=request.who.by, at=request.at,
                request=said["client"],
            )  # fmt: skip
        except Refused as refusal:
            tell(form, refusal, {"beds/not-yet": "ends_at", "beds/ends-before-it-begins": "ends_at"})
            status = status_of(refusal)
        else:
            return to("treatment:discharge", ref)
    return _shown(request, case, form=form, status=status)


@may("write")
@reads("case", "admission", "clinical_check", "test_result")
@require_POST
@told
def look(request: Any, ref: str) -> HttpResponse:
    """A look at the patient, entered where its criteria and its watch stand."""
    case = discharging.case_of(ref, request.who.reader)
    form, status = Look(request.POST, sees=opens_sensitive(request.who.reader), auto_id="look-%s"), 422
    if form.is_valid():
        said = form.cleaned_data
        try:
            watching.look(
                case=ref, found=form.found(), when=said["at"], by=request.who.by, at=request.at, request=said["client"],
            )  # fmt: skip
        except Refused as refusal:
            tell(form, refusal, {"beds/not-yet": "at"})
            status = status_of(refusal)
        else:
            return to("treatment:discharge", ref)
    return _shown(request, case, looked=form, status=status)


def _ways(case: Case) -> tuple[str, ...]:
    return discharging.ways(case, discharging.lies(case))


def _shown(
    request: Any, case: Case, *, form: Discharge | None = None, looked: Look | None = None, status: int = 200
) -> HttpResponse:
    stay, found = discharging.lies(case), discharging.evidence(case, request.at)
    sees, days = opens_sensitive(request.who.reader), watching.days(case, request.at)
    journal(request.who.reader, at=request.at, counts=_read(stay, found, days), ref=case.ref)
    title = _("Discharge of case {ref}").format(ref=case.ref)
    page = framed(request, title, current="treatment:beds", has_errors=status != 200)
    end_title = _("Record the outcome") if stay is None else _("End the stay")
    context = DischargePage(
        page,
        list(_acts(request, case)),
        [*_notices(case, stay, found, sees), *(_pooled(case, request.at) if sees else ())],
        _facts(case, stay, sees, request.at),
        _table(case, found, request.at, sees),
        watch.table(days, sees),
        _look_form(request, case, looked),
        _end_form(request, case, stay, end_title, all_met(found), form),
        end_title,
    )
    return render(request, "treatment/discharge.html", vars(context), status=status)


def _look_form(request: Any, case: Case, looked: Look | None) -> Form | None:
    if not request.who.may("write"):
        return None
    shown = looked or Look(sees=opens_sensitive(request.who.reader), initial=fresh(), auto_id="look-%s")
    action = reverse("treatment:look", args=[case.ref])
    return Form(action, fields_of(shown), _("Enter a look at the patient"), general=general_of(shown))


def _end_form(
    request: Any, case: Case, stay: Any, title: str, is_met: bool, form: Discharge | None
) -> Form | None:
    open_ways = discharging.ways(case, stay)
    if not open_ways or not request.who.may("write"):
        return None
    shown = form or Discharge(initial=fresh(), ways=open_ways)
    action = reverse("treatment:discharge", args=[case.ref])
    return Form(action, fields_of(shown), title, general=general_of(shown), is_grave=not is_met)


def _acts(request: Any, case: Case) -> Iterator[Link]:
    """Where the records come from on which the criteria rest."""
    if not request.who.may("write"):
        return
    sample = linked("laboratory:request", case=case.ref)
    if sample:
        yield Link(_("Request a sample"), sample)


def _read(stay: Any, found: Sequence[Found], days: Sequence[WatchDay]) -> dict[str, int]:
    """Register → how many of its records were read."""
    later = {one.ref for day in days for one in day.looks}
    tests = {ref for one in found if one.criterion == "negatives" for ref in one.behind}
    checks = {ref for one in found if one.criterion != "negatives" for ref in one.behind}
    return {
        "case": 1, "admission": 0 if stay is None else 1, "clinical_check": len(checks | later), "test_result": len(tests),
    }  # fmt: skip


def _notices(case: Case, stay: Any, found: Sequence[Found], sees: bool) -> list[Notice]:
    if case.discharged_on is not None and not sees:
        return [Notice("success", _("This case has been discharged."))]
    if case.discharged_on is not None:
        until = case.watch_until
        more = _("watched until {day}").format(day=until) if until else ""
        return [Notice("success", _("Discharged on {day}.").format(day=case.discharged_on), more)]
    if stay is None:
        more = _("The outcome is recorded on the case itself; there is no stay to end.")
        return [
            Notice(
                "warning",
                _("This case lies in no bed that is on record."),
                more if discharging.ways(case, None) else "",
            )
        ]
    if all_met(found):
        return [Notice("success", _("Every criterion is met."))]
    return [Notice("info", _("Not every criterion is met: this case cannot be discharged as recovered yet."))]


def _pooled(case: Case, at: int) -> Iterator[Notice]:
    """Negatives of pools, where the plan does not count them: who looks for the second negative is told why it is not there."""
    if case.discharged_on is None and not discharging.pools_count(at):
        found = len(discharging.pooled(case, at))
        if found:
            what = _("{n} samples of this case are negative in a pool.").format(n=number(found))
            yield Notice(
                "info",
                what,
                _("By the plan a pool's negative does not count for discharge: test the sample alone."),
            )


def _facts(case: Case, stay: Any, sees: bool, at: int) -> Facts:
    """What is known of the case; what is said of anyone's health, where the purpose opens it."""
    severity = SEVERITY.codes[case.severity].to(spoken()) if case.severity else ""
    outcome = OUTCOME.codes[case.outcome].to(spoken()) if case.outcome else ""

    def sensitive(term: str, text: str) -> Fact:
        if not sees:
            return Fact(term, withheld=_("opened by the purpose of a case investigation"))
        return Fact(term, text, is_unknown=not text)

    began, now = treated_by(case, plans.in_force().plan, at)

    return Facts([
        Fact(_("case"), case.ref, linked("tracing:case", case.ref)),
        Fact(_("classification"), CLASSIFICATION.codes[case.classification].to(spoken())),
        sensitive(_("severity"), severity),
        Fact(_("hospital"), name_of(case.hospital), is_unknown=case.hospital is None),
        sensitive(_("admitted"), at_words(case.admitted_at)),
        Fact(_("bed"), beds.named(stay.bed).to(spoken()) if stay else _("none")),
        sensitive(_("outcome"), outcome),
        Fact(_("treatment plan at admission"), _edition(began), is_unknown=began is None),
        Fact(_("treatment plan now"), _edition(now), is_unknown=now is None),
    ])  # fmt: skip


def _table(case: Case, found: Sequence[Found], at: int, sees: bool) -> Table:
    """How each criterion stands; since when and by which records, where the purpose opens it."""
    rule = discharging.rule_at(at)
    columns = [
        Column(_("criterion")), Column(_("asked by the plan")), Column(_("stands"), is_kept=True), Column(_("since"), is_kept=True),
        Column(_("records behind it")),
    ]  # fmt: skip
    rows = [
        Row([
            Cell(CRITERIA[one.criterion].to(spoken())), Cell(_asked(one, rule)), Cell(part=TruthTag(STATUS[one.truth], _word(one))),
            Cell(at_words(one.since)) if sees else _withheld(),
            Cell(" ".join(one.behind[-8:]) or _("none")) if sees else _withheld(),
        ])
        for one in found
    ]  # fmt: skip
    _began, now = treated_by(case, plans.in_force().plan, at)
    note = "" if now is None else _("By the diagnosis plan, edition {n}, in force now.").format(n=now)
    return Table(
        _("Criteria of the edition in force"), columns, rows, State("empty", _("No criterion")), note
    )


def _edition(number: int | None) -> str:
    return "" if number is None else _("edition {n}").format(n=number)


def _withheld() -> Cell:
    return Cell(_("withheld"), tone="soft")


def _word(one: Found) -> str:
    words = {"met": _("met"), "not_met": _("not met"), "cannot_tell": _("cannot tell")}
    return words[one.truth]


def _asked(one: Found, rule: Rule) -> str:
    if one.criterion == "temperature":
        return _("below {degrees} °C for {time}").format(
            degrees=rule.normal_below, time=minutes(rule.normal_for)
        )
    if one.criterion == "negatives":
        return _("{n} from samples at least {time} apart").format(n=rule.negatives, time=minutes(rule.apart))
    return _("the last record says so")
