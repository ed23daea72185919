"""The simulator of scenarios: beside Covasim and Starsim in one run, at the size of the city, in an ensemble, and alike with each.

    python -m bench.outlook.scenario speed --peer PYTHON
    python -m bench.outlook.scenario large | city | ensemble
    python -m bench.outlook.scenario alike | alike-covasim --peer PYTHON

PYTHON is an interpreter that has covasim and starsim. Making the population is timed apart, everywhere. Seconds of the clock, and of the
processors, which a busy machine changes less. Attack rate: infections over agents at the end. A meeting is one of an infectious agent that
is drawn, whether its partner is looked up or not.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy import stats

from lianfang.outlook.scenario import (
    Capacity,
    City,
    Delay,
    Disease,
    Gate,
    Isolation,
    Policies,
    Testing,
    Tracing,
    build,
    disease,
    ensemble,
    margins,
    simulate,
)
from lianfang.outlook.scenario.settings import Setting

LEAST_ATTACK, BEGINS, ALIKE_AT = 0.4, 0.005, 0.03
COVASIM = """
import sys, time, warnings; warnings.filterwarnings("ignore")
import covasim as cv
n, days = int(sys.argv[1]), int(sys.argv[2])
cv.options(verbose=0)
def made(n, days):
    sim = cv.Sim(pop_size=n, pop_type="hybrid", pop_infected=n // 200, n_days=days, beta=0.02, use_waning=False, verbose=0,
        rand_seed=1, interventions=[cv.test_prob(symp_prob=0.05, asymp_prob=0.0, start_day=0),
                       cv.contact_tracing(trace_probs=dict(h=1.0, s=0.5, w=0.5, c=0.1), trace_time=1)])
    sim.init()
    return sim
made(1000, 5).run()
sim = made(n, days)
begin, busy = time.perf_counter(), time.process_time()
sim.run()
print(time.perf_counter() - begin, time.process_time() - busy, sim.results["cum_infections"].values[-1] / n)
"""
STARSIM = """
import sys, time, warnings; warnings.filterwarnings("ignore")
import starsim as ss
n, days = int(sys.argv[1]), int(sys.argv[2])
def made(n, days):
    nets = [ss.RandomNet(n_contacts=ss.poisson(k), name=f"n{i}") for i, k in enumerate((2, 8, 4))]
    sir = ss.SIR(beta={f"n{i}": ss.probperday(0.015) for i in range(3)}, init_prev=0.005, p_death=0.0,
        dur_inf=ss.lognorm_ex(ss.days(10), ss.days(3)))
    sim = ss.Sim(n_agents=n, networks=nets, diseases=sir, start=ss.date("2020-01-01"), dur=ss.days(days), dt=ss.days(1),
        rand_seed=1, verbose=0)
    sim.init()
    return sim
made(1000, 5).run()
sim = made(n, days)
begin, busy = time.perf_counter(), time.process_time()
sim.run()
print(time.perf_counter() - begin, time.process_time() - busy, float(sim.results.sir.cum_infections[-1]) / n)
"""
ALIKE = """
import sys, warnings; warnings.filterwarnings("ignore")
import numpy as np, starsim as ss
n, infected, days, beta, contacts, lasts, seeds = (float(x) if "." in x else int(x) for x in sys.argv[2:])
found = []
for seed in range(seeds):
    sir = ss.SIR(beta=ss.probperday(beta), init_prev=ss.choose_n(infected), dur_inf=ss.constant(ss.days(lasts + 1)), p_death=0.0)
    sim = ss.Sim(n_agents=n, networks=ss.RandomNet(n_contacts=ss.constant(contacts)), diseases=sir, start=ss.date("2020-01-01"),
        dur=ss.days(days), dt=ss.days(1), rand_seed=seed, verbose=0)
    sim.init()
    # The first infect from step 0 on, others from the step after their own: as many days for both.
    first = sim.diseases[0].infected.uids
    sim.diseases[0].ti_recovered[first] = lasts
    sim.run()
    found.append(infected + np.array(sim.results.sir.cum_infections))
