"""Line lists and links of other cities and systems go in by the shipped mappings; counts equal a few plain lines."""

from __future__ import annotations

import csv
import json
import os
from collections import Counter, defaultdict
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pytest

from lianfang.interop import mappings
from lianfang.interop.ordering import in_order
from lianfang.outlook import offspring
from lianfang.registers.access import Reader
from lianfang.registers.access import rows as rows_of
from lianfang.registers.models import REGISTERS, Case, CaseLink, Event, Participant
from tests.unit.interop.files import AT, bring, lay_areas, plan

pytestmark = pytest.mark.django_db
LARGE = pytest.mark.skipif(
    os.environ.get("LIANFANG_TEST_DATABASE", "sqlite") != "sqlite",
    reason="the rows of large lists go in by the same statements on both; Singapore's and Go.Data's are read on both",
)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def reproduced(folder: Path) -> dict[str, Any]:
    """What was recomputed of a data set before any of this was written."""
    return json.loads((folder / "EXPECTED.json").read_text("utf-8"))["reproduced"]


def take_in(*files: Path):
    """Files under the mappings that fit them, as the command line does it; mapping → receipt."""
    found = []
    for file in files:
        first = mappings.fitting(file, plan())
        found += [(file, each) for each in (first, *mappings.followers(first, plan()))]
    return {loaded.key: bring(file, loaded) for file, loaded in in_order(found)}


def balanced(receipts) -> None:
    for each in receipts.values():
        assert each.read == each.created + each.updated + each.unchanged + each.rejected, each.mapping


def components(links) -> list[int]:
    """Sizes of what hangs together, largest first."""
    near = defaultdict(set)
    for one, other in links:
        near[one].add(other)
        near[other].add(one)
    seen, sizes = set(), []
    for start in near:
        if start in seen:
            continue
        front, size = [start], 0
        seen.add(start)
        while front:
            size += 1
            for other in near[front.pop()] - seen:
                seen.add(other)
                front.append(other)
        sizes.append(size)
    return sorted(sizes, reverse=True)


@LARGE
def test_hong_kong_equals_what_was_reproduced(data_folder):
    folder = data_folder("hongkong_clusters_2020")
    told = reproduced(folder)
    lay_areas()
    # The pairs are named first: what they link to is read first all the same.
    receipts = take_in(folder / "transmission_pairs.csv", folder / "case_data.csv")
    balanced(receipts)
    assert [each.rejected for each in receipts.values()] == [0] * 5
    listed = Case.objects.exclude(classification="NOT_CLASSIFIED")
    assert listed.count() == receipts["hongkong_2020/cases"].created == told["cases"]
    # One infector is in the pairs and not in the list: it has its link, and no classification.
    assert (
        Case.objects.filter(classification="NOT_CLASSIFIED").values_list("source_key", flat=True).get()
        == "hk2020:CH001"
    )
    sizes = Counter(Participant.objects.values_list("event", flat=True))
    assert (len(sizes), sum(sizes.values()), max(sizes.values())) == (
        told["clusters"], told["in_clusters"], told["largest_cluster"],
    )  # fmt: skip
    assert Event.objects.filter(status="CLUSTER").count() == told["clusters"]
    assert median(sizes.values()) == told["median_cluster"]
    pairs = list(CaseLink.objects.filter(directed=True).exclude(evidence=None).values_list("other", "case"))
    infected = Counter(other for other, _ in pairs)
    terminal = {case for _, case in pairs} - infected.keys()
    sporadic = listed.filter(infection_source="Sporadic local").count()
    assert (len(infected), len(terminal), sporadic) == (
        told["infectors"], told["terminal_infectees"], told["sporadic_local"],
    )  # fmt: skip
    counts = np.array([*infected.values(), *[0] * (len(terminal) + sporadic)], dtype=float)
    fitted = offspring.fit(counts)
    assert fitted.mean == pytest.approx(told["nb_R"], abs=1e-4)
    assert fitted.dispersion == pytest.approx(told["nb_k"], abs=1e-3)
    onset = dict(Case.objects.values_list("id", "onset_on"))
    days = [(onset[case] - onset[other]).days for other, case in pairs if onset[case] and onset[other]]
    assert [len(days), round(float(np.mean(days)), 2), round(float(np.std(days, ddof=1)), 2)] == told[
        "pair_onset_difference_n_mean_sd"
    ]
    # Trap 9: whoever is infected may fall ill first, and the pair stays.
    rows = read(folder / "transmission_pairs.csv")
    assert sum(day < 0 for day in days) == sum(row["onset.diff"].startswith("-") for row in rows)
    # Trap 6: imports are said to be so, and what a cluster's category does not tell is not known.
    origins = Counter(listed.values_list("origin_of_case", flat=True))
    said = Counter(row["cluster.category"] for row in read(folder / "case_data.csv"))
    assert origins == {
        "imported": said["Sporadic imported"] + said["Cluster of imported cases"],
        "local": said["Sporadic local"] + said["Cluster initiated by local case"],
        None: said["Cluster initiated by imported case"],
    }
    # Real persons: whoever reads finds none of them, nor who belongs with whom.
    reader = Reader("anyone", "city_command", purpose="response")
    for name in ("case", "case_link", "participant"):
        assert REGISTERS[name].objects.exists()
        assert not rows_of(REGISTERS[name], reader).exists()


