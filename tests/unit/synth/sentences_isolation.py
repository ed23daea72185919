"""The musts of isolation, orders and care in plain Python, each written from its sentence. See `sentences`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from lianfang.base import areas

Row = dict[str, Any]
Tables = dict[str, dict[int, Row]]
Verdict = tuple[int, int, str]
MINUTES, HOURS, DAYS = 60, 3600, 86400


def start(text: str | date) -> int:
    """00:00 in Shenzhen."""
    day = date.fromisoformat(text) if isinstance(text, str) else text
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) - 8 * HOURS


PLAN_BEGINS, MEASURES_BEGIN = start("2020-01-15"), start("2020-02-07")


def _verdict(met: bool | None) -> str:
    return "cannot_tell" if met is None else "met" if met else "gap"


def _done(at: int | None, now: int) -> bool:
    return at is not None and at <= now


def _within(
    column: str, limit: int, kinds: tuple[str, ...] = ()
) -> Callable[[Tables, int], Iterator[Verdict]]:
    """Every order (of some kinds) shows an instant so long after its start; of one before the plan nothing can be told."""

    def sentence(tables: Tables, now: int) -> Iterator[Verdict]:
        for order in tables["order"].values():
            dated = order["starts_at"] >= PLAN_BEGINS
            if (not kinds or order["kind"] in kinds) and not (dated and order["starts_at"] + limit > now):
                yield order["id"], 0, _verdict(_done(order[column], now) if dated else None)

    return sentence


def written(tables: Tables, now: int) -> Iterator[Verdict]:
    """An oral order is served in writing within 24 hours."""
    for order in tables["order"].values():
        dated = order["starts_at"] >= PLAN_BEGINS
        if order["oral"] is False or (dated and order["starts_at"] + 24 * HOURS > now):
            continue
        known = dated and order["oral"] is not None
        yield order["id"], 0, _verdict(_done(order["written_at"], now) if known else None)


def decided(tables: Tables, now: int) -> Iterator[Verdict]:
    """An appeal is decided within 48 hours."""
    for order in tables["order"].values():
        appealed, dated = order["appealed_at"], order["starts_at"] >= PLAN_BEGINS
        if appealed is not None and not (dated and appealed + 48 * HOURS > now):
            yield order["id"], 0, _verdict(_done(order["appeal_decided_at"], now) if dated else None)


def longest(tables: Tables, now: int) -> Iterator[Verdict]:
    """No order, but in a hospital, lasts longer than 14 days."""
    for order in tables["order"].values():
        if order["kind"] != "hospital_isolation" and order["starts_at"] <= now:
            dated = order["starts_at"] >= PLAN_BEGINS
            short = order["ends_at"] - order["starts_at"] <= 14 * DAYS
            yield order["id"], 0, _verdict(short if dated else None)


def released(tables: Tables, now: int) -> Iterator[Verdict]:
    """Every order is lifted within an hour of its end."""
    for order in tables["order"].values():
        dated = order["starts_at"] >= PLAN_BEGINS
        if not (dated and order["ends_at"] + HOURS > now):
            yield order["id"], 0, _verdict(_done(order["released_at"], now) if dated else None)


def _in_hubei(tables: Tables, area: int | None) -> bool | None:
    hubei = next(a["id"] for a in tables["area"].values() if a["gb_code"] == "420000")
    return None if area is None else areas.is_within(area, hubei)


def isolated(tables: Tables, now: int) -> Iterator[Verdict]:
    """From 7 February who was in Hubei in the 14 days before they came is isolated within 24 hours."""
    ordered = defaultdict(list)
    for order in tables["order"].values():
        if order["kind"] in ("home_isolation", "collective_isolation", "hospital_isolation"):
            ordered[order["stay_id"]].append(order["starts_at"])
    for stay in tables["stay"].values():
        came, left, there = (
            stay["arrived_at"],
            stay["left_key_area_at"],
            _in_hubei(tables, stay["came_from_id"]),
        )
        if came is not None and (came < MEASURES_BEGIN or came + 24 * HOURS > now):
            continue
        if (left is None and there is False) or (None not in (came, left) and came > left + 14 * DAYS):
            continue
        known = came is not None and left is not None
        yield stay["id"], 0, _verdict(min(ordered[stay["id"]], default=now + 1) <= now if known else None)


SHUT_IN = ("home_isolation", "collective_isolation", "seal")
SENTENCES: dict[str, Callable[[Tables, int], Iterator[Verdict]]] = {
    "order-signed-twice": _within("second_signed_at", 2 * HOURS),
    "oral-order-served-in-writing": written,
    "appeal-way-told": _within("appeal_told_at", 2 * HOURS),
    "appeal-decided": decided,
    "order-within-longest-term": longest,
    "order-released-when-due": released,
    "isolated-have-support": _within("support_at", 0, SHUT_IN),
    "key-area-arrival-isolated": isolated,
}
