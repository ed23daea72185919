"""QR codes are read back by a reader written apart from the standard's tables."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from lianfang.ui.pictures import qr

SIZES = [1, 14, 15, 26, 27, 42, 43, 62, 63, 84, 85, 106, 107, 122, 123, 130, 152, 153, 180]
"""Bytes: the first and the last of every version."""


def _text(size: int) -> str:
    chance = random.Random(size)  # noqa: S311  (any text will do)
    return "".join(chance.choice("0123456789abcdefghijklmnopqrstuvwxyzLFPC.-_") for _ in range(size))


@pytest.mark.parametrize("size", SIZES)
def test_what_is_written_is_read(size: int) -> None:
    text = _text(size)
    assert _read(qr.modules_of(text.encode())) == text.encode()


def test_no_more_than_it_holds() -> None:
    with pytest.raises(ValueError, match="181 bytes"):
        qr.modules_of(b"x" * 181)


def test_a_spot_is_mended_by_the_corrections() -> None:
    """A changed module is found: no block of a spoilt symbol is a codeword any more."""
    rows = qr.modules_of(b"LF1.abc")
    rows[12][12] = not rows[12][12]
    with pytest.raises(AssertionError):
        _read(rows)


# --- a reader, from the standard's tables and nothing of the writer's ------------------------------------------------

EXP = [1]
for _ in range(254):
    EXP.append((EXP[-1] << 1) ^ (0x11D if EXP[-1] & 0x80 else 0))
LOG = {value: power for power, value in enumerate(EXP)}
# Version → number of blocks, corrections a block, all codewords (level M).
TABLE = {1: (1, 10, 26), 2: (1, 16, 44), 3: (1, 26, 70), 4: (2, 18, 100), 5: (2, 24, 134), 6: (4, 16, 172), 7: (4, 18, 196),
         8: (4, 22, 242), 9: (5, 22, 292)}  # fmt: skip
ALIGNED = {
    2: [6, 18],
    3: [6, 22],
    4: [6, 26],
    5: [6, 30],
    6: [6, 34],
    7: [6, 22, 38],
    8: [6, 24, 42],
    9: [6, 26, 46],
}
MASKS = [
    lambda i, j: (i + j) % 2 == 0, lambda i, j: i % 2 == 0, lambda i, j: j % 3 == 0, lambda i, j: (i + j) % 3 == 0,
    lambda i, j: (i // 2 + j // 3) % 2 == 0, lambda i, j: (i * j) % 2 + (i * j) % 3 == 0,
    lambda i, j: ((i * j) % 2 + (i * j) % 3) % 2 == 0, lambda i, j: ((i + j) % 2 + (i * j) % 3) % 2 == 0,
]  # fmt: skip


def _read(rows: list[list[bool]]) -> bytes:
    size = len(rows)
    version = (size - 17) // 4
    # Format, beside the upper left finder, from the most significant bit on.
    places = [
        (8, 0),
        (8, 1),
        (8, 2),
        (8, 3),
        (8, 4),
        (8, 5),
        (8, 7),
        (8, 8),
        (7, 8),
        (5, 8),
        (4, 8),
        (3, 8),
        (2, 8),
        (1, 8),
        (0, 8),
    ]
    said = int("".join("1" if rows[y][x] else "0" for y, x in places), 2) ^ 0b101010000010010
    assert said >> 13 == 0, "level M is 00"
    mask = MASKS[said >> 10 & 7]
    bits = [rows[y][x] != mask(y, x) for y, x in _places(size, version)]
    blocks, corrections, total = TABLE[version]
    words = [int("".join("1" if bit else "0" for bit in bits[8 * n : 8 * n + 8]), 2) for n in range(total)]
    data = b"".join(bytes(block) for block in _blocks(words, blocks, corrections))
    stream = "".join(f"{byte:08b}" for byte in data)
    assert stream[:4] == "0100", "bytes"
    count = int(stream[4:12], 2)
    return bytes(int(stream[12 + 8 * n : 20 + 8 * n], 2) for n in range(count))


def _blocks(words: list[int], blocks: int, corrections: int) -> Iterator[list[int]]:
    """The data of each block, once its syndromes are seen to be nothing."""
    room = len(words) - blocks * corrections
    short = room // blocks
    sizes = [short + (n >= blocks - room % blocks) for n in range(blocks)]
    data: list[list[int]] = [[] for _ in range(blocks)]
    at = 0
    for column in range(max(sizes)):
        for n in range(blocks):
            if column < sizes[n]:
                data[n].append(words[at])
                at += 1
    for n in range(blocks):
        whole = data[n] + [words[room + column * blocks + n] for column in range(corrections)]
        for power in range(corrections):
            value = 0
            for word in whole:
                value = (EXP[(LOG[value] + power) % 255] if value else 0) ^ word
            assert value == 0, f"block {n} is no codeword"
        yield data[n]


def _places(size: int, version: int) -> Iterator[tuple[int, int]]:
    """Where the bits of data are, in their order."""
    x, up = size - 1, True
    while x > 0:
        x -= x == 6
        for step in range(size):
            y = size - 1 - step if up else step
            yield from ((y, one) for one in (x, x - 1) if not _is_fixed(y, one, size, version))
        x, up = x - 2, not up


def _is_fixed(y: int, x: int, size: int, version: int) -> bool:
    corner = (y < 9 and x < 9) or (y < 9 and x >= size - 8) or (y >= size - 8 and x < 9)
    told = version >= 7 and ((y < 6 and x >= size - 11) or (x < 6 and y >= size - 11))
    centres = ALIGNED.get(version, [])
    finders = {(6, 6), (6, size - 7), (size - 7, 6)}
    near = any(abs(y - a) < 3 and abs(x - b) < 3 for a in centres for b in centres if (a, b) not in finders)
    return corner or told or near or y == 6 or x == 6
