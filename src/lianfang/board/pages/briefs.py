"""The brief as a page: made now, or as it was frozen; the list of what was frozen; freezing and revising."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianfang.base.instants import iso
from lianfang.base.problems import Refused
from lianfang.board.pages.asking import Asked, asked
from lianfang.board.pages.brief_parts import FEW, BriefParts, changes_table, parts_of
from lianfang.board.pages.frames import NOT_THERE, framed, told
from lianfang.entry.pages.frame import frame
from lianfang.entry.rules import may
from lianfang.fronts.command import brief as living
from lianfang.fronts.command import freezing, printed
from lianfang.fronts.command.freezing import Frozen
from lianfang.fronts.command.period import last_cut_off
from lianfang.fronts.command.shapes import Brief
from lianfang.fronts.command.shapes_frozen import FrozenChanges, FrozenSaid
from lianfang.gaps import plans
from lianfang.ui.pages import Crumb, Page, PlanShown
from lianfang.ui.parts.facts import Fact, Facts
from lianfang.ui.parts.forms import Field, Form
from lianfang.ui.parts.marks import Link, Notice, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import moment, spoken

LISTED = 200
"""Frozen briefs on a page: more than half a year of one area's."""


@dataclass(frozen=True)
class BriefPage:
    """What the brief's page shows; ``certificate`` is that of a frozen one, ``form`` freezes or revises."""

    page: Page
    lead: str
    parts: BriefParts
    links: Sequence[Link]
    notices: Sequence[Notice]
    form: Form | None = None
    certificate: Facts | None = None
    since_last: Table | None = None
    late: Table | None = None


@dataclass(frozen=True)
class BriefsPage:
    """The frozen briefs."""

    page: Page
    table: Table


@may("board")
@require_safe
@told
def show(request: Any) -> HttpResponse:
    """The brief of an area as of an instant, made now."""
    ask = asked(request)
    made = living.make(reader=ask.reader, as_of=ask.as_of, at=ask.at, known_at=ask.known_at, area=ask.area)
    name = made.area.name.to(spoken())
    context = BriefPage(
        page=framed(request, ask, _("Brief"), current="board:brief", trail=(Crumb(_("Board"), ask.href("board")), Crumb(name))),
        lead=_("{area} · made now, as of {moment}; it is not frozen.").format(area=name, moment=moment(made.as_of)),
        parts=parts_of(ask, made), links=[Link(_("Frozen briefs"), reverse("board:briefs"))],
        notices=[], form=_to_freeze(request, ask), since_last=_since(made, ask),
    )  # fmt: skip
    return render(request, "board/brief.html", vars(context))


def _since(made: Brief, ask: Asked) -> Table | None:
    found = freezing.since_last(brief=made, reader=ask.reader)
    if found is None:
        return None
    last, changes = found
    caption = _("Changes since the brief of {moment}").format(moment=moment(last.as_of))
    return changes_table(changes, made.area.code, caption, _("Nothing has changed"), most=FEW)


def _to_freeze(request: Any, ask: Asked) -> Form | None:
    """The form that freezes the brief at the last cut-off."""
    if not request.who.may("sign") or ask.as_of > ask.at:
        return None
    zone = plans.in_force().plan.zone
    at = iso(last_cut_off(plans.in_force().plan, ask.as_of), zone)
    title = _("Freeze the brief as of {moment}").format(moment=moment(at))
    return Form(ask.href("freeze", as_of=at, known_at=""), [], title)


@may("sign")
@require_POST
@told
def freeze(request: Any) -> HttpResponse:
    """Freeze the brief of an instant; what was frozen before is shown as it is."""
    ask = asked(request)
    made = freezing.freeze(by=request.who.by, at=ask.at, as_of=ask.as_of, area=ask.area)
    return HttpResponseRedirect(reverse("board:frozen", args=[made.ref]), status=303)


@may("board")
@require_safe
@told
def frozen(request: Any, ref: str) -> HttpResponse:
    """A frozen brief, as it was said."""
    return _frozen(request, ref)


