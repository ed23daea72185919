"""Keys at rest: AES-GCM for what identifies and for old values, HMAC to find an exact identifier again, Ed25519 for the
journal's seals and, apart from them, for passes.

The keys lie in the ``keys`` folder of the site's home, readable by the owner alone, made at first use. They are not in a
backup of the database: whoever backs up the one backs up the other, apart from it.
"""

from __future__ import annotations

import hmac
import json
import secrets
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from lianfang.base.keeping import kept

_NONCE = 12


@cache
def _key(home: Path, name: str) -> bytes:
    return kept(home / "keys" / name, lambda: secrets.token_bytes(32))


def seal(text: str, purpose: str) -> bytes:
    """Encrypt under the key of ``purpose``; 12 bytes of nonce, then the cipher with its tag."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(_key(settings.HOME, purpose)).encrypt(nonce, text.encode(), purpose.encode())


def unseal(cipher: bytes, purpose: str) -> str:
    """Decrypt what :func:`seal` made.

    Raises:
        cryptography.exceptions.InvalidTag: another key, or bytes that were changed.
    """
    cipher = bytes(cipher)
    return (
        AESGCM(_key(settings.HOME, purpose))
        .decrypt(cipher[:_NONCE], cipher[_NONCE:], purpose.encode())
        .decode()
    )


def read_or_none(cipher: bytes, purpose: str) -> str | None:
    """What :func:`unseal` answers; None for what other keys sealed, as after a restore that brought none along."""
    try:
        return unseal(cipher, purpose)
    except InvalidTag:
        return None


def match(kind: str, text: str) -> bytes:
    """The keyed fingerprint of an identifier: NFKC, no spaces, upper case."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    return hmac.digest(_key(settings.HOME, "matching"), f"{kind}\0{plain}".encode(), "sha256")


def pseudonym(kind: str, row: int) -> int:
    """The name under which the visits log knows a row, such as a person: 63 bits of a keyed digest, never 0."""
    digest = hmac.digest(_key(settings.HOME, "visits"), f"{kind}\0{row}".encode(), "sha256")
    return (int.from_bytes(digest[:8], "big") >> 1) or 1


def seal_values(values: dict[str, Any]) -> bytes:
    """Encrypt a row's values."""
    return seal(json.dumps(values, ensure_ascii=False, default=str, separators=(",", ":")), "versions")


def unseal_values(cipher: bytes) -> dict[str, Any]:
    """Decrypt a row's values; dates come back as ISO text."""
    values: dict[str, Any] = json.loads(unseal(cipher, "versions"))
    return values


def sign(message: bytes) -> bytes:
    """The signature of this home's sealing key, which is made at its first use; what verifies it lies beside it."""
    public = export_sealing_key()
    written = Path(settings.HOME) / "keys" / "sealing.pub"
    if public not in kept(written, lambda: public):
        with written.open(
            "ab"
        ) as file:  # of a home whose key was replaced, the old one's still verifies the old seals
            file.write(public)
    return _sealing_key(settings.HOME).sign(message)


def public_sealing_key() -> bytes:
    """The 32 bytes that verify what :func:`sign` makes."""
    return _sealing_key(settings.HOME).public_key().public_bytes_raw()


def is_sealing_key(public: bytes) -> bool:
    """Is this the public half of this home's sealing key? Where there is none yet, none is made."""
    return (Path(settings.HOME) / "keys" / "sealing").exists() and public == public_sealing_key()


def export_sealing_key() -> bytes:
    """The public sealing key as PEM, for other hands."""
    public = Ed25519PublicKey.from_public_bytes(public_sealing_key())
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def sign_pass(message: bytes) -> bytes:
    """The signature of this home's key for passes, which is made at its first use and signs nothing else; what verifies it
    lies beside it, to be given to every gate.
    """
    public = export_pass_key()
    kept(Path(settings.HOME) / "keys" / "passes.pub", lambda: public)
    return _pass_key(settings.HOME).sign(message)


def export_pass_key() -> bytes:
    """The public half of the key for passes as PEM."""
    return _pass_key(settings.HOME).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@cache
def _sealing_key(home: Path) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_key(home, "sealing"))


@cache
def _pass_key(home: Path) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_key(home, "passes"))
