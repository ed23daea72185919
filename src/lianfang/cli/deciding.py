"""``lianfang outlook allocate``: what is decided from files that people write."""

from __future__ import annotations

import importlib
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
