"""Clusters, generations and conflicts against slow readings of the same sentences; the list with a known truth; the picture."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.outlook.chains import Chains, Tie, chains, interval
from lianfang.outlook.placing import place

DATA = os.environ.get("LIANFANG_DATA")
CASES = range(1, 13)
PAIRS = st.tuples(st.sampled_from(CASES), st.sampled_from(CASES), st.booleans()).filter(
    lambda one: one[0] != one[1]
)


def slow_clusters(ties: list[Tie]) -> set[frozenset[int]]:
    """Grow each case's company until it grows no more."""
    found = set()
    for case in CASES:
        company = {case}
        for _ in CASES:
            company |= {
                one for tie in ties if {tie.source, tie.target} & company for one in (tie.source, tie.target)
            }
        found.add(frozenset(one for one in company if one > 0))
    return found


def slow_generation(case: int, ties: list[Tie]) -> int | None:
    """Walk up: one infector each time, nobody twice, until there is none."""
    steps, seen = 0, {case}
    while True:
        above = {tie.source for tie in ties if tie.is_directed and tie.target == case}
        if not above:
            return steps
        if len(above) > 1 or above & seen:
            return None
        case = above.pop()
        seen.add(case)
        steps += 1


def reaches(one: int, other: int, ties: list[Tie]) -> bool:
    """Is there a way along directed ties?"""
    met, wave = set[int](), {one}
    while wave:
        wave = {tie.target for tie in ties if tie.is_directed and tie.source in wave} - met
        met |= wave
    return other in met


@given(st.lists(PAIRS, max_size=18))
def test_clusters_generations_and_conflicts_are_what_the_sentences_say(
    pairs: list[tuple[int, int, bool]],
) -> None:
    ties = [Tie(one, other, is_directed=directed) for one, other, directed in pairs]
    made = chains(CASES, ties)
    groups = {frozenset(one.members) for one in made.clusters} | {frozenset([one]) for one in made.alone}
    assert groups == slow_clusters(ties)
    assert [one.size for one in made.clusters] == sorted((one.size for one in made.clusters), reverse=True)
    directed = {one for tie in ties if tie.is_directed for one in (tie.source, tie.target)}
    for case in CASES:
        assert made.generation.get(case) == (slow_generation(case, ties) if case in directed else None)
        said = made.conflicts.get(case, ())
        above = {tie.source for tie in ties if tie.is_directed and tie.target == case}
        assert ("two_infectors" in said) == (len(above) > 1)
        assert ("circle" in said) == reaches(case, case, ties)


@given(
    st.lists(PAIRS, max_size=18), st.lists(st.tuples(st.integers(-3, -1), st.sampled_from(CASES)), max_size=6)
)
def test_everyone_has_a_place_of_their_own_and_the_picture_is_always_the_same(
    pairs: list[tuple[int, int, bool]], present: list[tuple[int, int]]
) -> None:
    ties = [Tie(one, other, is_directed=directed) for one, other, directed in pairs]
    ties += [Tie(hub, case) for hub, case in present]
    made = chains(CASES, ties, {-1, -2, -3})
    sheet = place(made, 300.0)
    assert sheet == place(made, 300.0)
    for plot in sheet.plots:
        assert plot.spots.keys() == {*plot.cluster.members, *plot.cluster.hubs}
        for spot in plot.spots.values():
            assert 0 <= spot.x <= sheet.width
            assert 0 <= spot.y <= sheet.height
    spots = [(spot.x, spot.y) for plot in sheet.plots for spot in plot.spots.values()]
    assert len(set(spots)) == len(spots)


def test_a_line_without_a_direction_tells_no_generation() -> None:
    made = chains([1, 2, 3, 4], [Tie(1, 2, is_directed=True), Tie(2, 3), Tie(3, 4)])
    assert made.generation == {1: 0, 2: 1}
    assert made.offspring == {0: 1, 1: 1}
    assert made.settings() == {None: 4}


def test_an_event_joins_those_who_were_there_and_infects_nobody() -> None:
    made = chains([1, 2, 3], [Tie(-7, 1, setting="dining"), Tie(-7, 3, setting="dining")], [-7])
    assert [(one.members, one.hubs) for one in made.clusters] == [((1, 3), (-7,))]
    assert made.alone == (2,)
    assert made.settings() == {"dining": 2}
    with pytest.raises(ValueError, match="hub"):
        chains([1, 2], [Tie(-7, 1, is_directed=True)], [-7])
    with pytest.raises(ValueError, match="no such tie"):
        chains([1, 2], [Tie(1, 3)])


def test_an_interval_may_be_below_zero_and_is_kept() -> None:
    assert [interval(5, 3), interval(3, 3), interval(None, 3)] == [-2, 0, None]


@pytest.mark.skipif(not DATA, reason="LIANFANG_DATA is not set")
def test_the_list_with_a_known_truth_is_counted_as_its_makers_counted() -> None:
    """5,829 cases, 3,800 links, 2,697 infectors. Generations to 37 stand in the list itself; of the links 1,657 come from
    infectors that the list does not have, so that no chain of links is longer than eight steps."""
    made, generation, _ties = simulated()
    assert len(generation) == 5829
    assert sum(len(one) for one in made.infectors.values()) == 3800
    assert len(made.infected) == 2697
    assert max(generation.values()) == 37
    assert max(made.generation.values()) == 8
    assert made.conflicts == {}


@pytest.mark.skipif(not DATA, reason="LIANFANG_DATA is not set")
def test_hong_kong_has_137_clusters_the_largest_of_106() -> None:
    with (Path(DATA or "") / "hongkong_clusters_2020" / "case_data.csv").open(encoding="utf-8-sig") as lines:
        groups: dict[str, list[int]] = {}
        for n, row in enumerate(csv.DictReader(lines), 1):
            if row["cluster.id"] not in ("0", "NA", ""):
                groups.setdefault(row["cluster.id"], []).append(n)
    ties = [Tie(group[0], other) for group in groups.values() for other in group[1:]]
    made = chains([one for group in groups.values() for one in group], ties)
    assert len(made.clusters) == 137
    assert made.clusters[0].size == 106
    assert sum(one.size for one in made.clusters) == 533


def simulated() -> tuple[Chains, dict[str, int], list[Tie]]:
    """The simulated list: chains, case → the generation that the list tells, and its links."""
    folder = Path(DATA or "") / "outbreak_chains"
    with (folder / "ebola_sim_linelist.csv").open() as lines:
        generation = {row["case_id"]: int(row["generation"]) for row in csv.DictReader(lines)}
    with (folder / "ebola_sim_contacts.csv").open() as lines:
        links = [(row["infector"], row["case_id"]) for row in csv.DictReader(lines)]
    keys = {
        name: n
        for n, name in enumerate(dict.fromkeys([*generation, *(one for both in links for one in both)]), 1)
    }
    ties = [Tie(keys[one], keys[other], is_directed=True) for one, other in links]
    return chains(keys.values(), ties), generation, ties
