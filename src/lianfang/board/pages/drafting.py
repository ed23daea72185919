"""The forms in which a value or a must is drafted: what is wrong is said beside its field, and what was typed stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianfang.base.instants import day_of
from lianfang.base.problems import Problem, Refused
from lianfang.board.draft_forms import STATUS, YES_NO, Choices, DraftMust, DraftValue
from lianfang.board.drafts import value_of
from lianfang.board.heads import in_force
from lianfang.board.musts import value_words
from lianfang.board.pages.asking import present
from lianfang.board.pages.drafts import crumb, page_now
from lianfang.board.pages.frames import told
from lianfang.entry.forms import new_client
from lianfang.entry.rules import may
from lianfang.gaps import drafting, plans
from lianfang.gaps.drafts import Proposed
from lianfang.plan.amending import Written, entry_written, must_written
from lianfang.plan.model import Must, Plan, Source, Value
from lianfang.records import Register
from lianfang.registers.catalogue import catalogue
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import Fact, Facts
from lianfang.ui.parts.forms import Form, fields_of, general_of
from lianfang.ui.parts.marks import Link
from lianfang.ui.writing import spoken

AT_FIELD = {
    "draft/needs-a-start": "since", "draft/starts-in-the-past": "since", "draft/starts-after-the-plan": "since",
    "draft/bad-key": "must", "draft/key-taken": "must", "draft/no-change": "value",
}  # fmt: skip
HINTS = {
    "duration": "30 minutes · 2 hours · 14 days", "number": "37.3", "date": "2020-02-08",
    "instant": "2020-02-08 18:00", "boolean": "yes · no", "areas": "420000, 330300", "text": "",
}  # fmt: skip
MAY_BE_EMPTY = frozenset(
    {"note", "until", "check", "owner", "cannot_tell_owner", "basis_zh", "basis_en", "review", "twin"}
)
"""What a plan can do without; all else it asks for, in its own words."""
FORM = ("GET", "HEAD", "POST")


@dataclass(frozen=True)
class DraftingPage:
    """A form, and the words that can be used in it."""

    page: Page
    lead: str
    form: Form
    words: Sequence[tuple[str, Facts]]


@may("draft")
@require_http_methods(FORM)
@told
def value(request: Any, key: str) -> HttpResponse:
    """Draft a value from a day on."""
    said = value_of(key)
    form = DraftValue(request.POST if request.method == "POST" else None, initial={"client": new_client()})
    form.offer(status=_status())
    form.fields["value"].help_text = HINTS[str(getattr(said.type, "value", said.type))]
    if request.method == "POST" and form.is_valid():
        answer = _keep(request, form, "value", key, _entry(form.cleaned_data, said))
        if answer is not None:
            return answer
    title, cancel = _("Draft a change"), Link(_("back"), reverse("board:value", args=[key]))
    name = Crumb(said.title.to(spoken()), cancel.href)
    page = page_now(request, title, crumb(), name, has_errors=bool(form.errors))
    return _shown(
        request,
        page,
        _stands(said, present(request.at)),
        form,
        reverse("board:draft_value", args=[key]),
        cancel,
    )


def _entry(said: dict[str, Any], value: Value) -> Written:
    source = Source(said["document"], said["status"], said["note"])
    kind = str(getattr(value.type, "value", value.type))
    return entry_written(since=said["since"], value=said["value"], kind=kind, source=source)


def _stands(said: Value, at: int) -> str:
    plan = plans.in_force().plan
    entry = in_force(plan, said.key, day_of(at - 1, plan.zone))
    title = said.title.to(spoken())
    if entry is None:
        return _("{title}: nothing is in force yet.").format(title=title)
    now = value_words(said, entry).to(spoken())
    return _("{title}: {now}, since {day}.").format(title=title, now=now, day=entry.since)


@may("draft")
@require_http_methods(FORM)
@told
def must(request: Any) -> HttpResponse:
    """Draft a must; ``like`` names one of the plan to begin from, ``clause`` a clause."""
    plan = plans.in_force().plan
    like = plan.musts.get(request.GET.get("like", ""))
    begun = {} if like is None else _like(like)
    begun.setdefault("clause", request.GET.get("clause", ""))
    form = DraftMust(
        request.POST if request.method == "POST" else None, initial={**begun, "client": new_client()}
    )
    form.offer(**_offered(plan))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        answer = _keep(request, form, "must", said["must"].strip(), must_written(said))
        if answer is not None:
            return answer
    page = page_now(request, _("Draft a must"), crumb(), has_errors=bool(form.errors))
    lead = _("Who or what, what each needs, by when, whose it is. Nothing changes before another signs.")
    cancel = Link(_("back"), reverse("board:drafts"))
    return _shown(request, page, lead, form, reverse("board:draft_must"), cancel, _words(plan))


def _like(one: Must) -> dict[str, str]:
    """What a must says, as a form takes it; its name and its dates are the new one's own."""
    said = {
        "title_zh": one.title.zh, "title_en": one.title.en, "clause": one.clause, "every": one.every, "has": one.has,
        "each": "day" if one.each_day else "", "denominator_zh": one.denominator.source.zh,
        "denominator_en": one.denominator.source.en, "independent": "yes" if one.denominator.independent else "no",
        "check": one.denominator.check, "restricts": "yes" if one.restricts else "no", "twin": one.twin,
        "review": "" if one.review is None else one.review.isoformat(),
        "until": "" if one.until is None else one.until.isoformat(),
    }  # fmt: skip
    if one.basis is not None:
        said |= {"basis_zh": one.basis.zh, "basis_en": one.basis.en}
    return {**said, **{key.replace(" ", "_"): text for key, text in one.written.items()}}


