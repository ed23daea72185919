"""A text as a QR code (ISO/IEC 18004): bytes, correction level M, versions 1 to 9, which hold 180 bytes.

A quarter of the area may be soiled or torn by a third, and it is read still. Drawn as one path, so that it prints sharp at any size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.safestring import SafeString, mark_safe

Grid = list[list[bool | None]]
BLOCKS: dict[int, tuple[int, tuple[int, ...]]] = {
    1: (10, (16,)), 2: (16, (28,)), 3: (26, (44,)), 4: (18, (32, 32)), 5: (24, (43, 43)), 6: (16, (27,) * 4), 7: (18, (31,) * 4),
    8: (22, (38, 38, 39, 39)), 9: (22, (36, 36, 36, 37, 37)),
}  # fmt: skip
"""Version → correction codewords a block, and the data codewords of each block (table 9 of the standard, level M)."""
CENTRES = {
    1: (), 2: (6, 18), 3: (6, 22), 4: (6, 26), 5: (6, 30), 6: (6, 34), 7: (6, 22, 38), 8: (6, 24, 42), 9: (6, 26, 46),
}  # fmt: skip
"""Version → rows and columns of the alignment patterns' centres (annex E)."""
QUIET = 4
"""Modules of white around it."""


@dataclass(frozen=True)
class Code:
    """A QR code as a picture: rows of modules, true is dark."""

    template: ClassVar[str] = "ui/pictures/qr.html"
    modules: Sequence[Sequence[bool]]
    label: str

    @property
    def size(self) -> int:
        """Modules a side, with the white around it."""
        return len(self.modules) + 2 * QUIET

    @property
    def path(self) -> SafeString:
        """All dark modules, a run of a row at a time."""
        return mark_safe("".join(self._runs()))  # noqa: S308  (made of numbers alone)

    def _runs(self) -> Iterator[str]:
        for y, row in enumerate(self.modules):
            x = 0
            while x < len(row):
                start = x
                while x < len(row) and row[x]:
                    x += 1
                if x > start:
                    yield f"M{start + QUIET} {y + QUIET}h{x - start}v1h-{x - start}z"
                x += 1


def qr(text: str, label: str) -> Code:
    """The code of a text.

    Raises:
        ValueError: it is longer than 180 bytes.
    """
    return Code(modules_of(text.encode()), label)


def modules_of(data: bytes) -> list[list[bool]]:
    """The modules of some bytes in the smallest version that holds them, under the mask that reads best.

    Raises:
        ValueError: there are more than 180.
    """
    version = next((v for v, (_, blocks) in BLOCKS.items() if len(data) <= sum(blocks) - 2), None)
    if version is None:
        raise ValueError(f"{len(data)} bytes are more than a code of version 9 holds")
    words = _interleaved(_data_words(data, version), version)
    made = [_masked(version, words, mask) for mask in range(8)]
    return min(made, key=penalty)


def _data_words(data: bytes, version: int) -> list[int]:
    """Mode, count, bytes, end, and what fills the rest."""
    room = sum(BLOCKS[version][1])
    bits = f"0100{len(data):08b}" + "".join(f"{byte:08b}" for byte in data) + "0000"
    words = [int(bits[i : i + 8], 2) for i in range(0, len(bits), 8)]
    filling = (0xEC, 0x11)
    return words + [filling[i % 2] for i in range(room - len(words))]


def _interleaved(words: Sequence[int], version: int) -> list[int]:
    """The blocks' codewords in turn, then their corrections in turn."""
    correction, sizes = BLOCKS[version]
    blocks, start = [], 0
    for size in sizes:
        blocks.append(list(words[start : start + size]))
        start += size
    corrections = [remainder(block, correction) for block in blocks]
    found = [block[i] for i in range(max(sizes)) for block in blocks if i < len(block)]
    return found + [block[i] for i in range(correction) for block in corrections]


def remainder(block: Sequence[int], count: int) -> list[int]:
    """The Reed-Solomon corrections of a block over GF(256), polynomial 0x11D."""
    divisor, root = [0] * (count - 1) + [1], 1
    for _ in range(count):
        for j in range(count):
            divisor[j] = times(divisor[j], root) ^ (divisor[j + 1] if j + 1 < count else 0)
        root = times(root, 2)
    found = [0] * count
    for word in block:
        factor = word ^ found.pop(0)
        found.append(0)
        found = [a ^ times(b, factor) for a, b in zip(found, divisor, strict=True)]
    return found


def times(a: int, b: int) -> int:
    """The product of two in the field."""
    found = 0
    for bit in range(7, -1, -1):
        found = (found << 1) ^ ((found >> 7) * 0x11D)
        found ^= ((b >> bit) & 1) * a
    return found


