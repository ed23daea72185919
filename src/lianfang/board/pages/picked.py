"""Tasks that were picked from the list: received together, or handed to another unit together; a form sent twice does nothing twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.forms import BaseForm
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianfang.base.problems import Problem, Refused
from lianfang.board.one_task import unit_named
from lianfang.board.pages.asking import asked
from lianfang.board.pages.frames import framed, told
from lianfang.board.pages.hand_out import FEW, MOST, unit_choices
from lianfang.board.pages.one_task import STEPS
from lianfang.board.pages.steps import AT_FIELD
from lianfang.board.pages.tasks import columns, key_of, now_unless_named, picked_titles, row
from lianfang.board.work_forms import Reassign, Receive
from lianfang.entry.forms import new_client
from lianfang.entry.pages.frame import tell
from lianfang.entry.rules import may
from lianfang.fronts.command.task_list import tasks_said
from lianfang.gaps import plans
from lianfang.registers.access import rows
from lianfang.registers.actions import tasks
from lianfang.registers.models import Task
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.forms import Field, Form, fields_of, general_of
from lianfang.ui.parts.marks import Link, Notice, State
from lianfang.ui.parts.tables import Table
from lianfang.ui.writing import number

SHOWN = 50
KEPT = ("row", "step", "outcome", "unit", "other", "due", "client")


@dataclass(frozen=True)
class PickedPage:
    """The tasks that were picked, and the form."""

    page: Page
    lead: str
    notices: Sequence[Notice]
    form: Form
    table: Table


@may("gaps")
@require_http_methods(["GET", "HEAD", "POST"])
@told
def show(request: Any) -> HttpResponse:
    """What was picked, with the form; and when it is sent, the step."""
    typed = _typed(request)
    step, picked = typed.get("step", ""), dict(_pairs(typed.getlist("row")))
    if not picked:
        raise Refused(Problem("task/none-picked"))
    if step not in picked_titles() or not request.who.may(STEPS[step].right):
        raise Http404
    may_many = request.who.may("bulk")
    if len(picked) > MOST or (len(picked) > FEW and not may_many):
        facts = {"n": len(picked), "most": MOST if may_many else FEW}
        raise Refused(Problem("task/too-many", facts=facts))
    if len(picked) > FEW and not request.who.is_fresh:
        request.session["picked"] = {name: typed.getlist(name) for name in KEPT if name in typed}
        back = {"next": reverse("board:picked") + "?kept=1"}
        return HttpResponseRedirect(reverse("entry:again") + "?" + urlencode(back), status=303)
    seen = rows(Task, request.who.reader).filter(ref__in=list(picked)).select_related("unit", "area")
    found = list(seen.order_by("due_at", "id"))
    is_sent = request.method == "POST" and "client" in typed
    form = _form(step, typed if is_sent else None, found, request)
    if is_sent and form.is_valid() and _done(request, step, form, picked, found):
        request.session.pop("picked", None)
        request.session["moved"] = [step, len(picked)]
        return HttpResponseRedirect(reverse("board:tasks"), status=303)
    ready = found if is_sent else [task for task in found if task.state in STEPS[step].states]
    return _shown(request, step, form, ready, picked, lost=len(picked) - len(ready))


def _typed(request: Any) -> Any:
    """What was sent; or what was kept when the second factor had to be shown once more."""
    if request.method == "POST":
        return request.POST
    typed = request.GET.copy()
    if "kept" in typed:
        for name, values in request.session.get("picked", {}).items():
            typed.setlist(name, values)
    return typed


def _pairs(keys: Sequence[str]) -> Iterator[tuple[str, str]]:
    """References, each with the state in which the list showed it."""
    for key in keys:
        ref, _stroke, state = key.partition("/")
        yield ref[:16], state[:16]


def _form(step: str, typed: Any, found: Sequence[Task], request: Any) -> Any:
    initial = {"client": new_client()}
    if step == "receive":
        return Receive(typed, initial=initial)
    places = {task.area_id for task in found}
    near = unit_choices(max(places), request.who.reader) if len(places) == 1 else _units(request)
    return Reassign(typed, initial=initial, units=[("", _("choose")), *near])


def _units(request: Any) -> Any:
    """The units of the reader's own area, where the tasks lie in several."""
    return unit_choices(request.who.reader.area, request.who.reader)


def _done(request: Any, step: str, form: Any, picked: Mapping[str, str], found: Sequence[Task]) -> bool:
    """Take the step on all; False where the form has to be mended."""
    said = form.cleaned_data
    more: dict[str, Any] = {
        "refs": list(picked), "by": request.who.by, "at": request.at, "seen": picked, "request": said["client"],
    }  # fmt: skip
    # The action looks at the area alone: a task that this reader does not see is not there, whatever was sent.
    lost = set(picked) - {task.ref for task in found}
    try:
        if lost:
            raise Refused([Problem("task/not-found", facts={"ref": ref}) for ref in sorted(lost)])  # noqa: TRY301
        if step == "receive":
            tasks.receive(**more)
        else:
            unit = unit_named(form.named or "–", reader=request.who.reader)
            tasks.reassign(unit=unit, due_at=said["due"], outcome=said["outcome"], **more)
    except Refused as refusal:
        tell(form, refusal, {code: name for code, name in AT_FIELD.items() if name in form.fields})
        return False
    return True


def _shown(
    request: Any, step: str, form: BaseForm, ready: Sequence[Task], picked: Mapping[str, str], *, lost: int
) -> HttpResponse:
    if not ready:
        raise Refused(Problem("task/none-picked"))
    ask = now_unless_named(asked(request), request.at)
    title = picked_titles()[step]
    trail = (Crumb(_("Tasks"), reverse("board:tasks")), Crumb(title))
    page = framed(request, ask, title, current="board:tasks", trail=trail, has_errors=bool(form.errors))
    hidden = [Field("step", "", "hidden", step)]
    hidden += [Field("row", "", "hidden", key_of(task.ref, picked[task.ref])) for task in ready]
    button = _("{title}: {n}").format(title=title, n=number(len(ready)))
    made = Form(
        reverse("board:picked"), [*fields_of(form), *hidden], button, general=general_of(form),
        cancel=Link(_("Tasks"), reverse("board:tasks")),
    )  # fmt: skip
    notices = [
        Notice(
            "warning", _("{n} of those that were picked are left out: it is not their turn.").format(n=lost)
        )
    ]
    zone = plans.in_force().plan.zone
    table = Table(
        _("Picked tasks"), columns(), [row(ask, task) for task in tasks_said(ready[:SHOWN], zone, request.at)],
        State("empty", _("none")),
        _("{n} more are not shown").format(n=number(len(ready) - SHOWN)) if len(ready) > SHOWN else "",
    )  # fmt: skip
    lead = {
        "receive": _("Your units say that they have these tasks. All of them, or none."),
        "reassign": _(
            "These tasks are returned, and the other unit gets the same work. All of them, or none."
        ),
    }
    context = PickedPage(
        replace(page, as_of="", as_of_action=""),
        lead[step],
        notices if lost and not form.is_bound else [],
        made,
        table,
    )
    return render(request, "board/picked.html", vars(context), status=422 if form.errors else 200)
