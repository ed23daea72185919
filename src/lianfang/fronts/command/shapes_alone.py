"""Ledgers and zones that leave the house by themselves, outside a brief."""

from __future__ import annotations

from lianfang.fronts.command.shapes import LedgerDaySaid, PlaceSaid, Shape, ZoneSaid


class LedgerDays(Shape):
    """The ledgers of an area, day by day."""

    as_of: str
    known_at: str
    area: PlaceSaid
    days: list[LedgerDaySaid]


class Zones(Shape):
    """The zones of an area."""

    as_of: str
    known_at: str
    area: PlaceSaid
    zones: list[ZoneSaid]
