"""The bed board: sites with what is counted beside what they say, and the rooms of one with every bed's state; no names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lianfang.base.problems import Problem, Refused
from lianfang.entry.pages.frame import tell
from lianfang.entry.pages.working import framed, reads, to, told
from lianfang.entry.rules import may
from lianfang.fronts.treatment import admitting, bed_board, beds
from lianfang.fronts.treatment.bed_board import Counted, Place
from lianfang.fronts.treatment.forms import BedState, fresh
from lianfang.fronts.treatment.pages.framing import at_words, minutes, name_of, status_of, tabs
from lianfang.registers.models.clinical_codes import BED_KIND
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import Fact, Facts, Tabs
from lianfang.ui.parts.figures import Figure, Figures
from lianfang.ui.parts.forms import Form, fields_of, general_of
from lianfang.ui.parts.marks import State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import signed, spoken

CURRENT = "treatment:beds"
SHAPES = {
    "U": "met",
    "": "met",
    "O": "overdue",
    "I": "overdue",
    "H": "waiting",
    "K": "late",
    "C": "error",
    "kept": "withheld",
}
"""State → the shape that stands before its word."""


@dataclass(frozen=True)
class Tile:
    """One bed of a room: number, state in a word, and since when."""

    number: str
    href: str
    state: str
    shape: str
    word: str
    more: str


@dataclass(frozen=True)
class RoomShown:
    """One room."""

    number: str
    more: str
    tiles: Sequence[Tile]


@dataclass(frozen=True)
class WardShown:
    """One ward, or a site that has none."""

    title: str
    more: str
    rooms: Sequence[RoomShown]


@dataclass(frozen=True)
class BedsPage:
    """What the board shows; ``wards`` are of the site that was chosen."""

    page: Page
    tabs: Tabs
    figures: Figures
    table: Table
    chosen: str
    wards: Sequence[WardShown]


@dataclass(frozen=True)
class BedPage:
    """One bed: what is known of it, and the form that says its state."""

    page: Page
    facts: Facts
    form: Form | None


@may("gaps")
@reads("bed")
@require_safe
@told
def show(request: Any) -> HttpResponse:
    """The sites within the reader's reach, and the rooms of one."""
    found = bed_board.places(request.who.reader, request.at)
    counted = sorted(
        bed_board.counted(request.who.reader, found, request.at), key=lambda one: (one.site.pk, one.kind)
    )
    refs = {one.site.ref: one.site for one in counted}
    chosen = refs.get(request.GET.get("site", "")) or (next(iter(refs.values())) if len(refs) == 1 else None)
    shown = [one for one in found if chosen is not None and one.bed.site_id == chosen.pk]
    context = BedsPage(
        framed(request, _("Beds"), current=CURRENT), tabs(request, CURRENT), _figures(found, request.at), _table(counted),
        name_of(chosen), _wards(shown, request.at),
    )  # fmt: skip
    return render(request, "treatment/beds.html", vars(context))


def _figures(found: Sequence[Place], at: int) -> Figures:
    as_of = at_words(at)
    told = [
        (_("beds open"), len(found)), (_("free"), sum(one.is_free for one in found)),
        (_("beds taken"), sum(1 for one in found if one.stay)),
        (_("kept for a transfer"), sum(1 for one in found if one.kept_for)),
        (_("not ready"), sum(1 for one in found if one.state in ("H", "K", "C"))),
    ]  # fmt: skip
    return Figures(
        [Figure(title, value, _("beds"), as_of=as_of) for title, value in told],
        _("beds counted from the records"),
    )


def _table(counted: Sequence[Counted]) -> Table:
    columns = [
        Column(_("site")), Column(_("type")), Column(_("beds open"), is_number=True), Column(_("free"), is_number=True),
        Column(_("beds taken"), is_number=True), Column(_("free, says the site"), is_number=True),
        Column(_("difference"), is_number=True), Column(_("said at"), is_kept=True),
    ]  # fmt: skip
    rows = [_counted(one) for one in counted]
    empty = State(
        "empty",
        _("No bed is on record"),
        _("Rooms and beds are entered with the records, or brought in as a file."),
    )
    return Table(
        _("Beds by site: counted from the records, beside what the site says itself"), columns, rows, empty
    )


