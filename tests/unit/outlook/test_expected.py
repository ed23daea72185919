"""What the makers of each list counted in it, counted by the engine: clusters and chains, spreaders, delays, the ledger's days."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from lianfang.outlook import groups, tables
from lianfang.outlook.chains import Chains, Tie, chains


def rows(file: Path) -> list[dict[str, str]]:
    """The rows of a file."""
    with file.open(encoding="utf-8-sig") as lines:
        return list(csv.DictReader(lines))


def expected(folder: Path) -> dict[str, Any]:
    """What was recounted from these very files."""
    found: dict[str, Any] = json.loads((folder / "EXPECTED.json").read_text("utf-8"))["reproduced"]
    return found


def linked(pairs: Iterable[tuple[str, str]]) -> tuple[Chains, dict[int, str]]:
    """Chains of pairs (infector, infected) of any names, and the name behind each number."""
    known = list(pairs)
    number = {name: at for at, name in enumerate(sorted({name for pair in known for name in pair}), 1)}
    made = chains(number.values(), [Tie(number[one], number[other], True) for one, other in known])
    return made, {at: name for name, at in number.items()}


def test_the_1407_pairs_of_china(data_folder):
    folder = data_folder("china_transmission_pairs_2020")
    made, name = linked(
        (row["infector_id"], row["infectee_id"]) for row in rows(folder / "transmission_pairs.csv")
    )
    printed = expected(folder)
    assert sum(len(one) for one in made.infected.values()) == printed["pairs"]
    assert len(made.clusters) == printed["clusters"]
    many = {case: len(infected) for case, infected in made.infected.items() if len(infected) >= 5}
    assert len(many) == printed["infectors_with_5_or_more"]
    most = max(many, key=lambda case: many[case])
    assert [name[most], many[most]] == printed["largest"]
    days = groups.summary(
        np.array(
            [
                float((when(row["infectee_onset_date"]) - when(row["infector_onset_date"])).days)
                for row in rows(folder / "transmission_pairs.csv")
                if "/" in row["infectee_onset_date"] and "/" in row["infector_onset_date"]
            ]
        )
    )
    assert round(days.negative / days.n, 4) == printed["negative_share"]


def when(text: str) -> date:
    """A day written by month, day and year."""
    month, day, year = (int(part) for part in text.split("/"))
    return date(year, month, day)


def test_hong_kongs_pairs_and_clusters(data_folder):
    folder = data_folder("hongkong_clusters_2020")
    printed, listed = expected(folder), rows(folder / "case_data.csv")
    sizes = Counter(row["cluster.id"] for row in listed if row["cluster.id"] not in ("0", "NA", ""))
    assert (len(listed), int(np.median(list(sizes.values())))) == (
        printed["cases"],
        printed["median_cluster"],
    )
    given = [row["onset.diff"] for row in rows(folder / "transmission_pairs.csv")]
    apart = groups.summary(np.array([float(days) for days in given if days != "NA"]))
    assert apart.sd is not None
    assert [apart.n, round(apart.mean, 2), round(apart.sd, 2)] == printed["pair_onset_difference_n_mean_sd"]


def test_the_417_cases_of_shenzhen(data_folder):
    folder = data_folder("shenzhen_cases_2020")
    printed, listed = expected(folder), rows(folder / "cases.csv")
    ties = [Tie(int(one), int(row["ID"])) for row in listed for one in row["Relation_ID"].split(",") if one]
    made = chains([int(row["ID"]) for row in listed], ties)
    assert (len(listed), len(ties)) == (printed["cases"], printed["links"])
    assert sum(bool(row["Relation_ID"]) for row in listed) == printed["cases_with_link"]
    several = [one.size for one in made.clusters if one.size >= 2]
    assert (len(several), sum(several)) == (printed["clusters_ge_2"], printed["cases_in_clusters"])
    assert sorted(several, reverse=True)[:8] == printed["largest_clusters"]
    onsets = Counter(row["Onset_Time"] for row in listed if row["Onset_Time"])
    assert list(onsets.most_common(1)[0]) == printed["peak_onset_day"]
    travelled = Counter(row["Outsite_Shenzhen_Travel_History"] for row in listed)
    assert [travelled["是"], travelled["否"]] == printed["travel_outside_shenzhen_yes_no"]
    ages = groups.summary(np.array([float(row["Age"]) for row in listed if int(row["ID"]) <= 391]))
    assert (ages.n, round(ages.mean, 2)) == (printed["cases_id_le_391"], printed["mean_age_id_le_391"])
    ledger = tables.totals(
        tables.read(folder / "daily_district.csv").renamed({"day": "Report_Date", "total": "Total"})
    )
    province = data_folder("guangdong_daily_2020")
    totals = {
        date.fromisoformat(row["date"]): int(row["confirmed"])
        for row in rows(province / "daily_cumulative.csv")
        if row["city"] == "深圳市"
    }
    printed = expected(province)
    apart = {f"{day}": [total, totals[day]] for day, total in ledger if total != totals[day]}
    assert (len(ledger), len(ledger) - len(apart), apart) == (
        printed["days_compared"], printed["equal"], printed["unequal"],
    )  # fmt: skip
    assert ledger[-1][0] - ledger[0][0] == timedelta(days=43)
