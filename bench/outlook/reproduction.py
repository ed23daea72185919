"""R of 1,000 series of 200 days, window of 7: mean, sd and seven exact quantiles, beside epyestim in the same run.

    python -m bench.outlook.reproduction [--peer PYTHON]

Seconds of the clock, and of the processor, which a busy machine changes less.

PYTHON is an interpreter that has epyestim (0.1 needs setuptools beside it). EpiEstim runs in R, where there is an Rscript with the package
on PATH. Both read the same series, and their mean, sd and seven quantiles have to agree to 1e-9.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np

from lianfang.outlook import cori, serial

SERIES, DAYS, WINDOW, REPEATS = 1000, 200, 7, 5
AGREE = 1e-9
PEER = """
import sys, time, numpy as np, pandas as pd
from epyestim.estimate_r import estimate_r, gamma_quantiles
cases, weights = np.load(sys.argv[1] + "/cases.npy"), np.load(sys.argv[1] + "/weights.npy")
days = pd.date_range("2020-01-01", periods=cases.shape[1])
levels = (0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975)
begin, busy, out = time.perf_counter(), time.process_time(), []
for row in cases:
    found = estimate_r(pd.Series(row, index=days), weights, 1.0, 5.0, window_size=7)
    a, b = found.a_posterior.values, found.b_posterior.values
    out.append([a * b, np.sqrt(a) * b, *(gamma_quantiles(level, a, b) for level in levels)])
took, busy = time.perf_counter() - begin, time.process_time() - busy
np.save(sys.argv[1] + "/peer.npy", np.array(out))
print(took, busy)
"""
IN_R = """
library(EpiEstim)
folder <- commandArgs(TRUE)[1]
cases <- as.matrix(read.csv(file.path(folder, "cases.csv"), header = FALSE))
n <- ncol(cases); starts <- 2:(n - 6)
config <- make_config(list(mean_si = 6.3, std_si = 4.2, t_start = starts, t_end = starts + 6))
found <- vector("list", nrow(cases))
begin <- proc.time()
for (i in seq_len(nrow(cases))) found[[i]] <- suppressWarnings(estimate_R(cases[i, ], method = "parametric_si", config = config))
took <- proc.time() - begin
numbers <- sapply(found, function(one) as.matrix(one$R[, 3:11]))
write.table(format(t(numbers), digits = 16), file.path(folder, "r.txt"), quote = FALSE, row.names = FALSE, col.names = FALSE)
cat(took[["elapsed"]], took[["user.self"]] + took[["sys.self"]])
"""


def epidemics(seed: int = 1) -> np.ndarray:
    """Waves of different height and date; shape (SERIES, DAYS)."""
    rng = np.random.default_rng(seed)
    day = np.arange(DAYS)
    peak, width = rng.uniform(40, 160, (SERIES, 1)), rng.uniform(15, 50, (SERIES, 1))
    height = np.exp(rng.uniform(np.log(5), np.log(500), (SERIES, 1)))
    return rng.poisson(1 + height * np.exp(-(((day - peak) / width) ** 2))).astype(float)


def ours(cases: np.ndarray, made: serial.Serial) -> np.ndarray:
    """Mean, sd and the quantiles; shape (9, SERIES, windows)."""
    found = cori.estimate(cases, cases, made, cori.weekly(DAYS, WINDOW))
    return np.concatenate([[found.mean], [found.sd], found.quantiles()])


def beside_epyestim(python: str, folder: Path, mine: np.ndarray) -> dict[str, object]:
    """Seconds of the peer and how far apart both are, on the windows that begin on the second day or later."""
    done = subprocess.run(
        [python, "-W", "ignore", "-c", PEER, str(folder)], check=True, capture_output=True, text=True
    )
    theirs = np.moveaxis(np.load(folder / "peer.npy"), 1, 0)[:, :, 1:]
    return {**_took("epyestim", done.stdout), "apart": _apart("epyestim", theirs, mine)}


def beside_epiestim(rscript: str, folder: Path, mine: np.ndarray) -> dict[str, object]:
    """Seconds of the reference in R and how far apart both are."""
    np.savetxt(folder / "cases.csv", np.load(folder / "cases.npy"), fmt="%d", delimiter=",")
    script = folder / "epiestim.R"
    script.write_text(IN_R, "utf-8")
    done = subprocess.run([rscript, str(script), str(folder)], check=True, capture_output=True, text=True)
    theirs = np.loadtxt(folder / "r.txt").reshape(SERIES, len(mine), -1).transpose(1, 0, 2)
    return {**_took("epiestim", done.stdout), "apart_epiestim": _apart("epiestim", theirs, mine)}


def _took(peer: str, printed: str) -> dict[str, object]:
    took, busy = (float(part) for part in printed.split())
    return {peer: round(took, 3), f"{peer}_processor": round(busy, 3)}


def _apart(peer: str, theirs: np.ndarray, mine: np.ndarray) -> float:
    apart = float(np.abs(theirs / mine - 1).max())
    if apart > AGREE:
        raise SystemExit(f"{peer} differs by {apart}")
    return apart


def main() -> None:
    """Measure and print one JSON object."""
    words = argparse.ArgumentParser()
    words.add_argument("--peer")
    given = words.parse_args()
    cases, made = epidemics(), serial.of_moments(6.3, 4.2)
    ours(cases[:10], made)
    took, spent = [], []
    for _ in range(REPEATS):
        begin, busy = time.perf_counter(), time.process_time()
        mine = ours(cases, made)
        took.append(time.perf_counter() - begin)
        spent.append(time.process_time() - busy)
    seconds, processor = statistics.median(took), statistics.median(spent)
    found: dict[str, object] = {
        "bench": "reproduction",
        "series": SERIES,
        "days": DAYS,
        "ours": round(seconds, 4),
        "ours_processor": round(processor, 4),
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        np.save(folder / "cases.npy", cases)
        np.save(folder / "weights.npy", made.weights)
        if given.peer:
            found |= beside_epyestim(given.peer, folder, mine)
            found["ratio_epyestim"] = round(float(str(found["epyestim"])) / seconds, 1)
            found["ratio_processor"] = round(float(str(found["epyestim_processor"])) / processor, 1)
        rscript = shutil.which("Rscript")
        if rscript is not None:
            found |= beside_epiestim(rscript, folder, mine)
            found["ratio_epiestim"] = round(float(str(found["epiestim"])) / seconds, 1)
            found["ratio_epiestim_processor"] = round(float(str(found["epiestim_processor"])) / processor, 1)
    print(json.dumps(found | {"cores": os.cpu_count()}))


if __name__ == "__main__":
    main()
