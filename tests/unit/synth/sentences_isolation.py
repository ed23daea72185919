"""The musts of isolation, orders and care in plain Python, each written from its sentence. See `sentences`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date

from lianfang.base import areas
from tests.unit.synth.reading import DAYS, HOURS, MINUTES, Row, Tables, Verdict, start, verdict

PLAN_BEGINS, MEASURES_BEGIN = start("2020-01-15"), start("2020-02-07")


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
                yield order["id"], 0, verdict(_done(order[column], now) if dated else None)

    return sentence


def written(tables: Tables, now: int) -> Iterator[Verdict]:
    """An oral order is served in writing within 24 hours."""
    for order in tables["order"].values():
        dated = order["starts_at"] >= PLAN_BEGINS
        if order["oral"] is False or (dated and order["starts_at"] + 24 * HOURS > now):
            continue
        known = dated and order["oral"] is not None
        yield order["id"], 0, verdict(_done(order["written_at"], now) if known else None)


def decided(tables: Tables, now: int) -> Iterator[Verdict]:
    """An appeal is decided within 48 hours."""
    for order in tables["order"].values():
        appealed, dated = order["appealed_at"], order["starts_at"] >= PLAN_BEGINS
        if appealed is not None and not (dated and appealed + 48 * HOURS > now):
            yield order["id"], 0, verdict(_done(order["appeal_decided_at"], now) if dated else None)


def longest(tables: Tables, now: int) -> Iterator[Verdict]:
    """No order, but in a hospital, lasts longer than 14 days."""
    for order in tables["order"].values():
        if order["kind"] != "hospital_isolation" and order["starts_at"] <= now:
            dated = order["starts_at"] >= PLAN_BEGINS
            short = order["ends_at"] - order["starts_at"] <= 14 * DAYS
            yield order["id"], 0, verdict(short if dated else None)


def released(tables: Tables, now: int) -> Iterator[Verdict]:
    """Every order is lifted within an hour of its end."""
    for order in tables["order"].values():
        dated = order["starts_at"] >= PLAN_BEGINS
        if not (dated and order["ends_at"] + HOURS > now):
            yield order["id"], 0, verdict(_done(order["released_at"], now) if dated else None)


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
        if came is None:  # which areas were key then, nobody can tell either
            there = None
        if (left is None and there is False) or (None not in (came, left) and came > left + 14 * DAYS):
            continue
        known = came is not None and left is not None
        yield stay["id"], 0, verdict(min(ordered[stay["id"]], default=now + 1) <= now if known else None)


def contacts_isolated(tables: Tables, now: int) -> Iterator[Verdict]:
    """From 7 February a close contact, last close less than 14 days before, is in collective isolation within 24 hours."""
    ordered = defaultdict(list)
    for order in tables["order"].values():
        if order["kind"] in ("collective_isolation", "hospital_isolation"):
            ordered[order["contact_id"]].append(order["starts_at"])
    for contact in tables["contact"].values():
        at, last, category = contact["identified_at"], contact["last_contact_at"], contact["category"]
        if at < MEASURES_BEGIN or at + 24 * HOURS > now or contact["handed_to_id"] is not None:
            continue
        if category not in ("HIGH_RISK", None) or (last is not None and at >= last + 14 * DAYS):
            continue
        if tables["case"][contact["case_id"]]["classification"] == "NO_CASE":
            continue
        known = category is not None and last is not None
        met = min(ordered[contact["id"]], default=now + 1) <= now
        yield contact["id"], 0, verdict(met if known else None)


def _inspected(kind: str, where: str, rule: str) -> Callable[[Tables, int], Iterator[Verdict]]:
    """As an order of a kind starts, its place has been found in order, for as long as that day at least."""

    def sentence(tables: Tables, now: int) -> Iterator[Verdict]:
        good = defaultdict(list)
        for inspection in tables["inspection"].values():
            told = (inspection["rule"], inspection["result"])
            if told == (rule, "ok") and None not in (inspection["valid_until"], inspection["at"]):
                good[inspection["site_id"]].append((inspection["at"], inspection["valid_until"]))
        for order in tables["order"].values():
            starts, site = order["starts_at"], order[where]
            if order["kind"] == kind and starts <= now:
                met = any(at <= now and start(until) + DAYS >= starts for at, until in good[site])
                yield order["id"], 0, verdict(None if site is None else met)

    return sentence


def sealed(tables: Tables, now: int) -> Iterator[Verdict]:
    """From 7 February the unit of a confirmed case is sealed for 14 days, within 24 hours; not lifted before the confirmation."""
    seals = defaultdict(list)
    for order in tables["order"].values():
        if order["kind"] == "seal" and order["ends_at"] - order["starts_at"] >= 14 * DAYS:
            ends = [at for at in (order["ends_at"], order["released_at"]) if at is not None]
            seals[order["site_id"]].append((order["starts_at"], min(ends)))
    for case in tables["case"].values():
        home, at, on = case["home_id"], case["confirmed_at"], case["reported_on"]
        if case["classification"] != "CONFIRMED" or home is None or tables["site"][home]["kind"] != "unit":
            continue
        if on is not None and on < date(2020, 2, 7):
            continue
        if on is None or at is None:
            yield case["id"], 0, "cannot_tell"
        elif at + 24 * HOURS <= now:
            yield case["id"], 0, verdict(any(begin <= now and end >= at for begin, end in seals[home]))


def history(tables: Tables, now: int) -> Iterator[Verdict]:
    """From 7 February who is back from elsewhere gives the history of 14 days within 24 hours."""
    for stay in tables["stay"].values():
        came = stay["arrived_at"]
        if stay["traveller"] == "stayed" or (
            came is not None and (came < MEASURES_BEGIN or came + 24 * HOURS > now)
        ):
            continue
        known = came is not None and stay["traveller"] is not None
        yield stay["id"], 0, verdict(_done(stay["history_at"], now) if known else None)


def _fever(column: str, limit: int) -> Callable[[Tables, int], Iterator[Verdict]]:
    """From 7 February a fever is dealt with so long after it was found."""

    def sentence(tables: Tables, now: int) -> Iterator[Verdict]:
        for stay in tables["stay"].values():
            came, found = stay["arrived_at"], stay["fever_found_at"]
            if stay["fever"] is False or (came is not None and came < MEASURES_BEGIN):
                continue
            known = None not in (came, found, stay["fever"])
            if (found is not None and found + limit > now) or (came is not None and came > now):
                continue
            yield stay["id"], 0, verdict(_done(stay[column], now) if known else None)

    return sentence


def _each_day(
    kind: str, judge: Callable[[list[Row], int], bool | None]
) -> Callable[[Tables, int], Iterator[Verdict]]:
    """Every day since 7 February at whose first minute an order runs, and at whose end it is in force."""

    def sentence(tables: Tables, now: int) -> Iterator[Verdict]:
        checks = defaultdict(list)
        for check in tables["health_check"].values():
            checks[check["order_id"]].append(check)
        for order in tables["order"].values():
            for begin in range(MEASURES_BEGIN, min(start("2020-05-01"), now - DAYS + 1), DAYS):
                lifted = order["released_at"]
                runs = order["starts_at"] <= begin < order["ends_at"]
                if order["kind"] == kind and runs and (lifted is None or lifted > begin + DAYS):
                    yield order["id"], begin, verdict(judge(checks[order["id"]], begin))

    return sentence


def _seen(checks: list[Row], begin: int) -> bool | None:
    """Somebody saw them that day."""
    result: bool | None = False
    for check in checks:
        at, seen = check["at"], check["result"]
        on_the_day = at is None or begin <= at < begin + DAYS
        if on_the_day and seen in ("SEEN_OK", "SEEN_NOT_OK", None):
            if at is not None and seen is not None:
                return True
            result = None
    return result


def _measured(checks: list[Row], begin: int) -> bool | None:
    """The temperature was taken twice that day."""
    taken = [check["at"] for check in checks if check["temperature"] is not None]
    sure = sum(at is not None and begin <= at < begin + DAYS for at in taken)
    return True if sure >= 2 else None if sure + taken.count(None) >= 2 else False


def referred(tables: Tables, now: int) -> Iterator[Verdict]:
    """Whoever is found not well is sent to a doctor within 2 hours."""
    for check in tables["health_check"].values():
        at, result = check["at"], check["result"]
        if check["day"] is not None and result is None:
            continue
        if result in ("SEEN_NOT_OK", None) and not (at is not None and at + 2 * HOURS > now):
            known = None not in (at, result)
            yield check["id"], 0, verdict(_done(check["referred_at"], now) if known else None)


def planned(tables: Tables, now: int) -> Iterator[Verdict]:
    """A household that needs care has it arranged 12 hours after the isolation at home began."""
    for order in tables["order"].values():
        home = tables["household"].get(order["household_id"], {"vulnerable": None, "care_plan_at": None})
        dated = order["starts_at"] >= PLAN_BEGINS
        if order["kind"] != "home_isolation" or home["vulnerable"] == "none":
            continue
        if not (dated and order["starts_at"] + 12 * HOURS > now):
            known = dated and home["vulnerable"] is not None
            yield order["id"], 0, verdict(_done(home["care_plan_at"], now) if known else None)


def _need(limit: int, *kinds: str) -> Callable[[Tables, int], Iterator[Verdict]]:
    """A need of some kinds is met so long after it was told."""

    def sentence(tables: Tables, now: int) -> Iterator[Verdict]:
        for need in tables["need"].values():
            asked = need["asked_at"]
            if need["kind"] in kinds and not (asked is not None and asked + limit > now):
                yield need["id"], 0, verdict(None if asked is None else _done(need["met_at"], now))

    return sentence


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
    "close-contact-isolated": contacts_isolated,
    "isolation-site-exits-clear": _inspected("collective_isolation", "place_id", "fire"),
    "isolation-site-building-sound": _inspected("collective_isolation", "place_id", "structure"),
    "unit-with-case-sealed": sealed,
    "sealed-unit-exit-clear": _inspected("seal", "site_id", "fire"),
    "seal-notice-posted": _within("notice_at", 2 * HOURS, ("seal",)),
    "arrival-history-taken": history,
    "fever-reported-to-community": _fever("fever_reported_at", 30 * MINUTES),
    "fever-sent-to-hospital": _fever("sent_to_hospital_at", 2 * HOURS),
    "home-isolation-checked-daily": _each_day("home_isolation", _seen),
    "contact-temperature-twice-daily": _each_day("collective_isolation", _measured),
    "not-well-seen-by-doctor": referred,
    "vulnerable-have-care-plan": planned,
    "emergency-answered": _need(30 * MINUTES, "emergency"),
    "dialysis-and-birth-carried": _need(2 * HOURS, "dialysis", "birth"),
    "daily-needs-met": _need(24 * HOURS, "food", "medicine", "counsel"),
}
