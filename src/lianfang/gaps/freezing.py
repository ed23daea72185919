"""Keep briefs as they were said. One action; nothing changes a kept one, a later word is a row of its own."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from lianfang.base.problems import Problem, Refused
from lianfang.gaps.models import FrozenBrief
from lianfang.registers import journal
from lianfang.registers.access import By, Reader
from lianfang.registers.actions import notifying

LONGEST = 400
"""Characters of a reason."""


@dataclass(frozen=True)
class Draft:
    """A brief to be kept: of which area and instant, its text to the letter, the plan's hash, and the journal's root."""

    area: int
    as_of: int
    text: str
    plan: str
    root: str


def digest_of(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def keep(
    *, draft: Draft, by: By, at: int, revises: FrozenBrief | None = None, reason: str = ""
) -> FrozenBrief:
    """Keep a brief; its digest stands in the journal.

    Args:
        revises: the kept brief that it corrects, of the same area and instant.
        reason: why; a revision needs one, nothing else has one.

    Raises:
        Refused: it speaks of an instant to come.
        IntegrityError: there is one already, or the one that it revises was revised.
    """
    if draft.as_of > at:
        raise Refused(Problem("brief/not-over"))
    with transaction.atomic():
        made = FrozenBrief.objects.create(
            area_id=draft.area, as_of=draft.as_of, frozen_at=at, frozen_by=by.name, plan=draft.plan, root=draft.root,
            digest=digest_of(draft.text), revises=revises, reason=reason, text=draft.text,
        )  # fmt: skip
        verb = "freeze" if revises is None else "revise"
        journal.append([journal.Entry(at, by, verb, "brief", made.pk, made.ref, made.digest)])
        told = notifying.readers_of_briefs(draft.area, at=by.rights_at(at), but=by)
        notifying.tell([notifying.Event("brief_frozen", made.ref, told)], at=at)
    return made


def reason_of(text: str) -> str:
    """A reason as it is kept.

    Raises:
        Refused: there is none, or it is too long.
    """
    said = text.strip()
    if not said:
        raise Refused(Problem("brief/no-reason"))
    if len(said) > LONGEST:
        raise Refused(Problem("brief/reason-too-long", facts={"most": LONGEST}))
    return said


def find(ref: str, reader: Reader) -> FrozenBrief:
    """A kept brief by its reference.

    Raises:
        Refused: there is none in the reader's reach; or its text is not the one that was kept.
    """
    found = (
        FrozenBrief.objects.filter(reader.scope(), ref=ref).select_related("revises", "revised_by").first()
    )
    if found is None:
        raise Refused(Problem("record/not-found", facts={"register": "brief", "value": ref[:16]}))
    if digest_of(found.text) != found.digest:
        raise Refused(Problem("brief/altered", facts={"ref": ref}))
    return found


def first_of(area: int, as_of: int) -> FrozenBrief | None:
    """The first brief of an area for an instant."""
    return FrozenBrief.objects.filter(area_id=area, as_of=as_of, revises__isnull=True).first()


def latest_before(area: int, as_of: int) -> FrozenBrief | None:
    """The last word on the newest instant before this one for which the area has a brief."""
    return (
        FrozenBrief.objects.filter(area_id=area, as_of__lt=as_of, revised_by__isnull=True)
        .order_by("-as_of")
        .first()
    )


def standing_before(kept: FrozenBrief) -> FrozenBrief | None:
    """The word on the newest instant before a kept brief's that stood when that one was kept: whatever came later, it stays."""
    stood = Q(revised_by__isnull=True) | Q(revised_by__frozen_at__gt=kept.frozen_at)
    return (
        FrozenBrief.objects.filter(
            stood, area_id=kept.area_id, as_of__lt=kept.as_of, frozen_at__lte=kept.frozen_at
        )
        .order_by("-as_of", "-id")
        .first()
    )
