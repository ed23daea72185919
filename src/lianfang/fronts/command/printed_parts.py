"""The lines of a printed brief, its changes, its ledgers and remarks, and the birth certificates of its musts."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from lianfang.base.words import Language
from lianfang.fronts.command.comparing import OF_MUSTS
from lianfang.fronts.command.pages import BriefPage
from lianfang.fronts.command.shapes import Brief, LedgerDaySaid, MustSaid
from lianfang.fronts.command.shapes_frozen import ChangeSaid, ChangesSaid
from lianfang.fronts.command.terminal_frozen import apart, sides
from lianfang.ui.paper.parts import Column, Grid, Heading, Line, Part, Prose, Term
from lianfang.ui.writing import moment, number, signed

MOST = 40
"""How many changes are printed; the command line lists all."""
WORST = 4
"""How many of the areas below stand with a must."""
FIRST = {OF_MUSTS[name].en for name in ("gaps", "cannot_tell")}


def changed(title: str, made: ChangesSaid, area: str, language: Language) -> Iterator[Part]:
    """How two briefs differ: the own area first, what is open before what was met."""
    yield Heading(title)
    if not made.rows:
        yield Prose(_("Nothing has changed"))
        return
    ranked = sorted(
        made.rows, key=lambda one: (one.area != area, one.sort == "must" and one.what.en not in FIRST)
    )
    columns = [
        Column(_("figure"), 5), Column(_("area"), 1.6), Column("", 1.6), Column(_("said before"), 1.6, is_number=True),
        Column(_("said after"), 1.6, is_number=True), Column(_("by how much"), 1.4, is_number=True),
    ]  # fmt: skip
    yield Grid(columns, [_change(one, language) for one in ranked[:MOST]])
    if len(ranked) > MOST:
        more = _("{n} more differ: lianfang brief --changes lists all")
        yield Prose(more.format(n=number(len(ranked) - MOST)), is_soft=True)


def _change(one: ChangeSaid, language: Language) -> Line:
    before, after = sides(one, language)
    names = (one.title.to(language), one.area_name.to(language), one.what.to(language))
    return Line([*names, before, after, apart(one)])


def lines_part(brief: Brief, language: Language) -> Iterator[Part]:
    """Line by line, how each must stands; a must of which nothing was due is only named."""
    yield Heading(_("Measures"))
    said = _("as of {moment}; due = in time + late + excused + gaps; what cannot be told stands beside it")
    yield Prose(said.format(moment=moment(brief.as_of)), is_soft=True)
    for line in brief.lines:
        yield Heading(line.title.to(language), 2)
        live = [must for must in line.musts if must.coverage is not None]
        if live:
            yield Grid(_of_musts(), [_must(must, language) for must in live])
        idle = [must.title.to(language) for must in line.musts if must.coverage is None]
        if idle:
            yield Prose(_("none due") + _(": ") + _("; ").join(idle), is_soft=True)


def _of_musts() -> list[Column]:
    counts = (_("due"), _("in time"), _("late"), _("excused"), _("gaps"), _("cannot tell"))
    return [
        Column(_("must"), 6),
        Column(_("coverage"), 2.4, is_number=True),
        *(Column(title, 1.15, is_number=True) for title in counts),
    ]


def _must(one: MustSaid, language: Language) -> Line:
    counts = (one.due, one.met_in_time, one.late, one.excused, one.gaps, one.cannot_tell)
    named = f"{one.title.to(language)} ({one.clause})"
    return Line(
        ["\n".join([named, *_notes(one, language)]), one.coverage_words.to(language), *map(number, counts)]
    )


def _notes(one: MustSaid, language: Language) -> Iterator[str]:
    """The areas with most gaps, how many have risen, and why some are excused."""
    worst = [share for share in one.by_area[:WORST] if share.gaps]
    if worst:
        areas = " · ".join(f"{share.area_name.to(language)} {number(share.gaps)}" for share in worst)
        yield _("gaps") + _(": ") + areas
    if one.escalated:
        risen = " · ".join(f"{up.level_words.to(language)} {number(up.count)}" for up in one.escalated)
        yield _("escalated") + _(": ") + risen
    for excuse in one.excuses:
        yield _("{count} excused: {reason}, by {given}, approved by {approved}, until {until}").format(
            count=number(excuse.count), reason=excuse.reason_words.to(language), given=excuse.given_by,
            approved=excuse.approved_by, until=moment(excuse.last_end),
        )  # fmt: skip


def musts_part(brief: Brief, language: Language) -> Iterator[Part]:
    """The birth certificate of each must of which something was due: its clause, its sentence, its denominator."""
    live = [must for line in brief.lines for must in line.musts if must.coverage is not None]
    if not live:
        return
    yield Heading(_("Where each must's numbers come from"))
    for must in live:
        share = must.coverage_words.to(language)
        counted = _("counted as of {moment}, by must {must} of clause {clause}").format(
            moment=moment(brief.as_of), must=must.must, clause=must.clause
        )
        source = _("denominator") + _(": ") + must.denominator.source.to(language)
        yield Term(
            must.title.to(language),
            [must.sentence.to(language), source, f"{counted} · {_('coverage')} {share}"],
        )


def last_part(made: BriefPage, language: Language) -> Iterator[Part]:
    """Counted against reported, stocks, identities, zones, and what is to be looked at."""
    yield from _apart(made, language)
    if made.ledgers:
        yield Heading(_("Stocks and flows"))
        yield Prose(made.ledgers[0].day, is_soft=True)
        titles = (_("opening"), _("in"), _("out"), _("closing"), _("difference"))
        numbers = [Column(title, 1.2, is_number=True) for title in titles]
        columns = [Column(_("stock"), 4), *numbers, Column(_("verdict"), 2.4)]
        yield Grid(columns, [_stock(one, language) for one in made.ledgers])
    yield from _identities(made, language)
    if made.zones:
        yield Heading(_("Zones"))
        rows = [
            Line([
                one.area_name.to(language), _(" or ").join(kind.title.to(language) for kind in one.possible) or "—",
                one.reason.to(language),
            ])
            for one in made.brief.zones
        ]  # fmt: skip
        yield Grid([Column(_("area"), 1.3), Column(_("zone"), 1.3), Column(_("why"), 4.4)], rows)
    yield Heading(_("To look at"))
    if not made.problems:
        yield Prose(_("nothing"))
    for group in made.problems:
        yield Term(
            f"{group.title} {len(group.rows)}",
            [group.rows[0].mend.to(language), *(f"· {one.what.to(language)}" for one in group.rows)],
        )


def _apart(made: BriefPage, language: Language) -> Iterator[Part]:
    differences = [one for one in made.brief.differences if one.difference]
    if not differences and not made.brief.explanations:
        return
    yield Heading(_("Counted against reported"))
    if differences:
        titles = (_("counted"), _("reported"), _("difference"))
        numbers = [Column(title, 1, is_number=True) for title in titles]
        rows = [
            Line([
                one.title.to(language), one.area_name.to(language), number(one.counted), number(one.reported),
                signed(one.difference), one.note.to(language),
            ])
            for one in differences
        ]  # fmt: skip
        yield Grid([Column(_("figure"), 2), Column(_("area"), 1.3), *numbers, Column("", 4)], rows)
    for why in made.brief.explanations:
        parts = [f"{part.count} {part.title.to(language)}" for part in why.parts]
        yield Term(f"{why.title.to(language)} · {why.area_name.to(language)}", parts)


def _identities(made: BriefPage, language: Language) -> Iterator[Part]:
    if not made.identities:
        return
    yield Heading(_("Identities"))
    titles = (_("days held"), _("days broken"), _("days not checkable"))
    numbers = [Column(title, 1.2, is_number=True) for title in titles]
    rows = []
    for one in made.identities:
        below = _("{count} areas below").format(count=one.areas)
        area = below if one.only is None else one.only.to(language)
        counts = [number(one.held), number(one.broken), number(one.lost)]
        rows.append(Line([one.title.to(language), area, *counts], is_strong=bool(one.broken)))
    yield Grid([Column(_("identity"), 5), Column(_("area"), 2), *numbers], rows)


def _stock(one: LedgerDaySaid, language: Language) -> Line:
    name = one.title.to(language) + (f" ({_('assumed')})" if one.is_assumed else "")
    numbers = (one.opening.value, one.came, one.went, one.closing.value)
    apart_by = "—" if one.difference is None else signed(one.difference)
    return Line([name, *map(number, numbers), apart_by, one.verdict_words.to(language)])
