"""Lay down a plan's areas and their commands: the tree on which all else stands, from the plan's ``areas.yaml``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from pydantic import BaseModel, ConfigDict, ValidationError

from lianfang.base import areas
from lianfang.base.problems import Problem, Refused
from lianfang.registers.access import By
from lianfang.registers.actions import record
from lianfang.registers.models import Area, Organisation

FILE = "areas.yaml"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Command(_Part):
    """Who commands an area."""

    zh: str
    en: str


class Place(_Part):
    """One area of the file, and those inside it."""

    level: str
    gb: str | None = None
    zh: str
    en: str
    begins_on: date | None = None
    command: Command | None = None
    inside: list[Place] = []


@dataclass
class Laid:
    """Ids of the areas and of the commands that were made."""

    areas: list[int] = field(default_factory=list)
    commands: list[int] = field(default_factory=list)


def is_laid(city: str) -> bool:
    """Is the city, by its national code, there?"""
    return Area.objects.filter(gb_code=city).exists()


def read(folder: Path) -> Place:
    """The areas of a plan, from the nation down.

    Raises:
        Refused: there is no such file, or a part of it is wrong.
    """
    path = folder / FILE
    if not path.is_file():
        raise Refused(Problem("areas/no-file", facts={"plan": folder.name}))
    try:
        root = Place.model_validate(yaml.safe_load(path.read_text("utf-8")))
        _check(root, 0)
    except (yaml.YAMLError, UnicodeDecodeError, ValidationError, ValueError) as error:
        detail = " ".join(str(error).split())[:300]
        raise Refused(Problem("areas/wrong", file=FILE, facts={"detail": detail})) from error
    return root


def lay(*, folder: Path, by: By, at: int) -> Laid:
    """Record the areas of a plan that are not there yet, with their commands; those that are there stay as they are.

    An area is known again by its national code, one without by its name inside its parent. Path codes follow the file's
    order, after those that are taken. All areas go in at once: a plan in force may name any of them.

    Raises:
        Refused: the plan has no file of areas, or it is wrong.
    """
    root, laid = read(folder), Laid()
    with transaction.atomic():
        placed = list(_placed([root], 0))
        rows = [_row(place, code) for place, code, is_new in placed if is_new]
        if rows:
            laid.areas += record(register="area", rows=rows, by=by, at=at).ids
        for place, code, _ in placed:
            if place.command and not Area.objects.filter(id=code, command__isnull=False).exists():
                _appoint(code, place.command, laid, by, at)
    return laid


def _check(place: Place, depth: int) -> None:
    if depth >= len(areas.LEVELS) or place.level != areas.LEVELS[depth]:
        raise ValueError(f"{place.en}: level {place.level}")
    for inner in place.inside:
        _check(inner, depth + 1)


def _placed(places: Sequence[Place], parent: int) -> Iterator[tuple[Place, int, bool]]:
    """Each place with its path code and whether it is new, parents before what is inside."""
    free = _last_child(parent, places[0].level) if places else 0
    for place in places:
        known = _known(place, parent)
        if known is None:
            free += 1
        code = known or areas.child(parent, free)
        yield place, code, known is None
        yield from _placed(place.inside, code)


def _row(place: Place, code: int) -> dict[str, Any]:
    return {
        "id": code, "level": place.level, "gb_code": place.gb, "name_zh": place.zh, "name_en": place.en,
        "begins_on": place.begins_on,
    }  # fmt: skip


def _known(place: Place, parent: int) -> int | None:
    """The id of the area if it is there."""
    query = Area.objects.filter(level=place.level)
    if place.gb is not None:
        query = query.filter(gb_code=place.gb)
    else:
        low, high = areas.span(parent) if parent else (0, 10**18)
        query = query.filter(name_zh=place.zh, id__gte=low, id__lt=high)
    return query.values_list("id", flat=True).first()


def _last_child(parent: int, level: str) -> int:
    """The number of the last child of an area, 0 if it has none."""
    low, high = areas.span(parent) if parent else (0, 10**18)
    last = Area.objects.filter(level=level, id__gte=low, id__lt=high).order_by("-id").first()
    return 0 if last is None else (last.pk - parent) // areas.unit_of(level)


def _appoint(area: int, command: Command, laid: Laid, by: By, at: int) -> None:
    """Record the command of an area, or take the one that is there."""
    known = Organisation.objects.filter(kind="command", area=area, name_zh=command.zh).first()
    if known is None:
        row = {"kind": "command", "name_zh": command.zh, "name_en": command.en, "area": area}
        made = record(register="organisation", rows=[row], by=by, at=at).ids[0]
        laid.commands.append(made)
    else:
        made = known.pk
    record(register="area", rows=[{"id": area, "command": made}], by=by, at=at)
