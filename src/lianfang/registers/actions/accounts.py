"""Accounts: the first one by a token from the console, others by an administrator; their passwords, their end."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Mapping, Sequence

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from lianfang.base.problems import Problem, Refused
from lianfang.registers import journal
from lianfang.registers.access import By
from lianfang.registers.actions.reach import accounts_of
from lianfang.registers.models import Account, Device, FirstToken, Grant, Session

TOKEN_LIVES = 30 * 60
TERM = 180 * 86400
"""For how long a right is given at most; it may be given again."""
LOGIN = re.compile(r"[a-z0-9_.\u3400-\u4dbf\u4e00-\u9fff-]{3,64}")
"""Of a new account: Latin letters, Chinese characters, digits. A letter of another script may look like one of these."""
NAME_MOST = 64


LONGEST = 256
"""Characters of a login name that are looked at; none that is kept is longer."""


def digest(token: str) -> str:
    """What is kept of a random token: enough to know it again, too little to make it."""
    return hashlib.sha256(token.encode()).hexdigest()


def plain(login: str) -> str:
    """A login name as it is kept and looked for: NFKC, lower case."""
    # Whoever is not in yet may send megabytes, and to normalise takes the square of their length.
    return unicodedata.normalize("NFKC", login[:LONGEST]).strip().lower()


def first_token(*, at: int) -> str:
    """A token that makes the first administrator, once, within half an hour; earlier ones are void.

    Raises:
        Refused: the site has an account already that is no demo's.
    """
    with transaction.atomic():
        _refuse_unless_first()
        FirstToken.objects.filter(used_at=None).delete()
        token = secrets.token_urlsafe(24)
        FirstToken.objects.create(digest=digest(token), made_at=at, ends_at=at + TOKEN_LIVES)
    return token


def is_first_token(*, token: str, at: int) -> bool:
    """Would this token make the first administrator now?"""
    return FirstToken.objects.filter(
        digest=digest(token), used_at=None, made_at__lte=at, ends_at__gt=at
    ).exists()


def make_first_administrator(*, token: str, login: str, name: str, password: str, at: int) -> Account:
    """The first account, an administrator of the whole site, alone until another signs.

    Raises:
        Refused: the token is wrong, used or old; there is an account already; a name or password that will not do.
    """
    by = By("console", "console", purpose="maintenance")
    with transaction.atomic():
        _refuse_unless_first()
        live = FirstToken.objects.filter(
            digest=digest(token), used_at=None, made_at__lte=at, ends_at__gt=at
        ).update(used_at=at)
        if not live:
            raise Refused(Problem("account/first-token"))
        account = _open(login, name, password, at=at, chosen=True)
        grant = Grant.objects.create(
            account=account, role="administrator", area=0, purposes=["maintenance"], classes=["places"], begins_at=at,
            ends_at=at + TERM, proposed_by=None, proposed_at=at, alone=True,
        )  # fmt: skip
        journal.append(
            [
                journal.Entry(at, by, "open_account", "account", account.pk, account.ref, "login,name,password"),
                journal.Entry(at, by, "propose_grant", "grant", grant.pk, grant.ref, "account,role,area,purposes"),
            ]
        )  # fmt: skip
    return account


def open_accounts(*, rows: Sequence[Mapping[str, str]], by: By, at: int) -> list[tuple[str, str]]:
    """Accounts without any right yet, each with a password to be told its holder and changed at the first sign-in.

    Args:
        rows: ``login`` and ``name``.

    Returns:
        Reference and first password of each.

    Raises:
        Refused: a login name that is taken or will not do, a name that is empty.
    """
    _be_real(by)
    made = []
    with transaction.atomic():
        for row in rows:
            password = secrets.token_urlsafe(12)
            account = _open(row["login"], row["name"], password, at=at, chosen=False)
            made.append((account.ref, password))
            journal.append(
                [journal.Entry(at, by, "open_account", "account", account.pk, account.ref, "login,name,password")]
            )  # fmt: skip
    return made


def change_password(*, account: Account, password: str, by: By, at: int, keep: str = "") -> None:
    """A new password, chosen by the holder: all other sessions end.

    Args:
        keep: the digest of the session in which it was changed.

    Raises:
        Refused: a password that will not do.
    """
    check_password_rules(password, login=account.login, name=account.name)
    with transaction.atomic():
        Account.objects.filter(id=account.pk).update(password=make_password(password), password_at=at)
        Session.objects.filter(account=account).exclude(digest=keep).delete()
        journal.append(
            [journal.Entry(at, by, "change_account", "account", account.pk, account.ref, "password")]
        )


def _be_real(by: By) -> None:
    """A demo account, whose password everybody knows, makes no account that would outlive the demonstration.

    Raises:
        Refused: it is one.
    """
    if Account.objects.filter(login=by.name, is_demo=True).exists():
        raise Refused(Problem("grant/not-yours"))


def disable(*, refs: Sequence[str], by: By, at: int) -> None:
    """These accounts come in no more: their sessions end with it, their rights too, and the devices they gave out.

    Raises:
        Refused: there is no such account in reach, or it is one's own.
    """
    _be_real(by)
    with transaction.atomic():
        accounts = _named(refs, by, at)
        if any(account.login == by.name for account in accounts):
            raise Refused(Problem("account/own"))
        ids = [account.pk for account in accounts]
        Account.objects.filter(id__in=ids).update(active=False)
        Session.objects.filter(account_id__in=ids).delete()
        Grant.objects.filter(account_id__in=ids, ended_at=None).update(ended_at=at)
        Device.objects.filter(made_by_id__in=ids, revoked_at=None).update(revoked_at=at)
        journal.append(
            [journal.Entry(at, by, "change_account", "account", a.pk, a.ref, "active") for a in accounts]
        )


def end_sessions(*, account: Account, by: By, at: int, ref: str = "", keep: str = "") -> int:
    """Sign out one session, or everywhere but here; answers how many ended."""
    some = Session.objects.filter(account=account).exclude(digest=keep)
    with transaction.atomic():
        ended, _ = (some.filter(ref=ref) if ref else some).delete()
        journal.append(
            [journal.Entry(at, by, "sign_out", "account", account.pk, account.ref, f"sessions={ended}")]
        )
    return int(ended)


def check_password_rules(password: str, *, login: str, name: str) -> None:
    """Django's validators, with their reasons in both languages.

    Raises:
        Refused: too short, too common, or too much like the names.
    """
    about = Account(login=login, name=name)
    said = {}
    for language, code in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(code):
            try:
                validate_password(password, about)
            except ValidationError as error:
                said[f"detail_{language}"] = " ".join(error.messages)
    if said:
        raise Refused(Problem("account/password", facts=said))


def _open(login: str, name: str, password: str, *, at: int, chosen: bool) -> Account:
    login = plain(login)
    name = name.strip()
    if not LOGIN.fullmatch(login):
        raise Refused(Problem("account/login", facts={"login": login}))
    if not 0 < len(name) <= NAME_MOST:
        raise Refused(Problem("account/name"))
    check_password_rules(password, login=login, name=name)
    try:
        with transaction.atomic():
            return Account.objects.create(
                login=login, name=name, password=make_password(password), made_at=at,
                password_at=at if chosen else None,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(Problem("account/login", facts={"login": login})) from error


def _named(refs: Sequence[str], by: By, at: int) -> list[Account]:
    known = {account.ref: account for account in accounts_of(by, at=at).filter(ref__in=list(refs))}
    lost = [Problem("account/not-found", facts={"ref": ref}) for ref in refs if ref not in known]
    if lost:
        raise Refused(lost)
    return list(known.values())


def _refuse_unless_first() -> None:
    if Account.objects.filter(is_demo=False).exists():
        raise Refused(Problem("account/not-first"))