@LARGE
def test_shenzhen_has_the_links_that_were_reproduced(data_folder):
    folder = data_folder("shenzhen_cases_2020")
    told = reproduced(folder)
    lay_areas()
    receipts = take_in(folder / "cases.csv", folder / "daily_district.csv")
    balanced(receipts)
    assert [each.rejected for each in receipts.values()] == [0, 0, 0]
    links = list(CaseLink.objects.values_list("case", "other"))
    assert len(links) == told["links"]
    assert not CaseLink.objects.exclude(directed=None).exists()
    sizes = components(links)
    assert (len(sizes), sum(sizes), sizes[:8]) == (
        told["clusters_ge_2"], told["cases_in_clusters"], told["largest_clusters"],
    )  # fmt: skip
    assert Case.objects.exclude(linked_cases=None).count() == told["cases_with_link"]
    onset = dict(Case.objects.values_list("number", "onset_on"))
    numbers = dict(Case.objects.values_list("id", "number"))
    ours = sorted(sorted((numbers[one], numbers[other])) for one, other in links)
    theirs = sorted(
        sorted((float(row["ID"]), float(part)))
        for row in read(folder / "cases.csv")
        for part in row["Relation_ID"].split(",")
        if part
    )
    assert ours == theirs
    days = [(onset[later] - onset[early]).days for early, later in ours if onset[early] and onset[later]]
    # Trap 9: of 149 relations 17 in 100 run against the order of onset, and all are kept.
    assert sum(day < 0 for day in days) == 26


def test_singapore_lists_become_pairs(data_folder):
    file = data_folder("singapore_clusters_2020") / "COVID-19_Singapore_data_revised.csv"
    lay_areas()
    receipts = take_in(file)
    balanced(receipts)
    rows = read(file)
    mentions = [
        (row["CaseID"], part.strip())
        for row in rows
        if row["Related cases"] != "NA"
        for part in row["Related cases"].split(",")
        if part.strip()
    ]
    pairs = {frozenset(pair) for pair in mentions if len(set(pair)) == 2}
    cases, links = receipts["singapore_2020/cases"], receipts["singapore_2020/links"]
    assert (cases.read, cases.created, Case.objects.count()) == (93, 93, len(rows))
    assert links.read == len(mentions)
    assert (links.created, CaseLink.objects.count()) == (len(pairs), len(pairs))
    # One case names itself: no link has one end only.
    assert [each.faults[0].code for each in links.rejections()] == ["record/constraint"]
    keys = dict(Case.objects.values_list("id", "source_key"))
    ours = {
        frozenset((keys[a].removeprefix("sg2020:"), keys[b].removeprefix("sg2020:")))
        for a, b in CaseLink.objects.values_list("case", "other")
    }
    assert ours == pairs
    again = [bring(file, mappings.find(key, plan()), at=AT + 9) for key in receipts]
    assert [(each.created, each.updated) for each in again] == [(0, 0), (0, 0)]


@LARGE
def test_ebola_sim_has_every_link_with_its_direction(data_folder):
    folder = data_folder("outbreak_chains")
    lay_areas()
    receipts = take_in(folder / "ebola_sim_contacts.csv", folder / "ebola_sim_linelist.csv")
    balanced(receipts)
    assert [each.rejected for each in receipts.values()] == [0] * 4
    assert Case.objects.filter(classification="CONFIRMED").count() == 5829
    rows = read(folder / "ebola_sim_contacts.csv")
    only = {row[key] for row in rows for key in ("infector", "case_id")}
    only -= {row["case_id"] for row in read(folder / "ebola_sim_linelist.csv")}
    assert Case.objects.filter(classification="NOT_CLASSIFIED").count() == len(only)
    keys = dict(Case.objects.values_list("id", "source_key"))
    links = CaseLink.objects.filter(directed=True).exclude(evidence=None).values_list("other", "case")
    ours = {
        (keys[one].removeprefix("ebola_sim:"), keys[two].removeprefix("ebola_sim:")) for one, two in links
    }
    assert ours == {(row["infector"], row["case_id"]) for row in rows}
    assert (len(ours), len({one for one, _ in ours})) == (3800, 2697)
