"""Compounds, entrances, dwellings, inspections and lists, in plain Python from the plan's sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from tests.unit.synth.reading import DAYS, HOURS, Row, Tables, Verdict, start, verdict

CLOSED_BY, FIRST_ROUND_BY = start("2020-02-10"), start("2020-02-12")
MEASURES_BEGIN = start("2020-02-07")
UNIFORM = {"H1", "U1", "U4", "U6", "U7", "U8", "U9", "U10", "focus"}


def _compounds(
    done: Callable[[Tables, Row], bool | None], by: int
) -> Callable[[Tables, int], Iterator[Verdict]]:
    def sentence(tables: Tables, now: int) -> Iterator[Verdict]:
        """Every compound where somebody lives, by a day."""
        for site in tables["site"].values():
            if (
                site["kind"] == "compound"
                and now >= by
                and (site["residents"] is None or site["residents"] > 0)
            ):
                yield site["id"], 0, verdict(None if site["residents"] is None else done(tables, site))

    return sentence


def _enclosed(_: Tables, site: Row) -> bool | None:
    if site["enclosed"] is not True:
        return bool(site["enclosed"]) if site["enclosed"] is not None else None
    return None if site["enclosed_at"] is None else True


def _found(tables: Tables, site: Row, rule: str, results: tuple[str, ...], since: int = 0) -> bool:
    return any(
        i["site_id"] == site["id"] and i["rule"] == rule and i["result"] in results
        and i["at"] is not None and i["at"] >= since
        for i in tables["inspection"].values()
    )  # fmt: skip


def posted(tables: Tables, now: int) -> Iterator[Verdict]:
    """An entrance that was open a day before 10 February, and still is then, has a post by then."""
    for site in _entrances(tables):
        opened = site["opened_at"]
        if opened is None or (
            opened <= CLOSED_BY - DAYS and _still_open(site, CLOSED_BY) and now >= CLOSED_BY
        ):
            yield site["id"], 0, verdict(None if opened is None else _manned(site))


def newly_posted(tables: Tables, now: int) -> Iterator[Verdict]:
    """An entrance that opened later, and is open for more than a day, has a post a day after."""
    for site in _entrances(tables):
        opened = site["opened_at"]
        if opened is None:
            yield site["id"], 0, "cannot_tell"
        elif opened > CLOSED_BY - DAYS and _still_open(site, opened + DAYS) and opened + DAYS <= now:
            yield site["id"], 0, verdict(_manned(site))


def _entrances(tables: Tables) -> list[Row]:
    return [site for site in tables["site"].values() if site["kind"] == "entrance"]


def _still_open(site: Row, at: int) -> bool:
    return site["closed_at"] is None or site["closed_at"] > at


def _manned(site: Row) -> bool | None:
    return (site["post_at"] is not None or None) if site["post"] else site["post"]


def _open_days(tables: Tables, kind: str) -> Iterator[tuple[Row, date, bool | None]]:
    """Places of a kind on each day since 8 February, and whether they are open when it begins."""
    for site in tables["site"].values():
        day = date(2020, 2, 8)
        while site["kind"] == kind and day <= date(2020, 2, 13):
            opened, closed = site["opened_at"], site["closed_at"]
            ended = closed is not None and closed <= start(day)
            if not ended and (opened is None or opened <= start(day)):
                yield site, day, None if opened is None else True
            day += timedelta(days=1)


def counted(tables: Tables, now: int) -> Iterator[Verdict]:
    """An open entrance, manned, has counted who went in and out every day, two hours after its end."""
    told = {
        (t["site_id"], (t["starts_at"] + 8 * HOURS) // DAYS)
        for t in tables["shift_tally"].values()
        if t["kind"] == "post"
        and t["staff"]
        and None not in (t["made_at"], t["persons_in"], t["persons_out"])
    }
    for site, day, is_open in _open_days(tables, "entrance"):
        if start(day) + 26 * HOURS <= now:
            met = (site["id"], (start(day) + 8 * HOURS) // DAYS) in told
            yield site["id"], start(day), verdict(None if is_open is None else met)


def cleaned(tables: Tables, now: int) -> Iterator[Verdict]:
    """A unit in use is disinfected every day, by its end."""
    done = {
        (i["site_id"], (i["at"] + 8 * HOURS) // DAYS)
        for i in tables["inspection"].values()
        if i["rule"] == "U9" and i["result"] == "ok" and i["at"] is not None
    }
    for site, day, is_open in _open_days(tables, "unit"):
        if start(day) + 24 * HOURS <= now:
            met = (site["id"], (start(day) + 8 * HOURS) // DAYS) in done
            yield site["id"], start(day), verdict(None if is_open is None else met)


def _tallies(tables: Tables, now: int) -> Iterator[Row]:
    for tally in tables["shift_tally"].values():
        at_entrance = tables["site"][tally["site_id"]]["kind"] == "entrance"
        since = tally["starts_at"] >= start("2020-02-08")
        if at_entrance and tally["kind"] == "post" and since and tally["ends_at"] + 2 * HOURS <= now:
            yield tally


def _both(*parts: bool | None) -> bool | None:
    if False in parts:
        return False
    return None if None in parts else True


def _at_least(one: Any, other: Any) -> bool | None:
    return None if one is None or other is None else one >= other


def measured(tables: Tables, now: int) -> Iterator[Verdict]:
    """In every shift of an entrance, as many temperatures as people, both ways; told in two hours."""
    for t in _tallies(tables, now):
        met = _both(
            _at_least(t["checked_in"], t["persons_in"]), _at_least(t["checked_out"], t["persons_out"])
        )
        yield t["id"], 0, verdict(None if met and t["made_at"] is None else met)


def registered(tables: Tables, now: int) -> Iterator[Verdict]:
    """In every shift of an entrance, every outside person is registered."""
    for t in _tallies(tables, now):
        if t["visitors"] is None:
            yield t["id"], 0, "cannot_tell"
        elif t["visitors"] > 0:
            met = _at_least(t["visitors_registered"], t["visitors"])
            yield t["id"], 0, verdict(None if met and t["made_at"] is None else met)


def room(tables: Tables, now: int) -> Iterator[Verdict]:
    """A public room that daily life does not need is shut by 10 February."""
    for site in tables["site"].values():
        if site["kind"] == "public_room" and site["needed_daily"] is not True and now >= CLOSED_BY:
            yield (
                site["id"],
                0,
                verdict(None if site["needed_daily"] is None else site["shut_at"] is not None),
            )


def mended(tables: Tables, now: int) -> Iterator[Verdict]:
    """What an inspection of the ten rules or of a list finds is mended in 48 hours."""
    for i in tables["inspection"].values():
        if i["rule"] in UNIFORM and i["result"] in ("fault", None) and i["at"] + 48 * HOURS <= now:
            yield i["id"], 0, verdict(None if i["result"] is None else i["mended_at"] is not None)


def evidenced(tables: Tables, now: int) -> Iterator[Verdict]:
    """Every inspection of the ten rules or of a list has evidence."""
    for i in tables["inspection"].values():
        if i["rule"] in UNIFORM and i["at"] <= now:
            yield i["id"], 0, verdict(i["evidence"])


def _tenancy(column: str) -> Callable[[Tables, int], Iterator[Verdict]]:
    def sentence(tables: Tables, now: int) -> Iterator[Verdict]:
        """Three days after a dwelling let is on the register."""
        for t in tables["tenancy"].values():
            if t["let"] is not False and t["recorded_at"] + 3 * DAYS <= now:
                yield t["id"], 0, verdict(None if t["let"] is None else t[column] is not None)

    return sentence


def _focus(focus: str, within: int) -> Callable[[Tables, int], Iterator[Verdict]]:
    def sentence(tables: Tables, now: int) -> Iterator[Verdict]:
        """A place on a list is inspected so long after it was put there."""
        times = defaultdict(list)
        for i in tables["inspection"].values():
            if i["rule"] == "focus" and i["result"] is not None:
                times[i["site_id"]].append(i["at"])
        for site in tables["site"].values():
            listed = site["listed_at"]
            if site["focus"] == focus and (listed is None or listed + within <= now):
                met = None if listed is None else any(at >= listed for at in times[site["id"]])
                yield site["id"], 0, verdict(met)

    return sentence


SENTENCES = {
    "compound-closed": _compounds(_enclosed, CLOSED_BY),
    "compound-fire-exit-checked": _compounds(
        lambda t, s: _found(t, s, "fire", ("ok",), MEASURES_BEGIN), CLOSED_BY
    ),
    "compound-has-a-hand-over-point": _compounds(lambda _, s: s["handover_at"] is not None, CLOSED_BY),
    "compound-inspected-for-visits": _compounds(
        lambda t, s: _found(t, s, "U8", ("ok", "fault", "not_applicable")), FIRST_ROUND_BY
    ),
    "entrance-has-a-post": posted,
    "new-entrance-has-a-post": newly_posted,
    "entrance-reports-each-day": counted,
    "temperature-both-ways": measured,
    "visitors-registered": registered,
    "unit-disinfected-each-day": cleaned,
    "public-room-closed": room,
    "fault-mended": mended,
    "inspection-has-evidence": evidenced,
    "landlord-told": _tenancy("landlord_told_at"),
    "tenant-told": _tenancy("tenant_told_at"),
    "tenancy-registered": _tenancy("registered_at"),
    "tenancy-responsibility-signed": _tenancy("signed_at"),
    "focus-urban-village-inspected": _focus("urban_village", 72 * HOURS),
    "focus-compound-with-case-inspected": _focus("compound_with_case", 24 * HOURS),
    "focus-mixed-premises-inspected": _focus("mixed_premises", 48 * HOURS),
}