np.save(sys.argv[1], np.array(found))
print(2 * len(sim.networks[0]) / n)
"""

HOMES = """
import sys, warnings; warnings.filterwarnings("ignore")
import covasim as cv, numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
cv.options(verbose=0)
n, infected, days, beta, home, contacts, seeds = (float(x) if "." in x else int(x) for x in sys.argv[2:])
found, homes, edges = [], np.zeros((seeds, n), int), 0
for seed in range(seeds):
    sim = cv.Sim(pop_type="hybrid", pop_size=n, pop_infected=infected, n_days=days, beta=beta, rand_seed=seed + 1, verbose=0,
        rescale=False, use_waning=False, prog_by_age=False, rel_symp_prob=0.0, asymp_factor=1.0,
        contacts=dict(h=3, s=0, w=0, c=contacts), dynam_layer=dict(h=0, s=0, w=0, c=1), beta_layer=dict(h=home, s=0.0, w=0.0, c=1.0),
        beta_dist=dict(dist="uniform", par1=1.0, par2=1.0), viral_dist=dict(frac_time=0.3, load_ratio=1.0, high_cap=4))
    sim.init()
    net = sim.networks["h"]
    one, other = np.asarray(net.p1), np.asarray(net.p2)
    labels = connected_components(coo_matrix((np.ones(len(one)), (one, other)), shape=(n, n)), directed=False)[1]
    sizes = np.bincount(labels)
    if (sizes * (sizes - 1)).sum() != 2 * len(one):
        raise SystemExit("not everybody in a household meets everybody")
    homes[seed, : len(sizes)] = sizes
    edges += len(sim.networks["c"])
    sim.run()
    found.append(np.array(sim.results["cum_infections"].values, float))
np.savez(sys.argv[1], found=np.array(found), homes=homes)
print(2 * edges / seeds / n)
"""


def ordered(agents: int) -> Policies:
    """Gates, tests, tracing and places, all in force."""
    return Policies(
        gates=(Gate(screening=0.5, quarantine_days=14),), testing=(Testing(seeking=0.5, capacity=agents // 100),),
        tracing=(Tracing(named={"home": 1.0, "team": 0.5, "site": 0.2, "community": 0.1}, capacity=agents // 50, tested=True),),
        isolation=(Isolation(place="bed", stays_home=0.2, complies=0.9, home_factor=0.7),),
        capacity=(Capacity(beds=agents // 200, rooms=agents // 100),),
    )  # fmt: skip


def town(agents: int, begins: float = BEGINS) -> City:
    """Shenzhen's margins, a share infected on the first day."""
    base = margins(away=0.0)
    residents = sum(base.districts.values())
    infected = {
        name: max(1, round(begins * agents * many / residents)) for name, many in base.districts.items()
    }
    return build(replace(base, infected=infected), agents, 1)


def timed(made: City, days: int, threads: int, factor: float = 1.0) -> dict[str, object]:
    """One run with everything in force; compiled before."""
    ill = disease().worse(factor / disease().factor[1])
    simulate(build(margins(away=0.0), 2000, 1), ill, ordered(2000), 20, 1, threads=threads)
    begin, busy = time.perf_counter(), time.process_time()
    found = simulate(made, ill, ordered(made.agents), days, 1, threads=threads)
    took, busy = time.perf_counter() - begin, time.process_time() - busy
    return {
        "threads": threads, "took": round(took, 2), "processor": round(busy, 2),
        "agent_days_a_second": round(made.agents * days / took), "agent_days_a_processor_second": round(made.agents * days / busy),
        "attack": round(float(found.infections.sum()) / made.agents, 3), "meetings_a_second": round(found.meetings / took),
        "tests": int(found.tests.sum()), "traced": int(found.traced.sum()), "found": int(found.found.sum()), "days": days,
        "agents": made.agents,
    }  # fmt: skip


def of_peer(python: str, script: str, agents: int, days: int) -> dict[str, object]:
    """The same of a peer."""
    done = subprocess.run(
        [python, "-W", "ignore", "-c", script, str(agents), str(days)],
        check=True,
        capture_output=True,
        text=True,
    )
    took, busy, attack = (float(part) for part in done.stdout.split()[-3:])
    return {
        "took": round(took, 2), "processor": round(busy, 2), "agent_days_a_second": round(agents * days / took),
        "agent_days_a_processor_second": round(agents * days / busy), "attack": round(attack, 3),
    }  # fmt: skip


