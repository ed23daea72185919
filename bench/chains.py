"""The transmission picture of the simulated list with a known truth: recorded through the action, built as a page; beside networkx.

LIANFANG_DATA=… python -m bench.chains --database sqlite|postgresql [--networkx PYTHON]

5,829 cases and 3,800 links; 1,170 infectors whom the list does not have are recorded as cases of which nothing is known, so that no
link is lost.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import statistics
import subprocess
import time
from datetime import date
from pathlib import Path
from typing import Any

from bench.server import site

MOST = 2.0
"""Seconds that a page of five thousand cases may take."""
SETTINGS = {"funeral": "religious"}
NOON = 1_441_080_000  # 2015-09-01 12:00 in Shanghai: after all that the list tells
PEER = """
import csv, json, sys, time
import networkx as nx
began = time.perf_counter()
graph = nx.DiGraph()
graph.add_edges_from(json.load(open(sys.argv[1])))
parts = sorted((len(one) for one in nx.weakly_connected_components(graph)), reverse=True)
order = {}
for node in nx.topological_sort(graph):
    order[node] = max((order[up] + 1 for up in graph.predecessors(node)), default=0)
told = time.perf_counter()
place = nx.spring_layout(graph, seed=1, iterations=int(sys.argv[2]))
print(json.dumps({"peer": "networkx " + nx.__version__, "clusters": len(parts), "largest": parts[0], "deepest": max(order.values()),
                  "graph_ms": round(1000 * (told - began), 1), "spring_layout_s": round(time.perf_counter() - told, 2)}))
"""


def main() -> None:
    """Measure and print one JSON object."""
    words = argparse.ArgumentParser()
    words.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    words.add_argument("--networkx", help="a Python that has networkx")
    given = words.parse_args()
    folder = Path(os.environ["LIANFANG_DATA"]) / "outbreak_chains"
    with site(given.database) as home:
        names, links = _load(folder)
        said = {"database": given.database, "cases": len(names), "links": len(links), **_measured()}
        if given.networkx:
            path = home / "edges.json"
            path.write_text(json.dumps(links))
            command = [given.networkx, "-c", PEER, str(path), "50"]
            said["peer"] = json.loads(
                subprocess.run(command, capture_output=True, text=True, check=True).stdout
            )
        print(json.dumps(said))


def _load(folder: Path) -> tuple[list[str], list[tuple[str, str]]]:
    """Record cases and links as any door does."""
    from django.core.management import call_command

    from lianfang.base import areas
    from lianfang.registers.access import By
    from lianfang.registers.actions import record

    call_command("migrate", verbosity=0)
    by, area = (
        By("bench", "operator", purpose="maintenance"),
        areas.child(areas.child(areas.child(0, 1), 1), 1),
    )
    town = {
        "id": area,
        "level": "city",
        "name_zh": "x",
        "name_en": "x",
        "gb_code": "440300",
        "begins_on": date(1990, 1, 1),
    }
    record(register="area", rows=[town], by=by, at=0)
    with (folder / "ebola_sim_linelist.csv").open() as lines:
        cases = list(csv.DictReader(lines))
    with (folder / "ebola_sim_contacts.csv").open() as lines:
        links = list(csv.DictReader(lines))
    names = [row["case_id"] for row in cases]
    known = set(names)
    names += sorted({one for row in links for one in (row["infector"], row["case_id"])} - known)
    rows = [
        {"classification": "CONFIRMED", "area": area, "onset_on": date.fromisoformat(row["date_of_onset"])}
        for row in cases
    ]
    rows += [{"classification": "NOT_CLASSIFIED", "area": area} for _ in range(len(names) - len(cases))]
    ids = dict(zip(names, record(register="case", rows=rows, by=by, at=NOON - 1).ids, strict=True))
    told = [
        {
            "case": ids[row["case_id"]], "other": ids[row["infector"]], "directed": True, "evidence": "simulated", "area": area,
            "setting": SETTINGS.get(row["source"], "other"),
        }
        for row in links
    ]  # fmt: skip
    record(register="case_link", rows=told, by=by, at=NOON - 1)
    return names, [(row["infector"], row["case_id"]) for row in links]


def _measured() -> dict[str, Any]:
    """The page as the door makes it, without the door; three times each view."""
    from django.template.loader import render_to_string

    from lianfang.fronts.chains import asking, days, drawing, telling
    from lianfang.fronts.chains.links import Addresses
    from lianfang.registers.access import Reader

    reader = Reader("bench", "operator", purpose="maintenance")
    ask = asking.Asked(reader, NOON, NOON, "Asia/Shanghai", "graph")
    took: dict[str, list[float]] = {"graph": [], "days": []}
    busy: dict[str, list[float]] = {"graph": [], "days": []}
    size: dict[str, int] = {}
    for _ in range(3):
        for view, draw in (("graph", drawing.graph), ("days", days.timeline)):
            began, spent = time.perf_counter(), time.process_time()
            seen, clusters = asking.answer(ask)
            addresses = Addresses.of()
            drawn = draw(seen, clusters, addresses)
            parts: list[Any] = [
                drawn, telling.figures(seen, clusters), telling.settings_table(seen, clusters, addresses),
                telling.sizes_table(clusters), telling.offspring_table(seen, clusters),
                telling.largest_table(seen, clusters, addresses), telling.cases_table(seen, clusters, addresses, 0),
            ]  # fmt: skip
            html = "".join(render_to_string(part.template, {"it": part}) for part in parts)
            took[view].append(time.perf_counter() - began)
            busy[view].append(time.process_time() - spent)
            size[f"{view}_mb"] = round(len(html.encode()) / 1e6, 2)
    counted = {
        "clusters": len(clusters), "in_clusters": sum(one.size for one in clusters), "largest": clusters[0].size,
        "infectors": len(seen.chains.infected), "deepest": max(seen.chains.generation.values()),
        "conflicts": len(seen.chains.conflicts),
    }  # fmt: skip
    median = {f"{view}_s": round(statistics.median(times), 2) for view, times in took.items()}
    cpu = {f"{view}_cpu_s": round(statistics.median(times), 2) for view, times in busy.items()}
    return {
        **median,
        **cpu,
        "load": round(os.getloadavg()[0], 1),
        "most": MOST,
        "within": max(median.values()) < MOST,
        **size,
        **counted,
    }


if __name__ == "__main__":
    main()
