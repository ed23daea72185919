"""Where notices reach an account outside the app: said by its holder, kept encrypted, taken back by saying nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from lianfang.base.problems import Problem, Refused
from lianfang.registers import journal, keys
from lianfang.registers.access import By
from lianfang.registers.models import Account, Address

NUMBER = re.compile(r"\+?[0-9]{5,19}")
LONGEST = 254


def addresses(account: Account) -> dict[str, str]:
    """Channel → address; one that this site's keys do not open is none, and its holder says it anew."""
    kept = Address.objects.filter(account=account)
    found = {one.channel: keys.read_or_none(bytes(one.value), "addresses") for one in kept}
    return {channel: text for channel, text in found.items() if text is not None}


def say_addresses(*, account: Account, said: Mapping[str, str], by: By, at: int) -> None:
    """Keep where notices go from now on; an empty address ends its channel.

    Args:
        account: one's own.
        said: ``email`` and ``sms``.

    Raises:
        Refused: no e-mail address, or no telephone number; nothing is changed.
    """
    plain = {channel: "".join(text.split()) for channel, text in said.items()}
    wrong = [channel for channel, text in plain.items() if text and not _is_fit(channel, text)]
    if wrong:
        raise Refused([Problem(f"notice/{channel}") for channel in wrong])
    with transaction.atomic():
        before = addresses(account)
        changed = [channel for channel, text in plain.items() if text != before.get(channel, "")]
        Address.objects.filter(account=account, channel__in=changed).delete()
        Address.objects.bulk_create(
            Address(account=account, channel=one, value=keys.seal(plain[one], "addresses"), since=at)
            for one in changed if plain[one]
        )  # fmt: skip
        if changed:
            fields = ",".join(sorted(changed))
            journal.append([journal.Entry(at, by, "say_address", "account", account.pk, account.ref, fields)])


def _is_fit(channel: str, text: str) -> bool:
    if channel == "sms":
        return NUMBER.fullmatch(text) is not None
    try:
        validate_email(text)
    except ValidationError:
        return False
    return text.isascii() and len(text) <= LONGEST
