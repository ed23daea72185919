"""Fill a site with a made-up city: what ``demo`` and ``synth`` share."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from lianfang.base.keeping import kept
from lianfang.base.problems import Problem, Refused
from lianfang.cli import site
from lianfang.entry import clock
from lianfang.fronts.exposure import feeding, visits
from lianfang.fronts.exposure.places import place
from lianfang.gaps import plans
from lianfang.gaps.rebuild import rebuild
from lianfang.registers import pseudonyms
from lianfang.registers.actions import load
from lianfang.registers.actions.demonstrating import open_demo_accounts
from lianfang.registers.models import REGISTERS, Case, Journal, Order, Person, Site
from lianfang.synth import city as synth
from lianfang.synth import ledger
from lianfang.synth.checking_in import MOST, CheckIn, check_ins

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


def visit(made: synth.City, on_progress: Callable[..., None]) -> None:
    """Fill the visits log of a demonstration: from its registers, and with made-up check-ins of the people in them.

    What a log of an earlier demonstration held goes. Nothing happens where the engine's packages are not installed.
    """
    if not all(find_spec(name) for name in ("numpy", "numba", "pyarrow")):
        return
    import pyarrow as pa

    from lianfang.trace.writer import Writer

    shutil.rmtree(visits.folder(), ignore_errors=True)
    at, plan = made.as_of, plans.in_force().plan
    feeding.feed(plan=plan, by=site.by("demonstration"), at=at, anew=True, on_progress=on_progress)
    found = list(_check_ins(made, since=visits.rules(plan).horizon(at)))
    pseudonyms.remember({one.person for one in found})
    shops = set(Site.objects.filter(kind="shop").values_list("id", flat=True))
    columns = {
        "person": [pseudonyms.of(one.person) for one in found],
        "place": [place("site", one.place) for one in found],
        "enter": [one.enter for one in found],
        "leave": [one.leave for one in found],
        "kind": ["shop" if one.place in shops else "room" for one in found],
        "source": ["check-ins"] * len(found),
    }
    with Writer(visits.folder()) as log:
        log.append(pa.table(columns), at=at)


def _check_ins(made: synth.City, *, since: int) -> Iterator[CheckIn]:
    """Of cases first, then of whoever else is in the registers; at shops first, then in compounds' public rooms."""
    ordered = Order.objects.filter(person__isnull=False).values_list("person_id", "starts_at")
    isolated = dict(ordered.order_by("-starts_at"))
    cases = Case.objects.filter(person__isnull=False).order_by("id").values_list("person_id", "isolated_at")
    isolated |= {person: at for person, at in cases if at is not None}
    sick = [person for person, _ in cases]
    people = [*sick, *Person.objects.exclude(id__in=sick).order_by("id").values_list("id", flat=True)[:MOST]]
    shops = [
        *Site.objects.filter(kind="shop").order_by("id").values_list("id", flat=True),
        *Site.objects.filter(kind="public_room").order_by("id").values_list("id", flat=True),
    ]
    return check_ins(people, shops, isolated, since=since, until=made.as_of, seed=made.seed)


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
