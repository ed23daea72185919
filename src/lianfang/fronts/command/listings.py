"""The lists of excuses and of tasks for a terminal."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override
from rich.console import Console, Group
from rich.table import Column, Table
from rich.text import Text as Line

from lianfang.base.words import Language
from lianfang.fronts.command.shapes import ExcuseList, ExcuseListed, TaskList, TaskListed
from lianfang.fronts.command.terminal import excuse_said
from lianfang.ui.languages import django_language
from lianfang.ui.writing import moment, number


def print_excuses(listed: ExcuseList, *, language: Language, console: Console) -> None:
    """Print a list of excuses, two lines each."""
    with override(django_language(language)):
        table = Table.grid(padding=(0, 2, 0, 0))
        for row in listed.rows:
            table.add_row(
                row.ref, Line(f"{row.title.to(language)}  {row.subject} {row.period or ''}".rstrip(), "bold")
            )
            table.add_row(moment(row.begins_at)[5:], Line("\n".join(_excuse(row, language))))
        console.print(Group(_heading(_("Excuses"), len(listed.rows), listed.total, listed.as_of), table))


def _excuse(row: ExcuseListed, language: Language) -> list[str]:
    lines = [f"{row.area_name.to(language)}  {excuse_said(row, language)}"]
    if row.revoked_by:
        lines.append(
            _("ended early by {name}; given until {until}").format(
                name=row.revoked_by, until=moment(row.until)
            )
        )
    if not row.counts:
        lines.append(_("counts for nothing now: not held, not due, met, or not to be told"))
    return lines


def print_tasks(listed: TaskList, *, language: Language, console: Console) -> None:
    """Print a list of tasks."""
    with override(django_language(language)):
        table = Table(
            Column(_("task"), no_wrap=True), Column(_("due"), no_wrap=True), Column(_("state"), no_wrap=True),
            Column(_("unit of the task"), ratio=2, overflow="fold"), Column(_("what"), ratio=3, overflow="fold"),
            box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim", expand=True,
        )  # fmt: skip
        for row in listed.rows:
            late = Line(moment(row.due_at)[5:], "bold red" if row.is_overdue else "")
            table.add_row(
                row.ref, late, row.state_words.to(language), row.unit_name.to(language), _what(row, language)
            )
        console.print(Group(_heading(_("Tasks"), len(listed.rows), listed.total, listed.as_of), table))


def _what(row: TaskListed, language: Language) -> str:
    parts = [row.title, " ".join(part for part in (row.clause, row.must, row.subject, row.period) if part)]
    parts += [row.evidence or "", row.outcome_words.to(language) if row.outcome_words else ""]
    return "\n".join(part for part in parts if part)


def _heading(title: str, shown: int, total: int, as_of: str) -> Line:
    many = _("{shown} of {total}").format(shown=number(shown), total=number(total))
    return Line(f"{title}  {many}  {_('as of {moment}').format(moment=moment(as_of))}", "bold")
