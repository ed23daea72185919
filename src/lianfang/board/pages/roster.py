"""The duty roster: who is on and where nobody is; one shift with its handover note, written by who leaves and taken by who comes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianfang.base.instants import iso
from lianfang.base.problems import Refused
from lianfang.board.pages.asking import asked
from lianfang.board.pages.frames import framed, told
from lianfang.board.roster import Roster, before, roster, shift_of
from lianfang.board.work_forms import HandOver
from lianfang.entry.forms import new_client
from lianfang.entry.pages.frame import tell
from lianfang.entry.rules import may
from lianfang.fronts.command.gap_list import called
from lianfang.registers.actions import handing_over
from lianfang.registers.models import Handover, Shift
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import Fact, Facts
from lianfang.ui.parts.forms import Form, fields_of, general_of
from lianfang.ui.parts.marks import Link, Notice, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import moment, number, spoken

CURRENT = "board:roster"
AT_FIELD = dict.fromkeys(("shift/no-note", "shift/note-too-long"), "note")


@dataclass(frozen=True)
class RosterPage:
    """What the roster shows."""

    page: Page
    lead: str
    notices: Sequence[Notice]
    acts: Sequence[Link]
    on: Table
    unmanned: Table | None
    coming: Table
    left: Table


@dataclass(frozen=True)
class ShiftPage:
    """What one shift shows; ``form`` writes its note or takes it over."""

    page: Page
    lead: str
    notices: Sequence[Notice]
    facts: Facts
    note: str
    signed: Facts | None
    form: Form | None
    before: Link | None


@may("gaps")
@require_safe
@told
def show(request: Any) -> HttpResponse:
    """The roster of the reader's area, by the clock."""
    ask = asked(request)
    found = roster(reader=ask.reader, at=request.at)
    title = _("Duty roster")
    page = framed(request, ask, title, current=CURRENT, trail=(Crumb(title),))
    acts = []
    if request.who.may("write") and ask.reader.reads("shift"):
        acts.append(Link(_("Enter a shift"), reverse("board:new_record", args=["shift"])))
    empty = State("empty", _("Nobody is on the roster now"), _("Enter shifts, or bring them in as a file."))
    context = RosterPage(
        replace(page, as_of="", as_of_action=""), _("At {moment}.").format(moment=_moment(request.at)), list(_notices(found)),
        acts, duty_table(_("On duty now"), found.on, empty, _more(found, "on")), _unmanned(found),
        duty_table(_("Coming within two days"), found.coming, State("empty", _("No shift is entered")), _more(found, "coming")),
        _left(found),
    )  # fmt: skip
    return render(request, "board/roster.html", vars(context))


def _notices(found: Roster) -> Iterator[Notice]:
    if found.unmanned:
        gaps = len(found.unmanned) + found.more["unmanned"]
        yield Notice("warning", _("The roster has {n} gaps within two days.").format(n=gaps))
    if found.waiting:
        yield Notice("info", _("{n} handover notes wait to be taken over.").format(n=found.waiting))


def _more(found: Roster, name: str) -> str:
    """What is said below a list that was cut."""
    return _("{n} more are not shown").format(n=number(found.more[name])) if found.more[name] else ""


def duty_table(caption: str, shifts: Sequence[Shift], empty: State, note: str = "") -> Table:
    """Shifts with whom to call."""
    columns = [
        Column(_("who is on")), Column(_("telephone for duty"), is_kept=True), Column(_("unit")), Column(_("place")),
        Column(_("from"), is_kept=True), Column(_("until"), is_kept=True),
    ]  # fmt: skip
    rows = [
        Row([
            Cell(one.name, reverse("board:shift", args=[one.ref])), Cell(one.phone, tone="strong"),
            Cell(called(one.unit).to(spoken())), Cell(one.place), Cell(_moment(one.begins_at)), Cell(_moment(one.ends_at)),
        ])
        for one in shifts
    ]  # fmt: skip
    return Table(caption, columns, rows, empty, note)


def _unmanned(found: Roster) -> Table | None:
    if not found.unmanned:
        return None
    columns = [
        Column(_("unit")), Column(_("place")), Column(_("nobody from"), is_kept=True), Column(_("until"), is_kept=True),
        Column(_("last on duty")),
    ]  # fmt: skip
    rows = [
        Row([
            Cell(called(one.last.unit).to(spoken())), Cell(one.last.place), Cell(_moment(one.since), tone="bad"),
            Cell(_("nobody is entered"), tone="bad") if one.until is None else Cell(_moment(one.until)),
            Cell(one.last.name, reverse("board:shift", args=[one.last.ref])),
        ])
        for one in found.unmanned
    ]  # fmt: skip
    return Table(_("Gaps in the roster"), columns, rows, State("empty", _("none")), _more(found, "unmanned"))


