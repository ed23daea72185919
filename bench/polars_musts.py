"""The musts of the Shenzhen plan as Polars expressions, for the bench."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import polars as pl

from bench.peers import FEB_8, HUBEI_WIDTH, JAN_25, JAN_27, JAN_30

Tables = Mapping[str, pl.LazyFrame]
c = pl.col


def _duty(
    due: pl.Expr, met: pl.Expr, evidence: pl.Expr, state: pl.Expr, since: pl.Expr | None = None
) -> list[pl.Expr]:
    return [
        due.alias("due"),
        met.alias("met"),
        pl.when(met.is_not_null()).then(evidence).alias("evidence"),
        state.cast(pl.Int64).alias("state"),
        (due if since is None else since).alias("since"),
    ]


def _state(test: pl.Expr, number: int) -> pl.Expr:
    return pl.when(test).then(number).otherwise(0)


def declared(t: Tables, hubei: int) -> pl.LazyFrame:
    """A join on the vehicle, the first declaration in time for each passage."""
    scope = c("vehicle_scope")
    asked = t["passage"].filter(
        c("direction") == "in", c("mode") == "road", c("at") >= FEB_8,
        scope.is_in(["other_plate", "been_in_risk_area"]) | scope.is_null(),
    )  # fmt: skip
    told = t["declaration"].select("vehicle_id", "made_at", declaration="id")
    pairs = asked.select("id", "at", "vehicle_id").join(told, on="vehicle_id")
    near = pairs.filter(c("made_at") >= c("at") - 86400, c("made_at") <= c("at") + 21600)
    first = (
        near.sort("made_at", "declaration").group_by("id").agg(c("made_at").first(), c("declaration").first())
    )
    state = pl.when(scope.is_null()).then(1).when(c("vehicle_id").is_null()).then(3).otherwise(0)
    met = pl.when(scope.is_not_null()).then(c("made_at"))
    return asked.join(first, on="id", how="left").select(_duty(c("at") + 1800, met, c("declaration"), state))


def screened(t: Tables, hubei: int) -> pl.LazyFrame:
    """One pass."""
    met = pl.when(c("screened")).then(c("screened_at"))
    unsure = c("screened").is_null() | (c("screened") & c("screened_at").is_null())
    rows = t["passage"].filter(c("direction") == "in", c("at") >= JAN_27)
    return rows.select(_duty(c("at") + 900, met, c("id"), _state(unsure, 3)))


def _days(first: date, start: int, count: int) -> pl.LazyFrame:
    return pl.LazyFrame(
        {
            "start": [start + 86400 * n for n in range(count)],
            "day": [first + timedelta(days=n) for n in range(count)],
        }
    )


def gate_counts(t: Tables, hubei: int) -> pl.LazyFrame:
    """Gates × days, joined to their returns."""
    gates = t["site"].filter(c("kind") == "gate", (c("mode") == "road") | c("mode").is_null())
    days = _days(date(2020, 2, 8), FEB_8, 37)
    opened, closed = c("opened_at"), c("closed_at")
    asked = gates.join(days, how="cross").filter(
        (opened <= c("start")) | opened.is_null(), (c("start") < closed) | closed.is_null()
    )
    told = t["return"].filter(
        c("figure") == "vehicles_counted", c("value").is_not_null(), c("made_at").is_not_null()
    )
    told = told.select("day", "made_at", id="site_id", evidence_id="id")
    unsure = c("mode").is_null() | opened.is_null()
    met = pl.when(~unsure).then(c("made_at"))
    joined = asked.join(told, on=["id", "day"], how="left")
    return joined.select(_duty(c("start") + 93600, met, c("evidence_id"), _state(unsure, 1)))


def gate_open(t: Tables, hubei: int) -> pl.LazyFrame:
    """A join to the gates."""
    gates = t["site"].select("opened_at", "closed_at", gate_id="id")
    rows = t["passage"].filter(c("mode") == "road", c("at") >= JAN_27).join(gates, on="gate_id")
    is_open = (c("opened_at") <= c("at")) & (c("closed_at").is_null() | (c("at") < c("closed_at")))
    return rows.select(_duty(c("at"), pl.when(is_open).then(c("at")), c("id"), _state(is_open.is_null(), 3)))


def operator(t: Tables, hubei: int) -> pl.LazyFrame:
    """One pass."""
    due = c("opened_at") + 86400
    met = pl.when(c("operator_id").is_not_null()).then(c("opened_at"))
    rows = t["site"].filter(c("kind") == "gate", c("recorded_at") >= JAN_25)
    since = pl.coalesce(due, c("recorded_at"))
    return rows.select(_duty(due, met, c("id"), _state(c("opened_at").is_null(), 2), since))


def _in_hubei(hubei: int) -> pl.Expr:
    stay = c("stay_area_id")
    return stay.is_null() | ((stay >= hubei) & (stay < hubei + HUBEI_WIDTH))


def stay(t: Tables, hubei: int) -> pl.LazyFrame:
    """One pass."""
    rows = t["declaration"].filter(c("made_at") >= FEB_8, _in_hubei(hubei))
    known = c("stay_area_id").is_not_null()
    met = pl.when(known & c("destination_id").is_not_null()).then(c("made_at"))
    return rows.select(_duty(c("made_at"), met, c("id"), _state(~known, 1)))


def seen(t: Tables, hubei: int) -> pl.LazyFrame:
    """A join on the vehicle, the first passage on that journey or after for each declaration."""
    told = t["declaration"].filter(c("made_at") >= FEB_8, _in_hubei(hubei), c("vehicle_id").is_not_null())
    passed = (
        t["passage"]
        .filter(c("mode") == "road", c("direction") == "in", c("screened"), c("screened_at").is_not_null())
        .select("vehicle_id", "screened_at", passed_at="at", passage="id")
    )
    pairs = told.select("id", "made_at", "vehicle_id").join(passed, on="vehicle_id")
    first = (
        pairs.filter(c("passed_at") >= c("made_at") - 21600)
        .sort("screened_at", "passage")
        .group_by("id")
        .agg(c("screened_at").first(), c("passage").first())
    )
    rows = told.join(first, on="id", how="left")
    sure = c("stay_area_id").is_not_null()
    met = pl.when(sure).then(c("screened_at"))
    return rows.select(_duty(c("made_at") + 259200, met, c("passage"), _state(~sure, 1)))


def district_reports(t: Tables, hubei: int) -> pl.LazyFrame:
    """Districts × days, joined to their returns."""
    days = _days(date(2020, 1, 30), JAN_30, 44)
    asked = t["area"].filter(c("level") == "district").join(days, how="cross")
    asked = asked.filter((c("begins_on") <= c("day")) | c("begins_on").is_null())
    told = t["return"].filter(c("figure") == "confirmed", c("value").is_not_null())
    first = told.group_by("area_id", "day").agg(c("id").min().alias("evidence_id"))
    rows = asked.join(first, left_on=["id", "day"], right_on=["area_id", "day"], how="left")
    known = c("begins_on").is_not_null()
    met = pl.when(known & c("evidence_id").is_not_null()).then(c("start") + 86400)
    return rows.select(_duty(c("start") + 129600, met, c("evidence_id"), _state(~known, 1)))


def _ended() -> pl.Expr:
    return c("reported_on").cast(pl.Int32).cast(pl.Int64) * 86400 + 57600


def _case(t: Tables, evidence: pl.Expr, unknown: pl.Expr) -> pl.LazyFrame:
    ended = pl.when(c("reported_on") >= date(2020, 1, 15)).then(_ended())
    met = pl.when(evidence).then(ended)
    state = pl.when(ended.is_null()).then(2).when(unknown).then(3).otherwise(0)
    since = pl.coalesce(ended + 86400, _ended(), pl.lit(0))
    return (
        t["case"]
        .filter(c("classification") == "CONFIRMED")
        .select(_duty(ended + 86400, met, c("id"), state, since))
    )


def onset(t: Tables, hubei: int) -> pl.LazyFrame:
    """One pass."""
    unknown = c("onset_on").is_null() | c("first_visit_on").is_null()
    return _case(t, c("onset_on") <= c("first_visit_on"), unknown)


def source(t: Tables, hubei: int) -> pl.LazyFrame:
    """One pass."""
    return _case(t, c("infection_source").is_not_null(), pl.lit(value=False))


def district(t: Tables, hubei: int) -> pl.LazyFrame:
    """One pass."""
    ended = pl.when(c("reported_on") >= date(2020, 1, 15)).then(_ended())
    unsure = c("residence_city").is_null() | ended.is_null()
    rows = t["case"].filter(c("classification") == "CONFIRMED", (c("residence_city") == "深圳") | unsure)
    met = pl.when(~unsure & c("district_id").is_not_null()).then(ended)
    since = pl.coalesce(ended + 86400, _ended(), pl.lit(0))
    return rows.select(_duty(ended + 86400, met, c("id"), _state(unsure, 1), since))


MUSTS: Mapping[str, Callable[[Tables, int], pl.LazyFrame]] = {
    "declared-before-the-lane": declared,
    "screened-at-the-gate": screened,
    "gate-counts-each-day": gate_counts,
    "gate-open-when-used": gate_open,
    "gate-has-an-operator": operator,
    "key-area-stay-names-destination": stay,
    "key-area-car-is-seen": seen,
    "district-reports-each-day": district_reports,
    "case-onset-recorded": onset,
    "case-district-recorded": district,
    "case-source-recorded": source,
}
