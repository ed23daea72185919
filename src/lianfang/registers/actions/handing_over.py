"""Shifts hand over: who leaves writes what the next must know, who comes says that they have read it. Each once, by two people."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from lianfang.base import areas as paths
from lianfang.base.problems import Problem, Refused
from lianfang.registers import changes, journal
from lianfang.registers.access import By
from lianfang.registers.models import Handover, Shift
from lianfang.registers.requests import once

LONGEST = 2000
EARLY = 12 * 3600
"""Seconds before the end of a shift from which its note may be written."""


def write_note(*, ref: str, note: str, by: By, at: int, request: str = "") -> str:
    """Who leaves writes a note, and its reference is answered. Where the roster names an account, only that one writes it.

    Raises:
        Refused: no such shift in reach, not that account's, too early, nothing said or too much, or a note is there already.
    """

    def act() -> dict[str, Any]:
        shift = _shift(ref, by)
        found = _faults(shift, note, by, at)
        if found:
            raise Refused(found)
        made = Handover.objects.create(
            shift=shift.ref, area_id=shift.area_id, note=note.strip(), written_by=by.name, written_at=at
        )
        journal.append([journal.Entry(at, by, "hand_over", "handover", made.pk, made.ref, "note", request)])
        return {"ref": made.ref}

    try:
        content = [by.name, ref, note]
        return str(once(request=request, verb="hand_over", content=content, at=at, act=act)["ref"])
    except IntegrityError as error:
        raise Refused(Problem("shift/note-there", facts={"ref": ref})) from error


def take(*, ref: str, by: By, at: int, request: str = "") -> None:
    """Who comes has read the note of a shift. Where the roster names accounts on the next shift, only they take it.

    Raises:
        Refused: no such shift or note in reach, one's own, taken already, or not one's to take.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        shift = _shift(ref, by)
        kept = Handover.objects.filter(shift=shift.ref).first()
        found = _not_to_take(shift, kept, by)
        if found is not None:
            raise Refused(found)
        if not Handover.objects.filter(shift=shift.ref, taken_at=None).update(taken_by=by.name, taken_at=at):
            raise Refused(Problem("shift/note-taken", facts={"name": "–"}))
        row, name = (0, "") if kept is None else (kept.pk, kept.ref)
        journal.append([journal.Entry(at, by, "take_over", "handover", row, name, "taken_by", request)])
        return {}

    with transaction.atomic():
        once(request=request, verb="take_over", content=[by.name, ref], at=at, act=act)


def next_logins(shift: Shift) -> set[str]:
    """The accounts that the roster names on the next shift of the same unit and place; empty where it names none."""
    later = Shift.objects.filter(unit=shift.unit_id, place=shift.place, begins_at__gt=shift.begins_at)
    first = later.order_by("begins_at").values_list("begins_at", flat=True).first()
    names = later.filter(begins_at=first).values_list("login", flat=True) if first is not None else []
    return {name.casefold() for name in names if name}


def _shift(ref: str, by: By) -> Shift:
    found = Shift.objects.filter(ref=ref).first()
    if found is None or (by.area and not paths.is_within(found.area_id, by.area)):
        raise Refused(Problem("shift/not-found", facts={"ref": ref[:16]}))
    return found


def _faults(shift: Shift, note: str, by: By, at: int) -> list[Problem]:
    found = []
    if not note.strip():
        found.append(Problem("shift/no-note"))
    if len(note) > LONGEST:
        found.append(Problem("shift/note-too-long", facts={"most": LONGEST}))
    if at < shift.ends_at - EARLY:
        found.append(Problem("shift/too-early", facts={"hours": EARLY // 3600}))
    if shift.login and shift.login.casefold() != by.name.casefold():
        found.append(Problem("shift/not-yours", facts={"name": shift.login}))
    return found


def _not_to_take(shift: Shift, kept: Handover | None, by: By) -> Problem | None:
    if kept is None:
        return Problem("shift/no-note-yet", facts={"ref": shift.ref})
    if kept.taken_by is not None:
        return Problem("shift/note-taken", facts={"name": kept.taken_by})
    if kept.written_by.casefold() == by.name.casefold():
        return Problem("shift/own-note", facts={"name": by.name})
    logins = next_logins(shift)
    if logins and by.name.casefold() not in logins:
        return Problem("shift/not-yours", facts={"name": ", ".join(sorted(logins))})
    return None