def speed(python: str, agents: int, days: int) -> dict[str, object]:
    """Ours with one thread and two, and the peers, in one run."""
    made = town(agents)
    found: dict[str, dict[str, object]] = {
        f"ours_{threads}": timed(made, days, threads) for threads in (1, 2)
    }
    found["covasim"] = of_peer(python, COVASIM, agents, days)
    found["starsim"] = of_peer(python, STARSIM, agents, days)
    if low := [name for name, each in found.items() if float(str(each["attack"])) < LEAST_ATTACK]:
        raise SystemExit(f"attack rate under {LEAST_ATTACK}: {low}")
    mine, busy = (
        float(str(found["ours_1"][key])) for key in ("agent_days_a_second", "agent_days_a_processor_second")
    )
    ratios = {
        f"ratio_{peer}{end}": round(value / float(str(found[peer][key])), 1)
        for peer in ("covasim", "starsim")
        for end, value, key in (
            ("", mine, "agent_days_a_second"),
            ("_processor", busy, "agent_days_a_processor_second"),
        )
    }
    return {**found, **ratios}


def large(agents: int, days: int, threads: int) -> dict[str, object]:
    """One run of a large city, with its making and the most memory."""
    begin = time.perf_counter()
    made = town(agents, 0.0005)
    built = time.perf_counter() - begin
    found = timed(made, days, threads)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"built": round(built, 1), **found, "mebibytes": round(most)}


def many(agents: int, days: int) -> dict[str, object]:
    """A hundred runs: half without measures, half with."""
    made, ill = town(agents), disease()
    simulate(made, ill, ordered(agents), 5, 1)
    begin, busy = time.perf_counter(), time.process_time()
    found = ensemble(
        made, ill, {"nothing": Policies(), "ordered": ordered(agents)}, days=days, seeds=range(25)
    )
    took, busy = time.perf_counter() - begin, time.process_time() - busy
    attack = {
        f"{name}, {planned}": round(
            float(found.series(name, planned, "infections").sum(axis=1).mean()) / agents, 3
        )
        for name, planned in found.outcomes
    }
    return {"runs": 100, "agents": agents, "days": days, "took": round(took, 1), "processor": round(busy, 1), "attack": attack}  # fmt: skip


