"""Back a site up into one file, and bring it back: on SQLite, on PostgreSQL, or from the one to the other.

The file is a zip: ``manifest.json`` (schema, tables, rows, SHA-256 of each) and one JSON-lines file a table. It is read
in one snapshot that blocks no writer. Keys are not in it: identifiers and old values stay encrypted, and whoever
restores needs the site's ``keys`` folder too.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader

from lianfang.base.problems import Problem, Refused
from lianfang.registers.actions.outbox import unsure_after_restore
from lianfang.registers.models import FirstToken, Notice, Session

APPS = ("registers", "gaps")
FORMAT = 1
LEFT_OUT = (Session, FirstToken)
"""Nobody who was signed in when a backup was made is signed in where it is restored."""
PIECE = 1000

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Table:
    """One table of a backup: its columns and what kind of value each holds (plain, bool, date, bytes, json)."""

    name: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]


def backup(*, to: Path, on_progress: Progress = lambda table, rows: None) -> dict[str, int]:
    """Write the site into ``to`` (whole, or not at all); answers rows a table."""
    draft = to.with_name(to.name + ".part")
    counts: dict[str, int] = {}
    with snapshot() as read, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        manifest: dict[str, Any] = {"format": FORMAT, "schema": _schema(), "tables": []}
        for table in _tables():
            digest, rows = hashlib.sha256(), 0
            with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as file:
                for line in _lines(table, read):
                    file.write(line)
                    digest.update(line)
                    rows += 1
            counts[table.name] = rows
            said = {"name": table.name, "columns": table.columns, "kinds": table.kinds, "rows": rows}
            manifest["tables"].append({**said, "sha256": digest.hexdigest()})
            on_progress(table.name, rows)
        archive.writestr("manifest.json", json.dumps(manifest, indent=1))
    draft.replace(to)
    return counts


def restore(*, source: Path, on_progress: Progress = lambda table, rows: None) -> dict[str, int]:
    """Bring a backup into an empty site and up to this program's schema; answers rows a table.

    The file is checked whole before anything is written.

    Raises:
        Refused: the file is incomplete, changed or newer than the program, or the site is not empty.
    """
    with _opened(source) as archive:
        manifest = _verified(archive, source)
        _refuse_unless_empty()
        _make_tables(manifest["schema"])
        counts = {}
        with transaction.atomic():
            for said in manifest["tables"]:
                table = Table(said["name"], tuple(said["columns"]), tuple(said["kinds"]))
                counts[table.name] = _fill(table, archive)
                on_progress(table.name, counts[table.name])
            _follow_on([said["name"] for said in manifest["tables"] if "id" in said["columns"]])
            if Notice._meta.db_table in counts:
                # Before anyone can send: what went out since the backup was made must not go out again.
                unsure_after_restore()
        call_command("migrate", verbosity=0)
    return counts


def _make_tables(schema: dict[str, str]) -> None:
    """The tables as they were when the backup was made."""
    if schema == _schema():
        call_command("migrate", verbosity=0)
        return
    for app in APPS:
        call_command("migrate", app, schema[app], verbosity=0)


def _schema() -> dict[str, str]:
    """The last migration of each app, as they lead to one another; their names need not be in that order."""
    graph = MigrationLoader(connection).graph
    return {app: graph.leaf_nodes(app)[0][1] for app in APPS}


def _models() -> list[type[models.Model]]:
    kept = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    return [model for model in kept if model not in LEFT_OUT]


def _tables() -> list[Table]:
    found = []
    for model in _models():
        fields = [f for f in model._meta.local_concrete_fields if f.column]
        found.append(Table(model._meta.db_table, tuple(f.column for f in fields), tuple(map(_kind, fields))))
    return found


def _kind(field: models.Field[Any, Any]) -> str:
    known = ((models.BooleanField, "bool"), (models.DateField, "date"), (models.BinaryField, "bytes"))
    for kind, name in known:
        if isinstance(field, kind):
            return name
    return "json" if isinstance(field, models.JSONField) else "plain"


Read = Callable[[str], Iterator[Sequence[Any]]]


@contextmanager
def snapshot(*, broken_text: bool = False) -> Iterator[Read]:
    """One consistent reading of all tables, without a lock on writers.

    Args:
        broken_text: read text that is no UTF-8, too (SQLite), each bad byte as a lone surrogate.
    """
    if connection.vendor == "sqlite":
        # Django's own connection would take the writer's lock (IMMEDIATE); a reader of its own does not.
        reader = sqlite3.connect(
            Path(connection.settings_dict["NAME"]).as_uri() + "?mode=ro", uri=True, isolation_level=None
        )
        if broken_text:
            reader.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        try:
            reader.execute("BEGIN")
            yield lambda sql: iter(reader.execute(sql))
        finally:
            reader.close()
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield _read_in_pieces


def _read_in_pieces(sql: str) -> Iterator[Sequence[Any]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        while piece := cursor.fetchmany(PIECE):
            yield from piece


def _lines(table: Table, read: Read) -> Iterator[bytes]:
    columns = ", ".join(connection.ops.quote_name(c) for c in table.columns)
    key = "id" if "id" in table.columns else table.columns[0]
    order = ", ".join(table.columns[:3]) if key != "id" else key
    for row in read(f"SELECT {columns} FROM {table.name} ORDER BY {order}"):
        values = [_out(kind, value) for kind, value in zip(table.kinds, row, strict=True)]
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _out(kind: str, value: Any) -> Any:
    if value is None or kind == "plain":
        return value
    if kind == "bool":
        return bool(value)
    if kind == "bytes":
        return base64.b64encode(bytes(value)).decode()
    if kind == "json":
        return json.loads(value) if isinstance(value, str | bytes) else value
    return str(value)[:10]


def _in(kind: str, value: Any) -> Any:
    if value is not None and kind == "bytes":
        return base64.b64decode(value)
    return json.dumps(value, ensure_ascii=False) if value is not None and kind == "json" else value


@contextmanager
def _opened(source: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(source) as archive:
            yield archive
    except (zipfile.BadZipFile, OSError, EOFError, KeyError, ValueError) as error:
        facts = {"file": source.name, "detail": f"{type(error).__name__}: {error}"}
        raise Refused(Problem("store/backup-broken", file=source.name, facts=facts)) from error


def _verified(archive: zipfile.ZipFile, source: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    known = {(m.app, m.name) for m in _known_migrations()}
    for app, name in manifest["schema"].items():
        if manifest["format"] > FORMAT or (app, name) not in known:
            raise Refused(Problem("store/backup-newer", file=source.name, facts={"schema": f"{app} {name}"}))
    for said in manifest["tables"]:
        digest = hashlib.sha256()
        with archive.open(f"{said['name']}.jsonl") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
        if digest.hexdigest() != said["sha256"]:
            facts = {"file": source.name, "detail": said["name"]}
            raise Refused(Problem("store/backup-broken", file=source.name, facts=facts))
    return manifest


@dataclass(frozen=True)
class _Migration:
    app: str
    name: str


def _known_migrations() -> list[_Migration]:
    found = []
    for app in APPS:
        folder = Path(apps.get_app_config(app).path) / "migrations"
        found += [_Migration(app, path.stem) for path in folder.glob("0*.py")]
    return found


def _refuse_unless_empty() -> None:
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in _tables():
            if table.name in there:
                cursor.execute(f"SELECT 1 FROM {table.name} LIMIT 1")
                if cursor.fetchone():
                    raise Refused(Problem("store/restore-not-empty"))


def _fill(table: Table, archive: zipfile.ZipFile) -> int:
    columns = ", ".join(connection.ops.quote_name(c) for c in table.columns)
    marks = ", ".join(["%s"] * len(table.columns))
    sql, piece, rows = f"INSERT INTO {table.name} ({columns}) VALUES ({marks})", [], 0
    with archive.open(f"{table.name}.jsonl") as file, connection.cursor() as cursor:
        for line in file:
            piece.append(
                [_in(kind, value) for kind, value in zip(table.kinds, json.loads(line), strict=True)]
            )
            rows += 1
            if len(piece) == PIECE:
                cursor.executemany(sql, piece)
                piece = []
        if piece:
            cursor.executemany(sql, piece)
    return rows


def _follow_on(tables: list[str]) -> None:
    """Let PostgreSQL's counters continue after the ids that were brought along."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
            if (sequence := cursor.fetchone()[0]) is not None:
                cursor.execute(
                    f"SELECT setval('{sequence}', COALESCE(MAX(id), 1), MAX(id) IS NOT NULL) FROM {table}"
                )
