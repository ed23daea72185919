"""Keys at rest: AES-GCM for what identifies and for old values, HMAC to find an exact identifier again.

The keys lie in the ``keys`` folder of the site's home, readable by the owner alone, made at first use. They are not in a
backup of the database: whoever backs up the one backs up the other, apart from it.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import secrets
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12


@cache
def _key(home: Path, name: str) -> bytes:
    folder = home / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    if not path.exists():
        # Made beside and linked into place: of two processes that start together both use the first's.
        draft = folder / f"{name}.{os.getpid()}.{secrets.token_hex(4)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_bytes()


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


def match(kind: str, text: str) -> bytes:
    """The keyed fingerprint of an identifier: NFKC, no spaces, upper case."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    return hmac.new(_key(settings.HOME, "matching"), f"{kind}\0{plain}".encode(), hashlib.sha256).digest()


def seal_values(values: dict[str, Any]) -> bytes:
    """Encrypt a row's values."""
    return seal(json.dumps(values, ensure_ascii=False, default=str, separators=(",", ":")), "versions")


def unseal_values(cipher: bytes) -> dict[str, Any]:
    """Decrypt a row's values; dates come back as ISO text."""
    values: dict[str, Any] = json.loads(unseal(cipher, "versions"))
    return values
