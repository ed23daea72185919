"""The musts of fevers at the gates and of leaving in plain Python, each from its sentence alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.unit.synth.reading import HOURS, MINUTES, Row, Tables, Verdict, start, verdict

JANUARY_27 = start("2020-01-27")


def _checks(tables: Tables, now: int, within: int) -> Iterator[tuple[Row, bool]]:
    """Checks since 27 January that are due so long after; and whether their time is known."""
    for check in tables["screening"].values():
        at = check["at"]
        if at is None or (at >= JANUARY_27 and at + within <= now):
            yield check, at is not None


def _fever(check: Row) -> bool | None:
    """Is it a fever by the limit of that day? Without a time nobody knows which limit held."""
    return None if None in (check["temperature"], check["at"]) else check["temperature"] >= 37.3


def _all(*tests: bool | None) -> bool | None:
    return False if False in tests else None if None in tests else True


def second(tables: Tables, now: int) -> Iterator[Verdict]:
    """A fever is checked a second time within a quarter of an hour."""
    for check, timed in _checks(tables, now, 15 * MINUTES):
        if (fever := _fever(check)) is not False:
            again = check["second_check_at"]
            yield check["id"], 0, verdict(again is not None and again <= now if fever and timed else None)


def referred(tables: Tables, now: int) -> Iterator[Verdict]:
    """A fever that was checked again and did not pass is sent to a fever clinic or hospital, within an hour of the check."""
    for check, timed in _checks(tables, now, HOURS):
        again, result = check["second_check_at"], check["result"]
        member = _all(_fever(check), again is not None, None if result is None else result != "passed")
        if member is False:
            continue
        site = tables["site"].get(check["referred_to_id"])
        sent = site is not None and site["kind"] in ("fever_clinic", "hospital") and again <= now
        yield check["id"], 0, verdict(sent if member and timed else None)


def received(tables: Tables, now: int) -> Iterator[Verdict]:
    """Who was sent on is seen there within two hours of the second check."""
    for check in tables["screening"].values():
        at, again, seen = check["at"], check["second_check_at"], check["received_at"]
        if check["referred_to_id"] is None or (at is not None and not JANUARY_27 <= at <= now):
            continue
        if again is None or again + 2 * HOURS <= now:
            yield check["id"], 0, verdict(None if None in (at, again) else seen is not None and seen <= now)


def answered(tables: Tables, now: int) -> Iterator[Verdict]:
    """Of who was sent on the gate hears what came of it within 24 hours of the check."""
    for check, timed in _checks(tables, now, 24 * HOURS):
        if check["referred_to_id"] is not None:
            back = check["answered_at"]
            yield check["id"], 0, verdict((back is not None and back <= now) if timed else None)


def leavers(tables: Tables, now: int) -> Iterator[Verdict]:
    """Who leaves by rail, air or port is screened within a quarter of an hour."""
    for p in tables["passage"].values():
        if (p["direction"], p["mode"] == "road") != ("out", False) or not JANUARY_27 <= p[
            "at"
        ] <= now - 15 * MINUTES:
            continue
        unknown = p["screened"] is None or (p["screened"] and p["screened_at"] is None)
        yield p["id"], 0, verdict(None if unknown else p["screened"] and p["screened_at"] <= now)


def stopped(tables: Tables, now: int) -> Iterator[Verdict]:
    """A fever on the way out is checked again in a quarter of an hour, and passes only after that, or not."""
    for check, timed in _checks(tables, now, 15 * MINUTES):
        way, again, result = check["direction"], check["second_check_at"], check["result"]
        member = _all(None if way is None else way == "out", _fever(check))
        if member is False:
            continue
        held = result in ("fever_clinic", "isolated") or (result == "passed" and again is not None)
        unknown = not member or not timed or result is None or (held and again is None)
        yield check["id"], 0, verdict(None if unknown else held and again <= now)


SENTENCES: dict[str, Callable[[Tables, int], Iterator[Verdict]]] = {
    "fever-second-check": second,
    "fever-is-referred": referred,
    "referred-is-received": received,
    "referral-is-answered": answered,
    "leavers-are-screened": leavers,
    "fever-does-not-leave": stopped,
}
