"""What is told of clusters beside their picture: tables of settings, sizes, offspring, cases and what contradicts itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from lianfang.fronts.chains.drawing import called
from lianfang.fronts.chains.gathering import CaseSeen, Seen
from lianfang.fronts.chains.links import Addresses
from lianfang.outlook.chains import Cluster, Tie
from lianfang.registers.models.clinical_codes import SETTING
from lianfang.ui.parts.figures import Figure, Figures
from lianfang.ui.parts.marks import State
from lianfang.ui.parts.tables import Cell, Column, Pager, Row, Table
from lianfang.ui.writing import number, spoken

LARGEST = 20
ROWS = 300


def day(ordinal: int | None) -> str:
    """A day as it is printed; empty where not known."""
    return "" if ordinal is None else date.fromordinal(ordinal).isoformat()


def setting_called(code: str | None) -> str:
    """A setting in words."""
    return (
        _("not told") if code is None else SETTING.codes[code].to(spoken()) if code in SETTING.codes else code
    )


def figures(seen: Seen, clusters: Sequence[Cluster]) -> Figures:
    """How many cases, clusters and directions, and how many contradict themselves."""
    ties = [tie for cluster in clusters for tie in cluster.ties]
    told = [tie for tie in ties if tie.is_directed]
    members = {case for cluster in clusters for case in cluster.members}
    said = [
        Figure(_("cases in clusters"), len(members)),
        Figure(_("cases without a link"), len(seen.chains.alone)),
        Figure(_("clusters"), len(clusters)),
        Figure(_("largest cluster"), max((one.size for one in clusters), default=0)),
        Figure(_("links with a direction"), len(told)),
        Figure(_("links without a direction"), len(ties) - len(told)),
        Figure(_("infected fell ill first"), sum((seen.interval(tie) or 0) < 0 for tie in told)),
        Figure(_("cases in conflict"), len(members & seen.chains.conflicts.keys())),
    ]
    return Figures(said, _("Clusters and links"))


def settings_table(seen: Seen, clusters: Sequence[Cluster], addresses: Addresses) -> Table:
    """Cases and links per setting."""
    links = Counter(tie.setting for cluster in clusters for tie in cluster.ties)
    cases: dict[str | None, set[int]] = {setting: set() for setting in links}
    for cluster in clusters:
        for tie in cluster.ties:
            cases[tie.setting] |= {one for one in (tie.source, tie.target) if one > 0}
    order = sorted(links, key=lambda one: (one is None, -len(cases[one]), one or ""))
    rows = [
        Row([
            Cell(setting_called(one), addresses.chains(setting=one or "not_told"), tone="soft" if one is None else ""),
            Cell(number(len(cases[one]))), Cell(number(links[one])),
        ])
        for one in order
    ]  # fmt: skip
    columns = [Column(_("setting")), Column(_("cases"), is_number=True), Column(_("links"), is_number=True)]
    note = _("A case with links of several settings counts in each.")
    return Table(_("Cases by setting"), columns, rows, State("empty", _("No link is recorded")), note=note)


def counts_table(caption: str, first: str, second: str, counts: Mapping[int, int], note: str = "") -> Table:
    """A distribution."""
    rows = [Row([Cell(number(one)), Cell(number(many))]) for one, many in counts.items()]
    columns = [Column(first), Column(second, is_number=True)]
    return Table(caption, columns, rows, State("empty", _("nothing to count")), note=note)


def sizes_table(clusters: Sequence[Cluster]) -> Table:
    """How many clusters of each size."""
    counts = dict(sorted(Counter(cluster.size for cluster in clusters).items()))
    return counts_table(_("Sizes of clusters"), _("cases"), _("clusters"), counts)


def offspring_table(seen: Seen, clusters: Sequence[Cluster]) -> Table:
    """How many cases infected how many, as far as a direction was told."""
    members = {case for cluster in clusters for case in cluster.members}
    told = (seen.chains.infectors.keys() | seen.chains.infected.keys()) & members
    counts = Counter(len(seen.chains.infected.get(one, ())) for one in told)
    note = _(
        "Only of cases with a link whose direction was told. Who infected nobody that was found counts as 0."
    )
    return counts_table(
        _("Whom a case infected"), _("infected"), _("cases"), dict(sorted(counts.items())), note
    )


def largest_table(seen: Seen, clusters: Sequence[Cluster], addresses: Addresses) -> Table:
    """The largest clusters, each leading to its own picture."""
    rows = []
    for cluster in clusters[:LARGEST]:
        days = [one for one in (seen.cases[key].day for key in cluster.members) if one is not None]
        deepest = max((seen.chains.generation.get(key, -1) for key in cluster.members), default=-1)
        names = sorted({setting_called(tie.setting) for tie in cluster.ties if tie.setting})
        first = next(seen.cases[key] for key in cluster.members if seen.cases[key].ref)
        rows.append(
            Row([
                Cell(called(first), addresses.cluster(seen, cluster)), Cell(number(cluster.size)),
                Cell(day(min(days)), is_unknown=False) if days else Cell(is_unknown=True),
                Cell(day(max(days))) if days else Cell(is_unknown=True),
                Cell(number(deepest)) if deepest >= 0 else Cell(_("none told"), tone="soft"),
                Cell(_(", ").join(names)) if names else Cell(_("not told"), tone="soft"),
            ])
        )  # fmt: skip
    columns = [
        Column(_("cluster of")), Column(_("cases"), is_number=True), Column(_("first day"), is_kept=True),
        Column(_("last day"), is_kept=True), Column(_("last generation"), is_number=True), Column(_("settings")),
    ]  # fmt: skip
    return Table(_("Largest clusters"), columns, rows, State("empty", _("No two cases are linked")))


def conflicts_table(seen: Seen, clusters: Sequence[Cluster], addresses: Addresses) -> Table | None:
    """What contradicts itself, and whose order of onset is the other way round; None where nothing does."""
    members = {case for cluster in clusters for case in cluster.members}
    words = {
        "two_infectors": _("more than one is said to have infected this case"),
        "circle": _("in a circle of infections"),
    }
    rows = [
        Row([_case_cell(seen.cases[key], addresses), Cell(_("; ").join(words[one] for one in what), tone="bad"),
             _cases_cell([seen.cases[one] for one in seen.chains.infectors.get(key, ())])])
        for key, what in seen.chains.conflicts.items()
        if key in members
    ]  # fmt: skip
    for tie in (tie for cluster in clusters for tie in cluster.ties):
        days = seen.interval(tie)
        if days is not None and days < 0:
            said = _("fell ill {n} days before the infector").format(n=number(-days))
            rows.append(
                Row([_case_cell(seen.cases[tie.target], addresses), Cell(said, tone="unsure"), _cases_cell([seen.cases[tie.source]])])
            )  # fmt: skip
    if not rows:
        return None
    columns = [Column(_("case")), Column(_("what does not fit")), Column(_("said to be infected by"))]
    note = _(
        "Nothing of it is left out or put right here: who investigated decides. No generation is counted through a conflict."
    )
    return Table(_("What does not fit"), columns, rows, State("empty", _("nothing")), note=note)


def _case_cell(case: CaseSeen, addresses: Addresses) -> Cell:
    if case.is_beyond:
        return Cell(_("not within your reach"), tone="soft")
    return Cell(called(case), addresses.case(case.ref))


def _cases_cell(cases: Sequence[CaseSeen]) -> Cell:
    beyond = sum(case.is_beyond for case in cases)
    said = [called(case) for case in cases if not case.is_beyond]
    if beyond:
        said.append(_("{n} not within your reach").format(n=number(beyond)))
    return Cell(_(", ").join(said))


def cases_table(seen: Seen, clusters: Sequence[Cluster], addresses: Addresses, start: int) -> Table:
    """The picture as a table: every case that is drawn, with what is known of it."""
    order = [(n, key) for n, cluster in enumerate(clusters, 1) for key in cluster.members]
    near = _near(clusters)
    rows = [
        Row(list(_case_row(seen, n, key, near.get(key, []), addresses)))
        for n, key in order[start : start + ROWS]
    ]
    columns = [
        Column(_("case")), Column(_("cluster no."), is_number=True), Column(_("onset"), is_kept=True),
        Column(_("isolated"), is_kept=True), Column(_("generation"), is_number=True), Column(_("infected by")),
        Column(_("infected"), is_number=True), Column(_("linked with, no direction")), Column(_("settings")),
    ]  # fmt: skip
    pager = None
    if len(order) > ROWS:
        before = addresses.chains(start=str(start - ROWS) if start > ROWS else "0") if start else ""
        after = addresses.chains(start=str(start + ROWS)) if start + ROWS < len(order) else ""
        pager = Pager(len(rows), len(order), before, after)
    return Table(
        _("The cases of the picture"),
        columns,
        rows,
        State("empty", _("No two cases are linked")),
        pager=pager,
    )


def _near(clusters: Sequence[Cluster]) -> dict[int, list[Tie]]:
    found: dict[int, list[Tie]] = {}
    for cluster in clusters:
        for tie in cluster.ties:
            for one in (tie.source, tie.target):
                found.setdefault(one, []).append(tie)
    return found


def _case_row(seen: Seen, n: int, key: int, ties: Sequence[Tie], addresses: Addresses) -> Iterator[Cell]:
    case, chains = seen.cases[key], seen.chains
    yield _case_cell(case, addresses)
    yield Cell(number(n))
    note = _("first positive sample") if case.is_positive else ""
    yield Cell(day(case.day), note=note) if case.day is not None else Cell(is_unknown=True)
    yield Cell(day(case.isolated)) if case.isolated is not None else Cell(_("not recorded"), tone="soft")
    yield (
        Cell(number(chains.generation[key])) if key in chains.generation else Cell(_("not told"), tone="soft")
    )
    yield _cases_cell([seen.cases[one] for one in chains.infectors.get(key, ())])
    yield Cell(number(len(chains.infected[key])) if key in chains.infected else "")
    others = {one for tie in ties if not tie.is_directed for one in (tie.source, tie.target)} - {key}
    said = _cases_cell([seen.cases[one] for one in sorted(others) if one > 0]).text
    events = [seen.events[one].title for one in sorted(others) if one < 0]
    yield Cell(_(", ").join(one for one in (said, *events) if one))
    yield Cell(_(", ").join(sorted({setting_called(tie.setting) for tie in ties if tie.setting})))
