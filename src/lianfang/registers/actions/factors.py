"""The second factor: enrolled with a code that shows it works; each code taken once, each recovery code too.

Codes are those of RFC 6238 (SHA-1, six digits, 30 seconds), which every authenticator speaks; one step before and one
after are taken, for clocks that differ.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import transaction

from lianfang.base.problems import Problem, Refused
from lianfang.registers import journal, keys
from lianfang.registers.access import By
from lianfang.registers.models import Account, RecoveryCode

STEP = 30
DRIFT = 1
RECOVERY_CODES = 10
_KEY = "second_factors"
_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"


def new_secret() -> str:
    """A key for an authenticator, in base32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def address(secret: str, *, login: str) -> str:
    """What an authenticator reads off the square: the key with names."""
    return _totp(secret).get_provisioning_uri(login, "Lianfang")


def code_at(secret: str, at: int) -> str:
    """The code that an authenticator shows at an instant."""
    return _totp(secret).generate(at).decode()


def enrol(*, account: Account, secret: str, code: str, by: By, at: int) -> list[str]:
    """Keep the key once a code shows that the authenticator has it, and answer the recovery codes, once.

    Raises:
        Refused: the code is wrong; there is a second factor already.
    """
    step = _step_of(secret, code, at)
    if step is None:
        raise Refused(Problem("account/code"))
    with transaction.atomic():
        done = Account.objects.filter(id=account.pk, secret=None).update(
            secret=keys.seal(secret, _KEY), enrolled_at=at, last_step=step
        )
        if not done:
            raise Refused(Problem("account/enrolled"))
        codes = _fresh_codes(account)
        journal.append(
            [journal.Entry(at, by, "change_account", "account", account.pk, account.ref, "secret")]
        )
    return codes


def renew_recovery_codes(*, account: Account, by: By, at: int) -> list[str]:
    """New recovery codes; the old ones are void."""
    with transaction.atomic():
        codes = _fresh_codes(account)
        journal.append(
            [journal.Entry(at, by, "change_account", "account", account.pk, account.ref, "recovery_codes")]
        )
    return codes


def take(*, account: Account, code: str, by: By, at: int, recovery_only: bool = False) -> bool:
    """Is this the account's code now, of its authenticator or a recovery code? Whichever it is, it is used up.

    Args:
        recovery_only: the authenticator's code is not looked at: too many were guessed.
    """
    code = "".join(code.split()).lower()
    if account.secret is None:
        return False
    step = None if recovery_only else _step_of(keys.unseal(account.secret, _KEY), code, at)
    if step is not None:
        return bool(Account.objects.filter(id=account.pk, last_step__lt=step).update(last_step=step))
    match = _match(code)
    with transaction.atomic():
        used = RecoveryCode.objects.filter(account=account, match=match, used_at=None).update(used_at=at)
        if used:
            journal.append(
                [journal.Entry(at, by, "change_account", "account", account.pk, account.ref, "recovery_code")]
            )
    return bool(used)


def is_code(account: Account | None, code: str, at: int, recovery_only: bool = False) -> bool:
    """Would this code be taken (None: for an account that nobody has)? Uses nothing up; takes the same time."""
    code = "".join(code.split()).lower()
    known = new_secret() if account is None or account.secret is None else keys.unseal(account.secret, _KEY)
    shown = _step_of(known, code, at) is not None and account is not None and account.secret is not None
    number = 0 if account is None else account.pk
    kept = RecoveryCode.objects.filter(account_id=number, match=_match(code), used_at=None).exists()
    return kept or (shown and not recovery_only)


def codes_left(account: Account) -> int:
    """How many recovery codes are not used yet."""
    return RecoveryCode.objects.filter(account=account, used_at=None).count()


def _match(code: str) -> bytes:
    return keys.match("recovery_code", code.replace("-", ""))


def _totp(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), 6, SHA1(), STEP)  # noqa: S303  (the algorithm of RFC 6238)


def _step_of(secret: str, code: str, at: int) -> int | None:
    """The time step whose code this is; every one is looked at, so that the answer takes as long."""
    now = at // STEP
    found = None
    for step in range(now - DRIFT, now + DRIFT + 1):
        if secrets.compare_digest(code_at(secret, step * STEP).encode(), code.encode()):
            found = step
    return found


def _fresh_codes(account: Account) -> list[str]:
    RecoveryCode.objects.filter(account=account).delete()
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(12)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=account, match=keys.match("recovery_code", code)) for code in codes
    )
    return _in_groups(codes)


def _in_groups(codes: Sequence[str]) -> list[str]:
    return ["-".join((code[:4], code[4:8], code[8:])) for code in codes]