def _counted(one: Counted) -> Row:
    href = reverse(CURRENT) + "?" + urlencode({"site": one.site.ref}) + "#rooms"
    apart = (
        Cell("", is_unknown=True)
        if one.apart is None
        else Cell(signed(one.apart), tone="bad" if one.apart else "")
    )
    return Row([
        Cell(name_of(one.site), href), Cell(BED_KIND.codes[one.kind].to(spoken())), Cell(str(one.open)),
        Cell(str(one.free), tone="strong"), Cell(str(one.taken)),
        Cell(str(one.said_free)) if one.said_free is not None else Cell(is_unknown=True), apart, Cell(at_words(one.said_at)),
    ])  # fmt: skip


def _wards(found: Sequence[Place], at: int) -> list[WardShown]:
    made = []
    for _ward, group in groupby(found, key=lambda one: one.bed.room.site_id):
        inside = list(group)
        free = sum(one.is_free for one in inside)
        rooms = [_room(list(same), at) for _room_id, same in groupby(inside, key=lambda one: one.bed.room_id)]
        title = name_of(inside[0].bed.room.site)
        made.append(WardShown(title, _("{free} free of {n}").format(free=free, n=len(inside)), rooms))
    return made


def _room(found: Sequence[Place], at: int) -> RoomShown:
    room = found[0].bed.room
    said = [
        word for has, word in (
            (room.negative_pressure, _("negative pressure")), (room.wheelchair, _("wheelchair")),
            (room.dialysis, _("dialysis")), (room.infant, _("infants")),
        ) if has
    ]  # fmt: skip
    if room.sex:
        said.insert(0, _("women") if room.sex == "female" else _("men"))
    return RoomShown(room.number, " · ".join(said), [_tile(one, at) for one in found])


def _tile(one: Place, at: int) -> Tile:
    state = "kept" if one.kept_for and not one.stay else one.state
    word = _("kept") if state == "kept" else beds.state_word(state or "U").to(spoken())
    more = minutes(at - one.since) if one.since is not None else ""
    href = reverse("treatment:bed", args=[one.bed.ref])
    return Tile(one.bed.number, href, state or "U", SHAPES[state], word, more)


@may("gaps")
@reads("bed")
@require_http_methods(["GET", "HEAD", "POST"])
@told
def one_bed(request: Any, ref: str) -> HttpResponse:
    """One bed, and saying in which state it is."""
    bed = beds.of_reader(request.who.reader).filter(ref=ref).first()
    if bed is None:
        raise Refused(Problem("record/not-found", facts={"register": "bed", "value": ref}))
    form, status = BedState(initial={**fresh(), "state": bed.state or "U"}), 200
    if request.method == "POST":
        if not request.who.may("write"):
            raise Refused(Problem("record/not-found", facts={"register": "bed", "value": ref}))
        form, status = BedState(request.POST), 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                admitting.set_state(
                    bed=ref, state=said["state"], by=request.who.by, at=request.at, request=said["client"]
                )  # fmt: skip
            except Refused as refusal:
                tell(form, refusal, {})
                status = status_of(refusal)
            else:
                return to("treatment:bed", ref)
    return _bed(request, bed, form, status)


def _bed(request: Any, bed: Any, form: BedState, status: int) -> HttpResponse:
    place = bed_board.places(request.who.reader, request.at, bed.site)
    now = next(one for one in place if one.bed.pk == bed.pk)
    facts = Facts([
        Fact(_("bed"), beds.named(bed).to(spoken())), Fact(_("type"), BED_KIND.codes[bed.kind].to(spoken())),
        Fact(_("state"), beds.state_word(now.state or "U").to(spoken())),
        Fact(_("taken since"), at_words(now.since) or _("nobody lies in it")),
        Fact(_("kept for"), now.kept_for or _("nobody"), reverse("treatment:transfer", args=[now.kept_for]) if now.kept_for else ""),
    ])  # fmt: skip
    site = Crumb(name_of(bed.site), reverse(CURRENT) + "?" + urlencode({"site": bed.site.ref}))
    page = framed(
        request, beds.named(bed).to(spoken()), Crumb(_("Beds"), reverse(CURRENT)), site, current=CURRENT, has_errors=status != 200
    )  # fmt: skip
    action = reverse("treatment:bed", args=[bed.ref])
    made = (
        Form(action, fields_of(form), _("Say the state"), general=general_of(form))
        if request.who.may("write")
        else None
    )
    return render(request, "treatment/bed.html", vars(BedPage(page, facts, made)), status=status)
