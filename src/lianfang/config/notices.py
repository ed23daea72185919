"""How notices leave the house, read from the environment; without it they stay in the app."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

PORTS = {"tls": 465, "starttls": 587, "none": 25}
SHAPE = "smtp://user:password@host:port?from=board@example.org&security=starttls"


@dataclass(frozen=True)
class Notices:
    """What a site has said of its ways out.

    Attributes:
        address: of the site, as people type it; without it a notice names a task and links to nothing.
        smtp: what the driver of e-mail is made with; None without one.
        gateway: where text messages are posted to; empty without one.
        gateway_is_keyed: does it drop a second message with the same ``Idempotency-Key``?
        spool: the folder into which text messages are laid instead.
    """

    address: str = ""
    smtp: Mapping[str, Any] | None = None
    gateway: str = ""
    gateway_token: str = ""
    gateway_is_keyed: bool = False
    spool: Path | None = None


def notices(environment: Mapping[str, str]) -> Notices:
    """LIANFANG_ADDRESS, LIANFANG_SMTP, LIANFANG_SMS (with LIANFANG_SMS_TOKEN and LIANFANG_SMS_KEYED=yes) or LIANFANG_SMS_SPOOL.

    Raises:
        ValueError: an address of another make, or a word that is none.
    """
    spool = environment.get("LIANFANG_SMS_SPOOL", "")
    return Notices(
        address=_web("LIANFANG_ADDRESS", environment), smtp=_smtp(environment.get("LIANFANG_SMTP", "")),
        gateway=_gateway(environment), gateway_token=environment.get("LIANFANG_SMS_TOKEN", ""),
        gateway_is_keyed=_yes("LIANFANG_SMS_KEYED", environment), spool=Path(spool).expanduser() if spool else None,
    )  # fmt: skip


def _web(name: str, environment: Mapping[str, str]) -> str:
    said = environment.get(name, "")
    if said and (urlsplit(said).scheme not in ("http", "https") or not urlsplit(said).hostname):
        raise ValueError(f"{name} is no address of the web: https://host/…")
    return said


def _gateway(environment: Mapping[str, str]) -> str:
    """Telephone numbers go there: not in the clear, unless it is this machine."""
    said = _web("LIANFANG_SMS", environment)
    if said.startswith("http:") and urlsplit(said).hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ValueError("LIANFANG_SMS is plain http beyond this machine: use https")
    return said


def _yes(name: str, environment: Mapping[str, str]) -> bool:
    said = environment.get(name, "no")
    if said not in ("yes", "no"):
        raise ValueError(f"{name} is {said!r}: yes or no")
    return said == "yes"


def _smtp(said: str) -> Mapping[str, Any] | None:
    """The address of a mail server. Never said again in a complaint: it may hold a password."""
    if not said:
        return None
    parts = urlsplit(said)
    more = dict(parse_qsl(parts.query))
    security, sender = more.get("security", "starttls"), more.get("from", "")
    if parts.scheme != "smtp" or not parts.hostname or security not in PORTS or "@" not in sender:
        raise ValueError(f"LIANFANG_SMTP is no mail server with a sender: {SHAPE}")
    return {
        "host": parts.hostname, "port": parts.port or PORTS[security], "sender": sender, "security": security,
        "user": unquote(parts.username or ""), "password": unquote(parts.password or ""),
    }  # fmt: skip
