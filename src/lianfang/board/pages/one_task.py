"""One task: what is asked, how its gap stands now, what was done, and the forms for the steps that this account may take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.base.instants import iso
from lianfang.board.one_task import TaskShown, cited, evidence_register, shown
from lianfang.board.pages.asking import Asked, asked
from lianfang.board.pages.frames import framed, told
from lianfang.board.pages.hand_out import unit_choices
from lianfang.board.pages.tasks import columns, now_unless_named, row, tag, title_of
from lianfang.board.shapes import DutySaid
from lianfang.board.work import task_of
from lianfang.board.work_forms import Close, GiveEvidence, Reassign, Receive, SendBack, ToUnit, Verify
from lianfang.entry.forms import new_client
from lianfang.entry.rules import may
from lianfang.entry.who import Who
from lianfang.fronts.command.shapes import TaskListed
from lianfang.gaps import plans
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import Task
from lianfang.registers.roles import ROLES
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import Fact, Facts, Step, Timeline
from lianfang.ui.parts.forms import Form, fields_of, general_of
from lianfang.ui.parts.marks import Notice, State, Tag
from lianfang.ui.parts.tables import Table
from lianfang.ui.writing import moment, spoken


@dataclass(frozen=True)
class Taken:
    """A step of a task: its form, the right it needs, the states in which it is its turn."""

    form: type[BaseForm]
    right: str
    states: tuple[str, ...]


STEPS: Mapping[str, Taken] = {
    "receive": Taken(Receive, "write", ("assigned",)),
    "give_evidence": Taken(GiveEvidence, "write", ("received",)),
    "verify": Taken(Verify, "assign", ("evidence",)),
    "close": Taken(Close, "assign", ("verified",)),
    "send_back": Taken(SendBack, "write", ("assigned", "received", "evidence", "verified")),
    "reassign": Taken(Reassign, "assign", ("assigned", "received", "evidence", "verified")),
}
"""Who gives work out also verifies it and closes it; the unit receives and answers; either may return it."""


@dataclass(frozen=True)
class StepForm:
    """The form of one step under its heading."""

    id: str
    title: str
    lead: str
    form: Form


@dataclass(frozen=True)
class TaskPage:
    """What the page of a task shows."""

    page: Page
    lead: str
    notices: Sequence[Notice]
    facts: Facts
    gap: Facts | None
    instead: State | None
    timeline: Timeline
    steps: Sequence[StepForm]
    asides: Sequence[StepForm]
    others: Table | None
    journal: str


@may("gaps")
@require_safe
@told
def show(request: Any, ref: str) -> HttpResponse:
    """A task in the reader's reach."""
    return page_of(request, task_of(ref, reader=request.who.reader))


