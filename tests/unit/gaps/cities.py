"""Cities for the tests of figures, lists and briefs: a small one laid by hand, and a made-up one with planted failings."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from lianfang.gaps import plans
from lianfang.gaps.rebuild import rebuild
from lianfang.plan import shipped
from lianfang.registers.actions import load
from lianfang.registers.models import REGISTERS
from lianfang.synth import city as synth
from tests.unit.registers import city as small
from tests.unit.registers.city import BY, NOON


def enact(musts: str = "*.yaml") -> None:
    """Put the shipped plan in force, or of its musts those of some files, and read its duties."""
    folder = shipped.folder("shenzhen_2020")
    assert folder is not None
    if musts != "*.yaml":
        whole, folder = folder, Path(tempfile.mkdtemp(dir=settings.HOME)) / "plan"
        shutil.copytree(whole, folder, ignore=shutil.ignore_patterns("musts", "examples"))
        (folder / "musts").mkdir()
        for file in (whole / "musts").glob(musts):
            shutil.copy(file, folder / "musts")
    plans.forget()
    plans.enact(folder=folder, by=BY, at=NOON)
    rebuild(at=NOON)


def lay_small() -> small.City:
    """Two districts, one gate, three cars; the shipped plan in force."""
    city = small.lay()
    enact()
    return city


def lay_planted(people: int = 2000) -> synth.City:
    """A made-up city with planted failings, near misses and undecidable records."""
    made = synth.build(people=people, seed=3)
    load(tables=_tables(made), identifiers=made.identifiers(), by=BY, at=made.as_of)
    enact()
    return made


def _tables(made: synth.City) -> Iterator[tuple[str, Sequence[str], Any]]:
    for register in REGISTERS:
        if register in made.tables:
            table = made.tables[register]
            yield register, table.columns, table.rows()
