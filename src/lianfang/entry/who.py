"""Who is at the door: the account of a request, what it has shown so far, and as what it acts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from lianfang.registers.access import By, Reader
from lianfang.registers.actions import granting
from lianfang.registers.actions.reading import with_unread
from lianfang.registers.demonstration import is_made_up
from lianfang.registers.models import Account, Grant
from lianfang.registers.roles import ROLES

FRESH = 10 * 60
"""For how long a second factor counts as fresh."""

Waits = Literal["", "code", "password", "enrol"]


@dataclass(frozen=True)
class Who:
    """An account that has given its password in this session.

    Attributes:
        grants: all by which it may act now.
        grant: the one by which it acts; None where it has none.
        factor_at: when it showed its second factor in this session.
        purpose: what for, once it was asked or there is but one.
        at: when it came, by the real clock.
    """

    account: Account
    grants: tuple[Grant, ...] = ()
    grant: Grant | None = None
    factor_at: int | None = None
    purpose: str = ""
    at: int = 0
    session: Any = field(default=None, repr=False, compare=False)

    @property
    def waits_for(self) -> Waits:
        """What it has to show or do before anything else is shown."""
        if self.account.is_demo:
            return ""
        if self.account.secret is not None:
            if self.factor_at is None:
                return "code"
            return "password" if self.account.password_at is None else ""
        if self.account.password_at is None:
            return "password"
        return "enrol" if self.needs_second_factor else ""

    @property
    def needs_second_factor(self) -> bool:
        """Does any of its roles?"""
        return any(ROLES[grant.role].needs_second_factor for grant in self.grants)

    @property
    def is_fresh(self) -> bool:
        """Has it shown its second factor within the last minutes? A demo account has none to show."""
        if self.account.is_demo:
            return True
        return self.factor_at is not None and self.at < self.factor_at + FRESH

    def may(self, *rights: str) -> bool:
        """Has the role by which it acts any of these rights?"""
        return self.grant is not None and bool(ROLES[self.grant.role].rights & set(rights))

    @property
    def unread(self) -> int:
        """How many notices it has not read."""
        return int(getattr(self.account, "unread", 0))

    @property
    def by(self) -> By:
        """As one who writes."""
        if self.grant is None:
            return By(self.account.login, "none", purpose="maintenance", real=self.at)
        purpose = self.purpose or self.grant.purposes[0]
        return By(self.account.login, self.grant.role, self.grant.area, purpose, self.at)

    @property
    def reader(self) -> Reader:
        """As one who reads.

        Raises:
            LookupError: it acts by no grant, or its purpose was not asked yet.
        """
        if self.grant is None or not self.purpose:
            raise LookupError("no reader without a grant and a purpose")
        classes = frozenset(self.grant.classes)
        return Reader(self.account.login, self.grant.role, self.grant.area, self.purpose, classes)


def identify(session: Any, at: int) -> Who | None:
    """Whose session this is; None if nobody's, or the account may no longer come in."""
    number = session.get("account")
    if number is None:
        return None
    account = with_unread(Account.objects.filter(id=number, active=True)).first()
    if account is None or (account.is_demo and not is_made_up()):
        session.flush()
        return None
    grants = tuple(granting.of_account(account, at))
    acting = next((grant for grant in grants if grant.ref == session.get("grant")), None)
    grant = acting or next(iter(grants), None)
    return Who(account, grants, grant, session.get("factor_at"), _purpose(session, grant), at, session)


def _purpose(session: Any, grant: Grant | None) -> str:
    if grant is None:
        return ""
    if len(grant.purposes) == 1:
        return str(grant.purposes[0])
    said = session.get("purpose", "")
    return said if said in grant.purposes else ""
