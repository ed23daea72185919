"""Fill a site with a made-up city: what ``demo`` and ``synth`` share."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from lianfang.base.keeping import kept
from lianfang.base.problems import Problem, Refused
from lianfang.cli import site
from lianfang.entry import clock
from lianfang.gaps import plans
from lianfang.gaps.rebuild import rebuild
from lianfang.registers.actions import load
from lianfang.registers.actions.demonstrating import open_demo_accounts
from lianfang.registers.models import REGISTERS, Journal
from lianfang.synth import city as synth
from lianfang.synth import ledger

LEDGER = "ledger.jsonl"
DEMO_PASSWORD = "demo-password"  # noqa: S105  (the name of a file)
WRITES = ("record", "update", "withdraw", "excuse", "revoke_excuse")
"""Verbs of the journal after which a site is no mere demonstration."""


def fill(
    *,
    people: int,
    seed: int,
    failings: synth.Failings,
    days: int,
    on_progress: Callable[..., None],
    evening: bool = False,
) -> synth.City:
    """Build a city, load it, enact the shipped plan, read all duties, write the ledger into the site's home.

    Args:
        evening: the site goes by a clock of its own from then on, which begins on the city's last evening.

    Raises:
        Refused: the site holds records that no demonstration put there.
    """
    _clear()
    made = synth.build(people=people, seed=seed, failings=failings, days=days)
    by, at = site.by("demonstration"), made.as_of - clock.EVENING if evening else site.now()
    load(tables=_tables(made), identifiers=made.identifiers(), by=by, at=at, on_progress=on_progress)
    plans.forget()
    plans.enact(folder=site.plan_folder(None), by=by, at=at)
    rebuild(at=at, on_progress=on_progress)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    ledger.write(home() / LEDGER, made)
    password = secrets.token_urlsafe(9)
    open_demo_accounts(password=password, by=by, at=site.now())
    _keep_password(password)
    if evening:
        clock.start_evening(ends=made.as_of)
    site.seal_at_the_end()
    return made


def demo_password() -> str | None:
    """The password of the demo accounts, as the last demonstration wrote it down; None where there was none."""
    path = home() / DEMO_PASSWORD
    return path.read_text("ascii").strip() if path.exists() else None


def _keep_password(password: str) -> None:
    path = home() / DEMO_PASSWORD
    path.unlink(missing_ok=True)
    kept(path, password.encode)


def home() -> Path:
    """The site's folder."""
    return Path(settings.HOME)


def is_demonstration() -> bool:
    """Was this site's city made up, and has nobody recorded anything since? The journal says so, with the data itself."""
    loaded = Journal.objects.filter(verb="load", purpose="demonstration").order_by("-id").first()
    if loaded is None:
        return False
    return not Journal.objects.filter(id__gt=loaded.id, verb__in=WRITES).exists()


LAID = {"area", "organisation"}
"""What the first command of any site lays down: nobody's records yet."""


def _clear() -> None:
    """Empty a demonstration, or a site with nothing but its areas; refuse anything else."""
    site.ready_tables()
    filled = {register for register, model in REGISTERS.items() if model.objects.exists()}
    if not filled:
        return
    if filled - LAID and not is_demonstration():
        raise Refused(Problem("store/not-demo"))
    clock.stop_evening()
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        connection.close()
        for end in ("", "-wal", "-shm"):
            if os.path.exists(name + end):
                os.unlink(name + end)
        site.ready_tables()
    else:
        call_command("flush", interactive=False, verbosity=0)


def _tables(made: synth.City) -> Iterator[tuple[str, Sequence[str], Any]]:
    for register in REGISTERS:
        if register in made.tables:
            table = made.tables[register]
            yield register, table.columns, table.rows()
