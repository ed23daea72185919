"""The real list of Shenzhen as the engine takes it: origins by travel, days of report by number."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from lianfang.outlook.cases import Case, Origin, report_days
from tests.unit.outlook import reference


def day(text: str) -> date | None:
    """A cell."""
    return date.fromisoformat(text) if text else None


def origin(row: dict[str, str]) -> Origin | None:
    """Local without travel; not to be told where a traveller fell ill late, or three days after arrival and linked."""
    if row["Outsite_Shenzhen_Travel_History"] == "否":
        return "local"
    onset, arrived = day(row["Onset_Time"]), day(row["Arrive_Shenzhen_Time"])
    if (
        onset
        and arrived
        and ((onset - arrived).days > 14 or ((onset - arrived).days >= 3 and row["Relation_ID"]))
    ):
        return None
    return "imported"


def listed(folder: Path) -> list[Case]:
    """All cases."""
    ledger = [
        (date.fromisoformat(row["Report_Date"]), int(row["Total"]))
        for row in reference.rows(folder / "daily_district.csv")
    ]
    rows = reference.rows(folder / "cases.csv")
    days = report_days([int(row["ID"]) for row in rows], ledger)
    return [Case(day(row["Onset_Time"]), *days[at], origin(row)) for at, row in enumerate(rows)]
