"""The accounts of a demonstration: one a role, marked, without a second factor, and only where all data is made up."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.db import transaction

from lianfang.base import areas
from lianfang.base.problems import Problem, Refused
from lianfang.registers import journal
from lianfang.registers.access import By
from lianfang.registers.actions.accounts import TERM
from lianfang.registers.demonstration import MADE_UP, is_made_up
from lianfang.registers.models import Account, Grant, Site
from lianfang.registers.roles import FOR_ACCOUNTS, ROLES

PLACES = {
    "district_command": ("compound", "district"),
    "subdistrict_officer": ("compound", "subdistrict"),
    "community_officer": ("compound", "community"),
    "gate_commander": ("gate", "district"),
    "gate_worker": ("gate", "district"),
}
"""Role → the sort of site and the level of the area around the first one; every other role has the whole city."""


def open_demo_accounts(*, password: str, by: By, at: int) -> list[str]:
    """One account for each role, named after it, all with this password; answers their login names.

    Those that are there already get the password and their rights anew.

    Raises:
        Refused: the site holds data that was not made up.
    """
    if by.purpose != MADE_UP or not is_made_up():
        raise Refused(Problem("account/demo-only"))
    kept = make_password(password)
    logins = []
    with transaction.atomic():
        Account.objects.filter(is_demo=True).delete()
        for role in FOR_ACCOUNTS:
            login = f"demo.{role}"
            account = Account.objects.create(
                login=login,
                name=ROLES[role].title.zh,
                password=kept,
                is_demo=True,
                made_at=at,
                password_at=at,
            )
            grant = Grant.objects.create(
                account=account, role=role, area=_area(role), purposes=[MADE_UP], classes=sorted(ROLES[role].classes),
                begins_at=at, ends_at=at + TERM, proposed_at=at, alone=True,
            )  # fmt: skip
            logins.append(login)
            entry = journal.Entry(
                at, by, "open_account", "account", account.pk, account.ref, "login,name,password"
            )
            given = journal.Entry(
                at, by, "propose_grant", "grant", grant.pk, grant.ref, "account,role,area,purposes"
            )
            journal.append([entry, given])
    return logins


def _area(role: str) -> int:
    """The path code of the role's area; 0 where the site has none such."""
    kind, level = PLACES.get(role, ("compound", "city"))
    inside = Site.objects.filter(kind=kind).order_by("id").values_list("area_id", flat=True).first()
    around = [] if inside is None else areas.ancestors(inside)
    return next((area for area in around if areas.level_of(area) == level), 0)
