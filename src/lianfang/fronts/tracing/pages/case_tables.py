"""The tables on the page of a case."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.entry.pages.working import linked
from lianfang.entry.tables import area_names
from lianfang.fronts.tracing.finding import shown
from lianfang.fronts.tracing.pages.around import coded, dated, timed, when, word
from lianfang.registers.access import Reader, rows
from lianfang.registers.models import (
    Admission,
    Case,
    CaseLink,
    Classification,
    Contact,
    Exposure,
    Order,
    Sample,
    TestResult,
    clinical_codes,
    codes,
)  # fmt: skip
from lianfang.registers.withholding import is_open
from lianfang.ui.parts.facts import Fact
from lianfang.ui.parts.marks import State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import spoken

LISTED = 200


def classifications(case: Case) -> Table:
    """How it was classified, the newest first."""
    titles = [
        Column(_("classification"), is_kept=True), Column(_("at"), is_kept=True), Column(_("under the definition")),
        Column(_("on what it rests")),
    ]  # fmt: skip
    found = Classification.objects.filter(case=case).order_by("-classified_at", "-id")
    made = [
        Row([
            coded(codes.CLASSIFICATION, one.classification), timed(one.classified_at),
            Cell(_edition(one.definition)), Cell(one.reason or "", is_unknown=not one.reason),
        ])
        for one in found
    ]  # fmt: skip
    empty = State(
        "empty",
        _("No history is on record"),
        _("The case came with a classification and without its reason."),
    )
    return Table(_("Classifications"), titles, made, empty)


def _edition(definition: str) -> str:
    """The half in the page's language, of what is kept in both."""
    zh, mark, en = definition.partition(" / ")
    return en if mark and spoken() == "en" else zh


def exposures(case: Case, reader: Reader) -> Table:
    """Where it may have been infected, and with which cases it is linked."""
    titles = [
        Column(_("exposure"), is_kept=True),
        Column(_("where")),
        Column(_("from"), is_kept=True),
        Column(_("until"), is_kept=True),
    ]
    links = _links(case, reader)
    seen = shown(Case, (key for one in links for key in (one.case_id, one.other_id)), reader)
    found = list(Exposure.objects.filter(case=case).select_related("site", "event").order_by("id"))
    names = area_names({one.place_id for one in found if one.place_id is not None})
    made = [
        Row([
            coded(clinical_codes.EXPOSURE_KIND, one.kind, note=one.details or ""), _where(one, names),
            dated(one.began_on), dated(one.ended_on),
        ])
        for one in found
    ] + [Row([_link(one, case, seen), Cell(word(clinical_codes.SETTING, one.setting)), Cell(), dated(one.last_contact_on)])
         for one in links]  # fmt: skip
    return Table(
        _("Exposures and links"),
        titles,
        made,
        State("empty", _("Nothing is known yet of where it was infected")),
    )


def _where(one: Exposure, names: dict[int, str]) -> Cell:
    said = [names.get(one.place_id, "")] if one.place_id is not None else []
    if one.site is not None:
        said.append(one.site.name_zh if spoken() == "zh" else one.site.name_en)
    if one.event is not None:
        said.append(str(one.event.title))
    return Cell(" · ".join(said), is_unknown=not said)


def _links(case: Case, reader: Reader) -> list[CaseLink]:
    known = rows(CaseLink, reader).select_related("other", "case").order_by("id")
    return [*known.filter(case=case), *known.filter(other=case)]


def _link(one: CaseLink, case: Case, seen: AbstractSet[int]) -> Cell:
    other = one.other if one.case_id == case.pk else one.case
    said = _("direction not told")
    if one.directed:
        said = _("infected by it") if one.case_id == case.pk else _("infected it")
    if one.directed and one.evidence:
        said = _("{said}, because {evidence}").format(said=said, evidence=one.evidence)
    if other.pk not in seen:
        return Cell(_("not within your reach"), note=said)
    return Cell(_("case {ref}").format(ref=other.ref), reverse("tracing:case", args=[other.ref]), said)


@dataclass(frozen=True)
class Untold:
    """A link, and the case at its other end."""

    link: CaseLink
    other: Case


def untold(case: Case, reader: Reader) -> Untold | None:
    """The first link of a case of which nobody has told the direction, to a case in reach."""
    open_ones = [one for one in _links(case, reader) if not one.directed]
    seen = shown(Case, (key for one in open_ones for key in (one.case_id, one.other_id)), reader)
    ends = ((one, one.other if one.case_id == case.pk else one.case) for one in open_ones)
    return next((Untold(one, other) for one, other in ends if other.pk in seen), None)


def again(case: Case, reader: Reader) -> Iterator[Fact]:
    """The earlier case of whoever is positive again, and the later one of whoever was."""
    later = Case.objects.filter(is_open("case"), earlier_case=case).order_by("id")
    earlier = [] if case.earlier_case is None else [case.earlier_case]
    for said, found in ((_("after an earlier case"), earlier), (_("in a later case"), later)):
        seen = shown(Case, (one.pk for one in found), reader)
        for one in found:
            href = reverse("tracing:case", args=[one.ref]) if one.pk in seen else ""
            yield Fact(_("positive again"), said, href, "" if href else _("not within your reach"))