def _left(found: Roster) -> Table:
    columns = [
        Column(_("who left")), Column(_("unit")), Column(_("place")), Column(_("until"), is_kept=True), Column(_("handover note")),
    ]  # fmt: skip
    rows = [
        Row([
            Cell(one.name, reverse("board:shift", args=[one.ref])), Cell(called(one.unit).to(spoken())), Cell(one.place),
            Cell(_moment(one.ends_at)), _note_cell(found.notes.get(one.ref)),
        ])
        for one in found.left
    ]  # fmt: skip
    empty = State("empty", _("No shift has ended in the last week"))
    return Table(_("Shifts that have ended"), columns, rows, empty, _more(found, "left"))


def _note_cell(note: Handover | None) -> Cell:
    if note is None:
        return Cell(_("not written"), tone="bad")
    if note.taken_by is None:
        return Cell(_("waits to be taken over"), tone="unsure")
    return Cell(_("taken over by {name}").format(name=note.taken_by), note=_moment(note.taken_at or 0))


@may("gaps")
@require_safe
@told
def one_shift(request: Any, ref: str) -> HttpResponse:
    """One shift and its note."""
    return _shown(request, ref)


@may("gaps")
@require_POST
@told
def hand_over(request: Any, ref: str) -> HttpResponse:
    """The leaving shift's note."""
    shift_of(ref, reader=request.who.reader)
    form = HandOver(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            handing_over.write_note(
                ref=ref, note=said["note"], by=request.who.by, at=request.at, request=said["client"]
            )
        except Refused as refusal:
            tell(form, refusal, AT_FIELD)
        else:
            return HttpResponseRedirect(reverse("board:shift", args=[ref]), status=303)
    return _shown(request, ref, form)


@may("gaps")
@require_POST
@told
def take_over(request: Any, ref: str) -> HttpResponse:
    """The coming shift has read it."""
    shift_of(ref, reader=request.who.reader)
    try:
        handing_over.take(
            ref=ref, by=request.who.by, at=request.at, request=request.POST.get("client", "")[:64]
        )
    except Refused as refusal:
        language = spoken()
        said = [Notice("error", p.what(language), p.mend(language)) for p in refusal.problems]
        return _shown(request, ref, said=said)
    return HttpResponseRedirect(reverse("board:shift", args=[ref]), status=303)


def _shown(request: Any, ref: str, form: HandOver | None = None, said: Sequence[Notice] = ()) -> HttpResponse:
    ask = asked(request)
    shift, note = shift_of(ref, reader=ask.reader)
    last = before(shift, reader=ask.reader)
    is_wrong = form is not None or bool(said)
    page = framed(
        request, ask, shift.name, current=CURRENT, trail=(Crumb(_("Duty roster"), reverse(CURRENT)), Crumb(shift.name)),
        has_errors=is_wrong, path=reverse("board:shift", args=[ref]),
    )  # fmt: skip
    context = ShiftPage(
        replace(page, as_of="", as_of_action=""), f"{called(shift.unit).to(spoken())} · {shift.place}", said, _facts(shift),
        "" if note is None else note.note, None if note is None else _signed(note), _form(request, shift, note, form),
        None if last is None else Link(_last(*last), reverse("board:shift", args=[last[0].ref])),
    )  # fmt: skip
    return render(request, "board/shift.html", vars(context), status=422 if is_wrong else 200)


def _last(shift: Shift, note: Handover | None) -> str:
    state = (
        _("no note") if note is None else _("to be taken over") if note.taken_by is None else _("taken over")
    )
    return _("The shift before: {name}, {state}").format(name=shift.name, state=state)


def _facts(shift: Shift) -> Facts:
    return Facts([
        Fact(_("who is on"), shift.name, note=shift.login or ""), Fact(_("telephone for duty"), shift.phone),
        Fact(_("from"), _moment(shift.begins_at)), Fact(_("until"), _moment(shift.ends_at)),
        Fact(_("area"), called(shift.area).to(spoken())),
        Fact(_("record"), shift.ref, reverse("board:record", args=["shift", shift.ref])),
    ])  # fmt: skip


def _signed(note: Handover) -> Facts:
    taken = (
        Fact(_("taken over by"), note.taken_by, note=_moment(note.taken_at or 0))
        if note.taken_by
        else Fact(_("taken over by"), _("nobody yet"))
    )
    return Facts([Fact(_("written by"), note.written_by, note=_moment(note.written_at)), taken])


def _form(request: Any, shift: Shift, note: Handover | None, form: HandOver | None) -> Form | None:
    """What this account may do: write the note, or take it over."""
    if not request.who.may("write") or (note is not None and note.taken_by is not None and form is None):
        return None
    if note is None or form is not None:
        if form is None and request.at < shift.ends_at - handing_over.EARLY:
            return None
        made = form or HandOver(initial={"client": new_client()})
        action = reverse("board:hand_over", args=[shift.ref])
        return Form(action, fields_of(made), _("Write the note"), general=general_of(made))
    if note.written_by.casefold() == request.who.by.name.casefold():
        return None
    return Form(reverse("board:take_over", args=[shift.ref]), [], _("I have read it and take over"))


def _moment(at: int) -> str:
    return moment(iso(at, settings.TIME_ZONE))