def alike(python: str, seeds: int) -> dict[str, object]:
    """Homogeneous mixing in both: means of cumulative infections on the day on which Starsim's mean reaches 3 %."""
    agents, infected, days, beta, contacts, lasts = 10_000, 50, 30, 0.03, 10, 6
    with tempfile.TemporaryDirectory() as folder:
        words = [agents, infected, days, beta, contacts, lasts, seeds]
        done = subprocess.run(
            [python, "-W", "ignore", "-c", ALIKE, f"{folder}/found.npy", *map(str, words)],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        theirs = np.load(f"{folder}/found.npy")
    meet = float(done.stdout.split()[-1])
    ill = Disease(
        "alike", Delay.always(1), Delay.always(0), Delay.always(lasts), {"community": -np.log1p(-beta)}
    )
    alone = mixing(np.ones(agents, np.int32), infected, meet)
    # Who is infected on our day 0 infects on day 1, which is step 0 there.
    ours = np.array([reached(alone, ill, days + 2, seed)[1:] for seed in range(seeds)])
    return {"seeds": seeds, "meetings_a_day": round(meet, 3), **apart(ours, theirs, agents, "starsim")}


def alike_covasim(python: str, seeds: int) -> dict[str, object]:
    """Households and a community drawn anew each day, latent and infectious days as Covasim draws them, in both: as ``alike``.

    The infectious are without symptoms and equally infectious on each day, for that is what both can say. Each seed has the
    sizes of households that Covasim made.
    """
    agents, infected, days, beta, home, contacts = 10_000, 50, 45, 0.01, 6.0, 16
    with tempfile.TemporaryDirectory() as folder:
        words = [agents, infected, days, beta, home, contacts, seeds]
        done = subprocess.run(
            [python, "-W", "ignore", "-c", HOMES, f"{folder}/found.npz", *map(str, words)],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        kept = np.load(f"{folder}/found.npz")
        theirs, homes = kept["found"], kept["homes"]
    meet = float(done.stdout.split()[-1])
    hazard: dict[Setting, float] = {"community": -np.log1p(-beta), "home": -np.log1p(-beta * home)}
    ill = Disease("alike", rounded(4.5, 1.5), Delay.always(0), rounded(8.0, 2.0), hazard)
    ours = np.array(
        [
            reached(mixing(sizes[sizes > 0], infected, meet), ill, days + 1, seed)
            for seed, sizes in enumerate(homes)
        ]
    )
    at_home = round(float((homes**2).sum() / agents / seeds - 1), 3)
    found = apart(ours, theirs, agents, "covasim")
    return {"seeds": seeds, "meetings_a_day": round(meet, 3), "at_home": at_home, **found}


def rounded(mean: float, sd: float) -> Delay:
    """A lognormal distribution of this mean and sd, to the nearest day."""
    width = np.sqrt(np.log1p((sd / mean) ** 2))
    ends = stats.lognorm.cdf(np.arange(61) - 0.5, width, scale=mean / np.exp(width**2 / 2))
    mass = np.diff(ends)
    mass[0] = 0.0  # one in 10^10 at most, and nobody is infectious on the day of infection
    return Delay(tuple(float(share) for share in mass / mass.sum()))


def mixing(homes: np.ndarray, infected: int, meet: float) -> City:
    """One district, in which nobody works and all households of these sizes meet evenly."""
    agents = int(homes.sum())
    made = town(agents)
    starts = np.concatenate([[0], np.cumsum(homes)]).astype(np.int32)
    return replace(
        made, home=np.repeat(np.arange(len(homes), dtype=np.int32), homes), home_start=starts,
        district_start=np.array([0, agents], np.int32), districts=("all",), site=np.full(agents, -1, np.int32),
        infected=np.array([infected], np.int32), community=meet, same_district=1.0,
        site_district=np.zeros_like(made.site_district),
    )  # fmt: skip


def reached(made: City, ill: Disease, days: int, seed: int) -> np.ndarray:
    """Cumulative infections by day."""
    return np.cumsum(simulate(made, ill, Policies(), days, seed).infections.sum(axis=1))


def apart(ours: np.ndarray, theirs: np.ndarray, agents: int, peer: str) -> dict[str, object]:
    """Means over seeds on the day on which the peer's mean reaches 3 %."""
    day = int(np.argmax(theirs.mean(axis=0) >= ALIKE_AT * agents))
    means = ours[:, day].mean(), theirs[:, day].mean()
    errors = [float(each[:, day].std(ddof=1) / np.sqrt(len(each))) for each in (ours, theirs)]
    return {
        "day": day, "ours": round(float(means[0]), 1), peer: round(float(means[1]), 1),
        "apart": round(float(means[0] / means[1] - 1), 4), "standard_errors": [round(error, 1) for error in errors],
    }  # fmt: skip


def main() -> None:
    """Print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["speed", "large", "city", "ensemble", "alike", "alike-covasim"])
    parser.add_argument("--peer", default="python3")
    parser.add_argument("--agents", type=int, default=0)
    parser.add_argument("--seeds", type=int, default=200)
    given = parser.parse_args()
    runs = {
        "speed": lambda: speed(given.peer, given.agents or 1_000_000, 180),
        "large": lambda: large(given.agents or 10_000_000, 180, 1),
        "city": lambda: large(given.agents or 17_500_000, 75, 2),
        "ensemble": lambda: many(given.agents or 100_000, 180),
        "alike": lambda: alike(given.peer, given.seeds),
        "alike-covasim": lambda: alike_covasim(given.peer, given.seeds),
    }
    line = json.dumps({"bench": f"scenario {given.what}", **runs[given.what](), "cores": os.cpu_count()})
    print(line)
    Path("bench/results").mkdir(exist_ok=True)
    with Path("bench/results/outlook_scenario.jsonl").open("a", encoding="utf-8") as kept:
        kept.write(line + "\n")


if __name__ == "__main__":
    main()
