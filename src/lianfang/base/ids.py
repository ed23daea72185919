"""References that leave the system: random, 16 characters, no meaning, no order."""

from __future__ import annotations

import secrets

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 16


def new_ref() -> str:
    """A random reference of 80 bits from the operating system."""
    return ref_of(secrets.randbits(80))


def ref_of(bits: int) -> str:
    """The reference that spells 80 given bits; ``synth`` draws them from its seed."""
    letters = []
    for _ in range(LENGTH):
        bits, digit = divmod(bits, 32)
        letters.append(_ALPHABET[digit])
    return "".join(reversed(letters))
