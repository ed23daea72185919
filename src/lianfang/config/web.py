"""What a site may choose of its web door, read from the environment."""

from __future__ import annotations

from collections.abc import Mapping

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def https(environment: Mapping[str, str]) -> str:
    """LIANFANG_HTTPS: nothing (plain http, for this machine alone), ``proxy`` (one in front speaks TLS and sets
    X-Forwarded-Proto) or ``direct`` (this program does).

    Raises:
        ValueError: another word.
    """
    said = environment.get("LIANFANG_HTTPS", "")
    if said not in ("", "proxy", "direct"):
        raise ValueError(f"LIANFANG_HTTPS is {said!r}: proxy, direct, or nothing")
    return said


def hosts(environment: Mapping[str, str]) -> list[str]:
    """LIANFANG_HOSTS, separated by commas, beside the names of this machine for itself.

    Raises:
        ValueError: a name that stands for all.
    """
    named = [name.strip() for name in environment.get("LIANFANG_HOSTS", "").split(",") if name.strip()]
    if "*" in named:
        raise ValueError(
            "LIANFANG_HOSTS names the hosts one by one: * would let anyone choose the addresses in answers"
        )
    return [*named, *LOOPBACK]


def idle_seconds(environment: Mapping[str, str]) -> int:
    """LIANFANG_IDLE_MINUTES: after how long without use a session ends; half an hour unless said.

    Raises:
        ValueError: no whole number of minutes from 1 to 720.
    """
    said = environment.get("LIANFANG_IDLE_MINUTES", "30")
    if not said.isascii() or not said.isdigit() or not 1 <= int(said) <= 720:
        raise ValueError(f"LIANFANG_IDLE_MINUTES is {said!r}: whole minutes from 1 to 720")
    return int(said) * 60


def cookie(name: str, https: str) -> str:
    """A cookie's name: with TLS one that browsers bind to this very host."""
    return f"__Host-{name}" if https else name
