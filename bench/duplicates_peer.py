"""Splink on the same people: the same blocks, the same weights, DuckDB underneath; for a venv of its own that has splink.

python bench/duplicates_peer.py FOLDER       # as bench/duplicates.py wrote it
"""

from __future__ import annotations

import json
import resource
import sys
import time
from importlib.metadata import version
from pathlib import Path

AGREES = {
    "document": 0.90,
    "telephone": 0.70,
    "name": 0.85,
    "year": 0.95,
    "sex": 0.98,
    "place": 0.50,
    "home": 0.60,
}
BLOCKS = [
    ("document",), ("telephone",), ("name", "year"), ("name", "place"), ("name", "home"), ("year", "home"),
]  # fmt: skip
TWICE = 0.01


def main() -> None:
    """Measure and print one JSON object."""
    import duckdb
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    from splink import comparison_library as cl

    folder = Path(sys.argv[1])
    began = time.perf_counter()
    duckdb.sql(f"create view people as select * from '{folder / 'people.parquet'}'")
    people = duckdb.table("people")
    count = people.count("unique_id").fetchall()[0][0]
    comparisons = []
    for kind, agrees in AGREES.items():
        distinct = duckdb.sql(f"select count(distinct {kind}) from people").fetchall()[0][0]
        exact = cl.ExactMatch(kind).configure(
            term_frequency_adjustments=True, m_probabilities=[agrees, 1 - agrees],
            u_probabilities=[1 / distinct, 1 - 1 / distinct],
        )  # fmt: skip
        comparisons.append(exact)
    settings = SettingsCreator(
        link_type="dedupe_only", comparisons=comparisons, probability_two_random_records_match=2 * TWICE / count,
        blocking_rules_to_generate_predictions=[block_on(*block) for block in BLOCKS],
    )  # fmt: skip
    database = DuckDBAPI(duckdb.default_connection())
    linker = Linker(database.register(people), settings)
    found = linker.inference.predict(threshold_match_probability=0.05).as_duckdbpyrelation()
    pairs = {tuple(sorted(pair)) for pair in found.project("unique_id_l, unique_id_r").fetchall()}
    ended = time.perf_counter()
    truth = set(duckdb.read_parquet(str(folder / "truth.parquet")).fetchall())
    said = {
        "peer": f"splink {version('splink')}", "people": count, "seconds": round(ended - began, 2), "pairs": len(pairs),
        "precision": round(len(pairs & truth) / max(len(pairs), 1), 4), "recall": round(len(pairs & truth) / len(truth), 4),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip
    print(json.dumps(said))


if __name__ == "__main__":
    main()
