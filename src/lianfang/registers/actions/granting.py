"""Rights: proposed by one, signed by another, ended by either; in a site's first day in force by one, listed until signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import models, transaction

from lianfang.base import areas
from lianfang.base.problems import Problem, Refused
from lianfang.registers import journal
from lianfang.registers.access import By
from lianfang.registers.actions.accounts import TERM
from lianfang.registers.actions.notifying import Event, signers, tell
from lianfang.registers.actions.reach import accounts_of, covers, in_force, in_reach
from lianfang.registers.models import Account, Area, Grant
from lianfang.registers.roles import FOR_ACCOUNTS, ROLES

FIRST_DAY = 86400
DAY = 86400


def of_account(account: Account, at: int) -> list[Grant]:
    """The grants by which an account may act at an instant, the oldest first."""
    return list(Grant.objects.filter(in_force(at), account=account).order_by("id"))


def unreviewed(*, by: By, at: int) -> models.QuerySet[Grant]:
    """What awaits a signature in the reach of ``by``: proposals, and grants in force by one person's word."""
    waiting = Grant.objects.filter(signed_at=None, ended_at=None, ends_at__gt=at)
    return waiting.filter(in_reach(by)).select_related("account", "proposed_by").order_by("id")


def propose(*, rows: Sequence[Mapping[str, Any]], by: By, at: int) -> list[str]:
    """Propose grants; they hold from when another signs, or in the site's first day at once.

    Args:
        rows: ``account`` (a reference), ``role``, ``area`` (a path code, 0 for the whole site), ``purposes``,
            ``classes`` (empty: all that the role may), ``begins_at``, ``ends_at``.

    Raises:
        Refused: a role, area, purpose, class or term that will not do; one's own account; no right to give rights.
    """
    proposer = _who(by)
    with transaction.atomic():
        accounts = {
            a.ref: a
            for a in accounts_of(by, at=at).filter(ref__in=[row["account"] for row in rows], active=True)
        }
        found = [problem for line, row in enumerate(rows, 1) for problem in _faults(row, line, accounts, by)]
        if found:
            raise Refused(found)
        alone = _is_first_day(at)
        made = [
            Grant.objects.create(
                account=accounts[row["account"]], role=row["role"], area=row["area"], purposes=sorted(row["purposes"]),
                classes=sorted(row["classes"] or ROLES[row["role"]].classes), begins_at=row["begins_at"],
                ends_at=row["ends_at"], proposed_by=proposer, proposed_at=at, alone=alone,
            )
            for row in rows
        ]  # fmt: skip
        said = "account,role,area,purposes,classes,begins_at,ends_at" + (",alone" if alone else "")
        journal.append([journal.Entry(at, by, "propose_grant", "grant", g.pk, g.ref, said) for g in made])
        waiting = [
            Event("grant_waits", g.ref, signers(g.area, at=at, but=(proposer.pk, g.account_id))) for g in made
        ]
        tell(waiting, at=at)
    return [grant.ref for grant in made]


def sign(*, refs: Sequence[str], by: By, at: int) -> None:
    """The second signature, by neither the proposer nor the holder.

    Raises:
        Refused: no such grant in reach, or signed or ended already; one's own; no right to sign.
    """
    signer = _who(by, "grant", "sign")
    with transaction.atomic():
        grants = _named(refs, by, at, signed_at=None)
        if any(signer.pk in (grant.proposed_by_id, grant.account_id) for grant in grants):
            raise Refused(Problem("grant/own"))
        ids = [grant.pk for grant in grants]
        Grant.objects.filter(id__in=ids, signed_at=None).update(signed_by=signer, signed_at=at)
        journal.append(
            [journal.Entry(at, by, "sign_grant", "grant", g.pk, g.ref, "signed_by") for g in grants]
        )


def end(*, refs: Sequence[str], by: By, at: int) -> None:
    """End grants, or turn proposals down. One person is enough to take a right away.

    Raises:
        Refused: no such grant in reach, or ended already; no right to give rights.
    """
    ender = _who(by, "grant", "sign")
    with transaction.atomic():
        grants = _named(refs, by, at)
        Grant.objects.filter(id__in=[grant.pk for grant in grants]).update(ended_by=ender, ended_at=at)
        journal.append([journal.Entry(at, by, "end_grant", "grant", g.pk, g.ref, "ended_at") for g in grants])


def _faults(row: Mapping[str, Any], line: int, accounts: Mapping[str, Account], by: By) -> Iterator[Problem]:
    account = accounts.get(row["account"])
    if account is None:
        yield Problem("account/not-found", line=line, facts={"ref": row["account"]})
    elif account.login == by.name:
        yield Problem("grant/own", line=line)
    if row["role"] not in FOR_ACCOUNTS:
        yield Problem("grant/role", line=line, facts={"role": row["role"], "known": ", ".join(FOR_ACCOUNTS)})
        return
    role = ROLES[row["role"]]
    if not is_for(row["role"], row["area"]) or not covers(by, row["area"]):
        yield Problem("grant/area", line=line)
    if not row["purposes"] or set(row["purposes"]) - role.purposes:
        facts = {"role": row["role"], "known": ", ".join(sorted(role.purposes))}
        yield Problem("grant/purpose", line=line, facts=facts)
    if set(row["classes"]) - role.classes:
        facts = {"role": row["role"], "known": ", ".join(sorted(role.classes))}
        yield Problem("grant/classes", line=line, facts=facts)
    if not row["begins_at"] < row["ends_at"] <= row["begins_at"] + TERM:
        yield Problem("grant/term", line=line, facts={"days": TERM // DAY})


def is_for(role: str, area: int) -> bool:
    """May a grant of this role be for this area (a path code, 0 for the whole site)?"""
    if area == 0:
        return "site" in ROLES[role].levels
    return areas.level_of(area) in ROLES[role].levels and Area.objects.filter(id=area).exists()


def _who(by: By, *rights: str) -> Account:
    """The account that acts, if its role has one of these rights.

    Raises:
        Refused: it has none of them.
    """
    role = ROLES.get(by.role)
    account = Account.objects.filter(login=by.name, active=True, is_demo=False).first()
    if account is None or role is None or not role.rights & set(rights or ("grant",)):
        raise Refused(Problem("grant/not-yours"))
    return account


def _named(refs: Sequence[str], by: By, at: int, **where: Any) -> list[Grant]:
    known = {
        g.ref: g
        for g in Grant.objects.filter(
            in_reach(by), ref__in=list(refs), ended_at=None, ends_at__gt=at, **where
        )
    }
    lost = [Problem("grant/not-found", facts={"ref": ref}) for ref in refs if ref not in known]
    if lost:
        raise Refused(lost)
    return list(known.values())


def _is_first_day(at: int) -> bool:
    first = Account.objects.filter(is_demo=False).order_by("id").values_list("made_at", flat=True).first()
    return first is not None and at < first + FIRST_DAY
