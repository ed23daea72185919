"""What every command needs first: the tables up to date, a plan in force, and what the clock says."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from lianfang.base import instants
from lianfang.base.problems import Problem, Refused
from lianfang.entry import clock
from lianfang.gaps import plans
from lianfang.gaps.rebuild import rebuild
from lianfang.interop import laying
from lianfang.interop.pace import Pace
from lianfang.plan import shipped
from lianfang.registers import sealing
from lianfang.registers.access import CONSOLE_ROLE, By, Reader
from lianfang.registers.demonstration import MADE_UP


def now() -> int:
    """The real clock, by which goes what keeps the site: plans, journals, backups, tokens; nothing below the doors reads it."""
    return clock.real()


def shown() -> int:
    """The instant at which records and tasks are written, and of which reading speaks where none is named.

    Of a demonstration it is what its own clock says, as on its pages.
    """
    return clock.now()


def by(purpose: str = "response") -> By:
    """Whoever sits at the console, for the journal."""
    name = os.environ.get("LIANFANG_OPERATOR", "console")
    return By(name, CONSOLE_ROLE, purpose=purpose, real=now())


def declaring() -> By:
    """Whoever declares areas at risk at the console: at a demonstration for the demonstration, as its own accounts do, so that it
    stays one.
    """
    return by("response" if clock.of_demonstration() is None else MADE_UP)


def reader(purpose: str = "response") -> Reader:
    """Whoever sits at the console, as a reader of the whole city."""
    return Reader(os.environ.get("LIANFANG_OPERATOR", "console"), CONSOLE_ROLE, purpose=purpose)


def instant(text: str | None) -> int:
    """An instant as the user wrote it, or now.

    Raises:
        Refused: neither a date nor a time.
    """
    if not text:
        return shown()
    try:
        return instants.parse(text, settings.TIME_ZONE)
    except ValueError as error:
        raise Refused(Problem("store/bad-instant", facts={"value": text})) from error


def beginning(text: str) -> int:
    """An instant from which something holds: a bare date is its 00:00, as in a plan's ``from``.

    Raises:
        Refused: neither a date nor a time.
    """
    try:
        return instants.start_of(date.fromisoformat(text.strip()), settings.TIME_ZONE)
    except ValueError:
        return instant(text)


def ready() -> None:
    """Bring the tables up to this program's schema; give a site without a plan the shipped one, with its areas."""
    ready_tables()
    if plans.is_any_in_force():
        return
    folder = plan_folder(None)
    if (folder / laying.FILE).exists():
        laying.lay(folder=folder, by=by("maintenance"), at=now())
    plans.enact(folder=folder, by=by("maintenance"), at=now())
    rebuild(at=now())


def ready_tables() -> None:
    """Bring the tables up to this program's schema."""
    if connection.vendor == "sqlite":
        Path(connection.settings_dict["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)


def seal_journal(
    *, new_key: bool = False, on_progress: Callable[[str, int], None] = lambda what, done: None
) -> int:
    """Seal what was committed, in pieces between which others write, and answer how many entries that were.

    Raises:
        Refused: the last seal was signed with a key that this home does not hold.
    """
    pace, total = Pace(size=sealing.MOST, least=sealing.MOST // 2, most=sealing.MOST), 0
    while True:
        asked, begin = pace.size, time.perf_counter()
        count = sealing.seal_next(at=now(), most=asked, new_key=new_key)
        total += count
        on_progress("journal", total)
        if count < asked:
            return total
        pace.rest(count, time.perf_counter() - begin)


def seal_at_the_end(lang: str = "zh") -> None:
    """Seal when a long command has done its work; that work stands, so a refusal is only said."""
    try:
        seal_journal()
    except Refused as refusal:
        for problem in refusal.problems:
            click.echo(problem.line_of_text(language(lang)), err=True)


def plan_folder(name: str | None) -> Path:
    """A plan by the name under which it is shipped, or by its folder.

    Raises:
        Refused: there is none.
    """
    name = name or os.environ.get("LIANFANG_PLAN", "shenzhen_2020")
    if Path(name).is_dir():
        return Path(name)
    found = shipped.folder(name)
    if found is None:
        raise Refused(Problem("record/not-found", facts={"register": "plan", "value": name}))
    return found


def language(lang: str) -> Any:
    """``zh`` or ``en``."""
    return "en" if lang.startswith("en") else "zh"


LANG = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default=os.environ.get("LIANFANG_LANG", "zh")[:2], help="语言 / language."
)  # fmt: skip
JSON = click.option("--json", "as_json", is_flag=True, help="机器可读 / print JSON.")


def say(value: Any) -> None:
    """Print JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


class Bar:
    """Progress on stderr; silent where nobody watches."""

    def __init__(self, title: str):
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._shown = Progress(
            *columns, console=Console(file=sys.stderr), disable=not sys.stderr.isatty(), transient=True
        )
        self._task = self._shown.add_task(title, total=None)

    def __enter__(self) -> Callable[..., None]:
        self._shown.start()
        return self._move

    def __exit__(self, *error: object) -> None:
        self._shown.stop()

    def _move(self, what: str, done: int, of: int | None = None) -> None:
        self._shown.update(self._task, description=what, completed=done, total=of)
