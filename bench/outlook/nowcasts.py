"""Nowcasts of Shenzhen as known on each day from 1 to 17 February 2020, against what was known in the end.

    LIANFANG_DATA=... python -m bench.outlook.nowcasts

The last three weeks of onsets of which a tenth or more is expected to have been reported; beside the counts as reported.
"""

from __future__ import annotations

import csv
import json
import os
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from lianfang.outlook import answers, cases, nowcast, scoring

FIRST, LAST = date(2020, 2, 1), date(2020, 2, 17)
IN_THE_END = date(2020, 3, 13)


def listed(folder: Path) -> list[cases.Case]:
    """The list, with days of report from its running numbers."""
    with (folder / "daily_district.csv").open(encoding="utf-8-sig") as text:
        ledger = [(date.fromisoformat(row["Report_Date"]), int(row["Total"])) for row in csv.DictReader(text)]
    with (folder / "cases.csv").open(encoding="utf-8-sig") as text:
        rows = list(csv.DictReader(text))
    days = cases.report_days([int(row["ID"]) for row in rows], ledger)
    found = []
    for row, (begin, end) in zip(rows, days, strict=True):
        onset = date.fromisoformat(row["Onset_Time"]) if row["Onset_Time"] else None
        found.append(
            cases.Case(
                onset, begin, end, "local" if row["Outsite_Shenzhen_Travel_History"] == "否" else "imported"
            )
        )
    return found


def table(folder: Path) -> dict[str, object]:
    """One row over all days."""
    every = listed(folder / "shenzhen_cases_2020")
    start = min(case.onset for case in every if case.onset)
    final = cases.series(every, as_of=IN_THE_END, first=start).total
    scores, reported, held, held_half = [], [], [], []
    known_at = FIRST
    while known_at <= LAST:
        counts = cases.series(cases.known(every, known_at), as_of=known_at, first=start)
        delay, _ = answers.reporting_delay(every, known_at)
        found = nowcast.nowcast(counts, delay)
        shown = found.share >= nowcast.LEAST_SHARE
        shown[:-21] = False
        quantiles, came = found.quantiles(scoring.LEVELS)[:, shown], final[: len(shown)][shown]
        scores += list(scoring.weighted_interval_score(quantiles, came))
        reported += list(np.abs(counts.total[shown] - came))
        held += list((quantiles[1] <= came) & (came <= quantiles[-2]))
        held_half += list((quantiles[3] <= came) & (came <= quantiles[5]))
        known_at += timedelta(days=1)
    return {
        "bench": "nowcasts", "days": len(scores), "wis": round(float(np.mean(scores)), 3),
        "as_reported": round(float(np.mean(reported)), 3), "coverage_90": round(float(np.mean(held)), 3),
        "coverage_50": round(float(np.mean(held_half)), 3),
    }  # fmt: skip


def main() -> None:
    """Print one JSON object."""
    print(json.dumps(table(Path(os.environ["LIANFANG_DATA"]))))


if __name__ == "__main__":
    main()
