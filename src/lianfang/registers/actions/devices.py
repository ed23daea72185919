"""Devices at gates and in communities: a token for one form and one area, taken back at any time."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from lianfang.base import areas
from lianfang.base.problems import Problem, Refused
from lianfang.registers import journal
from lianfang.registers.access import By
from lianfang.registers.actions.accounts import TERM, digest
from lianfang.registers.actions.granting import is_for, of_account
from lianfang.registers.actions.reach import covers
from lianfang.registers.models import Account, Device
from lianfang.registers.roles import FORMS, ROLES


def give(*, rows: Sequence[Mapping[str, Any]], by: By, at: int) -> list[tuple[str, str]]:
    """Give devices their tokens; each is answered once, and kept as a digest.

    Args:
        rows: ``name``, ``form``, ``area`` (a path code).

    Returns:
        Reference and token of each.

    Raises:
        Refused: a form that devices do not have, an area out of reach, no right to give tokens.
    """
    maker = _who(by)
    made = []
    with transaction.atomic():
        for row in rows:
            if row["form"] not in FORMS:
                raise Refused(Problem("device/form", facts={"form": row["form"], "known": ", ".join(FORMS)}))
            if not row["area"] or not is_for("device", row["area"]) or not covers(by, row["area"]):
                raise Refused(Problem("grant/area"))
            if not 0 < len(row["name"].strip()) <= 64:
                raise Refused(Problem("account/name"))
            token = secrets.token_urlsafe(32)
            device = Device.objects.create(
                name=row["name"].strip(), form=row["form"], area=row["area"], digest=digest(token), made_by=maker,
                made_at=at, ends_at=at + TERM,
            )  # fmt: skip
            made.append((device.ref, token))
            journal.append(
                [journal.Entry(at, by, "give_token", "device", device.pk, device.ref, "name,form,area")]
            )
    return made


def revoke(*, refs: Sequence[str], by: By, at: int) -> None:
    """Take tokens back, at once.

    Raises:
        Refused: no such device in reach; no right to.
    """
    _who(by)
    with transaction.atomic():
        known = {d.ref: d for d in Device.objects.filter(ref__in=list(refs)) if covers(by, d.area)}
        lost = [Problem("device/not-found", facts={"ref": ref}) for ref in refs if ref not in known]
        if lost:
            raise Refused(lost)
        Device.objects.filter(id__in=[d.pk for d in known.values()], revoked_at=None).update(revoked_at=at)
        journal.append(
            [
                journal.Entry(at, by, "revoke_token", "device", d.pk, d.ref, "revoked_at")
                for d in known.values()
            ]
        )


def of_token(token: str, *, at: int) -> Device | None:
    """The device whose token this is, unless it has run out, was taken back, or its giver may no longer give."""
    known = Device.objects.filter(digest=digest(token), revoked_at=None, ends_at__gt=at, made_by__active=True)
    found = known.select_related("made_by").first()
    if found is None:
        return None
    gives = [one.area for one in of_account(found.made_by, at) if "devices" in ROLES[one.role].rights]
    return found if any(area == 0 or areas.is_within(found.area, area) for area in gives) else None


def _who(by: By) -> Account:
    role = ROLES.get(by.role)
    account = Account.objects.filter(login=by.name, active=True, is_demo=False).first()
    if account is None or role is None or "devices" not in role.rights:
        raise Refused(Problem("grant/not-yours"))
    return account
