"""Verify the journal: every entry against its seal, every seal against the one before and its signature, the whole
against roots that were printed.

Apart from the sealer on purpose: it shares no code with it, knows no Django, and takes nothing on trust but the public
keys and the anchors that it is given. What it checks is written down in ``docs/algorithms/journal.md``.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from lianfang.base import anchors
from lianfang.base.anchors import Anchor

SEALS = (
    'SELECT number, "first", "last", at, high, awaited, merkle, previous, root, "key", signature, entries'
    " FROM registers_seal ORDER BY number"
)
JOURNAL = (
    'SELECT id, at, actor, role, area, purpose, verb, register, "row", ref, fields, request'
    " FROM registers_journal ORDER BY id"
)
KEPT = 1000
"""Findings that are named; all are counted."""
STEP = 10_000
_PEM = re.compile(rb"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", re.DOTALL)

Read = Callable[[str], Iterator[Sequence[Any]]]
"""Runs a statement and answers its rows, one after the other."""


class Finding(NamedTuple):
    """Something wrong: a code of the problems' catalogue, and where; 0 where that does not apply or is not known."""

    code: str
    seal: int = 0
    position: int = 0
    until: int = 0
    entry: int = 0


class Report(NamedTuple):
    """What was looked at and found.

    ``unsealed`` entries wait for their seal, so nothing vouches for them yet; ``unused`` are numbers below the highest
    sealed one that no seal knows: writes that were rolled back (PostgreSQL), or entries that went before they were
    sealed. ``anchor`` and ``at`` are those of the last seal.
    """

    seals: int
    sealed: int
    unsealed: int
    unused: int
    anchor: Anchor | None
    at: int | None
    found: int
    findings: list[Finding]


class Item(NamedTuple):
    """What a seal says of one entry."""

    entry: int
    digest: bytes
    position: int
    seal: int