def _masked(version: int, words: Sequence[int], mask: int) -> list[list[bool]]:
    grid = _patterns(version)
    fixed = [[cell is not None for cell in row] for row in grid]
    bits = (bit == "1" for word in words for bit in f"{word:08b}")
    for y, x in zigzag(len(grid)):
        if not fixed[y][x]:
            grid[y][x] = next(bits, False) != flips(mask, y, x)
    _put_format(grid, mask)
    return [[bool(cell) for cell in row] for row in grid]


def zigzag(size: int) -> Iterator[tuple[int, int]]:
    """Rows and columns in the order of the bits: pairs of columns from the right, up and down in turn, the timing column left out."""
    upward = True
    for right in [*range(size - 1, 6, -2), *range(5, 0, -2)]:
        for step in range(size):
            y = size - 1 - step if upward else step
            yield y, right
            yield y, right - 1
        upward = not upward


def flips(mask: int, y: int, x: int) -> bool:
    """Does a mask turn this module?"""
    return (
        (y + x) % 2, y % 2, x % 3, (y + x) % 3, (y // 2 + x // 3) % 2, y * x % 2 + y * x % 3, (y * x % 2 + y * x % 3) % 2,
        ((y + x) % 2 + y * x % 3) % 2,
    )[mask] == 0  # fmt: skip


def _patterns(version: int) -> Grid:
    """Everything but data: finders, alignment, timing, and places kept for format and version."""
    size = 17 + 4 * version
    grid: Grid = [[None] * size for _ in range(size)]
    for i in range(size):
        grid[6][i] = grid[i][6] = i % 2 == 0
    for y, x in ((3, 3), (3, size - 4), (size - 4, 3)):
        _put_square(grid, y, x, 4, dark=(0, 1, 3))
    last = len(CENTRES[version]) - 1
    for i, y in enumerate(CENTRES[version]):
        for j, x in enumerate(CENTRES[version]):
            if (i, j) not in ((0, 0), (0, last), (last, 0)):
                _put_square(grid, y, x, 2, dark=(0, 2))
    _put_format(grid, 0)
    if version >= 7:
        _put_version(grid, version)
    return grid


def _put_square(grid: Grid, y: int, x: int, reach: int, dark: tuple[int, ...]) -> None:
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            if 0 <= y + dy < len(grid) and 0 <= x + dx < len(grid):
                grid[y + dy][x + dx] = max(abs(dy), abs(dx)) in dark


def coded(value: int, length: int, polynomial: int) -> int:
    """A value followed by its BCH remainder of so many bits."""
    rest = value << length
    while rest.bit_length() > length:
        rest ^= polynomial << (rest.bit_length() - length - 1)
    return value << length | rest


def _put_format(grid: Grid, mask: int) -> None:
    """Level M and the mask, twice."""
    bits, size = coded(mask, 10, 0x537) ^ 0x5412, len(grid)
    first = [(i if i < 6 else i + 1, 8) for i in range(8)] + [(8, 7)] + [(8, 5 - i) for i in range(6)]
    second = [(8, size - 1 - i) for i in range(8)] + [(size - 7 + i, 8) for i in range(7)]
    for i in range(15):
        for y, x in (first[i], second[i]):
            grid[y][x] = bool(bits >> i & 1)
    grid[size - 8][8] = True


def _put_version(grid: Grid, version: int) -> None:
    bits, size = coded(version, 12, 0x1F25), len(grid)
    for i in range(18):
        a, b = size - 11 + i % 3, i // 3
        grid[a][b] = grid[b][a] = bool(bits >> i & 1)


def penalty(grid: Sequence[Sequence[bool]]) -> int:
    """How hard a code is to read: runs, blocks, what looks like a finder, more dark than light."""
    size, found = len(grid), 0
    lines = [*grid, *map(list, zip(*grid, strict=True))]
    for line in lines:
        text = "".join("1" if cell else "0" for cell in line)
        found += sum(
            len(run) - 2 for run in text.replace("01", "0 1").replace("10", "1 0").split() if len(run) >= 5
        )
        found += 40 * sum(text[i : i + 11] in ("10111010000", "00001011101") for i in range(size - 10))
    for y in range(size - 1):
        for x in range(size - 1):
            found += 3 * (grid[y][x] == grid[y][x + 1] == grid[y + 1][x] == grid[y + 1][x + 1])
    dark = sum(map(sum, grid))
    return found + 10 * (abs(dark * 20 - size * size * 10) // (size * size))
