"""The steps of a task, each a form that is sent: taken once, by whoever may, on the task as they saw it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from lianfang.base.problems import Problem, Refused
from lianfang.board.one_task import unit_named, with_record
from lianfang.board.pages.frames import told
from lianfang.board.pages.one_task import STEPS, new_form, page_of
from lianfang.board.work import task_of
from lianfang.entry.pages.frame import tell
from lianfang.entry.rules import may
from lianfang.registers.actions import tasks
from lianfang.registers.models import Task

AT_FIELD = {
    "task/evidence-in-words": "evidence", "record/not-found": "record", "record/length": "evidence",
    "task/outcome": "outcome", "task/no-such-unit": "other", "task/same-unit": "unit",
    "task/due-before-assigned": "due",
}  # fmt: skip
Act = Callable[[Any, Task, dict[str, Any], dict[str, Any]], list[str]]
"""The request, the task, what the form says, and what every action takes → the reference of the task to go on to."""


def _step(verb: str, act: Act) -> Callable[..., HttpResponse]:
    """A view that takes one step."""

    # Tasks are for who sees gaps; what a step asks beyond that, such as handing out, is asked here.
    @may("gaps" if STEPS[verb].right == "write" else STEPS[verb].right)
    @require_POST
    @told
    def take(request: Any, ref: str) -> HttpResponse:
        task = task_of(ref, reader=request.who.reader)
        form: Any = new_form(verb, task, request.who, request.POST)
        if form.is_valid():
            said = form.cleaned_data
            more = {"by": request.who.by, "at": request.at, "seen": said["seen"], "request": said["client"]}
            try:
                refs = act(request, task, {**said, "unit": getattr(form, "named", "")}, more)
            except Refused as refusal:
                tell(form, refusal, {code: name for code, name in AT_FIELD.items() if name in form.fields})
            else:
                return HttpResponseRedirect(reverse("board:task", args=refs[:1]), status=303)
        return page_of(request, task_of(ref, reader=request.who.reader), failed=verb, form=form, status=422)

    take.__name__, take.__doc__ = verb, f"Take the step ``{verb}``."
    return take


def _receive(request: Any, task: Task, said: dict[str, Any], more: dict[str, Any]) -> list[str]:
    return tasks.receive(refs=[task.ref], **more)


def _give_evidence(request: Any, task: Task, said: dict[str, Any], more: dict[str, Any]) -> list[str]:
    words, record = said["evidence"].strip(), said["record"].strip()
    if record:
        words = with_record(words, record, task=task, reader=request.who.reader)
    return tasks.give_evidence(refs=[task.ref], evidence=words, **more)


def _verify(request: Any, task: Task, said: dict[str, Any], more: dict[str, Any]) -> list[str]:
    return tasks.verify(refs=[task.ref], **more)


def _close(request: Any, task: Task, said: dict[str, Any], more: dict[str, Any]) -> list[str]:
    return tasks.close(refs=[task.ref], outcome=said["outcome"], **more)


def _send_back(request: Any, task: Task, said: dict[str, Any], more: dict[str, Any]) -> list[str]:
    return tasks.send_back(refs=[task.ref], outcome=said["outcome"], **more)


def _reassign(request: Any, task: Task, said: dict[str, Any], more: dict[str, Any]) -> list[str]:
    if not said["unit"]:
        raise Refused(Problem("task/no-such-unit", facts={"named": "–"}))
    unit = unit_named(said["unit"], reader=request.who.reader)
    return tasks.reassign(refs=[task.ref], unit=unit, due_at=said["due"], outcome=said["outcome"], **more)


receive = _step("receive", _receive)
give_evidence = _step("give_evidence", _give_evidence)
verify = _step("verify", _verify)
close = _step("close", _close)
send_back = _step("send_back", _send_back)
reassign = _step("reassign", _reassign)
