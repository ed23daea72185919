"""The journal: who did what to a record when, step by step; and for who audits, all that was done in their area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.base.instants import iso
from lianfang.board.journal import Line, Lines, Wanted, of_area, of_record
from lianfang.board.pages.asking import Asked, asked
from lianfang.board.pages.frames import framed, told
from lianfang.board.pages.one_task import step_titles
from lianfang.board.pages.records import field_title, verb_words
from lianfang.entry.rules import may
from lianfang.gaps import plans
from lianfang.registers.catalogue import catalogue
from lianfang.registers.roles import PURPOSE_TITLES, ROLES
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.forms import Field, FilterBar, Option
from lianfang.ui.parts.marks import State
from lianfang.ui.parts.tables import Cell, Column, Pager, Row, Table
from lianfang.ui.writing import moment, spoken

FILTERS = ("register", "ref", "actor", "verb")


@dataclass(frozen=True)
class JournalPage:
    """What the journal shows."""

    page: Page
    lead: str
    filters: FilterBar | None
    table: Table


@may("gaps", "people")
@require_safe
@told
def of_one(request: Any, register: str, ref: str) -> HttpResponse:
    """What was done to one record in the reader's reach."""
    ask = asked(request)
    found = of_record(register, ref, reader=ask.reader, before=_before(request))
    named = f"{catalogue()[register].title.to(spoken())} {ref}"
    is_task = register == "task" and ask.names
    home = reverse("board:task", args=[ref]) if is_task else ask.href("record", register, ref)
    trail = (Crumb(named, home), Crumb(_("Journal")))
    page = framed(request, ask, _("Journal"), current="board:gaps", trail=trail)
    here = reverse("board:record_journal", args=[register, ref])
    table = _table(found, _pager(request, found, here, {}), None)
    return render(request, "board/journal.html", vars(JournalPage(page, named, None, table)))


@may("journal")
@require_safe
@told
def show(request: Any) -> HttpResponse:
    """All that was done by whoever acts in the reader's area."""
    ask = asked(request)
    said = {name: request.GET[name].strip() for name in FILTERS if request.GET.get(name, "").strip()}
    found = of_area(Wanted(**said), reader=ask.reader, at=ask.at, before=_before(request))
    here = reverse("board:journal")
    page = framed(request, ask, _("Journal"), current="board:journal", trail=(Crumb(_("Journal")),))
    lead = _("Who did what when, to which row and in which fields; never a value.")
    table = _table(found, _pager(request, found, here, said), ask)
    return render(
        request, "board/journal.html", vars(JournalPage(page, lead, _filters(here, Wanted(**said)), table))
    )


def _before(request: Any) -> int | None:
    """The key of the page before; what is none is nothing, as where a list has grown since."""
    key = request.GET.get("after", "")
    return int(key) if key.isascii() and key.isdigit() and len(key) < 19 else None


def _pager(request: Any, found: Lines, here: str, said: Mapping[str, str]) -> Pager:
    newest = here + ("?" + urlencode(said) if said else "")
    older = ""
    if found.next_key is not None:
        older = here + "?" + urlencode({**said, "after": found.next_key})
    return Pager(len(found.rows), previous=newest if "after" in request.GET else "", next=older)


def _filters(here: str, wanted: Wanted) -> FilterBar:
    language, chosen = spoken(), asdict(wanted)
    registers = {"": _("any"), **{shape.name: shape.title.to(language) for shape in catalogue()}}
    verbs = {"": _("any"), **_verbs()}
    fields = [
        _select("register", _("Register"), registers, wanted.register),
        Field("ref", _("Reference"), value=chosen["ref"], is_optional=True, is_short=True),
        Field("actor", _("By whom"), value=chosen["actor"], is_optional=True, is_short=True),
        _select("verb", _("What was done"), verbs, wanted.verb),
    ]  # fmt: skip
    return FilterBar(here, fields, here)


def _select(name: str, label: str, titles: Mapping[str, str], chosen: str) -> Field:
    return Field(
        name, label, "select", options=[Option(key, title, key == chosen) for key, title in titles.items()]
    )


def _verbs() -> dict[str, str]:
    return verb_words() | {
        "read": _("read"), "import": _("imported"), "undo": _("taken back"), "excuse": _("excused"),
        "revoke_excuse": _("ended an excuse"), "freeze": _("froze"), "revise": _("revised"), "enact": _("put in force"),
        "refused": _("refused"), "sign_in": _("signed in"), "sign_out": _("signed out"),
        "propose_grant": _("proposed a right"), "sign_grant": _("signed a right"), "end_grant": _("ended a right"),
    }  # fmt: skip


def _table(found: Lines, pager: Pager, ask: Asked | None) -> Table:
    """``ask`` where the entries are of many rows: each then says of which."""
    columns: Sequence[Column] = [
        Column(_("when"), is_kept=True), Column(_("what")), Column(_("fields")), Column(_("by")), Column(_("purpose")),
    ]  # fmt: skip
    if ask is not None:
        columns = [*columns, Column(_("record"))]
    zone = plans.in_force().plan.zone
    rows = [Row([*_cells(one, zone), *([] if ask is None else [_about(one)])]) for one in found.rows]
    return Table(_("Entries, the newest first"), columns, rows, State("empty", _("No entry")), pager=pager)


def _cells(one: Line, zone: str) -> list[Cell]:
    language = spoken()
    role = ROLES[one.role].title.to(language) if one.role in ROLES else one.role
    purpose = PURPOSE_TITLES[one.purpose].to(language) if one.purpose in PURPOSE_TITLES else one.purpose
    when = iso(one.at, zone)
    return [
        Cell(moment(when) + when[16:19]), Cell(_done(one)), Cell(_fields(one)), Cell(one.actor, note=role), Cell(purpose),
    ]  # fmt: skip


def _done(one: Line) -> str:
    """What was done: of a task, the step that was taken."""
    if one.register == "task" and one.verb in ("record", "update"):
        fields = ["assigned_at"] if one.verb == "record" else one.fields.split(",")
        steps = [title for name, title in step_titles().items() if name in fields]
        if steps:
            return steps[-1]
    return _verbs().get(one.verb, one.verb)


def _fields(one: Line) -> str:
    if one.register not in catalogue():
        return one.fields
    names = [name for name in one.fields.split(",") if name and name not in ("id", "ref")]
    return str(_(", ")).join(field_title(one.register, name) for name in names)


def _about(one: Line) -> Cell:
    known = catalogue()
    title = known[one.register].title.to(spoken()) if one.register in known else one.register
    return Cell(title, note=one.ref)