class Seal:
    """A seal as it stands in the table, whatever that is; ``is_whole`` where that was looked at before."""

    def __init__(self, row: Sequence[Any], after: int, is_whole: bool | None = None):
        self.said = row[:6]
        self.number, self.first, self.last, self.at, self.high, self.awaited = row[:6]
        self.merkle, self.previous, self.root, self.key, self.signature, self.entries = map(_bytes, row[6:])
        whole = self.entries[: len(self.entries) // 40 * 40]
        self.listed = list(struct.iter_unpack(">q32s", whole))
        self.is_whole = self._is_whole() if is_whole is None else is_whole
        self.start = self.first if self.is_whole else after + 1
        self.end = self.start + len(self.listed) - 1

    def _is_whole(self) -> bool:
        """Does its root stand for all that it says?"""
        numbers = (self.number, self.first, self.last, self.at, self.high)
        if not all(isinstance(number, int) for number in numbers):
            return False
        digests = [digest for _entry, digest in self.listed]
        text = [self.merkle.hex(), _sha(self.entries).hex(), self.previous.hex(), self.key.hex()]
        return (
            self.root == _sha(_json(["lianfang seal 1", *self.said, *text]))
            and bool(digests)
            and self.merkle == tree(digests)
            and self.last - self.first + 1 == len(digests) == len(self.entries) / 40
        )

    def is_signed(self, keys: Collection[bytes]) -> bool:
        """By one of these keys?"""
        if self.key not in keys:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(
                self.signature, b"lianfang seal\0" + self.root
            )
        except (InvalidSignature, ValueError):
            return False
        return True

    def spans(self) -> list[tuple[int, int]]:
        """Numbers, from and to, whose entries may still be committed; none where what it says cannot be read."""
        try:
            return [(int(begin), int(end)) for begin, end, _since in json.loads(self.awaited)]
        except (TypeError, ValueError):
            return []

    def items(self) -> Iterator[Item]:
        """Its entries with their positions."""
        for at, (entry, digest) in enumerate(self.listed, self.start):
            yield Item(entry, digest, at, self.number)

    def finding(self, code: str) -> Finding:
        """Something wrong with it, at the first entry that stands out of order if one does."""
        pairs = zip(self.listed, self.listed[1:], strict=False)
        astray = next((at for at, (a, b) in enumerate(pairs) if a[0] >= b[0]), None)
        entry = 0 if astray is None else self.listed[astray][0]
        start = self.start if astray is None else self.start + astray
        return Finding(code, _whole_number(self.number), start, self.end, entry)


class Verifier:
    """One reading of the seals for their chain, and one of seals and journal side by side."""

    def __init__(self, read: Read, keys: Collection[bytes], wanted: Collection[Anchor]):
        self._read, self._keys, self._wanted = read, keys, set(wanted)
        self._findings: list[Finding] = []
        self._found = self._seals = self._sealed = self._unsealed = 0
        self._high = self._end = 0
        self._last: Seal | None = None
        self._bad: set[Any] = set()
        """Seals in which something is wrong: nothing that they say of entries is certain."""
        self._altered: set[Any] = set()
        """Those among them whose root does not stand for what they say."""
        self._late: dict[int, Item] = {}
        """Entries sealed after one with a higher number."""
        self._lost: list[tuple[int, int]] = []
        """Numbers between which a missing seal had its entries, exclusive."""

    def run(self, on_progress: Callable[[int, int], None]) -> Report:
        """Read everything once in one snapshot, and say what was found."""
        for seal in self._chain():
            self._seals += 1
            if not seal.is_whole:
                self._altered.add(seal.number)
                self._blame(seal, "journal/seal-altered")
            elif not seal.is_signed(self._keys):
                self._blame(seal, "journal/seal-forged")
            self._hold_against_anchors(seal)
        self._missing_anchors()
        self._entries(on_progress)
        last = self._last
        anchor = anchors.of(self._end, last.root) if last is not None else None
        at = last.at if last is not None and isinstance(last.at, int) else None
        unused = max(0, self._high - self._sealed)
        return Report(
            self._seals, self._sealed, self._unsealed, unused, anchor, at, self._found, self._findings
        )

    def _find(self, finding: Finding) -> None:
        self._found += 1
        if len(self._findings) < KEPT:
            self._findings.append(finding)

    def _blame(self, seal: Seal, code: str) -> None:
        self._bad.add(seal.number)
        self._find(seal.finding(code))

    def _chain(self) -> Iterator[Seal]:
        """The seals in their order: numbers without a hole, each naming the root before it."""
        number, root = 0, bytes(32)
        is_certain = True  # does what stands before say what must come now?
        for row in self._read(SEALS):
            seal = Seal(row, self._end)
            if seal.number != number + 1 and _whole_number(seal.number) > number:
                self._find(Finding("journal/seal-missing", number + 1, self._end + 1))
                first = min((e for e, _ in seal.listed if e > self._high), default=self._high + 1)
                self._lost.append((self._high, first))
                is_certain = False
            follows = seal.previous == root and seal.start == self._end + 1
            if is_certain and seal.is_whole and not (follows and seal.number == number + 1):
                self._blame(seal, "journal/seal-out-of-place")
            self._take_in(seal)
            number, root, is_certain = _whole_number(seal.number), seal.root, seal.is_whole
            yield seal

    def _take_in(self, seal: Seal) -> None:
        for item in seal.items():
            if item.entry <= self._high:
                self._late[item.entry] = item
            self._high = max(self._high, item.entry)
        self._sealed += len(seal.listed)
        self._end, self._last = seal.end, seal

    def _hold_against_anchors(self, seal: Seal) -> None:
        for anchor in [a for a in self._wanted if seal.start <= a.position <= seal.end]:
            self._wanted.discard(anchor)
            if anchors.of(seal.end, seal.root) != anchor:
                self._find(Finding("journal/other-root", _whole_number(seal.number), anchor.position))

    def _missing_anchors(self) -> None:
        for anchor in sorted(self._wanted):
            if anchor.position > self._end:
                self._find(Finding("journal/cut", 0, self._end + 1, anchor.position))
            elif not self._lost:
                self._find(Finding("journal/other-root", 0, anchor.position))

    def _in_order(self) -> Iterator[Item]:
        """What the seals say, by number; without those that were sealed late."""
        end = high = 0
        for row in self._read(SEALS):
            seal = Seal(row, end, is_whole=row[0] not in self._altered)
            end = seal.end
            for item in seal.items():
                if item.entry > high:
                    high = item.entry
                    yield item

    def _entries(self, on_progress: Callable[[int, int], None]) -> None:
        """Seals and journal side by side, both by number."""
        source = self._in_order()
        due = next(source, None)
        for done, row in enumerate(self._read(JOURNAL), 1):
            entry = row[0]
            while due is not None and due.entry < entry:
                self._fault("journal/deleted", due)
                due = next(source, None)
            if due is not None and due.entry == entry:
                item, due = due, next(source, None)
                if item.digest != _digest(row):
                    self._fault("journal/changed", item)
            elif (late := self._late.pop(entry, None)) is not None:
                if late.digest != _digest(row):
                    self._fault("journal/changed", late)
            else:
                self._without_position(entry)
            if done % STEP == 0:
                on_progress(done, self._end)
        while due is not None:
            self._fault("journal/deleted", due)
            due = next(source, None)
        for item in self._late.values():
            self._fault("journal/deleted", item)

    def _fault(self, code: str, item: Item) -> None:
        code = "journal/disputed" if item.seal in self._bad else code
        self._find(Finding(code, _whole_number(item.seal), item.position, 0, item.entry))

    def _without_position(self, entry: int) -> None:
        """An entry that no seal knows: not sealed yet, of a seal that is gone, or put in."""
        spans = [] if self._last is None or self._last.number in self._bad else self._last.spans()
        if entry > self._high or any(begin <= entry <= end for begin, end in spans):
            self._unsealed += 1
        elif not any(low < entry < high for low, high in self._lost):
            self._find(Finding("journal/inserted", entry=entry))


def verify(
    read: Read,
    *,
    keys: Collection[bytes],
    wanted: Collection[Anchor] = (),
    on_progress: Callable[[int, int], None] = lambda done, of: None,
) -> Report:
    """Verify the journal.

    Args:
        read: reads the database, in one snapshot; for the length of a large journal it holds a few thousand rows.
        keys: public keys of 32 bytes, any of which may have signed a seal.
        wanted: anchors as they were printed; without one, a cut tail and a chain made anew with the key stay unseen.
        on_progress: told how many entries were read, of how many.
    """
    return Verifier(read, keys, wanted).run(on_progress)


def public_keys(pem: bytes) -> set[bytes]:
    """The Ed25519 keys of a PEM file.

    Raises:
        ValueError: one of them is none.
    """
    found = [load_pem_public_key(block) for block in _PEM.findall(pem)]
    if not all(isinstance(key, Ed25519PublicKey) for key in found):
        raise ValueError("not an Ed25519 key")
    return {key.public_bytes_raw() for key in found if isinstance(key, Ed25519PublicKey)}


def tree(digests: Sequence[bytes]) -> bytes:
    """The Merkle tree hash of RFC 9162, by its definition, over leaves that are hashed already."""
    count = len(digests)
    if count == 1:
        return digests[0]
    half = 1 << (count - 1).bit_length() - 1
    return _sha(b"\1" + tree(digests[:half]) + tree(digests[half:]))


def _digest(row: Sequence[Any]) -> bytes:
    return _sha(b"\0" + _json(list(row)))


def _json(value: Any) -> bytes:
    """JSON in ASCII without blanks; what no honest entry holds is written so that it equals none."""
    return _ENCODE(value).encode()


def _strange(value: Any) -> dict[str, str]:
    return {"bytes": _bytes(value).hex()}


_ENCODE = json.JSONEncoder(separators=(",", ":"), default=_strange).encode


def _bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else repr(value).encode()


def _whole_number(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
