"""The sender: empties the outbox through the site's drivers, once or over and over. Several may run at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from threading import Event

from django.conf import settings
from django.db import Error, connections

from lianfang.gaps import rising
from lianfang.interop.sending.drivers import Driver, NotSent, Unsure
from lianfang.interop.sending.gateway import Gateway
from lianfang.interop.sending.smtp import Smtp
from lianfang.interop.sending.spool import Spool
from lianfang.interop.sending.words import message_of
from lianfang.registers.actions import notifying, outbox
from lianfang.registers.actions.outbox import Claimed, ClaimLost

EVERY = 5.0
"""Seconds between two looks into the outbox."""
SWEEP = 120
"""Seconds between two looks for what has fallen due by itself."""
LOG = logging.getLogger(__name__)


@dataclass
class Sent:
    """What came of one emptying of the outbox."""

    sent: int = 0
    unsure: int = 0
    not_sent: int = 0
    overdue: int = 0

    def as_dict(self) -> dict[str, int]:
        """By name."""
        return asdict(self)


def drivers() -> list[Driver]:
    """The ways out that this site has, as its settings say."""
    said, found = settings.NOTICES, list[Driver]()
    if said.smtp is not None:
        found.append(Smtp(**said.smtp))
    if said.gateway:
        found.append(Gateway(said.gateway, said.gateway_token, said.gateway_is_keyed))
    elif said.spool is not None:
        found.append(Spool(said.spool))
    return found


def send_due(ways: Sequence[Driver], *, now: Callable[[], int]) -> Sent:
    """Hand over every notice whose turn it is, each at most once."""
    done = Sent()
    outbox.recover(at=now(), keyed=[way.channel for way in ways if way.is_keyed])
    for way in ways:
        while waiting := outbox.due(way.channel, at=now()):
            for notice in waiting:
                taken = outbox.claim(notice, at=now())
                if taken is not None:
                    _hand_over(way, taken, done, now)
    return done


def _hand_over(way: Driver, taken: Claimed, done: Sent, now: Callable[[], int]) -> None:
    message = message_of(taken.notice, taken.to, address=settings.NOTICES.address, at=now())
    try:
        way.send(message, lambda: taken.handing(now()))
    except ClaimLost:
        return
    except NotSent as refused:
        taken.not_sent(now(), refused.fault, again=refused.again)
        done.not_sent += 1
    except Unsure as unsure:
        if way.is_keyed:
            # The other side drops a second one with this key.
            taken.not_sent(now(), unsure.fault, again=True)
        else:
            taken.unsure(unsure.fault)
        done.unsure += 1
    else:
        taken.sent(now())
        done.sent += 1


def keep_sending(stop: Event, *, now: Callable[[], int]) -> None:
    """Until told to stop: tell of what has fallen due, and empty the outbox. A database that is away is asked again later."""
    ways, swept = drivers(), 0
    while not stop.is_set():
        try:
            if now() >= swept + SWEEP:
                notifying.sweep(at=now())
                rising.sweep(at=now())
                swept = now()
            send_due(ways, now=now)
        except Error as error:
            LOG.warning("notices: %s", str(error).splitlines()[0] if str(error) else type(error).__name__)
            connections.close_all()
        stop.wait(EVERY)
    connections.close_all()
