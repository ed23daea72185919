"""The evening's part on whom cases infect: offspring, and attack rates by setting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lianfang.fronts.forecasts.pages.framing import number_of
from lianfang.outlook.attack import LEAST_GROUPS
from lianfang.registers.models.clinical_codes import SETTING
from lianfang.ui.parts.facts import Fact, Facts
from lianfang.ui.parts.marks import State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import number, percent, spoken

if TYPE_CHECKING:
    from lianfang.base.problems import Problem
    from lianfang.fronts.forecasts.spread import Setting, Spread


def infecting(of: Spread) -> Facts:
    """R and k of the numbers infected by each case, or why they are not known."""
    title, found = _("Infected by each case whose time is over"), of.offspring
    if found is None:
        return Facts([Fact(title, is_unknown=True, note=_why(of.problem, of.cases))])
    k = _("as evenly as by chance") if found.dispersion is None else number_of(found.dispersion)
    high = "∞" if found.dispersion_high is None else number_of(found.dispersion_high)
    whose = _(
        "of {n} cases that fell ill 14 days ago or earlier: those with a link whose direction was told, and local ones without any"
    )
    of_whom = whose.format(n=number(of.cases))
    if of.is_partial:
        of_whom += (" " if spoken() == "en" else "") + _(
            "Whom they infected outside of your area you do not see: R comes out too low."
        )
    return Facts(
        [
            Fact(
                title, f"{number_of(found.mean)} ({number_of(found.mean_low)}–{number_of(found.mean_high)})",
                note=of_whom,
            ),
            Fact(
                _("How unevenly: k"), f"{k} ({number_of(found.dispersion_low)}–{high})",
                note=_("the smaller, the fewer cases make most infections; 95 % interval"),
            ),
            Fact(_("Share of cases that makes 80 % of infections"), percent(found.share_for_80)),
        ]
    )  # fmt: skip


def settings(of: Spread) -> Table:
    """Each setting: groups, exposed, infected, rate and how alike a group is."""
    columns = (
        Column(_("setting"), is_kept=True), Column(_("cases"), True), Column(_("exposed"), True, is_kept=True),
        Column(_("of these infected"), True, is_kept=True), Column(_("attack rate, 95 % interval"), True, is_kept=True),
        Column(_("correlation within a group"), True),
    )  # fmt: skip
    note = _(
        "Contacts whose last contact lies 14 days back or more; those exposed to one case together are a group, and are infected"
        " together: the interval is as wide as groups, not people, are independent."
    )
    if of.watched:
        note += (" " if spoken() == "en" else "") + _(
            "{n} later ones are watched still and not counted."
        ).format(n=number(of.watched))
    rows = [_row(one) for one in of.settings]
    empty = State("empty", _("No contact's time is over"))
    return Table(_("Who is infected, by setting"), columns, rows, empty, note if rows else "")


def _row(one: Setting) -> Row:
    name = SETTING.codes[one.key].to(spoken()) if one.key else _("setting not told")
    cells = [Cell(name), Cell(number(one.groups)), Cell(number(one.exposed)), Cell(number(one.infected))]
    if one.most is not None:
        ends = (0.0, one.most) if not one.infected else (1 - one.most, 1.0)
        crude = percent(one.infected / one.exposed)
        bound = _("whatever the correlation")
        return Row([*cells, Cell(f"{crude} ({percent(ends[0])}–{percent(ends[1])})", note=bound), Cell()])
    if one.rate is None:
        return Row([*cells, Cell(_why(one.problem, one.groups), tone="soft"), Cell()])
    rate = f"{percent(one.rate.rate)} ({percent(one.rate.low)}–{percent(one.rate.high)})"
    alike = Cell(number_of(one.rate.correlation))
    if one.several < LEAST_GROUPS:
        few = _("{n} groups of two or more are too few").format(n=number(one.several))
        alike = Cell(is_unknown=True, note=few)
    return Row([*cells, Cell(rate, tone="strong"), alike])


def _why(problem: Problem | None, count: int) -> str:
    """Why there is no number: too few, or none who is told to have infected anybody."""
    if problem is not None and problem.code == "outlook/too-few":
        return _("{n} of them are too few: {least} are needed").format(n=count, least=problem.facts["least"])
    return _("none of {n} is told to have infected anybody: that is little known, and not R = 0").format(
        n=number(count)
    )
