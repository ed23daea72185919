"""Finding: people and cars by what identifies them exactly, places by name. It is posted, so that no address holds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianfang.base import instants
from lianfang.base.problems import Problem, Refused
from lianfang.board.finding import Hit, Sought, find, places
from lianfang.board.forms.answers import said_of, worded
from lianfang.board.forms.fields import titled
from lianfang.board.forms.questions import TITLES, Question
from lianfang.board.linked import Linked, called
from lianfang.board.pages.frames import told
from lianfang.board.pages.registers import CURRENT
from lianfang.entry.pages.frame import frame
from lianfang.entry.rules import may
from lianfang.registers.catalogue import catalogue
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.forms import Field, Form
from lianfang.ui.parts.marks import State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import moment, spoken

PEOPLE = ("document", "plate", "name", "telephone", "birth_year")


@dataclass(frozen=True)
class FindPage:
    """What finding shows: its forms, and what was found; ``people`` is None for whoever sees nobody's record."""

    page: Page
    people: Form | None
    places: Form
    found: Table | None


@may("people", "write", "gaps")
@require_http_methods(["GET", "HEAD", "POST"])
@told
def show(request: Any) -> HttpResponse:
    """Find."""
    said = {name: request.POST.get(name, "").strip()[:64] for name in (*PEOPLE, "place")}
    sees_people, found, problems = request.who.may("people"), None, []
    if request.method == "POST":
        try:
            found = _found(request, said, sees_people=sees_people)
        except Refused as refusal:
            problems = list(refusal.problems)
    page = frame(
        request, _("Find"), current=CURRENT, has_errors=bool(problems),
        trail=(Crumb(_("Records"), reverse("board:registers")), Crumb(_("Find"))),
    )  # fmt: skip
    shown = said if problems else dict.fromkeys(said, "")
    context = FindPage(
        page, _people(shown, problems) if sees_people else None, _places(shown, problems), found
    )
    return render(request, "board/find.html", vars(context), status=422 if problems else 200)


def _found(request: Any, said: dict[str, str], *, sees_people: bool) -> Table:
    if "place" in request.POST:
        if not said["place"]:
            raise Refused(Problem("form/nothing-asked", facts={"field": "place"}))
        return _place_table(places(said["place"], reader=request.who.reader))
    if not sees_people:
        raise Refused(Problem("form/nothing-asked", facts={"field": "place"}))
    sought = Sought(**{name: said[name] for name in PEOPLE})
    return _table(find(sought, reader=request.who.reader, at=request.at, request=request.number))


def _people(said: dict[str, str], problems: Sequence[Problem]) -> Form:
    hints = {
        "document": _("whole and exact: it is enough by itself"), "plate": _("whole and exact: it is enough by itself"),
        "name": _("whole, or its pinyin (in full or the initials), with one of the two below; alone, among your own tasks"),
        "birth_year": _("four digits"),
    }  # fmt: skip
    fields = [
        Field(
            name, TITLES[name].to(spoken()), "tel" if name == "telephone" else "text", said[name], hints.get(name, ""),
            _errors(name, problems), is_optional=True, is_short=True, autocomplete="off",
            inputmode="numeric" if name == "birth_year" else "",
        )
        for name in PEOPLE
    ]  # fmt: skip
    return Form(reverse("board:find"), fields, _("Find a person or a car"))


def _places(said: dict[str, str], problems: Sequence[Problem]) -> Form:
    hint = _("a part of its name, a national code, or a reference")
    place = Field(
        "place", _("place or organisation"), "text", said["place"], hint, _errors("place", problems)
    )
    return Form(reverse("board:find"), [place], _("Find a place"))


def _errors(name: str, problems: Sequence[Problem]) -> list[str]:
    title = TITLES.get(name, catalogue()["site"].title)
    return [
        said_of(worded(p, Question(name, title)), spoken()) for p in problems if p.facts.get("field") == name
    ]


def _nothing() -> State:
    """One answer for what is not there and for what lies elsewhere."""
    return State(
        "empty", _("Nothing in your reach"), _("There is no such record in your area and classes of records.")
    )


def _table(hits: Sequence[Hit]) -> Table:
    named = called(("area", hit.area) for hit in hits if hit.area is not None)
    rows = [
        Row([
            Cell(hit.ref, reverse("board:record", args=[hit.register, hit.ref])),
            Cell(catalogue()[hit.register].title.to(spoken())), _when(hit.occurred),
            Cell(titled(named["area", hit.area])) if hit.area is not None else Cell(is_unknown=True),
        ])
        for hit in hits
    ]  # fmt: skip
    columns = [
        Column(_("record"), is_kept=True),
        Column(_("register")),
        Column(_("when"), is_kept=True),
        Column(_("area")),
    ]
    return Table(_("Records about whoever this is"), columns, rows, _nothing())


def _when(value: Any) -> Cell:
    if value is None:
        return Cell(is_unknown=True)
    if isinstance(value, date):
        return Cell(value.isoformat())
    return Cell(moment(instants.iso(value, settings.TIME_ZONE)))


def _place_table(found: Sequence[tuple[str, Linked]]) -> Table:
    rows = [
        Row([
            Cell(titled(row), reverse("board:record", args=[register, row.ref])),
            Cell(catalogue()[register].title.to(spoken())), Cell(row.ref),
        ])
        for register, row in found
    ]  # fmt: skip
    columns = [Column(_("name")), Column(_("register")), Column(_("reference"), is_kept=True)]
    return Table(_("Places and organisations"), columns, rows, _nothing())