@may("board")
@require_safe
@told
def text(request: Any, ref: str) -> HttpResponse:
    """A frozen brief to the letter, so that anyone can work out its digest."""
    kept = freezing.show(ref=ref, reader=request.who.reader)
    response = HttpResponse(kept.text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="brief-{kept.said.ref}.json"'
    return response


@may("board")
@require_safe
@told
def pdf(request: Any, ref: str) -> HttpResponse:
    """A frozen brief to be printed."""
    kept = freezing.show(ref=ref, reader=request.who.reader)
    response = HttpResponse(printed.printed(kept, language=spoken()), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="brief-{kept.said.ref}-{spoken()}.pdf"'
    return response


@may("sign")
@require_POST
@told
def revise(request: Any, ref: str) -> HttpResponse:
    """Freeze what is known now beside what was said then, with the reason; a reason that will not do is not lost."""
    reason = request.POST.get("reason", "")
    try:
        made = freezing.revise(ref=ref, reason=reason, by=request.who.by, at=request.at)
    except Refused as refusal:
        if any(problem.code in NOT_THERE for problem in refusal.problems):
            raise
        return _frozen(request, ref, refusal, reason)
    return HttpResponseRedirect(reverse("board:frozen", args=[made.ref]), status=303)


def _frozen(request: Any, ref: str, refusal: Refused | None = None, reason: str = "") -> HttpResponse:
    reader, language = request.who.reader, spoken()
    kept = freezing.show(ref=ref, reader=reader)
    changes = _changes(request, ref)
    said, name = kept.said, kept.said.area.name.to(language)
    trail = (Crumb(_("Frozen briefs"), reverse("board:briefs")), Crumb(f"{name} {moment(said.as_of)}"))
    plan = PlanShown(kept.brief.plan.title.to(language), kept.brief.plan.hash[:8])
    page = frame(
        request, _("Brief"), current="board:brief", trail=trail, as_of=kept.brief.as_of, known_at=kept.brief.known_at, plan=plan,
        has_errors=refusal is not None,
    )  # fmt: skip
    late, ask = changes is not None and bool(changes.late.rows), _asked(request, kept)
    context = BriefPage(
        page=page, lead=_("{area} · as it was frozen; nothing here is worked out anew.").format(area=name),
        parts=parts_of(ask, kept.brief), notices=_notices(said, late),
        links=[
            Link(_("The brief as known now"), ask.href("brief")),
            Link(_("To print (PDF)"), reverse("board:frozen_pdf", args=[said.ref])),
            Link(_("As a file"), reverse("board:frozen_text", args=[said.ref])),
        ],
        form=_to_revise(request, said, late, refusal, reason), certificate=_certificate(said),
        since_last=_since_last(changes), late=_late(changes),
    )  # fmt: skip
    return render(request, "board/brief.html", vars(context), status=422 if refusal else 200)


def _asked(request: Any, kept: Frozen) -> Asked:
    """What the links of a frozen brief ask: its own instant and area."""
    at = {"as_of": kept.brief.as_of, "area": kept.brief.area.code}
    row = kept.row
    return Asked(request.who.reader, request.at, row.as_of, None, row.area_id, at, request.who.may("gaps"))


def _changes(request: Any, ref: str) -> FrozenChanges | None:
    """None where it cannot be worked out now: no plan is in force."""
    if plans.current() is None:
        return None
    return freezing.compare(ref=ref, reader=request.who.reader, at=request.at)


def _since_last(changes: FrozenChanges | None) -> Table | None:
    if changes is None or changes.last is None or changes.since_last is None:
        return None
    caption = _("Changes since the brief of {moment}").format(moment=moment(changes.last.as_of))
    return changes_table(
        changes.since_last, changes.frozen.area.code, caption, _("Nothing has changed"), most=FEW
    )


def _late(changes: FrozenChanges | None) -> Table | None:
    if changes is None:
        return None
    caption = _("Known since it was frozen, until {moment}").format(moment=moment(changes.known_at))
    return changes_table(
        changes.late, changes.frozen.area.code, caption, _("Nothing has become known that would change it")
    )


def _notices(said: FrozenSaid, late: bool) -> list[Notice]:
    found = []
    if said.revised_by:
        link = Link(_("The revision"), reverse("board:frozen", args=[said.revised_by]))
        found.append(Notice("warning", _("This brief has been revised."), link=link))
    if said.revises:
        link = Link(_("What was said before"), reverse("board:frozen", args=[said.revises]))
        found.append(Notice("info", _("This is a revision."), said.reason or "", link))
    if late and not said.revised_by:
        link = Link(_("What differs"), "#late")
        found.append(
            Notice("warning", _("Something became known later that changes what was said."), link=link)
        )
    return found


def _certificate(said: FrozenSaid) -> Facts:
    facts = [
        Fact(_("reference of the brief"), said.ref), Fact(_("as of"), moment(said.as_of)), Fact(_("frozen at"), moment(said.frozen_at)),
        Fact(_("frozen by"), said.frozen_by), Fact(_("hash of the plan"), said.plan[:16]), Fact(_("SHA-256 of its text"), said.digest),
        Fact(_("journal's root"), said.root or "", is_unknown=said.root is None),
    ]  # fmt: skip
    return Facts(facts)


def _to_revise(
    request: Any, said: FrozenSaid, late: bool, refusal: Refused | None, reason: str
) -> Form | None:
    if not request.who.may("sign") or said.revised_by or not (late or refusal):
        return None
    language = spoken()
    errors = [] if refusal is None else [f"{p.what(language)} {p.mend(language)}" for p in refusal.problems]
    hint = _("What became known, from whom, and why only now. It stands on the revision.")
    field = Field("reason", _("Why it is revised"), "textarea", reason, hint, errors)
    return Form(reverse("board:revise", args=[said.ref]), [field], _("Freeze a revision"))


@may("board")
@require_safe
@told
def listed(request: Any) -> HttpResponse:
    """The frozen briefs of the reader's area and all inside."""
    made = freezing.listing(reader=request.who.reader, limit=LISTED)
    columns = [
        Column(_("as of"), is_kept=True), Column(_("area"), is_kept=True), Column(_("frozen at"), is_kept=True),
        Column(_("frozen by"), is_kept=True), Column(_("why")),
    ]  # fmt: skip
    empty = State("empty", _("No brief has been frozen yet"), _("It is frozen on its page, after the cut-off."),
                  Link(_("Brief"), reverse("board:brief")))  # fmt: skip
    note = "" if made.total <= LISTED else _("the newest {n} of {total}").format(n=LISTED, total=made.total)
    table = Table(_("Frozen briefs"), columns, [_row(one) for one in made.rows], empty, note)
    page = frame(request, _("Frozen briefs"), current="board:brief")
    return render(request, "board/briefs.html", vars(BriefsPage(page, table)))


def _row(one: FrozenSaid) -> Row:
    note = _("revised") if one.revised_by else ""
    return Row([
        Cell(moment(one.as_of), reverse("board:frozen", args=[one.ref]), note), Cell(one.area.name.to(spoken())),
        Cell(moment(one.frozen_at)), Cell(one.frozen_by), Cell(one.reason or ""),
    ])  # fmt: skip
