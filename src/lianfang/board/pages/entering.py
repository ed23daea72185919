"""Entering a record and mending one: a form made from the register's shape, written once however often it is sent."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianfang.base import instants
from lianfang.base.problems import Problem, Refused
from lianfang.board.forms import questions, writing
from lianfang.board.forms.answers import Draft, read, refuse, said_of, texts_of
from lianfang.board.forms.fields import fields
from lianfang.board.forms.questions import Question
from lianfang.board.pages.frames import told
from lianfang.board.pages.registers import CURRENT, PLAIN, register_of
from lianfang.entry.pages.frame import frame
from lianfang.entry.rules import may
from lianfang.gaps.lists import journal
from lianfang.records import Register
from lianfang.registers.journal import Entry, append
from lianfang.registers.models import Area
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.forms import ErrorSummary, Field
from lianfang.ui.parts.marks import Link, Notice, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import moment, spoken

REQUEST, BASE, ANOTHER = "client-request", "client-base", "another"
"""Names of the form's own fields: no column is named with a hyphen."""


@dataclass(frozen=True)
class EntryPage:
    """What a form shows; ``both`` is the table of what two people answered."""

    page: Page
    action: str
    hidden: Sequence[Field]
    fields: Sequence[Field]
    summary: ErrorSummary | None
    notices: Sequence[Notice]
    both: Table | None
    cancel: Link
    is_new: bool


@dataclass
class Filled:
    """A form as it stands: its questions, what is answered, what is wrong, what is hidden in it."""

    questions: Sequence[Question]
    texts: Mapping[str, str]
    problems: Mapping[str, Sequence[Problem]] = field(default_factory=dict)
    request: str = ""
    base: Mapping[str, str] | None = None
    meanwhile: writing.Meanwhile | None = None
    notices: Sequence[Notice] = ()


@may("write")
@require_http_methods(["GET", "HEAD", "POST"])
@told
def new(request: Any, register: str) -> HttpResponse:
    """A new record of a register."""
    shape = _shape(request, register)
    asked = questions.new(shape)
    if request.method == "POST":
        return _enter(request, shape, asked)
    texts = {
        one.name: request.GET.get(one.name, "")[:64] for one in asked if _may_stand_in_an_address(shape, one)
    }
    if not texts.get(shape.area) and "gate" not in shape.links:
        texts[shape.area] = _home(request.who.reader.area)
    done = request.GET.get("done", "")[:16]
    notices = (
        [Notice("success", _("Recorded"), done, Link(_("see it"), _href(register, done)))]
        if done.isascii() and done.isalnum()
        else []
    )
    return _page(request, shape, Filled(asked, texts, notices=notices))


@may("write")
@require_http_methods(["GET", "HEAD", "POST"])
@told
def edit(request: Any, register: str, ref: str) -> HttpResponse:
    """A record that is mended by whoever may see it."""
    shape, reader = _shape(request, register), request.who.reader
    row, asked = writing.found(shape, ref, reader), questions.of(shape, reader)
    journal(reader, at=request.at, counts={register: 1}, ref=ref)
    if request.method != "POST":
        stood = texts_of(asked, row)
        return _page(request, shape, Filled(asked, stood, base=stood), ref=ref)
    client = client_of(request)
    done = writing.mend(
        shape,
        ref,
        asked,
        request.POST,
        _base(request),
        reader=reader,
        by=request.who.by,
        at=request.at,
        request=client,
    )
    if done.is_saved:
        return _to(_href(register, ref))
    problems: dict[str, list[Problem]] = dict(done.draft.problems)
    if done.meanwhile is not None:
        problems = {"": [Problem("form/changed-meanwhile")]}
    filled = Filled(
        asked, done.draft.texts, problems, fresh_if_sent(client, problems), done.stood, done.meanwhile
    )
    is_conflict = done.meanwhile is not None and BASE in request.POST
    return _page(request, shape, filled, ref=ref, is_conflict=is_conflict)


def _shape(request: Any, register: str) -> Register:
    shape = register_of(request, register)
    if register in questions.NOT_BY_FORM:
        raise Http404
    return shape


def _enter(request: Any, shape: Register, asked: Sequence[Question]) -> HttpResponse:
    client = client_of(request)
    draft = read(shape, asked, request.POST, request.who.reader)
    if not draft.problems:
        try:
            ref = writing.enter(shape, draft, by=request.who.by, at=request.at, request=client)
        except Refused as refusal:
            _told(shape, asked, draft, refusal)
            _traced(request, shape, refusal)
        else:
            return _to(
                _another(shape, asked, draft, ref) if ANOTHER in request.POST else _href(shape.name, ref)
            )
    filled = Filled(asked, draft.texts, draft.problems, fresh_if_sent(client, draft.problems))
    return _page(request, shape, filled)


def _told(shape: Register, asked: Sequence[Question], draft: Draft, refusal: Refused) -> None:
    by_name = {one.name: one for one in asked}
    for problem in refusal.problems:
        refuse(draft, by_name, problem)


def _traced(request: Any, shape: Register, refusal: Refused) -> None:
    """Who learns that a number is known has looked for somebody: the journal says so."""
    known = [str(p.facts["field"]) for p in refusal.problems if p.code == "form/known-number"]
    who, fields = request.who.by, ",".join([*known, "known"])
    if known:
        append([Entry(request.at, who, "find", shape.name, fields=fields, request=request.number)])


