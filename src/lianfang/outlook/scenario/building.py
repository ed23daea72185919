"""A synthetic city out of margins: every margin holds to the person; who it is, is drawn.

Shares become whole numbers by largest remainders, so that ages, sectors and districts of the made city differ from the margins by
less than one person each. Made by numpy's Philox generator from the seed, district by district.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.scenario.city import NOWHERE, City, Sector
from lianfang.outlook.scenario.compiled import F64, I16, I32, I64, U8
from lianfang.outlook.scenario.settings import AGES, NEVER

_GROWN_FROM = 2
_PUPILS_UP_TO = 2
MOST_AGENTS = 30_000_000


@dataclass(frozen=True)
class Work:
    """Where a sector's people are.

    Args:
        sector: its meetings.
        staff: people working there, as a share of all who work.
        pupils: by age band, share of people who learn there; none for most sectors.
        sizes: site size → share of the sector's people at sites of that size.
        districts: district → share of the sector's staff; empty: as the residents.
    """

    sector: Sector
    staff: float
    sizes: dict[int, float]
    pupils: tuple[float, ...] = (0.0,) * len(AGES)
    districts: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Margins:
    """What a synthetic city follows.

    Args:
        districts: name → residents.
        ages: by band, share.
        households: size 1, 2, ... → share of households.
        employed: by age band, share who work.
        works: by sector.
        same_district: share of staff who work where they live.
        away: share of households not in the city on day 0.
        returns: by day from day 1, relative number of those away who come back; the rest do not within the run.
        back: share of those away who come back at all.
        arrivals_infected: by day, share of those who come back who are infected.
        infected: district → infected on day 0.
        batches: how many batches of enterprises.
        community, transit, bedside, mixing: meetings, as ``City`` has them; ``mixing`` is its ``same_district``.

    Raises:
        Refused: ``outlook/scenario-margins``.
    """

    districts: dict[str, int]
    ages: tuple[float, ...]
    households: tuple[float, ...]
    employed: tuple[float, ...]
    works: tuple[Work, ...]
    same_district: float = 0.75
    away: float = 0.0
    returns: tuple[float, ...] = ()
    back: float = 1.0
    arrivals_infected: tuple[float, ...] = (0.0,)
    infected: dict[str, int] = field(default_factory=dict)
    batches: int = 3
    community: float = 4.0
    transit: float = 2.0
    bedside: float = 3.0
    mixing: float = 0.85

    def __post_init__(self) -> None:
        lengths = {
            "ages": self.ages,
            "employed": self.employed,
            **{w.sector.name: w.pupils for w in self.works},
        }
        for name, values in lengths.items():
            if len(values) != len(AGES):
                raise _wrong(name, values, f"{len(AGES)} ({', '.join(AGES)})")
        shares = {
            "ages": self.ages, "households": self.households, "employed": self.employed, "returns": self.returns,
            "arrivals_infected": self.arrivals_infected, "staff": tuple(w.staff for w in self.works),
            "same_district, away, back, mixing": (self.same_district, self.away, self.back, self.mixing),
        }  # fmt: skip
        for name, values in shares.items():
            if not all(0 <= value <= 1 for value in values) and name != "returns":
                raise _wrong(name, values, "0..1")
        for name in ("ages", "households"):
            if not abs(sum(getattr(self, name)) - 1) < _SUM_TO:
                raise _wrong(name, sum(getattr(self, name)), "Σ = 1")
        self._check_places()

    def _check_places(self) -> None:
        names = [w.sector.name for w in self.works]
        if not self.districts or min(self.districts.values()) < 1 or len(self.districts) > _MOST_PLACES:
            raise _wrong("districts", self.districts, f"1..{_MOST_PLACES}; residents ≥ 1")
        if (
            len(set(names)) != len(names)
            or len(names) > _MOST_PLACES
            or not 1 <= self.batches <= _MOST_PLACES
        ):
            raise _wrong("works, batches", [*names, self.batches], f"1..{_MOST_PLACES}")
        if not all(0 <= people <= MOST_AGENTS for people in self.infected.values()):
            raise _wrong("infected", self.infected, f"0..{MOST_AGENTS}")
        named = {*self.infected, *(name for w in self.works for name in w.districts)}
        if unknown := named - set(self.districts):
            raise _wrong("districts", sorted(unknown), ", ".join(self.districts))
        for w in self.works:
            if not w.sizes or min(w.sizes) < 1 or not abs(sum(w.sizes.values()) - 1) < _SUM_TO:
                raise _wrong(f"{w.sector.name}.sizes", w.sizes, "≥ 1; Σ = 1")
        if self.returns and (min(self.returns) < 0 or sum(self.returns) <= 0):
            raise _wrong("returns", self.returns, "≥ 0; Σ > 0")


_SUM_TO = 1e-6
_MOST_PLACES = 100


def build(margins: Margins, agents: int, seed: int) -> City:
    """A city of so many agents. About 20 bytes an agent; O(agents).

    Raises:
        Refused: ``outlook/scenario-agents``.
    """
    if not len(margins.districts) <= agents <= MOST_AGENTS:
        facts = {"agents": agents, "least": len(margins.districts), "most": MOST_AGENTS}
        raise Refused(Problem("outlook/scenario-agents", facts=facts))
    rng = np.random.Generator(np.random.Philox(seed))
    residents = apportioned(agents, np.array(list(margins.districts.values()), float))
    age, home, homes = np.empty(agents, np.uint8), np.empty(agents, np.int32), []
    district_start = np.concatenate([[0], np.cumsum(residents)]).astype(np.int32)
    first = 0
    for low, high in pairwise(int(start) for start in district_start):
        sizes = _households(margins, high - low, rng)
        home[low:high] = np.repeat(np.arange(first, first + len(sizes), dtype=np.int32), sizes)
        age[low:high] = _ages(margins, sizes, rng)
        homes.append(sizes)
        first += len(sizes)
    home_start = np.concatenate([[0], np.cumsum(np.concatenate(homes))]).astype(np.int32)
    places = _sites(margins, age, district_start, rng)
    return City(
        sectors=tuple(w.sector for w in margins.works), districts=tuple(margins.districts), batches=margins.batches, age=age,
        district_start=district_start, home=home, home_start=home_start, returns_on=_returns(margins, home, first, rng),
        arrivals_infected=np.array(margins.arrivals_infected or (0.0,), float),
        infected=np.array([margins.infected.get(name, 0) for name in margins.districts], np.int32),
        community=margins.community, transit=margins.transit, bedside=margins.bedside, same_district=margins.mixing, **places,
    )  # fmt: skip


def apportioned(total: int, shares: F64) -> I64:
    """Whole numbers by shares, by largest remainders; they add up to the total."""
    exact = total * shares / shares.sum()
    parts: I64 = np.floor(exact).astype(np.int64)
    rest = np.argsort(parts - exact, kind="stable")[: total - int(parts.sum())]
    parts[rest] += 1
    return parts


def _households(margins: Margins, people: int, rng: np.random.Generator) -> I32:
    """(any,) sizes that add up to the people of a district; the last is cut where it must be."""
    shares = np.array(margins.households)
    sizes = np.arange(1, len(shares) + 1)
    counts = apportioned(int(np.ceil(people / (shares @ sizes))) + 1, shares)
    drawn = rng.permutation(np.repeat(sizes, counts))
    ends = np.cumsum(drawn)
    while ends[-1] < people:
        drawn = np.append(drawn, 1)
        ends = np.append(ends, ends[-1] + 1)
    last = int(np.searchsorted(ends, people))
    drawn = drawn[: last + 1]
    drawn[-1] -= ends[last] - people
    return drawn.astype(np.int32)


def _ages(margins: Margins, sizes: I32, rng: np.random.Generator) -> U8:
    """(n,) bands of the people of a district: children first where a household has two others, then where it has one, then anywhere."""
    starts = np.cumsum(sizes) - sizes
    rank = np.arange(int(sizes.sum())) - np.repeat(starts, sizes)
    order = np.argsort(-np.minimum(rank, 2) + rng.random(len(rank)) * 0.9, kind="stable")
    counts = apportioned(len(rank), np.array(margins.ages))
    children = np.repeat(np.arange(_GROWN_FROM, dtype=np.uint8), counts[:_GROWN_FROM])
    grown = np.repeat(np.arange(_GROWN_FROM, len(AGES), dtype=np.uint8), counts[_GROWN_FROM:])
    found = np.empty(len(rank), np.uint8)
    found[order[: len(children)]] = rng.permutation(children)
    found[order[len(children) :]] = rng.permutation(grown)
    return found


def _sites(margins: Margins, age: U8, district_start: I32, rng: np.random.Generator) -> dict[str, Any]:
    """Everybody's site, by the margins of sectors, districts and sizes."""
    class_of = _classes(margins, age, district_start, rng)
    with_site = np.flatnonzero(class_of >= 0).astype(np.int32)
    # In random order within a class of sites, pupils by age.
    key = class_of[with_site].astype(np.int64) * 4 + np.minimum(age[with_site], _PUPILS_UP_TO)
    shuffled = rng.permutation(len(with_site)).astype(np.int32)
    members = with_site[shuffled[np.argsort(key[shuffled].astype(np.int16), kind="stable")]]
    counts = np.bincount(class_of[with_site], minlength=len(margins.works) * len(margins.districts))
    sizes, owner, batch = _split(margins, counts, rng)
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    site, seat = np.full(len(age), NOWHERE, np.int32), np.full(len(age), NOWHERE, np.int32)
    site[members] = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    seat[members] = np.arange(len(members), dtype=np.int32)
    return {
        "site": site, "seat": seat, "site_start": start, "site_members": members, "site_batch": batch,
        "site_sector": (owner // len(margins.districts)).astype(np.uint8),
        "site_district": (owner % len(margins.districts)).astype(np.uint8),
    }  # fmt: skip


def _classes(margins: Margins, age: U8, district_start: I32, rng: np.random.Generator) -> I16:
    """(n,) sector × districts + district of the site of each agent, or -1."""
    found = np.full(len(age), -1, np.int16)
    districts = len(margins.districts)
    lives = np.repeat(np.arange(districts, dtype=np.int16), np.diff(district_start))
    u = rng.random(len(age), np.float32)
    for s, w in enumerate(margins.works):
        share = np.array(w.pupils, np.float32)[age]
        # Bands of u, so that nobody learns at two places.
        before = sum(
            (np.array(other.pupils, np.float32) for other in margins.works[:s]),
            np.zeros(len(AGES), np.float32),
        )[age]
        learns = (u >= before) & (u < before + share)
        found[learns] = (s * districts + lives[learns]).astype(np.int16)
    works = np.flatnonzero((u > 1 - np.array(margins.employed, np.float32)[age]) & (found < 0))
    works = rng.permutation(works)
    jobs = _jobs(margins, len(works))
    found[works] = _matched(jobs, lives[works], margins.same_district, rng)
    return found


def _jobs(margins: Margins, workers: int) -> I64:
    """(sectors, districts) jobs, which add up to the workers."""
    residents = np.array(list(margins.districts.values()), float)
    rows = []
    for w in margins.works:
        own = np.array([w.districts.get(name, 0.0) for name in margins.districts])
        rows.append(w.staff * (own / own.sum() if own.sum() > 0 else residents / residents.sum()))
    shares = np.array(rows).ravel()
    if shares.sum() <= 0:
        return np.zeros((len(rows), len(residents)), np.int64)
    return apportioned(workers, shares).reshape(len(rows), len(residents))


def _matched(jobs: I64, lives: I16, same: float, rng: np.random.Generator) -> I16:
    """(workers,) sector × districts + district: as many near home as asked for, the rest where jobs are left."""
    sectors, districts = jobs.shape
    if jobs.sum() == 0:
        return np.full(len(lives), -1, np.int16)
    pool = [rng.permutation(np.repeat(np.arange(sectors), jobs[:, d])) for d in range(districts)]
    found = np.full(len(lives), -1, np.int16)
    rest: list[I16] = []
    for d in range(districts):
        mine = np.flatnonzero(lives == d)
        near = min(int(same * len(mine)), len(pool[d]))
        found[mine[:near]] = pool[d][:near] * districts + d
        rest.append((pool[d][near:] * districts + d).astype(np.int16))
    found[found < 0] = rng.permutation(np.concatenate(rest))
    return found


def _split(margins: Margins, counts: I64, rng: np.random.Generator) -> tuple[I32, I32, U8]:
    """Size, class and batch of every site: (s,) each. Batches take turns among the sites of a class in random order."""
    sizes, owners, batches = [], [], []
    for c, people in enumerate(counts):
        if people == 0:
            continue
        w = margins.works[c // len(margins.districts)]
        classes = np.array(list(w.sizes))
        by_size = apportioned(int(people), np.array(list(w.sizes.values())))
        many = np.maximum(np.rint(by_size / classes), by_size > 0).astype(np.int64)
        made = np.concatenate(
            [apportioned(int(n), np.ones(k)) for n, k in zip(by_size, many, strict=True) if k]
        )
        made = rng.permutation(made[made > 0])
        sizes.append(made)
        owners.append(np.full(len(made), c))
        batches.append(np.arange(len(made)) % margins.batches)
    if not sizes:
        return np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.uint8)
    joined = (np.concatenate(part) for part in (sizes, owners, batches))
    return next(joined).astype(np.int32), next(joined).astype(np.int32), next(joined).astype(np.uint8)


def _returns(margins: Margins, home: I32, homes: int, rng: np.random.Generator) -> I16:
    """(n,) day of return: households come back together."""
    by_home = np.zeros(homes, np.int16)
    away = rng.permutation(homes)[: round(margins.away * homes)]
    coming = round(len(away) * margins.back) if margins.returns else 0
    by_home[away] = NEVER
    days = apportioned(coming, np.array(margins.returns, float)) if coming else np.zeros(0, np.int64)
    by_home[away[:coming]] = np.repeat(np.arange(1, len(days) + 1), days)
    return by_home[home]


def _wrong(name: str, value: object, allowed: str) -> Refused:
    facts = {"name": name, "value": f"{value}", "allowed": allowed}
    return Refused(Problem("outlook/scenario-margins", facts=facts))
