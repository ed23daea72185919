"""Chance out of a seed: every table draws from a stream of its own, so that one more draw here moves nothing there."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from lianfang.base import ids


def stream(seed: int, name: str) -> Random:
    """A stream of random numbers of this seed and name."""
    return Random(f"{seed}:{name}")  # noqa: S311 - a made-up city, no secret


def next_ref(chance: Random) -> str:
    """A row's reference, drawn from the seed."""
    return ids.ref_of(chance.getrandbits(80))


def apportion(total: int, shares: Sequence[float]) -> list[int]:
    """Split a whole number by shares; the parts add up (largest remainders)."""
    whole = sum(shares)
    exact = [total * share / whole for share in shares]
    parts = [int(part) for part in exact]
    by_rest = sorted(range(len(shares)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_rest[: total - sum(parts)]:
        parts[i] += 1
    return parts


def ladder(shares: Sequence[float], steps: int = 1000) -> list[int]:
    """Indexes repeated by their share, for a draw by one multiplication."""
    return [i for i, count in enumerate(apportion(steps, shares)) for _ in range(count)]