def client_of(request: Any) -> str:
    """The form's own number, by which a second sending is known; one of another make is not taken."""
    said = str(request.POST.get(REQUEST, ""))
    return said if said.isalnum() and len(said) <= 32 else secrets.token_hex(16)


def fresh_if_sent(client: str, problems: Mapping[str, Sequence[Problem]]) -> str:
    """The same number again, or a new one where that was used for other answers."""
    sent = any(problem.code == "form/sent-before" for problem in problems.get("", ()))
    return secrets.token_hex(16) if sent else client


def _base(request: Any) -> dict[str, str]:
    """What the record said when the form was made; nothing where the form was meddled with, and then all is a conflict."""
    try:
        said = json.loads(request.POST.get(BASE, ""))
    except (ValueError, RecursionError):
        return {}
    return {str(name): str(text) for name, text in said.items()} if isinstance(said, dict) else {}


def _may_stand_in_an_address(shape: Register, one: Question) -> bool:
    """A place or a code: what is about nobody."""
    if one.link is not None:
        return one.link.to in {"area", "site", "organisation"}
    return one.column is not None and one.column.codes is not None and one.column.privacy in PLAIN


def _another(shape: Register, asked: Sequence[Question], draft: Draft, ref: str) -> str:
    """A new form that keeps the post of the one before: the places and codes that every record must have."""
    kept = {one.name: draft.texts[one.name] for one in asked
            if one.is_needed and draft.texts[one.name] and _may_stand_in_an_address(shape, one)}  # fmt: skip
    return reverse("board:new_record", args=[shape.name]) + "?" + urlencode({**kept, "done": ref})


def _home(area: int) -> str:
    return Area.objects.filter(id=area).values_list("ref", flat=True).first() or ""


def _href(register: str, ref: str) -> str:
    return reverse("board:record", args=[register, ref])


def _to(href: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(href, status=303)


def _page(
    request: Any, shape: Register, filled: Filled, *, ref: str = "", is_conflict: bool = False
) -> HttpResponse:
    language, title = spoken(), shape.title.to(spoken())
    made = fields(filled.questions, filled.texts, filled.problems, request.who.reader)
    general = [said_of(problem, language) for problem in filled.problems.get("", ())]
    summary = ErrorSummary(made, general)
    has_errors = bool(summary.rows)
    here = (
        _("Mend {record}").format(record=f"{title} {ref}")
        if ref
        else _("New record: {register}").format(register=title)
    )
    trail = [
        Crumb(_("Records"), reverse("board:registers")),
        Crumb(title, reverse("board:register", args=[shape.name])),
    ]
    page = frame(
        request, here, current=CURRENT, trail=(*trail, Crumb(ref or _("new"))), has_errors=has_errors,
        path=request.path,
    )  # fmt: skip
    back = _href(shape.name, ref) if ref else reverse("board:register", args=[shape.name])
    context = EntryPage(
        page, request.path, _hidden(filled), made, summary if has_errors else None,
        [*filled.notices, *_kept_back(request, shape, is_new=not ref)],
        None if filled.meanwhile is None else _both(filled.meanwhile), Link(_("cancel"), back), not ref,
    )  # fmt: skip
    status = 409 if is_conflict else 422 if has_errors else 200
    return render(request, "board/entry.html", vars(context), status=status)


def _hidden(filled: Filled) -> list[Field]:
    hidden = [Field(REQUEST, "", "hidden", filled.request or secrets.token_hex(16))]
    if filled.base is not None:
        hidden.append(Field(BASE, "", "hidden", json.dumps(dict(filled.base), ensure_ascii=False)))
    return hidden


def _kept_back(request: Any, shape: Register, *, is_new: bool) -> list[Notice]:
    """Which facts of a record this reader does not see and so leaves as they are."""
    kept = [] if is_new else questions.withheld(shape, request.who.reader)
    if not kept:
        return []
    names = _(", ").join(one.title.to(spoken()) for one in kept)
    return [Notice("info", _("Withheld for your purpose, and left as they are"), names)]


def _both(meanwhile: writing.Meanwhile) -> Table:
    shown = {name: title for one in meanwhile.both for name, title in _titles(one.question).items()}
    rows = [
        Row([
            Cell(one.question.title.to(spoken())), _said(shown.get(one.now, one.now)),
            _said(shown.get(one.typed, one.typed)),
        ])
        for one in meanwhile.both
    ]  # fmt: skip
    at = "" if meanwhile.at is None else moment(instants.iso(meanwhile.at, settings.TIME_ZONE))
    note = _("Changed by {name}, {moment}").format(name=meanwhile.by, moment=at) if meanwhile.by else ""
    columns = [Column(_("question")), Column(_("now in the register")), Column(_("your answer"))]
    return Table(_("Two answers"), columns, rows, State("empty", _("Nothing differs")), note)


def _titles(one: Question) -> dict[str, str]:
    if one.column is None or one.column.codes is None:
        return {"yes": _("yes"), "no": _("no")}
    return {code: words.to(spoken()) for code, words in one.column.codes.codes.items()}


def _said(text: str) -> Cell:
    return Cell(text.replace("T", " ")) if text else Cell(is_unknown=True)