def contacts(case: Case, reader: Reader) -> Table:
    """Its contacts, the newest last."""
    titles = [
        Column(_("contact"), is_kept=True), Column(_("category"), is_kept=True), Column(_("how close")),
        Column(_("last together"), is_kept=True), Column(_("contact reached"), is_kept=True), Column(_("follow-up"), is_kept=True),
        Column(_("team")),
    ]  # fmt: skip
    mine = rows(Contact, reader).filter(case=case)
    found = list(mine.select_related("team", "via").order_by("id")[:LISTED])
    elsewhere = Contact.objects.filter(is_open("contact"), case=case).count() - mine.count()
    vias = shown(Contact, (one.via_id for one in found))
    note = _("{n} more are followed up in other areas").format(n=elsewhere) if elsewhere else ""
    made = [
        Row([
            Cell(one.ref, reverse("tracing:contact", args=[one.ref]),
                 _("by way of {ref}").format(ref=one.via.ref) if one.via_id in vias else ""),
            coded(codes.CONTACT_CATEGORY, one.category), coded(codes.PROXIMITY, one.proximity),
            timed(one.last_contact_at), Cell(when(one.reached_at) or _("not yet"), tone="" if one.reached_at else "unsure"),
            standing(one), Cell(team_of(one)),
        ])
        for one in found
    ]  # fmt: skip
    return Table(
        _("Contacts"),
        titles,
        made,
        State("empty", _("No contact is listed"), _("List a household, an event or a person.")),
        note=note,
    )


def standing(one: Contact) -> Cell:
    """How the follow-up of a contact stands."""
    said = word(codes.FOLLOW_UP_STATUS, one.status) or _("not known")
    if one.became_case_id is not None:
        return Cell(_("became a case"), tone="bad")
    if one.handed_to_id is not None:
        return Cell(
            _("handed over"), note=_("letter answered") if one.answer_at else _("letter not answered")
        )
    if one.letter_to_id is not None:
        return Cell(said, note=_("another area is asked to take over, and has not answered"))
    if one.status == "LOST":
        return Cell(
            _("lost, to be searched for"), tone="bad", note=_("searched for once") if one.searched_at else ""
        )
    return Cell(said, note=_("refuses") if one.refused else "")


def team_of(one: Contact) -> str:
    """The team that follows a contact up; empty where there is none."""
    if one.team is None:
        return ""
    return str(one.team.name_zh if spoken() == "zh" else one.team.name_en)


def rest(case: Case, reader: Reader) -> Iterator[Table]:
    """Samples, places and orders, as far as the reader may see them."""
    if reader.reads("sample"):
        yield _samples(case, reader)
    if reader.reads("admission"):
        yield _places(case, reader)
    if reader.reads("order"):
        yield _orders(case, reader)


def _samples(case: Case, reader: Reader) -> Table:
    titles = [
        Column(_("sample"), is_kept=True),
        Column(_("taken"), is_kept=True),
        Column(_("why")),
        Column(_("result"), is_kept=True),
    ]
    found = list(rows(Sample, reader).filter(case=case).order_by("id"))
    results: dict[int, list[str]] = {}
    for sample, code in (
        TestResult.objects.filter(sample__in=found).order_by("id").values_list("sample", "result")
    ):
        results.setdefault(sample, []).append(word(clinical_codes.TEST_RESULT, code))
    made = [
        Row([
            Cell(one.barcode or one.ref, linked("laboratory:sample", one.ref)), timed(one.taken_at),
            coded(clinical_codes.SAMPLE_REASON, one.reason),
            Cell(", ".join(results.get(one.pk, [_("pending")]))),
        ])
        for one in found
    ]  # fmt: skip
    return Table(_("Samples"), titles, made, State("empty", _("No sample is on record")))


def _bed_name(stay: Admission) -> str:
    """Room and bed, as the hospital calls them."""
    return f"{stay.bed.room.number}-{stay.bed.number}" if stay.bed else ""


def _places(case: Case, reader: Reader) -> Table:
    titles = [
        Column(_("where"), is_kept=True),
        Column(_("for"), is_kept=True),
        Column(_("from"), is_kept=True),
        Column(_("until"), is_kept=True),
    ]
    found = (
        rows(Admission, reader)
        .filter(case=case)
        .select_related("site", "bed__room")
        .order_by("starts_at", "id")
    )
    made = [
        Row([
            Cell(_site_name(one.site), linked("treatment:beds"), _bed_name(one)),
            coded(clinical_codes.ADMISSION_KIND, one.kind), timed(one.starts_at),
            Cell(when(one.ends_at) or _("is there still")),
        ])
        for one in found
    ]  # fmt: skip
    return Table(_("Where they lie"), titles, made, State("empty", _("No admission is on record")))


def _site_name(site: object) -> str:
    if site is None:
        return str(_("not known"))
    return str(getattr(site, "name_zh" if spoken() == "zh" else "name_en"))


def _orders(case: Case, reader: Reader) -> Table:
    titles = [
        Column(_("order"), is_kept=True),
        Column(_("kind"), is_kept=True),
        Column(_("from"), is_kept=True),
        Column(_("until"), is_kept=True),
    ]
    found = rows(Order, reader).filter(case=case, contact=None).order_by("starts_at", "id")[:LISTED]
    made = [
        Row([
            Cell(one.number or one.ref, linked("orders:order", one.ref) or linked("board:record", "order", one.ref)),
            coded(codes.ORDER_KIND, one.kind), timed(one.starts_at), timed(one.released_at or one.ends_at),
        ])
        for one in found
    ]  # fmt: skip
    return Table(_("Orders"), titles, made, State("empty", _("No order is on record")))
