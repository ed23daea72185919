"""The sender: empties the outbox through the site's drivers, once or over and over. Several may run at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event
from traceback import extract_tb

from django.conf import settings
from django.db import Error, connections

from lianfang.fronts.orders import ending
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
Clock = Callable[[], int]
"""What answers the present instant."""


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


def send_due(
    ways: Sequence[Driver], *, now: Clock, shown: Clock | None = None, stop: Event | None = None
) -> Sent:
    """Hand over every notice whose turn it is, each at most once.

    Args:
        now: the real clock.
        shown: the one by which notices are made, at a demonstration its own; None where that is the real one.
        stop: once it is set no further notice is taken.
    """
    done = Sent()
    outbox.recover(at=now(), keyed=[way.channel for way in ways if way.is_keyed])
    for way in ways:
        while waiting := outbox.due(way.channel, at=now()):
            for notice in waiting:
                if stop is not None and stop.is_set():
                    return done
                taken = outbox.claim(notice, at=now(), shown=None if shown is None else shown())
                if taken is not None:
                    _hand_over(way, taken, done, now)
    return done


def _hand_over(way: Driver, taken: Claimed, done: Sent, now: Clock) -> None:
    is_handing = False

    def handing() -> None:
        nonlocal is_handing
        taken.handing(now())
        is_handing = True

    try:
        way.send(message_of(taken.notice, taken.to, address=settings.NOTICES.address, at=now()), handing)
    except ClaimLost:
        return
    except Error:
        raise
    except NotSent as refused:
        taken.not_sent(now(), refused.fault, again=refused.again)
        done.not_sent += 1
    except Unsure as unsure:
        _nobody_knows(way, taken, done, unsure.fault, now())
    except Exception as error:  # noqa: BLE001  (whatever it is: the others wait)
        # What no driver foresaw, such as a sender's address that no mail can bear, must not stop all that wait behind it.
        LOG.warning("notices: %s by %s: %s", taken.notice.ref, way.channel, _place_of(error))
        fault = f"sender/{type(error).__name__.removesuffix('Error').lower()}"
        if is_handing:
            _nobody_knows(way, taken, done, fault, now())
        else:
            taken.not_sent(now(), fault, again=True)
            done.not_sent += 1
    else:
        taken.sent(now())
        done.sent += 1


def _nobody_knows(way: Driver, taken: Claimed, done: Sent, fault: str, at: int) -> None:
    if way.is_keyed:
        # The other side drops a second one with this key.
        taken.not_sent(at, fault, again=True)
    else:
        taken.unsure(fault)
    done.unsure += 1


def _place_of(error: Exception) -> str:
    """What went wrong and where in the code; not its words, in which an address may stand."""
    places = extract_tb(error.__traceback__)
    where = f" ({Path(places[-1].filename).name}:{places[-1].lineno})" if places else ""
    return type(error).__name__ + where


def _tell(sweep: Callable[..., int], *, at: int, rights_at: int) -> bool:
    """Tell of what has fallen due; False where it could not be told, such as under a plan that cannot be read."""
    try:
        sweep(at=at, rights_at=rights_at)
    except Error:
        raise
    except Exception as error:  # noqa: BLE001  (whatever it is: notices that are written do not wait for it)
        LOG.warning("notices: %s", _place_of(error))
        return False
    return True


def _let_go(at: int) -> None:
    """Lift the orders that are due; what goes wrong with it keeps no notice back, and is tried again at the next sweep."""
    try:
        ending.sweep(at=at)
    except Error:
        raise
    except Exception as error:  # noqa: BLE001  (whatever it is: the notices wait)
        LOG.warning("orders: %s", _place_of(error))


def keep_sending(stop: Event, *, now: Clock, shown: Clock) -> None:
    """Until told to stop: tell of what has fallen due, and empty the outbox. A database that is away is asked again later.

    Args:
        now: the real clock.
        shown: the one by which tasks fall due and notices are made.
    """
    ways, swept = drivers(), 0
    while not stop.is_set():
        try:
            if now() >= swept + SWEEP:
                # First of all: whoever is to be let go is not to wait for a notice.
                _let_go(shown())
                done = [
                    _tell(sweep, at=shown(), rights_at=now()) for sweep in (notifying.sweep, rising.sweep)
                ]
                swept = now() if all(done) else swept
            send_due(ways, now=now, shown=shown, stop=stop)
        except Error as error:
            LOG.warning("notices: %s", str(error).splitlines()[0] if str(error) else type(error).__name__)
            connections.close_all()
        except Exception as error:  # noqa: BLE001  (a thread that ends says so to nobody)
            LOG.warning("notices: %s", _place_of(error))
        stop.wait(EVERY)
    connections.close_all()