def _status() -> Choices:
    return [("", _("choose")), *((key, str(title)) for key, title in STATUS)]


def _offered(plan: Plan) -> dict[str, Choices]:
    language = spoken()
    choose, none = ("", _("choose")), ("", _("none"))
    registers = [(key, f"{key} · {one.title.to(language)}") for key, one in catalogue().registers.items()]
    yes_no = [choose, *((key, str(title)) for key, title in YES_NO)]
    musts = [(key, one.title.to(language)) for key, one in plan.musts.items() if not one.restricts]
    return {
        "clause": [choose, *((key, f"{key} {one.title.to(language)}") for key, one in plan.clauses.items())],
        "every": [choose, *registers],
        "each": [("", _("once for each record")), ("day", _("each day for each record"))],
        "has": [choose, ("itself", _("the record itself")), *registers],
        "independent": yes_no, "restricts": yes_no, "status": _status(), "twin": [none, *musts],
        "check": [none, *((key, one.title.to(language)) for key, one in plan.figures.items())],
    }  # fmt: skip


def _words(plan: Plan) -> list[tuple[str, Facts]]:
    """The fields of every register and the values of the plan: all that an expression can name."""
    language = spoken()
    values = [Fact(key, one.title.to(language)) for key, one in plan.values.items()]
    registers = [
        (f"{key} · {one.title.to(language)}", Facts(list(_fields(one))))
        for key, one in catalogue().registers.items()
    ]
    return [(_("Values of the plan"), Facts(values)), *registers]


def _fields(register: Register) -> Iterator[Fact]:
    language = spoken()
    for key, column in register.columns.items():
        codes = "" if column.codes is None else " · ".join(f'"{code}"' for code in column.codes.codes)
        yield Fact(key, column.title.to(language), note=codes)
    for key, link in register.links.items():
        yield Fact(key, link.title.to(language), note=_("leads to {register}").format(register=link.to))
    for key, span in register.spans.items():
        yield Fact(key, _("a span of time"), note=f"{span.start} – {span.end}")
    for key, children in register.children.items():
        yield Fact(key, _("those of {register}").format(register=children.register), note="any · no · count")


def _keep(request: Any, form: Any, kind: Any, key: str, written: Written) -> HttpResponse | None:
    """The draft, and on to it; None where the form has to be mended."""
    try:
        [ref] = drafting.draft(
            proposed=[Proposed(kind, key, written.text)], present=present(request.at), by=request.who.by, at=request.at,
            request=form.cleaned_data["client"],
        )  # fmt: skip
    except Refused as refusal:
        for problem in refusal.problems:
            form.add_error(*_beside(form, problem, written))
        return None
    return HttpResponseRedirect(reverse("board:draft", args=[ref]), status=303)


def _beside(form: Any, problem: Problem, written: Written) -> tuple[str | None, str]:
    """The field at which a problem is said (None: over all), and its words."""
    field = AT_FIELD.get(problem.code) or ("" if problem.file else written.field(problem.line))
    if field in form.fields:
        # The plan's file has a key where the form has a question.
        problem = replace(problem, facts={**problem.facts, "key": str(form.fields[field].label)})
    said = f"{problem.what(spoken())} {problem.mend(spoken())}"
    if problem.file:
        return None, _(": ").join([_whose(problem), said])
    return field if field in form.fields else None, said


def _whose(problem: Problem) -> str:
    """Of which must or value of the plan a problem is said, and where that is written."""
    plan = plans.in_force().plan
    entries: list[Must | Value] = [*plan.musts.values(), *plan.values.values()]
    above = [one for one in entries if one.place.file == problem.file and one.place.line <= problem.line]
    if not above:
        return problem.where()
    return f"{max(above, key=lambda one: one.place.line).title.to(spoken())} ({problem.where()})"


def _shown(
    request: Any,
    page: Page,
    lead: str,
    form: Any,
    action: str,
    cancel: Link,
    words: Sequence[tuple[str, Facts]] = (),
) -> HttpResponse:
    fields = [replace(one, is_optional=one.name in MAY_BE_EMPTY) for one in fields_of(form)]
    made = Form(action, fields, _("Keep the draft"), general=general_of(form), cancel=cancel)
    context = DraftingPage(page, lead, made, words)
    return render(request, "board/drafting.html", vars(context), status=422 if form.errors else 200)
