"""The settings a site chooses by its environment."""

from __future__ import annotations

import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from lianfang.config import homes
from lianfang.config.notices import Notices, notices


def test_home_is_the_named_folder_and_private(tmp_path: Path) -> None:
    home = homes.home_folder({"LIANFANG_HOME": str(tmp_path / "a" / "site")})
    assert home == tmp_path / "a" / "site"
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


@pytest.mark.skipif(sys.platform != "linux", reason="the platform folder of Linux")
def test_home_without_a_name_is_the_platform_folder(tmp_path: Path) -> None:
    assert homes.home_folder({"XDG_DATA_HOME": str(tmp_path)}) == tmp_path / "lianfang"


def test_secret_key_is_made_once_and_private(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: homes.secret_key(tmp_path, {}), range(32)))
    assert len(keys) == 1
    assert len(keys.pop()) > 50
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["secret_key"]
    assert stat.S_IMODE((tmp_path / "keys" / "secret_key").stat().st_mode) == 0o600


def test_secret_key_of_the_environment_writes_nothing(tmp_path: Path) -> None:
    assert homes.secret_key(tmp_path, {"LIANFANG_SECRET_KEY": "given"}) == "given"
    assert list(tmp_path.iterdir()) == []


def test_database_is_sqlite_in_the_home(tmp_path: Path) -> None:
    chosen = homes.database(tmp_path, {})
    assert chosen["ENGINE"] == "django.db.backends.sqlite3"
    assert chosen["NAME"] == tmp_path / "lianfang.sqlite3"
    assert chosen["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize(
    ("address", "path"),
    [("sqlite:///city.db", Path.cwd() / "city.db"), ("sqlite:////srv/city.db", Path("/srv/city.db"))],
)
def test_database_at_a_path(address: str, path: Path, tmp_path: Path) -> None:
    assert homes.database(tmp_path, {"LIANFANG_DATABASE": address})["NAME"] == path


def test_database_on_postgresql(tmp_path: Path) -> None:
    address = "postgresql://li:p%40ss%2Fw@db.example:6432/city?sslmode=require"
    chosen = homes.database(tmp_path, {"LIANFANG_DATABASE": address})
    parts = [chosen[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")]
    assert parts == ["city", "li", "p@ss/w", "db.example", "6432"]
    start = {"options": homes.POSTGRESQL_START, "prepare_threshold": 5}
    assert chosen["OPTIONS"] == {"sslmode": "require", **start}
    assert chosen["CONN_MAX_AGE"] is None


def test_database_by_a_socket(tmp_path: Path) -> None:
    chosen = homes.database(tmp_path, {"LIANFANG_DATABASE": "postgresql://li:@/city?host=/run/pg"})
    assert (chosen["HOST"], chosen["PORT"]) == ("/run/pg", "")
    assert "host" not in chosen["OPTIONS"]


@pytest.mark.parametrize(
    "address",
    [
        "mysql://li:geheim@h/c",
        "city.db",
        "sqlite://",
        "sqlite:///",
        "postgresql://li:geheim@h",
        "postgresql:",
    ],
)
def test_database_that_is_none_is_refused_without_its_password(address: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="LIANFANG_DATABASE") as refusal:
        homes.database(tmp_path, {"LIANFANG_DATABASE": address})
    assert "geheim" not in str(refusal.value)


def test_django_finds_nothing_to_complain_about() -> None:
    call_command("check", fail_level="WARNING")


@pytest.mark.django_db
def test_database_is_as_durable_as_we_say() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            found = {}
            for pragma in ("journal_mode", "synchronous", "foreign_keys", "temp_store", "cache_size"):
                cursor.execute(f"PRAGMA {pragma}")
                found[pragma] = cursor.fetchone()[0]
            expected = {
                "journal_mode": "wal",
                "synchronous": 2,
                "foreign_keys": 1,
                "temp_store": 2,
                "cache_size": -65536,
            }
            assert found == expected
        else:
            cursor.execute("SHOW server_version")
            assert int(cursor.fetchone()[0].split(".")[0]) >= 15


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    # By name: an app without a migrations package is passed over otherwise, and a site would have no tables.
    labels = [
        app.label
        for app in apps.get_app_configs()
        if app.name.startswith("lianfang.") and list(app.get_models())
    ]
    call_command("makemigrations", *labels, check=True, dry_run=True, verbosity=0)


def test_ways_out_of_notices_are_read_from_addresses() -> None:
    assert notices({}) == Notices()
    said = notices({
        "LIANFANG_ADDRESS": "https://board.example/", "LIANFANG_SMS": "https://sms.example/send", "LIANFANG_SMS_KEYED": "yes",
        "LIANFANG_SMTP": "smtp://ann:p%40ss@mail.example?from=board@example.org&security=tls", "LIANFANG_SMS_TOKEN": "t",
    })  # fmt: skip
    assert said.smtp == {
        "host": "mail.example", "port": 465, "sender": "board@example.org", "security": "tls", "user": "ann",
        "password": "p@ss",
    }  # fmt: skip
    assert (said.address, said.gateway_token, said.gateway_is_keyed, said.spool) == (
        "https://board.example/",
        "t",
        True,
        None,
    )
    assert notices({"LIANFANG_SMS_SPOOL": "/var/spool/sms"}).spool == Path("/var/spool/sms")
    assert notices({"LIANFANG_SMS": "http://127.0.0.1:9/"}).gateway == "http://127.0.0.1:9/"


@pytest.mark.parametrize(
    "wrong",
    [
        {"LIANFANG_ADDRESS": "board.example"}, {"LIANFANG_SMS": "http://sms.example/"}, {"LIANFANG_SMS_KEYED": "perhaps"},
        {"LIANFANG_SMTP": "smtp://mail.example"}, {"LIANFANG_SMTP": "smtp://u:secret@mail.example?from=a@b&security=odd"},
        {"LIANFANG_SMTP": "http://mail.example?from=a@b"},
    ],
)  # fmt: skip
def test_a_way_out_that_is_none_is_refused_and_no_password_is_said_again(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="LIANFANG_") as refusal:
        notices(wrong)
    assert "secret" not in str(refusal.value)
