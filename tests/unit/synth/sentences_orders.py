"""The musts of how orders go on, and of passes, in plain Python, each written from its sentence. See `sentences`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.unit.synth.reading import DAYS, HOURS, Tables, Verdict, start, verdict

PLAN_BEGINS = start("2020-01-15")


def named(tables: Tables, now: int) -> Iterator[Verdict]:
    """An order says on what of which instant it rests and who decided, who is not who signed after."""
    for order in tables["order"].values():
        if order["starts_at"] <= now:
            said = all(order[column] is not None for column in ("evidence", "evidence_at", "decider"))
            dated = order["starts_at"] >= PLAN_BEGINS
            yield (
                order["id"],
                0,
                verdict((said and order["decider"] != order["second_signer"]) if dated else None),
            )


def newer(tables: Tables, now: int) -> Iterator[Verdict]:
    """What takes the place of a written order rests on something that happened after what that one rests on."""
    for order in tables["order"].values():
        old = tables["order"].get(order["replaces_id"])
        if old is None or old["oral"] is True or order["starts_at"] > now:
            continue
        known = old["oral"] is not None and None not in (order["evidence_at"], old["evidence_at"])
        yield order["id"], 0, verdict(order["evidence_at"] > old["evidence_at"] if known else None)


def lapses(tables: Tables, now: int) -> Iterator[Verdict]:
    """A day after it began an oral order is on paper, or was to end by then."""
    for order in tables["order"].values():
        dated = order["starts_at"] >= PLAN_BEGINS
        if order["oral"] is False or (dated and order["starts_at"] + 24 * HOURS > now):
            continue
        known = dated and order["oral"] is not None
        met = order["written_at"] is not None or order["ends_at"] <= order["starts_at"] + 24 * HOURS
        yield order["id"], 0, verdict(met if known else None)


def unsigned(tables: Tables, now: int) -> Iterator[Verdict]:
    """What nobody signed as second was to end a day after it began, or after it was decided."""
    for order in tables["order"].values():
        dated = order["starts_at"] >= PLAN_BEGINS
        if dated and order["starts_at"] + 24 * HOURS > now:
            continue
        met = order["second_signed_at"] is not None or order["ends_at"] <= order["starts_at"] + 24 * HOURS
        decided = order["decided_at"]
        known = dated and (met or decided is not None)
        met = met or (decided is not None and order["ends_at"] <= decided + 24 * HOURS)
        yield order["id"], 0, verdict(met if known else None)


def by_another(tables: Tables, now: int) -> Iterator[Verdict]:
    """Who decides an appeal neither decided on the order nor signed it."""
    for order in tables["order"].values():
        if order["appeal_decided_at"] is None or order["appeal_decided_at"] > now:
            continue
        who, theirs = order["appeal_decided_by"], (order["decider"], order["second_signer"])
        known = who is not None and order["decider"] is not None
        yield order["id"], 0, verdict(who not in theirs if known else None)


def short(tables: Tables, now: int) -> Iterator[Verdict]:
    """No pass is valid for more than a day."""
    for slip in tables["pass"].values():
        if slip["issued_at"] <= now:
            dated = slip["issued_at"] >= PLAN_BEGINS
            yield slip["id"], 0, verdict(slip["valid_until"] - slip["issued_at"] <= DAYS if dated else None)


SENTENCES: dict[str, Callable[[Tables, int], Iterator[Verdict]]] = {
    "order-names-evidence-and-decider": named,
    "extension-on-newer-evidence": newer,
    "oral-order-lapses": lapses,
    "unsigned-order-lapses": unsigned,
    "appeal-decided-by-another": by_another,
    "pass-within-a-day": short,
}
