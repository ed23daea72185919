"""``lianfang outlook allocate | calibrate | decide``: what is decided from files that people write."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from lianfang.base.problems import Problem, Refused
from lianfang.cli import site

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(help="稀缺物资分配，逐行说明 / scarce goods by priorities with floors, each line explained.")
@click.argument("file", type=FILE)
@site.LANG
@site.JSON
def allocate(file: Path, **given: Any) -> None:
    """Shares of scarce goods."""
    sharing = _engine("sharing")
    printed(sharing.answer(file), sharing.lines, given)


RESUME = click.option(
    "--resume", type=click.Path(dir_okay=False, path_type=Path),
    help="续算文件：中断后再次运行接着算 / a file that is kept while it runs: run again to go on from it.",
)  # fmt: skip


@click.command(
    help="由当地发病校准参数，先验与后验并列 / parameters from local onsets, prior beside posterior."
)
@click.argument("file", type=FILE)
@RESUME
@site.LANG
@site.JSON
def calibrate(file: Path, resume: Path | None, **given: Any) -> None:
    """A posterior, and how little the series said."""
    learning = _engine("learning")
    printed(learning.answer(file, keep=resume, told=_told("calibrate")), learning.lines, given)


@click.command(help="复工日程：比较、搜索、前沿 / resumption calendars: compared, searched, the frontier.")
@click.argument("file", type=FILE)
@RESUME
@site.LANG
@site.JSON
def decide(file: Path, resume: Path | None, **given: Any) -> None:
    """Which groups open when."""
    asking, telling = _engine("asking"), _engine("telling")
    printed(asking.answer(file, keep=resume, told=_staged), telling.lines, given)


def _staged(stage: str, done: int, of: int) -> None:
    """Says on stderr how far a stage is, four times."""
    if done == of or done % max(1, of // 4) == 0:
        click.echo(f"{stage}: {done}/{of}", err=True)


def _told(verb: str) -> Callable[[int, int], None]:
    """Says on stderr how far it is."""
    return lambda done, of: click.echo(f"{verb}: {done}/{of}", err=True)


def printed(said: Any, lines: Any, given: dict[str, Any]) -> None:
    """The answer as JSON or as lines."""
    if given["as_json"]:
        click.echo(said.model_dump_json(indent=1, by_alias=True))
    else:
        click.echo("\n".join(lines(said, site.language(given["lang"]))))


def _engine(module: str) -> Any:
    """A module of the engine, which needs the extra ``outlook``: the command line starts without it.

    Raises:
        Refused: ``outlook/extra-missing``.
    """
    try:
        return importlib.import_module(f"lianfang.outlook.deciding.{module}")
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("lianfang"):
            raise
        raise Refused(Problem("outlook/extra-missing", facts={"module": error.name})) from error
