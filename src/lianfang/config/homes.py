"""Where a site keeps its own things: the home folder, its keys, its database."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from lianfang.base.keeping import kept

SQLITE_START = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
    "PRAGMA temp_store=MEMORY;PRAGMA cache_size=-65536;"
)

# Upkeep's statements come again with every write: planned once, not each time. What is short is not worth compiling.
POSTGRESQL_START = "-c plan_cache_mode=force_generic_plan -c jit=off"


def home_folder(environment: Mapping[str, str]) -> Path:
    """LIANFANG_HOME, or the platform's folder for the data of programs; made when missing, for the owner alone."""
    named = environment.get("LIANFANG_HOME")
    if named:
        home = Path(named).expanduser().absolute()
    elif sys.platform == "win32":
        home = Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "lianfang"
    elif sys.platform == "darwin":
        home = Path.home() / "Library" / "Application Support" / "lianfang"
    else:
        home = Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "lianfang"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return home


def secret_key(home: Path, environment: Mapping[str, str]) -> str:
    """LIANFANG_SECRET_KEY, or the key of this home, made at its first use."""
    given = environment.get("LIANFANG_SECRET_KEY")
    if given:
        return given
    return (
        kept(home / "keys" / "secret_key", lambda: secrets.token_urlsafe(64).encode()).decode("ascii").strip()
    )


def database(home: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    """Django's settings for LIANFANG_DATABASE, by default the SQLite file of the home."""
    address = environment.get("LIANFANG_DATABASE") or f"sqlite:///{home / 'lianfang.sqlite3'}"
    scheme, _, rest = address.partition("://")
    if scheme == "sqlite":
        return _sqlite(rest)
    if scheme in ("postgresql", "postgres"):
        return _postgresql(address)
    # Never the address itself: it may hold a password.
    raise ValueError(
        f"LIANFANG_DATABASE starts with {scheme!r}: it is sqlite:///path or postgresql://user:password@host:port/name"
    )


def _sqlite(rest: str) -> dict[str, Any]:
    if not rest.startswith("/") or rest == "/":
        raise ValueError(
            "LIANFANG_DATABASE names no file: sqlite:///relative/path or sqlite:////absolute/path"
        )
    path = Path(rest[1:]).expanduser() if not rest.startswith("//") else Path(rest[1:])
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path.absolute(),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_START},
    }


def _postgresql(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ValueError("LIANFANG_DATABASE names no database: postgresql://user:password@host:port/name")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    options.setdefault("options", POSTGRESQL_START)
    options.setdefault("prepare_threshold", 5)  # Django's None would forbid preparing altogether
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
