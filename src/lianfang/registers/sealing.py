"""The one sealer of the journal: positions for committed entries, and a chain of signed roots over them.

Nothing here runs while a record is written: entries are sealed afterwards, some hundreds a transaction, one sealer at
a time. ``docs/algorithms/journal.md`` is this page in words; ``lianfang.registers.verifying`` checks what is made here
and shares none of its code.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db import connection, transaction

from lianfang.base import anchors
from lianfang.base.anchors import Anchor
from lianfang.base.instants import DAY
from lianfang.base.problems import Problem, Refused
from lianfang.registers import keys
from lianfang.registers.models import Seal

MOST = 500
"""Entries a seal: few enough that its transaction holds a gate up for some milliseconds."""
WAIT = DAY
"""How long a number that was given out may still become an entry; no transaction of a site stays open for longer."""
SEALER = 0x5EA1
"""PostgreSQL's advisory lock of whoever seals; writers do not take it and never wait for it."""

Span = tuple[int, int, int]
"""Numbers of entries from, to (inclusive), and the instant since when they are awaited."""

ENTRY = 'SELECT id, at, actor, role, area, purpose, verb, register, "row", ref, fields, request FROM registers_journal'


@dataclass(frozen=True)
class Sealed:
    """How far the journal is sealed: the last seal's anchor and instant (None before the first), and what waits."""

    anchor: Anchor | None
    at: int | None
    unsealed: int


def seal_next(*, at: int, most: int = MOST, new_key: bool = False) -> int:
    """Seal the next entries, ``most`` of them or fewer, and answer how many; 0 when all are sealed.

    Args:
        at: the instant of the seal; where it lies before the last seal's, that one's.
        new_key: go on although the last seal was signed with another key than this home's.

    Raises:
        Refused: the last seal was signed with another key.
    """
    with transaction.atomic():
        _take_turn()
        last = _last()
        spans: list[Span] = (
            [] if last is None else [(a, b, since) for a, b, since in json.loads(last.awaited)]
        )
        rows = _rows(spans, 0 if last is None else last.high, most)
        if not rows:
            return 0
        if last is not None and not new_key and not keys.is_sealing_key(bytes(last.key)):
            raise Refused(Problem("journal/other-key", facts={"number": last.number}))
        _follow(last, rows, spans, at).save(force_insert=True)
    return len(rows)


def sealed() -> Sealed:
    """How far the journal is sealed by now."""
    last = _last()
    with connection.cursor() as cursor:
        high = 0 if last is None else last.high
        cursor.execute("SELECT COUNT(*) FROM registers_journal WHERE id > %s", [high])
        waiting = int(cursor.fetchone()[0])
        for begin, end, _since in json.loads(last.awaited) if last is not None else ():
            cursor.execute("SELECT COUNT(*) FROM registers_journal WHERE id BETWEEN %s AND %s", [begin, end])
            waiting += int(cursor.fetchone()[0])
    if last is None:
        return Sealed(None, None, waiting)
    return Sealed(anchors.of(last.last, bytes(last.root)), last.at, waiting)


def _take_turn() -> None:
    """One sealer at a time: SQLite has one writer anyway (IMMEDIATE), PostgreSQL's wait for the other's commit here."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALER])


def _last() -> Seal | None:
    return Seal.objects.defer("entries").order_by("-number").first()


def _rows(spans: Sequence[Span], high: int, most: int) -> list[tuple[Any, ...]]:
    """Entries without a position, by number: first those that were committed after a higher number was sealed."""
    found: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for begin, end, _since in spans:
            late = f"{ENTRY} WHERE id BETWEEN %s AND %s ORDER BY id LIMIT %s"
            cursor.execute(late, [begin, end, most - len(found)])
            found += cursor.fetchall()
        cursor.execute(f"{ENTRY} WHERE id > %s ORDER BY id LIMIT %s", [high, most - len(found)])
        return found + cursor.fetchall()


def _follow(last: Seal | None, rows: Sequence[tuple[Any, ...]], spans: list[Span], at: int) -> Seal:
    """The seal that follows the last one, over these entries."""
    digests = [_digest(row) for row in rows]
    ids = [row[0] for row in rows]
    high, position = (0, 0) if last is None else (last.high, last.last)
    at = at if last is None else max(at, int(last.at))
    made = Seal(
        number=1 if last is None else last.number + 1, first=position + 1, last=position + len(rows), at=at,
        high=max(high, *ids), awaited=json.dumps(_awaited(spans, high, ids, at), separators=(",", ":")),
        merkle=merkle_root(digests), previous=bytes(32) if last is None else bytes(last.root),
        key=keys.public_sealing_key(),
        entries=b"".join(struct.pack(">q", id_) + digest for id_, digest in zip(ids, digests, strict=True)),
    )  # fmt: skip
    made.root = _root(made)
    made.signature = keys.sign(b"lianfang seal\0" + made.root)
    return made


def _awaited(spans: Sequence[Span], high: int, ids: Sequence[int], at: int) -> list[Span]:
    """The numbers that may still become entries: those of before without what came or waited too long, and new holes.

    PostgreSQL gives numbers out before the commit, so a hole is a writer under way, or one that was rolled back. On SQLite
    no writer is under way while this one is.
    """
    kept: list[Span] = []
    for begin, end, since in spans:
        if at - since <= WAIT:
            came = [id_ for id_ in ids if begin <= id_ <= end]
            kept += [(a + 1, b - 1, since) for a, b in pairwise([begin - 1, *came, end + 1]) if b - a > 1]
    if connection.vendor == "postgresql":
        new = [high, *(id_ for id_ in ids if id_ > high)]
        kept += [(a + 1, b - 1, at) for a, b in pairwise(new) if b - a > 1]
    return kept


def _digest(row: tuple[Any, ...]) -> bytes:
    """An entry's digest: every column, in the table's order, as JSON in ASCII without blanks."""
    return hashlib.sha256(b"\0" + json.dumps(row, separators=(",", ":")).encode()).digest()


def merkle_root(digests: Sequence[bytes]) -> bytes:
    """The root of RFC 9162's tree over leaves that are hashed already; of one leaf, itself."""
    level = list(digests)
    while len(level) > 1:
        over = [hashlib.sha256(b"\1" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        level = over + level[2 * len(over) :]
    return level[0]


def _root(seal: Seal) -> bytes:
    listing = hashlib.sha256(seal.entries).hexdigest()
    said = [
        "lianfang seal 1", seal.number, seal.first, seal.last, seal.at, seal.high, seal.awaited,
        bytes(seal.merkle).hex(), listing, bytes(seal.previous).hex(), bytes(seal.key).hex(),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).digest()
