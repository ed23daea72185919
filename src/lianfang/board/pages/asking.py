"""What a request asks of the board: as of when, as known when, of which area; and links that keep asking the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from lianfang.base import instants
from lianfang.base.problems import Problem, Refused
from lianfang.registers.access import Reader
from lianfang.registers.demonstration import is_made_up
from lianfang.registers.models import Area

LEDGER = "ledger.jsonl"
"""In the home of a made-up city: its first line tells the instant at which the city ends."""
STEP = 10
"""Seconds."""
KEPT = ("as_of", "known_at", "area")


@dataclass(frozen=True)
class Asked:
    """Who asks, when, and of what.

    Attributes:
        kept: the parameters that every link of the page carries on, as they were written.
        names: may they see gaps by name of record, or numbers alone?
    """

    reader: Reader
    at: int
    as_of: int
    known_at: int | None
    area: int
    kept: Mapping[str, str]
    names: bool = False

    @property
    def is_now(self) -> bool:
        """Was no instant named?"""
        return "as_of" not in self.kept

    def href(self, route: str, *names: str, **query: str) -> str:
        """The address of another page about the same area and instant; an empty value drops a parameter."""
        said = {name: value for name, value in {**self.kept, **query}.items() if value}
        return reverse(f"board:{route}", args=names) + ("?" + urlencode(said) if said else "")

    def within(self, code: str) -> Asked:
        """The same, of another area."""
        return replace(self, kept={**self.kept, "area": code})


def asked(request: Any) -> Asked:
    """Read a request.

    Raises:
        Refused: an instant that is none, or an area that is not there or out of reach.
    """
    kept = {name: request.GET[name].strip() for name in KEPT if request.GET.get(name, "").strip()}
    reader, at = request.who.reader, request.at
    as_of = _instant(kept["as_of"]) if "as_of" in kept else present(at)
    known_at = _instant(kept["known_at"]) if "known_at" in kept else None
    if known_at is not None and not request.who.may("gaps"):
        # What was known earlier is read record by record: for those who may see records.
        raise Refused(Problem("board/known-at-not-yours"))
    area = _area(kept.get("area", ""), reader)
    return Asked(reader, at, as_of, known_at, area, kept, request.who.may("gaps"))


def present(at: int) -> int:
    """The instant that pages show where none is named: now, to some seconds, so that all who look at once see one and
    the same; of a made-up city the instant at which it ends.
    """
    now, path = at - at % STEP, Path(settings.HOME) / LEDGER
    if not is_made_up() or not path.exists():
        return now
    ended = _end_of(path, path.stat().st_mtime_ns)
    return now if ended is None else min(now, ended)


@lru_cache(maxsize=8)
def _end_of(path: Path, _changed: int) -> int | None:
    with path.open(encoding="utf-8") as lines:
        try:
            return int(json.loads(next(lines))["as_of"])
        except (StopIteration, KeyError, TypeError, ValueError):
            return None


def _instant(text: str) -> int:
    try:
        return instants.parse(text, settings.TIME_ZONE)
    except ValueError as error:
        raise Refused(Problem("store/bad-instant", facts={"value": text[:40]})) from error


def _area(named: str, reader: Reader) -> int:
    if not named:
        return 0
    like = Q(gb_code=named) | Q(ref=named)
    found = list(Area.objects.filter(like).filter(reader.scope("id")).values_list("id", flat=True)[:2])
    if len(found) != 1:
        raise Refused(Problem("area/not-found", facts={"area": named[:40]}))
    return int(found[0])
