"""All that is recorded of one cluster, for paper: its cases without names, its links with their evidence, what is not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lianfang.entry.tables import area_names
from lianfang.fronts.chains.drawing import called
from lianfang.fronts.chains.gathering import Seen, TieSeen
from lianfang.fronts.chains.telling import day, setting_called
from lianfang.outlook.chains import Cluster, Tie
from lianfang.registers.access import Reader, rows
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import Case
from lianfang.ui.parts.facts import Fact, Facts
from lianfang.ui.parts.marks import State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import number, spoken

TEN = 10


@dataclass(frozen=True)
class Told:
    """What a dossier says of a case beside what is drawn; codes in words, empty where not known."""

    sex: str
    ages: str
    severity: str
    occupation: str
    district: str


def told_of(cluster: Cluster, *, reader: Reader) -> Mapping[int, Told]:
    """The cases of a cluster within reach."""
    columns = ("id", "sex", "age", "severity", "occupation", "district_id")
    found = list(rows(Case, reader).filter(id__in=cluster.members).values_list(*columns))
    names = area_names({district for *_rest, district in found if district})
    return {
        key: Told(_word("sex", sex), _ages(age), _word("severity", severity), _word("occupation", occupation),
                  names.get(district, "") if district else "")
        for key, sex, age, severity, occupation, district in found
    }  # fmt: skip


def _word(column: str, code: str | None) -> str:
    codes = catalogue()["case"].columns[column].codes
    return "" if code is None or codes is None else codes.codes[code].to(spoken())


def _ages(age: Any) -> str:
    """Ten years together: enough to see who falls ill, too little to tell who it is."""
    if age is None:
        return ""
    low = int(age) // TEN * TEN
    return f"{low}–{low + TEN - 1}"


def head(seen: Seen, cluster: Cluster, told: Mapping[int, Told]) -> Facts:
    """The cluster in a few facts."""
    days = [one for one in (seen.cases[key].day for key in cluster.members) if one is not None]
    directed = [tie for tie in cluster.ties if tie.is_directed]
    deepest = max((seen.chains.generation.get(key, -1) for key in cluster.members), default=-1)
    settings = sorted({setting_called(tie.setting) for tie in cluster.ties if tie.setting})
    places = Counter(one.district for one in told.values() if one.district)
    said = [f"{name} {number(many)}" for name, many in places.most_common()]
    return Facts([
        Fact(_("cases"), number(cluster.size)),
        Fact(_("first to last day"), f"{day(min(days))} – {day(max(days))}" if days else "", is_unknown=not days),
        Fact(_("districts of residence"), _(", ").join(said), is_unknown=not said),
        Fact(_("settings"), _(", ").join(settings), is_unknown=not settings),
        Fact(_("links"), number(len(cluster.ties)), note=_("{n} with a direction told").format(n=number(len(directed)))),
        Fact(_("last generation"), number(deepest) if deepest >= 0 else "", is_unknown=deepest < 0),
    ])  # fmt: skip


def cases_table(seen: Seen, cluster: Cluster, told: Mapping[int, Told]) -> Table:
    """The cases, without names."""
    columns = [
        Column(_("case")), Column(_("class")), Column(_("sex")), Column(_("ages")), Column(_("occupation")),
        Column(_("district")), Column(_("severity")), Column(_("onset"), is_kept=True), Column(_("isolated"), is_kept=True),
        Column(_("generation"), is_number=True),
    ]  # fmt: skip
    order = sorted(
        cluster.members, key=lambda key: (seen.cases[key].day is None, seen.cases[key].day or 0, key)
    )
    made = [Row(list(_case_row(seen, key, told.get(key)))) for key in order]
    note = _("Without names; ages in tens of years.")
    return Table(_("The cases"), columns, made, State("empty", _("nothing")), note=note)


def _case_row(seen: Seen, key: int, told: Told | None) -> Iterator[Cell]:
    case = seen.cases[key]
    if told is None:
        yield Cell(_("not within your reach"))
        yield from [Cell()] * 9
        return
    yield Cell(called(case))
    codes = catalogue()["case"].columns["classification"].codes
    yield Cell(codes.codes[case.classification].to(spoken()) if codes else case.classification)
    for text in (told.sex, told.ages, told.occupation, told.district, told.severity):
        yield Cell(text, is_unknown=not text)
    note = _("first positive sample") if case.is_positive else ""
    yield Cell(day(case.day), note=note, is_unknown=case.day is None)
    yield Cell(day(case.isolated)) if case.isolated is not None else Cell(_("not recorded"))
    yield Cell(number(seen.chains.generation[key])) if key in seen.chains.generation else Cell(_("not told"))


def links_table(seen: Seen, cluster: Cluster) -> Table:
    """Every link with what it rests on."""
    columns = [
        Column(_("link")), Column(_("by")), Column(_("relation")), Column(_("setting")), Column(_("certainty")),
        Column(_("last contact on"), is_kept=True), Column(_("days from onset to onset"), is_number=True), Column(_("evidence")),
    ]  # fmt: skip
    made = [Row(list(_link_row(seen, tie))) for tie in cluster.ties]
    return Table(_("The links and what they rest on"), columns, made, State("empty", _("nothing")))


def _link_row(seen: Seen, tie: Tie) -> Iterator[Cell]:
    said = tie.key if isinstance(tie.key, TieSeen) else TieSeen("", "")
    by = {
        "case_link": _("investigator's link"),
        "contact": _("contact became a case"),
        "event": _("same event"),
    }
    join = " → " if tie.is_directed else " — "
    yield Cell(join.join(_end(seen, one) for one in (tie.source, tie.target)))
    yield Cell(by.get(said.kind, ""), note=said.ref)
    yield Cell(_link_word("relation", said.relation))
    yield Cell(setting_called(tie.setting), tone="" if tie.setting else "soft")
    yield Cell(_link_word("certainty", said.certainty))
    yield Cell(day(said.last_contact))
    days = seen.interval(tie)
    yield Cell(
        "" if days is None else f"{days:+d}".replace("-", "−"),
        tone="bad" if days is not None and days < 0 else "",
    )
    yield Cell(said.evidence) if said.evidence else Cell(_("none told"), tone="soft")


def _end(seen: Seen, one: int) -> str:
    if one < 0:
        return seen.events[one].title
    case = seen.cases[one]
    return _("not within your reach") if case.is_beyond else called(case)


def _link_word(column: str, code: str) -> str:
    codes = catalogue()["case_link"].columns[column].codes
    return codes.codes[code].to(spoken()) if codes is not None and code else ""


def unknown_table(seen: Seen, cluster: Cluster, told: Mapping[int, Told]) -> Table:
    """What is not known, and of whom: what is still to be asked."""
    cases = [seen.cases[key] for key in cluster.members]
    mine = [case for case in cases if not case.is_beyond]
    loose = [tie for tie in cluster.ties if not tie.is_directed]
    no_setting = [tie for tie in cluster.ties if tie.setting is None]
    asked = [
        (_("day of onset and first positive sample"), [called(case) for case in mine if case.day is None]),
        (_("isolation"), [called(case) for case in mine if case.isolated is None]),
        (_("exposures before onset"), [called(case) for case in mine if case.exposed is None]),
        (_("occupation"), [called(case) for case in mine if case.key in told and not told[case.key].occupation]),
        (_("who infected"), [called(case) for case in mine if case.key not in seen.chains.infectors]),
        (_("direction of the link"), [_tie(seen, tie) for tie in loose]),
        (_("setting of the link"), [_tie(seen, tie) for tie in no_setting]),
        (_("which of several infectors, or which way round"), [called(case) for case in mine if case.key in seen.chains.conflicts]),
    ]  # fmt: skip
    beyond = len(cases) - len(mine)
    made = [
        Row([Cell(what), Cell(number(len(whose))), Cell(_(", ").join(whose))])
        for what, whose in asked
        if whose
    ]
    if beyond:
        made.append(Row([Cell(_("cases not within your reach")), Cell(number(beyond)), Cell("")]))
    columns = [Column(_("not known")), Column(_("how many"), is_number=True), Column(_("of"))]
    return Table(
        _("What is not known"), columns, made, State("empty", _("All that a dossier asks for is recorded."))
    )


def _tie(seen: Seen, tie: Tie) -> str:
    return " — ".join(_end(seen, one) for one in (tie.source, tie.target))
