"""A pass as one line of text: what it says, signed, so that anyone with the public key can tell it from a made-up one.

::

    LF1.<reference>.<issued at>.<valid until>.<area>.<P or C>.<signature>

Instants are seconds in base 36, the area is its national code or reference, the signature is Ed25519 over the rest in base64url
without padding. There is no name in it and nothing of anybody's health, no person's number either: the reference leads to
nothing but the site's own register. No database, clock of the site or network is needed to verify one.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from lianfang.base.instants import iso
from lianfang.base.problems import Problem, Refused

Verdict = Literal["go", "call"]
Because = Literal[
    "valid", "says-call", "unreadable", "not-signed", "not-yet", "expired", "too-long", "revoked"
]
TOLERANCE = 300
"""Seconds by which a gate's clock may be behind; no pass lives longer by it."""
LONGEST = 24 * 3600
"""Seconds: one that says it lives longer is none, whoever signed it."""
_DOMAIN = b"lianfang pass\0"
_LIST = b"lianfang revoked passes\0"
_LINE = re.compile(
    r"LF1\.([0-9A-Za-z_-]{1,16})\.([0-9a-z]{1,9})\.([0-9a-z]{1,9})\.([0-9A-Za-z_-]{1,24})\.([PC])\.([\w-]{86})"
)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Said:
    """What a pass says."""

    ref: str
    issued_at: int
    valid_until: int
    area: str
    verdict: Verdict


@dataclass(frozen=True)
class Seen:
    """What came of looking at one. A guard is told ``verdict`` and until when, and no reason.

    Attributes:
        because: for whoever looks after the gate.
    """

    verdict: Verdict
    because: Because
    said: Said | None = None

    @property
    def until(self) -> int | None:
        """Until when it lets pass; None where it does not."""
        return self.said.valid_until if self.verdict == "go" and self.said is not None else None


def written(said: Said, sign: Callable[[bytes], bytes]) -> str:
    """A pass as its line."""
    text = _text(said)
    return f"{text}.{base64.urlsafe_b64encode(sign(_DOMAIN + text.encode())).decode().rstrip('=')}"


def looked_at(
    line: str, keys: Collection[bytes], *, at: int, revoked: Collection[str] = (), tolerance: int = TOLERANCE
) -> Seen:
    """Verify a line: pass only where the signature is right, its term runs, and it is not among those taken back.

    Args:
        line: as it was scanned or typed; spaces and line breaks in it do no harm.
        keys: the 32 bytes of each public key that is trusted.
        at: now, by the clock of whoever looks.
        revoked: references of passes that were taken back.
        tolerance: seconds by which that clock may be behind: one that was just issued is good there too.
    """
    found = _LINE.fullmatch("".join(line.split()))
    if found is None:
        return Seen("call", "unreadable")
    ref, issued, until, area, verdict, signature = found.groups()
    said = Said(ref, int(issued, 36), int(until, 36), area, "go" if verdict == "P" else "call")
    if not any(_is_by(key, _DOMAIN + _text(said).encode(), signature) for key in keys):
        return Seen("call", "not-signed")
    because = _because(said, at, revoked, tolerance)
    return Seen("go" if because == "valid" else "call", because, said)


def _because(said: Said, at: int, revoked: Collection[str], tolerance: int) -> Because:
    if said.ref in revoked:
        return "revoked"
    if said.valid_until - said.issued_at > LONGEST:
        return "too-long"
    if at < said.issued_at - tolerance:
        return "not-yet"
    if at >= said.valid_until:
        return "expired"
    return "valid" if said.verdict == "go" else "says-call"


def revoked_list(refs: Collection[str], at: int, sign: Callable[[bytes], bytes]) -> str:
    """The passes that were taken back and whose term runs, for gates that are not connected: an instant, the references, a
    signature over them.
    """
    text = "\n".join([str(at), *sorted(refs)])
    return f"{text}\n.{base64.urlsafe_b64encode(sign(_LIST + text.encode())).decode().rstrip('=')}\n"


@dataclass(frozen=True)
class Taken:
    """Such a list: of which instant, and the references."""

    made_at: int
    refs: frozenset[str]


def read_list(
    text: str, keys: Collection[bytes], *, at: int, zone: str = "UTC", tolerance: int = TOLERANCE
) -> Taken:
    """Read such a list. One that is older than any pass can be says nothing of those that are good now.

    Args:
        text: as it was written.
        keys: the 32 bytes of each public key that is trusted.
        at: now, by the clock of whoever looks.
        zone: in which instants are said where it is refused.
        tolerance: seconds by which that clock may be behind.

    Raises:
        Refused: it is none, none of these keys signed it, or it is too old or of an instant to come.
    """
    body, mark, signature = text.strip().rpartition("\n.")
    if not mark or not any(_is_by(key, _LIST + body.encode(), signature.strip()) for key in keys):
        raise Refused(Problem("pass/no-list"))
    first, *refs = body.split("\n")
    if not first.isascii() or not first.isdigit():
        raise Refused(Problem("pass/no-list"))
    made = int(first)
    if not made - tolerance <= at < made + LONGEST:
        raise Refused(Problem("pass/old-list", facts={"made": iso(made, zone), "now": iso(at, zone)}))
    return Taken(made, frozenset(refs))


def public_keys(pem: bytes) -> set[bytes]:
    """The Ed25519 keys of a PEM file; empty where it holds none."""
    found = set()
    for block in re.findall(rb"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", pem, re.DOTALL):
        try:
            key = load_pem_public_key(block)
        except ValueError:
            continue
        if isinstance(key, Ed25519PublicKey):
            found.add(key.public_bytes_raw())
    return found


def _text(said: Said) -> str:
    verdict = "P" if said.verdict == "go" else "C"
    return f"LF1.{said.ref}.{_base36(said.issued_at)}.{_base36(said.valid_until)}.{said.area}.{verdict}"


def _base36(number: int) -> str:
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
    return text or "0"


def _is_by(key: bytes, message: bytes, signature: str) -> bool:
    try:
        raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
        Ed25519PublicKey.from_public_bytes(key).verify(raw, message)
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True