def page_of(
    request: Any, task: Task, *, failed: str = "", form: BaseForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a task; with a form that could not be taken, what is wrong with it and all that was typed."""
    ask = asked(request)
    found = shown(task, reader=ask.reader, duty_at=ask.as_of, at=ask.at)
    at, ask, said = ask.as_of, now_unless_named(ask, request.at), found.said
    title = title_of(said)
    trail = (Crumb(_("Tasks"), reverse("board:tasks")), Crumb(title))
    page = framed(
        request, ask, title, current="board:tasks", trail=trail, has_errors=bool(failed),
        path=reverse("board:task", args=[task.ref]),
    )  # fmt: skip
    made = [_step(task, verb, one) for verb, one in _forms(request.who, task, failed, form)]
    asides = [one for one in made if one.id in ("send_back", "reassign") and one.id != failed]
    context = TaskPage(
        page, f"{said.unit_name.to(spoken())} · {said.area_name.to(spoken())}", list(_notices(request.who, found, failed)),
        _facts(said, task), None if found.duty is None else _gap(ask, found.duty, at), _instead(found), _timeline(found),
        [one for one in made if one not in asides], asides, _others(ask, found),
        reverse("board:record_journal", args=["task", task.ref]),
    )  # fmt: skip
    return render(request, "board/task.html", vars(context), status=status)


def _forms(who: Who, task: Task, failed: str, form: BaseForm | None) -> Iterator[tuple[str, BaseForm]]:
    """What this account may do now; and what it tried, though another was quicker, so that nothing typed is lost."""
    for verb, step in STEPS.items():
        if verb == failed and form is not None:
            yield verb, form
        elif who.may(step.right) and task.state in step.states and not _is_own_evidence(who, task, verb):
            yield verb, new_form(verb, task, who)


def _is_own_evidence(who: Who, task: Task, verb: str) -> bool:
    return verb == "verify" and (task.evidence_by or "").casefold() == who.by.name.casefold()


def new_form(verb: str, task: Task, who: Who, data: Any = None) -> BaseForm:
    """The form of a step: what was sent, or a fresh one that remembers in which state the task is."""
    kind = STEPS[verb].form
    more: dict[str, Any] = {"auto_id": f"{verb}-%s"}
    if issubclass(kind, ToUnit):
        more["units"] = [("", _("choose")), *unit_choices(task.area_id, who.reader)]
    initial = {"seen": task.state, "client": new_client()}
    return kind(data, initial=initial, **more)


def _step(task: Task, verb: str, form: BaseForm) -> StepForm:
    titles = {
        "receive": (_("Receive"), _("Say that your unit has the task.")),
        "give_evidence": (_("Give evidence"), _evidence_lead(task)),
        "verify": (_("Verify"), _("You have looked at the evidence and it shows what is asked.")),
        "close": (_("Close"), _("Closing the task closes no gap: only what is recorded does.")),
        "send_back": (_("Return"), _("It is then nobody's, and may be handed out anew.")),
        "reassign": (
            _("Hand to another unit"),
            _("This task is returned, and the other unit gets the same work."),
        ),
    }
    title, lead = titles[verb]
    made = Form(
        reverse(f"board:{verb}", args=[task.ref]), fields_of(form), title, general=general_of(form),
        is_grave=verb == "send_back",
    )  # fmt: skip
    return StepForm(verb, title, lead, made)


def _evidence_lead(task: Task) -> str:
    register = evidence_register(task)
    if not register:
        return _("Say what was done.")
    what = catalogue()[register].title.to(spoken())
    return _("Say what was done, or name the record ({register}) that shows it, or both.").format(
        register=what
    )


def _notices(who: Who, found: TaskShown, failed: str) -> Iterator[Notice]:
    if not failed and _is_own_evidence(who, found.task, "verify") and found.said.state == "evidence":
        yield Notice("info", _("You gave the evidence: another has to verify it."))
    if found.said.is_overdue:
        yield Notice("warning", _("This task is past its date."))


def _facts(said: TaskListed, task: Task) -> Facts:
    language = spoken()
    facts = [
        Fact(_("state"), part=tag(said)), Fact(_("unit"), said.unit_name.to(language)),
        Fact(_("area"), said.area_name.to(language)), Fact(_("due by"), moment(said.due_at)),
        Fact(_("reference"), said.ref),
    ]  # fmt: skip
    if said.clause:
        facts.insert(3, Fact(_("clause"), said.clause))
    if task.decision:
        facts.append(Fact(_("decision"), task.decision, reverse("board:decision", args=[task.decision])))
    if task.objective:
        facts.append(Fact(_("objective"), task.objective, reverse("board:directive", args=[task.objective])))
    if said.outcome_words is not None:
        facts.insert(1, Fact(_("outcome"), said.outcome_words.to(language)))
    return Facts(facts)


def _gap(ask: Asked, duty: DutySaid, at: int) -> Facts:
    """The duty as it stands at an instant, of a record that the reader may see."""
    key, language = duty.duty, spoken()
    when = _("as of {moment}").format(moment=_written(at))
    facts = [
        Fact(_("how it stands"), part=_duty_tag(duty), note=when), Fact(_("why"), duty.why.to(language)),
        Fact(_("must"), key.title.to(language), ask.href("must", key.must)),
        Fact(_("record"), key.subject, ask.href("record", key.register, key.subject), note=key.period or ""),
        Fact(_("what would close it"), duty.closes.to(language)),
        Fact(_("duty due"), moment(duty.due_at)) if duty.due_at else Fact(_("duty due"), is_unknown=True),
    ]  # fmt: skip
    if duty.met_at:
        facts.insert(1, Fact(_("met at"), moment(duty.met_at)))
    return Facts(facts)


def _written(at: int) -> str:
    return moment(iso(at, plans.in_force().plan.zone))


def _duty_tag(duty: DutySaid) -> Tag:
    if duty.state == "gap":
        return Tag("overdue")
    tags = {
        "not_yet_due": "open",
        "met_in_time": "met",
        "late": "late",
        "excused": "excused",
        "cannot_tell": "cannot_tell",
    }
    return Tag(tags[duty.state])  # type: ignore[arg-type]


def _instead(found: TaskShown) -> State | None:
    """What stands where the gap would be."""
    if found.lacking == "no_duty":
        return State("empty", _("This task is on no gap"))
    if found.lacking == "withheld":
        return State(
            "withheld", _("The record is withheld"), _("Your role does not read records of this class.")
        )
    if found.lacking == "gone":
        return State(
            "empty", _("There is no such duty any more"), _("The record or the plan has changed since.")
        )
    return None


def step_titles() -> dict[str, str]:
    """The column in which a step's instant stands → what the step is called, in the order of work."""
    return {
        "assigned_at": _("handed out"), "received_at": _("received"), "evidence_at": _("evidence given"),
        "verified_at": _("verified by another"), "closed_at": _("closed"), "returned_at": _("returned"),
    }  # fmt: skip


def _timeline(found: TaskShown) -> Timeline:
    said = found.said
    words, register, ref = ("", "", "") if said.evidence is None else cited(said.evidence)
    if said.evidence is not None and found.hides_evidence:
        words, register, ref = _("what was said is withheld"), "", ""
    outcome = "" if said.outcome_words is None else said.outcome_words.to(spoken())
    duty = f"{catalogue()[register].title.to(spoken())} {ref}" if register else ""
    steps = [
        ("assigned_at", _("due by {moment}").format(moment=moment(said.due_at)), "", ""), ("received_at", "", "", ""),
        ("evidence_at", " · ".join(part for part in (words, duty) if part), "", _record(register, ref)),
        ("verified_at", "", "ok", ""), ("closed_at", outcome, "ok", ""), ("returned_at", outcome, "gap", ""),
    ]  # fmt: skip
    titles = step_titles()
    taken = [(getattr(found.task, at), at, titles[at], more, tone, href) for at, more, tone, href in steps]
    # As the steps are taken: of two in the same second the later in the order of work comes later.
    return Timeline([
        Step(_written(instant), what, more, _by(found, at), href, tone)  # type: ignore[arg-type]
        for instant, at, what, more, tone, href in taken if instant is not None
    ])  # fmt: skip


def _record(register: str, ref: str) -> str:
    return reverse("board:record", args=[register, ref]) if register else ""


def _by(found: TaskShown, step: str) -> str:
    actor = found.actors.get(step)
    if actor is None:
        return ""
    role = ROLES.get(actor.role)
    return actor.name if role is None else f"{actor.name} · {role.title.to(spoken())}"


def _others(ask: Asked, found: TaskShown) -> Table | None:
    if not found.others:
        return None
    rows = [row(ask, one) for one in found.others]
    return Table(_("Other tasks on the same duty"), columns(), rows, State("empty", _("none")))
