"""The outbox: notices that leave the house, each step written before the next is taken, so that none is lost and none goes twice.

    waiting → claimed → handing → sent
       ↑         │         ├─→ unsure     nobody knows whether the other side has it: a person decides
       └─────────┴─────────┴─→ failed     it has not, and will not be tried again by itself

``handing`` is written before the first byte of which the other side could make a message. What a dead sender left ``claimed``
was never handed over and waits again; what it left ``handing`` is unsure, and is never sent again by itself, unless the other
side promises to drop a second message with the same key.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from django.db import transaction
from django.db.models import F, Q

from lianfang.base.problems import Problem, Refused
from lianfang.registers import journal, keys
from lianfang.registers.access import By
from lianfang.registers.actions.reach import accounts_of
from lianfang.registers.models import Address, Notice

LEASE = 10 * 60
"""Seconds after which a sender that has not said what became of a notice is taken for dead; any driver gives up long before."""
BACKOFF = (60, 5 * 60, 15 * 60, 3600, 4 * 3600, 12 * 3600)
"""Seconds until the next try after the first, second … that failed; after the last a person decides."""
TOO_OLD = 3 * 86400
"""Seconds after which a notice that never left is told to nobody any more: what it says has long been seen or is stale."""
Choice = Literal["sent", "again", "drop"]
CHOICES: dict[str, tuple[str, ...]] = {
    "sent": ("unsure",), "again": ("unsure", "failed"), "drop": ("unsure", "failed", "waiting"),
}  # fmt: skip
"""What a person may decide → of notices in which states."""


class ClaimLost(Exception):
    """Another sender has taken this notice for a dead one's: this one must not hand it over."""


@dataclass(frozen=True)
class Claimed:
    """A notice that one sender has taken: where to, and what to say of what became of it.

    Attributes:
        ahead: by how many seconds the sender's clock, which is the real one, is ahead of the one by which notices are made:
            at a demonstration that is its own.
    """

    notice: Notice
    to: str
    claim: str
    ahead: int = 0

    def handing(self, at: int) -> None:
        """The next byte may make a message of it: written first.

        Raises:
            ClaimLost: it is somebody else's by now.
        """
        if not self._move(("claimed",), state="handing", claimed_at=at, tries=F("tries") + 1):
            raise ClaimLost

    def sent(self, at: int) -> None:
        """The other side has said that it has it."""
        self._move(("handing", "unsure"), state="sent", sent_at=at, claimed_at=None, fault="")

    def unsure(self, fault: str) -> None:
        """The other side may have it or not."""
        self._move(("handing",), state="unsure", claimed_at=None, fault=fault[:64])

    def not_sent(self, at: int, fault: str, *, again: bool) -> None:
        """The other side has it not; it is tried again after a while, but for what will never do."""
        kept = Notice.objects.filter(pk=self.notice.pk).values_list("state", "tries").first()
        state, tries = kept or ("", 0)
        # A try that never came to a hand-over counts too, or one to a dead host would go on for ever.
        tries += state == "claimed"
        waits = again and tries <= len(BACKOFF) and not _is_too_old(self.notice, at - self.ahead)
        self._move(
            ("claimed", "handing"), state="waiting" if waits else "failed", tries=tries, claimed_at=None,
            next_at=at + BACKOFF[tries - 1] if waits else None, fault=fault[:64],
        )  # fmt: skip

    def _move(self, states: Sequence[str], **to: object) -> bool:
        return bool(Notice.objects.filter(pk=self.notice.pk, claim=self.claim, state__in=states).update(**to))


def due(channel: str, *, at: int, most: int = 100) -> list[Notice]:
    """The notices of a channel whose turn it is, the oldest first."""
    waiting = Notice.objects.filter(channel=channel, state="waiting", next_at__lte=at)
    return list(waiting.order_by("next_at", "id")[:most])


