"""What a driver is: it hands one message to whoever carries it on, and says honestly what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

TIMEOUT = 20
"""Seconds for each step of a conversation."""
WHOLE = 12 * TIMEOUT
"""Seconds after which a whole conversation has ended, with SMTP's greetings, keys and replies: well below the outbox's lease."""


@dataclass(frozen=True)
class Message:
    """What is sent: the key that every sending of it has, where to, a subject and a text of few words."""

    key: str
    to: str
    subject: str
    text: str
    at: int


class NotSent(Exception):
    """The other side does not have it, for certain.

    Attributes:
        fault: a code for whoever looks.
        again: may another try do?
    """

    def __init__(self, fault: str, *, again: bool):
        super().__init__(fault)
        self.fault, self.again = fault, again


class Unsure(Exception):
    """The other side may have it or not.

    Attributes:
        fault: a code for whoever looks.
    """

    def __init__(self, fault: str):
        super().__init__(fault)
        self.fault = fault


class Driver(Protocol):
    """One way out."""

    @property
    def channel(self) -> str:
        """``email`` or ``sms``."""

    @property
    def is_keyed(self) -> bool:
        """Does the other side promise to drop a second message with the same key?"""

    def send(self, message: Message, handing: Callable[[], None]) -> None:
        """Hand it over; returns when the other side has said that it has it.

        Args:
            message: what is sent.
            handing: to be called right before the first byte of which the other side could make a message.

        Raises:
            NotSent: it does not have it.
            Unsure: nobody knows.
        """


def fault_of(error: OSError) -> str:
    """A connection's failure as a code."""
    return f"net/{type(error).__name__.removesuffix('Error').lower()}"
