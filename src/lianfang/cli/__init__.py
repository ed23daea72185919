"""The command line: `lianfang …`, one file per command, each calling one function."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click

from lianfang import __version__
from lianfang.base.problems import Refused
from lianfang.base.words import Language

COMMANDS = {
    "demo": "demo",
    "serve": "serve",
    "first-token": "first_token",
    "synth": "synth",
    "areas": "areas",
    "import": "bring",
    "export": "leave",
    "plan": "plan",
    "board": "board",
    "brief": "brief",
    "gaps": "gaps",
    "ledger": "ledger",
    "zones": "zones",
    "excuse": "excuse",
    "task": "task",
    "notices": "notices",
    "passes": "passes",
    "rebuild": "rebuild",
    "outlook": "outlook",
    "trace": "trace",
    "record": "record",
    "withdraw": "withdraw",
    "reconcile": "reconcile",
    "duplicates": "duplicates",
    "risk": "risk",
    "lanes": "lanes",
    "load": "load",
    "backup": "backup",
    "restore": "restore",
    "seal-journal": "seal_journal",
    "verify-journal": "verify_journal",
}
"""Command → the module that holds its click command `command`."""


class Commands(click.Group):
    """Loads a command's module when it is asked for, so that help and errors come at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of a day's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command."""
        if cmd_name not in COMMANDS:
            return None
        _start_django()
        module: Any = importlib.import_module(f"lianfang.cli.{COMMANDS[cmd_name]}")
        command: click.Command = module.command
        return command


def _start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.config.settings")
    import django  # the settings must be named before Django is loaded

    try:
        django.setup()
    except ValueError as error:  # an environment variable that says nothing the settings can use
        raise click.UsageError(str(error)) from error


@click.group(cls=Commands)
@click.version_option(__version__, prog_name="lianfang")
def root() -> None:
    """联防 Lianfang: the plan checked against the records, gaps by name."""


def main() -> None:
    """Run a command; a refusal prints its problems and exits with 2, anything unforeseen shows its trace."""
    try:
        root(prog_name="lianfang")
    except Refused as refusal:
        for problem in refusal.problems:
            print(problem.line_of_text(_language()), file=sys.stderr)
        sys.exit(2)


def _language() -> Language:
    """The language of this call: its ``--lang``, else LIANFANG_LANG, else Chinese."""
    words = sys.argv[1:]
    after = words[words.index("--lang") + 1 :] if "--lang" in words else []
    said = after[0] if after else os.environ.get("LIANFANG_LANG", "zh")
    return "en" if said.startswith("en") else "zh"