def claim(notice: Notice, *, at: int, shown: int | None = None) -> Claimed | None:
    """Take a notice, so that nobody else does; None where somebody else was quicker, or there is nowhere to send it to.

    Args:
        at: now, by the real clock.
        shown: now, by the clock by which notices are made; None where that is the same.
    """
    shown = at if shown is None else shown
    token = secrets.token_hex(16)
    free = Notice.objects.filter(pk=notice.pk, state="waiting", next_at__lte=at)
    if not free.update(state="claimed", claim=token, claimed_at=at, next_at=None):
        return None
    taken = Claimed(notice, "", token, at - shown)
    address = Address.objects.filter(account_id=notice.account_id, channel=notice.channel).first()
    # What other keys sealed is no address either: no later try would read it.
    to = None if address is None else keys.read_or_none(bytes(address.value), "addresses")
    if to is None or not notice.account.active:
        taken.not_sent(at, "notice/no-address", again=False)
        return None
    if _is_too_old(notice, shown):
        taken.not_sent(at, "notice/too-old", again=False)
        return None
    return replace(taken, to=to)


def _is_too_old(notice: Notice, at: int) -> bool:
    """Since it was made, or since a person said that it is to be sent again."""
    since: int = max(int(notice.made_at), int(notice.decided_at or 0))  # type: ignore[call-overload]
    return at >= since + TOO_OLD


def recover(*, at: int, keyed: Sequence[str] = ()) -> None:
    """What dead senders left behind: never handed over waits again, half handed over is unsure.

    Args:
        keyed: channels whose other side drops a second message with the same key: there it waits again, too.
    """
    dead = Notice.objects.filter(claimed_at__lte=at - LEASE)
    again = Q(state="claimed") | Q(state="handing", channel__in=list(keyed))
    dead.filter(again).update(state="waiting", next_at=at, claimed_at=None, fault="notice/sender-died")
    dead.filter(state="handing").update(state="unsure", claimed_at=None, fault="notice/sender-died")


def open_to_decide(*, by: By, at: int) -> list[Notice]:
    """What is unsure or failed, of the accounts in the reach of ``by``, the newest first."""
    kept = Notice.objects.filter(state__in=("unsure", "failed"), account__in=accounts_of(by, at=at))
    return list(kept.select_related("account").order_by("-made_at", "-id")[:500])


def decide(*, refs: Sequence[str], choice: Choice, by: By, at: int) -> int:
    """What a person says of notices: that they were sent, that they are to be sent again, that they need not be.

    Raises:
        Refused: no such notice in reach, or its state leaves nothing to decide, or another was quicker; nothing is written.
    """
    with transaction.atomic():
        within = Notice.objects.filter(ref__in=list(refs), account__in=accounts_of(by, at=at))
        kept = within.filter(state__in=CHOICES[choice])
        found = list(kept)
        lost = set(refs) - {one.ref for one in found}
        if lost:
            raise Refused([Problem("notice/not-open", facts={"ref": ref[:16]}) for ref in sorted(lost)])
        said = {"decided_by": by.name, "decided_at": at}
        to: dict[str, dict[str, object]] = {
            "sent": {"state": "sent", "sent_at": at}, "again": {"state": "waiting", "next_at": at, "tries": 0},
            "drop": {"state": "dropped", "next_at": None},
        }  # fmt: skip
        moved = kept.filter(pk__in=[one.pk for one in found]).update(**to[choice], **said)
        if moved != len(found):
            raise Refused([Problem("notice/not-open", facts={"ref": one.ref}) for one in found])
        journal.append(
            [journal.Entry(at, by, f"notice_{choice}", "notice", n.pk, n.ref, "state") for n in found]
        )
        return moved


def unsure_after_restore() -> int:
    """Of a site that was brought back from a backup nobody knows what has been sent since: a person decides."""
    open_still = Notice.objects.filter(state__in=("waiting", "claimed", "handing"))
    return open_still.update(state="unsure", next_at=None, claimed_at=None, fault="notice/restored")
